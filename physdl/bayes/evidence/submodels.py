"""The evidence of every sub-model of a linear regression at once."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from physdl import _check


def log_evidence_all_submodels(x, y, precision, *, sigma=None, shape=None, rate=None, always=0):
    r"""Return ln Z of all :math:`2^p` linear models that keep some of p columns and drop the others.

    A column is taken out of a quadratic form in one way, by crossing it out, and solved for in another, by a Schur
    complement. Starting from one form, each column doubles their number: after p doublings :math:`2^p` numbers are
    left.

    Parameters
    ----------
    x : array, shape (N, always + p)
        The design.
    y : array, shape (N,)
        What was measured.
    precision : float or array, shape (always + p,)
        The prior's precision of each parameter, centred at zero and independent; in units of 1/σ² where σ is unknown.
    sigma : float, optional
        The noise, if it is known; else
    shape, rate : float
        a and b of the prior of σ², as in `unknown_noise`.
    always : int
        How many of the first columns stand in every model.

    Returns
    -------
    array, shape (2ᵖ,)
        Bit j of the index says whether column always + j is in the model.

    Raises
    ------
    ValueError
        If a number is not finite, the prior is not proper, both or neither of σ and its prior are given, or the answer
        would take more than 4 GB (which are named before anything is allocated).

    Notes
    -----
    N p² operations for XᵀX and about :math:`12\cdot2^p` for all models together. Since XᵀX is formed, a
    condition number κ of the columns costs 2 log₁₀ κ of the sixteen digits; `known_noise` and `unknown_noise` lose half
    as many. See :lesson:`5.3`.
    """
    x = _check.as_array("x", x, ndim=2, dtype=float)
    y = _check.as_array("y", y, shape=(len(x),), dtype=float)
    always = _check.whole("always", always)
    columns = x.shape[1]
    if always > columns:
        raise _check.error("always", f"be at most the number of columns, {columns}", always)
    given = [value is not None for value in (shape, rate)]
    if any(given) if sigma is not None else not all(given):
        raise _check.error("sigma", "be given, or else both `shape` and `rate`", sigma)
    need = 72 * 2 ** (columns - always)  # three generations of forms at their largest
    _check.room("x", need, f"{columns - always} columns to choose from", "Let some stand in every model.")
    prior = _check.as_array("precision", precision, dtype=float)
    if prior.ndim > 1 or (prior.ndim == 1 and len(prior) != columns):
        raise _check.error("precision", f"be one number, or {columns}", f"shape {prior.shape}")
    if np.any(prior <= 0):
        raise _check.error("precision", "be positive", prior, "A prior that is not proper leaves no evidence.")
    noise = 1.0 if sigma is None else _check.positive("sigma", sigma)
    with np.errstate(over="ignore", invalid="ignore"):
        data = np.column_stack([x, y]) / noise
        form = data.T @ data
    if not np.isfinite(form).all():
        name, received = ("x", "inf") if sigma is None else ("sigma", noise)
        rule = "leave sums of squares of x/σ and y/σ below 1.8e308"
        raise _check.error(name, rule, received, "Measure x and y, and σ with them, in other units.")
    rest, volumes = _doubled(form, np.broadcast_to(prior, (columns,)), always)
    n = len(y)
    if sigma is not None:
        return -n * (np.log(2 * np.pi) / 2 + np.log(noise)) - rest / 2 - volumes / 2
    a, b = _check.positive("shape", shape), _check.positive("rate", rate)
    constant = a * np.log(b) - gammaln(a) + gammaln(a + n / 2) - n / 2 * np.log(2 * np.pi)
    return constant - volumes / 2 - (a + n / 2) * np.log(b + rest / 2)


def _doubled(form, prior, always):
    """Return what each model leaves of yᵀy, and the logarithm of its prior's volume over its posterior's, twice."""
    forms, volumes = form[None], np.zeros(1)
    for column, precision in enumerate(prior):
        pivot = forms[:, 0, 0] + precision
        edge, dropped = forms[:, 0, 1:], forms[:, 1:, 1:]
        kept = dropped - edge[:, :, None] * (edge / pivot[:, None])[:, None, :]
        paid = volumes + np.log(pivot / precision)
        both = (kept, paid) if column < always else (np.concatenate([dropped, kept]), np.concatenate([volumes, paid]))
        forms, volumes = both
    return forms[:, 0, 0], volumes
