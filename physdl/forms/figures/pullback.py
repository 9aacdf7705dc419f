"""The figures of lesson 2.2: arrays in, pictures out.

A function that makes a moving figure returns ``(figure, update)``; call ``update`` with new arrays and titles, and
give the figure to :func:`physdl.explore.explore`. Nothing is computed here.
"""

from __future__ import annotations

import numpy as np

from physdl import style

__all__ = ["books", "carried", "cycles", "quotients"]


def books(share):
    """Return a sea with a lighthouse beside a book, and ``update(course, sums, where, end)``.

    `share` in [0, 1] says how much of the course is done, shape (n,). `update` draws the course (n, 2) with its middle,
    the sums so far in units of 2π (n,), and every twelfth line of sight in the colour of the sense in which it turns.
    Used in :lesson:`2.2`.
    """
    figure, (sea, page) = style.figure(1, 2, height=3.05, width_ratios=[1.25, 1], number="2.2.1")
    senses = {"anticlockwise": style.PARTS[2], "clockwise": style.COLORS["momentum"]}
    sight = [sea.plot([], [], lw=0.9, color=color)[0] for color in senses.values()]
    (track,) = sea.plot([], [], color=style.INK, lw=1.6)
    sea.plot(0, 0, "*", ms=15, color=style.COLORS["light"], mec=style.INK, mew=0.7, zorder=6)
    for height, (sense, color) in zip((1.33, -1.47), senses.items(), strict=True):
        sea.text(-1.2, height, f"turning {sense}", color=color)
    (middle,) = sea.plot([], [], "o", ms=6, color=style.INK, zorder=5)
    sea.set(xlim=(-1.25, 3.55), ylim=(-1.55, 1.55), aspect="equal", xlabel="$x$", ylabel="$y$")
    page.set(xlim=(0, 1), ylim=(-0.55, 1.55), xlabel="share of the course", ylabel=r"book so far / $2\pi$")
    page.set_box_aspect(1.25 * 3.1 / 4.8)  # as high as the sea
    page.axhline(0, color=style.FAINT, lw=0.8)
    (book,) = page.plot([], [])

    def update(course, sums, where, end):
        rays = np.stack([0 * course, course, np.nan * course], axis=1)[:-1:12]
        turns = np.diff(sums)[::12] > 0
        for line, which in zip(sight, (turns, ~turns), strict=True):
            line.set_data(*rays[which].reshape(-1, 2).T)
        track.set_data(*course.T)
        middle.set_data(*(course.min(axis=0) + course.max(axis=0))[:, None] / 2)
        book.set_data(share, sums)
        sea.set_title(where)
        page.set_title(end)

    return figure, update


def quotients(steps, one_sided, central, tangent):
    """Return the relative errors of two difference quotients (n,) against the step, and that of a tangent, a number.

    Used in :lesson:`2.2`.
    """
    figure, ax = style.figure(height=3.3, number="2.2.2")
    for errors, meaning, name, place, side in (
        (one_sided, "error", "one-sided", (3e-4, 4e-3), "right"),
        (central, "position", "central", (1e-1, 1e-5), "left"),
    ):
        ax.loglog(steps, errors, color=style.COLORS[meaning], lw=1.6)
        ax.text(*place, name, color=style.COLORS[meaning], ha=side)
    ax.axhline(tangent, color=style.COLORS["momentum"])
    ax.text(3e-16, tangent / 3, "a number that carries a tangent", va="top", color=style.COLORS["momentum"])
    ax.set(ylim=(1e-17, 10), xlabel="step of the difference quotient", ylabel="relative error")
    ax.set_title("Subtraction loses digits, a tangent keeps them")
    return figure


def carried(here, there, names):
    """Return two planes with a lattice and its image, and ``update(sides, titles)``.

    `here` and `there` are dots (..., 2), `names` two pairs of axis labels. `update` draws, in either plane, the
    parallelogram with the corners (4, 2) in order; its first and last sides are the two arrows. Used in :lesson:`2.2`.
    """
    figure, axes = style.figure(1, 2, height=3.4, number="2.2.3")
    shapes, arrows, feet = [], [], []
    colors = (style.COLORS["position"], style.COLORS["momentum"])
    for ax, lattice, (x, y) in zip(axes, (here, there), names, strict=True):
        ax.plot(*lattice.reshape(-1, 2).T, ".", ms=1.6, color=style.FAINT, zorder=0)
        shapes.append(ax.fill([0, 1, 1, 0], [0, 0, 1, 1], color=style.PARTS[2], alpha=0.3, lw=0)[0])
        arrows.append([ax.plot([], [], "-o", ms=5, markevery=[1], lw=2.6, color=color)[0] for color in colors])
        feet.append(ax.plot([], [], "o", ms=6, color=style.INK, zorder=6)[0])
        ax.set(xlabel=x, ylabel=y)
        ax.set_aspect("equal", adjustable="datalim")

    def update(sides, titles):
        artists = zip(axes, shapes, arrows, feet, sides, titles, strict=True)
        for ax, shape, (first, second), foot, corners, title in artists:
            foot.set_data(*corners[:1].T)
            shape.set_xy(corners)
            first.set_data(*corners[[0, 1]].T)
            second.set_data(*corners[[0, 3]].T)
            ax.set_title(title)

    return figure, update


def cycles():
    """Return two empty pictures of a heat engine, (V, p) and (S, T), and ``update(views, titles)``.

    `update` draws one cycle in both pictures: `views` holds two pairs of arrays (4 n,), four sides of n points each, in
    litres and MPa, and in J/K and K. A dot marks the end of the first side. Used in :lesson:`2.2`.
    """
    figure, axes = style.figure(1, 2, height=3.6, number="2.2.4")
    colors = (style.COLORS["momentum"], style.INK, style.COLORS["position"], style.INK)
    areas = [ax.fill([0, 1, 1], [0, 0, 1], color=style.PARTS[2], alpha=0.18, lw=0)[0] for ax in axes]
    sides = [[ax.plot([], [], color=color, lw=2.4)[0] for color in colors] for ax in axes]
    dots = [ax.plot([], [], "o", ms=7, color=style.INK, zorder=6)[0] for ax in axes]
    axes[0].set(xlim=(0, 10.5), ylim=(0, 5.3), xlabel="volume $V$ (litres)", ylabel="pressure $p$ (MPa)")
    axes[1].set(xlim=(-0.7, 11.2), ylim=(260, 630), xlabel="entropy gained (J/K)", ylabel="temperature $T$ (K)")

    def update(views, titles):
        for ax, area, lines, dot, (a, b), title in zip(axes, areas, sides, dots, views, titles, strict=True):
            dot.set_data(a[len(a) // 4 - 1 :][:1], b[len(b) // 4 - 1 :][:1])
            area.set_xy(np.stack([a, b], axis=-1))
            for line, x, y in zip(lines, np.split(a, 4), np.split(b, 4), strict=True):
                line.set_data(x, y)
            ax.set_title(title)

    return figure, update
