"""The numbers in the prose of lesson 4.5: the flow by its roots, counting by going through states."""

import itertools
import math

from prose import at_least, at_most, result
from scipy.optimize import brentq

KC = brentq(lambda K: math.sinh(2 * K) - 1, 0.1, 1)  # Onsager's condition


def agreement(steps):
    """Return the share of pairs that agree 2^steps apart, by multiplying the chance to turn, from 99.005 in 100."""
    turned = 1 / (1 + math.exp(2 * 2.3))
    for _ in range(steps):
        turned = 2 * turned * (1 - turned)
    return 1 - turned


def rate(K, dimension):
    """Return dK/d ln b of small steps, from a step of scale 1 + 1e-6 written with tanh."""
    h = 1e-6

    def step(scale):
        return math.atanh(math.tanh(scale ** (dimension - 1) * K) ** scale)

    return (step(1 + h) - step(1 - h)) / (2 * h)


def moved(b, dimension, first=True):
    """Return the fixed point and the exponent of a step of scale b, by a root and a difference."""

    def step(K):
        m = b ** (dimension - 1)
        return math.atanh(math.tanh(m * K) ** b) if first else m * math.atanh(math.tanh(K) ** b)

    point = brentq(lambda K: step(K) - K, 0.02, 1.5, xtol=1e-14)
    slope = (step(point + 1e-6) - step(point - 1e-6)) / 2e-6
    return point, math.log(b) / math.log(slope)


def small(dimension):
    """Return the same in the limit b → 1."""
    point = brentq(lambda K: rate(K, dimension), 0.05, 1)
    return point, 2e-4 / (rate(point + 1e-4, dimension) - rate(point - 1e-4, dimension))


def repelled(K=1.0):
    """Return the votes' coupling next but one over that of neighbours, ring of 12 in blocks of three: four votes.

    From the law of four votes: pairs of opposite spins on a ring of four are next but one, twice.
    """
    weight = {}
    for s in itertools.product((1, -1), repeat=12):
        p = math.exp(K * sum(s[i] * s[i - 1] for i in range(12)))
        votes = tuple(1 if sum(s[3 * i : 3 * i + 3]) > 0 else -1 for i in range(4))
        weight[votes] = weight.get(votes, 0.0) + p

    def coupling(i, j):
        return sum(v[i] * v[j] * math.log(p) for v, p in weight.items()) / 16

    return -coupling(0, 2) / 2 / coupling(0, 1)


def chilled():
    """Return what a step takes from a large coupling, and the steps from 10 to about 1."""
    K, steps = 10.0, 0
    first = K - brentq(lambda L: math.exp(-2 * L) - 2 * math.exp(-20) / (1 + math.exp(-40)), 5, 12)
    while K > 1.17:  # half a step above 1
        t = math.tanh(K) ** 2
        K, steps = math.atanh(t), steps + 1
    return first, steps


ROWS = [
    result("in fewer than ⟦60⟧ pairs of 100", lambda: 100 * agreement(7), bound=at_most),
    result("they still agree in more than ⟦60⟧ of 100", lambda: 100 * agreement(6), bound=at_least),
    result("neighbours like to agree: ⟦99⟧ pairs in 100 do", lambda: 100 * agreement(0)),
    result("and by half of ⟦0.98⟧ more", lambda: 2 * agreement(0) - 1),
    result("less than one pair in a ⟦hundred thousand⟧ is left beyond a half", lambda: agreement(13) - 0.5,
           reads={"hundred thousand": 1e-5}, bound=at_most),
    result("After ⟦seven⟧. Each row of the picture",
           lambda: next(k for k in range(40) if agreement(k) < 0.6)),
    result("list its ⟦4,096⟧ states", lambda: 2**12),
    result("repel each other with about a ⟦twentieth⟧ of the neighbours' coupling", repelled,
           reads={"twentieth": 0.05}, digits=0.02),
    result(r"$K_c = \tfrac12\ln(1 + \sqrt2) = ⟦0.4407⟧$", lambda: KC),
    result(r"Steps with $b = 2$ give $K^* = ⟦0.3047⟧$ and $\nu = ⟦1.338⟧$", lambda: moved(2, 2)),
    result("then tends to the exact ⟦0.4407⟧", lambda: small(2)[0]),
    result("It starts from ⟦1.338⟧ at b = 2, and changes by little", lambda: moved(2, 2)[1]),
    result("It starts from ⟦1.338⟧ at b = 2, and smaller steps give less", lambda: moved(2, 2)[1]),
    result(r"\nu\to1/(2 - \sqrt2\ln(1 + \sqrt2)) = ⟦1.32705⟧", lambda: small(2)[1]),
    result("all ⟦256⟧ rules without chance can be tried", lambda: 2 ** (2**3)),
    result(r"the limit gives $K^* = ⟦0.140⟧$ and $\nu = ⟦1.055⟧$", lambda: small(3)),
    result(r"$\nu$ is a ⟦third⟧ too large", lambda: small(2)[1] - 1, reads={"third": 1 / 3}, digits=0.02),
    result("For 9 one needs about ⟦26⟧ steps", lambda: chilled()[1]),
    result("each step takes ⟦0.347⟧", lambda: chilled()[0]),
    result("it is that of (b) below at $K = ⟦1.2⟧$", lambda: tilted()),
    result(r"stands for $2^{26}$, ⟦67⟧ million", lambda: 2**26 / 1e6),
    result(r"For $b = 2$: ⟦0.0653⟧ and ⟦0.261⟧, $\nu = ⟦1.065⟧$",
           lambda: (moved(2, 3)[0], moved(2, 3, first=False)[0], moved(2, 3)[1])),
    result(r"as $b\to1$, with $\nu = ⟦1.327⟧$ where 1 is right", lambda: small(2)[1]),
    result("Strips of six and seven give both within ⟦2 %⟧", lambda: strips_off(), bound=at_most),
]  # fmt: skip


def strips_off():
    """Return by how many per cent the pair 6 and 7 misses coupling or exponent, by Onsager's formula."""

    def length(width, K):
        angles = [math.pi * r / width for r in range(2 * width)]
        gamma = [math.acosh(math.cosh(2 * K) / math.tanh(2 * K) - math.cos(a)) for a in angles]
        gamma[0] = 2 * K + math.log(math.tanh(K))
        return 2 / (sum(gamma[1::2]) - sum(gamma[::2]))

    point = brentq(lambda K: length(6, K) / 6 - length(7, K) / 7, 0.4, 0.5, xtol=1e-13)
    slopes = [length(w, point + 1e-5) - length(w, point - 1e-5) for w in (6, 7)]
    nu = 1 / (math.log(slopes[1] / slopes[0]) / math.log(7 / 6) - 1)
    return 100 * max(abs(point / KC - 1), abs(nu - 1))


def tilted(heavy=25.0):
    """Return the coupling of the tilted ring of eight, if it and its copies are the machine (b) of that coupling."""
    found, machine = {}, {}
    for v in itertools.product((1, -1), repeat=8):
        bonds = sum(v[i] * v[i - 1] for i in range(8))
        for h in itertools.product((1, -1), repeat=4):
            found[v, h] = math.exp((0.8 + 0.4) * bonds) * (h == v[::2])
            field = [heavy * (v[2 * j] - h[j]) * h[j] + 1.2 * h[j] * (v[2 * j - 1] + v[2 * j + 1]) for j in range(4)]
            machine[v, h] = math.exp(sum(field))
    sums = sum(found.values()), sum(machine.values())
    apart = max(abs(found[key] / sums[0] - machine[key] / sums[1]) for key in found)
    visible = {v: math.log(sum(machine[v, h] for h in itertools.product((1, -1), repeat=4))) for v, _ in found}
    return math.nan if apart > 1e-12 else sum(v[0] * v[1] * log for v, log in visible.items()) / 2**8


GIVEN = [
    "minutes to read and play; ⟦140⟧ for the exercises",
    "in fewer than 60 pairs of ⟦100⟧",
    "in more than 60 of ⟦100⟧",
    "99 pairs in ⟦100⟧ do",
    "Decimate a ring of eight with $K = ⟦0.8⟧$, but multiply $e^T$ by $c\\,e^{⟦0.4⟧\\sum vv'}$",
    "(in bits, as in ⟦4.4⟧)",
    "a border like that in ⟦4.4⟧ between",
    "where simulations find ⟦0.2217⟧ and ⟦0.630⟧",
    "Soviet Physics JETP 42 (1975) ⟦743⟧",
    "(https://doi.org/10.1016/0003-4916(76)⟦90066⟧-X)",
    "(https://doi.org/10.1016/0378-4371(75)⟦90021⟧-7)",
]
