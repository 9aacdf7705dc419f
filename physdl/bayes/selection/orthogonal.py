"""Polynomials that are orthogonal on the data: the same fits as powers give, without their digits lost."""

from __future__ import annotations

import numpy as np

from physdl import _check


def orthogonal_polynomials(x, degree, at=None):
    r"""Return polynomials of degree 0 to d that are orthonormal on the data, by G. E. Forsythe's recurrence.

    .. math:: \sum_i p_j(x_i)\,p_k(x_i) = \delta_{jk}, \qquad
              b_{j+1}\,p_{j+1}(x) = (x - a_j)\,p_j(x) - b_j\,p_{j-1}(x) .

    The coefficient of a fit along each of them is one sum, which no later one changes: a polynomial of degree 5 and one
    of degree 20 share the first six.

    Parameters
    ----------
    x : array, shape (N,)
        Where something was measured.
    degree : int
        d, below the number of different places.
    at : array, shape (...), optional
        Where else to evaluate them.

    Returns
    -------
    array, shape (N, d + 1), or (..., d + 1)
        The polynomials on the data, or at the other places.

    Raises
    ------
    ValueError
        If a number is not finite, or there are not more different places than d.

    Notes
    -----
    8 N d operations, and 4 N d² more since each is made orthogonal to all before it once again. Source: G. E. Forsythe,
    Journal of the Society for Industrial and Applied Mathematics 5 (1957) 74, doi:10.1137/0105007. See :lesson:`5.4`.
    """
    x = _check.nonempty("x", _check.as_array("x", x, ndim=1, dtype=float))
    degree = _check.whole("degree", degree)
    places = len(np.unique(x))
    if degree >= places:
        fix = "A polynomial of degree d needs d + 1 different places."
        raise _check.error("degree", f"be below the number of different places, {places}", degree, fix)
    middle, half = x.min() / 2 + x.max() / 2, x.max() / 2 - x.min() / 2
    half = half if half > 0 else 1.0
    inside = (x - middle) / half
    there = inside if at is None else (_check.as_array("at", at, dtype=float) - middle) / half
    _check.room("degree", 16.0 * (degree + 1) * (len(x) + there.size), degree)
    basis = np.empty((len(x), degree + 1))
    other = np.empty((*there.shape, degree + 1))
    basis[:, 0] = other[..., 0] = len(x) ** -0.5
    with np.errstate(over="ignore", invalid="ignore"):
        for j in range(degree):
            raised = inside * basis[:, j]
            share = basis[:, : j + 1].T @ raised
            raised = raised - basis[:, : j + 1] @ share
            again = basis[:, : j + 1].T @ raised
            raised = raised - basis[:, : j + 1] @ again
            size = np.linalg.norm(raised)
            basis[:, j + 1] = raised / size
            other[..., j + 1] = (there * other[..., j] - other[..., : j + 1] @ (share + again)) / size
    if not np.all(np.isfinite(other)):
        raise _check.error("at", "leave polynomials below 1.8e308", f"degree {degree} far outside the data")
    return basis if at is None else other
