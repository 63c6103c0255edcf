"""Goldens of noise schedules and of the timesteps that respacing keeps, as JSON in full float64.

Needs a checkout of https://github.com/openai/guided-diffusion at commit
22e0df8183507e13a7813f8d38d51b072ca1e67c:

    python make_schedule.py --guided-diffusion PATH

The scaled-linear schedule of latent diffusion (Rombach et al., 2022) is not in that repository; its
betas come from its formula, everything derived from them from the repository.
"""

import argparse
import json
import math

import numpy as np

from networks import GOLDEN
from reference import GUIDED_DIFFUSION

TARGET = GOLDEN / "schedule"

SERIES = (
    "betas",
    "alphas_cumprod",
    "alphas_cumprod_prev",
    "posterior_variance",
    "posterior_log_variance_clipped",
    "posterior_mean_coef1",
    "posterior_mean_coef2",
)

# Uneven divisions are among them, and halves, which round to even: 999/2 and 999/18.
# A single step is not: the reference cannot build a process of length one.
RESPACINGS = [
    (1000, "250"),
    (1000, "100"),
    (1000, "20"),
    (1000, "19"),
    (1000, "10"),
    (1000, "3"),
    (1000, "2"),
    (1000, "ddim250"),
    (1000, "ddim100"),
    (1000, "ddim50"),
    (1000, "ddim25"),
    (1000, "ddim7"),
    (1000, "10,20,30,10"),
    (1000, "1,5,2"),
    (1000, [10, 15, 20]),
    (1000, [1000]),
    (300, [10, 15, 20]),
    (100, "ddim10"),
]

IMPOSSIBLE = [(1000, "ddim300"), (1000, "1001"), (1000, "400,300,100")]


def scaled_linear(start, end, steps):
    """Betas whose square roots are evenly spaced."""
    return np.linspace(math.sqrt(start), math.sqrt(end), steps, dtype=np.float64) ** 2


def process(betas):
    from guided_diffusion import gaussian_diffusion as gd

    return gd.GaussianDiffusion(
        betas=betas,
        model_mean_type=gd.ModelMeanType.EPSILON,
        model_var_type=gd.ModelVarType.FIXED_SMALL,
        loss_type=gd.LossType.MSE,
    )


def schedule(kind, steps, betas, **settings):
    """Each series at some indices, both ends included, and its sum over all."""
    derived = process(betas)
    indices = sorted({round(k * (steps - 1) / 20) for k in range(21)} | {1, 2, steps - 2})
    return {
        "kind": kind,
        "steps": steps,
        **settings,
        "indices": indices,
        "values": {name: getattr(derived, name)[indices].tolist() for name in SERIES},
        "sums": {name: math.fsum(getattr(derived, name)) for name in SERIES},
    }


def schedules():
    from guided_diffusion.gaussian_diffusion import get_named_beta_schedule

    named = [
        schedule(kind, steps, get_named_beta_schedule(kind, steps))
        for kind, steps in (("linear", 1000), ("linear", 100), ("cosine", 1000), ("cosine", 50))
    ]
    start, end = 0.00085, 0.012
    latent = schedule(
        "scaled_linear", 1000, scaled_linear(start, end, 1000), beta_start=start, beta_end=end
    )
    return [*named, latent]


def respaced(kind, steps, section_counts):
    from guided_diffusion import gaussian_diffusion as gd
    from guided_diffusion.respace import SpacedDiffusion, space_timesteps

    diffusion = SpacedDiffusion(
        use_timesteps=space_timesteps(steps, section_counts),
        betas=gd.get_named_beta_schedule(kind, steps),
        model_mean_type=gd.ModelMeanType.EPSILON,
        model_var_type=gd.ModelVarType.FIXED_SMALL,
        loss_type=gd.LossType.MSE,
    )
    return {
        "kind": kind,
        "steps": steps,
        "respacing": section_counts,
        "timesteps": diffusion.timestep_map,
        "betas": diffusion.betas.tolist(),
    }


def refused(steps, section_counts):
    from guided_diffusion.respace import space_timesteps

    try:
        space_timesteps(steps, section_counts)
    except ValueError:
        return {"steps": steps, "respacing": section_counts}
    raise AssertionError(f"{section_counts} of {steps} was expected to be refused")


def write(name, content):
    path = TARGET / name
    path.write_text(json.dumps(content) + "\n")
    print(f"{name}: {path.stat().st_size} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--guided-diffusion", required=True, metavar="PATH")
    GUIDED_DIFFUSION.use(parser.parse_args().guided_diffusion)
    TARGET.mkdir(parents=True, exist_ok=True)
    source = GUIDED_DIFFUSION.source
    write("schedules.json", {"source": source, "schedules": schedules()})
    write(
        "respacings.json",
        {
            "source": source,
            "respacings": [
                *(respaced("linear", *case) for case in RESPACINGS),
                respaced("cosine", 1000, "10"),
            ],
            "refused": [refused(*case) for case in IMPOSSIBLE],
        },
    )


if __name__ == "__main__":
    main()
