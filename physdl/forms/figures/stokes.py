"""The figures of lesson 2.3: arrays in, pictures out.

A function that makes a moving figure returns ``(figure, update)``; call ``update`` with new arrays and titles, and
give the figure to :func:`physdl.explore.explore`. Nothing is computed here.
"""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgb

from physdl import style

__all__ = ["cave", "chain", "near", "skins"]

OUT, IN, SKIN = style.COLORS["momentum"], style.COLORS["position"], style.PARTS[2]
LETTERS_OUT = "#B34E00"  # a darker orange, for words


def cave():
    """Return a skin in section with a charge and its rays beside three bars, and ``update(...)``.

    ``update(outline, charge, rays, crossings, shares, titles)``: the closed outline (n, 2), the charge (2,), rays as
    segments (m, 2, 2), places where they cross outwards and inwards as a pair of (k, 2), the shares of the charge's
    flux that go out, come in (negative) and their sum. Used in :lesson:`2.3`.
    """
    figure, (room, book) = style.figure(1, 2, height=3.7, width_ratios=[1.12, 1], number="2.3.1")
    body = room.fill([0, 1, 0], [0, 0, 1], fc="#D9EBE3", ec=SKIN, lw=2.2, zorder=2)[0]
    sight = LineCollection([], colors=style.FAINT, linewidths=0.8, zorder=3)
    room.add_collection(sight)
    dots = [room.plot([], [], "o", ms=5, color=color, zorder=5)[0] for color in (OUT, IN)]
    (lamp,) = room.plot([], [], "o", ms=10, color=style.COLORS["light"], mec=style.INK, mew=1.1, zorder=7)
    room.set(xlim=(-1.72, 1.72), ylim=(-1.45, 1.95), aspect="equal", xticks=[], yticks=[])
    for side in room.spines.values():
        side.set_visible(False)
    paper = {"fc": style.PAPER, "ec": "none", "pad": 1.5}
    room.text(-1.68, -1.42, "crosses outwards", color=LETTERS_OUT, fontsize=10.5, bbox=paper, zorder=6)
    room.text(1.68, -1.42, "inwards", color=IN, fontsize=10.5, ha="right", bbox=paper, zorder=6)
    names, colors = ("out", "in", "total"), (OUT, IN, style.INK)
    bars = book.barh([2, 1, 0], [0, 0, 0], height=0.56, color=colors, zorder=3)
    words = [book.text(0, y, "", va="center", fontsize=11, zorder=4) for y in (2, 1, 0)]
    book.axvline(0, color=style.FAINT, lw=0.9, zorder=1)
    book.axvline(1, color=style.FAINT, lw=0.9, ls=(0, (3, 3)), zorder=1)
    book.set(xlim=(-1.75, 1.95), ylim=(-0.6, 2.6), yticks=[2, 1, 0], yticklabels=names, xticks=[-1, 0, 1])
    book.set_xlabel("flux through the skin, in units of the charge's")
    book.tick_params(axis="y", length=0)
    book.spines["left"].set_visible(False)

    def update(outline, charge, rays, crossings, shares, titles):
        body.set_xy(outline)
        sight.set_segments(rays)
        for dot, places in zip(dots, crossings, strict=True):
            dot.set_data(*places.T)
        lamp.set_data(charge[:1], charge[1:])
        for bar, word, share in zip(bars, words, shares, strict=True):
            bar.set_width(share)
            word.set_text(f"{share:+.3f}".replace("-", "−").replace("+0.000", "0").replace("−0.000", "0"))
            word.set_x(share + (0.06 if share >= 0 else -0.06))
            word.set_ha("left" if share >= 0 else "right")
        room.set_title(titles[0])
        book.set_title(titles[1])

    return figure, update


def chain(points, cells, reach):
    """Return a mesh beside two sums within `reach`, and ``update(chosen, arrows, counts, inside, around, title)``.

    `chosen` says which cells are in the chain; `arrows` (m, 2, 2) are the edges that remain, in their direction; the
    sums so far, `inside`, belong to the numbers of cells `counts`, and `around` is a pair of such arrays. Used in
    :lesson:`2.3`.
    """
    figure, (plane, book) = style.figure(1, 2, height=3.5, width_ratios=[1, 1.15], number="2.3.2")
    parts = PolyCollection(points[cells], facecolors="none", edgecolors="#C9CDD2", linewidths=0.7)
    plane.add_collection(parts)
    rim = plane.quiver(
        [0.0] * 200, [0.0] * 200, [0.0] * 200, [0.0] * 200, angles="xy", scale_units="xy", scale=1, width=0.012,
        headwidth=4.2, headlength=4.6, headaxislength=4.2, color=OUT, zorder=4,
    )  # fmt: skip
    rim.set_in_layout(False)
    plane.set(xlim=(-1.06, 1.06), ylim=(-1.06, 1.06), aspect="equal", xlabel="$x$", ylabel="$y$")
    plane.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    (sums,) = book.plot([], [], color=SKIN, lw=2.4)
    (edge,) = book.plot([], [], "o", ms=3.4, color=OUT)
    book.axhline(0, color=style.FAINT, lw=0.8, zorder=0)
    book.set(xlim=(0, len(cells) + 2), ylim=reach, xlabel="triangles in the chain")
    high, low = reach[1], reach[0]
    book.text(4, high - 0.06 * (high - low), "sum over the triangles", color=SKIN)
    book.text(4, high - 0.14 * (high - low), "sum along the edges left", color=LETTERS_OUT)

    def update(chosen, arrows, counts, inside, around, title):
        parts.set_facecolors(np.where(chosen[:, None], [0.0, 0.5, 0.37, 0.2], [0.0, 0.0, 0.0, 0.0]))
        start, along = np.full((200, 2), np.nan), np.zeros((200, 2))
        start[: len(arrows)], along[: len(arrows)] = arrows[:, 0], arrows[:, 1] - arrows[:, 0]
        rim.set_offsets(start)
        rim.set_UVC(*along.T)
        sums.set_data(counts, inside)
        edge.set_data(*around)
        plane.set_title(title)
        book.set_title("The two sums agree")

    return figure, update


def skins(views, spots, titles):
    """Return closed surfaces side by side, each triangle in the colour of the flux through it.

    `views` holds, for each, corners (m, 3, 2) on the page from back to front, how much each faces the light (m,) from 0
    to 1, and its flux (m,) in units in which 1 is strong: orange out, blue in. `spots` are the places (2,) of charges
    in front of the surfaces, or None. Used in :lesson:`2.3`.
    """
    figure, axes = style.figure(1, len(views), height=2.9, number="2.3.3")
    white, out, back = np.array(to_rgb("#F3F1EA")), np.array(to_rgb(OUT)), np.array(to_rgb(IN))
    for ax, (corners, light, flux), spot, title in zip(axes, views, spots, titles, strict=True):
        strength = np.clip(np.abs(flux), 0, 1)[:, None]
        color = (1 - strength) * white + strength * np.where(flux[:, None] > 0, out, back)
        color = np.clip(color * (0.45 + 0.6 * light[:, None]), 0, 1)
        ax.add_collection(PolyCollection(corners, facecolors=color, edgecolors=color, linewidths=0.3))
        if spot is not None:
            ax.plot(*spot, "o", ms=8, color=style.COLORS["light"], mec=style.INK, mew=1.0)
        ax.set(xlim=(-1.75, 1.75), ylim=(-1.6, 1.6), aspect="equal", xticks=[], yticks=[])
        for side in ax.spines.values():
            side.set_visible(False)
        ax.set_title(title, loc="center", fontsize=12)
        style.keep(ax)
    return figure


def near(distances, errors, exact, edge):
    """Return the errors of quadratures, {nodes: (n,)}, and of solid angles (n,) against the distance from the skin.

    `edge` is the length of an edge, marked on the axis. Used in :lesson:`2.3`.
    """
    figure, ax = style.figure(height=3.4, number="2.3.4")
    colors = (style.COLORS["momentum"], style.COLORS["light"], style.COLORS["position"], style.COLORS["loss"])
    for (nodes, error), color in zip(errors.items(), colors, strict=False):
        ax.loglog(distances, error, color=color, lw=1.9)
        ax.text(distances[-1] * 1.06, error[-1], f"{nodes}", color=color, va="center")
    ax.loglog(distances, exact, "o", ms=3.6, color=SKIN)
    ax.text(distances[0], 1.5e-15, "solid angles", color=SKIN)
    ax.axvline(edge, color=style.FAINT, lw=0.9, ls=(0, (3, 3)))
    ax.text(edge * 1.06, 20, "one edge", color=style.QUIET, fontsize=10.5)
    ax.set(xlim=(distances[0] * 0.8, distances[-1] * 1.5), ylim=(2e-17, 400))
    ax.text(distances[-1] * 1.02, 0.1, "nodes", color=style.QUIET, ha="center", fontsize=10.5)
    ax.set(xlabel="distance from the skin (sphere's radius 1)", ylabel="error of the flux")
    ax.set_title("Near the skin quadrature fails, solid angles do not")
    return figure
