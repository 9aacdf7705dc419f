"""The figures of lesson 1.2: arrays in, pictures out.

A function that makes a moving figure returns ``(figure, update)``; call ``update`` with new arrays and a title, and
give the figure to :func:`physdl.explore.explore`. Sums of arrows are complex numbers. Nothing is computed here.
"""

from __future__ import annotations

import numpy as np

from physdl import style

__all__ = ["cornu", "fringes", "grating", "paths", "vanishing"]

_LAMP, _EYE = (0.0, 1.0), (1.5, 0.5)
_SILVER = "#5B616B"


def _scene(ax, left, right, low):
    """Draw a lamp and an eye above a mirror that reaches from `left` to `right`; return the way between them."""
    ax.plot([left, right], [0, 0], color=_SILVER, lw=3, solid_capstyle="butt")
    (way,) = ax.plot([], [], lw=2.2, zorder=4)
    ax.plot(*_LAMP, "o", ms=9, color=style.COLORS["light"], zorder=5)
    ax.plot(*_EYE, "o", ms=7, color=style.INK, zorder=5)
    ax.text(_LAMP[0] + 0.07, _LAMP[1] + 0.03, "lamp")
    ax.text(_EYE[0] + 0.07, _EYE[1] + 0.03, "eye")
    ax.set(xlim=(left - 0.08, right + 0.08), ylim=(low, 1.25), xlabel="place on the mirror $x$ (m)")
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    return way


def _plane(ax, sums, margin=0.12):
    """Make axes a plane of arrows that holds these sums, with one scale both ways and no numbers."""
    ends = np.array([[sums.real.min(), sums.real.max()], [sums.imag.min(), sums.imag.max()]])
    middle, half = ends.mean(axis=1), (0.5 + margin) * np.ptp(ends, axis=1).max()
    ax.set(xlim=middle[0] + half * np.array([-1, 1]), ylim=middle[1] + half * np.array([-1, 1]), aspect="equal")
    ax.set(xticks=[], yticks=[])
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)


def _arrow(ax, color, width=2.0, zorder=4):
    """Return an arrow and the function that puts it from one complex number to another."""
    look = {"arrowstyle": "-|>", "color": color, "lw": width, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 11}
    arrow = ax.annotate("", (0, 0), (0, 0), arrowprops=look, zorder=zorder)

    def put(start, end):
        arrow.set_position((start.real, start.imag))
        arrow.xy = (end.real, end.imag)

    return arrow, put


def paths(places, waves, sums):
    """Return a mirror with the arrows of all its strips, and ``update(x, wave, start, end, title)``.

    `waves` say whether a strip's wave arrives as a crest, 1, or as a trough, −1; `sums` (one more) are the arrows laid
    tip to tail. The chosen strip is at x, its wave is `wave`, its arrow runs from `start` to `end`.
    Used in :lesson:`1.2`.
    """
    figure, (scene, chain) = style.figure(1, 2, height=3.7, width_ratios=[1.2, 1], number="1.2.1")
    way = _scene(scene, places[0], places[-1], -0.8)
    scene.plot(places, -0.38 + 0.2 * waves, lw=1.2, color=style.FAINT)
    scene.text(places[0], -0.75, "crest or trough", color=style.QUIET, fontsize=10.5)
    (tip,) = scene.plot([], [], "o", ms=6, color=style.COLORS["momentum"], zorder=5)
    chain.plot(sums.real, sums.imag, lw=1.1, color=style.FAINT)
    _arrow(chain, style.PARTS[1])[1](sums[0], sums[-1])
    (chosen,) = chain.plot([], [], lw=4.5, color=style.COLORS["momentum"], solid_capstyle="butt", zorder=6)
    _plane(chain, sums)
    chain.set_title("All arrows, tip to tail")

    def update(x, wave, start, end, title):
        way.set_data([_LAMP[0], x, _EYE[0]], [_LAMP[1], 0, _EYE[1]])
        tip.set_data([x], [-0.38 + 0.2 * wave])
        chosen.set_data([start.real, end.real], [start.imag, end.imag])
        scene.set_title(title)

    return figure, update


def cornu(widths, brightness, spiral):
    """Return the brightness behind a slit beside Cornu's spiral, and ``update(width, bright, part, title)``.

    Widths in mm, brightness in that of the whole mirror; `part` is the piece of the spiral that the slit lets through.
    Used in :lesson:`1.2`.
    """
    figure, (left, right) = style.figure(1, 2, height=3.6, width_ratios=[1.2, 1], number="1.2.2")
    left.axhline(1, color=style.INK, lw=1.1, ls=(0, (4, 3)))
    left.text(1.15 * widths[0], 1.05, "whole mirror", fontsize=10.5)
    left.plot(widths, brightness, lw=1.7)
    (dot,) = left.plot([], [], "o", ms=9, color=style.COLORS["momentum"], zorder=5, clip_on=False)
    left.set(
        xscale="log",
        xlim=(widths[0], widths[-1]),
        ylim=(0, 2),
        yticks=[0, 0.5, 1, 1.5, 2],
        xlabel="width of the slit (mm)",
        ylabel="brightness / whole mirror",
    )
    left.set_xticks([0.1, 1, 6], ["0.1", "1", "6"])
    left.set_xticks([], minor=True)
    right.plot(spiral.real, spiral.imag, lw=0.9, color=style.FAINT)
    (open_part,) = right.plot([], [], lw=1.6)
    _, put = _arrow(right, style.COLORS["momentum"])
    _plane(right, spiral, 0.06)
    right.set_title("Arrows that the slit lets in")

    def update(width, bright, part, title):
        dot.set_data([width], [bright])
        open_part.set_data(part.real, part.imag)
        put(part[0], part[-1])
        left.set_title(title)

    return figure, update


def vanishing(places, window, wavelengths, smooth, hard):
    """Return what is added up along a mirror beside errors, and ``update(wavelength, wave, error, title)``.

    `smooth` and `hard` are relative errors of the stationary-phase value at each of the wavelengths (m).
    Used in :lesson:`1.2`.
    """
    figure, (left, right) = style.figure(1, 2, height=3.5, width_ratios=[1.15, 1], number="1.2.3")
    left.fill_between(places, -window, window, color=style.COLORS["field"], alpha=0.25, lw=0)
    (wave,) = left.plot([], [], lw=1.1)
    left.axvline(1, color=style.INK, lw=1.1, ls=(0, (4, 3)))
    left.text(1.03, 1.03, "stationary", fontsize=10.5, va="bottom")
    left.set(
        xlim=(places[0], places[-1]),
        ylim=(-1.1, 1.2),
        xlabel="place on the mirror $x$ (m)",
        ylabel="crest or trough, times silver",
    )
    right.plot(wavelengths, hard, lw=1.2, color=style.FAINT)
    right.plot(wavelengths, smooth)
    (dot,) = right.plot([], [], "o", ms=9, color=style.COLORS["momentum"], zorder=5, clip_on=False)
    right.set(
        xscale="log",
        yscale="log",
        xlim=(wavelengths[0], wavelengths[-1]),
        xlabel="wavelength (m)",
        ylabel="relative error",
        title="Smooth: slope 1. Cut: no slope",
    )
    right.set_xticks([0.005, 0.01, 0.02, 0.05], ["0.005", "0.01", "0.02", "0.05"])
    right.set_xticks([], minor=True)
    at = len(wavelengths) // 3
    right.annotate("smooth", (wavelengths[at], smooth[at]), (4, -14), textcoords="offset points", color=style.PARTS[1])
    right.annotate(
        "cut", (wavelengths[0], hard[: at // 2].max()), (4, 8), textcoords="offset points", color=style.QUIET
    )

    def update(wavelength, heights, error, title):
        wave.set_data(places, heights)
        dot.set_data([wavelength], [error])
        left.set_title(title)

    return figure, update


def fringes(positions):
    """Return a screen behind two slits, and ``update(brightness, envelope, lines, first, title)``.

    Positions in mm, brightness from 0 to 1; `lines` are the places mλℓ/d, `first` is the first bright line's (x, y).
    Used in :lesson:`1.2`.
    """
    figure, ax = style.figure(width=style.POCKET, height=2.9, number="1.2.4")
    (rim,) = ax.plot([], [], lw=1.1, color=style.FAINT)
    (line,) = ax.plot([], [])
    marks = ax.vlines([], 0, 1, color=style.INK, lw=1, ls=(0, (4, 3)))
    (dot,) = ax.plot([], [], "o", ms=9, color=style.COLORS["momentum"], zorder=5)
    ax.set(
        xlim=(positions[0], positions[-1]),
        ylim=(0, 1.12),
        xlabel="place on the screen $y$ (mm)",
        ylabel="brightness",
        yticks=[0, 0.5, 1],
    )

    def update(brightness, envelope, lines, first, title):
        line.set_data(positions, brightness)
        rim.set_data(positions, envelope)
        marks.set_segments([[(y, 0), (y, 1.05)] for y in lines])
        dot.set_data([first[0]], [first[1]])
        ax.set_title(title)

    return figure, update


def grating(window, reach):
    """Return a mirror with stripes scraped off, and ``update(place, stripes, sums, title)``.

    `window` is the part of the mirror that is not covered; `stripes` (k, 2) are the ends of what silver is left in it,
    `place` is where the stripes let the lamp appear. The plane of arrows reaches to `reach`. Used in :lesson:`1.2`.
    """
    figure, (scene, chain) = style.figure(1, 2, height=3.6, width_ratios=[1.25, 1], number="1.2.5")
    way = _scene(scene, -0.2, 1.8, -0.42)
    scene.plot([-0.2, window[0]], [0, 0], color=style.PAPER, lw=4, solid_capstyle="butt")
    scene.plot([window[1], 1.8], [0, 0], color=style.PAPER, lw=4, solid_capstyle="butt")
    cloth = style.INK
    for left, right in ((-0.2, window[0]), (window[1], 1.8)):
        scene.plot([left, right], [0, 0], color=cloth, lw=6, solid_capstyle="butt")
    scene.text(1.3, -0.16, "covered", ha="center", fontsize=10.5, color=style.QUIET)
    silver = scene.hlines([], 0, 1, color=style.PARTS[1], lw=7, zorder=4)
    (point,) = scene.plot([], [], "o", ms=8, color=style.COLORS["momentum"], zorder=6)
    scene.text(0.4, -0.34, "silver left", ha="center", fontsize=10.5, color=style.PARTS[1])
    (curve,) = chain.plot([], [], lw=1)
    (sum_,) = chain.plot([], [], lw=2.6, color=style.COLORS["momentum"], zorder=4)
    _plane(chain, reach * np.array([-1 - 1j, 1 + 1j]), 0.0)
    chain.set_title("Its arrows, tip to tail")

    def update(place, stripes, sums, title):
        way.set_data([_LAMP[0], place, _EYE[0]], [_LAMP[1], 0, _EYE[1]])
        point.set_data([place], [0])
        silver.set_segments([[(a, 0), (b, 0)] for a, b in stripes])
        curve.set_data(sums.real, sums.imag)
        sum_.set_data(sums.real[[0, -1]], sums.imag[[0, -1]])
        scene.set_title(title)

    return figure, update
