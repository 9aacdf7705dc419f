"""The figures of lesson 5.1: arrays in, pictures out; nothing is computed here.

Each function returns ``(figure, update)``; call ``update`` with new arrays and titles, and give the figure to
:func:`physdl.explore.explore`.
"""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import NullLocator

from physdl import style

__all__ = ["fan", "hysteresis", "rungs", "wells"]

GOLD, SHARP = style.PARTS[5], style.COLORS["position"]
UP, DOWN = style.COLORS["momentum"], style.COLORS["position"]
DARK_UP = "#B34E00"  # of words


def wells(betas, share):
    """Return a density over the line through two fits beside the share of the sharper one, and its update.

    ``update(x, fit, density, beta, now, titles)``: the relative likelihood and the density along the line `x`, both
    relative to their largest values; `now` is the share at `beta`. `share` (n,) at `betas`. Used in :lesson:`5.1`.
    """
    figure, (line, chart) = style.figure(1, 2, height=3.5, width_ratios=[1.1, 1], number="5.1.1")
    area = line.fill([-1, 0, 1], [0, 0, 0], color=GOLD, alpha=0.35, lw=0)[0]
    (rim,) = line.plot([], [], color=GOLD, lw=1.6)
    (likely,) = line.plot([], [], color=SHARP, lw=1.4, ls=(0, (4, 2)))
    line.text(-0.7, 1.05, "broad fit", ha="center", fontsize=10.5, color=style.QUIET)
    line.text(0.7, 1.05, "sharp fit", ha="center", fontsize=10.5, color=style.QUIET)
    line.set(xlim=(-1.6, 1.6), ylim=(0, 1.22), xlabel="first knob $\\theta_1$", yticks=[0, 0.5, 1])
    line.set_ylabel("relative to its maximum")
    chart.plot(betas, share, color=GOLD)
    chart.axhline(0.5, color=style.FAINT, lw=0.8, ls=(0, (2, 2)))
    (point,) = chart.plot([], [], "o", ms=8, color=style.INK, zorder=6, clip_on=False)
    chart.set(xlim=(0, betas[-1]), ylim=(0, 1), yticks=[0, 0.25, 0.5, 0.75, 1])
    chart.set(xlabel="inverse temperature $\\beta$", ylabel="probability of the sharp fit")

    def update(x, fit, density, beta, now, titles):
        area.set_xy(np.column_stack([[x[0], *x, x[-1]], [0, *density, 0]]))
        rim.set_data(x, density)
        likely.set_data(x, fit)
        point.set_data([beta], [now])
        line.set_title(titles[0])
        chart.set_title(titles[1])

    return figure, update


def fan(data, betas, energy, distance):
    """Return curves drawn at one temperature beside what they pay, and ``update(x, curves, beta, now, titles)``.

    `data` (x, y); `energy` and `distance` (n,) at `betas`: β⟨U − least⟩ and the distance from the prior, in nats;
    `curves` (m, len(x)), and `now` their two prices at `beta`. Used in :lesson:`5.1`.
    """
    figure, (left, right) = style.figure(1, 2, height=3.6, width_ratios=[1.1, 1], number="5.1.2")
    lines = [left.plot([], [], color=GOLD, lw=1.0, alpha=0.55)[0] for _ in range(12)]
    left.plot(*data, "o", ms=4, color=style.INK, zorder=5)
    left.set(xlim=(-1.05, 1.05), ylim=(-3.2, 3.2), xlabel="$x$", ylabel="$y$")
    right.plot(betas, distance, color=GOLD)
    right.plot(betas, energy, color=SHARP)
    right.axhline(2, color=style.FAINT, lw=0.8, ls=(0, (2, 2)))
    right.text(betas[-1] / 1.3, 2.12, "$k/2$", ha="right", va="bottom", fontsize=10.5, color=style.QUIET)
    points = [right.plot([], [], "o", ms=8, color=c, zorder=6, clip_on=False)[0] for c in (GOLD, SHARP)]
    right.set(xscale="log", xlim=(betas[0], betas[-1]), ylim=(0, 1.08 * distance[-1]))
    right.set_xticks([1e-4, 1e-2, 1, 100], labels=["0.0001", "0.01", "1", "100"])
    right.xaxis.set_minor_locator(NullLocator())
    right.text(0.5, 0.56 * distance[-1], "distance from\nthe prior $D$", ha="right", fontsize=10.5, color=GOLD)
    right.text(90, 0.3, "energy", ha="right", va="bottom", fontsize=10.5, color=SHARP)
    right.set(xlabel="inverse temperature $\\beta$", ylabel="nats")

    def update(x, curves, beta, now, titles):
        for line, curve in zip(lines, curves, strict=True):
            line.set_data(x, curve)
        for point, value in zip(points, now, strict=True):
            point.set_data([beta], [value])
        left.set_title(titles[0])
        right.set_title(titles[1])

    return figure, update


def rungs(u, betas, energy):
    """Return a mean energy in beta beside the same area in a root of beta, and its ``update``.

    ``update(ladder, heights, dense, spots, title)``: `energy` (n,) above the least at `betas`; `ladder` and `heights`
    (m,) are the ladder in β with the mean energies there, `dense` (n,) the integrand at the places `u`, and `spots`
    (m,) at the rungs. Used in :lesson:`5.1`.
    """
    figure, (left, right) = style.figure(1, 2, height=3.5, number="5.1.3")
    left.plot(betas, energy, color=GOLD)
    (marks,) = left.plot([], [], "o", ms=5, color=style.INK, zorder=6)
    left.set(yscale="log", xlim=(-0.03, 1.03), ylim=(1, 1.6 * energy[0]), xlabel="inverse temperature $\\beta$")
    left.set(ylabel="mean energy above the best (nats)", title="The ladder in $\\beta$")
    area = right.fill([0, 1, 1], [0, 0, 1], color=GOLD, alpha=0.28, lw=0)[0]
    (curve,) = right.plot([], [], color=GOLD)
    (dots,) = right.plot([], [], "o", ms=5, color=style.INK, zorder=6)
    right.set(xlim=(0, 1), ylim=(0, 60), xlabel="$u = \\beta^{1/p}$", ylabel="$p\\,u^{p-1}$ × mean energy (nats)")

    def update(ladder, heights, dense, spots, title):
        marks.set_data(ladder, heights)
        area.set_xy(np.column_stack([[0, *u, 1], [0, *dense, 0]]))
        curve.set_data(u, dense)
        dots.set_data(np.linspace(0, 1, len(spots)), spots)
        right.set_title(title)

    return figure, update


def hysteresis(betas, equilibrium, stays, low, high):
    """Return mean energies on the way up and down beside the bracket, and ``update(up, down, stay, now, titles)``.

    `equilibrium` (n,) at `betas`; `low` and `high` (m,) are off the exact value, after `stays` steps at each rung;
    `up` and `down` (n,) mean energies, in the order of `betas`. Used in :lesson:`5.1`.
    """
    figure, (left, right) = style.figure(1, 2, height=3.6, width_ratios=[1.1, 1], number="5.1.4")
    style.exact(left, betas, equilibrium)
    (rise,) = left.plot([], [], color=UP)
    (fall,) = left.plot([], [], color=DOWN)
    left.set(yscale="log", xlim=(0, betas[-1]), ylim=(1.5, 200), xlabel="inverse temperature $\\beta$")
    left.set_ylabel("mean energy (nats)")
    left.set_yticks([2, 5, 10, 20, 50, 100], labels=["2", "5", "10", "20", "50", "100"])
    left.yaxis.set_minor_locator(NullLocator())
    left.text(1.45, 12, "up", fontsize=10.5, color=DARK_UP)
    left.text(0.13, 4.3, "down", fontsize=10.5, color=DOWN)
    right.fill_between(stays, low, high, color=GOLD, alpha=0.18, lw=0)
    right.plot(stays, low, "o-", ms=4, color=UP)
    right.plot(stays, high, "o-", ms=4, color=DOWN)
    style.exact(right, np.array([stays[0] / 1.3, stays[-1] * 1.3]), np.zeros(2))
    (bar,) = right.plot([], [], color=style.INK, lw=2)
    ends = right.plot([], [], "o", ms=8, color=style.INK, zorder=6)[0]
    right.set(xscale="log", xlim=(stays[0] / 1.3, stays[-1] * 1.3), xlabel="steps at each rung")
    right.set_xticks(stays, labels=[str(n) for n in stays])
    right.xaxis.set_minor_locator(NullLocator())
    right.set_ylabel("ln $Z$ minus exact (nats)")

    def update(up, down, stay, now, titles):
        rise.set_data(betas, up)
        fall.set_data(betas, down)
        bar.set_data([stay, stay], now)
        ends.set_data([stay, stay], now)
        left.set_title(titles[0])
        right.set_title(titles[1])

    return figure, update
