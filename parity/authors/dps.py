"""DPS: condition_methods.PosteriorSampling under gaussian_diffusion.DDPM, as sample_condition.py runs them."""

from functools import partial

import torch

from authors import stand_ins
from authors.problem import SCALE, SIGMA, SIZE, STEPS, Draws, Prior, mask, noisy, save, truth
from reference import DPS


def sampler(name="ddpm", respacing=STEPS):
    from guided_diffusion.gaussian_diffusion import create_sampler

    return create_sampler(
        sampler=name,
        steps=1000,
        noise_schedule="linear",
        model_mean_type="epsilon",
        model_var_type="learned_range",
        dynamic_threshold=False,
        clip_denoised=True,
        rescale_timesteps=False,
        timestep_respacing=respacing,
    )


def operator(name):
    from guided_diffusion.measurements import get_operator

    if name == "inpaint-mask":
        return get_operator("inpainting", device="cpu"), {"mask": mask()}
    shape = (1, 3, SIZE, SIZE)
    return get_operator("super_resolution", in_shape=shape, scale_factor=SCALE, device="cpu"), {}


def absent_surroundings():
    """Of this repository, and of DPG, which grew from it."""
    stand_ins.silent_progress()
    stand_ins.absent("matplotlib", "matplotlib.pyplot", "torchvision", "motionblur", "yaml")
    stand_ins.absent("motionblur.motionblur")
    import torchvision

    torchvision.torch = torch


def run(case, operator_name, scale):
    from guided_diffusion.condition_methods import get_conditioning_method
    from guided_diffusion.measurements import get_noise

    forward, known = operator(operator_name)
    y = noisy(case, forward.forward(truth(case), **known)) * known.get("mask", 1)
    method = get_conditioning_method("ps", forward, get_noise("gaussian", sigma=0.05), scale=scale)
    prior = Prior()
    # The second draw noises the measurement, which this method then does not look at.
    draws = Draws(case, ["transition", "unused"])
    with draws.replacing_torch():
        result = sampler().p_sample_loop(
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
        source=DPS.source,
        operator=operator_name,
        sigma=SIGMA,
        settings={"method": "ps", "scale": scale, "sampler": "ddpm", "clip_denoised": True},
        **known,
    )


def main(checkout):
    DPS.use(checkout)
    absent_surroundings()
    run("dps-sr-bicubic", f"sr-bicubic:{SCALE}", 0.3)
    run("dps-inpaint", "inpaint-mask", 0.5)
