"""The figures of lesson 1.3: arrays in, pictures out.

Each function returns ``(figure, update)``; call ``update`` with new arrays and a title, and give the figure to
:func:`physdl.explore.explore`. Nothing is computed here.
"""

from __future__ import annotations

import numpy as np

from physdl import style

__all__ = ["soap_film", "throw", "two_looks"]


def throw(first, second, action):
    """Return a bent motion beside a map of all of them, and ``update(times, heights, title)`` for another motion.

    `action` (rows, columns) in J s over the heights `first` and `second` in m of the two inner nodes; times (4,) in s
    and heights (4,) in m. Used in :lesson:`1.3`.
    """
    figure, (flight, chart) = style.figure(1, 2, height=3.5, width_ratios=[1.1, 1], number="1.3.1")
    (way,) = flight.plot([], [], "o-", ms=8)
    flight.set(xlim=(-0.05, 2.05), ylim=(-0.4, 9.4), xlabel="time (s)", ylabel="height (m)")
    levels = {"levels": [-27, -20, 25, 50, 75, 100], "linestyles": "solid", "linewidths": 0.9}
    chart.contour(first, second, action, colors=style.FAINT, **levels)
    chart.contour(first, second, action, levels=[0], colors=style.INK, linewidths=1.6)
    chart.text(6.2, 0.3, "like rest", fontsize=10.5, rotation=47)
    chart.set(xlim=(-1, 10), ylim=(-1, 10), aspect="equal", title="Every point is a motion")
    chart.set(xlabel="height after 2/3 s (m)", ylabel="height after 4/3 s (m)")
    (spot,) = chart.plot([], [], "o", ms=10, color=style.COLORS["momentum"], zorder=6)

    def update(times, heights, title):
        way.set_data(times, heights)
        spot.set_data(heights[1:2], heights[2:3])
        flight.set_title(title)

    return figure, update


def two_looks(turn):
    """Return motions between two looks beside their family tree, and ``update(rest, swings, away, branch, title)``.

    Paths (nodes,) in rad take the time `away` in s; `swings` holds none or two of them. `branch` has the times and the
    widest angles of the swings to one side, as far as they shall be drawn; at the time `turn` rest changes its colour.
    Used in :lesson:`1.3`.
    """
    figure, (watch, fork) = style.figure(1, 2, height=3.7, width_ratios=[1.3, 1], number="1.3.2")
    least, saddle = style.PARTS[1], style.COLORS["momentum"]
    outs = [watch.plot([], [], color=least)[0] for _ in range(2)]
    (still,) = watch.plot([], [])
    watch.set(xlim=(0, 1.95), ylim=(-3.3, 3.3), xlabel="time (s)", ylabel="angle (rad)")
    arc = style.exact(fork, [], [])
    (before,), (after,) = fork.plot([], [], lw=1.4, color=least), fork.plot([], [], lw=1.4, color=saddle)
    fork.text(0.45, 0.48, "minimum", fontsize=10.5)
    later = [fork.text(1.2, 0.48, "saddle", fontsize=10.5)]
    later.append(fork.text(1.08, 2.0, "swings:\nminima", fontsize=10.5, ha="right"))
    (dots,), (dot,) = fork.plot([], [], "o", ms=8, color=least), fork.plot([], [], "o", ms=8)
    fork.set(xlim=(0.4, 1.95), ylim=(-3.3, 3.3), xlabel="time away $T$ (s)", ylabel="widest angle (rad)")

    def update(rest, swings, away, branch, title):
        time, middle = np.linspace(0, away, len(rest)), len(rest) // 2
        for line, path in zip(outs, swings or (rest, rest), strict=True):
            line.set_data(time, path)
        still.set_data(time, rest)
        dot.set_data([away], [rest[middle]])
        dots.set_data([away] * len(swings), [path[middle] for path in swings])
        for artist in (still, dot):
            artist.set_color(saddle if away > turn else least)
        arc.set_data(np.append(branch[0][::-1], branch[0]), np.append(-branch[1][::-1], branch[1]))
        before.set_data([0.4, min(away, turn)], [0, 0])
        after.set_data([turn, max(away, turn)], [0, 0])
        for label in later:
            label.set_visible(away > 1.25)
        fork.set_title("One motion becomes three" if swings else "One motion so far")
        watch.set_title(title)

    return figure, update


def soap_film():
    """Return soap films between two rings of radius 1, and ``update(distance, shapes, branch, title)``.

    `shapes` holds none or two radii (nodes,), the film that is seen and the one that is not; `branch` has distances and
    waists, as far as they shall be drawn. Lengths in radii. Used in :lesson:`1.3`.
    """
    figure, (film, fold) = style.figure(1, 2, height=3.6, width_ratios=[1.2, 1], number="1.3.3")
    looks = ({"lw": 2.4, "color": style.PARTS[1]}, {"lw": 1.4, "color": style.COLORS["momentum"]})
    outlines = [film.plot([], [], **look)[0] for look in looks]
    (skin,) = film.fill([0, 0, 0], [0, 0, 0], color=style.COLORS["field"], alpha=0.3, lw=0)
    turn = np.linspace(0, 2 * np.pi, 121)
    wide, high = 0.07 * np.cos(turn), np.sin(turn)  # a ring, seen a little from the side
    rings = [film.fill(wide, high, ec=style.INK, lw=1.4)[0] for _ in range(2)]
    film.set(xlim=(-0.85, 0.85), ylim=(-1.15, 1.15), aspect="equal", xlabel="$x$ (radii)", ylabel="radius")
    arc = style.exact(fold, [], [])
    waists = [fold.plot([], [], "o", ms=9, color=look["color"])[0] for look in looks]
    fold.text(0.2, 0.84, "minimum", fontsize=10.5)
    fold.text(0.78, 0.04, "saddle", fontsize=10.5)
    fold.set(xlim=(0, 1.5), ylim=(0, 1.05), xlabel="distance $D$ (radii)", ylabel="waist $a$ (radii)")

    def update(distance, shapes, branch, title):
        for ring, side in zip(rings, (-distance / 2, distance / 2), strict=True):
            ring.set_xy(np.stack([side + wide, high], axis=-1))
            ring.set_facecolor("none" if shapes else style.COLORS["field"])
        for line, dot, r in zip(outlines, waists, shapes or ([], []), strict=True):
            x = np.linspace(-distance / 2, distance / 2, len(r))
            line.set_data(np.concatenate([x, [np.nan], x]), np.concatenate([r, [np.nan], np.negative(r)]))
            dot.set_data([distance] * (len(r) > 0), [min(r)] if len(r) else [])
        if shapes:
            x, r = np.linspace(-distance / 2, distance / 2, len(shapes[0])), shapes[0]
            skin.set_xy(np.stack([np.append(x, x[::-1]), np.append(r, -r[::-1])], axis=-1))
        skin.set_visible(bool(shapes))
        arc.set_data(*branch)
        fold.set_title("Two branches" if shapes else "The branches have met")
        film.set_title(title)

    return figure, update
