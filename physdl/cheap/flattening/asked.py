"""What may be asked of a Taylor system: directions whose products are numbers, and degrees below theirs."""

from __future__ import annotations

from collections.abc import Iterable
from math import comb

import numpy as np

from physdl import _check

_MOST_EQUATIONS = 1_000_000


def system_of(directions, free):
    """Return directions (units, n) and free degrees after a look at both."""
    directions = _check.as_array("directions", directions, ndim=2, real=True, fix="One direction in each row.")
    if 0 in directions.shape:
        raise _check.error("directions", "have at least one row and one column", f"shape {directions.shape}")
    n = directions.shape[1]
    if comb(2 * n, n) > _MOST_EQUATIONS:
        rule = f"leave at most {_MOST_EQUATIONS:,} equations, which are those of 11 variables"
        raise _check.error("directions", rule, f"{comb(2 * n, n):,} for shape {directions.shape}")
    equations, products = comb(2 * n, n), 2**n * n
    need = 8 * len(directions) * max(4 * equations, 2 * products + 2 * len(directions))
    _check.room("directions", need, f"shape {directions.shape}", "2^n of them are enough.")
    return directions, degrees(free, n)


def moderate(directions):
    """Refuse directions whose products of n factors are no numbers."""
    n, kind = directions.shape[1], np.finfo(directions.dtype)
    sizes = np.abs(directions[directions != 0])
    if sizes.size and not np.log(kind.tiny) < n * np.log(sizes.min()) <= n * np.log(sizes.max()) < np.log(kind.max):
        received = f"entries from {sizes.min():.3g} to {sizes.max():.3g}"
        fix = "Divide each column by its largest entry: that changes no answer."
        raise _check.error("directions", f"have products of {n} entries that {kind.dtype} can hold", received, fix)


def scale_of(directions):
    """Return the largest entry of each column, 1 for zeros."""
    scale = np.abs(directions).max(axis=0)
    return np.where(scale > 0, scale, 1.0)


def degrees(free, n):
    """Return the free degrees as a set."""
    if not isinstance(free, Iterable):
        raise _check.error("free", "be a collection of degrees", free, "Write free=(0,).", TypeError)
    free = frozenset(_check.whole("free", k) for k in free)
    if free and max(free) >= n:
        raise _check.error("free", f"hold degrees below n = {n}", max(free), "Without degree n there is no product.")
    return free
