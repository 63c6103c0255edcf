"""Goldens of one reverse step: p_mean_variance, ancestral sampling, DDIM, both kinds of guidance.

Needs a checkout of https://github.com/openai/guided-diffusion at commit
22e0df8183507e13a7813f8d38d51b072ca1e67c:

    python make_diffusion.py --guided-diffusion PATH

The network's prediction, the noise and the guidance gradient are hashed tensors, see
deterministic.py.
"""

import argparse
import itertools
import json
from unittest import mock

import torch
from safetensors.torch import save_file

import deterministic
from networks import GOLDEN
from reference import GUIDED_DIFFUSION

TARGET = GOLDEN / "diffusion"
SHAPE = [1, 3, 4, 4]
STEPS = 1000
RESPACING = "10"
ETAS = (0.0, 0.5, 1.0)


def spaced_diffusion(mean_type, var_type):
    from guided_diffusion import gaussian_diffusion as gd
    from guided_diffusion.respace import SpacedDiffusion, space_timesteps

    return SpacedDiffusion(
        use_timesteps=space_timesteps(STEPS, RESPACING),
        betas=gd.get_named_beta_schedule("linear", STEPS),
        model_mean_type=gd.ModelMeanType[mean_type],
        model_var_type=gd.ModelVarType[var_type],
        loss_type=gd.LossType.MSE,
    )


def prediction_shape(var_type):
    batch, channels, *size = SHAPE
    return [batch, 2 * channels if var_type == "LEARNED_RANGE" else channels, *size]


def reverse_step(diffusion, var_type, clip, t):
    """Every quantity of one step from `t`, by name, and the timestep that the network was given."""
    x = deterministic.tensor("input", SHAPE)
    prediction = deterministic.tensor("prediction", prediction_shape(var_type))
    gradient = deterministic.tensor("gradient", SHAPE)
    noise = deterministic.tensor("noise", SHAPE)
    seen = []

    def network(_x, timesteps):
        seen.append(timesteps.item())
        return prediction

    def guidance(_x, _timesteps):
        return gradient

    when = torch.tensor([t])
    step = dict(model=network, x=x, t=when, clip_denoised=clip, model_kwargs={})
    with mock.patch.object(torch, "randn_like", return_value=noise):
        moments = diffusion.p_mean_variance(**step)
        result = {
            name: moments[name] for name in ("mean", "variance", "log_variance", "pred_xstart")
        }
        result["p_sample"] = diffusion.p_sample(**step)["sample"]
        result["p_sample_guided"] = diffusion.p_sample(**step, cond_fn=guidance)["sample"]
        for eta in ETAS:
            result[f"ddim_{eta}"] = diffusion.ddim_sample(**step, eta=eta)["sample"]
        guided = diffusion.ddim_sample(**step, cond_fn=guidance, eta=0.5)
        result["ddim_0.5_guided"] = guided["sample"]
        result["pred_xstart_guided"] = guided["pred_xstart"]
    return result, seen[0]


def forward_process(diffusion, t):
    """q(x_t | x_0) and q(x_{t-1} | x_t, x_0)."""
    x_start = deterministic.tensor("x_start", SHAPE)
    x_t = deterministic.tensor("input", SHAPE)
    when = torch.tensor([t])
    sample = diffusion.q_sample(x_start, when, deterministic.tensor("noise", SHAPE))
    mean, variance, log_variance = diffusion.q_posterior_mean_variance(x_start, x_t, when)
    return {
        "q_sample": sample,
        "posterior_mean": mean,
        "posterior_variance": variance,
        "posterior_log_variance": log_variance,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--guided-diffusion", required=True, metavar="PATH")
    GUIDED_DIFFUSION.use(parser.parse_args().guided_diffusion)
    torch.set_num_threads(1)
    TARGET.mkdir(parents=True, exist_ok=True)

    tensors = {}

    def store(key, values):
        for name, value in values.items():
            if not value.isfinite().all():
                raise ValueError(f"{key}.{name} is not finite")
            tensors[f"{key}.{name}"] = value.contiguous()

    timesteps = spaced_diffusion("EPSILON", "FIXED_SMALL").timestep_map
    last = len(timesteps) - 1
    visited = [0, 1, last // 2, last]

    process = [{"key": f"q.t{t}", "t": t, "timestep": timesteps[t]} for t in visited]
    for case in process:
        store(case["key"], forward_process(spaced_diffusion("EPSILON", "FIXED_SMALL"), case["t"]))

    steps = []
    for mean_type, var_type, clip, t in itertools.product(
        ("EPSILON", "START_X"),
        ("FIXED_SMALL", "FIXED_LARGE", "LEARNED_RANGE"),
        (False, True),
        visited,
    ):
        values, timestep = reverse_step(spaced_diffusion(mean_type, var_type), var_type, clip, t)
        key = ".".join((mean_type, var_type, "clipped" if clip else "unclipped", f"t{t}")).lower()
        store(key, values)
        steps.append(
            {
                "key": key,
                "model_mean_type": mean_type,
                "model_var_type": var_type,
                "clip_denoised": clip,
                "t": t,
                "timestep": timestep,
                "prediction_shape": prediction_shape(var_type),
            }
        )

    save_file(tensors, TARGET / "steps.safetensors")
    index = {
        "source": GUIDED_DIFFUSION.source,
        "noise_schedule": "linear",
        "steps": STEPS,
        "respacing": RESPACING,
        "timesteps": timesteps,
        "shape": SHAPE,
        "etas": ETAS,
        "forward_process": process,
        "reverse_steps": steps,
    }
    (TARGET / "index.json").write_text(json.dumps(index, indent=1) + "\n")
    print(f"{len(tensors)} tensors, {(TARGET / 'steps.safetensors').stat().st_size} bytes")


if __name__ == "__main__":
    main()
