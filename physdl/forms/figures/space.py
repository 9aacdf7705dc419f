"""Things that stand in space, seen from far away: a shaded ball, a shaded ring, and what they hide. No physics here."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import PolyCollection

__all__ = [
    "EYE",
    "ball",
    "cuts",
    "on_ball",
    "on_ring",
    "place_on_ball",
    "place_on_ring",
    "seen",
    "shade",
    "solid_ring",
    "split",
    "stage",
]

HIGH = np.radians(48.0)  # of the eye above the horizon, in the plane x, z
EYE = np.array([np.cos(HIGH), 0.0, np.sin(HIGH)])
VIEW = np.array([[0.0, 1.0, 0.0], [-np.sin(HIGH), 0.0, np.cos(HIGH)]])
LIGHT = np.array([0.55, -0.45, 0.70])


def seen(points):
    """Return where points of space (..., 3) appear in the picture, (..., 2)."""
    return points @ VIEW.T


def shade(normals, low=0.72):
    """Return how bright a surface is, from `low` to 1, by its unit normals (..., 3)."""
    return low + (1 - low) * np.clip(normals @ LIGHT / np.linalg.norm(LIGHT), 0, 1)


def stage(ax, reach):
    """Make axes a frameless stage: so far to each side, and from below to above."""
    ax.set(xlim=(-reach[0], reach[0]), ylim=(reach[1], reach[2]), aspect="equal", xticks=[], yticks=[])
    for side in ax.spines.values():
        side.set_visible(False)


def split(points, visible):
    """Return a way (m, 3) in the picture twice: what is visible, and what is hidden, with gaps in between."""
    flat = seen(points)
    return np.where(visible[:, None], flat, np.nan), np.where(visible[:, None], np.nan, flat)


def cuts(corners, values, level):
    """Return where a level line cuts triangles with corners (m, 3, 2) and values (m, 3), as segments (s, 2, 2)."""
    above = values > level
    crossed = above.any(axis=1) & ~above.all(axis=1)
    corners, values, above = corners[crossed], values[crossed], above[crossed]
    alone = np.argmax(above == (above.sum(axis=1) == 1)[:, None], axis=1)  # the corner on one side by itself
    rows, ends = np.arange(len(values)), []
    for other in ((alone + 1) % 3, (alone + 2) % 3):
        start, stop = values[rows, alone], values[rows, other]
        part = ((level - start) / (stop - start))[:, None]
        ends.append(corners[rows, alone] + part * (corners[rows, other] - corners[rows, alone]))
    return np.stack(ends, axis=1)


def place_on_ball(theta, phi):
    """Return points of the unit ball in space, (..., 3)."""
    return np.stack([np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi), np.cos(theta)], axis=-1)


def on_ball(x):
    """Return where points (..., 2) of the unit ball, θ and φ, appear in the picture."""
    return seen(place_on_ball(x[..., 0], x[..., 1]))


def ball(ax):
    """Draw a shaded ball with meridians and circles of latitude."""
    t = np.linspace(-1.02, 1.02, 240)
    x, y = np.meshgrid(t, t)
    depth = np.sqrt(np.clip(1 - x**2 - y**2, 0, 1))
    normals = x[..., None] * VIEW[0] + y[..., None] * VIEW[1] + depth[..., None] * EYE
    bright = shade(normals, 0.80)[..., None] * np.array([0.93, 0.965, 0.95])
    picture = np.concatenate([bright, (x**2 + y**2 <= 1)[..., None]], axis=-1)
    ax.imshow(picture, extent=(-1.02, 1.02, -1.02, 1.02), origin="lower", zorder=0)
    s = np.linspace(0, 2 * np.pi, 181)
    for k in range(12):
        half = np.linspace(0, np.pi, 91)
        _thread(ax, place_on_ball(half, np.full(91, k * np.pi / 6)))
    for k in range(1, 6):
        _thread(ax, place_on_ball(np.full(181, k * np.pi / 6), s))
    ax.plot(np.cos(s), np.sin(s), color="#9AA6A0", lw=1.0, zorder=2)


def _thread(ax, points):
    ax.plot(*split(points, points @ EYE > 0)[0].T, color="#B9C4BF", lw=0.6, zorder=1)


def place_on_ring(x, ring=2.0):
    """Return the place and the unit normal in space of points (..., 2), θ round a tube of radius 1 and φ."""
    out = np.stack([np.cos(x[..., 1]), np.sin(x[..., 1]), 0 * x[..., 1]], axis=-1)
    normal = np.cos(x[..., :1]) * out + np.sin(x[..., :1]) * np.array([0.0, 0.0, 1.0])
    return ring * out + normal, normal


def on_ring(x):
    """Return where points (..., 2) of a ring of radii 2 and 1, θ round the tube and φ, appear in the picture."""
    return seen(place_on_ring(x)[0])


def solid_ring(ax):
    """Draw the ring as quadrilaterals, the far ones first."""
    knots = np.stack(np.meshgrid(np.linspace(-np.pi, np.pi, 33), np.linspace(-np.pi, np.pi, 73)), axis=-1)
    tiles = np.stack([knots[:-1, :-1], knots[1:, :-1], knots[1:, 1:], knots[:-1, 1:]], axis=2).reshape(-1, 4, 2)
    middle, normals = place_on_ring(tiles.mean(axis=1))
    order = np.argsort(middle @ EYE)
    order = order[normals[order] @ EYE > 0]
    bright = shade(normals[order])[:, None] * np.array([0.86, 0.94, 0.91])
    ax.add_collection(
        PolyCollection(on_ring(tiles[order]), facecolors=bright, edgecolors="#C4D3CC", linewidths=0.3, zorder=0)
    )
