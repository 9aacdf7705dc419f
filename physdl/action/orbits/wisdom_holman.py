"""Wisdom and Holman's step: along the ellipse of each body, then a kick by what the ellipse does not know."""

from __future__ import annotations

import numpy as np

from physdl import _check

_ROUNDS = 50
_CLOSE = 1e-4  # radians: an error of its fourth power is none


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
    mu = gravity * np.cumsum(mass)[1:, None]
    x, u, k = (np.empty_like(q) for _ in range(3))

    def unknown():  # what the ellipses do not know: all of the pull, but for that of the centre before each
        np.matmul(back, x, out=q)
        np.matmul(forth, pull(q), out=k)
        k[:, 0] = 0
        k[:, 1:] += mu / (r * r * r) * x[:, 1:]

    np.matmul(forth, q, out=x)
    np.matmul(forth, v, out=u)
    r = np.sqrt(_product(x[:, 1:], x[:, 1:]))
    unknown()
    owed = dt / 2
    for step in range(1, steps + 1):
        u += owed * k
        x[:, 0] += dt * u[:, 0]
        r = drift(x[:, 1:], u[:, 1:], r, mu, dt, step)
        unknown()
        owed = dt
        if step % every == 0:
            u += dt / 2 * k
            owed = dt / 2
            np.matmul(back, u, out=v)
            keep(step // every, q, v)


def _product(a, b):
    """Return the scalar products of vectors (3, n, systems)."""
    products = a * b
    return products[0] + products[1] + products[2]


def drift(x, u, r, mu, dt, step=1):
    """Move bodies along their ellipses for a time dt, in place, and return their new distances.

    x, u have shape (3, n, systems), r (n, systems), mu (n, 1). With a the semi-axis and k = e exp(iE) at the start, the
    change φ of the eccentric anomaly obeys φ − Im(k exp(iφ)) = n dt − Im k.
    """
    inverse = 2 / r - _product(u, u) / mu  # 1/a
    if not inverse.min() > 0:
        body = 1 + int(np.argwhere(~(inverse > 0))[0, 0])
        kind = ValueError if step == 1 else RuntimeError
        fix = "Use another method where bodies meet or leave: 'leapfrog' or 'yoshida4' with a shorter step."
        rule = "keep every body on an ellipse for 'wisdom_holman'"
        raise _check.error("velocity", rule, f"body {body} on an open orbit at step {step}", fix, kind)
    root = np.sqrt(mu * inverse)
    rate = root * inverse
    k = (1 - r * inverse) + 1j * (_product(x, u) * inverse / root)
    target = rate * dt - k.imag
    phi = target + (k * np.exp(1j * target)).imag
    for _ in range(_ROUNDS):  # of order four
        w = k * np.exp(1j * phi)
        f, slope, half, sixth = phi - w.imag - target, 1 - w.real, w.imag / 2, w.real / 6
        d = f / slope
        d = f / (slope - d * half)
        d = f / (slope - d * (half - d * sixth))
        phi -= d
        if np.abs(d).max() < _CLOSE:
            break
    else:
        received = f"an orbit of eccentricity {np.abs(k).max():.6g} at step {step}"
        raise _check.error("dt", "be short enough to follow every ellipse", received, kind=RuntimeError)
    z = np.exp(1j * phi)
    new = (1 - (k * z).real) / inverse
    aside, along = (z.real - 1) / inverse, z.imag  # a (cos φ − 1) and sin φ
    move = aside / r * x + (dt - (phi - along) / rate) * u
    u += -along * root / (inverse * r * new) * x + aside / new * u
    x += move
    return new
