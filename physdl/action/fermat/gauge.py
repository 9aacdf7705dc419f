"""The gauge of a discretised ray: what its nodes keep, so that only what bends the ray is free."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl._scale import unit


def ends(start, end, along):
    """Return the checked ends and the unit vector along which the nodes keep their coordinate."""
    start = _check.as_array("start", start, ndim=1, real=True)
    if len(start) < 2:
        raise _check.error("start", "have at least two coordinates", start)
    end = _check.as_array("end", end, shape=start.shape, real=True)
    if np.array_equal(start, end):
        raise _check.error("end", "differ from `start`", end)
    reach = float(np.abs(end - start).max())
    if not 1e-100 < reach < 1e100:  # the derivatives of n divide by the square of a part of it
        rule = "lie at a distance from `start` between 1e-100 and 1e100"
        raise _check.error("end", rule, f"{reach:.3g}", "Take another unit of length.")
    axis = end - start if along is None else _check.as_array("along", along, shape=start.shape, real=True)
    axis = axis / unit(axis)
    length = np.linalg.norm(axis)
    if length == 0 or abs(axis @ (end - start)) < 1e-9 * length * np.linalg.norm(end - start):
        fix = "The nodes cannot keep a coordinate in which the ends agree."
        raise _check.error("along", "not be zero or perpendicular to the chord", axis, fix)
    return start, end, axis / length


def levels(first, last, interfaces, segments):
    """Return the nodes' fixed coordinates and the layer to which each segment belongs."""
    interfaces = _check.as_array("interfaces", interfaces, ndim=1, dtype=float)
    edges = np.concatenate([[first], interfaces, [last]])
    thickness = np.diff(edges) * np.sign(last - first)
    if (thickness <= 0).any():
        rule = f"lie strictly between {first:g} and {last:g} in the order met"
        raise _check.error("interfaces", rule, interfaces, "They are coordinates along `along`.")
    if segments < len(thickness):
        raise _check.error("segments", f"be at least {len(thickness)}, one per layer", segments)
    shared = np.round(np.concatenate([[0], np.cumsum(thickness)]) / thickness.sum() * (segments - len(thickness)))
    counts = 1 + np.diff(shared).astype(int)
    pieces = [np.linspace(a, b, m + 1)[:-1] for a, b, m in zip(edges, edges[1:], counts, strict=False)]
    return np.append(np.concatenate(pieces), last), np.repeat(np.arange(len(counts)), counts)


def displacements(guess, start, end, axis, across, levels):
    """Return a guessed polyline as displacements (n + 1, d - 1) across the gauge, its ends put right."""
    guess = _check.as_array("guess", guess, ndim=2, real=True)
    if guess.shape[1] != len(axis) or len(guess) < 2:
        raise _check.error("guess", f"have shape (at least 2, {len(axis)})", f"shape {guess.shape}")
    sign = np.sign(levels[-1] - levels[0])
    at = sign * (guess @ axis)
    if (np.diff(at) <= 0).any():
        raise _check.error("guess", "advance in the direction `along` at every node", guess)
    q = np.stack([np.interp(sign * levels, at, guess @ row) for row in across], axis=-1)
    q[0], q[-1] = across @ start, across @ end
    return q
