"""Lesson 4.3's numbers again: sums over signs and trees in plain NumPy, searches by scipy, counts by enumeration."""

from functools import cache
from itertools import combinations_with_replacement, product
from math import ceil, comb, log2

import mpmath
import numpy as np
from prose import at_least, at_most, result
from scipy.fft import dct
from scipy.optimize import least_squares

from physdl.cheap import best_shallow_product

EPS = float(np.finfo(float).eps)
POINTS = np.random.default_rng(430).uniform(-1, 1, (2000, 8))


def derivative(order, p=0.5):
    return float(mpmath.diff(mpmath.tanh, p, order))


def missed(found, n):
    """Return the rms error of a product of the first n of the points over the product's rms."""
    wanted = POINTS[:, :n].prod(axis=1)
    return np.sqrt(np.mean((found - wanted) ** 2) / np.mean(wanted**2))


def flat(n, scale):
    signs = np.array(list(product((1.0, -1.0), repeat=n)))
    seen = np.tanh(0.5 + scale * POINTS[:, :n] @ signs.T) @ signs.prod(axis=1)
    return missed(seen / ((2 * scale) ** n * derivative(n)), n)


def gate(u, v, scale):
    plus = np.tanh(0.5 + scale * (u + v)) + np.tanh(0.5 - scale * (u + v))
    minus = np.tanh(0.5 + scale * (u - v)) + np.tanh(0.5 - scale * (u - v))
    return (plus - minus) / (4 * scale**2 * derivative(2))


def tree(n, scale):
    x = POINTS[:, :n]
    while x.shape[1] > 1:
        x = gate(x[:, ::2], x[:, 1::2], scale)
    return missed(x[:, 0], n)


@cache
def digits(n, network):
    natural = EPS ** (1 / (n + 2)) if network is flat else EPS**0.25
    return -np.log10(min(network(n, s) for s in natural * np.geomspace(0.3, 3, 25)))


def forecast(n):
    """Return the floor that Taylor's next term and 2ⁿ roundings of σ(p) add up to."""
    taylor = abs(derivative(n + 2) / derivative(n)) / 6 * np.sqrt(3 * n / 7 + n * (n - 1) * 9 / 25)
    rounding = EPS * np.tanh(0.5) / np.sqrt(12) * 2 ** (n / 2) * 3 ** (n / 2) / (2**n * abs(derivative(n)))
    scale = (n * rounding / (2 * taylor)) ** (1 / (n + 2))
    return taylor * scale**2 + rounding / scale**n


def off_by():
    """Return the largest factor between floors and their forecasts."""
    return max(abs(np.log(10 ** -digits(n, flat) / forecast(n))) for n in (2, 4, 6, 8))


@cache
def searched(units, p, starts, seed=0):
    """Return the best error of a search of one layer for three numbers: the readout by lstsq, directions by scipy."""
    axis, weight = np.polynomial.legendre.leggauss(6)
    x = np.array(list(product(axis, repeat=3)))
    root = np.sqrt(np.array(list(product(weight / 2, repeat=3))).prod(axis=1))
    wanted = root * x.prod(axis=1)

    def layer(a):
        return root[:, None] * np.tanh(x @ a.reshape(units, 3).T + p)

    def residual(a):
        features = layer(a)
        return (features @ np.linalg.lstsq(features, wanted, rcond=1e-13)[0] - wanted) * 27**0.5

    def slopes(a):  # Kaufman's: without what the readout takes back
        features = layer(a)
        readout = np.linalg.lstsq(features, wanted, rcond=1e-13)[0]
        bend = root[:, None] ** 2 - features**2
        columns = (bend / root[:, None] * readout)[:, :, None] * x[:, None, :]
        columns = columns.reshape(len(x), -1) * 27**0.5
        basis, values, _ = np.linalg.svd(features, full_matrices=False)
        basis = basis[:, values > 1e-13 * values[0]]
        return columns - basis @ (basis.T @ columns)

    rng = np.random.default_rng(seed)
    tried = [rng.standard_normal(3 * units) * 10 ** rng.uniform(-1, 0.3) for _ in range(starts)]
    return min(np.sqrt(2 * least_squares(residual, a, slopes, max_nfev=150).cost) for a in tried)


@cache
def figure(most=7):
    """Return what the lesson's own search finds with so many neurons: here the library is what was measured."""
    rng = np.random.default_rng(3)
    rng.uniform(-1, 1, (300, 3))
    return 100 * min(best_shallow_product(3, units, rng, starts=4, steps=30)[1] for units in range(1, most + 1))


def own_biases(scale, order=1.5):
    """Return the error of three neurons for two numbers, the third of which sees the second one times a power."""
    p, (u, v) = np.arctanh(3**-0.5), POINTS[:, :2].T
    pair = np.tanh(p + scale * (u + v)) - np.tanh(p + scale * (u - v))
    slope = 2 * derivative(1, p) * np.tanh(scale**order * v) * scale ** (1 - order)
    return missed((pair - slope) / (2 * scale**2 * derivative(2, p)), 2)


def power_sums(n, first, second, reach):
    """Return the error of n numbers by power sums in two layers of doubles: the weights are found with 60 digits."""
    with mpmath.workdps(60):
        still, count = mpmath.mpf("0.5"), n * n
        steps = [mpmath.mpf(0), *(mpmath.cos(mpmath.pi * (2 * i + 1) / (2 * n)) for i in range(n))]
        places = [reach * mpmath.cos(mpmath.pi * (2 * i + 1) / (2 * count)) for i in range(count)]
        slopes = mpmath.taylor(mpmath.tanh, still, n)
        powers = mpmath.matrix([[a**d * slopes[d] for a in steps] for d in range(n + 1)]) ** -1
        table = mpmath.matrix([[z**d for z in places] for d in range(1, count + 1)])
        share = mpmath.lu_solve(table, mpmath.matrix([int(d == n) for d in range(1, count + 1)]))
        a, z, share = (np.array([float(v) for v in values]) for values in (steps, places, share))
        powers = np.array(powers.tolist(), dtype=float)
    orders, x = np.arange(1, n + 1), POINTS[:, :n]
    sums = np.tanh(0.5 + first * x[:, :, None] * a).sum(axis=1) @ (powers[:, 1:] / first**orders)
    inner = sums @ ((-1.0) ** (orders + 1) / orders * z[:, None] ** orders).T
    outer = powers[:, 1:] @ (1 / (second**orders * np.cumprod(orders)))
    return missed(np.tanh(0.5 + second * inner[:, :, None] * a) @ outer @ share, n)


def equations(n):
    return sum(1 for degree in range(n + 1) for _ in combinations_with_replacement(range(n), degree))


@cache
def cheapest(numbers, layers):
    """Return the fewest neurons in so many layers of groups of any sizes."""
    if numbers == 1 or layers == 0:
        return 0 if numbers == 1 else np.inf
    split = [(*divmod(numbers, groups), groups) for groups in range(1, numbers)]
    prices = [r * 2 ** (q + 1) + (g - r) * (2**q if q > 1 else 0) + cheapest(g, layers - 1) for q, r, g in split]
    return min(prices)


def squares(n):
    """Return the error of n + 2 neurons for the sum of n squares at a small scale."""
    corners = np.eye(n + 1) - 1 / (n + 1)
    directions = np.vstack([corners @ np.linalg.svd(corners)[2][:n].T, np.zeros(n)])
    weights, scale, x = np.append(np.ones(n + 1), -n - 1.0), 1e-3, POINTS[:, :n]
    found = np.tanh(0.5 + scale * x @ directions.T) @ weights * 2 / (scale**2 * derivative(2))
    assert len(directions) == n + 2
    return np.abs(found - np.sum(x**2, axis=1)).max()


def thin(k):
    places = np.linspace(0, 1, 64)
    values = np.linalg.svd(1 / (1 + (places[:, None] - places) ** 2), compute_uv=False)
    return np.sqrt(np.sum(values[k:] ** 2) / np.sum(values**2))


def sparse(k):
    """Return what the Fourier matrix of 64 samples loses without all but k of its entries."""
    sizes = np.sort(np.abs(np.exp(-2j * np.pi * np.outer(np.arange(64), np.arange(64)) / 64)).ravel())
    return np.sqrt(np.sum(sizes[: 64**2 - k] ** 2) / np.sum(sizes**2))


def one_size():
    """Return the largest over the smallest singular value of the real cosine transform."""
    return np.linalg.cond(dct(np.eye(64), norm="ortho"))


ROWS = [
    result("seven gates, ⟦28⟧ neurons", lambda: 4 * (8 - 1)),
    result("Four do it for two panes. For three, four are wrong by ⟦nearly half⟧, fewer by more",
           lambda: figure(4) / 100, reads={"nearly half": 0.5}, digits=0.01),
    result("With so few the best that was found here is wrong by more than a ⟦third⟧",
           lambda: figure() / 100, bound=at_least, reads={"third": 1 / 3}),
    result("no search of ours came below ⟦30 %⟧", lambda: 100 * searched(7, 0.5, 3), bound=at_least),
    result("each product of eight takes ⟦256⟧", lambda: 2**8),
    result("and a product of eight takes ⟦256⟧", lambda: 2**8),
    result("⟦eight⟧ for three panes, and ⟦256⟧ for eight", lambda: (2**3, 2**8)),
    result("is wrong by about ⟦40 %⟧", figure, digits=5),
    result("a more patient search gets to ⟦31⟧)", lambda: 100 * searched(7, 0.5, 3)),
    result("with eight by a ⟦hundredth⟧ of a per cent",
           lambda: 100 * flat(3, 0.0018), reads={"hundredth": 0.01}, bound=at_most),
    result("For ten panes it would be ⟦1,024⟧", lambda: 2**10),
    result("these are ⟦20⟧ equations, for eight panes ⟦12,870⟧", lambda: (equations(3), equations(8))),
    result("that is ⟦eight⟧ digits for two numbers and ⟦three⟧ for eight",
           lambda: (-np.log10(EPS**0.5), -np.log10(EPS**0.2)), digits=1),
    result("within a factor of ⟦two⟧, and eight numbers are left with ⟦two and a half⟧ digits",
           lambda: (np.exp(off_by()), digits(8, flat)), reads={"two and a half": 2.5, "two": 1.5}, digits=1),
    result("lie between ⟦eight⟧ digits and ⟦two and a half⟧", lambda: (digits(2, flat), digits(8, flat)),
           reads={"eight": 8, "two and a half": 2.5}, digits=0.5),
    result("it is still ⟦0.71⟧ at half the width",
           lambda: np.linalg.norm(np.linalg.svd(np.fft.fft(np.eye(64)))[1][32:]) / 64),
    result("we got four numbers to ⟦0.013 %⟧", lambda: 100 * power_sums(4, 1e-2, 10**-1.5, 1.0)),
    result("and six only to ⟦11 %⟧", lambda: 100 * power_sums(6, 0.1, 0.1, 0.7)),
    result("from ⟦576⟧ numbers on that is fewer than two layers of groups",
           lambda: next(n for n in range(3, 2000) if n**3 + n**2 + 2 < cheapest(n, 2))),
    result("⟦1,792⟧ and ⟦304⟧ neurons for two and three layers", lambda: (cheapest(64, 2), cheapest(64, 3))),
    result(r"Three numbers flat cost ⟦8⟧, as two gates do; so the least, $4(n-1)$, is reached in",
           lambda: 2**3),
    result(r"is reached in $\lceil\log_3n\rceil$ ⟦layers⟧", lambda: sum(
           next(k for k in range(1, 8) if cheapest(n, k) == 4 * (n - 1)) != next(k for k in range(1, 8) if 3**k >= n)
           for n in range(2, 65)), reads={"layers": 0}),
    result("Sixteen equal panes are cheap, ⟦17⟧ neurons", lambda: 16 + 1),
    result("Five layers of 64 weights, ⟦320⟧ in all, are the full matrix of ⟦1,024⟧ weights",
           lambda: (2 * 32 * 5, 32**2)),
    result("For the eight samples of 3.4 that is ⟦48⟧ against ⟦64⟧", lambda: (2 * 8 * 3, 64)),
    result("for a ⟦second and a half⟧ of music", lambda: 2**16 / 44_100, reads={"second and a half": 1.5}, digits=0.1),
    result("it is ⟦two million⟧ against ⟦four thousand million⟧", lambda: (2 * 2**16 * 16, 2**32),
           reads={"two million": 2e6, "four thousand million": 4e9}, digits=1e9),
    result("drops to rounding at less than ⟦half⟧ the weights of a flat layer", lambda: 0.5 if thin(15) < 1e-14 else 1),
    result("six sparse layers: ⟦768⟧ weights", lambda: 2 * 64 * 6),
    result("⟦90 %⟧ with the 768 of the six layers", lambda: 100 * sparse(768)),
    result("takes the first term off. Three neurons multiply two numbers, with slope ⟦2⟧ if the third",
           lambda: np.log10(own_biases(1e-2) / own_biases(1e-3)), digits=0.1),
    result("its own bend leaves slope ⟦1⟧", lambda: np.log10(own_biases(1e-2, 1) / own_biases(1e-3, 1)), digits=0.1),
    result("$p = \\operatorname{artanh}\\sqrt{1/3}$, where a tanh has $\\sigma''' = ⟦0⟧$",
           lambda: derivative(3, np.arctanh(3**-0.5)), digits=1e-9),
    result("are wrong by ⟦50⟧, ⟦25⟧, ⟦6⟧ and ⟦1.4⟧ %",
           lambda: [100 * searched(4, p, 12) for p in (0.5, 0.1, 0.01, 0.001)]),
    result("patient searches came down to ⟦39 %⟧ with six neurons of any scale and to ⟦31 %⟧ with seven",
           lambda: (100 * searched(6, 0.5, 6), 100 * searched(7, 0.5, 3))),
    result("If ⟦31 %⟧ are enough", lambda: 100 * searched(7, 0.5, 3)),
    result("one layer of ⟦$n + 2$⟧ neurons", lambda: max(squares(n) for n in (2, 5, 8)),
           reads={"$n + 2$": 0.01}, bound=at_most),
    result("$8n\\cdot m/3 = ⟦2.67⟧\\,nm$", lambda: 2**3 / 3),
    result("The cosine halves it, to ⟦512⟧. Without the cosine the bias saves one neuron of ⟦1,024⟧; with it none, for "
           "degree 10 alone takes ⟦512⟧", lambda: (2**9, 2**10, 2**9)),
    result(r"$2\cdot16 + 4 + 8 = ⟦44⟧$ neurons", lambda: 2 * 2**4 + 2**2 + 2**3),
    result("The real cosine transform is in the ⟦same⟧ position", one_size, reads={"same": 1.0}, digits=1e-9),
    result("From two numbers to eight it loses little more than ⟦one⟧ digit",
           lambda: digits(2, tree) - digits(8, tree), reads={"one": 1}, digits=0.6),
    result("the flat layer more than ⟦five⟧", lambda: digits(2, flat) - digits(8, flat), bound=at_least),
    result("in $\\lceil\\log_2n\\rceil$ ⟦layers⟧. It loses few digits", lambda: ceil(log2(8)), reads={"layers": 3}),
    result("for eight panes, 28 neurons and ⟦256⟧", lambda: 2**8),
    result("for eight panes ⟦12,870⟧", lambda: comb(16, 8)),
]  # fmt: skip

GIVEN = [
    "minutes to read and play; ⟦120⟧ for the exercises",
    "⟦0.9⟧ for clean glass, ⟦0.3⟧ for a filter",
    "all with the bias ⟦0.5⟧ and with nothing added",
    "Right: ⟦300⟧ stacks of three panes",
    "a scale $\\lambda$ as in ⟦4.1⟧",
    "In ⟦4.1⟧ the error fell",
    "Keep them in mind; ⟦5.3⟧ will ask",
    "In ⟦3.4⟧ a layer of",
    "The bound of ⟦4.1⟧, two over",
    "gates as coarse as $\\lambda = ⟦0.1⟧$",
    "The gate of ⟦4.1⟧ used the directions",
    "With $\\epsilon = ⟦2.2\\times10^{-16}⟧$ that",
    "with the shared bias at ⟦0.5⟧, ⟦0.1⟧, ⟦0.01⟧ and ⟦0.001⟧ the best four",
    "For three panes and the bias ⟦0.5⟧ patient",
    "with ⟦256⟧ samples our sparse layers take ⟦1.7⟧ times as long as the full matrix, with ⟦512⟧ they break even, and "
    "with ⟦2,048⟧ they need ⟦0.28⟧ of its time",  # by benchmarks/fft_layers.py
    "a waist of exactly $n/2$ it takes ⟦1.01⟧ times as long",
    "with a tanh at $p = ⟦0.5⟧$: 12 neurons",
    "trains one layer of ⟦200⟧ neurons",
    "reports an error of ⟦5 %⟧",
    "Yes: ⟦200⟧ is fewer than ⟦256⟧",
    "even if the ⟦5 %⟧ became ⟦0.05 %⟧",
    "Had all ⟦200⟧ kept to the theorem's hypotheses",
    "one of 28 neurons and one of ⟦256⟧",
    "[arXiv:⟦1705.05502⟧]",
    "[arXiv:⟦1112.3474⟧]",
]
