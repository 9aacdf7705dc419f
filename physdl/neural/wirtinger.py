r"""Two derivatives for one complex number, and what the libraries call a gradient.

A tangent vector v of a complex point moves f by :math:`f_+v = Av + B\bar v`: one part is linear over the complex
numbers, the other antilinear. For one number A and B are Wirtinger's :math:`\partial f/\partial z` and
:math:`\partial f/\partial\bar z`, where with :math:`z = a + ib`

.. math:: \frac{\partial}{\partial z} = \frac12\Big(\frac{\partial}{\partial a} - i\frac{\partial}{\partial b}\Big),
          \qquad
          \frac{\partial}{\partial\bar z} = \frac12\Big(\frac{\partial}{\partial a} + i\frac{\partial}{\partial b}\Big).

f is holomorphic where B = 0. Both parts follow from two pushforwards, of v and of iv.

**Conventions.** For a real loss L of a complex number z = a + ib, g = ∂L/∂z is one of several numbers that are called
its gradient. They differ by a factor 2 and by a conjugate:

=======================  ==========================  ==========  =================  ======================
where                    what it returns             in terms    for L = z conj(z)  step that descends
                                                     of g        at z = 1 + 2i
=======================  ==========================  ==========  =================  ======================
Wirtinger's derivative   ∂L/∂z                       g           1 − 2i             δz = −η conj(g)
this course              the covector w, which acts  2 g         2 − 4i             δz = −η conj(w)
                         by Re(w v)
autograd ``grad``,       ∂L/∂a − i ∂L/∂b             2 g         2 − 4i             δz = −η conj(grad)
JAX ``jax.grad``
PyTorch ``z.grad``       ∂L/∂a + i ∂L/∂b             2 conj(g)   2 + 4i             δz = −η z.grad
=======================  ==========================  ==========  =================  ======================

A covector in the first three rows, a vector already in the last. The steps of the last three rows are equal, and twice
as long as that of the first, for the same η.
"""

from __future__ import annotations

import numpy as np

from physdl import _check, duals
from physdl.neural.maps.protocol import Map

__all__ = ["antilinear_share", "linear_parts", "wirtinger"]


def linear_parts(f, x, v, change=None):
    r"""Return the two parts of a pushforward, :math:`Av` and :math:`B\bar v`.

    .. math:: Av = \tfrac12\big(f_+v - i f_+(iv)\big), \qquad B\bar v = \tfrac12\big(f_+v + i f_+(iv)\big) .

    Parameters
    ----------
    f : Map or callable
        A map of this course, or a function written with NumPy.
    x : array
        Points; real ones are taken for complex.
    v : array, shape of x
        Tangent vectors.
    change : array, shape (size,), optional
        A change of the map's parameters, which must be complex.

    Returns
    -------
    linear, antilinear : complex arrays, shape of f(x)

    Raises
    ------
    TypeError
        If `change` is given for a function, which has no parameters, or for a map of real ones; or if `f` uses an
        operation that does not carry tangents.
    ValueError
        If a shape does not fit.

    Notes
    -----
    Costs two pushforwards. See :lesson:`3.4`.

    Examples
    --------
    >>> linear_parts(lambda z: np.abs(z) ** 2, [1.0 + 2.0j], [1.0j])
    (array([2.+1.j]), array([2.-1.j]))
    """
    _check.function("f", f)
    x = _check.as_array("x", x)
    x = x if np.iscomplexobj(x) else x + 0j
    v = _check.as_array("v", v, shape=x.shape, fix="A tangent vector has the shape of its point.").astype(x.dtype)
    if isinstance(f, Map):
        if change is not None and not np.iscomplexobj(f.parameters):
            raise _check.error("change", "be left out for a map of real parameters", change, kind=TypeError)
        turned = None if change is None else 1j * np.asarray(change)
        along, across = f.pushforward(x, v, change), f.pushforward(x, 1j * v, turned)
    else:
        if change is not None:
            raise _check.error("change", "be left out for a function", change, "It has no parameters.", TypeError)
        along, across = duals.pushforward(f, x, np.stack([v, 1j * v]))
    return (along - 1j * across) / 2, (along + 1j * across) / 2


def wirtinger(f, z):
    r"""Return :math:`\partial f/\partial z` and :math:`\partial f/\partial\bar z` of a function of one complex number.

    Parameters
    ----------
    f : callable or Map
        Function of each number by itself, written with NumPy, or a map without parameters.
    z : array, any shape
        Where to differentiate.

    Returns
    -------
    by_z, by_conjugate : complex arrays, shape of z

    Raises
    ------
    TypeError
        If `f` uses an operation that does not carry tangents.
    ValueError
        If `f` does not return one number for each of `z`.

    Notes
    -----
    Exact to rounding, by dual numbers. If f is real, one is the conjugate of the other. See :lesson:`3.4`.

    Examples
    --------
    >>> wirtinger(lambda z: np.abs(z) ** 2, [1.0 + 2.0j])
    (array([1.-2.j]), array([1.+2.j]))
    """
    z = _check.as_array("z", z)
    by_z, by_conjugate = linear_parts(f, z, np.ones(z.shape))
    if by_z.shape != z.shape:
        raise _check.error("f", f"return one number for each of `z`, shape {z.shape}", f"shape {by_z.shape}")
    return by_z, by_conjugate


def antilinear_share(f, x, rng):
    r"""Return how much of a map's differential at a point is antilinear: 0 where it is holomorphic.

    .. math:: \frac{\lVert B\bar v\rVert}{\lVert Av\rVert + \lVert B\bar v\rVert}
              \quad\text{along a random tangent vector } v .

    A real function has ½, the conjugate 1.

    Parameters
    ----------
    f : Map or callable
    x : array
        Points.
    rng : numpy.random.Generator
        Draws v, and a change of the parameters if they are complex.

    Returns
    -------
    float
        From 0 to 1; 0 as well if nothing moves at all.

    Notes
    -----
    A random v misses an antilinear part with probability zero. See :lesson:`3.4`.

    Examples
    --------
    >>> round(antilinear_share(np.sin, 1.0 + 2.0j, np.random.default_rng(1)), 12)
    0.0
    """
    _check.function("f", f)
    _check.generator("rng", rng)
    x = _check.as_array("x", x)
    change = None
    if isinstance(f, Map) and f.size and np.iscomplexobj(f.parameters):
        change = _numbers(rng, f.parameters.shape)
    linear, antilinear = (np.linalg.norm(part) for part in linear_parts(f, x, _numbers(rng, x.shape), change))
    return float(antilinear / (linear + antilinear)) if linear + antilinear else 0.0


def _numbers(rng, shape):
    return rng.standard_normal(shape) + 1j * rng.standard_normal(shape)
