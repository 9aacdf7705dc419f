"""The figures of lesson 3.9: arrays in, pictures out; nothing is computed here."""

from __future__ import annotations

import numpy as np

from physdl import style

__all__ = ["hundred", "knob", "lamps", "reading", "widths"]

_OURS, _PLAIN = style.PARTS[3], style.COLORS["position"]


def reading(noises, filtered, bound):
    """Return a noisy picture beside the error of its reading, and ``update(picture, level, error, title)``.

    `noises` (n,), and in degrees the errors of the filter and the bound, (n,) each. `picture` is
    (p, p), `level` its noise and `error` the filter's error there. Used in :lesson:`3.9`.
    """
    figure, (film, chart) = style.figure(1, 2, height=3.5, width_ratios=[1, 1.3], number="3.9.1")
    image = film.imshow(np.zeros((24, 24)), cmap="gray", vmin=-0.4, vmax=1.4)
    style.keep(film)
    film.set(xticks=[], yticks=[])
    film.set_xlabel("24 × 24 pixels", color=style.QUIET)
    for side in film.spines.values():
        side.set_visible(False)
    chart.plot(noises, filtered, color=_OURS)
    style.exact(chart, noises, bound)
    chart.axhline(7.2, color=style.FAINT, lw=0.8, ls=":")
    chart.text(0.01, 7.6, "one pixel", va="bottom", color=style.QUIET, fontsize=10.5)
    (dot,) = chart.plot([], [], "o", ms=9, color=_OURS, zorder=6, clip_on=False)
    chart.text(0.2, 1.5, "filter", color=_OURS, ha="right")
    chart.text(0.3, 1.0, "bound", ha="left")
    chart.set(yscale="log", xlim=(0, 1.03 * noises[-1]), ylim=(0.09, 60), yticks=[0.1, 1, 10])
    chart.set_yticklabels(["0.1", "1", "10"])
    chart.minorticks_off()
    chart.set(xlabel="noise of a pixel (white = 1)", ylabel="error of the angle (degrees)")

    def update(picture, level, error, title):
        image.set_data(picture)
        dot.set_data([level], [error])
        chart.set_title(title)

    return figure, update


def lamps(directions, errors):
    """Return how readings fare as the lamp moves: `errors` {name: (n,)} in degrees. Used in :lesson:`3.9`.

    The names are those of the labels: the pupil of one lamp, the pupil of all, the filter.
    """
    figure, ax = style.figure(height=3.1, number="3.9.2")
    colors = dict(zip(errors, ("#9A4A78", _PLAIN, _OURS), strict=True))
    for name, error in errors.items():
        ax.plot(directions, error, color=colors[name])
    middle = len(directions) // 2
    for (name, error), ratio in zip(errors.items(), (0.55, 1.9, 1.45), strict=True):
        ax.text(directions[middle], ratio * error[middle], name, color=colors[name], ha="center", va="center")
    ax.set(yscale="log", xlim=(0, 360), xticks=[0, 90, 180, 270, 360], ylim=(0.4, 250), yticks=[1, 10, 100])
    ax.set_yticklabels(["1", "10", "100"])
    ax.minorticks_off()
    ax.set(xlabel="direction of the lamp (degrees)", ylabel="error (degrees)")
    ax.set_title("Who has seen one lamp is lost far from it")
    return figure


def widths(halves, one_side, both_sides):
    """Return both sides of Newton's law beside their misfit, and ``update(force, acceleration, half, misfit, title)``.

    `halves` (n,) frames, the misfits (n,) in 1/s² with one side smeared and with both; `force` and `acceleration` are
    (k,) in 1/s². Used in :lesson:`3.9`.
    """
    figure, (law, chart) = style.figure(1, 2, height=3.5, width_ratios=[1, 1.2], number="3.9.3")
    style.exact(law, [-1.1, 1.1], [-1.1, 1.1])
    (cloud,) = law.plot([], [], "o", ms=3, color=_OURS, alpha=0.5, mew=0)
    law.set(xlim=(-1.15, 1.15), ylim=(-2.2, 2.2), xticks=[-1, 0, 1], yticks=[-2, -1, 0, 1, 2])
    law.set(xlabel="force, smeared (1/s²)", ylabel="acceleration, smeared (1/s²)")
    chart.plot(halves, one_side, color=_PLAIN)
    chart.plot(halves, both_sides, color=_OURS)
    (dot,) = chart.plot([], [], "o", ms=9, color=_OURS, zorder=6, clip_on=False)
    chart.text(halves[-1], 1.15 * one_side[-1], "one side smeared", color=_PLAIN, ha="right", va="bottom")
    chart.text(halves[-1], 0.62 * both_sides[-1], "both sides", color=_OURS, ha="right", va="top")
    chart.set(yscale="log", xlim=(halves[0] - 0.5, halves[-1] + 0.7), ylim=(0.012, 0.4), yticks=[0.02, 0.05, 0.1, 0.2])
    chart.set_yticklabels(["0.02", "0.05", "0.1", "0.2"])
    chart.minorticks_off()
    chart.set(xlabel="frames on either side", ylabel="misfit (1/s²)")

    def update(force, acceleration, half, misfit, title):
        cloud.set_data(force, acceleration)
        dot.set_data([half], [misfit])
        law.set_title(title)

    return figure, update


def hundred(times, energies, orbit):
    """Return two motions in the plane of states beside their energies, and ``update(paths, at, title)``.

    `times` (n,) in s; `energies` (n, 2) in units of the true one, of the Hamiltonian and of the plain network, and
    `orbit` (m, 2) the true motion's closed way. `paths` (k, 2, 2) are their last turns up to number `at` of the times.
    Used in :lesson:`3.9`.
    """
    figure, (plane, chart) = style.figure(1, 2, height=3.5, width_ratios=[1, 1.15], number="3.9.4")
    ways, dots, marks = [], [], []
    for color, number in ((_PLAIN, 1), (_OURS, 0)):
        ways.append(plane.plot([], [], color=color, lw=1.8)[0])
        dots.append(plane.plot([], [], "o", ms=9, color=color, zorder=6)[0])
        chart.plot(times, energies[:, number], color=color)
        marks.append(chart.plot([], [], "o", ms=8, color=color, zorder=6, clip_on=False)[0])
    style.exact(plane, *orbit.T)
    chart.axhline(1, color=style.INK, lw=1.1, ls=(0, (4, 3)), zorder=5)
    plane.set(xlim=(-2.4, 2.4), ylim=(-2.2, 2.2), xticks=[-2, -1, 0, 1, 2], yticks=[-2, -1, 0, 1, 2])
    plane.set(xlabel="angle $q$ (rad)", ylabel="momentum $p$ (rad/s)")
    top = max(2.0, 1.15 * energies.max())
    chart.set(xlim=(0, 1.03 * times[-1]), ylim=(0, top), xlabel="time (s)", ylabel="energy (true = 1)")
    late = energies[-1, 1]
    below = late < 1
    chart.text(
        times[-1],
        late + (0.05 if below else -0.05) * top,
        "plain",
        color=_PLAIN,
        ha="right",
        va="bottom" if below else "top",
    )
    chart.text(
        times[-1],
        1 + (0.03 if below else -0.03) * top,
        "Hamiltonian",
        color=_OURS,
        ha="right",
        va="bottom" if below else "top",
    )

    def update(paths, at, title):
        for way, dot, mark, number in zip(ways, dots, marks, (1, 0), strict=True):
            way.set_data(*paths[:, number].T)
            dot.set_data(*paths[-1:, number].T)
            mark.set_data([times[at]], [energies[at, number]])
        plane.set_title(title)

    return figure, update


def knob(times, watched):
    """Return angle and energy of a pendulum whose friction is turned, and ``update(true, ours, at, title)``.

    `times` (n,) in s; `watched` (n, 2) are the states that the plain network foretells, whatever the friction. `true`
    and `ours` are (n, 3): angle, momentum and energy in units of the first. The dot stands at number `at`. Used in
    :lesson:`3.9`.
    """
    figure, (plane, chart) = style.figure(1, 2, height=3.5, width_ratios=[1, 1.15], number="3.9.5")
    chart.plot(times, watched, color=_PLAIN, lw=1.6)
    (way,) = plane.plot([], [], color=_OURS, lw=1.4)
    exact = style.exact(plane, [], [])
    (dot,) = plane.plot([], [], "o", ms=9, color=_OURS, zorder=6)
    (fall,) = chart.plot([], [], color=_OURS)
    true_fall = style.exact(chart, [], [])
    (mark,) = chart.plot([], [], "o", ms=8, color=_OURS, zorder=6)
    chart.text(times[-1], 0.85, "plain network", color=_PLAIN, ha="right")
    plane.set(xlim=(-1.75, 1.75), ylim=(-1.75, 1.75), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    plane.set(xlabel="angle $q$ (rad)", ylabel="momentum $p$ (rad/s)")
    chart.set(xlim=(0, 1.03 * times[-1]), ylim=(0, 1.12), xlabel="time (s)", ylabel="energy (first = 1)")

    def update(true, ours, at, title):
        way.set_data(*ours[:, :2].T)
        exact.set_data(*true[:, :2].T)
        dot.set_data(*ours[at : at + 1, :2].T)
        fall.set_data(times, ours[:, 2])
        true_fall.set_data(times, true[:, 2])
        mark.set_data([times[at]], [ours[at, 2]])
        chart.set_title(title)

    return figure, update
