"""The frames of the static book: as sharp as their weight allows, and refused when they are too heavy for a page."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl.explore import palette as _palette
from physdl.explore import panels, places

MOST = {1: 41, 2: 9}  # most frames along each axis of the static grid, by number of sliders
BYTES = {1: 400_000, 2: 800_000}  # most bytes of all frames together, as they travel in the page
SHARP, PLAIN = 144, 100  # dots per inch: sharp where the frames fit into the budget, plain elsewhere
FEWER = 24, 16  # colours that a figure makes do with before it is drawn less sharply


@dataclass(frozen=True)
class Frames:
    """What a page needs of a figure's pictures: parts of PNGs, as :mod:`physdl.explore.palette` makes them.

    Attributes
    ----------
    head : bytes
        How each of the pictures begins: they have one size.
    palettes : (bytes, bytes)
        Their colours, on a light page and on a dark one.
    still : bytes
        Pixels as they are in most frames.
    moving : list of bytes
        For each frame the pixels that differ, the last slider moving fastest; the others are transparent.
    alts : list of str
        Alt text of each frame.
    grips : list of list of (float, float)
        For each handle its share of the picture in each frame.
    cuts : list of float
        Where a narrow screen may cut the picture to stack its parts, as shares of the width.
    """

    head: bytes
    palettes: tuple
    still: bytes
    moving: list
    alts: list
    grips: list
    cuts: list

    def png(self, pixels, theme=0):
        """Return a whole PNG file, on a light page or (`theme` 1) on a dark one."""
        return self.head + self.palettes[theme] + pixels + _palette.END

    @property
    def weight(self):
        """How many bytes the pictures are on a page, which writes them as text."""
        return sum(map(len, [self.head, *self.palettes, self.still, *self.moving])) * 4 // 3


def frames(painter, sliders, positions, colors):
    """Paint all frames of a figure and return them; refuse what is heavier than its budget."""
    grid = places.grid(sliders, positions)
    limit = BYTES.get(len(sliders), BYTES[1])
    for dpi in (SHARP, PLAIN):
        painter.set_dpi(dpi)
        pictures, told = _painted(painter, sliders, grid)
        for count in (colors, *(fewer for fewer in FEWER if fewer < colors)):
            drawn = Frames(*_encoded(pictures, count, painter.parts()), **told)
            if drawn.weight <= limit:
                return drawn
    raise _check.error(
        "frames",
        f"weigh at most {limit // 1000} kB together",
        f"{drawn.weight // 1000} kB in {len(grid)} frames",
        "Use fewer frames or a smaller figure.",
    )


def _painted(painter, sliders, grid):
    """Return the pictures of all frames, and what belongs to them beside the pixels."""
    pictures, alts, points, free = [], [], [], True
    handles = places.grips(sliders)
    names = list(sliders)
    for values in grid:
        picture, alt = painter.paint(values)
        if len(painter.figure.axes) > 1:
            free = free & panels.paper(painter.figure, picture)
        pictures.append(_palette.opaque(picture))
        alts.append(alt)
        points.append([places.grip(painter.figure, names[k[0]], handle, values) for handle, k in handles.items()])
    grips = [[each[h] for each in points] for h in range(len(handles))]
    return pictures, {"alts": alts, "grips": grips, "cuts": panels.cuts(painter.figure, free)}


def _encoded(pictures, colors, parts):
    """Return head, palettes, what stands still and what moves, in at most so many colours."""
    samples = [pictures[0], pictures[len(pictures) // 2], pictures[-1]]
    palette = _palette.Parts(samples, colors, parts) if parts.any() else _palette.palette(samples, colors)
    drawn = np.stack(_each(lambda picture: _palette.indices(picture, palette), pictures))
    still = _palette.common(drawn)
    clear = np.uint8(len(palette.getpalette()) // 3 - 1)
    moving = _each(lambda p: _palette.pixels(np.where(_palette.around(p != still), p, clear)), drawn)
    palettes = tuple(_palette.colors_of(palette, dark=dark) for dark in (False, True))
    return _palette.head(*still.shape), palettes, _palette.pixels(still), moving


def _each(function, pictures):
    """Return what the function makes of each picture, several at a time: to pack them takes long."""
    if sys.platform == "emscripten":  # in a browser Python has one thread
        return [function(picture) for picture in pictures]
    with ThreadPoolExecutor() as pool:
        return list(pool.map(function, pictures))
