"""Connection and curvature by Cartan's two structure equations, and once more in coordinates."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from physdl import _check
from physdl.duals import jacobian
from physdl.forms.manifold import checked
from physdl.forms.manifold.frames import cholesky, connection_of, curvature_of, frame_at

__all__ = ["christoffel", "coframe", "connection_form", "curvature", "curvature_form"]


def coframe(metric, x):
    r"""Return an orthonormal coframe, covectors :math:`e^a = E^a{}_i\,dx^i` whose squares add up to the metric.

    .. math:: g_{ij} = \sum_a E^a{}_i\,E^a{}_j

    Of all that do, this one has no :math:`dx^i` with i < a in :math:`e^a` (Cholesky's): the first frame vector lies
    along the first coordinate line, the second in the plane of the first two, and so on.

    Parameters
    ----------
    metric : callable
        Points (..., n) → (..., n, n), written with NumPy.
    x : array, shape (..., n)
        Points.

    Returns
    -------
    array, shape (..., n, n)
        E, one covector in each row; in double precision.

    Raises
    ------
    ValueError
        If the metric is not finite, symmetric and positive definite at a point, or has the wrong shape.
    TypeError
        If `metric` is no function.

    Notes
    -----
    See :lesson:`2.5`.

    Examples
    --------
    >>> coframe(lambda x: np.array([[4.0, 2.0], [2.0, 10.0]]), [0.0, 0.0])
    array([[2., 1.],
           [0., 3.]])
    """
    x = checked.points("x", x)
    return cholesky(checked.metric_at(metric, x))


def connection_form(metric, x, *, coframe=None):
    r"""Return the connection form of a metric, the antisymmetric solution of Cartan's first structure equation.

    .. math:: de^a + \omega^a{}_b\wedge e^b = 0 , \qquad \omega_{ab} = -\omega_{ba}

    Along a curve with velocity v a carried vector changes by :math:`\dot u^a = -\omega^a{}_b(v)\,u^b` in the frame.

    Parameters
    ----------
    metric : callable
        Points (..., n) → (..., n, n), written with NumPy.
    x : array, shape (..., n)
        Points.
    coframe : callable, optional
        Points (..., n) → orthonormal covectors (..., n, n), one in each row; by default those of :func:`coframe`.

    Returns
    -------
    array, shape (..., n, n, n)
        :math:`\omega^a{}_b(\partial_i)`, the indices in the order a, b, i; in double precision.

    Raises
    ------
    ValueError
        If the metric is not finite, symmetric and positive definite at a point, or `coframe` not orthonormal for it.
    TypeError
        If one of the functions is none, or uses an operation that does not carry tangents.

    Notes
    -----
    With :math:`C^a{}_{bc} = de^a(e_b, e_c)`, the solution is
    :math:`\omega_{ab}(e_c) = \tfrac12(C_{abc} + C_{bca} - C_{cab})`. One evaluation costs about as much as a
    call of the frame on arrays n + 1 times as large.

    Source: É. Cartan, *Leçons sur la géométrie des espaces de Riemann* (1928).

    See :lesson:`2.5`.

    Examples
    --------
    >>> from physdl.forms.manifold import sphere_metric
    >>> connection_form(sphere_metric, [np.pi / 3, 0.0])[0, 1].round(12)
    array([ 0. , -0.5])
    """
    frame, x = frame_at(metric, x, coframe)
    return connection_of(frame, x)


def curvature_form(metric, x, *, coframe=None):
    r"""Return the curvature form of a metric, by Cartan's second structure equation.

    .. math:: \Omega^a{}_b = d\omega^a{}_b + \omega^a{}_c\wedge\omega^c{}_b

    Parameters
    ----------
    metric, x, coframe
        As in :func:`connection_form`; n ≥ 2.

    Returns
    -------
    array, shape (..., n, n, n (n − 1)/2)
        :math:`\Omega^a{}_b(\partial_i, \partial_j)` for i < j, in the order of `physdl.forms.basis`; in double
        precision.

    Raises
    ------
    ValueError, TypeError
        As in :func:`connection_form`, and if there is only one coordinate.

    Notes
    -----
    One evaluation costs about as much as a call of the frame on arrays (n + 1)² times as large.

    Source: É. Cartan, *Leçons sur la géométrie des espaces de Riemann* (1928).

    See :lesson:`2.5`.

    Examples
    --------
    >>> from physdl.forms.manifold import sphere_metric
    >>> curvature_form(sphere_metric, [np.pi / 2, 0.0])[0, 1].round(12)
    array([1.])
    """
    frame, x = frame_at(metric, x, coframe, least=2)
    first, second = np.array(list(combinations(range(x.shape[-1]), 2))).T
    return curvature_of(frame, x)[..., first, second]


def curvature(metric, x, *, plane=None):
    r"""Return Gauss's curvature of a surface, or in more dimensions that of a plane of directions.

    .. math:: K = \frac{\Omega_{ab}(u, v)\,u^a v^b}{\lvert u\rvert^2\lvert v\rvert^2 - (u\cdot v)^2}

    Parameters
    ----------
    metric : callable
        Points (..., n) → (..., n, n), written with NumPy.
    x : array, shape (..., n)
        Points, n ≥ 2.
    plane : array, shape (..., 2, n), optional
        Two vectors u, v that span the plane, in coordinates; needed for n > 2.

    Returns
    -------
    array, shape (...)
        K, one over the square of the metric's unit of length; in double precision.

    Raises
    ------
    ValueError
        If the metric is not finite, symmetric and positive definite at a point, `plane` is missing for n > 2, or its
        vectors are parallel.
    TypeError
        If `metric` is no function, or uses an operation that does not carry tangents.

    Notes
    -----
    See :lesson:`2.5`.

    Examples
    --------
    >>> from physdl.forms.manifold import hyperbolic_metric
    >>> float(curvature(hyperbolic_metric, [5.0, 0.1]).round(9))
    -1.0
    """
    frame, x = frame_at(metric, x, None, least=2)
    n = x.shape[-1]
    if plane is None:
        if n > 2:
            raise _check.error("plane", f"name two vectors where there are {n} coordinates", None)
        plane = np.eye(2)
    plane = _check.as_array("plane", plane, dtype=float)
    if plane.shape[-2:] != (2, n):
        raise _check.error("plane", f"have shape (..., 2, {n})", f"shape {plane.shape}")
    _check.broadcast("plane", plane[..., 0, :], "x", x.shape)
    size = np.abs(plane).max(axis=-1, keepdims=True)
    plane = plane / np.where(size > 0, size, 1.0)  # K does not know how long they are
    (u, v), form = np.moveaxis(plane, -2, 0), curvature_of(frame, x)
    a, b = (np.einsum("...ai,...i->...a", frame(x), w) for w in (u, v))
    area = np.sum(a * a, axis=-1) * np.sum(b * b, axis=-1) - np.sum(a * b, axis=-1) ** 2
    if np.any(area <= 1e-24 * np.sum(a * a, axis=-1) * np.sum(b * b, axis=-1)):
        raise _check.error("plane", "hold two vectors that are not parallel", plane)
    return np.einsum("...abij,...i,...j,...a,...b->...", form, u, v, a, b) / area


def christoffel(metric, x):
    r"""Return Christoffel's symbols, the same connection in the coordinates' own frame.

    .. math:: \Gamma^i{}_{jk} = \tfrac12\,g^{il}\big(\partial_j g_{lk} + \partial_k g_{lj} - \partial_l g_{jk}\big)

    Parameters
    ----------
    metric : callable
        Points (..., n) → (..., n, n), written with NumPy.
    x : array, shape (..., n)
        Points.

    Returns
    -------
    array, shape (..., n, n, n)
        In the order i, j, k; symmetric in j and k; in double precision.

    Raises
    ------
    ValueError
        If the metric is not finite, symmetric and positive definite at a point, or has the wrong shape.
    TypeError
        If `metric` is no function, or uses an operation that does not carry tangents.

    Notes
    -----
    Along a curve with velocity v a carried vector changes by :math:`\dot u^i = -\Gamma^i{}_{jk}\,v^j u^k`. No frame
    enters, so it checks what the frames say.

    Source: E. B. Christoffel, J. reine angew. Math. 70 (1869) 46.

    See :lesson:`2.5`.

    Examples
    --------
    >>> from physdl.forms.manifold import hyperbolic_metric
    >>> christoffel(hyperbolic_metric, [0.0, 1.0])[1]
    array([[ 1.,  0.],
           [ 0., -1.]])
    """
    x = checked.points("x", x)
    checked.metric_at(metric, x)
    return _christoffel(metric, x)


def _christoffel(metric, x):
    slope = jacobian(metric, x)  # the derivative's index is the last
    lowered = np.moveaxis(slope, -1, -2) + slope - np.moveaxis(slope, -1, -3)
    return 0.5 * np.einsum("...il,...ljk->...ijk", np.linalg.inv(metric(x)), lowered)
