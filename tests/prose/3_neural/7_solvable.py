"""The numbers in the prose of lesson 3.7: modes integrated anew, and a clock that learns in a loop of its own."""

import math
from functools import cache

import clock
import numpy as np
from prose import at_least, at_most, result
from scipy.integrate import solve_ivp

S = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1], *np.eye(4)], dtype=float)
STRENGTHS = np.sqrt([7.0, 3.0, 1.0, 1.0])
START = 0.001

# ---- modes ---------------------------------------------------------------------------------------------------------


@cache
def flow(strength, start=START, charge=0.0, layers=2):
    """Return the solution of the gains' own equations, as a function of the time, and its end."""
    if layers == 2:
        first = math.sqrt((math.hypot(charge, 2 * start) - charge) / 2)
        gains = [first, start / first]
    else:
        gains = [start ** (1 / layers)] * layers

    def law(t, a):
        product = np.prod(a)
        return product / a * (strength - product)

    end = 400.0 if layers > 2 else 40.0
    return solve_ivp(law, (0, end), gains, "DOP853", dense_output=True, rtol=1e-10, atol=1e-13)


def half(strength, start=START, charge=0.0, layers=2):
    """Return when the product of the gains is half of the strength."""
    solution = flow(strength, start, charge, layers)
    low, high = 0.0, solution.t[-1]
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if np.prod(solution.sol(middle)) < strength / 2 else (low, middle)
    return high


def beliefs():
    """Return what the network says of a salmon's wings at their highest, and then of a canary's."""
    times = np.linspace(0, 6, 3001)
    u = [np.prod(flow(s).sol(times), axis=0) / s for s in STRENGTHS[:3]]
    bird, fish = (u[0] / 4 + u[1] / 4 + sign * u[2] / 2 for sign in (1, -1))
    return fish.max(), bird[fish.argmax()]


def one_layer():
    return math.log(2)  # 1 − e^(−t) = ½


def independent_charges(inputs=4, units=6, outputs=7):
    """Return how many of the charges of two layers are independent: the rank of their change with the weights."""
    dice = np.random.default_rng(0)
    one, two = dice.normal(size=(units, inputs)), dice.normal(size=(outputs, units))
    rows = []
    for j in np.eye(one.size + two.size):
        d_one, d_two = j[: one.size].reshape(one.shape), j[one.size :].reshape(two.shape)
        change = two.T @ d_two - one @ d_one.T
        rows.append((change + change.T).ravel())
    return np.linalg.matrix_rank(rows)


def charges_here():
    """Return how many there are, having seen that they are fewer than n(n + 1)/2 from inputs + outputs + 1 units on."""
    assert [independent_charges(2, n, 1) for n in (2, 3, 4, 5)] == [3, 6, 9, 12]  # of 3, 6, 10, 15
    return independent_charges()


# ---- random starts -------------------------------------------------------------------------------------------------


@cache
def first_halves():
    """Return when the strongest mode is half learned from eight random starts with weights of 0.01."""
    dice = np.random.default_rng(5)
    raw = dice.normal(size=(8, 6, 4)), dice.normal(size=(8, 7, 6))
    left, _, right = np.linalg.svd(S)
    found = []
    for one, two in zip(*raw, strict=True):
        one, two = 0.01 * one, 0.01 * two
        for step in range(1400):
            if left[:, 0] @ two @ one @ right[0] >= STRENGTHS[0] / 2:
                found.append(0.01 * step)
                break
            E = two @ one - S
            one, two = one - 0.01 * two.T @ E, two - 0.01 * E @ one.T
    return found


# ---- the clock -----------------------------------------------------------------------------------------------------

P, UNITS, X, Y, ANSWER = clock.P, clock.UNITS, clock.X, clock.Y, clock.ANSWER
RATE = 0.02


def taught(share, seed, steps, decay=1.0):
    return clock.taught(share, seed, steps, RATE, decay)


def first(looks, column, level=0.99):
    """Return after how many steps so many were right, infinite if never."""
    passed = looks[:, column] >= level
    return looks[passed.argmax(), 0] if passed.any() else math.inf


def ends(values):
    return min(values), max(values)


def of_half(column):
    return [first(taught(0.5, seed, 400)[0], column) for seed in range(20)]


def times_as_late():
    return ends(np.divide(of_half(2), of_half(1)))


def by_heart():
    """Return what was right of the unseen, in per cent, when the seen pairs were known by heart."""
    found = []
    for seed in range(20):
        looks = taught(0.5, seed, 400)[0]
        found.append(100 * looks[looks[:, 0] == first(looks, 1), 2][0])
    return ends(found)


def unseen_in_the_end(share, steps, decay=1.0):
    return [100 * taught(share, seed, steps, decay)[0][-1, 2] for seed in range(8)]


def in_time(share, steps=3000):
    """Return in how many of eight starts 99 % of the unseen pairs are right after so many steps."""
    return sum(first(taught(share, seed, steps)[0], 2) <= steps for seed in range(8))


def whole(share, steps=150):
    return ends([first(taught(share, seed, steps)[0], 2) for seed in range(8)])


@cache
def read_off(seed, steps=1000):
    """Return frequencies, sizes, phases of the units after so many steps, and which are loud; by sums, without FFT."""
    tables = taught(0.5, seed, steps)[1]
    k, hours = np.arange(1, 12), np.arange(P)
    wave = np.exp(-2j * np.pi * np.outer(k, hours) / P)
    spectra = np.array([wave @ table for table in (tables[0], tables[1], tables[2].T)])
    power = np.abs(spectra) ** 2
    best = (power / power.sum(axis=1, keepdims=True)).sum(axis=0).argmax(axis=0)
    lines = spectra[:, best, np.arange(UNITS)]
    loudness = np.abs(lines).prod(axis=0)
    return best + 1, 2 / P * np.abs(lines), np.angle(lines), loudness > loudness.max() / 10


def disagreement(seed):
    _, _, phase, loud = read_off(seed)
    off = (phase[0] - phase[1] - phase[2])[loud]
    off = (off + np.pi) % (2 * np.pi) - np.pi
    return math.degrees(math.sqrt(np.mean(off**2)))


def waves_alone(seed, turn=0.0, steps=1000):
    k, size, phase, _ = read_off(seed, steps)
    A, B, V = (
        size[j] * np.cos(2 * np.pi * np.outer(np.arange(P), k) / P + phase[j] + (turn if j == 2 else 0))
        for j in range(3)
    )
    return 100 * np.mean(((A[X] + B[Y]) ** 2 @ V.T).argmax(axis=1) == ANSWER)


def disagreements():
    return [disagreement(seed) for seed in range(20)]


@cache
def of_all_pairs():
    """Return what the strongest waves alone have right in twenty starts, in per cent, the least first."""
    return sorted(waves_alone(seed) for seed in range(20))


def lead(p=15):
    """Return by how much the right answer of nine units leads, from the sum over its units."""
    angles = 2 * np.pi / 3 * np.arange(3)
    d = np.arange(p)
    scores = sum((np.cos(2 * np.pi * 7 * d / p + a) + np.cos(b)) ** 2 * np.cos(a - b) for a in angles for b in angles)
    return scores[0] - np.sort(scores)[-2]


ROWS = [
    result(
        "A mode half as strong waits about ⟦1.8⟧ times as long",
        lambda: half(0.5) / half(1.0),
    ),
    result("are each half learned at the time ⟦0.69⟧", one_layer),
    result("at the time ⟦2.2⟧ it has half learned to tell animals from plants", lambda: half(STRENGTHS[1])),
    result("At ⟦3.45⟧. And on the way", lambda: half(1.0)),
    result("by ⟦0.38⟧, when the canary has ⟦0.53⟧", beliefs),
    result(
        'of strength $\\sqrt7 = ⟦2.65⟧$; "animals against plants", $\\sqrt3 = ⟦1.73⟧$; and two of strength ⟦1⟧,',
        lambda: np.linalg.svd(S)[1][:3],
    ),
    result("is half learned after $\\ln2 = ⟦0.69⟧$", one_layer),
    result("\\frac{\\ln100}{2s} = \\frac{⟦4.6⟧}{2s}", lambda: math.log(100)),
    result("charges, ⟦21⟧ here", charges_here),
    result("here by factors of ⟦1,000⟧ and more", lambda: min(STRENGTHS) / START, bound=at_least),
    result("and 0 for the ⟦22⟧ others", lambda: P - 1),
    result("half of the ⟦529⟧ pairs", lambda: P * P),
    result("after ⟦20⟧ to ⟦30⟧ steps and the others after", lambda: ends(of_half(1)), digits=12, slow=True),
    result("the others after ⟦165⟧ to ⟦300⟧", lambda: ends(of_half(2)), digits=60, slow=True),
    result("⟦seven⟧ to sixteen times as late", lambda: times_as_late()[0], bound=at_least, slow=True),
    result(
        "seven to ⟦sixteen⟧ times as late",
        lambda: times_as_late()[1],
        bound=at_most,
        reads={"sixteen": 16},
        slow=True,
    ),
    result("it was right on ⟦0.4⟧ to 3 % of the others", lambda: by_heart()[0], digits=0.5, slow=True),  # one pair
    result("it was right on 0.4 to ⟦3 %⟧ of the others", lambda: by_heart()[1], digits=1.2, slow=True),
    result("less than the ⟦4.3 %⟧ of somebody who guesses", lambda: 100 / P),
    result("with 60 % of the table ⟦70⟧ to ⟦85⟧ steps are enough", lambda: whole(0.6), digits=12, slow=True),
    result("with 90 % it takes ⟦35⟧ to ⟦40⟧", lambda: whole(0.9), digits=12, slow=True),
    result(
        "with 40 % at most ⟦20 %⟧ of the others are right after 500 steps",
        lambda: max(unseen_in_the_end(0.4, 500)),
        bound=at_most,
        slow=True,
    ),
    result(
        "⟦six⟧ or seven of the eight had them after 3,000",
        lambda: in_time(0.4),
        bound=lambda value, shown, unit: abs(value - shown) <= 1,
        slow=True,
    ),
    result("with 30 % at most ⟦4 %⟧", lambda: max(unseen_in_the_end(0.3, 500)), bound=at_most, slow=True),
    result(
        "half of the table and 1,000 steps bring less than ⟦40 %⟧",
        lambda: max(unseen_in_the_end(0.5, 1000, decay=0.0)),
        bound=at_most,
        slow=True,
    ),
    result(
        "of twelve other starts one got to ⟦80 %⟧",
        lambda: max(100 * taught(0.5, seed, 1000, 0.0)[0][-1, 2] for seed in range(8, 20)),
        digits=8,
        slow=True,
    ),
    result(
        "in twenty starts with more than ⟦50⟧ loud units of 64",
        lambda: min(read_off(seed)[3].sum() for seed in range(20)) - 1,
        bound=at_least,
        slow=True,
    ),
    result("disagree by ⟦2.5⟧° on average", lambda: np.mean(disagreements()), digits=1, slow=True),
    result(
        "and by less than ⟦5⟧° each time (root mean square)",
        lambda: max(disagreements()),
        bound=at_most,
        slow=True,
    ),
    result(
        "phases by chance would disagree by ⟦104⟧°",
        lambda: math.degrees(math.sqrt(np.mean(np.linspace(-np.pi, np.pi, 100_001) ** 2))),
    ),
    result(
        "with at least ⟦80 %⟧ of all pairs right in nineteen of the twenty starts",
        lambda: of_all_pairs()[1],
        bound=at_least,
        slow=True,
    ),
    result(
        "and some ⟦two thirds⟧ in the other",
        lambda: of_all_pairs()[0],
        reads={"two thirds": 200 / 3},
        digits=20,
        slow=True,
    ),
    result(
        "after 25 steps, with at least ⟦85 %⟧ right",
        lambda: min(waves_alone(seed, steps=25) for seed in range(20)),
        bound=at_least,
    ),
    result(
        "when the whole network has less than ⟦4 %⟧ of the unseen",
        lambda: max(100 * taught(0.5, seed, 25)[0][-1, 2] for seed in range(20)),
        bound=at_most,
    ),
    result(
        "and ⟦5 %⟧ or so are right at most",
        lambda: max(waves_alone(seed, turn) for seed in range(20) for turn in (-np.pi / 2, np.pi / 2)),
        digits=1.5,
        slow=True,
    ),
    result("the strongest mode was half learned at ⟦1.67⟧ to ⟦2.01⟧", lambda: ends(first_halves())),
    result("delayed each mode by $⟦4.6⟧/(2s)$", lambda: math.log(100)),
    result("ahead by $\\tfrac92(1 - \\cos24°) = ⟦0.39⟧$", lead),
]
GIVEN = [
    "the amplifiers of ⟦3.6⟧.",
    "what steps of ⟦0.002⟧ do",
    "In ⟦3.6⟧ the two knobs kept",
    "(⟦3.6⟧'s with the other sign)",
    "and in ⟦1.4⟧ that came from a symmetry",
    "start at the same u₀ = ⟦0.001⟧.",
    "then u = s = ⟦2.65⟧, into the rate",
    "at a rate of ⟦0.02⟧, with a weight decay",
    "stands where ⟦99 %⟧ of the unseen are right",
    "without weight decay, or with ⟦40 %⟧ of the table",
    "with ⟦30 %⟧ seen, worse than guessing",
    "of the eight had them after ⟦3,000⟧)",
    "from 0°, ⟦120°, 240°⟧:",
    "learn on, to ⟦1,000⟧ steps",
    "with weights of ⟦0.01⟧ the strongest",
    "one of strength ⟦0.5⟧. Its loss",
]
