"""Which components meet which, and with what sign: the index tables of the exterior algebra, made once."""

from __future__ import annotations

from functools import cache
from itertools import combinations

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
        If `n` or `k` is not a whole number, or is negative.

    Notes
    -----
    See :lesson:`2.2`.

    Examples
    --------
    >>> basis(3, 2)
    ((0, 1), (0, 2), (1, 2))
    """
    n, k = _check.whole("n", n, minimum=1), _check.whole("k", k)
    return _basis(n, k)


@cache
def _basis(n, k):
    return tuple(combinations(range(n), k))


def _sign(indices):
    """Return the sign of the permutation that sorts distinct indices."""
    return (-1) ** sum(i > j for i, j in combinations(indices, 2))


@cache
def wedge_terms(n, k, l):  # noqa: E741
    """Return for each component of the product its terms (sign, index in a, index in b), a positive one first."""
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
    return {
        columns: tuple(((-1) ** s, j, columns[:s] + columns[s + 1 :]) for s, j in enumerate(columns))
        for columns in basis(n, k)
    }
