"""Many bodies that attract each other, followed through time by steps that keep the two-form."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl._progress import Progress
from physdl.action.hamiltonian import motion
from physdl.action.methods import METHODS
from physdl.action.orbits.gravity import GRAVITY, Pull, at_the_start, state
from physdl.action.orbits.wisdom_holman import advance

__all__ = ["nbody"]

_TOGETHER = 256  # systems that are advanced at a time: their pairs stay in a processor's second cache


def nbody(mass, position, velocity, dt, steps, *, method="leapfrog", gravity=GRAVITY, every=1, progress=False):
    r"""Follow bodies under their mutual attraction.

    .. math:: \ddot r_i = G \sum_{j \ne i} m_j \frac{r_j - r_i}{|r_j - r_i|^3}

    Parameters
    ----------
    mass : array, shape (n,)
        Not negative. For ``"wisdom_holman"`` the first body is the heavy one, and the others follow from the innermost
        to the outermost.
    position, velocity : array, shape (..., n, 3)
        At the start; leading axes count systems with the same masses.
    dt : float
        The step, positive.
    steps : int
        Number of steps, at least 1.
    method : str
        ``"wisdom_holman"``, or a key of `METHODS` (``"leapfrog"``, ``"yoshida4"``, ``"yoshida6"``, ``"rk4"``, …).
    gravity : float
        G in the units of the others: by default solar masses, au and days.
    every : int
        Keep every so many steps; it must divide `steps`.
    progress : bool
        Show a bar after two seconds; it moves where a step is kept.

    Returns
    -------
    position, velocity : arrays, shape (steps // every + 1, ..., n, 3)
        The kept steps, the start included; double precision.

    Raises
    ------
    ValueError
        If a mass is negative, two bodies start at one place, `dt` is not positive, `every` does not divide `steps`,
        shapes do not fit, there is no such method, or a body of ``"wisdom_holman"`` starts on an open orbit.
    TypeError
        If an argument is not of the kind above.
    RuntimeError
        If the motion does not stay finite, or a body of ``"wisdom_holman"`` comes off its ellipse.

    Notes
    -----
    Kicks and drifts know of no ellipse: each step bends an orbit a little wrongly. Wisdom and Holman move every
    planet along its own Kepler ellipse for a whole step, exactly, and kick it with what the ellipse does not know, the
    other planets. The error of a step is smaller by their mass as a share of the Sun's. The ellipses are those of
    Jacobi's coordinates: each body relative to the centre of mass of all before it.

    One system of nine bodies takes some 10 µs for each force and 60 to 90 µs for each step of ``"wisdom_holman"``,
    nearly all of it for the calls: a compiled program is some twenty times faster. Many systems side by side take
    0.2 µs for each force. Memory 48 · systems · n · (steps/every + 1) bytes; with n bodies a force costs n³.

    J. Wisdom and M. Holman, *Symplectic maps for the N-body problem*, Astronomical Journal 102 (1991) 1528.

    See :lesson:`1.6`.

    Examples
    --------
    >>> start = [[0, 0, 0], [1, 0, 0]], [[0, 0, 0], [0, 1, 0]]
    >>> q, v = nbody([1, 0], *start, 2 * np.pi / 40, 40, method="wisdom_holman", gravity=1)
    >>> q.shape, bool(abs(q[-1] - q[0]).max() < 1e-13)
    ((41, 2, 3), True)
    """
    mass, position, velocity = state(mass, position, velocity)
    dt = _check.positive("dt", dt, fix="To go back in time, change the sign of `velocity`.")
    steps = _check.whole("steps", steps, minimum=1)
    _check.choice("method", method, (*METHODS, "wisdom_holman"))
    gravity = _check.positive("gravity", gravity)
    every = _check.whole("every", every, minimum=1)
    if steps % every:
        raise _check.error("every", f"divide `steps` = {steps}", every)
    if method == "wisdom_holman" and mass[0] == 0:
        raise _check.error("mass", "begin with the heavy body, round which the others go", mass)
    kept = steps // every + 1
    _check.room("steps", 2 * position.nbytes * kept, steps, "Keep fewer of them: `every`.")
    record = np.empty((2, kept, *position.shape))
    record[0, 0], record[1, 0] = position, velocity
    flat = record.reshape(2, kept, -1, *position.shape[-2:])  # systems in one row
    count = flat.shape[2]
    parts = range(0, count, _TOGETHER)
    bar = Progress(len(parts) * steps, unit="step", wanted=bool(progress))
    with bar, np.errstate(all="ignore"):
        for i in parts:
            _follow(mass, flat[:, :, i : i + _TOGETHER], dt, steps, METHODS.get(method), gravity, every, bar)
    motion.require_finite(record, dt, every, "nbody")
    return record[0], record[1]


def _follow(mass, record, dt, steps, recipe, gravity, every, bar):
    """Fill the record (2, kept, systems, n, 3) of a few systems, whose first row is there."""
    q, v = (np.array(begin.T, order="C") for begin in record[:, 0])  # components, bodies, systems
    pull = Pull(mass, gravity, q.shape[-1])
    at_the_start(pull, q)

    def keep(number, q, v):
        record[0, number], record[1, number] = q.T, v.T
        bar.advance(every)

    if recipe is None:
        advance(pull, mass, gravity, q, v, dt, steps, every, keep)
    else:
        motion.advance(recipe, pull, q, v, dt, 1.0, steps, every, keep)
