"""Goldens of the networks of diffusers: U-Nets of images and of texts, and the autoencoder.

Needs the package at the version of requirements.txt:

    python make_diffusers.py
"""

import gzip
import json

import diffusers
import torch
from diffusers import AutoencoderKL, UNet2DConditionModel, UNet2DModel
from diffusers.loaders.single_file_utils import (
    convert_ldm_unet_checkpoint,
    convert_ldm_vae_checkpoint,
)
from safetensors.torch import save_file

import deterministic
from networks import GOLDEN, parameters, save_names

TARGET = GOLDEN / "diffusers"
SOURCE = f"diffusers=={diffusers.__version__}"

IMAGES = {
    "images-plain": (
        dict(
            sample_size=16,
            block_out_channels=[32, 64, 64],
            down_block_types=["DownBlock2D", "AttnDownBlock2D", "DownBlock2D"],
            up_block_types=["UpBlock2D", "AttnUpBlock2D", "UpBlock2D"],
            layers_per_block=2,
            attention_head_dim=None,
            downsample_padding=0,
            flip_sin_to_cos=False,
            freq_shift=1,
            norm_eps=1e-6,
        ),
        [2, 3, 16, 16],
    ),
    "images-heads": (
        dict(
            in_channels=1,
            out_channels=2,
            block_out_channels=[16, 48],
            down_block_types=["AttnDownBlock2D", "AttnDownBlock2D"],
            up_block_types=["AttnUpBlock2D", "AttnUpBlock2D"],
            layers_per_block=1,
            norm_num_groups=8,
            num_class_embeds=11,
            time_embedding_dim=40,
        ),
        [2, 1, 8, 12],
    ),
    "images-scale-shift": (
        dict(
            block_out_channels=[16, 32],
            down_block_types=["DownBlock2D", "AttnDownBlock2D"],
            up_block_types=["AttnUpBlock2D", "UpBlock2D"],
            layers_per_block=1,
            norm_num_groups=16,
            attn_norm_num_groups=4,
            attention_head_dim=16,
            resnet_time_scale_shift="scale_shift",
            dropout=0.1,
        ),
        [1, 3, 16, 16],
    ),
    "images-no-middle-attention": (
        dict(
            block_out_channels=[16, 32],
            down_block_types=["DownBlock2D", "DownBlock2D"],
            up_block_types=["UpBlock2D", "UpBlock2D"],
            layers_per_block=1,
            norm_num_groups=4,
            add_attention=False,
        ),
        [1, 3, 8, 8],
    ),
}

WITH_TEXT = dict(
    down_block_types=["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
    up_block_types=["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
    sample_size=16,
)

# As Stable Diffusion 1: convolutions around the transformers, one number of heads for all levels.
# As Stable Diffusion 2: matrices, a number of heads for each level, attention upcast.
TEXTS = {
    "texts-1": (
        WITH_TEXT
        | dict(
            block_out_channels=[32, 64, 64],
            layers_per_block=2,
            attention_head_dim=4,
            cross_attention_dim=24,
        ),
        [2, 4, 16, 16],
        [2, 7, 24],
    ),
    "texts-2": (
        WITH_TEXT
        | dict(
            block_out_channels=[16, 32, 64],
            layers_per_block=1,
            norm_num_groups=8,
            attention_head_dim=[1, 2, 4],
            cross_attention_dim=40,
            use_linear_projection=True,
            upcast_attention=True,
        ),
        [2, 4, 8, 16],
        [1, 5, 40],
    ),
    "texts-deep": (
        dict(
            in_channels=3,
            out_channels=3,
            down_block_types=["DownBlock2D", "CrossAttnDownBlock2D"],
            up_block_types=["CrossAttnUpBlock2D", "UpBlock2D"],
            block_out_channels=[16, 32],
            layers_per_block=1,
            norm_num_groups=4,
            norm_eps=1e-6,
            attention_head_dim=[3, 2],
            cross_attention_dim=8,
            transformer_layers_per_block=[1, 2],
            downsample_padding=0,
            flip_sin_to_cos=False,
            freq_shift=1,
            time_embedding_dim=48,
        ),
        [1, 3, 8, 8],
        [1, 3, 8],
    ),
}

# All kinds of levels of Stable Diffusion 1, narrow.
SMALL_VERSION_1 = dict(
    block_out_channels=[8, 16, 32, 32],
    layers_per_block=2,
    norm_num_groups=4,
    attention_head_dim=2,
    cross_attention_dim=8,
)

AUTOENCODERS = {
    "autoencoder-two-levels": (
        dict(
            block_out_channels=[16, 32],
            down_block_types=["DownEncoderBlock2D"] * 2,
            up_block_types=["UpDecoderBlock2D"] * 2,
            norm_num_groups=16,
            sample_size=16,
        ),
        [2, 3, 16, 24],
    ),
    "autoencoder-three-levels": (
        dict(
            in_channels=1,
            out_channels=3,
            block_out_channels=[8, 16, 16],
            down_block_types=["DownEncoderBlock2D"] * 3,
            up_block_types=["UpDecoderBlock2D"] * 3,
            layers_per_block=2,
            latent_channels=3,
            norm_num_groups=4,
            sample_size=16,
            scaling_factor=0.5,
            shift_factor=0.25,
            use_quant_conv=False,
            use_post_quant_conv=False,
            mid_block_add_attention=False,
        ),
        [1, 1, 24, 20],
    ),
}

FULL_SIZE = {
    "names-ddpm-cifar10-32": (
        UNet2DModel,
        dict(
            sample_size=32,
            block_out_channels=[128, 256, 256, 256],
            down_block_types=["DownBlock2D", "AttnDownBlock2D", "DownBlock2D", "DownBlock2D"],
            up_block_types=["UpBlock2D", "UpBlock2D", "AttnUpBlock2D", "UpBlock2D"],
            attention_head_dim=None,
            downsample_padding=0,
            flip_sin_to_cos=False,
            freq_shift=1,
            norm_eps=1e-6,
        ),
    ),
    "names-stable-diffusion-1-unet": (
        UNet2DConditionModel,
        dict(sample_size=64, cross_attention_dim=768, attention_head_dim=8),
    ),
    "names-stable-diffusion-2-unet": (
        UNet2DConditionModel,
        dict(
            sample_size=96,
            cross_attention_dim=1024,
            attention_head_dim=[5, 10, 20, 20],
            use_linear_projection=True,
            upcast_attention=True,
        ),
    ),
    "names-stable-diffusion-autoencoder": (
        AutoencoderKL,
        dict(
            block_out_channels=[128, 256, 512, 512],
            down_block_types=["DownEncoderBlock2D"] * 4,
            up_block_types=["UpDecoderBlock2D"] * 4,
            layers_per_block=2,
            sample_size=512,
        ),
    ),
}


def settings(model):
    """What the library would write as config.json, without its notes of unstable order."""
    return {k: v for k, v in model.config.items() if k != "_use_default_values"}


def watched(name, shape):
    """The stream called `name`, of which gradients are wanted."""
    return deterministic.tensor(name, shape).requires_grad_(True)


def gradients(output, cotangent, inputs):
    return torch.autograd.grad(output, inputs, deterministic.tensor(cotangent, output.shape))


def save(path, model, inputs, tensors, input_scale=1.0):
    """Writes tensors, and what they are of as metadata."""
    for name, value in tensors.items():
        value = value.detach()
        if value.is_floating_point() and (not value.isfinite().all() or value.abs().max() < 1e-3):
            raise ValueError(f"{path.name}: {name} is degenerate, the golden would prove nothing")
    description = {
        "model": type(model).__name__,
        "source": SOURCE,
        "config": settings(model),
        "inputs": inputs,
        "input_scale": input_scale,
        "parameters": parameters(model),
    }
    stored = {name: value.detach().contiguous() for name, value in tensors.items()}
    # One metadata entry, because the order of several differs from run to run.
    save_file(stored, path, metadata={"golden": json.dumps(description, sort_keys=True)})
    print(f"{path.name}: " + ", ".join(f"{n} {v.float().abs().mean():.3f}" for n, v in stored.items()))


# Inputs this faint have a variance near the epsilon of the group norms, so that epsilon shows.
# A power of two, so that scaling is exact.
SCALES = {"images-no-middle-attention": 1 / 128, "texts-deep": 1 / 512}


def save_unet(path, model, sample_shape, context_shape=None):
    deterministic.fill(model).eval()
    inputs = {"input": sample_shape}
    scale = SCALES.get(path.stem, 1.0)
    x = [(scale * deterministic.tensor("input", sample_shape)).requires_grad_(True)]
    timesteps = torch.tensor([417] if sample_shape[0] == 1 else [999, 3])
    stored = {"timesteps": timesteps}
    told = {}
    if context_shape:
        inputs["context"] = context_shape
        x.append(watched("context", context_shape))
        told["encoder_hidden_states"] = x[1].expand(sample_shape[0], -1, -1)
    if model.config.num_class_embeds:
        stored["labels"] = told["class_labels"] = torch.tensor([7, 2])
    stored["output"] = model(x[0], timesteps, **told).sample
    grads = gradients(stored["output"], "cotangent", x)
    stored |= dict(zip(["grad", "grad_context"], grads))
    save(path, model, inputs, stored, scale)


def save_autoencoder(path, model, shape):
    deterministic.fill(model).eval()
    levels = len(model.config.block_out_channels) - 1
    latent = [shape[0], model.config.latent_channels, shape[2] >> levels, shape[3] >> levels]
    x, z = watched("input", shape), watched("latents", latent)
    distribution = model.encode(x).latent_dist
    moments = torch.cat([distribution.mean, distribution.logvar], 1)
    decoded = model.decode(z).sample
    stored = {
        "moments": moments,
        "moments_grad": gradients(moments, "cotangent", [x])[0],
        "divergence": distribution.kl(),
        "decoded": decoded,
        "decoded_grad": gradients(decoded, "cotangent", [z])[0],
    }
    model.enable_tiling()
    with torch.no_grad():
        stored["tiled_mean"] = model.encode(x).latent_dist.mean
        stored["tiled_decoded"] = model.decode(z).sample
    if torch.allclose(stored["tiled_decoded"], stored["decoded"], atol=1e-3):
        raise ValueError(f"{path.name}: there is one tile only, the golden would prove nothing")
    save(path, model, {"input": shape, "latents": latent}, stored)


RESIDUAL = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "time_emb_proj": "emb_layers.1",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "conv_shortcut": "skip_connection",
}
ATTENTION = {"group_norm": "norm", "to_q": "q", "to_k": "k", "to_v": "v", "to_out.0": "proj_out"}


def replaced(name, table):
    for new, old in table.items():
        name = name.replace(f".{new}.", f".{old}.")
    return name


def compvis_unet_name(name, config):
    """What the code of CompVis calls a parameter of the U-Net."""
    stride = config.layers_per_block + 1
    head, level, kind, index, rest = (name.split(".", 4) + [""] * 4)[:5]
    plain = {
        "time_embedding.linear_1": "time_embed.0",
        "time_embedding.linear_2": "time_embed.2",
        "conv_in": "input_blocks.0.0",
        "conv_norm_out": "out.0",
        "conv_out": "out.2",
        "mid_block.resnets.0": "middle_block.0",
        "mid_block.attentions.0": "middle_block.1",
        "mid_block.resnets.1": "middle_block.2",
    }
    for new, old in plain.items():
        if name.startswith(new + "."):
            rest = name[len(new) :]
            return old + (replaced(rest, RESIDUAL) if "resnets" in new else rest)
    within = {"resnets": "0", "attentions": "1"}
    if head == "down_blocks" and kind in within:
        place = f"input_blocks.{1 + stride * int(level) + int(index)}.{within[kind]}"
    elif head == "down_blocks":
        place, rest = f"input_blocks.{stride * (int(level) + 1)}.0", rest.replace("conv", "op")
    elif kind in within:
        place = f"output_blocks.{stride * int(level) + int(index)}.{within[kind]}"
    else:
        looks = "CrossAttn" in config.up_block_types[int(level)]
        place = f"output_blocks.{stride * int(level) + stride - 1}.{2 if looks else 1}"
    return f"{place}.{rest}" if kind == "attentions" else replaced(f"{place}.{rest}", RESIDUAL)


def compvis_autoencoder_name(name, levels):
    """What the code of CompVis calls a parameter of the autoencoder."""
    half, *layers = name.split(".")
    if half not in ("encoder", "decoder"):
        return name
    rest = ".".join(layers)
    for new, old in {
        "mid_block.resnets.0": "mid.block_1",
        "mid_block.resnets.1": "mid.block_2",
        "mid_block.attentions.0": "mid.attn_1",
        "conv_norm_out": "norm_out",
    }.items():
        if rest.startswith(new + "."):
            rest = old + rest[len(new) :]
            return f"{half}.{replaced(rest, ATTENTION) if 'attn' in rest else rest}"
    if layers[0] in ("down_blocks", "up_blocks"):
        up = layers[0] == "up_blocks"
        level = levels - 1 - int(layers[1]) if up else int(layers[1])
        kind = {
            "resnets": f"block.{layers[3]}",
            "downsamplers": "downsample",
            "upsamplers": "upsample",
        }[layers[2]]
        rest = f"{'up' if up else 'down'}.{level}.{kind}." + ".".join(layers[4:])
    return f"{half}.{rest}".replace("conv_shortcut", "nin_shortcut")


def save_compvis(path, unet, autoencoder):
    """Pairs of names, CompVis' and diffusers', which the converter of diffusers confirms."""
    levels = len(autoencoder.config.block_out_channels)
    parts = {
        "unet": (
            unet,
            "model.diffusion_model.",
            lambda name: compvis_unet_name(name, unet.config),
            convert_ldm_unet_checkpoint,
        ),
        "vae": (
            autoencoder,
            "first_stage_model.",
            lambda name: compvis_autoencoder_name(name, levels),
            convert_ldm_vae_checkpoint,
        ),
    }
    names = {}
    for part, (model, prefix, translate, convert) in parts.items():
        state = deterministic.fill(model).state_dict()
        old = {}
        for name, value in state.items():
            square = "attentions" in name and part == "vae" and value.dim() == 2
            old[prefix + translate(name)] = value[:, :, None, None] if square else value
        assert len(old) == len(state)
        converted = convert(dict(old), dict(model.config))
        for name, value in state.items():
            if not torch.equal(converted[name], value):
                raise ValueError(f"the converter makes something else of {translate(name)}")
        names[part] = {
            prefix + translate(name): [name, list(old[prefix + translate(name)].shape)]
            for name in state
        }
    description = {
        "source": SOURCE,
        "unet": settings(unet),
        "vae": settings(autoencoder),
        "names": names,
    }
    path.write_bytes(gzip.compress(json.dumps(description, sort_keys=True).encode(), mtime=0))
    print(f"{path.name}: {[len(pairs) for pairs in names.values()]} names")


def main():
    torch.set_num_threads(1)
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, (config, shape) in IMAGES.items():
        save_unet(TARGET / f"{name}.safetensors", UNet2DModel(**config), shape)
    for name, (config, shape, context) in TEXTS.items():
        save_unet(TARGET / f"{name}.safetensors", UNet2DConditionModel(**config), shape, context)
    for name, (config, shape) in AUTOENCODERS.items():
        save_autoencoder(TARGET / f"{name}.safetensors", AutoencoderKL(**config), shape)
    for name, (network, config) in FULL_SIZE.items():
        with torch.device("meta"):
            model = network(**config)
        save_names(TARGET / f"{name}.json.gz", model, settings(model), SOURCE)
    save_compvis(
        TARGET / "compvis.json.gz",
        UNet2DConditionModel(**SMALL_VERSION_1),
        AutoencoderKL(**AUTOENCODERS["autoencoder-two-levels"][0]),
    )


if __name__ == "__main__":
    main()
