"""Public checks of the exercises of lesson 2.2, d and the pullback.

Answers are asked for what must hold: zeros counted from their list, the heat of a course summed up step by step, a
form fed with arrows, the differential equation of the exponential.
"""

from __future__ import annotations

from math import comb

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives
from physdl.course.plain import Formula

_DUALS = ("physdl.duals",)
_FORMS = ("physdl.forms.exterior", "physdl.forms.calculus.derivatives")


def _miscounted(trial):
    return max(abs(r - n) for r, n in zip(trial.results, trial.facts["zeros"], strict=True))


def _times(factor):
    """Return the test that every count is `factor` times the right one, and that some right one is not 0."""

    def shows(trial):
        zeros = np.array(trial.facts["zeros"])
        return np.array_equal(np.array(trial.results), factor * zeros) and bool(zeros.any())

    return shows


def _cut_off(trial):
    """Return whether some counts are one too small and no count errs in another way."""
    zeros, found = np.array(trial.facts["zeros"]), np.array(trial.results)
    return bool(np.all((found == zeros) | (found == zeros - np.sign(zeros))))


def _coarse(trial):
    """Return whether the count fails only where the bearing turns fast."""
    return trial.facts.get("steep", False) or _miscounted(trial) == 0


def steep(centre, radius, direction):
    """Return the case of a triple zero just outside, a double and a thirtyfold one just inside the circle."""
    rays = [centre + size * radius * np.exp(1j * direction) for size in (1.05, 0.95, 0.95)]
    calls = ((Formula(f"(x - z) ** {k}", z=complex(z)), centre, radius) for k, z in zip((3, 2, 30), rays, strict=True))
    return Case(tuple(calls), {"zeros": (0, 2, 30), "steep": True})


_CUBIC = Formula("(x - 1) * (x + 2) * (x - 3j)")

ZEROS = Exercise(
    id="2.2-1",
    entry="zeros_inside",
    signature="zeros_inside(f, centre, radius)",
    returns=Returns("whole"),
    cases=(
        Case(((_CUBIC, 0j, 1.5), (_CUBIC, 0j, 2.5), (_CUBIC, 0j, 4.0)), {"zeros": (1, 2, 3)}),
        Case(((_CUBIC, 5 + 0j, 4.5), (_CUBIC, 8 + 0j, 2.0)), {"zeros": (1, 0)}),
        Case(((Formula("(x - 0.5) ** 3"), 0.25 + 0j, 1.0),), {"zeros": (3,)}),
        Case(((Formula("exp(x) - 1"), 0j, 7.0), (Formula("exp(x)"), 0j, 7.0)), {"zeros": (3, 0)}),
        steep(0j, 1.0, np.pi / 2),
    ),
    properties=(
        Property(
            "the zeros inside the circle are counted, each as often as it is one",
            _miscounted,
            tolerance=0.1,
            says="A count is off by {error}.",
        ),
    ),
    mistakes=(
        Mistake("All counts are zero: the jumps of the angle by 2π have to be undone.", _times(0)),
        Mistake("The sign is turned round: go round the circle anticlockwise.", _times(-1)),
        Mistake("These counts are twice too large: one turn is 2π, not π.", _times(2)),
        Mistake("Close the course, and round; int cuts off.", _cut_off),
        Mistake("Neighbouring points of the course are too far apart; take more.", _coarse),
    ),
    hints=(
        "f maps the circle to a closed course in the plane. How often does that course go round the origin?",
        "np.unwrap removes the jumps of np.angle, if neighbouring points are close; take some thousands of them.",
    ),
    forbids=_FORMS,
)

_GAS = 8.314462618


def _course_sum(trial):
    """Return how far the change is from ∑ β/T along a course that first expands and then heats, relative."""
    worst = 0.0
    for (start, end, a, b, c), found in zip(trial.calls, trial.results, strict=True):
        s = (np.polynomial.legendre.leggauss(60)[0] + 1) / 2
        w = np.polynomial.legendre.leggauss(60)[1] / 2
        (T1, V1), (T2, V2) = start, end
        # V goes exponentially and T with it, so that the quadrature meets a smooth function
        V, T = V1 * (V2 / V1) ** s, T1 * (T2 / T1) ** s
        dV, dT = V * np.log(V2 / V1), T * np.log(T2 / T1)
        p = _GAS * T / (V - b) - a / V**2
        heat = c * _GAS * dT + a / V**2 * dV + p * dV
        terms = np.abs(heat / T) @ w
        worst = max(worst, abs(found - (heat / T) @ w) / terms)
    return float(worst)


def _additive(trial):
    """Return how far the changes of three stations in a row are from adding up."""
    if len(trial.results) < 3:
        return 0.0
    one, two, both = trial.results
    return float(abs(one + two - both) / max(abs(one), abs(two), abs(both), 1e-300))


def _van_der_waals(start, end, a, b, c, *, volume=True, warmth=True):
    (T1, V1), (T2, V2) = start, end
    b = b if volume else 0.0
    return _GAS * ((c * np.log(T2 / T1) if warmth else 0.0) + np.log((V2 - b) / (V1 - b)))


def _attracted(trial):
    """Return whether what is too much is a Δ(1/V), once or twice, with or without a temperature under it."""
    for (start, end, a, b, c), found in zip(trial.calls, trial.results, strict=True):
        (T1, V1), (T2, V2) = start, end
        share = abs((found - _van_der_waals(start, end, a, b, c)) / (a / V2 - a / V1))
        divided = 0.99 / max(T1, T2) < share < 2.01 / min(T1, T2)
        if not divided and abs(share - 1) > 1e-6:
            return False
    return True


def _short_constant(trial):
    ratios = [r / _van_der_waals(*call) for call, r in zip(trial.calls, trial.results, strict=True)]
    return np.ptp(ratios) < 1e-9 and abs(ratios[0] - 1) < 2e-3


def stations(a, b, c, *points):
    """Return the case of three states A, B, C: calls A → B, B → C, A → C."""
    A, B, C = (np.array(p) for p in points)
    return Case(((A, B, a, b, c), (B, C, a, b, c), (A, C, a, b, c)))


_ARGON = (0.1355, 3.201e-5, 1.5)
_CARBON_DIOXIDE = (0.364, 4.267e-5, 3.4)

ENTROPY = Exercise(
    id="2.2-2",
    entry="entropy_gained",
    signature="entropy_gained(start, end, attraction, core, freedoms)",
    returns=Returns("real"),
    cases=(
        stations(*_ARGON, (300.0, 1e-3), (600.0, 2e-4), (450.0, 5e-3)),
        stations(*_CARBON_DIOXIDE, (320.0, 9e-5), (340.0, 4e-4), (310.0, 1.5e-4)),
    ),
    properties=(
        Property(
            "it is the sum of β/T along a course between the two states",
            _course_sum,
            tolerance=1e-9,
            near=1e-3,
            says="Relative to the size of what is summed, it is off by {error}.",
        ),
        Property(
            "from A to B and on to C it gains as much as from A to C",
            _additive,
            tolerance=1e-9,
            near=1e-3,
            says="The three changes miss each other by a fraction {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "This is the entropy of an ideal gas: the cores leave only V − b of the volume.",
            gives(lambda *arguments: _van_der_waals(*arguments, volume=False)),
        ),
        Mistake(
            "The attraction stands in it. In β it enters twice, in dU and in p dV, and cancels.",
            _attracted,
        ),
        Mistake("The warming is missing: dU has a term c R dT.", gives(lambda *x: _van_der_waals(*x, warmth=False))),
        Mistake("The sign is turned round: end minus start.", gives(lambda *x: -_van_der_waals(*x))),
        Mistake(
            "Temperature and volume have changed places: a state is (T, V).",
            gives(lambda start, end, *abc: _van_der_waals(start[::-1], end[::-1], *abc)),
        ),
        Mistake("Use all digits of R that are given.", _short_constant),
    ),
    hints=(
        "Write β = dU + p dV with dU = c R dT + (a/V²) dV, and look at the coefficient of dV before dividing by T.",
        "β/T is the sum of a form in T alone and a form in V alone. Each has a potential that you know.",
    ),
)


def _fed(trial):
    """Return the deviation of φ*ω(u, v) from ω(Ju, Jv), u and v being pairs of basis vectors, relative."""
    worst = 0.0
    for (jacobian, omega), found in zip(trial.calls, trial.results, strict=True):
        J = np.asarray(jacobian)
        m, n = J.shape
        table = np.zeros((m, m))
        table[np.triu_indices(m, 1)] = omega
        table = table - table.T
        eaten = J.T @ table @ J
        scale = np.max(np.abs(J)) ** 2 * np.sum(np.abs(omega))
        worst = max(worst, float(np.max(np.abs(found - eaten[np.triu_indices(n, 1)]), initial=0.0)) / scale)
    return worst


def _two(combine):
    """Return what one gets when the minor of rows i < j and columns k < l is replaced by `combine(ik, jl, il, jk)`."""

    def wrong(jacobian, omega):
        J = np.asarray(jacobian)
        (i, j), (k, l) = np.triu_indices(J.shape[0], 1), np.triu_indices(J.shape[1], 1)  # noqa: E741
        i, j = i[:, None], j[:, None]
        return np.asarray(omega) @ combine(J[i, k], J[j, l], J[i, l], J[j, k])

    return wrong


def _disordered(trial):
    """Return whether the right components come in another order, or ω was read column by column."""
    jacobian, omega = trial.arguments
    m = len(jacobian)
    columns = np.argsort(np.lexsort(np.triu_indices(m, 1)))  # the place of each pair (i, j) if j is counted first
    readings = (_two(lambda a, b, c, d: a * b - c * d)(jacobian, read) for read in (omega, omega[columns]))
    return any(_close(np.sort(trial.result), np.sort(right)) for right in readings)


def _close(one, other):
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=0, atol=1e-9 * np.max(np.abs(other))))


_COSINE, _SINE = np.cos(0.7), np.sin(0.7)
_POLAR = np.array([[_COSINE, -3 * _SINE], [_SINE, 3 * _COSINE]])
_MAP_43 = np.array([[1.0, 2, 0], [0, -1, 3], [2, 0, 1], [1, 1, -1]])
_MAP_34 = np.array([[1.0, 0, 2, -1], [3, 1, 0, 1], [0, 2, -1, 1]])

PULL = Exercise(
    id="2.2-3",
    entry="pull_two_form",
    signature="pull_two_form(jacobian, omega)",
    returns=Returns("real", lambda jacobian, omega: (comb(np.shape(jacobian)[1], 2),)),
    cases=(
        Case.call(_POLAR, np.array([1.0])),
        Case.call(_MAP_43, np.array([1.0, -2, 0.5, 3, 1, -1])),
        Case.call(_MAP_34, np.array([2.0, -1, 1])),
    ),
    properties=(
        Property(
            "fed with two arrows, it is what ω makes of the arrows' images",
            _fed,
            tolerance=1e-12,
            near=1e-6,
            says="Relative to the terms of the sum, it is off by {error}.",
        ),
    ),
    mistakes=(
        Mistake("Both halves of the minor have the same sign.", gives(_two(lambda a, b, c, d: a * b + c * d))),
        Mistake("Half of each minor is missing: it has two terms.", gives(_two(lambda a, b, c, d: a * b))),
        Mistake(
            "This is twice the pullback: sum over i < j only, or divide by 2.",
            gives(_two(lambda a, b, c, d: 2 * (a * b - c * d))),
        ),
        Mistake("The sign is turned round: exchange the two columns.", gives(_two(lambda a, b, c, d: c * d - a * b))),
        Mistake("The order of the components is wrong: (0,1), (0,2), … first, then (1,2), ….", _disordered),
    ),
    hints=(
        "(φ*ω)_{kl} = ω(J e_k, J e_l): put two columns of J into ω.",
        "Write ω as an antisymmetric matrix W. Then all values together are JᵀWJ.",
    ),
    forbids=_FORMS,
)


def _product(a, b):
    return np.array([a[: k + 1] @ b[k::-1] for k in range(len(a))])


def _own_equation(trial):
    """Return how far e' = a' e is from holding, coefficient by coefficient, relative."""
    worst = 0.0
    for (a,), e in zip(trial.calls, trial.results, strict=True):
        k = np.arange(1, len(a))
        right = _product(k * a[1:], e[:-1])
        worst = max(worst, float(np.max(np.abs(k * e[1:] - right), initial=0.0) / max(np.max(np.abs(right)), 1e-300)))
        worst = max(worst, abs(e[0] / np.exp(a[0]) - 1))
    return worst


def _first_order(a):
    e = np.exp(a[0]) * np.asarray(a)
    e[0] = np.exp(a[0])
    return e


def _derivatives(a):
    """Return the derivatives in place of the coefficients: k! times too large."""
    e = np.zeros(len(a))
    e[0] = np.exp(a[0])
    for k in range(1, len(a)):
        e[k] = sum(j * a[j] * e[k - j] for j in range(1, k + 1)) / k
    return e * np.cumprod([1, *range(1, len(a))])


def _without_first(a):
    return _derivatives([0.0, *a[1:]]) / np.cumprod([1, *range(1, len(a))])


def _without_factorials(a):
    """Return exp(a₀) times the sum of the powers of a − a₀ε⁰, each without its 1/k!."""
    nilpotent, term = np.array([0.0, *a[1:]]), np.eye(len(a))[0]
    total = term
    for _ in a[1:]:
        term = _product(term, nilpotent)
        total = total + term
    return np.exp(a[0]) * total


JETS = Exercise(
    id="2.2-4",
    entry="jet_exp",
    signature="jet_exp(a)",
    returns=Returns("real", lambda a: (len(a),)),
    cases=(
        Case.call(np.array([0.0, 1, 0, 0, 0, 0])),
        Case.call(np.array([0.3, -2.0])),
        Case.call(np.array([-0.5, 1.5, 0.7, -0.2, 0.4])),
    ),
    properties=(
        Property(
            "it obeys e′ = a′ e, with e₀ = exp a₀",
            _own_equation,
            tolerance=1e-12,
            near=1e-6,
            says="Relative to the largest coefficient, the equation is violated by {error}.",
        ),
    ),
    mistakes=(
        Mistake("This is the exponential of each coefficient. The product of two jets mixes them.", gives(np.exp)),
        Mistake("Only the first power of ε is kept, as for dual numbers: here ε², ε³, … count.", gives(_first_order)),
        Mistake("These are derivatives, k! times the coefficients of εᵏ.", gives(_derivatives)),
        Mistake("The factor exp(a₀) is missing.", gives(_without_first)),
        Mistake("The 1/k! of the exponential's series is missing.", gives(_without_factorials)),
    ),
    hints=(
        "Let e = exp(a(ε)). Its derivative by ε is a′ e. Compare the coefficients of ε^(k−1) on both sides.",
        "k e_k = 1·a₁ e_{k−1} + 2·a₂ e_{k−2} + … + k·a_k e₀.",
    ),
    forbids=_DUALS,
)

EXERCISES = (ZEROS, ENTROPY, PULL, JETS)
READ_BY_HAND = ("2.2-5",)
