"""Metropolis' method on copies of a lattice in one array of words, each copy at its own coupling."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.cheap.ising.board import Board
from physdl.cheap.ising.chances import Shared
from physdl.cheap.ising.words import as_words


def metropolis_packed(words, couplings, sweeps, rng):
    r"""Return packed copies after sweeps of Metropolis' method, each copy at its own coupling.

    Each copy follows the law of `metropolis`. All copies use the same random numbers: at a place, one number between 0
    and 1 decides for all.

    Parameters
    ----------
    words : array of uint64, shape (L, M)
        As `pack_spins` makes them; even sides. The array is not changed.
    couplings : array, shape (C,)
        K of each copy, of either sign; C from 1 to 64. Bits of `words` from C on are left out: 0 in the result.
    sweeps : int
        How often every spin is asked; 0 returns a copy.
    rng : numpy.random.Generator
        One draw from it seeds the stream of random bytes (SFC64) of the call.

    Returns
    -------
    array of uint64, shape (L, M)

    Raises
    ------
    ValueError
        If a side is odd, a coupling not finite, their number not from 1 to 64, or `sweeps` negative.
    TypeError
        If the words are not of uint64, or another argument is not of its kind.

    Notes
    -----
    **What is shared.** Taken alone, each copy is sampled as if it had random numbers of its own, with probabilities
    exact to :math:`2^{-53}`. Taken together the copies are not independent: copies at like couplings tend to fluctuate
    alike, and two at the same coupling that once are the same remain so. The number of copies therefore says nothing
    about the error of an average over them.

    A table of :math:`2^{14}` words says for most random numbers who turns, and the rest is compared with the thresholds
    themselves. Making the tables takes about a millisecond for each call. See :lesson:`4.6`. Sources: M. Creutz, L.
    Jacobs and C. Rebbi, Phys. Rev. Lett. 42, 1390 (1979), for many spins in a word; N. Metropolis and others, J. Chem.
    Phys. 21, 1087 (1953).

    Examples
    --------
    >>> from physdl.cheap import pack_spins, packed_energies
    >>> K = np.linspace(0.3, 0.6, 64)
    >>> words = pack_spins(np.ones((64, 32, 32), np.int8))
    >>> words = metropolis_packed(words, K, 200, np.random.default_rng(1))
    >>> packed_energies(words)[[0, -1]] / 32**2 < [-0.6, -1.8]
    array([ True,  True])
    """
    words = as_words(words, even=True)
    couplings = _check.as_array("couplings", couplings, ndim=1, dtype=float, real=True)
    if not 1 <= len(couplings) <= 64:
        raise _check.error("couplings", "hold 1 to 64 couplings", f"shape {couplings.shape}")
    sweeps = _check.whole("sweeps", sweeps)
    draw = Shared(np.abs(couplings), _check.generator("rng", rng))
    if not sweeps:
        return words.copy()
    bits = np.uint64(1) << np.arange(len(couplings), dtype=np.uint64)
    # one colour turned over changes the sign of every bond, and so of K
    turned = np.bitwise_or.reduce(bits[couplings < 0], initial=0)
    odd = np.add.outer(*map(np.arange, words.shape)).astype(np.uint64) % np.uint64(2) * turned
    board = Board(((words & np.bitwise_or.reduce(bits)) ^ odd)[None], 64, 64)
    for _ in range(sweeps):
        board.sweep(draw)
    return board.words()[0] ^ odd
