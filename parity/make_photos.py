"""Goldens of the priors of photos: their network, and ten steps of their training.

From the twin of this project's own trainer (`photo_unet.py`, `train_photos.py`), whose layers, gradients and AdamW are PyTorch's:

    python make_photos.py
"""

import json

import torch
from safetensors.torch import save_file

import deterministic
from networks import GOLDEN, parameters, save_forward
from photo_unet import PhotoUNet
from train_photos import Exported, Training

LOCAL = dict(image_size=16, num_res_blocks=1, attention_resolutions="", middle_attention=False, norm="pixel")
NETWORKS = {
    "unet-detail": dict(num_channels=16, channel_mult="1,2", patch=2, detail_channels=8),
    "unet-pixels": dict(num_channels=16, channel_mult="1,1.5", num_res_blocks=2),
}
RECIPE = dict(
    name="golden",
    seed=1,
    architecture="adm",
    model=LOCAL | dict(num_channels=4, channel_mult="1,2", patch=2, detail_channels=3),
    schedule="linear",
    prediction="v",
    levels=dict(distribution="uniform", mean=0, deviation=1),
    data=dict(procedural=1, validation=["none.png"]),
    crop=16,
    batch=2,
    steps=10,
    # Such that each is felt within ten steps: some gradients are clipped, and the average is not that of its first steps.
    optimizer=dict(rate=0.003, warmup=3, decay=4, weight_decay=0.5, clip=1.5, average=0.4),
    precision="fp32",
    layout="channels-last",
    every=10,
)


def make_networks():
    (GOLDEN / "photos").mkdir(exist_ok=True)
    for name, flags in NETWORKS.items():
        config = LOCAL | flags
        save_forward(
            GOLDEN / "photos" / f"{name}.safetensors",
            PhotoUNet(**config, layout=torch.contiguous_format),
            config,
            "parity/photo_unet.py",
            {"input": [2, 3, 16, 24]},
            timesteps=torch.tensor([417, 3]),
        )


def exported(file):
    """In the form of `tweedie train --export`, of hashed numbers."""
    network = deterministic.fill(PhotoUNet(**RECIPE["model"]))
    steps, batch, crop = RECIPE["steps"], RECIPE["batch"], RECIPE["crop"]
    shape = (steps, batch, 3, crop, crop)
    timesteps = torch.from_numpy(1000 * deterministic.uniform("timesteps", steps * batch))
    betas = torch.linspace(1e-4, 0.02, 1000, dtype=torch.float64)
    images = torch.from_numpy(256 * deterministic.uniform("images", torch.Size(shape).numel()))
    tensors = {
        "images": images.to(torch.uint8).view(shape),
        "timesteps": timesteps.long().view(steps, batch),
        "noise": deterministic.tensor("noise", shape),
        "alpha_bar": torch.cumprod(1 - betas, 0),
    }
    tensors |= {f"weights.{name}": value.detach() for name, value in network.named_parameters()}
    names = [name for name, _ in parameters(network)]
    save_file(tensors, file, metadata=dict(recipe=json.dumps(RECIPE), parameters=json.dumps(names)))
    return tensors


def make_training():
    file = GOLDEN / "training" / "photos.safetensors"
    file.parent.mkdir(exist_ok=True)
    tensors = exported(file)
    training = Training(Exported(file))
    losses = torch.stack([training.update() for _ in range(RECIPE["steps"])])
    print(f"{file.name}: losses {losses.tolist()}")
    del tensors["alpha_bar"]
    tensors |= {"losses": losses, "average": training.average}
    # One metadata entry, because the order of several differs from run to run.
    save_file(tensors, file, metadata={"recipe": json.dumps(RECIPE)})


def main():
    torch.set_num_threads(1)
    make_networks()
    make_training()


if __name__ == "__main__":
    main()
