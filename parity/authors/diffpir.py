"""DiffPIR: utils_sisr.data_solution and utils_model.model_fn in the loop of main_ddpir_*.py.

The loop is the body of scripts that read image files, so it is written out here, with their order of
draws and their names. What those scripts return is the state before the last call of the prior,
which they make without using its answer; that answer is recorded as a last step. For
super-resolution they start from a bicubic enlargement, here from repeated pixels.
"""

import numpy as np
import torch

from authors import stand_ins
from authors.problem import BETAS, SCALE, SIGMA, SIZE, STEPS, TRAINED, Draws, Prior
from authors.problem import kernel, mask, noisy, save, truth
from reference import DIFFPIR

LAMBDA = 1.0
SMALLEST_SIGMA = 0.001


class Levels:
    """The arrays that every script computes first."""

    def __init__(self):
        from utils.utils_model import find_nearest

        betas = torch.from_numpy(BETAS.astype(np.float32))
        self.alphas_cumprod = torch.cumprod(1.0 - betas, 0)
        self.signal = torch.sqrt(self.alphas_cumprod)
        self.noise = torch.sqrt(1.0 - self.alphas_cumprod)
        self.ratio = self.noise / self.signal
        self.nearest = lambda sigma: int(find_nearest(self.ratio, sigma))

    def visited(self):
        """skip_type "quad": positions counted from the noisiest level."""
        sequence = [int(s) for s in np.sqrt(np.linspace(0, TRAINED**2, STEPS))]
        sequence[-1] -= 1
        descending = self.ratio.flip(0)
        return [self.nearest(descending[s].numpy()) for s in sequence]

    def start(self, y, sigma, noise):
        """y taken from the level whose noise it has to the noisiest level."""
        level = self.nearest(2 * sigma)
        kept = self.signal[-1] / self.signal[level]
        return kept * y + torch.sqrt(self.noise[-1] ** 2 - kept**2 * self.noise[level] ** 2) * noise


def diffusion():
    from guided_diffusion.script_util import create_gaussian_diffusion

    return create_gaussian_diffusion(steps=TRAINED, learn_sigma=True, noise_schedule="linear")


def run(case, operator, y, fit, start, zeta, sigma, **known):
    """`fit` maps an estimate of x_0 in [-1, 1] and rho to the solution of the data sub-problem."""
    from utils.utils_model import model_fn

    levels = Levels()
    visited = levels.visited()
    prior = Prior()
    process = diffusion()
    # The first draw is that of the prior's own sampler, the second has the weight eta, which is 0.
    draws = Draws(case, ["unused", "unused", "transition"])
    x = start(levels, draws.start())
    with draws.replacing_torch():
        for t, t_next in zip(visited, visited[1:] + [None]):
            x0 = model_fn(
                x,
                noise_level=levels.ratio[t].numpy() * 255,
                model_out_type="pred_xstart",
                model_diffusion=prior,
                diffusion=process,
                ddim_sample=False,
                alphas_cumprod=levels.alphas_cumprod,
            )
            if t_next is None:
                break
            rho = LAMBDA * max(SMALLEST_SIGMA, sigma) ** 2 / levels.ratio[t] ** 2
            x0 = fit(x0, rho)
            eps = (x - levels.signal[t] * x0) / levels.noise[t]
            torch.randn_like(x)
            fresh = torch.randn_like(x)
            x = levels.signal[t_next] * x0 + levels.noise[t_next] * (
                np.sqrt(1 - zeta) * eps + np.sqrt(zeta) * fresh
            )
    save(
        case,
        prior,
        x0,
        y,
        draws,
        source=DIFFPIR.source,
        operator=operator,
        sigma=sigma,
        settings={"lambda": LAMBDA, "zeta": zeta, "published_result": f"x.{STEPS - 1}"},
        **known,
    )


def run_by_fft(case, operator, clean, point_spread, factor, zeta, precision=torch.float64):
    """sub_1_analytic of main_ddpir_deblur.py and main_ddpir_sisr.py.

    They compute in float32, where the division by rho, 1e-7 at the noisiest level, leaves two or
    three digits. The formula that is held against ours gets a precision that it can bear.
    """
    from utils import utils_sisr

    y = noisy(case, clean)
    image = y.to(precision) / 2 + 0.5
    spectra = utils_sisr.pre_calculate(image, point_spread.to(precision)[None, None], factor)

    def fit(x0, rho):
        tau = rho.to(precision).repeat(1, 1, 1, 1)
        solution = utils_sisr.data_solution(x0.to(precision) / 2 + 0.5, *spectra, tau, factor)
        return (solution * 2 - 1).float()

    def start(levels, noise):
        large = torch.nn.functional.interpolate(y, scale_factor=factor)
        return levels.start(large, SIGMA, noise)

    run(case, operator, y, fit, start, zeta, SIGMA)


def run_inpainting(case, zeta):
    """main_ddpir_inpainting.py."""
    known = mask()
    # Missing pixels are black in [0, 1], which is -1 here; the data step does not look at them.
    y = truth(case) * known + known - 1

    def fit(x0, rho):
        return (known * y + rho.float() * x0).div(known + rho)

    def start(levels, noise):
        return levels.start(y, 0.0, noise)

    run(case, "inpaint-mask", y, fit, start, zeta, 0.0, mask=known)


def main(checkout):
    DIFFPIR.use(checkout)
    stand_ins.silent_progress()
    stand_ins.absent("cv2", "matplotlib", "matplotlib.pyplot", "torchvision", "torchvision.utils")
    from utils import utils_sisr

    blur = kernel()
    spectrum = utils_sisr.p2o(blur[None, None], (SIZE, SIZE))
    for case, precision in (
        ("diffpir-deblur", torch.float64),
        ("diffpir-deblur-as-published", torch.float32),
    ):
        image = torch.fft.fftn(truth(case), dim=(-2, -1))
        blurred = torch.fft.ifftn(image * spectrum, dim=(-2, -1)).real
        run_by_fft(case, "kernel-blur", blurred, blur, 1, zeta=0.1, precision=precision)

    # Block means as a convolution of which every fourth pixel is kept.
    blocks = torch.zeros(2 * SCALE - 1, 2 * SCALE - 1)
    blocks[:SCALE, :SCALE] = 1 / SCALE**2
    case = "diffpir-sr"
    means = torch.nn.functional.avg_pool2d(truth(case), SCALE)
    run_by_fft(case, f"sr:{SCALE}", means, blocks, SCALE, zeta=0.1)

    run_inpainting("diffpir-inpaint", zeta=1.0)
