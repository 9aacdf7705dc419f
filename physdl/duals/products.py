"""Rules for NumPy's products of arrays and for its small linear algebra: the product rule, once for each factor."""

from __future__ import annotations

import numpy as np

from physdl.duals.arrays import rule
from physdl.duals.number import Dual, level_of, lift, shape, spread, unsupported, value_at


def _bilinear(f, a, b):
    """Return f(a, b) for a product of trailing axes that broadcasts over the leading ones."""
    level = level_of((a, b))
    x, y = value_at(a, level), value_at(b, level)
    axes, total = max(len(shape(x)), len(shape(y))), None
    for z, other, change in ((a, y, lambda t, o: f(t, o)), (b, x, lambda t, o: f(o, t))):
        if isinstance(z, Dual) and z.level == level:
            term = change(lift(z.tangent, axes - z.ndim), other)
            total = term if total is None else total + term
    return spread(f(x, y), total, level)


@rule(np.matmul)
def _matmul(a, b):
    rows, columns = len(shape(a)) == 1, len(shape(b)) == 1
    a, b = (a[None, :] if rows else a), (b[:, None] if columns else b)
    result = _bilinear(np.matmul, a, b)
    result = result[..., 0] if columns else result
    return result[..., 0] if rows and columns else result[..., 0, :] if rows else result


@rule(np.dot)
def _dot(a, b):
    if not shape(a) or not shape(b):
        return a * b
    if len(shape(a)) > 2 or len(shape(b)) > 2:
        raise unsupported("np.dot of arrays with more than two axes", "Use np.matmul or np.einsum.")
    return np.matmul(a, b)


@rule(np.outer)
def _outer(a, b):
    return np.ravel(a)[:, None] * np.ravel(b)[None, :]


@rule(np.inner)
def _inner(a, b):
    if len(shape(a)) != 1 or len(shape(b)) != 1:
        raise unsupported("np.inner of arrays with several axes", "Use np.einsum.")
    return np.matmul(a, b)


@rule(np.cross)
def _cross(a, b):
    return _bilinear(np.cross, a, b)


@rule(np.einsum)
def _einsum(subscripts, *operands):
    if not isinstance(subscripts, str) or "->" not in subscripts:
        raise unsupported("np.einsum without an arrow", "Write the result's subscripts after ->.")
    inputs, output = subscripts.replace(" ", "").split("->")
    inputs = inputs.split(",")
    letter = next(c for c in "ZYXWVUTS" if c not in subscripts)
    level = level_of(operands)
    values = [value_at(x, level) for x in operands]
    total = None
    for i, x in enumerate(operands):
        if isinstance(x, Dual) and x.level == level:
            names = [*inputs[:i], letter + inputs[i], *inputs[i + 1 :]]
            term = np.einsum(f"{','.join(names)}->{letter}{output}", *values[:i], x.tangent, *values[i + 1 :])
            total = term if total is None else total + term
    return spread(np.einsum(subscripts, *values), total, level)


@rule(np.linalg.norm)
def _norm(x, ord=None, axis=None, keepdims=False):
    if ord not in (None, 2) or (ord == 2 and axis is None and x.ndim != 1) or isinstance(axis, tuple):
        raise unsupported("np.linalg.norm of this kind", "Of the norms, only the Euclidean one is here.")
    squares = np.sum(np.abs(x) ** 2, axis=axis, keepdims=keepdims)
    still = np.equal(squares, 0)  # the root has an infinite slope there, the length a kink
    return np.where(still, 0.0, np.sqrt(np.where(still, 1.0, squares))) if np.any(still) else np.sqrt(squares)


@rule(np.linalg.inv)
def _inv(a):
    inverse = np.linalg.inv(a.value)
    return Dual(inverse, -(inverse @ a.tangent @ inverse), a.level)


@rule(np.linalg.det)
def _det(a):
    value = np.linalg.det(a.value)
    return Dual(value, value * np.einsum("...ij,...ji->...", np.linalg.inv(a.value), a.tangent), a.level)


@rule(np.linalg.solve)
def _solve(a, b):
    if len(shape(b)) == 1:
        return np.linalg.solve(a, b[:, None])[..., 0]
    level = level_of((a, b))
    matrix = value_at(a, level)
    value = np.linalg.solve(matrix, value_at(b, level))
    change = 0.0
    if isinstance(b, Dual) and b.level == level:
        change = lift(b.tangent, len(shape(value)) - b.ndim)
    if isinstance(a, Dual) and a.level == level:
        change = change - lift(a.tangent, len(shape(value)) - a.ndim) @ value
    return spread(value, np.linalg.solve(matrix, change), level)
