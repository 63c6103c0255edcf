"""Golden PSNR and SSIM values from scikit-image, for tiny images given as bytes.

The values are those of the bytes with a data range of 255. PSNR depends on the ratio of error and range
only, but SSIM compares means, so it changes with the choice of zero: images in [-1,1] must be brought to
[0,1] first to reproduce these values.
"""

import json
from pathlib import Path

import numpy as np
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

OUT = Path(__file__).parent / "golden/metrics/metrics.json"
BORDER = 2
random = np.random.default_rng(2004)


def smooth(channels: int, height: int, width: int) -> np.ndarray:
    y, x = np.mgrid[:height, :width]
    phase = np.arange(channels)[:, None, None]
    return 128 + 90 * np.sin(x / 3 + phase) * np.cos(y / 4 - phase)


def with_noise(image: np.ndarray, deviation: float) -> np.ndarray:
    return image + deviation * random.standard_normal(image.shape)


def to_bytes(image: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(image), 0, 255).astype(np.uint8)


def case(name: str, reference: np.ndarray, result: np.ndarray) -> dict:
    reference, result = to_bytes(reference), to_bytes(result)
    x, y = reference.astype(np.float64), result.astype(np.float64)
    inside = np.s_[:, BORDER:-BORDER, BORDER:-BORDER]
    return {
        "name": name,
        "shape": reference.shape,
        "reference": reference.ravel().tolist(),
        "result": result.ravel().tolist(),
        "psnr": peak_signal_noise_ratio(x, y, data_range=255),
        "psnrInside": peak_signal_noise_ratio(x[inside], y[inside], data_range=255),
        "ssim": structural_similarity(
            x, y, channel_axis=0, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=255
        ),
    }


def main() -> None:
    colour, gray = smooth(3, 16, 13), smooth(1, 11, 20)
    cases = [
        case("noise", colour, with_noise(colour, 25)),
        case("gray, height of the window", gray, with_noise(gray, 60)),
        case("darker", colour, 0.6 * colour),
        case("inverted", colour, 255 - colour),
        case("flat", np.full((1, 12, 12), 200.0), np.full((1, 12, 12), 90.0)),
    ]
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"border": BORDER, "cases": cases}) + "\n")


if __name__ == "__main__":
    main()
