"""Motions from a beginning, and the points at which they pierce a surface."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.action.hamiltonian import motion

_CHUNK = 2**21  # numbers kept at a time while a section is looked for


def integrate(force, q, p, dt, steps, *, method="leapfrog", mass=1.0, every=1):
    r"""Follow particles through phase space.

    .. math:: \dot q = p/m , \qquad \dot p = F(q)

    in equal steps. The methods are

    ====================  =====  ==========  ==========  ==================
    ``method``            order  symplectic  reversible  forces in one step
    ====================  =====  ==========  ==========  ==================
    ``euler``             1      no          no          1
    ``symplectic_euler``  1      yes         no          1
    ``leapfrog``          2      yes         yes         1
    ``yoshida4``          4      yes         yes         3
    ``yoshida6``          6      yes         yes         7
    ``rk4``               4      no          no          4
    ====================  =====  ==========  ==========  ==================

    Symplectic: the map of one step has JᵀΩJ = Ω if the force has a potential. Reversible: a step, a reversal of all
    momenta and a step lead back, whatever the force.

    Parameters
    ----------
    force : callable
        Positions (..., d) → forces (..., d), in units of momentum per time. It receives the same array at every call
        and must not change it.
    q, p : array, shape (..., d)
        Positions and momenta at the start, real or complex; broadcast against each other.
    dt : float
        The step, positive. To go back in time, reverse p.
    steps : int
        Number of steps, at least 1.
    method : str
        A name of the table, a key of `METHODS`.
    mass : float or array
        Positive; broadcast to (..., d).
    every : int
        Keep every so many steps; it must divide `steps`.

    Returns
    -------
    q, p : arrays, shape (steps // every + 1, ..., d)
        The kept steps, the start included. They stand in front, before the axes that count particles, as in
        `hamiltonian_flow`; ``numpy.moveaxis(q, 0, -2)`` makes paths (..., steps // every + 1, d) of them, such as
        `trace_ray` returns and `discrete_action` takes.

    Raises
    ------
    ValueError
        If `dt` or `mass` is not positive, `every` does not divide `steps`, the start is not finite, `force` returns
        another shape than it is given or is not finite at the start, or there is no such method.
    TypeError
        If an argument is not of the kind above.
    RuntimeError
        If the motion does not stay finite.

    Notes
    -----
    One evaluation of the force costs about four passes over the ensemble besides. Kicks that meet at the end of a step
    are joined. Memory 16 · particles · d · (steps/every + 1) bytes in double precision. One single particle pays some
    5 µs for each force, for the calls alone: a loop over plain floats is faster there.

    E. Hairer, C. Lubich and G. Wanner, *Geometric Numerical Integration* (2006), sections I.1.4 and V.3.2.

    See :lesson:`1.5`.

    Examples
    --------
    >>> q, p = integrate(lambda q: -q, [1.0], [0.0], 0.1, 1000, every=500)
    >>> q.shape, bool(abs(q**2 + p**2 - 1).max() < 0.0026)
    ((3, 1), True)
    """
    method = motion.find(method)
    q, p, mass = motion.start(q, p, mass)
    dt = _check.positive("dt", dt, fix="To go back in time, reverse `p`.")
    steps = _check.whole("steps", steps, minimum=1)
    every = _check.whole("every", every, minimum=1)
    if steps % every:
        raise _check.error("every", f"divide `steps` = {steps}", every)
    force = motion.watched(force, q)
    _check.room("steps", 2 * q.nbytes * (steps // every + 1), steps, "Keep fewer of them: `every`.")
    record = motion.rows(q.shape, q.dtype, kept=(2, steps // every + 1))
    record[0, 0], record[1, 0] = q, p

    def keep(number, q, p):
        record[0, number], record[1, number] = q, p

    with np.errstate(over="ignore", invalid="ignore"):  # looked at once, at the end
        motion.advance(method, force, q, p, dt, mass, steps, every, keep)
    motion.require_finite(record, dt, every)
    return record[0], record[1]


def poincare_section(force, q, p, dt, steps, *, coordinate=0, level=0.0, method="leapfrog", mass=1.0):
    r"""Return the states in which particles cross a plane of phase space upwards.

    .. math:: \{(q, p) : q_c = \text{level},\ \dot q_c > 0\}

    The crossing is searched for within a step by Newton's method on the length of that step, so a crossing has the
    order of the method, not that of an interpolation.

    Parameters
    ----------
    force, q, p, dt, steps, method, mass
        As in `integrate`; `force` must accept any number of particles, positions (n, d).
    coordinate : int
        The position c that is watched, 0 ≤ c < d.
    level : float
        Its value on the plane.

    Returns
    -------
    q, p : arrays, shape (n, d)
        All n crossings in the order of the steps, within one step in that of the particles; q[:, coordinate] = level to
        about 1e-15.
    particle : int array, shape (n,)
        Which particle crossed: its place in the flattened leading axes.

    Raises
    ------
    ValueError
        If there is no such coordinate, and as in `integrate`.
    TypeError, RuntimeError
        As in `integrate`.

    Notes
    -----
    The cost of `integrate`, and for each crossing that of about five steps. A step must not cross the plane twice.

    See :lesson:`1.5`.

    Examples
    --------
    >>> q, p, _ = poincare_section(lambda q: -q, [-1.0, 0.0], [0.0, 1.0], 0.01, 2000)
    >>> (np.round(p, 3) + 0.0).tolist()
    [[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]]
    """
    recipe = motion.find(method)
    q, p = _check.as_array("q", q, real=True), _check.as_array("p", p, real=True)  # a plane has no complex side
    q, p, mass = motion.start(q, p, mass)
    dt = _check.positive("dt", dt, fix="To go back in time, reverse `p`.")
    steps = _check.whole("steps", steps, minimum=1)
    if _check.whole("coordinate", coordinate) >= q.shape[-1]:
        raise _check.error("coordinate", f"be below {q.shape[-1]}, the number of positions", coordinate)
    level = _check.finite_number("level", level)
    masses = np.broadcast_to(mass, q.shape).reshape(-1, q.shape[-1])
    chunk = max(1, _CHUNK // max(1, q.size))
    found = []
    while steps:
        now = min(chunk, steps)
        qs, ps = integrate(force, q, p, dt, now, method=method, mass=mass)
        q, p, steps = qs[-1], ps[-1], steps - now
        height = qs[..., coordinate].reshape(now + 1, -1) - level
        when, who = np.nonzero((height[:-1] < 0) & (height[1:] >= 0))
        shape = (now + 1, -1, q.shape[-1])
        before = qs.reshape(shape)[when, who], ps.reshape(shape)[when, who]
        part = height[when, who] / (height[when, who] - height[when + 1, who])
        found.append((*_cross(recipe, force, *before, masses[who], dt, part, coordinate, level), who))
    return tuple(np.concatenate(kind) for kind in zip(*found, strict=True))


def _cross(method, force, q, p, mass, dt, part, coordinate, level):
    """Return the states after that part of a step which ends on the plane."""
    for _ in range(6):
        there, fast, _ = motion.start(q, p, 1.0)
        look = motion.watched(force, there)
        motion.advance(method, look, there, fast, part[:, None] * dt, mass, 1, 1, lambda *state: None)
        speed = fast[:, coordinate] / mass[:, coordinate]
        miss = there[:, coordinate] - level
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.clip(np.where(speed > 0, part - miss / (speed * dt), part), 0, 1)
    return there, fast
