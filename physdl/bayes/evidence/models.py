"""Models whose evidence is known exactly, and how they compare."""

from __future__ import annotations

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import gammaln

from physdl import _check
from physdl.bayes.evidence.families import gamma_excess
from physdl.bayes.evidence.result import Evidence
from physdl.bayes.evidence.statistics import Moments


def whitened(data, precision, sigma=1.0, mean=None):
    r"""Return what the data say of each parameter, in units of the prior: stiffness and offset of each direction.

    With the prior's precision :math:`P = \Lambda\Lambda^{\mathsf T}` and the singular values of
    :math:`R\Lambda^{-\mathsf T}/\sigma = U s V^{\mathsf T}` these are gᵢ = sᵢ² and dᵢ = (Uᵀ(z − Rm)/σ)ᵢ. In the
    direction i the likelihood is :math:`\sqrt{g_i}` times as narrow as the prior, and its peak stands dᵢ/√gᵢ prior
    widths from the prior's.

    Parameters
    ----------
    data : Moments
        Of N data with k columns.
    precision : float or array, shape (k,) or (k, k)
        P, the inverse covariance of the prior: a number for all, one for each, or a matrix.
    sigma : float
        σ, the noise of one datum.
    mean : array, shape (k,), optional
        m, the middle of the prior; zero by default.

    Returns
    -------
    g, d : arrays, shape (k,)

    Raises
    ------
    ValueError
        If the prior is not proper (P not symmetric and positive definite), or σ is not positive, or so far from the
        data's and the prior's sizes that g is no number.

    Notes
    -----
    See :lesson:`5.3`.
    """
    stretch, offset = directions(data, precision, sigma, mean)
    with np.errstate(over="ignore"):
        return within(stretch**2, "g"), offset


def within(values, what, name="sigma"):
    """Return what the data say, or refuse a σ, or what else sets the size, that leaves no numbers."""
    if not np.all(np.isfinite(values)):
        fix = "Measure y, and σ with it, in other units."
        raise _check.error(name, f"leave a {what} below 1.8e308", "inf", fix)
    return values


def directions(data, precision, sigma, mean):
    """Return √g and d of `whitened`."""
    if not isinstance(data, Moments):
        raise _check.error("data", "be Moments", data, "Call `moments(x, y)` first.", TypeError)
    sigma, k = _check.positive("sigma", sigma), len(data.cross)
    mean = np.zeros(k) if mean is None else _check.as_array("mean", mean, shape=(k,), dtype=float)
    left, stretch, _ = np.linalg.svd(solve_triangular(_root(precision, k), data.root.T, lower=True).T / sigma)
    with np.errstate(over="ignore", invalid="ignore"):
        offset = left.T @ ((data.cross - data.root @ mean) / sigma)
    return within(stretch, "g"), within(offset, "d")


def _excess(stretch, offset, name="sigma"):
    """Return ½ ∑ ln(1 + g) and ½ ∑ d²/(1 + g), without g or d², which need not be numbers."""
    width = np.hypot(1.0, stretch)
    with np.errstate(over="ignore"):
        pull = within(0.5 * np.sum((offset / width) ** 2), "distance of prior and data", name)
    return np.log(width).sum(), pull


def _root(precision, k):
    """Return the Cholesky factor of a proper prior's precision."""
    precision = _check.as_array("precision", precision, dtype=float)
    fix = "A prior that is not proper has no finite integral, and the evidence no meaning."
    if precision.ndim < 2:
        if precision.ndim == 1 and len(precision) != k:
            raise _check.error("precision", f"have {k} entries", f"shape {precision.shape}")
        if np.any(precision <= 0):
            raise _check.error("precision", "be positive", precision if precision.ndim else float(precision), fix)
        return np.diag(np.sqrt(np.broadcast_to(precision, (k,))))
    precision = _check.symmetric("precision", _check.as_array("precision", precision, shape=(k, k)))
    try:
        return np.linalg.cholesky(precision)
    except np.linalg.LinAlgError as reason:
        smallest = np.linalg.eigvalsh(precision)[0]
        raise _check.error("precision", "be positive definite", f"an eigenvalue {smallest:.3g}", fix) from reason


def known_noise(data, precision, sigma, mean=None):
    r"""Return the evidence of a linear model whose noise is known, under a normal prior.

    .. math:: \begin{gathered} \theta \sim \mathcal N(m, P^{-1}), \quad y \sim \mathcal N(X\theta, \sigma^2): \\
              E = \tfrac12\sum_i \Big[\ln(1 + g_i) + \frac{d_i^2}{1 + g_i}\Big], \qquad
              N\hat L = \tfrac N2\ln 2\pi\sigma^2 + \frac{r}{2\sigma^2} . \end{gathered}

    Parameters
    ----------
    data : Moments
        Of N data with k columns; g and d are those of `whitened`.
    precision : float or array, shape (k,) or (k, k)
        P.
    sigma : float
        σ > 0, the standard deviation of the noise.
    mean : array, shape (k,), optional
        m; zero by default.

    Returns
    -------
    Evidence
        With k parameters.

    Raises
    ------
    ValueError
        If the prior is not proper, or σ is not positive.

    Notes
    -----
    See :lesson:`5.3`.
    """
    stretch, offset = directions(data, precision, sigma, mean)
    excess = float(sum(_excess(stretch, offset)))
    return Evidence(-float(data.log_likelihood(sigma)), excess, len(stretch))


def unknown_noise(data, precision, shape, rate, mean=None):
    r"""Return the evidence of a linear model that must learn its noise too: the normal–inverse-gamma prior.

    .. math:: \begin{gathered}
              \theta\mid\sigma^2 \sim \mathcal N(m, \sigma^2P^{-1}), \quad \sigma^2 \sim \text{Inv-}\Gamma(a, b): \\
              Z = \frac{b^a\,\Gamma(a + N/2)}{(2\pi)^{N/2}\,\Gamma(a)\prod_i\sqrt{1 + g_i}}
              \Big(b + \tfrac12 r + \tfrac12\sum_i\frac{d_i^2}{1 + g_i}\Big)^{-a - N/2} . \end{gathered}

    Parameters
    ----------
    data : Moments
        Of N data with k columns, N > k, not fitted without residual; g and d are those of `whitened` at σ = 1.
    precision : float or array, shape (k,) or (k, k)
        P, in units of 1/σ².
    shape, rate : float
        a > 0 and b > 0; b in units of y².
    mean : array, shape (k,), optional
        m; zero by default.

    Returns
    -------
    Evidence
        With k + 1 parameters: σ counts.

    Raises
    ------
    ValueError
        If the prior is not proper, or the data leave no residual.

    Notes
    -----
    See :lesson:`5.3`.
    """
    stretch, offset = directions(data, precision, 1.0, mean)
    improper = "Without it the prior has no finite integral, and the evidence no meaning."
    a, b = _check.positive("shape", shape, fix=improper), _check.positive("rate", rate, fix=improper)
    k = len(stretch)
    if not (data.count > k and data.residual > 0):
        got = f"N = {data.count:g}, {k} columns, residual {data.residual:g}"
        raise _check.error("data", "leave a residual from which to learn the noise", got)
    n, half = data.count / 2, data.residual / 2
    widths, pull = _excess(stretch, offset, "mean")
    excess = widths + gammaln(a) + a * (np.log(half) - np.log(b))
    excess += (a + n) * np.log1p((b + pull) / half) - gamma_excess(n, a)
    return Evidence(-float(data.log_likelihood()), float(excess), k + 1)
