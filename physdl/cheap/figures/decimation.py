"""The figures of lesson 4.5: arrays in, pictures out. Nothing is computed here."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import ListedColormap

from physdl import style

__all__ = ["chain", "hidden", "moved", "strips"]

_ACCENT, _OTHER = style.PARTS[4], style.COLORS["position"]


def chain(couplings, halved):
    """Return a chain seen from farther and farther beside the map of its coupling, and ``update``.

    `couplings` (m,) and `halved` (m,) are the map's graph; ``update(rows, way, title)`` takes what is seen (steps,
    spins) of ±1, and the couplings (k,) after each step. Used in :lesson:`4.5`.
    """
    figure, (seen, flow) = style.figure(1, 2, height=3.6, width_ratios=[1.35, 1], number="4.5.1")
    picture = seen.imshow(
        np.ones((2, 2)), aspect="auto", cmap=ListedColormap(["#F1D9E8", _ACCENT]), vmin=-1, vmax=1, interpolation="none"
    )
    style.keep(seen)
    seen.set(xticks=[], xlabel="64 spins, light: up, dark: down", ylabel="steps back")
    for side in seen.spines.values():
        side.set_visible(False)
    top = couplings[-1]
    flow.plot([0, top], [0, top], color=style.FAINT, lw=1)
    flow.plot(couplings, halved, color=_OTHER, lw=1.8)
    stairs = flow.plot([], [], color=_ACCENT, lw=1.4)[0]
    start = flow.plot([], [], "o", color=_ACCENT, ms=9, zorder=6)[0]
    flow.text(0.55 * top, 0.6 * top, "no change", fontsize=10.5, color=style.QUIET, ha="right", va="bottom")
    flow.set(xlim=(0, top), ylim=(0, top), aspect="equal", xlabel="coupling $K$", ylabel="one step back, $K'$")

    def update(rows, way, title):
        count, wide = rows.shape
        picture.set_data(-rows)
        picture.set_extent((-0.5, wide - 0.5, count - 0.5, -0.5))
        seen.set_yticks(range(count))
        x = np.repeat(way, 2)
        stairs.set_data(x[:-2], np.concatenate([way[1:2], np.repeat(way[1:], 2)[:-1]])[: len(x) - 2])
        start.set_data(way[:1], way[1:2])
        seen.set_title(title)

    return figure, update


def moved(scales, first, last, exact):
    """Return the map of a step beside its fixed point for all scales, and ``update(graphs, points, titles)``.

    `scales` (m,), `first` and `last` (m,) the fixed points with bonds moved first and last, `exact` that of the square
    lattice. `graphs` is (couplings, first, last), `points` the two fixed points, `titles` two. Used in :lesson:`4.5`.
    """
    figure, (step, where) = style.figure(1, 2, height=3.5, width_ratios=[1, 1.1], number="4.5.2")
    step.plot([0, 1.2], [0, 1.2], color=style.FAINT, lw=1)
    graphs = [step.plot([], [], color=color, lw=1.8)[0] for color in (_ACCENT, _OTHER)]
    dots = [step.plot([], [], "o", color=color, ms=7, zorder=6)[0] for color in (_ACCENT, _OTHER)]
    step.set(xlim=(0, 1), ylim=(0, 1), aspect="equal", xlabel="coupling $K$", ylabel="one step back, $K'$")
    step.set_xticks([0, 0.5, 1])
    step.set_yticks([0, 0.5, 1])
    style.exact(where, np.array([0.85, scales[-1]]), np.array([exact, exact]))
    where.plot(scales, first, color=_ACCENT, lw=1.8)
    where.plot(scales, last, color=_OTHER, lw=1.8)
    balls = [where.plot([], [], "o", color=color, ms=9, zorder=6)[0] for color in (_ACCENT, _OTHER)]
    middle = np.searchsorted(scales, 3.0)
    where.text(4.0, last[middle] - 0.05, "bonds moved last", color=_OTHER, fontsize=10.5, ha="right", va="top")
    where.text(4.0, first[middle] + 0.03, "moved first", color=_ACCENT, fontsize=10.5, ha="right")
    where.text(4.0, exact + 0.012, "exact", fontsize=10.5, ha="right")
    where.set(
        xlim=(0.85, scales[-1] + 0.08), ylim=(0.15, 0.85), xlabel="scale $b$ of a step", ylabel="fixed point $K^*$"
    )
    where.set_xticks([1, 2, 3, 4])

    def update(curves, points, scale, titles):
        for graph, dot, ball, curve, point in zip(graphs, dots, balls, curves[1:], points, strict=True):
            graph.set_data(curves[0], curve)
            dot.set_data([point], [point])
            ball.set_data([scale], [point])
        step.set_title(titles[0])
        where.set_title(titles[1])

    return figure, update


def strips(couplings, lengths, exact, pairs):
    """Return correlation lengths of strips over their width, and the fixed points and exponents of pairs of them.

    `lengths` {width: (m,)} in widths, `exact` the plane's coupling; `pairs` {width: (coupling, exponent)} for widths L
    and L + 1. Used in :lesson:`4.5`.
    """
    figure, (cross, close) = style.figure(1, 2, height=3.4, width_ratios=[1.15, 1], number="4.5.3")
    shades = style.fade(4)(np.linspace(0.4, 1, len(lengths)))
    for length, shade in zip(lengths.values(), shades, strict=True):
        cross.plot(couplings, length, color=shade, lw=1.7)
    names = list(lengths)
    cross.text(couplings[-1], lengths[names[-1]][-1], f" {names[-1]}", va="center", fontsize=10.5, color=_ACCENT)
    cross.text(couplings[-1], lengths[names[0]][-1], f" {names[0]} wide", va="center", fontsize=10.5, color=style.QUIET)
    cross.axvline(exact, color=style.INK, lw=1.1, ls=(0, (4, 3)))
    cross.set(xlim=(couplings[0], couplings[-1] + 0.025), title="Strips agree near the exact coupling")
    cross.set(xlabel="coupling $K$", ylabel=r"$\xi_L / L$")
    widths = np.array(list(pairs))
    points, exponents = np.array(list(pairs.values())).T
    close.plot(widths, np.abs(points - exact) / exact, "o-", color=_ACCENT, ms=6)
    close.plot(widths, np.abs(exponents - 1), "s--", color=_OTHER, ms=6)
    close.text(widths[-1], abs(points[-1] - exact) / exact * 1.25, "$K^*$", color=_ACCENT, ha="right", va="bottom")
    close.text(widths[-1], abs(exponents[-1] - 1) * 1.2, r"$\nu$", color=_OTHER, ha="right", va="bottom")
    close.set(yscale="log", ylim=(2e-3, 0.12), xticks=widths, title="The wider, the better")
    close.set_yticks([0.1, 0.03, 0.01, 0.003], ["10 %", "3 %", "1 %", "0.3 %"])
    close.minorticks_off()
    close.set(xlabel="width $L$, beside $L + 1$", ylabel="relative error")
    return figure


def hidden(couplings, same, halved):
    """Return two machines with the same visible law beside the couplings of their hidden spins.

    `couplings` (m,) of the visible chain, `same` (m,) and `halved` (m,) of the hidden ones. Used in :lesson:`4.5`.
    """
    figure, (machines, law) = style.figure(1, 2, height=3.5, width_ratios=[1.2, 1], number="4.5.4")
    places = np.arange(8.0)
    for base, color in ((2.2, _ACCENT), (0.0, _OTHER)):
        upper = places[:-1] + 0.5 if color == _ACCENT else places[::2]
        for x in upper:
            for y in places[np.abs(places - x) < 1.1]:
                thick = 3.2 if x == y else 1.4
                machines.plot([x, y], [base + 1, base], color=color, lw=thick, zorder=1)
        machines.plot(upper, np.full(len(upper), base + 1), "o", ms=10, color=color)
        machines.plot(places, np.full(8, base), "o", ms=10, mfc=style.PAPER, mec=style.INK, mew=1.3)
    machines.text(-0.3, 3.45, "a hidden spin on each bond", color=_ACCENT, fontsize=10.5)
    machines.text(-0.3, 1.25, "a hidden spin on every second", color=_OTHER, fontsize=10.5)
    machines.set(xlim=(-0.5, 7.5), ylim=(-0.3, 3.8), xticks=[], yticks=[], title="Two machines, one visible law")
    for side in machines.spines.values():
        side.set_visible(False)
    law.plot(couplings, same, color=_ACCENT)
    law.plot(couplings, halved, color=_OTHER)
    law.text(1.15, 1.3, "each bond", color=_ACCENT, ha="right", fontsize=10.5)
    law.text(1.6, 0.95, "every second", color=_OTHER, fontsize=10.5, va="top")
    law.set(xlim=(0, 2), ylim=(0, 2), aspect="equal", xticks=[0, 1, 2], yticks=[0, 1, 2], title="One of them flows")
    law.set(xlabel="coupling of the visible spins", ylabel="of the hidden spins")
    return figure
