"""Public checks of the exercises of lesson 4.5, Decimation and the flow.

A step is judged by what the kept spins feel, an effective coupling by the states of its ends, a fixed point by one more
step from it, votes by counting them along a block.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, mended


def gives(wrong):
    """Return the test that every result of a trial is what `wrong(*arguments)` would give, to 1e-7 or 1e-7 of it."""

    def shows(trial):
        return all(
            bool(np.all(np.abs(result - wrong(*call)) <= 1e-7 * np.maximum(1, np.abs(wrong(*call)))))
            for call, result in zip(trial.calls, trial.results, strict=True)
        )

    return shows


def _felt(coupling, field):
    """Return the logarithm of what two kept neighbours (a, c) leave for one another, as a table over ++, +−, −−."""
    between = [np.logaddexp(coupling * pair + field, -coupling * pair - field) for pair in (2, 0, -2)]
    return between[0] + field, between[1], between[2] - field


def _coupling_off(trial):
    same, mixed, other = _felt(*trial.arguments)
    found = trial.result[0]
    return abs(same + other - 2 * mixed - 4 * found) / (4 * max(1.0, abs(found)))


def _field_off(trial):
    same, _, other = _felt(*trial.arguments)
    found = trial.result[1]
    return abs(same - other - 2 * found) / (2 * max(1.0, abs(found)))


def _lost(trial):
    """Return whether an answer is right to rounding, and where tanh is nearly 1 to two digits at least."""
    off = 1e-12 if max(np.abs(trial.arguments)) < 3 else 1e-2
    return max(_coupling_off(trial), _field_off(trial)) <= off


def _slip(own=1.0, sides=2, share=1.0, bare=False, plain=False, double=1.0):
    """Return a wrong step: so much of its own field, from so many sides, without the field in the coupling, …"""

    def wrong(coupling, field):
        same, mixed, other = _felt(coupling, 0.0 if bare else field)
        new = double * (same + other - 2 * mixed) / 4
        if plain:  # without cosh² h below the line
            new += (mixed - np.log(2)) / 2
        same, _, other = _felt(coupling, field)
        given = (same - other) / 2 - field
        return np.array([new, own * field + share * sides / 2 * given])

    return wrong


def a_field(rng):
    """Return a coupling and a field of general size."""
    return Case.call(float(rng.uniform(-2, 2)), float(rng.choice([-1, 1]) * rng.uniform(0.1, 2)))


FIELD = Exercise(
    id="4.5-1",
    entry="one_step",
    signature="one_step(coupling, field)",
    returns=Returns("real", (2,)),
    cases=tuple(
        Case.call(*call)
        for call in (
            (0.7, 0.3),
            (-0.7, 0.3),
            (1.5, -0.8),
            (0.5, 0.0),
            (0.0, 0.4),
            (10.0, 10.0),
            (-10.0, -10.0),
            (-10.0, 0.5),
            (3, -2),
            (0.2, 10.0),
        )
    ),
    properties=(
        Property("the coupling K' is that of the kept spins", _coupling_off, tolerance=1e-9, near=1e-7),
        Property("the field h' is that of the kept spins", _field_off, tolerance=1e-9, near=1e-7),
    ),
    fresh=a_field,
    mistakes=(
        Mistake("A kept spin has its own field besides what its neighbours leave on it.", gives(_slip(own=0.0))),
        Mistake("A kept spin has lost a neighbour on each side: it gets the share of both.", gives(_slip(sides=1))),
        Mistake("The coupling is that of a chain without a field.", gives(_slip(bare=True))),
        Mistake(
            "Half of a kept spin's field belongs to each of its two stretches, so both together have all of it.",
            gives(_slip(own=0.5)),
        ),
        Mistake("The share of the spins summed out has the wrong sign.", gives(_slip(share=-1.0))),
        Mistake("Neighbours that differ leave cosh h, twice: it is missing below the line.", gives(_slip(plain=True))),
        Mistake("The coupling is twice what it should be: the four states give 4K'.", gives(_slip(double=2.0))),
        Mistake(
            "The field does not stay: what the lost spins felt is handed on to those that are kept.",
            lambda trial: gives(_slip(share=0.0))(trial) or gives(_slip(share=0.0, bare=True))(trial),
        ),
        Mistake("Each of the two sides hands on its share once; here it counts twice.", gives(_slip(share=2.0))),
        Mistake(
            "Where K or h is large digits are lost in what is nearly 1; logarithms of cosh, or logaddexp, keep them.",
            _lost,
            rounding=True,
        ),
    ),
    hints=(
        "Write down what the spin between a and c leaves, for a + c = 2, 0 and −2. Three numbers fix a constant, "
        "K' and the field.",
        "Give half of each kept spin's field to the stretch on its left, half to that on its right.",
    ),
    forbids=("physdl.cheap",),
)


def _odds(rows):
    """Return the logarithm of how much likelier the ends agree than not, by matrices of two states, and no tanh."""
    total = 0.0
    for row in rows:
        product = np.eye(2)
        for K in row:
            product = product @ np.array([[np.exp(K), np.exp(-K)], [np.exp(-K), np.exp(K)]])
        total += np.log(product[0, 0] / product[0, 1])
    return total


def _ends_off(trial):
    exact = _odds(trial.arguments[0]) / 2
    return abs(trial.result - exact) / max(1.0, abs(exact))


def _of_rows(row, bundle):
    def wrong(rows):
        with np.errstate(all="ignore"):
            return float(bundle(np.array([row(np.array(r, float)) for r in rows])))

    return wrong


def _series(row):
    return np.arctanh(np.prod(np.tanh(row)))


def some_rows(rng):
    """Return rows of bonds of general size, of both signs."""
    return Case.call([[float(K) for K in rng.normal(0, 1, rng.integers(1, 5))] for _ in range(rng.integers(2, 5))])


ROWS = Exercise(
    id="4.5-2",
    entry="effective_coupling",
    signature="effective_coupling(rows)",
    returns=Returns("real"),
    cases=tuple(
        Case.call(rows)
        for rows in (
            [[0.7]],
            [[0.5, 0.9]],
            [[0.4], [0.3]],
            [[0.5, -0.9, 0.3], [0.2]],
            [[1.0, 0.0, 2.0], [0.6, 0.6]],
            [[5.0] * 6] * 6,
            [[1, 2], [3]],
            [[-0.4, -0.4], [-0.4, 0.8, -1.2, 0.5]],
        )
    ),
    properties=(
        Property("the ends agree as often as in all states of the spins", _ends_off, tolerance=1e-9, near=1e-7),
    ),
    fresh=some_rows,
    mistakes=(
        Mistake("Within a row couplings do not add: their tanh multiply.", gives(_of_rows(np.sum, np.sum))),
        Mistake(
            "Rows stand side by side. Their couplings add; it is within a row that the tanh multiply.",
            gives(_of_rows(_series, _series)),
        ),
        Mistake(
            "The tanh of each row are added before artanh is taken.",
            gives(
                _of_rows(lambda r: np.prod(np.tanh(r)), lambda t: np.arctanh(np.clip(np.sum(t), -1 + 1e-16, 1 - 1e-16)))
            ),
        ),
        Mistake(
            "The tanh of each row are added; artanh makes a coupling of each.",
            gives(_of_rows(lambda r: np.prod(np.tanh(r)), np.sum)),
        ),
        Mistake(
            "Signs are lost: each negative bond turns the sign of its row.",
            gives(_of_rows(lambda r: np.abs(_series(r)), np.sum)),
        ),
        Mistake(
            "A row of several bonds is weaker than its weakest bond, unless that is 0.",
            lambda trial: (
                gives(_of_rows(lambda r: r[np.argmin(np.abs(r))], np.sum))(trial)
                or gives(_of_rows(lambda r: np.sign(np.prod(r)) * np.abs(r).min(), np.sum))(trial)
            ),
        ),
        Mistake(
            "Row and bundle are exchanged: along a row the tanh multiply, side by side couplings add.",
            gives(lambda rows: _odds([[float(np.sum(row)) for row in rows]]) / 2),
        ),
        Mistake(
            "The first row alone is there; the others join the same ends.",
            gives(lambda rows: float(_series(np.array(rows[0], float)))),
        ),
        Mistake(
            "In a row inverse couplings do not add, as resistors' would: the tanh multiply.",
            gives(_of_rows(lambda r: 1 / np.sum(1 / r), np.sum)),
        ),
    ),
    hints=(
        "Two bonds in a row leave 1 + tanh K₁ tanh K₂ ac. Which coupling has this tanh?",
        "Every row is one bond between the ends, and the energies of bonds with the same ends add.",
    ),
    undefined="artanh is finite between −1 and 1 only: give it the product along one row, of tanh of single bonds.",
    forbids=("physdl.cheap",),
)


def _step(K, b, dimension):
    """Return a step with bonds moved last, and its slope, by the row's matrix and without a tanh."""
    m = b ** (dimension - 1)
    many, few = (1 + np.exp(-2 * K)) ** b, (-np.expm1(-2 * K)) ** b
    new = np.log((many + few) / (many - few)) / 2
    return m * new, m * b * np.sinh(2 * new) / np.sinh(2 * K)


def _fixed_off(trial):
    (b, dimension), (K, _) = trial.arguments, trial.result
    if not 1e-4 < K < 20:
        return 1.0
    after, slope = _step(K, b, dimension)
    return abs(after - K) / K / abs(slope - 1)


def _exponent_off(trial):
    """Return by how much ν misses the slope at the fixed point, be the coupling that of bonds moved last or first."""
    (b, dimension), (K, nu) = trial.arguments, trial.result
    for last in (K, b ** (dimension - 1) * K):
        if _fixed_off(replace(trial, results=(np.array([last, nu]),))) <= 1e-5:
            return abs(nu * np.log(_step(last, b, dimension)[1]) / np.log(b) - 1)
    return 1.0


def better_off(trial):
    """Return the error of the better of the two numbers."""
    return min(_fixed_off(trial), _exponent_off(trial))


def _both_off(trial):
    return max(_fixed_off(trial), _exponent_off(trial))


def _mended_by(change):
    """Return the test that ``change(coupling, exponent, b, dimension)`` of each result is right."""

    def shows(trial):
        with np.errstate(all="ignore"):
            results = tuple(
                np.array(change(*result, *arguments), float)
                for arguments, result in zip(trial.calls, trial.results, strict=True)
            )
            return bool(_both_off(replace(trial, results=results)) <= 1e-5)

    return shows


def a_scale(rng):
    """Return a scale and a dimension of general size."""
    return Case.call(int(rng.integers(3, 7)), float(rng.uniform(1.6, 3.9)))


FIXED = Exercise(
    id="4.5-3",
    entry="fixed_point",
    signature="fixed_point(b, dimension)",
    returns=Returns("real", (2,)),
    cases=tuple(Case.call(*call) for call in ((2, 2), (3, 2), (2, 3), (4, 2.5), (6, 4.0), (2, 1.5), (6, 1.5))),
    properties=(
        Property("one more step leaves the coupling where it is", _fixed_off, tolerance=1e-7, near=1e-5),
        Property("deviations grow by b to the power of 1/ν", _exponent_off, tolerance=1e-6, near=1e-4),
    ),
    fresh=a_scale,
    mistakes=(
        Mistake(
            "That is the fixed point with bonds moved first. Here they are moved last.",
            _mended_by(lambda K, nu, b, d: (K * b ** (d - 1), nu)),
        ),
        Mistake("The second number is 1/ν.", _mended_by(lambda K, nu, b, d: (K, 1 / nu))),
        Mistake(
            "Lengths shrink by b in a step, not always by 2.",
            _mended_by(lambda K, nu, b, d: (K, nu * np.log(b) / np.log(2))),
        ),
        Mistake("Lengths shrink by b in a step, not by e.", _mended_by(lambda K, nu, b, d: (K, nu * np.log(b)))),
        Mistake(
            "The second number is the slope of the step; ν is ln b over its logarithm.",
            _mended_by(lambda K, nu, b, d: (K, np.log(b) / np.log(nu))),
        ),
        Mistake("The first number is tanh K.", _mended_by(lambda K, nu, b, d: (np.arctanh(K), nu))),
        Mistake(
            "A bundle has b to the power of d − 1 bonds; with b it is a plane's.",
            mended(_both_off, arguments=lambda b, d: (b, 2), tolerance=1e-5),
        ),
        Mistake(
            "A bundle has b to the power of d − 1 bonds, not of d.",
            mended(_both_off, arguments=lambda b, d: (b, d + 1), tolerance=1e-5),
        ),
        Mistake(
            "Zero stays zero in every step; the fixed point between the two phases is asked for.",
            lambda t: all(abs(result[0]) < 1e-4 for result in t.results),
        ),
    ),
    hints=(
        "Below the fixed point a step makes the coupling smaller, above it larger. What does halving do with that?",
        "The slope may be had by a difference, or from d(artanh tᵇ)/dK = b sinh 2K'/sinh 2K.",
    ),
    forbids=("physdl.cheap",),
)


def _end_with_vote(b, t):
    """Return the mean of a block's majority times its last spin, by counting votes from the last spin backwards."""
    counts = {(1, 1): 1.0}  # (spin, sum so far), the last spin up
    for _ in range(b - 1):
        grown = {}
        for (spin, total), p in counts.items():
            for new in (1, -1):
                key = new, total + new
                grown[key] = grown.get(key, 0.0) + p * (1 + t * spin * new) / 2
        counts = grown
    return sum(p if total > 0 else -p for (_, total), p in counts.items())


def _beside_exact(trial):
    """Return results (calls,) and what votes of these blocks do on an endless chain."""
    exact = [
        1.0 if k == 0 else _end_with_vote(b, np.tanh(K)) ** 2 * np.tanh(K) ** (b * (k - 1) + 1)
        for b, K, k in trial.calls
    ]
    return np.array(trial.results, float), np.array(exact)


def _votes_off(trial):
    found, exact = _beside_exact(trial)
    return np.max(np.abs(found - exact) / np.maximum(np.abs(exact), 1e-12))


def _within(change=lambda exact: exact, error=1e-7):
    """Return the test that every result of a trial is what ``change`` makes of the right one."""

    def shows(trial):
        found, exact = _beside_exact(trial)
        return bool(np.all(np.abs(found - change(exact)) <= error))

    return shows


def _wrong_vote(end=_end_with_vote, power=2, bonds=lambda b, k: b * (k - 1) + 1, same=1.0):
    def wrong(b, K, k):
        t = np.tanh(K)
        if k == 0 and same is not None:
            return same
        with np.errstate(all="ignore"):
            return float(end(b, t) ** power * t ** float(bonds(b, k))) if t > 0 or bonds(b, k) >= 0 else np.inf

    return wrong


def _middle(b, t):
    """Return the mean of a block's majority times its middle spin."""
    sides = {0: 1.0}
    for _ in range(2):
        half = {(1, 0): 1.0}
        for _ in range(b // 2):
            grown = {}
            for (spin, total), p in half.items():
                for new in (1, -1):
                    key = new, total + new
                    grown[key] = grown.get(key, 0.0) + p * (1 + t * spin * new) / 2
            half = grown
        joined = {}
        for total, p in sides.items():
            for (_, more), q in half.items():
                joined[total + more] = joined.get(total + more, 0.0) + p * q
        sides = joined
    return sum(p if 1 + total > 0 else -p for total, p in sides.items())


def some_votes(rng):
    """Return a case of four calls: blocks of general size, near and far."""
    b, K = int(rng.choice([3, 5, 7, 9])), float(rng.uniform(0.1, 1.5))
    return Case(calls=tuple((b, K, k) for k in (1, 2, 3, 4)))


_NO_POWER = "For K = 0 nothing may be divided by t (the powers cancel), and for k = 0 the answer is 1."

VOTES = Exercise(
    id="4.5-4",
    entry="votes",
    signature="votes(b, coupling, k)",
    returns=Returns("real"),
    cases=(
        Case(calls=((3, 0.8, 1), (3, 0.8, 2))),
        Case(calls=((5, 0.8, 1), (5, 0.8, 3))),
        Case(calls=((9, 1.5, 1), (9, 1.5, 2))),
        Case(calls=((1, 0.6, 1), (1, 0.6, 4))),
        Case(calls=((3, 0.8, 0), (7, 0.3, 0))),
        Case(calls=((5, 0.0, 1), (5, 0.0, 0), (5, -0.6, 1))),
        Case(calls=((7, -1.1, 2), (3, 2, 1))),
        Case(calls=((3, 0.15, 3), (9, 0.1, 4))),
    ),
    properties=(
        Property(
            "votes agree as often as the spins make them (error over the value, or over 10⁻¹² where that is more)",
            _votes_off,
            tolerance=1e-9,
            near=1e-7,
        ),
    ),
    fresh=some_votes,
    mistakes=(
        Mistake(
            "That is right for spins that are kept, one in b. For b > 1 a vote is not one of its block's spins.",
            gives(_wrong_vote(lambda b, t: 1.0, bonds=lambda b, k: b * k)),
        ),
        Mistake(
            "Between the ends of two blocks lie b(k − 1) + 1 bonds: b(k − 1) leaves out the one that joins them.",
            gives(_wrong_vote(bonds=lambda b, k: b * (k - 1))),
        ),
        Mistake(
            "From the last spin of one block to the first of the other it is less far than bk.",
            gives(_wrong_vote(bonds=lambda b, k: b * k)),
        ),
        Mistake("Both blocks vote: the factor belongs to each of them.", gives(_wrong_vote(power=1))),
        Mistake(
            "The next block sees the last spin of this one, not the middle one.",
            gives(_wrong_vote(_middle)),
        ),
        Mistake("(1 + t²)/2 is for blocks of three.", gives(_wrong_vote(lambda b, t: (1 + t * t) / 2))),
        Mistake("3k − 2 bonds are for blocks of three.", gives(_wrong_vote(bonds=lambda b, k: 3 * k - 2))),
        Mistake("A vote agrees with itself: 1 for k = 0.", gives(_wrong_vote(same=None))),
        Mistake(
            "That is the share of pairs that agree. Asked is the mean of the product, twice this share less 1.",
            _within(lambda exact: (1 + exact) / 2),
        ),
        Mistake(
            "Small values have digits as well: the error is measured by the value, down to 10⁻¹².",
            _within(error=1e-11),
        ),
    ),
    hints=(
        "Given the last spin of one block and the first of the other, the two votes are independent.",
        "How often does a majority agree with the last spin of its block? There are 2ᵇ states, and b is at most 9.",
    ),
    undefined=_NO_POWER,
    stops={"ZeroDivisionError": _NO_POWER},
)

EXERCISES = (FIELD, ROWS, FIXED, VOTES)
READ_BY_HAND = ("4.5-5",)
