"""The figures of lesson 5.3 and the picture that opens Part 5: arrays in, pictures out; nothing is computed here.

A function that makes a moving figure returns ``(figure, update)``; call ``update`` with new arrays and titles, and give
the figure to :func:`physdl.explore.explore`.
"""

from __future__ import annotations

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.ticker import NullLocator

from physdl import style

__all__ = ["blocks", "code_lengths", "coin", "random_sets", "ridge", "slopes", "staircase", "valley"]

GOLD = style.PARTS[5]
BLUE, ORANGE, GREEN = (style.COLORS[name] for name in ("position", "momentum", "error"))


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SHORT = {-3: "0.001", -2: "0.01", -1: "0.1", 0: "1", 1: "10", 2: "100", 3: "1000"}


def _decades(axis, low, high, step=1):
    """Label every `step`-th decade of a logarithmic axis, and no other."""
    powers = range(low, high + 1, step)
    axis.set_ticks([10.0**p for p in powers], labels=[_SHORT.get(p, "10" + str(p).translate(_RAISED)) for p in powers])
    axis.set_minor_locator(NullLocator())


def coin(counts, fair, average):
    """Return the likelihood of a coin beside its height at ½ and its average, and ``update(p, height, n, title)``.

    `fair` and `average` (n,) are relative to the best p, at the numbers of tosses `counts`; `height` is the likelihood
    at `p`, `n` the number shown. Used in :lesson:`5.3`.
    """
    figure, (hill, chart) = style.figure(1, 2, height=3.5, width_ratios=[1, 1.15], number="5.3.1")
    area = hill.fill([0, 1, 1], [0, 0, 1], color=GOLD, alpha=0.28, lw=0)[0]
    (line,) = hill.plot([], [], color=GOLD)
    (point,) = hill.plot([], [], "o", ms=8, color=BLUE, zorder=6, clip_on=False)
    (level,) = hill.plot([0, 1], [0, 0], color=GOLD, lw=1.2, ls=(0, (2, 2)))
    hill.set(xlim=(0, 1), ylim=(0, 1.05), xlabel="probability of heads $p$", ylabel="likelihood / its maximum")
    hill.set_title("A bet on one place, B on all")
    chart.loglog(counts, fair, color=BLUE)
    chart.loglog(counts, average, color=GOLD)
    chart.text(counts[-1], 1.25 * fair[-1], "at $p = ½$", color=BLUE, ha="right", va="bottom")
    middle = len(counts) // 2
    chart.text(counts[middle] / 2, 0.6 * average[middle], "mean over all $p$", color=GOLD, ha="right")
    (bar,) = chart.plot([], [], color=style.FAINT, lw=1.2)
    (marks,) = chart.plot([], [], "o", ms=8, color=style.INK, zorder=6, clip_on=False)
    chart.set(xlim=(counts[0], counts[-1] * 1.3), ylim=(average.min() / 2, 1), xlabel="tosses $N$")
    chart.set_ylabel("relative to the best $p$")
    _decades(chart.xaxis, 1, 6)
    _decades(chart.yaxis, -3, 0)

    def update(p, height, n, title):
        at_half, mean = np.interp(n, counts, fair), np.exp(np.interp(np.log(n), np.log(counts), np.log(average)))
        area.set_xy(np.column_stack([[p[0], *p, p[-1]], [0, *height, 0]]))
        line.set_data(p, height)
        point.set_data([0.5], [at_half])
        level.set_ydata([mean, mean])
        bar.set_data([n, n], [at_half, mean])
        marks.set_data([n, n], [at_half, mean])
        chart.set_title(title)

    return figure, update


def ridge(prior, counts, excess, asymptote):
    """Return a posterior inside its prior beside what it has cost, and ``update(rims, n, value, left, right)``.

    `prior` is a list of closed curves (2, points), `rims` as many of the posterior; `excess` and its `asymptote` (n,)
    are in nats at `counts`. Used in :lesson:`5.3`.
    """
    figure, (plane, chart) = style.figure(1, 2, height=3.7, width_ratios=[1, 1.15], number="5.3.2")
    for curve in prior:
        plane.plot(*curve, color=style.FAINT, lw=0.8)
    plane.text(0, prior[-1][1].max() * 0.87, "prior", color=style.QUIET, ha="center")
    shades = [plane.fill(*curve, color=GOLD, alpha=0.3, lw=0)[0] for curve in prior]
    (middle,) = plane.plot([], [], ".", ms=4, color=style.INK)
    size = 1.06 * prior[-1].max()
    plane.set(
        xlim=(-size, size), ylim=(-size, size), aspect="equal", anchor="N", xlabel="height $a$", ylabel="slope $b$"
    )
    chart.semilogx(counts, excess, color=GOLD)
    style.exact(chart, counts, asymptote)
    chart.text(counts[-1], asymptote[-1] * 0.62, r"$\ln N + C$", ha="right", va="top")
    (mark,) = chart.plot([], [], "o", ms=8, color=GOLD, zorder=6, clip_on=False)
    chart.set(xlim=(counts[0], counts[-1]), ylim=(0, 1.08 * excess.max()), xlabel="data $N$", ylabel="price (nats)")
    _decades(chart.xaxis, 0, round(np.log10(counts[-1])))

    def update(rims, n, value, left, right):
        for shade, rim in zip(shades, rims, strict=True):
            shade.set_xy(rim.T)
        middle.set_data(*rims[0].mean(axis=1, keepdims=True))
        mark.set_data([n], [value])
        plane.set_title(left)
        chart.set_title(right)

    return figure, update


def staircase(counts, resolved, steps, title):
    """Return how many parameters the data resolve, with the places `steps` where each one is: (n,), (n,), (k,).

    Used in :lesson:`5.3`.
    """
    figure, ax = style.figure(height=3.1, number="5.3.4")
    k = len(steps)
    for number, place in enumerate(np.sort(steps)):
        ax.plot([place, place], [0, number + 0.5], color=style.FAINT, lw=0.8, ls=":")
    ax.semilogx(counts, resolved, color=GOLD)
    ax.axhline(k, color=style.INK, lw=1.1, ls=(0, (4, 3)))
    ax.text(counts[0] * 1.6, k - 0.15, f"$k$ = {k}, what the model declares", va="top")
    ax.set(xlim=(counts[0], counts[-1]), ylim=(0, k * 1.08), xlabel="data $N$", ylabel="parameters resolved")
    _decades(ax.xaxis, 0, round(np.log10(counts[-1])), 2)
    ax.set_title(title)
    return figure


def blocks(sizes, ratios, curve):
    """Return averaged data beside three schemes' verdicts, and ``update(x, y, noise, number, left, right)``.

    `ratios` maps the name of a scheme to ln of the evidence ratio at each of `sizes`, the right one first; `curve` =
    (x, y) is the truth, `noise` the standard deviation of an average. Used in :lesson:`5.3`.
    """
    figure, (plane, chart) = style.figure(1, 2, height=3.6, width_ratios=[1, 1.2], number="5.3.5")
    (dots,) = plane.plot([], [], "o", ms=3, mew=0, color=GOLD)
    (bars,) = plane.plot([], [], color=GOLD, lw=0.9)
    style.exact(plane, *curve)
    reach = 2.9
    plane.set(xlim=(-1.05, 1.05), ylim=(-reach, reach), xlabel="input $u$", ylabel="measured $y$")
    everything = np.concatenate(list(ratios.values()))
    low, high = everything.min(), everything.max()
    apart = 0.085 * (high - low)
    lines, names = {}, {}
    for name, color in zip(ratios, (GOLD, GREEN, BLUE), strict=True):
        (lines[name],) = chart.semilogx([], [], "o-", ms=6, color=color)
        names[name] = chart.text(1, 0, name, color=color, va="center")
    chart.set(xlim=(0.75, sizes[-1] * 12), ylim=(low - 2 * apart, high + 2 * apart))
    chart.set(xlabel="block size $b$", ylabel="evidence moved by (nats)")
    chart.set_xticks(sizes, [str(b) for b in sizes])
    chart.xaxis.set_minor_locator(NullLocator())

    def update(x, y, noise, number, left, right):
        dots.set_data(x, y)
        spread = np.column_stack([y - noise, y + noise, np.full(len(y), np.nan)])
        bars.set_data(np.repeat(x, 3), spread.ravel())
        height = -np.inf
        for name in sorted(lines, key=lambda name: ratios[name][number]):
            lines[name].set_data(sizes[: number + 1], ratios[name][: number + 1])
            height = max(ratios[name][number], height + apart)  # names keep apart
            names[name].set_position((sizes[number] * 1.6, height))
        plane.set_title(left)
        chart.set_title(right)

    return figure, update


def code_lengths(spacing, limits, counts, shortest):
    """Return a two-part code's length over the grid's spacing, beside its least, and ``update(parts, best, n, title)``.

    `parts` is (2, n) at `spacing` (n,): the parameter's nats and the misfit's; `best` is the place and height of the
    least sum for `n` data, `shortest` that height at each of `counts`. `limits` are those of the height. Used in
    :lesson:`5.3`.
    """
    figure, (ax, chart) = style.figure(1, 2, height=3.4, width_ratios=[1.25, 1], number="5.3.6")
    (grid,) = ax.semilogx([], [], color=BLUE, lw=1.5)
    (misfit,) = ax.semilogx([], [], color=ORANGE, lw=1.5)
    (total,) = ax.semilogx([], [], color=GOLD, lw=2.6)
    (mark,) = ax.plot([], [], "o", ms=9, color=GOLD, zorder=6)
    ax.text(spacing[2], limits[1] * 0.34, "to name\nthe grid point", color=BLUE, va="center")
    ax.text(spacing[2], limits[1] * 0.14, "to pay for\nrounding", color=ORANGE, va="center")
    ax.set(xlim=(spacing[0], spacing[-1]), ylim=limits, xlabel="spacing of the grid (noise = 1)", ylabel="nats")
    _decades(ax.xaxis, round(np.log10(spacing[0])), round(np.log10(spacing[-1])))
    chart.semilogx(counts, shortest, color=GOLD)
    (least,) = chart.plot([], [], "o", ms=8, color=GOLD, zorder=6, clip_on=False)
    chart.set(xlim=(counts[0], counts[-1]), ylim=limits, xlabel="data $N$", ylabel="shortest message (nats)")
    chart.set_title("Half a nat for each factor e")
    _decades(chart.xaxis, round(np.log10(counts[0])), round(np.log10(counts[-1])))

    def update(parts, best, n, title):
        for line, values in zip((grid, misfit, total), (*parts, parts.sum(axis=0)), strict=True):
            line.set_data(spacing, values)
        mark.set_data(*np.reshape(best, (2, 1)))
        least.set_data([n], best[1:])
        ax.set_title(title)

    return figure, update


def random_sets(counts, sets, mean, line, title):
    """Return several data sets' free energies (sets, n), their mean, and the straight line they wander about.

    Used in :lesson:`5.3`.
    """
    figure, ax = style.figure(height=3.3, number="5.3.3")
    ax.semilogx(counts, sets.T, color=GOLD, lw=0.9, alpha=0.55)
    ax.semilogx(counts, mean, color=GOLD, lw=2.4)
    style.exact(ax, counts, line)
    ax.set(xlim=(counts[0], counts[-1]), xlabel="data $N$", ylabel=r"$F - N L$ at the true $\theta$ (nats)")
    _decades(ax.xaxis, 2, 12, 2)
    ax.set_title(title)
    return figure


def slopes(counts, curves, limits, title):
    """Return measured slopes over ln N (n,), by name, each with the number `limits[name]` it tends to.

    Used in :lesson:`5.3`.
    """
    figure, ax = style.figure(height=3.3, number="5.3.7")
    for (name, values), color in zip(curves.items(), (ORANGE, GOLD, BLUE), strict=True):
        ax.semilogx(counts, values, color=color)
        ax.text(counts[-1] * 1.6, values[-1], name, color=color, va="center")
        style.exact(ax, counts[[0, -1]], [limits[name]] * 2)
    ax.set(xlim=(counts[0], counts[-1] * 10**3), ylim=(0, 1.1), xlabel="data $N$", ylabel=r"slope of $E$ in $\ln N$")
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
    _decades(ax.xaxis, 0, round(np.log10(counts[-1])), 3)
    ax.set_title(title)
    return figure


def valley(layers, ground="#15120A"):
    """Return the colours (rows, columns, 3) of posteriors laid over each other like light in a valley.

    `layers` (pictures, rows, columns), from few data to many, lie between 0 and 1. A thin line marks where each of them
    but the last is at half its height. The opener of Part 5, from :func:`physdl.bayes.running.singular_ridges`.
    """
    shades = LinearSegmentedColormap.from_list("valley", [ground, "#E0A61C", "#FFF6DC"], N=1024)
    light = np.mean(layers, axis=0)
    colors = shades(light / light.max())[..., :3]
    for number, layer in enumerate(layers[:-1]):
        steepness = np.hypot(*np.gradient(layer)) + 1e-12
        line = np.clip(1.1 - np.abs(layer - 0.5) / steepness, 0, 1)[..., None]
        colors += (0.2 + 0.12 * number) * line * (np.array(to_rgb("#FFF6DC")) - colors)
    return colors
