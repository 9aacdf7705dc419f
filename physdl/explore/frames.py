"""The frames of the static book: as sharp as their weight allows, and refused when they are too heavy for a page."""

from __future__ import annotations

from dataclasses import dataclass

from physdl import _check
from physdl.explore import palette as _palette
from physdl.explore import panels, places

MOST = {1: 41, 2: 9}  # most frames along each axis of the static grid, by number of sliders
BYTES = {1: 400_000, 2: 800_000}  # most bytes of all frames together, as they travel in the page
SHARP, PLAIN = 144, 100  # dots per inch: sharp where the frames fit into the budget, plain elsewhere


@dataclass(frozen=True)
class Frames:
    """What a page needs of a figure's pictures.

    Attributes
    ----------
    still : bytes
        PNG of what all frames share.
    moving : list of bytes
        PNGs of what differs, the last slider moving fastest.
    alts : list of str
        Alt text of each frame.
    grips : list of list of (float, float)
        For each handle its share of the picture in each frame.
    cuts : list of float
        Where a narrow screen may cut the picture to stack its parts, as shares of the width.
    ends : (int, int)
        Entries of the palette up to the end of those of lines, and of those of pictures; the others are kept.
    """

    still: bytes
    moving: list
    alts: list
    grips: list
    cuts: list
    ends: tuple


def frames(painter, sliders, positions, colors):
    """Paint all frames of a figure and return them; refuse what is heavier than its budget."""
    grid = places.grid(sliders, positions)
    limit = BYTES.get(len(sliders), BYTES[1])
    palette, still = _sharpest(painter, grid, colors, limit)
    moving, alts, free, points = [], [], True, []
    handles = places.grips(sliders)
    names = list(sliders)
    for values in grid:
        picture, alt = painter.paint(values)
        picture = picture[..., :3]
        free = free & panels.paper(painter.figure, picture)
        moving.append(_palette.overlay(picture, still, palette))
        alts.append(alt)
        points.append([places.grip(painter.figure, names[k[0]], handle, values) for handle, k in handles.items()])
    background = _palette.png(still, palette)
    total = (len(background) + sum(map(len, moving))) * 4 // 3
    if total > limit:
        raise _check.error(
            "frames",
            f"weigh at most {limit // 1000} kB together",
            f"{total // 1000} kB in {len(moving)} frames",
            "Use fewer frames, fewer colours or a smaller figure.",
        )
    grips = [[each[h] for each in points] for h in range(len(handles))]
    cuts = panels.cuts(painter.figure, free)
    ends = tuple(palette.ends[1:3]) if isinstance(palette, _palette.Parts) else (256, 256)
    return Frames(background, moving, alts, grips, cuts, ends)


def _sharpest(painter, grid, colors, limit):
    """Set the painter to the finest resolution whose frames fit; return the palette and what stands still."""
    for dpi in (SHARP, PLAIN):
        painter.set_dpi(dpi)
        samples = [painter.paint(values)[0][..., :3].copy() for values in (grid[0], grid[len(grid) // 2], grid[-1])]
        parts = painter.parts()
        palette = _palette.Parts(samples, colors, parts) if parts.any() else _palette.palette(samples, colors)
        still = _palette.indices(painter.scenery(), palette)
        weight = sum(len(_palette.overlay(picture, still, palette)) for picture in samples) / len(samples)
        if weight * len(grid) * 4 / 3 < 0.8 * limit:
            break
    return palette, still
