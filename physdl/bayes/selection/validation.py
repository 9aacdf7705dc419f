"""Data that are held back: whole groups, and without a second fit where the model is linear."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.bayes.evidence.statistics import moments


def left_out(x, y, groups=None):
    r"""Return what a linear model misses each datum by when its whole group was kept from the fit.

    With :math:`H = X(X^{\mathsf T}X)^{-1}X^{\mathsf T}` and :math:`e = y - Hy` no fit has to be repeated:

    .. math:: y_g - X_g\hat\theta_{-g} = (1 - H_{gg})^{-1}e_g .

    Parameters
    ----------
    x : array, shape (N, k)
        The design.
    y : array, shape (N,)
        What was measured.
    groups : array of int, shape (N,), optional
        Data with equal numbers are left out together; by default each alone.

    Returns
    -------
    array, shape (N,)

    Raises
    ------
    ValueError
        If the columns depend on each other (they are named), there are fewer rows than columns, a number is not finite,
        or without some group the columns depend on each other (the group is named).

    Notes
    -----
    One factorisation, N k² operations, and n³ more for each group of n. See :lesson:`5.4`.
    """
    moments(x, y)  # refuses what cannot be fitted
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    groups = np.arange(len(y)) if groups is None else _numbers("groups", groups, len(y))
    size = np.abs(x).max(axis=0, initial=0.0)
    q = np.linalg.qr(x / np.where(size > 0, size, 1.0))[0]
    rest = y - q @ (q.T @ y)
    rest = rest - q @ (q.T @ rest)
    order = np.argsort(groups, kind="stable")
    names, first = np.unique(groups[order], return_index=True)
    missed = np.empty(len(y))
    for name, rows in zip(names, np.split(order, first[1:]), strict=True):
        kept = np.eye(len(rows)) - q[rows] @ q[rows].T
        if np.linalg.eigvalsh(kept)[0] < 1e-10:
            fix = "Drop the columns that this group alone decides, or leave smaller groups out."
            raise _check.error("groups", "leave independent columns without each group", f"group {name}", fix)
        missed[rows] = np.linalg.solve(kept, rest[rows])
    return missed


def fold_groups(groups, folds, rng):
    """Return the data in folds of about equal size, no group divided.

    Parameters
    ----------
    groups : array of int, shape (N,)
        Which data belong together. ``range(N)`` for data that do not.
    folds : int
        From 2 up to the number of groups.
    rng : numpy.random.Generator
        Draws the order in which the groups are dealt out, each to the fold that is smallest by then.

    Returns
    -------
    array of int, shape (N,)
        The number of the fold, 0 to folds − 1, of each datum.

    Raises
    ------
    ValueError
        If there are fewer groups than folds.

    Notes
    -----
    See :lesson:`5.4`.
    """
    groups = _numbers("groups", groups)
    folds = _check.whole("folds", folds, minimum=2)
    rng = _check.generator("rng", rng)
    _, inverse, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    if folds > len(sizes):
        raise _check.error("folds", f"be at most the number of groups, {len(sizes)}", folds)
    dealt, filled = np.empty(len(sizes), dtype=int), np.zeros(folds)
    for group in rng.permutation(len(sizes)):
        dealt[group] = np.argmin(filled)
        filled[dealt[group]] += sizes[group]
    return dealt[inverse.ravel()]


def _numbers(name, value, length=None):
    """Return the numbers of groups."""
    value = _check.integers(name, value)
    if value.ndim != 1 or not value.size or (length is not None and len(value) != length):
        rule = "have one axis, and at least one entry" if length is None else f"have shape ({length},)"
        raise _check.error(name, rule, f"shape {value.shape}")
    return value
