"""The cover: branched flow, a beam of parallel light in a weakly uneven medium, traced by the course's own library.

The medium's index differs from 1 by about two per cent, at random, with one correlation length. No lens is in it, and
yet the light gathers into branches that branch again. The picture is the density of the rays; its hue runs from left to
right through relatives of the parts' accents.
"""

import numpy as np
from PIL import Image

from house.stored import stored
from physdl.action.fermat import rays

WIDTH, HEIGHT, FINE = 1600, 620, 2  # pixels; the density is counted on a grid FINE times as fine
RAYS, CHUNK, STEPS = 36_000, 3_000, 1_400
CORRELATION, STRENGTH, SEED = 30.0, 0.022, 11
INK = np.array((0x10, 0x14, 0x1B)) / 255
HUES = np.array(((143, 199, 242), (79, 180, 232), (53, 196, 147), (255, 157, 82), (232, 134, 194))) / 255


def medium(rng, shape):
    """Return a smooth random field of unit variance on a periodic grid, and its two slopes."""
    k = [2 * np.pi * np.fft.fftfreq(n) for n in shape]
    ky, kx = np.meshgrid(*k, indexing="ij")
    spectrum = np.fft.fft2(rng.standard_normal(shape)) * np.exp(-(kx**2 + ky**2) * CORRELATION**2 / 4)
    scale = np.fft.ifft2(spectrum).real.std()
    return [np.fft.ifft2(factor * spectrum).real / scale for factor in (1, 1j * kx, 1j * ky)]


def density(rng):
    """Return how much light passes each cell of the fine grid (HEIGHT·FINE, WIDTH·FINE)."""
    shape = (1024, 2048)
    field, slope_x, slope_y = (np.ravel(STRENGTH * part).astype(np.float32) for part in medium(rng, shape))

    def cell(x):
        column, row = (np.rint(x[..., axis]).astype(np.intp) for axis in (0, 1))
        return row % shape[0] * shape[1] + column % shape[1]

    def index(x):
        return 1 + field[cell(x)]

    def gradient(x):
        at = cell(x)
        return np.stack([slope_x[at], slope_y[at]], axis=-1)

    step = WIDTH * 1.06 / STEPS
    offsets = np.linspace(-1, 1, RAYS, dtype=np.float32)
    start = HEIGHT * (0.5 + 0.30 * offsets)
    light = np.zeros((HEIGHT * FINE, WIDTH * FINE), np.float32)
    for first in range(0, RAYS, CHUNK):
        y = start[first : first + CHUNK]
        x = -4 - step * rng.random(len(y), np.float32)  # no two rays in step: no moiré of points and pixels
        position = np.stack([x, y], axis=-1).astype(np.float32)
        x, _ = rays.trace_ray(position, np.array([1, 0], np.float32), index, step, STEPS, gradient=gradient)
        # Points lie closer than a pixel of the picture, so counting them is counting light.
        column, row = (np.floor(FINE * x[..., axis]).astype(np.intp).ravel() for axis in (0, 1))
        inside = (column >= 0) & (column < light.shape[1]) & (row >= 0) & (row < light.shape[0])
        light += np.bincount(row[inside] * light.shape[1] + column[inside], minlength=light.size).reshape(light.shape)
    return light


def paint(light):
    """Return the picture (HEIGHT, WIDTH, 3) as bytes: ink where it is dark, the parts' hues where light gathers."""
    light = light.reshape(HEIGHT, FINE, WIDTH, FINE).mean(axis=(1, 3))
    light = light / np.quantile(light[light > 0], 0.9)
    glow = 1 - np.exp(-0.95 * light**0.8)
    x = np.linspace(0, len(HUES) - 1, WIDTH)
    hue = np.stack([np.interp(x, np.arange(len(HUES)), HUES[:, c]) for c in range(3)], axis=-1)
    colour = INK + glow[..., None] * (hue - INK)
    white = np.clip((light - 1.5) / 6, 0, 0.85)[..., None]
    return np.uint8(np.rint(255 * (colour + white * (1 - colour))))


def make(target):
    """Compute the picture and write it as WebP."""
    picture = paint(density(np.random.default_rng(SEED)))
    Image.fromarray(picture).save(target, quality=82, method=6)


def provide(app):
    """Put the cover into the built site."""
    stored(app, "cover.webp", make, __file__)


def setup(app):
    """Connect the cover to the build."""
    app.connect("builder-inited", provide)
