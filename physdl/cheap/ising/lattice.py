"""Ising's model on a square lattice that is closed both ways, one coupling for all copies."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.cheap.ising.board import Board
from physdl.cheap.ising.chances import Own


def energy(spins):
    r"""Return the energy of spins on a square lattice, in units of J.

    .. math:: E(s) = -\sum_{\langle ij\rangle} s_is_j

    over the bonds between nearest neighbours, to the right and down from each spin, with the last row and column joined
    to the first. On a side of two the neighbours are joined by two bonds.

    Parameters
    ----------
    spins : array of int, shape (..., L, M)
        1 and −1; sides of at least 2.

    Returns
    -------
    array of int, shape (...)

    Raises
    ------
    ValueError
        If a spin is neither 1 nor −1, or a side is shorter than 2.
    TypeError
        If the spins are no whole numbers.

    Notes
    -----
    See :lesson:`4.6`.

    Examples
    --------
    >>> int(energy(np.ones((4, 4), np.int8)))
    -32
    """
    spins = as_spins(spins)
    bonds = spins * np.roll(spins, -1, axis=-1) + spins * np.roll(spins, -1, axis=-2)
    return -bonds.sum(axis=(-2, -1), dtype=np.int64)


def magnetisation(spins):
    r"""Return the sum of the spins of a lattice.

    .. math:: M(s) = \sum_i s_i

    Parameters
    ----------
    spins : array of int, shape (..., L, M)
        1 and −1; sides of at least 2.

    Returns
    -------
    array of int, shape (...)

    Raises
    ------
    ValueError
        If a spin is neither 1 nor −1, or a side is shorter than 2.
    TypeError
        If the spins are no whole numbers.

    Notes
    -----
    See :lesson:`4.6`.

    Examples
    --------
    >>> int(magnetisation([[1, 1], [1, -1]]))
    2
    """
    return as_spins(spins).sum(axis=(-2, -1), dtype=np.int64)


def metropolis(spins, coupling, sweeps, rng):
    r"""Return spins after sweeps of Metropolis' method, one colour of the checkerboard after the other.

    Each spin is turned over with the probability

    .. math:: \min\big(1, e^{-2K s_ih_i}\big), \qquad h_i = \sum_{j\,\text{next to}\,i} s_j, \qquad K = J/k_BT,

    for which the law :math:`e^{-KE(s)}/Z` is in detailed balance. Spins of one colour do not see each other: they are
    all turned or left at once, then those of the other colour. That makes one sweep.

    Parameters
    ----------
    spins : array of int, shape (L, M) or (R, L, M)
        1 and −1; even sides. The R copies are independent. The array is not changed.
    coupling : float
        K, of either sign.
    sweeps : int
        How often every spin is asked; 0 returns a copy.
    rng : numpy.random.Generator
        One draw from it seeds the stream of random bytes (SFC64) of the call.

    Returns
    -------
    array of int8, of the shape of `spins`

    Raises
    ------
    ValueError
        If a side is odd, a spin neither 1 nor −1, K not finite, or `sweeps` negative.
    TypeError
        If an argument is not of the kind above.

    Notes
    -----
    The probabilities are exact to rounding in double precision: twelve random binary digits decide for most spins, and
    what they leave over is made up by a second draw for one spin in 2048. Eight spins share a byte, those of eight
    copies or strips, as far as R, or R times L/2, can be halved. A sweep is more than a hundred calls of NumPy,
    whatever the size: large lattices and many copies take the least time for each spin.

    A sweep leaves the law as it is, but is not reversible: the colours have an order. A state in which the neighbours
    of every spin add up to zero, such as stripes one spin wide, is turned colour by colour for ever, and no other state
    leads there: 4 of 16 states of 2 × 2 spins, 36 of 65,536 of 4 × 4; the others lead to each other there. With K = 0
    a sweep turns every spin.

    See :lesson:`4.6`. Source: N. Metropolis and others, J. Chem. Phys. 21, 1087 (1953).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> cold = metropolis(np.ones((64, 64), np.int8), 0.6, 100, rng)
    >>> round(float(energy(cold)) / 64**2, 1)
    -1.9
    """
    spins = as_spins(spins, even=True)
    if spins.ndim > 3:
        raise _check.error("spins", "have shape (L, M) or (R, L, M)", f"shape {spins.shape}")
    coupling, sweeps = _check.finite_number("coupling", coupling), _check.whole("sweeps", sweeps)
    draw = Own(abs(coupling), _check.generator("rng", rng))
    if not (sweeps and spins.size):
        return spins.copy()
    shape, spins = spins.shape, spins.reshape(-1, *spins.shape[-2:])
    copies = _power(len(spins), 8)
    strips = _power(spins.shape[1] // 2, 8 // copies)
    board = Board(_packed(_turned(spins, coupling), copies, strips), copies * strips, copies)
    for _ in range(sweeps):
        board.sweep(draw)
    return _turned(_unpacked(board.words(), copies, strips), coupling).reshape(shape)


def as_spins(spins, *, name="spins", even=False):
    """Return an array of int8 that holds 1 and −1 alone, its last two axes the lattice."""
    fix = "Numbers like 1.0 become spins by `.astype(numpy.int8)`."
    spins = _check.integers(name, spins, rule="hold whole numbers, 1 and -1", fix=fix)
    if spins.ndim < 2 or min(spins.shape[-2:]) < 2:
        raise _check.error(name, "have shape (..., L, M) with sides of at least 2", f"shape {spins.shape}")
    if even and (spins.shape[-1] % 2 or spins.shape[-2] % 2):
        fix = "With an odd side the checkerboard does not close: two of a colour would be neighbours."
        raise _check.error(name, "have even sides", f"shape {spins.shape}", fix)
    wrong = (spins != 1) & (spins != -1)
    if wrong.any():
        raise _check.error(name, "hold 1 and -1", spins[wrong][0].item(), "Bits become spins by `1 - 2 * bits`.")
    return spins.astype(np.int8, copy=False)


def _power(number, most):
    """Return the largest power of two that divides a number, and is at most so large a power."""
    return min(number & -number, most)


def _turned(spins, coupling):
    """Return spins whose bonds have the other sign where K is negative: one colour turned over."""
    if coupling >= 0:
        return spins
    return spins * (1 - 2 * (np.add.outer(*map(np.arange, spins.shape[-2:])) % 2)).astype(np.int8)


def _packed(spins, copies, strips):
    """Return bytes (R / copies, L / strips, M) whose bits are spins: copy g of strip s is bit s · copies + g."""
    count, height, width = spins.shape
    bits = (spins > 0).reshape(-1, copies, strips, height // strips, width)
    words = np.zeros((count // copies, height // strips, width), np.uint8)
    for place in range(copies * strips):
        words |= np.left_shift(bits[:, place % copies, place // copies].view(np.uint8), place)
    return words


def _unpacked(words, copies, strips):
    spins = np.empty((len(words), copies, strips, *words.shape[1:]), np.int8)
    for place in range(copies * strips):
        spins[:, place % copies, place // copies] = words >> place & 1
    spins += spins
    spins -= 1
    return spins.reshape(len(words) * copies, strips * words.shape[1], words.shape[2])
