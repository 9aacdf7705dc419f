"""Lengths of vectors whose squares are no numbers: in units of a power of two, which changes no digit of the others."""

from __future__ import annotations

import numpy as np


def unit(array, axis=None):
    """Return the power of two next below the largest modulus, along an axis that is kept or of all; 1 for zeros."""
    largest = np.abs(array).max(axis=axis, initial=0.0, keepdims=axis is not None)
    power = np.ldexp(np.ones_like(largest), np.frexp(largest)[1] - 1)
    return np.where(largest > 0, power, np.ones_like(power))


def lengths(vectors):
    """Return the lengths (...) of vectors (..., d)."""
    scale = unit(vectors)
    return scale * np.linalg.norm(vectors / scale, axis=-1)
