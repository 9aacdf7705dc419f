"""The numbers in the prose of lesson 3.6: knobs and maps in plain loops, a network, its products and Lanczos anew."""

import math
from functools import cache

import numpy as np
from prose import at_least, at_most, result

from physdl.neural.digits import split_digits

# ---- two knobs -----------------------------------------------------------------------------------------------------


@cache
def knobs(rate, steps=20_000):
    """Return how many places the two gains visit in the end, and a² + b² there; 0 places if they are lost."""
    a, b = 1.3, 0.2
    places = set()
    for n in range(steps):
        r = a * b - 1
        a, b = a - rate * r * b, b - rate * r * a
        if abs(a) + abs(b) > 100:
            return 0, math.inf
        if n >= steps - 64:
            places.add((round(a, 6), round(b, 6)))
    return len(places), a * a + b * b


def few_steps(rate=0.9, steps=3):
    """Return the error at the start, what share of a² − b² the first step takes, and how far the few lead from rest."""
    way = [(1.3, 0.2)]
    for _ in range(5000):
        a, b = way[-1]
        r = a * b - 1
        way.append((a - rate * r * b, b - rate * r * a))
    charges = [a * a - b * b for a, b in way]
    return 1.3 * 0.2 - 1, 100 * (1 - charges[1] / charges[0]), math.dist(way[steps], way[-1])


def nearest_to_short_steps(rate=0.9):
    """Return how near to where short steps end the knobs ever come."""
    a, b = 1.3, 0.2
    goal, found = short_steps()[:2], []
    for _ in range(5000):
        found.append(math.dist((a, b), goal))
        r = a * b - 1
        a, b = a - rate * r * b, b - rate * r * a
    return min(found)


def short_steps():
    """Return a, b and a² + b² where the flow ends, which keeps a² − b²."""
    charge = 1.3**2 - 0.2**2
    across = math.sqrt(charge**2 + 4)
    return math.sqrt((across + charge) / 2), math.sqrt((across - charge) / 2), across


def last_rest():
    """Return the largest rate, in steps of 0.01, up to which all come to rest."""
    return next(r for r in range(60, 130) if knobs(r / 100)[0] != 1) / 100 - 0.01


def no_two_alike():
    return next(r for r in range(1230, 1400, 5) if knobs(r / 1000)[0] > 16) / 1000


def lost():
    return next(r for r in range(1380, 1500, 5) if knobs(r / 1000)[0] == 0) / 1000


def in_the_well(rate, steps=20_000):
    """Return how many places descent in the double well visits in the end."""
    x, places = 0.9, set()
    for n in range(steps):
        x -= rate * (x**3 - x)
        if n >= steps - 64:
            places.add(round(x, 6))
    return len(places)


def derivatives():
    """Return 3(L''')² and L''L'''' of the double well at its minimum, by differentiating the polynomial."""
    well = np.polynomial.Polynomial([1, 0, -2, 0, 1]) / 4
    second, third, fourth = (well.deriv(k)(1.0) for k in (2, 3, 4))
    return 3 * third**2, second * fourth


def feigenbaum():
    """Return the quotient of gaps between superstable cycles of x² + c."""
    c, gaps = [0.0, -1.0], []
    guess = -1.3107
    for k in range(2, 10):
        for _ in range(50):
            x, slope = 0.0, 0.0
            for _ in range(2**k):
                x, slope = x * x + guess, 2 * x * slope + 1
            guess -= x / slope
        c.append(guess)
        gaps.append((c[-2] - c[-3]) / (c[-1] - c[-2]))
        guess = c[-1] + (c[-1] - c[-2]) / gaps[-1]
    return gaps[-1]


# ---- a network -----------------------------------------------------------------------------------------------------

SIZES = (64, 20), (20, 20), (20, 10)


@cache
def digits():
    images, labels, *_ = split_digits(np.random.default_rng(36))
    return images[:300] - images[:300].mean(axis=0), np.eye(10)[labels[:300]]


def newborn(seed):
    rng = np.random.default_rng(seed)
    return np.concatenate(
        [np.append(0.7 / math.sqrt(n) * rng.standard_normal((m, n)).ravel(), np.zeros(m)) for n, m in SIZES]
    )


def cut(theta):
    at = 0
    for n, m in SIZES:
        yield theta[at : at + m * n].reshape(m, n), theta[at + m * n : at + m * n + m]
        at += m * n + m


def loss_and_slope(theta):
    x, t = digits()
    (W, a), (V, b), (U, c) = cut(theta)
    y = np.tanh(x @ W.T + a)
    z = np.tanh(y @ V.T + b)
    off = z @ U.T + c - t
    w = off / len(x)
    parts = [w.sum(axis=0), (w.T @ z).ravel()]
    w = (w @ U) * (1 - z * z)
    parts += [w.sum(axis=0), (w.T @ y).ravel()]
    w = (w @ V) * (1 - y * y)
    parts += [w.sum(axis=0), (w.T @ x).ravel()]
    return np.sum(off**2) / (2 * len(x)), np.concatenate(parts[::-1])


def loss(theta):
    x, t = digits()
    (W, a), (V, b), (U, c) = cut(theta)
    return np.sum((np.tanh(np.tanh(x @ W.T + a) @ V.T + b) @ U.T + c - t) ** 2) / (2 * len(x))


def product(theta, v):
    """Return Hv by a central difference of differentials."""
    h = 1e-5 / np.linalg.norm(v)
    return (loss_and_slope(theta + h * v)[1] - loss_and_slope(theta - h * v)[1]) / (2 * h)


def largest(theta, count=1, products=30):
    """Return the largest eigenvalues that Lanczos' method finds with so many products."""
    v = np.random.default_rng(0).normal(size=theta.size)
    basis, table = [v / np.linalg.norm(v)], np.zeros((products, products))
    for k in range(products):
        image = product(theta, basis[k])
        for _ in range(2):
            for j, other in enumerate(basis):
                part = other @ image
                table[j, k] += part
                image = image - part * other
        basis.append(image / np.linalg.norm(image))
    return np.linalg.eigvalsh(table, UPLO="U")[::-1][:count]


@cache
def learned(seed, rate, steps):
    theta = newborn(seed)
    for _ in range(steps):
        value, slope = loss_and_slope(theta)
        if not value < 1e6:
            return None
        theta = theta - rate * slope
    return theta


def criterion(rate, time, seed=0):
    return largest(learned(seed, rate, round(time / rate)))[0] * rate / 2


def thrown_down(seed):
    """Return the least sharpness between the steps 12 and 25 at η = 1."""
    return min(largest(learned(seed, 1.0, n), products=18)[0] for n in range(12, 26))


def sharpened(seed):
    return largest(learned(seed, 0.2, 1755))[0] / largest(newborn(seed))[0]


@cache
def at_the_edge(rate=1.0):
    """Return for five starts how far the five largest curvatures stand above 2/η, averaged late in learning."""
    looks = [[largest(learned(seed, rate, n), 5, 60) for n in range(240, 401, 20)] for seed in range(5)]
    return np.mean(looks, axis=1) * rate / 2 - 1


def chord(seed, rate, time=390, steps=40):
    """Return the mean over steps of the curvature along the step, averaged over the step by Gauss' rule, times η/2."""
    theta, found = learned(seed, rate, round(time / rate)), []
    places, weights = np.polynomial.legendre.leggauss(3)
    for _ in range(steps):
        s = -rate * loss_and_slope(theta)[1]
        along = (s @ product(theta + (1 + u) / 2 * s, s) for u in places)
        found.append(sum(weight / 2 * part for weight, part in zip(weights, along, strict=True)) / (s @ s))
        theta = theta + s
    return np.mean(found) * rate / 2


@cache
def chords():
    found = [chord(seed, rate) for seed in range(5) for rate in (0.5, 1.0)]
    return min(found), max(found)


@cache
def searched(seed, price=2400):
    """Return loss, place and accepted rates of the line search at its price: 1 a differential, ⅓ a loss."""
    theta, rate, paid, accepted = newborn(seed), 1.0, 0.0, []
    while paid < price:
        value, slope = loss_and_slope(theta)
        rate, paid = 2 * rate, paid + 4 / 3
        while value - loss(theta - rate * slope) < rate * (slope @ slope) / 2:
            rate, paid = rate / 2, paid + 1 / 3
        accepted.append(rate)
        theta = theta - rate * slope
    return value, theta, accepted


@cache
def against_the_search(seed):
    """Return how many times sharper and higher the line search ends than the rate 0.7 (its last 200 losses' mean)."""
    theta, losses = learned(seed, 0.7, 2200), []
    for _ in range(200):
        value, slope = loss_and_slope(theta)
        losses.append(value)
        theta = theta - 0.7 * slope
    value, where, _ = searched(seed)
    return largest(where)[0] / largest(theta)[0], value / np.mean(losses)


def shorter():
    """Return the least and largest quotient of the mean accepted rates in the last and the first tenth of the steps."""
    rates = [np.array(searched(seed)[2]) for seed in range(8)]
    quotients = [r[-(len(r) // 10) :].mean() / r[: len(r) // 10].mean() for r in rates]
    return min(quotients), max(quotients)


def comparison():
    sharper, higher = zip(*(against_the_search(seed) for seed in range(8)), strict=True)
    return min(sharper), max(sharper), min(higher), max(higher), sum(h > 1 for h in higher)


# ---- the border ----------------------------------------------------------------------------------------------------


@cache
def trio():
    rng = np.random.default_rng(0)
    x, y = 1.5 * rng.normal(size=4), rng.normal(size=4)
    return x, y, rng.normal(size=3), 0.7 * rng.normal(size=3)


def curvature(gain):
    """Return the largest eigenvalue of the Hessian at the start, from its entries by hand."""
    x, y, a, b = trio()
    bent = np.tanh(np.outer(x, a))
    slope = 1 - bent**2
    off = gain * bent @ b - y
    rows = np.hstack([gain * slope * x[:, None] * b, gain * bent])
    table = rows.T @ rows / 4
    for k in range(3):
        table[k, k] += np.sum(off * gain * b[k] * -2 * bent[:, k] * slope[:, k] * x**2) / 4
        mixed = np.sum(off * gain * slope[:, k] * x) / 4
        table[k, 3 + k] += mixed
        table[3 + k, k] += mixed
    return np.linalg.eigvalsh(table)[-1]


def survives(rates, gains):
    x, y, a, b = trio()
    a, b = np.repeat(a[:, None], len(rates), 1), np.repeat(b[:, None], len(rates), 1)
    alive, left = np.ones(len(rates), bool), np.arange(len(rates))
    for _ in range(250):
        bent = np.tanh(x[:, None, None] * a)
        off = (bent * b).sum(axis=1) * gains - y[:, None]
        stays = (off * off).sum(axis=0) / 8 <= 1e3
        alive[left[~stays]] = False
        left, a, b, gains, rates = left[stays], a[:, stays], b[:, stays], gains[stays], rates[stays]
        bent, off = bent[:, :, stays], off[:, stays]
        by_b = (bent * off[:, None]).sum(axis=0) * gains / 4
        by_a = ((1 - bent**2) * (off * x[:, None])[:, None]).sum(axis=0) * gains * b / 4
        a, b = a - rates * by_a, b - rates * by_b
    return alive


@cache
def power_of_doubt(tries=12_000):
    rng = np.random.default_rng(6)
    grid = np.geomspace(0.01, 100, 2000)
    rates = 10 ** rng.uniform(0.93, 1.27, tries)
    bends = 10 ** rng.uniform(-0.86, -0.58, tries)
    gains = np.exp(np.interp(np.log(bends), np.log([curvature(c) for c in grid]), np.log(grid)))
    fine = 10.0 ** -np.arange(2, 8)

    def all_of(factor):
        parts = np.array_split(np.arange(tries), max(1, tries // 1000))
        return np.concatenate([survives(factor * rates[k], gains[k]) for k in parts])

    here = all_of(1.0)
    doubts = [np.mean(here != all_of(1 + p)) for p in fine]
    return np.polyfit(np.log(fine), np.log(doubts), 1)[0]


ROWS = [
    result(
        "come to rest at $a = ⟦1.46⟧$, $b = ⟦0.69⟧$. Across the valley the loss has the curvature $a^2 + b^2 = ⟦2.6⟧$",
        short_steps,
    ),
    result("that steps up to $\\eta = 2/2.6 = ⟦0.77⟧$ will do", lambda: 2 / short_steps()[2]),
    result("The textbook's bound, ⟦0.77⟧, is longer", lambda: 2 / short_steps()[2]),
    result("Near here, at ⟦0.77⟧, is the textbook's bound", lambda: 2 / short_steps()[2]),
    result(
        "They come to rest up to $\\eta = ⟦1⟧$, nearly ⟦a third⟧ beyond",
        lambda: (last_rest(), short_steps()[2] / 2 - 1),
        reads={"a third": 1 / 3},
        digits=0.08,
    ),
    result(
        "the valley is flatter: curvature ⟦2.05⟧ instead of ⟦2.6⟧",
        lambda: (knobs(0.9)[1], short_steps()[2]),
    ),
    result(
        "But they never come there: ⟦three⟧ long steps, and they are near another place",
        lambda: 3 if few_steps()[2] < 0.05 and nearest_to_short_steps() > 0.25 else 0,
    ),
    result(
        "first step, with $r = ⟦-0.74⟧$, takes ⟦44 %⟧",
        lambda: few_steps()[:2],
    ),
    result(
        "They hop for ever between ⟦two⟧ places, then between ⟦four⟧, then ⟦eight⟧.",
        lambda: [knobs(rate)[0] for rate in (1.1, 1.25, 1.295)],
    ),
    result("From about ⟦1.30⟧ on", no_two_alike),
    result(
        "In the double well the hop splits: ⟦two⟧, ⟦four⟧, ⟦eight⟧, chaos",
        lambda: [in_the_well(rate) for rate in (1.1, 1.25, 1.295)] if in_the_well(1.35) > 30 else 0,
    ),
    result("Only near ⟦1.43⟧ are they lost", lost, digits=0.011),
    result("$H$ has ⟦3.7⟧ million entries", lambda: sum(m * n + m for n, m in SIZES) ** 2 / 1e6),
    result("has ⟦1,930⟧ knobs", lambda: sum(m * n + m for n, m in SIZES)),
    result("the condition reads $⟦108⟧ > ⟦12⟧$", derivatives),
    result("The factor tends to ⟦4.669⟧", feigenbaum),
    result(
        "splits at 1, again at ⟦1.24⟧, and at 1.30 into bands that fill; at ⟦1.6⟧ they reach",
        lambda: (math.sqrt(5) - 1, 1.5 * math.sqrt(3) - 1),
    ),
    result("negative before ⟦1.30⟧, mostly positive after", no_two_alike),
    result("The bound ⟦0.77⟧ belonged", lambda: 2 / short_steps()[2]),
    result("its first value (⟦2.3⟧ to", lambda: min(map(sharpened, range(4))), bound=at_least, slow=True),
    result("(2.3 to ⟦3.0⟧ times, over", lambda: max(map(sharpened, range(4))), bound=at_most, slow=True),
    result(
        "the sharpness is ⟦1.03⟧ of it at $\\eta = 0.3$, and ⟦0.69⟧ of it at 0.2",
        lambda: (criterion(0.3, 39 * 31 * 0.3), criterion(0.2, 39 * 45 * 0.2)),
        digits=0.02,
    ),
    result(
        "the curvature comes down within 25 steps, to ⟦2.0⟧ to ⟦2.2⟧ from four starts",
        lambda: (min(map(thrown_down, range(4))), max(map(thrown_down, range(4)))),
    ),
    result("each of its steps is ⟦two⟧ to ⟦five⟧ times as long", lambda: (0.4 / 0.2, 1.0 / 0.2), digits=1e-9),
    result("With $\\eta = ⟦0.8⟧$ and more the network begins above", lambda: 2 / largest(newborn(0))[0], bound=at_most),
    result("From $\\eta = 0.4$ to ⟦0.7⟧ it follows", lambda: 2 / largest(newborn(0))[0], bound=at_least),
    result(
        "was ⟦0.994⟧ to ⟦1.002⟧ of $2/\\eta$ for five starts at $\\eta = 0.5$ and 1", chords, digits=0.006, slow=True
    ),
    result(
        "from ⟦five⟧ starts, the fifth largest stands on average ⟦1⟧ to ⟦3 %⟧ above $2/\\eta$ "
        "and the largest ⟦9⟧ to ⟦12 %⟧",
        lambda: (5, *(100 * end(at_the_edge()[:, k]) for k in (4, 0) for end in (np.min, np.max))),
        digits=1,
        slow=True,
    ),
    result("with a power near ⟦0.10⟧", power_of_doubt, digits=0.02, slow=True),
    result(
        "removes ⟦a fifth⟧ of the doubt",
        lambda: 1 - 10 ** -power_of_doubt(),
        reads={"a fifth": 0.2},
        digits=0.06,
        slow=True,
    ),
    result("was on average ⟦0.31⟧ to ⟦0.55⟧ times as long as the first tenth", shorter, digits=0.02, slow=True),
    result(
        "in a valley ⟦2.4⟧ to ⟦3.6⟧ times as sharp as the fixed rate 0.7 that had hopped, "
        "and with ⟦0.98⟧ to ⟦1.9⟧ times its loss, higher in ⟦seven⟧ of the eight",
        comparison,
        digits=0.12,
        slow=True,
    ),
    result(
        "(The rate 1.5 was lost in ⟦seven⟧.)",
        lambda: sum(learned(seed, 1.5, 2400) is None for seed in range(8)),
        slow=True,
    ),
    result("usual settings at $⟦38⟧/\\eta$", lambda: 2 * (1 + 0.9) / (1 - 0.9), digits=1e-6),
    result("= 0.3$ says $\\eta c = ⟦1.4⟧$", lambda: 2 * (1 - 0.3)),
    result("A step of about ⟦70 %⟧ of its length", lambda: 100 / (2 * (1 - 0.3)), digits=4),
    result("Yes: $1/1.4 = ⟦0.71⟧$", lambda: 1 / 1.4),
]
GIVEN = [
    "the knobs stand at $a = ⟦1.3⟧$ and $b = ⟦0.2⟧$",
    "says that steps up to $\\eta = 2/⟦2.6⟧",
    "Go slowly from ⟦0.7 to 1.4⟧.",
    "At ⟦0.9⟧ they could not stay",
    "At $\\eta = ⟦0.9⟧$ the knobs' first step",
    "as ρ was in ⟦3.5⟧",
    "Practice 3 of ⟦3.1⟧",
    "that sees ⟦300⟧ digits",
    "at ⟦80⟧ learning rates",
    "as in ⟦3.3⟧:",
    "function in ⟦3.5⟧ is another",
    "for learning rates from ⟦0.9⟧ to 2",
    "and at ⟦1.30⟧ into bands",
    "where descent is after ⟦2,000⟧ steps",
    "with all ⟦300⟧ digits",
    "belong to short steps, $\\eta = ⟦0.2⟧$",
    "a network with η = ⟦0.4⟧ when",
    "of it at $\\eta = ⟦0.3⟧$, and 0.69 of it at ⟦0.2⟧",
    "comes down within ⟦25⟧ steps",
    "From $\\eta = ⟦0.4⟧$ to",
    "for five starts at $\\eta = ⟦0.5⟧$ and 1",
    "the other loss of ⟦3.1⟧",
    "one run of ⟦250⟧ steps",
    "not lost in ⟦250⟧ steps",
    "from $⟦10^{-2}⟧$ to $⟦10^{-7}⟧$",
    "higher than the fixed rate ⟦0.7⟧",
    "as sharp as the fixed rate ⟦0.7⟧",
    "the rate ⟦1.5⟧ is lost",
    "(The rate ⟦1.5⟧ was lost",
    "leapfrog of ⟦1.5⟧ |",
    "ball of ⟦3.5⟧ is stable",
    "0375-9601(83)⟦90945⟧-3). The",
    "for $\\beta = ⟦0.9⟧$?",
    "A step has kept ⟦30 %⟧",
    "\\tfrac12\\eta c = ⟦0.3⟧$",
    "$1/⟦1.4⟧",
    "The slider shows it from ⟦0.4 to 0.7⟧",
    "At ⟦0.2⟧ the line is higher",
    "The reader of digits had ⟦4,810⟧ screws",
]
