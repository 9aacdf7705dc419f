"""Wisdom and Holman's step: along the ellipse of each body, then a kick by what the ellipse does not know."""

from __future__ import annotations

import numpy as np

from physdl import _check

_ROUNDS = 50
_CLOSE = 1e-5  # radians: an error of its third power is none


def jacobi(mass):
    """Return the matrix to Jacobi's coordinates: the common centre, then each body from the centre of those before."""
    before = np.cumsum(mass)
    matrix = np.eye(len(mass))
    matrix[0] = mass / before[-1]
    for i in range(1, len(mass)):
        matrix[i, :i] = -mass[:i] / before[i - 1]
    return matrix


def advance(pull, mass, gravity, q, v, dt, steps, every, keep):
    """Move positions and velocities (3, n, systems) on, calling keep(number, q, v) after every so many steps."""
    forth = jacobi(mass)
    back = np.linalg.inv(forth)
    felt = forth.copy()
    felt[0] = 0  # the common centre feels nothing
    mu = gravity * np.cumsum(mass)[1:, None]
    state = np.empty((2, *q.shape))
    (x, u), k, move = state, np.empty_like(q), np.empty_like(q)
    bodies, place, more = state[:, :, 1:], x[:, 1:], k[:, 1:]
    centre, speed = state[:, :, 0]

    def unknown():  # what the ellipses do not know: all of the pull, but for that of the centre before each
        np.matmul(back, x, out=q)
        np.matmul(felt, pull(q), out=k)
        np.add(more, mu / (r * r * r) * place, out=more)

    np.matmul(forth, q, out=x)
    np.matmul(forth, v, out=u)
    r = np.sqrt(np.add.reduce(place * place))
    unknown()
    owed = dt / 2
    for step in range(1, steps + 1):
        np.add(u, np.multiply(k, owed, out=move), out=u)
        np.add(centre, dt * speed, out=centre)
        r = drift(bodies, r, mu, dt, step)
        unknown()
        owed = dt
        if step % every == 0:
            np.add(u, np.multiply(k, dt / 2, out=move), out=u)
            owed = dt / 2
            np.matmul(back, u, out=v)
            keep(step // every, q, v)


def drift(state, r, mu, dt, step=1):
    """Move bodies along their ellipses for a time dt, in place, and return their new distances.

    The state holds places and velocities, shape (2, 3, n, systems); r has shape (n, systems), mu (n, 1). With a the
    semi-axis and (c, s) = e (cos E, sin E) at the start, the change φ of the eccentric anomaly obeys
    φ − c sin φ − s cos φ = n dt − s. (Complex numbers would be shorter to write and take a quarter longer here.)
    """
    along, square = np.add.reduce(state * state[1], axis=1)  # x u and u u
    inverse = 2 / r - square / mu  # 1/a
    root = np.sqrt(mu * inverse)
    rate = root * inverse
    c, s = 1 - r * inverse, along * inverse / root
    target = rate * dt - s
    cosine, sine = np.cos(target), np.sin(target)
    phi = target + (c * sine + s * cosine) * (1 + c * cosine - s * sine)
    for _ in range(_ROUNDS):  # of order three
        cosine, sine = np.cos(phi), np.sin(phi)
        bend, slope = c * sine + s * cosine, 1 - c * cosine + s * sine
        f = phi - bend - target
        d = f / (slope - f / slope * bend / 2)
        phi -= d
        if np.maximum.reduce(np.abs(d), axis=None) < _CLOSE:  # not on an open orbit, whose root is no number
            break
    else:
        _refuse(inverse, np.hypot(c, s), step)
    cosine, sine = np.cos(phi), np.sin(phi)
    new = (1 - c * cosine + s * sine) / inverse
    aside = (cosine - 1) / inverse  # a (cos φ − 1)
    turn = np.empty((2, 2, 1, *r.shape))  # of place and velocity, in the plane that they span
    turn[0, 0] = 1 + aside / r
    turn[0, 1] = dt - (phi - sine) / rate
    turn[1, 0] = -sine * root / (inverse * r * new)
    turn[1, 1] = 1 + aside / new
    np.add.reduce(turn * state, axis=1, out=state)
    return new


def _refuse(inverse, eccentricity, step):
    """Say why an ellipse could not be followed: it is open (1/a not positive), or its equation was not solved."""
    if inverse.min() > 0:
        received = f"an orbit of eccentricity {eccentricity.max():.6g} at step {step}"
        raise _check.error("dt", "be short enough to follow every ellipse", received, kind=RuntimeError)
    body = 1 + int(np.argwhere(~(inverse > 0))[0, 0])
    kind = ValueError if step == 1 else RuntimeError
    fix = "Use another method where bodies meet or leave: 'leapfrog' or 'yoshida4' with a shorter step."
    rule = "keep every body on an ellipse for 'wisdom_holman'"
    raise _check.error("velocity", rule, f"body {body} on an open orbit at step {step}", fix, kind)
