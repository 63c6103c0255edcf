"""The small problem that every solver's authors' code is run on: prior, truth, measurement, noise.

Nothing of it is random: the prior is a formula, everything else comes from the number stream of
deterministic.py, so that the Java side computes the same without reading it.
"""

import json
import math
from contextlib import contextmanager
from unittest import mock

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

import deterministic
from networks import GOLDEN

TARGET = GOLDEN / "solvers"
SIZE = 16
STEPS = 20
TRAINED = 1000
SCALE = 4
SIGMA = 0.05  # in image units, where white is 1 and black is 0
BETAS = np.linspace(1e-4, 0.02, TRAINED, dtype=np.float64)
STORED = (0, 1, 5, 10)


class Prior:
    """epsilon(x, t) = sqrt(1 - a) x + sqrt(a) / 2 tanh(W * x), with a = alphaBar_t and * a convolution.

    That is the optimal denoiser of white noise, bent a little by its neighbours. The estimate of x_0
    is sqrt(a) x - sqrt(1 - a) / 2 tanh(W * x), so it stays in range and passes on what it sees at
    every noise level. The tanh doubles as the learned variance. Remembers what it was asked.
    """

    def __init__(self, channels=3):
        self.weight = deterministic.parameter("prior.weight", (channels, channels, 3, 3))
        self.alpha_bars = np.cumprod(1.0 - BETAS)
        self.timesteps = []
        self.states = []

    def __call__(self, x, t, *_labels, **_conditions):
        timestep = int(t.flatten()[0])
        self.timesteps.append(timestep)
        self.states.append(x.detach().clone())
        alpha_bar = float(self.alpha_bars[timestep])
        bend = torch.tanh(F.conv2d(x, self.weight, padding=1))
        epsilon = math.sqrt(1 - alpha_bar) * x + 0.5 * math.sqrt(alpha_bar) * bend
        return torch.cat([epsilon, bend], dim=1)


def truth(case, channels=3, batch=1):
    return 0.5 * deterministic.tensor(f"{case}/truth", (batch, channels, SIZE, SIZE))


def noisy(case, clean):
    """A measurement with Gaussian noise of SIGMA, which is doubled because images are in [-1, 1]."""
    return clean + 2 * SIGMA * deterministic.tensor(f"{case}/noise", clean.shape)


def mask():
    """1 x 1 x H x W, 1 where a pixel is known; about half of them are."""
    known = deterministic.uniform("mask", SIZE * SIZE) < 0.5
    return torch.from_numpy(known.astype(np.float32)).reshape(1, 1, SIZE, SIZE)


def kernel():
    """3 x 3, positive, sum 1, half of it in the middle, without symmetry."""
    weights = deterministic.uniform("kernel", 9)
    weights[4] += weights.sum()
    return torch.from_numpy((weights / weights.sum()).astype(np.float32)).reshape(3, 3)


class Draws:
    """Gives the stream CASE/STEP/PURPOSE in the place of normal numbers, in the order of their drawing.

    STEP counts down to 0 at the last step of a run.

    `purposes` are those of one step's draws. A list in the place of a purpose is one draw that is
    put together of [purpose, count] parts along its first dimension.
    """

    def __init__(self, case, purposes, steps=STEPS):
        self.case = case
        self.steps = steps
        self.pending = [(step, purpose) for step in reversed(range(steps)) for purpose in purposes]
        self.taken = []

    def stream(self, step, purpose, shape):
        self.taken.append([step, purpose, list(shape)])
        return deterministic.tensor(f"{self.case}/{step}/{purpose}", shape)

    def next(self, shape):
        step, purpose = self.pending.pop(0)
        if isinstance(purpose, str):
            return self.stream(step, purpose, shape)
        return torch.cat([self.stream(step, name, (n, *shape[1:])) for name, n in purpose])

    def randn(self, *shape, **_options):
        return self.next(shape if isinstance(shape[0], int) else tuple(shape[0]))

    def randn_like(self, like, **_options):
        return self.next(tuple(like.shape))

    @contextmanager
    def replacing_torch(self):
        with (
            mock.patch.object(torch, "randn", self.randn),
            mock.patch.object(torch, "randn_like", self.randn_like),
        ):
            yield

    def start(self, channels=3, batch=1):
        """x_T, or what a solver makes it from."""
        return self.stream(self.steps, "start", (batch, channels, SIZE, SIZE))


def save(case, prior, result, y, draws, states=None, mask=None, **description):
    """Writes what a run did: states after some of its steps, measurement, mask, and a description.

    Unless `states` gives them, the states between steps are what the prior was asked about. Of a
    batch, what concerns its first image, whose streams are those of that image alone.
    `description` says `source`, `operator`, `sigma` of the measurement and `settings`.
    """
    states = states or prior.states
    steps = len(prior.timesteps)
    tensors = {f"x.{k}": states[k] for k in STORED} | {f"x.{steps}": result, "y": y}
    if mask is not None:
        tensors["mask"] = mask
    tensors = {name: value[:1].detach().float().contiguous() for name, value in tensors.items()}
    for name, value in tensors.items():
        if not value.isfinite().all() or not 1e-2 < value.std() < 1e2:
            raise ValueError(f"{case}: {name} is degenerate, the golden would prove nothing")
    description |= {
        "levels": len(set(prior.timesteps)),
        "timesteps": prior.timesteps,
        "alpha_bars": [float(prior.alpha_bars[t]) for t in prior.timesteps],
        "draws": [
            [step, purpose, math.prod(shape) // y.shape[0]] for step, purpose, shape in draws.taken
        ],
    }
    TARGET.mkdir(parents=True, exist_ok=True)
    # One metadata entry, because the order of several differs from run to run.
    path = TARGET / f"{case}.safetensors"
    save_file(tensors, path, metadata={"golden": json.dumps(description)})
    path.chmod(0o644)
    print(f"{case}: {steps} steps, result {result.std():.3f}")
