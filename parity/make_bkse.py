"""Goldens of the blur that Tran et al. (2021) encode in a kernel space, the nonlinear blur of DPS.

Needs a checkout of https://github.com/VinAIResearch/blur-kernel-space-exploring at commit
f2fe73e5d4e0d32ae9b6d34207a57bef0d3255c0:

    python make_bkse.py --bkse PATH
"""

import argparse

import torch

from networks import GOLDEN, save_forward, save_names
from reference import BKSE

TARGET = GOLDEN / "bkse"


def configuration(input_nc, nf, front_rbs, back_rbs):
    """The section KernelWizard of options/generate_blur/default.yml."""
    return {
        "input_nc": input_nc,
        "nf": nf,
        "front_RBs": front_rbs,
        "back_RBs": back_rbs,
        "kernel_dim": 8 * nf,
        "use_vae": True,
        "KernelExtractor": {
            "norm": "none",
            "use_sharp": True,
            "n_blocks": 4,
            "padding_type": "reflect",
            "use_dropout": False,
        },
        "Adapter": {"norm": "none", "use_dropout": False},
    }


SMALL = configuration(1, 8, 2, 1)
PUBLISHED = configuration(3, 64, 10, 20)


def build(config):
    """The half that blurs. The other one, which encodes the blur of a pair, is not ported."""
    from models.kernel_encoding.kernel_wizard import KernelWizard as Whole

    class KernelWizard(Whole):
        def forward(self, x, timesteps, kernel):
            return self.adaptKernel(x, kernel)

    model = KernelWizard(config)
    del model.kernel_extractor
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bkse", required=True, metavar="PATH")
    BKSE.use(parser.parse_args().bkse)

    torch.set_num_threads(1)
    TARGET.mkdir(parents=True, exist_ok=True)
    save_forward(
        TARGET / "small.safetensors",
        build(SMALL),
        SMALL,
        BKSE.source,
        {"input": [1, 1, 128, 128], "kernel": [1, 64, 1, 1]},
        # The network adds to its input: a faint one leaves the more of what it adds.
        1 / 16,
        timesteps=torch.tensor([0]),
    )
    with torch.device("meta"):
        model = build(PUBLISHED)
    save_names(TARGET / "names-gopro.json.gz", model, PUBLISHED, BKSE.source)


if __name__ == "__main__":
    main()
