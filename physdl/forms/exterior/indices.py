"""Which components meet which, and with what sign: the index tables of the exterior algebra, made once."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from math import comb, log2

from physdl import _check


def basis(n, k):
    """Return the increasing index tuples of length k out of 0, …, n − 1, in the order of the components.

    Parameters
    ----------
    n, k : int
        Dimension and degree.

    Returns
    -------
    tuple of tuples of int
        C(n, k) of them; none if k > n.

    Raises
    ------
    ValueError, TypeError
        If `n` or `k` is not a whole number, or is negative, or the tuples would take more than 4 GB.

    Notes
    -----
    See :lesson:`2.1` and :lesson:`2.2`.

    Examples
    --------
    >>> basis(3, 2)
    ((0, 1), (0, 2), (1, 2))
    """
    n, k = _check.whole("n", n, minimum=1), _check.whole("k", k)
    _check.room("n", (8 * k + 64) * count(n, k), f"the degree {k} in {n} dimensions")
    return _basis(n, k)


def count(n, k):
    """Return C(n, k), or 2**200 where it is larger still: then nobody wants to know it to the digit."""
    few = min(k, n - k)
    return 2**200 if few > 0 and few * log2(n / few) > 200 else comb(n, k)  # C(n, few) is at least (n/few)^few


def _affordable(terms, n, *degrees):
    """Refuse a table that would not fit; a term takes a tuple of three numbers, some 100 bytes."""
    _check.room("n", 100 * terms, f"degrees {degrees} in {n} dimensions")


@cache
def _basis(n, k):
    return tuple(combinations(range(n), k)) if k <= n else ()


def _sign(indices):
    """Return the sign of the permutation that sorts distinct indices."""
    return (-1) ** sum(i > j for i, j in combinations(indices, 2))


@cache
def wedge_terms(n, k, l):  # noqa: E741
    """Return for each component of the product its terms (sign, index in a, index in b), a positive one first."""
    _affordable(count(n, k + l) * count(k + l, k), n, k, l)
    ranks = [{indices: i for i, indices in enumerate(basis(n, degree))} for degree in (k, l)]
    result = []
    for whole in basis(n, k + l):
        row = []
        for one in combinations(whole, k):
            two = tuple(i for i in whole if i not in one)
            row.append((_sign(one + two), ranks[0][one], ranks[1][two]))
        result.append(tuple(row))
    return tuple(result)


@cache
def interior_terms(n, k):
    """Return for each component of ι_v a its terms (sign, index in v, index in a), a positive one first."""
    _affordable(count(n, k - 1) * n, n, k)
    rank = {indices: i for i, indices in enumerate(basis(n, k))}
    result = []
    for rest in basis(n, k - 1):
        free = [i for i in range(n) if i not in rest]
        row = [(_sign((i, *rest)), i, rank[tuple(sorted((i, *rest)))]) for i in free]
        result.append(tuple(sorted(row, reverse=True)))
    return tuple(result)


@cache
def minor_terms(n, k):
    """Return {columns: terms (sign, column, remaining columns)}: the expansion of a k-minor by its first row."""
    _affordable(2 * count(n, k) * k, n, k)
    return {
        columns: tuple(((-1) ** s, j, columns[:s] + columns[s + 1 :]) for s, j in enumerate(columns))
        for columns in basis(n, k)
    }
