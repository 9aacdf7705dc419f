"""Waves round the clock, put into the network and read off it, offered by `physdl.neural.modular`."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl.neural.modular.tables import Subtraction


def wave_subtraction(p, frequency):
    r"""Return nine units that subtract without an error, by waves of one frequency.

    With :math:`\omega = 2\pi k/p` and the phases α and β each at 0°, 120° and 240°,

    .. math:: A_x = \cos(\omega x + \alpha), \quad B_y = \cos(\omega y + \beta), \quad
              V_z = \cos(\omega z + \alpha - \beta), \qquad
              f_z(x, y) = \tfrac92\cos\bigl(\omega(x - y - z)\bigr) .

    Parameters
    ----------
    p : int
        Hours of the clock, at least 3.
    frequency : int
        k, from 1 to p − 1, without a common factor with p; for a prime p every one will do.

    Returns
    -------
    Subtraction
        In double precision.

    Raises
    ------
    ValueError
        If the frequency has a factor in common with p: then other answers score as high as the right one.

    Notes
    -----
    The right answer leads by :math:`\tfrac92(1 - \cos(2\pi/p))`, whatever the frequency. See :lesson:`3.7`.

    Examples
    --------
    >>> bool(wave_subtraction(7, 3).right().all())
    True
    """
    p = _check.whole("p", p, minimum=3)
    k = _check.whole("frequency", frequency, minimum=1, maximum=p - 1)
    _check.room("p", 8 * 27 * p, p)
    if math.gcd(p, k) > 1:
        fix = f"With {k} waves around {p} hours some answers look alike; with a prime `p` none do."
        raise _check.error("frequency", f"have no factor in common with `p` = {p}", k, fix)
    alpha, beta = (2 * np.pi / 3 * phase.ravel() for phase in np.mgrid[:3, :3])
    hours = 2 * np.pi * k / p * np.arange(p)[:, None]
    return Subtraction(np.cos(hours + alpha), np.cos(hours + beta), np.cos(hours + alpha - beta).T)


@dataclass(frozen=True)
class Waves:
    """The strongest wave of each unit.

    Attributes
    ----------
    frequency : array of int, shape (units,)
        k, from 1 to (p − 1)/2: the one with the most power in the three tables together, each as its share of its own.
    share : array, shape (units, 3)
        The share of each table's power, its mean apart, that this wave has.
    size, phase : arrays, shape (units, 3)
        Of that wave in A, B and V: ``size · cos(2πk x/p + phase)``; the phase in radians.
    """

    frequency: np.ndarray
    share: np.ndarray
    size: np.ndarray
    phase: np.ndarray

    @property
    def mismatch(self):
        """phase(A) − phase(B) − phase(V), between −π and π, shape (units,)."""
        alpha, beta, gamma = self.phase.T
        return np.angle(np.exp(1j * (alpha - beta - gamma)))


def waves(network):
    r"""Return the strongest wave in each unit of a network.

    Parameters
    ----------
    network : Subtraction
        With an odd p: on a clock with an even number of hours the wave with k = p/2 has no phase.

    Returns
    -------
    Waves
        In double precision.

    Raises
    ------
    ValueError
        If p is even.

    Notes
    -----
    By the Fourier transform of the tables along their hours. See :lesson:`3.7`.

    Examples
    --------
    >>> found = waves(wave_subtraction(7, 3))
    >>> found.frequency[0].item(), bool(np.abs(found.mismatch).max() < 1e-12)
    (3, True)
    """
    _check.instance("network", network, Subtraction)
    p = network.p
    if p % 2 == 0:
        raise _check.error("network", "have an odd number of hours", p, "The wave with k = p/2 has no phase.")
    tables = np.stack([network.first, network.second, network.readout.T]).astype(float)
    spectrum = np.fft.rfft(tables, axis=1)[:, 1:]  # (3, (p − 1)/2, units)
    power = np.abs(spectrum) ** 2
    total = power.sum(axis=1, keepdims=True)
    shares = np.divide(power, total, out=np.zeros_like(power), where=total > 0)
    strongest = shares.sum(axis=0).argmax(axis=0)
    take = np.arange(3)[:, None], strongest, np.arange(tables.shape[2])
    return Waves(strongest + 1, shares[take].T, 2 / p * np.abs(spectrum[take]).T, np.angle(spectrum[take]).T)
