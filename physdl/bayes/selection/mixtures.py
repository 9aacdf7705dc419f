"""Mixtures of normal laws, fitted by expectation and maximisation from many starts at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from physdl import _check


@dataclass(frozen=True)
class Mixture:
    r"""A mixture of K normal laws of one number, :math:`p(x) = \sum_k w_k\,\mathcal N(x\mid m_k, s_k^2)`.

    Attributes
    ----------
    weights, means, widths : arrays, shape (K,)
        w, m and s, by rising mean.
    log_likelihood : float
        ln p of the data, at its largest local maximum that was found.

    Notes
    -----
    See :lesson:`5.4`.
    """

    weights: np.ndarray
    means: np.ndarray
    widths: np.ndarray
    log_likelihood: float

    @property
    def parameters(self):
        """Return 3K − 1, the parameters that were fitted."""
        return 3 * len(self.weights) - 1


def fit_mixture(x, components, rng, *, starts=8, steps=200, narrowest=0.05):
    r"""Return the likeliest mixture of K normal laws that is found from several starts.

    Each step says how probably datum i came from law k, and makes the laws those of what they are given:

    .. math:: r_{ik} \propto w_k\,\mathcal N(x_i\mid m_k, s_k^2), \qquad
              w_k = \overline{r_k}, \quad m_k = \frac{\overline{r_kx}}{w_k}, \quad
              s_k^2 = \frac{\overline{r_k(x - m_k)^2}}{w_k} .

    Parameters
    ----------
    x : array, shape (N,)
        The data.
    components : int
        K ≥ 1, with N > 3K − 1.
    rng : numpy.random.Generator
        Draws the starts: means at random data, each with the width of all.
    starts, steps : int
        How many starts, and at most how many steps from each; it ends before when no step gains 10⁻⁷ nats per datum.
    narrowest : float
        No law becomes narrower than this share of the standard deviation of the data. Without it, for K > 1, the
        likelihood has no largest value: a law that shrinks onto one datum makes it infinite.

    Returns
    -------
    Mixture

    Raises
    ------
    ValueError
        If N ≤ 3K − 1, all data are equal, a number is not finite, or the arrays would take more than 4 GB.

    Notes
    -----
    N K operations for each start and step, all starts at once. Source: A. P. Dempster, N. M. Laird and D. B. Rubin,
    Journal of the Royal Statistical Society B 39 (1977) 1, doi:10.1111/j.2517-6161.1977.tb01600.x. See :lesson:`5.4`.
    """
    x = _check.as_array("x", x, ndim=1, dtype=float)
    k = _check.whole("components", components, minimum=1)
    rng = _check.generator("rng", rng)
    starts, steps = _check.whole("starts", starts, minimum=1), _check.whole("steps", steps, minimum=1)
    share = _check.positive("narrowest", narrowest)
    if share >= 1:
        raise _check.error("narrowest", "be below 1", narrowest)
    if len(x) <= 3 * k - 1:
        fix = f"{k} laws have {3 * k - 1} parameters."
        raise _check.error("x", f"hold more than {3 * k - 1} data", f"{len(x)}", fix)
    _check.room("starts", 40.0 * starts * k * len(x), f"{starts} starts of {k} laws on {len(x)} data")
    size = np.abs(x).max()
    middle = np.mean(x / size) * size if size > 0 else 0.0
    width = np.std((x - middle) / size) * size if size > 0 else 0.0
    if not (np.isfinite(width) and width > 1e-12 * size):
        raise _check.error("x", "hold different numbers", "all (nearly) equal")
    u = (x - middle) / width
    means = np.stack([rng.choice(u, k, replace=False) for _ in range(starts)])
    weights, widths = np.full((starts, k), 1 / k), np.ones((starts, k))
    heights = np.full(starts, -np.inf)
    for _ in range(steps):
        log = _logs(u, weights, means, widths)
        top = log.max(axis=1, keepdims=True)
        belongs = np.exp(log - top)
        total = belongs.sum(axis=1, keepdims=True)
        before, heights = heights, (top + np.log(total)).sum(axis=(1, 2))
        if np.all(heights - before < 1e-7 * len(u)):
            break
        belongs /= total
        weights = np.maximum(belongs.mean(axis=-1), 1e-12)
        means = (belongs * u).mean(axis=-1) / weights
        spread = (belongs * (u - means[..., None]) ** 2).mean(axis=-1) / weights
        widths = np.sqrt(np.maximum(spread, share**2))
    else:
        heights = logsumexp(_logs(u, weights, means, widths), axis=1).sum(axis=-1)
    best = int(np.argmax(heights))
    order = np.argsort(means[best])
    chosen = [part[best][order] for part in (weights, means, widths)]
    total = float(heights[best] - len(x) * np.log(width))
    return Mixture(chosen[0], middle + width * chosen[1], width * chosen[2], total)


def _logs(u, weights, means, widths):
    """Return ln of weight times density, shape (starts, K, N)."""
    away = (u - means[..., None]) / widths[..., None]
    return (np.log(weights / widths) - 0.5 * np.log(2 * np.pi))[..., None] - 0.5 * away**2
