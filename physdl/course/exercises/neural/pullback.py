"""Public checks of the exercises of lesson 3.1, Learning is a pullback.

Nothing here solves an exercise: arrows are pushed forward through the map or the loss, and what an answer says of them
is compared with what comes out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, altered, gives, pushed, relative
from physdl.course.plain import NotPlain

_OWN_WORK = ("physdl.neural", "physdl.duals")


def _arrows(*shape):
    """Return one arrow more than there are directions, the same ones at each call."""
    return np.random.default_rng(len(shape)).normal(size=(int(np.prod(shape)) + 1, *shape))


def _unlike(covector, arrows, told):
    """Return by how much what the covector says of arrows differs from what is told of them."""
    return float(np.max(np.abs(np.tensordot(arrows, covector, covector.ndim) - told)))


def _handle(place):
    return np.array([place[0] * np.cos(place[1]), place[0] * np.sin(place[1])])


def _idle(trial):
    """Return the worst difference between both works, for handles that move by about 1 and a force of length 1."""
    r, phi, w = trial.arguments
    arrows = _arrows(2) * [1, 1 / r]
    told = [w @ pushed(_handle, np.array([r, phi]), arrow) for arrow in arrows]
    return _unlike(trial.result, arrows, told) / (np.linalg.norm(w) or 1.0)


def _inverted(trial):
    r, phi, w = trial.arguments
    back = np.linalg.inv([[np.cos(phi), -r * np.sin(phi)], [np.sin(phi), r * np.cos(phi)]])
    return any(relative(trial.result, wrong) < 1e-6 for wrong in (back @ w, w @ back))


def force(rng):
    """Return the case of a random force on a random handle."""
    return Case.call(rng.uniform(0.3, 4), rng.uniform(-6, 6), rng.normal(size=2))


CRANK = Exercise(
    id="3.1-1",
    entry="crank",
    signature="crank(r, phi, w)",
    returns=Returns("real", (2,)),
    cases=(
        Case.call(2.0, 0.3, np.array([1.0, 0.0])),
        Case.call(0.5, 2.0, np.array([0.4, -1.5])),
        Case.call(3.0, -1.2, np.array([-2.0, 0.7])),
        Case.call(2, 1, np.array([3, -4])),
        Case.call(0.02, 0.0, np.array([0.0, 1.0])),
        Case.call(1.5, 9.0, np.array([0.3, -0.8])),
        Case.call(1.5, 9.0, np.zeros(2)),
    ),
    fresh=force,
    properties=(
        Property(
            "it says of every small (dr, dφ) what w says of the displacement in the plane",
            _idle,
            tolerance=1e-6,
            near=1e-4,
            says="For a force of 1 and a handle that moves by about 1 the two works differ by {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "The second component is taken along a unit vector: it is a force. Turning by dφ moves the handle by r dφ.",
            lambda t: _idle(altered(t, lambda found, r, phi, w: found * [1, r])) < 1e-5,
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
            lambda t: _idle(altered(t, lambda found, r, phi, w: found * [1, -1])) < 1e-5,
        ),
        Mistake(
            "The two components are exchanged: r comes first.",
            lambda t: _idle(altered(t, lambda found, r, phi, w: found[::-1])) < 1e-5,
        ),
    ),
    hints=(
        "By what does (x, y) move if r grows by dr? And if φ grows by dφ?",
        "Let w read these two arrows; the numbers it returns are the two components.",
    ),
)


def cosine_loss(outputs, directions):
    """Return the mean over the batch of 1 − cos of the angle between outputs and directions."""
    return np.mean(1 - np.sum(outputs * directions, axis=1) / np.sqrt(np.sum(outputs**2, axis=1)))


def _deaf(trial):
    """Return the worst difference between what is said and what the loss does, arrows and loss in their own units."""
    outputs, directions = trial.arguments
    arrows = _arrows(*outputs.shape) * np.linalg.norm(outputs, axis=1, keepdims=True)
    told = [pushed(lambda y: cosine_loss(y, directions), outputs, arrow) for arrow in arrows]
    return len(outputs) * _unlike(trial.result, arrows, told)


def _across(trial):
    outputs = trial.arguments[0]
    return len(outputs) * float(np.max(np.abs(np.sum(trial.result * outputs, axis=1))))


def _hears(change):
    return lambda trial: _deaf(altered(trial, change)) < 1e-5


def _needles(outputs):
    length = np.linalg.norm(outputs, axis=1, keepdims=True)
    return outputs / length, length


def _at_the_direction(trial):
    outputs, directions = trial.arguments
    needle, length = _needles(outputs)
    wrong = (needle - directions) / len(outputs)
    return any(np.max(np.abs(trial.result * length - w)) < 1e-6 for w in (wrong, wrong * length))


def needles(rng, count, width):
    """Return the case of needles of various lengths and the directions that they should have."""
    ways, aims = (a / np.linalg.norm(a, axis=1, keepdims=True) for a in rng.normal(size=(2, count, width)))
    return Case.call(ways * rng.uniform(0.3, 4, (count, 1)), aims)


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
        Case.call(np.array([[0.9, 1.2], [-0.9, -1.2], [0.6, 0.8]]), np.array([[0.6, 0.8], [0.6, 0.8], [0.8, -0.6]])),
        Case.call(np.array([[2.0], [-0.5]]), np.array([[1.0], [1.0]])),
        Case.call(np.sin(np.arange(1.0, 31.0)).reshape(6, 5), np.eye(6)[:, :5] + np.outer(np.eye(6)[5], np.eye(5)[2])),
    ),
    fresh=lambda rng: needles(rng, *rng.integers(2, 8, 2)),
    properties=(
        Property(
            "of needles that move, it says what the loss does",
            _deaf,
            tolerance=1e-6,
            near=1e-4,
            says="Where a needle moves by about its own length, they differ by {error} of its loss.",
        ),
        Property(
            "a needle that only grows longer changes nothing",
            _across,
            tolerance=1e-6,
            near=1e-4,
            says="A needle that grows by its own length would change its loss by {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "The length of the needle is a function of its components too: its derivative is missing.",
            gives(lambda y, u: -u / np.linalg.norm(y, axis=1, keepdims=True) / len(y)),
        ),
        Mistake(
            "The covector shrinks as the needle grows: a factor 1/|y| is missing.",
            _hears(lambda found, y, u: found / np.linalg.norm(y, axis=1, keepdims=True)),
        ),
        Mistake(
            "y/|y| − u is the covector at the direction y/|y|. It has still to be pulled back to y itself.",
            _at_the_direction,
        ),
        Mistake(
            "The loss is a mean over the batch: divide by the number of needles.",
            _hears(lambda found, y, u: found / len(y)),
        ),
        Mistake(
            "The sign is turned round: this is where the loss falls.",
            _hears(lambda found, y, u: -found),
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


def _off_at_points(found, kernel, x, w):
    arrows = _arrows(len(x))
    told = [w @ convolve(kernel, arrow) for arrow in arrows]
    return _unlike(found, arrows, told) / _size(kernel, arrows, w)


def _off_at_kernel(found, kernel, x, w):
    arrows = _arrows(len(kernel))
    told = [w @ convolve(arrow, x) for arrow in arrows]
    return _unlike(found, arrows, told) / _size(arrows, x, w)


def _size(kernels, points, w):
    """Return how large the sums would be if nothing in them had a sign, or 1 where they are 0."""
    kernels, points = np.atleast_2d(kernels), np.atleast_2d(points)
    sums = [np.abs(w) @ convolve(np.abs(kernel), np.abs(x)) for kernel in kernels for x in points]
    return max(sums) or 1.0


def _overwritten(trial):
    """Return whether one of the two holds only what was written last."""
    kernel, x, w = trial.arguments
    last = np.minimum(np.arange(len(x)), len(w) - 1)  # the last output that sees each point
    points = w[last] * kernel[np.arange(len(x)) - last]
    at_kernel = w[-1] * x[len(w) - 1 :]
    return relative(trial.result[0], points) < 1e-6 or relative(trial.result[1], at_kernel) < 1e-6


def window(rng, points, weights):
    """Return the case of a random window over random points."""
    return Case.call(rng.normal(size=weights), rng.normal(size=points), rng.normal(size=points - weights + 1))


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
            raise NotPlain(f"{reason}; that is the shape of the other result") from reason


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
        Case.call(np.array([0.3, -1.2, 2.0, 0.9, -0.4]), np.cos(np.arange(11.0)), np.sin(np.arange(7.0))),
        Case.call(np.array([0.5, -0.2, 1.0, 0.8, -1.1, 0.4, 0.6]), _RAMP, np.array([1.3])),
        Case.call(np.sin(np.arange(1.0, 10.0)), np.cos(np.arange(14.0)), np.cos(np.arange(6.0) ** 2)),
        Case.call(np.array([2.0]), np.array([-0.7]), np.array([0.4])),
        Case.call(np.array([1.0, -2.0, 0.5]), _RAMP, np.zeros(5)),
    ),
    fresh=lambda rng: window(rng, rng.integers(9, 15), rng.integers(4, 8)),
    properties=(
        Property(
            "of the points that move, it says what w says of the output",
            lambda t: _off_at_points(t.result[0], *t.arguments),
            tolerance=1e-6,
            near=1e-4,
            says="They differ by a fraction {error} of what is summed.",
        ),
        Property(
            "of the kernel that moves, it says what w says of the output",
            lambda t: _off_at_kernel(t.result[1], *t.arguments),
            tolerance=1e-6,
            near=1e-4,
            says="They differ by a fraction {error} of what is summed.",
        ),
    ),
    mistakes=(
        Mistake(
            "On the way back the kernel is met in reverse order: x_j is seen by y_{j−k} with weight c_k.",
            lambda t: _off_at_points(t.result[0], t.arguments[0][::-1], *t.arguments[1:]) < 1e-6,
        ),
        Mistake(
            "The covector at the kernel comes out in reverse order.",
            lambda t: _off_at_kernel(t.result[1][::-1], *t.arguments) < 1e-6,
        ),
        Mistake(
            "Each place overwrites what the one before it has written. Contributions add: += instead of =.",
            _overwritten,
        ),
        Mistake(
            "The kernel is used at every place: its covector is a sum over all of them, not a mean.",
            lambda t: _off_at_kernel(t.result[1] * len(t.arguments[2]), *t.arguments) < 1e-6,
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


def _off_loop(trial, part):
    """Return the worst deviation from the loss's own change, by the weight or by the bias, relative to the largest.

    Where every tanh is flat, or the end is close to the target, a difference has few digits left: the scale is at
    least what a round that does not bend hands on of both ends.
    """
    weight, bias, *rest = trial.arguments
    arrows = _arrows(*(weight, bias)[part].shape)
    if part == 0:
        told = [pushed(lambda W: loop_loss(W, bias, *rest), weight, arrow) for arrow in arrows]
    else:
        told = [pushed(lambda b: loop_loss(weight, b, *rest), bias, arrow) for arrow in arrows]
    x, target, rounds, h = rest
    straight = h * (np.linalg.norm(run_loop(weight, bias, x, rounds, h)) + np.linalg.norm(target))
    return _unlike(trial.result[part], arrows, told) / max(np.max(np.abs(told)), straight, 1e-300)


def _fits(change):
    """Return the test that both would be right after `change(at_weight, at_bias)`."""

    def shows(trial):
        changed = altered(trial, lambda found, *arguments: change(*found))
        return max(_off_loop(changed, part) for part in (0, 1)) < 1e-6

    return shows


def _last_round_only(trial):
    """Return whether it is right for the last round alone."""
    weight, bias, x, target, rounds, h = trial.arguments
    last = (weight, bias, run_loop(weight, bias, x, rounds - 1, h), target, 1, h)
    return max(_off_loop(replace(trial, calls=(last,)), part) for part in (0, 1)) < 1e-6


def _lame(carry):
    """Return the test that it says of turned screws what comes out if each round pushes their arrow by a wrong rule.

    ``carry(shift, bend, W, turned, h)`` is the wrong arrow after a round: from the one before it, from 1 − tanh², and
    from what the screws do themselves.
    """

    def shows(trial):
        weight, bias, x, target, rounds, h = trial.arguments
        off, size = [], 1e-300
        biases = np.resize(_arrows(*bias.shape), (weight.size + 1, bias.size))
        for dW, db in zip(_arrows(*weight.shape), biases, strict=True):
            point, shift = x, np.zeros(len(x))
            for _ in range(rounds):
                bend = 1 - np.tanh(weight @ point + bias) ** 2
                shift = carry(shift, bend, weight, dW @ point + db, h)
                point = run_loop(weight, bias, point, 1, h)
            told = (point - target) @ shift
            off.append(abs(np.sum(trial.result[0] * dW) + trial.result[1] @ db - told))
            size = max(size, abs(told))
        return max(off) < 1e-6 * size

    return shows


def loop(rng, size, rounds):
    """Return the case of a random loop of so many rounds in `size` dimensions."""
    weight = rng.normal(size=(size, size)) / np.sqrt(size)
    return Case.call(weight, *rng.normal(size=(3, size)), int(rounds), rng.uniform(0.1, 0.8))


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
        Case.call(_W[:2, :2], _B[:2], np.array([0.7, -0.9]), np.array([0.3, 0.4]), 1, 0.6),
        Case.call(np.array([[-0.8]]), np.array([0.5]), np.array([1.2]), np.array([-0.3]), 5, 0.4),
        Case.call(np.cos(np.arange(36.0)).reshape(6, 6) / 2, np.sin(np.arange(6.0)), np.ones(6), np.zeros(6), 20, 0.1),
    ),
    fresh=lambda rng: loop(rng, *rng.integers(3, 7, 2)),
    properties=(
        Property(
            "of a weight that moves, it says what the loss does",
            lambda t: _off_loop(t, 0),
            tolerance=1e-12,
            near=1e-10,
            says="They differ by a fraction {error}.",
        ),
        Property(
            "of a bias that moves, it says what the loss does",
            lambda t: _off_loop(t, 1),
            tolerance=1e-12,
            near=1e-10,
            says="They differ by a fraction {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "Only the last round is counted; the screws are shared, so all rounds add up.",
            _last_round_only,
        ),
        Mistake(
            "The bypass is lost on the way back: to the covector that comes through tanh, add w itself.",
            _lame(lambda shift, bend, W, turned, h: h * bend * (W @ shift + turned)),
        ),
        Mistake(
            "The factor h is missing: a round adds h times the tanh.",
            _lame(lambda shift, bend, W, turned, h: shift + bend * (W @ shift + turned)),
        ),
        Mistake(
            "The derivative of tanh is missing: a round bends by 1 − tanh².",
            _lame(lambda shift, bend, W, turned, h: shift + h * (W @ shift + turned)),
        ),
        Mistake(
            "An arrow is pushed by W, W v; a covector u is pulled back as u W.",
            _lame(lambda shift, bend, W, turned, h: shift + h * bend * (W.T @ shift + turned)),
        ),
        Mistake(
            "At the weight this is x_i u_j, the transpose: the row belongs to the output, u_i x_j.",
            _fits(lambda at_weight, at_bias: (at_weight.T, at_bias)),
        ),
        Mistake("The sign is turned round: this is −dL.", _fits(lambda at_weight, at_bias: (-at_weight, -at_bias))),
    ),
    hints=(
        "Store the points of all rounds on the way forward. Walk back with one covector w, from x_N − target.",
        "In each round: u = h·w·(1 − tanh²) goes to the bias as it is, to the weight as u_i x_j, and to x as w + u W.",
    ),
    forbids=_OWN_WORK,
)

EXERCISES = (CRANK, COMPASS, CONVOLUTION, LOOP)
READ_BY_HAND = ("3.1-5",)
