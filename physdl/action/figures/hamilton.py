"""The figures of lesson 1.5: arrays in, pictures out.

A function that makes a moving figure returns ``(figure, update)``; call ``update`` with new arrays and titles, and give
the figure to :func:`physdl.explore.explore`. Nothing is computed here.
"""

from __future__ import annotations

import numpy as np

from physdl import style

__all__ = ["cliff", "cloud", "race", "section"]


def race(steps, names, curve):
    """Return states in the phase plane beside the methods' energy errors, and ``update(states, errors, title)``.

    `steps` are the step numbers at which errors are given, `curve` = (q, p) is the exact orbit; `update` takes (q, p)
    and the relative errors by name. Angles in radians, p in m ℓ √(gℓ). Used in :lesson:`1.5`.
    """
    figure, (plane, chart) = style.figure(1, 2, height=3.7, width_ratios=[1, 1.25], number="1.5.1")
    looks = dict(zip(names, (style.PARTS[1], style.COLORS["momentum"], style.COLORS["error"]), strict=True))
    style.exact(plane, *curve)
    plane.set(xlim=(-1.35, 1.35), ylim=(-1.35, 1.35), xlabel="angle $q$ (rad)", ylabel="momentum $p$")
    plane.set_title(f"The last 200 of {steps[-1]:,} steps")
    chart.set(xlim=(1, steps[-1]), ylim=(1e-9, 1e3), xlabel="steps", ylabel="largest energy error so far")
    dots = {name: plane.plot([], [], ".", ms=3.5, color=look)[0] for name, look in looks.items()}
    lines = {name: chart.loglog(steps, steps / 1e3, color=look)[0] for name, look in looks.items()}
    labels = {name: chart.text(0.88 * steps[-1], 1, name, color=look, ha="right") for name, look in looks.items()}

    def update(states, errors, title):
        ranked = sorted(names, key=lambda name: errors[name][-1])
        for name in names:
            dots[name].set_data(*states[name])
            lines[name].set_ydata(errors[name])
            labels[name].set_y(errors[name][-1] * (0.13 if name == ranked[0] else 2.2))
        chart.set_title(title)

    return figure, update


def cloud(times, length, area, rims):
    """Return a cloud in the phase plane beside its length and area, and ``update(q, p, number, title)``.

    `times` (n,) in √(ℓ/g), `length` and `area` (n,) relative to the start, `rims` a list of curves (q, p) of constant
    energy; `number` is the moment shown. Used in :lesson:`1.5`.
    """
    figure, (plane, chart) = style.figure(1, 2, height=4.0, width_ratios=[1.35, 1], number="1.5.2")
    plane.set(xlim=(-2.15, 2.15), ylim=(-1.9, 1.9), aspect="equal", xlabel="angle $q$ (rad)", ylabel="momentum $p$")
    for rim in rims:
        plane.plot(*rim, lw=0.7, color="#C9CDD3")
    (points,) = plane.plot([], [], ".", ms=1.8, color=style.PARTS[1], mew=0)
    chart.plot(times, length, color=style.FAINT)
    chart.plot(times, area)
    chart.text(0.05, 0.77, "length of the edge", color=style.QUIET, transform=chart.transAxes)
    chart.text(0.98 * times[-1], 1.3, "area", color=style.PARTS[1], ha="right")
    chart.set(xlim=(0, times[-1]), ylim=(0, 1.1 * length.max()), ylabel="relative to the start")
    chart.set(xlabel=r"time ($\sqrt{\ell/g}$)", title="Longer, never larger")
    chart.set_box_aspect(1.35 * 3.8 / 4.3)  # as high as the plane
    (tips,) = chart.plot([], [], "o", ms=8, color=style.COLORS["momentum"], clip_on=False)

    def update(q, p, number, title):
        points.set_data(q, p)
        tips.set_data([times[number]] * 2, [area[number], length[number]])
        plane.set_title(title)

    return figure, update


def section(corners):
    """Return an orbit in the plane beside a Poincaré section, and ``update(way, sets, left, right)``.

    `corners` (n, 2) outline the well; `way` is the orbit (x, y), `sets` are three arrays (n, 2) of section points
    (y, p_y): two shades of points on curves, and scattered ones. Used in :lesson:`1.5`.
    """
    figure, (well, wall) = style.figure(1, 2, height=3.4, width_ratios=[1, 1.2], number="1.5.3")
    well.plot(*corners.T, color=style.FAINT, lw=1)
    (line,) = well.plot([], [], lw=0.6, color=style.COLORS["light"])
    well.set(xlim=(-1.0, 1.0), ylim=(-0.65, 1.1), aspect="equal", xlabel="$x$", ylabel="$y$")
    wall.set(xlim=(-0.55, 1.02), ylim=(-0.62, 0.62), xlabel="$y$", ylabel="momentum along $y$")
    wall.set_box_aspect(1.75 / 2.0 / 1.2)  # as high as the well
    shades = style.PARTS[1], style.COLORS["field"], style.COLORS["momentum"]
    dots = [wall.plot([], [], ".", ms=3, mew=0, color=shade)[0] for shade in shades]

    def update(way, sets, left, right):
        line.set_data(*way)
        for artist, points in zip(dots, sets, strict=True):
            artist.set_data(*points.T)
        well.set_title(left)
        wall.set_title(right)

    return figure, update


def cliff(x, y, action, throws, limit):
    """Return fronts of equal action with thrown balls across them, and the curve that no ball passes, dashed.

    `action` on the grid `x`, `y` and `throws` (balls, moments, 2) hold NaN where nothing is drawn; `limit` = (x, y).
    Lengths in v²/g. Used in :lesson:`1.5`.
    """
    figure, ax = style.figure(height=4.2, number="1.5.4")
    ax.contour(x, y, action, levels=np.arange(0.1, 4, 0.1), colors=style.PARTS[1], linewidths=1.3)
    for way in throws:
        ax.plot(*way.T, color=style.COLORS["light"], lw=1.6)
    style.exact(ax, *limit)
    ax.text(1.2, 0.1, "out of reach")
    ax.set(xlim=(0, 2), ylim=(-1.2, 0.52), aspect="equal", xticks=[0, 0.5, 1, 1.5], xlabel="$x$", ylabel="$y$")
    ax.set_title("Thrown balls cross the fronts of equal action at right angles")
    return figure
