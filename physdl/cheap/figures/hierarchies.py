"""The figures of lesson 4.4: a stemma, a tree of copies, values that are merged, a plane that moves with the ruler."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection

from physdl import style

_A, _B = style.PARTS[4], style.COLORS["position"]
_TRUST = style.signed(4)  # from blue, reading B, over paper, no knowledge, to purple, reading A
_WRONG = style.COLORS["momentum"]


def _family(ax):
    """Return the artists of a tree: lines, lost copies as discs, manuscripts as squares, coloured by belief."""
    lines = LineCollection([], colors="#9AA1AA", lw=1.1, zorder=1)
    ax.add_collection(lines)
    look = {"cmap": _TRUST, "vmin": 0, "vmax": 1, "edgecolors": style.INK, "linewidths": 0.9, "zorder": 3}
    lost = ax.scatter([], [], s=[], c=[], **look)
    kept = ax.scatter([], [], s=[], c=[], marker="s", **look)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    style.keep(ax)
    return lines, lost, kept


def _place(scatter, places, sizes, belief):
    scatter.set_offsets(np.reshape(places, (-1, 2)))
    scatter.set_sizes(np.broadcast_to(sizes, len(scatter.get_offsets())))
    scatter.set_array(np.asarray(belief, dtype=float))


def stemma(copies, exact, votes):
    """Return a stemma beside the probability of reading A, and ``update(count, beliefs, title)``.

    `copies` (n,) numbers of manuscripts copied from α, `exact` and `votes` (n,) the probability by the tree and if
    each had a lost parent of its own. `beliefs` (4,) are those of the original and of α, β, γ. Used in :lesson:`4.4`.
    """
    figure, (tree, watch) = style.figure(1, 2, height=3.5, width_ratios=[1.15, 1], number="4.4.1")
    lines, lost, kept = _family(tree)
    tree.set(xlim=(-0.03, 1.03), ylim=(-0.28, 1.16))
    middle = np.array([[0.5, 0.95], [0.33, 0.5], [0.74, 0.5], [0.93, 0.5]])
    for (x, y), name in zip(middle, ("original", "α", "β", "γ"), strict=True):
        tree.text(x + 0.055, y + 0.03, name, fontsize=11, va="bottom")
    say = tree.text(0.33, -0.13, "say A", ha="center", va="top", fontsize=11, color=_A)
    tree.text(0.835, -0.13, "say B", ha="center", va="top", fontsize=11, color=_B)
    tree.set_title("Who copied whom")
    watch.plot(copies, votes, color=style.QUIET, ls=":", lw=1.8)
    watch.plot(copies, exact, color=_A)
    (dot,) = watch.plot([], [], "o", ms=8, color=_A, zorder=6)
    watch.axhline(0.5, color=style.FAINT, lw=0.8)
    watch.text(copies[-1], 0.93, "a lost parent for each", ha="right", va="top", fontsize=10.5, color=style.QUIET)
    watch.text(copies[-1], exact[-1] - 0.035, "the stemma", ha="right", va="top", fontsize=10.5, color=_A)
    watch.set(xlim=(-0.6, copies[-1] + 0.6), ylim=(0, 1.02), yticks=[0, 0.25, 0.5, 0.75, 1])
    watch.set_yticklabels(["0", "25 %", "50 %", "75 %", "100 %"])
    watch.set(xlabel="manuscripts copied from α", ylabel="probability that it read A")

    def update(count, beliefs, title):
        apart = min(0.05, 0.63 / max(count - 1, 1))
        row = 0.33 + apart * (np.arange(count) - (count - 1) / 2)
        leaves = np.array([*[(x, 0.0) for x in row], (0.74, 0.0), (0.93, 0.0)])
        above = [1] * count + [2, 3]
        lines.set_segments(
            [(middle[0], m) for m in middle[1:]] + [(middle[a], leaf) for a, leaf in zip(above, leaves, strict=True)]
        )
        _place(lost, middle, [260, 190, 190, 190], beliefs)
        sizes = [90 * (apart / 0.05) ** 3] * count  # squares do not touch
        _place(kept, leaves, [*sizes, 90, 90], [1.0] * count + [0.0, 0.0])
        say.set_visible(count > 0)
        dot.set_data([count], [exact[list(copies).index(count)]])
        watch.set_title(title)

    return figure, update


def copies(bits, counted, border):
    """Return a tree of copies beside the bits its leaves keep, and ``update(which, layers, wrong, title)``.

    `bits` and `counted` (noises, generations) are those of all leaves and of their count, from the first generation
    on; `border` (generations,) those at the border. ``which`` is the row, ``layers`` lists the belief of
    every node, the root's first, ``wrong`` whether its copy went wrong, from the root's children on.

    Used in :lesson:`4.4`.
    """
    figure, (tree, watch) = style.figure(1, 2, height=3.5, width_ratios=[1.25, 1], number="4.4.2")
    lines, lost, kept = _family(tree)
    tree.set(xlim=(-0.02, 1.02), ylim=(-0.42, 5.3))
    tree.set_title("What each node hears from below")
    tree.set_xlabel("purple: A; blue: B; orange: a copy went wrong", color=style.QUIET)
    at = 1 + np.arange(bits.shape[1])
    style.exact(watch, at, border)
    (count,) = watch.plot([], [], color=style.QUIET, ls=":", lw=1.8)
    (full,) = watch.plot([], [], color=_A)
    (dot,) = watch.plot([], [], "o", ms=8, color=_A, zorder=6)
    watch.set(xlim=(0.5, at[-1] + 0.5), ylim=(0, 1.02), xlabel="generations", ylabel="bits about the original")
    watch.text(at[-1], border[-1] - 0.03, "14.6 % wrong", ha="right", va="top", fontsize=10.5)

    def update(which, layers, wrong, title):
        depth = len(layers) - 1
        places = [np.stack([(np.arange(2**k) + 0.5) / 2**k, np.full(2**k, depth - k) * 5 / depth], -1)
                  for k in range(depth + 1)]  # fmt: skip
        joins = [(places[k - 1][i // 2], places[k][i]) for k in range(1, depth + 1) for i in range(2**k)]
        astray = np.concatenate(wrong)
        lines.set_segments(joins)
        lines.set_color(np.where(astray, _WRONG, "#9AA1AA"))
        lines.set_linewidths(np.where(astray, 2.6, 1.1))
        sizes = [220, 170, 130, 90, 60, 34]
        _place(lost, np.concatenate(places[:-1]), np.repeat(sizes[:depth], 2 ** np.arange(depth)),
               np.concatenate(layers[:-1]))  # fmt: skip
        _place(kept, places[-1], sizes[depth], layers[-1])
        full.set_data(at, bits[which])
        count.set_data(at, counted[which])
        dot.set_data([depth], [bits[which, depth - 1]])
        watch.set_title(title)

    return figure, update


def values(log_odds, weight, lost):
    """Return the values of a statistic beside what merging them loses, and ``update(labels, kept, title)``.

    `log_odds` and `weight` (n,) of each value, `lost` (n,) bits, the k-th with k + 1 values left; ``labels`` (n,) the
    group of each. Used in :lesson:`4.4`.
    """
    figure, (bars, fall) = style.figure(1, 2, height=3.5, width_ratios=[1.25, 1], number="4.4.3")
    order = np.argsort(log_odds)
    shown, floor = np.maximum(lost, 1e-11), weight.min() / 2
    stems = bars.vlines(log_odds[order], floor, weight[order], lw=1.6)
    tops = bars.scatter(log_odds[order], weight[order], s=13, zorder=3)
    bars.set(ylim=(floor, 2 * weight.max()), yscale="log", xlabel="log odds of A")
    bars.set(ylabel="how often this value occurs")
    bars.set_title("Neighbours of one colour are merged")
    shades = np.array([_A, style.COLORS["light"], _B])
    fall.plot(1 + np.arange(len(lost)), shown, color=_A)
    (dot,) = fall.plot([], [], "o", ms=8, color=_A, zorder=6, clip_on=False)
    fall.set(xlim=(0.85, 110), ylim=(1e-11, 3), xscale="log", yscale="log", xlabel="values that are told apart")
    fall.set_xticks([1, 3, 10, 30, 85], ["1", "3", "10", "30", "85"])
    fall.set_yticks([1e-11, 1e-8, 1e-5, 1e-2, 1], ["none", "10⁻⁸", "10⁻⁵", "10⁻²", "1"])
    fall.minorticks_off()
    fall.set_ylabel("bits lost")

    def update(labels, left, title):
        groups = np.cumsum(np.diff(labels[order], prepend=labels[order][0]) != 0)
        stems.set_color(shades[groups % 3])
        tops.set_color(shades[groups % 3])
        dot.set_data([left], [shown[left - 1]])
        fall.set_title(title)

    return figure, update


def plane(most, bits):
    """Return an information plane, and ``update(untrained, trained, title)``, each (layers, 2) of I(x; T), I(y; T).

    `most` is H(x), `bits` I(y; x). Used in :lesson:`4.4`.
    """
    figure, ax = style.figure(height=3.6, width=style.NARROW, number="4.4.4")
    ax.axhline(bits, color=style.INK, lw=1.1, ls=(0, (4, 3)))
    ax.axvline(most, color=style.INK, lw=1.1, ls=(0, (4, 3)))
    ax.text(0.15, bits + 0.012, "all there is about the original", fontsize=10.5, va="bottom")
    ax.text(most - 0.1, 0.03, "all there is\nabout the leaves", fontsize=10.5, ha="right", va="bottom")
    marks = []
    for color, ls in ((style.QUIET, ":"), (_A, "-")):
        (line,) = ax.plot([], [], color=color, ls=ls, lw=1.4, zorder=3)
        look = {"mec": style.PAPER, "mew": 0.8, "color": color, "zorder": 4}  # large ones below: all show at one place
        dots = [ax.plot([], [], marker, ms=size, **look)[0] for marker, size in zip("so^", (13, 9, 7), strict=True)]
        marks.append((line, dots))
    ax.plot([], [], "-", color=_A, label="trained")
    ax.plot([], [], ":", color=style.QUIET, label="untrained")
    ax.legend(loc="center right", bbox_to_anchor=(0.93, 0.45))
    ax.set(xlim=(0, most * 1.05), ylim=(0, bits * 1.16), xlabel="I(x; T), measured (bits)")
    ax.set_ylabel("I(y; T), measured (bits)")

    def update(untrained, trained, title):
        for (line, dots), points in zip(marks, (untrained, trained), strict=True):
            line.set_data(*points.T)
            for dot, (x, y) in zip(dots, points, strict=True):
                dot.set_data([x], [y])
        ax.set_title(title)

    return figure, update


def flat(blocks, lost, units, network):
    """Return what block counts forget beside what one hidden layer loses, as shares of the information.

    `blocks` (n,) leaves that are counted together and `lost` (n,); `units` (m,) and `network` (m,). Shares below 1e-12
    are drawn there. Used in :lesson:`4.4`.
    """
    figure, (count, layer) = style.figure(1, 2, height=3.4, number="4.4.5")
    for ax, x, y, color in ((count, blocks, lost, style.QUIET), (layer, units, network, _A)):
        ax.plot(x, np.maximum(y, 1e-12), "o-", color=color, ms=7, lw=1.2)
        ax.set(yscale="log", ylim=(2e-13, 0.5))
        ax.set_yticks([1e-12, 1e-8, 1e-4, 1e-2], ["none", "10⁻⁸", "10⁻⁴", "1 %"])
        ax.minorticks_off()
    count.set(xscale="log", xlabel="leaves that are counted together", ylabel="share of the information lost")
    count.set_xticks(blocks, [f"{b}" for b in blocks])
    count.minorticks_off()
    count.set_title("Four may be counted, eight not")
    layer.set(xlabel="tanh neurons in one layer", xticks=units)
    layer.set_title("Eight neurons lose nothing")
    return figure
