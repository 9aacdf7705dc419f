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


def body_by_lists(rate, momentum, friction):
    """Elimination by Cramer's rule, in NumPy's scalars: m (1 − β) = β γ h and h/γ = η/(1 − β)."""
    a = np.array([[-momentum * friction, 1 - momentum], [(1 - momentum) / friction, 0]])
    return tuple(np.linalg.solve(a, [0, rate]))


def body_over_the_momentum(rate, momentum, friction):
    step = friction * rate / (1 - momentum)
    return [step, friction * step / (1 / momentum - 1)]


def body_of_the_crawler(rate, momentum, friction):
    step = friction * rate
    return [step, friction * step * momentum / (1 - momentum)]


def body_with_one_friction(rate, momentum, friction):
    return body(rate, momentum, friction) / np.array([1, friction])


def body_by_a_table(rate, momentum, friction):
    return [0.1, 0.9]


def longest_by_simulation(momentum, curvature):
    """Watch long runs, and halve the rates between those that die and those that grow."""
    low, high = 0.5 / curvature, 2.5 / curvature
    for _ in range(25):
        rate = (low + high) / 2
        before, x = 1.0, -1.0
        for _ in range(400):
            before, x = x, (1 - rate * curvature) * (x + momentum * (x - before))
        low, high = (rate, high) if abs(x) < 1 else (low, rate)
    return low


def brake_with_lists(hessian, start, rate, steps):
    place, v, path = [float(x) for x in start], [0.0] * len(start), [list(map(float, start))]
    for _ in range(steps):
        slope = [sum(h * x for h, x in zip(row, place, strict=True)) for row in hessian]
        if sum(a * b for a, b in zip(slope, v, strict=True)) > 0:
            v = [0.0] * len(v)
        v = [a - rate * b for a, b in zip(v, slope, strict=True)]
        place = [x + a for x, a in zip(place, v, strict=True)]
        path.append(place)
    return path


def brake_standing_still(hessian, start, rate, steps):
    path, v = [np.array(start, float)], np.zeros(len(start))
    for _ in range(steps):
        slope = hessian @ path[-1]
        v = v - rate * slope if slope @ v <= 0 else 0 * v
        path.append(path[-1] + v)
    return np.array(path)


def brake_when_risen(hessian, start, rate, steps):
    path, v, seen = [np.array(start, float)], np.zeros(len(start)), np.inf
    for _ in range(steps):
        here, slope = path[-1] @ hessian @ path[-1] / 2, hessian @ path[-1]
        v = (0 * v if here > seen else v) - rate * slope
        path, seen = [*path, path[-1] + v], here
    return np.array(path)


def brake_from_elsewhere(hessian, start, rate, steps):
    return brake(hessian, start + np.eye(len(start))[0], rate, steps)


def ball_by_modes(matrix, target, start, rate, momentum, steps):
    """Each eigenvector is a ball of its own: powers of a 2 × 2 matrix."""
    values, vectors = np.linalg.eigh(matrix)
    rest = np.linalg.solve(matrix, target)
    away = np.conj(vectors.T) @ (start - rest)
    for k, value in enumerate(values):
        move = np.array([[1 - rate * value, momentum], [-rate * value, momentum]])
        away[k] = (np.linalg.matrix_power(move, steps) @ [away[k], 0])[0]
    return rest + vectors @ away


def ball_with_unscaled_velocity(matrix, target, start, rate, momentum, steps):
    z, v = np.array(start, complex), np.zeros(len(start), complex)
    for _ in range(steps):
        v = momentum * v + matrix @ z - target
        z = z - rate * v
    return list(z)


def ball_of_nesterov(matrix, target, start, rate, momentum, steps):
    z, v = np.array(start, complex), np.zeros(len(start), complex)
    for _ in range(steps):
        v = momentum * v - rate * (matrix @ (z + momentum * v) - target)
        z = z + v
    return z


def ball_moved_first(matrix, target, start, rate, momentum, steps):
    z, v = np.array(start, complex), np.zeros(len(start), complex)
    for _ in range(steps):
        z = z + v
        v = momentum * v - rate * (matrix @ z - target)
    return z


def ball_from_zero(matrix, target, start, rate, momentum, steps):
    return ball(matrix, target, 0 * start, rate, momentum, steps)


def ball_without_target(matrix, target, start, rate, momentum, steps):
    return ball(matrix, 0 * target, start, rate, momentum, steps)


def brake_at_a_clear_climb(hessian, start, rate, steps, least=1e-5):
    """Take a climb for one only if its slope is steep enough, or brake a little before it."""

    def climbs(slope, v):
        return slope @ v > least * np.linalg.norm(slope) * np.linalg.norm(v)

    return brake(hessian, start, rate, steps, climbs=climbs)


def ball_at_rest(matrix, target, *others):
    return np.linalg.solve(matrix, target)


ANSWERS = {
    "3.5-1": {
        "right": [body, body_by_the_mass_first, body_by_lists],
        "wrong": {
            "has the friction 1": lambda rate, momentum, friction: body(rate, momentum, 1.0),
            "multiplies where you divide": lambda rate, momentum, friction: body(rate, momentum, 1 / friction),
            "carries the square": lambda rate, momentum, friction: body(rate, momentum, friction) * [1, 1 - momentum],
            "first the step, then the mass": lambda rate, momentum, friction: body(rate, momentum, friction)[::-1],
            "without friction": lambda rate, momentum, friction: (
                np.sqrt(rate) * np.array([1, momentum * friction / (1 - momentum)])
            ),
            "β = 0 is allowed": body_over_the_momentum,
            "is the crawler's step": body_of_the_crawler,
            "The mass carries γ²": body_with_one_friction,
            "this body has the rate and the momentum": body_by_a_table,
            "a fraction": lambda *a: np.float32(body(*a)).astype(float) * (1 + 1e-6),
        },
    },
    "3.5-2": {
        "right": [longest, longest_by_halving, lambda *a: np.asarray(longest(*a))],
        "wrong": {
            "the crawler's bound": lambda momentum, curvature: 2 / curvature,
            "the bound of the ball": lambda momentum, curvature: 2 * (1 + momentum) / curvature,
            "keeps the ball's energy from rising": lambda momentum, curvature: 2 * (1 - momentum) / curvature,
            "it is no bound": lambda momentum, curvature: 1 / curvature,
            "is the limit of the bound": lambda momentum, curvature: 4 / (3 * curvature),
            "divided by the curvature": lambda momentum, curvature: longest(momentum, 1.0),
            "The largest root has the size": lambda momentum, curvature: 2 / (1 + 2 * momentum) / curvature,
            "a shorter one lets it shrink": longest_by_simulation,
        },
    },
    "3.5-3": {
        "right": [brake, brake_without_velocities, brake_with_lists],
        "wrong": {
            "never brakes": lambda *a: brake(*a, climbs=lambda slope, v: False),
            "before every move, so it crawls": lambda *a: brake(*a, climbs=lambda slope, v: True),
            "on its way down": lambda *a: brake(*a, climbs=lambda slope, v: slope @ v < 0),
            "each component brakes by itself": brake_by_components,
            "Look before you push": brake_after_the_push,
            "stands still for a step": brake_standing_still,
            "at the bottom. It brakes if it climbs": lambda *a: brake(*a, climbs=lambda slope, v: slope @ v >= 0),
            "whether the loss has risen": brake_when_risen,
            "begins at the start": brake_from_elsewhere,
            "where a real number was expected": lambda *a: brake(*a) + 0j,
            "of shape": lambda *a: brake(*a)[:-1],
            "the next is a push alone": brake_at_a_clear_climb,
            "each move is the last one and a push": lambda *a: brake_at_a_clear_climb(*a, least=-1e-5),
        },
        "untold": {"never brakes": lambda *a: 0 * brake(*a), "so it crawls": lambda *a: 0 * brake(*a)},
    },
    "3.5-4": {
        "right": [ball, ball_in_two_parts, ball_by_modes, ball_with_unscaled_velocity],
        "wrong": {
            "makes its conjugate a vector": lambda *a: ball(*a, vector=lambda w: w),
            "A factor 2": lambda *a: ball(*a, factor=0.5),
            "This ball climbs": lambda *a: ball(*a, factor=-1.0),
            "has no memory": lambda a, b, z, rate, momentum, steps: ball(a, b, z, rate, 0.0, steps),
            "factor 1 − β": lambda a, b, z, rate, momentum, steps: ball(
                a, b, z, rate * (1 - momentum), momentum, steps
            ),
            "that is Nesterov's rule": ball_of_nesterov,
            "z moves before v is pushed": ball_moved_first,
            "without a step the ball is at its start": ball_from_zero,
            "goes against the slopes of the loss": ball_without_target,
            "Holds only roughly": lambda *a: ball(*a, factor=1 + 5e-9),
        },
        "untold": {
            "makes its conjugate a vector": ball_at_rest,
            "The first step leads nowhere": ball_at_rest,
            "z moves before v is pushed": lambda matrix, target, start, *others: start,
        },
    },
}
