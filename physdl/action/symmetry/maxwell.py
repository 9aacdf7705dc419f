"""How far a gas is from the distribution that J. C. Maxwell found, and how far chance alone takes it."""

from __future__ import annotations

import numpy as np
from scipy.special import gammainc

from physdl import _check


def maxwell_distance(velocities, masses=1.0):
    r"""Return how far the energies of a gas are from Maxwell's distribution, √n times Kolmogorov's distance.

    .. math:: \sqrt n\,\sup_E\,\lvert F_n(E) - F(E)\rvert, \qquad
              F(E) = P\Big(\frac d2, \frac{E}{k_BT}\Big), \quad k_BT = \frac2d\,\overline E ,

    where :math:`F_n` is the share of the n bodies whose energy is at most E, and P the regularised gamma function; in
    the plane :math:`F = 1 - e^{-E/k_BT}`. The temperature is that of the gas itself, so the tables for Kolmogorov's
    test do not apply: compare with `maxwell_null`.

    Parameters
    ----------
    velocities : array, shape (..., n, d)
        In the frame in which the gas as a whole is at rest.
    masses : float or array, shape (n,)
        Positive.

    Returns
    -------
    array, shape (...)
        A pure number; of the order of 1 for a gas that has reached the distribution, up to √n otherwise.

    Raises
    ------
    ValueError
        If there are no bodies, all of them rest, a mass is not positive, or a number is not finite.
    TypeError
        If an argument is not made of real numbers.

    Notes
    -----
    J. C. Maxwell, *Illustrations of the dynamical theory of gases* (1860), Proposition IV.

    See :lesson:`1.4`.

    Examples
    --------
    >>> around = np.linspace(0, 2 * np.pi, 1001)[1:]
    >>> float(maxwell_distance(np.stack([np.cos(around), np.sin(around)], axis=-1)).round(2))
    19.99
    """
    v = _check.as_array("velocities", velocities, dtype=float)
    if v.ndim < 2 or not v.size:
        raise _check.error("velocities", "have shape (..., n, d), with a body at least", f"shape {v.shape}")
    m = _check.as_array("masses", masses, dtype=float)
    if (m <= 0).any():
        raise _check.error("masses", "be positive", m)
    if m.shape not in ((), (v.shape[-2],)):
        raise _check.error("masses", f"be a number or have shape ({v.shape[-2]},)", f"shape {m.shape}")
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        scale = np.max(np.abs(v), axis=(-2, -1), keepdims=True)
        if (scale == 0).any():
            raise _check.error("velocities", "move a body at least", "all at rest")
        energy = (m / np.max(m)) * np.sum((v / scale) ** 2, axis=-1)
        energy = np.sort(energy, axis=-1)
        n, d = v.shape[-2:]
        mean = np.mean(energy, axis=-1, keepdims=True)
        expected = gammainc(d / 2, energy * (d / 2) / np.where(mean > 0, mean, 1))
    steps = np.arange(n + 1) / n
    above, below = steps[1:] - expected, expected - steps[:-1]
    return np.sqrt(n) * np.max(np.maximum(above, below), axis=-1)


def maxwell_null(count, *, rng, dimensions=2, samples=1000):
    """Return the distances of gases that have reached Maxwell's distribution, with energy and momentum fixed.

    Velocities are drawn from a normal distribution and the velocity of the centre of mass is taken off. That the energy
    is fixed needs no step of its own: `maxwell_distance` compares each gas with its own temperature.

    Parameters
    ----------
    count : int
        Bodies in a gas, at least 2.
    rng : numpy.random.Generator
        Source of the velocities.
    dimensions, samples : int
        At least 1.

    Returns
    -------
    array, shape (samples,)
        Sorted; of `samples` = 2,000 the entry 1,900 is the distance that a gas in equilibrium exceeds one time in 20.

    Raises
    ------
    ValueError, TypeError
        If a number is not whole or too small, or `rng` is no generator.

    Notes
    -----
    See :lesson:`1.4`.
    """
    count = _check.whole("count", count, minimum=2)
    dimensions = _check.whole("dimensions", dimensions, minimum=1)
    samples = _check.whole("samples", samples, minimum=1)
    _check.generator("rng", rng)
    _check.room("count", 8 * (4 * count * dimensions + samples), count)
    found = np.empty(samples)
    block = max(1, 200_000 // (count * dimensions))
    for start in range(0, samples, block):
        v = rng.normal(size=(min(block, samples - start), count, dimensions))
        found[start : start + len(v)] = maxwell_distance(v - v.mean(axis=1, keepdims=True))
    return np.sort(found)
