"""The figures of lesson 1.6: arrays in, pictures out.

A function that makes a moving figure returns ``(figure, update)``; call ``update`` with new arrays and titles, and give
the figure to :func:`physdl.explore.explore`. Nothing is computed here.
"""

from __future__ import annotations

import numpy as np

from physdl import style

__all__ = ["analemma", "millennium", "rosettes", "taken_apart", "walk"]

_MONTHS = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_CLOCK, _SUN, _TILT, _OVAL = style.PARTS[1], style.COLORS["light"], style.COLORS["error"], style.COLORS["momentum"]


def _year(ax):
    ax.set(xlim=(0, 365), xticks=_MONTHS, xticklabels="JFMAMJJASOND")
    for label in ax.get_xticklabels():
        label.set_ha("left")


def analemma(ahead, height, extra):
    """Return the Sun at twelve o'clock through a year beside the lengths of the days, and ``update(day, left, right)``.

    `ahead` (n,) in minutes, `height` (n,) the declination in degrees, `extra` (n,) the seconds beyond 24 h of the days
    that begin at each noon; `day` is the number of one of them. Used in :lesson:`1.6`.
    """
    figure, (sky, chart) = style.figure(1, 2, height=4.3, width_ratios=[1, 1.45], number="1.6.1")
    sky.plot(ahead, height, color=style.FAINT, lw=1.4)
    sky.set(xlim=(-18, 20), ylim=(-29, 29), xlabel="sundial ahead of the clock (min)", ylabel="declination (°)")
    sky.axvline(0, 0.13, 0.87, color=style.FAINT, lw=0.7, zorder=0)
    (sun,) = sky.plot([], [], "o", ms=15, color=_SUN)
    chart.plot(np.arange(len(extra)), extra, color=_CLOCK)
    chart.axhline(0, color=style.FAINT, lw=0.7, zorder=0)
    chart.set(ylim=(-25, 36), ylabel="noon to noon, beyond 24 h (s)")
    _year(chart)
    (spot,) = chart.plot([], [], "o", ms=8, color=_SUN, clip_on=False)
    spot.set_in_layout(False)
    for day, name, x, y in ((79, "March", -4.4, 0), (171, "June", 0, 2), (265, "Sept", 4, 0), (355, "Dec", 0, -2.4)):
        sky.text(ahead[day] + x, height[day] + y, name, color=style.QUIET, ha="center", va="center", fontsize=10)

    def update(day, left, right):
        sun.set_data([ahead[day]], [height[day]])
        spot.set_data([day], [extra[day]])
        sky.set_title(left)
        chart.set_title(right)

    return figure, update


def taken_apart(reach=85.0):
    """Return the lengths of the days of a planet, and ``update(tilted, oval, both, longest, title)``.

    The first three are arrays (n,) of seconds beyond the mean day through a year, n = 366: with the tilt alone, with
    the eccentricity alone, with both; `longest` = (day, seconds) is marked. Used in :lesson:`1.6`.
    """
    figure, ax = style.figure(height=3.9, number="1.6.2")
    days = np.arange(366)
    lines = [
        ax.plot(days, 0 * days, color=color, lw=lw, ls=ls)[0]
        for color, lw, ls in ((_TILT, 1.6, (0, (6, 3))), (_OVAL, 1.6, (0, (2, 2))), (_CLOCK, 2.4, "-"))
    ]
    ax.axhline(0, color=style.FAINT, lw=0.7, zorder=0)
    ax.set(ylim=(-reach, reach), ylabel="solar day beyond 24 h (s)")
    _year(ax)
    for place, name, color in ((0.24, "tilt alone", _TILT), (0.5, "eccentricity alone", _OVAL), (0.84, "both", _CLOCK)):
        ax.text(place, 0.03, name, color=color, transform=ax.transAxes, ha="center")
    (peak,) = ax.plot([], [], "o", ms=9, color=_SUN, mec=_CLOCK, zorder=6)

    def update(tilted, oval, both, longest, title):
        for line, values in zip(lines, (tilted, oval, both), strict=True):
            line.set_ydata(values)
        peak.set_data([longest[0]], [longest[1]])
        ax.set_title(title)

    return figure, update


def walk(names, sights):
    """Return planets along a walk from the Sun, and ``update(distances, notes, title)``.

    `sights` are pairs (metres, words) to compare with; `distances` (8,) are in metres, `notes` what stands beside each
    point. Used in :lesson:`1.6`.
    """
    figure, ax = style.figure(height=4.6, number="1.6.3")
    rows = np.arange(len(names))
    for metres, words in sights:
        ax.axvline(metres, ymax=0.93, color="#D9D6CE", lw=1, zorder=0)
        ax.text(metres, -0.72, words, color=style.QUIET, fontsize=10, ha="center", va="center", zorder=1)
    (spots,) = ax.plot(np.ones(len(names)), rows, "o", ms=9, color=_CLOCK)
    labels = [ax.text(1, row, "", va="center") for row in rows]
    ax.set(xscale="log", xlim=(1, 3e5), ylim=(len(names) - 0.4, -1.1), xlabel="distance from the Sun")
    ax.set_xticks([1, 10, 100, 1e3, 1e4, 1e5], ["1 m", "10 m", "100 m", "1 km", "10 km", "100 km"])
    ax.minorticks_off()
    ax.set_yticks(rows, names)
    ax.tick_params(axis="y", length=0)

    def update(distances, notes, title):
        spots.set_xdata(distances)
        for row, label, distance, note in zip(rows, labels, distances, notes, strict=True):
            far = distance > 900
            label.set(position=(distance * (0.65 if far else 1.5), row), ha="right" if far else "left", text=note)
        ax.set_title(title)

    return figure, update


def rosettes(ellipse):
    """Return Mercury's orbit by two methods, and ``update(ways, first, titles)``.

    `ellipse` = (x, y) is the true one, in au; `ways` are two rows x + iy, `first` the true place after one step. Used
    in :lesson:`1.6`.
    """
    figure, both = style.figure(1, 2, height=4.1, number="1.6.4")
    lines = []
    for ax, color in zip(both, (_CLOCK, _OVAL), strict=True):
        (line,) = ax.plot([], [], color=color, lw=0.9)
        style.exact(ax, *ellipse)
        ax.plot([0], [0], "o", ms=8, color=_SUN)
        ax.set(xlim=(-0.62, 0.62), ylim=(-0.62, 0.62), aspect="equal", xlabel="$x$ (au)")
        lines.append(line)
    both[0].set_ylabel("$y$ (au)")
    (spot,) = both[0].plot([], [], "o", ms=9, color=style.INK, zorder=7)

    def update(ways, first, titles):
        for ax, line, way, title in zip(both, lines, ways, titles, strict=True):
            line.set_data(way.real, way.imag)
            ax.set_title(title)
        spot.set_data(*np.reshape(first, (2, 1)))

    return figure, update


def millennium(names, years, drift, off):
    """Return the energy of the whole through the years beside the error of each planet's longitude at the end.

    `drift` is {method: (n,)}, relative; `off` is {method: (8,)}, in degrees, for as many of the methods as are judged.
    Used in :lesson:`1.6`.
    """
    figure, (energy, angles) = style.figure(1, 2, height=4.2, width_ratios=[1, 1.1], number="1.6.5")
    looks = dict(zip(drift, ((_OVAL, "o"), (_TILT, "s"), (_CLOCK, "D")), strict=True))
    for name, (color, _) in looks.items():
        energy.plot(years, drift[name], color=color, lw=0.6)
        side, place = ("left", 0.01) if color == _OVAL else ("right", 1.0)
        above = max(values.max() for values in drift.values() if values.max() < 100 * drift[name].max())
        height = 2e-12 if color == _CLOCK else 2 * above  # the best of them has its room below
        energy.text(place * years[-1], height, name, color=color, ha=side, va="bottom", fontsize=10)
    energy.set(yscale="log", xlim=(0, years[-1]), ylim=(1e-12, 1e-2), xlabel="years", ylabel="energy off by (relative)")
    energy.set_title("All together: no drift")
    rows = np.arange(len(names))
    angles.axvspan(180, 1e6, color="#EFECE4", zorder=0)
    for name, values in off.items():
        color, mark = looks[name]
        angles.plot(values, rows, mark, color=color, ms=7)
    angles.set(xscale="log", xlim=(1e-5, 1e6), ylim=(len(names) - 0.5, -0.5), xlabel="longitude off by (°)")
    angles.text(2e5, len(names) - 1, "lost", color=style.QUIET, ha="center", va="center")
    angles.set_yticks(rows, names)
    angles.tick_params(axis="y", length=0)
    angles.set_title("One by one: the innermost lost")
    return figure
