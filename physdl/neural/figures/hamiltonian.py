"""The figures of lesson 3.2: arrays in, pictures out; nothing is computed here."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import PolyCollection

from physdl import style

__all__ = ["checkers", "compass", "curves", "stairs"]


def checkers(widths, heights, areas, limits):
    """Return a patch of a plane of points and covectors beside its size, and ``update(cells, place, title)``.

    `widths`, `heights` and `areas` (places,) are relative to the start, `limits` the largest |x| and |λ| shown. `cells`
    (rows, columns, corners, 2) are the polygons of a chessboard. Used in :lesson:`3.2`.
    """
    figure, (plane, sizes) = style.figure(1, 2, height=3.6, width_ratios=[1.25, 1], number="3.2.1")
    dark, pale = (
        plane.add_collection(PolyCollection([], facecolors=face, edgecolors=style.PARTS[3], linewidths=0.6))
        for face in (style.PARTS[3], style.PAPER)
    )
    across, up = limits
    plane.set(xlim=(-across, across), ylim=(-up, up), xlabel="point $x$", ylabel=r"covector $\lambda$")
    plane.axhline(0, color=style.FAINT, lw=0.8, zorder=0)
    places = np.arange(len(areas))
    lines = (
        ("width in $x$", widths, style.COLORS["position"], "top"),
        (r"height in $\lambda$", heights, style.COLORS["momentum"], "bottom"),
        ("area", areas, style.INK, "center"),
    )
    for name, values, color, side in lines:
        sizes.semilogy(places, values, color=color)
        shift = {"top": 0.9, "bottom": 1.1, "center": 1.35}[side]
        sizes.text(places[-1], values[-1] * shift, name, color=color, ha="right", va=side)
    low, high = widths.min() / 1.4, heights.max() * 1.4
    sizes.set(xlim=(-0.3, places[-1] + 0.3), ylim=(low, high), xlabel="layer", ylabel="relative to the start")
    sizes.set_title("What one loses, the other gains")
    sizes.minorticks_off()
    sizes.set_yticks([0.25, 0.5, 1, 2, 4], ["¼", "½", "1", "2", "4"])
    marks = sizes.plot([], [], "o", ms=7, color=style.FAINT, clip_on=False)[0]

    def update(cells, place, title):
        rows, columns = np.indices(cells.shape[:2])
        odd = (rows + columns) % 2 == 1
        dark.set_verts(cells[odd])
        pale.set_verts(cells[~odd])
        marks.set_data([place] * 3, [widths[place], heights[place], areas[place]])
        plane.set_title(title)

    return figure, update


def compass(grid, heights, levels, best, times, reference):
    """Return a valley seen from above beside the loss in time, and ``update(path, excess, needle, title)``.

    `grid` (2, rows, columns) holds the two screws, `heights` the loss there above its minimum, drawn at `levels`, and
    `best` the place of the minimum. `reference` is the loss above it for steepest descent, and `needle` (2,) the tip of
    an arrow from the origin, where all paths begin. Used in :lesson:`3.2`.
    """
    figure, (valley, fall) = style.figure(1, 2, height=3.7, width_ratios=[1.5, 1], number="3.2.3")
    valley.contour(*grid, heights, levels=levels, colors=style.FAINT, linewidths=0.8)
    way = valley.plot([], [], color=style.PARTS[3], lw=1.7)[0]
    valley.plot(0, 0, "o", ms=6, color=style.INK)
    end = valley.plot([], [], "o", ms=6, color=style.PARTS[3], zorder=6)[0]
    arrow = valley.plot([], [], color=style.INK, lw=1.4, zorder=6)[0]
    tip = valley.plot([], [], "o", ms=5, color=style.INK, zorder=6)[0]
    valley.plot(*best, "+", ms=12, mew=1.5, color=style.INK, zorder=7)
    valley.set(
        xlim=(grid[0].min(), grid[0].max()),
        ylim=(grid[1].min(), grid[1].max()),
        yticks=[-5, 0, 5, 10],
        aspect="equal",
        xlabel="screw 1",
        ylabel="screw 2",
    )
    line = fall.semilogy([], [], color=style.PARTS[3])[0]
    style.exact(fall, times, reference)
    fall.text(times[-1], 2.2 * reference[-1], "0°", ha="right")
    fall.set(
        xlim=(0, times[-1]), ylim=(1e-9, 2), xlabel="time", ylabel="loss above its minimum", title="The loss on the way"
    )
    fall.set_box_aspect(1.5 * np.ptp(grid[1]) / np.ptp(grid[0]))  # as high as the valley
    fall.set_yticks([1e-9, 1e-6, 1e-3, 1], ["10⁻⁹", "10⁻⁶", "10⁻³", "1"])

    def update(path, excess, needle, title):
        way.set_data(*path.T)
        arrow.set_data([0, needle[0]], [0, needle[1]])
        tip.set_data(*needle[:, None])
        end.set_data(*path[-1:].T)
        line.set_data(times, excess)
        valley.set_title(title)

    return figure, update


def stairs(heights, names):
    """Return the staircase of a number that is known between `names`: heights (n + 1,). Used in :lesson:`3.2`."""
    figure, ax = style.figure(height=2.9, number="3.2.2")
    ax.stairs(heights, np.arange(len(heights) + 1) - 0.5, baseline=None, color=style.PARTS[3], lw=2)
    ax.axhline(0, color=style.FAINT, lw=0.8)
    for place, name in enumerate(names):
        ax.axvline(place + 0.5, color=style.FAINT, lw=0.6, ls=":")
        ax.text(place + 0.5, 0.04, name, rotation=90, ha="right", va="bottom", transform=ax.get_xaxis_transform())
    ax.set_ylim(heights.min() - 0.45 * np.ptp(heights), heights.max() + 0.1 * np.ptp(heights))
    ax.set(xlim=(-0.5, len(names) + 0.5), xlabel="place between two layers", xticks=range(len(heights)))
    ax.set_ylabel("covector on arrow")
    ax.set_title("Each layer pays its own share, and bends pay none")
    return figure


def curves(times, losses, names):
    """Return losses in time (n, times), each with its name at its end. Used in :lesson:`3.2`."""
    figure, ax = style.figure(height=3.0, number="3.2.4")
    colors = style.COLORS["momentum"], style.COLORS["position"], style.COLORS["error"], style.INK
    height = -np.inf
    for values, name, color in sorted(zip(losses, names, colors, strict=False), key=lambda line: line[0][-1]):
        ax.plot(times, values, color=color)
        height = max(values[-1], height + 0.09 * np.max(losses))  # names keep apart
        ax.text(times[-1] * 1.01, height, name, color=color, va="center")
    ax.set(xlim=(0, times[-1] * 1.1), ylim=(0, None), xlabel="time", ylabel="loss")
    ax.set_title("One differential, three fates")
    return figure
