# /// script
# requires-python = ">=3.10"
# dependencies = ["numpy==2.4.6", "scipy==1.17.1", "scikit-image==0.26.0"]
# ///
"""Goldens of the two classical fills of missing pixels, in golden/baselines, from scikit-image and SciPy.

Biharmonic: skimage.restoration.inpaint_biharmonic. Linear: scipy.interpolate.griddata(method="linear"),
outside the convex hull method="nearest".

The linear fill of a lattice is not unique: where four known pixels share a circle the Delaunay
triangulation may cut their square either way, and equally near pixels are equally nearest. So the
image is filled under all symmetries of the square and with the known pixels displaced by a ten-millionth
many times, which makes the choice at random. `linear_low` and `linear_high` are the bounds of all these;
where they coincide, within 1e-4, the fill is unique.

One JSON file for each mask: height, width, known (0 or 1), image, biharmonic, linear (SciPy's own choice),
linear_low, linear_high, all row by row; images in [-1, 1].
"""

import json
from pathlib import Path

import numpy as np
from scipy.interpolate import griddata
from skimage.restoration import inpaint_biharmonic

OUT = Path(__file__).parent / "golden/baselines"
SIZE = 24
DISPLACEMENTS = 200


def picture(height: int, width: int) -> np.ndarray:
    y, x = np.mgrid[:height, :width]
    waves = 0.5 * np.sin(x / 3) * np.cos(y / 4) + 0.02 * x - 0.3
    return np.round(waves + 0.3 * (x + y > 26), 3)


def masks() -> dict[str, np.ndarray]:
    random = np.random.default_rng(2018)
    box = np.ones((SIZE, SIZE), bool)
    box[7:16, 5:17] = False
    edge = np.ones((SIZE, SIZE), bool)
    edge[:6, 15:] = False
    edge[12:15, 3:20] = False
    return {
        "random-80": random.permutation(SIZE * SIZE).reshape(SIZE, SIZE) >= 0.8 * SIZE * SIZE,
        "random-50-wide": random.uniform(size=(13, SIZE)) < 0.5,
        "box": box,
        "edge": edge,
    }


def linear(image: np.ndarray, known: np.ndarray, displacement: float | np.ndarray = 0) -> np.ndarray:
    everywhere = np.argwhere(np.ones_like(known))
    places = np.argwhere(known) + displacement
    nearest = griddata(places, image[known], everywhere, method="nearest")
    if np.any(displacement):
        # A little larger, so that pixels on the hull are not left outside by the displacement.
        middle = (np.array(image.shape) - 1) / 2
        places = middle + (1 + 1e-5) * (places - middle)
    filled = griddata(places, image[known], everywhere, method="linear")
    return np.where(np.isnan(filled), nearest, filled).reshape(image.shape)


def linear_bounds(image: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(1934)
    fills = [linear(image, known, 1e-7 * random.standard_normal((known.sum(), 2))) for _ in range(DISPLACEMENTS)]
    for turns in range(4):
        fills.append(np.rot90(linear(np.rot90(image, turns), np.rot90(known, turns)), -turns))
        fills.append(np.rot90(linear(np.rot90(image.T, turns), np.rot90(known.T, turns)), -turns).T)
    return np.min(fills, axis=0), np.max(fills, axis=0)


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for name, known in masks().items():
        image = picture(*known.shape)
        low, high = linear_bounds(image, known)
        content = {
            "height": known.shape[0],
            "width": known.shape[1],
            "known": known.astype(int).ravel().tolist(),
            "image": image.ravel().tolist(),
            "biharmonic": np.round(inpaint_biharmonic(image * known, ~known), 9).ravel().tolist(),
            "linear": np.round(linear(image, known), 9).ravel().tolist(),
            "linear_low": np.round(low, 9).ravel().tolist(),
            "linear_high": np.round(high, 9).ravel().tolist(),
        }
        (OUT / f"{name}.json").write_text(json.dumps(content) + "\n")
        print(name, "missing", (~known).sum(), "not unique", ((high - low > 1e-4) & ~known).sum())


if __name__ == "__main__":
    main()
