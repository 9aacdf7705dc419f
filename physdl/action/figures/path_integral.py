"""The figures of lesson 1.7: arrays in, pictures out.

A function that makes a moving figure returns ``(figure, update)``; call ``update`` with new arrays and a title, and
give the figure to :func:`physdl.explore.explore`. Nothing is computed here.
"""

from __future__ import annotations

import numpy as np

from physdl import style

__all__ = ["extrapolation", "packet", "rubber_ring", "turned_time", "warmth"]


def _plain(ax, sides=("left", "bottom")):
    """Take ticks and spines off axes that show a plane."""
    ax.set(xticks=[], yticks=[], aspect="equal")
    for side in sides:
        ax.spines[side].set_visible(False)


def _tenths(axis, values):
    """Write whole numbers on a logarithmic axis as one says them."""
    axis.set_ticks(values, [f"{v:g}" for v in values])
    axis.set_ticks([], minor=True)


def _between(x, low, high):
    """Return the corners of the area between two curves."""
    return np.stack([np.append(x, x[::-1]), np.append(low, high[::-1])], axis=-1)


def rubber_ring(beads, spreads, alone):
    """Return rings of beads beside how far they spread, and ``update(rings, count, spread, title)``.

    `spreads` are mean squares for the numbers `beads`, drawn as far as the reader came; `alone` is that of a single
    bead. `rings` (k, count) are places in the valley, the first drawn in front. Used in :lesson:`1.7`.
    """
    figure, (valley, curve) = style.figure(1, 2, height=3.7, width_ratios=[1.1, 1], number="1.7.1")
    half = alone**0.5
    valley.axvspan(-half, half, color=style.FAINT, alpha=0.16, lw=0)
    valley.text(0, 1.07, "a bead alone", ha="center", fontsize=10.5, color=style.QUIET)
    behind = [valley.plot([], [], lw=0.8, color=style.COLORS["field"], alpha=0.75)[0] for _ in range(5)]
    (thread,) = valley.plot([], [], "o-", lw=1.5, ms=4.5)
    valley.set(xlim=(-2.3, 2.3), ylim=(-0.03, 1.17), xlabel="place in the valley $x$", ylabel="once round the ring")
    valley.set_yticks([0, 0.5, 1])
    (way,) = curve.plot([], [], lw=1.6)
    curve.axhline(alone, color=style.FAINT, lw=1)
    curve.text(beads[-1], alone + 0.012, "a bead alone", ha="right", fontsize=10.5, color=style.QUIET)
    (dot,) = curve.plot([], [], "o", ms=9, color=style.COLORS["momentum"], zorder=5, clip_on=False)
    curve.set(xscale="log", xlim=(1, beads[-1]), ylim=(0, 0.6), xlabel="beads")
    curve.set_ylabel(r"mean square $\langle x^2\rangle$")
    _tenths(curve.xaxis, [1, 4, 16, 64])

    def update(rings, count, spread, title):
        turn = np.arange(count + 1) / count
        for line, ring in zip((thread, *behind), rings, strict=False):
            line.set_data(np.append(ring, ring[0]), turn)
        thread.set_markersize(7 if count < 9 else 4.5 if count < 33 else 3)
        way.set_data(beads[beads <= count], spreads[beads <= count])
        dot.set_data([count], [spread])
        valley.set_title(title)

    return figure, update


def packet(grid, ladder):
    """Return a packet in a valley beside the error of its sum over paths, and ``update``.

    ``update(wave, exact, place, errors, count, error, title)``: complex waves on the grid, the place of a stone, the
    errors for all numbers of slices in `ladder`, the number shown and its error. Used in :lesson:`1.7`.
    """
    figure, (valley, curve) = style.figure(1, 2, height=3.7, width_ratios=[1.35, 1], number="1.7.2")
    (shade,) = valley.fill(grid, 0 * grid, color=style.PARTS[1], alpha=0.16, lw=0)
    (real,) = valley.plot(grid, 0 * grid, lw=1.8)
    known = style.exact(valley, grid, 0 * grid)
    (stone,) = valley.plot([], [], "o", ms=8, color=style.INK, zorder=6)
    valley.set(xlim=(grid[0], grid[-1]), ylim=(-1, 1), xlabel="place $x$", yticks=[-0.5, 0, 0.5])
    valley.set_ylabel(r"$\mathrm{Re}\,\psi$, and $\pm\vert\psi\vert$ shaded")
    (line,) = curve.plot(ladder, 0 * ladder + 1.0, lw=1.4)
    (dot,) = curve.plot([], [], "o", ms=9, color=style.COLORS["momentum"], zorder=5, clip_on=False)
    curve.set(xscale="log", yscale="log", xlim=(1, ladder[-1]), ylim=(1e-4, 30), xlabel="slices", ylabel="error of ψ")
    _tenths(curve.xaxis, [1, 4, 16, 64])
    curve.set_title("Too coarse, right, too fine")

    def update(wave, exact, place, errors, count, error, title):
        wild = np.abs(wave).max() > 1
        wave = wave * 0.7 / np.abs(wave).max() if wild else wave  # an explosion is drawn to fit, and thin
        shade.set_xy(_between(grid, -np.abs(wave), np.abs(wave)))
        real.set_data(grid, wave.real)
        real.set_linewidth(0.5 if wild else 1.8)
        known.set_data(grid, exact.real)
        stone.set_data([place], [-0.93])
        line.set_data(ladder, np.minimum(errors, 25))
        dot.set_data([count], [min(error, 25)])
        valley.set_title(title)

    return figure, update


def turned_time():
    """Return a quarter of the plane of times beside a chain of arrows, and ``update(time, chain, title)``.

    `time` is a complex number of modulus 1, `chain` the complex ends of the arrows laid tip to tail.
    Used in :lesson:`1.7`.
    """
    figure, (plane, arrows) = style.figure(1, 2, height=3.4, width_ratios=[1, 1.45], number="1.7.3")
    turn = np.linspace(0, np.pi / 2, 60)
    plane.plot(np.cos(turn), -np.sin(turn), lw=1.2, color=style.FAINT)
    plane.plot([0, 1.12], [0, 0], lw=0.9, color=style.INK)
    plane.plot([0, 0], [0, -1.12], lw=0.9, color=style.INK)
    plane.text(0.5, 0.06, "real time", ha="center", fontsize=10.5)
    plane.text(0.05, -1.16, "imaginary time", fontsize=10.5)
    (hand,) = plane.plot([], [], lw=1.6, color=style.COLORS["momentum"])
    (dot,) = plane.plot([], [], "o", ms=9, color=style.COLORS["momentum"], zorder=5)
    plane.set(xlim=(-0.1, 1.2), ylim=(-1.25, 0.22))
    _plain(plane)
    (line,) = arrows.plot([], [], lw=1.2)
    arrows.plot([0, 1], [0, 0], "o", ms=4, color=style.INK, zorder=5)
    arrows.text(1, 0.19, "1", ha="center", fontsize=11.5)
    arrows.text(0, -0.26, "0", ha="center", fontsize=11.5)
    arrows.set(xlim=(-0.36, 1.36), ylim=(-0.5, 0.5))
    _plain(arrows)

    def update(time, chain, title):
        hand.set_data([0, time.real], [0, time.imag])
        dot.set_data([time.real], [time.imag])
        line.set_data(chain.real, chain.imag)
        arrows.set_title(title)

    return figure, update


def warmth(grid, betas, energies, classical, lowest):
    """Return where a particle is likely to be beside its energy, and ``update(beta, density, stone, energy, title)``.

    `energies` and the `classical` ones at all `betas`; `lowest` is the ground state's. `density` is the particle's,
    `stone` that of a classical one. Used in :lesson:`1.7`.
    """
    figure, (place, curve) = style.figure(1, 2, height=3.6, width_ratios=[1.2, 1], number="1.7.4")
    (shade,) = place.fill(grid, 0 * grid, color=style.PARTS[1], alpha=0.2, lw=0)
    (outline,) = place.plot([], [], lw=1.8)
    (other,) = place.plot([], [], lw=1.4, color=style.COLORS["light"])
    labels = place.text(0, 0, "particle"), place.text(0, 0, "stone")
    for label in labels:
        label.set_fontsize(10.5)
    place.set(xlim=(grid[0], grid[-1]), ylim=(0, 1.05), xlabel="place $x$", ylabel="probability density")
    curve.plot(betas, classical, lw=1.4, color=style.COLORS["light"])
    curve.plot(betas, energies, lw=1.8)
    style.exact(curve, [0, betas[-1]], [lowest, lowest])
    curve.text(0.9 * betas[-1], 0.24, "stone", ha="right", fontsize=10.5)  # the end is the handle's
    curve.text(0.9 * betas[-1], lowest + 0.06, "particle", ha="right", fontsize=10.5)
    (dot,) = curve.plot([], [], "o", ms=9, color=style.COLORS["momentum"], zorder=6, clip_on=False)
    curve.set(xlim=(0, betas[-1]), ylim=(0, 3), xlabel=r"imaginary time $\hbar\beta$", ylabel="mean energy")

    def update(beta, density, stone, energy, title):
        shade.set_xy(_between(grid, 0 * grid, density))
        outline.set_data(grid, density)
        other.set_data(grid, stone)
        beside = np.argmin(np.abs(density - 0.8 * density.max()) + 10 * (grid < 0))
        labels[0].set_position((grid[beside] + 0.14, density[beside] + 0.03))
        top = np.argmax(stone + (grid < 0))
        labels[1].set_position((-0.08, min(stone[len(grid) // 2] + 0.03, 1.0)))
        labels[1].set_ha("right" if top else "center")
        dot.set_data([beta], [energy])
        place.set_title(title)

    return figure, update


def extrapolation(valleys, memories):
    """Return how far energies are off over the square of a slice, beside how two samplers forget.

    `valleys` has by its name for each: the squares of the slices, the sampled energies there and their errors, the
    energy without slices and its error, and squares with energies of a curve; all energies in per cent of the exact
    one. `memories` are autocorrelations at lags 0, 1, … by name of a sampler. Used in :lesson:`1.7`.
    """
    figure, (left, right) = style.figure(1, 2, height=3.7, width_ratios=[1.25, 1], number="1.7.5")
    style.exact(left, [-0.01, 0.125], [0, 0])
    for color, (name, given), (dx, dy, side) in zip(
        (style.PARTS[1], style.COLORS["momentum"]),
        valleys.items(),
        ((0.002, 0.3, "left"), (-0.004, -0.75, "right")),
        strict=True,
    ):
        squares, means, errors, mean, error, *kernel = given
        look = {"fmt": "o", "lw": 1.6, "capsize": 4, "color": color}
        left.plot(*kernel, lw=1, color=color, alpha=0.7)
        left.errorbar(squares, means, errors, ms=5, zorder=4, **look)
        left.errorbar([0], [mean], [error], ms=6, mfc=style.PAPER, zorder=5, **look)
        left.text(squares[0] + dx, means[0] + dy, f"$V = ${name}", color=color, fontsize=11.5, ha=side)
    left.set(xlim=(-0.005, 0.135), xlabel=r"square of a slice $\varepsilon^2$", ylabel="energy off the exact one (%)")
    left.set_title("The error of slices goes as their square")
    for color, (name, memory), at in zip(
        (style.COLORS["light"], style.PARTS[1]), memories.items(), (14, 4), strict=True
    ):
        right.plot(memory, lw=1.8, color=color)
        right.text(at, memory[at] + 0.04, name, fontsize=10.5)
    right.axhline(0, lw=0.8, color=style.FAINT)
    right.set(xlim=(0, len(memory) - 1), ylim=(-0.12, 1.02), xlabel="sweeps later", ylabel="autocorrelation")
    right.set_title("What a path remembers")
    return figure
