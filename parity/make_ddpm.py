"""Goldens of the plain DDPM network (Ho et al., 2020) as DDRM and DDNM use it for CelebA-HQ.

Needs a checkout of https://github.com/bahjat-kawar/ddrm at commit
32b6b3ccfda532ba01c9cc5b6e7456c3a06a6ca2:

    python make_ddpm.py --ddrm PATH
"""

import argparse
import json
from types import SimpleNamespace

import torch

from networks import GOLDEN, save_forward, save_names
from reference import DDRM

TARGET = GOLDEN / "ddpm"


def configuration(image_size, **model):
    """The part of the YAML files that the network reads."""
    return {
        "data": {"image_size": image_size},
        "model": {"type": "simple", "in_channels": 3, "out_ch": 3, "dropout": 0.0} | model,
        "diffusion": {"num_diffusion_timesteps": 1000},
    }


SMALL = {
    "conv-resample": (
        configuration(
            16, ch=32, ch_mult=[1, 2], num_res_blocks=1, attn_resolutions=[8], resamp_with_conv=True
        ),
        2,
    ),
    "average-pool-resample": (
        configuration(
            16,
            ch=32,
            ch_mult=[1, 1, 2],
            num_res_blocks=2,
            attn_resolutions=[16, 4],
            resamp_with_conv=False,
            dropout=0.1,
        ),
        3,
    ),
    "celebahq-like": (
        configuration(
            32,
            ch=32,
            ch_mult=[1, 1, 2, 4],
            num_res_blocks=2,
            attn_resolutions=[8],
            resamp_with_conv=True,
        ),
        1,
    ),
    "faint-input": (
        configuration(
            16, ch=32, ch_mult=[1, 2], num_res_blocks=1, attn_resolutions=[8], resamp_with_conv=True
        ),
        2,
    ),
}

# An input this faint has a variance near the epsilon of the group norms, so that epsilon shows.
# A power of two, so that scaling is exact.
SCALES = {"faint-input": 1 / 128}

CELEBA_HQ = configuration(
    256,
    ch=128,
    ch_mult=[1, 1, 2, 2, 4, 4],
    num_res_blocks=2,
    attn_resolutions=[16],
    resamp_with_conv=True,
)


def namespace(config):
    """The nested attribute access that the reference expects."""
    return json.loads(json.dumps(config), object_hook=lambda fields: SimpleNamespace(**fields))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ddrm", required=True, metavar="PATH")
    DDRM.use(parser.parse_args().ddrm)
    from models.diffusion import Model

    torch.set_num_threads(1)
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, (config, batch) in SMALL.items():
        size = config["data"]["image_size"]
        save_forward(
            TARGET / f"{name}.safetensors",
            Model(namespace(config)),
            config,
            DDRM.source,
            {"input": [batch, 3, size, size]},
            SCALES.get(name, 1.0),
            timesteps=torch.tensor([999, 0, 417][:batch] if batch > 1 else [417]),
        )
    with torch.device("meta"):
        model = Model(namespace(CELEBA_HQ))
    save_names(TARGET / "names-celebahq-256.json.gz", model, CELEBA_HQ, DDRM.source)


if __name__ == "__main__":
    main()
