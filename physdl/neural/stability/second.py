"""Second derivatives of maps and losses, for `physdl.neural.stability`: how a walk back changes when everything moves.

``second(part, x, y, w)`` returns, for a map at points x with images y and covectors w at y, an object with

- ``push(v, change)``: the tangent vector at y, when the points move by v and the parameters by `change` (None: not at
  all; one of the two moves);
- ``pull(v, dy, dw, change, out, wanted)``: the change of the covector at x, if it is `wanted`; that of the covector at
  the parameters is written into `out`.

Points are arrays (N, n). What does not depend on the tangent vectors is computed once.
"""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.neural.losses import softmax, softmax_cross_entropy, squared_loss
from physdl.neural.maps import Affine, Identity, ReLU, Residual, Sigmoid, Softplus, Tanh
from physdl.neural.network import Network


def second(part, x, y, w):
    """Return the second derivative of a map at these points and covectors; the module's docstring has the protocol."""
    if type(part) not in KINDS:  # a subclass may bend otherwise
        rule = f"be made of maps whose second derivative is known: {', '.join(kind.__name__ for kind in KINDS)}"
        raise _check.error("network", rule, type(part).__name__, kind=TypeError)
    return KINDS[type(part)](part, x, y, w)


class _OfAffine:
    def __init__(self, part, x, y, w):
        self.weight, self.x, self.w = part.weight.copy(), x, w
        self.ones = np.ones(len(x), x.dtype)

    def _split(self, flat):
        return flat[: self.weight.size].reshape(self.weight.shape), flat[self.weight.size :]

    def push(self, v, change):
        if change is None:
            return v @ self.weight.T
        weight, bias = self._split(change)
        moved = self.x @ weight.T
        moved += bias
        return moved if v is None else np.add(moved, v @ self.weight.T, out=moved)

    def pull(self, v, dy, dw, change, out, wanted):
        weight, bias = self._split(out)
        np.dot(dw.T, self.x, out=weight)
        if v is not None:
            weight += self.w.T @ v
        np.dot(self.ones, dw, out=bias)
        if not wanted:
            return None
        back = dw @ self.weight
        return back if change is None else back + self.w @ self._split(change)[0]


# How fast the slope of a bend changes with its own value y.
_BENDING = {
    Tanh: lambda y: -2 * y,
    Sigmoid: lambda y: 1 - 2 * y,
    Softplus: lambda y: np.exp(-y),
    ReLU: lambda y: np.zeros_like(y),
    Identity: lambda y: np.zeros_like(y),
}


class _OfBend:
    def __init__(self, part, x, y, w):
        self.slope = np.broadcast_to(part._slope(y), x.shape)
        self.bending = w * _BENDING[type(part)](y)

    def push(self, v, change):
        return v * self.slope if v is not None else np.zeros_like(self.slope)

    def pull(self, v, dy, dw, change, out, wanted):
        return dw * self.slope + self.bending * dy if wanted else None


class _OfResidual:
    def __init__(self, part, x, y, w):
        self.step = second(part.step, x, y - x, w)

    def push(self, v, change):
        moved = self.step.push(v, change)
        return moved if v is None else moved + v

    def pull(self, v, dy, dw, change, out, wanted):
        pulled = self.step.pull(v, dy if v is None else dy - v, dw, change, out, wanted)
        return pulled + dw if wanted else None


class _OfNetwork:
    def __init__(self, part, x, y, w):
        self.slices, self.parts = part.slices, []
        points = part.points(x)
        for number in reversed(range(len(part.maps))):
            inner, before = part.maps[number], points[number]
            self.parts.insert(0, second(inner, before, points[number + 1], w))
            if number:
                w = inner._pull(before, points[number + 1], w)

    def push(self, v, change):
        self.moved = [v]
        for part, s in zip(self.parts, self.slices, strict=True):
            self.moved.append(part.push(self.moved[-1], None if change is None else change[s]))
        return self.moved[-1]

    def pull(self, v, dy, dw, change, out, wanted):
        for number in reversed(range(len(self.parts))):
            s, moved = self.slices[number], self.moved
            part, needed = self.parts[number], wanted or number > 0
            own = None if change is None else change[s]
            dw = part.pull(moved[number], moved[number + 1], dw, own, out[s], needed)
        return dw


KINDS = {Affine: _OfAffine, Residual: _OfResidual, Network: _OfNetwork, **dict.fromkeys(_BENDING, _OfBend)}
"""The second derivative of every kind of map that has one here."""


def _of_squares(outputs, targets):
    share = outputs.dtype.type(1 / len(outputs))
    return lambda v: v * share


def _of_surprise(outputs, labels):
    p = softmax(outputs)
    share = outputs.dtype.type(1 / len(outputs))

    def apply(v):
        moved = p * v
        moved -= p * moved.sum(axis=1, keepdims=True)
        moved *= share
        return moved

    return apply


LOSSES = {squared_loss: _of_squares, softmax_cross_entropy: _of_surprise}
"""``LOSSES[loss](outputs, targets)`` returns the function v → d²ℓ(v, ·)."""
