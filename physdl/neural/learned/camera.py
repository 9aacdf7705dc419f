"""A camera that looks at a pendulum: pictures whose angle is known, because a formula made them."""

from __future__ import annotations

import numpy as np

from physdl import _check

__all__ = ["information_bound", "pendulum_frames"]

ROD, BOB, WIDTH = 0.8, 0.28, 0.035  # length of the rod, radius of the bob, half the rod's width; the view is 2.4 wide
VIEW = 1.2
SLANT = 0.6  # how much of the light comes from the side; the rest comes from the camera


def pendulum_frames(angles, lights=0.0, *, noise=0.0, rng=None, pixels=24):
    r"""Return pictures of a pendulum: a ball on a rod before a wall, lit by one lamp from the side.

    The ball is a sphere with the normal n, and a lamp in the direction :math:`\ell` makes it as bright as

    .. math:: I = 0.3 + 0.7\,\max(0,\ n\cdot\ell), \qquad
              \ell = (s\cos\alpha,\ s\sin\alpha,\ \sqrt{1 - s^2}), \quad s = 0.6 ;

    the wall is brighter towards the lamp, :math:`0.3 + 0.2\,(x\cos\alpha + y\sin\alpha)`, and the rod is dark.

    Parameters
    ----------
    angles : array, shape (...)
        Of the rod, in radians from straight down, counterclockwise.
    lights : array, broadcastable against `angles`
        α: from where the lamp shines, in radians counterclockwise from the right.
    noise : float
        Standard deviation of what each pixel adds by itself; white is about 1.
    rng : numpy.random.Generator, optional
        Draws the noise; needed if there is some.
    pixels : int
        Of one side of the picture, which is 2.4 wide in units in which the rod has the length 0.8.

    Returns
    -------
    array, shape (..., pixels, pixels)
        Brightness, the upper row first, in the precision of `angles`; in a corner far from the lamp slightly below 0.

    Raises
    ------
    ValueError
        If an angle or a light is not finite, the two do not fit together, or `noise` is negative.
    TypeError
        If there is noise and no generator.

    Notes
    -----
    Time and memory are in proportion to the number of pixels of all pictures. See :lesson:`3.9`.

    Examples
    --------
    >>> pendulum_frames([0.0, 0.5]).shape
    (2, 24, 24)
    """
    angles = _check.as_array("angles", angles, real=True)
    lights = _check.as_array("lights", lights, real=True) % (2 * np.pi)
    shape = np.broadcast_shapes(_check.broadcast("lights", lights, "angles", angles.shape).shape, angles.shape)
    lights = lights.astype(angles.dtype, copy=False)
    noise, pixels = _check.nonnegative("noise", noise), _check.whole("pixels", pixels, minimum=4)
    _check.generator("rng", rng, optional=not noise)
    _check.room("pixels", 12.0 * angles.itemsize * pixels**2 * np.prod(shape, dtype=float), pixels)
    frames = _picture(*(part[..., None, None] for part in np.broadcast_arrays(angles, lights)), pixels)
    if noise:
        frames += (noise * rng.standard_normal(frames.shape)).astype(frames.dtype, copy=False)
    return frames


def _picture(angle, light, pixels):
    side = ((np.arange(pixels) + 0.5) * (2 * VIEW / pixels) - VIEW).astype(angle.dtype)
    x, y = side, -side[:, None]
    sharp = pixels / (2 * VIEW)  # an edge is one pixel wide
    wall = 0.3 + 0.2 * (x * np.cos(light) + y * np.sin(light))
    along, across = x * np.sin(angle) - y * np.cos(angle), x * np.cos(angle) + y * np.sin(angle)
    out = np.abs(across) - WIDTH
    np.maximum(out, np.abs(along - ROD / 2) - ROD / 2, out=out)
    wall += np.clip(0.5 - sharp * out, 0, 1) * (0.15 - wall)
    right, up = (x - ROD * np.sin(angle)) / BOB, (y + ROD * np.cos(angle)) / BOB
    square = right * right + up * up
    lit = SLANT * (right * np.cos(light) + up * np.sin(light))
    lit += np.sqrt(1 - SLANT**2) * np.sqrt(np.maximum(1 - square, 0))
    ball = 0.3 + 0.7 * np.maximum(lit, 0)
    wall += np.clip(0.5 + sharp * BOB * (1 - np.sqrt(square)), 0, 1) * (ball - wall)
    return wall


def information_bound(angles, lights=0.0, *, noise, pixels=24):
    r"""Return how well an angle can be read off one picture at best, if the lamp has to be found as well.

    .. math:: \mathrm{std}(\hat\vartheta) \ge \sqrt{(F^{-1})_{\vartheta\vartheta}}, \qquad
              F_{ab} = \frac{1}{\sigma^2}\sum_{\text{pixels}} \partial_aI\,\partial_bI, \quad
              a, b \in \{\vartheta, \alpha\},

    the bound of Cramér and Rao for estimates without bias, with Fisher's information F of independent normal noise.

    Parameters
    ----------
    angles, lights : arrays, broadcastable against each other
        ϑ and α in radians, as for `pendulum_frames`.
    noise : float
        σ, positive.
    pixels : int

    Returns
    -------
    array, shape (...)
        In radians, in double precision.

    Raises
    ------
    ValueError
        If `noise` is not positive, or as for `pendulum_frames`.

    Notes
    -----
    The derivatives are differences over 2e-4 rad. See :lesson:`3.9`.
    """
    angles, lights = (
        _check.as_array(name, value, real=True, dtype=float) % (2 * np.pi)
        for name, value in (("angles", angles), ("lights", lights))
    )
    noise = _check.positive("noise", noise)

    def slope(turn, move):
        there, back = (pendulum_frames(angles + s * turn, lights + s * move, pixels=pixels) for s in (1, -1))
        return (there - back) / 2e-4

    by_angle, by_light = slope(1e-4, 0.0), slope(0.0, 1e-4)
    own, both, other = (
        np.einsum("...xy,...xy->...", a, b)
        for a, b in ((by_angle, by_angle), (by_angle, by_light), (by_light, by_light))
    )
    return noise / np.sqrt(own - both**2 / other)
