"""Public checks of the exercises of lesson 2.2, d and the pullback.

Answers are asked for what must hold: zeros counted from their list, the heat of a course summed up step by step, a
form fed with arrows, the differential equation of the exponential.
"""

from __future__ import annotations

from math import comb

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, altered, gives, mends
from physdl.course.plain import Formula


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


def zeros_of_a_product(rng):
    """Return the case of two circles round one centre, and of a product of linear factors times an exponential."""
    radius, centre = rng.uniform(0.5, 3), complex(*rng.uniform(-2, 2, 2))
    inside, outside = rng.integers(1, 5), rng.integers(1, 4)
    sizes = np.concatenate([rng.uniform(0, 0.9, inside), rng.uniform(1.1, 2, outside)])
    zeros = centre + radius * sizes * np.exp(1j * rng.uniform(0, 6.3, sizes.size))
    names = [f"z{i}" for i in range(zeros.size)]
    text = " * ".join(f"(x - {name})" for name in names) + " * exp(0.3 * x)"
    f = Formula(text, **{name: complex(z) for name, z in zip(names, zeros, strict=True)})
    calls = ((f, centre, radius), (f, centre, 5.0 * radius + abs(centre)))
    return Case(calls, {"zeros": (int(inside), zeros.size)})


def _coarse(trial):
    """Return whether the count fails only where the bearing turns fast, with some of the turns lost and not all."""
    lost = trial.facts.get("steep", False) and trial.results[-1] not in (0, trial.facts["zeros"][-1])
    return lost or _miscounted(trial) == 0


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
        Case(((Formula("x ** 7 - 1e-6"), 0j, 0.2), (Formula("(x - 1000j) ** 2"), 1000j, 1e-3)), {"zeros": (7, 2)}),
        steep(0j, 1.0, np.pi / 2),
    ),
    fresh=zeros_of_a_product,
    properties=(
        Property(
            "the zeros inside the circle are counted, each as often as it is one",
            _miscounted,
            tolerance=0.1,
            says="A count is off by {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "All counts are zero. If you follow the angle round the circle: its jumps by 2π have to be undone.",
            _times(0),
        ),
        Mistake("The sign is turned round: go round the circle anticlockwise.", _times(-1)),
        Mistake("These counts are twice too large: one turn is 2π, not π.", _times(2)),
        Mistake(
            "Only where the bearing turns fast is a count wrong. If you follow it: neighbouring points of the course "
            "are too far apart; take more.",
            _coarse,
        ),
        Mistake("Counts are one too small, as when int cuts off: close the course if it is open, and round.", _cut_off),
    ),
    hints=(
        "f maps the circle to a closed course in the plane. How often does that course go round the origin?",
        "np.unwrap removes the jumps of np.angle, if neighbouring points are close; take some thousands of them.",
    ),
)

_GAS = 8.314462618
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(60)


def _missing(call, found, heat, ideal=False):
    """Return by how much a change differs from ∑ heat/T along a course, and how much warming and work are there.

    The course goes in equal ratios, so that the quadrature meets a smooth function. ``heat(T, V, dT, work, pull)`` is
    made of the gas's pressure times dV and of (a/V²) dV; where it is `ideal`, the molecules take no room.
    """
    (T1, V1), (T2, V2), a, b, c = call
    s = (_NODES + 1) / 2
    V, T = V1 * (V2 / V1) ** s, T1 * (T2 / T1) ** s
    dV, dT = V * np.log(V2 / V1), T * np.log(T2 / T1)
    pull = a / V**2 * dV
    push = _GAS * T / (V - (0 if ideal else b)) * dV
    parts = heat(c * _GAS * dT, push, pull) / T
    size = (np.abs(c * _GAS * dT) + np.abs(push)) / T
    return found - parts @ _WEIGHTS / 2, size @ _WEIGHTS / 2


def _off_course(trial, heat, **gas):
    """Return the worst deviation from ∑ heat/T, relative to the size of what is summed."""
    missing = [_missing(call, found, heat, **gas) for call, found in zip(trial.calls, trial.results, strict=True)]
    return float(max(abs(miss) / max(size, 1e-6 * _GAS) for miss, size in missing))


def _beta(warming, push, pull):
    return (warming + pull) + (push - pull)  # dU and p dV


def _course_sum(trial):
    return _off_course(trial, _beta)


def _sums(heat, **gas):
    return lambda trial: _off_course(trial, heat, **gas) < 1e-6


def _scaled(factor):
    """Return the test that the changes, times `factor`, would be right."""
    return lambda trial: _course_sum(altered(trial, lambda found, *call: factor * found)) < 1e-6


def _additive(trial):
    """Return how far the changes of three stations in a row are from adding up."""
    if len(trial.results) < 3:
        return 0.0
    one, two, both = trial.results
    return float(abs(one + two - both) / max(abs(one), abs(two), abs(both), _GAS))


def _attracted(trial):
    """Return whether what is too much is a Δ(1/V), once or twice, with or without a temperature under it."""
    for call, found in zip(trial.calls, trial.results, strict=True):
        (T1, V1), (T2, V2), a = call[:3]
        excess, between = abs(_missing(call, found, _beta)[0]), abs(a / V2 - a / V1)
        divided = 0.99 * between / max(T1, T2) <= excess <= 2.01 * between / min(T1, T2)
        if not divided and abs(excess - between) > 1e-6 * between + 1e-9 * _GAS:
            return False
    return True


def _swapped(trial):
    calls = tuple((start[::-1], end[::-1], *abc) for start, end, *abc in trial.calls)
    return (
        max(abs(_missing(call, found, _beta)[0]) for call, found in zip(calls, trial.results, strict=True))
        < 1e-6 * _GAS
    )


def _short_constant(trial):
    """Return whether all changes are off by the same small fraction, and those that should be 0 are."""
    right = [found - _missing(call, found, _beta)[0] for call, found in zip(trial.calls, trial.results, strict=True)]
    pairs = list(zip(trial.results, right, strict=True))
    shares = [found / change for found, change in pairs if abs(change) > 1e-9 * _GAS]
    if any(abs(found) > 1e-9 * _GAS for found, change in pairs if abs(change) <= 1e-9 * _GAS):
        return False
    return not shares or (np.ptp(shares) < 1e-9 and 1e-9 < abs(shares[0] - 1) < 2e-3)


def stations(a, b, c, *points):
    """Return the case of three states A, B, C: calls A → B, B → C, A → C."""
    A, B, C = (np.array(p) for p in points)
    return Case(((A, B, a, b, c), (B, C, a, b, c), (A, C, a, b, c)))


def any_gas(rng):
    """Return the case of three random states of a random gas."""
    b = rng.uniform(2e-5, 5e-5)
    points = [(rng.uniform(250, 700), b * rng.uniform(1.8, 60)) for _ in range(3)]
    return stations(rng.uniform(0.05, 0.6), b, rng.choice([1.5, 2.5, 3.0]), *points)


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
        stations(*_ARGON, (300.0, 1e-3), (300.0, 2e-4), (450.0, 2e-4)),
        stations(0.25, 4e-5, 2.5, (500.0, 3e-3), (500.0, 3e-3), (300.0, 5e-5)),
    ),
    fresh=any_gas,
    properties=(
        Property(
            "it is the sum of β/T along a course between the two states",
            _course_sum,
            tolerance=1e-9,
            near=1e-7,
            says="Relative to the size of what is summed, it is off by {error}.",
        ),
        Property(
            "from A to B and on to C it gains as much as from A to C",
            _additive,
            tolerance=1e-9,
            near=1e-7,
            says="The three changes miss each other by a fraction {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "This is the entropy of an ideal gas: the cores leave only V − b of the volume.",
            _sums(lambda warming, push, pull: warming + push, ideal=True),
        ),
        Mistake(
            "The attraction stands in it. In β it enters twice, in dU and in p dV, and cancels.",
            _attracted,
        ),
        Mistake("The warming is missing: dU has a term c R dT.", _sums(lambda warming, push, pull: push)),
        Mistake("The expansion is missing: β has a term p dV.", _sums(lambda warming, push, pull: warming)),
        Mistake("The sign is turned round: end minus start.", _scaled(-1)),
        Mistake("These are decimal logarithms; dT/T is the differential of the natural one.", _scaled(np.log(10))),
        Mistake("Temperature and volume have changed places: a state is (T, V).", _swapped),
        Mistake(
            "All changes are off by one small fraction, as when R is cut short: use all of its digits.",
            _short_constant,
            rounding=True,
        ),
    ),
    hints=(
        "Write β = dU + p dV with dU = c R dT + (a/V²) dV, and look at the coefficient of dV before dividing by T.",
        "β/T is the sum of a form in T alone and a form in V alone. Each has a potential that you know.",
    ),
)


def _fed_to(components, u, v):
    """Return what a two-form makes of the arrows in the rows of u and v."""
    i, j = np.triu_indices(u.shape[1], 1)
    return (u[:, i] * v[:, j] - u[:, j] * v[:, i]) @ components


def _unlike_images(jacobian, omega, found):
    """Return by how much φ*ω(u, v) differs from ω(Ju, Jv) for as many pairs u, v as there are components, relative."""
    m, n = np.shape(jacobian)
    u, v = np.random.default_rng(10 * m + n).normal(size=(2, comb(n, 2), n))
    off = _fed_to(found, u, v) - _fed_to(omega, u @ np.transpose(jacobian), v @ np.transpose(jacobian))
    scale = np.max(np.abs(jacobian)) ** 2 * np.sum(np.abs(omega))
    return float(np.max(np.abs(off), initial=0.0)) / (scale if scale > 0 else 1.0)


def _fed(trial):
    return max(_unlike_images(*call, found) for call, found in zip(trial.calls, trial.results, strict=True))


def _fits(change):
    return lambda trial: _fed(altered(trial, change)) < 1e-9


def _minors_of(combine):
    """Return the test that ∑ ω_ij combine(J_ik, J_jl, J_il, J_jk) stands in place of the sum over minors."""

    def shows(trial):
        J, omega = trial.arguments
        (i, j), (k, l) = np.triu_indices(J.shape[0], 1), np.triu_indices(J.shape[1], 1)  # noqa: E741
        i, j = i[:, None], j[:, None]
        wrong = omega @ combine(J[i, k], J[j, l], J[i, l], J[j, k])
        return np.max(np.abs(trial.result - wrong), initial=0.0) < 1e-9 * max(1.0, np.max(np.abs(wrong), initial=0.0))

    return shows


def _by_columns(size):
    """Return the place of each pair (i, j) if j is counted first."""
    return np.argsort(np.lexsort(np.triu_indices(size, 1)))


def _disordered(trial):
    """Return whether it is right once the components, or those of ω, are put in another order."""
    (J, omega), found = trial.arguments, trial.result
    read = (omega, omega[_by_columns(len(J))])
    written = (found, found[_by_columns(J.shape[1])], found[::-1])
    return any(_unlike_images(J, one, two) < 1e-9 for one in read for two in written)


def _transposed(trial):
    """Return whether it is right with the transpose in place of a square J; others may be right as they are."""
    J, omega = trial.arguments
    square = J.shape[0] == J.shape[1]
    return _unlike_images(J.T if square else J, omega, trial.result) < 1e-9


def jacobian(rng, m, n):
    """Return the case of a random map from n to m dimensions and a random 2-form."""
    return Case.call(rng.standard_normal((m, n)), rng.standard_normal(comb(m, 2)))


_COSINE, _SINE = np.cos(0.7), np.sin(0.7)
_POLAR = np.array([[_COSINE, -3 * _SINE], [_SINE, 3 * _COSINE]])
_MAP_43 = np.array([[1.0, 2, 0], [0, -1, 3], [2, 0, 1], [1, 1, -1]])
_MAP_33 = np.array([[0.3, -1.2, 0.8], [1.1, 0.4, 2.3], [-0.7, 1.9, 0.1]])
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
        Case.call(_MAP_33, np.array([0.7, -1.3, 2.1])),
        Case.call(np.sin(np.arange(1.0, 26.0)).reshape(5, 5), np.cos(np.arange(10.0))),
        Case.call(np.sin(np.arange(1.0, 57.0)).reshape(7, 8), np.cos(np.arange(21.0))),
        Case.call(_MAP_34[:, :1], np.array([2.0, -1, 1])),
        Case.call(_MAP_43[:1], np.zeros(0)),
        Case.call(0 * _MAP_33, np.array([0.7, -1.3, 2.1])),
    ),
    fresh=lambda rng: jacobian(rng, *rng.integers(3, 7, 2)),
    properties=(
        Property(
            "fed with two arrows, it is what ω makes of the arrows' images",
            _fed,
            tolerance=1e-12,
            near=1e-10,
            says="Relative to the terms of the sum, it is off by {error}.",
        ),
    ),
    mistakes=(
        Mistake("Both halves of the minor have the same sign.", _minors_of(lambda a, b, c, d: a * b + c * d)),
        Mistake("Half of each minor is missing: it has two terms.", _minors_of(lambda a, b, c, d: a * b)),
        Mistake(
            "This is twice the pullback: sum over i < j only, or divide by 2.",
            _fits(lambda found, J, omega: found / 2),
        ),
        Mistake(
            "This is half of the pullback: summed over i < j, each minor counts once and whole.",
            _fits(lambda found, J, omega: 2 * found),
        ),
        Mistake("The sign is turned round: exchange the two columns.", _fits(lambda found, J, omega: -found)),
        Mistake("Where J is square, J and its transpose have changed places: arrows go to J u.", _transposed),
        Mistake(
            "The order of the components is wrong: (0,1), (0,2), … first, then (1,2), ….", mends(_fed, _disordered)
        ),
    ),
    hints=(
        "(φ*ω)_{kl} = ω(J e_k, J e_l): put two columns of J into ω.",
        "Write ω as an antisymmetric matrix W. Then all values together are JᵀWJ.",
    ),
    forbids=("physdl.forms",),
    stops={"ValueError": "If two shapes do not fit: J's rows belong to the image, its columns to what is mapped."},
)


def _product(a, b):
    return np.array([a[: k + 1] @ b[k::-1] for k in range(len(a))])


def _own_equation(a, e):
    """Return, for each power of ε, how far e' = a' e and e₀ = exp a₀ are from holding.

    The scale is the largest coefficient of e, as often as it enters.
    """
    k = np.arange(1, len(a))
    off = np.abs(k * e[1:] - _product(k * a[1:], e[:-1])) if len(a) > 1 else np.zeros(0)
    entered = k + np.cumsum(k * np.abs(a[1:]))
    return np.concatenate([[abs(e[0] - np.exp(a[0]))], off / entered]) / max(np.max(np.abs(e)), np.exp(a[0]))


def _unlike_itself(trial):
    return float(np.max([np.max(_own_equation(*call, e)) for call, e in zip(trial.calls, trial.results, strict=True)]))


def _first_power(trial):
    off = _own_equation(*trial.arguments, trial.result)
    power = int(np.flatnonzero(off > 1e-12)[0])
    return f"Relative to the largest coefficient, it is violated by {np.max(off):.2g}, and first at ε to the {power}."


def _solves(change):
    return lambda trial: _unlike_itself(altered(trial, change)) < 1e-9


def _first_order(a):
    e = np.exp(a[0]) * np.asarray(a)
    e[0] = np.exp(a[0])
    return e


def _without_factorials(trial):
    """Return whether the geometric series stands in place of the exponential: e times 1 − (a − a₀) is exp a₀."""
    (a,), e = trial.arguments, trial.result
    off = _product(e, np.concatenate([[1.0], -a[1:]])) - np.exp(a[0]) * np.eye(len(a))[0]
    return np.max(np.abs(off)) < 1e-9 * np.max(np.abs(e))


def _first_two(trial):
    """Return whether there is a coefficient of 1, one of ε where it should be, and no other."""
    (a,), e = trial.arguments, trial.result
    return bool(e[0]) and np.array_equal(e[1:2] != 0, a[1:2] != 0) and not np.any(e[2:])


def jet(rng, size):
    """Return the case of a random jet of that many coefficients, none of them near 0."""
    return Case.call(rng.uniform(0.3, 1.5, size) * rng.choice([-1, 1], size))


def far_jet(rng, size):
    """Return the case of a jet whose first coefficient is far below 0, where a power series in it has no digits."""
    case = jet(rng, size)
    case.calls[0][0][0] = rng.uniform(-40, -20)
    return case


JETS = Exercise(
    id="2.2-4",
    entry="jet_exp",
    signature="jet_exp(a)",
    returns=Returns("real", lambda a: (len(a),)),
    cases=(
        Case.call(np.array([0.0, 1, 0, 0, 0, 0])),
        Case.call(np.array([0.3, -2.0])),
        Case.call(np.array([-0.5, 1.5, 0.7, -0.2, 0.4])),
        Case.call(np.array([0.7])),
        Case.call(np.array([0.0, 0.0, 1.0, 0.0, 0.0, -0.5, 0.0, 0.0, 0.0, 0.3])),
        Case.call(np.array([0.2, -1.1, 0.9, 0.5, -0.8, 1.3, 0.4, -0.6, 1.0, 0.7, -1.2, 0.3, 0.6])),
        Case.call(np.zeros(8)),
        Case.call(np.array([-30.0, 1.2, -0.7, 0.4])),
        Case.call(np.array([25.0, -0.9, 0.6, 1.1, 0.2])),
    ),
    fresh=lambda rng: jet(rng, rng.integers(7, 15)),
    properties=(
        Property(
            "it obeys e′ = a′ e, with e₀ = exp a₀",
            _unlike_itself,
            tolerance=1e-12,
            near=1e-10,
            says=_first_power,
        ),
    ),
    mistakes=(
        Mistake("This is the exponential of each coefficient. The product of two jets mixes them.", gives(np.exp)),
        Mistake(
            "Only the first power of a − a₀ is kept, as for dual numbers: here its higher powers count.",
            gives(_first_order),
        ),
        Mistake(
            "These are derivatives, k! times the coefficients of εᵏ.",
            _solves(lambda found, a: found / np.cumprod([1.0, *range(1, len(a))])),
        ),
        Mistake("The factor exp(a₀) is missing.", _solves(lambda found, a: np.exp(a[0]) * found)),
        Mistake("The 1/k! of the exponential's series is missing.", _without_factorials),
        Mistake(
            "Only the first two coefficients are there: ε² is not 0 here.",
            _first_two,
        ),
    ),
    hints=(
        "Let e = exp(a(ε)). Its derivative by ε is a′ e. Compare the coefficients of ε^(k−1) on both sides.",
        "k e_k = 1·a₁ e_{k−1} + 2·a₂ e_{k−2} + … + k·a_k e₀.",
    ),
    forbids=("physdl.duals",),
)

EXERCISES = (ZEROS, ENTROPY, PULL, JETS)
READ_BY_HAND = ("2.2-5",)
