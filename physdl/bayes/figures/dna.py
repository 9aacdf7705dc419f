"""The figures of lesson 5.6: arrays in, pictures out. Nothing is computed here."""

from __future__ import annotations

import numpy as np

from physdl import style

__all__ = ["criteria", "fingerprints", "lengths"]

_WIDE = 512  # columns of a picture, whatever the number of words
_GOLD, _OTHER, _THIRD = style.PARTS[5], style.COLORS["position"], style.COLORS["error"]


def _percent(ax, low=0, high=100):
    ax.set(ylim=(low, high), ylabel="told rightly, %")


def fingerprints(names, words, random, blocked, intervals, blind):
    """Return what the words of each source are like beside how many reads are told, and ``update(marks, k, titles)``.

    `random` and `blocked` (m,) are shares in per cent at the numbers of letters `words` (m,), `intervals` (m, 2) those
    of `blocked`, `blind` what blind choice gets; `marks` (sources, pairs) from −1 to 1. Used in :lesson:`5.6`.
    """
    figure, (left, right) = style.figure(1, 2, height=3.5, width_ratios=[1.25, 1], number="5.6.1")
    picture = left.imshow(
        np.zeros((len(names), _WIDE)), cmap=style.signed(5), vmin=-1, vmax=1, aspect="auto", interpolation="none"
    )
    left.set_yticks(range(len(names)), names)
    left.set_xticks([])
    left.tick_params(length=0)
    right.fill_between(words, *intervals.T, color=_GOLD, alpha=0.2, lw=0)
    right.plot(words, random, "o-", color=_OTHER, ms=5)
    right.plot(words, blocked, "o-", color=_GOLD, ms=5)
    right.axhline(blind, color=style.FAINT, lw=1)
    right.text(words[-1], blind - 2, "blind choice", color=style.QUIET, ha="right", va="top", fontsize=10)
    right.text(words[-1], random[-2] - 5, "held out\nat random", color=_OTHER, ha="right", va="top", fontsize=10)
    right.text(words[-1], blocked[-1] - 13, "held out\nby blocks", color=_GOLD, ha="right", va="top", fontsize=10)
    (dots,) = right.plot([], [], "o", color=style.INK, ms=9, zorder=6)
    right.set(xlim=(words[0] - 0.25, words[-1] + 0.25), xticks=words, xlabel="letters of a word")
    _percent(right, 0, 90)

    def update(marks, k, titles):
        picture.set_data(marks[:, np.arange(_WIDE) * marks.shape[1] // _WIDE])
        at = int(np.argmin(np.abs(np.asarray(words) - k)))
        dots.set_data([k, k], [random[at], blocked[at]])
        left.set_title(titles[0])
        right.set_title(titles[1])

    return figure, update


def criteria(words, tiles, reads):
    """Return the surprise for each read by several criteria, for tiles and for reads that overlap.

    `tiles` and `reads` are {name: (m,)} at the numbers of letters `words` (m,). Used in :lesson:`5.6`.
    """
    figure, axes = style.figure(1, 2, height=3.6, sharey=True, number="5.6.2")
    colors = {"BIC": _OTHER, "AIC": _THIRD, "evidence": _GOLD, "new blocks": style.INK}
    for ax, values, title in zip(axes, (tiles, reads), ("Tiles", "Reads that overlap"), strict=True):
        for name, each in values.items():
            line = "--" if name == "new blocks" else "-"
            ax.plot(words, each, "o" + line, color=colors[name], ms=5, lw=1.6)
            best = int(np.argmin(each))
            ax.plot(words[best], each[best], "o", color=colors[name], ms=10, mfc="none", mew=1.6)
        ax.set(xticks=words, xlabel="letters of a word", xlim=(words[0] - 0.2, words[-1] + 0.2), ylim=(0.75, 2.15))
        ax.set_title(title)
    for place, (name, color) in enumerate(colors.items()):
        axes[0].text(words[0], 0.8 + 0.1 * place, name, color=color, va="bottom", fontsize=10.5)
    axes[0].set_ylabel("nats for each read")
    return figure


def lengths(names, sizes, shares, intervals, blind):
    """Return a confusion matrix beside the share told rightly, and ``update(matrix, size, share, titles)``.

    `shares` (m,) in per cent at the lengths `sizes` (m,), `intervals` (m, 2); `matrix` (sources, sources) with rows of
    sum 1. Used in :lesson:`5.6`.
    """
    figure, (left, right) = style.figure(1, 2, height=3.7, width_ratios=[1.25, 1], number="5.6.3")
    picture = left.imshow(np.eye(len(names)), cmap=style.fade(5), vmin=0, vmax=1, aspect="auto", interpolation="none")
    left.set_yticks(range(len(names)), names)
    left.set_xticks([])
    left.tick_params(length=0)
    left.set_xlabel("told as, in the same order")
    right.fill_between(sizes, *intervals.T, color=_GOLD, alpha=0.2, lw=0)
    right.plot(sizes, shares, color=_GOLD)
    right.axhline(blind, color=style.FAINT, lw=1)
    right.text(sizes[-1], blind - 2, "blind choice", color=style.QUIET, ha="right", va="top", fontsize=10)
    (dot,) = right.plot([], [], "o", color=_GOLD, ms=9, zorder=6)
    right.set(xscale="log", xlim=(sizes[0] * 0.9, sizes[-1] * 1.1), xlabel="letters of a piece")
    right.set_xticks([50, 150, 500, 1500], ["50", "150", "500", "1,500"])
    right.minorticks_off()
    _percent(right)

    def update(matrix, size, share, titles):
        picture.set_data(matrix)
        dot.set_data([size], [share])
        left.set_title(titles[0])
        right.set_title(titles[1])

    return figure, update
