"""Goldens of the robustness package (Engstrom et al. 2019), in golden/robustness: its networks for CIFAR, a
checkpoint as it saves them, and its attacks. README.md describes the files.

    python make_robustness.py --robustness PATH      # the unpacked source distribution 1.2.1.post2
"""

import argparse
import importlib
import json
import math
import sys
import types
from pathlib import Path

import dill
import torch
from safetensors.torch import save_file

import deterministic
from networks import GOLDEN, parameters

TARGET = GOLDEN / "robustness"
SOURCE = "robustness 1.2.1.post2"
# Widths 2, 4, 8, 16 in the place of 64, 128, 256, 512.
NARROW = 1 / 32


def use(path):
    """Imports modules of the package one by one: as a whole it wants data sets and a GPU."""
    for name in ("robustness", "robustness.tools", "robustness.cifar_models"):
        package = types.ModuleType(name)
        package.__path__ = [str(Path(path, *name.split(".")))]
        sys.modules[name] = package
    unused = {name: types.ModuleType(name) for name in ("cox", "cox.store", "pandas", "tqdm")}
    unused["tqdm"].tqdm = iter
    sys.modules.update(unused)
    torch.Tensor.cuda = lambda self, *_: self
    modules = [
        importlib.import_module(f"robustness.{name}")
        for name in ("cifar_models.resnet", "attacker")
    ]
    for name in unused:
        del sys.modules[name]
    return modules


@torch.no_grad()
def fill(model):
    """Parameters and running statistics by their rules."""
    deterministic.fill(model)
    for name, value in model.named_buffers():
        if name.endswith(("running_mean", "running_var")):
            value.copy_(deterministic.parameter(name, value.shape))
    return model.eval()


class Cifar:
    mean = torch.tensor([0.4914, 0.4822, 0.4465])
    std = torch.tensor([0.2023, 0.1994, 0.2010])


class Curved(torch.nn.Module):
    """A classifier whose gradients are smooth: a matrix times the tangents of pixels, 10 classes."""

    def __init__(self):
        super().__init__()
        self.weight = deterministic.tensor("curved", (10, 48))

    def forward(self, x, **_):
        return torch.tanh(2 * x.flatten(1) - 1) @ self.weight.T


def images(name, shape):
    """Images in [0, 1]."""
    return torch.from_numpy(
        deterministic.uniform(name, math.prod(shape)).reshape(shape).astype("float32")
    )


def save_network(name, network, attacker):
    model = attacker.AttackerModel(fill(network), Cifar)
    x = images("images", (2, 3, 32, 32)).requires_grad_(True)
    logits, _ = model(x)
    (grad,) = torch.autograd.grad(logits, x, deterministic.tensor("cotangent", logits.shape))
    description = {"source": SOURCE, "parameters": parameters(network)}
    save_file(
        {"logits": logits.detach(), "grad": grad},
        TARGET / f"{name}.safetensors",
        metadata={"golden": json.dumps(description)},
    )
    print(f"{name}: logits {logits.std():.3f}, grad {grad.std():.4f}")
    return model


def save_checkpoint(model):
    """As robustness.train saves one, of a model in DataParallel."""
    state = {f"module.{name}": value for name, value in model.state_dict().items()}
    optimizer = torch.optim.SGD(model.parameters(), 0.1, momentum=0.9)
    torch.save(
        {"model": state, "optimizer": optimizer.state_dict(), "schedule": None, "epoch": 3},
        TARGET / "checkpoint.pt",
        pickle_module=dill,
    )


def save_attacks(attacker, steps):
    model = attacker.AttackerModel(Curved(), Cifar)
    model.normalizer = model.attacker.normalize = torch.nn.Identity()
    x = images("attacked", (3, 3, 4, 4))
    labels = model(x)[0].argmax(1)
    targets = (labels + 3) % 10
    normal = deterministic.tensor("start", x.shape)
    steps.ch.randn_like = lambda x: normal
    steps.ch.rand_like = lambda x: 0.5 + 0.5 * torch.erf(normal / math.sqrt(2))
    stored = {"labels": labels, "targets": targets}
    for norm, word, radius in (("2", "l2", 0.5), ("inf", "linf", 8 / 255)):
        for case, wanted, settings in (
            ("untargeted", labels, {}),
            ("targeted", targets, {"targeted": True}),
            ("started", labels, {"random_start": True}),
            ("last", labels, {"use_best": False}),
        ):
            adversarial = model.attacker(
                x.clone(),
                wanted,
                constraint=norm,
                eps=radius,
                step_size=2.5 * radius / 5,
                iterations=5,
                **settings,
            )
            stored[f"{word}.{case}"] = adversarial.detach()
    save_file(stored, TARGET / "attacks.safetensors", metadata={"golden": SOURCE})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--robustness", required=True, metavar="PATH")
    resnet, attacker = use(parser.parse_args().robustness)
    torch.set_num_threads(1)
    TARGET.mkdir(parents=True, exist_ok=True)
    model = save_network("resnet18", resnet.ResNet18(wm=NARROW), attacker)
    save_checkpoint(model)
    save_network("resnet50", resnet.ResNet50(wm=NARROW), attacker)
    save_attacks(attacker, sys.modules["robustness.attack_steps"])


if __name__ == "__main__":
    main()
