"""Goldens of diffusers' schedulers: whole runs on a fixed function in the place of a network.

Needs only the packages of requirements.txt:

    python make_schedulers.py

Each case is a scheduler_config.json, as diffusers writes it or as published, and perhaps another
scheduler than the file's to be made of it by from_config. Images, initial latents and the noise of
each step come from the number stream of README.md. States are kept in the coordinates of the
network's input, which is what scale_model_input gives.
"""

import json
import math
import tempfile
from pathlib import Path

import diffusers
import torch
from diffusers.schedulers import (
    scheduling_ddim,
    scheduling_ddpm,
    scheduling_dpmsolver_multistep,
    scheduling_euler_ancestral_discrete,
)
from safetensors.torch import save_file

import deterministic
from networks import GOLDEN

TARGET = GOLDEN / "schedulers"
SHAPE = (2, 2, 3, 3)
STEPS = (5, 20, 50)

DDIM = "DDIMScheduler"
DDPM = "DDPMScheduler"
PNDM = "PNDMScheduler"
EULER = "EulerDiscreteScheduler"
EULER_A = "EulerAncestralDiscreteScheduler"
HEUN = "HeunDiscreteScheduler"
LMS = "LMSDiscreteScheduler"
DPM = "DPMSolverMultistepScheduler"
UNIPC = "UniPCMultistepScheduler"

LATENT = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
COSINE = {"beta_schedule": "squaredcos_cap_v2"}
V = {"prediction_type": "v_prediction"}
ZERO_SNR = {**V, "rescale_betas_zero_snr": True, "timestep_spacing": "trailing"}
LEADING = {"timestep_spacing": "leading", "steps_offset": 1}
TRAILING = {"timestep_spacing": "trailing"}
KARRAS = {"use_karras_sigmas": True}
THRESHOLD = {"thresholding": True, "dynamic_thresholding_ratio": 0.9, "sample_max_value": 2.5}
SDE = {"algorithm_type": "sde-dpmsolver++"}
TO_SIGMA_MIN = {"final_sigmas_type": "sigma_min"}
BETAS = {"num_train_timesteps": 60, "trained_betas": [0.001 + 0.002 * t for t in range(60)]}

# The scheduler of Stable Diffusion 1.5, with a key that is of no use to its class.
STABLE_DIFFUSION = {
    "_class_name": PNDM,
    "_diffusers_version": "0.6.0",
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "beta_start": 0.00085,
    "clip_sample": False,
    "num_train_timesteps": 1000,
    "set_alpha_to_one": False,
    "skip_prk_steps": True,
    "steps_offset": 1,
    "trained_betas": None,
}

# name: class and its options, where written by diffusers
WRITTEN = {
    "ddim-latent": (DDIM, {**LATENT, **LEADING, "clip_sample": False, "set_alpha_to_one": False}),
    "ddim-clip": (DDIM, {}),
    "ddim-clip-range": (DDIM, {**LATENT, "clip_sample_range": 1.5}),
    "ddim-eta": (DDIM, {**LATENT, **LEADING, "set_alpha_to_one": False}),
    "ddim-threshold": (DDIM, THRESHOLD),
    "ddim-sample-cosine": (DDIM, {**COSINE, "prediction_type": "sample"}),
    "ddim-zero-snr": (DDIM, {**LATENT, **ZERO_SNR, "clip_sample": False}),
    "ddim-trained-betas": (DDIM, BETAS),
    "ddpm-clip": (DDPM, {}),
    "ddpm-fixed-large": (DDPM, {"variance_type": "fixed_large", "clip_sample": False}),
    "ddpm-learned-range": (DDPM, {**COSINE, "variance_type": "learned_range"}),
    "ddpm-v-linspace": (DDPM, {**LATENT, **V, "timestep_spacing": "linspace"}),
    "ddpm-threshold-trailing": (DDPM, {**THRESHOLD, **TRAILING}),
    "ddpm-zero-snr": (DDPM, {**LATENT, **ZERO_SNR}),
    "pndm-latent": (PNDM, {**LATENT, **LEADING, "skip_prk_steps": True}),
    "pndm-to-one": (PNDM, {"skip_prk_steps": True, "set_alpha_to_one": True}),
    "pndm-trailing": (PNDM, {**LATENT, **TRAILING, "skip_prk_steps": True}),
    "euler-latent": (EULER, LATENT),
    "euler-leading": (EULER, {**LATENT, **LEADING}),
    "euler-trailing": (EULER, {**LATENT, **TRAILING}),
    "euler-karras": (EULER, {**LATENT, **KARRAS}),
    "euler-karras-leading-v": (EULER, {**LATENT, **KARRAS, **LEADING, **V}),
    "euler-zero-snr": (EULER, {**LATENT, **ZERO_SNR}),
    "euler-to-sigma-min": (EULER, {**LATENT, **TO_SIGMA_MIN}),
    "euler-sample": (EULER, {"prediction_type": "sample"}),
    "euler-a-latent": (EULER_A, LATENT),
    "euler-a-leading-v": (EULER_A, {**LATENT, **LEADING, **V}),
    "euler-a-zero-snr": (EULER_A, {**LATENT, **ZERO_SNR}),
    "heun-latent": (HEUN, LATENT),
    "heun-own-betas-clip": (HEUN, {"clip_sample": True}),
    "heun-leading": (HEUN, {**LATENT, **LEADING}),
    "heun-karras-v": (HEUN, {**LATENT, **KARRAS, **V}),
    "lms-latent": (LMS, LATENT),
    "lms-leading-v": (LMS, {**LATENT, **LEADING, **V}),
    "lms-karras": (LMS, {**LATENT, **KARRAS}),
    "dpm++-latent": (DPM, LATENT),
    "dpm++-leading": (DPM, {**LATENT, **LEADING}),
    "dpm++-trailing-v": (DPM, {**LATENT, **TRAILING, **V}),
    "dpm++-karras": (DPM, {**LATENT, **KARRAS}),
    "dpm++-to-sigma-min": (DPM, {**LATENT, **TO_SIGMA_MIN}),
    "dpm++-second-order-to-the-end": (
        DPM,
        {**LATENT, **TO_SIGMA_MIN, "lower_order_final": False},
    ),
    "dpm++-threshold": (DPM, {**LATENT, **THRESHOLD}),
    "dpm++-zero-snr": (DPM, {**LATENT, **ZERO_SNR}),
    "dpm++sde-latent": (DPM, {**LATENT, **SDE}),
    "dpm++sde-karras": (DPM, {**LATENT, **SDE, **KARRAS}),
    "dpm++sde-to-sigma-min": (DPM, {**LATENT, **SDE, **TO_SIGMA_MIN}),
    "unipc-latent": (UNIPC, LATENT),
    # To no noise at all, bh1 gives NaN in diffusers.
    "unipc-bh1": (UNIPC, {**LATENT, **TO_SIGMA_MIN, "solver_type": "bh1"}),
    "unipc-first-order": (UNIPC, {**LATENT, "solver_order": 1}),
    "unipc-third-order": (UNIPC, {**LATENT, "solver_order": 3}),
    "unipc-third-order-bh1-v": (
        UNIPC,
        {**LATENT, **V, **TO_SIGMA_MIN, "solver_order": 3, "solver_type": "bh1"},
    ),
    "unipc-third-order-to-the-end": (
        UNIPC,
        {**LATENT, **TO_SIGMA_MIN, "solver_order": 3, "lower_order_final": False},
    ),
    "unipc-leading": (UNIPC, {**LATENT, **LEADING}),
    "unipc-karras": (UNIPC, {**LATENT, **KARRAS}),
    "unipc-threshold": (UNIPC, {**LATENT, **THRESHOLD}),
    "unipc-zero-snr": (UNIPC, {**LATENT, **ZERO_SNR}),
}

# name: the file, the scheduler made of it, its name in Tweedie
CHOSEN = {
    "stable-diffusion": (STABLE_DIFFUSION, PNDM, "pndm"),
    "stable-diffusion-ddim": (STABLE_DIFFUSION, DDIM, "ddim"),
    "stable-diffusion-ddpm": (STABLE_DIFFUSION, DDPM, "ddpm"),
    "stable-diffusion-euler": (STABLE_DIFFUSION, EULER, "euler"),
    "stable-diffusion-euler-a": (STABLE_DIFFUSION, EULER_A, "euler-a"),
    "stable-diffusion-heun": (STABLE_DIFFUSION, HEUN, "heun"),
    "stable-diffusion-lms": (STABLE_DIFFUSION, LMS, "lms"),
    "stable-diffusion-dpm++": (STABLE_DIFFUSION, DPM, "dpm++"),
    "stable-diffusion-unipc": (STABLE_DIFFUSION, UNIPC, "unipc"),
    "unipc-to-dpm++": ({"_class_name": UNIPC, **LATENT, "solver_type": "bh1"}, DPM, "dpm++"),
    "dpm++-to-unipc": (
        {"_class_name": DPM, **LATENT, **LEADING, "solver_type": "midpoint"},
        UNIPC,
        "unipc",
    ),
}

ETA = {"ddim-eta": 0.7}


class Noise:
    """Numbers of the stream in the place of random ones, a step at a time."""

    def __init__(self):
        self.step = 0

    def __call__(self, shape, **_):
        return deterministic.tensor(f"schedulers/noise-{self.step}", tuple(shape))


def network(x, t, learned):
    """What is asked for an output: not far from the noise in x, so that runs stay in bounds."""
    time = 0.001 * float(t)
    output = math.sqrt(-math.expm1(-0.1 - 5 * time**2)) * x + 0.05 * torch.sin(3 * x + 5 * time)
    return torch.cat([output, torch.cos(x + time)], 1) if learned else output


def run(name, scheduler, steps, noise):
    """The timesteps asked and the last state of a run, as a pipeline walks."""
    scheduler.set_timesteps(steps)
    x = deterministic.tensor("schedulers/latents", SHAPE) * scheduler.init_noise_sigma
    learned = scheduler.config.get("variance_type") == "learned_range"
    options = {"eta": ETA[name]} if name in ETA else {}
    for k, t in enumerate(scheduler.timesteps):
        noise.step = k
        output = network(scheduler.scale_model_input(x, t), t, learned)
        x = scheduler.step(output, t, x, **options).prev_sample
    end = getattr(scheduler, "sigmas", torch.zeros(1))[-1]
    exploding = type(scheduler).__name__ in (EULER, EULER_A, HEUN, LMS)
    x = x / (1 + end**2) ** 0.5 if exploding else x
    return scheduler.timesteps.to(torch.float32), x.to(torch.float32).contiguous()


def written(cls, options):
    """The text of the file that diffusers writes."""
    with tempfile.TemporaryDirectory() as folder:
        getattr(diffusers, cls)(**options).save_pretrained(folder)
        return (Path(folder) / "scheduler_config.json").read_text()


def main():
    noise = Noise()
    for module in (
        scheduling_ddim,
        scheduling_ddpm,
        scheduling_dpmsolver_multistep,
        scheduling_euler_ancestral_discrete,
    ):
        module.randn_tensor = noise
    cases = {}
    for name, (cls, options) in WRITTEN.items():
        text = written(cls, options)
        cases[name] = (text, cls, None)
    for name, (options, cls, chosen) in CHOSEN.items():
        cases[name] = (json.dumps(options, indent=2), cls, chosen)

    stored, index = {}, {}
    for name, (text, cls, chosen) in cases.items():
        index[name] = {"config": text, "chosen": chosen, "eta": ETA.get(name, 0), "steps": STEPS}
        for steps in STEPS:
            scheduler = getattr(diffusers, cls).from_config(json.loads(text))
            timesteps, x = run(name, scheduler, steps, noise)
            assert torch.isfinite(x).all(), (name, steps)
            stored[f"{name}/{steps}/timesteps"] = timesteps
            stored[f"{name}/{steps}/x"] = x
        print(f"{name}: {x.std():.3f}")
    TARGET.mkdir(parents=True, exist_ok=True)
    source = f"diffusers {diffusers.__version__}"
    description = json.dumps({"source": source, "cases": index}, indent=1)
    (TARGET / "index.json").write_text(description + "\n")
    save_file(stored, TARGET / "runs.safetensors")


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    main()
