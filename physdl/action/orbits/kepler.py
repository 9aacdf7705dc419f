"""Kepler's equation for many orbits at once, to the last digit, up to orbits that are all but parabolas."""

from __future__ import annotations

import numpy as np

from physdl import _check

__all__ = ["solve_kepler"]

_BLOCK = 8192  # doubles; a dozen buffers of this size stay in a processor's second cache

# E − sin E = E³ P(E²) and 1 − cos E = E² Q(E²) for E from 0 to π: Chebyshev fits in E², P and Q off by 1e-17 and 5e-13.
_P = (
    *(-1.775165055612406e-20, 8.183034366062202e-18, -2.811024030605762e-15, 7.647133470817639e-13),
    *(-1.6059042526461696e-10, 2.5052108350866163e-08, -2.755731922346156e-06, 0.00019841269841265803),
    *(-0.008333333333333321, 0.16666666666666666),
)
_Q = (
    *(-4.199436668441316e-14, 1.137960515837399e-11, -2.0869221176805653e-09, 2.755697255784934e-07),
    *(-2.4801578622202203e-05, 0.0013888888782030116, -0.04166666666164979, 0.49999999999961325),
)

_TURN = 2 * np.pi
_TURNS = (6.2831853069365025, 2.4308402025215864e-10, 8.089064995183803e-21)
"""2π = a + b + c: a and b have 32 digits of two, so their products with up to 2²¹ turns are exact."""
_LOW = 2.4492935982947064e-16  # 2π − _TURN
_MANY = 2.0**23  # radians: fewer than 2²¹ turns
_ALL = 2.0**53  # radians: beyond it M and E are the same double


def solve_kepler(mean_anomaly, eccentricity):
    r"""Solve Kepler's equation for the eccentric anomaly.

    .. math:: E - e \sin E = M

    Parameters
    ----------
    mean_anomaly : array, any shape
        M in radians, any finite numbers: the orbit may have been gone round many times.
    eccentricity : array
        0 ≤ e < 1; broadcast against `mean_anomaly`.

    Returns
    -------
    array, the broadcast shape
        E in radians, in double precision, in the same turn as M: E(M + 2π) = E(M) + 2π and E(−M) = −E(M).

    Raises
    ------
    ValueError
        If an eccentricity lies outside [0, 1), a number is not finite, or the shapes do not fit.
    TypeError
        If an argument is not made of real numbers.

    Notes
    -----
    The relative error of E is below 1e-15 up to e = 1 − 2⁻⁵³, where M is read as the double that it is. Three things
    make that possible. M is brought into [−π, π] with three parts of 2π. The left side is written

    .. math:: (1 - e)\,E + e\,(E - \sin E) , \qquad E - \sin E = E^3 P(E^2) ,

    a sum of positive numbers; in E − e sin E nearly everything cancels where e is close to 1 and E is small. And the
    start is relatively close everywhere: it solves a cubic, after which one step of order five is enough.

    Some 30 to 40 ns for each pair on a processor with AVX-512, in blocks that stay in its cache.

    F. L. Markley, *Kepler equation solver*, Celestial Mechanics and Dynamical Astronomy 63 (1995) 101: the start
    (equations 5 to 20) and the step (21 to 28), with sine and cosine replaced by the polynomials P and Q.

    See :lesson:`1.6`.

    Examples
    --------
    >>> solve_kepler(np.pi / 2, [0.0, 0.5]).round(6).tolist()
    [1.570796, 2.02098]
    >>> float(solve_kepler(1e-20, 1 - 1e-15))  # a comet at its perihelion
    3.863824109285968e-07
    """
    m = _check.as_array("mean_anomaly", mean_anomaly, real=True, dtype=float)
    e = _check.as_array("eccentricity", eccentricity, real=True, dtype=float)
    _check.broadcast("eccentricity", e, "mean_anomaly", m.shape)
    if e.size and not (np.min(e) >= 0 and np.max(e) < 1):
        wrong = float(e[(e < 0) | (e >= 1)].flat[0])
        fix = "With e = 1 or more the orbit is open: it has no period and obeys another law." if wrong >= 1 else None
        raise _check.error("eccentricity", "lie in 0 ≤ e < 1", wrong, fix)
    shape = np.broadcast_shapes(m.shape, e.shape)
    m = np.ascontiguousarray(np.broadcast_to(m, shape)).reshape(-1)
    e = e.reshape(-1) if e.size == 1 else np.ascontiguousarray(np.broadcast_to(e, shape)).reshape(-1)
    found = np.empty(m.size)
    room = np.empty((12, min(_BLOCK, m.size)))
    reach = max(m.max(initial=0.0), -m.min(initial=0.0))
    with np.errstate(all="ignore"):
        for i in range(0, m.size, _BLOCK):
            part = slice(i, i + _BLOCK)
            _solve(m[part], e if e.size == 1 else e[part], found[part], room[:, : found[part].size], reach)
    return found.reshape(shape)[()]


def _solve(m, e, out, room, reach):
    """Write into `out` the solution for one block; `room` has twelve rows of its length, `reach` is the largest |M|."""
    turns, rest, size, c, *room = room
    if reach <= np.pi:
        rest = m
    else:
        _reduce(m, turns, rest, c, far=reach > _MANY)
    np.abs(rest, out=size)
    np.subtract(1.0, e, out=c)
    _start(size, e, c, out, room)
    _improve(size, e, c, out, room)
    np.copysign(out, rest, out=out)
    if rest is not m:
        turns *= _TURN
        out += turns


def _reduce(m, turns, rest, spare, far):
    """Write M = 2π · turns + rest with −π ≤ rest ≤ π; the rest is right to its last digit."""
    np.multiply(m, 1 / _TURN, out=turns)
    np.rint(turns, out=turns)
    a, b, c = _TURNS
    np.subtract(m, np.multiply(turns, a, out=spare), out=rest)
    rest -= np.multiply(turns, b, out=spare)
    rest -= np.multiply(turns, c, out=spare)
    far = np.flatnonzero(np.abs(m) > _MANY) if far else np.empty(0, int)
    if far.size:  # an exact remainder by the double nearest 2π, and what that double lacks for every turn
        many = m[far]
        left = np.fmod(many, _TURN)
        left -= _TURN * np.rint(left / _TURN)
        turns[far] = np.rint((many - left) / _TURN)
        left -= turns[far] * _LOW
        more = np.rint(left / _TURN)  # so many turns may be lacking that it makes one
        left -= more * _TURN
        turns[far] += more
        beyond = np.abs(many) > _ALL
        rest[far] = np.where(beyond, 0.0, left)
        turns[far] = np.where(beyond, many / _TURN, turns[far])


def _start(m, e, c, out, room):
    """Write the root of Markley's cubic, for M in [0, π] and c = 1 − e."""
    alpha, d, q, r, w, s = room[:6]
    np.subtract(2.0, c, out=s)  # 1 + e
    np.subtract(np.pi, m, out=alpha)
    alpha *= 1.6 * np.pi / (np.pi**2 - 6)
    alpha /= s
    alpha += 3 * np.pi**2 / (np.pi**2 - 6)
    np.multiply(alpha, e, out=d)
    d += np.multiply(c, 3.0, out=s)
    alpha *= d
    np.multiply(alpha, c, out=q)
    q += q
    np.multiply(m, m, out=s)
    np.subtract(d, c, out=r)  # d − 1 + e
    r *= alpha
    r *= 3
    r += s
    r *= m
    q -= s
    np.multiply(q, q, out=w)
    np.multiply(w, q, out=s)
    s += np.multiply(r, r, out=alpha)
    np.maximum(s, 0.0, out=s)  # it is positive, but for rounding
    np.sqrt(s, out=s)
    s += r
    np.cbrt(s, out=s)
    np.multiply(s, s, out=s)  # the root's square
    r *= s
    r += r
    w += np.multiply(np.add(s, q, out=alpha), s, out=alpha)
    r /= w
    r += m
    np.divide(r, d, out=out)
    np.minimum(out, np.pi, out=out)


def _series(coefficients, x, out):
    """Write a polynomial, the highest power first."""
    np.multiply(x, coefficients[0], out=out)
    for coefficient in coefficients[1:-1]:
        out += coefficient
        out *= x
    out += coefficients[-1]


def _improve(m, e, c, out, room):
    """Take one step of order five from the start in `out`, with f = E − e sin E − M and its derivatives there."""
    x, f, slope, second, third, fourth, step, s = room
    np.multiply(out, out, out=x)
    _series(_P, x, s)
    s *= x
    s *= out
    s *= e  # e (E − sin E)
    np.multiply(out, c, out=f)
    f += s
    f -= m
    np.multiply(out, e, out=second)
    second -= s  # the second derivative, e sin E
    _series(_Q, x, slope)
    slope *= x
    slope *= e
    slope += c  # the first, 1 − e cos E
    np.multiply(slope, -1 / 6, out=third)
    third += 1 / 6  # a sixth of the third
    np.multiply(second, 1 / 24, out=fourth)  # minus a 24th of the fourth
    second *= 0.5
    np.divide(f, slope, out=step)
    np.multiply(second, step, out=s)
    np.subtract(slope, s, out=s)
    np.divide(f, s, out=step)
    np.multiply(third, step, out=s)
    np.subtract(second, s, out=s)
    s *= step
    np.subtract(slope, s, out=s)
    np.divide(f, s, out=step)
    np.multiply(fourth, step, out=s)
    s += third
    s *= step
    np.subtract(second, s, out=s)
    s *= step
    np.subtract(slope, s, out=s)
    np.divide(f, s, out=step)
    out -= step
