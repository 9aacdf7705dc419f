"""Exact evidence of exponential families with conjugate priors: a prior is data that somebody saw before."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln, xlogy

from physdl import _check
from physdl.bayes.evidence.result import Evidence

_STIRLING = 1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360


def gamma_excess(n, a):
    r"""Return :math:`\ln\Gamma(n + a) - (n\ln n - n)`, of the size of ln n, without cancellation.

    Parameters
    ----------
    n : float or array, n ≥ 0
    a : float or array, a > 0
        Broadcast against n.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        If n is negative, or a is not positive.

    Notes
    -----
    From 16 on by Stirling's series, whose next term is below 10⁻¹⁷. See :lesson:`5.3`.
    """
    n, a = _check.as_array("n", n, dtype=float), _check.as_array("a", a, dtype=float)
    _check.broadcast("a", a, "n", n.shape)
    if np.any(n < 0):
        raise _check.error("n", "not be negative", f"{n.min()}")
    if np.any(a <= 0):
        raise _check.error("a", "be positive", f"{a.min()}")
    n, a = np.broadcast_arrays(n, a)
    x = np.maximum(n + a, 16.0)
    series = sum(c * x ** -(2 * j + 1) for j, c in enumerate(_STIRLING))
    safe = np.maximum(n, 1.0)  # what is smaller is done the other way
    large = (a - 0.5) * np.log(safe) + (n + a - 0.5) * np.log1p(a / safe) - a + 0.5 * np.log(2 * np.pi) + series
    small = gammaln(n + a) - xlogy(n, n) + n
    return np.where((n + a < 16) | (n < 1), small, large)[()]


def categorical(counts, prior):
    r"""Return the evidence of a sequence of N outcomes of K kinds, with unknown probabilities under Dirichlet's prior.

    .. math:: Z = \frac{B(\alpha + n)}{B(\alpha)}, \qquad
              B(\alpha) = \frac{\prod_i\Gamma(\alpha_i)}{\Gamma(\sum_i\alpha_i)}, \qquad k = K - 1 .

    For two kinds it is a coin with the prior Beta(α₁, α₂).

    Parameters
    ----------
    counts : array, shape (..., K)
        n, how often each kind came, not negative; no whole numbers are needed.
    prior : array, shape (K,)
        α > 0, like counts seen before: ones for the flat prior, halves for Jeffreys'.

    Returns
    -------
    Evidence
        Arrays of shape (...).

    Raises
    ------
    ValueError
        If a count is negative, or the prior is not proper (some α ≤ 0).

    Notes
    -----
    See :lesson:`5.3`.
    """
    prior = _check.as_array("prior", prior, ndim=1, dtype=float)
    if len(prior) < 2 or np.any(prior <= 0):
        fix = "With α ≤ 0 the prior has no finite integral, and the evidence no meaning."
        raise _check.error("prior", "be at least two positive numbers", prior, fix)
    counts = _check.as_array("counts", counts, dtype=float)
    if counts.ndim < 1 or counts.shape[-1] != len(prior):
        raise _check.error("counts", f"have {len(prior)} entries, as `prior` has", f"shape {counts.shape}")
    if np.any(counts < 0):
        raise _check.error("counts", "not be negative", f"{counts.min()}")
    total = counts.sum(axis=-1)
    best = xlogy(total, total) - xlogy(counts, counts).sum(axis=-1)
    excess = gammaln(prior).sum() - gammaln(prior.sum())
    excess = excess - gamma_excess(counts, prior).sum(axis=-1) + gamma_excess(total, prior.sum())
    return Evidence(best[()], excess, len(prior) - 1)


def poisson(events, time, shape, rate):
    r"""Return the evidence of n events within the time T at an unknown rate λ, under the prior Gamma(a, b).

    .. math:: p(\text{times}\mid\lambda) = \lambda^n e^{-\lambda T}, \qquad
              Z = \frac{b^a}{\Gamma(a)}\,\frac{\Gamma(a + n)}{(b + T)^{a + n}}, \qquad k = 1 .

    Counts xᵢ in N unit intervals have the same evidence divided by ∏ xᵢ!, which no parameter sees.

    Parameters
    ----------
    events : float or array
        n > 0.
    time : float or array
        T > 0, in the unit in which 1/λ is measured.
    shape, rate : float
        a > 0 and b > 0: like a events seen in the time b.

    Returns
    -------
    Evidence

    Raises
    ------
    ValueError
        If something is not positive; with a or b zero the prior is not proper.

    Notes
    -----
    See :lesson:`5.3`.
    """
    improper = "Without it the prior has no finite integral, and the evidence no meaning."
    a, b = _check.positive("shape", shape, fix=improper), _check.positive("rate", rate, fix=improper)
    n, time = _check.as_array("events", events, dtype=float), _check.as_array("time", time, dtype=float)
    for name, values in (("events", n), ("time", time)):
        if np.any(values <= 0):
            raise _check.error(name, "be positive", values)
    _check.broadcast("time", time, "events", n.shape)
    best = n - n * np.log(n / time)
    excess = gammaln(a) - gamma_excess(n, a) + a * np.log(time / b) + (a + n) * np.log1p(b / time)
    return Evidence(best[()], excess[()], 1)
