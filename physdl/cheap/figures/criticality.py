"""The figures of lesson 4.6: arrays in, pictures out. Nothing is computed here."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import ListedColormap

from physdl import style

__all__ = ["collapse", "exponents", "living", "memory", "scales"]

_ACCENT, _OTHER = style.PARTS[4], style.COLORS["position"]
_SPINS = ListedColormap(["#F1D9E8", _ACCENT])  # down, up


def _lattice(ax, wide):
    """Prepare axes for a lattice and return its picture."""
    picture = ax.imshow(np.ones((wide, wide)), cmap=_SPINS, vmin=-1, vmax=1, interpolation="none")
    style.keep(ax)
    ax.set(xticks=[], yticks=[])
    for side in ax.spines.values():
        side.set_visible(False)
    return picture


def living(temperatures, shares, exact, critical):
    """Return a lattice beside the share of far pairs that agree, and ``update(spins, temperature, share, title)``.

    `shares` (m,) belong to `temperatures` (m,), in per cent; `exact` is (temperatures, shares) of the endless lattice,
    `critical` its temperature. Used in :lesson:`4.6`.
    """
    figure, (seen, far) = style.figure(1, 2, height=3.6, width_ratios=[1, 1.12], number="4.6.1")
    picture = _lattice(seen, 64)
    seen.set_xlabel("64 × 64 spins, dark: up, light: down")
    far.axvline(critical, color=style.FAINT, lw=1)
    far.text(critical + 0.02, 97, "$T_c$", color=style.QUIET, fontsize=10.5, va="top")
    style.exact(far, *exact)
    far.plot(temperatures, shares, ".", color=_OTHER, ms=5)
    dot = far.plot([], [], "o", color=_ACCENT, ms=9, zorder=6)[0]
    far.set(xlim=(temperatures[0] - 0.04, temperatures[-1] + 0.04), ylim=(42, 101))
    far.set(xlabel="temperature $k_BT/J$", ylabel="far pairs that agree, %")

    def update(spins, temperature, share, title):
        picture.set_data(spins)
        dot.set_data([temperature], [share])
        seen.set_title(title[0])
        far.set_title(title[1])

    return figure, update


def memory(lags, memories, sizes, times, powers):
    """Return what two samplers remember beside how long they do, for lattices of several sizes.

    `memories` {name: (lags,)} of the largest lattice, `times` {name: (times, errors)} at `sizes` (n,), `powers`
    {name: power of the size}. Used in :lesson:`4.6`.
    """
    figure, (left, right) = style.figure(1, 2, height=3.4, width_ratios=[1.1, 1], number="4.6.2")
    colors = dict(zip(memories, (_OTHER, _ACCENT), strict=True))
    for name, memory in memories.items():
        left.plot(lags, memory, color=colors[name])
    first, second = memories
    at = len(lags) // 3
    left.text(lags[at], memories[first][at] + 0.05, first, color=colors[first], fontsize=10.5)
    left.text(lags[at] * 0.3, memories[second][at // 3] + 0.1, second, color=colors[second], fontsize=10.5)
    left.axhline(0, color=style.FAINT, lw=1)
    left.set(xlim=(0, lags[-1]), ylim=(-0.12, 1.02), xlabel="steps later", ylabel=r"remembered, $\rho(t)$")
    left.set_title(f"Width {sizes[-1]:.0f}: turning clusters forgets")
    for name, (time, error) in times.items():
        right.errorbar(sizes, time, error, fmt="o", color=colors[name], ms=6, lw=1.4)
        level = np.exp(np.mean(np.log(time) - powers[name] * np.log(sizes)))
        right.plot(sizes, level * sizes ** powers[name], color=colors[name], lw=1.3)
        right.text(sizes[-1] * 1.12, time[-1], f"$L^{{{powers[name]:.1f}}}$", color=colors[name], va="center")
    right.set(xscale="log", yscale="log", xlim=(sizes[0] * 0.85, sizes[-1] * 1.9), xlabel="width $L$")
    right.set_xticks(sizes, [f"{size:.0f}" for size in sizes])
    right.set_yticks([1, 3, 10, 30], ["1", "3", "10", "30"])
    right.minorticks_off()
    right.set(ylabel=r"memory $\tau$, steps", title="Sweeps remember longer")
    return figure


def scales(wide):
    """Return three windows on lattices of blocks, and ``update(windows, titles, names)``.

    `wide` is the number of blocks that a window shows; `windows` (3, wide, wide) of ±1. Used in :lesson:`4.6`.
    """
    figure, axes = style.figure(1, 3, height=2.95, number="4.6.3")
    pictures = [_lattice(ax, wide) for ax in axes]

    def update(windows, titles, names):
        for picture, ax, window, title, name in zip(pictures, axes, windows, titles, names, strict=True):
            picture.set_data(window)
            ax.set_title(title)
            ax.set_xlabel(name)

    return figure, update


def collapse(couplings, cumulants, critical):
    """Return Binder's cumulant for several widths, as it is and rescaled, and ``update(rescaled, title)``.

    `cumulants` {width: (m,)} at `couplings` (m,); `rescaled` {width: (m,)} are their new places. Used in :lesson:`4.6`.
    """
    figure, (plain, scaled) = style.figure(1, 2, height=3.4, sharey=True, number="4.6.4")
    shades = style.fade(4)(np.linspace(0.42, 1, len(cumulants)))
    plain.axvline(critical, color=style.INK, lw=1.1, ls=(0, (4, 3)))
    lines = []
    for (width, values), shade in zip(cumulants.items(), shades, strict=True):
        plain.plot(couplings, values, ".-", color=shade, lw=1.5, ms=5)
        plain.text(couplings[0] - 0.001, values[0], f"{width}", color=shade, ha="right", va="center", fontsize=10.5)
        lines.append(scaled.plot([], [], ".-", color=shade, lw=1.5, ms=5)[0])
    step = couplings[-1] - couplings[0]
    plain.set(xlim=(couplings[0] - 0.15 * step, couplings[-1]), xlabel="coupling $K$", ylabel="Binder's cumulant $U$")
    plain.set_title("Crossing near $K_c$")
    scaled.axvline(0, color=style.INK, lw=1.1, ls=(0, (4, 3)))
    scaled.set(xlim=(-1.6, 1.6), xlabel=r"$(K - K_c)\,L^{1/\nu}$")
    values = np.concatenate(list(cumulants.values()))
    plain.set_ylim(values.min() - 0.03, 0.68)

    def update(rescaled, title):
        for line, (width, place) in zip(lines, rescaled.items(), strict=True):
            line.set_data(place, cumulants[width])
        scaled.set_title(title)

    return figure, update


def exponents(sizes, slopes, lines, names, values, bars):
    """Return slopes at the critical point over the width beside all values of the exponent.

    `slopes` {name: (values, errors)} at `sizes` (n,), `lines` {name: (n,)} what is fitted; `values` and `bars` (m,) are
    exponents and their errors (nan for none) for `names`. Used in :lesson:`4.6`.
    """
    figure, (grow, found) = style.figure(1, 2, height=3.5, width_ratios=[1, 1.25], number="4.6.5")
    for (name, (value, error)), color in zip(slopes.items(), (_ACCENT, _OTHER), strict=True):
        grow.errorbar(sizes, value, error, fmt="o", color=color, ms=5, lw=1.4)
        grow.plot(sizes, lines[name], color=color, lw=1.3)
        grow.text(sizes[-1] * 1.08, value[-1], name, color=color, va="center", fontsize=10.5)
    grow.set(xscale="log", yscale="log", xlim=(sizes[0] * 0.88, sizes[-1] * 2.6), xlabel="width $L$")
    grow.set_xticks(sizes, [f"{size:.0f}" for size in sizes])
    grow.set_yticks([1, 3, 10, 30], ["1", "3", "10", "30"])
    grow.minorticks_off()
    grow.set_title("Slopes at $K_c$")
    places = np.arange(len(names))[::-1]
    found.axvline(1, color=style.INK, lw=1.1, ls=(0, (4, 3)))
    for place, name, value, bar in zip(places, names, values, bars, strict=True):
        right = abs(value - 1) <= 3 * bar if np.isfinite(bar) else abs(value - 1) < 0.03
        color = _ACCENT if right else _OTHER
        found.errorbar(value, place, xerr=bar if np.isfinite(bar) else None, fmt="o", color=color, ms=6, lw=1.6)
        found.text(0.52, place, name, color=style.INK, va="center", ha="right", fontsize=10.5)
    found.set(ylim=(-0.7, len(names) - 0.3), yticks=[], xlim=(0.6, 1.45), xlabel=r"exponent $\nu$")
    found.spines["left"].set_visible(False)
    found.set_title("Who finds 1, and who is sure of it")
    return figure
