"""The figures of lesson 2.5: arrays in, pictures out.

A function that makes a moving figure returns ``(figure, update)``; call ``update`` with new arrays and titles, and give
the figure to :func:`physdl.explore.explore`. What stands in space is seen from far away, from the direction `EYE`; what
the surface hides is drawn thin. Nothing is computed here but the view.
"""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection

from physdl import style
from physdl.forms.figures import space
from physdl.forms.figures.space import on_ball, on_ring

__all__ = ["fronts", "laws", "loop", "mesh", "on_ball", "on_ring", "ring"]

GREEN, ORANGE, BLUE = style.PARTS[2], style.COLORS["momentum"], style.COLORS["position"]


def _arrows(x, u):
    """Return arrows (j, 3) in space for arrows with the parts u (j, 2) along θ and φ, at points (j, 2) of the ball."""
    south = space.place_on_ball(x[:, 0] + np.pi / 2, x[:, 1])
    east = space.place_on_ball(np.full(len(x), np.pi / 2), x[:, 1] + np.pi / 2) * np.sin(x[:, :1])
    return 0.34 * np.minimum(1, 0.2 + 1.6 * np.sin(x[:, :1])) * (u[:, :1] * south + u[:, 1:] * east)


def loop(areas, angles):
    """Return a ball with a loop beside angle against area, and ``update(x, u, area, angle, titles)``.

    `areas` (k,), in squares of the radius, and `angles` (k,) in degrees make the dashed line. `update` draws the loop
    through the points x (m, 2), θ and φ, the carried arrow with parts u (13, 2) along θ and φ at one in eight of them,
    the last where the first stands, and the dot. Used in :lesson:`2.5`.
    """
    figure, (ball, plot) = style.figure(1, 2, height=3.4, width_ratios=[1.25, 1], number="2.5.1")
    figure.get_layout_engine().set(h_pad=0.1)
    space.stage(ball, (1.16, -1.12, 1.2))
    space.ball(ball)
    inside = ball.fill([0, 0, 0], [0, 0, 0], color=GREEN, alpha=0.16, lw=0, zorder=2)[0]
    (front,) = ball.plot([], [], color=GREEN, lw=2.2, zorder=3)
    (back,) = ball.plot([], [], color=GREEN, lw=1.0, ls=(0, (2, 2)), zorder=3)
    look = {"angles": "xy", "scale_units": "xy", "scale": 1, "width": 0.0125, "zorder": 5}
    count = 13
    arrows_of = ball.quiver([0] * count, [0] * count, [1] * count, [0] * count, **look)
    arrows_of.set_in_layout(False)
    style.exact(plot, areas, angles)
    (dot,) = plot.plot([], [], "o", ms=9, color=ORANGE, zorder=6, clip_on=False)
    (drop,) = plot.plot([], [], color=style.FAINT, lw=0.9)
    plot.set(xlim=(0, 1.04 * areas[-1]), ylim=(0, 1.04 * angles[-1]), xticks=np.pi * np.arange(0, 2.1, 0.5))
    plot.set_xticklabels(["0", "π/2", "π", "3π/2", "2π"])
    plot.set(yticks=np.arange(0, angles[-1] + 1, 90), xlabel="area inside (radius = 1)", ylabel="turned by (degrees)")
    plot.set_box_aspect(0.85)

    def update(x, u, area, angle, titles):
        way, feet, arrows = space.place_on_ball(*x.T), space.place_on_ball(*x[::8].T), _arrows(x[::8], u)
        visible, hidden = space.split(way, way @ space.EYE > 0)
        front.set_data(*visible.T)
        back.set_data(*hidden.T)
        inside.set_xy(_cap(way))
        before = (feet @ space.EYE > -0.02) | (np.arange(count) >= count - 1)
        arrows_of.set_offsets(space.seen(feet))
        arrows_of.set_UVC(*np.where(before[:, None], space.seen(arrows), np.nan).T)
        arrows_of.set_facecolors([BLUE] + [GREEN] * (count - 2) + [ORANGE])
        dot.set_data([area], [angle])
        drop.set_data([area, area, 0], [0, angle, angle])
        ball.set_title(titles[0])
        plot.set_title(titles[1])

    return figure, update


def _cap(way):
    """Return the outline, in the picture, of what is visible inside a loop round the north pole."""
    flat, visible = space.seen(way), way @ space.EYE > 0
    if visible.all():
        return flat
    first = np.flatnonzero(visible & ~np.roll(visible, 1))[0]
    shown = np.roll(flat, -first, axis=0)[: visible.sum()]
    a, b = (np.arctan2(*shown[k][::-1]) for k in (-1, 0))  # along the rim, by the top
    up = np.linspace(a, b - 2 * np.pi if b > a else b, 60)
    down = np.linspace(a, b + 2 * np.pi if b < a else b, 60)
    rim = up if np.sin(up).max() > np.sin(down).max() else down
    return np.concatenate([shown, np.stack([np.cos(rim), np.sin(rim)], axis=-1)])


def ring():
    """Return a ring with a geodesic beside its distance from the axis, and ``update(x, s, turn, titles)``.

    The ring has the radii 2 and 1. `update` draws the way through the points x (k, 2), θ and φ, their distances from
    the axis against the length s (k,), and, dashed, the distance `turn` at which the way must turn back. Used in
    :lesson:`2.5`.
    """
    figure, (solid, plot) = style.figure(1, 2, height=3.3, width_ratios=[1.45, 1], number="2.5.2")
    space.stage(solid, (3.15, -2.75, 2.75))
    space.solid_ring(solid)
    (front,) = solid.plot([], [], color=ORANGE, lw=1.9, zorder=4)
    (back,) = solid.plot([], [], color=ORANGE, lw=0.8, alpha=0.55, zorder=3)
    (start,) = solid.plot([], [], "o", ms=7, color=style.INK, zorder=6)
    plot.axhspan(0, 1, color=style.FAINT, alpha=0.18, lw=0)
    plot.text(0.4, 0.92, "the hole", va="top", color=style.QUIET, fontsize=10.5)
    (line,) = plot.plot([], [], color=ORANGE)
    wall = style.exact(plot, [], [])
    plot.set(ylim=(0.4, 3.25), xlabel="length of the way", ylabel="distance from the axis")
    plot.set_box_aspect(0.85)

    def update(x, s, turn, titles):
        way, normals = space.place_on_ring(x)
        visible, hidden = space.split(way, normals @ space.EYE > 0)
        front.set_data(*visible.T)
        back.set_data(*hidden.T)
        start.set_data(*space.seen(way[:1]).T)
        line.set_data(s, np.hypot(way[:, 0], way[:, 1]))
        wall.set_data([0, s[-1]], [turn if turn > 1 else np.nan] * 2)
        plot.set_xlim(0, s[-1])
        solid.set_title(titles[0])
        plot.set_title(titles[1])

    return figure, update


def mesh(triangles, limit, bins):
    """Return a mesh coloured by curvature beside how often each is found, and ``update(points, curvature, titles)``.

    `triangles` (m, 3) are numbers of points; `update` takes the points (p, 3) and the curvature found at each (p,),
    drawn from −limit to limit, and counted in `bins`. Used in :lesson:`2.5`.
    """
    figure, (solid, plot) = style.figure(1, 2, height=3.3, width_ratios=[1.25, 1], number="2.5.3")
    figure.get_layout_engine().set(h_pad=0.1)
    space.stage(solid, (1.35, -1.35, 1.35))
    colors = style.signed(2)
    faces = PolyCollection([np.zeros((3, 2))], edgecolors="#5B6B64", linewidths=0.35)
    solid.add_collection(faces)
    middle = (bins[1:] + bins[:-1]) / 2
    shades = colors(0.5 + 0.5 * np.clip(middle / limit, -1, 1))
    bars = plot.barh(middle, np.ones(len(middle)), height=np.diff(bins), color=shades, ec="#5B6B64", lw=0.4)
    plot.axhline(1, color=style.INK, lw=1.1, ls=(0, (4, 3)))
    plot.set(ylim=(bins[0], bins[-1]), xlim=(0, 100), xlabel="share of the vertices (%)", ylabel="curvature found")
    plot.text(99, 0.9, "exact", ha="right", va="top", fontsize=10.5)
    plot.set_box_aspect(0.85)

    def update(points, curvature, titles):
        corners = points[triangles]
        normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
        front = normals @ space.EYE > 0
        order = np.flatnonzero(front)[np.argsort(corners[front].mean(axis=1) @ space.EYE)]
        found = np.clip(curvature[triangles[order]].mean(axis=1) / limit, -1, 1)
        faces.set_verts(space.seen(corners[order]))
        shade = np.array(colors(0.5 + 0.5 * found))
        shade[:, :3] *= space.shade(normals[order], 0.8)[:, None]
        faces.set_facecolors(shade)
        counts = np.histogram(np.clip(curvature, bins[0], bins[-1]), bins)[0]
        for bar, count in zip(bars, 100 * counts / len(curvature), strict=True):
            bar.set_width(count)
        solid.set_title(titles[0])
        plot.set_title(titles[1])

    return figure, update


def fronts(points, triangles, levels, every):
    """Return a surface with lines of equal distance, and ``update(source, distance, title)``.

    Points (p, 3), triangles (m, 3) anticlockwise as seen from outside; `levels` (k,) are the distances at which a line
    is drawn, of which one in `every` is thick. `update` takes the source (3,) and the distances (p,). Used in
    :lesson:`2.5`.
    """
    figure, ax = style.figure(height=3.6, width=style.POCKET, number="2.5.4")
    reach = np.abs(space.seen(points)).max(axis=0) * 1.04
    space.stage(ax, (reach[0], -reach[1], reach[1]))
    corners = points[triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
    order = np.argsort(corners.mean(axis=1) @ space.EYE)
    order = order[normals[order] @ space.EYE > 0]
    front = triangles[order]
    corners = space.seen(points)[front]
    paint = np.round(26 * space.shade(normals[order], 0.78))[:, None] / 26 * np.array([0.86, 0.94, 0.91])
    ax.add_collection(
        PolyCollection(space.seen(points[front]), facecolors=paint, edgecolors=paint, linewidths=0.4, zorder=0)
    )
    corners = space.seen(points)[front]
    thin, thick = (
        ax.add_collection(LineCollection([], colors=[GREEN], linewidths=width, capstyle="round", zorder=3))
        for width in (0.9, 2.2)
    )
    (dot,) = ax.plot([], [], "o", ms=8, color=ORANGE, mec=style.INK, mew=0.8, zorder=6)

    def update(source, distance, title):
        at = [space.cuts(corners, distance[front], level) for level in levels]
        thick.set_segments(np.concatenate(at[every - 1 :: every]))
        thin.set_segments(np.concatenate([one for k, one in enumerate(at, 1) if k % every]))
        dot.set_data(*space.seen(source)[:, None])
        ax.set_title(title)

    return figure, update


def laws(y, top):
    """Return the plane of normal laws beside their densities, and ``update(way, straight, densities, rings, titles)``.

    `y` (k,) are the values at which densities are given. `update` takes the shortest way (m, 2) in mean and standard
    deviation, the straight line (2, 2), densities (5, k) at five stations of the way, and circles (j, i, 2) of equal
    distance about its beginning. Used in :lesson:`2.5`.
    """
    figure, (plane, plot) = style.figure(1, 2, height=3.0, width_ratios=[1.5, 1], number="2.5.5")
    rings_of = LineCollection([], colors=style.FAINT, linewidths=0.8)
    plane.add_collection(rings_of)
    line = style.exact(plane, [], [])
    (way_of,) = plane.plot([], [], color=GREEN, lw=2.4, zorder=4)
    (stations,) = plane.plot([], [], "o", ms=7, color=GREEN, mec=style.PAPER, mew=1.2, zorder=5)
    plane.set(xlim=(-3.4, 3.4), ylim=(0, 3.2), xlabel=r"mean $\mu$", ylabel=r"standard deviation $\sigma$")
    plane.set_aspect("equal")
    shades = [BLUE, "#3B8F9E", GREEN, "#8C7A1E", ORANGE]
    curves = [plot.plot(y, 0 * y, color=shade, lw=1.8)[0] for shade in shades]
    plot.set(xlim=(y[0], y[-1]), ylim=(0, top), xlabel="$y$", ylabel="density")
    plot.set_box_aspect(1.5 * 3.2 / 6.8)

    def update(way, straight, densities, rings, titles):
        rings_of.set_segments(list(rings))
        line.set_data(*straight.T)
        way_of.set_data(*way.T)
        stations.set_data(*way[:: (len(way) - 1) // 4].T)
        for curve, density in zip(curves, densities, strict=True):
            curve.set_ydata(density)
        plane.set_title(titles[0])
        plot.set_title(titles[1])

    return figure, update
