"""Goldens of text to image: pictures of diffusers' pipelines on small deterministic weights.

Needs only the packages of requirements.txt:

    python make_pipeline.py

Weights, initial latents and the noise of each step come from the number stream of README.md, so the
folder that is stored has settings and a tokenizer only.
"""

import json
import shutil
import tempfile
from pathlib import Path

import diffusers
import numpy
import torch
import transformers
from diffusers import (
    AutoencoderKL,
    StableDiffusionImg2ImgPipeline,
    StableDiffusionInpaintPipeline,
    StableDiffusionPipeline,
    UNet2DConditionModel,
)
from diffusers.schedulers import (
    scheduling_ddim,
    scheduling_ddpm,
    scheduling_dpmsolver_multistep,
    scheduling_euler_ancestral_discrete,
)
from PIL import Image
from tokenizers.pre_tokenizers import ByteLevel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

import deterministic
from make_clip import fill as fill_text_encoder
from networks import GOLDEN

TARGET = GOLDEN / "pipeline"
FOLDER = TARGET / "folder"
PROMPT = "a small red circle left of a blue square"
NEGATIVE = "a dark picture"
STEPS = 6
SCALE = 3.0
# Not square.
HEIGHT, WIDTH = 32, 24
LATENTS = (1, 4, HEIGHT // 2, WIDTH // 2)

UNET = dict(
    sample_size=16,
    block_out_channels=(8, 16),
    layers_per_block=1,
    norm_num_groups=4,
    down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
    up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
    attention_head_dim=2,
    cross_attention_dim=12,
)
VAE = dict(
    block_out_channels=(8, 16),
    norm_num_groups=4,
    down_block_types=("DownEncoderBlock2D",) * 2,
    up_block_types=("UpDecoderBlock2D",) * 2,
    sample_size=32,
)
TEXT = dict(
    hidden_size=12,
    intermediate_size=32,
    num_hidden_layers=2,
    num_attention_heads=2,
    max_position_embeddings=77,
    hidden_act="quick_gelu",
    projection_dim=12,
)
SCHEDULER = {
    "_class_name": "DDIMScheduler",
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "beta_start": 0.00085,
    "clip_sample": False,
    "num_train_timesteps": 1000,
    "set_alpha_to_one": False,
    "skip_prk_steps": True,
    "steps_offset": 1,
}

# As Tweedie calls them: class of diffusers, and what is said besides the file.
SCHEDULERS = {
    "ddim": ("DDIMScheduler", {}),
    "ddim-eta": ("DDIMScheduler", {}),
    "ddpm": ("DDPMScheduler", {}),
    "pndm": ("PNDMScheduler", {}),
    "euler": ("EulerDiscreteScheduler", {}),
    "euler-a": ("EulerAncestralDiscreteScheduler", {}),
    "heun": ("HeunDiscreteScheduler", {}),
    "dpm++": ("DPMSolverMultistepScheduler", {}),
    "dpm++sde": ("DPMSolverMultistepScheduler", {"algorithm_type": "sde-dpmsolver++"}),
    "lms": ("LMSDiscreteScheduler", {}),
    "unipc": ("UniPCMultistepScheduler", {}),
}
ETA = 0.6
STRENGTH = 0.7


class Noise:
    """Numbers of the stream in the place of random ones, draw by draw."""

    def __init__(self):
        self.draws = 0

    def __call__(self, shape, **_):
        self.draws += 1
        return deterministic.tensor(f"pipeline/noise-{self.draws - 1}", tuple(shape))


def write_tokenizer(folder):
    """Bytes, bytes at the end of words, and the merges of a few words."""
    folder.mkdir(parents=True)
    letters = sorted(ByteLevel.alphabet())
    tokens = letters + [letter + "</w>" for letter in letters]
    merges = []
    for word in ("a", "red", "blue", "circle", "square", "small", "of", "left", "picture"):
        parts = [*word[:-1], word[-1] + "</w>"]
        while len(parts) > 1:
            pair = (parts[0], parts[1])
            if pair not in merges:
                merges.append(pair)
                if pair[0] + pair[1] not in tokens:
                    tokens.append(pair[0] + pair[1])
            parts[:2] = [pair[0] + pair[1]]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    vocabulary = {token: i for i, token in enumerate(tokens)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False))
    lines = ["#version: 0.2", *(" ".join(pair) for pair in merges)]
    (folder / "merges.txt").write_text("\n".join(lines) + "\n")
    settings = {"model_max_length": 77, "tokenizer_class": "CLIPTokenizer"}
    for role, token in {
        "bos_token": "<|startoftext|>",
        "eos_token": "<|endoftext|>",
        "unk_token": "<|endoftext|>",
        "pad_token": "<|endoftext|>",
    }.items():
        settings[role] = token
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=1) + "\n")
    return len(tokens)


def parts():
    """The parts of the pipeline, and their settings in the golden folder."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    size = write_tokenizer(FOLDER / "tokenizer")
    tokenizer = CLIPTokenizer.from_pretrained(FOLDER / "tokenizer")
    assert len(tokenizer) == size, (len(tokenizer), size)
    ends = dict(bos_token_id=size - 2, eos_token_id=size - 1, pad_token_id=size - 1)
    text_encoder = CLIPTextModel(CLIPTextConfig(vocab_size=size, **TEXT, **ends))
    fill_text_encoder(text_encoder, "text_model.")
    unet = deterministic.fill(UNet2DConditionModel(**UNET)).eval()
    vae = deterministic.fill(AutoencoderKL(**VAE)).eval()
    (FOLDER / "scheduler").mkdir()
    (FOLDER / "scheduler/scheduler_config.json").write_text(json.dumps(SCHEDULER, indent=1) + "\n")
    made = dict(vae=vae, text_encoder=text_encoder, tokenizer=tokenizer, unet=unet)
    return made | dict(safety_checker=None, feature_extractor=None, requires_safety_checker=False)


def write_settings(pipeline):
    """Keeps of a saved pipeline what is no weight."""
    with tempfile.TemporaryDirectory() as saved:
        pipeline.save_pretrained(saved)
        for name in ("model_index.json", "unet/config.json", "vae/config.json", "text_encoder/config.json"):
            path = FOLDER / name
            path.parent.mkdir(exist_ok=True)
            shutil.copy(Path(saved) / name, path)


def scheduler(name):
    cls, options = SCHEDULERS[name]
    return getattr(diffusers, cls).from_config(SCHEDULER | options)


def save(name, picture):
    levels = torch.from_numpy(numpy.asarray(picture.convert("L"), dtype="float32"))
    clipped = ((levels == 0) | (levels == 255)).float().mean()
    print(f"{name}: mean {levels.mean():.0f}, deviation {levels.std():.0f}, clipped {clipped:.2f}")
    assert levels.std() > 10 and clipped < 0.2, "the golden would prove little"
    picture.save(TARGET / f"{name}.png")


def given():
    """A picture to begin with, and the mask of what is to be filled, of whole latents."""
    values = 127.5 * (1 + 0.5 * deterministic.symmetric("pipeline/picture", (HEIGHT, WIDTH, 3)))
    picture = Image.fromarray(values.round().astype("uint8"))
    mask = Image.new("L", (WIDTH, HEIGHT), 0)
    mask.paste(255, (4, 8, 16, 24))
    return picture, mask


def main():
    noise = Noise()
    for module in (
        scheduling_ddim,
        scheduling_ddpm,
        scheduling_dpmsolver_multistep,
        scheduling_euler_ancestral_discrete,
    ):
        module.randn_tensor = noise
    torch.set_num_threads(1)
    made = parts()
    pipeline = StableDiffusionPipeline(scheduler=scheduler("ddim"), **made)
    pipeline.set_progress_bar_config(disable=True)
    write_settings(pipeline)
    told = dict(prompt=PROMPT, num_inference_steps=STEPS, guidance_scale=SCALE)
    latents = deterministic.tensor("pipeline/latents", LATENTS)

    def picture(pipeline, **more):
        noise.draws = 0
        return pipeline(**(told | more)).images[0]

    size = dict(height=HEIGHT, width=WIDTH)
    for name in SCHEDULERS:
        pipeline.scheduler = scheduler(name)
        eta = ETA if name == "ddim-eta" else 0.0
        save(name, picture(pipeline, latents=latents, eta=eta, **size))
    pipeline.scheduler = scheduler("ddim")
    save("negative", picture(pipeline, latents=latents, negative_prompt=NEGATIVE, **size))
    save("unguided", picture(pipeline, latents=latents, guidance_scale=1.0, **size))
    save("square", picture(pipeline, latents=deterministic.tensor("pipeline/latents", (1, 4, 16, 16))))

    image, mask = given()
    image.save(TARGET / "given.png")
    mask.save(TARGET / "mask.png")
    for module, cls, name in (
        ("pipeline_stable_diffusion_img2img", StableDiffusionImg2ImgPipeline, "image"),
        ("pipeline_stable_diffusion_inpaint", StableDiffusionInpaintPipeline, "fill"),
    ):
        place = getattr(diffusers.pipelines.stable_diffusion, module)
        place.randn_tensor = lambda shape, **_: deterministic.tensor("pipeline/latents", tuple(shape))
        # The mean of the encoder's distribution, where these pipelines draw from it.
        place.retrieve_latents = lambda output, **_: output.latent_dist.mean
        for kind in ("ddim", "euler"):
            other = cls(scheduler=scheduler(kind), **made)
            other.set_progress_bar_config(disable=True)
            more = dict(image=image, strength=STRENGTH)
            if name == "fill":
                more |= dict(mask_image=mask, **size)
            result = picture(other, **more)
            # Tweedie puts the kept pixels back.
            save(f"{name}-{kind}", Image.composite(result, image, mask) if name == "fill" else result)

    description = {
        "source": f"diffusers=={diffusers.__version__}, transformers=={transformers.__version__}",
        "prompt": PROMPT,
        "negative": NEGATIVE,
        "steps": STEPS,
        "scale": SCALE,
        "eta": ETA,
        "strength": STRENGTH,
        "ids": made["tokenizer"](PROMPT, padding="max_length").input_ids,
    }
    (TARGET / "index.json").write_text(json.dumps(description) + "\n")


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    main()
