"""The figures of lesson 3.3: arrays in, pictures out; nothing is computed here."""

from __future__ import annotations

import numpy as np

from physdl import style

__all__ = ["conditioning", "edge", "fan", "offices", "race"]

_NAIVE, _METRIC = style.COLORS["momentum"], style.COLORS["position"]


def race(goal, radii, steps):
    """Return a round bowl with two paths beside their losses, and ``update(paths, losses, title)``.

    `goal` (2,) is the bottom, `radii` those of the lines of equal loss. `update` takes the naive and the covariant
    learner's paths (steps + 1, 2) and losses (steps + 1,). Used in :lesson:`3.3`.
    """
    figure, (plane, fall) = style.figure(1, 2, height=3.7, width_ratios=[1.15, 1])
    turn = np.linspace(0, 2 * np.pi, 181)
    for radius in radii:
        plane.plot(goal[0] + radius * np.cos(turn), goal[1] + radius * np.sin(turn), color=style.FAINT, lw=0.8)
    plane.plot(*goal, "+", ms=12, mew=2, color=style.INK, zorder=7)
    plane.plot(0, 0, "o", ms=7, color=style.INK, zorder=7)
    across = 1.12 * np.hypot(*goal)
    plane.set(xlim=(-0.35, across), ylim=(-0.9, across - 0.55), aspect="equal")
    plane.set(xlabel="heat on the average day (kW)", ylabel="more heat when 5 K colder (kW)")
    fall.set(xlim=(0, steps), ylim=(1e-6, 20), yscale="log", xlabel="step", ylabel="loss above its minimum (kW²)")
    fall.minorticks_off()
    blank = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.5}
    lines = []
    for name, color, height in (("naive", _NAIVE, 0.93), ("with the metric", _METRIC, 0.85)):
        way = plane.plot([], [], "o-", ms=3.2, lw=1.6, color=color, zorder=6 if color == _METRIC else 5)[0]
        lines.append((way, fall.plot([], [], color=color)[0]))
        plane.text(0.03, height, name, color=color, transform=plane.transAxes, bbox=blank, zorder=8)

    def update(paths, losses, title):
        for (way, line), path, loss in zip(lines, paths, losses, strict=True):
            way.set_data(*path.T)
            line.set_data(np.arange(len(loss)), loss)
        plane.set_title(title)

    return figure, update


def conditioning(steps):
    """Return errors against `steps`, both logarithmic, and ``update(naive, loss, covariant, title)``.

    `naive` and `covariant` are parameter errors, `loss` the naive learner's. Used in :lesson:`3.3`.
    """
    figure, ax = style.figure(height=3.5)
    ax.set(xscale="log", yscale="log", xlim=(1, steps[-1]), ylim=(1e-8, 60))
    ax.set(xlabel="steps of learning", ylabel="left of what there was")
    ax.minorticks_off()
    ax.axhline(1e-6, color=style.FAINT, lw=0.8, ls=":")
    looks = (
        ("naive: error", _NAIVE, 0.36),
        ("naive: loss", style.COLORS["loss"], 0.77),
        ("with the metric: error", _METRIC, 0.02),
    )
    lines = []
    for name, color, place in looks:
        lines.append(ax.plot([], [], color=color)[0])
        ax.text(place, 0.95, name, color=color, va="top", transform=ax.transAxes)

    def update(naive, loss, covariant, title):
        for line, values in zip(lines, (naive, loss, covariant), strict=True):
            line.set_data(steps, values)
        ax.set_title(title)

    return figure, update


def fan(width, depth):
    """Return sorted singular values on a scale of decades, and ``update(straight, random, naive, title)``.

    Each is an array (width,) of decimal logarithms, the largest first. Used in :lesson:`3.3`.
    """
    figure, ax = style.figure(height=3.7)
    looks = (
        ("isometric start", _METRIC, "o", 4.0),
        ("Gaussian start, factor by factor", _NAIVE, "o", 4.0),
        ("Gaussian start, multiplied out", style.INK, "x", 4.5),
    )
    marks = []
    for number, (name, color, shape, size) in enumerate(looks):
        marks.append(ax.plot([], [], shape, ms=size, color=color)[0])
        ax.plot(0.02, 0.30 - 0.1 * number, shape, ms=size, color=color, transform=ax.transAxes)
        ax.text(0.045, 0.30 - 0.1 * number, name, color=color, va="center", transform=ax.transAxes)
    ax.axhline(-16, color=style.FAINT, lw=0.8, ls=":")
    ax.text(1, -18, "1e−16: what rounding leaves", va="top", color=style.FAINT)
    ax.set(xlim=(0, width + 1), ylim=depth, xlabel="singular value, by size", ylabel="power of ten")

    def update(straight, random, naive, title):
        for mark, values in zip(marks, (straight, random, naive), strict=True):
            mark.set_data(np.arange(1, len(values) + 1), values)
        ax.set_title(title)

    return figure, update


def edge(gains, losses, start):
    """Return spectra beside what was learned at each of `gains`, and ``update(number, spectra, title)``.

    `losses` (2, gains) after some steps and `spectra` (2, width), in decades: first the isometric start, then the
    Gaussian one. `start` is the loss of knowing nothing. Used in :lesson:`3.3`.
    """
    figure, (sizes, learned) = style.figure(1, 2, height=3.5)
    kinds = (("isometric", _METRIC), ("Gaussian", _NAIVE))
    dots, rings = [], []
    for number, (name, color) in enumerate(kinds):
        dots.append(sizes.plot([], [], "o", ms=3.6, color=color)[0])
        sizes.text(0.03, 0.18 - 0.1 * number, name, color=color, transform=sizes.transAxes)
        learned.plot(gains, losses[number], "-", color=color, lw=1.6)
        rings.append(learned.plot([], [], "o", ms=8, color=color)[0])
    sizes.axhline(0, color=style.FAINT, lw=0.8)
    sizes.set(xlabel="singular value, by size", ylabel="power of ten", ylim=(-82, 14))
    learned.axhline(start, color=style.INK, lw=1.1, ls=(0, (4, 3)))
    learned.text(gains.mean(), start * 1.02, "knowing nothing", ha="center", va="bottom")
    learned.set(xlim=(gains[0] - 0.03, gains[-1] + 0.03), ylim=(0, 1.2 * start))
    learned.set(xlabel="gain γ of the thirty layers", ylabel="lowest loss (nats)")

    def update(number, spectra, title):
        for dot, ring, spectrum, curve in zip(dots, rings, spectra, losses, strict=True):
            dot.set_data(np.arange(1, len(spectrum) + 1), spectrum)
            ring.set_data([gains[number]], [curve[number]])
        sizes.set_xlim(0, len(spectra[0]) + 1)
        sizes.set_title(title)

    return figure, update


def offices(curves, height):
    """Return losses per step: `curves` maps a name to two arrays (steps,), from two scanners. Used in :lesson:`3.3`."""
    figure, axes = style.figure(1, len(curves), height=2.7, sharey=True)
    for ax, (name, (first, second)) in zip(axes, curves.items(), strict=True):
        ax.plot(first, color=_NAIVE if ax is axes[0] else _METRIC, lw=3.4, alpha=0.55)
        style.exact(ax, np.arange(len(second)), second)
        ax.set(xlim=(0, len(first) - 1), ylim=(0, height), xlabel="step")
        ax.set_title(name, fontsize=11)
    axes[0].set_ylabel("loss")
    return figure
