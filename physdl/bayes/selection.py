"""Scores by which models are chosen when nobody does the integral."""

from __future__ import annotations

import numpy as np

from physdl import _check

__all__ = ["aic", "bic"]


def bic(log_likelihood, parameters, count):
    r"""Return the Bayesian information criterion, twice the running part of the free energy.

    .. math:: \mathrm{BIC} = -2\ln p(\text{data}\mid\hat\theta) + k\ln N = 2\big(N\hat L + \tfrac k2\ln N\big) .

    Parameters
    ----------
    log_likelihood : float or array
        The largest ln p(data | θ).
    parameters : int or array
        k, all that were fitted. Whether a fitted σ counts is the caller's choice; it shifts BIC by ln N.
    count : float
        N, the number of data.

    Returns
    -------
    float or array
        Smaller is better.

    Raises
    ------
    ValueError
        If a number is not finite, k is negative, or N is not positive.

    Notes
    -----
    Source: G. Schwarz, Annals of Statistics 6 (1978) 461, doi:10.1214/aos/1176344136. See :lesson:`5.3`.
    """
    log_likelihood, parameters = _checked(log_likelihood, parameters)
    return (parameters * np.log(_check.positive("count", count)) - 2 * log_likelihood)[()]


def aic(log_likelihood, parameters):
    r"""Return Akaike's information criterion, whose price does not run.

    .. math:: \mathrm{AIC} = -2\ln p(\text{data}\mid\hat\theta) + 2k .

    Parameters
    ----------
    log_likelihood : float or array
        The largest ln p(data | θ).
    parameters : int or array
        k, all that were fitted.

    Returns
    -------
    float or array
        Smaller is better.

    Raises
    ------
    ValueError
        If a number is not finite, or k is negative.

    Notes
    -----
    Source: H. Akaike, IEEE Transactions on Automatic Control 19 (1974) 716, doi:10.1109/TAC.1974.1100705. See
    :lesson:`5.3`.
    """
    log_likelihood, parameters = _checked(log_likelihood, parameters)
    return (2 * parameters - 2 * log_likelihood)[()]


def _checked(log_likelihood, parameters):
    log_likelihood = _check.as_array("log_likelihood", log_likelihood, dtype=float)
    parameters = _check.as_array("parameters", parameters, dtype=float)
    _check.broadcast("parameters", parameters, "log_likelihood", log_likelihood.shape)
    if np.any(parameters < 0):
        raise _check.error("parameters", "not be negative", parameters)
    return log_likelihood, parameters
