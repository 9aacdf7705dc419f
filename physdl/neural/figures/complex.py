"""The figures of lesson 3.4: arrays in, pictures out; nothing is computed here."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.patches import Circle

from physdl import style

__all__ = ["clocks", "indicatrix", "night", "receiver"]


def receiver(target, steps, limits):
    """Return the plane of one complex weight beside the loss, and ``update(paths, losses, title)``.

    `target` is the weight that is wanted, `limits` the half-width of the plane and the ends of the loss's axis. `paths`
    (2, steps + 1) are complex numbers and `losses` alike: with the conjugate, then without. Used in :lesson:`3.4`.
    """
    figure, (plane, fall) = style.figure(1, 2, height=3.5, width_ratios=[1, 1.15], number="3.4.1")
    width, low, high = limits
    plane.add_patch(Circle((0, 0), 1, fill=False, ec=style.FAINT, lw=0.8))
    plane.axhline(0, color=style.FAINT, lw=0.6, zorder=0)
    plane.axvline(0, color=style.FAINT, lw=0.6, zorder=0)
    ticks = [-2, -1, 0, 1, 2]
    plane.set(xlim=(-width, width), ylim=(-width, width), aspect="equal", xticks=ticks, yticks=ticks)
    plane.set(xlabel="Re $z$", ylabel="Im $z$")
    looks = (style.PARTS[3], "o", "with the bar"), (style.COLORS["position"], "s", "without")
    trails = [plane.plot([], [], mark + "-", ms=3.5, lw=1.2, color=color)[0] for color, mark, _ in looks]
    begin = plane.plot([], [], "o", ms=9, mfc="none", mec=style.INK, mew=1.5)[0]
    plane.plot(target.real, target.imag, "+", ms=13, mew=2, color=style.INK, zorder=6)
    curves = [fall.semilogy([], [], color=color)[0] for color, *_ in looks]
    fall.set(xlim=(0, steps * 1.42), ylim=(low, high), xlabel="step", ylabel="loss")
    fall.set_yticks([1e-6, 1e-4, 1e-2, 1, 1e2, 1e4])
    fall.set_xticks(range(0, steps + 1, 6))
    names = [fall.text(steps * 1.03, 1.0, name, color=color, va="center") for color, _, name in looks]
    plane.set_title("From the ring to the cross")

    def update(paths, losses, title):
        height = 0.0
        for trail, curve, name, path, loss in zip(trails, curves, names, paths, losses, strict=True):
            trail.set_data(path.real, path.imag)
            curve.set_data(np.arange(steps + 1), loss)
            height = np.clip(loss[-1], max(low * 3, 10 * height), high / 3)  # names keep apart
            name.set_y(height)
        begin.set_data(paths[0][:1].real, paths[0][:1].imag)
        fall.set_title(title)

    return figure, update


def indicatrix(points, ovals, names):
    """Return what several maps make of small circles, each drawn where the circle stood.

    `points` (n,) are complex numbers, `ovals` (maps, n, corners) closed curves of complex numbers around zero. Used in
    :lesson:`3.4`.
    """
    figure, axes = style.figure(1, len(names), height=2.3, number="3.4.2")
    for ax, curves, name in zip(axes, ovals, names, strict=True):
        closed = points[:, None] + curves
        lines = np.stack([closed.real, closed.imag], axis=-1)
        ax.add_collection(LineCollection(lines, colors=style.PARTS[3], linewidths=1.2))
        ax.plot(points.real, points.imag, ".", ms=2, color=style.FAINT)
        span = 1.2 * np.abs(points.real).max(), 1.48 * np.abs(points.imag).max()
        ax.set(xlim=(-span[0], span[0]), ylim=(-span[1], span[1]), aspect="equal")
        ax.set(xlabel="Re $z$", ylabel="Im $z$")
        ax.set_title(name)
    return figure


def night(first, second, arcs, pole, closeup):
    """Return two photographs of the stars laid over one another, the arcs between them, and a close-up of the pole.

    `first` and `second` (stars,) and `arcs` (stars, corners) are complex numbers in degrees, `pole` the learned one and
    `closeup` (nights,) by how many seconds of arc other nights missed it. Used in :lesson:`3.4`.
    """
    figure, (sky, near) = style.figure(1, 2, height=3.7, number="3.4.3")
    lines = np.stack([arcs.real, arcs.imag], axis=-1)
    sky.add_collection(LineCollection(lines, colors=style.PARTS[3], linewidths=1.3, alpha=0.9))
    sky.plot(first.real, first.imag, "o", ms=3, color=style.FAINT)
    sky.plot(second.real, second.imag, "o", ms=4, color=style.INK)
    sky.plot(pole.real, pole.imag, "+", ms=13, mew=2, color=style.PARTS[3])
    sky.set(aspect="equal", xlabel="across, degrees", ylabel="up, degrees")
    sky.set_title("Two numbers draw forty arcs")
    sky.text(0.02, 0.09, "8 pm", color=style.QUIET, transform=sky.transAxes)
    sky.text(0.02, 0.02, "9 pm", weight="bold", transform=sky.transAxes)
    near.plot(closeup.real, closeup.imag, ".", ms=3, color=style.PARTS[3], alpha=0.5)
    near.axhline(0, color=style.FAINT, lw=0.8)
    near.axvline(0, color=style.FAINT, lw=0.8)
    reach = 1.15 * np.abs(closeup).max()
    near.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal", xlabel="off the pole, seconds of arc")
    near.set_title("A hundred nights agree")
    return figure


def clocks(goal, distances):
    """Return a square of clock hands, one for each complex weight, beside their error, and ``update(weights, step)``.

    `goal` (n, n) are the weights that are wanted; each face carries a mark at its phase. `distances` (steps + 1,) are
    the largest errors. ``update(weights, step, title)`` turns the hands. Used in :lesson:`3.4`.
    """
    figure, (wall, fall) = style.figure(1, 2, height=4.1, width_ratios=[1.5, 1], number="3.4.4")
    n, radius = len(goal), 0.47
    rows, columns = np.indices(goal.shape)
    middle = columns + 1j * rows
    faces = [Circle((z.real, z.imag), radius) for z in middle.ravel()]
    wall.add_collection(PatchCollection(faces, facecolors="#F1EFE9", edgecolors="#D8D5CC", linewidths=0.7))
    # rows count downwards, so that a phase turns the hand against the clock only if its imaginary part is turned too
    rim = middle + 0.85 * radius * np.conj(goal / np.abs(goal))
    wall.plot(rim.real, rim.imag, "o", ms=3.2, color=style.INK, zorder=3)
    hands = wall.add_collection(LineCollection([], colors=style.PARTS[3], linewidths=1.8, capstyle="round"))
    wall.set(xlim=(-0.6, n - 0.4), ylim=(n - 0.4, -0.6), aspect="equal", xticks=range(n), yticks=range(n))
    wall.set(xlabel="sample $m$", ylabel="frequency $k$")
    wall.spines[:].set_visible(False)
    wall.tick_params(length=0)
    length = 0.7 * radius / np.abs(goal).max()
    fall.semilogy(np.arange(len(distances)), distances, color=style.PARTS[3])
    mark = fall.plot([], [], "o", ms=8, color=style.PARTS[3])[0]
    fall.set(xlim=(-1.2, len(distances)), xlabel="step of learning", ylabel="largest error of a weight")

    def update(weights, step, title):
        tips = middle + length * np.conj(weights)
        hands.set_segments(np.stack([np.stack([z.real, z.imag], -1).reshape(-1, 2) for z in (middle, tips)], axis=1))
        mark.set_data([step], [distances[step]])
        wall.set_title(title)

    return figure, update
