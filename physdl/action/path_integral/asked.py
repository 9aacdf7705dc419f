"""What a sum over paths is asked with: grids, times, and potentials with their slopes."""

from __future__ import annotations

import numbers

import numpy as np

from physdl import _check
from physdl.duals import pushforward

_EVEN = 1e-3  # of a spacing, by which places may be off: single precision leaves that
_DIGITS = 4.5e15  # radians at which no digit of a phase is left


def even_grid(grid):
    """Return a grid of at least three places, increasing in even steps, and its spacing."""
    grid = _check.as_array("grid", grid, ndim=1, dtype=float, real=True)
    if len(grid) < 3:
        raise _check.error("grid", "hold at least three places", f"shape {grid.shape}")
    with np.errstate(over="ignore", invalid="ignore"):
        steps, spacing = np.diff(grid), (grid[-1] - grid[0]) / (len(grid) - 1)
        off = np.abs(grid - grid[0] - spacing * np.arange(len(grid)))
    if not (np.isfinite(spacing) and spacing > 0 and np.all(off <= _EVEN * spacing)):
        received = f"spacings from {steps.min():.6g} to {steps.max():.6g}"
        raise _check.error("grid", "increase in even steps", received, "Write `numpy.linspace(left, right, count)`.")
    return grid, float(spacing)


def duration(time):
    """Return a time in the quarter from real to minus imaginary, as a complex number that is not zero."""
    if isinstance(time, np.ndarray) and time.ndim == 0:
        time = time.item()
    if isinstance(time, bool) or not isinstance(time, numbers.Complex):
        raise _check.error("time", "be one number, real or complex", time, kind=TypeError)
    try:
        value = complex(time)
    except OverflowError as reason:
        raise _check.error("time", "be below 1.8e308", time) from reason
    if not (np.isfinite(value.real) and np.isfinite(value.imag)):
        raise _check.error("time", "be finite", time)
    if value.real < 0 or value.imag > 0:
        fix = "Backwards in time the kernel is the complex conjugate; imaginary time is written -1j * tau."
        raise _check.error("time", "have a real part ≥ 0 and an imaginary part ≤ 0", time, fix)
    if value == 0:
        raise _check.error("time", "not be zero", time, "There the kernel is a delta function.")
    return value


def energies(potential, x, name="potential"):
    """Return a potential's values at x, real and finite, one for each place."""
    _check.function(name, potential)
    values = potential(x)
    if np.shape(values) != np.shape(x):
        rule = f"return one energy for each place, shape {np.shape(x)}"
        raise _check.error(name, rule, f"shape {np.shape(values)}", "A constant is written `c + 0 * x`.")
    return _check.as_array(name, values, dtype=float, real=True)


def phases(name, values):
    """Refuse phases, or exponents, of which no digit is left."""
    largest = np.max(np.abs(values), initial=0.0)
    if not largest < _DIGITS:
        raise _check.error(name, f"leave the paths phases below {_DIGITS:g}", f"{largest:.3g}", "Look at its units.")


def slope_of(potential, gradient, x):
    """Return the function V'(x), exact where no `gradient` is given, after a first look at the places x."""
    if gradient is not None:
        energies(gradient, x, "gradient")
        return gradient

    def slope(x):
        return pushforward(potential, x, np.ones_like(x))

    try:
        values = slope(x)
    except (TypeError, AttributeError) as reason:
        fix = "Or give its derivative: `gradient`."
        raise _check.error("potential", "be written with NumPy's functions", str(reason), fix, TypeError) from reason
    _check.as_array("potential", values, real=True, fix="That is its derivative.")
    return slope
