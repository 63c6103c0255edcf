"""Trains a prior of photos as `tweedie train` does, in PyTorch, on a GPU if there is one.

It needs torch and safetensors, and what this wrote into the folder RUN:

    ./tweedie train RECIPE --data DATA --export STEPS --out RUN
    python train_photos.py RUN

The same command goes on where it was. Weights, log.csv and the state that is gone on from are those that `tweedie train`
writes, which may go on from here, as this may from there. The first hundred steps have the crops, noise levels and noise
of `tweedie train`, so that the losses are the same but for rounding: --against compares them with those of its log.csv.
Later steps draw crops from all that were exported, in any orientation, and levels and noise of their own.
"""

import argparse
import csv
import json
import os
import time
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch.nn import functional as F

from photo_unet import PhotoUNet

BETAS, EPSILON = (0.9, 0.99), 1e-8
# Muon: root mean square of a step, the polynomial, and what a matrix has at least of rows and columns.
LENGTH, POLYNOMIAL, ITERATIONS, THIN = 0.2, (3.4445, -4.7750, 2.0315), 5, 16
LAYOUTS = {"channels-last": torch.channels_last, "contiguous": torch.contiguous_format}
PRECISIONS = {"fp32": torch.float32, "bf16": torch.bfloat16}


class Exported:
    """The recipe and all that was exported beside it."""

    def __init__(self, file, device="cpu"):
        with safe_open(file, "pt") as opened:
            self.recipe = json.loads(opened.metadata()["recipe"])
            self.parameters = json.loads(opened.metadata()["parameters"])
        self.tensors = load_file(file, device=str(device))

    def __getitem__(self, name):
        return self.tensors[name]

    def batch(self, step):
        """Crops as bytes, timesteps and noise of a step."""
        if step <= len(self["noise"]):
            return self["images"][step - 1], self["timesteps"][step - 1], self["noise"][step - 1]
        count, device = self.recipe["batch"], self["images"].device
        generator = torch.Generator(device).manual_seed(self.recipe["seed"] * 1_000_003 + step)

        def draw(bound):
            return torch.randint(bound, (count,), generator=generator, device=device)

        crops = self["images"].flatten(0, 1)
        crops = oriented(crops[draw(len(crops))], draw(8))
        noise = torch.randn(crops.shape, generator=generator, device=device)
        # One from each of equally likely strata.
        places = torch.rand(count, generator=generator, device=device, dtype=torch.float64)
        places = (torch.arange(count, device=device) + places) / count
        shares = self["levels"] / self["levels"][-1]
        return crops, torch.searchsorted(shares, places).clamp(max=len(shares) - 1), noise


def oriented(x, which):
    """Each image in one of the eight orientations of the square."""
    for bit, turned in ((1, lambda x: x.flip(-1)), (2, lambda x: x.flip(-2)), (4, lambda x: x.transpose(-1, -2))):
        x = torch.where((which & bit).bool()[:, None, None, None], turned(x), x)
    return x


class Noised:
    """Images with noise of a level for each, and what a network is asked for there."""

    def __init__(self, x0, noise, timesteps, exported):
        alpha_bar = exported["alpha_bar"][timesteps][:, None, None, None]
        self.x0, self.noise, self.timesteps = x0, noise, timesteps
        self.signal, self.sigma = alpha_bar.sqrt().float(), (1 - alpha_bar).sqrt().float()
        self.prediction = exported.recipe["prediction"].lower()

    def xt(self):
        return self.x0 * self.signal + self.noise * self.sigma

    def target(self):
        if self.prediction == "v":
            return self.noise * self.signal - self.x0 * self.sigma
        return self.noise if self.prediction == "epsilon" else self.x0

    def denoised(self, output):
        if self.prediction == "v":
            return self.xt() * self.signal - output * self.sigma
        return (self.xt() - output * self.sigma) / self.signal if self.prediction == "epsilon" else output


def orthogonal(matrix):
    """U V' of U S V', about (Jordan et al. 2024)."""
    x = matrix.T if len(matrix) > matrix.shape[1] else matrix
    x = x / (x.norm() + 1e-7)
    a, b, c = POLYNOMIAL
    for _ in range(ITERATIONS):
        square = x @ x.T
        x = a * x + (b * square + c * square @ square) @ x
    return x.T if len(matrix) > matrix.shape[1] else x


class Training:
    """The network, AdamW or Muon over all its weights as one tensor, and their moving average."""

    def __init__(self, exported):
        self.exported, self.recipe = exported, exported.recipe
        self.network = PhotoUNet(
            **self.recipe["model"],
            inner=PRECISIONS[self.recipe["precision"]],
            layout=LAYOUTS[self.recipe["layout"]],
        ).to(exported["images"].device)
        named = dict(self.network.named_parameters())
        if set(named) != set(exported.parameters):
            raise ValueError(f"the export has other parameters: {set(named) ^ set(exported.parameters)}")
        start = [exported[f"weights.{name}"] for name in exported.parameters]
        self.shapes = {name: value.shape for name, value in zip(exported.parameters, start)}
        self.weights = torch.nn.Parameter(torch.cat([value.flatten() for value in start]))
        self.weights.grad = torch.zeros_like(self.weights)
        self.average = self.weights.detach().clone()
        for views, flat in (("data", self.weights.data), ("grad", self.weights.grad)):
            for name, view in self.views(flat).items():
                setattr(named[name], views, view)
        self.method = self.recipe["optimizer"].get("method", "adamw")
        self.optimizer = torch.optim.AdamW(
            [self.weights], betas=BETAS, eps=EPSILON, weight_decay=self.recipe["optimizer"]["weight_decay"]
        )
        self.set_state(torch.zeros_like(self.average), torch.zeros_like(self.average), 0)

    def set_state(self, mean, square, step):
        self.step = step
        self.optimizer.state[self.weights] = dict(
            step=torch.tensor(float(step)), exp_avg=mean, exp_avg_sq=square
        )

    def views(self, flat):
        """By parameter."""
        parts = flat.split([shape.numel() for shape in self.shapes.values()])
        return {name: part.view(shape) for (name, shape), part in zip(self.shapes.items(), parts)}

    def update(self):
        """One step; gives its loss, on the device."""
        self.step += 1
        images, timesteps, noise = self.exported.batch(self.step)
        noised = Noised(images / 127.5 - 1, noise, timesteps, self.exported)
        loss = F.mse_loss(self.network(noised.xt(), timesteps), noised.target())
        loss.backward()
        wanted = self.recipe["optimizer"]
        gradient = self.weights.grad
        gradient.mul_((wanted["clip"] / gradient.norm()).clamp(max=1))
        rise = min(1, self.step / wanted["warmup"])
        fall = min(1, (self.recipe["steps"] - self.step + 1) / wanted["decay"])
        rate = wanted["rate"] * min(rise, fall)
        self.optimizer.param_groups[0]["lr"] = rate
        before = self.weights.detach().clone() if self.method == "muon" else None
        self.optimizer.step()
        if self.method == "muon":
            self.turn(before, gradient, rate)
        gradient.zero_()
        kept = min(wanted["average"], (1 + self.step) / (10 + self.step))
        self.average.lerp_(self.weights.detach(), 1 - kept)
        return loss.detach()

    @torch.no_grad()
    def turn(self, before, gradient, rate):
        """Moves matrices by their orthogonal momentum, in place of what AdamW has made of what they were."""
        momentum = self.optimizer.state[self.weights]["exp_avg"].lerp(gradient, 1 - BETAS[0])
        before, momentum, weights = self.views(before), self.views(momentum), self.views(self.weights.detach())
        for name, weight in weights.items():
            rows, columns = len(weight), weight.numel() // len(weight)
            if min(rows, columns) >= THIN:
                length = LENGTH * max(rows, columns) ** 0.5
                step = orthogonal(momentum[name].reshape(rows, columns)).view(weight.shape) * length
                weight.copy_(before[name] * (1 - rate * self.recipe["optimizer"]["weight_decay"]) - rate * step)

    @torch.no_grad()
    def validate(self):
        """PSNR at each level of the images held back, by the moving average."""
        current = self.weights.detach().clone()
        self.weights.copy_(self.average)
        clean, result = self.exported["validation.images"], []
        for noise, timestep in zip(self.exported["validation.noise"], self.exported["validation.timesteps"]):
            noised = Noised(clean, noise, timestep.expand(len(clean)), self.exported)
            output = self.network(noised.xt(), noised.timesteps)
            result.append(10 * torch.log10(4 / (noised.denoised(output) - clean).square().mean()))
        self.weights.copy_(current)
        return torch.stack(result).tolist()

    def save(self, file, **position):
        state = self.optimizer.state[self.weights]
        tensors = dict(
            weights=self.weights.detach(), mean=state["exp_avg"], square=state["exp_avg_sq"], average=self.average
        )
        write(file, tensors, step=self.step, **position)

    def restore(self, file):
        state = load_file(file, device=str(self.average.device))
        with torch.no_grad():
            self.weights.copy_(state["weights"])
        self.average.copy_(state["average"])
        with safe_open(file, "pt") as opened:
            position = {name: float(value) for name, value in opened.metadata().items()}
        self.set_state(state["mean"], state["square"], int(position.pop("step")))
        return position


def write(file, tensors, **metadata):
    part = file.with_suffix(".part")
    save_file(tensors, part, metadata={name: str(value) for name, value in metadata.items()})
    os.replace(part, file)


def run(folder, exported, last):
    """Trains up to a step, or to the end."""
    training = Training(exported)
    recipe, state = exported.recipe, folder / "state.safetensors"
    position = dict(seconds=0.0, best_loss=float("inf"), loss_sum=0.0, loss_count=0)
    rows = []
    if state.exists():
        position = training.restore(state)
        position["best_loss"] = float(position["best_loss"])
        rows = [row for row in read_log(folder / "log.csv") if float(row["step"]) <= training.step]
        print(f"going on after step {training.step}")
    losses = torch.tensor(position["loss_sum"], device=training.average.device)
    begun = time.perf_counter()
    while training.step < last:
        losses += training.update()
        position["loss_count"] += 1
        if training.step % recipe["every"] and training.step != last:
            continue
        loss = losses.item() / position["loss_count"]
        if not torch.isfinite(losses):
            raise ValueError(f"the loss is {loss} before step {training.step}: lower the learning rate")
        position["seconds"] += time.perf_counter() - begun
        psnr = training.validate()
        mean = sum(psnr) / len(psnr)
        print(f"step {training.step}: loss {loss:.4f}, psnr {mean:.3f}", flush=True)
        columns = [f"psnr_{sigma}" for sigma in exported["validation.sigmas"].tolist()]
        rows.append(
            dict(step=training.step, seconds=f"{position['seconds']:.1f}", loss=f"{loss:.6f}")
            | {column: f"{value:.3f}" for column, value in zip(columns, psnr)}
        )
        write_log(folder / "log.csv", rows)
        if -mean < position["best_loss"]:
            position["best_loss"] = -mean
            views = {name: view.clone() for name, view in training.views(training.average).items()}
            file = folder / f"{recipe['name']}.safetensors"
            write(file, views, step=training.step, validation_loss=-mean)
        losses.zero_()
        position |= dict(loss_sum=0.0, loss_count=0)
        training.save(state, **position)
        begun = time.perf_counter()


def read_log(file):
    with open(file, newline="") as opened:
        return list(csv.DictReader(opened))


def write_log(file, rows):
    part = file.with_suffix(".part")
    with open(part, "w", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    os.replace(part, file)


def compare(log, other):
    """Largest differences between the rows of two logs that are of the same step."""
    others = {float(row["step"]): row for row in read_log(other)}
    pairs = [(row, others[float(row["step"])]) for row in read_log(log) if float(row["step"]) in others]
    loss = max(abs(float(a["loss"]) / float(b["loss"]) - 1) for a, b in pairs)
    psnr = max(abs(float(a[key]) - float(b[key])) for a, b in pairs for key in a if key.startswith("psnr"))
    print(f"{len(pairs)} rows: losses differ by {loss:.1e} of themselves at most, PSNR by {psnr:.3f} dB")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path, help="folder with training.safetensors, for all that is written")
    parser.add_argument("--steps", type=int, help="stop after this step; by default the recipe's last")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, default=1, help="on a processor (default: 1)")
    parser.add_argument("--against", type=Path, metavar="LOG", help="compare with this log.csv afterwards")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    exported = Exported(given.run / "training.safetensors", given.device)
    run(given.run, exported, given.steps or exported.recipe["steps"])
    if given.against:
        compare(given.run / "log.csv", given.against)


if __name__ == "__main__":
    main()
