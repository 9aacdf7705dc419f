"""How a mode of two linear layers learns, solved, offered by `physdl.neural.linear`."""

from __future__ import annotations

import numpy as np

from physdl import _check


def learning_curve(times, strength, start, charge=0.0):
    r"""Return the strength that a mode of a two-layer linear network has at given times: the exact solution of

    .. math:: \dot u = \sqrt{q^2 + 4u^2}\,(s - u), \qquad u(0) = u_0 .

    Parameters
    ----------
    times : array
        t ≥ 0, in steps · η.
    strength : array or float
        s > 0, the singular value of the task.
    start : array or float
        u₀ = ab, the product of the mode's two gains.
    charge : array or float
        q = b² − a², which the flow keeps; where it is 0, `start` must not be negative.

    Returns
    -------
    array
        u(t), of the shape that the arguments broadcast to; in double precision.

    Raises
    ------
    ValueError
        If a strength is not positive, a time is negative, or a start without charge is negative.

    Notes
    -----
    With :math:`c = \lvert q\rvert/2` and :math:`h = u + \sqrt{u^2 + c^2}` the equation is Riccati's,
    :math:`\dot h = c^2 + 2sh - h^2`, with the fixed points :math:`s \pm r`, :math:`r = \sqrt{s^2 + c^2}`; for
    q = 0 it is the logistic curve of A. M. Saxe, J. L. McClelland and S. Ganguli, arXiv:1312.6120. For large charges
    :math:`z = u/(c + \sqrt{u^2 + c^2})` takes the place of h, with :math:`\dot z = s - 2cz - sz^2`. See
    :lesson:`3.7`.

    Examples
    --------
    >>> learning_curve(np.array([0.0, np.log(3.0) / 2]), 1.0, 0.25).round(12)
    array([0.25, 0.5 ])
    """
    times = _check.as_array("times", times, real=True, dtype=float)
    if np.any(times < 0):
        raise _check.error("times", "not be negative", times)
    s, u, c = _mode(strength, start, charge, times.shape)
    r, root = np.hypot(s, c), np.hypot(u, c)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        low, high = -c * (c / (s + r)), s + r
        h = low + 2 * r * _climbed(times, 2 * r, _sum(u, c, root), low, high)[0]
        by_h = (h - np.where(c > 0, c * (c / h), 0.0)) / 2
        low, high = -(c + r) / s, s / (c + r)
        z = high - 2 * (r / s) * _climbed(times, 2 * r, u / (c + root), low, high)[1]
        by_z = 2 * c * (z / (1 - z * z))
    return np.where(c > np.maximum(s, np.abs(u)), by_z, by_h)  # each where nothing cancels


def half_time(strength, start, charge=0.0):
    r"""Return when a mode of a two-layer linear network is half learned, :math:`u(t) = s/2`.

    Parameters
    ----------
    strength, start, charge : arrays or floats
        As for `learning_curve`, with a start below s/2.

    Returns
    -------
    array
        For layers in balance :math:`t_{1/2} = \ln(s/u_0 - 1)/(2s)`; infinite where they start at exactly zero. In
        double precision.

    Raises
    ------
    ValueError
        If a strength is not positive, or a start is s/2 or more, or negative without a charge.

    Notes
    -----
    See :lesson:`3.7`.

    Examples
    --------
    >>> float(half_time(1.0, 0.25).round(6)), float(np.log(3.0).round(6) / 2)
    (0.549306, 0.549306)
    """
    s, u, c = _mode(strength, start, charge, ())
    if np.any(2 * u >= s):
        raise _check.error("start", "be below half of `strength`", start)
    r, root, middle = np.hypot(s, c), np.hypot(u, c), np.hypot(s / 2, c)
    low = c * (c / (s + r))
    with np.errstate(divide="ignore"):
        climbed = np.log(s / 2 + middle + low) - np.log(_sum(u, c, root) + low)
    left = (s - u) * (1 + (s + u) / (r + root)) / (s / 2 * (1 + 1.5 * s / (r + middle)))
    return (climbed + np.log(left)) / (2 * r)


def _mode(strength, start, charge, shape):
    s, u, q = (
        _check.as_array(name, value, real=True, dtype=float)
        for name, value in (("strength", strength), ("start", start), ("charge", charge))
    )
    if np.any(s <= 0):
        raise _check.error("strength", "be positive", strength)
    for name, array in (("start", u), ("charge", q)):
        _check.broadcast(name, array, "strength", s.shape)
    _check.broadcast("times", np.empty(shape), "strength", np.broadcast_shapes(s.shape, u.shape, q.shape))
    s, u, c = np.broadcast_arrays(s, u, np.abs(q) / 2)
    if np.any((u < 0) & (c == 0)):
        fix = "Gains of opposite signs and equal size end at zero."
        raise _check.error("start", "not be negative where `charge` is 0", start, fix)
    return s, u, c


def _sum(u, c, root):
    """Return u + √(u² + c²) without cancellation."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(u >= 0, u + root, c * (c / (root - u)))


def _climbed(times, rate, x, low, high):
    """Return which share of the way from `low` to `high` is behind, and which ahead, of what starts at x."""
    above, below = x - low, np.exp(-rate * times) * (high - x)
    return np.where(above > 0, above / (above + below), 0.0), np.where(above > 0, below / (above + below), 1.0)
