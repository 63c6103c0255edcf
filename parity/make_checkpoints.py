"""Writes the small checkpoints that the Java readers are tested against, and what is in them.

Made with torch==2.10.0, safetensors==0.8.0, numpy==2.4.6. Run from anywhere. Bytes differ from run to
run, as torch's old format names storages by their addresses, but expected.json is written along:

    python parity/make_checkpoints.py
"""

import argparse
import json
import pathlib
import zipfile
from collections import OrderedDict

import numpy
import torch
from safetensors.torch import save_file

torch.set_num_threads(1)

HERE = pathlib.Path(__file__).resolve().parent / "golden" / "checkpoints"

DTYPES = [
    torch.float64,
    torch.float32,
    torch.float16,
    torch.bfloat16,
    torch.int64,
    torch.int32,
    torch.int16,
    torch.int8,
    torch.uint8,
    torch.bool,
]


def of_every_dtype():
    """One 2 x 3 tensor of each dtype; the values are exact in all of them, bool apart."""
    tensors = OrderedDict()
    for dtype in DTYPES:
        values = torch.tensor([[0.0, 1.0, 2.0], [3.0, 64.0, 127.0]])
        if dtype.is_floating_point:
            values = values * -0.25
        tensors[str(dtype).removeprefix("torch.")] = values.to(dtype)
    return tensors


def of_every_layout():
    """Tensors whose place in their storage is out of the ordinary."""
    base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
    return OrderedDict(
        base=base,
        shared_row=base[2],
        transposed=base.t(),
        every_second_column=base[:, 1::2],
        expanded=torch.tensor([[5.0], [7.0]]).expand(2, 3),
        channels_last=torch.arange(16.0).reshape(1, 4, 2, 2).to(memory_format=torch.channels_last),
        parameter=torch.nn.Parameter(torch.tensor([1.5, -2.5])),
        parameter_transposed=torch.nn.Parameter(base[:2, :2]).t().detach(),
        scalar=torch.tensor(3.25),
        empty=torch.empty(0, 4),
        empty_and_strided=torch.empty(3, 0, 2).permute(2, 0, 1),
    )


def training_run():
    """What a training script usually saves: weights two levels down beside much else."""
    torch.manual_seed(7)
    model = torch.nn.Sequential(OrderedDict(conv=torch.nn.Conv2d(1, 2, 2), norm=torch.nn.BatchNorm2d(2)))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model(torch.ones(1, 1, 3, 3)).pow(2).sum().backward()
    optimizer.step()
    return {
        "state_dict": model.state_dict(),
        "epoch": 3,
        "lr": 1e-3,
        "best": numpy.float64(0.125),
        "seen": numpy.int64(70000),
        "done": True,
        "note": "étude",
        "seed": 2**80,
        "size": torch.Size([1, 28]),
        "dtype": torch.float16,
        "args": argparse.Namespace(batch=16, out="runs"),
        "optimizer": optimizer.state_dict(),
    }


TRAINING_METADATA = {
    "epoch": "3",
    "lr": "0.001",
    "best": "0.125",
    "seen": "70000",
    "done": "true",
    "note": "étude",
    "seed": str(2**80),
    "size.0": "1",
    "size.1": "28",
    "dtype": "torch.float16",
    "args.batch": "16",
    "args.out": "runs",
    "optimizer.param_groups.0.betas.1": "0.999",
    "optimizer.param_groups.0.params.3": "3",
}


def flatten(value, name=""):
    """Tensors by dotted name, in the order of the file."""
    if isinstance(value, torch.Tensor):
        yield name, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from flatten(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            yield from flatten(inner, f"{name}.{index}")


def description(tensors, metadata=None):
    return {
        "tensors": {
            name: {
                "dtype": str(tensor.dtype).removeprefix("torch."),
                "shape": list(tensor.shape),
                "values": tensor.detach().double().flatten().tolist(),
            }
            for name, tensor in flatten(tensors)
        },
        "metadata": metadata or {},
    }


def rezip(source, target, deflated):
    """The same records in a zip of another flavour: deflated, or with zip64 fields throughout."""
    method = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
    limit = zipfile.ZIP64_LIMIT
    zipfile.ZIP64_LIMIT = limit if deflated else 0
    try:
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", method) as new:
            for name in old.namelist():
                record = zipfile.ZipInfo(name)
                record.compress_type = method
                new.writestr(record, old.read(name))
    finally:
        zipfile.ZIP64_LIMIT = limit


def main():
    HERE.mkdir(parents=True, exist_ok=True)
    expected = {}

    def torch_zip(name, value, metadata=None, **options):
        torch.save(value, HERE / name, **options)
        expected[name] = description(value, metadata)

    dtypes, layouts, training = of_every_dtype(), of_every_layout(), training_run()
    torch_zip("dtypes.pt", dtypes)
    torch_zip("layouts.pt", layouts)
    torch_zip("training.pt", training, TRAINING_METADATA)
    torch_zip("protocol4.pt", training, TRAINING_METADATA, pickle_protocol=4)
    for name in ("dtypes", "layouts", "training"):
        torch_zip(
            f"{name}.pth",
            {"dtypes": dtypes, "layouts": layouts, "training": training}[name],
            TRAINING_METADATA if name == "training" else None,
            _use_new_zipfile_serialization=False,
        )
    for name, deflated in (("deflated.pt", True), ("zip64.pt", False)):
        rezip(HERE / "layouts.pt", HERE / name, deflated)
        expected[name] = description(layouts)

    save_file(dtypes, HERE / "dtypes.safetensors", metadata={"format": "pt", "made by": "étude"})
    expected["dtypes.safetensors"] = description(dtypes, {"format": "pt", "made by": "étude"})
    plain = {name: tensor.detach().clone().contiguous() for name, tensor in layouts.items()}
    save_file(plain, HERE / "layouts.safetensors")
    expected["layouts.safetensors"] = description(plain)

    (HERE / "expected.json").write_text(
        json.dumps(expected, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
