"""Blocks of spins vote for one spin: the same domains, seen from farther away."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.cheap.ising.lattice import as_spins


def block_spins(spins, b, rng):
    r"""Return the lattices of blocks' majorities.

    .. math:: \mu = \operatorname{sign}\sum_{i\in\text{block}} s_i

    A tie is decided by a fair coin, so that neither sign is preferred.

    Parameters
    ----------
    spins : array of int, shape (..., L, M)
        1 and −1; sides of at least 2.
    b : int
        Side of a block; it must divide L and M.
    rng : numpy.random.Generator
        Throws the coins.

    Returns
    -------
    array of int8, shape (..., L / b, M / b)

    Raises
    ------
    ValueError
        If b does not divide the lattice's sides, a spin is neither 1 nor −1, or a side is shorter than 2.
    TypeError
        If the spins are no whole numbers.

    Notes
    -----
    See :lesson:`4.6`. Source: L. P. Kadanoff, Physics 2 (1966) 263, for blocks; the majority is one of many rules.

    Examples
    --------
    >>> spins = np.array([[1, 1, -1, -1], [1, -1, -1, -1]])
    >>> block_spins(spins, 2, np.random.default_rng(1))
    array([[ 1, -1]], dtype=int8)
    """
    spins, b = as_spins(spins), _check.whole("b", b, minimum=1)
    _check.generator("rng", rng)
    rows, columns = spins.shape[-2:]
    if rows % b or columns % b:
        raise _check.error("b", f"divide the sides {rows} and {columns} of the lattice", b)
    if b == 1:
        return spins.copy()
    votes = spins.reshape(*spins.shape[:-2], rows // b, b, columns // b, b).sum(axis=(-3, -1), dtype=np.int32)
    result = np.sign(votes).astype(np.int8)
    ties = result == 0
    result[ties] = 1 - 2 * rng.integers(0, 2, np.count_nonzero(ties), dtype=np.int8)
    return result
