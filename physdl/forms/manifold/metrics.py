"""Metrics by name: round, ring-shaped, hyperbolic, of the normal laws, and of any surface in space."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.duals import Dual, jacobian
from physdl.forms.manifold import checked

__all__ = ["fisher_normal", "hyperbolic_metric", "induced_metric", "sphere_metric", "torus_metric"]


def induced_metric(embedding):
    r"""Return the metric that a surface inherits from the space around it, the pullback of the straight ruler.

    .. math:: g_{ij} = \sum_k \frac{\partial f^k}{\partial x^i}\,\frac{\partial f^k}{\partial x^j}

    Parameters
    ----------
    embedding : callable
        f, points (..., n) → places (..., m) with m ≥ n, written with NumPy.

    Returns
    -------
    callable
        Points (..., n) → metric (..., n, n); it can be differentiated again.

    Raises
    ------
    TypeError
        If `embedding` is no function, or, at evaluation, uses an operation that does not carry tangents.

    Notes
    -----
    Source: C. F. Gauss, *Disquisitiones generales circa superficies curvas* (1828), where the entries are E, F, G.

    See :lesson:`2.5`.

    Examples
    --------
    >>> cone = induced_metric(lambda x: np.stack([x[..., 0] * np.cos(x[..., 1]), x[..., 0] * np.sin(x[..., 1]),
    ...                                           x[..., 0]], axis=-1))
    >>> np.round(cone(np.array([3.0, 0.4])), 12) + 0.0
    array([[2., 0.],
           [0., 9.]])
    """
    _check.function("embedding", embedding)

    def metric(x):
        slope = jacobian(embedding, x)
        return np.einsum("...ki,...kj->...ij", slope, slope)

    return metric


def sphere_metric(x, radius=1.0):
    r"""Return the metric of a sphere, :math:`ds^2 = R^2\,(d\theta^2 + \sin^2\theta\,d\varphi^2)`.

    Parameters
    ----------
    x : array, shape (..., 2)
        θ from the north pole, 0 < θ < π, and the longitude φ, in radians.
    radius : float
        R, a length.

    Returns
    -------
    array, shape (..., 2, 2)

    Raises
    ------
    ValueError
        If a θ is not between the poles: there the coordinates end, not the sphere.

    Notes
    -----
    See :lesson:`2.5`.

    Examples
    --------
    >>> sphere_metric([np.pi / 6, 0.0]).round(12)
    array([[1.  , 0.  ],
           [0.  , 0.25]])
    """
    x = _in_two("x", x)
    theta = checked.value(x)[..., 0]
    if np.any((theta <= 0) | (theta >= np.pi)):
        fix = "At a pole these coordinates end: turn the sphere, or choose others."
        raise _check.error("x", "have 0 < θ < π", f"θ = {theta[(theta <= 0) | (theta >= np.pi)].flat[0]:.6g}", fix)
    radius = _length("radius", radius)
    return _diagonal(radius**2 + 0 * x[..., 0], radius**2 * np.sin(x[..., 0]) ** 2)


def torus_metric(x, ring=2.0, tube=1.0):
    r"""Return the metric of a ring in space, :math:`ds^2 = r^2\,d\theta^2 + (R + r\cos\theta)^2\,d\varphi^2`.

    Parameters
    ----------
    x : array, shape (..., 2)
        θ round the tube, 0 outside, and φ round the hole, in radians; any real numbers.
    ring, tube : float
        R, the radius of the tube's middle line, and r < R, that of the tube; lengths.

    Returns
    -------
    array, shape (..., 2, 2)

    Raises
    ------
    ValueError
        If the tube closes the hole.

    Notes
    -----
    Its curvature is :math:`\cos\theta / (r\,(R + r\cos\theta))`.

    See :lesson:`2.5`.

    Examples
    --------
    >>> torus_metric([0.0, 1.0])
    array([[1., 0.],
           [0., 9.]])
    """
    x = _in_two("x", x)
    ring, tube = _length("ring", ring), _length("tube", tube)
    if tube >= ring:
        raise _check.error("tube", f"be smaller than `ring` = {ring:g}", tube)
    return _diagonal(tube**2 + 0 * x[..., 0], (ring + tube * np.cos(x[..., 0])) ** 2)


def hyperbolic_metric(x):
    r"""Return the metric of the hyperbolic plane in the upper half-plane, :math:`ds^2 = (dx^2 + dy^2)/y^2`.

    Parameters
    ----------
    x : array, shape (..., 2)
        Points (x, y) with y > 0; pure numbers.

    Returns
    -------
    array, shape (..., 2, 2)

    Raises
    ------
    ValueError
        If a y is not positive.

    Notes
    -----
    Its curvature is −1, everywhere. Source: H. Poincaré, *Théorie des groupes fuchsiens*, Acta Math. 1 (1882) 1.

    See :lesson:`2.5`.

    Examples
    --------
    >>> hyperbolic_metric([7.0, 2.0])
    array([[0.25, 0.  ],
           [0.  , 0.25]])
    """
    x = _upper(x, "y", "y")
    one = 1 / x[..., 1] ** 2
    return _diagonal(one, one)


def fisher_normal(x):
    r"""Return Fisher's metric of the normal laws, :math:`ds^2 = (d\mu^2 + 2\,d\sigma^2)/\sigma^2`.

    .. math:: g_{ij}(x) = \int \frac{\partial\ln p}{\partial x^i}\,\frac{\partial\ln p}{\partial x^j}\;p\,dy ,
        \qquad p(y) = \frac{1}{\sqrt{2\pi}\,\sigma}\,e^{-(y - \mu)^2/2\sigma^2} .

    Parameters
    ----------
    x : array, shape (..., 2)
        Mean μ and standard deviation σ > 0, in one unit.

    Returns
    -------
    array, shape (..., 2, 2)

    Raises
    ------
    ValueError
        If a σ is not positive.

    Notes
    -----
    A hyperbolic plane of curvature −½. Two laws at a small distance ds have a relative entropy of ds²/2 nat.

    Source: C. R. Rao, *Information and the accuracy attainable in the estimation of statistical parameters*, Bull.
    Calcutta Math. Soc. 37 (1945) 81.

    See :lesson:`2.5`.

    Examples
    --------
    >>> fisher_normal([3.0, 2.0])
    array([[0.25, 0.  ],
           [0.  , 0.5 ]])
    """
    x = _upper(x, "σ", "standard deviation")
    one = 1 / x[..., 1] ** 2
    return _diagonal(one, 2 * one)


def _in_two(name, x):
    x = x if isinstance(x, Dual) else checked.points(name, x)
    if x.shape[-1:] != (2,):
        raise _check.error(name, "have two coordinates on its last axis", f"shape {x.shape}")
    return x


def _length(name, value):
    value = _check.positive(name, value)
    if not 1e-150 < value < 1e150:
        raise _check.error(name, "have a square that is a number", value)
    return value


def _upper(x, letter, word):
    x = _in_two("x", x)
    height = checked.value(x)[..., 1]
    if np.any(height <= 0):
        fix = f"The second coordinate is the {word}." if word != letter else None
        raise _check.error("x", f"have {letter} > 0", f"{letter} = {height[height <= 0].flat[0]:.6g}", fix)
    if np.any((height < 1e-150) | (height > 1e150)):
        raise _check.error("x", f"have a square of {letter} that is a number", f"{letter} = {height.max():.3g}")
    return x


def _diagonal(first, second):
    zero = 0 * first
    return np.stack([np.stack([first, zero], axis=-1), np.stack([zero, second], axis=-1)], axis=-2)
