"""LPIPS v0.1 (Zhang et al., 2018): the linear layers that ship, and goldens on deterministic backbones.

    python make_lpips.py

Needs no checkpoint: the backbones are torchvision's architectures with the weights of deterministic.py.
The linear layers are those of the package. README.md describes the golden files.
"""

import json
import re
import warnings
from importlib.metadata import version

import lpips
import torch
from safetensors.torch import save_file

import deterministic
from networks import GOLDEN

TARGET = GOLDEN / "lpips"
LAYERS = GOLDEN.parents[1] / "models/src/main/resources/io/tweedie/models/lpips"
SOURCE = ", ".join(f"{package}=={version(package)}" for package in ("lpips", "torchvision"))
NETS = ("alex", "vgg", "squeeze")
# Odd sides, so that it shows how poolings round.
SHAPES = {"square": [1, 3, 64, 64], "wide": [1, 3, 47, 70]}
INPUT_SCALE = 0.5


def backbone_parameters(model):
    """{name in torchvision: parameter}; the package numbers the layers as torchvision does, but in slices."""
    return {"features." + name.split(".", 1)[1]: value for name, value in model.net.named_parameters()}


def save_layers(net, model):
    """Writes the parts of the head whose names say lin0, lin1, ...; a list in the model holds them twice."""
    layers = {name: value for name, value in model.state_dict().items() if re.match(r"lin\d", name)}
    save_file(layers, LAYERS / f"{net}.safetensors")


def measure(model, x, y):
    total, layers = model(x, y, retPerLayer=True)
    return total.flatten(), torch.stack([layer.flatten() for layer in layers], 1)


def save_golden(net, model):
    parameters = backbone_parameters(model)
    with torch.no_grad():
        for name, value in parameters.items():
            value.copy_(deterministic.parameter(name, value.shape))
    stored = {}
    for case, shape in SHAPES.items():
        x, y = (INPUT_SCALE * deterministic.tensor(name, shape) for name in ("reference", "result"))
        y.requires_grad_(True)
        distance, contributions = measure(model, x, y)
        (grad,) = torch.autograd.grad(distance.sum(), y)
        stored |= {
            f"{case}.distance": distance.detach(),
            f"{case}.contributions": contributions.detach(),
            f"{case}.grad": grad,
        }
    for name, value in stored.items():
        if not value.isfinite().all() or value.abs().max() < 1e-6:
            raise ValueError(f"{net}: {name} is degenerate, the golden would prove nothing")
    description = {
        "model": net,
        "source": SOURCE,
        "inputs": SHAPES,
        "input_scale": INPUT_SCALE,
        "parameters": [[name, list(value.shape)] for name, value in parameters.items()],
    }
    save_file(stored, TARGET / f"{net}.safetensors", metadata={"golden": json.dumps(description)})

    precise = model.double()
    x, y = (INPUT_SCALE * deterministic.tensor(name, SHAPES["square"]).double() for name in ("reference", "result"))
    with torch.no_grad():
        _, exact = measure(precise, x, y)
    error = ((stored["square.contributions"] - exact) / exact).abs().max()
    print(f"{net}: contributions {stored['square.contributions'][0].tolist()}, off by {error:.1e} from float64")


def main():
    torch.set_num_threads(1)
    warnings.filterwarnings("ignore", module="torchvision")
    LAYERS.mkdir(parents=True, exist_ok=True)
    TARGET.mkdir(parents=True, exist_ok=True)
    for net in NETS:
        model = lpips.LPIPS(net=net, pnet_rand=True, verbose=False)
        save_layers(net, model)
        save_golden(net, model)


if __name__ == "__main__":
    main()
