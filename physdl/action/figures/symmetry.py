"""The figures of lesson 1.4: arrays in, pictures out.

Each function but the last returns ``(figure, update)``; call ``update`` with new arrays and a title, and give the
figure to :func:`physdl.explore.explore`. Nothing is computed here.
"""

from __future__ import annotations

import numpy as np
from matplotlib.collections import EllipseCollection

from physdl import style

__all__ = ["bowl", "gas", "laws", "pucks"]

HIT, CUE = style.COLORS["momentum"], style.PARTS[1]


def bowl(times):
    """Return a marble seen from above beside its angular momentum, and ``update(path, spin, pushed, title)``.

    `times` (n,) in s; path (k, 2) in cm at the first k of them, spin (n,), and pushed (n,), its start and what the
    torque has added, in g cm²/s. Used in :lesson:`1.4`.
    """
    figure, (top, watch) = style.figure(1, 2, height=3.5, width_ratios=[1, 1.2], number="1.4.1")
    ways = [top.plot([], [], color=color, lw=1.2)[0] for color in (CUE, HIT)]
    (ball,) = top.plot([], [], "o", ms=9, color=style.INK, zorder=6)
    top.set(xlim=(-11.5, 11.5), ylim=(-11.5, 11.5), aspect="equal", xlabel="$x$ (cm)", ylabel="$y$ (cm)")
    top.set_title("The first 6 seconds")
    watch.axhline(0, color=style.FAINT, lw=0.8)
    senses = [watch.plot([], [], color=color)[0] for color in (CUE, HIT)]
    sum_of_torque = style.exact(watch, [], [])
    watch.text(29.7, 690, "counterclockwise", ha="right", va="bottom", fontsize=10.5, color=CUE)
    watch.text(29.7, -690, "clockwise", ha="right", va="top", fontsize=10.5, color="#B34E00")
    watch.set(xlim=(0, 30), ylim=(-830, 830), xlabel="time (s)", ylabel="angular momentum (g cm²/s)")

    def update(path, spin, pushed, title):
        for way, sense, sign in zip(ways, senses, (1, -1), strict=True):
            there = np.where(sign * spin >= 0, 1.0, np.nan)
            way.set_data(*(path * there[: len(path), None]).T)
            sense.set_data(times, spin * there)
        sum_of_torque.set_data(times, pushed)
        after = np.searchsorted(times, 1.0)
        ball.set_data(path[after : after + 1, 0], path[after : after + 1, 1])
        watch.set_title(title)

    return figure, update


def pucks():
    """Return two pucks that meet beside their velocities in two frames, and ``update(normal, lab, centre, titles)``.

    The struck puck lies at the origin, the other touches it at −normal; `lab` (3, 2) has the velocities of the first
    before and after and of the second after, `centre` (4, 2) those of both before and after, seen from the centre of
    mass. Lengths in diameters, velocities in diameters per second. Used in :lesson:`1.4`.
    """
    figure, (table, frame) = style.figure(1, 2, height=3.4, width_ratios=[1.1, 1], number="1.4.2")
    turn = np.linspace(0, 2 * np.pi, 91)
    rim = np.stack([np.cos(turn), np.sin(turn)], axis=-1) / 2
    table.fill(*rim.T, fc="#F6D9C6", ec=HIT, lw=1.4)
    (struck,) = table.fill(*rim.T, fc="#CFE3F1", ec=CUE, lw=1.4)
    look = {"angles": "xy", "scale_units": "xy", "scale": 1, "zorder": 5, "width": 0.011}
    colors = [style.FAINT, CUE, HIT]
    arrows = table.quiver([0, 0, 0], [0, 0, 0], [1, 1, 1], [0, 0, 0], color=colors, **look)
    table.set(xlim=(-2.6, 1.9), ylim=(-2.0, 2.0), aspect="equal", xticks=[], yticks=[])
    table.set_xlabel("on the table", color=style.QUIET)
    circle = 1.5 * rim
    style.exact(frame, *circle.T)
    colors = ["#B9C2CC", "#B9C2CC", CUE, HIT]
    seen = frame.quiver([0] * 4, [0] * 4, [1] * 4, [0] * 4, color=colors, **look)
    frame.set(xlim=(-0.95, 0.95), ylim=(-0.95, 0.95), aspect="equal", xticks=[-0.5, 0, 0.5], yticks=[-0.5, 0, 0.5])
    frame.set(xlabel="$v_x$, centre of mass (diameters/s)", ylabel="$v_y$ (diameters/s)")
    for arrow in (arrows, seen):
        arrow.set_in_layout(False)  # arrows keep within the axes, whose labels need the room
    for side in table.spines.values():
        side.set_visible(False)

    def update(normal, lab, centre, titles):
        struck.set_xy(rim - normal)
        arrows.set_offsets([-normal - lab[0], -normal, [0, 0]])
        arrows.set_UVC(lab[:, 0], lab[:, 1])
        seen.set_UVC(centre[:, 0], centre[:, 1])
        table.set_title(titles[0])
        frame.set_title(titles[1])

    return figure, update


def gas(diameter):
    """Return a quarter of a gas beside its energies, and ``update(places, speeds, energies, title)``.

    places (n, 2) in box sides and speeds (n,) in units of their root mean square; energies (m,) sorted, in units of
    the mean. Used in :lesson:`1.4`.
    """
    figure, (box, tail) = style.figure(1, 2, height=3.6, width_ratios=[1, 1.05], number="1.4.3")
    colors = {"cmap": "cividis_r", "clim": (0, 2.2)}
    discs = EllipseCollection(
        diameter, diameter, 0, units="x", offset_transform=box.transData, offsets=[[0, 0]], **colors
    )
    box.add_collection(discs)
    box.set(xlim=(0, 0.5), ylim=(0, 0.5), aspect="equal", xticks=[], yticks=[])
    box.set_title("A quarter of the box")
    box.set_xlabel("yellow: slow, blue: fast", color=style.QUIET)
    for side in box.spines.values():
        side.set_visible(True)
    style.exact(tail, [0, 7], np.exp([0.0, -7.0]))
    (stairs,) = tail.plot([], [], color=CUE, lw=1.8)
    tail.text(4.35, 0.022, "Maxwell", fontsize=10.5)
    tail.set(xlim=(0, 7), ylim=(8e-4, 1.6), yscale="log", yticks=[1, 0.1, 0.01, 0.001])
    tail.set_yticklabels(["1", "0.1", "0.01", "0.001"])
    tail.set(xlabel="energy (in units of the mean)", ylabel="share of discs above it")

    def update(places, speeds, energies, title):
        discs.set_offsets(places)
        discs.set_array(speeds)
        n = len(energies)
        stairs.set_data(
            np.append(0, np.repeat(energies, 2)), np.append(1, np.repeat(1 - np.arange(n + 1) / n, 2)[1:-1])
        )
        tail.set_title(title)

    return figure, update


def laws(met, distances, chance, offsets):
    """Return how three laws of collision fare: distance from Maxwell, and how squarely the discs have met.

    `met` (k,) collisions of a disc, `distances` {name: (k,)}, `chance` (low, high) of a gas in equilibrium, `offsets`
    {name: (m,) sorted, from 0 for square to 1 for grazing}. Used in :lesson:`1.4`.
    """
    figure, (fall, hit) = style.figure(1, 2, height=3.4, number="1.4.4")
    colors = dict(zip(distances, (CUE, style.COLORS["error"], HIT), strict=True))
    fall.axhspan(*chance, color=style.COLORS["field"], alpha=0.35, lw=0)
    for name, distance in distances.items():
        fall.plot(met, distance, color=colors[name], lw=1.8, ls="--" if name == "random normal" else "-")
    fall.set(xlim=(0, met[-1]), ylim=(0.4, 30), yscale="log", yticks=[0.5, 1, 2, 5, 10, 20])
    fall.set_yticklabels(["0.5", "1", "2", "5", "10", "20"])
    fall.minorticks_off()
    fall.text(met[-1], 13.5, "swapped", ha="right", fontsize=10.5, color="#B34E00")
    fall.text(2.4, 2.0, "discs", ha="right", fontsize=10.5, color=CUE)
    fall.text(8.2, 2.7, "random normal", fontsize=10.5, color="#007A59")
    fall.text(0.4, 0.5, "chance", fontsize=10.5)
    fall.set(title="Two laws reach Maxwell", xlabel="collisions of a disc", ylabel="distance from Maxwell")
    style.exact(hit, [0, 1], [0, 1])
    for name, offset in offsets.items():
        hit.plot(offset, np.arange(1, len(offset) + 1) / len(offset), color=colors[name], lw=1.8)
    hit.text(0.5, 0.6, "discs", ha="right", fontsize=10.5, color=CUE)
    hit.text(0.62, 0.32, "random normal", fontsize=10.5, color="#007A59")
    hit.set(xlim=(0, 1), ylim=(0, 1), title="One of them cannot see")
    hit.set(xlabel="sideways offset (diameters)", ylabel="share of collisions")
    return figure
