"""The figures of lesson 1.1: arrays in, pictures out.

A function that makes a moving figure returns ``(figure, update)``; call ``update`` with new arrays and a title, and
give the figure to :func:`physdl.explore.explore`. Nothing is computed here.
"""

from __future__ import annotations

import numpy as np

from physdl import style

__all__ = ["fibre", "refraction", "road", "two_rays", "wave_fronts", "wires"]


def refraction(crossings, times):
    """Return a lamp above a pond beside its travel times, and ``update(crossing, time, above, below)``.

    Lengths in m, times in ns; `above` and `below` are n sin θ on both sides. Used in :lesson:`1.1`.
    """
    figure, (left, right) = style.figure(1, 2, height=3.7, width_ratios=[1, 1.1], number="1.1.1")
    left.axhspan(-1.35, 0, color=style.COLORS["field"], alpha=0.28, lw=0)
    (path,) = left.plot([], [], "o-", ms=7, zorder=4)
    left.set(xlim=(-0.3, 2.3), ylim=(-1.35, 1.35), aspect="equal", xlabel="$x$ (m)", ylabel="height (m)")
    left.text(0.12, 1.08, "lamp")
    left.text(1.62, -1.2, "coin")
    right.plot(crossings, times)
    (dot,) = right.plot([], [], "o", ms=10, color=style.COLORS["momentum"])
    right.set(xlabel="crossing point $x$ (m)", ylabel="travel time (ns)", title="The valley has one floor")

    def update(crossing, time, above, below):
        path.set_data([0, crossing, 2], [1, 0, -1])
        dot.set_data([crossing], [time])
        left.set_title(f"$n\\,\\sin\\theta$: {above:.3f} above, {below:.3f} below")

    return figure, update


def _road(**size):
    figure, ax = style.figure(**size)
    ax.axhspan(-0.25, 0, color="#5B616B", lw=0)
    ax.set(ylim=(-0.2, 1.7), xlabel="distance along the road (m)", ylabel="height (m)")
    return figure, ax


def road(rays, eye):
    """Return a hot road with an eye above it, and ``update(x, y, marked, seen, title)`` for that many rays.

    Positions of shape (rays, points) in m; rays that are `marked` get the colour of the part; `seen` is the distance at
    which the eye, looking straight, meets the road, or NaN. Used in :lesson:`1.1`.
    """
    figure, ax = _road(width=style.NARROW, height=2.8, number="1.1.2")
    ax.set(xlim=(0, 400))
    ax.plot(*eye, "o", color=style.INK, clip_on=False)
    ax.text(eye[0] + 6, eye[1] + 0.13, "eye")
    lines = ax.plot(np.zeros((2, rays)), lw=1.6)
    sight = style.exact(ax, [], [])
    place = ax.text(0, -0.11, "", ha="center", va="center", fontsize=10.5, color=style.PAPER)

    def update(x, y, marked, seen, title):
        there = np.isfinite(seen)
        sight.set_data(([eye[0], seen], [eye[1], 0]) if there else ([], []))
        place.set_text(f"{seen:.0f} m" if there else "")
        place.set_x(seen if there else 0)
        for line, xs, ys, mark in zip(lines, x, y, marked, strict=True):
            line.set_data(xs, ys)
            line.set_color(style.PARTS[1] if mark else style.FAINT)
        ax.set_title(title)

    return figure, update


def two_rays(direct, mirage, traced):
    """Return the two rays that join the same ends over a road, with the traced one dashed; paths (nodes, 2) in m.

    Used in :lesson:`1.1`.
    """
    figure, ax = _road(height=3.5, number="1.1.3")
    ax.plot(*direct.T)
    ax.plot(*mirage.T, color=style.COLORS["momentum"])
    style.exact(ax, *traced.T)
    middle = direct[:, 0].mean()
    ax.text(middle, direct[0, 1] + 0.06, "direct: a minimum", color=style.PARTS[1], ha="center")
    ax.text(middle, 0.3, "mirage: a saddle", color=style.COLORS["momentum"], ha="center")
    ax.text(0.04 * middle, 0.1, "dashed: traced\nfrom the eye")
    ax.set(xlim=(direct[0, 0], direct[-1, 0]), title="Two rays join the same two points")
    return figure


def fibre(bundle):
    """Return a bundle of rays (rays, points, 2) in mm, and ``update(axis_ray, passed, title)`` that shows it as far.

    `passed` holds the meeting points of the rays that the axial ray has passed.

    Used in :lesson:`1.1`.
    """
    figure, ax = style.figure(width=style.NARROW, height=2.9, number="1.1.4")
    swings = ax.plot(np.zeros((2, len(bundle))), lw=1.0, color=style.COLORS["light"])
    (axis,) = ax.plot([], [], lw=3)
    (meetings,) = ax.plot([], [], "o", ms=8, color=style.COLORS["momentum"], zorder=4)
    ax.set(xlim=(0, 41), ylim=(-0.45, 0.45), xlabel="along the fibre (mm)", ylabel="across (mm)")

    def update(axis_ray, passed, title):
        meetings.set_data(passed, np.zeros_like(passed))
        for line, ray in zip(swings, bundle, strict=True):
            line.set_data(ray[:, 0], np.where(ray[:, 0] <= axis_ray[-1, 0], ray[:, 1], np.nan))
        axis.set_data(*axis_ray.T)
        ax.set_title(title)

    return figure, update


def wave_fronts(arrival, extent):
    """Return a round lens of radius 1, and ``update(time, front, title)`` that shows the fronts which have come.

    The first of them is at (`front`, 0) on the axis. `arrival` holds first arrival times (rows, columns) in radii/c on
    the rectangle `extent`. Used in :lesson:`1.1`.
    """
    figure, ax = style.figure(width=style.NARROW, height=3.6, number="1.1.5")
    color = style.fade(1)
    blank = color(np.zeros_like(arrival), bytes=True)  # coloured here, before matplotlib enlarges it, which is quicker
    crests = ax.imshow(blank, extent=extent, origin="lower", interpolation="bilinear")
    turn = np.linspace(0, 2 * np.pi, 200)
    ax.plot(np.cos(turn), np.sin(turn), color=style.INK, lw=1)
    (first,) = ax.plot([], [], "o", ms=6, color=style.COLORS["momentum"])
    ax.set(xlabel="$x$ (radii)", ylabel="$y$ (radii)")

    def update(time, front, title):
        behind = (time - arrival) % 0.4
        crest = np.clip(1 - np.abs(behind - 0.025) / 0.025, 0, 1)
        crests.set_data(color(np.where(arrival <= time, 0.15 + 0.85 * crest, 0), bytes=True))
        first.set_data([front], [0])
        ax.set_title(title)

    return figure, update


def wires(paths, exact):
    """Return wires by name, each (nodes, 2) with y = −drop, beside the exact one. Used in :lesson:`1.1`."""
    figure, ax = style.figure(height=3.4, number="1.1.6")
    beside = ((0, -12), "right", "top"), ((6, 12), "left", "bottom")
    colors = style.COLORS["momentum"], style.PARTS[1]
    for (name, path), color, (off, ha, va) in zip(paths.items(), colors, beside, strict=True):
        ax.plot(path[:, 0], -path[:, 1], "o-", ms=3.5, lw=1.4, color=color)
        at = path[len(path) // 4] * (1, -1)
        ax.annotate(f"{name} rule", at, off, textcoords="offset points", color=color, ha=ha, va=va)
    style.exact(ax, *exact)
    ax.annotate("dashed: cycloid", at, (6, 28), textcoords="offset points")
    ax.invert_yaxis()
    ax.set(xlabel="along $x$", ylabel="drop $y$", title="A minimiser finds the hole in a rule")
    return figure
