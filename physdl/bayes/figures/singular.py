"""The figures of lesson 5.5: arrays in, pictures out; nothing is computed here.

A function that makes a moving figure returns ``(figure, update)``; call ``update`` with new arrays and titles, and give
the figure to :func:`physdl.explore.explore`.
"""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import NullLocator

from physdl import style
from physdl._spell import spell

__all__ = ["ranks", "ridge", "short", "slopes", "verdicts", "walks"]

GOLD = style.PARTS[5]
BLUE, ORANGE, GREEN, PINK = (style.COLORS[name] for name in ("position", "momentum", "error", "loss"))


def _decades(axis, powers):
    """Label these powers of ten on a logarithmic axis, and no others."""
    texts = ["10" if p == 1 else spell(10.0**p, ".0e") for p in powers]
    axis.set_ticks([10.0**p for p in powers], labels=texts)
    axis.set_minor_locator(NullLocator())


def short(number):
    """Return a number as one writes it by hand, with one digit: 10⁻⁶, 3 × 10⁻⁵. Used in :lesson:`5.5`."""
    return spell(number, ".0e")


def ridge(extent, near, counts, shares):
    """Return a posterior over its valley beside its share at the crossing, and ``update(picture, n, share, titles)``.

    `extent` is that of the picture (rows, columns) in a and b, `near` the two values of a between which it counts as
    near; `shares` (n,) belong to `counts`. Used in :lesson:`5.5`.
    """
    figure, (plane, chart) = style.figure(1, 2, height=3.4, width_ratios=[1.35, 1], number="5.5.1")
    blank = np.zeros((2, 2))
    image = plane.imshow(blank, extent=extent, origin="lower", cmap=style.fade(5), vmin=0, vmax=1, aspect="auto")
    for edge in near:
        plane.axvline(edge, color=style.FAINT, lw=1.0, ls=(0, (2, 2)))
    plane.set(xlabel="parameter $a$", ylabel="parameter $b$", xticks=[-2, -1, 0, 1, 2], yticks=[-1, 0, 1])
    chart.semilogx(counts, 100 * shares, color=GOLD)
    (mark,) = chart.plot([], [], "o", ms=8, color=GOLD, zorder=6, clip_on=False)
    chart.set(xlim=(counts[0], counts[-1] * 1.5), ylim=(0, 100), xlabel="data $N$", ylabel="near the crossing (%)")
    _decades(chart.xaxis, range(0, 13, 3))

    def update(picture, n, share, titles):
        image.set_data(picture)
        mark.set_data([n], [100 * share])
        plane.set_title(titles[0])
        chart.set_title(titles[1])

    return figure, update


def slopes(counts, limits, crossing):
    """Return the slope of a price over 30 decades, and ``update(values, place, title)``.

    `crossing` (n,) is the curve of the truth zero, `limits` the height that all curves tend to. ``place`` is the number
    of data at which the truth begins to be seen, or None. Used in :lesson:`5.5`.
    """
    figure, ax = style.figure(height=3.5, number="5.5.2")
    style.exact(ax, counts[[0, -1]], [limits, limits])
    ax.semilogx(counts, crossing, color=style.FAINT, lw=1.6)
    ax.text(counts[-1], crossing[-1] - 0.03, "true $ab$ = 0", color=style.QUIET, ha="right", va="top")
    (line,) = ax.semilogx([], [], color=GOLD, lw=2.6)
    (bar,) = ax.plot([], [], color=BLUE, lw=1.2, ls=(0, (2, 2)))
    note = ax.text(1, 0.04, "", color=BLUE)
    ax.set(xlim=(counts[0], counts[-1]), ylim=(0, 0.65), xlabel="data $N$", ylabel=r"slope of $E$ in $\ln N$")
    ax.set_yticks([0, 0.25, 0.5], ["0", "0.25", "0.5"])
    _decades(ax.xaxis, range(0, 31, 6))

    def update(values, place, title):
        line.set_data(counts, values)
        bar.set_data([] if place is None else [place, place], [] if place is None else [0, 0.62])
        note.set_text("" if place is None else " seen from here ")
        note.set_x(1 if place is None else place)
        note.set_ha("right" if place is not None and place > counts[-1] ** 0.5 else "left")
        ax.set_title(title)

    return figure, update


def ranks(known, measured, spread, half, title):
    """Return measured learning coefficients over known ones: a line for each hidden width, by the truth's rank.

    `known`, `measured` and `spread` map a width H to arrays over the ranks 0 to H; `half` maps a width to half its
    number of weights. Used in :lesson:`5.5`.
    """
    figure, ax = style.figure(height=3.7, number="5.5.3")
    for (width, values), color in zip(known.items(), (PINK, BLUE, GOLD, GREEN), strict=True):
        at = np.arange(len(values))
        ax.plot(at, values, color=color, lw=1.4)
        ax.errorbar(at, measured[width], spread[width], fmt="o", ms=7, color=color, elinewidth=1.4, capsize=3)
        end = f"{width} hidden" if width > 1 else "1 hidden unit"
        ax.text(at[-1] + 0.15, values[-1], f"{end} ({half[width]:g})", color=color, va="center")
    ax.set(xlim=(-0.2, 6.0), ylim=(0, 9), xlabel="rank of the true map", ylabel=r"learning coefficient $\lambda$")
    ax.set_xticks(range(5))
    ax.set_title(title)
    return figure


def walks(valley, steps, values, errors, levels):
    """Return chains in a cross of a valley beside what they measure, and ``update(points, number, titles)``.

    `valley` (b, half width in a) is drawn on both sides of a = 0; `values` and `errors` (n,) belong to the sizes
    `steps`; `levels` are the slope of the whole and the coefficient of the arm. Used in :lesson:`5.5`.
    """
    figure, (plane, chart) = style.figure(1, 2, height=3.6, width_ratios=[1, 1.15], number="5.5.4")
    b, wide = valley
    plane.fill_betweenx(b, -wide, wide, color=GOLD, alpha=0.25, lw=0)
    plane.plot([0, 0], b[[0, -1]], color=GOLD, lw=0.8, alpha=0.6)
    (dots,) = plane.plot([], [], "o", ms=3.5, mew=0, color=BLUE, alpha=0.7)
    plane.set(xlim=(-3, 3), ylim=(-2.2, 2.2), xlabel="weight $a$", ylabel="weight $b$")
    chart.set_xscale("log")
    for level, name in zip(levels, ("whole valley", "its upper arm"), strict=True):
        style.exact(chart, np.array([steps[0] / 2, steps[-1] * 2]), np.array([level, level]))
        chart.text(steps[-1] * 1.9, level + 0.012, name, ha="right", va="bottom")
    chart.errorbar(steps, values, errors, fmt="o-", ms=5, color=BLUE, lw=1.2, elinewidth=1.4, capsize=3)
    (ring,) = chart.plot([], [], "o", ms=11, mfc="none", mew=2, color=ORANGE, zorder=7)
    chart.set(xlim=(steps[0] / 2, steps[-1] * 2), ylim=(0, 0.62), xlabel="step $h$", ylabel=r"measured $\hat\lambda$")
    _decades(chart.xaxis, range(round(np.log10(steps[0])), round(np.log10(steps[-1])) + 1))

    def update(points, number, titles):
        dots.set_data(*points)
        ring.set_data([steps[number]], [values[number]])
        plane.set_title(titles[0])
        chart.set_title(titles[1])

    return figure, update


def verdicts(counts, right):
    """Return which rank three scores choose, and how often rightly, with ``update(shares, n, titles)``.

    `right` maps a score to its share of right choices (n,) at `counts`; ``shares`` maps it to the shares of all ranks.
    Used in :lesson:`5.5`.
    """
    figure, (bars, chart) = style.figure(1, 2, height=3.5, width_ratios=[1.15, 1], number="5.5.5")
    colors = dict(zip(right, (GOLD, BLUE, ORANGE), strict=True))
    ranks = np.arange(7)
    drawn = {
        name: bars.bar(ranks + 0.27 * (number - 1), np.zeros(7), 0.25, color=colors[name])
        for number, name in enumerate(right)
    }
    bars.axvspan(2.5, 3.5, color=style.FAINT, alpha=0.16, lw=0)
    bars.text(3, 104, "the truth", color=style.QUIET, ha="center")
    bars.set(xlim=(-0.5, 6.5), ylim=(0, 112), xlabel="rank chosen", ylabel="share of data sets (%)")
    bars.set_xticks(ranks)
    marks = {}
    for name, values in right.items():
        chart.semilogx(counts, 100 * values, color=colors[name])
        (marks[name],) = chart.plot([], [], "o", ms=7, color=colors[name], zorder=6, clip_on=False)
    for place, (name, color) in enumerate(colors.items()):
        chart.text(0.98, 0.06 + 0.09 * place, name, color=color, ha="right", transform=chart.transAxes, weight="bold")
    chart.set(xlim=(counts[0], counts[-1]), ylim=(0, 104), xlabel="data $n$", ylabel="right choices (%)")
    chart.set_xticks([30, 100, 300, 1000, 3000], ["30", "100", "300", "1000", "3000"])
    chart.xaxis.set_minor_locator(NullLocator())

    def update(shares, n, titles):
        for name, patches in drawn.items():
            for patch, height in zip(patches, shares[name], strict=True):
                patch.set_height(100 * height)
            marks[name].set_data([n], [100 * shares[name][3]])
        bars.set_title(titles[0])
        chart.set_title(titles[1])

    return figure, update
