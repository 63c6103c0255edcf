"""Writes the sample files that the tests of the `images` module read.

Every sample shows one of the pictures below, which are formulas, so the tests can state the expected
pixels without a second decoder. Files in which Java's own codecs write the same format are made by the
tests themselves.
"""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

OUT = Path(__file__).parents[1] / "images/src/test/resources/io/tweedie/images"
WIDTH, HEIGHT = 24, 16

x, y = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
GRAY = (8 * x + 4 * y).astype(np.uint8)
COLOUR = np.stack([11 * x, 17 * y, 6 * (x + y)], axis=-1).astype(np.uint8)
ALPHA = (255 - 10 * x).astype(np.uint8)
COLOUR_16 = np.stack([2849 * x, 4369 * y, 1724 * (x + y)], axis=-1).astype(np.uint16)
GRAY_16 = (170 * (x + WIDTH * y)).astype(np.uint16)

EXIF_ORIENTATION = 0x0112


def png(samples: np.ndarray, colour_type: int, extra: bytes = b"") -> bytes:
    """A PNG of the samples as they are, for the kinds that Pillow does not write."""
    depth = samples.dtype.itemsize * 8
    header = struct.pack(">IIBBBBB", samples.shape[1], samples.shape[0], depth, colour_type, 0, 0, 0)
    big_endian = samples.astype(samples.dtype.newbyteorder(">"))
    rows = b"".join(b"\0" + row.tobytes() for row in big_endian)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + extra
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def jpeg(image: Image.Image, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=98, subsampling=0, **options)
    return buffer.getvalue()


def inks(image: np.ndarray) -> np.ndarray:
    """CMYK with as much black as the colour allows."""
    light = image.max(axis=-1, keepdims=True).astype(float)
    cmy = 255 * (light - image) / np.maximum(light, 1)
    return np.rint(np.concatenate([cmy, 255 - light], axis=-1)).astype(np.uint8)


def ycck(cmyk: np.ndarray) -> bytes:
    """A CMYK JPEG in Adobe's YCCK form: Pillow writes plain CMYK only, so it is given the YCCK samples and
    the colour transform in the Adobe segment is changed from 0 (none) to 2 (YCCK)."""
    stored = 255 - cmyk
    as_ycc = np.array(Image.fromarray(255 - stored[..., :3]).convert("YCbCr"))
    samples = np.concatenate([as_ycc, stored[..., 3:]], axis=-1)
    plain = jpeg(Image.frombytes("CMYK", (WIDTH, HEIGHT), (255 - samples).tobytes()))
    transform = plain.index(b"Adobe") + 11
    assert plain[transform] == 0
    return plain[:transform] + b"\x02" + plain[transform + 1 :]


def linear_light_profile() -> bytes:
    """An ICC profile with the primaries of sRGB and a tone curve of gamma 1."""

    def xyz(*values):
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(v * 65536)) for v in values)

    def text(value):
        return b"desc\0\0\0\0" + struct.pack(">I", len(value) + 1) + value + b"\0" * 79

    curve = b"curv\0\0\0\0" + struct.pack(">IHH", 1, 256, 0)
    tags = {
        b"desc": text(b"linear"),
        b"cprt": b"text\0\0\0\0CC0\0",
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.43607, 0.22249, 0.01392),
        b"gXYZ": xyz(0.38515, 0.71687, 0.09708),
        b"bXYZ": xyz(0.14307, 0.06061, 0.71410),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for signature, content in tags.items():
        content += b"\0" * (-len(content) % 4)
        table += signature + struct.pack(">II", start + len(body), len(content))
        body += content
    header = struct.pack(">I4sI4s4s4s12s4s", start + len(body), b"\0" * 4, 0x02100000, b"mntr", b"RGB ", b"XYZ ",
                         struct.pack(">6H", 2024, 1, 1, 0, 0, 0), b"acsp")
    header += b"\0" * 28 + struct.pack(">3i", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + table + body


def exif(orientation: int) -> Image.Exif:
    tags = Image.Exif()
    tags[EXIF_ORIENTATION] = orientation
    return tags


def stored_for(orientation: int) -> np.ndarray:
    """How a camera stores COLOUR so that a viewer that follows the EXIF tag shows COLOUR again."""
    return {
        1: COLOUR,
        2: COLOUR[:, ::-1],
        3: COLOUR[::-1, ::-1],
        4: COLOUR[::-1],
        5: COLOUR.transpose(1, 0, 2),
        6: np.rot90(COLOUR, 1),
        7: np.rot90(COLOUR, 2).transpose(1, 0, 2),
        8: np.rot90(COLOUR, -1),
    }[orientation]


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    colour = Image.fromarray(COLOUR)
    turned = Image.fromarray(np.ascontiguousarray(stored_for(6)))
    rgba = Image.fromarray(np.dstack([COLOUR, ALPHA]))

    (OUT / "rgb16.png").write_bytes(png(COLOUR_16, colour_type=2))
    (OUT / "gray16.png").write_bytes(png(GRAY_16, colour_type=0))
    (OUT / "gray-alpha.png").write_bytes(png(np.stack([GRAY, ALPHA], axis=-1), colour_type=4))
    one_gray_transparent = chunk(b"tRNS", struct.pack(">H", int(GRAY[0, 3])))
    (OUT / "gray-trns.png").write_bytes(png(GRAY, colour_type=0, extra=one_gray_transparent))
    one_colour_transparent = chunk(b"tRNS", struct.pack(">3H", *(int(v) for v in COLOUR[0, 3])))
    (OUT / "rgb-trns.png").write_bytes(png(COLOUR, colour_type=2, extra=one_colour_transparent))
    Image.fromarray(GRAY > 120).save(OUT / "gray1.png")
    palette = Image.fromarray(x.astype(np.uint8))
    palette.putpalette(COLOUR[0].tobytes())
    palette.save(OUT / "palette.png")
    palette.save(OUT / "palette-alpha.png", transparency=ALPHA[0].tobytes())
    turned.save(OUT / "exif-6.png", exif=exif(6))

    (OUT / "gray.jpg").write_bytes(jpeg(Image.fromarray(GRAY)))
    (OUT / "cmyk.jpg").write_bytes(jpeg(Image.frombytes("CMYK", (WIDTH, HEIGHT), inks(COLOUR).tobytes())))
    (OUT / "ycck.jpg").write_bytes(ycck(inks(COLOUR)))
    (OUT / "linear.jpg").write_bytes(jpeg(colour, icc_profile=linear_light_profile()))
    (OUT / "progressive.jpg").write_bytes(jpeg(colour, progressive=True))
    for orientation in range(1, 9):
        stored = Image.fromarray(np.ascontiguousarray(stored_for(orientation)))
        (OUT / f"exif-{orientation}.jpg").write_bytes(jpeg(stored, exif=exif(orientation)))

    colour.save(OUT / "lossy.webp", quality=98)
    rgba.save(OUT / "lossy-alpha.webp", quality=98)
    rgba.save(OUT / "lossless-alpha.webp", lossless=True, exact=True)
    turned.save(OUT / "exif-6.webp", lossless=True, exif=exif(6))
    # Colour finer than a lossy file keeps it, so that the way back to full resolution shows.
    stripes = Image.fromarray(np.where((x // 3 + y // 2)[..., None] % 2 == 0, COLOUR, 255 - COLOUR))
    stripes.save(OUT / "stripes.webp", quality=50)
    Image.open(OUT / "stripes.webp").save(OUT / "stripes.libwebp.png")
    second_frame = Image.fromarray(255 - COLOUR)
    colour.save(OUT / "animated.webp", lossless=True, save_all=True, append_images=[second_frame], duration=100)

    colour.save(OUT / "rgb.bmp")
    palette.save(OUT / "palette.bmp")


if __name__ == "__main__":
    main()
