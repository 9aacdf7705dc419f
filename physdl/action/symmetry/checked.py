"""What a gas asks of its numbers."""

from __future__ import annotations

import numpy as np

from physdl import _check

_SIZE = 1e150  # of what is squared
_UNITS = "Choose other units."


def squared(name, size):
    """Refuse what has no finite square."""
    if size > _SIZE:
        raise _check.error(name, f"be at most {_SIZE:g} in size", f"{size:.3g}", _UNITS)


def side(box):
    """Return the side of a box whose square is a number."""
    box = _check.positive("box", box)
    if not 1 / _SIZE < box < _SIZE:
        raise _check.error("box", f"lie between {1 / _SIZE:g} and {_SIZE:g}", box, _UNITS)
    return box


def masses(masses, count):
    """Return positive masses (count,)."""
    masses = _check.as_array("masses", masses, dtype=float)
    if (masses <= 0).any():
        raise _check.error("masses", "be positive", masses)
    try:
        return np.broadcast_to(masses, (count,)).copy()
    except ValueError as reason:
        raise _check.error("masses", f"be a number or have shape ({count},)", f"shape {masses.shape}") from reason
