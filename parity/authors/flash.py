"""LDPS and GML-DPS: samplers.latent_recon and samplers.data_consistency of Flash-Diffusion."""

import math
import sys

import torch

from authors import stand_ins
from authors.latents import (
    ALPHA_BARS,
    STEPS,
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
from authors.problem import Draws, mask
from reference import FLASH_DIFFUSION

VISITED = list(range(0, TRAINED, STRIDE))


class Model:
    """A latent diffusion model of 20 steps: every fiftieth of the thousand."""

    num_timesteps = STEPS
    log_every_t = STEPS
    clip_denoised = False
    device = torch.device("cpu")

    def __init__(self):
        self.prior = Prior()
        self.autoencoder = Autoencoder()
        self.first_stage_model = self.autoencoder
        self.differentiable_decode_first_stage = self.autoencoder.decode

    def zero_grad(self):
        pass

    def p_mean_variance(self, x, c, t, **_options):
        """Mean and posterior variance of DDPM between the levels visited."""
        k = int(t[0])
        now = float(ALPHA_BARS[VISITED[k]])
        before = float(ALPHA_BARS[VISITED[k - 1]]) if k > 0 else 1.0
        beta = 1 - now / before
        epsilon = self.prior(x, VISITED[k], c)
        x0 = (x - math.sqrt(1 - now) * epsilon) / math.sqrt(now)
        mean = (
            math.sqrt(before) * beta / (1 - now) * x0
            + math.sqrt(1 - beta) * (1 - before) / (1 - now) * x
        )
        variance = torch.tensor(max(beta * (1 - before) / (1 - now), 1e-20))
        return mean, variance, variance.log(), x0


def run(case, kind, operator_name, forward, y, config, known=None):
    from samplers import latent_recon

    def of_unit_range(x, _severity, seed=None):
        """Operators there map [0, 1] to [0, 1]; what a mask hides is to be 0 in [-1, 1]."""
        return (forward(2 * x - 1) + 1) / 2

    sampler = getattr(latent_recon, kind).__new__(getattr(latent_recon, kind))
    sampler.model = Model()
    sampler.use_ddim_sampling = False
    sampler.fwd_operator = of_unit_range
    sampler.noise_schedule = None
    sampler.configure_dc_corrector(dict(config))
    sampler.dc_corrector.update_y(y, torch.zeros(1))
    states = [start(case)]
    step = sampler.dc_corrector.modify_score

    def recorded(*args, **options):
        result = step(*args, **options)
        states.append(result.detach())
        return result

    sampler.dc_corrector.modify_score = recorded
    draws = Draws(case, ["transition"])
    with draws.replacing_torch(), torch.no_grad():
        sampler.latent_reconstruction(states[0].clone(), STEPS, list(states[0].shape), cond=prompt())
    save(
        case,
        states,
        y,
        ALPHA_BARS[VISITED[::-1]],
        mask=known,
        source=FLASH_DIFFUSION.source,
        operator=operator_name,
        settings=config,
        texts="prompt",
        end=1.0,
    )


def main(checkout):
    FLASH_DIFFUSION.use(checkout)
    stand_ins.silent_progress()
    stand_ins.absent("ldm", "ldm.ldm", "ldm.ldm.util", "ldm.ldm.models", "ldm.ldm.models.diffusion")
    stand_ins.absent("ldm.ldm.models.diffusion.ddim", "ldm.ldm.modules")
    stand_ins.absent("ldm.ldm.modules.diffusionmodules", "ldm.ldm.modules.diffusionmodules.util")
    stand_ins.absent("data_utils", "data_utils.operators", "scripts", "scripts.utils")
    sys.modules["scripts.utils"].rescale_to_zero_one = lambda x: (x + 1) / 2
    sys.modules["scripts.utils"].rescale_to_minusone_one = lambda x: 2 * x - 1
    sys.modules["ldm.ldm.modules.diffusionmodules.util"].noise_like = (
        lambda shape, device, repeat: torch.randn(shape)
    )
    y = measured("ldps-sr", pooled)
    run("ldps-sr", "LDPS", "sr:4", pooled, y, {"dc_step": 3.0})
    known = mask()
    y = measured("gml-dps-inpaint", lambda x: x * known) * known
    config = {"dc_step": 2.0, "ae_weight": 0.05}
    run("gml-dps-inpaint", "GML_DPS", "inpaint-mask", lambda x: x * known, y, config, known)
