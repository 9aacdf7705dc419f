"""The figures of lesson 5.2: arrays in, pictures out; nothing is computed here.

A function that makes a moving figure returns ``(figure, update)``; call ``update`` with new arrays and titles, and give
the figure to :func:`physdl.explore.explore`.
"""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import NullLocator

from physdl import style

__all__ = ["arc", "bets", "errors", "rulers", "samples"]

GOLD = style.PARTS[5]
BLUE, ORANGE, GREEN = (style.COLORS[name] for name in ("position", "momentum", "error"))
_DARK_ORANGE, _DARK_GREEN = "#B34E00", "#007A59"  # of words


def bets(fair, bent, gain, price):
    """Return two models' bets over data sets, beside what a knob gains and costs, and ``update(heads, left, right)``.

    All are (n + 1,), for 0 to n heads: bets `fair` and `bent`, and in nats the `gain` of the best fit and the `price`.
    Used in :lesson:`5.2`.
    """
    figure, (left, right) = style.figure(1, 2, height=3.6, width_ratios=[1.15, 1], number="5.2.1")
    heads = np.arange(len(fair))
    left.bar(heads, fair, width=0.86, color=BLUE, alpha=0.35, lw=0)
    left.stairs(bent, np.arange(len(fair) + 1) - 0.5, color=GOLD, lw=2, baseline=None)
    (one,) = left.plot([], [], "o", ms=8, color=BLUE, zorder=6, clip_on=False)
    (other,) = left.plot([], [], "o", ms=8, color=GOLD, zorder=6, clip_on=False)
    left.text(heads[-1] / 2, 1.06 * fair.max(), "fair", color=BLUE, ha="center", va="bottom")
    left.text(0, 1.12 * bent[0], "bent", color=GOLD, ha="left", va="bottom")
    left.set(xlim=(-0.7, len(fair) - 0.3), ylim=(0, 1.22 * fair.max()), xlabel=f"heads in {len(fair) - 1} tosses")
    left.set_ylabel("bet on this number")
    left.set_xticks(heads[::5])
    left.set_yticks([0, 0.05, 0.1, 0.15], ["0", "0.05", "0.10", "0.15"])
    right.plot(heads, gain, "o-", ms=3.5, lw=1.2, color=ORANGE)
    right.plot(heads, price, "o-", ms=3.5, lw=1.2, color=GOLD)
    middle = len(fair) // 2
    top = 1.2 * price.max()
    right.text(middle, 1.12 * price[middle], "price", color=GOLD, ha="center", va="bottom")
    right.text(1.5, 0.17 * top, "gain", color=_DARK_ORANGE, ha="left", va="center")
    (bar,) = right.plot([], [], color=style.INK, lw=1.4, zorder=4)
    right.set(xlim=(-0.7, len(fair) - 0.3), ylim=(0, top), xlabel=f"heads in {len(fair) - 1} tosses", ylabel="nats")
    right.set_xticks(heads[::5])

    def update(number, title, verdict):
        one.set_data([number], [fair[number]])
        other.set_data([number], [bent[number]])
        bar.set_data([number, number], [min(gain[number], top), price[number]])
        left.set_title(title)
        right.set_title(verdict)

    return figure, update


def rulers(blend, mode, missed):
    """Return a posterior on a stretched ruler beside Laplace's error, and ``update(curve, bell, marks, n, titles)``.

    `blend` (n,) are the rulers, `mode` (n,) the most probable p on each, `missed` (n,) by how many percent Laplace's
    value errs. `curve` and `bell` (2, m) are two densities over the ruler, `marks` {label: place} where some p stand,
    with None for the mode. Used in :lesson:`5.2`.
    """
    figure, (ruler, chart) = style.figure(1, 2, height=3.6, width_ratios=[1.15, 1], number="5.2.2")
    (area,) = ruler.fill([0, 1, 1], [0, 0, 1], color=GOLD, alpha=0.25, lw=0)
    (line,) = ruler.plot([], [], color=GOLD)
    (hill,) = ruler.plot([], [], color=style.INK, lw=1.1, ls=(0, (4, 3)), zorder=5)
    (top,) = ruler.plot([], [], "o", ms=8, color=GOLD, zorder=6)
    words = {}
    ruler.set(xlim=(-1.2, 1.4), ylim=(-0.24, 1.5), xticks=[], yticks=[], xlabel="the ruler, with the $p$ on it")
    ruler.set_ylabel("posterior density on it")
    ruler.axhline(0, color=style.FAINT, lw=0.8)
    chart.axhline(0, color=style.FAINT, lw=0.8)
    chart.plot(blend, missed, color=ORANGE)
    (spot,) = chart.plot([], [], "o", ms=8, color=ORANGE, zorder=6, clip_on=False)
    low, high = missed.min(), missed.max()
    room = high - low
    chart.set(xlim=(blend[0], blend[-1]), ylim=(low - 0.12 * room, high + 0.12 * room))
    chart.set_xticks([0, 0.5, 1], ["$p$", "arcsine", "log odds"])
    chart.set_ylabel("error of Laplace's value (%)")
    for label, spread in zip(chart.get_xticklabels(), ("left", "center", "right"), strict=True):
        label.set_ha(spread)

    def update(curve, bell, marks, number, titles):
        x, exact = curve
        area.set_xy(np.column_stack([[x[0], *x, x[-1]], [0, *exact, 0]]))
        line.set_data(x, exact)
        hill.set_data(*bell)
        top.set_data([marks[None]], [np.interp(marks[None], x, exact)])
        for label, place in marks.items():
            if label is None:
                continue
            if label not in words:
                stroke = ruler.plot([], [], color=style.FAINT, lw=1)[0]
                said = label if len(words) % 2 == 0 else ""  # every other one, for a phone
                words[label] = stroke, ruler.text(0, -0.07, said, ha="center", va="top", fontsize=10)
            stroke, word = words[label]
            seen = -1.12 < place < 1.32
            stroke.set_data([place, place], [-0.05, 0.0])
            word.set_x(place)
            stroke.set_visible(seen)
            word.set_visible(seen)
        spot.set_data([blend[number]], [missed[number]])
        ruler.set_title(titles[0])
        chart.set_title(titles[1])

    return figure, update


def arc(counts, price, edge, line):
    """Return coins on their half circle, beside what one of them costs, and ``update(angles, n, cost, left, right)``.

    `price` and `edge` (n,) are exact prices at `counts` (n,) for as many heads as tails and for no heads, in nats;
    `line` (n,) is the logarithm of the number of coins. `angles` (m,) run from 0 to π. Used in :lesson:`5.2`.
    """
    figure, (sky, chart) = style.figure(1, 2, height=3.4, width_ratios=[1.25, 1], number="5.2.3")
    turn = np.linspace(0, np.pi, 181)
    sky.plot(0.5 - 0.5 * np.cos(turn), 0.5 * np.sin(turn), color=style.FAINT, lw=1)
    sky.plot([0, 1], [0, 0], color=style.FAINT, lw=1)
    (drops,) = sky.plot([], [], color=style.FAINT, lw=0.7)
    (coins,) = sky.plot([], [], "o", ms=6, color=GOLD, zorder=5, clip_on=False)
    (feet,) = sky.plot([], [], "o", ms=4.5, color=ORANGE, zorder=5, clip_on=False)
    sky.set(xlim=(-0.04, 1.04), ylim=(-0.03, 0.56), aspect="equal", anchor="N", yticks=[])
    sky.set_xlabel("probability of heads $p$")
    sky.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "¼", "½", "¾", "1"])
    sky.spines["left"].set_visible(False)
    chart.semilogx(counts, price, color=GOLD)
    chart.semilogx(counts, edge, color=ORANGE)
    style.exact(chart, counts, line)
    (mark,) = chart.plot([], [], "o", ms=8, color=GOLD, zorder=6, clip_on=False)
    chart.text(counts[-1], edge[-1] + 0.15, "all tails", color=_DARK_ORANGE, ha="right", va="bottom")
    chart.text(counts[-1], line[-1] - 1.9, "half heads", color=GOLD, ha="right", va="top")
    chart.set(xlim=(counts[0], counts[-1] * 1.05), ylim=(0, 1.16 * edge[-1]), xlabel="tosses $N$")
    chart.set_ylabel("price of the knob (nats)")
    chart.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1,000"])
    chart.xaxis.set_minor_locator(NullLocator())

    def update(angles, n, cost, left, right):
        x, y = 0.5 - 0.5 * np.cos(angles), 0.5 * np.sin(angles)
        coins.set_data(x, y)
        feet.set_data(x, np.zeros(len(x)))
        gap = np.full(len(x), np.nan)
        drops.set_data(np.column_stack([x, x, x]).ravel(), np.column_stack([y, 0 * y, gap]).ravel())
        mark.set_data([n], [cost])
        sky.set_title(left)
        chart.set_title(right)

    return figure, update


def errors(counts, curves, forecasts, title):
    """Return N times Laplace's error (n,) by the name of the coordinate, with the `forecasts` of the next order (n,).

    Used in :lesson:`5.2`.
    """
    figure, ax = style.figure(height=3.3, number="5.2.4")
    ax.axhline(0, color=style.FAINT, lw=0.8)
    tones = {GOLD: GOLD, ORANGE: _DARK_ORANGE, GREEN: _DARK_GREEN, BLUE: BLUE}
    for (name, values), (color, ink) in zip(curves.items(), tones.items(), strict=True):
        ax.semilogx(counts, values, color=color)
        style.exact(ax, counts, forecasts[name])
        ax.text(counts[-1] * 1.25, values[-1], name, color=ink, va="center")
    ax.set(xlim=(counts[0], counts[-1] * 6), ylim=(-1.05, 1.45), xlabel="tosses $N$, three in ten of them heads")
    ax.set_ylabel("$N$ × what is missing (nats)")
    ax.set_xticks([10, 100, 1000, 10_000], ["10", "100", "1,000", "10,000"])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_title(title)
    return figure


def samples(counts, naive, fair, title):
    """Return averages of a ratio of bets, with draws from the truth and from the other model, where the exact one is 1.

    `naive` and `fair` (seeds, n) at `counts` (n,). Used in :lesson:`5.2`.
    """
    figure, ax = style.figure(height=3.3, number="5.2.5")
    style.exact(ax, np.array([counts[0] / 1.5, counts[-1] * 1.5]), np.ones(2))
    for values, color, shift in ((naive, BLUE, 0.96), (fair, GOLD, 1.04)):
        ax.loglog(np.tile(counts * shift, len(values)), values.ravel(), "o", ms=4, color=color, alpha=0.7, mew=0)
    ax.text(counts[2], 0.5 * naive[:, 2].min(), "from the fair coin", color=BLUE, ha="right", va="center")
    ax.text(counts[-1] * 1.3, 1.75, "from the bent coins", color=GOLD, ha="right", va="center")
    ax.set(xlim=(counts[0] / 1.5, counts[-1] * 1.5), ylim=(0.6 * naive.min(), 3), xlabel="tosses $N$ in a data set")
    ax.set_ylabel("average of 20,000 ratios")
    ax.set_xticks([10, 100, 1000, 10_000], ["10", "100", "1,000", "10,000"])
    ax.set_yticks([0.1, 1], ["0.1", "1"])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_minor_locator(NullLocator())
    ax.set_title(title)
    return figure
