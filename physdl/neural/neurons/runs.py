"""Following a field in time with steps that are asked first whether they are short enough, and counting its beats."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.neural.neurons.rests import eigenvalues


def follow(field, start, dt, steps, *, every=1):
    r"""Return where a field leads from many starts, by C. Runge and W. Kutta's rule of order 4.

    Parameters
    ----------
    field : callable
        States (..., d) → velocities (..., d), made of what `physdl.duals` carries tangents through.
    start : array, shape (..., d)
    dt : float
        Step. At the start, each eigenvalue λ of the Jacobian that should decay must decay with this step:

        .. math:: \lvert R(\lambda\,dt)\rvert \le 1, \qquad R(z) = 1 + z + \tfrac12z^2 + \tfrac16z^3 + \tfrac1{24}z^4 .
    steps : int
    every : int
        A state is kept every so many steps.

    Returns
    -------
    array, shape (steps // every + 1, ..., d)

    Raises
    ------
    ValueError
        If the step is beyond the limit of stability at one of the starts, where it is said how long it may be, or if
        the path leaves all bounds on the way.

    Notes
    -----
    The limit is asked at the starts alone; farther on the field may be stiffer, and what then explodes is told when it
    has. In double precision. See :lesson:`3.8`.

    Examples
    --------
    >>> follow(lambda x: -x, [1.0], 0.1, 10)[-1].round(6)
    array([0.36788])
    """
    _check.function("field", field)
    x = _check.as_array("start", start, dtype=float)
    dt, steps = _check.positive("dt", dt), _check.whole("steps", steps)
    every = _check.whole("every", every, minimum=1)
    if x.ndim == 0:
        raise _check.error("start", "have shape (..., d)", "a single number", "Write [x] for one variable.")
    _check.nonempty("start", x, "component")
    _check.room("steps", 8.0 * x.size * (steps // every + 1), steps, "Keep fewer with `every`.")
    _stable(field, x, dt)
    path = np.empty((steps // every + 1, *x.shape))
    path[0] = x
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(1, steps + 1):
            x = _step(field, x, dt)
            if step % every == 0:
                path[step // every] = x
            if not np.abs(x).max() <= 1e30:
                fix = f"It was lost at step {step}; halve the step, if the field itself does not run away."
                raise _check.error("dt", "keep the path within ±1e30", dt, fix)
    return path


def _step(field, x, dt):
    a = np.asarray(field(x))
    if a.shape != x.shape:
        raise _check.error("field(start)", f"have shape {x.shape}", f"shape {a.shape}")
    b = field(x + dt / 2 * a)
    c = field(x + dt / 2 * b)
    return x + dt / 6 * (a + 2 * b + 2 * c + field(x + dt * c))


def _stable(field, x, dt):
    """Refuse a step with which something that decays would grow."""
    found = eigenvalues(field, x)
    decays = found[found.real < 0]
    z = dt * decays
    with np.errstate(over="ignore", invalid="ignore"):
        grown = np.abs(1 + z * (1 + z / 2 * (1 + z / 3 * (1 + z / 4))))
    bad = ~(grown <= 1 + 1e-9)
    if bad.any():
        worst = decays[bad][np.argmax(np.abs(decays[bad]))]
        most = 2.7 / abs(worst)
        rule = (
            f"be at most about {most:.3g}: the start has an eigenvalue {worst:.3g}, which would grow instead of decay"
        )
        raise _check.error("dt", rule, dt)


def beats(times, V, *, level=0.0):
    """Return how many times a signal rises through a level in a unit of time, from its first rise to its last.

    Parameters
    ----------
    times : array, shape (k,)
        Increasing.
    V : array, shape (k, ...)
        The signals.
    level : float

    Returns
    -------
    array, shape (...)
        Beats in the inverse of the unit of `times`, in double precision: with times in ms, beats per ms. 0 where there
        are fewer than three rises.

    Raises
    ------
    ValueError
        If the times do not increase, or shapes do not fit.

    Notes
    -----
    A rise is placed on the straight line between the two samples around it. See :lesson:`3.8`.

    Examples
    --------
    >>> import numpy as np
    >>> t = np.linspace(0, 1, 1001)
    >>> round(float(beats(t, np.sin(2 * np.pi * 5 * t), level=0.3)), 3)
    5.0
    """
    times = _check.as_array("times", times, ndim=1, dtype=float)
    V = _check.as_array("V", V, dtype=float)
    level = _check.finite_number("level", level)
    if V.ndim == 0 or len(V) != len(times):
        raise _check.error("V", f"have one row for each of the {len(times)} times", f"shape {V.shape}")
    with np.errstate(over="ignore"):
        if len(times) < 2 or not (np.diff(times) > 0).all() or not np.isfinite(times[-1] - times[0]):
            raise _check.error("times", "be two at least, and increase", times)
    signals = V.reshape(len(times), -1).T
    found = np.zeros(len(signals))
    for k, signal in enumerate(signals):
        at = np.flatnonzero((signal[:-1] < level) & (signal[1:] >= level))
        if len(at) >= 3:
            share = (level / 2 - signal[at] / 2) / (signal[at + 1] / 2 - signal[at] / 2)
            rises = times[at] + share * (times[at + 1] - times[at])
            found[k] = (len(at) - 1) / (rises[-1] - rises[0])
    return found.reshape(V.shape[1:])
