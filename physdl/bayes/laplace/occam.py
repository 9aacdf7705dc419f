"""What a model pays for its parameters, as a share of its prior and as bets over data sets."""

from __future__ import annotations

import numpy as np
from scipy.special import xlogy

from physdl import _check
from physdl.bayes.evidence import categorical, gamma_excess

__all__ = ["log_bets", "log_occam_factor"]


def log_bets(counts, *, prior=None, chances=None):
    r"""Return the logarithm of what a model of N outcomes of K kinds bets beforehand on each result.

    .. math:: p(n) = \frac{N!}{\prod_i n_i!}\,\int\prod_i\theta_i^{n_i}\,\pi(\theta)\,d\theta ,

    with Dirichlet's prior, or with known chances :math:`\theta` and no integral. Over all n with the same N the bets
    add up to 1: a model that bets on more data sets bets less on each.

    Parameters
    ----------
    counts : array, shape (..., K)
        n, how often each kind came: whole numbers, not negative. For a coin (heads, tails).
    prior : array, shape (K,), optional
        α > 0 of Dirichlet's prior: ones for the flat prior, halves for Jeffreys'.
    chances : array, shape (K,), optional
        θ > 0, which add up to 1, of a model with nothing to adjust. Give one of the two.

    Returns
    -------
    float or array, shape (...)

    Raises
    ------
    TypeError
        If neither `prior` nor `chances` is given, or both are.
    ValueError
        If a count is negative or broken, the prior is not proper, or the chances do not add up to 1.

    Notes
    -----
    In double precision. The large parts, N ln N, are never added, so N may be 10¹².

    See :lesson:`5.2`.

    Examples
    --------
    >>> heads = np.arange(3)
    >>> np.exp(log_bets(np.stack([heads, 2 - heads], axis=-1), chances=[0.5, 0.5])).round(3)
    array([0.25, 0.5 , 0.25])
    """
    if (prior is None) == (chances is None):
        got = "neither" if prior is None else "both"
        raise _check.error("prior", "be given, or `chances`, and not both", got, kind=TypeError)
    name, model = ("prior", prior) if chances is None else ("chances", chances)
    model = _check.as_array(name, model, ndim=1, dtype=float)
    if len(model) < 2 or np.any(model <= 0):
        raise _check.error(name, "be at least two positive numbers", model)
    counts = _check.as_array("counts", counts, dtype=float)
    if counts.ndim < 1 or counts.shape[-1] != len(model):
        raise _check.error("counts", f"have {len(model)} entries, as `{name}` has", f"shape {counts.shape}")
    if np.any(counts < 0) or np.any(counts != np.floor(counts)):
        raise _check.error("counts", "be whole numbers that are not negative", counts)
    total = counts.sum(axis=-1)
    ways = gamma_excess(total, 1.0) - gamma_excess(counts, 1.0).sum(axis=-1)  # less N ln N - ∑ n ln n
    if chances is None:
        return (ways - categorical(counts, model).excess)[()]
    if abs(model.sum() - 1) > 1e-9:
        raise _check.error("chances", "add up to 1", model.sum())
    best = counts / np.maximum(total, 1.0)[..., None]
    return (ways - xlogy(counts, best / model).sum(axis=-1))[()]


def log_occam_factor(information, log_prior, count=1.0):
    r"""Return the logarithm of Occam's factor: the share of the prior that the data leave standing.

    .. math:: \begin{gathered} \ln\Big[\pi(\hat\theta)\,\sqrt{\frac{(2\pi)^k}{\det N\hat I}}\,\Big]
              = -\tfrac k2\ln N - C, \\
              C = \tfrac12\ln\det\hat I - \tfrac k2\ln 2\pi - \ln\pi(\hat\theta) . \end{gathered}

    Parameters
    ----------
    information : array, shape (k, k)
        :math:`\hat I`, the curvature of the mean loss L at the best parameters: what one datum says, on average.
    log_prior : float
        :math:`\ln\pi(\hat\theta)`.
    count : float or array
        N.

    Returns
    -------
    float or array
        In nats; :math:`F \approx N\hat L` minus this.

    Raises
    ------
    ValueError
        If :math:`\hat I` is not symmetric and positive definite, or N is not positive.

    Notes
    -----
    Source: H. Jeffreys, *Theory of Probability*; the name is from D. J. C. MacKay, Neural Computation 4 (1992) 415,
    doi:10.1162/neco.1992.4.3.415. See :lesson:`5.3`.
    """
    information = _check.nonempty("information", _check.as_array("information", information, ndim=2, dtype=float))
    k = len(information)
    _check.symmetric("information", _check.as_array("information", information, shape=(k, k)))
    log_prior = _check.finite_number("log_prior", log_prior)
    count = _check.as_array("count", count, dtype=float)
    scale = np.linalg.eigvalsh(information)
    if scale[0] <= 0:
        fix = "A direction in which the loss is flat makes the model singular."
        raise _check.error("information", "be positive definite", f"an eigenvalue {scale[0]:.3g}", fix)
    if np.any(count <= 0):
        raise _check.error("count", "be positive", count)
    return (log_prior + 0.5 * (k * np.log(2 * np.pi) - np.log(scale).sum()) - k / 2 * np.log(count))[()]
