"""Every sub-model of a linear regression at once: how well it fits, and how well it says what it has not seen."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl._scale import unit
from physdl.bayes.evidence.statistics import moments, require_independent
from physdl.bayes.selection.validation import _numbers


def residual_all_submodels(x, y, *, always=0):
    r"""Return the least sum of squares of all :math:`2^p` models that keep some of p columns.

    Parameters
    ----------
    x : array, shape (N, always + p)
        The design.
    y : array, shape (N,)
        What was measured.
    always : int
        How many of the first columns stand in every model.

    Returns
    -------
    array, shape (2ᵖ,)
        Bit j of the index says whether column always + j is in the model, as in `log_evidence_all_submodels`.

    Raises
    ------
    ValueError
        If the columns depend on each other (they are named), there are fewer rows than columns, a number is not finite,
        or the answer would take more than 4 GB.

    Notes
    -----
    One triangularisation, then a solve in k unknowns for each model, all at once. See :lesson:`5.4`.
    """
    x, y, always, chosen = _prepared(x, y, always)
    data = moments(x, y)
    scale = _scale(data.root)
    root = data.root / scale
    theta = _all_fits(root.T @ root, root.T @ data.cross, chosen)
    return data.residual + np.sum((data.cross - theta @ root.T) ** 2, axis=-1)


def validate_all_submodels(x, y, folds, *, always=0):
    r"""Return the mean squared error of all :math:`2^p` models on data that they have not seen.

    .. math:: \frac1N\sum_f\sum_{i\in f}\big(y_i - x_i\hat\theta_{-f}\big)^2 .

    Parameters
    ----------
    x : array, shape (N, always + p)
        The design.
    y : array, shape (N,)
        What was measured.
    folds : array of int, shape (N,)
        Data with equal numbers are kept back together; `fold_groups` deals them out.
    always : int
        How many of the first columns stand in every model.

    Returns
    -------
    array, shape (2ᵖ,)
        In units of y²; bit j of the index says whether column always + j is in the model.

    Raises
    ------
    ValueError
        As `residual_all_submodels`; or if all data are in one fold, or without some fold the columns depend on each
        other.

    Notes
    -----
    For each fold a triangularisation and a solve in k unknowns for each model, all at once. See :lesson:`5.4`.
    """
    x, y, always, chosen = _prepared(x, y, always)
    folds = _numbers("folds", folds, len(y))
    moments(x, y)
    names = np.unique(folds)
    if len(names) < 2:
        raise _check.error("folds", "hold at least two numbers", f"{names[0]} in all places")
    total = np.zeros(len(chosen))
    for name in names:
        back = folds == name
        if np.sum(~back) < x.shape[1]:
            rule = f"leave at least {x.shape[1]} data, one for each column, beside each fold"
            raise _check.error("folds", rule, f"{np.sum(~back)} beside fold {name}")
        triangle = np.linalg.qr(np.column_stack([x, y])[~back], mode="r")
        root, cross = triangle[: x.shape[1], :-1], triangle[: x.shape[1], -1]
        require_independent("folds", root)
        scale = _scale(root)
        root = root / scale
        theta = _all_fits(root.T @ root, root.T @ cross, chosen)
        for row, value in zip(x[back] / scale, y[back], strict=True):
            total += (value - theta @ row) ** 2
    return total / len(y)


def _prepared(x, y, always):
    """Return the checked arguments, and which columns each model has."""
    x = _check.as_array("x", x, ndim=2, dtype=float)
    y = _check.as_array("y", y, shape=(len(x),), dtype=float)
    always, k = _check.whole("always", always), x.shape[1]
    if always > k:
        raise _check.error("always", f"be at most the number of columns, {k}", always)
    need = 2.0 ** (k - always) * 8 * (2 * k * k + 4 * k + 4)
    _check.room("x", need, f"{k - always} columns to choose from", "Let some stand in every model.")
    bits = np.arange(2 ** (k - always))[:, None] >> np.arange(k - always) & 1
    return x, y, always, np.concatenate([np.ones((len(bits), always)), bits], axis=1)


def _scale(root):
    """Return the sizes of the columns, so that no unit costs digits."""
    size = unit(root, axis=0)  # first by a power of two, so that no square overflows
    return size * np.linalg.norm(root / size, axis=0)


def _all_fits(gram, cross, chosen):
    """Return the coefficients of all models, zero where a column is not in it."""
    systems = gram * (chosen[:, :, None] * chosen[:, None, :])
    index = np.arange(len(gram))
    systems[:, index, index] = np.where(chosen > 0, np.diag(gram), 1.0)
    return np.linalg.solve(systems, (chosen * cross)[..., None])[..., 0]
