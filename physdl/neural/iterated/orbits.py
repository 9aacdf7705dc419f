"""Step after step of descent, offered by `physdl.neural.iterated`."""

from __future__ import annotations

import numpy as np

from physdl import _check


def begin(start, rate, others=()):
    """Return the starts of all descents (..., d) and their rates (..., 1)."""
    start = _check.as_array("start", start, dtype=float)
    rate = _check.as_array("rate", rate, dtype=float)
    if start.ndim == 0:
        raise _check.error("start", "have shape (..., d)", "a single number", "Write [x] for one parameter.")
    _check.nonempty("start", start)
    if (rate < 0).any():
        raise _check.error("rate", "not be negative", rate.min())
    batch = start.shape[:-1]
    for name, array in (("rate", rate), *((f"others[{i}]", other) for i, other in enumerate(others))):
        batch = np.broadcast_shapes(batch, _check.broadcast(name, array, "start", batch).shape)
    return np.broadcast_to(start, (*batch, start.shape[-1])).copy(), rate[..., None]


def moved(differential, x):
    """Return the differential after a look at its shape."""
    return _check.as_array("differential(points)", differential(x), shape=x.shape, finite=False, real=True)


def orbit(differential, start, rate, steps, *, skip=0):
    r"""Return the points that descent visits.

    .. math:: \theta_{t+1} = \theta_t - \eta\,dL(\theta_t)

    Parameters
    ----------
    differential : callable
        Points (..., d) → dL (..., d).
    start : array, shape (..., d)
    rate : float or array, broadcast against the batch
        η ≥ 0.
    steps : int
        How many steps are kept.
    skip : int
        How many are taken before, unseen: until a start is forgotten.

    Returns
    -------
    array, shape (steps + 1, ..., d)
        The point after `skip` steps, then one for each step. Where descent has run away, inf or nan.

    Raises
    ------
    ValueError
        If `start` has no axis, a rate is negative, or `differential` changes the shape.

    Notes
    -----
    See :lesson:`3.6`.

    Examples
    --------
    >>> orbit(lambda x: 4 * x, [1.0], 0.4, 3).ravel().round(3)
    array([ 1.   , -0.6  ,  0.36 , -0.216])
    """
    _check.function("differential", differential)
    x, rate = begin(start, rate)
    steps, skip = _check.whole("steps", steps), _check.whole("skip", skip)
    _check.room("steps", x.nbytes * (steps + 1), steps, "`skip` those that nobody looks at.")
    path = np.empty((steps + 1, *x.shape))
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(-skip, steps + 1):
            if step >= 0:
                path[step] = x
            if step < steps:
                x = x - rate * moved(differential, x)
    return path
