"""Straightest lines: the motion of a free particle on a manifold."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.action.methods import METHODS
from physdl.duals import jacobian
from physdl.forms.manifold import checked

__all__ = ["geodesic"]

_SYMPLECTIC = ("leapfrog", "yoshida4", "yoshida6")
_ROUNDS = 50


def geodesic(metric, x, v, length, steps, *, method="yoshida4", every=1):
    r"""Follow geodesics from a point in a direction: stationary action of a free particle, by a symplectic method.

    .. math:: H(x, p) = \tfrac12\,g^{ij}(x)\,p_i\,p_j , \qquad \dot x^i = g^{ij}p_j , \qquad
        \dot p_k = \tfrac12\,\partial_k g_{ij}\,\dot x^i\dot x^j

    Parameters
    ----------
    metric : callable
        Points (..., n) → (..., n, n), written with NumPy.
    x : array, shape (..., n)
        Where to start; the leading axes count geodesics.
    v : array, shape (..., n)
        The velocity there, in coordinates; broadcast against `x`.
    length : float
        For how long, positive. With unit speed it is the length of the way.
    steps : int
        Number of equal steps, at least 1.
    method : str
        "leapfrog" of order 2, "yoshida4" or "yoshida6".
    every : int
        Keep every so many steps; it must divide `steps`.

    Returns
    -------
    x, v : arrays, shape (steps // every + 1, ..., n)
        Points and velocities at the kept steps, the start included; in double precision.

    Raises
    ------
    ValueError
        If the start lies outside the chart (the metric is not finite, symmetric and positive definite there), or an
        argument breaks its rule.
    TypeError
        If `metric` is no function, or uses an operation that does not carry tangents.
    RuntimeError
        If a geodesic leaves the chart, or a step is too long for its iteration.

    Notes
    -----
    The speed is kept up to an error that does not grow; what does not change the metric (a longitude) has its momentum
    kept to rounding. The motion is that of `physdl.action.hamiltonian_flow`, to rounding; since H is quadratic in p, a
    leapfrog step needs the metric's derivatives only once, and the metric three to seven times, for all geodesics at
    once.

    On a point where the coordinates fail (a pole) an error is raised. A way that passes near one without meeting it is
    followed with too long steps, and its end can be wrong without a word: compare with twice the steps, or turn the
    coordinates.

    Source: E. Hairer, C. Lubich and G. Wanner, *Geometric Numerical Integration* (2006), section VI.3.

    See :lesson:`2.5`.

    Examples
    --------
    >>> from physdl.forms.manifold import hyperbolic_metric
    >>> x, v = geodesic(hyperbolic_metric, [0.0, 1.0], [1.0, 0.0], 3.0, 600)
    >>> bool(np.abs((x**2).sum(axis=-1) - 1).max() < 1e-8)
    True
    """
    x, v = checked.points("x", x), checked.points("v", v)
    if v.shape[-1] != x.shape[-1]:
        raise _check.error("v", f"have {x.shape[-1]} components like `x`", f"shape {v.shape}")
    _check.broadcast("v", v, "x", x.shape)
    x, v = np.broadcast_arrays(x, v)
    g = checked.metric_at(metric, x)
    length = _check.positive("length", length, fix="To go back, turn `v` round.")
    steps, every = _check.whole("steps", steps, minimum=1), _check.whole("every", every, minimum=1)
    if steps % every:
        raise _check.error("every", f"divide `steps` = {steps}", every)
    lengths = [length / steps * part for part in METHODS[_check.choice("method", method, _SYMPLECTIC)].drifts]
    _check.room("steps", 16 * x.size * (steps // every + 1), steps, "Keep fewer of them: `every`.")
    kept = np.empty((2, steps // every + 1, *x.shape))
    p = np.einsum("...ij,...j->...i", g, v)
    if not np.all(np.isfinite(p)):
        raise _check.error("v", "have a momentum g v that is finite", v)
    kept[:, 0] = x, v
    try:
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            here = _look(metric, x)
            for step in range(1, steps + 1):
                for h in lengths:
                    x, p, here = _leap(metric, x, p, here, h)
                if step % every == 0:
                    kept[:, step // every] = x, _times(here[0], p)
        checked.metric_at(metric, kept[0])
    except (ValueError, FloatingPointError, np.linalg.LinAlgError) as reason:
        fix = "Shorten `length`, take more `steps`, or choose coordinates that cover the way."
        raise _check.error("geodesic", "stay inside the chart", f"this: {reason}", fix, RuntimeError) from reason
    return kept[0], kept[1]


def _look(metric, x):
    """Return the inverse metric and the metric's derivatives, the derivative's index last, by one call."""
    seen = []

    def watched(y):
        g = metric(y)
        seen.append(checked.value(g))
        return g

    slope = jacobian(watched, x)
    return np.linalg.inv(seen[0]), slope


def _leap(metric, x, p, here, h):
    """Return (x, p) after a half kick, a drift and a half kick, and what was seen at the end."""
    inverse, slope = here
    unit, target = np.eye(x.shape[-1]), p

    def kick(p):  # p' = p − h/2 ∂H(x, p')/∂x: quadratic in p', solved by Newton's method
        v = _times(inverse, p)
        pulled = np.einsum("...ijk,...i->...jk", slope, v)
        miss = p - target - h / 4 * np.einsum("...jk,...j->...k", pulled, v)
        return miss, unit - h / 2 * np.einsum("...jk,...jm->...km", pulled, inverse)

    p = _newton(kick, p)
    v = _times(inverse, p)
    bend = unit + h / 2 * np.einsum("...il,...ljk,...j->...ik", inverse, slope, v)

    def drift(y):  # x' = x + h/2 (∂H(x, p)/∂p + ∂H(x', p)/∂p), with the slope that x' had at the beginning
        return y - x - h / 2 * (v + np.linalg.solve(metric(y), p[..., None])[..., 0]), bend

    x = _newton(drift, x + h * v)
    inverse, slope = here = _look(metric, x)
    v = _times(inverse, p)
    return x, p + h / 4 * np.einsum("...ijk,...i,...j->...k", slope, v, v), here


def _newton(f, x):
    last, rounding = np.inf, np.finfo(float).eps
    for _ in range(_ROUNDS):
        miss, slope = f(x)
        change = np.linalg.solve(slope, miss[..., None])[..., 0]
        x = x - change
        size, moved = np.abs(x).max(initial=0), np.abs(change).max(initial=0)
        if moved <= 5 * rounding * size or last <= moved < 450 * rounding * size:  # rounding may go to and fro
            return x
        last = moved
    raise ValueError(f"a step did not converge in {_ROUNDS} rounds")


def _times(matrix, vector):
    return np.einsum("...ij,...j->...i", matrix, vector)
