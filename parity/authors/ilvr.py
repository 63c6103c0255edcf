"""ILVR: gaussian_diffusion.p_sample_loop with the resizers that ilvr_sample.py makes, and with others."""

import torch

from authors import stand_ins
from authors.mcg import diffusion
from authors.problem import SCALE, SIZE, Draws, Prior, save, truth
from reference import ILVR


def run(case, operator, down, up, kernel):
    prior = Prior()
    reference = truth(case)
    draws = Draws(case, ["transition", "measurement"])
    with draws.replacing_torch():
        result = diffusion().p_sample_loop(
            prior,
            reference.shape,
            noise=draws.start(),
            clip_denoised=True,
            model_kwargs={"ref_img": reference},
            device="cpu",
            resizers=(down, up),
            range_t=0,
        )
    save(
        case,
        prior,
        result,
        down(reference),
        draws,
        source=ILVR.source,
        operator=operator,
        sigma=0,
        settings={"down_N": SCALE, "range_t": 0, "kernel": kernel, "clip_denoised": True},
    )


def main(checkout):
    ILVR.use(checkout)
    stand_ins.silent_progress()
    from resizer import Resizer

    small = SIZE // SCALE
    large = (1, 3, SIZE, SIZE)
    # Means of blocks and their repetition, so that up is the pseudo-inverse of down.
    down = Resizer(large, 1 / SCALE, kernel="box")
    run("ilvr-sr", f"sr:{SCALE}", down, torch.nn.Upsample(scale_factor=SCALE), "box")
    # The default: bicubic both ways.
    down = Resizer(large, 1 / SCALE)
    up = Resizer((1, 3, small, small), SCALE)
    run("ilvr-sr-bicubic-as-published", f"sr-bicubic:{SCALE}", down, up, "cubic")
