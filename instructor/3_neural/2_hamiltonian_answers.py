"""Answers to the exercises of lesson 3.2 that show what the checks are worth.

For each exercise: "right" answers of different making, and "wrong" ones under words that the feedback must contain.
"""

import numpy as np


def forward(weights, x):
    points = [np.asarray(x)]
    for weight in weights:
        points.append(np.tanh(np.asarray(weight) @ points[-1]))
    return points


def shares(weights, changes, x, terminal):
    points, covector, found = forward(weights, x), np.asarray(terminal), []
    for k in reversed(range(len(weights))):
        covector = covector * (1 - points[k + 1] ** 2)
        found.insert(0, covector @ changes[k] @ points[k])
        covector = covector @ weights[k]
    return np.array(found)


def shares_by_arrows(weights, changes, x, terminal):
    """Push the arrow of each layer to the output: many causes, one run for each."""
    points, found = forward(weights, x), []
    for k in range(len(weights)):
        arrow = (1 - points[k + 1] ** 2) * (changes[k] @ points[k])
        for weight, y in zip(weights[k + 1 :], points[k + 2 :], strict=True):
            arrow = (1 - y**2) * (weight @ arrow)
        found.append(float(arrow @ terminal))
    return found


def shares_before_the_bend(weights, changes, x, terminal):
    points, covector, found = forward(weights, x), np.asarray(terminal), []
    for k in reversed(range(len(weights))):
        found.insert(0, covector @ changes[k] @ points[k])
        covector = (covector * (1 - points[k + 1] ** 2)) @ weights[k]
    return np.array(found)


def shares_through_straight_layers(weights, changes, x, terminal):
    points, covector, found = forward(weights, x), np.asarray(terminal), []
    for k in reversed(range(len(weights))):
        found.insert(0, (covector * (1 - points[k + 1] ** 2)) @ changes[k] @ points[k])
        covector = covector @ weights[k]
    return np.array(found)


def shares_without_slopes(weights, changes, x, terminal):
    points, covector, found = forward(weights, x), np.asarray(terminal), []
    for k in reversed(range(len(weights))):
        found.insert(0, covector @ changes[k] @ points[k])
        covector = covector @ weights[k]
    return np.array(found)


def shares_by_differences(weights, changes, x, terminal, h=3e-3):
    def end(k, size):
        return forward([w + size * changes[k] if j == k else w for j, w in enumerate(weights)], x)[-1]

    return [terminal @ (end(k, h) - end(k, -h)) / (2 * h) for k in range(len(weights))]


def shares_of_whole_turns(weights, changes, x, terminal):
    end = forward(weights, x)[-1]
    turned = [[*weights[:k], weights[k] + change, *weights[k + 1 :]] for k, change in enumerate(changes)]
    return [terminal @ (forward(other, x)[-1] - end) for other in turned]


def shares_of_whole_layers(weights, changes, x, terminal):
    points, covector, found = forward(weights, x), np.asarray(terminal), []
    for k in reversed(range(len(weights))):
        found.insert(0, covector @ (np.tanh((weights[k] + changes[k]) @ points[k]) - points[k + 1]))
        covector = (covector * (1 - points[k + 1] ** 2)) @ weights[k]
    return np.array(found)


def shares_reversed(weights, changes, x, terminal):
    return shares(weights, changes, x, terminal)[::-1]


def angle(hessian):
    low, high = np.linalg.eigvalsh(hessian)
    ratio = np.sqrt(high / low)
    return np.arccos(2 * ratio / (ratio**2 + 1))


def angle_by_tangent(hessian):
    low, high = np.linalg.eigvalsh(hessian)
    return np.arctan((high - low) / (2 * np.sqrt(low * high)))


def angle_of_the_diagonal(hessian):
    return angle(np.diag(np.diag(hessian)))


def slowest(hessian, turn):
    return -rates(hessian, turn).real.max()


def angle_by_search(hessian):
    low, high, part = 0.0, np.pi / 2, (np.sqrt(5) - 1) / 2
    for _ in range(26):  # to some 1e-6
        left, right = high - part * (high - low), low + part * (high - low)
        low, high = (left, high) if slowest(hessian, left) < slowest(hessian, right) else (low, right)
    return (low + high) / 2


def angle_of_a_scan(hessian):
    angles = np.linspace(0, np.pi / 2, 1000)
    return angles[np.argmax([slowest(hessian, turn) for turn in angles])]


def rates(hessian, turn):
    d = len(hessian) // 2
    omega = np.block([[np.zeros((d, d)), np.eye(d)], [-np.eye(d), np.zeros((d, d))]])
    return np.linalg.eigvals((np.sin(turn) * omega - np.cos(turn) * np.eye(2 * d)) @ hessian)


def step(hessian, angle):
    mu = rates(hessian, angle)
    return float(np.min(-2 * mu.real / np.abs(mu) ** 2))


def step_by_halving(hessian, angle):
    mu, low, high = rates(hessian, angle), 0.0, 1.0
    while np.all(np.abs(1 + high * mu) < 1):
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if np.all(np.abs(1 + middle * mu) < 1) else (low, middle)
    return low


def step_to_six_digits(hessian, angle):
    return float(f"{step(hessian, angle):.6g}")


def step_of_a_scan(hessian, angle):
    """Return the first step of a list at which something grows."""
    mu = rates(hessian, angle)
    steps = np.geomspace(1e-6, 1e4, 2500)
    return steps[np.argmax(np.abs(1 + steps[:, None] * mu).max(axis=1) > 1)]


def step_of_spirals(hessian, angle):
    curvatures = np.linalg.eigvalsh(hessian)
    return (1 / curvatures[0] + 1 / curvatures[-1]) * np.cos(angle)


def step_interleaved(hessian, angle):
    turn = np.kron(np.eye(len(hessian) // 2), [[0, 1], [-1, 0]])
    mu = np.linalg.eigvals((np.sin(angle) * turn - np.cos(angle) * np.eye(len(hessian))) @ hessian)
    return np.min(-2 * mu.real / np.abs(mu) ** 2)


def differential(weights, x):
    points = forward(weights, x)
    covector = points[-1]
    for weight, y in zip(weights[::-1], points[:0:-1], strict=True):
        covector = (covector * (1 - y**2)) @ weight
    return covector


def times(weights, x, v, curved=1.0, end=1.0):
    points = forward(weights, x)
    arrows = [np.asarray(v)]
    for weight, y in zip(weights, points[1:], strict=True):
        arrows.append((1 - y**2) * (weight @ arrows[-1]))
    covector, moved = points[-1], end * arrows[-1]
    for k in reversed(range(len(weights))):
        slope = 1 - points[k + 1] ** 2
        change = -2 * curved * points[k + 1] * arrows[k + 1]
        covector, moved = (covector * slope) @ weights[k], (moved * slope + covector * change) @ weights[k]
    return moved


def times_by_complex_step(weights, x, v):
    return (differential(weights, x + 1e-30j * np.asarray(v)).imag / 1e-30).tolist()


def times_by_differences(weights, x, v, h=1e-4):
    return (differential(weights, x + h * v) - differential(weights, x - h * v)) / (2 * h)


ANSWERS = {
    "3.2-1": {
        "right": [shares, shares_by_arrows, shares_by_differences],
        "wrong": {
            "The covector stands behind the bend": shares_before_the_bend,
            "not through the bend": shares_through_straight_layers,
            "in the order of the walk back": shares_reversed,
            "The slopes 1 − y² of the bends are missing": shares_without_slopes,
            "the derivative along δW": shares_of_whole_turns,
            "You turned by the whole δW": shares_of_whole_layers,
        },
    },
    "3.2-2": {
        "right": [angle, angle_by_tangent, angle_by_search],
        "wrong": {
            "in radians": lambda hessian: np.degrees(angle(hessian)),
            "A factor 2 is missing": lambda hessian: np.arccos(np.cos(angle(hessian)) / 2),
            "from the level line": lambda hessian: np.pi / 2 - angle(hessian),
            "not along those of the valley": angle_of_the_diagonal,
            "You seem to have searched": angle_of_a_scan,
            "the path is already a spiral": lambda hessian: (angle(hessian) + np.pi / 2) / 2,
        },
    },
    "3.2-3": {
        "right": [step, step_by_halving, step_to_six_digits],
        "wrong": {
            "belongs to plain descent": lambda hessian, angle: 2 / np.linalg.eigvalsh(hessian)[-1],
            "Only the real parts enter": lambda hessian, angle: np.min(-2 / rates(hessian, angle).real),
            "spirals of two screws only": step_of_spirals,
            "all q come first, then all p": step_interleaved,
            "You seem to have searched": step_of_a_scan,
            "The factor 2 is missing": lambda hessian, angle: step(hessian, angle) / 2,
            "the longest of the bounds": lambda hessian, angle: np.max(
                -2 * rates(hessian, angle).real / np.abs(rates(hessian, angle)) ** 2
            ),
        },
    },
    "3.2-4": {
        "right": [times, times_by_complex_step, times_by_differences],
        "wrong": {
            "The slopes of the bends move as well": lambda weights, x, v: times(weights, x, v, curved=0.0),
            "The covector at the output moves too": lambda weights, x, v: times(weights, x, v, end=0.0),
            "has a minus sign": lambda weights, x, v: times(weights, x, v, curved=-1.0),
            "the factor 2 is missing": lambda weights, x, v: times(weights, x, v, curved=0.5),
        },
    },
}
