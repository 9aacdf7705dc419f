"""Reads: short pieces of a sequence, from either strand, with errors."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.bayes.sequences.fasta import as_letters

__all__ = ["cut", "draw_starts", "misread", "reverse_complement", "turn_some"]


def reverse_complement(letters):
    """Return what stands on the other strand, read in its own direction.

    Parameters
    ----------
    letters : array of int, shape (..., n)
        From 0 to 3.

    Returns
    -------
    array of uint8, shape (..., n)

    Raises
    ------
    ValueError
        If a letter is none of 0 to 3.

    Notes
    -----
    A pairs with T and C with G, and the strands run against each other. See :lesson:`5.6`.

    Examples
    --------
    >>> reverse_complement([0, 0, 1]).tolist()  # AAC
    [2, 3, 3]
    """
    letters = as_letters("letters", letters)
    if letters.ndim == 0:
        raise _check.error("letters", "have at least one axis", "one number")
    return np.uint8(3) - letters[..., ::-1]


def draw_starts(ranges, length, count, rng):
    """Return where `count` reads begin that lie wholly in one of the ranges, each place as likely as each other.

    Parameters
    ----------
    ranges : array of int, shape (m, 2)
        Begin and end (which no longer belongs to it) of the stretches from which is read.
    length : int
        Of a read.
    count : int
    rng : numpy.random.Generator

    Returns
    -------
    array of int, shape (count,)

    Raises
    ------
    ValueError
        If no range holds a read.

    Notes
    -----
    See :lesson:`5.6`.
    """
    ranges = _check.integers("ranges", ranges)
    if ranges.ndim != 2 or ranges.shape[1] != 2:
        raise _check.error("ranges", "have shape (any, 2), a begin and an end each", f"shape {ranges.shape}")
    length, count = _check.whole("length", length, minimum=1), _check.whole("count", count)
    _check.room("count", 32 * count, f"{count:,} reads")
    places = np.maximum(ranges[:, 1] - ranges[:, 0] - length + 1, 0)
    if not places.sum():
        longest = f"ranges of at most {(ranges[:, 1] - ranges[:, 0]).max(initial=0)} letters"
        raise _check.error("ranges", f"hold a read of {length} letters", longest)
    ends = np.cumsum(places)
    drawn = _check.generator("rng", rng).integers(0, ends[-1], count)
    which = np.searchsorted(ends, drawn, side="right")
    return ranges[which, 0] + drawn - (ends - places)[which]


def cut(letters, starts, length):
    """Return the reads of one sequence that begin at these places.

    Parameters
    ----------
    letters : array of int, shape (n,)
        From 0 to 3.
    starts : array of int, shape (count,)
    length : int

    Returns
    -------
    array of uint8, shape (count, length)

    Raises
    ------
    ValueError
        If a read does not lie in the sequence.

    Notes
    -----
    ``cut(letters, np.arange(n // length) * length, length)`` are tiles: reads that do not overlap. See :lesson:`5.6`.
    """
    letters, starts = as_letters("letters", letters), _check.integers("starts", starts)
    length = _check.whole("length", length, minimum=1)
    if letters.ndim != 1 or starts.ndim != 1:
        name = "letters" if letters.ndim != 1 else "starts"
        raise _check.error(name, "have one axis", f"shape {np.shape(letters if name == 'letters' else starts)}")
    if starts.size and (starts.min() < 0 or starts.max() + length > len(letters)):
        shown = f"{starts.min()} to {starts.max()}"
        raise _check.error("starts", f"leave room for {length} of {len(letters)} letters", shown)
    _check.room("starts", starts.size * length * 9, f"{starts.size:,} reads")
    return letters[starts[:, None] + np.arange(length)]


def turn_some(reads, rng):
    """Return the reads, each from the other strand with probability one half, as a sequencer gives them.

    Parameters
    ----------
    reads : array of int, shape (count, length)
    rng : numpy.random.Generator

    Returns
    -------
    array of uint8, shape (count, length)

    Raises
    ------
    ValueError
        If a letter is none of 0 to 3.

    Notes
    -----
    See :lesson:`5.6`.
    """
    reads = _reads(reads)
    turned = _check.generator("rng", rng).random(len(reads)) < 0.5
    result = reads.copy()
    result[turned] = reverse_complement(reads[turned])
    return result


def misread(reads, chances, rng):
    """Return the reads with some letters taken for another, each of the other three as likely.

    Parameters
    ----------
    reads : array of int, shape (count, length)
    chances : float or array, shape (length,)
        The probability of an error at each place, from 0 to 1. Those of a machine grow along the read.
    rng : numpy.random.Generator

    Returns
    -------
    array of uint8, shape (count, length)

    Raises
    ------
    ValueError
        If a chance does not lie between 0 and 1.

    Notes
    -----
    Letters that are lost or put in, which some machines do, are not modelled. See :lesson:`5.6`.
    """
    reads = _reads(reads)
    chances = _check.as_array("chances", chances, dtype=float)
    _check.broadcast("chances", chances, "reads", reads.shape)
    if chances.ndim > 1:
        raise _check.error("chances", "be one number, or one for each place", f"shape {chances.shape}")
    if chances.size and (chances.min() < 0 or chances.max() > 1):
        raise _check.error("chances", "lie between 0 and 1", f"{chances.min():.3g} to {chances.max():.3g}")
    rng = _check.generator("rng", rng)
    wrong = rng.random(reads.shape) < chances
    result = reads.copy()
    result[wrong] = (reads[wrong] + rng.integers(1, 4, np.count_nonzero(wrong), dtype=np.uint8)) % 4
    return result


def _reads(value):
    reads = as_letters("reads", value)
    if reads.ndim != 2:
        raise _check.error("reads", "have shape (count, length)", f"shape {reads.shape}")
    return reads
