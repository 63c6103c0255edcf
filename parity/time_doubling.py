"""Times nearest-neighbour doubling and a 3 x 3 convolution against one transposed convolution of 4 x 4, in turns.

    python parity/time_doubling.py
"""
import time

import torch
import torch.nn.functional as F

SIZES = [(32, 64), (32, 128), (64, 32), (64, 64), (64, 128), (96, 64), (128, 32), (128, 64), (256, 16), (256, 32), (512, 16)]
ROUNDS = 15


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@torch.no_grad()
def main():
    torch.set_num_threads(2)
    for dtype in (torch.bfloat16, torch.float32):
        for channels, side in SIZES:
            def drawn(*shape):
                return torch.randn(*shape).to(dtype).contiguous(memory_format=torch.channels_last)

            x, bias = drawn(1, channels, side, side), torch.randn(channels).to(dtype)
            three, four = drawn(channels, channels, 3, 3), drawn(channels, channels, 4, 4)
            works = [
                lambda: F.conv2d(F.interpolate(x, scale_factor=2, mode="nearest"), three, bias, padding=1),
                lambda: F.conv_transpose2d(x, four, bias, stride=2, padding=1),
            ]
            times = [[seconds(work) for work in works] for _ in range(ROUNDS)]
            plain, at_once = (min(column) for column in zip(*times))
            print(f"{dtype}, {channels} channels of {side} x {side}: {plain / at_once:.2f} times faster")


if __name__ == "__main__":
    main()
