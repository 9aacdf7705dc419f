"""Answers to the exercises of lesson 1.3 that show what the checks are worth.

For each exercise: "right" answers of different making, and "wrong" ones under words that the feedback must contain.
"""

import numpy as np
from scipy.linalg import solve_banded
from scipy.optimize import root


def hoop(angle, spin, gravity, radius):
    return np.sin(angle) * (spin**2 * np.cos(angle) - gravity / radius)


def hoop_by_complex_step(angle, spin, gravity, radius):
    a = angle + 1e-30j
    potential_part = radius**2 * spin**2 * np.sin(a) ** 2 / 2 + gravity * radius * np.cos(a)
    return potential_part.imag / 1e-30 / radius**2


def hoop_inward(angle, spin, gravity, radius):
    return -np.sin(angle) * (spin**2 * np.cos(angle) + gravity / radius)


def hoop_to_the_top(angle, spin, gravity, radius):
    return np.sin(angle) * (spin**2 * np.cos(angle) + gravity / radius)


def hoop_without_two(angle, spin, gravity, radius):
    return np.sin(angle) * (spin**2 * np.cos(angle) / 2 - gravity / radius)


def hoop_with_two(angle, spin, gravity, radius):
    return np.sin(angle) * (2 * spin**2 * np.cos(angle) - gravity / radius)


def hoop_without_cosine(angle, spin, gravity, radius):
    return np.sin(angle) * (spin**2 - gravity / radius)


def hoop_without_radius(angle, spin, gravity, radius):
    return np.sin(angle) * (spin**2 * np.cos(angle) - gravity)


def throw(start, end, duration, mass, gravity):
    uniform = mass * (end - start) ** 2 / (2 * duration) - mass * gravity * duration * (start + end) / 2
    return uniform - mass * gravity**2 * duration**3 / 24


def throw_by_simpson(start, end, duration, mass, gravity):
    """The Lagrangian is a quadratic in t along the parabola: Simpson's rule is exact."""
    first = (end - start) / duration + gravity * duration / 2
    t = np.array([0, duration / 2, duration])
    y, v = start + first * t - gravity * t**2 / 2, first - gravity * t
    return duration / 6 * np.array([1, 4, 1]) @ (mass * v**2 / 2 - mass * gravity * y)


def throw_uniform(start, end, duration, mass, gravity):
    return mass * (end - start) ** 2 / (2 * duration) - mass * gravity * duration * (start + end) / 2


def throw_with_energy(start, end, duration, mass, gravity):
    first = (end - start) / duration + gravity * duration / 2
    return mass * duration * (first**2 / 2 + gravity * start)


def throw_turned(start, end, duration, mass, gravity):
    return throw_uniform(start, end, duration, mass, gravity) + mass * gravity**2 * duration**3 / 24


def throw_massless(start, end, duration, mass, gravity):
    return throw(start, end, duration, 1.0, gravity)


def index(stiffness, mass, duration):
    values = np.linalg.eigvalsh(stiffness)
    return int(sum(np.floor(duration * np.sqrt(k / mass) / np.pi) for k in values if k > 0))


def index_by_the_grid(stiffness, mass, duration):
    """Negative pivots of the block elimination, node after node, on 2,000 steps."""
    dt, d, count = duration / 2000, len(stiffness), 0
    block = 2 * mass / dt * np.eye(d) - dt * np.asarray(stiffness)
    pivot = block
    for _ in range(1999):
        count += int(np.sum(np.linalg.eigvalsh(pivot) < 0))
        pivot = block - (mass / dt) ** 2 * np.linalg.inv(pivot)
    return count


def index_of_the_stiffest(stiffness, mass, duration):
    return int(duration * np.sqrt(np.linalg.eigvalsh(stiffness)[-1] / mass) / np.pi)


def index_by_periods(stiffness, mass, duration):
    values = np.linalg.eigvalsh(stiffness)
    return int(sum(duration * np.sqrt(k / mass) // (2 * np.pi) for k in values if k > 0))


def index_of_the_diagonal(stiffness, mass, duration):
    return int(sum(duration * np.sqrt(k / mass) // np.pi for k in np.diag(stiffness) if k > 0))


def index_with_hills(stiffness, mass, duration):
    return int(sum(duration * np.sqrt(abs(k) / mass) // np.pi for k in np.linalg.eigvalsh(stiffness)))


def index_by_directions(stiffness, mass, duration):
    return int(np.sum(np.linalg.eigvalsh(stiffness) > mass * (np.pi / duration) ** 2))


def aim(start, end, frequency, duration, steps, guess):
    return _aim(start, end, frequency, duration, steps, guess)


def _aim(start, end, frequency, duration, steps, guess, factor=1.0, bend=np.sin, slope=np.cos):
    x, push = np.array(guess, dtype=float), factor * (frequency * duration / steps) ** 2
    x[0], x[-1] = start, end
    for _ in range(60):
        band = np.ones((3, steps - 1))
        band[1] = -2 + push * slope(x[1:-1])
        move = solve_banded((1, 1), band, x[2:] - 2 * x[1:-1] + x[:-2] + push * bend(x[1:-1]))
        x[1:-1] -= move
        if np.max(np.abs(move)) < 1e-13:
            break
    return x


def aim_by_a_general_solver(start, end, frequency, duration, steps, guess):
    dt = duration / steps

    def law(inner):
        x = np.concatenate([[start], inner, [end]])
        return x[2:] - 2 * x[1:-1] + x[:-2] + (frequency * dt) ** 2 * np.sin(x[1:-1])

    inner = root(law, guess[1:-1], tol=1e-13).x
    return [start, *inner.tolist(), end]


def aim_upside_down(*arguments):
    return _aim(*arguments, factor=-1.0)


def aim_small(*arguments):
    return _aim(*arguments, bend=lambda x: x, slope=np.ones_like)


def aim_with_half_kicks(*arguments):
    return _aim(*arguments, factor=0.5)


def aim_from_a_line(start, end, frequency, duration, steps, guess):
    return aim(start, end, frequency, duration, steps, np.linspace(start, end, steps + 1))


def aim_straight(start, end, frequency, duration, steps, guess):
    return np.linspace(start, end, steps + 1)


def aim_without_ends(*arguments):
    return aim(*arguments)[1:-1]


ANSWERS = {
    "1.3-1": {
        "right": [hoop, hoop_by_complex_step],
        "wrong": {
            "throws the bead outward": hoop_inward,
            "driven to the top": hoop_to_the_top,
            "2 sin θ cos θ": hoop_without_two,
            "the ½ takes the 2 away": hoop_with_two,
            "The derivative of sin²θ": hoop_without_cosine,
            "has no radius": hoop_without_radius,
        },
    },
    "1.3-2": {
        "right": [throw, throw_by_simpson],
        "wrong": {
            "the straight, uniform motion": throw_uniform,
            "Kinetic plus potential": throw_with_energy,
            "The last term has the wrong sign": throw_turned,
            "The mass is missing": throw_massless,
        },
    },
    "1.3-3": {
        "right": [index, index_by_the_grid],
        "wrong": {
            "Only the stiffest direction": index_of_the_stiffest,
            "after every half period": index_by_periods,
            "The springs are coupled": index_of_the_diagonal,
            "From a hill": index_with_hills,
            "more than once": index_by_directions,
        },
    },
    "1.3-4": {
        "right": [aim, aim_by_a_general_solver],
        "wrong": {
            "stands on its head": aim_upside_down,
            "the pendulum of small swings": aim_small,
            "The push is halved": aim_with_half_kicks,
            "without any force": aim_straight,
            "not from a straight line": aim_from_a_line,
            "an array of shape": aim_without_ends,
        },
    },
}
