"""Entropy and information in bits."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.cheap.hierarchy.trees import SLACK, probabilities


def joint_table(joint):
    """Return an array (answers, outcomes) of probabilities that add up to one."""
    table = _check.as_array("joint", joint, ndim=2, dtype=float)
    if not table.size:
        raise _check.error("joint", "hold at least one answer and one outcome", f"shape {table.shape}")
    if table.min() < 0:
        raise _check.error("joint", "not be negative: these are probabilities", f"{table.min():.3g}")
    if abs(table.sum() - 1) > SLACK:
        raise _check.error("joint", "add up to 1", f"a sum of {table.sum():.9g}", "Divide by the sum.")
    return table


def entropy(probability):
    r"""Return the entropy of distributions.

    .. math:: H = -\sum_i p_i\log_2 p_i

    Parameters
    ----------
    probability : array, shape (..., n)
        Not negative, adding up to 1 along the last axis.

    Returns
    -------
    float, or array, shape (...)
        In bits.

    Raises
    ------
    ValueError
        If a number is negative or a sum is not 1.

    Notes
    -----
    :math:`0\log 0 = 0`. See :lesson:`4.4`.

    Examples
    --------
    >>> entropy([0.5, 0.25, 0.25])
    1.5
    """
    p = probabilities("probability", probability)
    if p.ndim == 0:
        raise _check.error("probability", "have shape (..., n)", "one number")
    bits = surprise(p).sum(axis=-1)
    return float(bits) if bits.ndim == 0 else bits


def surprise(p):
    """Return −p log₂ p, which is 0 at 0."""
    return -p * np.log2(np.where(p > 0, p, 1.0))


def mutual_information(joint):
    r"""Return the information that the outcome carries about the answer.

    .. math:: I(y; x) = \sum_{y, x} p(y, x)\,\log_2\frac{p(y, x)}{p(y)\,p(x)}

    Parameters
    ----------
    joint : array, shape (answers, outcomes)
        p(y, x), adding up to 1.

    Returns
    -------
    float
        In bits.

    Raises
    ------
    ValueError
        If a number is negative or the sum is not 1.

    Notes
    -----
    See :lesson:`4.4`.

    Examples
    --------
    >>> mutual_information([[0.5, 0.0], [0.0, 0.5]])
    1.0
    """
    return information(joint_table(joint))


def information(table):
    """Return the mutual information of a table that is known to be one."""
    product = table.sum(axis=1, keepdims=True) * table.sum(axis=0)
    there = table > 0
    return float(np.sum(table[there] * np.log2(table[there] / product[there])))
