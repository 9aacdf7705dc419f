"""Sums of arrows: the one loop of this room."""

from __future__ import annotations

import numpy as np

from physdl import _check

_BLOCK = 8192  # doubles: a few arrays of so many stay in a processor's second cache
_MOST = 2.0**52  # turns: beyond, double precision holds whole ones only


def require_turns(longest, wavelength):
    """Refuse waves so short that double precision does not know where in its turn an arrow stands."""
    shortest = wavelength.min(initial=np.inf)
    with np.errstate(over="ignore"):
        turns = longest / shortest
    if not turns < _MOST:
        rule = "not be so short that a path holds 4.5e15 waves: their phase is beyond double precision"
        raise _check.error("wavelength", rule, f"{shortest:.3g} beside a length of {longest:.3g}")


def total(lengths, wavelength, weights=None):
    r"""Return the sums of arrows :math:`\sum_j w_j e^{2\pi i L_j/\lambda}`.

    Whole turns are taken away first. With f the rest, \|f\| ≤ ½, and t = tan πf, both parts are rational in t: with
    q = 2/(1 + t²) they are cos 2πf = q − 1 and sin 2πf = t q. One tangent replaces a sine and a cosine, and on many
    processors NumPy computes it for several numbers at a time.

    Parameters
    ----------
    lengths : array, shape (..., m)
        In float64, fewer than 2⁵² wavelengths.
    wavelength : array, any shape
        In float64, positive.
    weights : array, shape of `lengths`, optional
        In float64 or complex128; 1 by default.

    Returns
    -------
    array, shape (...) + shape of `wavelength`
    """
    m = lengths.shape[-1]
    rows, waves = lengths.reshape(-1, m), wavelength.ravel()
    weights = None if weights is None else weights.reshape(-1, m)
    sums = np.zeros(len(rows) * len(waves), complex)
    height = max(1, _BLOCK // m)
    for start in range(0, len(sums), height):
        which = np.arange(start, min(start + height, len(sums)))
        row, wave = np.divmod(which, len(waves))
        for left in range(0, m, _BLOCK):
            right = slice(left, left + _BLOCK)
            cosines, sines = _arrows(rows[row, right] / waves[wave, None])
            if weights is None:
                sums[which] += cosines.sum(axis=1) + 1j * sines.sum(axis=1)
            else:
                part = weights[row, right]
                sums[which] += np.einsum("ij,ij->i", part, cosines) + 1j * np.einsum("ij,ij->i", part, sines)
    return sums.reshape(lengths.shape[:-1] + wavelength.shape)


def _arrows(turns):
    """Return cosine and sine of so many turns; the array is used up."""
    q = np.rint(turns)
    turns -= q
    turns *= np.pi
    t = np.tan(turns, out=turns)
    np.multiply(t, t, out=q)
    q += 1
    np.divide(2, q, out=q)
    t *= q
    q -= 1
    return q, t
