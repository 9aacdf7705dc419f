"""Strips of the square lattice, solved by their transfer matrix: what an approximation is measured against."""

from __future__ import annotations

import math

import numpy as np

from physdl import _check


def strip_length(width, coupling):
    r"""Return the correlation length along an endless strip that is closed round its width.

    .. math:: \xi_L(K) = \frac{1}{\ln(\lambda_0/\lambda_1)}

    with the two largest eigenvalues of the transfer matrix, which adds one ring of L spins: the largest among states
    that do not notice a flip of all spins, and among those that change sign.

    Parameters
    ----------
    width : int
        L, from 2 to 10 spins; for L = 2 the two are joined by two bonds.
    coupling : float
        K > 0.

    Returns
    -------
    float
        In lattice spacings.

    Raises
    ------
    ValueError
        If L or K is out of its range, or K so large that the two eigenvalues agree to rounding.

    Notes
    -----
    Two symmetric matrices of size :math:`2^{L-1}`, in double precision; about :math:`8^L` operations. See
    :lesson:`4.5`. Source: M. P. Nightingale, Physica A 83 (1976) 561.

    Examples
    --------
    >>> round(strip_length(6, 0.44), 4)
    7.4675
    """
    width, coupling = _width("width", width), _check.positive("coupling", coupling)
    length = _length(coupling, *_bonds(width))
    if length > 1e12:
        raise _check.error("coupling", "leave a length below 1e12", coupling, "Take a warmer or a narrower strip.")
    return length


def strip_fixed_point(width, other=None):
    r"""Return the coupling at which two strips look alike, and the exponent: phenomenological renormalisation.

    .. math::

       \frac{\xi_L(K^*)}{L} = \frac{\xi_{L'}(K^*)}{L'}, \qquad
       1 + \frac1\nu = \frac{\ln\big(\xi_L'(K^*)/\xi_{L'}'(K^*)\big)}{\ln(L/L')}

    Parameters
    ----------
    width : int
        L, from 2 to 10.
    other : int, optional
        L' ≠ L, by default L + 1.

    Returns
    -------
    coupling, exponent : float
        K* and ν.

    Raises
    ------
    ValueError
        If the widths are equal or out of their range.

    Notes
    -----
    By bisection between K = 0.2 and 0.7, and central differences. See :lesson:`4.5`. Source: Nightingale (1976).

    Examples
    --------
    >>> K, nu = strip_fixed_point(6, 7)
    >>> round(K, 5), round(nu, 4)
    (0.43931, 0.9846)
    """
    width = _width("width", width)
    other = _width("other", width + 1 if other is None else other)
    if other == width:
        raise _check.error("other", "differ from `width`", other)
    narrow, wide = sorted((width, other))
    first, second = _bonds(narrow), _bonds(wide)
    low, high = 0.2, 0.7
    for _ in range(46):
        middle = (low + high) / 2
        if _length(middle, *first) / narrow > _length(middle, *second) / wide:
            low = middle  # disordered: in widths the narrow strip's length is the longer
        else:
            high = middle
    h = 1e-4
    slopes = [8 * (_length(low + h, *s) - _length(low - h, *s)) for s in (first, second)]
    slopes = [
        slope - _length(low + 2 * h, *s) + _length(low - 2 * h, *s)
        for slope, s in zip(slopes, (first, second), strict=True)
    ]
    return low, 1 / (math.log(slopes[0] / slopes[1]) / math.log(narrow / wide) - 1)


def _bonds(width):
    """Return the sum over bonds round a ring, and from ring to ring for the next one as it is and turned over."""
    count = 2 ** (width - 1)  # the first spin up: the others follow by a flip
    spins = np.ones((count, width))
    for place in range(1, width):
        spins[:, place] = 1 - 2 * (np.arange(count) >> (width - 1 - place) & 1)
    return (spins * np.roll(spins, 1, axis=1)).sum(axis=1), spins @ spins.T


def _length(coupling, round_, along):
    width = round_[0]
    half = np.exp(coupling * (round_ - width) / 2)
    here, turned = np.exp(coupling * (along - width)), np.exp(coupling * (-along - width))
    even, odd = (np.linalg.eigvalsh(half[:, None] * matrix * half)[-1] for matrix in (here + turned, here - turned))
    gap = math.log(even / odd) if odd > 0 else math.inf
    return 1 / gap if gap > 0 else math.inf


def _width(name, width):
    return _check.whole(name, width, minimum=2, maximum=10, fix="The transfer matrix has 2^L rows.")
