"""Multiply-adds and time of candidates for the prior of photos, without their timestep: what a pixel costs in bf16 on one thread.

Run: python time_photo_networks.py
"""

import time

import torch
from torch import nn
from torch.nn import functional as F

BATCH, SIDE, ROUNDS = 8, 64, 3


class PixelNorm(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm = nn.LayerNorm(channels)

    def forward(self, x):
        return self.norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


def widened(before, after):
    return nn.Conv2d(before, after, 1) if before != after else nn.Identity()


class Residual(nn.Module):
    """Two dense 3 x 3 convolutions, as in ADM."""

    def __init__(self, before, after):
        super().__init__()
        self.skip = widened(before, after)
        self.first = nn.Sequential(PixelNorm(before), nn.SiLU(), nn.Conv2d(before, after, 3, padding=1))
        self.second = nn.Sequential(PixelNorm(after), nn.SiLU(), nn.Conv2d(after, after, 3, padding=1))

    def forward(self, x):
        return self.skip(x) + self.second(self.first(x))


class Depthwise(nn.Module):
    """A depthwise 7 x 7 convolution, and dense 1 x 1 ones to twice the width and back, as in ConvNeXt."""

    def __init__(self, before, after):
        super().__init__()
        self.skip = widened(before, after)
        self.branch = nn.Sequential(
            nn.Conv2d(after, after, 7, padding=3, groups=after), PixelNorm(after),
            nn.Conv2d(after, 2 * after, 1), nn.SiLU(), nn.Conv2d(2 * after, after, 1))

    def forward(self, x):
        x = self.skip(x)
        return x + self.branch(x)


class UNet(nn.Module):
    """A U-Net over squares of pixels; `detail` is the width of a path beside it at full resolution."""

    def __init__(self, patch, widths, blocks=1, block=Residual, detail=0):
        super().__init__()
        self.patch, self.detail = patch, detail
        self.stem = nn.Conv2d(3 * patch * patch, widths[0], 3, padding=1)
        self.down, self.up = nn.ModuleList(), nn.ModuleList()
        skips, width = [widths[0]], widths[0]
        for level, wanted in enumerate(widths):
            for _ in range(blocks):
                self.down.append(block(width, wanted))
                width = wanted
                skips.append(width)
            if level < len(widths) - 1:
                self.down.append(nn.Conv2d(width, width, 3, 2, 1))
                skips.append(width)
        self.middle = nn.Sequential(block(width, width), block(width, width))
        for level in reversed(range(len(widths))):
            for i in range(blocks + 1):
                layers = [block(width + skips.pop(), widths[level])]
                width = widths[level]
                if level and i == blocks:
                    layers += [nn.Upsample(scale_factor=2), nn.Conv2d(width, width, 3, padding=1)]
                self.up.append(nn.Sequential(*layers))
        self.end = nn.Sequential(PixelNorm(width), nn.SiLU())
        self.out = nn.Conv2d(width, 3 * patch * patch, 3, padding=1)
        if detail:
            self.told = nn.Conv2d(width, detail * patch * patch, 1)
            self.path = nn.Sequential(
                nn.Conv2d(3 + detail, detail, 3, padding=1), nn.SiLU(),
                nn.Conv2d(detail, detail, 3, padding=1), nn.SiLU(), nn.Conv2d(detail, 3, 3, padding=1))

    def forward(self, x):
        h = self.stem(F.pixel_unshuffle(x, self.patch))
        skips = [h]
        for layer in self.down:
            h = layer(h)
            skips.append(h)
        h = self.middle(h)
        for layer in self.up:
            h = layer(torch.cat([h, skips.pop()], 1))
        h = self.end(h)
        answer = F.pixel_shuffle(self.out(h), self.patch)
        if not self.detail:
            return answer
        told = F.pixel_shuffle(self.told(h), self.patch)
        return answer + self.path(torch.cat([x, told], 1))


CANDIDATES = {
    "1 x 1: 64,128,192 (photos)": UNet(1, [64, 128, 192]),
    "2 x 2: 64,128,192": UNet(2, [64, 128, 192]),
    "2 x 2: 64,128,192, detail 16": UNet(2, [64, 128, 192], detail=16),
    "2 x 2: 96,192,192,192, detail 16": UNet(2, [96, 192, 192, 192], detail=16),
    "2 x 2: 96,192,256, two depthwise blocks, detail 16": UNet(2, [96, 192, 256], 2, Depthwise, 16),
    "2 x 2: 64,96,128,128,128,128, detail 16": UNet(2, [64, 96, 128, 128, 128, 128], detail=16),
}


def multiply_adds(network):
    total = 0

    def count(layer, _, output):
        nonlocal total
        total += output.numel() * layer.weight[0].numel()

    hooks = [m.register_forward_hook(count) for m in network.modules() if isinstance(m, nn.Conv2d)]
    with torch.no_grad():
        network(torch.zeros(1, 3, SIDE, SIDE))
    for hook in hooks:
        hook.remove()
    return total / SIDE**2


def seconds(action):
    start = time.process_time()
    action()
    return time.process_time() - start


def main():
    torch.set_num_threads(1)
    x = torch.randn(BATCH, 3, SIDE, SIDE)
    best = {name: [float("inf"), float("inf")] for name in CANDIDATES}

    def forward(network):
        with torch.no_grad():
            network(x)

    for _ in range(ROUNDS):
        for name, network in CANDIDATES.items():
            with torch.autocast("cpu", torch.bfloat16):
                best[name][0] = min(best[name][0], seconds(lambda: forward(network)))
                best[name][1] = min(best[name][1], seconds(lambda: network(x).square().mean().backward()))
    for name, network in CANDIDATES.items():
        pixel = [1e6 * s / (BATCH * SIDE**2) for s in best[name]]
        print(f"{name:52s} {multiply_adds(network) / 1e6:.2f} M multiply-adds, forward {pixel[0]:.1f} us,"
              f" forward and backward {pixel[1]:.1f} us")


if __name__ == "__main__":
    main()
