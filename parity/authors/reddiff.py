"""RED-diff: algos/reddiff.py."""

from types import SimpleNamespace
from unittest import mock

import torch

from authors import stand_ins, svd
from authors.problem import SIGMA, STEPS, TRAINED, Draws, Prior, save
from reference import RED_DIFF

# _configs/algo/reddiff.yaml
ALGO = dict(
    awd=True,
    cond_awd=False,
    obs_weight=1.0,
    grad_term_weight=0.25,
    denoise_term_weight="linear",
    sigma_y=0.0,
    eta=0.0,
    lr=0.1,
    sigma_x0=0.0,
)


def after_each_update(states):
    """Adam that also writes down what it has made of its one parameter."""
    update = torch.optim.Adam.step

    def step(self, *args, **options):
        update(self, *args, **options)
        states.append(self.param_groups[0]["params"][0].detach().clone())

    return mock.patch.object(torch.optim.Adam, "step", step)


def run(case, task):
    from algos import reddiff
    from models.classifier_guidance_model import ClassifierGuidanceModel
    from models.diffusion import Diffusion
    from utils import degredations
    from utils.functions import get_timesteps

    h = svd.operator(degredations, task)
    y, flat = svd.measure(case, task, h.H, SIGMA)
    exp = SimpleNamespace(start_step=TRAINED, end_step=0, num_steps=STEPS, save_evolution=False)
    cfg = SimpleNamespace(algo=SimpleNamespace(deg=task, **ALGO), exp=exp)
    prior = Prior()
    # The first draw has the weight sigma_x0, which is 0.
    draws = Draws(case, ["unused", "forward"])
    start = draws.start()
    states = [h.H_pinv(flat).view(start.shape)]
    with draws.replacing_torch(), stand_ins.cpu_for_cuda(), after_each_update(states):
        model = ClassifierGuidanceModel(prior, None, Diffusion(), cfg)
        with mock.patch.object(reddiff, "build_degredation_model", lambda _cfg: h):
            algo = reddiff.REDDIFF(model, cfg)
        _, mu = algo.sample(start, None, get_timesteps(cfg), y_0=flat)
    save(
        case,
        prior,
        mu,
        y,
        draws,
        states=states,
        source=RED_DIFF.source,
        operator=svd.TASKS[task],
        sigma=SIGMA,
        settings=ALGO,
    )


def main(checkout):
    RED_DIFF.use(checkout)
    stand_ins.silent_progress()
    stand_ins.absent("matplotlib", "matplotlib.pyplot", "omegaconf", "hydra", "hydra.utils")
    stand_ins.absent("torchvision", "yaml")
    # The network builders of the repository, which need its surroundings.
    stand_ins.absent("utils.checkpoints", "utils.distributed")
    run("red-diff-denoise", "denoise")
    run("red-diff-sr", "sr")
