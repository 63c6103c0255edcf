"""Stable Diffusion 1.5 at full size with deterministic weights: its folder, and the time that diffusers takes with it.

Needs the packages of requirements.txt, 6 GB of memory and a folder with room for 4.3 GB:

    python full_size_pipeline.py write FOLDER
    python full_size_pipeline.py race FOLDER
    python full_size_pipeline.py race FOLDER --size 128 --turns 1 --seconds 1
    python full_size_pipeline.py race FOLDER --before CHECKOUT
    python full_size_pipeline.py memory FOLDER

The folder is laid out as that of the model. A race runs the parts of both programs in turns, each turn in a
process of its own, and prints the least times and their ratios, also to what another checkout of this project takes;
the second line is a quick one. Memory tells what drawing and gradients need.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch
from safetensors.torch import save_file

import deterministic

ROOT = Path(__file__).parent.parent
VOCABULARY = Path(__file__).parent / "golden/clip/bpe_simple_vocab_16e6.txt.gz"

UNET = dict(sample_size=64, cross_attention_dim=768, attention_head_dim=8)
VAE = dict(
    block_out_channels=[128, 256, 512, 512],
    down_block_types=["DownEncoderBlock2D"] * 4,
    up_block_types=["UpDecoderBlock2D"] * 4,
    layers_per_block=2,
    sample_size=512,
)
TEXT = dict(
    vocab_size=49408,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    max_position_embeddings=77,
    hidden_act="quick_gelu",
    projection_dim=768,
    bos_token_id=0,
    eos_token_id=2,
    pad_token_id=1,
)
SCHEDULER = {
    "_class_name": "PNDMScheduler",
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "beta_start": 0.00085,
    "clip_sample": False,
    "num_train_timesteps": 1000,
    "set_alpha_to_one": False,
    "skip_prk_steps": True,
    "steps_offset": 1,
    "trained_betas": None,
}
INDEX = {
    "_class_name": "StableDiffusionPipeline",
    "_diffusers_version": "0.6.0",
    "feature_extractor": ["transformers", "CLIPImageProcessor"],
    "safety_checker": ["stable_diffusion", "StableDiffusionSafetyChecker"],
    "scheduler": ["diffusers", "PNDMScheduler"],
    "text_encoder": ["transformers", "CLIPTextModel"],
    "tokenizer": ["transformers", "CLIPTokenizer"],
    "unet": ["diffusers", "UNet2DConditionModel"],
    "vae": ["diffusers", "AutoencoderKL"],
}
MERGES = 49152 - 256 - 2
TYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}


def unet():
    from diffusers import UNet2DConditionModel

    return UNet2DConditionModel(**UNET)


def vae():
    from diffusers import AutoencoderKL

    return AutoencoderKL(**VAE)


def text_encoder():
    from transformers import CLIPTextConfig, CLIPTextModel

    return CLIPTextModel(CLIPTextConfig(**TEXT))


PARTS = {
    "unet": (unet, "diffusion_pytorch_model", ""),
    "vae": (vae, "diffusion_pytorch_model", ""),
    "text_encoder": (text_encoder, "model", "text_model."),
}


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def write_tokenizer(folder):
    """CLIP's vocabulary in the files of transformers."""
    from tokenizers.pre_tokenizers import ByteLevel

    # Printable bytes first, as CLIP numbers them.
    printable = [chr(b) for b in (*range(33, 127), *range(161, 173), *range(174, 256))]
    letters = printable + sorted(set(ByteLevel.alphabet()) - set(printable))
    merges = gzip.decompress(VOCABULARY.read_bytes()).decode().split("\n")[1 : MERGES + 1]
    tokens = letters + [letter + "</w>" for letter in letters] + [merge.replace(" ", "") for merge in merges]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    write_json(folder / "vocab.json", {token: i for i, token in enumerate(tokens)})
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *merges]) + "\n")
    roles = dict(bos_token=tokens[-2], eos_token=tokens[-1], unk_token=tokens[-1], pad_token=tokens[-1])
    write_json(
        folder / "tokenizer_config.json",
        dict(model_max_length=77, tokenizer_class="CLIPTokenizer", do_lower_case=True) | roles,
    )


def value(name, shape):
    """Of a parameter; what is neither matrix nor bias is a gain."""
    gain = len(shape) < 2 and not name.endswith(".bias")
    return deterministic.parameter("gain.weight" if gain else name, shape)


def write(folder):
    """The folder, one network after the other."""
    for name, (build, file, prefix) in PARTS.items():
        with torch.device("meta"):
            model = build()
        place = folder / name
        model.save_config(place) if hasattr(model, "save_config") else model.config.save_pretrained(place)
        weights = {prefix + key: value(prefix + key, tuple(p.shape)) for key, p in model.named_parameters()}
        save_file(weights, place / f"{file}.safetensors", metadata={"format": "pt"})
        del weights
        print(f"{name}: {sum(p.numel() for p in model.parameters()):,} parameters")
    write_tokenizer(folder / "tokenizer")
    write_json(folder / "scheduler/scheduler_config.json", SCHEDULER)
    write_json(folder / "model_index.json", INDEX)


def loaded(folder, part, dtype):
    if part == "text_encoder":
        from transformers import CLIPTextModel as Model
    elif part == "vae":
        from diffusers import AutoencoderKL as Model
    else:
        from diffusers import UNet2DConditionModel as Model
    named = "dtype" if part == "text_encoder" else "torch_dtype"
    return Model.from_pretrained(folder / part, **{named: dtype}).eval()


def work(folder, part, dtype, channels_last, size):
    """What diffusers' pipeline asks of a part for a square picture."""
    side = size // 8
    model = loaded(folder, part, dtype)
    if part == "text_encoder":
        ids = torch.full((1, 77), 49407)
        ids[0, :9] = torch.tensor([49406, 320, 736, 6, 7, 8, 9, 10, 49407])
        return lambda: model(ids).last_hidden_state
    if channels_last:
        model = model.to(memory_format=torch.channels_last)
    if part == "vae":
        z = deterministic.tensor("latents", (1, 4, side, side)).to(dtype)
        return lambda: model.decode(z).sample
    x = deterministic.tensor("latents", (2, 4, side, side)).to(dtype)
    text = deterministic.tensor("context", (2, 77, 768)).to(dtype)
    return lambda: model(x, 500, encoder_hidden_states=text).sample


@torch.no_grad()
def reference(folder, part, precision, channels_last, size, seconds):
    """The least time of one part in diffusers, in seconds, of at least three passes."""
    torch.set_num_threads(2)
    run = work(folder, part, TYPES[precision], channels_last, size)
    run()
    times = []
    while len(times) < 3 or sum(times) < seconds:
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    print(json.dumps({"seconds": min(times)}))


def run(command):
    """What a command printed, and the most memory that it had, in GB."""
    # Waiting threads of both sleep: other programs are on the machine, which spinning ones would be in the way of.
    environment = os.environ | {"OMP_WAIT_POLICY": "passive", "PYTHONDONTWRITEBYTECODE": "1"}
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, env=environment)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} failed")
    # Linux counts in KiB.
    return out.decode(), usage.ru_maxrss * 1024 / 1e9


def ours(checkout, folder, part, precision, size, seconds, *more):
    command = [checkout / "tweedie", "bench", "--model", folder, "--part", part, "--size", size]
    command += ["--precision", precision, "--seconds", seconds, "--json", *more]
    out, memory = run(command)
    return json.loads(out)["parts"][0], memory


def theirs(folder, part, precision, channels_last, size, seconds):
    command = [sys.executable, __file__, "reference", folder, "--part", part, "--precision", precision]
    command += ["--size", size, "--seconds", seconds] + (["--channels-last"] if channels_last else [])
    return json.loads(run(command)[0].strip().split("\n")[-1])["seconds"]


def race(folder, parts, precisions, turns, size, seconds, before):
    """Least times of all, and the ratios of ours to those of the others."""
    for precision in precisions:
        for part in parts:
            asked = (folder, part, precision)
            runners = {"ours": lambda: ours(ROOT, *asked, size, seconds)[0]["seconds"]}
            if before:
                runners["before"] = lambda: ours(before, *asked, size, seconds)[0]["seconds"]
            runners["diffusers"] = lambda: theirs(*asked, False, size, seconds)
            if part != "text_encoder":
                runners["diffusers, channels-last"] = lambda: theirs(*asked, True, size, seconds)
            times = {name: [] for name in runners}
            for _ in range(turns):
                for name, runner in runners.items():
                    times[name].append(runner())
            least = {name: min(all) for name, all in times.items()}
            told = [f"{name} {1e3 * least[name]:.0f} ms ({least['ours'] / least[name]:.2f})" for name in runners]
            print(f"{part}, {precision}: {', '.join(told)}", flush=True)


def memory(folder, parts, precisions, seconds):
    """The most memory of drawing a picture, and of gradients through a part, each in a process of its own."""
    for precision in precisions:
        with tempfile.TemporaryDirectory() as out:
            command = [ROOT / "tweedie", "generate", "a large red seven", "--model", folder, "--out", out]
            command += ["--size", "512x512", "--steps", 2, "--precision", precision, "--quiet"]
            print(f"a picture, {precision}: {run(command)[1]:.2f} GB", flush=True)
        for part in parts:
            for activations in ("recomputed", "kept"):
                found, most = ours(ROOT, folder, part, precision, 512, seconds, "--activations", activations)
                told = f"forward {found['seconds']:.2f} s, with gradient {found['gradient_seconds']:.2f} s"
                print(f"{part}, {precision}, activations {activations}: {told}, {most:.2f} GB", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    steps = parser.add_subparsers(dest="step", required=True)
    for name, step_work in (("write", write), ("reference", reference), ("race", race), ("memory", memory)):
        step = steps.add_parser(name, help=step_work.__doc__.splitlines()[0])
        step.add_argument("folder", type=Path)
        if name == "reference":
            step.add_argument("--part", choices=PARTS, required=True)
            step.add_argument("--precision", choices=TYPES, required=True)
            step.add_argument("--channels-last", action="store_true")
        if name in ("race", "memory"):
            step.add_argument("--part", choices=PARTS, nargs="+", default=list(PARTS))
            step.add_argument("--precision", choices=TYPES, nargs="+", default=list(TYPES))
        if name == "race":
            step.add_argument("--turns", type=int, default=3)
            step.add_argument("--before", type=Path, metavar="CHECKOUT", help="of this project, to race with as well")
        if name in ("race", "reference"):
            step.add_argument("--size", type=int, default=512, help="of the picture, a multiple of 64")
        if name != "write":
            step.add_argument("--seconds", type=float, default=5, help="of passes in each turn, at least")
    args = parser.parse_args()
    if args.step == "write":
        write(args.folder)
    elif args.step == "reference":
        reference(args.folder, args.part, args.precision, args.channels_last, args.size, args.seconds)
    elif args.step == "race":
        race(args.folder, args.part, args.precision, args.turns, args.size, args.seconds, args.before)
    else:
        memory(args.folder, args.part, args.precision, args.seconds)


if __name__ == "__main__":
    main()
