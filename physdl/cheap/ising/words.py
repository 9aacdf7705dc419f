"""Up to sixty-four copies of a lattice in one array of words, and what can be counted there."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.cheap.ising.lattice import as_spins


def pack_spins(spins):
    r"""Return copies of a lattice as words: bit k of a word is a spin of copy k, 1 for up.

    Parameters
    ----------
    spins : array of int, shape (C, L, M)
        1 and −1; C from 1 to 64.

    Returns
    -------
    array of uint64, shape (L, M)
        Bits from C on are 0.

    Raises
    ------
    ValueError
        If a spin is neither 1 nor −1, a side is shorter than 2, or there are more than 64 copies.
    TypeError
        If the spins are no whole numbers.

    Notes
    -----
    See :lesson:`4.6`.

    Examples
    --------
    >>> up = np.ones((2, 2), np.int8)
    >>> pack_spins([up, -up, up])
    array([[5, 5],
           [5, 5]], dtype=uint64)
    """
    spins = as_spins(spins)
    if spins.ndim != 3 or not 1 <= len(spins) <= 64:
        raise _check.error("spins", "have shape (C, L, M) with 1 to 64 copies", f"shape {spins.shape}")
    words = np.zeros(spins.shape[1:], np.uint64)
    for k, copy in enumerate(spins):
        words |= (copy > 0).astype(np.uint64) << np.uint64(k)
    return words


def unpack_spins(words, copies=64):
    r"""Return the spins of the first copies of a packed lattice.

    Parameters
    ----------
    words : array of uint64, shape (L, M)
        As `pack_spins` makes them.
    copies : int
        C, from 1 to 64.

    Returns
    -------
    array of int8, shape (C, L, M)

    Raises
    ------
    ValueError
        If the shape is not (L, M) with sides of at least 2, or C out of its range.
    TypeError
        If the words are not of uint64.

    Notes
    -----
    See :lesson:`4.6`.

    Examples
    --------
    >>> unpack_spins(np.full((2, 2), 5, np.uint64), 3)[:, 0, 0]
    array([ 1, -1,  1], dtype=int8)
    """
    words, copies = as_words(words), _copies(copies)
    spins = np.empty((copies, *words.shape), np.int8)
    for k in range(copies):
        spins[k] = words >> np.uint64(k) & np.uint64(1)
    spins += spins
    spins -= 1
    return spins


def packed_energies(words, copies=64):
    r"""Return the energy of each copy, as `energy` does, without unpacking.

    Parameters
    ----------
    words : array of uint64, shape (L, M)
        As `pack_spins` makes them.
    copies : int
        C, from 1 to 64.

    Returns
    -------
    array of int64, shape (C,)

    Raises
    ------
    ValueError
        If the shape is not (L, M) with sides of at least 2, or C out of its range.
    TypeError
        If the words are not of uint64.

    Notes
    -----
    See :lesson:`4.6`.

    Examples
    --------
    >>> up = np.ones((4, 4), np.int8)
    >>> packed_energies(pack_spins([up, -up]), 2)
    array([-32, -32])
    """
    words, copies = as_words(words), _copies(copies)
    right, down = words ^ np.roll(words, -1, axis=1), words ^ np.roll(words, -1, axis=0)
    return 2 * _tally([right ^ down, right & down])[:copies] - 2 * words.size


def packed_magnetisations(words, copies=64):
    r"""Return the sum of the spins of each copy, as `magnetisation` does, without unpacking.

    Parameters
    ----------
    words : array of uint64, shape (L, M)
        As `pack_spins` makes them.
    copies : int
        C, from 1 to 64.

    Returns
    -------
    array of int64, shape (C,)

    Raises
    ------
    ValueError
        If the shape is not (L, M) with sides of at least 2, or C out of its range.
    TypeError
        If the words are not of uint64.

    Notes
    -----
    See :lesson:`4.6`.

    Examples
    --------
    >>> up = np.ones((4, 4), np.int8)
    >>> packed_magnetisations(pack_spins([up, -up]), 2)
    array([ 16, -16])
    """
    words, copies = as_words(words), _copies(copies)
    return 2 * _tally([words])[:copies] - words.size


def as_words(words, even=False):
    """Return an array (L, M) of uint64."""
    if not isinstance(words, np.ndarray) or words.dtype != np.uint64:
        received = f"dtype {words.dtype}" if isinstance(words, np.ndarray) else words
        raise _check.error("words", "be an array of uint64", received, "Write `pack_spins(spins)`.", TypeError)
    if words.ndim != 2 or min(words.shape) < 2:
        raise _check.error("words", "have shape (L, M) with sides of at least 2", f"shape {words.shape}")
    if even and (words.shape[0] % 2 or words.shape[1] % 2):
        fix = "With an odd side the checkerboard does not close: two of a colour would be neighbours."
        raise _check.error("words", "have even sides", f"shape {words.shape}", fix)
    return words


def _copies(copies):
    return _check.whole("copies", copies, minimum=1, maximum=64, fix="A word has 64 bits.")


def _tally(planes):
    """Return how often each bit is set, where plane j counts 2^j; halves are added, digit by digit, while it pays."""
    planes = [plane.reshape(-1) for plane in planes]
    while len(planes[0]) > 64:
        half = len(planes[0]) // 2
        rest = [plane[2 * half :] for plane in planes]
        carry, result = np.zeros(half, np.uint64), []
        for plane in planes:
            one, two = plane[:half], plane[half : 2 * half]
            differ = one ^ two
            result.append(differ ^ carry)
            carry = one & two | differ & carry
        result.append(carry)
        rest.append(np.zeros_like(rest[0]))
        planes = [np.concatenate(pair) for pair in zip(result, rest, strict=True)]
    bits = [np.unpackbits(plane.astype("<u8").view(np.uint8), bitorder="little").reshape(-1, 64) for plane in planes]
    return sum(2**j * plane.sum(axis=0, dtype=np.int64) for j, plane in enumerate(bits))
