# /// script
# requires-python = ">=3.10"
# dependencies = ["numpy==2.4.6", "scipy==1.17.1"]
# ///
"""Goldens of two-dimensional convolution with every boundary, in golden/operators/blur.json.

From scipy.ndimage.convolve in float64, on kernels of odd and even size that are no product of a row and a
column, one that is, and one larger than the image.
"""

import json
from pathlib import Path

import numpy as np
from scipy.ndimage import convolve

OUT = Path(__file__).parent / "golden" / "operators"
MODES = {"circular": "wrap", "reflect": "mirror", "replicate": "nearest", "zero": "constant"}
CASES = [((7, 9), (3, 5)), ((8, 6), (4, 2)), ((9, 5), (1, 6)), ((5, 5), (9, 9)), ((6, 11), (5, 7))]


def numbers(random, shape):
    return random.uniform(-1, 1, shape).round(4)


if __name__ == "__main__":
    cases = []
    for size, kernel_size in CASES:
        random = np.random.default_rng([*size, *kernel_size])
        image = numbers(random, size)
        kernel = np.abs(numbers(random, kernel_size)) + 0.01
        if kernel_size == (5, 7):
            kernel = np.outer(kernel[:, 0], kernel[0])
        kernel /= kernel.sum()
        for boundary, mode in MODES.items():
            cases.append(
                {
                    "name": f"{boundary} {kernel_size[0]}x{kernel_size[1]} on {size[0]}x{size[1]}",
                    "boundary": boundary,
                    "kernel": kernel.tolist(),
                    "input": image.tolist(),
                    "output": convolve(image, kernel, mode=mode).tolist(),
                }
            )
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "blur.json").write_text(json.dumps({"source": "scipy.ndimage.convolve", "cases": cases}) + "\n")
