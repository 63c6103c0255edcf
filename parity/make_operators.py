# /// script
# requires-python = ">=3.10"
# dependencies = ["numpy==2.4.6", "torch==2.10.0"]
# ///
"""Goldens of bicubic resizing as MATLAB's imresize defines it, in golden/operators.

MATLAB is not needed: the definition is the table of contributions (indices and weights for every output
pixel) that imresize documents, written here in its own one-based terms. Away from the border, where the
two conventions meet, the result is held against torch's antialiased bicubic interpolation.

Each file is text: a line `name,height,width`, then that many rows, first for the input and then for
the output.
"""

from pathlib import Path

import numpy as np
import torch

OUT = Path(__file__).parent / "golden" / "operators"
KERNEL_WIDTH = 4.0

CASES = [
    ((12, 15), (4, 5)),
    ((16, 24), (4, 6)),
    ((32, 16), (4, 2)),
    ((8, 8), (1, 1)),
    ((5, 7), (10, 21)),
    ((9, 7), (4, 13)),
]


def cubic(x):
    """The cubic convolution kernel of Keys (1981) with a = -1/2."""
    x = np.abs(x)
    near = 1.5 * x**3 - 2.5 * x**2 + 1
    far = -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
    return near * (x <= 1) + far * ((x > 1) & (x <= 2))


def contributions(length, target):
    """Indices (one-based) and weights of the input samples that each output sample sums up."""
    scale = target / length
    stretch = min(scale, 1.0)
    width = KERNEL_WIDTH / stretch
    outputs = np.arange(1, target + 1)
    centres = outputs / scale + 0.5 * (1 - 1 / scale)
    left = np.floor(centres - width / 2)
    indices = (left[:, None] + np.arange(int(np.ceil(width)) + 2)).astype(int)
    weights = stretch * cubic(stretch * (centres[:, None] - indices))
    weights /= weights.sum(axis=1, keepdims=True)
    mirror = np.concatenate([np.arange(1, length + 1), np.arange(length, 0, -1)])
    return mirror[np.mod(indices - 1, mirror.size)], weights


def resize_first_axis(image, target):
    indices, weights = contributions(image.shape[0], target)
    return np.stack([w @ image[i - 1] for i, w in zip(indices, weights)])


def imresize(image, target):
    return resize_first_axis(resize_first_axis(image, target[0]).T, target[1]).T


def check_interior():
    image = np.random.default_rng(1).uniform(-1, 1, (64, 48))
    for target in ((16, 12), (24, 36), (128, 96)):
        ours = imresize(image, target)
        theirs = torch.nn.functional.interpolate(
            torch.from_numpy(image)[None, None], target, mode="bicubic", antialias=True
        )[0, 0].numpy()
        rows, columns = (max(4, int(np.ceil(3 * t / s))) for t, s in zip(target, image.shape))
        inside = np.s_[rows:-rows, columns:-columns]
        np.testing.assert_allclose(ours[inside], theirs[inside], atol=1e-12)


def text(name, image):
    rows = [",".join(repr(float(v)) for v in row) for row in image]
    return "\n".join([f"{name},{image.shape[0]},{image.shape[1]}", *rows]) + "\n"


if __name__ == "__main__":
    torch.set_num_threads(1)
    check_interior()
    OUT.mkdir(parents=True, exist_ok=True)
    for source, target in CASES:
        image = np.random.default_rng(source).uniform(-1, 1, source).round(4)
        name = f"imresize-{source[0]}x{source[1]}-to-{target[0]}x{target[1]}.csv"
        (OUT / name).write_text(text("input", image) + text("output", imresize(image, target)))
