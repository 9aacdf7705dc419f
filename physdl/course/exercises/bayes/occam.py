"""Public checks of the exercises of lesson 5.2, Laplace and Occam.

Nothing here returns an answer: a top has slopes of two signs beside it, distances are halved along their own way, bets
are compared with their neighbours and added up, and a range is tried at its ends and one result further.
"""

from __future__ import annotations

import math

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives, pushed

_PARTS = ("physdl.bayes",)


def _rises(p, heads, tails, power):
    """Return how fast the logarithm of the density over p**power rises at p, for one unit of ln p."""

    def log_density(z):
        return heads * z + tails * np.log1p(-np.exp(z)) - (power - 1) * z - np.log(power)

    return pushed(log_density, np.array(np.log(p)), 1.0)


def _off_top(trial, change=lambda p, *_: p):
    """Return within which distance of the answer, 1e-9 to 1e-7, the density has its top; 1 if it has none there."""
    worst = 0.0
    for arguments, result in zip(trial.calls, trial.results, strict=True):
        p = change(result, *arguments)
        if not 0 <= p < 1:
            return 1.0
        worst = max(worst, next((d for d in (1e-9, 1e-8, 1e-7) if _top_within(p, d, arguments)), 1.0))
    return worst


def _top_within(p, distance, arguments):
    below = p <= distance or _rises(p - distance, *arguments) >= 0
    return below and p + distance < 1 and _rises(p + distance, *arguments) <= 0


def _top_after(change):
    """Return the test that a change of the answer puts it right wherever the top is not at 0."""

    def shows(trial):
        return _off_top(trial, change) <= 1e-8

    return shows


def coin_and_power(rng):
    """Return a case: heads, tails, and a power for the ruler, with the top inside."""
    heads, tails = rng.integers(1, 10 ** rng.integers(1, 5, size=2) + 1).tolist()
    return Case.call(heads, tails, float(rng.uniform(0.2, min(0.8 + 0.8 * heads, 9))))


TOP = Exercise(
    id="5.2-1",
    entry="top_over_power",
    signature="top_over_power(heads, tails, power)",
    returns=Returns("real"),
    cases=tuple(
        Case.call(*arguments)
        for arguments in (
            (3, 7, 1.0),
            (3, 7, 0.5),
            (30, 12, 3.0),
            (9000, 500, 2.5),
            (5, 4, 2),
            (0, 6, 0.3),
            (1, 1, 0.1),
            (2, 8, 3.0),  # the top has just reached 0
            (2, 8, 7.0),
            (0, 3, 1.0),
            (0, 3, 4.0),
            (0, 3, 20.0),
        )
    ),
    properties=(
        Property(
            "on both sides of the answer the density over the ruler is lower",
            _off_top,
            tolerance=1e-9,
            near=1e-7,
            says="Up to 1e-7 on both sides it has no top.",
        ),
    ),
    fresh=coin_and_power,
    mistakes=(
        Mistake(
            "That is the top over p itself, for every ruler. A density over another ruler has the factor dp/du.",
            gives(lambda h, t, m: h / (h + t)),
        ),
        Mistake(
            "The Jacobian is turned round. The density over u is the one over p, times dp/du: divided by du/dp.",
            lambda t: gives(lambda h, u, m: (h + m - 1) / (h + u + m - 1) if h + m > 1 else 0.0)(t),
        ),
        Mistake(
            "That is the place on the ruler, u. The p that stands there is wanted.",
            lambda t: (
                all(0 <= r < 1 for r in t.results) and _top_after(lambda r, h, u, m: r ** (1 / m) if r > 0 else 0.0)(t)
            ),
        ),
        Mistake(
            "That is the posterior's mean of p. The top is asked for, and it depends on the ruler.",
            gives(lambda h, t, m: (h + 1) / (h + t + 2)),
        ),
        Mistake(
            "A number outside of 0 to 1 came out: there the formula has left the coin. If the density falls from "
            "p = 0 on, it is highest at 0.",
            lambda t: not 0 <= t.result <= 1 or _off_top(t) <= 1e-8,
        ),
        Mistake(
            "Nearly. A search for a maximum stops early, as the top is level, and a float32 has seven digits. Set the "
            "derivative to zero and solve for p.",
            lambda t: _off_top(t) <= 1e-7,
            rounding=True,
        ),
    ),
    hints=(
        "Write dp in terms of du for u = p**power. What is then the density over u, as a function of p?",
        "It is a power of p times a power of 1 − p. Take the logarithm, differentiate, and ask what happens at p = 0.",
    ),
    forbids=(*_PARTS, "scipy"),
    undefined="Without heads ln p may be multiplied by 0 where p is 0.",
    stops={"ZeroDivisionError": "For some rulers and coins a sum of exponents is 0; then the top is at p = 0."},
)


def _arc(p, q, share):
    """Return the law at a share of the shortest way from p to q on the sphere of the roots."""
    a, b = np.sqrt(p), np.sqrt(q)
    across = b - (a @ b) * a
    angle = np.arctan2(np.linalg.norm(across), a @ b)
    if angle == 0:
        return np.asarray(p, dtype=float)
    point = np.cos(share * angle) * a + np.sin(share * angle) * across / np.linalg.norm(across)
    return np.maximum(point, 0.0) ** 2


def two_laws(p, q):
    """Return a case: two laws both ways, then the first with points ever nearer to it, and with itself."""
    p, q = (np.asarray(law, dtype=float) for law in (p, q))
    nearer = [_arc(p, q, 0.5**k) for k in range(1, 10)]
    return Case(((p, q), (q, p), *((p, law / law.sum()) for law in nearer), (p, p)))


def laws(rng):
    """Return a case of two laws of some kinds."""
    kinds = int(rng.integers(2, 9))
    return two_laws(rng.dirichlet(np.ones(kinds)), rng.dirichlet(np.ones(kinds)))


def above_one():
    """Return laws whose entries, added up by a computer, come out above 1."""
    return np.random.default_rng(10).dirichlet(np.ones(10), 49)[[17, 32, 36, 47, 48]]


def _halves(trial):
    """Return by how much half of the way is not half as far, in the worst of nine halvings."""
    far = np.array([trial.results[0], *trial.results[2:-1]])
    return np.max(np.abs(far[:-1] - 2 * far[1:]))


def _short(trial, factor=1.0):
    """Return by which fraction the shortest of the ways misses the ruler's √∑ dp²/p, taken as 2√∑ (d√p)²."""
    p, q = trial.calls[-2]
    return abs(factor * trial.results[-2] / (2 * np.linalg.norm(np.sqrt(q) - np.sqrt(p))) - 1)


DISTANCE = Exercise(
    id="5.2-2",
    entry="fisher_distance",
    signature="fisher_distance(p, q)",
    returns=Returns("real"),
    cases=(
        two_laws([0.2, 0.3, 0.5], [0.6, 0.3, 0.1]),
        two_laws([0.5, 0.5], [0.9, 0.1]),
        two_laws([1.0, 0.0, 0.0, 0.0], [0.0, 0.25, 0.25, 0.5]),  # nothing in common
        two_laws([0.4, 0.6, 0.0], [0.1, 0.8, 0.1]),
        two_laws(np.full(6, 1 / 6), [0.1, 0.1, 0.2, 0.2, 0.2, 0.2]),
        *(two_laws(law, law[::-1]) for law in above_one()),
        Case(((np.array([1, 0]), np.array([0, 1])),) * 2 + ((np.array([1, 0]), np.array([1, 0])),)),  # whole numbers
    ),
    properties=(
        Property(
            "half of the shortest way is half as far",
            lambda t: _halves(t) if len(t.calls) > 3 else 0.0,
            tolerance=1e-9,
            near=1e-7,
            says="It is off by {error}.",
        ),
        Property(
            "a short way is as long as Fisher's ruler says, √∑ dp²/p",
            lambda t: _short(t) if len(t.calls) > 3 else abs(t.result - 2 * math.asin(1)),
            tolerance=1e-5,
            near=1e-3,
            says="It is off by a fraction {error}.",
        ),
        Property(
            "there and back are equally far, and a law is no way from itself",
            lambda t: max(abs(t.results[0] - t.results[1]), abs(t.results[-1]) / 100),
            tolerance=1e-9,
            near=1e-7,
            says="It is off by {error}.",
        ),
    ),
    fresh=laws,
    mistakes=(
        Mistake(
            "Half of it: with x = √p the sphere has radius 1, with Fisher's ruler it has radius 2.",
            lambda t: len(t.calls) < 4 or (_halves(t) < 1e-7 and _short(t, 2.0) < 1e-5),
        ),
        Mistake(
            "That is the straight way through the sphere; the laws lie on it. Halves of a chord are longer than half.",
            gives(lambda p, q: 2 * math.sqrt(sum((a**0.5 - b**0.5) ** 2 for a, b in zip(p, q, strict=True)))),
        ),
        Mistake(
            "That is the chord of a sphere of radius 1, Hellinger's distance up to a factor: the way on the sphere of "
            "radius 2 is asked for.",
            gives(lambda p, q: math.sqrt(sum((a**0.5 - b**0.5) ** 2 for a, b in zip(p, q, strict=True)))),
        ),
        Mistake(
            "That is the angle between p and q themselves. The sphere is that of their roots.",
            lambda t: gives(
                lambda p, q: 2 * math.acos(min(1.0, float(np.dot(p, q) / math.sqrt(np.dot(p, p) * np.dot(q, q)))))
            )(t),
        ),
        Mistake(
            "That is the length of p − q, as if the ruler were the same everywhere. Near the edges it is not.",
            gives(lambda p, q: math.sqrt(sum((a - b) ** 2 for a, b in zip(p, q, strict=True)))),
        ),
        Mistake(
            "That is in degrees; an angle in radians, times the radius, is a length.",
            lambda t: len(t.calls) < 4 or _short(t, math.pi / 180) < 1e-5 or _short(t, math.pi / 90) < 1e-5,
        ),
    ),
    hints=(
        "Put x = 2√p, outcome by outcome. What are ∑ x² and ∑ dx²? On which surface do all laws lie?",
        "The shortest way on a sphere is part of a great circle. Its length is the radius times the angle, and the "
        "angle's cosine is a sum over the outcomes.",
    ),
    forbids=(*_PARTS, "physdl.forms", "scipy"),
    undefined="A sum that should be 1 may come out as 1 + 2e-16, and its arccos is no number: cut it off at 1.",
    stops={
        "ValueError": "A sum that should be 1 may come out as 1 + 2e-16, and math.acos refuses it: cut it off at 1.",
        "ZeroDivisionError": "Probabilities may be 0; no division by one of them is needed.",
    },
)


def bet(count, alpha, beta):
    """Return the case of a number of tosses and a prior, and of the prior turned round."""
    return Case(((count, alpha, beta), (count, beta, alpha)))


def coin_and_prior(rng):
    """Return a case: tosses, and the two numbers of a prior."""
    return bet(int(rng.integers(2, 10 ** rng.integers(1, 4) + 3)), *rng.uniform(0.2, 6, size=2).tolist())


def _steps(trial, shift=0.0, add=lambda n: 0.0, turned=False):
    """Return by how much the logarithms' steps from h to h + 1 heads miss what one more head is worth."""
    worst = 0.0
    for (count, alpha, beta), logs in zip(trial.calls, trial.results, strict=True):
        alpha, beta = (beta, alpha) if turned else (alpha, beta)
        h = np.arange(count)
        odds = np.log((alpha + shift + h) / (beta + shift + count - h - 1)) + np.log((count - h) / (h + 1)) + add(h)
        worst = max(worst, np.max(np.abs(np.diff(logs) - odds), initial=0.0))
    return worst


def _sum(trial):
    """Return by how much ln of the sum of all bets is not 0."""
    worst = 0.0
    for logs in trial.results:
        top = np.max(logs)
        worst = max(worst, abs(top + np.log(np.sum(np.exp(logs - top)))))
    return worst


def _of_sequences(trial):
    """Return whether the logarithms step as those of single sequences do, without the number of orders."""
    worst = 0.0
    for (count, alpha, beta), logs in zip(trial.calls, trial.results, strict=True):
        h = np.arange(count)
        odds = np.log((alpha + h) / (beta + count - h - 1))
        worst = max(worst, np.max(np.abs(np.diff(logs) - odds), initial=0.0))
    return worst < 1e-6


def _plain(trial):
    """Return whether the bets themselves, not their logarithms, came back."""
    return all(np.all(logs >= 0) and abs(np.sum(logs) - 1) < 1e-6 for logs in trial.results)


BETS = Exercise(
    id="5.2-3",
    entry="log_bets_on_heads",
    signature="log_bets_on_heads(count, alpha, beta)",
    returns=Returns("real", lambda count, alpha, beta: (count + 1,)),
    cases=(
        bet(20, 1.0, 1.0),
        bet(20, 0.5, 0.5),
        bet(7, 2.0, 5.0),
        bet(300, 0.3, 4.0),
        bet(20_000, 1.5, 0.5),
        bet(1, 0.5, 2.0),
        bet(0, 1.0, 3.0),
        bet(9, 1, 3),  # whole numbers
    ),
    properties=(
        Property(
            "one head more multiplies a bet by (N − h)(α + h) / ((h + 1)(β + N − h − 1))",
            _steps,
            tolerance=1e-8,
            near=1e-6,
            says="A step is off by {error} nats.",
        ),
        Property(
            "the bets add up to one unit",
            _sum,
            tolerance=1e-8,
            near=1e-6,
            says="The sum's logarithm is off by {error}.",
        ),
    ),
    fresh=coin_and_prior,
    mistakes=(
        Mistake("These are the bets themselves; their natural logarithms are asked for.", _plain),
        Mistake(
            "That is the bet on one sequence of tosses. Many orders have the same number of heads: N! / h! (N − h)!.",
            _of_sequences,
        ),
        Mistake(
            "α belongs to the heads and β to the tails: they have changed places.",
            lambda t: _steps(t, turned=True) < 1e-6 and _sum(t) < 1e-6,
        ),
        Mistake(
            "The exponents of the prior's density are α − 1 and β − 1, and the integral is B(α + h, β + N − h). Here "
            "both were one too large.",
            lambda t: _steps(t, shift=1.0) < 1e-6,
        ),
        Mistake(
            "The steps are right, the whole is shifted: a constant is missing, such as the prior's own B(α, β) or "
            "the part of N! / h! (N − h)! that knows no h.",
            lambda t: _steps(t) < 1e-6,
        ),
        Mistake(
            "The first digits are right, and too few: 1e-8 nats are asked for, and a float32 has seven digits.",
            lambda t: _steps(t) < 1e-4 and _sum(t) < 1e-4,
            rounding=True,
        ),
    ),
    hints=(
        "Average p^h (1 − p)^(N − h) over the prior: the integral is again a B. How many sequences have h heads?",
        "ln B(a, b) = math.lgamma(a) + math.lgamma(b) − math.lgamma(a + b). Or go from h to h + 1 by the ratio.",
    ),
    forbids=(*_PARTS, "scipy"),
    undefined="Factorials of large numbers are inf, and their ratios no numbers: stay with logarithms.",
    stops={
        "OverflowError": "Factorials and powers of this size have no place in a float64: stay with logarithms.",
        "OutOfTime": "Factorials as whole numbers have too many digits; `math.lgamma` gives their logarithms.",
    },
)


def _fair_ahead(count, heads):
    """Return by how many nats the fair coin's bet on a number of heads exceeds 1/(N + 1)."""
    few = min(heads, count - heads)
    ways = float(np.sum(np.log(np.arange(count - few + 1.0, count + 1)) - np.log(np.arange(1.0, few + 1))))
    return ways - count * math.log(2) + math.log(count + 1)


def _wrong_ends(trial):
    """Return how many of the four results at and beyond the ends are on the wrong side."""
    wrong = 0
    for (count,), (low, high) in zip(trial.calls, trial.results, strict=True):
        if not 0 <= low <= high <= count:
            return 4.0
        inside = [_fair_ahead(count, h) > 0 for h in (low, high)]
        outside = [h < 0 or h > count or _fair_ahead(count, h) < 0 for h in (low - 1, high + 1)]
        wrong = max(wrong, 4 - sum(inside) - sum(outside))
    return float(wrong)


def _shifted_ends(down, up):
    """Return the test that the range is right if its ends are moved by so much."""

    def shows(trial):
        moved = tuple((low + down, high + up) for low, high in trial.results)
        return _wrong_ends(type(trial)(trial.calls, moved, trial.facts)) == 0

    return shows


def _by_deviations(z):
    """Return the test that the ends lie z standard deviations off the middle, rounded in one way or another."""

    def shows(trial):
        for (count,), (low, high) in zip(trial.calls, trial.results, strict=True):
            reach = z(count) * math.sqrt(count) / 2
            if abs(low - (count / 2 - reach)) > 1.01 or abs(high - (count / 2 + reach)) > 1.01:
                return False
        return True

    return shows


def tosses(rng):
    """Return the case of a number of tosses that is not on the edge between the two bets."""
    return Case.call(int(rng.integers(2, 10 ** rng.integers(1, 7))))


RANGE = Exercise(
    id="5.2-4",
    entry="fair_range",
    signature="fair_range(count)",
    returns=Returns("whole", (2,)),
    cases=tuple(Case.call(count) for count in (20, 2, 3, 4, 7, 100, 489, 847, 1362, 19_604, 1_000_000)),
    properties=(
        Property(
            "at both ends the fair bet is the larger one, one result further it is not",
            _wrong_ends,
            tolerance=0.5,
            says="At or beside the ends, {error} of 4 results are on the wrong side.",
        ),
        Property(
            "heads and tails may change places: the ends add up to N",
            lambda t: max(abs(low + high - n) for (n,), (low, high) in zip(t.calls, t.results, strict=True)),
            tolerance=0.5,
            says="They miss it by {error}.",
        ),
    ),
    fresh=tosses,
    mistakes=(
        Mistake("The ends come in the order (lowest, highest).", lambda t: all(a >= b for a, b in t.results)),
        Mistake("Those are the first results that the fair coin loses; its last two wins are wanted.",
                _shifted_ends(1, -1)),
        Mistake("The upper end is one too far, as in Python's ranges; both ends belong to the answer.",
                _shifted_ends(0, -1)),
        Mistake(
            "These are about two standard deviations for every N. The bent bet, 1/(N + 1), is spread over more results "
            "as N grows, and the fair coin wins ever further out.",
            _by_deviations(lambda n: 1.96),
        ),
        Mistake(
            "Near, and not exact: Laplace's value of the bets moves an end here and there. Compare the bets.",
            _by_deviations(lambda n: math.sqrt(max(math.log(2 * n / math.pi), 0.0))),
        ),
    ),
    hints=(
        "Write both bets on h heads as logarithms. The bent one's does not depend on h.",
        "From the middle outwards the fair bet falls all the way, so an end can be found by halving, in twenty steps.",
    ),
    forbids=(*_PARTS, "scipy"),
    undefined="0.5 ** 1000000 is zero in floating point, and ln 0 no number: stay with logarithms.",
    stops={
        "OverflowError": "Factorials and powers of this size have no place in a float64: stay with logarithms.",
        "OutOfTime": "Trying all results with exact whole numbers is too slow for a million tosses: compare "
        "logarithms, and halve.",
        "ValueError": "Python refuses to print very long whole numbers, and ln 0: compare logarithms of the bets.",
    },
)  # fmt: skip

EXERCISES = (TOP, DISTANCE, BETS, RANGE)
READ_BY_HAND = ("5.2-5",)
