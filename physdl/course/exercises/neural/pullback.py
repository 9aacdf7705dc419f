"""Public checks of the exercises of lesson 3.1, Learning is a pullback.

Nothing here solves an exercise: what an answer says of displacements is compared with differences of the map or of the
loss, which need no pullback.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives, off, relative, slopes
from physdl.course.plain import NotPlain

_OWN_WORK = ("physdl.neural", "physdl.duals")


def _polar_slopes(r, phi, w):
    return slopes(lambda q: w[0] * q[0] * np.cos(q[1]) + w[1] * q[0] * np.sin(q[1]), np.array([r, phi]))


def _inverted(trial):
    r, phi, w = trial.arguments
    back = np.linalg.inv([[np.cos(phi), -r * np.sin(phi)], [np.sin(phi), r * np.cos(phi)]])
    return any(relative(trial.result, wrong) < 1e-6 for wrong in (back @ w, w @ back))


CRANK = Exercise(
    id="3.1-1",
    entry="crank",
    signature="crank(r, phi, w)",
    returns=Returns("real", (2,)),
    cases=(
        Case.call(2.0, 0.3, np.array([1.0, 0.0])),
        Case.call(0.5, 2.0, np.array([0.4, -1.5])),
        Case.call(3.0, -1.2, np.array([-2.0, 0.7])),
    ),
    properties=(
        Property(
            "it says of every small (dr, dφ) what w says of the displacement in the plane",
            off(_polar_slopes),
            tolerance=1e-6,
            near=1e-3,
            says="The two differ by a fraction {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "The second component is taken along a unit vector: it is a force. Turning by dφ moves the handle by r dφ.",
            lambda t: relative(t.result * [1, t.arguments[0]], _polar_slopes(*t.arguments)) < 1e-6,
        ),
        Mistake(
            "This is J w, an arrow pushed forward. A covector is a row: w J.",
            gives(
                lambda r, phi, w: np.array(
                    [np.cos(phi) * w[0] - r * np.sin(phi) * w[1], np.sin(phi) * w[0] + r * np.cos(phi) * w[1]]
                )
            ),
        ),
        Mistake(
            "The Jacobian is inverted: so the components of an arrow change. A covector takes w J.",
            _inverted,
        ),
        Mistake(
            "The sense of rotation is turned round: dφ moves the handle by r (−sin φ, cos φ) dφ.",
            lambda t: relative(t.result * [1, -1], _polar_slopes(*t.arguments)) < 1e-6,
        ),
    ),
    hints=(
        "By what does (x, y) move if r grows by dr? And if φ grows by dφ?",
        "Let w read these two arrows; the numbers it returns are the two components.",
    ),
)


def cosine_loss(outputs, directions):
    """Return the mean over the batch of 1 − cos of the angle between outputs and directions."""
    return np.mean(1 - np.sum(outputs * directions, axis=1) / np.linalg.norm(outputs, axis=1))


def _compass_slopes(outputs, directions):
    return slopes(lambda y: cosine_loss(y, directions), outputs)


def _across(trial):
    outputs = trial.arguments[0]
    scale = np.linalg.norm(outputs, axis=1) * np.linalg.norm(trial.result, axis=1)
    return float(np.max(np.abs(np.sum(trial.result * outputs, axis=1)) / np.maximum(scale, 1e-12)))


def _needles(outputs):
    length = np.linalg.norm(outputs, axis=1, keepdims=True)
    return outputs / length, length


def _at_the_direction(trial):
    outputs, directions = trial.arguments
    needle, length = _needles(outputs)
    wrong = (needle - directions) / len(outputs)
    return relative(trial.result, wrong) < 1e-6 or relative(trial.result, wrong / length) < 1e-6


_NEEDLES = np.array([[1.0, 0.2], [-0.5, 1.5], [2.0, -1.0], [0.3, 0.9]])
_NORTH = np.array([[0.6, 0.8], [0.0, 1.0], [-0.8, 0.6], [1.0, 0.0]])

COMPASS = Exercise(
    id="3.1-2",
    entry="compass_covector",
    signature="compass_covector(outputs, directions)",
    returns=Returns("real", lambda outputs, directions: outputs.shape),
    cases=(
        Case.call(_NEEDLES, _NORTH),
        Case.call(_NEEDLES[:1], _NORTH[:1]),
        Case.call(np.array([[0.3, -1.0, 2.0], [1.0, 1.0, 0.2]]), np.array([[0.0, 0.6, 0.8], [1.0, 0.0, 0.0]])),
    ),
    properties=(
        Property(
            "it agrees with differences of the loss",
            off(_compass_slopes),
            tolerance=1e-6,
            near=1e-3,
            says="They differ by a fraction {error}.",
        ),
        Property(
            "a needle that only grows longer changes nothing",
            _across,
            tolerance=1e-6,
            near=1e-4,
            says="Along the needle the covector still says {error} of its length.",
        ),
    ),
    mistakes=(
        Mistake(
            "The length of the needle is a function of its components too: its derivative is missing.",
            gives(lambda y, u: -u / np.linalg.norm(y, axis=1, keepdims=True) / len(y)),
        ),
        Mistake(
            "The covector shrinks as the needle grows: a factor 1/|y| is missing.",
            lambda t: relative(t.result / _needles(t.arguments[0])[1], _compass_slopes(*t.arguments)) < 1e-5,
        ),
        Mistake(
            "y/|y| − u is the covector at the direction y/|y|. It has still to be pulled back to y itself.",
            _at_the_direction,
        ),
        Mistake(
            "The loss is a mean over the batch: divide by the number of needles.",
            lambda t: (
                len(t.arguments[0]) == 1
                or relative(t.result, len(t.arguments[0]) * _compass_slopes(*t.arguments)) < 1e-5
            ),
        ),
        Mistake(
            "The sign is turned round: this is where the loss falls.",
            lambda t: relative(t.result, -_compass_slopes(*t.arguments)) < 1e-5,
        ),
    ),
    hints=(
        "Write one term as 1 − (y·u)(y·y)^(−1/2) and differentiate by y_k: two places depend on it.",
        "The covector must vanish on y itself, since lengthening y changes no angle. Which multiple of y is missing?",
    ),
)


def convolve(kernel, x):
    """Return y_i = ∑_k c_k x_{i+k}."""
    return np.array([np.dot(kernel, x[i : i + len(kernel)]) for i in range(len(x) - len(kernel) + 1)])


def _at_points(kernel, x, w):
    return slopes(lambda points: np.dot(w, convolve(kernel, points)), x)


def _at_kernel(kernel, x, w):
    return slopes(lambda weights: np.dot(w, convolve(weights, x)), kernel)


def _turned(kernel, x, w):
    return slopes(lambda points: np.dot(w, convolve(kernel[::-1], points)), x)


def _overwritten(trial):
    """Return whether one of the two holds only what was written last."""
    kernel, x, w = trial.arguments
    alone = np.diag(w)  # each output's own reading
    last = np.minimum(np.arange(len(x)), len(w) - 1)  # the last output that sees each point
    points = [_at_points(kernel, x, alone[i])[j] for j, i in enumerate(last)]
    at_kernel = _at_kernel(kernel, x, alone[-1])
    return relative(trial.result[0], np.array(points)) < 1e-6 or relative(trial.result[1], at_kernel) < 1e-6


@dataclass(frozen=True)
class _OneOfTwo(Returns):
    """One of two results, which says so where its shape is that of the other."""

    other: Callable = tuple

    def read(self, value, arguments):
        try:
            return super().read(value, arguments)
        except NotPlain as reason:
            try:
                Returns(self.kind, self.other).read(value, arguments)
            except NotPlain:
                raise reason from None
            raise NotPlain(f"{reason}; the two results seem to be exchanged") from reason


_RAMP = np.array([0.3, -1.0, 2.0, 0.5, 1.1, -0.4, 0.8])

CONVOLUTION = Exercise(
    id="3.1-3",
    entry="pull_convolution",
    signature="pull_convolution(kernel, x, w)",
    returns=(
        _OneOfTwo("real", lambda c, x, w: x.shape, lambda c, x, w: c.shape),
        _OneOfTwo("real", lambda c, x, w: c.shape, lambda c, x, w: x.shape),
    ),
    cases=(
        Case.call(np.array([1.0, -2.0, 0.5]), _RAMP, np.array([0.2, 1.0, -0.7, 0.4, 0.9])),
        Case.call(np.array([0.7]), _RAMP, np.linspace(-1, 1, 7)),
        Case.call(np.array([1.0, 3.0]), _RAMP[:3], np.array([1.0, 0.0])),
    ),
    properties=(
        Property(
            "at the points it agrees with differences",
            lambda t: relative(t.result[0], _at_points(*t.arguments)),
            tolerance=1e-6,
            near=1e-4,
            says="They differ by a fraction {error}.",
        ),
        Property(
            "at the kernel it agrees with differences",
            lambda t: relative(t.result[1], _at_kernel(*t.arguments)),
            tolerance=1e-6,
            near=1e-4,
            says="They differ by a fraction {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "On the way back the kernel is met in reverse order: x_j is seen by y_{j−k} with weight c_k.",
            lambda t: relative(t.result[0], _turned(*t.arguments)) < 1e-6,
        ),
        Mistake(
            "The covector at the kernel comes out in reverse order.",
            lambda t: relative(t.result[1][::-1], _at_kernel(*t.arguments)) < 1e-6,
        ),
        Mistake(
            "Each place overwrites what the one before it has written. Contributions add: += instead of =.",
            _overwritten,
        ),
        Mistake(
            "The kernel is used at every place: its covector is a sum over all of them, not a mean.",
            lambda t: relative(t.result[1] * len(t.arguments[2]), _at_kernel(*t.arguments)) < 1e-6,
        ),
    ),
    hints=(
        "Let y_i move by ∑_k (δc_k x_{i+k} + c_k v_{i+k}), pair with w_i, and sort by δc_k and by v_j.",
        "For v_j: which outputs i see x_j, and with which weight? For δc_k: every i sees c_k.",
    ),
)


def run_loop(weight, bias, x, rounds, h):
    """Return x after some rounds of x + h tanh(W x + b)."""
    for _ in range(rounds):
        x = x + h * np.tanh(weight @ x + bias)
    return x


def loop_loss(weight, bias, x, target, rounds, h):
    """Return half the squared distance of the loop's end from the target."""
    return np.sum((run_loop(weight, bias, x, rounds, h) - target) ** 2) / 2


def _loop_slopes(weight, bias, *rest):
    return (
        slopes(lambda W: loop_loss(W, bias, *rest), weight),
        slopes(lambda b: loop_loss(weight, b, *rest), bias),
    )


def _off_loop(trial, part):
    return relative(trial.result[part], _loop_slopes(*trial.arguments)[part])


def _last_round_only(trial):
    """Return the deviation from the differential of the last round's parameters alone."""
    weight, bias, x, target, rounds, h = trial.arguments
    before = run_loop(weight, bias, x, rounds - 1, h)
    return max(map(relative, trial.result, _loop_slopes(weight, bias, before, target, 1, h)))


def _lame(trial, carry, factor=None):
    """Return the deviation from a walk back with a fault.

    The covector before a round is ``carry(w, at_point, at_bias)``, from the one after it and from what the tanh alone
    hands on; `factor` stands in the place of h.
    """
    weight, bias, x, target, rounds, h = trial.arguments
    factor, ways = h if factor is None else factor, [x]
    for _ in range(rounds):
        ways.append(run_loop(weight, bias, ways[-1], 1, h))
    covectors = [ways[-1] - target]

    def reads(w, W, b, point):
        return w @ (factor * np.tanh(W @ point + b))

    for point in ways[-2:0:-1]:
        w = covectors[-1]
        at_point = slopes(lambda q, w=w: reads(w, weight, bias, q), point)
        at_bias = slopes(lambda b, w=w, point=point: reads(w, weight, b, point), bias)
        covectors.append(carry(w, at_point, at_bias))

    def total(W, b):
        return sum(reads(w, W, b, point) for w, point in zip(covectors, ways[-2::-1], strict=True))

    wrong = slopes(lambda W: total(W, bias), weight), slopes(lambda b: total(weight, b), bias)
    return max(map(relative, trial.result, wrong))


_W = np.array([[0.4, -1.1, 0.2], [0.9, 0.3, -0.5], [-0.3, 0.8, 0.6]])
_B = np.array([0.1, -0.2, 0.3])

LOOP = Exercise(
    id="3.1-4",
    entry="loop_differential",
    signature="loop_differential(weight, bias, x, target, rounds, h)",
    returns=(Returns("real", lambda W, b, *rest: W.shape), Returns("real", lambda W, b, *rest: b.shape)),
    cases=(
        Case.call(_W, _B, np.array([0.5, -0.3, 0.8]), np.array([1.0, 0.0, -1.0]), 4, 0.5),
        Case.call(_W, _B, np.array([-1.0, 0.2, 0.4]), np.zeros(3), 2, 1.0),
        Case.call(-_W, _B, np.array([0.1, 0.9, -0.4]), np.ones(3), 9, 0.2),
    ),
    properties=(
        Property(
            "by the weight it agrees with differences of the loss",
            lambda t: _off_loop(t, 0),
            tolerance=1e-6,
            near=1e-3,
            says="They differ by a fraction {error}.",
        ),
        Property(
            "by the bias it agrees with differences of the loss",
            lambda t: _off_loop(t, 1),
            tolerance=1e-6,
            near=1e-3,
            says="They differ by a fraction {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "Only the last round is counted; the screws are shared, so all rounds add up.",
            lambda t: _last_round_only(t) < 1e-5,
        ),
        Mistake(
            "The bypass is lost on the way back: to the covector that comes through tanh, add w itself.",
            lambda t: _lame(t, lambda w, at_point, at_bias: at_point) < 1e-5,
        ),
        Mistake(
            "The factor h is missing: a round adds h times the tanh.",
            lambda t: _lame(t, lambda w, at_point, at_bias: w + at_point, factor=1.0) < 1e-5,
        ),
        Mistake(
            "An arrow is pushed by W, W v; a covector u is pulled back as u W.",
            lambda t: _lame(t, lambda w, at_point, at_bias: w + t.arguments[0] @ at_bias) < 1e-5,
        ),
        Mistake(
            "At the weight this is x_i u_j, the transpose: the row belongs to the output, u_i x_j.",
            lambda t: relative(t.result[0].T, _loop_slopes(*t.arguments)[0]) < 1e-5,
        ),
        Mistake(
            "The sign is turned round: this is −dL.",
            lambda t: max(relative(-a, b) for a, b in zip(t.result, _loop_slopes(*t.arguments), strict=True)) < 1e-5,
        ),
    ),
    hints=(
        "Store the points of all rounds on the way forward. Walk back with one covector w, from x_N − target.",
        "In each round: u = h·w·(1 − tanh²) goes to the bias as it is, to the weight as u_i x_j, and to x as w + u W.",
    ),
    forbids=_OWN_WORK,
)

EXERCISES = (CRANK, COMPASS, CONVOLUTION, LOOP)
READ_BY_HAND = ("3.1-5",)
