"""The sums of `physdl.forms.exterior` as plain arithmetic on whole components, for numbers that carry tangents."""

from __future__ import annotations

from itertools import combinations

import numpy as np


def bilinear(a, b, terms, lead):
    """Return {key: ∑ s a_i b_j for each row of (s, i, j)}, arrays of shape (*lead, rows).

    `a` and `b` are sequences of arrays whose components are numbered through; `terms` maps keys to tables of rows.
    """
    x, y = ([array[..., i] for array in arrays for i in range(array.shape[-1])] for arrays in (a, b))
    results = {}
    for key, table in terms.items():
        rows = [_signed_sum((s, x[i] * y[j]) for s, i, j in row) for row in table]
        results[key] = joined([np.zeros(lead) if row is None else row for row in rows], lead)
    return results


def _signed_sum(terms):
    """Return ∑ s·x over pairs (s, x) with s = ±1."""
    total = None
    for sign, x in terms:
        total = (x if sign > 0 else -x) if total is None else total + x if sign > 0 else total - x
    return total


def joined(components, lead):
    """Return components side by side on a last axis, also where there are none."""
    return np.stack(components, axis=-1) if components else np.zeros((*lead, 0))


def pullbacks(jacobian, forms, tables):
    """Return {degree: components of the pullback}; `tables` holds the expansions of the minors by first row."""
    m = jacobian.shape[-2]
    minors = {(): {(): 1.0}}
    for k in range(1, len(tables)):
        for rows in combinations(range(m), k):
            above = minors[rows[1:]]
            minors[rows] = {
                columns: _signed_sum((s, jacobian[..., rows[0], j] * above[rest]) for s, j, rest in expansion)
                for columns, expansion in tables[k].items()
            }
    result = {}
    for k, a in forms.items():
        rows = tuple(combinations(range(m), k))
        components = [
            _signed_sum((1, a[..., i] * minors[row][columns]) for i, row in enumerate(rows)) for columns in tables[k]
        ]
        result[k] = joined(components, np.broadcast_shapes(jacobian.shape[:-2], a.shape[:-1]))
    return result
