"""The figures of lesson 4.2: arrays in, pictures out; nothing is computed here."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from matplotlib.ticker import NullLocator

from physdl import style

__all__ = ["branches", "ladder", "measured", "reach", "trained"]

_ACCENT = style.PARTS[4]
_BLUE = style.COLORS["position"]
_HUES = style.INK, _BLUE, _ACCENT, style.COLORS["momentum"]
_MARKS = "D", "s", "o", "^"


def _ring(ax, n):
    """Draw the sites of a ring and return their places and the chords between all pairs."""
    turn = 2 * np.pi * np.arange(n) / n
    places = np.stack([np.sin(turn), np.cos(turn)], axis=-1)
    i, j = np.triu_indices(n, 1)
    chords = LineCollection(np.stack([places[i], places[j]], axis=1), zorder=2, capstyle="round")
    ax.add_collection(chords)
    ax.plot(*places.T, "o", ms=6, color=style.INK, mec=style.PAPER, zorder=3)
    ax.set(xlim=(-1.12, 1.12), ylim=(-1.12, 1.12), aspect="equal")
    ax.axis("off")
    return i, j, chords


def _strings(chords, values):
    """Show couplings as chords: rose pulls, blue pushes, the stronger the thicker."""
    size = np.clip(np.abs(values), 0, 1)
    colors = np.array([to_rgba(_ACCENT if v > 0 else _BLUE) for v in values])
    colors[:, 3] = size > 0.06  # all or nothing: blends of many shades would make the page heavy
    chords.set(linewidths=0.4 + 2.8 * size, color=colors)


def measured(n, counts, curves):
    """Return two rings of couplings found beside the errors that they leave, and ``update(at, plain, even, titles)``.

    `counts` (k,) are numbers of measured states, `curves` (2, k) the errors without and with the symmetry. `plain` and
    `even` (n, n) are couplings, in units of the strongest, `titles` three. Used in :lesson:`4.2`.
    """
    figure, axes = style.figure(1, 3, height=3.0, width_ratios=[1, 1, 1.25], number="4.2.1")
    i, j, first = _ring(axes[0], n)
    second = _ring(axes[1], n)[2]
    fall = axes[2]
    lines = zip(curves, (_BLUE, _ACCENT), strict=True)
    for curve, hue in lines:
        fall.plot(counts, 100 * curve, color=hue, clip_on=False)
    dots = [fall.plot([], [], "o", ms=8, color=hue, clip_on=False, zorder=6)[0] for hue in (_BLUE, _ACCENT)]
    fall.text(52, 84, "nothing assumed", color=_BLUE)
    fall.text(14, 7, "may be turned", color=_ACCENT)
    fall.set(xlim=(0, counts[-1]), ylim=(0, 108), xlabel="states measured", ylabel="error on others, %")
    fall.set_xticks([0, 40, 80, 120])
    figure.get_layout_engine().set(wspace=0.06)  # room to cut between them on a phone

    def update(at, plain, even, titles):
        _strings(first, plain[i, j])
        _strings(second, even[i, j])
        for dot, curve in zip(dots, curves, strict=True):
            dot.set_data(counts[at : at + 1], 100 * curve[at : at + 1])
        for ax, title in zip(axes, titles, strict=True):
            ax.set_title(title)

    return figure, update


def reach(n, reaches, names):
    """Return a ring with its couplings beside errors over the assumed reach, and ``update(strengths, curves, title)``.

    `strengths` (n/2,) belong to the distances, `curves` (2, reaches) to the `names`. Used in :lesson:`4.2`.
    """
    figure, (ring, cost) = style.figure(1, 2, height=3.5, width_ratios=[1, 1.45], number="4.2.2")
    i, j, chords = _ring(ring, n)
    distance = np.minimum(j - i, n - j + i)
    ring.set_title("Who feels whom")
    hues = _BLUE, _ACCENT
    lines = [cost.plot([], [], "-", color=hue)[0] for hue in hues]
    points = [cost.plot([], [], "o", ms=4.5, color=hue)[0] for hue in hues]
    best = [cost.plot([], [], "o", ms=10, color=hue, zorder=6)[0] for hue in hues]
    cost.set(xlim=(0.6, reaches[-1] + 0.4), ylim=(1e-3, 3), yscale="log", xlabel="reach that is assumed, sites")
    cost.set_ylabel("error on other states")
    cost.set_yticks([1e-3, 1e-2, 0.1, 1], ["0.1 % or less", "1 %", "10 %", "100 %"])
    cost.yaxis.set_minor_locator(NullLocator())
    cost.set_xticks(reaches)
    for name, hue, (x, y) in zip(names, hues, ((8.3, 2.1), (8.3, 1.3)), strict=True):
        cost.text(x, y, name, color=hue, ha="right", va="center")
    figure.get_layout_engine().set(wspace=0.06)  # room to cut between them on a phone

    def update(strengths, curves, title):
        _strings(chords, strengths[distance - 1])
        for line, dots, dot, curve in zip(lines, points, best, curves, strict=True):
            at = int(np.argmin(curve))
            shown = np.maximum(curve, 1.1e-3)
            line.set_data(reaches, shown)
            dots.set_data(reaches, shown)
            dot.set_data(reaches[at : at + 1], shown[at : at + 1])
        cost.set_title(title)

    return figure, update


def trained(seen, errors, targets, names):
    """Return errors (targets, kinds, numbers seen, seeds) of trained networks over the number of states seen.

    Lines join medians, bars reach from the best to the worst seed. Used in :lesson:`4.2`.
    """
    figure, axes = style.figure(2, 2, height=5.4, sharex=True, sharey=True, number="4.2.3")
    for ax, table, target in zip(axes.flat, errors, targets, strict=True):
        for kind, (values, hue, mark) in enumerate(zip(table, _HUES, _MARKS, strict=True)):
            shown = np.clip(values, 1e-3, None)
            across = seen * 1.06 ** (kind - 1.5)
            middle = np.median(shown, axis=1)
            ax.vlines(across, shown.min(axis=1), shown.max(axis=1), color=hue, lw=1.2, alpha=0.7)
            ax.plot(across, middle, mark + "-", ms=5, lw=1.5, color=hue)
        ax.set_title(target)
        ax.set(xscale="log", yscale="log", ylim=(8e-4, 2.2), xlim=(seen[0] * 0.8, seen[-1] * 1.25))
        ax.set_xticks(seen, [f"{k:g}" for k in seen])
        ax.set_yticks([1e-3, 1e-2, 0.1, 1], ["0.1 % or less", "1 %", "10 %", "100 %"])
        ax.minorticks_off()
    for ax in axes[1]:
        ax.set_xlabel("states seen")
    for ax in axes[:, 0]:
        ax.set_ylabel("error")
    for place, (name, hue, mark) in enumerate(zip(names, _HUES, _MARKS, strict=True)):
        axes[1, 1].plot(seen[0], 0.1 / 2.4**place, mark, ms=5, color=hue)
        axes[1, 1].text(seen[0] * 1.1, 0.1 / 2.4**place, name, color=hue, va="center")
    return figure


def branches(errors, targets, names):
    """Return errors (targets, kinds, seeds) of trees and dense networks as points. Used in :lesson:`4.2`."""
    figure, axes = style.figure(1, len(targets), height=3.2, sharey=True, number="4.2.4")
    for ax, table, target in zip(axes, errors, targets, strict=True):
        for row, (values, hue, mark) in enumerate(
            zip(table, (_ACCENT, _HUES[3], _BLUE, style.INK), "o^sD", strict=True)
        ):
            ax.plot(values, np.full(len(values), -row), mark, ms=6, color=hue, alpha=0.55, mew=0)
            ax.vlines(np.median(values), -row - 0.28, -row + 0.28, color=hue, lw=2)
        ax.set(title=target, xlim=(0, 1.35), ylim=(-len(names) + 0.4, 0.6), xlabel="error")
        ax.set_xticks([0, 0.5, 1], ["0", "50 %", "100 %"])
        ax.set_yticks(-np.arange(len(names)), names)
        ax.tick_params(axis="y", length=0)
    return figure


def ladder(n, random, smooth, bound):
    """Return numbers of parameters (sizes, seeds) of the first networks that fit, over the number of bits `n`.

    `bound` (sizes,) is what counting asks for. Used in :lesson:`4.2`.
    """
    figure, ax = style.figure(height=3.5, number="4.2.5")
    for values, hue, mark in ((random, _BLUE, "s"), (smooth, _ACCENT, "o")):
        ax.plot(n, np.median(values, axis=1), color=hue, lw=1.8)
        ax.plot(np.repeat(n, values.shape[1]), values.ravel(), mark, ms=5, color=hue, alpha=0.5, mew=0)
    style.exact(ax, n, bound)
    ax.text(n[-1] + 0.1, np.median(random[-1]), "any signs", color=_BLUE, va="center")
    ax.text(n[-1] + 0.1, np.median(smooth[-1]), "signs of energies", color=_ACCENT, va="center")
    ax.text(n[-1] + 0.1, bound[-1], r"$2^n/32$", color=style.INK, va="center")
    ax.set(yscale="log", xlim=(n[0] - 0.3, n[-1] + 1.6), xlabel="bits $n$", ylabel="parameters of the first that fits")
    ax.set_xticks(n)
    ax.set_yticks([1, 10, 100, 1000], ["1", "10", "100", "1,000"])
    ax.minorticks_off()
    ax.set_title("In the median a law's signs take a smaller network")
    return figure
