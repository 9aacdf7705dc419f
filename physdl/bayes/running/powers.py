"""The slope of a straight line in ln N, and how well it is known."""

from __future__ import annotations

import numpy as np

from physdl import _check


def exponent(count, values):
    r"""Return the slope of values in ln N, with its standard error.

    Parameters
    ----------
    count : array, shape (n,)
        N > 0, at least three of them, not all the same.
    values : array, shape (n,) or (samples, n)
        Excess free energies, or the logarithm of anything that should be a power of N. With several independent
        samples each has its slope; the error is that of their mean. With one, it is judged by the scatter about the
        line, which is too small where neighbouring values share their data.

    Returns
    -------
    slope, error : float

    Raises
    ------
    ValueError
        If N is not positive or always the same, or there are too few values.

    Notes
    -----
    See :lesson:`5.3`.
    """
    count = _check.as_array("count", count, ndim=1, dtype=float)
    if np.any(count <= 0) or len(count) < 3 or np.ptp(count) == 0:
        raise _check.error("count", "be at least three positive numbers, not all the same", count)
    values = _check.as_array("values", values, dtype=float)
    if values.ndim not in (1, 2) or values.shape[-1] != len(count) or not values.size:
        raise _check.error("values", f"have {len(count)} entries on the last of one or two axes", values)
    size = np.abs(values).max() or 1.0  # squares of what is very large or small are no numbers
    values = values / size
    t = np.log(count)
    t = (t - t.mean()) / np.sum((t - t.mean()) ** 2)
    slopes = values @ t
    if values.ndim == 2 and len(values) > 1:
        return float(size * slopes.mean()), float(size * slopes.std(ddof=1) / np.sqrt(len(slopes)))
    slope, line = np.ravel(slopes)[0], values.reshape(-1)
    off = line - line.mean() - slope * t / np.sum(t**2)
    return float(size * slope), float(size * np.sqrt(np.sum(off**2) / (len(t) - 2) * np.sum(t**2)))
