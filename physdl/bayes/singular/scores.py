"""BIC for nested singular models: each is scored with the exponents of the models inside it."""

from __future__ import annotations

import numpy as np

from physdl import _check


def sbic(log_likelihood, coefficients, multiplicities, count):
    r"""Return the logarithm of each model's evidence, as far as its exponents tell, for models one inside the other.

    If the truth is in model j, model i ≥ j pays :math:`\lambda_{ij}\ln N - (m_{ij} - 1)\ln\ln N`. Which j it is, the
    scores themselves say: :math:`Z_i` is the positive root of

    .. math:: \sum_{j \le i}\big(Z_i - z_{ij}\big)Z_j = 0, \qquad
              \ln z_{ij} = \ln p(\text{data}\mid\hat\theta_i) - \lambda_{ij}\ln N + (m_{ij} - 1)\ln\ln N .

    Parameters
    ----------
    log_likelihood : array, shape (..., K)
        The largest ln p of each model, from the smallest model to the largest.
    coefficients, multiplicities : arrays, shape (K, K)
        :math:`\lambda_{ij}` and :math:`m_{ij}` of model i at a truth in model j, for j ≤ i; what stands above the
        diagonal is not used.
    count : float
        N > e.

    Returns
    -------
    array, shape (..., K)
        :math:`\ln Z_i`: the larger the better. For regular models it is minus half of BIC.

    Raises
    ------
    ValueError
        If shapes do not fit, an exponent is negative, a multiplicity below 1, or N too small.

    Notes
    -----
    Equal probabilities of the models. Source: M. Drton and M. Plummer, Journal of the Royal Statistical Society B 79
    (2017) 323, doi:10.1111/rssb.12187. See :lesson:`5.5`.
    """
    fit = _check.as_array("log_likelihood", log_likelihood, dtype=float)
    if not fit.ndim or not fit.size:
        raise _check.error("log_likelihood", "have a last axis of models", f"shape {fit.shape}")
    k = fit.shape[-1]
    price = _check.as_array("coefficients", coefficients, shape=(k, k), dtype=float)
    times = _check.as_array("multiplicities", multiplicities, shape=(k, k), dtype=float)
    inside = np.tril(np.ones((k, k), bool))
    if np.any(price[inside] < 0):
        raise _check.error("coefficients", "not be negative", price)
    if np.any(times[inside] < 1):
        raise _check.error("multiplicities", "be at least 1", times)
    count = _check.positive("count", count)
    if count <= np.e:
        raise _check.error("count", "be above e", count, "ln ln N has no meaning below.")
    if np.abs(fit).max() > 1e150 or np.abs(price[inside]).max() > 1e150 or times[inside].max() > 1e150:
        raise _check.error("log_likelihood", "and the exponents be below 1e150", fit)
    scores = []
    for i in range(k):
        z = fit[..., i, None] - price[i, : i + 1] * np.log(count) + (times[i, : i + 1] - 1) * np.log(np.log(count))
        scores.append(_root(z, scores))
    return np.stack(scores, axis=-1)


def _root(z, scores):
    """Return ln of the positive root of Z² + (Σ Z_j − z_i) Z − Σ z_j Z_j = 0, in units of the largest of all."""
    if not scores:
        return z[..., 0]
    before = np.stack(scores, axis=-1)
    unit = np.maximum(z.max(axis=-1), before.max(axis=-1))[..., None]
    own, inner, known = np.exp(z[..., -1] - unit[..., 0]), z[..., :-1] - unit, before - unit
    half = 0.5 * (np.exp(known).sum(axis=-1) - own)
    rest = np.exp(inner + known).sum(axis=-1)
    wide = np.sqrt(half**2 + rest)
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.where(half > 0, rest / (half + wide), wide - half)
        return np.log(root) + unit[..., 0]
