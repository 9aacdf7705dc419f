"""Derivatives of functions: the pushforward of a number that carries a tangent, and what is built from it."""

from __future__ import annotations

from itertools import count
from math import prod

import numpy as np

from physdl import _check
from physdl.duals import arrays, products, rules
from physdl.duals.number import Dual

_LEVELS = count(1)
_RULES = (rules, arrays, products)  # loading them is what fills the tables of rules


def pushforward(f, x, v):
    r"""Return the directional derivative of a function, exact to rounding.

    .. math:: f_+ v = \frac{d}{d\varepsilon} f(x + \varepsilon v)\Big|_{\varepsilon = 0} = Df(x)\, v

    Parameters
    ----------
    f : callable
        Function of one array, written with NumPy, that returns one array.
    x : array, any shape
        Where to differentiate.
    v : array, shape (..., \*x.shape)
        The tangent vector, or a batch of them along leading axes.

    Returns
    -------
    array, shape (..., \*f(x).shape)
        f₊v for each v.

    Raises
    ------
    ValueError
        If the trailing axes of `v` are not those of `x`, or `v` is complex where `x` is real.
    TypeError
        If `f` uses an operation that does not carry tangents, or returns no array.

    Notes
    -----
    Costs one call of `f` on arrays that are (1 + number of tangents) times as large.

    Source: the numbers are in W. K. Clifford, *Preliminary sketch of biquaternions*, Proc. London Math. Soc. 4 (1873)
    381; the method in A. Griewank and A. Walther, *Evaluating Derivatives* (2008).

    See :lesson:`2.2`.

    Examples
    --------
    >>> float(pushforward(np.sin, 0.0, 2.0))
    2.0
    >>> pushforward(lambda x: x[0] * x[1:], np.array([2.0, 3.0, 5.0]), np.array([1.0, 0.0, 1.0]))
    array([3., 7.])
    """
    x, v = _array("x", x), _array("v", v)
    axes = len(x.shape)
    if v.shape[len(v.shape) - axes :] != x.shape:
        raise _check.error("v", f"end with the shape of `x`, {x.shape}", f"shape {v.shape}")
    if v.dtype.kind == "c" and x.dtype.kind != "c":
        raise _check.error("v", "be real where `x` is real", "complex numbers", "Give `x` as complex numbers.")
    batch = v.shape[: len(v.shape) - axes]
    tangent = _push(f, x, np.reshape(v, (prod(batch), *x.shape)))
    return np.reshape(tangent, batch + tangent.shape[1:])


def gradient(f, x):
    r"""Return all partial derivatives of a function with one value per point, :math:`(df)_i = \partial f/\partial x^i`.

    These are the components of the covector df. (To make a vector of them takes a metric.)

    Parameters
    ----------
    f : callable
        Points (..., n) → values (...).
    x : array, shape (..., n)
        Points.

    Returns
    -------
    array, shape (..., n)

    Raises
    ------
    ValueError
        If `x` has no axis, `f` does not return one value per point, or is not holomorphic at complex `x`.
    TypeError
        If `f` uses an operation that does not carry tangents, or returns no array.

    Notes
    -----
    Costs one call of `f` on arrays that are n + 1 times as large.

    See :lesson:`2.2`.

    Examples
    --------
    >>> gradient(lambda x: x[..., 0] * x[..., 1], [2.0, 3.0])
    array([3., 2.])
    """
    x = _points(x)
    partials = _partials(f, x)
    if partials.shape[1:] != x.shape[:-1]:
        rule = f"return one value per point, shape {x.shape[:-1]}"
        raise _check.error("f", rule, f"shape {partials.shape[1:]}", "For several values per point use `jacobian`.")
    return np.moveaxis(partials, 0, -1)


def jacobian(f, x):
    r"""Return the matrix of partial derivatives, :math:`J^i{}_j = \partial f^i/\partial x^j`.

    Parameters
    ----------
    f : callable
        Points (..., n) → (..., m), or any further axes in place of m.
    x : array, shape (..., n)
        Points.

    Returns
    -------
    array, shape (..., m, n)
        The derivative's axis is the last.

    Raises
    ------
    ValueError
        If `x` has no axis, `f` does not keep the axes that count points, or is not holomorphic at complex `x`.
    TypeError
        If `f` uses an operation that does not carry tangents, or returns no array.

    Notes
    -----
    Costs one call of `f` on arrays that are n + 1 times as large.

    See :lesson:`2.2`.

    Examples
    --------
    >>> jacobian(lambda x: np.stack([x[..., 0] * x[..., 1], x[..., 1] ** 2], axis=-1), [2.0, 3.0])
    array([[3., 2.],
           [0., 6.]])
    """
    x = _points(x)
    partials = _partials(f, x)
    if partials.shape[1 : len(x.shape)] != x.shape[:-1]:
        rule = f"keep the axes that count points, {x.shape[:-1]}"
        raise _check.error("f", rule, f"shape {partials.shape[1:]}", "Use axis=-1 where it sums or stacks.")
    return np.moveaxis(partials, 0, -1)


def hessian(f, x):
    r"""Return the second derivatives of a function with one value per point.

    .. math:: H_{ij} = \frac{\partial^2 f}{\partial x^i \partial x^j}

    Parameters
    ----------
    f : callable
        Points (..., n) → values (...).
    x : array, shape (..., n)
        Points.

    Returns
    -------
    array, shape (..., n, n)
        Symmetric where the second derivatives are continuous.

    Raises
    ------
    ValueError
        If `x` has no axis, `f` does not return one value per point, or is not holomorphic at complex `x`.
    TypeError
        If `f` uses an operation that does not carry tangents, or returns no array.

    Notes
    -----
    Costs one call of `f` on arrays that are (n + 1)² times as large.

    See :lesson:`2.2`.

    Examples
    --------
    >>> hessian(lambda x: x[..., 0] * x[..., 1] ** 2, [2.0, 3.0])
    array([[0., 6.],
           [6., 4.]])
    """
    x = _points(x)
    _room(x, x.shape[-1] ** 2)
    return jacobian(lambda y: gradient(f, y), x)


def _array(name, x):
    return x if isinstance(x, Dual) else _check.as_array(name, x)


def _points(x):
    x = _array("x", x)
    if not x.shape:
        raise _check.error("x", "have an axis of coordinates", "a single number", "Use `pushforward(f, x, 1.0)`.")
    if not x.shape[-1]:
        raise _check.error("x", "have at least one coordinate", f"shape {x.shape}")
    return x


def _room(x, times):
    """Refuse points whose derivatives, so many times as many numbers, would not fit."""
    fix = "Take some of the points at a time, or only the directions that matter: `pushforward`."
    _check.room("x", 2 * x.dtype.itemsize * x.size * times, f"an array of shape {x.shape}", fix)


def _push(f, x, v):
    """Return the tangents of f(x + ε v), shape (m, *f(x).shape)."""
    _check.function("f", f)
    level = next(_LEVELS)
    try:
        result = f(Dual(x, v, level))
    except IndexError as reason:
        raise _check.error("f", f"take an array of shape {x.shape}", f"an IndexError: {reason}") from reason
    if isinstance(result, Dual) and result.level == level:
        return result.tangent
    if not isinstance(result, Dual | np.ndarray | np.number | int | float | complex):
        raise _check.error("f", "return one array", type(result).__name__, "Join its parts by np.stack.", TypeError)
    return np.zeros((v.shape[0], *np.shape(result)), v.dtype)  # the result does not depend on x


def _partials(f, x):
    """Return ∂f/∂xʲ, shape (n, *f(x).shape), after making sure that they are all there is to know."""
    n = x.shape[-1]
    _room(x, n)
    unit = np.eye(n, dtype=x.dtype)
    if x.dtype.kind == "c":
        unit = np.concatenate([unit, 1j * unit]).astype(x.dtype)
    seeds = np.broadcast_to(np.reshape(unit, (len(unit), *(1,) * (len(x.shape) - 1), n)), (len(unit), *x.shape))
    partials = _push(f, x, seeds)
    if x.dtype.kind == "c":
        partials, turned = partials[:n], partials[n:]
        off, size = _largest(turned - 1j * partials), _largest(partials)
        if off > 1e3 * np.finfo(x.dtype).eps * max(size, _largest(turned)):
            fix = "Use `pushforward` with v and 1j·v: the derivative is linear over the real numbers only."
            raise _check.error("f", "be holomorphic where `x` is complex", f"∂f/∂x̄ of size {off / 2:.1e}", fix)
    return partials


def _largest(x):
    while isinstance(x, Dual):
        x = x.value
    return np.max(np.abs(x), initial=0.0)
