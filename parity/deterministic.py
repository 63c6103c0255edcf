"""Numbers that Python and Java compute alike, so that weights and inputs need not be stored.

Element i of the array called NAME comes from a 32-bit hash of CRC32(NAME) + i * 0x9E3779B9. Integer
arithmetic is modulo 2^32, real arithmetic is float64, and the result is rounded once to float32.
README.md gives the rules; run this file to write golden/deterministic.json, which holds samples.
"""

import json
import math
import zlib
from pathlib import Path

import numpy as np
import torch

MASK = np.uint64(0xFFFFFFFF)


def uniform(name, count):
    """The first `count` numbers in [0, 1) of the stream called `name`, as float64."""
    start = np.uint64(zlib.crc32(name.encode("utf-8")))
    x = (start + np.arange(count, dtype=np.uint64) * np.uint64(0x9E3779B9)) & MASK
    x ^= x >> np.uint64(16)
    x = (x * np.uint64(0x7FEB352D)) & MASK
    x ^= x >> np.uint64(15)
    x = (x * np.uint64(0x846CA68B)) & MASK
    x ^= x >> np.uint64(16)
    return x.astype(np.float64) / 2.0**32


def symmetric(name, shape):
    """Numbers in [-1, 1), as a float64 array of the given shape in row-major order."""
    return (2.0 * uniform(name, math.prod(shape)) - 1.0).reshape(tuple(shape))


def tensor(name, shape):
    """A float32 tensor of uniform numbers with mean 0 and variance 1, so in [-sqrt(3), sqrt(3))."""
    return torch.from_numpy((math.sqrt(3.0) * symmetric(name, shape)).astype(np.float32))


def parameter(name, shape, embedding=False):
    """The value of the parameter called `name`: what the first rule that applies says."""
    values = symmetric(name, shape)
    if embedding:
        filled = values
    elif len(shape) >= 2:
        filled = math.sqrt(3.0 / math.prod(shape[1:])) * values
    elif name.endswith((".bias", ".running_mean")):
        filled = 0.1 * values
    elif name.endswith(".weight"):
        filled = 1.0 + 0.2 * values
    elif name.endswith(".running_var"):
        # Makes up for what a rectifier halves.
        filled = 0.5 + 0.1 * values
    else:
        raise ValueError(f"no rule fills parameter {name} of shape {tuple(shape)}")
    return torch.from_numpy(filled.astype(np.float32))


@torch.no_grad()
def fill(model):
    """Overwrites every parameter of `model`, those that its author starts at zero included."""
    embeddings = {
        f"{name}.weight"
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.Embedding)
    }
    for name, value in model.named_parameters():
        value.copy_(parameter(name, value.shape, name in embeddings))
    return model


def _sample(values):
    return [float(v) for v in values.flatten()[:4]]


if __name__ == "__main__":
    sample = {
        "uniform": {
            name: {
                "first": uniform(name, 4).tolist(),
                "sum_of_100000": math.fsum(uniform(name, 100_000)),
            }
            for name in ("input", "cotangent", "out.2.weight")
        },
        "tensor": {"input": _sample(tensor("input", (4,)))},
        "parameter": [
            {"name": name, "shape": shape, "embedding": embedding, "first": _sample(values)}
            for name, shape, embedding in (
                ("label_emb.weight", [1000, 128], True),
                ("out.2.weight", [6, 32, 3, 3], False),
                ("out.2.bias", [6], False),
                ("out.0.weight", [32], False),
            )
            for values in [parameter(name, shape, embedding)]
        ],
    }
    target = Path(__file__).parent / "golden" / "deterministic.json"
    target.write_text(json.dumps(sample, indent=1) + "\n")
