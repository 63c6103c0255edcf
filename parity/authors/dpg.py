"""DPG: condition_methods.PGSampling under gaussian_diffusion.DDPM and DDIM."""

import math
from functools import partial
from unittest import mock

import torch

from authors import stand_ins
from authors.dps import absent_surroundings, operator, sampler
from authors.problem import SCALE, SIGMA, SIZE, STEPS, Draws, Prior, noisy, save, truth
from reference import DPG

NUMBERS = 3 * SIZE * SIZE
# Of the images that the published scales and the default of Znorm are for.
PUBLISHED_NUMBERS = 3 * 256 * 256
TRIALS = 40
CHUNK = 32


def run(case, operator_name, name, respacing, scale, beta, rmin=0.0, predecessor=None):
    """`scale` is for images of the published size; the norm of noise grows with the root of the size.

    `predecessor` is the case whose image has been restored before by the same object.
    """
    from guided_diffusion.condition_methods import get_conditioning_method
    from guided_diffusion.measurements import get_noise

    forward, known = operator(operator_name)
    method = get_conditioning_method(
        "pg",
        forward,
        get_noise("gaussian", sigma=0.05),
        scale=scale * math.sqrt(NUMBERS / PUBLISHED_NUMBERS),
        mc=TRIALS,
        beta=beta,
        rmin=rmin,
        Znorm=float(NUMBERS),
    )
    trials = [("trials from 0", CHUNK), (f"trials from {CHUNK}", TRIALS - CHUNK)]
    for image in (predecessor, case) if predecessor else (case,):
        y = noisy(image, forward.forward(truth(image), **known)) * known.get("mask", 1)
        prior = Prior()
        draws = Draws(image, ["transition", "unused", trials])
        # The code takes norms over three dimensions, for which torch has another name by now.
        with (
            draws.replacing_torch(),
            mock.patch.object(torch.linalg, "norm", torch.linalg.vector_norm),
        ):
            result, _ = sampler(name, respacing).p_sample_loop(
                model=prior,
                x_start=draws.start(),
                measurement=y,
                measurement_cond_fn=partial(method.conditioning, **known),
                record=False,
                save_root=None,
            )
    save(
        case,
        prior,
        result,
        y,
        draws,
        source=DPG.source,
        operator=operator_name,
        sigma=SIGMA,
        settings={"sampler": name, "mc": TRIALS, "scale": scale, "beta": beta, "rmin": rmin},
        **known,
    )


def main(checkout):
    DPG.use(checkout)
    absent_surroundings()
    # Not in the repository.
    stand_ins.absent("util.jpeg_torch")
    run("dpg-sr-bicubic", f"sr-bicubic:{SCALE}", "ddpm", STEPS, scale=120, beta=0.0)
    run("dpg-inpaint", "inpaint-mask", "ddpm", STEPS, scale=120, beta=0.1, rmin=0.05)
    run(
        "dpg-inpaint-second-image-as-published",
        "inpaint-mask",
        "ddpm",
        STEPS,
        scale=120,
        beta=0.1,
        rmin=0.05,
        predecessor="dpg-inpaint",
    )
    run("dpg-inpaint-ddim", "inpaint-mask", "ddim", f"ddim{STEPS}", scale=10, beta=0.1)
