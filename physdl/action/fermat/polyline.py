"""The travel time of a polyline to second order in the displacements of its nodes."""

from __future__ import annotations

import numpy as np

from physdl.action.fermat import medium
from physdl.action.stationary import Expansion, assemble, gather


def mean_index(rule, index, gradient, nodes, across, step):
    """Return the mean index M (n,) of each segment, with its slope (n, 2k) and curvature (n, 2k, 2k).

    Derivatives are by the displacements (..., k) across the gauge of the segment's first and second end.
    """
    segments, k = len(nodes) - 1, len(across)
    if not callable(index):
        return index, np.zeros((segments, 2 * k)), np.zeros((segments, 2 * k, 2 * k))
    if rule == "midpoint":
        values, first, second = _derivatives(index, gradient, (nodes[1:] + nodes[:-1]) / 2, across, step)
        return values, np.tile(first / 2, 2), np.tile(second / 4, (1, 2, 2))
    # The ends are fixed: their slopes are never used, and may be infinite.
    infinite = rule == "harmonic"
    ends = medium.sample(index, nodes[[0, -1]], infinite=infinite)
    values, first, second = _derivatives(index, gradient, nodes[1:-1], across, step, inverse=infinite)
    values = np.concatenate([1 / ends[:1], values, 1 / ends[1:]] if infinite else [ends[:1], values, ends[1:]])
    slope = np.zeros((segments, 2 * k))
    curvature = np.zeros((segments, 2 * k, 2 * k))
    slope[1:, :k] = slope[:-1, k:] = first
    curvature[1:, :k, :k] = curvature[:-1, k:, k:] = second
    total = values[1:] + values[:-1]
    if rule == "trapezoid":
        return total / 2, slope / 2, curvature / 2
    mean = 2 / total
    curvature *= -(mean[:, None, None] ** 2) / 2
    curvature += mean[:, None, None] ** 3 / 2 * slope[:, :, None] * slope[:, None, :]
    return mean, -(mean[:, None] ** 2) / 2 * slope, curvature


def _derivatives(index, gradient, positions, across, step, *, inverse=False):
    """Return n (or 1/n) at positions (m, d) with first (m, k) and second (m, k, k) derivatives across the gauge."""

    def function(at):
        values = medium.sample(index, at)
        return 1 / values if inverse else values

    k = len(across)
    pairs = [(r, c) for r in range(k) for c in range(r)]
    diagonals = [(across[r] + across[c]) / np.sqrt(2) for r, c in pairs]
    slopes, curves = medium.directional_derivatives(function, positions, np.array([*across, *diagonals]), step)
    values, first = function(positions), slopes[:k].T
    if gradient is not None:
        first = medium.sample_gradient(gradient, positions) @ across.T
        if inverse:
            first *= -(values[:, None] ** 2)
    second = np.zeros((len(positions), k, k))
    second[:, np.arange(k), np.arange(k)] = curves[:k].T
    for (r, c), curve in zip(pairs, curves[k:], strict=True):
        second[:, r, c] = second[:, c, r] = curve - (curves[r] + curves[c]) / 2
    return values, first, second


def expand(spacing, q, mean, mean_slope, mean_curvature):
    """Return the `Expansion` of T by the displacements q (n + 1, k)."""
    k = q.shape[1]
    run = np.diff(q, axis=0)
    length = np.hypot(spacing, np.linalg.norm(run, axis=1))
    unit = np.concatenate([-run, run], axis=1) / length[:, None]
    tangent = run / length[:, None]
    projector = (np.eye(k) - tangent[:, :, None] * tangent[:, None, :]) / length[:, None, None]
    bend = np.block([[projector, -projector], [-projector, projector]])
    slope = unit * mean[:, None] + length[:, None] * mean_slope
    mixed = unit[:, :, None] * mean_slope[:, None, :]
    curvature = bend * mean[:, None, None] + mixed + mixed.swapaxes(1, 2) + length[:, None, None] * mean_curvature

    shares = (mean[:-1] + mean[1:]).sum()
    return Expansion(mean @ length, gather(slope), shares, lambda: (assemble(curvature), 0.0))
