"""MCG: sample_method "MCG" of gaussian_diffusion.p_sample_loop."""

from authors import stand_ins
from authors.problem import BETAS, STEPS, TRAINED, Draws, Prior, mask, save, truth
from reference import MCG


def diffusion():
    from guided_diffusion import gaussian_diffusion as gd
    from guided_diffusion.respace import SpacedDiffusion, space_timesteps

    return SpacedDiffusion(
        use_timesteps=space_timesteps(TRAINED, str(STEPS)),
        betas=BETAS,
        model_mean_type=gd.ModelMeanType.EPSILON,
        model_var_type=gd.ModelVarType.LEARNED_RANGE,
        loss_type=gd.LossType.MSE,
    )


def run(case, batch):
    prior = Prior()
    known = mask()
    y = truth(case, batch=batch) * known
    draws = Draws(case, ["transition", "measurement"])
    with draws.replacing_torch():
        result = diffusion().p_sample_loop(
            prior,
            y.shape,
            noise=draws.start(batch=batch),
            clip_denoised=True,
            model_kwargs={"ref_img": y},
            device="cpu",
            mask=known,
            sample_method="MCG",
        )
    save(
        case,
        prior,
        result,
        y,
        draws,
        mask=known,
        source=MCG.source,
        operator="inpaint-mask",
        sigma=0,
        settings={"sample_method": "MCG", "clip_denoised": True},
    )


def main(checkout):
    MCG.use(checkout)
    stand_ins.silent_progress()
    # The last is the repository's own module of plots, which needs TensorFlow.
    stand_ins.absent("matplotlib", "matplotlib.pyplot", "utils")
    run("mcg-inpaint", batch=1)
    # One norm for both images.
    run("mcg-inpaint-of-two-as-published", batch=2)
