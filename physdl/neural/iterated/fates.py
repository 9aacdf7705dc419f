"""Where iterated steps end: a fixed point, a cycle, chaos or nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl.duals import pushforward
from physdl.neural.iterated.orbits import begin, moved

_FAR = 1e60  # from here no descent comes back


def lyapunov_exponent(differential, start, rate, steps, rng, *, skip=1000):
    r"""Return how fast neighbours part under descent, per step.

    .. math:: \Lambda = \frac1T\sum_t \ln\frac{\lvert(1 - \eta H(\theta_t))\,u_t\rvert}{\lvert u_t\rvert}

    Parameters
    ----------
    differential : callable
        As for `orbit`, written with NumPy, point by point: its derivative is taken by `physdl.duals.pushforward`.
    start, rate, skip
        As for `orbit`.
    steps : int
        T.
    rng : numpy.random.Generator
        Draws the first arrow.

    Returns
    -------
    array, shape (...)
        Positive for chaos, negative for cycles and rest, nan where descent has run away.

    Raises
    ------
    ValueError
        As for `orbit`.

    Notes
    -----
    The arrow turns into the fastest growing direction by itself. Its length is set back to 1 after every step. The mean
    over T steps of a chaotic orbit has an error of order :math:`T^{-1/2}`. See :lesson:`3.6`.
    """
    _check.function("differential", differential)
    _check.generator("rng", rng)
    x, rate = begin(start, rate)
    steps, skip = _check.whole("steps", steps, minimum=1), _check.whole("skip", skip)
    tiny, total, gone = np.finfo(float).tiny, np.zeros(x.shape[:-1]), np.zeros(x.shape[:-1], bool)
    arrow = rng.standard_normal(x.shape)
    arrow /= np.linalg.norm(arrow, axis=-1, keepdims=True)
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(-skip, steps):
            arrow = arrow - rate * pushforward(differential, x, arrow)
            x = x - rate * moved(differential, x)
            gone |= ~(np.abs(x).max(axis=-1) < _FAR)
            x[gone], arrow[gone] = 0, 1
            length = np.maximum(np.linalg.norm(arrow, axis=-1), tiny)
            arrow /= length[..., None]
            if step >= 0:
                total += np.log(length)
    return np.where(gone, np.nan, total / steps)


@dataclass(frozen=True)
class Fate:
    """What has become of many descents.

    Attributes
    ----------
    lasted : array of int, shape (...)
        The number of steps until the loss passed the limit; `steps` where it never did.
    mean, last : arrays, shape (...)
        The loss, averaged over the steps that were taken, and at the end.
    survived : array of bool, shape (...)
        Whether the loss stayed below the limit.
    """

    lasted: np.ndarray
    mean: np.ndarray
    last: np.ndarray
    survived: np.ndarray


def fate(value_and_differential, start, rate, steps, *, limit, others=()):
    """Return what becomes of many descents at once: who runs away, when, and how well the others fare.

    Parameters
    ----------
    value_and_differential : callable
        ``(points (n, d), *others (n, …))`` → (L (n,), dL (n, d)).
    start : array, shape (..., d)
    rate : float or array, broadcast against the batch
    steps : int
    limit : float
        A descent whose loss exceeds it has run away, and is followed no further.
    others : sequence of arrays, broadcast against the batch
        What else distinguishes one descent from another, one number each.

    Returns
    -------
    Fate

    Raises
    ------
    ValueError
        If a rate is negative or `limit` is not positive.

    Notes
    -----
    A loss that stays below the limit need not settle: it may cycle or wander for ever. See :lesson:`3.6`.
    """
    limit, steps = _check.positive("limit", limit), _check.whole("steps", steps, minimum=1)
    _check.function("value_and_differential", value_and_differential)
    if isinstance(others, str) or not isinstance(others, Iterable):
        raise _check.error("others", "be a sequence of arrays", others, kind=TypeError)
    others = [_check.as_array(f"others[{i}]", other, real=True) for i, other in enumerate(others)]
    x, rate = begin(start, rate, others)
    batch, x = x.shape[:-1], x.reshape(-1, x.shape[-1])
    rate = np.broadcast_to(rate, (*batch, 1)).reshape(-1, 1)
    others = [np.broadcast_to(other, batch).ravel() for other in others]
    lasted, mean, last = np.full(len(x), steps), np.zeros(len(x)), np.empty(len(x))
    running = np.arange(len(x))
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(steps):
            value, dL = value_and_differential(x, *others)
            mean[running] += value
            last[running] = value
            stays = value <= limit
            if not stays.all():
                lasted[running[~stays]] = step
                running, x, rate, dL = running[stays], x[stays], rate[stays], dL[stays]
                others = [other[stays] for other in others]
                if not running.size:
                    break
            x = x - rate * dL
    survived = np.zeros(len(mean), bool)
    survived[running] = True
    mean /= np.where(survived, steps, lasted + 1)
    return Fate(*(a.reshape(batch) for a in (lasted, mean, last, survived)))
