"""The figures of lesson 3.3: arrays in, pictures out; nothing is computed here."""

from __future__ import annotations

import numpy as np

from physdl import style

__all__ = ["conditioning", "edge", "fan", "offices", "race"]

_NAIVE, _METRIC = style.COLORS["momentum"], style.COLORS["position"]


def race(goal, radii, steps, scales, named):
    """Return a round bowl with two paths beside their losses, and ``update(paths, losses, scale, title)``.

    `goal` (2,) is the bottom, `radii` those of the lines of equal loss. `update` takes the naive and the covariant
    learner's paths (steps + 1, 2) and losses (steps + 1,), and the `scale` on which both see the days: its zero in °C
    and its degree in K. That is a point of a map, the figure's last axes, which holds `scales` (two of them, opposite
    corners) and the `named` ones, a dict. Used in :lesson:`3.3`.
    """
    figure, (plane, right) = style.figure(1, 2, height=4.5, width_ratios=[1.15, 1], number="3.3.1")
    fall, chart = right.get_subplotspec().subgridspec(2, 1, height_ratios=[1.35, 1]).subplots()
    right.remove()
    turn = np.linspace(0, 2 * np.pi, 181)
    for radius in radii:
        plane.plot(goal[0] + radius * np.cos(turn), goal[1] + radius * np.sin(turn), color=style.FAINT, lw=0.8)
    plane.plot(*goal, "+", ms=12, mew=2, color=style.INK, zorder=7)
    plane.plot(0, 0, "o", ms=7, color=style.INK, zorder=7)
    across = 1.12 * np.hypot(*goal)
    plane.set(xlim=(-0.35, across), ylim=(-1.6, across - 1.15), aspect="equal")
    plane.set(xlabel="heat on the average day (kW)", ylabel="more heat when 5 K colder (kW)")
    fall.set(xlim=(0, steps), ylim=(1e-6, 20), yscale="log", xlabel="step", ylabel="excess loss (kW²)")
    fall.minorticks_off()
    blank = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.5}
    lines = []
    for name, color, height in (("naive", _NAIVE, 0.93), ("with the metric", _METRIC, 0.85)):
        way = plane.plot([], [], "o-", ms=3.2, lw=1.6, color=color, zorder=6 if color == _METRIC else 5)[0]
        lines.append((way, fall.plot([], [], color=color)[0]))
        plane.text(0.03, height, name, color=color, transform=plane.transAxes, bbox=blank, zorder=8)

    (low, small), (high, large) = scales
    chart.set(xlim=(low - 3, high + 3), ylim=(small / 1.4, large * 1.4), yscale="log", yticks=[0.1, 1, 10])
    chart.set(xlabel="zero of the scale (°C)", ylabel="degree (K)", yticklabels=["0.1", "1", "10"])
    chart.minorticks_off()
    for name, (zero, degree) in named.items():
        chart.plot(zero, degree, "o", ms=4, color=style.FAINT)
        side, ends = (-1, ("right", "top")) if zero < 0 else (1, ("left", "bottom"))  # away from one another
        chart.annotate(
            name,
            (zero, degree),
            (9 * side, 8 * side),  # clear of the ring of a handle that stands on it
            textcoords="offset points",
            color=style.QUIET,
            ha=ends[0],
            va=ends[1],
        )
    yours = chart.plot([], [], "o", ms=8, color=style.INK)[0]

    def update(paths, losses, scale, title):
        yours.set_data([scale[0]], [scale[1]])
        for (way, line), path, loss in zip(lines, paths, losses, strict=True):
            way.set_data(*path.T)
            line.set_data(np.arange(len(loss)), loss)
        plane.set_title(title)

    return figure, update


def conditioning(steps, goal, asked, named):
    """Return errors and losses against `steps`, all logarithmic, and ``update(naive, loss, covariant, step, title)``.

    `naive` and `covariant` are parameter errors, `loss` the naive learner's; at `step` the naive error has come down to
    `goal`. The loss is marked after `asked` steps, and `named` (a dict) are numbers of steps. Used in :lesson:`3.3`.
    """
    figure, (errors, losses) = style.figure(1, 2, height=3.5, number="3.3.2")
    looks = (errors, "naive", _NAIVE), (errors, "with the metric", _METRIC), (losses, "naive", style.COLORS["loss"])
    lines = []
    for number, (ax, name, color) in enumerate(looks):
        lines.append(ax.plot([], [], color=color)[0])
        ax.text(0.97, 0.97 - 0.08 * (number % 2), name, color=color, ha="right", va="top", transform=ax.transAxes)
    for ax, name in ((errors, "parameter error"), (losses, "loss")):
        ax.set(xscale="log", yscale="log", xlim=(1, steps[-1]), ylim=(1e-7, 1e3), xlabel="steps of learning")
        ax.set(ylabel=f"{name}, of what there was", xticks=10.0 ** np.arange(0, np.log10(steps[-1]) + 0.1, 3))
        ax.minorticks_off()
        ax.axvline(asked, color=style.FAINT, lw=0.8, ls=":")
    errors.axhline(goal, color=style.FAINT, lw=0.8, ls=":")
    for name, count in named.items():
        errors.plot(count, goal, "|", ms=9, mew=2, color=style.INK)
        errors.plot([count, count], [goal, 2], color=style.FAINT, lw=0.6, zorder=0)
        errors.text(count, 3, name, ha="center")  # over all curves: each place below is some learner's
    dot = errors.plot([], [], "o", ms=7, color=_NAIVE)[0]

    def update(naive, loss, covariant, step, title):
        for line, values in zip(lines, (naive, covariant, loss), strict=True):
            line.set_data(steps, values)
        dot.set_data([step], [goal])
        errors.set_title(title)

    return figure, update


def fan(width, depth):
    """Return singular values on a scale of decades, and ``update(straight, random, naive, title)``.

    Each is an array (width,) of decimal logarithms, the largest first. Used in :lesson:`3.3`.
    """
    figure, (apart, product) = style.figure(1, 2, height=3.7, number="3.3.3")
    looks = (
        (apart, "isometric start", _METRIC, "o", 3.6),
        (apart, "Gaussian start", _NAIVE, "o", 3.6),
        (product, "Gaussian, multiplied out", style.INK, "x", 4.5),
    )
    marks = []
    for number, (ax, name, color, shape, size) in enumerate(looks):
        marks.append(ax.plot([], [], shape, ms=size, color=color)[0])
        ax.text(0.04, 0.12 - 0.09 * (number % 2), name, color=color, va="center", transform=ax.transAxes)
    for ax in (apart, product):
        ax.axhline(-16, color=style.FAINT, lw=0.8, ls=":")
        ax.set(xlim=(0, width + 1), ylim=depth, xlabel="singular value, by size", ylabel="power of ten")
    product.text(1, -18, "1e−16: what rounding leaves", va="top", color=style.QUIET)
    product.set_title("The same, as a product shows it")

    def update(straight, random, naive, title):
        for mark, values in zip(marks, (straight, random, naive), strict=True):
            mark.set_data(np.arange(1, len(values) + 1), values)
        apart.set_title(title)

    return figure, update


def edge(gains, losses, start):
    """Return spectra beside what was learned at each of `gains`, and ``update(number, spectra, title)``.

    `losses` (2, gains) after some steps and `spectra` (2, width), in decades: first the isometric start, then the
    Gaussian one. `start` is the loss of knowing nothing. Used in :lesson:`3.3`.
    """
    figure, (sizes, learned) = style.figure(1, 2, height=3.5, number="3.3.4")
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
    figure, axes = style.figure(1, len(curves), height=2.7, number="3.3.5")
    figure.get_layout_engine().set(w_pad=0.12)  # each label nearer to its own axis than to its neighbour
    for ax, (name, (first, second)) in zip(axes, curves.items(), strict=True):
        ax.plot(first, color=_NAIVE if ax is axes[0] else _METRIC, lw=3.4, alpha=0.55)
        style.exact(ax, np.arange(len(second)), second)
        ax.set(xlim=(0, len(first) - 1), ylim=(0, height), xlabel="step", ylabel="loss")
        ax.set_title(name, fontsize=11)
    return figure
