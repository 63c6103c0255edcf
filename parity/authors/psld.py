"""PSLD: ldm/models/diffusion/psld.DDIMSampler, as scripts/inverse.py runs it."""

import contextlib
import io
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
import torch.nn.functional as F

from authors import stand_ins
from authors.latents import (
    ALPHA_BARS,
    LATENT,
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
from authors.problem import BETAS, kernel, mask
from reference import PSLD


class Model:
    """What the sampler asks of a latent diffusion model. Its encoder gives the mean of its latents."""

    num_timesteps = TRAINED
    device = torch.device("cpu")
    parameterization = "eps"

    def __init__(self):
        self.prior = Prior()
        self.autoencoder = Autoencoder()
        self.betas = torch.from_numpy(BETAS)
        self.alphas_cumprod = ALPHA_BARS
        self.alphas_cumprod_prev = torch.cat([torch.ones(1), ALPHA_BARS[:-1]])
        self.differentiable_decode_first_stage = self.autoencoder.decode
        self.encode_first_stage = self.autoencoder.encode

    def apply_model(self, z, t, text):
        return self.prior(z, t[0], text)

    @staticmethod
    def get_first_stage_encoding(z):
        return z


def blur(x):
    weight = kernel().flip((0, 1)).expand(3, 1, 3, 3)
    return F.conv2d(F.pad(x, (1, 1, 1, 1), mode="circular"), weight, groups=3)


def blurred_back(y):
    """The adjoint of the blur."""
    weight = kernel().expand(3, 1, 3, 3)
    return F.conv2d(F.pad(y, (1, 1, 1, 1), mode="circular"), weight, groups=3)


def run(case, operator_name, operator, y, settings, guided=False, known=None):
    from ldm.models.diffusion.psld import DDIMSampler

    sampler = DDIMSampler(Model())
    states = [start(case)]
    step = sampler.p_sample_ddim

    def recorded(*args, **options):
        result = step(*args, **options)
        states.append(result[0])
        return result

    sampler.p_sample_ddim = recorded
    with stand_ins.cpu_for_cuda(), contextlib.redirect_stdout(io.StringIO()):
        sampler.sample(
            S=STEPS,
            batch_size=1,
            shape=LATENT[1:],
            conditioning=prompt(),
            eta=0.0,
            verbose=False,
            x_T=states[0],
            unconditional_guidance_scale=7.5 if guided else 1.0,
            unconditional_conditioning=nothing(),
            ip_mask=known,
            measurements=y,
            operator=operator,
            noiser=lambda prediction: prediction,
            inpainting=known is not None,
            general_inverse=known is None,
            **settings,
        )
    visited = np.arange(1, TRAINED, STRIDE)[::-1].copy()
    save(
        case,
        states,
        y,
        ALPHA_BARS[visited],
        mask=known,
        source=PSLD.source,
        operator=operator_name,
        settings=settings,
        texts="guided" if guided else "prompt",
        end=float(ALPHA_BARS[0]),
    )


def main(checkout):
    PSLD.use(str(checkout))
    sys.path.insert(0, str(Path(checkout, "stable-diffusion").resolve()))
    sys.path.insert(0, str(Path(checkout, "diffusion-posterior-sampling").resolve()))
    stand_ins.silent_progress()
    stand_ins.absent("einops", "ldm.util", "pdb", "matplotlib", "matplotlib.pyplot", "torchvision")
    stand_ins.absent("yaml", "motionblur", "motionblur.motionblur", "util", "util.resizer")
    stand_ins.absent("util.img_utils", "PIL", "skimage")
    from guided_diffusion.measurements import get_operator

    settings = {"gamma": 0.1, "omega": 1.0}
    known = mask()
    masked = get_operator("inpainting", device="cpu")
    y = measured("psld-inpaint", lambda x: masked.forward(x, mask=known)) * known
    run("psld-inpaint", "inpaint-mask", masked, y, settings, known=known)

    enlarging = SimpleNamespace(forward=pooled, transpose=repeated)
    run("psld-sr-guided", "sr:4", enlarging, measured("psld-sr-guided", pooled), settings, guided=True)

    blurring = SimpleNamespace(forward=blur, transpose=blurred_back)
    run("psld-deblur", "kernel-blur", blurring, measured("psld-deblur", blur), settings)

    case = "psld-deblur-as-published"
    blurring = SimpleNamespace(forward=blur, transpose=lambda y: y)
    run(case, "kernel-blur", blurring, measured(case, blur), settings)
