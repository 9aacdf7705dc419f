"""Public checks of the exercises of lesson 3.4, Complex networks.

Derivatives are judged by differences of order 4 along real directions, steps by least squares and by the loss itself.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives, off, relative


def numbers(rng, *shape):
    """Return complex numbers of all phases alike."""
    return rng.normal(size=shape) + 1j * rng.normal(size=shape)


def _along(f, z, v, h=1e-3):
    """Return the derivative of f at z along v, a real direction."""
    return (8 * (f(z + h * v) - f(z - h * v)) - (f(z + 2 * h * v) - f(z - 2 * h * v))) / (12 * h)


def _changes(g, eta, angle):
    square = np.sum(g**2)
    return -2 * eta * np.array([np.sum(np.abs(g) ** 2), square.real, np.cos(angle) * np.sum(np.abs(g) ** 2)])


def _by_the_loss(g, eta, angle):
    """Return the changes of the linear loss 2 Re Σ g z along the three steps."""
    steps = -eta * np.array([np.conj(g), g, np.exp(1j * angle) * np.conj(g)])
    return 2 * np.real(steps @ g)


def some_derivatives(rng, size, eta=0.01):
    """Return arguments of the first exercise."""
    return numbers(rng, size), eta * rng.uniform(0.5, 2), rng.uniform(0.3, 2.8)


CHANGES = Exercise(
    id="3.4-1",
    entry="changes",
    signature="changes(g, eta, angle)",
    returns=Returns("real", (3,)),
    cases=tuple(Case.call(*some_derivatives(np.random.default_rng(k), n)) for k, n in enumerate((1, 3, 20))),
    properties=(
        Property(
            "each number is what the loss does to first order along its step",
            off(_by_the_loss),
            tolerance=1e-10,
            near=1e-5,
            says="The worst is off by {error} of the largest.",
        ),
        Property(
            "the first is never above the other two",
            lambda t: max(0.0, t.result[0] - min(t.result[1:])) / abs(_changes(*t.arguments)[0]),
            tolerance=1e-10,
            says="No step of that length goes down faster than the one along the conjugate.",
        ),
    ),
    mistakes=(
        Mistake("A factor 2 is missing: dL = 2 Re(g dz).", gives(lambda *a: _changes(*a) / 2)),
        Mistake(
            "Without the bar the square is g², not |g|².",
            gives(lambda g, eta, angle: _changes(g, eta, angle)[0] * np.array([1, 1, np.cos(angle)])),
        ),
        Mistake("These are the sizes. A loss that falls has a negative change.", gives(lambda *a: -_changes(*a))),
        Mistake(
            "The turned step is e^{iα} times the conjugate. Its real part is taken after the turn.",
            gives(lambda g, eta, angle: np.array([*_changes(g, eta, angle)[:2], _changes(g, eta, angle)[0]])),
        ),
    ),
    hints=(
        "Put each step δz into δL = 2 Re Σ g δz.",
        "In the last step g and its conjugate meet, and e^{iα} is left to take the real part of.",
    ),
)


def _parts(jacobian):
    (ua, ub), (va, vb) = jacobian
    return np.array([ua + vb + 1j * (va - ub), ua - vb + 1j * (va + ub)]) / 2


def _acts(trial):
    """Return how far A v + B v̄ is from the matrix times v, for a few arrows v."""
    (jacobian,), (A, B) = trial.arguments, trial.result
    v = np.exp(1j * np.linspace(0, 6, 7))
    moved = jacobian @ np.array([v.real, v.imag])
    return relative(A * v + B * np.conj(v), moved[0] + 1j * moved[1])


def matrices(rng):
    """Return a real 2 × 2 matrix: a turn with a stretch, a mirror or anything."""
    c, s = rng.normal(size=2)
    return [np.array([[c, -s], [s, c]]), np.array([[c, s], [s, -c]]), rng.normal(size=(2, 2))][rng.integers(3)]


PARTS = Exercise(
    id="3.4-2",
    entry="parts",
    signature="parts(jacobian)",
    returns=Returns("complex", (2,)),
    cases=(
        Case.call(np.array([[2.0, -1.0], [1.0, 2.0]])),
        Case.call(np.array([[0.5, 3.0], [-1.0, 0.2]])),
        Case.call(np.array([[1.0, 0.0], [0.0, -1.0]])),
    ),
    properties=(
        Property(
            "A v + B conj(v) is what the matrix makes of every arrow",
            _acts,
            tolerance=1e-12,
            near=1e-6,
            says="It is off by a fraction {error}.",
        ),
        Property(
            "the ellipse has the matrix's singular values for half-axes",
            lambda t: relative(
                np.array([np.sum(np.abs(t.result)), abs(abs(t.result[0]) - abs(t.result[1]))]),
                np.linalg.svd(t.arguments[0], compute_uv=False),
            ),
            tolerance=1e-12,
            near=1e-6,
            says="They differ by a fraction {error} of the larger.",
        ),
    ),
    mistakes=(
        Mistake("The ½ in Wirtinger's derivatives is missing.", gives(lambda J: 2 * _parts(J))),
        Mistake(
            "The two stand in the wrong order, or their signs of i are exchanged.", gives(lambda J: _parts(J)[::-1])
        ),
        Mistake("The conjugates of both came out: look at the sign of i.", gives(lambda J: np.conj(_parts(J)))),
        Mistake("The matrix was read column by column.", gives(lambda J: _parts(J.T))),
    ),
    hints=(
        "The columns of the matrix are ∂f/∂a and ∂f/∂b, as pairs of real and imaginary part.",
        "Make a complex number of each column first: f_a = J₁₁ + i J₂₁. Then A = ½(f_a − i f_b).",
    ),
    forbids=("physdl.neural",),
)


def squash(z):
    """Return the bend of the third exercise."""
    return z / (1 + np.abs(z))


def _squash_parts(z):
    r = np.abs(z)
    along, across = 1 / (1 + r) ** 2, 1 / (1 + r)
    return (along + across) / 2, (along - across) / 2 * (z / r) ** 2


def _pulled(z, w, back=lambda A, B, w: A * w + np.conj(B * w)):
    return back(*_squash_parts(z), w)


def _unfair(trial):
    """Return how far the two pairings are apart, for one and i times one as arrows."""
    z, w = trial.arguments
    off = 0.0
    for v in (np.ones_like(z), 1j * np.ones_like(z)):
        right = np.real(w * _along(squash, z, v))
        off = max(off, np.max(np.abs(np.real(trial.result * v) - right)))
    return off / np.max(np.abs(w))


def points_and_covectors(rng, size):
    """Return arguments of the third exercise, no point near zero."""
    return (0.2 + rng.exponential(size=size)) * np.exp(2j * np.pi * rng.random(size)), numbers(rng, size)


PULLBACK = Exercise(
    id="3.4-3",
    entry="pull_squash",
    signature="pull_squash(z, w)",
    returns=Returns("complex", lambda z, w: np.shape(z)),
    cases=tuple(Case.call(*points_and_covectors(np.random.default_rng(k), n)) for k, n in enumerate((1, 4, 30))),
    properties=(
        Property(
            "it says of every arrow in front of the bend what w says of the arrow behind it",
            _unfair,
            tolerance=1e-8,
            near=1e-4,
            says="The two readings differ by {error} of the largest covector.",
        ),
    ),
    mistakes=(
        Mistake(
            "The part with the conjugate arrow is missing: this bend is not holomorphic.",
            gives(lambda z, w: _pulled(z, w, lambda A, B, w: A * w)),
        ),
        Mistake(
            "w B reads the conjugate of the arrow. Take the conjugate of the whole product to read the arrow itself.",
            gives(lambda z, w: _pulled(z, w, lambda A, B, w: A * w + B * w)),
        ),
        Mistake(
            "That carries an arrow forward, A w + B conj(w). A covector goes back with conj(B w).",
            gives(lambda z, w: _pulled(z, w, lambda A, B, w: A * w + B * np.conj(w))),
        ),
        Mistake(
            "Across the ray the bend stretches too, by 1/(1 + r).",
            gives(lambda z, w: w / (1 + np.abs(z)) ** 2),
        ),
        Mistake(
            "That is the conjugate of the covector, an arrow: the metric has not been asked for yet.",
            gives(lambda z, w: np.conj(_pulled(z, w))),
        ),
    ),
    hints=(
        "Which ρ(r) makes this bend one of the kind ρ(r) z/r? Then the lesson has its A and B.",
        "ρ = r/(1 + r), so ρ' = 1/(1 + r)² and ρ/r = 1/(1 + r).",
    ),
    forbids=("physdl.neural",),
)


def _descended(x, t, rate, steps, bar=np.conj, factor=1.0):
    weight = np.zeros((t.shape[1], x.shape[1]), complex)
    for _ in range(steps):
        covector = np.conj(x @ weight.T - t).T @ x / len(x)
        weight = weight - rate * factor * bar(covector)
    return weight


def _without_bar_over_x(x, t, rate, steps):
    weight = np.zeros((t.shape[1], x.shape[1]), complex)
    for _ in range(steps):
        weight = weight - rate * (x @ weight.T - t).T @ x / len(x)
    return weight


def signals(rng, count, sizes, rate, steps):
    """Return arguments of the fourth exercise: a linear map with noise, to be learned."""
    n, m = sizes
    x = numbers(rng, count, n) / np.sqrt(2)
    return x, x @ numbers(rng, m, n).T + 0.1 * numbers(rng, count, m), rate, steps


def _misfit(weight, x, t):
    return np.sum(np.abs(x @ weight.T - t) ** 2)


def _fall(trial):
    """Return how much of the loss is left above the best, as a share of the start."""
    x, t, *_ = trial.arguments
    best = _misfit(np.linalg.lstsq(x, t, rcond=None)[0].T, x, t)
    return (_misfit(trial.result, x, t) - best) / (_misfit(0 * trial.result, x, t) - best)


_LONG, _SHORT = (60, (2, 3), 0.5, 60), (40, (3, 2), 0.2, 1)

DESCENT = Exercise(
    id="3.4-4",
    entry="learn",
    signature="learn(x, t, rate, steps)",
    returns=Returns("complex", lambda x, t, rate, steps: (np.shape(t)[1], np.shape(x)[1])),
    cases=tuple(
        Case.call(*signals(np.random.default_rng(k), *setting)) for k, setting in enumerate((_SHORT, _LONG, _LONG))
    ),
    properties=(
        Property(
            "the weights are where that many steps lead",
            off(_descended),
            tolerance=1e-9,
            near=1e-3,
            says="They are off by a fraction {error}.",
        ),
        Property(
            "the loss has fallen; after sixty steps to the least squares",
            lambda t: _fall(t) if t.arguments[3] == 60 else max(0.0, _fall(t) - 1),
            tolerance=1e-6,
            says="Of what was to be gained, a share {error} is left.",
        ),
    ),
    mistakes=(
        Mistake(
            "That steps along the covector. The metric takes its conjugate.",
            gives(lambda *a: _descended(*a, bar=lambda w: w)),
        ),
        Mistake(
            "That is ∂L/∂W, half of the covector: the steps are half as long.",
            gives(lambda *a: _descended(*a, factor=0.5)),
        ),
        Mistake(
            "The loss is a mean over the points; the sum makes the steps N times as long.",
            gives(lambda x, *a: _descended(x, *a, factor=len(x))),
        ),
        Mistake(
            "The bar over x is missing: (y − t)ᵀ x/N is the formula for real numbers.",
            gives(_without_bar_over_x),
        ),
        Mistake("These steps go uphill.", gives(lambda *a: _descended(*a, factor=-1.0))),
    ),
    hints=(
        "The covector at the output y is conj(y − t)/N; the share of W is w_i x_j, summed over the points.",
        "The step is −rate times the conjugate of that share. In matrices: −rate · (y − t)ᵀ conj(x)/N.",
    ),
    forbids=("physdl.neural",),
    undefined="Without the conjugate the weights grow in every step.",
)

EXERCISES = (CHANGES, PARTS, PULLBACK, DESCENT)
READ_BY_HAND = ("3.4-5",)
