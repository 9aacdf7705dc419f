"""Statistics of an outcome: which of its values may be merged, and what it costs."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.cheap.hierarchy.information import information, joint_table


def sufficient_statistic(joint, tolerance=1e-12):
    r"""Return the least statistic that keeps all information: one value for each posterior.

    .. math:: T(x) = T(x') \iff p(y \mid x) = p(y \mid x') \text{ for all } y

    Parameters
    ----------
    joint : array, shape (answers, outcomes)
        p(y, x).
    tolerance : float
        Up to which difference between neighbours two posteriors count as equal.

    Returns
    -------
    labels : array of int, shape (outcomes,)
        T(x), from 0; values are ordered by the posterior of the first answer, then of the second, and so on. What never
        happens has the value 0.
    table : array, shape (answers, values)
        p(y, T).

    Raises
    ------
    ValueError
        If `joint` is no table of probabilities, or `tolerance` is negative.

    Notes
    -----
    See :lesson:`4.4`.

    Examples
    --------
    >>> labels, table = sufficient_statistic([[0.1, 0.2, 0.2], [0.1, 0.2, 0.2]])
    >>> labels, table.shape
    (array([0, 0, 0]), (2, 1))
    """
    table, tolerance = joint_table(joint), _check.nonnegative("tolerance", tolerance)
    labels = posterior_labels(table, tolerance)
    return labels, merged(table, labels)


def posterior_labels(table, tolerance):
    """Return a whole number for each column, the same for columns in the same proportions."""
    weight = table.sum(axis=0)
    there = np.flatnonzero(weight > 0)
    posterior = table[:, there] / weight[there]
    codes = np.empty(posterior.shape, np.int64)
    for row, code in zip(posterior, codes, strict=True):
        order = np.argsort(row, kind="stable")
        code[order] = np.cumsum(np.diff(row[order], prepend=row[order[0]]) > tolerance)
    labels = np.zeros(len(weight), np.int64)
    labels[there] = np.unique(codes, axis=1, return_inverse=True)[1].reshape(-1)
    return labels


def merged(table, labels, count=None):
    """Return the table of what the labels tell."""
    count = int(labels.max()) + 1 if count is None else count
    return np.stack([np.bincount(labels.astype(np.intp), row, count) for row in table])


def merge(joint, labels):
    r"""Return the joint table of a statistic.

    .. math:: p(y, T = t) = \sum_{x:\,T(x) = t} p(y, x)

    Parameters
    ----------
    joint : array, shape (answers, outcomes)
        p(y, x).
    labels : array of int, shape (outcomes,)
        T(x), from 0.

    Returns
    -------
    array, shape (answers, max(labels) + 1)

    Raises
    ------
    ValueError
        If `joint` is no table of probabilities, or the labels do not fit.

    Notes
    -----
    See :lesson:`4.4`.

    Examples
    --------
    >>> merge([[0.25, 0.25, 0.0], [0.0, 0.25, 0.25]], [0, 1, 1])
    array([[0.25, 0.25],
           [0.  , 0.5 ]])
    """
    table, labels = joint_table(joint), _check.integers("labels", labels)
    if labels.shape != (table.shape[1],):
        raise _check.error("labels", f"have shape ({table.shape[1]},), one for each outcome", f"shape {labels.shape}")
    if labels.min() < 0:
        raise _check.error("labels", "not be negative", f"{labels.min()}")
    _check.room("labels", 8.0 * len(table) * (int(labels.max()) + 1), f"labels up to {int(labels.max())}")
    return merged(table, labels.astype(np.int64))


def merging_loss(joint):
    r"""Return how much information is lost when two outcomes are no longer told apart, for every pair.

    .. math:: \Delta_{ij} = w\Big[H\big(\bar p\big) - \tfrac{w_i}{w}H(p_i) - \tfrac{w_j}{w}H(p_j)\Big], \qquad
              \bar p = \tfrac{w_i}{w}p_i + \tfrac{w_j}{w}p_j

    Here :math:`w_i = p(x_i)`, :math:`w = w_i + w_j` and :math:`p_i = p(y \mid x_i)`: w times the divergence of Jensen
    and Shannon.

    Parameters
    ----------
    joint : array, shape (answers, outcomes)
        p(y, x).

    Returns
    -------
    array, shape (outcomes, outcomes)
        In bits: 0 on the diagonal, for an outcome that never happens and, but for rounding, where the posteriors are
        equal; positive elsewhere.

    Raises
    ------
    ValueError
        If `joint` is no table of probabilities, or the result would take more than 4 GB.

    Notes
    -----
    See :lesson:`4.4`.

    Examples
    --------
    >>> merging_loss([[0.5, 0.0], [0.0, 0.5]])
    array([[0., 1.],
           [1., 0.]])
    """
    table = joint_table(joint)
    _check.room("joint", 32.0 * table.shape[1] ** 2 * len(table), f"{table.shape[1]} outcomes")
    return _losses(table, table)


def _losses(left, right):
    """Return the loss of merging each column of one table with each of another, not below 0."""
    # In terms of how far each posterior is from the common one: a difference of entropies would lose digits.
    w, v = left.sum(axis=0), right.sum(axis=0)
    total = w[:, None] + v
    safe = np.where(total > 0, total, 1.0)
    middle = (left[:, :, None] + right[:, None, :]) / safe
    loss = np.zeros_like(total)
    for table, weight in ((left[:, :, None], w[:, None]), (right[:, None, :], v[None])):
        p = table / np.where(weight > 0, weight, 1.0)
        off = (p - middle) / np.where(middle > 0, middle, 1.0)
        # Σ p ln(p/m) = Σ m [(1 + z) ln(1 + z) − z] with z = p/m − 1: every term is positive.
        z = np.maximum(off, -1.0)
        small = np.abs(z) < 1e-4
        grown = np.where(z > -1, (1 + z) * np.log1p(np.where(z > -1, z, 0.0)) - z, 1.0)
        terms = np.where(small, z * z * (0.5 - z / 6 + z * z / 12), grown)
        loss += weight * np.sum(middle * terms, axis=0)
    return loss / np.log(2)


def merge_cheapest(joint):
    """Return how outcomes are merged, two at a time, always those that cost least, until one is left.

    Parameters
    ----------
    joint : array, shape (answers, outcomes)
        p(y, x), with at most 2,000 outcomes.

    Returns
    -------
    labels : array of int, shape (outcomes, outcomes)
        ``labels[k - 1]`` tells T(x) when k values are left, numbered in the order of their first outcome.
    bits : array, shape (outcomes,)
        ``bits[k - 1]`` is I(y; T) then.

    Raises
    ------
    ValueError
        If `joint` is no table of probabilities, or has more outcomes.

    Notes
    -----
    Greedy: other mergers down to k values may keep more. One row of losses is
    worked out anew at each step. See :lesson:`4.4`.

    Examples
    --------
    >>> labels, bits = merge_cheapest([[0.4, 0.3, 0.0], [0.0, 0.0, 0.3]])
    >>> labels[1], bits.round(3)
    (array([0, 0, 1]), array([0.   , 0.881, 0.881]))
    """
    table = joint_table(joint).copy()
    n = table.shape[1]
    if n > 2000:
        raise _check.error("joint", "have at most 2,000 outcomes", f"{n}", "Merge equal posteriors first.")
    losses = _losses(table, table)
    np.fill_diagonal(losses, np.inf)
    at, kept = np.arange(n), np.empty((n, n), np.int64)
    bits = np.empty(n)
    for left in range(n, 0, -1):
        kept[left - 1], bits[left - 1] = at, information(table)
        if left == 1:
            break
        i, j = sorted(divmod(int(np.argmin(losses)), n))
        at = np.where(at == j, i, at)
        table[:, i] += table[:, j]
        table[:, j] = 0
        losses[j], losses[:, j] = np.inf, np.inf
        fresh = _losses(table[:, i : i + 1], table)[0]
        alive = np.isfinite(losses[i])
        losses[i, alive] = losses[alive, i] = fresh[alive]
    labels = np.stack([np.unique(row, return_inverse=True)[1].reshape(-1) for row in kept])
    return labels, bits
