"""Scores by which models are chosen when nobody does the integral."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaincc

from physdl import _check

__all__ = ["aic", "aicc", "bic", "overfitting_rate"]


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


def aicc(log_likelihood, parameters, count):
    r"""Return Akaike's criterion with the price that a linear model with learned noise really has.

    .. math:: \mathrm{AIC_c} = -2\ln p(\text{data}\mid\hat\theta) + \frac{2kN}{N - k - 1} .

    For least squares whose columns hold the truth, it is on average minus twice the log-likelihood of N new data at the
    same places: for every N, not for large N alone.

    Parameters
    ----------
    log_likelihood : float or array
        The largest ln p(data | θ).
    parameters : int or array
        k, all that were fitted, σ with them.
    count : float
        N > k + 1, the number of data.

    Returns
    -------
    float or array
        Smaller is better.

    Raises
    ------
    ValueError
        If a number is not finite, k is negative, or N is at most k + 1.

    Notes
    -----
    Source: N. Sugiura, Communications in Statistics A 7 (1978) 13, doi:10.1080/03610927808827599; C. M. Hurvich and
    C.-L. Tsai, Biometrika 76 (1989) 297, doi:10.1093/biomet/76.2.297. See :lesson:`5.4`.
    """
    log_likelihood, parameters = _checked(log_likelihood, parameters)
    count = _check.positive("count", count)
    if np.any(parameters >= count - 1):
        fix = "With so few data the expected loss on new ones is infinite: take a smaller model."
        rule = f"be below N − 1 = {count - 1:g}"
        raise _check.error("parameters", rule, float(np.max(parameters)), fix)
    return (2 * parameters * count / (count - parameters - 1) - 2 * log_likelihood)[()]


def overfitting_rate(surplus, price=2.0):
    r"""Return how often a criterion takes surplus parameters, offered one after another, in the limit of many data.

    With each useless parameter −2 ln p falls by an independent square χ² of a normal number, and the criterion rises by
    its price. The smaller model wins if no sum :math:`S_j = \sum_{i\le j}(\chi_i^2 - \text{price})` is positive,
    and for such walks the recursion of E. Sparre Andersen holds:

    .. math:: p_0 = 1, \qquad p_m = \frac1m\sum_{j=1}^m \Pr(S_j \le 0)\,p_{m-j}, \qquad \text{rate} = 1 - p_m .

    Parameters
    ----------
    surplus : int
        m ≥ 1, how many surplus parameters the largest model has: a chain of models, each with one more.
    price : float
        What a criterion on the scale of −2 ln p asks for each parameter: 2 for AIC, ln N for BIC.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If m is below 1 or above 10,000, or the price is not positive.

    Notes
    -----
    Source: R. Shibata, Biometrika 63 (1976) 117, doi:10.1093/biomet/63.1.117, for autoregressions. See :lesson:`5.4`.
    """
    surplus = _check.whole("surplus", surplus, minimum=1, maximum=10_000)
    price = _check.positive("price", price)
    steps = np.arange(1, surplus + 1)
    lost = gammaincc(steps / 2, np.minimum(steps * (price / 2), 1e300))  # Pr(S_j > 0), which need not be near 1
    over = np.zeros(surplus + 1)
    for m in steps:
        over[m] = np.mean(lost[:m] + (1 - lost[:m]) * over[m - 1 :: -1][:m])
    return float(over[-1])


def _checked(log_likelihood, parameters):
    log_likelihood = _check.as_array("log_likelihood", log_likelihood, dtype=float)
    parameters = _check.as_array("parameters", parameters, dtype=float)
    _check.broadcast("parameters", parameters, "log_likelihood", log_likelihood.shape)
    if np.any(parameters < 0):
        raise _check.error("parameters", "not be negative", parameters)
    return log_likelihood, parameters
