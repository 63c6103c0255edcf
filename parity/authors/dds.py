"""DDS: solver_2d.py, with a blur in the place of tomography and images of one channel."""

import importlib.util
import tempfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
import torch.nn.functional as F

from authors import stand_ins
from authors.problem import SIGMA, SIZE, STEPS, TRAINED, Draws, Prior, kernel, save, truth
from reference import DDS

# main.py
SETTINGS = dict(CG_iter=5, gamma=1.0, eta=0.85)
# The step before the last leaves at once when its next timestep is 0.
EARLY_RETURN = "if j != 0:"


class Blur:
    """Stands in for physics.ct.CT."""

    def __init__(self, **_options):
        self.weight = kernel().flip((0, 1))[None, None]

    def A(self, x):
        return F.conv2d(F.pad(x, (1, 1, 1, 1), mode="circular"), self.weight)

    def AT(self, y):
        return F.conv2d(F.pad(y, (1, 1, 1, 1), mode="circular"), self.weight.flip((2, 3)))

    def A_dagger(self, y):
        return self.AT(y)


def load(checkout, early_return):
    """The module solver_2d, without its early return unless that is wanted."""
    path = Path(checkout) / "solver_2d.py"
    source = path.read_text()
    if source.count(EARLY_RETURN) != 1:
        raise ValueError("solver_2d.py has no early return, or several")
    if not early_return:
        source = source.replace(EARLY_RETURN, "if True:")
    module = importlib.util.module_from_spec(importlib.util.spec_from_file_location("s", path))
    exec(compile(source, path, "exec"), module.__dict__)
    module.CT = Blur
    return module


def run(checkout, case, sigma, early_return=False):
    solver = load(checkout, early_return)
    image = truth(case, channels=1)
    prior = Prior(channels=1)
    draws = Draws(case, ["transition"])
    draws.pending.insert(0, (STEPS, "start"))
    shown = []
    clear = solver.clear
    solver.clear = lambda x: shown.append(x.clone()) or clear(x)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "data").mkdir()
        np.save(folder / "data" / "0.npy", image[0, 0].numpy())
        args = SimpleNamespace(
            image_folder=folder,
            dataset_path=folder / "data",
            deg="SV-CT",
            Nview=0,
            T_sampling=STEPS,
            sigma_y=sigma,
            **SETTINGS,
        )
        config = SimpleNamespace(
            device=torch.device("cpu"),
            model=SimpleNamespace(var_type="fixedsmall"),
            data=SimpleNamespace(channels=1, image_size=SIZE),
            diffusion=SimpleNamespace(
                beta_schedule="linear",
                beta_start=1e-4,
                beta_end=0.02,
                num_diffusion_timesteps=TRAINED,
            ),
        )
        with draws.replacing_torch(), stand_ins.cpu_for_cuda():
            solver.Diffusion(args, config, device=torch.device("cpu")).dds(prior)
    save(
        case,
        prior,
        shown[-1],
        Blur().A(image),
        draws,
        source=DDS.source,
        operator="kernel-blur",
        sigma=sigma,
        settings=SETTINGS,
    )


def main(checkout):
    DDS.use(checkout)
    stand_ins.silent_progress()
    stand_ins.absent("matplotlib", "matplotlib.pyplot")
    # Tomography and the network, with what they need.
    stand_ins.absent("physics.ct", "physics.mri", "guided_diffusion.script_util")
    run(checkout, "dds-deblur", 0.0)
    run(checkout, "dds-deblur-noisy", SIGMA)
    run(checkout, "dds-deblur-as-published", SIGMA, early_return=True)
