"""The same integral in other coordinates, and what Laplace's approximation misses in each."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.bayes.laplace.approximation import Laplace
from physdl.duals import hessian, jacobian

__all__ = ["in_coordinates", "next_order"]


def in_coordinates(action, chart):
    r"""Return the action of the same integral in coordinates φ, where θ = chart(φ).

    .. math:: \int e^{-S(\theta)}\,d\theta = \int e^{-S'(\phi)}\,d\phi, \qquad
              S'(\phi) = S(\theta(\phi)) - \ln\Big|\det\frac{\partial\theta}{\partial\phi}\Big| .

    The last term moves the minimum: the most probable θ is not the image of the most probable φ.

    Parameters
    ----------
    action : callable
        S(θ) for θ of shape (..., k), one value per point, written with NumPy.
    chart : callable
        φ of shape (..., k) → θ of shape (..., k), written with NumPy; one to one where the integral runs.

    Returns
    -------
    callable
        S′, for `laplace_approximation` and for derivatives.

    Raises
    ------
    TypeError
        If one of the two is no function.

    Notes
    -----
    In double precision; a call costs k + 1 calls of `chart`. The function raises a ValueError where the chart has no
    volume.

    See :lesson:`5.2`.

    Examples
    --------
    >>> flat = lambda p: 0 * p[..., 0]
    >>> odds = in_coordinates(flat, lambda t: 1 / (1 + np.exp(-t)))
    >>> float(np.exp(-odds(np.array([0.0]))))  # p (1 - p) at one half
    0.25
    """
    _check.function("action", action)
    _check.function("chart", chart)

    def moved(phi):
        stretch = np.abs(np.linalg.det(jacobian(chart, phi)))
        plain = stretch
        while hasattr(plain, "value"):  # below the tangents
            plain = plain.value
        if not np.all(plain > 0):
            raise _check.error("chart", "be one to one with a smooth inverse", "a determinant 0")
        return action(chart(phi)) - np.log(stretch)

    return moved


def next_order(action, at):
    r"""Return what Laplace's approximation of an integral leaves out at the next order.

    .. math:: \ln\int e^{-S}\,d\theta - \text{Laplace} \approx
              \tfrac18S_{ijk}S_{lmn}\Sigma^{ij}\Sigma^{kl}\Sigma^{mn}
              + \tfrac1{12}S_{ijk}S_{lmn}\Sigma^{il}\Sigma^{jm}\Sigma^{kn}
              - \tfrac18S_{ijkl}\Sigma^{ij}\Sigma^{kl} ,

    with the inverse Σ of the Hessian; for one parameter :math:`5S_3^2/24S_2^3 - S_4/8S_2^2`. If S grows as N data do,
    it is of order 1/N, and what it leaves out in turn is of order 1/N².

    Parameters
    ----------
    action : callable
        S(θ) for θ of shape (..., k), one value per point, written with NumPy.
    at : Laplace
        What `laplace_approximation` found for the same action.

    Returns
    -------
    float
        In nats: what to add to `at.log_integral`.

    Raises
    ------
    ValueError
        If there are so many parameters that k⁴ derivatives find no room.

    Notes
    -----
    In double precision, by exact derivatives; costs one call of `action` on arrays about (k + 1)⁴ times as large.

    Source: L. Tierney and J. B. Kadane, Journal of the American Statistical Association 81 (1986) 82,
    doi:10.1080/01621459.1986.10478240, for one parameter. See :lesson:`5.2`.

    Examples
    --------
    >>> from physdl.bayes.laplace import laplace_approximation
    >>> factorial = lambda t: 10 * (np.exp(t[..., 0]) - t[..., 0])
    >>> at = laplace_approximation(factorial, [0.5])
    >>> round(next_order(factorial, at), 6)  # Stirling's 1/12N
    0.008333
    """
    _check.function("action", action)
    _check.instance("at", at, Laplace)
    k = len(at.mode)
    _check.room("at", 8 * 8 * (k + 1) ** 4, f"{k} parameters")
    spread = np.linalg.inv(at.hessian)
    third = jacobian(lambda t: hessian(action, t), at.mode)
    fourth = jacobian(lambda u: jacobian(lambda t: hessian(action, t), u), at.mode)
    trace = np.einsum("ijk,ij->k", third, spread)
    raised = np.einsum("ijk,il,jm,kn->lmn", third, spread, spread, spread, optimize=True)
    tadpole, sunset = trace @ spread @ trace, np.sum(third * raised)
    return float(tadpole / 8 + sunset / 12 - np.einsum("ijkl,ij,kl->", fourth, spread, spread) / 8)
