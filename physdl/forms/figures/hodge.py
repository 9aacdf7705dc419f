"""The figures of lesson 2.4: arrays in, pictures out.

Each function returns ``(figure, update)``; call ``update`` with new arrays and a title, and give the figure to
:func:`physdl.explore.explore`. Nothing is computed here but where on the paper a surface and its lines come to lie.
"""

from __future__ import annotations

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import BoundaryNorm

from physdl import style

__all__ = ["apart", "box", "explosion", "flows", "level_lines", "turned"]

GREEN, HOT = style.PARTS[2], style.COLORS["momentum"]
TONES = style.fade(2)
PITCH = 0.62  # radians from which the surface is seen


def level_lines(corners, values):
    """Return the pieces (m, 2, 3) of the lines on which values are whole, and the number (m,) of their triangles.

    corners (t, 3, 3) of the triangles, values (t, 3) at them, linear in between.
    """
    order = np.argsort(values, axis=1)
    low, middle, high = np.take_along_axis(values, order, axis=1).T
    a, b, c = np.moveaxis(np.take_along_axis(corners, order[..., None], axis=1), 1, 0)
    pieces, owners = [np.empty((0, 2, 3))], [np.empty(0, int)]
    for k in range(int(np.max(high - low, initial=0)) + 1):
        whole = np.ceil(low) + k
        t = np.flatnonzero((whole < high) & (whole > low))
        share = (whole - low)[t] / (high - low)[t]
        one = a[t] + share[:, None] * (c - a)[t]
        early = whole[t] < middle[t]
        start, end = np.where(early[:, None], a[t], b[t]), np.where(early[:, None], b[t], c[t])
        first, last = np.where(early, low[t], middle[t]), np.where(early, middle[t], high[t])
        two = start + ((whole[t] - first) / np.where(last > first, last - first, 1))[:, None] * (end - start)
        pieces.append(np.stack([one, two], axis=1))
        owners.append(t)
    return np.concatenate(pieces), np.concatenate(owners)


def turned(points, yaw):
    """Return points (..., 3) in the eye's own directions, right, up and near, after a turn by `yaw` in radians."""
    x, y, z = np.moveaxis(np.asarray(points, dtype=float), -1, 0)
    x, y = np.cos(yaw) * x - np.sin(yaw) * y, np.sin(yaw) * x + np.cos(yaw) * y
    up, near = np.sin(PITCH), np.cos(PITCH)
    return np.stack([x, y * up + z * near, z * up - y * near], axis=-1)


def flows(corners, normals, edges, beside, lines):
    """Return a surface with the lines of one of several flows, and ``update(which, yaw, spot, title)``.

    corners (t, 3, 3) and normals (t, 3) of the surface's triangles, edges (m, 2, 3) and the two triangles `beside` each
    of them (m, 2); `lines` for each flow what `level_lines` returns. `update` draws the flow `which`, from 0, after a
    turn by `yaw` in radians, held by a finger at `spot` (3,) in space. Used in :lesson:`2.4`.
    """
    figure, ax = style.figure(width=style.POCKET, height=2.8, number="2.4.1")
    figure.get_layout_engine().set(h_pad=0.1)
    reach = np.linalg.norm(corners[..., :2], axis=-1).max()
    ax.set(xlim=(-reach, reach), ylim=(-0.57 * reach, 0.57 * reach), aspect="equal")
    ax.set_axis_off()
    skin = ax.add_collection(PolyCollection([], lw=0.8, fc=TONES(0.1), ec=TONES(0.1), zorder=1))
    (behind,) = ax.plot([], [], lw=0.6, color=TONES(0.3), zorder=2)
    (front,) = ax.plot([], [], lw=1.2, color=GREEN, zorder=3)
    (rim,) = ax.plot([], [], lw=1.0, color=TONES(0.55), zorder=4)
    (finger,) = ax.plot([], [], "o", ms=8, color=HOT, zorder=6)
    t = np.linspace(0.08, 0.84, 4)
    inner = np.array([(x, y, 1 - x - y) for x in t for y in t if x + y < 1])
    samples = np.einsum("si,tij->tsj", inner, corners)

    def update(which, yaw, spot, title):
        facing = turned(normals, yaw)[:, 2]
        near = facing > 0
        skin.set_verts(turned(corners[near], yaw)[..., :2])
        shown = turned(samples[near], yaw).reshape(-1, 3)
        hull = np.full((120, 120), -np.inf)  # how near the surface comes, on a coarse paper
        np.maximum.at(hull, cell(shown), shown[:, 2])
        pieces, owners = lines[which]
        pieces, seen = turned(pieces, yaw), near[owners]
        seen &= uncovered(pieces, hull, 0.3)
        front.set_data(*strokes(pieces[seen]))
        behind.set_data(*strokes(pieces[~seen]))
        outline = turned(edges[near[beside[:, 0]] != near[beside[:, 1]]], yaw)
        rim.set_data(*strokes(outline[uncovered(outline, hull, 0.22)]))
        finger.set_data(*turned(spot, yaw)[:2, None])
        ax.set_title(title)

    def strokes(pieces):
        return np.concatenate([pieces[..., :2], np.full((len(pieces), 1, 2), np.nan)], axis=1).reshape(-1, 2).T

    def cell(x):
        return tuple(np.clip((60 * (1 + x[:, :2] / reach)).astype(int), 0, 119).T)

    def uncovered(pieces, hull, slack):
        middle = pieces.mean(axis=1)
        return middle[:, 2] > hull[cell(middle)] - slack

    return figure, update


def apart(points, rims):
    """Return four rings with a flow and its three parts, and ``update(arrows, spot, shares)``.

    `points` (n, 2) where arrows begin, `rims` the radii of the walls; `update` takes arrows (4, n, 2), the place of a
    whirl (2,) and the shares of the three parts in the whole. Used in :lesson:`2.4`.
    """
    figure, axes = style.figure(2, 2, width=style.POCKET, height=4.7, number="2.4.2")
    axes = axes.ravel()
    turn = np.linspace(0, 2 * np.pi, 181)
    colors = style.INK, style.COLORS["position"], HOT, GREEN
    quivers = []
    for ax, color in zip(axes, colors, strict=True):
        for rim in rims:
            ax.plot(rim * np.cos(turn), rim * np.sin(turn), color=style.FAINT, lw=1)
        look = {"scale_units": "xy", "angles": "xy", "width": 0.011, "headwidth": 3.6, "headlength": 4.2}
        quivers.append(ax.quiver(*points.T, *(0 * points).T, color=color, pivot="mid", scale=9.0, minlength=0, **look))
        quivers[-1].set_in_layout(False)
        ax.set(xlim=(-1.06, 1.34), ylim=(-1.06, 1.06), aspect="equal", xticks=[], yticks=[])
        for side in ax.spines.values():
            side.set_visible(False)
    (whirl,) = axes[0].plot([], [], "o", ms=8, color=style.COLORS["light"], mec=style.INK, mew=0.7, zorder=6)

    def update(arrows, spot, shares):
        for quiver, arrow in zip(quivers, arrows, strict=True):
            quiver.set_UVC(*np.where(np.hypot(*arrow.T) < 0.05, np.nan, arrow.T))
        whirl.set_data(spot[:1], spot[1:])
        axes[0].set_title("The flow …")
        for ax, name, share in zip(axes[1:], ("gradient", "rotation", "harmonic"), shares, strict=True):
            ax.set_title(f"{name} {100 * share:.0f} %")

    return figure, update


def box(width, height, at, mirrors):
    """Return a conducting box with a wave in it, and ``update(values, time, title)``.

    `at` (2,) where the wave is made, `mirrors` (m, 2) that place mirrored in the walls; `values` (nx, ny) of the
    magnetic field, between −1 and 1. Used in :lesson:`2.4`.
    """
    figure, ax = style.figure(width=style.POCKET, height=3.35, number="2.4.3")
    bands = np.linspace(-1, 1, 14)
    picture = ax.imshow(
        np.zeros((2, 2)),
        extent=(0, width, 0, height),
        cmap=style.signed(2),
        norm=BoundaryNorm(bands, 256, extend="both"),
        interpolation="bicubic",
        interpolation_stage="data",
    )
    turn = np.linspace(0, 2 * np.pi, 121)
    fronts = [style.exact(ax, [], []) for _ in mirrors]
    ax.plot(*at, "o", ms=6, color=style.INK, zorder=6)
    ax.plot([0, width, width, 0, 0], [0, 0, height, height, 0], color=style.INK, lw=2.4, clip_on=False)
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal", xlabel="$x$", ylabel="$y$")

    def update(values, time, title):
        picture.set_data(values.T[::-1])
        for front, (x, y) in zip(fronts, mirrors, strict=True):
            front.set_data(x + time * np.cos(turn), y + time * np.sin(turn))
        ax.set_title(title)

    return figure, update


def explosion(steps):
    """Return the size of a field and of an action's gradient, step by step, and ``update(field, slope, title)``.

    `steps` (n,); both up to (n,), the gradient relative to what it is a sum of. Used in :lesson:`2.4`.
    """
    figure, (grown, left) = style.figure(1, 2, height=3.2, number="2.4.4")
    (field,) = grown.plot([], [], color=HOT)
    grown.set(yscale="log", xlim=(0, steps[-1]), ylim=(1e-3, 1e22), yticks=[1, 1e5, 1e10, 1e15, 1e20])
    grown.set(xlabel="step", ylabel="largest $E$, in units of the first")
    (slope,) = left.plot([], [], color=GREEN)
    left.set(yscale="log", xlim=(0, steps[-1]), ylim=(1e-20, 1e5), yticks=[1e-20, 1e-15, 1e-10, 1e-5, 1])
    left.set(xlabel="step", ylabel="gradient, relative to its terms")
    for ax in (grown, left):
        ax.minorticks_off()

    def update(size, rest, title):
        field.set_data(steps[: len(size)], size)
        slope.set_data(steps[: len(rest)], rest)
        grown.set_title(title)
        left.set_title("The gradient stays at rounding")

    return figure, update
