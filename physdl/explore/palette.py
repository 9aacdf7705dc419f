"""Palette PNGs for the static book: small frames, and a dark twin of each for the price of its palette."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from functools import cache

import numpy as np
from PIL import Image


def base64(data):
    """Return bytes as the text that a data address carries."""
    return b64encode(data).decode()


def opaque(picture):
    """Return a copy of a picture (height, width, 4) without its alpha, (height, width, 3)."""
    copy = np.empty((*picture.shape[:2], 3), picture.dtype)
    for channel in range(3):  # five times as fast as picture[..., :3].copy(), which moves three bytes at a time
        copy[..., channel] = picture[..., channel]
    return copy


LINES, SHADES, KEPT = range(3)  # parts of a figure, as a dark page treats them


def palette(pictures, colors, paper=None):
    """Return one palette that serves all these pictures, so that colours do not flicker from frame to frame."""
    mosaic = np.concatenate(pictures)
    palette = Image.fromarray(mosaic).quantize(colors, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    table = np.array(palette.getpalette()[: 3 * colors]).reshape(-1, 3)
    table = np.concatenate([table, _lost(mosaic, table)[: 255 - len(table)]])
    paper = mosaic[0, 0] if paper is None else paper  # a figure's corner: it has to match the page around it exactly
    table[np.abs(table - paper.astype(int)).sum(-1) < 9] = paper
    palette.putpalette([*table.ravel().tolist(), 0, 0, 0])  # one more entry, for the transparent pixels
    return palette


def _lost(mosaic, table, most=4, area=40, far=60):
    """Return the flat colours of small things, which the median cut has no eye for: a dot must not turn grey."""
    r, g, b = np.moveaxis(mosaic.astype(np.int32), -1, 0)
    packed, counts = np.unique(r << 16 | g << 8 | b, return_counts=True)
    packed = packed[counts >= area][np.argsort(-counts[counts >= area])]
    flat = np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=-1)
    lost = []
    for color in flat:
        if len(lost) < most and np.abs(np.array([*table, *lost]) - color).sum(-1).min() > far:
            lost.append(color)
    return np.array(lost, dtype=table.dtype).reshape(-1, 3)


def indices(picture, palette):
    """Return the picture as indices into the palette."""
    if isinstance(palette, Parts):
        return palette.indices(picture).astype(np.uint8)
    return np.array(Image.fromarray(picture).quantize(palette=palette, dither=Image.Dither.NONE))


class Parts:
    """Several palettes in one: for the lines of a figure, for its pictures, and for those that a dark page keeps.

    Parameters
    ----------
    pictures : list of (height, width, 3) uint8 array
        Samples of the frames.
    colors : int
        Size of the palette of the pictures; the lines have 64 colours at most.
    parts : (height, width) uint8 array
        What each pixel belongs to: LINES, SHADES or KEPT.
    """

    def __init__(self, pictures, colors, parts):
        self.parts, self.tables, self.ends = parts, [], [0]
        paper, most = pictures[0][0, 0], 156 // max(1, len(np.unique(parts)) - 1)
        for part, size in enumerate((min(colors, 64), min(colors, most), min(colors, most))):
            pixels = np.concatenate([p[parts == part][None] for p in pictures])
            table = Image.new("P", (1, 1))
            own = palette([pixels.reshape(1, -1, 3)], size, paper).getpalette()[:-3] if pixels.size else []
            table.putpalette(own)  # without the entry for transparent pixels, which comes last of all
            self.tables.append(table)
            self.ends.append(self.ends[-1] + len(own) // 3)

    def getpalette(self):
        """Return the colours as Pillow lists them: red, green, blue, red, …"""
        return [*(number for table in self.tables for number in table.getpalette()), 0, 0, 0]

    def indices(self, picture):
        """Return the number of each pixel's colour."""
        found = np.zeros(self.parts.shape, int)
        for part, first in enumerate(self.ends[:-1]):
            if self.ends[part + 1] > first:
                found = np.where(self.parts == part, first + indices(picture, self.tables[part]), found)
        return found


def common(pictures):
    """Return the colour that each pixel has in most of the pictures: what stands still, and what often comes back.

    Parameters
    ----------
    pictures : (n, height, width) uint8 array
        As indices into one palette.
    """
    found = pictures[0].copy()
    moving = (pictures != found).any(axis=0)
    seen = pictures[:, moving]
    count = np.min_scalar_type(len(pictures))  # a byte: several times as fast as an int
    usual, times = seen[0].copy(), np.zeros(seen.shape[1], count)
    for picture in seen:
        often = (picture == seen).sum(axis=0, dtype=count)
        usual = np.where(often > times, picture, usual)
        times = np.maximum(times, often)
    found[moving] = usual
    return found


# A PNG in parts: the pictures of a figure have one size and one palette, which a page needs once. Of each frame it
# needs the pixels alone.


def chunk(name, body):
    """Return one chunk of a PNG file."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def head(height, width, kind=3):
    """Return how a PNG of this size begins; its kind is 3 with a palette, 2 with all colours."""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, kind, 0, 0, 0))


END = chunk(b"IEND", b"")


def colors_of(palette, *, dark=False):
    """Return the colours of a PNG, the last of them transparent; or those of its dark twin.

    A page swaps one for the other without a second set of frames. What is kept stays as it is.
    """
    table = np.array(palette.getpalette(), np.uint8).reshape(-1, 3)
    if dark:
        first, last = palette.ends[1:3] if isinstance(palette, Parts) else (256, 256)
        table = np.concatenate([darken(table[:first]), darken(table[first:last], shades=True), table[last:]])
    return chunk(b"PLTE", table.tobytes()) + chunk(b"tRNS", b"\xff" * (len(table) - 1) + b"\0")


def around(places, reach=2):
    """Return these pixels and all that are at most `reach` away in a row and in a column.

    A page shrinks its two layers before it lays one over the other. Where they meet, a share of the lower one shines
    through, so they have to meet where both are alike.
    """
    for axis in (0, 1):
        row = np.moveaxis(places, axis, 0)
        wide = row.copy()
        for step in range(1, reach + 1):
            wide[step:] |= row[:-step]
            wide[:-step] |= row[step:]
        places = np.moveaxis(wide, 0, axis)
    return places


def pixels(indices):
    """Return the pixels of a PNG with a palette."""
    rows = np.pad(indices, ((0, 0), (1, 0)))  # the 0 in front of each says: as they are
    return chunk(b"IDAT", zlib.compress(rows.tobytes(), 9))


def whole(picture):
    """Return a picture (height, width, 3) as a PNG file of all its colours, small enough for a kernel and quickly made.

    Each row is told as its difference from the row above, and the compressor looks for runs alone: figures are flat.
    """
    flat = picture.reshape(len(picture), -1)
    rows = np.full((len(flat), 1 + flat.shape[1]), 2, np.uint8)  # the 2 says: as differences from above
    rows[:, 1:] = flat
    rows[1:, 1:] -= flat[:-1]
    packer = zlib.compressobj(1, strategy=zlib.Z_RLE)
    return head(*picture.shape[:2], 2) + chunk(b"IDAT", packer.compress(rows.tobytes()) + packer.flush()) + END


_TO_CONE = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def darken(rgb, shades=False):
    """Return the colours that a dark page uses for these colours of a light one.

    Greys swap light for dark, so ink becomes chalk and paper becomes slate; a pale tint becomes a dark one of the same
    hue; saturated colours stay, and are lifted where they would sink into the slate. The space is OKLab (B. Ottosson,
    2020).

    In a picture the colours are a scale, and a scale has to stay one: there light and dark are swapped for all colours
    alike, so that what was darker than its neighbour is lighter, without exception.

    Parameters
    ----------
    rgb : (..., 3) uint8 array
        sRGB colours.
    shades : bool
        Whether they are those of a picture.

    Returns
    -------
    (..., 3) uint8 array
    """
    srgb = np.asarray(rgb) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    light, a, b = np.moveaxis(np.cbrt(linear @ _TO_CONE.T) @ _TO_LAB.T, -1, 0)
    saturated = np.clip(np.hypot(a, b) / 0.10, 0, 1) ** 2 * (not shades)
    light = (1 - saturated) * (1.14 - 0.91 * light) + saturated * np.maximum(light, 0.64)
    hue = np.clip(np.hypot(a, b) / 0.03, 0, 1) ** 2
    a, b = hue * a, hue * b - 0.010 * (1 - hue)
    linear = (np.stack([light, a, b], -1) @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_CONE).T
    linear = np.clip(linear, 0, 1)
    srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.round(255 * srgb).astype(np.uint8)


def night(picture, parts):
    """Return a whole picture as a dark page shows it, its `parts` as :class:`Parts` has them; to 1 part in 32."""
    red, green, blue = np.moveaxis(picture >> 3, -1, 0)
    dark = _dark_table()[(parts == SHADES).astype(int), red, green, blue]
    return np.where((parts == KEPT)[..., None], picture, dark)


@cache
def _dark_table():
    """Return the dark twins of 32³ colours, in lines and in pictures."""
    colors = np.moveaxis(np.indices((32, 32, 32)), 0, -1) * 255 // 31
    return np.stack([darken(colors), darken(colors, shades=True)])
