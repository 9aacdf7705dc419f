"""Frames as functions of points, and what Cartan's equations make of them."""

from __future__ import annotations

import numpy as np

from physdl.duals import jacobian
from physdl.forms.manifold import checked


def frame_at(metric, x, coframe, least=1):
    """Return the coframe as a function, and the points, both checked."""
    x = checked.points("x", x, least)
    if coframe is None:
        checked.metric_at(metric, x)
        return (lambda y: cholesky(metric(y))), x
    checked.coframe_at(coframe, metric, x)
    return coframe, x


def cholesky(g):
    """Return E of upper triangular shape with EᵀE = g, of numbers that may carry tangents."""
    n, rows = g.shape[-1], {}
    for i in range(n):
        for a in range(i + 1):
            rest = g[..., a, i] - sum(rows[b, a] * rows[b, i] for b in range(a))
            rows[a, i] = np.sqrt(rest) if i == a else rest / rows[a, a]
    zero = 0 * g[..., 0, 0]
    return np.stack([np.stack([rows.get((a, i), zero) for i in range(n)], axis=-1) for a in range(n)], axis=-2)


def connection_of(frame, x):
    """Return the connection form on all coordinates, (..., a, b, i)."""
    rows, slope = frame(x), jacobian(frame, x)  # the derivative's index is the last
    d = np.swapaxes(slope, -1, -2) - slope
    vectors = np.linalg.inv(rows)
    turns = np.einsum("...aij,...ib,...jc->...abc", d, vectors, vectors)
    in_frame = 0.5 * (turns + np.moveaxis(turns, -1, -3) - np.moveaxis(turns, -3, -1))
    return np.einsum("...abc,...ci->...abi", in_frame, rows)


def curvature_of(frame, x):
    """Return the curvature form on all pairs of coordinates, (..., a, b, i, j)."""
    omega, slope = connection_of(frame, x), jacobian(lambda y: connection_of(frame, y), x)
    product = np.einsum("...aci,...cbj->...abij", omega, omega)
    half = np.swapaxes(slope, -1, -2) + product
    return half - np.swapaxes(half, -1, -2)
