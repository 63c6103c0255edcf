"""One pass of a published ADM network at full size, to hold against `tweedie models forward`.

The weights are the deterministic ones; nothing is stored in the repository. Needs a checkout of
guided-diffusion as make_adm.py does, several GB of memory and a folder with room for the weights:

    python full_size.py write FOLDER --guided-diffusion PATH
    python full_size.py run FOLDER --guided-diffusion PATH --vjp
    ./tweedie models forward --config imagenet-256-uncond --weights FOLDER/weights.pt \
        FOLDER/input.safetensors FOLDER/ours.safetensors --vjp
    python full_size.py compare FOLDER

Each step is a process of its own, so that the memory it reports is that of the step.
"""

import argparse
import resource
import time
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

import deterministic
from make_adm import FULL_SIZE_UNETS, conditions
from reference import GUIDED_DIFFUSION

WEIGHTS = "weights.pt"
INPUT = "input.safetensors"
REFERENCE = "reference.safetensors"
OURS = "ours.safetensors"


def unet(flags):
    """The network as guided-diffusion builds it, with its attributes but without memory."""
    from guided_diffusion import script_util

    with torch.device("meta"):
        model, _ = script_util.create_model_and_diffusion(
            **script_util.model_and_diffusion_defaults() | flags
        )
    return model.eval()


def write(folder, flags):
    """The checkpoint as guided-diffusion's training saves it, and the arguments of one pass."""
    folder.mkdir(parents=True, exist_ok=True)
    model = deterministic.fill(unet(flags).to_empty(device="cpu"))
    torch.save(model.state_dict(), folder / WEIGHTS)
    size, channels = flags["image_size"], 6 if flags["learn_sigma"] else 3
    given = conditions(flags, 1)
    tensors = {
        "x": deterministic.tensor("input", [1, 3, size, size]),
        "timesteps": given["timesteps"],
        "cotangent": deterministic.tensor("cotangent", [1, channels, size, size]),
    }
    if "y" in given:
        tensors["labels"] = given["y"]
    save_file(tensors, folder / INPUT)


def run(folder, flags, vjp):
    """What guided-diffusion makes of them, how long it takes and how much memory."""
    model = unet(flags)
    model.load_state_dict(torch.load(folder / WEIGHTS, weights_only=True), assign=True)
    given = load_file(folder / INPUT)
    x, cotangent = given.pop("x"), given.pop("cotangent")
    if "labels" in given:
        given["y"] = given.pop("labels")

    begun = time.process_time()
    with torch.no_grad():
        results = {"output": model(x, **given)}
    report("forward", begun)
    if vjp:
        # The parameters stay as they are: the attention blocks fail where theirs are frozen.
        begun = time.process_time()
        x.requires_grad_(True)
        (results["grad"],) = torch.autograd.grad(model(x, **given), x, cotangent)
        report("forward and gradient", begun)
    save_file({name: value.contiguous() for name, value in results.items()}, folder / REFERENCE)


def report(what, begun):
    spent = time.process_time() - begun
    # Linux counts in KiB.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"{what}: {spent:.0f} s of the processor, peak memory so far {peak / 1e9:.1f} GB")


def compare(folder):
    """Relative error of each tensor that both sides have: 2-norm of the difference over 2-norm."""
    reference, ours = load_file(folder / REFERENCE), load_file(folder / OURS)
    for name in sorted(reference.keys() & ours.keys(), reverse=True):
        expected, found = reference[name].double(), ours[name].double()
        if not expected.isfinite().all() or expected.std() < 1e-3:
            raise ValueError(f"{name} is degenerate, the comparison would prove nothing")
        error = (found - expected).norm() / expected.norm()
        shape = list(expected.shape)
        print(f"{name} {shape}, std {expected.std():.3f}: relative error {error:.1e}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    steps = parser.add_subparsers(dest="step", required=True)
    for name, work in (("write", write), ("run", run), ("compare", compare)):
        step = steps.add_parser(name, help=work.__doc__.splitlines()[0])
        step.add_argument("folder", type=Path)
        if name != "compare":
            step.add_argument("--guided-diffusion", required=True, metavar="PATH")
            step.add_argument("--model", choices=FULL_SIZE_UNETS, default="imagenet-256-uncond")
        if name == "run":
            step.add_argument("--vjp", action="store_true", help="also the gradient for the input")
    args = parser.parse_args()
    torch.set_num_threads(1)
    if args.step == "compare":
        compare(args.folder)
        return
    GUIDED_DIFFUSION.use(args.guided_diffusion)
    flags = FULL_SIZE_UNETS[args.model]
    if args.step == "write":
        write(args.folder, flags)
    else:
        run(args.folder, flags, args.vjp)


if __name__ == "__main__":
    main()
