"""The figures of lesson 3.7: arrays in, pictures out; nothing is computed here."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np

from physdl import style

__all__ = ["charged", "nursery", "strengths", "units", "unseen"]

_ACCENT = style.PARTS[3]
_HUES = _ACCENT, style.COLORS["position"], style.COLORS["error"]


def nursery(times, curves, names, exact, rows, columns, marked):
    """Return curves of modes beside the table that they make, and ``update(place, table, title)``.

    `curves` (modes, times) is what steps give, `exact` (modes, times) the formula, dashed; `names` label the modes,
    `rows` and `columns` the table, in which the row `marked` shows its numbers. Used in :lesson:`3.7`.
    """
    figure, (growth, table) = style.figure(1, 2, height=3.7, width_ratios=[1.35, 1], number="3.7.1")
    growth.set_title("One part after the other")
    for curve, line, name, hue in zip(curves, exact, names, _HUES, strict=True):
        growth.plot(times, curve, color=hue)
        style.exact(growth, times, line)
        growth.text(0.98 * times[-1], curve[-1] + 0.05, name, color=hue, ha="right", va="bottom")
    growth.set(
        xlim=(0, times[-1]), ylim=(-0.03, 3.02), xlabel="time, steps × $\\eta$", ylabel="strength in the network"
    )
    now = growth.axvline(0, color=style.FAINT, lw=1)
    dots = [growth.plot([], [], "o", ms=7, color=hue, zorder=7, clip_on=False)[0] for hue in _HUES]
    shades = mpl.colors.LinearSegmentedColormap.from_list("said", ["#ECE9E1", _ACCENT])
    picture = table.imshow(np.zeros((len(rows), len(columns))), cmap=shades, vmin=0, vmax=1, aspect="auto")
    table.set_xticks(range(len(columns)), columns)
    table.set_yticks(range(len(rows)), rows)
    table.hlines(np.arange(len(rows) - 1) + 0.5, -0.5, len(columns) - 0.5, color=style.PAPER, lw=2)
    table.vlines(np.arange(len(columns) - 1) + 0.5, -0.5, len(rows) - 0.5, color=style.PAPER, lw=2)
    table.tick_params(length=0)
    table.spines[:].set_visible(False)
    figure.get_layout_engine().set(wspace=0.06)  # room to cut between them on a phone
    words = [table.text(j, marked, "", ha="center", va="center") for j in range(len(columns))]

    def update(place, values, title):
        now.set_xdata([times[place]] * 2)
        for dot, curve in zip(dots, curves, strict=True):
            dot.set_data(times[place : place + 1], curve[place : place + 1])
        picture.set_data(values)
        for word, value in zip(words, values[marked], strict=True):
            word.set_text(f"{abs(value):.1f}")
            word.set_color(style.PAPER if value > 0.6 else style.INK)
        table.set_title(title)

    return figure, update


def strengths(times, scale, halves, alone, limits):
    """Return one mode's curve beside its half-time, and ``update(curve, exact, strength, half, title)``.

    `halves` belong to the strengths `scale`; `alone` is the half-time of a single layer; `limits` are the largest
    strength and half-time shown. Used in :lesson:`3.7`.
    """
    figure, (growth, waits) = style.figure(1, 2, height=3.3, number="3.7.2")
    line = growth.plot([], [], color=_ACCENT)[0]
    dashed = style.exact(growth, [], [])
    level = growth.plot([], [], color=style.FAINT, lw=0.9)[0]
    knob = growth.plot([], [], "o", ms=8, color=_ACCENT, zorder=7, clip_on=False)[0]
    growth.set(xlim=(0, times[-1]), ylim=(0, 1.08 * limits[0]), xlabel="time, steps × $\\eta$", ylabel="strength $u$")
    style.exact(waits, scale, halves)
    waits.axhline(alone, color=style.COLORS["position"], lw=1.6)
    waits.text(0.05, alone + 0.1, "one layer", color=style.COLORS["position"], va="bottom")
    waits.text(0.62, 6.6, "two layers", color=_ACCENT)
    spot = waits.plot([], [], "o", ms=8, color=_ACCENT, zorder=7, clip_on=False)[0]
    waits.set(xlim=(0, 1.02 * limits[0]), ylim=(0, limits[1]), xlabel="strength of the mode $s$")
    waits.set_ylabel("half learned after")
    waits.set_title("What is weak must wait")
    figure.get_layout_engine().set(wspace=0.06)  # room to cut between them on a phone

    def update(curve, exact, strength, half, title):
        line.set_data(times, curve)
        dashed.set_data(times, exact)
        level.set_data([0, half], [strength / 2] * 2)
        knob.set_data([half], [strength / 2])
        spot.set_data([strength], [half])
        growth.set_title(title)

    return figure, update


def charged(times, names, limits):
    """Return shares learned beside the rates at which they grow, and ``update(shares, rates, title)``.

    `names` label the modes, `limits` are the lowest and highest rate shown. Used in :lesson:`3.7`.
    """
    figure, (growth, rates) = style.figure(1, 2, height=3.4, number="3.7.3")
    widths = 4.4, 2.8, 1.3  # so that lines that lie on each other are all seen
    lines = [growth.semilogx(times, 0 * times, color=hue, lw=w)[0] for hue, w in zip(_HUES, widths, strict=True)]
    growth.set(xlim=(times[0], times[-1]), ylim=(-0.02, 1.04), xlabel="time", ylabel="share of the mode learned")
    growth.set_yticks([0, 0.5, 1], ["0", "½", "1"])
    paces = [rates.loglog(times, 1 + 0 * times, color=hue, lw=w)[0] for hue, w in zip(_HUES, widths, strict=True)]
    rates.set(xlim=(times[0], times[-1]), ylim=limits, xlabel="time", ylabel="rate of the mode")
    labels = [rates.text(times[-1], 1, name, color=hue, va="center") for name, hue in zip(names, _HUES, strict=True)]
    for ax in (growth, rates):
        ax.set_xticks([0.01, 0.1, 1, 10], ["0.01", "0.1", "1", "10"])
        ax.minorticks_off()
    rates.set_yticks([0.001, 0.01, 0.1, 1, 10], ["0.001", "0.01", "0.1", "1", "10"])
    rates.set_title("How fast it may learn")
    figure.get_layout_engine().set(wspace=0.06)  # room to cut between them on a phone

    def update(shares, speeds, title):
        heights = np.log10(speeds[:, -1])
        for place in range(len(heights) - 2, -1, -1):  # labels keep apart; the strongest stands highest
            heights[place] = max(heights[place], heights[place + 1] + 0.27)
        for line, pace, label, share, speed, high in zip(lines, paces, labels, shares, speeds, heights, strict=True):
            line.set_ydata(share)
            pace.set_ydata(speed)
            label.set_position((1.15 * times[-1], 10**high))
        growth.set_title(title)

    return figure, update


def unseen(steps, chance):
    """Return answers on seen and unseen pairs beside the table, and its ``update``.

    That is called as ``update(at, seen, unseen, table, spot, title, score)``.

    `steps` are the ends of the axis, `chance` the share that guessing gets. The table (p, p) holds 0 for a pair that
    was seen, 1 for an unseen one that is right in the end and 2 for one that is wrong. Used in :lesson:`3.7`.
    """
    figure, (rise, table) = style.figure(1, 2, height=3.6, width_ratios=[1.3, 1], number="3.7.4")
    rise.axhline(100 * chance, color=style.FAINT, lw=0.9, ls=":")
    rise.text(steps[0] * 1.03, 100 * chance + 1, "guessing", color=style.QUIET, va="bottom")
    lines = [rise.semilogx([], [], color=hue, clip_on=False)[0] for hue in _HUES[:2]]
    knob = rise.plot([], [], "o", ms=8, color=_HUES[1], zorder=7, clip_on=False)[0]
    names = [
        rise.text(1, 0, name, color=hue, va="center") for name, hue in zip(("seen", "unseen"), _HUES, strict=False)
    ]
    rise.set(xlim=steps, ylim=(0, 103), xlabel="steps", ylabel="right, %")
    rise.set_xticks([10, 30, 100, 300], ["10", "30", "100", "300"])
    rise.minorticks_off()
    colours = mpl.colors.ListedColormap(["#DAD7CE", style.COLORS["position"], style.COLORS["momentum"]])
    picture = table.imshow(np.zeros((23, 23)), cmap=colours, vmin=-0.5, vmax=2.5, origin="lower")
    style.keep(table)
    table.set(xlabel="$y$", ylabel="$x$", xticks=[0, 11, 22], yticks=[0, 11, 22])
    table.spines[:].set_visible(False)
    table.tick_params(length=0)
    figure.get_layout_engine().set(wspace=0.06)  # room to cut between them on a phone

    def update(at, seen, others, answers, spot, title, score):
        for line, share in zip(lines, (seen, others), strict=True):
            line.set_data(at[1:], 100 * share[1:])
        knob.set_data(*([[x] for x in spot] if spot else ([], [])))
        names[0].set_position((steps[0] * 1.03, 100 * seen[1] - 8))
        passed = others > 0.5
        when = at[np.argmax(passed)]
        if not passed.any():
            names[1].set(position=(at[-1] / 1.1, 100 * others[-1] + 7), ha="right")
        else:
            names[1].set(position=(when / 1.15, 55) if when > 100 else (when * 1.15, 50))
            names[1].set_ha("right" if when > 100 else "left")
        picture.set_data(answers)
        rise.set_title(title)
        table.set_title(score)

    return figure, update


def units(hours, phases):
    """Return a unit's three tables beside the phases of all, and ``update(entries, fine, waves, spot, title)``.

    `phases` (units, 2) are phase(A) − phase(B) and phase(V) in degrees, each unit's wrapped so that it lies near the
    diagonal. `entries` (3, p) are drawn as dots over the curves `waves` (3, n) at the hours `fine`. Used in
    :lesson:`3.7`.
    """
    figure, (tables, pairs) = style.figure(1, 2, height=3.9, width_ratios=[1.45, 1], number="3.7.5")
    shifts, lines, dots = (2.4, 0, -2.4), [], []
    for shift, name, hue in zip(shifts, "ABV", _HUES, strict=True):
        tables.axhline(shift, color=style.FAINT, lw=0.6)
        lines.append(tables.plot([], [], color=hue, lw=1.6)[0])
        dots.append(tables.plot([], [], "o", ms=4, color=hue)[0])
        tables.text(-1.3, shift, f"${name}$", color=hue, ha="right", va="center")
    tables.set(xlim=(-0.7, hours[-1] + 0.7), ylim=(-3.8, 3.8), xlabel="hour", yticks=[], xticks=[0, 11, 22])
    tables.spines["left"].set_visible(False)
    style.exact(pairs, np.array([-180.0, 180.0]), np.array([-180.0, 180.0]))
    pairs.plot(*phases.T, "o", ms=4, color=style.FAINT, mew=0)
    knob = pairs.plot([], [], "o", ms=9, color=_ACCENT, zorder=7)[0]
    pairs.set(xlim=(-190, 190), ylim=(-190, 190), aspect="equal")
    pairs.set(xlabel="phase of $A$ − phase of $B$", ylabel="phase of $V$")
    for axis in (pairs.xaxis, pairs.yaxis):
        axis.set_ticks([-180, 0, 180], ["−180°", "0°", "180°"])
    pairs.set_title("All the phases agree")
    figure.get_layout_engine().set(wspace=0.06)  # room to cut between them on a phone

    def update(entries, fine, waves, spot, title):
        for line, dot, shift, values, wave in zip(lines, dots, shifts, entries, waves, strict=True):
            line.set_data(fine, wave + shift)
            dot.set_data(hours, values + shift)
        knob.set_data([spot[0]], [spot[1]])
        tables.set_title(title)

    return figure, update
