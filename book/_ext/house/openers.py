"""The pictures that open the parts: each one computed by the course's own mathematics, in its part's colour.

Part 1: a beam behind a drop of water. Part 2: the lines of a closed form that no function has. Part 3: the border of
what can be learned. Part 4: two notes on their way through a fast Fourier transform. Part 5: what data leave of two
parameters.
"""

import numpy as np
from PIL import Image

from house import border
from house.cover import INK
from house.stored import stored
from physdl.action.fermat import rays
from physdl.bayes.figures import running as bayes
from physdl.bayes.running import singular_ridges
from physdl.cheap import fft_network
from physdl.cheap.figures import flattening as figures_flattening

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


def holes(rng, count=48, at=330.0, rim=26.0):
    """Part 2: `count` lines of dθ₁ − dθ₂, where θ₁ and θ₂ are the angles at which one sees two holes.

    The form is closed, so the lines never end but at a hole; it is not exact, so a walk round a hole crosses all of
    them. The fainter lines belong to its partner d ln r₁ − d ln r₂, which is exact.
    """
    row, column = np.mgrid[: HEIGHT * FINE, : WIDTH * FINE] + 0.25
    z = column / FINE - WIDTH / 2 + 1j * (row / FINE - HEIGHT / 2)
    potential = np.log((z + at) / (z - at))
    rate = np.abs(1 / (z + at) - 1 / (z - at)) * count / (2 * np.pi)  # lines per pixel
    picture = np.zeros((*z.shape, 3)) + INK
    strokes = ((potential.real, (53, 196, 147), 0.45, 0.28), (potential.imag, (143, 240, 200), 0.9, 0.95))
    for values, colour, width, strength in strokes:
        turns = values * count / (2 * np.pi)
        away = np.abs(turns - np.rint(turns)) / rate
        cover(picture, strength * np.clip(1.4 - away / width, 0, 1), colour)
    r = np.minimum(np.abs(z - at), np.abs(z + at))
    cover(picture, np.clip(rim - r, 0, 1), 255 * INK)
    cover(picture, np.clip(1.2 - np.abs(r - rim) / 1.2, 0, 1), (200, 255, 230))
    return coarse(picture)


def cover(picture, opacity, colour):
    """Lay one colour over the picture, as opaque as `opacity` says."""
    picture += opacity[..., None] * (np.asarray(colour) / 255 - picture)


def notes(rng, n=64):
    """Part 4: two notes, spread over all samples, are gathered by the layers of `fft_network` into two lines."""
    time = np.arange(n) / n
    order, layers = fft_network(n)
    stages = [(np.exp(2j * np.pi * 21.13 * time) + 0.55 * np.exp(2j * np.pi * 46.9 * time + 1j))[order]]
    for layer in layers:
        stages.append(layer @ stages[-1] / np.sqrt(2))
    sizes = np.abs(stages)
    return figures_flattening.butterfly(sizes / sizes.max(), INK, WIDTH, HEIGHT)


def ridges(rng):
    """Part 5: the posterior of two parameters of which the data see one number, from 2 data to 20,000."""
    places = HEIGHT * FINE, WIDTH * FINE
    return coarse(bayes.valley(singular_ridges([2, 20, 200, 2000, 20_000], *places), INK))


OPENERS = {1: drop, 2: holes, 3: lambda rng: border.paint(WIDTH, HEIGHT), 4: notes, 5: ridges}


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
