"""Public checks of the exercises of lesson 3.2, The loss as Hamiltonian.

Nothing here walks back through a network, and no angle or step is computed: shares are held against what the output
gains, a product with the Hessian against how slopes of the loss change, and an angle or a step against what the motion
does a little before and a little behind it.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives, relative

_TINY = 1e-30


def _end(weights, x):
    """Return the output of the network x → tanh(W x)."""
    for weight in weights:
        x = np.tanh(weight @ x)
    return x


def network(rng, sizes):
    """Return weights, changes of them, an input and a covector at the output."""
    weights = [rng.normal(size=(b, a)) / np.sqrt(a) for a, b in pairwise(sizes)]
    changes = [0.1 * rng.normal(size=w.shape) for w in weights]
    return weights, changes, rng.normal(size=sizes[0]), rng.normal(size=sizes[-1])


def some_sizes(rng, layers=(1, 7), widths=(1, 8)):
    """Return the widths of a network with some number of layers."""
    return rng.integers(*widths, size=1 + rng.integers(*layers)).tolist()


def _misattributed(trial, shares=None):
    """Return by how much one of the shares misses what the output gains, over the largest gain."""
    weights, changes, x, terminal = trial.arguments
    gains = np.zeros(len(weights))
    for layer, change in enumerate(changes):
        turned = [w + 1j * _TINY * change if k == layer else w for k, w in enumerate(weights)]
        gains[layer] = terminal @ _end(turned, x).imag / _TINY
    return relative(trial.result if shares is None else shares, gains)


def _does_not_add_up(trial):
    weights, changes, x, terminal = trial.arguments
    turned = [w + 1j * _TINY * change for w, change in zip(weights, changes, strict=True)]
    missing = abs(np.sum(trial.result) - terminal @ _end(turned, x).imag / _TINY)
    return missing / (np.max(np.abs(trial.result)) or 1.0)


def _pushed(weights, changes, x, terminal):
    """A slip: the arrow of each layer starts at its output without the slope of its own bend."""
    found = []
    for k, change in enumerate(changes):
        before = _end(weights[:k], x)
        found.append(
            terminal @ _end(weights[k + 1 :], _end([weights[k]], before) + 1j * _TINY * (change @ before)).imag
        )
    return np.array(found) / _TINY


def _straight(weights, changes, x, terminal, own):
    """Two slips: no bend stands between a layer and the output, and with `own` = 0 none behind its weights either."""
    found = []
    for k, change in enumerate(changes):
        before = _end(weights[:k], x)
        bend = 1 - own * _end([weights[k]], before) ** 2
        covector = terminal
        for weight in weights[:k:-1]:
            covector = covector @ weight
        found.append(covector @ (bend * (change @ before)))
    return np.array(found)


def _whole_turns(weights, changes, x, terminal):
    """A slip: what each layer's whole change does to the output."""
    turned = [[*weights[:k], weights[k] + change, *weights[k + 1 :]] for k, change in enumerate(changes)]
    return np.array([terminal @ (_end(other, x) - _end(weights, x)) for other in turned])


def _whole_layers(weights, changes, x, terminal):
    """A slip: what each layer's whole change does to its own output, to first order from there on."""
    found = []
    for k, change in enumerate(changes):
        before = _end(weights[:k], x)
        here = _end([weights[k]], before)
        arrow = _end([weights[k] + change], before) - here
        found.append(terminal @ _end(weights[k + 1 :], here + 1j * _TINY * arrow).imag / _TINY)
    return np.array(found)


def _networks(*all_sizes):
    return [network(np.random.default_rng(k), sizes) for k, sizes in enumerate(all_sizes)]


def one_turned(arguments, layer):
    """Return the arguments of 3.2-1 with the changes of all layers but one at zero."""
    weights, changes, x, terminal = arguments
    return weights, [change * (k == layer) for k, change in enumerate(changes)], x, terminal


SHARES = Exercise(
    id="3.2-1",
    entry="shares",
    signature="shares(weights, changes, x, terminal)",
    returns=Returns("real", lambda weights, changes, x, terminal: (len(weights),)),
    cases=(
        *(
            Case.call(*all_of_it)
            for all_of_it in _networks((3, 4, 2), (5, 5, 5, 5), (2, 6, 1, 3, 2), (4, 3), (1, 1, 1), (7,) * 9)
        ),
        Case.call(*one_turned(network(np.random.default_rng(6), (4, 6, 5, 3)), 1)),
        Case.call(*network(np.random.default_rng(7), (3, 5, 4))[:2], np.zeros(3), np.array([1, -2, 0, 1])),
    ),
    properties=(
        Property(
            "each share is what the output gains, to first order, when that layer alone is turned",
            _misattributed,
            tolerance=1e-6,
            near=1e-4,
            says="The worst share is off by {error} of the largest.",
        ),
        Property(
            "the shares add up to what all changes do together",
            _does_not_add_up,
            tolerance=1e-6,
            near=1e-4,
            says="The sum is off by {error} of the largest share.",
        ),
    ),
    fresh=lambda rng: Case.call(*network(rng, some_sizes(rng, layers=(3, 7), widths=(2, 8)))),
    mistakes=(
        Mistake(
            "The covector stands behind the bend; a layer's screws turn in front of it. One slope 1 − y² is missing.",
            gives(_pushed),
        ),
        Mistake(
            "On the walk back the covector goes through W but not through the bend.",
            gives(lambda *a: _straight(*a, own=1)),
        ),
        Mistake(
            "The slopes 1 − y² of the bends are missing, on the walk back and in the shares.",
            gives(lambda *a: _straight(*a, own=0)),
        ),
        Mistake(
            "You turned by the whole δW; the share is the derivative along δW.",
            lambda t: any(relative(t.result, wrong(*t.arguments)) < 1e-6 for wrong in (_whole_turns, _whole_layers)),
        ),
        Mistake("The shares stand in the order of the walk back.", lambda t: _misattributed(t, t.result[::-1]) < 1e-6),
        Mistake("The sign is turned round: a gain counts as positive.", lambda t: _misattributed(t, -t.result) < 1e-6),
        Mistake(
            "These are running sums: the last number holds what all layers bring together.",
            lambda t: _misattributed(t, np.diff(t.result, prepend=0.0)) < 1e-6,
        ),
        Mistake(
            "Close, but not to six digits, as a difference quotient is over a turn that is not small enough, or with "
            "too few digits.",
            lambda t: _misattributed(t) < 0.1,
            rounding=True,
        ),
    ),
    hints=(
        "Where does a layer's change first make an arrow, and which covector reads it there?",
        "The screws of a layer turn in front of its bend, the covector of the next walks in behind it. What does the "
        "bend do to an arrow that goes through it?",
    ),
    forbids=("physdl.neural",),
)

_TURN = np.array([[0.0, 1.0], [-1.0, 0.0]])
_MISSES = (1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0)


def flow(hessian, angle):
    """Return the matrix of the flow −cos α dL + sin α ω⁻¹dL near a minimum; positions first, then momenta."""
    d = len(hessian) // 2
    return (-np.cos(angle) * np.eye(2 * d) + np.sin(angle) * np.kron(_TURN, np.eye(d))) @ hessian


def valley(rng, size=2, decades=2.0):
    """Return a symmetric positive matrix with no axis of its own."""
    turn = np.linalg.qr(rng.normal(size=(size, size)))[0]
    return (turn * 10 ** rng.uniform(-decades / 2, decades / 2, size)) @ turn.T


def _first(holds, found):
    """Return the least of a ladder of distances from what was found at which `holds` does, or infinity."""
    return next((miss for miss in found if holds(miss)), np.inf)


def _spirals(hessian, angle):
    return bool(np.any(np.abs(np.linalg.eigvals(flow(hessian, angle)).imag) > 0))


def _from_the_border(hessian, angle):
    """Return within how many radians straight decay turns into a spiral; a power of ten, or infinity."""

    def passes(miss):
        below, above = max(angle - miss, 0.0), min(angle + miss, np.pi / 2)  # behind the level line it grows straight
        return below < above and not _spirals(hessian, below) and _spirals(hessian, above)

    return _first(passes, _MISSES)


def _border_says(trial):
    miss = _from_the_border(*trial.arguments, trial.result)
    if np.isinf(miss):
        return "The change from the one to the other is farther than one radian from your angle."
    return f"To find the one below and the other above, one has to go {miss / 10:g} to {miss:g} radians away."


def _turned_into(change, within=1e-6):
    """Return the test that the angle is right after a change."""
    return lambda t: _from_the_border(*t.arguments, change(t.result)) <= within


ANGLE = Exercise(
    id="3.2-2",
    entry="best_angle",
    signature="best_angle(hessian)",
    returns=Returns("real"),
    cases=(
        Case.call(np.diag([1, 9])),
        Case.call(np.array([[2.0, 0.9], [0.9, 0.5]])),
        Case.call(np.array([[50.0, -3.0], [-3.0, 0.2]])),
        Case.call(np.array([[0.9, 0.4], [0.4, 7.0]])),
        Case.call(np.array([[4.0, -3.9], [-3.9, 4.0]])),
        Case.call(np.diag([0.7, 0.7])),
    ),
    properties=(
        Property(
            "at a slightly smaller angle the motion decays straight, at a slightly larger one in a spiral",
            lambda t: _from_the_border(*t.arguments, t.result),
            tolerance=1e-6,
            near=1e-4,
            says=_border_says,
        ),
        Property(
            "it lies between downhill and level",
            lambda t: max(-t.result, t.result - np.pi / 2, 0.0),
            tolerance=1e-6,
            says="It misses the interval from 0 to π/2 by {error}.",
        ),
    ),
    fresh=lambda rng: [Case.call(valley(rng)), Case.call(valley(rng, decades=0.5))],
    mistakes=(
        Mistake("The angle is wanted in radians.", _turned_into(np.radians)),
        Mistake(
            "A factor 2 is missing: the mean of the curvatures is half their sum.",
            _turned_into(lambda angle: np.arccos(min(2 * np.cos(angle), 1.0))),
        ),
        Mistake(
            "A root is missing: your angle's cosine is the square of the right one's.",
            _turned_into(lambda angle: np.arccos(np.sqrt(np.cos(angle)))),
        ),
        Mistake(
            "That is the angle from the level line. It is wanted from downhill.",
            _turned_into(lambda angle: np.pi / 2 - angle),
        ),
        Mistake(
            "The sign is turned round: the angle lies between 0 and π/2.",
            _turned_into(lambda angle: -angle),
        ),
        Mistake(
            "The entries on the diagonal are curvatures along your axes, not along those of the valley.",
            lambda t: _from_the_border(np.diag(np.diag(t.arguments[0])), t.result) <= 1e-6,
        ),
        Mistake(
            "Close, but not to a millionth of a radian, as a search over a grid is. The angle has a closed form.",
            _turned_into(lambda angle: angle, within=0.1),
            rounding=True,
        ),
        Mistake(
            "Here the path is already a spiral: both parts decay alike, but slower than they could.",
            lambda t: _spirals(*t.arguments, t.result) and 0 < t.result < np.pi / 2,
        ),
    ),
    hints=(
        "Draw, for one valley, how fast either part decays against the angle. What do the two do at the best one?",
        "Write the motion near the minimum as a matrix. Two eigenvalues with a given sum and a given product are "
        "equal where the root vanishes.",
    ),
    forbids=("physdl.neural",),
)


def _factors(hessian, angle, step):
    """Return by what a step multiplies each part of the motion."""
    return np.abs(1 + step * np.linalg.eigvals(flow(hessian, angle)))


def _shrinks(hessian, angle, step):
    return step > 0 and bool(np.all(_factors(hessian, angle, step) < 1))


def _short_enough(hessian, angle, step):
    return _first(lambda miss: _shrinks(hessian, angle, (1 - miss) * step), _MISSES)


def _long_enough(hessian, angle, step):
    return _first(lambda miss: np.any(_factors(hessian, angle, (1 + miss) * step) > 1), _MISSES)


def _step_says(measure, change, most):
    def says(trial):
        miss = measure(*trial.arguments, trial.result)
        if np.isinf(miss):
            return f"It is not so even if your step is {change} {most}."
        return f"For that, your step has to be {change} by a fraction between {miss / 10:g} and {miss:g}."

    return says


def _is_bound(hessian, angle, step, within=1e-5):
    return max(_short_enough(hessian, angle, step), _long_enough(hessian, angle, step)) <= within


def _interleaved(hessian):
    """Return the matrix for screws in the order q, p, q, p, …"""
    order = np.arange(len(hessian)).reshape(-1, 2).T.ravel()  # the q of such an order, then its p
    return hessian[np.ix_(order, order)]


def _of_spirals(trial):
    hessian, angle = trial.arguments
    curvatures = np.linalg.eigvalsh(hessian)
    wrong = (1 / curvatures[0] + 1 / curvatures[[1, -1]]) * np.cos(angle)
    return bool(np.min(np.abs(trial.result / wrong - 1)) < 1e-6)


def _of_real_parts(trial):
    """Return whether the step brings some 1 + η Re μ to −1."""
    return bool(np.min(np.abs(2 + trial.result * np.linalg.eigvals(flow(*trial.arguments)).real)) < 1e-5)


def _of_the_largest(trial):
    """Return whether the part with the largest |μ| neither grows nor shrinks."""
    mu = np.linalg.eigvals(flow(*trial.arguments))
    largest = np.abs(mu) > (1 - 1e-6) * np.max(np.abs(mu))
    bounds = -2 * mu[largest].real / np.abs(mu[largest]) ** 2
    return bool(np.min(np.abs(trial.result / bounds - 1)) < 1e-5)


def _everything_grows_beyond(trial):
    beyond, before = (_factors(*trial.arguments, (1 + side) * trial.result) for side in (1e-5, -1e-5))
    return bool(np.all(beyond >= 1) and np.any(before < 1))


def pairs(rng, curvatures, mixed=True):
    """Return a Hessian whose pairs (q, p) have these curvatures, and mix the pairs so that ω stays as it is."""
    d = len(curvatures)
    hessian = np.diag(np.concatenate(np.transpose(curvatures)).astype(float))
    if not mixed:
        return hessian
    turn = np.linalg.qr(rng.normal(size=(d, d)) + 1j * rng.normal(size=(d, d)))[0]
    turn = np.block([[turn.real, -turn.imag], [turn.imag, turn.real]])
    hessian = turn @ hessian @ turn.T
    return (hessian + hessian.T) / 2


def round_and_long(rng):
    """Return a case in which a round valley, of no large |μ|, asks for a shorter step than a long one does."""
    low, high, both = rng.uniform([0.08, 90.0, 2.0], [0.12, 120.0, 3.0])
    return Case.call(pairs(rng, [(low, high), (both, both)]), np.radians(rng.uniform(84.5, 85.5)))


def any_valley(rng):
    """Return a case of 3.2-3 of general size."""
    return Case.call(valley(rng, 2 * rng.integers(2, 5)), rng.uniform(0.1, 1.5))


STEP = Exercise(
    id="3.2-3",
    entry="longest_step",
    signature="longest_step(hessian, angle)",
    returns=Returns("real"),
    cases=(
        Case.call(np.diag([1, 4]), 0.0),
        Case.call(valley(np.random.default_rng(0), 2), 0.3),
        Case.call(valley(np.random.default_rng(1), 4), 0.8),
        Case.call(valley(np.random.default_rng(2), 6), 1.2),
        Case.call(valley(np.random.default_rng(3), 2), 1.5),
        Case.call(np.diag([0.1, 3.0, 100.0, 3.0]), np.radians(85)),
        round_and_long(np.random.default_rng(5)),
        Case.call(valley(np.random.default_rng(6), 10), 1.55),
        Case.call(2 * np.eye(4), 1.0),
        Case.call(pairs(np.random.default_rng(7), [(1.0, 4.0), (2.0, 8.0)]), 0.6),
    ),
    properties=(
        Property(
            "with a step a little shorter everything shrinks",
            lambda t: _short_enough(*t.arguments, t.result),
            tolerance=1e-5,
            near=1e-3,
            says=_step_says(_short_enough, "shortened", "by a tenth"),
        ),
        Property(
            "with a step a little longer some part of the motion grows",
            lambda t: _long_enough(*t.arguments, t.result),
            tolerance=1e-5,
            near=1e-3,
            says=_step_says(_long_enough, "lengthened", "to twice"),
        ),
    ),
    fresh=lambda rng: [any_valley(rng), round_and_long(rng)],
    mistakes=(
        Mistake("A step is a positive number here.", lambda t: _is_bound(*t.arguments, -t.result)),
        Mistake(
            "2/λ belongs to plain descent. A turned arrow has other eigenvalues.",
            gives(lambda S, a: 2 / np.linalg.eigvalsh(S)[-1]),
        ),
        Mistake("Only the real parts enter. A part that turns leaves the unit circle earlier.", _of_real_parts),
        Mistake("The factor 2 is missing.", lambda t: _is_bound(*t.arguments, 2 * t.result)),
        Mistake("You return the reciprocal of the step.", lambda t: _is_bound(*t.arguments, 1 / t.result)),
        Mistake(
            "That is the longest of the bounds. The step must suit every part of the motion.", _everything_grows_beyond
        ),
        Mistake(
            "That is the bound of the part with the largest |μ|. One that is smaller and turns more may leave earlier.",
            _of_the_largest,
        ),
        Mistake(
            "That holds for the spirals of two screws only: eigenvalues may be real, and there may be more than two.",
            _of_spirals,
        ),
        Mistake(
            "The screws are in another order: all q come first, then all p.",
            lambda t: _is_bound(_interleaved(t.arguments[0]), t.arguments[1], t.result),
        ),
        Mistake(
            "Close, but not to one part in a hundred thousand, as a search over a list of steps is. The eigenvalues "
            "give the step in closed form.",
            lambda t: _is_bound(*t.arguments, t.result, within=0.1),
            rounding=True,
        ),
    ),
    hints=(
        "Into what does one step turn an eigenvector of the flow? Eigenvalues may be complex.",
        "|1 + η μ|² is a parabola in η, for each μ its own. It begins at 1 and sinks; where does it come back to 1?",
    ),
    forbids=("physdl.neural",),
)


def _slope(weights, x, arrow):
    """Return how fast ½|x_N|² changes when the input moves along `arrow`."""
    end = _end(weights, x + 1j * _TINY * arrow)
    return end.real @ end.imag / _TINY


def _squeezed(weights, x, v):
    """A slip: JᵀJv, the Hessian that straight layers would have."""
    pushed = [_end(weights, x + 1j * _TINY * arrow).imag / _TINY for arrow in (*np.eye(len(x)), v)]
    return np.array(pushed[:-1]) @ pushed[-1]


def _misses(trial, part=lambda result, squeezed: result):
    """Return by how much a part of each result misses the change of the loss's slopes along v, over the largest.

    `part` makes it of the result and of JᵀJv.
    """
    worst = 0.0
    for (weights, x, v), result in zip(trial.calls, trial.results, strict=True):
        unit = v / (np.linalg.norm(v) or 1.0)
        moved = [(weight, x + step * unit) for weight, step in ((8, 1e-3), (-8, -1e-3), (-1, 2e-3), (1, -2e-3))]
        changes = [sum(k * _slope(weights, there, e) for k, there in moved) / 12e-3 for e in np.eye(len(x))]
        worst = max(worst, relative(part(result, _squeezed(weights, x, v)), np.array(changes) * np.linalg.norm(v)))
    return worst


def _is(part):
    return lambda trial: _misses(trial, part) < 1e-6


def _differential(trial):
    """Return whether the result is the loss's differential at the place itself."""
    pairs = zip(trial.calls, trial.results, strict=True)
    return all(
        relative(result, np.array([_slope(W, x, e) for e in np.eye(len(x))])) < 1e-6 for (W, x, _), result in pairs
    )


def pair_of_arrows(rng, sizes):
    """Return a case: one network and place, two arrows."""
    weights, _, x, _ = network(rng, sizes)
    u, v = rng.normal(size=(2, sizes[0]))
    return Case(((weights, x, u), (weights, x, v)))


def without(case, name):
    """Return the case of 3.2-4 with the place (`name` = "x") or the second arrow ("v") at zero."""
    (weights, x, u), (_, _, v) = case.calls
    x, v = x * (name != "x"), v * (name != "v")
    return Case(((weights, x, u), (weights, x, v)))


def _unsymmetric(trial):
    (_, _, u), (_, _, v) = trial.calls
    first, second = trial.results
    scale = np.linalg.norm([u, v]) * np.linalg.norm([first, second])
    return abs(v @ first - u @ second) / (scale if scale > 0 else 1.0)


_SIZES = [(3, 4, 2), (4, 4, 4, 4), (2, 5, 3), (1, 1), (6, 2), (8, 5, 9, 3, 7, 4)]

PRODUCT = Exercise(
    id="3.2-4",
    entry="hessian_times",
    signature="hessian_times(weights, x, v)",
    returns=Returns("real", lambda weights, x, v: np.shape(x)),
    cases=(
        *(pair_of_arrows(np.random.default_rng(k), sizes) for k, sizes in enumerate(_SIZES)),
        without(pair_of_arrows(np.random.default_rng(7), (3, 5, 4)), "x"),
        without(pair_of_arrows(np.random.default_rng(8), (4, 3, 3)), "v"),
    ),
    properties=(
        Property(
            "it is the change of the differential along the arrow",
            _misses,
            tolerance=1e-6,
            near=1e-4,
            says="It is off by a fraction {error} of the largest entry.",
        ),
        Property(
            "⟨Au, v⟩ = ⟨Av, u⟩ (the Hessian is symmetric)",
            _unsymmetric,
            tolerance=1e-6,
            near=1e-4,
            says="The two numbers differ by a fraction {error}.",
        ),
    ),
    fresh=lambda rng: pair_of_arrows(rng, some_sizes(rng, layers=(2, 6), widths=(2, 8))),
    mistakes=(
        Mistake(
            "The slopes of the bends move as well when the point moves; that is the term with the second derivative.",
            gives(_squeezed),
        ),
        Mistake(
            "The covector at the output moves too: it is x_N itself.", _is(lambda result, squeezed: result + squeezed)
        ),
        Mistake("tanh'' has a minus sign.", _is(lambda result, squeezed: 2 * squeezed - result)),
        Mistake(
            "tanh'' = −2 y (1 − y²): the factor 2 is missing.", _is(lambda result, squeezed: 2 * result - squeezed)
        ),
        Mistake("The sign is turned round.", _is(lambda result, squeezed: -result)),
        Mistake("Twice too large: the loss is half a square.", _is(lambda result, squeezed: result / 2)),
        Mistake("That is the differential at the place itself; its change along v is wanted.", _differential),
        Mistake(
            "Close, but not to six digits, as a difference quotient is over a move that is too long or too short.",
            lambda t: _misses(t) < 0.1,
            rounding=True,
        ),
    ),
    hints=(
        "Vary all three of Hamilton's equations of the lesson: an arrow goes forward, then δλ goes back.",
        "λ_l = (λ_{l+1} · s) W is a product of two things that move. How does the slope s move with its point?",
    ),
    forbids=("physdl.neural",),
)

EXERCISES = (SHARES, ANGLE, STEP, PRODUCT)
READ_BY_HAND = ("3.2-5",)
