"""The figures of lesson 5.4: arrays in, pictures out.

`concrete`, `degree` and `inclusion` return ``(figure, update)``; call ``update`` with new arrays and titles, and give
the figure to :func:`physdl.explore.explore`. Nothing is computed here.
"""

from __future__ import annotations

import numpy as np

from physdl import style

__all__ = ["concrete", "degree", "inclusion", "leak"]

MINE, BLUE, RED = style.PARTS[5], style.COLORS["position"], style.COLORS["momentum"]


def concrete(shares, height, kind, strength):
    """Return strengths beside a curve of likelihoods, and ``update(ratio, line, share, below, titles)``.

    `shares` (m,) and `height` (m,), nats from the best (none is positive); `kind` (n,) bool, True for plain
    cement, and `strength` (n,) in MPa; ratio (n,), line two arrays, share and below two numbers, titles two words.
    Used in :lesson:`5.4`.
    """
    figure, (left, right) = style.figure(1, 2, height=3.6, width_ratios=[1.25, 1], number="5.4.1")
    looks = {False: {"color": "#C4AA66", "ms": 3.6, "zorder": 3}, True: {"color": style.INK, "ms": 3.8, "zorder": 4}}
    clouds = {plain: left.plot([], [], "o", mew=0, **look)[0] for plain, look in looks.items()}
    (law,) = left.plot([], [], color=RED, lw=1.8, zorder=5)
    left.set(xlim=(0.2, 1.95), ylim=(6, 105), yscale="log", yticks=[10, 20, 40, 80])
    left.set_yticks([], minor=True)
    left.set_yticklabels(["10", "20", "40", "80"])
    left.set(xlabel="water / (cement + share × slag and ash)", ylabel="strength after 28 days (MPa)")
    left.text(0.97, 0.95, "plain cement", transform=left.transAxes, ha="right", va="top", fontsize=10.5)
    left.text(0.97, 0.87, "with slag or ash", transform=left.transAxes, ha="right", va="top", fontsize=10.5, color=MINE)
    right.plot(shares, height, color=MINE)
    (dot,) = right.plot([], [], "o", ms=9, color=RED, zorder=6)
    right.set(
        xlim=(-0.04, 1.46), ylim=(-400, 30), xlabel="share that slag and ash count", ylabel="ln likelihood (nats)"
    )

    def update(ratio, line, share, below, titles):
        for plain, cloud in clouds.items():
            cloud.set_data(ratio[kind == plain], strength[kind == plain])
        law.set_data(*line)
        dot.set_data([share], [below])
        left.set_title(titles[0])
        right.set_title(titles[1])

    return figure, update


def degree(x, y, fine, truth, scores):
    """Return data with a fit beside the scores of all degrees, and ``update(fit, degree, titles)``.

    `x`, `y` (N,); `fine`, `truth` (m,); `scores` {name: (d,)}, each less its smallest value; fit (m,) on `fine`. Used
    in :lesson:`5.4`.
    """
    figure, (left, right) = style.figure(1, 2, height=3.6, width_ratios=[1.1, 1], number="5.4.2")
    style.exact(left, fine, truth)
    left.plot(x, y, "o", ms=4.5, color=style.INK, alpha=0.75)
    (curve,) = left.plot([], [], color=MINE)
    left.set(xlim=(-1.05, 1.05), ylim=(y.min() - 0.7, y.max() + 0.7), xlabel="$x$", ylabel="$y$")
    colors = dict(zip(scores, [style.FAINT, MINE, BLUE, RED], strict=False))
    dots = {}
    for name, score in scores.items():
        right.plot(np.arange(len(score)), score, color=colors[name], lw=1.6)
        (dots[name],) = right.plot([], [], "o", ms=7, color=colors[name], zorder=6)
    last = len(next(iter(scores.values()))) - 1
    right.set(xlim=(-0.5, last + 0.5), ylim=(-5, 104), xticks=range(0, last + 1, 4))
    right.set(xlabel="degree", ylabel="above its own best")
    for row, name in enumerate(scores):
        right.text(0.5, 0.96 - 0.085 * row, name, transform=right.transAxes, ha="center", va="top", fontsize=10.5,
                   color=style.QUIET if row == 0 else colors[name])  # fmt: skip

    def update(fit, degree, titles):
        curve.set_data(fine, fit)
        for name, score in scores.items():
            dots[name].set_data([degree], [score[degree]])
        left.set_title(titles[0])
        right.set_title(titles[1])

    return figure, update


def inclusion(names, widths, terms, marks):
    """Return inclusion probabilities beside the size of the best model, and ``update(chances, width, best, title)``.

    `names` of the terms; `widths` (m,) of the prior and `terms` (m,) of the best model there; `marks` {criterion: its
    number of terms}; chances (p,), width and best two numbers, and a title. Used in :lesson:`5.4`.
    """
    figure, (left, right) = style.figure(1, 2, height=4.0, width_ratios=[1.1, 1], number="5.4.4")
    rows = np.arange(len(names))[::-1]
    left.barh(rows, np.ones(len(names)), color="#ECE9E1", height=0.68)
    bars = left.barh(rows, np.zeros(len(names)), color=MINE, height=0.68)
    left.set(xlim=(0, 1), yticks=rows, xticks=[0, 0.5, 1], xlabel="probability that it is in")
    left.set_yticklabels(names)
    left.tick_params(axis="y", length=0)
    right.step(widths, terms, where="mid", color=MINE)
    for name, number in marks.items():
        style.exact(right, widths[[0, -1]], [number, number])
        right.text(widths[-1], number + 0.12, name, ha="right", va="bottom", fontsize=10.5)
    (dot,) = right.plot([], [], "o", ms=9, color=RED, zorder=6)
    right.set(xscale="log", xlim=(widths[0] / 1.5, widths[-1] * 1.5), ylim=(0, 12.6), yticks=range(0, 13, 2))
    right.set_xticks([0.1, 1, 10, 100], labels=["0.1", "1", "10", "100"])
    right.set(xlabel="prior width (in units of the noise)", ylabel="terms in the best model")
    left.set_title("Which terms?")

    def update(chances, width, best, title):
        for bar, chance in zip(bars, chances, strict=True):
            bar.set_width(chance)
        dot.set_data([width], [best])
        right.set_title(title)

    return figure, update


def leak(reach, rows, mixtures, title):
    """Return the errors of a smoother on held-back rows and on held-back mixtures, against how far it reaches.

    `reach`, `rows`, `mixtures` (m,), the errors in MPa. Used in :lesson:`5.4`.
    """
    figure, ax = style.figure(width=style.NARROW, height=3.4, number="5.4.3")
    ax.plot(reach, rows, color=RED)
    ax.plot(reach, mixtures, color=MINE)
    for errors, color in ((rows, "#B34E00"), (mixtures, MINE)):
        best = int(np.argmin(errors))
        ax.plot(reach[best], errors[best], "o", ms=8, color=color)
    ax.set(xscale="log", xlim=(reach[0], reach[-1]), ylim=(3.4, 8.6), xticks=[0.7, 1, 2, 4, 8])
    ax.set_xticks([], minor=True)
    ax.set_xticklabels(["0.7", "1", "2", "4", "8"])
    ax.set(xlabel="reach of the smoother (standard deviations)", ylabel="error on what was held back (MPa)")
    ax.text(0.3, 0.07, "rows held back", transform=ax.transAxes, fontsize=10.5, color="#B34E00")
    ax.text(0.27, 0.62, "mixtures held back", transform=ax.transAxes, fontsize=10.5, color=MINE)
    ax.set_title(title)
    return figure
