r"""The same parameters by other names: points, vectors, covectors and metrics in new coordinates.

New coordinates are an invertible map :math:`\theta' = \varphi(\theta)` with the Jacobian
:math:`A = \partial\theta'/\partial\theta`. What stands where decides how it changes:

=============  =====================================  =====================================================
a point        :math:`\theta' = \varphi(\theta)`
a vector       :math:`v' = A v`                       index up, the pushforward
a covector     :math:`w' = w A^{-1}`                  index down, the pullback along :math:`\varphi^{-1}`
a metric       :math:`g' = A^{-\mathsf T} g A^{-1}`   two indices down
=============  =====================================  =====================================================

All numbers that mean something survive: ⟨w, v⟩ and the length of v are the same before and after. Among complex
parameters a metric is Hermitian and its first index conjugate: :math:`g' = A^{-\mathsf H} g A^{-1}`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl.duals import jacobian
from physdl.neural.metric.forms import LayerMetric

__all__ = ["Coordinates", "change_coordinates"]


@dataclass(frozen=True)
class Coordinates:
    """New coordinates θ' on the parameters; made by `change_coordinates`.

    Attributes
    ----------
    point, back : callable
        θ → θ' and θ' → θ, arrays of shape (d,).
    matrix : array, shape (d, d), or None
        A, if it is the same everywhere.

    Notes
    -----
    See :lesson:`3.3`.
    """

    point: Callable
    back: Callable
    matrix: np.ndarray | None = None

    def __post_init__(self):
        _check.function("point", self.point)
        _check.function("back", self.back)
        if self.matrix is not None:
            object.__setattr__(self, "matrix", _invertible("matrix", _check.as_array("matrix", self.matrix, ndim=2)))

    def jacobian(self, at=None):
        r"""Return :math:`A = \partial\theta'/\partial\theta` at the old point `at`.

        Nonlinear coordinates differentiate `point` by dual numbers, so it has to be written with NumPy.

        Parameters
        ----------
        at : array, shape (d,), optional
            θ; linear coordinates do not need it.

        Returns
        -------
        array, shape (d, d)

        Raises
        ------
        ValueError
            If `at` is missing, or A is not square or has no inverse there.
        """
        if self.matrix is not None:
            return self.matrix
        if at is None:
            raise _check.error("at", "be the old point: these coordinates are not linear", at)
        at = _check.nonempty("at", _check.as_array("at", at, ndim=1), "coordinate")
        with np.errstate(over="ignore", invalid="ignore"):
            found = jacobian(self.point, at)
        if not np.isfinite(found).all():
            raise _check.error("at", "be where the coordinates have finite derivatives", at)
        return _invertible("point", found)

    def vector(self, v, at=None):
        """Return the new components A v of vectors (..., d) at the old point `at`."""
        A = self.jacobian(at)
        return _components("v", v, A) @ A.T

    def covector(self, w, at=None):
        """Return the new components w A⁻¹ of covectors (..., d) at the old point `at`."""
        A = self.jacobian(at)
        w = _components("w", w, A)
        return np.linalg.solve(A.T, w.reshape(-1, len(A)).T).T.reshape(w.shape)

    def metric(self, g, at=None):
        """Return the new components A⁻ᵀ g A⁻¹ of a metric, a matrix (d, d) or a `LayerMetric`, at `at`."""
        inverse = np.linalg.inv(self.jacobian(at))
        matrix = _check.as_array("g", g.matrix if isinstance(g, LayerMetric) else g, shape=inverse.shape)
        _check.symmetric("g", matrix)
        carried = inverse.conj().T @ matrix @ inverse
        return (carried + carried.conj().T) / 2


def change_coordinates(forward, backward=None):
    r"""Return new coordinates on the parameters, linear or not.

    .. math:: \theta' = A\,\theta \qquad\text{or}\qquad \theta' = \varphi(\theta) .

    Parameters
    ----------
    forward : array of shape (d, d), or callable
        The matrix A, or φ: θ (d,) → θ' (d,).
    backward : callable, optional
        φ⁻¹, needed with a callable `forward`.

    Returns
    -------
    Coordinates

    Raises
    ------
    ValueError
        If A is not square or cannot be inverted (its condition number is named).
    TypeError
        If `backward` is missing where `forward` is a function.

    Notes
    -----
    See :lesson:`3.3`.

    Examples
    --------
    >>> feet = change_coordinates(np.diag([3.0, 1.0]))
    >>> feet.vector([1.0, 1.0]), feet.covector([3.0, 1.0])
    (array([3., 1.]), array([1., 1.]))
    """
    if callable(forward):
        if not callable(backward):
            raise _check.error("backward", "be the inverse of `forward`, a function", backward, kind=TypeError)
        return Coordinates(forward, backward)
    matrix = _invertible("forward", _check.as_array("forward", forward, ndim=2))
    return Coordinates(lambda theta: matrix @ theta, lambda theta: np.linalg.solve(matrix, theta), matrix)


def _components(name, values, matrix):
    values = _check.as_array(name, values)
    if values.shape[-1:] != matrix.shape[1:]:
        raise _check.error(name, f"have shape (..., {len(matrix)})", f"shape {values.shape}")
    return values


def _invertible(name, matrix):
    _check.as_array(name, matrix, shape=(len(matrix),) * 2, fix="Old and new coordinates are equally many.")
    _check.nonempty(name, matrix, "coordinate")
    condition = np.linalg.cond(matrix)
    if not condition < 1e14:
        fix = "Two points would get the same coordinates."
        raise _check.error(name, "be invertible", f"a condition number of {condition:.1e}", fix)
    return matrix
