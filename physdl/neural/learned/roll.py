"""Let a law of motion run: `rollout`, offered by `physdl.neural.learned`."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.neural.maps.protocol import Map

__all__ = ["rollout"]


def rollout(field, start, step, steps, *, every=1):
    r"""Return the motion of :math:`\dot z = f(z)` from one start or many, by the rule of Runge and Kutta.

    .. math:: z' = z + \tfrac h6\,(k_1 + 2k_2 + 2k_3 + k_4), \quad k_1 = f(z),\ k_2 = f(z + \tfrac h2k_1),\
              k_3 = f(z + \tfrac h2k_2),\ k_4 = f(z + hk_3) ,

    of order 4.

    Parameters
    ----------
    field : callable
        z (..., d) → velocities (..., d): a `HamiltonianNetwork`, any `Network` with as many outputs as inputs, or a
        function.
    start : array, shape (..., d)
    step : float
        h, in s.
    steps : int
    every : int
        Keep every so-many-th state; it divides `steps`.

    Returns
    -------
    array, shape (steps // every + 1, ..., d)
        The start first, in double precision.

    Raises
    ------
    ValueError
        If an argument breaks its rule, or `field` returns another shape (both named).
    FloatingPointError
        If a state is no longer finite: the law drives it away.

    Notes
    -----
    A step calls `field` four times. The rule keeps no energy: on a circle of frequency ω a step loses the share
    :math:`(\omega h)^6/72` of it. See :lesson:`3.9`.

    Examples
    --------
    >>> turn = rollout(lambda z: z[..., ::-1] * [1.0, -1.0], [1.0, 0.0], np.pi / 50, 100)
    >>> turn[-1].round(5) + 0.0
    array([1., 0.])
    """
    _check.function("field", field)
    z = _check.nonempty("start", _check.as_array("start", start, real=True, dtype=float))
    if z.ndim == 0:
        raise _check.error("start", "have shape (..., d)", "a single number")
    h, steps = _check.positive("step", step), _check.whole("steps", steps, minimum=1)
    every = _check.whole("every", every, minimum=1)
    if steps % every:
        raise _check.error("every", f"divide `steps` = {steps}", every)
    _check.room("steps", 8.0 * z.size * (steps // every + 1), steps, "Keep fewer of them: `every`.")
    _check.as_array("field(start)", field(z), shape=z.shape, real=True)
    field = field._apply if isinstance(field, Map) else field  # its points have been looked at
    path = np.empty((steps // every + 1, *z.shape))
    path[0] = z
    with np.errstate(over="ignore", invalid="ignore"):
        for number in range(1, steps + 1):
            k1 = field(z)
            k2 = field(z + h / 2 * k1)
            k3 = field(z + h / 2 * k2)
            k4 = field(z + h * k3)
            z = z + h / 6 * (k1 + 2 * (k2 + k3) + k4)
            if number % every == 0:
                path[number // every] = z
            if not np.isfinite(z.sum()):
                fix = "Take a shorter `step`, or doubt the law."
                received = f"a state that is not after step {number}"
                raise _check.error("rollout", "keep each state finite", received, fix, FloatingPointError)
    return path
