"""The small problem in latents that every latent solver's authors' code is run on.

As in problem.py nothing is random: prior and autoencoder are formulas, the texts, the truth and the
noise come from the number stream of deterministic.py.
"""

import json
import math

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

import deterministic
from authors.problem import BETAS, SIGMA, TRAINED
from networks import GOLDEN

TARGET = GOLDEN / "latents"
SIDE = 16
LATENT = (1, 4, SIDE // 2, SIDE // 2)
TEXT = (1, 5, 6)
STEPS = 20
STRIDE = TRAINED // STEPS
STORED = (0, 1, 5, 10)
ALPHA_BARS = torch.from_numpy((1.0 - BETAS).cumprod())


class Prior:
    """epsilon(z, t, C) = sqrt(1 - a) z + sqrt(a) / 2 tanh(W * z + U sum_s w_s C_s).

    As that of problem.py, and bent by a text of vectors C_s too, so that gradients for it matter.
    """

    def __init__(self):
        self.weight = deterministic.parameter("prior.weight", (4, 4, 3, 3))
        self.text = deterministic.parameter("prior.text", (4, TEXT[2]))
        self.tokens = deterministic.tensor("prior.tokens", (TEXT[1], 1))

    def __call__(self, z, timestep, text):
        alpha_bar = float(ALPHA_BARS[int(timestep)])
        told = (text.float() * self.tokens).sum(1) @ self.text.T
        bend = torch.tanh(F.conv2d(z, self.weight, padding=1) + told[:, :, None, None])
        return math.sqrt(1 - alpha_bar) * z + 0.5 * math.sqrt(alpha_bar) * bend


class Autoencoder:
    """D(z) = tanh of a transposed convolution, E(x) a convolution, both of 2 x 2 and stride 2.

    Pictures stay in (-1, 1), so that code which clips them there does what code does that does not.
    """

    def __init__(self):
        self.decoder = deterministic.parameter("autoencoder.decoder", (4, 3, 2, 2))
        self.encoder = deterministic.parameter("autoencoder.encoder", (4, 3, 2, 2))

    def decode(self, z):
        return torch.tanh(F.conv_transpose2d(z, self.decoder, stride=2))

    def encode(self, x):
        return F.conv2d(x, self.encoder, stride=2)


def prompt():
    return deterministic.tensor("text/prompt", TEXT)


def nothing():
    return deterministic.tensor("text/nothing", TEXT)


def start(case):
    return deterministic.tensor(f"{case}/{STEPS}/start", LATENT)


def pooled(x):
    return F.avg_pool2d(x, 4)


def repeated(y):
    """The pseudo-inverse of the means of blocks."""
    return F.interpolate(y, scale_factor=4)


def measured(case, forward):
    truth = Autoencoder().decode(1.5 * deterministic.tensor(f"{case}/truth", LATENT))
    clean = forward(truth)
    return clean + 2 * SIGMA * deterministic.tensor(f"{case}/noise", clean.shape)


def save(case, states, y, alpha_bars, mask=None, **description):
    """Writes states after some of the steps, the first before any, as problem.save does.

    `description` says `source`, `operator`, `settings`, `texts` (those told) and `end`, the alpha_bar
    of the last step's end.
    """
    tensors = {f"x.{k}": states[k] for k in STORED} | {f"x.{STEPS}": states[STEPS], "y": y}
    if mask is not None:
        tensors["mask"] = mask
    tensors = {name: value.detach().float().contiguous() for name, value in tensors.items()}
    for name, value in tensors.items():
        if not value.isfinite().all() or not 1e-2 < value.std() < 1e2:
            raise ValueError(f"{case}: {name} is degenerate, the golden would prove nothing")
    description |= {"sigma": SIGMA, "alpha_bars": [float(a) for a in alpha_bars]}
    TARGET.mkdir(parents=True, exist_ok=True)
    path = TARGET / f"{case}.safetensors"
    save_file(tensors, path, metadata={"golden": json.dumps(description)})
    path.chmod(0o644)
    print(f"{case}: result {states[STEPS].std():.3f}")
