"""Public checks of the exercises of lesson 1.1, Fermat's light.

Nothing here solves an exercise: each answer is put into what it must satisfy. From the wall that is returned the echo
must be late by the gap; without the parabola that is returned the length must have no square; along the path Snell's
ratio must stay; and the gradient must say how the time changes along some directions.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns
from physdl.course.plain import Formula

_OWN_WORK = ("physdl.action.fermat", "physdl.action.variational")


def _late_by(trial, leg=0.5, since=0.0):
    """Return by which fraction of the gap the echo comes late from the wall that is returned.

    `leg` is how much of the separation each of its legs spans; `since`, how much of the direct sound's way the gap
    counts in.
    """
    separation, speed, gap = trial.arguments
    echo = 2 * np.hypot(trial.result, leg * separation)
    return abs((echo - (1 - since) * separation) / speed - gap) / gap


def _one_way(trial):
    """Return the same for an echo whose way ends at the wall."""
    separation, speed, gap = trial.arguments
    return abs((np.hypot(trial.result, separation / 2) - separation) / speed - gap) / gap


def wall(rng):
    """Return the case of a wall to be found; the direct sound may take longer than the gap, or no time at all."""
    speed, gap = rng.uniform(200, 5000), rng.uniform(0.02, 0.5)
    return Case.call(rng.uniform(0.2, 3) * speed * gap, speed, gap)


ECHO = Exercise(
    id="1.1-1",
    entry="echo_distance",
    signature="echo_distance(separation, speed, gap)",
    returns=Returns("real"),
    cases=(
        Case.call(0.0, 343.0, 0.1),
        Case.call(5.0, 343.0, 0.1),
        Case.call(30.0, 1480.0, 0.05),
        Case.call(5, 4, 2),
        Case.call(90.0, 343.0, 0.1),
    ),
    properties=(
        Property(
            "from the distance you return, the echo arrives later than the direct sound by exactly the gap",
            _late_by,
            tolerance=1e-9,
            near=1e-7,
            says="The gap comes out wrong by a fraction {error}.",
        ),
        Property("the wall stands in front of you", lambda t: float(t.result <= 0), tolerance=0.5, says=""),
    ),
    fresh=wall,
    mistakes=(
        Mistake(
            "That is twice too far: the singer's image lies as far behind the wall as the singer stands in front.",
            lambda t: _late_by(_scaled(t, 0.5)) < 1e-6 and t.result > 0,
        ),
        Mistake(
            "The echo goes to the wall and comes back: each leg is half of its way.",
            lambda t: _one_way(t) < 1e-6 and t.result > 0,
        ),
        Mistake(
            "You counted the gap from the shout; it starts when the direct sound arrives.",
            lambda t: (
                (_late_by(t, since=1) < 1e-6 and t.result > 0) or t.arguments[1] * t.arguments[2] < t.arguments[0]
            ),
        ),
        Mistake(
            "That is right if mouth and ear are at one place; the separation is missing.",
            lambda t: _late_by(t, leg=0, since=1) < 1e-6 and t.result > 0,
        ),
        Mistake(
            "The distance is right, on the wrong side: take the positive root.",
            lambda t: _late_by(t) < 1e-6 and t.result < 0,
        ),
    ),
    hints=(
        "Mirror the singer in the wall. From where does the echo seem to come, and how long is the straight line?",
        "Write both path lengths with one unknown; their difference is what sound covers in the gap.",
    ),
    undefined="A root of a negative number? The gap starts when the direct sound arrives, not with the shout, and each "
    "leg of the echo spans half of the separation, not all of it.",
)


def _length(half_distance, height, curvature, x):
    y = curvature * x**2 / 2
    return np.sqrt((x + half_distance) ** 2 + (height - y) ** 2) + np.sqrt((x - half_distance) ** 2 + (height - y) ** 2)


def _bend(trial):
    """Return how much of x² is left in the length when the parabola with this second derivative is taken away.

    By Cauchy's integral on a circle about 0, in units of 1/r.
    """
    a, h, curvature = trial.arguments
    circle = 0.2 * np.hypot(a, h) * np.exp(2j * np.pi * np.arange(32) / 32)
    left = _length(a, h, curvature, circle) - trial.result * circle**2 / 2
    return abs(2 * np.mean(left / circle**2).real) * np.hypot(a, h)


def bounce(rng):
    """Return the case of two people before a wall that is curved either way."""
    a, h = rng.uniform(0.5, 20, 2)
    return Case.call(a, h, rng.uniform(-2, 2) * h / (a * a + h * h))


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
        Case.call(12, 5, 0),
        Case.call(40.0, 1.5, 0.001),
    ),
    properties=(
        Property(
            "it is the second derivative of the length, to 1e-12",
            _bend,
            tolerance=1e-12,
            near=1e-10,
            says="It is off by {error} in units of 1/r.",
        ),
    ),
    fresh=bounce,
    mistakes=(
        Mistake(
            "This is half of what is asked. Either only one of the two legs is in it, or it is the coefficient of x²; "
            "the second derivative is twice that.",
            lambda t: _bend(_scaled(t, 2)) < 1e-5,
        ),
        Mistake(
            "The sign of the wall's curvature is turned round: a positive one bends towards the two people.",
            lambda t: _bend(_instead(t, lambda a, h, k: (a, h, -k))) < 1e-5,
        ),
        Mistake(
            "The wall's curvature does not enter: that is a flat wall.",
            lambda t: _bend(_instead(t, lambda a, h, k: (a, h, 0))) < 1e-5,
        ),
        Mistake(
            "The wall's curvature enters half. The wall's height ½κx² is squared with h before it: the mixed term is "
            "twice ½κx²·h.",
            lambda t: _bend(_instead(t, lambda a, h, k: (a, h, k / 2))) < 1e-5,
        ),
        Mistake(
            "This holds for sound that meets the wall head-on (half_distance = 0); here it comes in at a slant.",
            lambda t: (
                _bend(_instead(t, lambda a, h, k: (0, h, k))) < 1e-5 * np.hypot(*t.arguments[:2]) / t.arguments[1]
            ),
        ),
        Mistake(
            "The sign is turned round.",
            lambda t: _bend(_scaled(t, -1)) < 1e-5,
        ),
        Mistake(
            "Right to a few digits, as a difference quotient is, or numbers of single precision. Expand the length "
            "instead.",
            lambda t: _bend(t) < 1e-3,
            rounding=True,
        ),
    ),
    hints=(
        "Expand one leg to second order in x. The wall's height at x, ½·curvature·x², is of second order already.",
        "√(r² + u) = r + u/(2r) − u²/(8r³) + …: which terms of u² are of order x²?",
    ),
)


def _scaled(trial, factor):
    return replace(trial, results=tuple(factor * r for r in trial.results))


def _instead(trial, change):
    return replace(trial, calls=tuple(change(*call) for call in trial.calls))


def _legs(trial):
    """Return the run and the length of the ray in each layer, and the speeds."""
    offset, thickness, speed = trial.arguments
    run = np.diff(np.concatenate([[0.0], trial.result, [offset]]))
    return run, np.hypot(run, thickness), np.asarray(speed)


def _spread(values):
    largest = np.max(np.abs(values))
    return float(np.ptp(values) / largest) if largest > 0 else np.inf


def _moves(trial):
    """Return how far the crossings have to move, to first order, until Snell's law holds everywhere, in offsets."""
    offset, thickness, _ = trial.arguments
    run, length, speed = _legs(trial)
    growth = thickness**2 / length**3 / speed  # of sin θ / v with the run
    inner = growth[1:-1]
    response = np.diag(growth[1:] + growth[:-1]) - np.diag(inner, 1) - np.diag(inner, -1)
    try:
        return float(np.max(np.abs(np.linalg.solve(response, np.diff(run / length / speed))))) / offset
    except np.linalg.LinAlgError:
        return np.inf


def _slower_than_straight(trial):
    offset, thickness, speed = trial.arguments
    _, length, speed = _legs(trial)
    straight = np.hypot(1, offset / np.sum(thickness)) * np.sum(thickness / speed)
    return max(0.0, np.sum(length / speed) / straight - 1)


def _constant(combination):
    """Return the test that a combination of run, length, thickness and speed is the same in all layers."""

    def shows(trial):
        run, length, speed = _legs(trial)
        return _spread(combination(run, length, np.asarray(trial.arguments[1]), speed)) < 1e-3

    return shows


def sea(rng, layers):
    """Return the case of a sea with so many layers, its lengths in metres or in units up to a kilometre."""
    thickness = rng.uniform(5, 200, layers) / 10.0 ** rng.integers(0, 4)
    return Case.call(rng.uniform(0.3, 4) * thickness.sum(), thickness, rng.uniform(1000, 2500, layers))


def skin(rng, layers):
    """Return the same with a fastest layer that is thin, so that the ray runs nearly along it."""
    offset, thickness, speed = sea(rng, layers).calls[0]
    thin = np.where(speed == np.max(speed), 1e-3, 1.0)
    return Case.call(max(offset, 2 * thickness.sum()), thickness * thin, speed)


LAYERS = Exercise(
    id="1.1-3",
    entry="crossings",
    signature="crossings(offset, thickness, speed)",
    returns=Returns("real", lambda offset, thickness, speed: (len(thickness) - 1,)),
    cases=(
        Case.call(100.0, np.array([40.0, 60.0]), np.array([1480.0, 1530.0])),
        Case.call(2.0, np.array([1.0, 1.0]), np.array([1.0, 0.75])),
        Case.call(900.0, np.array([50.0, 120.0, 80.0, 30.0]), np.array([1520.0, 1450.0, 1600.0, 1900.0])),
        Case.call(300.0, np.array([20.0, 1.0, 60.0]), np.array([1500.0, 1500.0, 1500.0])),
        Case.call(5.0, np.array([30.0, 20.0, 50.0, 10.0, 40.0]), np.array([1500.0, 2500.0, 1000.0, 1700.0, 1700.0])),
        Case.call(400.0, np.array([60.0, 0.1, 40.0]), np.array([1450.0, 1800.0, 1500.0])),
    ),
    properties=(
        Property(
            "Snell's ratio sin θ / v is the same above and below every boundary",
            _moves,
            tolerance=1.1e-5,  # the promised 1e-5, and what first order neglects
            near=1.1e-3,
            says="To first order a crossing has to move by {error} of the offset for that.",
        ),
        Property(
            "the path is no slower than the straight line",
            _slower_than_straight,
            tolerance=1e-7,  # crossings that are off by the promised 1e-5 cost less
            near=1e-5,
            says="It takes longer by a fraction {error}.",
        ),
    ),
    fresh=lambda rng: sea(rng, rng.integers(3, 8)),
    mistakes=(
        Mistake("This is the straight line: it ignores the speeds.", _constant(lambda r, s, h, v: r / h)),
        Mistake(
            "You used the speed as an index: sin θ · v is the same in every layer. The index is 1/v, and the ray leans "
            "over where sound is fast.",
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
        Mistake(
            "The crossings come from bottom to top; they are asked from top to bottom.",
            lambda t: _moves(replace(t, results=(t.result[::-1],))) < 1e-4,
        ),
        Mistake(
            "The path is nearly right. Does an iteration stop too early? Close to its minimum the time is flat, so ask "
            "for a smaller gradient, or solve Snell's law instead.",
            lambda t: _moves(t) < 2e-2,
            rounding=True,
        ),
    ),
    hints=(
        "One number, p = sin θ / v, fixes the ray in all layers. How far does it run sideways in one layer?",
        "The sum of these runs grows with p from 0 to infinity as p goes from 0 to 1/(largest speed). Bisect.",
    ),
    undefined="A sine larger than 1? The ray leans over most where sound is fastest: start there.",
    forbids=_OWN_WORK,
)


def _time(path, index, seen):
    """Return the trapezoid travel time of `path` when the index is looked up at `seen`."""
    n = index(seen)
    return np.sum((n[1:] + n[:-1]) / 2 * np.sqrt(np.sum(np.diff(path, axis=0) ** 2, axis=1)))


def _time_at_middles(path, index, seen):
    """Return the same with the index in the middle of each segment."""
    return np.sum(index((seen[1:] + seen[:-1]) / 2) * np.sqrt(np.sum(np.diff(path, axis=0) ** 2, axis=1)))


def _off(trial, sign=1.0, lengths=1.0, lookups=1.0, time=_time):
    """Return how far the travel time's change along some directions is from what the gradient says, by the index.

    An imaginary step tells the change exactly. The weights say how far lengths and index look-ups follow the nodes; the
    index is the unit, since on a true ray the gradient itself fades.
    """
    worst, h = 0.0, 1e-30
    for (path, index, _), result in zip(trial.calls, trial.results, strict=True):
        for direction in np.random.default_rng(len(path)).normal(size=(6, *result.shape)):
            move = 1j * h * np.pad(direction, ((1, 1), (0, 0)))
            change = time(path + lengths * move, index, path + lookups * move).imag / h
            deviation = abs(np.sum(result * direction) - sign * change) / np.max(np.abs(direction))
            worst = max(worst, float(deviation / np.max(np.abs(index(path)))))
    return worst


def _fades(trial):
    """Return how far the gradient is from falling as the cube of the spacing, as it must on a true ray."""
    if "order" not in trial.facts:
        return 0.0
    coarse, fine = (np.max(np.abs(result)) for result in trial.results)
    return abs(np.log2(coarse / fine) - trial.facts["order"])


def _calls_off(trial):
    """Return by how many calls a formula was asked too often; infinity if one was never asked."""
    counts = np.array(trial.counts)
    return float(np.max(counts - 1)) if counts.size and np.all(counts) else np.inf


def _say_calls(trial):
    if not all(trial.counts):
        return ""
    count, (path, *_) = max(zip(trial.counts, trial.calls, strict=True), key=lambda pair: pair[0])
    times = [f"{n} {'time' if n == 1 else 'times'}" for n in count]
    return f"For {len(path)} nodes you call index {times[0]} and index_gradient {times[1]}."


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


def walk(rng, nodes):
    """Return the case of a path of so many nodes in a wavy medium."""
    a, b, c = rng.uniform(0.2, 0.6, 3)
    index = Formula("2 + a * sin(b * x[..., 0]) * cos(c * x[..., 1])", a=a, b=b, c=c)
    along, across = "b * cos(b * x[..., 0]) * cos(c * x[..., 1])", "-c * sin(b * x[..., 0]) * sin(c * x[..., 1])"
    gradient = Formula(f"a * stack([{along}, {across}], axis=-1)", a=a, b=b, c=c)
    return Case.call(np.cumsum(rng.uniform([0.3, -1], [1, 1], (nodes, 2)), axis=0), index, gradient)


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
        Case.call(_ZIGZAG[:3], *_GLASS),
        Case(((arc(16), *SLOPE_INDEX), (arc(32), *SLOPE_INDEX)), {"order": 3}),
    ),
    properties=(
        Property(
            "it is the derivative of the travel time, to 1e-12",
            _off,
            tolerance=1e-12,
            near=1e-10,
            says="In units of the index it is off by {error}.",
        ),
        Property(
            "index and index_gradient are called once each",
            _calls_off,
            tolerance=0,
            near=2,
            says=_say_calls,
            counted=True,
        ),
        Property(
            "on a true ray it fades as the cube of the spacing",
            _fades,
            tolerance=0.2,
            near=0.5,
            says="The measured order is off by {error}.",
        ),
    ),
    fresh=lambda rng: walk(rng, rng.integers(4, 12)),
    mistakes=(
        Mistake("The sign is turned round: this is the direction in which the time falls.", _resembles(-1.0)),
        Mistake(
            "Here the index is taken in the middle of each segment; the time of the statement has the mean of its two "
            "ends.",
            _resembles(time=_time_at_middles),
        ),
        Mistake(
            "The lengths follow the node, the index does not: the term with index_gradient is missing.",
            _resembles(lookups=0.0),
        ),
        Mistake(
            "The index term is twice too large: a node's index has weight ½ in each of its two segments.",
            _resembles(lookups=2.0),
        ),
        Mistake("The index follows the node, the lengths do not.", _resembles(lengths=0.0)),
        Mistake(
            "The length term has the wrong sign: a segment grows when its end moves on, away from its start.",
            _resembles(lengths=-1.0),
        ),
        Mistake(
            "Right to a few digits, as differences of the travel time are. Differentiate it by hand; index_gradient "
            "has what you need.",
            lambda trial: 1e-12 < _off(trial) < 1e-4,
            rounding=True,
        ),
    ),
    hints=(
        "A node touches two segments. Write the time of these two alone and differentiate.",
        "The length |x − y| changes by the unit vector from y to x; the mean index of a segment by half the node's ∇n.",
    ),
    forbids=_OWN_WORK,
)

EXERCISES = (ECHO, GALLERY, LAYERS, GRADIENT)
READ_BY_HAND = ("1.1-5",)
