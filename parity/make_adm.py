"""Goldens of the ADM networks (Dhariwal and Nichol, 2021).

Small forward passes with their gradients, and the full-size parameter lists of published models.

Needs a checkout of https://github.com/openai/guided-diffusion at commit
22e0df8183507e13a7813f8d38d51b072ca1e67c:

    python make_adm.py --guided-diffusion PATH
"""

import argparse

import torch

from networks import GOLDEN, save_forward, save_names
from reference import GUIDED_DIFFUSION

TARGET = GOLDEN / "adm"

# Flags as `create_model` names them. Two things go beyond it: fractions in `channel_mult`, which
# only its built-in table for 512 pixels can say, and `conv_resample`, an argument of `UNetModel`.
UNET_DEFAULTS = dict(
    image_size=16,
    num_channels=32,
    num_res_blocks=1,
    channel_mult="1,2",
    learn_sigma=False,
    class_cond=False,
    attention_resolutions="8",
    num_heads=1,
    num_head_channels=-1,
    num_heads_upsample=-1,
    use_scale_shift_norm=False,
    dropout=0.0,
    conv_resample=True,
    resblock_updown=False,
    use_new_attention_order=False,
)

UNETS = {
    "plain": dict(attention_resolutions="32"),
    "ffhq-like": dict(
        image_size=32,
        channel_mult="1,1,2,2",
        learn_sigma=True,
        attention_resolutions="8",
        num_heads=4,
        num_head_channels=32,
        use_scale_shift_norm=True,
        resblock_updown=True,
    ),
    "class-conditional": dict(
        learn_sigma=True,
        class_cond=True,
        num_head_channels=16,
        use_scale_shift_norm=True,
        resblock_updown=True,
    ),
    "legacy-attention-heads": dict(num_heads=4, attention_resolutions="16,8"),
    "new-attention-heads": dict(
        num_heads=4, attention_resolutions="16,8", use_new_attention_order=True
    ),
    "heads-upsample": dict(num_heads=2, num_heads_upsample=8),
    "average-pool-resample": dict(channel_mult="1,2,2", conv_resample=False),
    "scale-shift-conv-resample": dict(use_scale_shift_norm=True, learn_sigma=True),
    "resblock-updown-additive": dict(channel_mult="1,1,2", resblock_updown=True),
    "fractional-multiplier": dict(
        num_channels=64,
        channel_mult="0.5,1,1.5",
        learn_sigma=True,
        class_cond=True,
        attention_resolutions="8,4",
        num_head_channels=32,
        use_scale_shift_norm=True,
        resblock_updown=True,
    ),
    "two-blocks-all-levels": dict(
        num_res_blocks=2,
        channel_mult="1,2,4",
        attention_resolutions="16,8,4",
        num_heads=2,
        dropout=0.1,
    ),
    "imagenet64-like": dict(
        image_size=32,
        num_res_blocks=3,
        channel_mult="1,2,3,4",
        learn_sigma=True,
        class_cond=True,
        attention_resolutions="16,8,4",
        num_head_channels=32,
        use_scale_shift_norm=True,
        dropout=0.1,
        resblock_updown=True,
        use_new_attention_order=True,
    ),
    "rectangle": dict(attention_resolutions="16,8", num_heads=2, use_scale_shift_norm=True),
    "faint-input": dict(),
}
BATCHES = {"plain": 3, "resblock-updown-additive": 1, "imagenet64-like": 1}
SHAPES = {"rectangle": (16, 24)}
# An input this faint has a variance near the epsilon of the group norms, so that epsilon shows.
# A power of two, so that scaling is exact.
SCALES = {"faint-input": 1 / 128}

# Flags as `create_classifier` names them, and the three arguments that it derives or fixes.
ENCODER_DEFAULTS = dict(
    image_size=16,
    classifier_width=32,
    classifier_depth=1,
    classifier_attention_resolutions="8",
    classifier_use_scale_shift_norm=True,
    classifier_resblock_updown=True,
    classifier_pool="attention",
    channel_mult="1,2",
    num_head_channels=16,
    out_channels=10,
)

ENCODERS = {
    "attention": dict(),
    "attention-deep": dict(
        image_size=32,
        classifier_width=64,
        classifier_depth=2,
        classifier_attention_resolutions="16,8",
        channel_mult="0.5,1,2",
        num_head_channels=32,
    ),
    "adaptive": dict(classifier_pool="adaptive", classifier_use_scale_shift_norm=False),
    "spatial": dict(classifier_pool="spatial", classifier_resblock_updown=False),
    "spatial-v2": dict(classifier_pool="spatial_v2"),
}

# Flags as `sr_create_model` names them, and the multipliers that it derives from the size.
SUPER_RESOLUTION = dict(
    large_size=16,
    small_size=4,
    num_channels=32,
    num_res_blocks=1,
    channel_mult="1,2",
    learn_sigma=True,
    class_cond=True,
    attention_resolutions="8",
    num_heads=4,
    num_head_channels=-1,
    num_heads_upsample=-1,
    use_scale_shift_norm=True,
    dropout=0.0,
    resblock_updown=True,
)

ADM_256 = dict(
    image_size=256,
    num_channels=256,
    num_res_blocks=2,
    attention_resolutions="32,16,8",
    num_head_channels=64,
    learn_sigma=True,
    class_cond=False,
    use_scale_shift_norm=True,
    resblock_updown=True,
    noise_schedule="linear",
)

# As the repository's README calls them; FFHQ as in DPS, CelebA-HQ as in RePaint.
FULL_SIZE_UNETS = {
    "ffhq-256": ADM_256
    | dict(num_channels=128, num_res_blocks=1, attention_resolutions="16", num_heads=4),
    "celebahq-256": ADM_256,
    "lsun-bedroom-256": ADM_256 | dict(dropout=0.1),
    "imagenet-256-uncond": ADM_256,
    "imagenet-256-cond": ADM_256 | dict(class_cond=True),
    "imagenet-512-cond": ADM_256 | dict(image_size=512, class_cond=True),
    "imagenet-128-cond": ADM_256
    | dict(image_size=128, class_cond=True, num_heads=4, num_head_channels=-1),
    "imagenet-64-cond": ADM_256
    | dict(
        image_size=64,
        num_channels=192,
        num_res_blocks=3,
        class_cond=True,
        dropout=0.1,
        noise_schedule="cosine",
        use_new_attention_order=True,
    ),
}

FULL_SIZE_CLASSIFIERS = {
    "classifier-64": dict(image_size=64, classifier_depth=4),
    "classifier-128": dict(image_size=128),
    "classifier-256": dict(image_size=256),
    "classifier-512": dict(image_size=512),
}


def multipliers(flags):
    """'0.5,1' as numbers; whole ones stay int, as in the reference."""
    return tuple(float(m) if "." in m else int(m) for m in flags["channel_mult"].split(","))


def downsampling_rates(size, resolutions):
    """Resolutions in pixels as rates, the way `create_model` divides."""
    return tuple(size // int(resolution) for resolution in resolutions.split(","))


def unet_arguments(flags, size):
    return dict(
        image_size=size,
        in_channels=3,
        model_channels=flags["num_channels"],
        out_channels=6 if flags["learn_sigma"] else 3,
        num_res_blocks=flags["num_res_blocks"],
        attention_resolutions=downsampling_rates(size, flags["attention_resolutions"]),
        dropout=flags["dropout"],
        channel_mult=multipliers(flags),
        num_classes=1000 if flags["class_cond"] else None,
        num_heads=flags["num_heads"],
        num_head_channels=flags["num_head_channels"],
        num_heads_upsample=flags["num_heads_upsample"],
        use_scale_shift_norm=flags["use_scale_shift_norm"],
        resblock_updown=flags["resblock_updown"],
    )


def conditions(flags, batch):
    """Timesteps that include both ends, and labels that include both ends."""
    given = {"timesteps": torch.tensor([999, 0, 417][:batch] if batch > 1 else [417])}
    if flags["class_cond"]:
        given["y"] = torch.tensor([0, 999, 281][:batch] if batch > 1 else [281])
    return given


def make_unets():
    from guided_diffusion.unet import SuperResModel, UNetModel

    for name, changes in UNETS.items():
        flags = UNET_DEFAULTS | changes
        size = flags["image_size"]
        batch = BATCHES.get(name, 2)
        model = UNetModel(
            **unet_arguments(flags, size),
            conv_resample=flags["conv_resample"],
            use_new_attention_order=flags["use_new_attention_order"],
        )
        inputs = {"input": [batch, 3, *SHAPES.get(name, (size, size))]}
        save_forward(
            TARGET / f"unet-{name}.safetensors",
            model,
            flags,
            GUIDED_DIFFUSION.source,
            inputs,
            SCALES.get(name, 1.0),
            **conditions(flags, batch),
        )

    flags = SUPER_RESOLUTION
    large, small = flags["large_size"], flags["small_size"]
    save_forward(
        TARGET / "super-resolution.safetensors",
        SuperResModel(**unet_arguments(flags, large)),
        flags,
        GUIDED_DIFFUSION.source,
        {"input": [2, 3, large, large], "low_res": [2, 3, small, small]},
        **conditions(flags, 2),
    )


def make_encoders():
    from guided_diffusion.unet import EncoderUNetModel

    for name, changes in ENCODERS.items():
        flags = ENCODER_DEFAULTS | changes
        size = flags["image_size"]
        model = EncoderUNetModel(
            image_size=size,
            in_channels=3,
            model_channels=flags["classifier_width"],
            out_channels=flags["out_channels"],
            num_res_blocks=flags["classifier_depth"],
            attention_resolutions=downsampling_rates(
                size, flags["classifier_attention_resolutions"]
            ),
            channel_mult=multipliers(flags),
            num_head_channels=flags["num_head_channels"],
            use_scale_shift_norm=flags["classifier_use_scale_shift_norm"],
            resblock_updown=flags["classifier_resblock_updown"],
            pool=flags["classifier_pool"],
        )
        save_forward(
            TARGET / f"encoder-{name}.safetensors",
            model,
            flags,
            GUIDED_DIFFUSION.source,
            {"input": [2, 3, size, size]},
            timesteps=torch.tensor([999, 0]),
        )


def make_names():
    from guided_diffusion import script_util

    makers = [
        (
            FULL_SIZE_UNETS,
            script_util.model_and_diffusion_defaults(),
            script_util.create_model_and_diffusion,
        ),
        (
            FULL_SIZE_CLASSIFIERS,
            script_util.classifier_and_diffusion_defaults(),
            script_util.create_classifier_and_diffusion,
        ),
        (
            {
                "upsampler-64-256": dict(
                    attention_resolutions="32,16,8",
                    class_cond=True,
                    learn_sigma=True,
                    num_channels=192,
                    num_heads=4,
                    num_res_blocks=2,
                    resblock_updown=True,
                    use_scale_shift_norm=True,
                )
            },
            script_util.sr_model_and_diffusion_defaults(),
            script_util.sr_create_model_and_diffusion,
        ),
    ]
    for models, defaults, create in makers:
        for name, changes in models.items():
            flags = defaults | changes
            with torch.device("meta"):
                model, _ = create(**flags)
            save_names(TARGET / f"names-{name}.json.gz", model, flags, GUIDED_DIFFUSION.source)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--guided-diffusion", required=True, metavar="PATH")
    GUIDED_DIFFUSION.use(parser.parse_args().guided_diffusion)
    torch.set_num_threads(1)
    TARGET.mkdir(parents=True, exist_ok=True)
    make_unets()
    make_encoders()
    make_names()


if __name__ == "__main__":
    main()
