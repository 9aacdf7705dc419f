"""Answers to the exercises of lesson 3.5 that show what the checks are worth.

For each exercise: "right" answers of different making, and "wrong" ones under words that the feedback must contain.
"""

import numpy as np


def body(rate, momentum, friction):
    return np.array([1.0, friction * momentum / (1 - momentum)]) * friction * rate / (1 - momentum)


def body_by_the_mass_first(rate, momentum, friction):
    mass = friction**2 * rate * momentum / (1 - momentum) ** 2
    step = (friction * rate + np.sqrt((friction * rate) ** 2 + 4 * mass * rate)) / 2  # of h² − ηγh − ηm = 0
    return [step, mass]


def longest(momentum, curvature):
    return (1 + 1 / (1 + 2 * momentum)) / curvature


def size(scaled, momentum):
    return np.abs(np.roots([1, -(1 - scaled) * (1 + momentum), (1 - scaled) * momentum])).max()


def longest_by_halving(momentum, curvature):
    low, high = 1.0, 4.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if size(middle, momentum) < 1 else (low, middle)
    return low / curvature


def brake(hessian, start, rate, steps, climbs=lambda slope, v: slope @ v > 0):
    path, v = [np.array(start, float)], np.zeros(len(start))
    for _ in range(steps):
        slope = hessian @ path[-1]
        v = (0 * v if climbs(slope, v) else v) - rate * slope
        path.append(path[-1] + v)
    return np.array(path)


def brake_without_velocities(hessian, start, rate, steps):
    path = np.empty((steps + 1, len(start)))
    path[0] = before = start
    for n in range(steps):
        slope = np.asarray(hessian) @ path[n]
        last = path[n] - before
        path[n + 1] = path[n] - rate * slope + (last if np.dot(slope, last) <= 0 else 0.0)
        before = path[n]
    return path.tolist()


def brake_by_components(hessian, start, rate, steps):
    path, v = [np.array(start, float)], np.zeros(len(start))
    for _ in range(steps):
        slope = hessian @ path[-1]
        v = np.where(slope * v > 0, 0.0, v) - rate * slope
        path.append(path[-1] + v)
    return np.array(path)


def brake_after_the_push(hessian, start, rate, steps):
    path, v = [np.array(start, float)], np.zeros(len(start))
    for _ in range(steps):
        slope = hessian @ path[-1]
        v = v - rate * slope
        v = 0 * v if slope @ v > 0 else v
        path.append(path[-1] + v)
    return np.array(path)


def ball(matrix, target, start, rate, momentum, steps, vector=np.conj, factor=1.0):
    z, v = np.array(start, complex), 0.0
    for _ in range(steps):
        v = momentum * v - factor * rate * vector(np.conj(matrix @ z - target))
        z = z + v
    return z


def ball_in_two_parts(matrix, target, start, rate, momentum, steps):
    """Roll the real and imaginary parts as 2d real screws."""
    a, d = np.asarray(matrix), len(start)
    hessian = np.block([[a.real, -a.imag], [a.imag, a.real]])
    theta = np.concatenate([np.real(start), np.imag(start)])
    pull, v = np.concatenate([np.real(target), np.imag(target)]), np.zeros(2 * d)
    for _ in range(steps):
        v = momentum * v - rate * (hessian @ theta - pull)
        theta = theta + v
    return theta[:d] + 1j * theta[d:]


ANSWERS = {
    "3.5-1": {
        "right": [body, body_by_the_mass_first],
        "wrong": {
            "has the friction 1": lambda rate, momentum, friction: body(rate, momentum, 1.0),
            "multiplies where you divide": lambda rate, momentum, friction: body(rate, momentum, 1 / friction),
            "carries the square": lambda rate, momentum, friction: body(rate, momentum, friction) * [1, 1 - momentum],
            "first the step, then the mass": lambda rate, momentum, friction: body(rate, momentum, friction)[::-1],
            "without friction": lambda rate, momentum, friction: (
                np.sqrt(rate) * np.array([1, momentum * friction / (1 - momentum)])
            ),
        },
    },
    "3.5-2": {
        "right": [longest, longest_by_halving],
        "wrong": {
            "the crawler's bound": lambda momentum, curvature: 2 / curvature,
            "the bound of the ball": lambda momentum, curvature: 2 * (1 + momentum) / curvature,
            "keeps the ball's energy from rising": lambda momentum, curvature: 2 * (1 - momentum) / curvature,
            "it is no bound": lambda momentum, curvature: 1 / curvature,
        },
    },
    "3.5-3": {
        "right": [brake, brake_without_velocities],
        "wrong": {
            "never brakes": lambda *a: brake(*a, climbs=lambda slope, v: False),
            "so it crawls": lambda *a: brake(*a, climbs=lambda slope, v: True),
            "on its way down": lambda *a: brake(*a, climbs=lambda slope, v: slope @ v < 0),
            "each component brakes by itself": brake_by_components,
            "Look before you push": brake_after_the_push,
        },
    },
    "3.5-4": {
        "right": [ball, ball_in_two_parts],
        "wrong": {
            "makes its conjugate a vector": lambda *a: ball(*a, vector=lambda w: w),
            "A factor 2": lambda *a: ball(*a, factor=0.5),
            "This ball climbs": lambda *a: ball(*a, factor=-1.0),
            "has no memory": lambda a, b, z, rate, momentum, steps: ball(a, b, z, rate, 0.0, steps),
        },
    },
}
