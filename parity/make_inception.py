"""Inception v3 in the three conventions of FID, on deterministic weights.

    python make_inception.py

Needs no checkpoint: networks and resizing are those of pytorch-fid and torch-fidelity, the weights are those of
deterministic.py. README.md describes the golden files.
"""

import json
import math
import tempfile
from importlib.metadata import version
from pathlib import Path
from unittest import mock

import numpy as np
import torch
import torchvision
from pytorch_fid import inception as pytorch_fid
from safetensors.torch import save_file
from torch_fidelity.feature_extractor_inceptionv3 import FeatureExtractorInceptionV3

import deterministic
from networks import GOLDEN

TARGET = GOLDEN / "inception"
# Smaller and larger than the network's 299, and of another shape.
SIZES = {"small": (32, 32), "tall": (65, 40), "large": (320, 310)}
# Of the branch that guided-diffusion calls mixed_6/conv.
SPATIAL_CHANNELS = 7
SQUARE = 8


def image(name):
    """1 x 3 x H x W in levels 0 to 255: squares of one level each with grain over them, in whole numbers."""
    height, width = SIZES[name]
    rows, columns = -(-height // SQUARE), -(-width // SQUARE)
    squares = levels(name, (3, rows, columns)).repeat(SQUARE, axis=1).repeat(SQUARE, axis=2)
    mixed = (3 * squares[:, :height, :width] + levels(name + ".grain", (3, height, width))) // 4
    return torch.from_numpy(mixed.astype(np.uint8)).unsqueeze(0)


def levels(name, shape):
    return np.floor(256 * deterministic.uniform(name, math.prod(shape))).astype(np.int64).reshape(shape)


@torch.no_grad()
def fill(model):
    """As deterministic.fill, and the statistics of the normalisations too."""
    deterministic.fill(model)
    for name, value in model.named_buffers():
        if name.endswith(("running_mean", "running_var")):
            value.copy_(deterministic.parameter(name, value.shape))
    return model.eval()


def spatial_of(module, run):
    """What the first branch of a block gives while `run` runs: its first channels, places before channels."""
    seen = []
    hook = module.branch1x1.register_forward_hook(lambda _, __, output: seen.append(output))
    results = run()
    hook.remove()
    return seen[0][:, :SPATIAL_CHANNELS].permute(0, 2, 3, 1).flatten(1), results


def with_weights(build):
    """A network of pytorch-fid, which would download its weights."""
    with mock.patch.object(pytorch_fid, "load_state_dict_from_url", return_value={}), mock.patch.object(
        torch.nn.Module, "load_state_dict", return_value=None
    ):
        return build()


def of_pytorch_fid():
    network = fill(with_weights(pytorch_fid.fid_inception_v3))
    # The class takes the network apart, so it shares the filled blocks.
    with mock.patch.object(pytorch_fid, "fid_inception_v3", return_value=network):
        features = pytorch_fid.InceptionV3([3]).eval()

    def run(x):
        return features(x.float() / 255)[0].flatten(1)

    return network, network.Mixed_6d, run, lambda pooled: pooled @ network.fc.weight.T


def of_torchvision():
    network = torchvision.models.inception_v3(weights=None, init_weights=False, aux_logits=False)
    network = fill(network)
    with mock.patch.object(pytorch_fid, "_inception_v3", return_value=network):
        features = pytorch_fid.InceptionV3([3], use_fid_inception=False).eval()

    def run(x):
        return features(x.float() / 255)[0].flatten(1)

    return network, network.Mixed_6d, run, network.fc


def of_torch_fidelity():
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.pth"
        torch.save({}, file)
        with mock.patch.object(torch.nn.Module, "load_state_dict", return_value=None):
            network = FeatureExtractorInceptionV3(
                "inception", ["2048"], feature_extractor_weights_path=str(file)
            )
    fill(network)

    def run(x):
        return network(x)[0]

    def unbiased(pooled):
        return pooled @ network.fc.weight.T

    return network, network.Mixed_6d, run, unbiased


@torch.no_grad()
def save_golden(name, network, block, run, logits, source):
    stored = {}
    for size in SIZES:
        spatial, pooled = spatial_of(block, lambda size=size: run(image(size)))
        stored[f"{size}.pooled"] = pooled
        stored[f"{size}.spatial"] = spatial[:, ::7].contiguous()
        stored[f"{size}.logits"] = logits(pooled)[:, ::4].contiguous()
    spread = torch.stack([stored[f"{size}.pooled"] for size in SIZES]).std(0).mean()
    if spread < 1e-2:
        raise ValueError(f"{name}: features do not depend on the image ({spread}), the golden would prove nothing")
    parameters = [
        [key, list(value.shape)]
        for key, value in network.state_dict().items()
        if not key.endswith("num_batches_tracked")
    ]
    description = {"model": name, "source": source, "parameters": parameters}
    stored = {key: value.contiguous() for key, value in stored.items()}
    save_file(stored, TARGET / f"{name}.safetensors", metadata={"golden": json.dumps(description)})
    print(f"{name}: spread {spread:.3f}, " + ", ".join(f"{k} {v.abs().mean():.3f}" for k, v in stored.items()))


def main():
    torch.set_num_threads(1)
    TARGET.mkdir(parents=True, exist_ok=True)
    fid = f"pytorch-fid=={version('pytorch-fid')}"
    fidelity = f"torch-fidelity=={version('torch-fidelity')}"
    save_golden("pytorch-fid", *of_pytorch_fid(), fid)
    save_golden("torch-fidelity", *of_torch_fidelity(), fidelity)
    save_golden("torchvision", *of_torchvision(), f"{fid}, torchvision=={version('torchvision')}")


if __name__ == "__main__":
    main()
