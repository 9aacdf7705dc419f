"""The pictures that open the parts: each one computed by the course's own mathematics, in its part's colour.

Part 1: a beam behind a drop of water. Part 2: a flow that nothing drives, on a surface with two holes. Part 3: the
border of what can be learned. Part 4: a critical magnet from near, from farther away and from farther still. Part 5:
what data leave of two parameters.
"""

import numpy as np
from PIL import Image
from scipy.sparse.linalg import splu

from house import border, surface
from house.cover import INK
from house.stored import stored
from physdl.action.fermat import rays
from physdl.bayes.figures import running as bayes
from physdl.bayes.running import singular_ridges
from physdl.cheap import block_spins, swendsen_wang
from physdl.forms import coboundary, double_torus, hodge

WIDTH, HEIGHT, FINE = 1600, 520, 2  # pixels; painted on a grid FINE times as fine


def coarse(fine):
    """Return the mean over the fine grid's cells in each pixel."""
    return fine.reshape(HEIGHT, FINE, WIDTH, FINE, *fine.shape[2:]).mean(axis=(1, 3))


def drop(rng, radius=170.0, centre=(420.0, HEIGHT / 2), beams=24_000, step=1.2):
    """Part 1: parallel rays through water (index 1.333) gather in a caustic behind the drop, and part again."""

    def edge(x):
        away = x - np.array(centre)
        r = np.hypot(away[..., 0], away[..., 1]) + 1e-9
        return away / r[..., None], 1 / (1 + np.exp((r - radius) / 3.0))  # the surface is three pixels thick

    def index(x):
        return 1 + 0.333 * edge(x)[1]

    def gradient(x):
        outward, inside = edge(x)
        return -0.333 / 3.0 * (inside * (1 - inside))[..., None] * outward

    light = np.zeros(HEIGHT * FINE * WIDTH * FINE)
    for part in np.array_split(np.linspace(-1, 1, beams), 8):
        start = np.stack([-4 - step * rng.random(len(part)), centre[1] + 0.988 * radius * part], axis=-1)
        path, _ = rays.trace_ray(start, np.array([1.0, 0.0]), index, step, int(1.1 * WIDTH / step), gradient=gradient)
        column, row = (np.floor(FINE * path[..., axis]).astype(np.intp).ravel() for axis in (0, 1))
        seen = (column >= 0) & (column < WIDTH * FINE) & (row >= 0) & (row < HEIGHT * FINE)
        light += np.bincount(row[seen] * WIDTH * FINE + column[seen], minlength=light.size)
    light = coarse(light.reshape(HEIGHT * FINE, WIDTH * FINE))
    light /= np.quantile(light[light > 0], 0.9)
    colour = INK + (1 - np.exp(-0.8 * light**0.75))[..., None] * (np.array((143, 199, 242)) / 255 - INK)
    white = np.clip((light - 1.5) / 9, 0, 0.85)[..., None]
    return colour + white * (1 - colour)


def pretzel(rng, scale=282.0, yaw=0.16, pitch=0.42, count=40, across=96):
    """Part 2: `count` lines of a flow round both holes of a surface, without sources and without eddies.

    A closed form is made by hand, the nearest gradient is taken away, and what is left is harmonic. The fainter lines
    belong to its partner, which runs round the tubes.
    """
    mesh = double_torus(72)
    x, y, z = mesh.points.T
    d, star = coboundary(mesh, 0), hodge(mesh, 1)
    solve = splu((d.T @ star @ d).tocsc()[1:, 1:]).solve
    top, stream, partner = z[mesh.simplices(1)[:, 0]] > 0, 0, 0
    for centre in (-1.1, 1.1):
        beyond = 1.0 * (np.hypot(x - centre, y) > 1)
        angle = np.arctan2(y, x - centre) / (2 * np.pi)
        around = d @ angle - np.rint(d @ angle)
        stream = stream - np.append(0, solve((d.T @ (star @ (top * (d @ beyond))))[1:]))
        partner = partner + angle - np.append(0, solve((d.T @ (star @ around))[1:]))
    a, b, c = np.moveaxis(mesh.points[mesh.cells], 1, 0)
    normals = np.zeros_like(mesh.points)
    for corner in mesh.cells.T:
        np.add.at(normals, corner, np.cross(b - a, c - a))
    normals /= np.linalg.norm(normals, axis=1)[:, None]
    seen, facing = (surface.turned(points, yaw, pitch) for points in (mesh.points, normals))
    picture = np.zeros((HEIGHT * FINE, WIDTH * FINE, 3)) + INK
    shown = []
    for values, lines, width in ((stream, count, 1.25), (partner, across, 0.8)):
        there = values[mesh.cells]
        there = lines * (there - np.rint(there - there[:, :1])) + 0.5
        shown.append(surface.layers(seen, mesh.cells, facing, there, picture.shape[:2], scale * FINE, width * FINE))
    (skin, front, near, far), (_, _, side, _) = shown
    cover(picture, skin * (0.09 + 0.30 * (1 - front) ** 2.2), (20, 110, 85))
    cover(picture, skin * np.clip(0.15 * far, 0, 0.6), (53, 196, 147))
    cover(picture, skin * 0.24 * side, (53, 196, 147))
    cover(picture, skin * (0.5 + 0.5 * front) * near, (143, 240, 200))
    return coarse(picture)


def cover(picture, opacity, colour):
    """Lay one colour over the picture, as opaque as `opacity` says."""
    picture += opacity[..., None] * (np.asarray(colour) / 255 - picture)


def domains(rng, across=130, steps=80, gap=20):
    """Part 4: one critical lattice at three scales: its spins, votes of 3 × 3 of them, and votes of 9 × 9."""
    side = 9 * across
    spins = swendsen_wang(np.ones((side, side), np.int8), np.log(1 + np.sqrt(2)) / 2, steps, rng)
    near = block_spins(spins, 3, rng)
    wide = (WIDTH - 2 * gap) // 3
    dark, light = np.array((46, 24, 40)) / 255, np.array((214, 132, 180)) / 255
    picture = np.zeros((HEIGHT, WIDTH, 3)) + INK
    for k, seen in enumerate((spins, near, block_spins(near, 3, rng))):
        window = seen[:across, : wide * across // HEIGHT]
        up = (window > 0).repeat(HEIGHT // across, axis=0).repeat(HEIGHT // across, axis=1)
        left = k * (wide + gap)
        picture[: up.shape[0], left : left + up.shape[1]] = np.where(up[..., None], light, dark)
    return picture


def ridges(rng):
    """Part 5: the posterior of two parameters of which the data see one number, from 2 data to 20,000."""
    places = HEIGHT * FINE, WIDTH * FINE
    return coarse(bayes.valley(singular_ridges([2, 20, 200, 2000, 20_000], *places), INK))


OPENERS = {1: drop, 2: pretzel, 3: lambda rng: border.paint(WIDTH, HEIGHT), 4: domains, 5: ridges}


def provide(app):
    """Put the openers into the built site."""
    for part, paint in OPENERS.items():

        def make(target, paint=paint):
            pixels = np.uint8(np.rint(255 * np.clip(paint(np.random.default_rng(3)), 0, 1)))
            Image.fromarray(pixels).save(target, quality=82, method=6)

        stored(app, f"part_{part}.webp", make, __file__)


def setup(app):
    """Connect the openers to the build."""
    app.connect("builder-inited", provide)
