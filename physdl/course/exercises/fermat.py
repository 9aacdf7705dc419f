"""Public checks of the exercises of lesson 1.1, Fermat's light.

Nothing here solves an exercise: each answer is put into what it must satisfy (a delay, Snell's law, a travel time whose
differences are taken) and the remainder is measured.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives
from physdl.course.plain import Formula

_OWN_WORK = ("physdl.action.fermat", "physdl.action._polyline")


def _late_by(trial):
    separation, speed, gap = trial.arguments
    echo = 2 * np.hypot(trial.result, separation / 2)
    return abs((echo - separation) / speed - gap) / gap


ECHO = Exercise(
    id="1.1-1",
    entry="echo_distance",
    signature="echo_distance(separation, speed, gap)",
    returns=Returns("real"),
    cases=(Case.call(0.0, 343.0, 0.1), Case.call(5.0, 343.0, 0.1), Case.call(30.0, 1480.0, 0.05)),
    properties=(
        Property(
            "from the distance you return, the echo arrives later than the direct sound by exactly the gap",
            _late_by,
            tolerance=1e-9,
            near=1e-2,
            says="The gap comes out wrong by a fraction {error}.",
        ),
        Property("the wall stands in front of you", lambda t: float(t.result <= 0), tolerance=0.5, says=""),
    ),
    mistakes=(
        Mistake(
            "The echo goes to the wall and comes back: each leg is half of its way.",
            gives(lambda d, c, t: np.sqrt((d + c * t) ** 2 - (d / 2) ** 2)),
        ),
        Mistake(
            "You counted the gap from the shout; it starts when the direct sound arrives.",
            gives(lambda d, c, t: np.sqrt((c * t) ** 2 - d**2) / 2),
        ),
        Mistake(
            "That is right if mouth and ear are at one place; the separation is missing.",
            gives(lambda d, c, t: c * t / 2),
        ),
    ),
    hints=(
        "Mirror the speaker in the wall. From where does the echo seem to come, and how long is the straight line?",
        "Write both path lengths with one unknown; their difference is what sound covers in the gap.",
    ),
)


def _length(half_distance, height, curvature, x):
    y = curvature * x**2 / 2
    return np.hypot(x + half_distance, height - y) + np.hypot(x - half_distance, height - y)


def _bend(trial):
    a, h, curvature = trial.arguments
    s = 0.01 * np.hypot(a, h)
    far, near, here = (_length(a, h, curvature, x) for x in (2 * s, s, 0.0))
    measured = (-far + 16 * near - 15 * here) / (6 * s**2)  # fourth order, and the length is even in x
    return abs(trial.result - measured) * np.hypot(a, h)


def _flat(a, h):
    return 2 * h**2 / np.hypot(a, h) ** 3


GALLERY = Exercise(
    id="1.1-2",
    entry="whisper",
    signature="whisper(half_distance, height, curvature)",
    returns=Returns("real"),
    cases=(
        Case.call(2.0, 1.5, 0.0),
        Case.call(2.0, 1.5, -0.4),
        Case.call(2.0, 1.5, 1.0),
        Case.call(3.0, 4.0, 4 / 25),
        Case.call(0.0, 2.0, 0.1),
    ),
    properties=(
        Property(
            "it is the second derivative of the length, which differences of the length measure as well",
            _bend,
            tolerance=1e-5,
            near=2e-2,
            says="The two differ by {error} in units of 1/r.",
        ),
    ),
    mistakes=(
        Mistake(
            "Only one of the two legs is in it.",
            lambda t: _bend(_doubled(t, 2)) < 1e-5,
        ),
        Mistake(
            "The sign of the wall's curvature is turned round: a positive one bends towards the two people.",
            lambda t: _bend(_turned(t)) < 1e-5,
        ),
        Mistake("The wall's curvature does not enter: that is a flat wall.", gives(lambda a, h, k: _flat(a, h))),
        Mistake(
            "This holds for sound that meets the wall head-on (half_distance = 0); here it comes in at a slant.",
            gives(lambda a, h, k: 2 * (1 / h - k), rtol=1e-5),
        ),
    ),
    hints=(
        "Expand one leg to second order in x. The wall's height at x, ½·curvature·x², is of second order already.",
        "√(r² + u) = r + u/(2r) − u²/(8r³) + …: which terms of u² are of order x²?",
    ),
)


def _doubled(trial, factor):
    return type(trial)(trial.calls, tuple(factor * r for r in trial.results), trial.facts)


def _turned(trial):
    calls = tuple((a, h, -curvature) for a, h, curvature in trial.calls)
    return type(trial)(calls, trial.results, trial.facts)


def _legs(trial):
    """Return the run and the length of the ray in each layer, and the speeds."""
    offset, thickness, speed = trial.arguments
    run = np.diff(np.concatenate([[0.0], trial.result, [offset]]))
    return run, np.hypot(run, thickness), np.asarray(speed)


def _spread(values):
    largest = np.max(np.abs(values))
    return float(np.ptp(values) / largest) if largest > 0 else np.inf


def _snell(trial):
    run, length, speed = _legs(trial)
    return _spread(run / length / speed)


def _slower_than_straight(trial):
    offset, thickness, speed = trial.arguments
    _, length, speed = _legs(trial)
    straight = np.hypot(1, offset / np.sum(thickness)) * np.sum(thickness / speed)
    return max(0.0, np.sum(length / speed) / straight - 1)


def _constant(combination):
    """Return the test that a combination of run, length, thickness and speed is the same in all layers."""

    def shows(trial):
        run, length, speed = _legs(trial)
        return _spread(combination(run, length, np.asarray(trial.arguments[1]), speed)) < 1e-5

    return shows


LAYERS = Exercise(
    id="1.1-3",
    entry="crossings",
    signature="crossings(offset, thickness, speed)",
    returns=Returns("real", lambda offset, thickness, speed: (len(thickness) - 1,)),
    cases=(
        Case.call(100.0, np.array([40.0, 60.0]), np.array([1480.0, 1530.0])),
        Case.call(2.0, np.array([1.0, 1.0]), np.array([1.0, 0.75])),
        Case.call(900.0, np.array([50.0, 120.0, 80.0, 30.0]), np.array([1520.0, 1450.0, 1600.0, 1900.0])),
    ),
    properties=(
        Property(
            "Snell's ratio sin θ / v is the same in every layer",
            _snell,
            tolerance=1e-6,
            near=2e-2,
            says="Between layers it changes by a fraction {error}.",
        ),
        Property(
            "the path is no slower than the straight line",
            _slower_than_straight,
            tolerance=1e-12,
            near=1e-3,
            says="It takes longer by a fraction {error}.",
        ),
    ),
    mistakes=(
        Mistake("This is the straight line: it ignores the speeds.", _constant(lambda r, s, h, v: r / h)),
        Mistake(
            "Here sin θ · v is the same in every layer. The index is 1/v: the ray leans over where sound is fast.",
            _constant(lambda r, s, h, v: r / s * v),
        ),
        Mistake(
            "Here tan θ / v is the same in every layer; that replaces sin θ by tan θ and holds for steep rays only.",
            _constant(lambda r, s, h, v: r / h / v),
        ),
        Mistake(
            "Here cos θ / v is the same in every layer: θ is counted from the vertical, not from the interface.",
            _constant(lambda r, s, h, v: h / s / v),
        ),
    ),
    hints=(
        "One number, p = sin θ / v, fixes the ray in all layers. How far does it run sideways in one layer?",
        "The sum of these runs grows with p from 0 to infinity as p goes from 0 to 1/(largest speed). Bisect.",
    ),
    forbids=_OWN_WORK,
)


def _time(path, index, seen):
    """Return the trapezoid travel time of `path` when the index is looked up at `seen`."""
    n = index(seen)
    return np.sum((n[1:] + n[:-1]) / 2 * np.linalg.norm(np.diff(path, axis=0), axis=1))


def _measured(path, index, *, lengths=1.0, lookups=1.0):
    """Return the gradient by central differences; the weights say how far lengths and index look-ups follow a node."""
    h = 1e-5 * np.mean(np.linalg.norm(np.diff(path, axis=0), axis=1))
    gradient = np.zeros_like(path)
    for place in np.ndindex(path.shape):
        move = np.zeros_like(path)
        move[place] = h
        ahead, behind = (_time(path + s * lengths * move, index, path + s * lookups * move) for s in (1, -1))
        gradient[place] = (ahead - behind) / (2 * h)
    return gradient[1:-1]


def _off(trial, sign=1.0, **weights):
    """Return the deviation from the differences in units of the index: on a true ray the gradient itself fades."""
    return max(
        float(np.max(np.abs(result - sign * _measured(path, index, **weights))) / np.max(index(path)))
        for (path, index, _), result in zip(trial.calls, trial.results, strict=True)
    )


def _fades(trial):
    """Return how far the gradient is from falling as the cube of the spacing, as it must on a true ray."""
    if "order" not in trial.facts:
        return 0.0
    coarse, fine = (np.max(np.abs(result)) for result in trial.results)
    return abs(np.log2(coarse / fine) - trial.facts["order"])


def arc(segments):
    """Return nodes on a ray of the medium n = 1/y: a circle whose centre lies at height 0."""
    phi = np.linspace(1.1, 2.0, segments + 1)
    return 2.0 * np.stack([np.cos(phi), np.sin(phi)], axis=-1)


SLOPE_INDEX = (Formula("1 / x[..., 1]"), Formula("stack([0 * x[..., 0], -1 / x[..., 1] ** 2], axis=-1)"))
_BLOB = {"a": 0.4, "w": 0.8}
_GLASS = (
    Formula("1 + a * exp(-sum(x**2, axis=-1) / w**2)", **_BLOB),
    Formula("-2 * a / w**2 * x * exp(-sum(x**2, axis=-1) / w**2)[..., None]", **_BLOB),
)
_ZIGZAG = np.array([[-1.0, 0.2], [-0.5, 0.5], [0.1, 0.3], [0.4, -0.2], [1.1, 0.1]])


def _resembles(sign=1.0, **weights):
    return lambda trial: _off(trial, sign, **weights) < 1e-6


GRADIENT = Exercise(
    id="1.1-4",
    entry="time_gradient",
    signature="time_gradient(path, index, index_gradient)",
    returns=Returns("real", lambda path, index, index_gradient: (len(path) - 2, path.shape[1])),
    cases=(
        Case.call(_ZIGZAG, *_GLASS),
        Case.call(_ZIGZAG, Formula("1.5 + 0 * x[..., 0]"), Formula("0 * x")),
        Case(((arc(16), *SLOPE_INDEX), (arc(32), *SLOPE_INDEX)), {"order": 3}),
    ),
    properties=(
        Property(
            "it agrees with differences of the travel time",
            _off,
            tolerance=1e-6,
            near=1e-2,
            says="In units of the index they differ by {error}.",
        ),
        Property(
            "on a true ray it fades as the cube of the spacing",
            _fades,
            tolerance=0.2,
            near=0.5,
            says="The measured order is off by {error}.",
        ),
    ),
    mistakes=(
        Mistake("The sign is turned round: this is the direction in which the time falls.", _resembles(-1.0)),
        Mistake(
            "The lengths follow the node, the index does not: the term with index_gradient is missing.",
            _resembles(lookups=0.0),
        ),
        Mistake(
            "The index term is twice too large: a node's index has weight ½ in each of its two segments.",
            _resembles(lookups=2.0),
        ),
        Mistake("The index follows the node, the lengths do not.", _resembles(lengths=0.0)),
    ),
    hints=(
        "A node touches two segments. Write the time of these two alone and differentiate.",
        "The length |x − y| changes by the unit vector from y to x; the mean index of a segment by half the node's ∇n.",
    ),
    forbids=_OWN_WORK,
)

EXERCISES = (ECHO, GALLERY, LAYERS, GRADIENT)
