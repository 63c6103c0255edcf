"""LDIR by torch.optim.Adam: its authors' repository is not held against, see docs/errata.md."""

import torch

from authors.latents import (
    ALPHA_BARS,
    STRIDE,
    TRAINED,
    Autoencoder,
    Prior,
    measured,
    pooled,
    prompt,
    save,
    start,
)
from authors.p2l import ddim

RATE = 0.1
VISITED = list(range(1, TRAINED, STRIDE))


def as_first(z, history, gradient):
    """The update with every step's bias corrected as the first's."""
    history["m"] = 0.9 * history.get("m", 0) + 0.1 * gradient
    history["v"] = 0.999 * history.get("v", 0) + 0.001 * gradient**2
    return z - RATE * (history["m"] / 0.1) / ((history["v"] / 0.001).sqrt() + 1e-8)


def run(case, by_step):
    prior, autoencoder = Prior(), Autoencoder()
    y = measured(case, pooled)
    z = start(case)
    moved = torch.nn.Parameter(z.clone())
    adam = torch.optim.Adam([moved], lr=RATE)
    history, states = {}, [z]
    for timestep in reversed(VISITED):
        z = z.detach().requires_grad_(True)
        now = ALPHA_BARS[timestep]
        epsilon = prior(z, timestep, prompt())
        z0 = (z - (1 - now).sqrt() * epsilon) / now.sqrt()
        gradient = torch.autograd.grad(torch.norm(y - pooled(autoencoder.decode(z0))), z)[0]
        following = ddim(z, epsilon, timestep).detach()
        if by_step:
            moved.data = following
            moved.grad = gradient
            adam.step()
            z = moved.detach().clone()
        else:
            z = as_first(following, history, gradient)
        states.append(z.detach())
    save(
        case,
        states,
        y,
        ALPHA_BARS[VISITED[::-1]],
        source="torch.optim.Adam",
        operator="sr:4",
        settings={"rate": RATE},
        texts="prompt",
        end=float(ALPHA_BARS[0]),
    )


def main(_checkout):
    run("ldir-sr", by_step=True)
    run("ldir-sr-as-first", by_step=False)
