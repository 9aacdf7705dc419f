"""Blocks of a genome: what overlaps or lies close together is held out together, and counted once."""

from __future__ import annotations

import numpy as np

from physdl import _check

__all__ = ["block_folds", "block_interval", "genome_blocks"]


def genome_blocks(length, size):
    """Return the begins and ends of equal blocks of a sequence, each at least `size` long, at least one.

    Parameters
    ----------
    length : int
        Of the sequence.
    size : int
        Of the shortest block.

    Returns
    -------
    array of int, shape (m, 2)

    Raises
    ------
    ValueError
        If a number is below 1.

    Notes
    -----
    See :lesson:`5.6`.

    Examples
    --------
    >>> genome_blocks(5386, 2000).tolist()
    [[0, 2693], [2693, 5386]]
    """
    length, size = _check.whole("length", length, minimum=1), _check.whole("size", size, minimum=1)
    _check.room("length", 32 * (length // size), f"{length:,} letters in blocks of {size:,}", "Take larger blocks.")
    edges = np.linspace(0, length, max(length // size, 1) + 1).astype(int)
    return np.stack([edges[:-1], edges[1:]], axis=1)


def block_folds(count, folds, rng):
    """Return which part holds out each block, at random and as evenly as can be.

    Parameters
    ----------
    count : int
        Of blocks.
    folds : int
        Of parts.
    rng : numpy.random.Generator

    Returns
    -------
    array of int, shape (count,)
        From 0 to folds − 1.

    Raises
    ------
    ValueError
        If there are fewer than two parts, or fewer blocks than parts.

    Notes
    -----
    See :lesson:`5.6`.
    """
    folds = _check.whole("folds", folds, minimum=2)
    count = _check.whole("count", count, minimum=folds, fix="Take smaller blocks, or fewer folds.")
    _check.room("count", 16 * count, f"{count:,} blocks")
    return _check.generator("rng", rng).permutation(count) % folds


def block_interval(right, block, rng, *, draws=2000, share=0.95):
    r"""Return the mean of what is right, and an interval for it, with whole blocks drawn again.

    Parameters
    ----------
    right : array of bool or float, shape (n,)
        For each read whether it was told rightly.
    block : array of int, shape (n,)
        The block in which it lies.
    rng : numpy.random.Generator
    draws : int
        How often as many blocks are drawn, with repetition.
    share : float
        Of the draws whose mean lies in the interval.

    Returns
    -------
    mean, low, high : float

    Raises
    ------
    ValueError
        If there are fewer than two blocks, or `share` does not lie between 0 and 1.

    Notes
    -----
    The bootstrap of B. Efron over blocks: reads of a block are not independent, blocks are taken to be. With few blocks
    the interval is too short. See :lesson:`5.6`.
    """
    right = _check.nonempty("right", _check.as_array("right", right, ndim=1, dtype=float), "read")
    block = _check.integers("block", block)
    if block.shape != right.shape:
        raise _check.error("block", f"have shape {right.shape}, one number for each of `right`", f"shape {block.shape}")
    share = _check.finite_number("share", share)
    if not 0 < share < 1:
        raise _check.error("share", "lie between 0 and 1", share)
    draws = _check.whole("draws", draws, minimum=1)
    which = np.unique(block, return_inverse=True)[1].reshape(-1)
    size = np.bincount(which)
    if len(size) < 2:
        raise _check.error("block", "name at least two blocks", "one", "One block says nothing of the next.")
    _check.room("draws", 8 * draws * len(size), draws)
    hits = np.bincount(which, weights=right)
    times = _check.generator("rng", rng).multinomial(len(size), np.full(len(size), 1 / len(size)), draws)
    means = times @ hits / (times @ size)
    low, high = np.quantile(means, [(1 - share) / 2, (1 + share) / 2])
    return float(right.mean()), float(low), float(high)
