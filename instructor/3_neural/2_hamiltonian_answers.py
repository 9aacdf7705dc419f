"""Answers to the exercises of lesson 3.2 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
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


def shares_by_differences(weights, changes, x, terminal, h=1e-4):
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


def shares_of_running_turns(weights, changes, x, terminal):
    return np.cumsum(shares(weights, changes, x, terminal))


def shares_by_coarse_differences(weights, changes, x, terminal):
    return shares_by_differences(weights, changes, x, terminal, h=0.3)


def shares_of_two_layers(weights, changes, x, terminal):
    """Right for two layers; what stands between is skipped where there are more."""
    points, last = forward(weights, x), len(weights) - 1
    front = np.asarray(terminal) * (1 - points[-1] ** 2)
    first = (front @ weights[-1]) if last else front
    found = np.zeros(len(weights))
    found[last] = front @ changes[-1] @ points[-2]
    if last == 1:
        found[0] = (first * (1 - points[1] ** 2)) @ changes[0] @ x
    return found


def angle(hessian):
    low, high = np.linalg.eigvalsh(hessian)
    ratio = np.sqrt(high / low)
    return np.arccos(min(2 * ratio / (ratio**2 + 1), 1.0))


def angle_by_tangent(hessian):
    low, high = np.linalg.eigvalsh(hessian)
    return np.arctan((high - low) / (2 * np.sqrt(low * high)))


def angle_of_the_diagonal(hessian):
    return angle(np.diag(np.diag(hessian)))


def slowest(hessian, turn):
    return -rates(hessian, turn).real.max()


def angle_by_halving(hessian):
    """Halve the interval between straight decay and a spiral."""
    low, high = 0.0, np.pi / 2
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if np.any(rates(hessian, middle).imag != 0) else (middle, high)
    return np.float64(low)


def angle_of_a_scan(hessian):
    angles = np.linspace(0, np.pi / 2, 1000)
    return angles[np.argmax([slowest(hessian, turn) for turn in angles])] + 2e-4


def angle_of_a_long_valley(hessian):
    """Right to the first order of √(s₁/s₂) only."""
    low, high = np.linalg.eigvalsh(hessian)
    return np.pi / 2 - 2 * np.sqrt(low / high)


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


def step_of_the_largest(hessian, angle):
    mu = rates(hessian, angle)
    largest = mu[np.argmax(np.abs(mu))]
    return -2 * largest.real / abs(largest) ** 2


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


def times_by_columns(weights, x, v):
    """Form the whole Hessian, column by column."""
    return np.array([times_by_complex_step(weights, x, e) for e in np.eye(len(x))]).T @ v


def times_by_differences(weights, x, v, h=1e-5):
    return (differential(weights, x + h * v) - differential(weights, x - h * v)) / (2 * h)


ANSWERS = {
    "3.2-1": {
        "right": [shares, shares_by_arrows, shares_by_differences, lambda *a: tuple(np.float64(s) for s in shares(*a))],
        "wrong": {
            "The covector stands behind the bend": shares_before_the_bend,
            "not through the bend": shares_through_straight_layers,
            "in the order of the walk back": shares_reversed,
            "The slopes 1 − y² of the bends are missing": shares_without_slopes,
            "the derivative along δW": shares_of_whole_turns,
            "You turned by the whole δW": shares_of_whole_layers,
            "The sign is turned round": lambda *a: -shares(*a),
            "running sums": shares_of_running_turns,
            "over a turn that is not small enough": shares_by_coarse_differences,
            "Does not hold: each share": shares_of_two_layers,
        },
    },
    "3.2-2": {
        "right": [angle, angle_by_tangent, angle_by_halving],
        "wrong": {
            "in radians": lambda hessian: np.degrees(angle(hessian)),
            "A factor 2 is missing": lambda hessian: np.arccos(np.cos(angle(hessian)) / 2),
            "from the level line": lambda hessian: np.pi / 2 - angle(hessian),
            "not along those of the valley": angle_of_the_diagonal,
            "as a search over a grid is": angle_of_a_scan,
            "The sign is turned round": lambda hessian: -angle(hessian),
            "A root is missing": lambda hessian: np.arccos(np.cos(angle(hessian)) ** 2),
            "Does not hold: at a slightly smaller angle": angle_of_a_long_valley,
            "the path is already a spiral": lambda hessian: (angle(hessian) + np.pi / 2) / 2,
        },
        "untold": {
            "farther than one radian": lambda hessian: angle(hessian) / 2,
            "both parts decay alike": lambda hessian: np.pi / 2,
            "To find the one below": lambda hessian: np.degrees(angle(hessian)),
            "to go 1 rad": lambda hessian: 0.7 * angle(hessian),
        },
    },
    "3.2-3": {
        "right": [step, step_by_halving, step_to_six_digits, lambda S, a: np.longdouble(step(S, a))],
        "wrong": {
            "belongs to plain descent": lambda hessian, angle: 2 / np.linalg.eigvalsh(hessian)[-1],
            "Only the real parts enter": lambda hessian, angle: np.min(-2 / rates(hessian, angle).real),
            "spirals of two screws only": step_of_spirals,
            "all q come first, then all p": step_interleaved,
            "as a search over a list of steps is": step_of_a_scan,
            "with the largest |μ|": step_of_the_largest,
            "A step is a positive number": lambda hessian, angle: -step(hessian, angle),
            "the reciprocal": lambda hessian, angle: 1 / step(hessian, angle),
            "The factor 2 is missing": lambda hessian, angle: step(hessian, angle) / 2,
            "the longest of the bounds": lambda hessian, angle: np.max(
                -2 * rates(hessian, angle).real / np.abs(rates(hessian, angle)) ** 2
            ),
            "shortened by a fraction between 0.01 and 0.1": lambda *a: 1.02 * step(*a),
            "even if your step is shortened by a tenth": lambda *a: 1.12 * step(*a),
            "even if your step is lengthened to twice": lambda *a: 0.4 * step(*a),
        },
        "untold": {
            "with the largest |μ|": lambda hessian, angle: 0.0,
            "Already holds": lambda hessian, angle: 0.0,
            "any step near yours": lambda hessian, angle: 1.12 * step(hessian, angle),
            "That is the bound": lambda hessian, angle: 1e-7,
        },
    },
    "3.2-4": {
        "right": [times, times_by_complex_step, times_by_differences, times_by_columns],
        "wrong": {
            "The slopes of the bends move as well": lambda weights, x, v: times(weights, x, v, curved=0.0),
            "The covector at the output moves too": lambda weights, x, v: times(weights, x, v, end=0.0),
            "has a minus sign": lambda weights, x, v: times(weights, x, v, curved=-1.0),
            "the factor 2 is missing": lambda weights, x, v: times(weights, x, v, curved=0.5),
            "The sign is turned round": lambda weights, x, v: -times(weights, x, v),
            "Twice too large": lambda weights, x, v: 2 * times(weights, x, v),
            "the differential at the place itself": lambda weights, x, v: differential(weights, x),
            "too long or too short": lambda weights, x, v: times_by_differences(weights, x, v, h=0.03),
        },
    },
}
