"""The sums of `physdl.forms.exterior` on plain arrays, in blocks of points that stay in the cache."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np

BLOCK = 16_384  # points per block of a product of two forms
FEWEST = 256  # points in a block
MINORS = 400_000  # numbers per block in all minors together


def bilinear(a, b, terms, lead):
    """Return {key: ∑ s a_i b_j for each row of (s, i, j)}, arrays of shape (*lead, rows), points side by side.

    `a` and `b` are sequences of arrays whose components are numbered through; `terms` maps keys to tables of rows.
    """
    dtype, points = np.result_type(*a, *b), int(np.prod(lead))
    results = {key: np.empty((len(table), *lead), dtype) for key, table in terms.items()}
    pairs = [
        (out, row)
        for key, table in terms.items()
        for out, row in zip(results[key].reshape(len(table), points), table, strict=True)
    ]
    a, b = ([c for array in arrays for c in _components(array, lead)] for arrays in (a, b))
    scratch = np.empty(min(BLOCK, points), dtype)
    for start in range(0, points, BLOCK):
        here = slice(start, min(start + BLOCK, points))
        some = scratch[: here.stop - start]
        x, y = [c[here] for c in a], [c[here] for c in b]
        for result, row in pairs:
            _sum_of_products(x, y, row, result[here], some)
    return {key: np.moveaxis(result, 0, -1) for key, result in results.items()}


def _sum_of_products(x, y, row, out, some):
    if not row:
        out[:] = 0
        return
    sign, i, j = row[0]
    np.multiply(x[i], y[j], out=out)
    if sign < 0:
        np.negative(out, out=out)
    for sign, i, j in row[1:]:
        np.multiply(x[i], y[j], out=some)
        (np.add if sign > 0 else np.subtract)(out, some, out=out)


def _components(a, lead):
    """Return each component as a vector over all points, without a copy where memory allows."""
    return [np.broadcast_to(a[..., i], lead).reshape(-1) for i in range(a.shape[-1])]


def pullbacks(jacobian, forms, tables, lead):
    """Return {degree: components of the pullback}; `tables` holds the expansions of the minors by first row."""
    m, n = jacobian.shape[-2:]
    top = len(tables) - 1
    dtype = np.result_type(jacobian, *forms.values())
    points = int(np.prod(lead))
    results = {k: np.empty((comb(n, k), *lead), dtype) for k in forms}
    flats = {k: result.reshape(comb(n, k), points) for k, result in results.items()}
    matrix = np.broadcast_to(jacobian, (*lead, m, n)).reshape(points, m, n)
    forms = {k: _components(a, lead) for k, a in forms.items()}
    block = max(FEWEST, MINORS // max(1, sum(comb(m, k) * comb(n, k) for k in range(1, top + 1))))
    block = min(block, max(points, 1))
    minors = [np.empty((comb(m, k), comb(n, k), block), jacobian.dtype) for k in range(top + 1)]
    scratch = np.empty((max((x.shape[0] for x in minors), default=1), block), jacobian.dtype)
    product = np.empty((max((comb(n, k) for k in forms), default=1), block), dtype)
    minors[0][:] = 1
    steps = [
        step for k in range(2, top + 1) for step in _expansion(minors, k, _places(m, tables[k], tables[k - 1]), scratch)
    ]
    for start in range(0, points, block):
        here = slice(start, min(start + block, points))
        size = here.stop - start
        if top:
            minors[1][..., :size] = np.moveaxis(matrix[here], 0, -1)
            minors[1][..., size:] = 0  # what lies beyond the last point is worked on as well: let it be harmless
        for operation, x, y, out in steps:
            operation(x, y, out)
        for k, a in forms.items():
            _contract([x[here] for x in a], minors[k][..., :size], flats[k][:, here], product[: comb(n, k), :size])
    return {k: np.moveaxis(result, 0, -1) for k, result in results.items()}


def _places(m, table, smaller):
    """Return the expansion in terms of positions: (first row, its minors, the minors below, terms by column set).

    In lexicographic order the row sets that begin with i follow each other, and what remains of them is the tail of the
    smaller row sets: one operation serves all.
    """
    if not table:
        return []
    k = len(next(iter(table)))
    rank = {columns: place for place, columns in enumerate(smaller)}
    by_columns = [[(sign, j, rank[rest]) for sign, j, rest in terms] for terms in table.values()]
    rows = list(combinations(range(m), k))
    below = comb(m, k - 1)
    result = []
    for i in sorted({row[0] for row in rows}):
        mine = [place for place, row in enumerate(rows) if row[0] == i]
        result.append((i, slice(mine[0], mine[-1] + 1), slice(below - len(mine), below), by_columns))
    return result


def _expansion(minors, k, places, scratch):
    """Yield the operations (ufunc, x, y, out) that make the k-minors: the same for all blocks, as the arrays are."""
    matrix, smaller, larger = minors[1], minors[k - 1], minors[k]
    for i, mine, tail, by_columns in places:
        some = scratch[: mine.stop - mine.start]
        for out, terms in zip(np.moveaxis(larger[mine], 1, 0), by_columns, strict=True):
            for number, (sign, j, rest) in enumerate(terms):
                yield np.multiply, matrix[i, j], smaller[tail, rest], some if number else out
                if number:
                    yield (np.add if sign > 0 else np.subtract), out, some, out


def _contract(a, minors, out, product):
    if not a:
        out[:] = 0
    for i, component in enumerate(a):
        np.multiply(component, minors[i], out=product if i else out)
        if i:
            np.add(out, product, out=out)
