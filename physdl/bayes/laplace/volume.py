"""The volume of a model: how many laws that data can tell apart its parameters stand for."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from physdl import _check
from physdl.duals import jacobian

__all__ = ["fisher_information", "jeffreys", "log_fisher_volume"]


def fisher_information(chances, theta):
    r"""Return what one outcome tells of the parameters of a model with finitely many outcomes.

    .. math:: I_{ij}(\theta) = \sum_y p_y\,\partial_i\ln p_y\;\partial_j\ln p_y
              = \sum_y\frac{\partial_ip_y\,\partial_jp_y}{p_y} .

    Parameters
    ----------
    chances : callable
        θ of shape (..., k) → the probabilities p of m outcomes, shape (..., m), written with NumPy.
    theta : array, shape (..., k)
        Where.

    Returns
    -------
    array, shape (..., k, k)

    Raises
    ------
    ValueError
        If the probabilities at `theta` are not positive or do not add up to 1.

    Notes
    -----
    In double precision. A metric, pulled back from the probabilities: :math:`4\sum_y d\sqrt{p_y}\,d\sqrt{p_y}`.

    Source: R. A. Fisher, Philosophical Transactions A 222 (1922) 309, doi:10.1098/rsta.1922.0009. See :lesson:`5.2`.

    Examples
    --------
    >>> coin = lambda p: np.concatenate([p, 1 - p], axis=-1)
    >>> fisher_information(coin, [0.2]).round(6)
    array([[6.25]])
    """
    root = _root(chances, theta)
    return np.einsum("...yi,...yj->...ij", root, root)


def jeffreys(chances, theta):
    r"""Return Jeffreys' prior, not normalised: the volume of Fisher's metric for each unit of the coordinates.

    .. math:: \pi_J(\theta) \propto \sqrt{\det I(\theta)}, \qquad
              \sqrt{\det I}\;d\theta = \sqrt{\det I'}\;d\phi \quad\text{for}\quad
              I' = \Big(\frac{\partial\theta}{\partial\phi}\Big)^{\mathsf T}
              I\;\frac{\partial\theta}{\partial\phi} .

    Parameters
    ----------
    chances : callable
        θ of shape (..., k) → the probabilities of m outcomes, shape (..., m), written with NumPy.
    theta : array, shape (..., k)
        Where.

    Returns
    -------
    float or array, shape (...)
        Zero where some direction of θ changes no probability.

    Raises
    ------
    ValueError
        If the probabilities at `theta` are not positive or do not add up to 1.

    Notes
    -----
    In double precision, as the product of the singular values of the root of I, which does not square small numbers.

    Source: H. Jeffreys, Proceedings of the Royal Society A 186 (1946) 453, doi:10.1098/rspa.1946.0056. See
    :lesson:`5.2`.

    Examples
    --------
    >>> coin = lambda p: np.concatenate([p, 1 - p], axis=-1)
    >>> float(jeffreys(coin, [0.2]).round(6))
    2.5
    """
    root = _root(chances, theta)
    if root.shape[-2] < root.shape[-1]:  # fewer outcomes than parameters
        return np.zeros(root.shape[:-2])[()]
    return np.prod(np.linalg.svd(root, compute_uv=False), axis=-1)[()]


def _root(chances, theta):
    """Return ∂p/√p, shape (..., m, k): a root of the metric."""
    _check.function("chances", chances)
    theta = _check.as_array("theta", theta, dtype=float)
    if theta.ndim < 1:
        raise _check.error("theta", "have an axis of parameters", "one number", "Write [0.3] for a single parameter.")
    p = np.asarray(chances(theta))
    if p.ndim != theta.ndim or p.shape[:-1] != theta.shape[:-1]:
        rule = f"return probabilities of shape {(*theta.shape[:-1], 'm')}"
        raise _check.error("chances", rule, f"shape {p.shape}")
    if not np.all(p > 0):
        fix = "On the edge of the parameters Fisher's metric has no finite value."
        raise _check.error("chances", "return positive probabilities", p, fix)
    if np.any(np.abs(p.sum(axis=-1) - 1) > 1e-9):
        raise _check.error("chances", "return probabilities that add up to 1", p.sum(axis=-1))
    return jacobian(chances, theta) / np.sqrt(p)[..., None]


def log_fisher_volume(kinds):
    r"""Return the logarithm of the volume of all laws of K outcomes, by Fisher's metric.

    .. math:: V_K = \int\sqrt{\det I}\,d\theta = \frac{\pi^{K/2}}{\Gamma(K/2)} .

    With :math:`x_y = 2\sqrt{p_y}` the laws are the part of a sphere of radius 2 in K dimensions on which all x are
    positive, and Fisher's metric is the sphere's own. A coin's laws are a quarter of a circle, of length π.

    Parameters
    ----------
    kinds : int or array of int
        K ≥ 2.

    Returns
    -------
    float or array

    Raises
    ------
    TypeError, ValueError
        If K is not a whole number of at least 2.

    Notes
    -----
    In double precision. See :lesson:`5.2`.

    Examples
    --------
    >>> float(np.exp(log_fisher_volume(2)).round(6))
    3.141593
    """
    kinds = _check.as_array("kinds", kinds, dtype=float)
    if np.any(kinds < 2) or np.any(kinds != np.floor(kinds)):
        raise _check.error("kinds", "be whole numbers of at least 2", kinds)
    return (kinds / 2 * np.log(np.pi) - gammaln(kinds / 2))[()]
