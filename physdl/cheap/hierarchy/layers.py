r"""Belief propagation on a regular tree of bits, as the layers of a network.

Half the log odds, :math:`u = \lambda/2`, is what physics calls a field: :math:`u' = \operatorname{artanh}(\theta\tanh
u)`. Single precision is kept.
"""

from __future__ import annotations

import numpy as np

from physdl import _check


def correlation(noise):
    """Return θ = 1 − 2p of a copy that is wrong with probability p, between 0 and 1 but neither."""
    noise = _check.positive("noise", noise)
    if noise >= 1:
        raise _check.error("noise", "be below 1: it is a probability", noise)
    if not 1e-15 < noise < 1 - 1e-15:
        raise _check.error("noise", "be more than 1e-15 away from 0 and 1", noise, "A copy that is sure says infinity.")
    return 1 - 2 * noise


def fold(log_odds, noise):
    r"""Return what a parent hears of a child's log odds.

    .. math:: \lambda' = 2\operatorname{artanh}\big(\theta\tanh\tfrac12\lambda\big), \qquad \theta = 1 - 2p

    Parameters
    ----------
    log_odds : array
        λ of each child; ±∞ is certainty, 0 is no knowledge.
    noise : float
        p, the probability that a copy is wrong, between 0 and 1 but neither.

    Returns
    -------
    array
        Of the same shape and type.

    Raises
    ------
    ValueError
        If a number is nan, or `noise` is no such probability.

    Notes
    -----
    Never more than :math:`\lvert\ln\frac{1-p}{p}\rvert` in size. See :lesson:`4.4`.

    Examples
    --------
    >>> fold([0.0, np.inf], 0.25).round(4)
    array([0.    , 1.0986])
    """
    theta, log_odds = correlation(noise), _odds(log_odds)
    return 2 * np.arctanh(theta * np.tanh(log_odds / 2))


def _odds(value):
    log_odds = _check.as_array("log_odds", value, finite=False, real=True)
    if np.isnan(log_odds).any():
        raise _check.error("log_odds", "be numbers, ±inf for certainty and 0 for no knowledge", "nan")
    return log_odds


def belief_layers(log_odds, noise, branching=2):
    r"""Return the log odds of every generation of a regular tree, given those of the leaves: one layer for each.

    .. math:: \lambda_v = \sum_{c} 2\operatorname{artanh}\big(\theta\tanh\tfrac12\lambda_c\big)

    Parameters
    ----------
    log_odds : array, shape (..., bⁿ)
        Of the leaves, siblings side by side; ±∞ for a leaf that is known.
    noise : float
        p, the probability that a copy is wrong, between 0 and 1 but neither.
    branching : int
        b, children of each node, at least 2.

    Returns
    -------
    list of arrays, shapes (..., bⁿ), (..., bⁿ⁻¹), …, (..., 1)
        The leaves' first, the root's last; ``1 / (1 + exp(-layers[-1]))`` is the posterior of a root without prior.

    Raises
    ------
    ValueError
        If the number of leaves is no power of b, or a number is out of range.

    Notes
    -----
    The same bend and the same sum everywhere: a network that shares its weights. It equals `beliefs`. The bend is done
    as velocities are added, without a tanh but at the leaves; λ is right to rounding of 1 + \|λ\|. See :lesson:`4.4`.

    Examples
    --------
    >>> [layer.round(2).tolist() for layer in belief_layers([np.inf, np.inf, -np.inf, np.inf], 0.1)]
    [[inf, inf, -inf, inf], [4.39, 0.0], [2.09]]
    """
    theta, log_odds = correlation(noise), _odds(log_odds)
    b = _check.whole("branching", branching, minimum=2)
    leaves = log_odds.shape[-1] if log_odds.ndim else 0
    left = leaves
    while left > 1 and left % b == 0:
        left //= b
    if left != 1:
        raise _check.error("log_odds", f"have a power of {b} leaves on the last axis", f"shape {log_odds.shape}")
    _check.room("log_odds", 3.0 * log_odds.nbytes, log_odds)
    layers, t = [log_odds], np.tanh(log_odds * 0.5)
    while t.shape[-1] > 1:
        t = t * theta
        # The sum of two rapidities artanh t is that of (t + t')/(1 + t t'), and twice it is the logarithm of a ratio.
        plus, minus = 1 + t, 1 - t
        total = np.log(plus[..., ::b] * plus[..., 1::b] / (minus[..., ::b] * minus[..., 1::b]))  # 0 for t and -t
        for child in range(2, b):
            total += np.log(plus[..., child::b] / minus[..., child::b])
        up = t[..., ::b]
        for child in range(1, b):
            up = (up + t[..., child::b]) / (1 + up * t[..., child::b])
        layers.append(total)
        t = up
    return layers
