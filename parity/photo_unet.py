"""The network of the photo priors in PyTorch: the U-Net of guided-diffusion, local, with a path at full resolution beside it.

Parameters have the names and the order of `tweedie`, whose flags it takes; flags that no prior of photos uses are refused.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F


class Conv(nn.Conv2d):
    """Computes in the number format of what it is given, whatever its weights are stored in."""

    def forward(self, x):
        return self._conv_forward(x, self.weight.to(x.dtype), self.bias.to(x.dtype))


def conv3(before, after, stride=1):
    return Conv(before, after, 3, stride, 1)


class PixelNorm(nn.LayerNorm):
    """Layer normalisation over the channels of each position."""

    def forward(self, x):
        rows, weight, bias = x.permute(0, 2, 3, 1), self.weight.to(x.dtype), self.bias.to(x.dtype)
        return F.layer_norm(rows, self.normalized_shape, weight, bias, self.eps).permute(0, 3, 1, 2)


def modulated(h, embedded):
    scale, shift = embedded[:, :, None, None].chunk(2, 1)
    return torch.addcmul(shift.to(h.dtype), h, (1 + scale).to(h.dtype))


class Residual(nn.Module):
    def __init__(self, before, after, embedding):
        super().__init__()
        self.in_layers = nn.Sequential(PixelNorm(before), nn.SiLU(), conv3(before, after))
        self.emb_layers = nn.Sequential(nn.SiLU(), nn.Linear(embedding, 2 * after))
        self.out_layers = nn.Sequential(
            PixelNorm(after), nn.SiLU(), nn.Identity(), conv3(after, after)
        )
        if before != after:
            self.skip_connection = Conv(before, after, 1)

    def forward(self, x, e):
        norm, *rest = self.out_layers
        h = modulated(norm(self.in_layers(x)), self.emb_layers(e))
        for layer in rest:
            h = layer(h)
        return h + (self.skip_connection(x) if hasattr(self, "skip_connection") else x)


class Downsample(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.op = conv3(width, width, 2)

    def forward(self, x):
        return self.op(x)


class Upsample(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = conv3(width, width)

    def forward(self, x):
        return self.conv(F.interpolate(x, scale_factor=2, mode="nearest"))


class Layers(nn.Sequential):
    def forward(self, x, e):
        for layer in self:
            x = layer(x, e) if isinstance(layer, Residual) else layer(x)
        return x


class DetailPath(nn.ModuleDict):
    """Is shown the noisy image and, at every pixel, what the U-Net tells; adds to the answer of that."""

    def __init__(self, width, patch, features, embedding, shown, answered):
        super().__init__()
        self["told"] = Conv(features, width * patch * patch, 1)
        self["in"] = conv3(shown + width, width)
        self["embed"] = nn.Linear(embedding, 2 * width)
        self["middle"] = conv3(width, width)
        self["out"] = conv3(width, answered)
        self.patch = patch

    def forward(self, image, features, e):
        told = F.pixel_shuffle(self["told"](features), self.patch)
        h = self["in"](torch.cat([image, told], 1))
        h = F.silu(modulated(h, self["embed"](F.silu(e))))
        return self["out"](F.silu(self["middle"](h)))


class PhotoUNet(nn.Module):
    """`inner` is the number format of the layers inside, `layout` their memory format; answers are float32."""

    def __init__(
        self, *, image_size, num_channels, num_res_blocks, channel_mult, attention_resolutions, middle_attention, norm,
        in_channels=3, patch=1, detail_channels=0, inner=torch.float32, layout=torch.channels_last,
    ):  # fmt: skip
        super().__init__()
        if attention_resolutions or middle_attention or norm != "pixel":
            raise ValueError('a prior of photos needs attention_resolutions "", middle_attention false, norm pixel')
        self.base, self.patch, self.inner, self.layout = num_channels, patch, inner, layout
        widths = [int(float(mult) * num_channels) for mult in channel_mult.split(",")]
        embedding, pixels = 4 * num_channels, in_channels * patch * patch

        self.time_embed = nn.Sequential(
            nn.Linear(num_channels, embedding), nn.SiLU(), nn.Linear(embedding, embedding)
        )
        self.input_blocks = nn.ModuleList([Layers(conv3(pixels, widths[0]))])
        width, skips = widths[0], [widths[0]]
        for level, wanted in enumerate(widths):
            for _ in range(num_res_blocks):
                self.input_blocks.append(Layers(Residual(width, wanted, embedding)))
                width = wanted
                skips.append(width)
            if level < len(widths) - 1:
                self.input_blocks.append(Layers(Downsample(width)))
                skips.append(width)
        # Their numbers leave room for the attention between them.
        self.middle_block = nn.ModuleDict({i: Residual(width, width, embedding) for i in "02"})
        self.output_blocks = nn.ModuleList()
        for level in reversed(range(len(widths))):
            for i in range(num_res_blocks + 1):
                layers = [Residual(width + skips.pop(), widths[level], embedding)]
                width = widths[level]
                if level and i == num_res_blocks:
                    layers.append(Upsample(width))
                self.output_blocks.append(Layers(*layers))
        self.out = nn.Sequential(PixelNorm(width), nn.SiLU(), conv3(width, pixels))
        self.detail = None
        if detail_channels:
            self.detail = DetailPath(detail_channels, patch, width, embedding, in_channels, in_channels)

    def embed(self, timesteps):
        half = self.base // 2
        frequencies = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float64) / half).float()
        angles = (timesteps.float()[:, None] * frequencies.to(timesteps.device)).double()
        return self.time_embed(torch.cat([angles.cos(), angles.sin()], 1).float())

    def laid_out(self, x):
        return x.to(self.inner).contiguous(memory_format=self.layout)

    def forward(self, x, timesteps):
        e = self.embed(timesteps)
        h = self.laid_out(F.pixel_unshuffle(x, self.patch))
        skips = []
        for block in self.input_blocks:
            h = block(h, e)
            skips.append(h)
        for block in self.middle_block.values():
            h = block(h, e)
        for block in self.output_blocks:
            h = block(torch.cat([h, skips.pop()], 1), e)
        norm, activation, last = self.out
        features = activation(norm(h.float()))
        answer = F.pixel_shuffle(last(features), self.patch)
        if self.detail is None:
            return answer
        return answer + self.detail(self.laid_out(x), self.laid_out(features), e).float()
