"""The figures of lesson 0.1: arrays in, pictures out; nothing is computed here."""

from __future__ import annotations

import numpy as np

from physdl import style

__all__ = ["blast", "ladder", "pendulums"]

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")  # a formula in a bold title would be thin


def blast(time, radius, curve_time, moment):
    """Return radii measured in time on logarithmic axes, and ``update(curve, there, title)`` for the law beside them.

    Times in ms, radii in m; the law is drawn at `curve_time`, with a dot at the radius `there` at one `moment`.
    Used in :lesson:`0.1`.
    """
    figure, ax = style.figure(width=style.NARROW, height=4.0, number="0.1.1")
    ax.loglog(time, radius, "o", ms=6, label="measured in the pictures")
    (law,) = ax.loglog(curve_time, curve_time, color=style.COLORS["momentum"], label="$(E t^2/\\rho)^{1/5}$")
    (dot,) = ax.plot([], [], "o", ms=9, color=style.COLORS["momentum"], zorder=4)
    ax.set(xlim=(0.05, 150), ylim=(6, 400), xlabel="time after the flash (ms)", ylabel="radius (m)")
    ax.legend(loc="upper left")

    def update(curve, there, title):
        law.set_ydata(curve)
        dot.set_data([moment], [there])
        ax.set_title(title)

    return figure, update


def pendulums(length, period, gravity, amplitude, pure, worlds, exact):
    """Return a figure of many pendulums, by size and in dimensionless form.

    `length` in m, `period` in s, `gravity` in m/s², `amplitude` in radians, all of shape (n,); `pure` and `exact` hold
    P √(g/ℓ), measured and exact; `worlds` maps a gravity to a name. Used in :lesson:`0.1`.
    """
    figure, (left, right) = style.figure(1, 2, height=3.6, number="0.1.2")
    order, degrees = np.argsort(amplitude), np.degrees(amplitude)
    for (g, world), name, marker in zip(worlds.items(), style.COLORS, "os^D", strict=False):
        here, look = gravity == g, {"ms": 3, "color": style.COLORS[name]}
        left.loglog(length[here], period[here], marker, label=world, alpha=0.7, **look)
        right.plot(degrees[here], pure[here], marker, **look)
    style.exact(right, degrees[order], exact[order])
    left.set(xlabel="length (m)", ylabel="period (s)", title="A thousand pendulums …")
    right.set(xlabel="amplitude (degrees)", ylabel=r"$P\,\sqrt{g/\ell}$", title="… are one")
    left.legend(markerscale=2)
    return figure


def _power(value):
    """Return a number as mathematics writes it, to one digit."""
    digit, exponent = f"{value:.0e}".split("e")
    raised = f"10{str(int(exponent)).translate(_RAISED)}"
    return raised if digit == "1" else f"{digit} × {raised}"


def ladder(things):
    """Return a logarithmic ruler of named lengths in metres, and ``update(exponent, time, quantum)`` for a mark on it.

    `time` in s is what light needs, `quantum` in eV the energy of light of that wavelength. Used in :lesson:`0.1`.
    """
    figure, ax = style.figure(width=style.NARROW, height=3.3, number="0.1.3")
    ax.hlines(0, -37, 29, color=style.FAINT, lw=1)
    for k, (name, size) in enumerate(things.items()):
        high, at = (0.45, -0.5, 0.95, -1.0)[k % 4], np.log10(size)
        ax.plot([at, at], [0, high * 0.9], color=style.FAINT, lw=0.8)
        ax.plot(at, 0, "o", ms=7, color=style.PARTS[0])
        ax.text(at, high, name, ha="center", va="bottom" if high > 0 else "top")
    (here,) = ax.plot([], [], "v", ms=13, color=style.COLORS["momentum"], zorder=4)  # over the names
    ax.set(xlim=(-37, 30), ylim=(-1.5, 1.5), xlabel="logarithm of the length in metres")
    ax.yaxis.set_visible(False)
    ax.spines["left"].set_visible(False)

    def update(exponent, time, quantum):
        here.set_data([exponent], [0.16])
        length, time, quantum = (_power(value) for value in (10.0**exponent, time, quantum))
        ax.set_title(f"{length} m: light needs {time} s; as a wavelength, {quantum} eV")

    return figure, update
