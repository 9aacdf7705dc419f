"""The numbers in the solutions of exercises 2.2, again: the bearing's rate by differences, the wheel by quadrature."""

from math import atan2, cos, hypot, pi, sin

import numpy as np
from prose import at_least, result
from scipy.integrate import quad


def points_for_a_thirtyfold_zero():
    """Points on the rim with which no step of the bearing exceeds π, the zero a twentieth of the radius inside."""
    angle = np.linspace(-0.1, 0.1, 200_001)
    bearing = 30 * np.unwrap(np.angle(np.exp(1j * angle) - 0.95))
    return 2 * np.max(np.diff(bearing) / np.diff(angle))


def wheel(x, y):
    """The wheel's rate, from the speed of the elbow across the second arm: no form is used, only where the elbow is."""

    def elbow(t):
        half, turn = hypot(x(t), y(t)) / 2, atan2(y(t), x(t))
        rise = (1 - half * half) ** 0.5
        return half * cos(turn) - rise * sin(turn), half * sin(turn) + rise * cos(turn)

    def rate(t):
        h = 1e-5
        (a, b), (c, d), (e, f) = elbow(t), elbow(t + h), elbow(t - h)
        return (-(y(t) - b) * (c - e) + (x(t) - a) * (d - f)) / (2 * h)

    return rate


def to_add():
    """Area less reading for a circle of radius 0.7 that contains the origin, in units of π."""
    x, y = (lambda t: 0.1 + 0.7 * cos(t)), (lambda t: 0.7 * sin(t))
    reading = quad(wheel(x, y), 0, 2 * pi, epsabs=1e-9, limit=400)[0]
    return (0.49 * pi - reading) / pi


def potential_energy():
    """The change of U at one temperature when the volume doubles, over what the attraction costs of the work."""
    a, b, T = 0.2, 3e-5, 300.0
    energy = lambda v: 1.5 * 8.314462618 * T - a / v
    work = lambda a: quad(lambda v: 8.314462618 * T / (v - b) - a / v**2, 1e-3, 2e-3)[0]
    return (energy(2e-3) - energy(1e-3)) / (work(0) - work(a))


ROWS = [
    result("what the molecules ⟦gain⟧ in potential energy", potential_energy, reads={"gain": 1}, digits=1e-6),
    result(
        "takes more than ⟦a thousand⟧ points",
        points_for_a_thirtyfold_zero,
        bound=at_least,
        reads={"a thousand": 1000},
    ),
    result(r"one adds $⟦2⟧\pi w$, the area of a circle", to_add, digits=1e-5),
]
GIVEN = [
    "$R = ⟦8.314462618⟧$ J/K",
    "⟦1.5⟧ for argon",
    "no more than ⟦300⟧ words",
    "the sign right (⟦1.5⟧)",
    "not exact (⟦0.75⟧)",
    "with its unit (⟦0.75⟧)",
]
