"""Derivatives of NumPy's elementwise functions: one term per argument, a function of (tangent, arguments…, result).

Most terms are a factor times the tangent. Conjugate, real part and modulus are not complex differentiable; their terms
are linear over the real numbers, which is all that a pushforward asks for.

Where a function has no derivative, at the kink of a modulus, of a length (`hypot`, `norm`) and of an angle (`arctan2`),
the term is the mean of those all around it, which is 0. A slope that is infinite is inf: √x at 0, and xᵖ by p at 0⁰.
"""

from __future__ import annotations

import numpy as np

from physdl.duals.number import CONSTANT, ELEMENTWISE


def _factor(f):
    return lambda t, *arguments: f(*arguments) * t


def _unary(**factors):
    for name, factor in factors.items():
        ELEMENTWISE[getattr(np, name)] = (_factor(factor),)


def _is_complex(x):
    return np.iscomplexobj(x)


def _absolute(t, x, y):
    if not _is_complex(x):
        return np.sign(x) * t
    return np.real(np.conjugate(x) * t) / _not_zero(y)


def _not_zero(y):
    """Return y with ones for zeros, by which the numerators there, zeros themselves, are divided."""
    still = np.equal(y, 0)
    return np.where(still, 1.0, y) if np.any(still) else y


def _base(t, x, p, y):
    flat = np.equal(p, 0)  # x⁰ does not change with x, not even at 0
    if np.all(flat):
        return np.where(flat, 0.0, t)
    if np.any(flat):
        return np.where(flat, 0.0, p * x ** (np.where(flat, 1.0, p) - 1) * t)
    return p * t if np.all(np.equal(p, 1)) else p * x ** (p - 1) * t


def _exponent(t, x, p, y):
    silent = np.equal(x, 0)  # 0ᵖ stays 0 for every p > 0, but falls to it from 0⁰ = 1 at once
    growth = np.log(np.where(silent, 1.0, x))
    change = y * (growth if hasattr(x, "dtype") else growth.item()) * t  # Python's numbers leave the precision alone
    falls = np.logical_and(silent, np.equal(p, 0))
    if not np.any(falls):
        return change
    change = np.where(falls, 0.0, change)
    change = np.where(np.logical_and(falls, np.greater(t, 0)), -np.inf, change)
    return np.where(np.logical_and(falls, np.less(t, 0)), np.inf, change)


def _angle_by_y(t, y, x, z):
    r = _not_zero(np.hypot(x, y))
    return x / r / r * t


def _angle_by_x(t, y, x, z):
    r = _not_zero(np.hypot(x, y))
    return -y / r / r * t


def _larger(t, x, y, z):
    return np.where(np.greater_equal(x, y), t, 0.0)


def _smaller(t, x, y, z):
    return np.where(np.greater_equal(x, y), 0.0, t)


_unary(
    exp=lambda x, y: y,
    exp2=lambda x, y: np.log(2.0).item() * y,
    expm1=lambda x, y: y + 1,
    log=lambda x, y: 1 / x,
    log2=lambda x, y: 1 / (np.log(2.0).item() * x),
    log10=lambda x, y: 1 / (np.log(10.0).item() * x),
    log1p=lambda x, y: 1 / (1 + x),
    sqrt=lambda x, y: 0.5 / y,
    cbrt=lambda x, y: 1 / (3 * y * y),
    square=lambda x, y: 2 * x,
    reciprocal=lambda x, y: -y * y,
    sin=lambda x, y: np.cos(x),
    cos=lambda x, y: -np.sin(x),
    tan=lambda x, y: 1 + y * y,
    arcsin=lambda x, y: 1 / np.sqrt(1 - x * x),
    arccos=lambda x, y: -1 / np.sqrt(1 - x * x),
    arctan=lambda x, y: 1 / (1 + x * x),
    sinh=lambda x, y: np.cosh(x),
    cosh=lambda x, y: np.sinh(x),
    tanh=lambda x, y: 1 - y * y,
    arcsinh=lambda x, y: 1 / np.sqrt(1 + x * x),
    arccosh=lambda x, y: 1 / np.sqrt(x * x - 1),
    arctanh=lambda x, y: 1 / (1 - x * x),
    fabs=lambda x, y: np.sign(x),
    deg2rad=lambda x, y: np.pi / 180,
    radians=lambda x, y: np.pi / 180,
    rad2deg=lambda x, y: 180 / np.pi,
    degrees=lambda x, y: 180 / np.pi,
)

ELEMENTWISE |= {
    np.positive: (lambda t, x, y: t,),
    np.negative: (lambda t, x, y: -t,),
    np.conjugate: (lambda t, x, y: np.conjugate(t),),
    np.absolute: (_absolute,),
    np.add: (lambda t, x, y, z: t, lambda t, x, y, z: t),
    np.subtract: (lambda t, x, y, z: t, lambda t, x, y, z: -t),
    np.multiply: (lambda t, x, y, z: y * t, lambda t, x, y, z: x * t),
    np.divide: (lambda t, x, y, z: t / y, lambda t, x, y, z: -z / y * t),
    np.power: (_base, _exponent),
    np.float_power: (_base, _exponent),
    np.arctan2: (_angle_by_y, _angle_by_x),
    np.hypot: (lambda t, x, y, z: x / _not_zero(z) * t, lambda t, x, y, z: y / _not_zero(z) * t),
    np.logaddexp: (lambda t, x, y, z: np.exp(x - z) * t, lambda t, x, y, z: np.exp(y - z) * t),
    np.remainder: (lambda t, x, y, z: t, lambda t, x, y, z: -np.floor_divide(x, y) * t),
    np.maximum: (_larger, _smaller),  # at a tie the first argument counts
    np.minimum: (_smaller, _larger),
}

CONSTANT |= {
    np.sign,
    np.floor,
    np.ceil,
    np.trunc,
    np.rint,
    np.floor_divide,
    np.equal,
    np.not_equal,
    np.less,
    np.less_equal,
    np.greater,
    np.greater_equal,
    np.isfinite,
    np.isinf,
    np.isnan,
    np.signbit,
    np.logical_and,
    np.logical_or,
    np.logical_not,
}
