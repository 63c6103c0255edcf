"""DDRM: efficient_generalized_steps of functions/denoising.py."""

import json

import torch

import deterministic
from authors import stand_ins, svd
from authors.problem import BETAS, SIGMA, SIZE, STEPS, TARGET, TRAINED, Draws, Prior, save
from reference import DDRM

ETA = 0.85
ETA_B = 1.0


class SpectralDraws(Draws):
    """Gives the coordinates V'z of one noise image in each step.

    The code draws three times, for components that the measurement does not see, sees worse and
    sees better than the next level; these are different components, so the same coordinates serve
    all three.
    """

    def __init__(self, case, h):
        super().__init__(case, ["transition"] * 3)
        self.h = h
        self.seen = h.singulars().shape[0]

    def next(self, shape):
        kind = len(self.pending) % 3
        step, purpose = self.pending.pop(0)
        image = (1, 3, SIZE, SIZE)
        if kind == 0:
            self.taken.append([step, purpose, list(image)])
        z = self.h.Vt(deterministic.tensor(f"{self.case}/{step}/{purpose}", image))
        count = shape[1]
        # Singular values descend, so those seen worse are the last of those seen.
        first = self.seen - count if kind == 2 else 0
        return z[:, first : first + count]


def towards_zero(x, _t, _labels):
    """The gradient of a classifier whose log probability is -|x|^2 / 4."""
    return -0.5 * x


def run(case, task, sigma, classifier=None):
    from functions import svd_replacement
    from functions.denoising import efficient_generalized_steps

    h = svd.operator(svd_replacement, task)
    y, flat = svd.measure(case, task, h.H, sigma)
    prior = Prior()
    draws = SpectralDraws(case, h)
    z = draws.start()
    with draws.replacing_torch(), stand_ins.cpu_for_cuda():
        states, _ = efficient_generalized_steps(
            h.Vt(z).reshape(z.shape),
            range(0, TRAINED, TRAINED // STEPS),
            prior,
            torch.from_numpy(BETAS).float(),
            h,
            flat,
            2 * sigma,
            etaB=ETA_B,
            etaA=ETA,
            etaC=ETA,
            cls_fn=classifier,
        )
    save(
        case,
        prior,
        states[-1],
        y,
        draws,
        states=states,
        source=DDRM.source,
        operator=svd.TASKS[task],
        sigma=sigma,
        settings={"eta": ETA, "etaB": ETA_B},
        **svd.known(task),
    )


def save_blur_gains():
    """How bright the blurs of runners/diffusion.py make each channel of a constant image of brightness 1.

    Also with every singular value where its component is: the class lists the components of a
    colour image channel by channel within each singular value, but the singular values three times
    over.
    """
    from functions.svd_replacement import Deblurring

    side = 2 * SIZE
    bell = torch.exp(-0.5 * (torch.arange(-2, 3) / 10) ** 2)
    kernels = {"deblur_uni": torch.ones(9) / 9, "deblur_gauss": bell / bell.sum()}
    gains = {"source": DDRM.source}
    for name, kernel in kernels.items():
        blur = Deblurring(kernel, 3, side, "cpu", ZERO=0)
        published = centre(blur, side)
        values = blur.singulars()[: side**2].repeat_interleave(3)
        blur.singulars = lambda values=values: values
        gains[name] = {"kernel": kernel.tolist(), "gains": published, "sorted": centre(blur, side)}
    (TARGET / "ddrm-blur-gains.json").write_text(json.dumps(gains, indent=1) + "\n")


def centre(blur, side):
    blurred = blur.H(torch.ones(1, 3, side, side)).reshape(3, side, side)
    return blurred[:, side // 2, side // 2].tolist()


def main(checkout):
    DDRM.use(checkout)
    stand_ins.silent_progress()
    stand_ins.absent("torchvision", "torchvision.utils")
    run("ddrm-sr", "sr", SIGMA)
    run("ddrm-denoise", "denoise", SIGMA)
    run("ddrm-inpaint", "inpaint", SIGMA)
    run("ddrm-inpaint-noiseless-as-published", "inpaint", 0.0)
    run("ddrm-inpaint-guided-as-published", "inpaint", SIGMA, towards_zero)
    save_blur_gains()
