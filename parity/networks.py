"""Writes what a reference network is and does: its parameter list, its output, its input gradient.

README.md describes both file formats.
"""

import gzip
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

import deterministic

GOLDEN = Path(__file__).parent / "golden"


def parameters(model):
    """[name, shape] of each entry of the state dict, in its order."""
    return [[name, list(value.shape)] for name, value in model.state_dict().items()]


def save_forward(path, model, config, source, inputs, input_scale=1.0, **conditions):
    """Runs `model` with deterministic weights and writes a safetensors file.

    `inputs` maps the name of each hashed tensor to its shape. The tensor called "input", times
    `input_scale`, comes first in the call and is the one the gradient is asked for; the others, and
    `conditions`, which are stored, go by name.
    """
    deterministic.fill(model).eval()
    hashed = {name: deterministic.tensor(name, shape) for name, shape in inputs.items()}
    x = (input_scale * hashed.pop("input")).requires_grad_(True)
    timesteps = conditions.pop("timesteps")
    output = model(x, timesteps, **hashed, **conditions)
    (grad,) = torch.autograd.grad(output, x, deterministic.tensor("cotangent", output.shape))

    stored = {
        "timesteps": timesteps,
        "output": output.detach().contiguous(),
        "grad": grad.contiguous(),
    }
    if "y" in conditions:
        stored["labels"] = conditions["y"]
    for name in ("output", "grad"):
        if not stored[name].isfinite().all() or stored[name].std() < 1e-3:
            raise ValueError(f"{path.name}: {name} is degenerate, the golden would prove nothing")
    description = {
        "model": type(model).__name__,
        "source": source,
        "config": config,
        "inputs": inputs,
        "input_scale": input_scale,
        "parameters": parameters(model),
    }
    # One metadata entry, because the order of several differs from run to run.
    save_file(stored, path, metadata={"golden": json.dumps(description)})
    print(f"{path.name}: output {output.std():.3f}, grad {grad.std():.3f}")


def save_names(path, model, config, source):
    """Writes the parameter list of a full-size model, which may live on the meta device."""
    description = {
        "model": type(model).__name__,
        "source": source,
        "config": config,
        "parameters": parameters(model),
    }
    # A fixed time keeps the bytes the same from run to run.
    path.write_bytes(gzip.compress(json.dumps(description).encode("utf-8"), mtime=0))
    count = sum(value.numel() for value in model.state_dict().values())
    print(f"{path.name}: {len(description['parameters'])} tensors, {count:,} numbers")
