"""Public checks of the exercises of lesson 3.2, The loss as Hamiltonian.

Derivatives are judged by complex steps, angles and steps by the eigenvalues that they must produce.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives, off, relative

_TINY = 1e-30


def points(weights, x):
    """Return all points of the network x → tanh(W x), layer after layer."""
    found = [np.asarray(x)]
    for weight in weights:
        found.append(np.tanh(weight @ found[-1]))
    return found


def _back(weights, way, covector, bent=True):
    """Return the covectors at all points; `bent` = False forgets the slope of the bend."""
    carried = [covector]
    for weight, y in zip(weights[::-1], way[:0:-1], strict=True):
        slope = 1 - y**2 if bent else 1.0
        carried.insert(0, (carried[0] * slope) @ weight)
    return carried


def _share(weights, changes, x, terminal):
    """Return each layer's share by a complex step of the whole network, one layer turned at a time."""
    found = []
    for layer, change in enumerate(changes):
        turned = [w + 1j * _TINY * change if k == layer else w for k, w in enumerate(weights)]
        found.append(terminal @ points(turned, x)[-1].imag / _TINY)
    return np.array(found)


def _sources(weights, changes, x, terminal, *, bent=True, own=True):
    way = points(weights, x)
    carried = _back(weights, way, terminal, bent)
    steps = zip(carried[1:], way[1:], changes, way[:-1], strict=True)
    return np.array([w * (1 - y**2 if own else 1.0) @ change @ before for w, y, change, before in steps])


def _whole_turns(weights, changes, x, terminal):
    """Return what the changes do in full, not to first order: to the output, and to each layer's own output."""
    way, at_the_end, own = points(weights, x), [], []
    covectors = _back(weights, way, terminal)
    for k, (weight, change) in enumerate(zip(weights, changes, strict=True)):
        turned = [*weights[:k], weight + change, *weights[k + 1 :]]
        there = points(turned, x)
        at_the_end.append(terminal @ (there[-1] - way[-1]))
        own.append(covectors[k + 1] @ (there[k + 1] - way[k + 1]))
    return np.array(at_the_end), np.array(own)


def network(rng, sizes):
    """Return weights, changes of them, an input and a covector at the output."""
    weights = [rng.normal(size=(b, a)) / np.sqrt(a) for a, b in pairwise(sizes)]
    changes = [0.1 * rng.normal(size=w.shape) for w in weights]
    return weights, changes, rng.normal(size=sizes[0]), rng.normal(size=sizes[-1])


def _networks(*all_sizes):
    return [network(np.random.default_rng(k), sizes) for k, sizes in enumerate(all_sizes)]


SHARES = Exercise(
    id="3.2-1",
    entry="shares",
    signature="shares(weights, changes, x, terminal)",
    returns=Returns("real", lambda weights, changes, x, terminal: (len(weights),)),
    cases=tuple(Case.call(*all_of_it) for all_of_it in _networks((3, 4, 2), (5, 5, 5, 5), (2, 6, 1, 3, 2))),
    properties=(
        Property(
            "each share is what the output gains, to first order, when that layer alone is turned",
            off(_share),
            tolerance=1e-6,
            near=1e-4,
            says="The worst share is off by {error} of the largest.",
        ),
        Property(
            "the shares add up to what all changes do together",
            lambda t: abs(np.sum(t.result) - np.sum(_share(*t.arguments))) / np.max(np.abs(_share(*t.arguments))),
            tolerance=1e-6,
            near=1e-4,
            says="The sum is off by {error} of the largest share.",
        ),
    ),
    mistakes=(
        Mistake(
            "The covector stands behind the bend; a layer's screws turn in front of it. One slope 1 − y² is missing.",
            gives(lambda *a: _sources(*a, own=False)),
        ),
        Mistake(
            "On the walk back the covector goes through W but not through the bend.",
            gives(lambda *a: _sources(*a, bent=False)),
        ),
        Mistake(
            "The slopes 1 − y² of the bends are missing, on the walk back and in the shares.",
            gives(lambda *a: _sources(*a, bent=False, own=False)),
        ),
        Mistake(
            "You turned by the whole δW; the share is the derivative along δW.",
            lambda t: any(relative(t.result, wrong) < 1e-6 for wrong in _whole_turns(*t.arguments)),
        ),
        Mistake("The shares stand in the order of the walk back.", gives(lambda *a: _sources(*a)[::-1])),
    ),
    hints=(
        "Walk forward and keep all points. Walk back and keep all covectors.",
        "A layer with weights W and output y = tanh(W x) gains the arrow (1 − y²) · (δW x) at its output.",
    ),
    forbids=("physdl.neural",),
)

_TURN = np.array([[0.0, 1.0], [-1.0, 0.0]])


def flow(hessian, angle):
    """Return the matrix of the flow −cos α dL + sin α ω⁻¹dL near a minimum; positions first, then momenta."""
    d = len(hessian) // 2
    return (-np.cos(angle) * np.eye(2 * d) + np.sin(angle) * np.kron(_TURN, np.eye(d))) @ hessian


def _under_the_root(trial):
    """Return what stands under the root of the flow's eigenvalues, over the square of the mean curvature."""
    (hessian,), angle = trial.arguments, trial.result
    matrix = flow(hessian, angle)
    return (np.trace(matrix) ** 2 - 4 * np.linalg.det(matrix)) / np.trace(hessian) ** 2


def _root_says(trial):
    found = _under_the_root(trial)
    return f"Under their root stands {found:.2g} times the square of the mean curvature; it should be zero."


def _cosine(hessian):
    return 2 * np.sqrt(np.linalg.det(hessian)) / np.trace(hessian)


def _too_far(trial):
    """Return by how much the angle is larger than the best one."""
    return trial.result - np.arccos(_cosine(*trial.arguments))


def _from_diagonal(hessian):
    a, b = np.diag(hessian)
    return np.arccos(2 * np.sqrt(a * b) / (a + b))


def valley(rng, size=2, decades=2.0):
    """Return a symmetric positive matrix with no axis of its own."""
    turn = np.linalg.qr(rng.normal(size=(size, size)))[0]
    return (turn * 10 ** rng.uniform(-decades / 2, decades / 2, size)) @ turn.T


_SKEW = np.array([[2.0, 0.9], [0.9, 0.5]])

ANGLE = Exercise(
    id="3.2-2",
    entry="best_angle",
    signature="best_angle(hessian)",
    returns=Returns("real"),
    cases=(Case.call(np.diag([1.0, 9.0])), Case.call(_SKEW), Case.call(np.array([[50.0, -3.0], [-3.0, 0.2]]))),
    properties=(
        Property(
            "at this angle the two eigenvalues of the motion coincide",
            lambda t: abs(_under_the_root(t)),
            tolerance=1e-5,
            near=1e-3,
            says=_root_says,
        ),
        Property(
            "it lies between downhill and level",
            lambda t: max(-t.result, t.result - np.pi / 2, 0.0),
            tolerance=1e-12,
            says="It misses the interval from 0 to π/2 by {error}.",
        ),
    ),
    mistakes=(
        Mistake("The angle is wanted in radians.", gives(lambda S: np.degrees(np.arccos(_cosine(S))))),
        Mistake(
            "A factor 2 is missing: the mean of the curvatures is half their sum.",
            gives(lambda S: np.arccos(_cosine(S) / 2)),
        ),
        Mistake(
            "That is the angle from the level line. It is wanted from downhill.", gives(lambda S: np.arcsin(_cosine(S)))
        ),
        Mistake(
            "The entries on the diagonal are curvatures along your axes, not along those of the valley.",
            gives(_from_diagonal),
        ),
        Mistake("You seem to have searched. The angle has a closed form.", lambda t: abs(_too_far(t)) < 0.02),
        Mistake(
            "Here the path is already a spiral: both parts decay alike, but slower than they could.",
            lambda t: _too_far(t) > 1e-5 and t.result <= np.pi / 2,
        ),
    ),
    hints=(
        "Write the motion near the minimum as a matrix. What are its trace and its determinant?",
        "Two eigenvalues with a given sum and a given product are equal where the root vanishes.",
    ),
    forbids=("physdl.neural",),
)


def _at_the_bound(trial):
    """Return by what fraction the step misses the first at which some |1 + η μ| is 1."""
    bound = _bound(*trial.arguments, lambda mu: -2 * mu.real / np.abs(mu) ** 2)
    return abs(trial.result / bound - 1)


def _survives(trial):
    hessian, angle = trial.arguments
    step = 0.999 * trial.result
    return float(np.max(np.abs(1 + step * np.linalg.eigvals(flow(hessian, angle)))) >= 1)


def _bound(hessian, angle, rule):
    return float(np.min(rule(np.linalg.eigvals(flow(hessian, angle)))))


def _interleaved(hessian, angle):
    """Return the bound for screws in the order q, p, q, p, …"""
    d = len(hessian) // 2
    order = np.arange(2 * d).reshape(d, 2).T.ravel()  # the q of such an order, then its p
    return _bound(hessian[np.ix_(order, order)], angle, lambda mu: -2 * mu.real / np.abs(mu) ** 2)


def _of_spirals(trial):
    hessian, angle = trial.arguments
    curvatures = np.linalg.eigvalsh(hessian)
    wrong = (1 / curvatures[0] + 1 / curvatures[[1, -1]]) * np.cos(angle)
    return bool(np.min(np.abs(trial.result / wrong - 1)) < 1e-6)


def _quarters(*angles):
    return tuple(Case.call(valley(np.random.default_rng(n), 2 + 2 * (n % 3)), angle) for n, angle in enumerate(angles))


STEP = Exercise(
    id="3.2-3",
    entry="longest_step",
    signature="longest_step(hessian, angle)",
    returns=Returns("real"),
    cases=(Case.call(np.diag([1.0, 4.0]), 0.0), *_quarters(0.3, 0.8, 1.2, 1.5)),
    properties=(
        Property(
            "with this step one part of the motion neither grows nor shrinks",
            _at_the_bound,
            tolerance=1e-5,
            near=1e-2,
            says="The step misses the one for which this is so by a fraction {error}.",
        ),
        Property(
            "with a step a little shorter everything shrinks",
            _survives,
            tolerance=0.5,
            says="Some part of the motion still grows.",
        ),
    ),
    mistakes=(
        Mistake(
            "2/λ belongs to plain descent. A turned arrow has other eigenvalues.",
            gives(lambda S, a: 2 / np.linalg.eigvalsh(S)[-1]),
        ),
        Mistake(
            "Only the real parts enter. A part that turns leaves the unit circle earlier.",
            gives(lambda S, a: _bound(S, a, lambda mu: -2 / mu.real)),
        ),
        Mistake(
            "The factor 2 is missing.",
            gives(lambda S, a: _bound(S, a, lambda mu: -mu.real / np.abs(mu) ** 2)),
        ),
        Mistake(
            "That is the longest of the bounds. The step must suit every part of the motion.",
            gives(lambda S, a: -_bound(S, a, lambda mu: 2 * mu.real / np.abs(mu) ** 2)),
        ),
        Mistake(
            "That holds for the spirals of two screws only: eigenvalues may be real, and there may be more than two.",
            _of_spirals,
        ),
        Mistake("The screws are in another order: all q come first, then all p.", gives(_interleaved)),
        Mistake(
            "You seem to have searched. The eigenvalues give the step in closed form.",
            lambda t: _at_the_bound(t) < 0.02,
        ),
    ),
    hints=(
        "A step multiplies each eigenvector of the flow by 1 + η μ, with complex μ.",
        "|1 + η μ|² = 1 + 2 η Re μ + η² |μ|². For which η is it below 1?",
    ),
    forbids=("physdl.neural",),
)


def differential(weights, x):
    """Return the differential of ½|x_N|² by the input, at a real or complex input."""
    way = points(weights, x)
    return _back(weights, way, way[-1])[0]


def product(weights, x, v):
    """Return the exact Hessian times v by a complex step of the walk back."""
    return differential(weights, x + 1j * _TINY * v).imag / _TINY


def _forward(weights, way, v):
    arrows = [v]
    for weight, y in zip(weights, way[1:], strict=True):
        arrows.append((1 - y**2) * (weight @ arrows[-1]))
    return arrows


def _varied(weights, x, v, *, end=1.0, curved=1.0):
    """Return δλ₀ with the terms of {the end, the curvature of the bends} weighted; (1, 1) is right."""
    way = points(weights, x)
    arrows, covectors = _forward(weights, way, v), _back(weights, way, way[-1])
    moved = end * arrows[-1]
    for k in reversed(range(len(weights))):
        y = way[k + 1]
        moved = (moved * (1 - y**2) - curved * 2 * y * arrows[k + 1] * covectors[k + 1]) @ weights[k]
    return moved


def pair_of_arrows(rng, sizes):
    """Return a case: one network and place, two arrows."""
    weights, _, x, _ = network(rng, sizes)
    u, v = rng.normal(size=(2, sizes[0]))
    return Case(((weights, x, u), (weights, x, v)))


def _unsymmetric(trial):
    (_, _, u), (_, _, v) = trial.calls
    first, second = v @ trial.results[0], u @ trial.results[1]
    return abs(first - second) / (np.linalg.norm(v) * np.linalg.norm(trial.results[0]) + 1e-300)


PRODUCT = Exercise(
    id="3.2-4",
    entry="hessian_times",
    signature="hessian_times(weights, x, v)",
    returns=Returns("real", lambda weights, x, v: np.shape(x)),
    cases=tuple(
        pair_of_arrows(np.random.default_rng(k), s) for k, s in enumerate([(3, 4, 2), (4, 4, 4, 4), (2, 5, 3)])
    ),
    properties=(
        Property(
            "it is the change of the differential along the arrow",
            off(product),
            tolerance=1e-6,
            near=1e-3,
            says="It is off by a fraction {error}.",
        ),
        Property(
            "⟨Au, v⟩ = ⟨Av, u⟩ (the Hessian is symmetric)",
            _unsymmetric,
            tolerance=1e-6,
            near=1e-3,
            says="The two numbers differ by a fraction {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "The slopes of the bends move as well when the point moves; that is the term with the second derivative.",
            gives(lambda *a: _varied(*a, curved=0.0)),
        ),
        Mistake("The covector at the output moves too: it is x_N itself.", gives(lambda *a: _varied(*a, end=0.0))),
        Mistake("tanh'' has a minus sign.", gives(lambda *a: _varied(*a, curved=-1.0))),
        Mistake("tanh'' = −2 y (1 − y²): the factor 2 is missing.", gives(lambda *a: _varied(*a, curved=0.5))),
    ),
    hints=(
        "Vary all three of Hamilton's equations of the lesson: an arrow goes forward, then δλ goes back.",
        "λ_l = (λ_{l+1} · s) W with s = 1 − y². The change of s is −2 y δy.",
    ),
    forbids=("physdl.neural",),
)

EXERCISES = (SHARES, ANGLE, STEP, PRODUCT)
READ_BY_HAND = ("3.2-5",)
