"""Lesson 4.2's numbers again: laws fitted with scipy, classes of pairs by brute force, stored trials read afresh."""

from functools import cache
from itertools import combinations

import numpy as np
from prose import at_least, at_most, result
from scipy.linalg import lstsq

from physdl.cheap.locality import first_fit, stored_trials
from physdl.cheap.partition import states

J = np.array([1, -0.6, 0.4, -0.3, 0.25, -0.2, 0.15, -0.1])
PAIRS = np.array(list(combinations(range(16), 2)))
APART = np.minimum(PAIRS[:, 1] - PAIRS[:, 0], 16 - PAIRS[:, 1] + PAIRS[:, 0])


@cache
def found(seen):
    """Return the error of the shortest law that fits so many settings, drawn as in the lesson's figure."""
    rng = np.random.default_rng(0)
    s, others = (rng.choice([-1.0, 1.0], size=(k, 16)) for k in (124, 500))
    products, test = (k[:, PAIRS[:, 0]] * k[:, PAIRS[:, 1]] for k in (s, others))
    energy, wanted = -products @ J[APART - 1], -test @ J[APART - 1]
    law = lstsq(products[:seen], energy[:seen], cond=1e-12)[0]
    return 100 * np.std(test @ law - wanted) / np.std(wanted)


@cache
def turned(seen):
    rng = np.random.default_rng(0)
    s = rng.choice([-1.0, 1.0], size=(124, 16))
    products = s[:, PAIRS[:, 0]] * s[:, PAIRS[:, 1]]
    sums = np.stack([products[:, d == APART].sum(axis=1) for d in range(1, 9)], axis=1)
    return np.abs(lstsq(sums[:seen], -sums[:seen] @ J, cond=1e-12)[0] + J).max()


@cache
def longest():
    """Return the best reach for each range, as the lesson draws its settings; the law of each pair by itself."""
    s = np.random.default_rng(5).choice([-1.0, 1.0], size=(560, 16))
    products = s[:, PAIRS[:, 0]] * s[:, PAIRS[:, 1]]
    ranges = np.round(np.arange(0.2, 4.01, 0.1), 1)
    truth = products @ np.exp(-(APART[:, None] - 1) / ranges)
    errors = []
    for reach in range(1, 9):
        kept = products[:, reach >= APART]
        law = lstsq(kept[:60], truth[:60], cond=1e-12)[0]
        errors.append(np.std(kept[60:] @ law - truth[60:], axis=0))
    return ranges, 1 + np.argmin(errors, axis=0)


def too_far():
    """Return by how much a law of reach 3 errs over what it leaves out, least and most over the lesson's ranges."""
    s = np.random.default_rng(5).choice([-1.0, 1.0], size=(560, 16))
    products = s[:, PAIRS[:, 0]] * s[:, PAIRS[:, 1]]
    couplings = np.exp(-(APART[:, None] - 1) / np.round(np.arange(0.2, 4.01, 0.1), 1))
    truth, near = products @ couplings, APART <= 3
    law = lstsq(products[:60, near], truth[:60], cond=1e-12)[0]
    error = np.std(products[60:, near] @ law - truth[60:], axis=0)
    left = np.std(products[60:, ~near] @ couplings[~near], axis=0)
    return [np.min(error / left), np.max(error / left)]


def later():
    """Return how many of 60 other draws of settings still have their best reach at 3 where the lesson's has 4."""
    rng, law = np.random.default_rng(12), np.exp(-(APART - 1) / 1.2)
    count = 0
    for _ in range(60):
        s = rng.choice([-1.0, 1.0], size=(560, 16))
        products = s[:, PAIRS[:, 0]] * s[:, PAIRS[:, 1]]
        truth, errors = products @ law, []
        for reach in (1, 2, 3, 4, 5, 6):
            kept = products[:, reach >= APART]
            errors.append(np.std(kept[60:] @ lstsq(kept[:60], truth[:60], cond=1e-12)[0] - truth[60:]))
        count += np.argmin(errors) == 2
    return count / 60


def farthest(reach):
    ranges, best = longest()
    return ranges[best == reach].max()


def nearest(reach):
    ranges, best = longest()
    return ranges[best == reach].min()


def full_rank():
    """Return in how many draws of ten any eight settings fix the eight couplings of a law that may be turned."""
    s = np.random.default_rng(8).choice([-1.0, 1.0], size=(2000, 8, 16))
    sums = np.stack([(s * np.roll(s, d, axis=-1)).sum(axis=-1) for d in range(1, 9)], axis=-1)
    return 10 * np.mean(np.linalg.matrix_rank(sums) == 8)


def even_signs(n):
    """Return the ladder's median for random signs that a state and its opposite share, and how often a rung less."""
    x, found = states(n, (-1, 1)), []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        signs = 1.0 - 2.0 * rng.integers(0, 2, 2**n)
        signs[2 ** (n - 1) :] = signs[: 2 ** (n - 1)][::-1]
        found.append(first_fit(x, signs, rng, starts=4, steps=600) * (n + 2) + 1)
    middle = np.median(found)
    rungs = np.array([1, 2, 3, 4, 6, 8, 11, 16, 22]) * (n + 2) + 1
    return middle, found.count(rungs[rungs < middle].max())


def off_from_rest(window):
    """Return how far a shift by one moves what strides of two say, over its spread, for independent signs."""
    a, b, c = window
    return np.sqrt(2 * (1 - (a * b + b * c) / (a * a + b * b + c * c)))


def monomials():
    """Return how many products of two of ten bits there are."""
    return len(list(combinations(range(10), 2)))


def first(errors, small):
    return next(k for k in range(1, 125) if errors(k) < small)


def middle(name, target, kind):
    return 100 * np.median(stored_trials()[name][target, kind], axis=-1)


def ladder(law, at):
    return np.median(stored_trials()["ladder"][law, at])


def waves_apart():
    """Return by how much a window of three and a product of waves differ at most."""
    rng = np.random.default_rng(8)
    x, a = rng.normal(size=(200, 16)), rng.normal(size=3)
    windows = a[0] * np.roll(x, 1, axis=1) + a[1] * x + a[2] * np.roll(x, -1, axis=1)
    kernel = np.zeros(16)
    kernel[[1, 0, -1]] = a
    return np.abs(np.fft.ifft(np.fft.fft(x) * np.fft.fft(kernel)).real - windows).max()


ROWS = [
    result("⟦Eight⟧. With the symmetry", lambda: first(turned, 1e-9), reads={"Eight": 8}),
    result("still errs by ⟦89⟧ %", lambda: found(8)),
    result("that one is right at ⟦120⟧", lambda: first(found, 1e-6)),
    result("in about ⟦nine⟧ draws of ten", full_rank, reads={"nine": 9}, digits=1),
    result("⟦most⟧ of them later", later, reads={"most": 0.5}, bound=at_least),
    result("one bears ⟦2.4⟧ to ⟦2.7⟧ times the error of what is left out", too_far),
    result("(⟦120⟧ for $r = 8$)", lambda: len(PAIRS)),
    result("it is ⟦3⟧ up to $\\xi = ⟦1.1⟧$", lambda: [3, farthest(3)]),
    result("the best is ⟦4⟧ from $\\xi = ⟦1.2⟧$ on, 5 from ⟦2.0⟧ and 6 from ⟦2.6⟧",
           lambda: [4, nearest(4), nearest(5), nearest(6)]),
    result("was worth ⟦112⟧ measurements", lambda: first(found, 1e-6) - first(turned, 1e-9)),
    result("Without the symmetry it takes ⟦120⟧ here", lambda: first(found, 1e-6)),
    result("| any place | ⟦120⟧ | ⟦16⟧ | | the same everywhere | ⟦8⟧ | ⟦1⟧ |", lambda: [len(PAIRS), 16, 8, 1]),
    result("drops the far ones: ⟦120⟧, 16, 8, 1", lambda: len(PAIRS)),
    result("agree to ⟦1e-13⟧", waves_apart, bound=at_most),
    result("local with 300, below ⟦2 %⟧", lambda: max(middle("ring", 0, 2)[0], middle("ring", 1, 1)[2]), bound=at_most),
    result("dense on each law with ⟦300⟧ seen, above ⟦50 %⟧",
           lambda: [300, min(middle("ring", law, 0)[2] for law in range(4))], bound=at_least),
    result("whoever assumed what is not so, above ⟦50 %⟧",
           lambda: min(middle("ring", a, k)[2] for a, k in ((1, 2), (2, 2), (3, 2), (1, 3), (3, 3), (2, 1), (3, 1))),
           bound=at_least),
    result("the dense network is not there at ⟦300⟧", lambda: 300 if middle("ring", 0, 0)[2] > 50 else 0),
    result("linear equations have it after ⟦120⟧ good ones", lambda: first(found, 1e-6)),
    result("that is $⟦7\\cdot10^2⟧$ numbers", lambda: 7 * 10**2),
    result("7\\cdot15 = ⟦105⟧", lambda: len(list(combinations(range(15), 2)))),
    result("instead of ⟦65,535⟧", lambda: 2**16 - 1),
    result("a hundred million, ⟦90,000⟧, ⟦10,000⟧, nine", lambda: [9 * 100**2, 100**2]),
    result("There are ⟦120⟧ pairs", lambda: len(PAIRS)),
    result("foretell all ⟦65,536⟧ energies", lambda: 2**16),
    result("is at about ⟦28⟧ % in the median", lambda: middle("tree", 0, 0)),
    result("wrong trees at ⟦78⟧ % and more", lambda: min(middle("tree", 0, k) for k in (2, 3)), bound=at_least),
    result("takes the right tree to about ⟦half⟧ its error", lambda: middle("tree", 1, 1) / middle("tree", 1, 0),
           digits=0.1),
    result("helps in ⟦nine⟧ draws of ⟦ten⟧",
           lambda: [np.sum(np.less(*stored_trials()["tree"][1, 1::-1])), stored_trials()["tree"].shape[-1]]),
    result("with ⟦80⟧ % and more against", lambda: min(middle("tree", 2, k) for k in (0, 1, 2)), bound=at_least),
    result("more against ⟦19⟧ %", lambda: middle("tree", 2, 3)),
    result("in the median of six draws, ⟦100⟧ and ⟦161⟧ at seven and eight bits", slow=True,
           value=lambda: [even_signs(7)[0], even_signs(8)[0]]),
    result("in ⟦some⟧ a rung less", lambda: even_signs(7)[1], reads={"some": 2}, slow=True),
    result("laws took ⟦55⟧ and ⟦81⟧", lambda: [ladder(1, 3), ladder(1, 4)]),
    result("would have needed ⟦45⟧ of the right ones", monomials),
    result("At nine bits chance takes ⟦243⟧ parameters and a law ⟦122⟧", lambda: [ladder(0, -1), ladder(1, -1)]),
    result("at four it was ⟦19⟧ and ⟦13⟧", lambda: [ladder(0, 0), ladder(1, 0)]),
    result("a law has ⟦36⟧ couplings in it, and chance ⟦512⟧ signs", lambda: [9 * 8 / 2, 2**9]),
    result("takes ⟦3.4⟧ numbers for each coupling, and ⟦half⟧ a number for each sign (at four bits ⟦2.2⟧ and ⟦1.2⟧)",
           lambda: [ladder(1, -1) / 36, round(ladder(0, -1) / 512, 1), ladder(1, 0) / 6, ladder(0, 0) / 16]),
    result("that of three equal weights by ⟦0.8⟧ of it", lambda: off_from_rest((1, 1, 1))),
    result("are ⟦more than four⟧ times as many", lambda: 500 / len(PAIRS), reads={"more than four": 4}, bound=at_least),
    result("the convolution has it after learning from ⟦30⟧ settings",
           lambda: 30 if middle("ring", 0, 2)[0] < 1 else 0),
    result("locality alone has it at ⟦100⟧",
           lambda: 100 if middle("ring", 0, 1)[1] < 1 < middle("ring", 0, 1)[0] else 0),
    result("symmetry alone is off by ⟦1.8⟧ % at ⟦300⟧", lambda: [middle("ring", 0, 3)[2], 300]),
    result("the wide convolution learns it, to ⟦7⟧ %", lambda: middle("ring", 2, 3)[2]),
]  # fmt: skip

GIVEN = [
    "With ⟦120⟧ settings that fix as many unknowns",
    "the error on ⟦500⟧ other settings",
    "⟦200⟧ more settings choose",
    "⟦2,000⟧ others judge",
    "At ⟦100 %⟧ a network knows",
    "over 30, ⟦100⟧ and ⟦300⟧ states seen",
    "good at ⟦300⟧ settings, for ⟦120⟧ unknowns",
    "learn from ⟦500⟧ points each",
    "from four starts, ⟦600⟧ steps",
    "(05)⟦80131⟧-5",
    "ignores turns by ⟦180⟧°",
    "For the last law ⟦300⟧ settings to learn from, and ⟦200⟧ to choose by",
    "(and choosing by ⟦200⟧)",
    "the best moment of ⟦400⟧ steps",
    "those below ⟦6 %⟧ of the true law's strongest",
    "those below ⟦6 %⟧ of the nearest",
    "two widths, ⟦16⟧ or ⟦64⟧ neurons",
    "have 8 at each of ⟦16⟧ sites",
    "For $n = ⟦100⟧$",
    "parameters fits ⟦300⟧ measured energies",
    "Somebody finds that ⟦1,024⟧ fixed",
    "linearly independent, ⟦1,024⟧ of ⟦1,024⟧ explain",
]
