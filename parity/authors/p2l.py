"""P2L as LATINO-PRO has it: noise_schemes.noise_pred_cond_y_DPS_P2L, inside the loop of main_LATINO.py.

The loop is one long function that loads models first, so what it does for P2L is written down here:
the tuning of the prompt, the scheduler's step and the step of the latents. `mended` leaves out two of
its mistakes, see docs/errata.md.
"""

import contextlib
import io
from types import SimpleNamespace
from unittest import mock

import torch
import torch.nn.functional as F

from authors import stand_ins
from authors.latents import (
    ALPHA_BARS,
    STEPS,
    STRIDE,
    TRAINED,
    Autoencoder,
    Prior,
    measured,
    nothing,
    pooled,
    prompt,
    repeated,
    save,
    start,
)
from authors.problem import mask
from reference import LATINO_PRO

VISITED = list(range(1, TRAINED, STRIDE))
# Five hundred times theirs, so that the prompt shows in twenty steps.
PROMPT_RATE = 0.05
LATENT_RATE = 0.05


class Adam:
    """The update of both, with the floor that the code puts below the second moment."""

    def __init__(self, rate):
        self.rate = rate
        self.m = self.v = 0

    def step(self, value, gradient, count):
        self.m = 0.9 * self.m + 0.1 * gradient
        self.v = 0.999 * self.v + 0.001 * gradient**2
        mean = self.m / (1 - 0.9**count)
        square = (self.v / (1 - 0.999**count)).clamp(min=1e-8)
        return value - self.rate * mean / square.sqrt()


class Pipe:
    """What noise_schemes asks of a pipeline of diffusers."""

    def __init__(self):
        autoencoder = Autoencoder()
        prior = Prior()
        self.unet = lambda z, t, encoder_hidden_states: SimpleNamespace(
            sample=prior(z, t, encoder_hidden_states)
        )
        self.vae = SimpleNamespace(
            config=SimpleNamespace(scaling_factor=1.0),
            decode=lambda z: SimpleNamespace(sample=autoencoder.decode(z)),
            encode=lambda x: SimpleNamespace(
                latent_dist=SimpleNamespace(mean=autoencoder.encode(x))
            ),
        )
        self.scheduler = SimpleNamespace(alphas_cumprod=ALPHA_BARS)


def ddim(z, epsilon, timestep):
    now = float(ALPHA_BARS[timestep])
    before = float(ALPHA_BARS[max(timestep - STRIDE, 0)])
    z0 = (z - (1 - now) ** 0.5 * epsilon) / now**0.5
    return before**0.5 * z0 + (1 - before) ** 0.5 * epsilon


def run(case, operator_name, physics, y, descends, mended, known=None):
    from noise_schemes import noise_pred_cond_y_DPS_P2L

    pipe = Pipe()
    text, z = prompt(), start(case)
    prompts, latents = Adam(PROMPT_RATE), Adam(LATENT_RATE)
    states = [z]
    for count, timestep in enumerate(reversed(VISITED), start=1):
        text = text.detach().requires_grad_(True)
        told = torch.cat([nothing(), text])
        epsilon = pipe.unet(z, timestep, text).sample
        now = ALPHA_BARS[timestep]
        x = pipe.vae.decode((z - (1 - now).sqrt() * epsilon) / now.sqrt()).sample
        loss = torch.norm(y - physics.A(x if mended else (x + 1) / 2))
        text = prompts.step(text, torch.autograd.grad(loss, text)[0], count).detach()
        if mended:
            told = torch.cat([nothing(), text])
        with (
            contextlib.redirect_stdout(io.StringIO()),
            stand_ins.cpu_for_cuda(),
            mock.patch.object(torch.Tensor, "half", lambda self: self),
            mock.patch("os.makedirs"),
        ):
            epsilon, gradient = noise_pred_cond_y_DPS_P2L(
                latents=z,
                t=timestep,
                encoder_hidden_states=told,
                guidance_scale=1,
                pipe=pipe,
                logdir="",
                y_guidance=y,
                forward_model=physics,
            )
        z = ddim(z, epsilon, timestep).detach()
        z = z - LATENT_RATE * gradient if descends else latents.step(z, gradient, count)
        states.append(z)
    save(
        case,
        states,
        y,
        ALPHA_BARS[VISITED[::-1]],
        mask=known,
        source=LATINO_PRO.source,
        operator=operator_name,
        settings={"prompt rate": PROMPT_RATE, "rate": LATENT_RATE, "descends": descends},
        texts="prompt",
        end=float(ALPHA_BARS[0]),
    )


def averaging():
    """A A' is 1/16, which gives the proximal step in a line."""
    return SimpleNamespace(
        A=pooled,
        prox_l2=lambda x, y, gamma: x + repeated(y - pooled(x)) / (1 + 16 / gamma),
    )


def masking(known):
    return SimpleNamespace(
        A=lambda x: x * known,
        prox_l2=lambda x, y, gamma: x + known * (y - x) / (1 + 1 / gamma),
    )


def main(checkout):
    LATINO_PRO.use(checkout)
    stand_ins.absent("torchvision", "torchvision.utils")
    y = measured("p2l-sr", pooled)
    run("p2l-sr", "sr:4", averaging(), y, descends=True, mended=True)
    known = mask()
    y = measured("p2l-inpaint", lambda x: x * known) * known
    run("p2l-inpaint", "inpaint-mask", masking(known), y, False, mended=True, known=known)
    case = "p2l-inpaint-as-published"
    y = measured(case, lambda x: x * known) * known
    run(case, "inpaint-mask", masking(known), y, False, mended=False, known=known)
