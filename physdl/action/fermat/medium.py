"""A medium is a function: positions (..., d) in, refractive index (...) out. Here it is sampled and differentiated."""

from __future__ import annotations

import numpy as np

from physdl._check import error

# Central differences of order 6 on x − 3h … x + 3h.
OFFSETS = np.arange(-3.0, 4.0)
FIRST = np.array([-1, 9, -45, 0, 45, -9, 1]) / 60
SECOND = np.array([2, -27, 270, -490, 270, -27, 2]) / 180

_COORDINATES = "The last axis holds the coordinates: use x[..., 0]."


def sample(index, positions, *, infinite=False):
    """Return the index at positions (..., d) as an array (...), refusing what no medium can have."""
    if not callable(index):
        fix = "Write lambda x: 1 + 0.1 * x[..., 1]."
        raise error("index", "be a function of positions (..., d)", index, fix, TypeError)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        try:
            values = np.asarray(index(positions))
        except IndexError as reason:
            rule = f"be a function of {positions.shape[-1]} coordinates, positions of shape {positions.shape}"
            raise error("index", rule, f"one that asks for another: {reason}", _COORDINATES) from reason
    if values.dtype.kind not in "fiu":
        raise error("index", "return real numbers", f"dtype {values.dtype}", kind=TypeError)
    if values.shape != positions.shape[:-1]:
        rule = f"return shape {positions.shape[:-1]} for positions of shape {positions.shape}"
        raise error("index", rule, f"shape {values.shape}", _COORDINATES)
    if infinite:
        values = np.where(np.isinf(values), np.inf, values)  # 1/√y at y = -0.0 is -inf
    require_medium(values, positions, infinite=infinite)
    return values


def require_medium(values, positions=None, *, infinite=False, name="index"):
    """Raise unless every value is a positive finite index."""
    good = values > 0 if infinite else (values > 0) & (values < np.inf)
    if not good.all():
        first = tuple(int(i) for i in np.argwhere(~good)[0])
        where = f"index {first}" if positions is None else f"position {positions[first]}"
        raise error(name, "be positive and finite", f"{values[first]} at {where}")


def sample_gradient(gradient, positions):
    """Return ∇n at positions (..., d) as given by the caller's function, checked for shape and finiteness."""
    slopes = np.asarray(gradient(positions))
    if slopes.shape != positions.shape:
        raise error("gradient", f"return shape {positions.shape}, that of the positions", f"shape {slopes.shape}")
    if not np.isfinite(slopes).all():
        raise error("gradient", "be finite", "a value that is not")
    return slopes


def directional_derivatives(function, positions, directions, step):
    """Return first and second derivatives (k, m) of a function at positions (m, d) along unit directions (k, d)."""
    shifts = step * OFFSETS[:, None, None, None] * directions[None, :, None, :]
    values = function(positions + shifts)
    return np.tensordot(FIRST, values, 1) / step, np.tensordot(SECOND, values, 1) / step**2
