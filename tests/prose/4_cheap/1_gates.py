"""Lesson 4.1's numbers again: gates in mpmath and plain loops, normal laws by scipy, means matched by scipy."""

from functools import cache
from math import comb

import mpmath
import numpy as np
from numpy.polynomial.legendre import legvander
from prose import at_least, at_most, result
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import multivariate_normal, norm

from physdl.neural import split_digits

EPS, SINGLE = float(np.finfo(float).eps), float(np.finfo(np.float32).eps)
SIDE = np.linspace(-1, 1, 61)
U, V = np.meshgrid(SIDE, SIDE)
TURNING = float(np.arctanh(np.sqrt(2 / 3)))


def derivative(order, p=0.5):
    return float(mpmath.diff(mpmath.tanh, p, order))


def gate(scale, p=0.5, u=U, v=V):
    plus = np.tanh(p + scale * (u + v)) + np.tanh(p - scale * (u + v))
    minus = np.tanh(p + scale * (u - v)) + np.tanh(p - scale * (u - v))
    return (plus - minus) / (4 * scale**2 * derivative(2, p))


def off(scale, p=0.5):
    return np.abs(gate(scale, p) - U * V).max()


def best(p, low, high):
    return min(off(scale, p) for scale in np.geomspace(low, high, 81))


def roundings():
    """Return the worst of the error in units of eps σ/(4 λ² σ'')."""
    scales = np.geomspace(1e-6, 1e-5, 81)
    return max(off(s) * 4 * s**2 * abs(derivative(2)) / (EPS * np.tanh(0.5)) for s in scales)


def parts():
    return abs(derivative(4) / (3 * derivative(2))), 2.5 * EPS * np.tanh(0.5) / (4 * abs(derivative(2)))


def eight_neurons(scale):
    return np.abs((4 * gate(scale) - gate(2 * scale)) / 3 - U * V).max()


# ---- a law from its means ------------------------------------------------------------------------------------------


def fitted(x, energy, degree):
    """Return nats lost by the likeliest law of a degree, and its energy on the nodes: Legendre's basis and scipy."""
    p = np.exp(energy.min() - energy)
    p /= p.sum()
    table = legvander(2 * (x - x[0]) / (x[-1] - x[0]) - 1, degree)[:, 1:]

    def surprise(c):
        z = -table @ c
        weights = np.exp(z - z.max())
        return c @ (p @ table) + z.max() + np.log(weights.sum()), p @ table - weights / weights.sum() @ table

    found = minimize(surprise, np.zeros(degree), jac=True, method="BFGS", options={"gtol": 1e-8, "maxiter": 5000})
    z = table @ found.x
    return found.fun + p @ np.log(p), z + np.log(np.exp(-z).sum())


def laws(degree):
    """Return what four laws of physics lose at a degree."""
    angle, bead = np.linspace(-np.pi, np.pi, 2001), np.linspace(-3, 3, 2001)
    bond, pair = np.linspace(-1, 3, 2001), np.linspace(0.85, 1.6, 2001)
    energies = [
        (angle, -3 * np.cos(angle)),
        (bead, -10 * np.exp(-(bead**2) / 2)),
        (bond, 20 * (1 - np.exp(-bond)) ** 2),
        (pair, 40 * (pair**-12 - pair**-6)),
    ]
    return max(fitted(x, energy, degree)[0] for x, energy in energies)


def gas():
    """Return what degree 4 loses on one momentum of a gas at ten times mc²."""
    momentum = np.linspace(-150, 150, 2001)
    return fitted(momentum, np.sqrt(1 + momentum**2) / 10, 4)[0]


def cauchy_at_zero():
    x = np.linspace(-20, 20, 2001)
    energy = np.log(1 + x**2)
    return fitted(x, energy, 8)[1][1000] - (energy + np.log(np.exp(-energy).sum()))[1000]


# ---- the digits ----------------------------------------------------------------------------------------------------


@cache
def split(seed):
    return split_digits(np.random.default_rng(seed))


@cache
def scores(seed, stain=0.01, shared=False):
    """Return ln of likelihood times prior for each test page and digit, by scipy's normal law."""
    pages, labels, test, _ = split(seed)
    covariances = [np.cov(pages[labels == d].T) + stain * np.eye(64) for d in range(10)]
    if shared:
        covariances = 10 * [np.mean(covariances, axis=0)]
    return np.stack([
        multivariate_normal(pages[labels == d].mean(axis=0), covariances[d]).logpdf(test) + np.log(np.mean(labels == d))
        for d in range(10)
    ], axis=-1)  # fmt: skip


def right(stain=0.01, shared=False):
    return 100 * np.mean([np.mean(scores(s, stain, shared).argmax(axis=1) == split(s)[3]) for s in range(6)])


def confident_errors():
    """Return the number of errors on six splits, and how many with a confidence of 0.9995."""
    confidence = []
    for seed in range(6):
        table = scores(seed)
        chances = np.exp(table - table.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        confidence += chances.max(axis=1)[table.argmax(axis=1) != split(seed)[3]].tolist()
    return len(confidence), np.sum(np.array(confidence) >= 0.9995)


def quadratic(seed, products, keep=None):
    """Return the energies of ten digits from the products of pairs, all of them or the largest coefficients."""
    pages, labels, test, _ = split(seed)
    first, second = np.triu_indices(64)
    table = products(test[:, first], test[:, second])
    found = []
    for digit in range(10):
        own = pages[labels == digit]
        m, J = own.mean(axis=0), np.linalg.inv(np.cov(own.T) + 0.01 * np.eye(64))
        c = J[first, second] * np.where(first == second, 0.5, 1)
        if keep:
            c = np.where(np.abs(c) >= np.sort(np.abs(c))[-keep], c, 0)
        constant = m @ J @ m / 2 - np.linalg.slogdet(J)[1] / 2 - np.log(np.mean(labels == digit))
        found.append(table @ c - test @ J @ m + constant)
    return np.stack(found, axis=-1)


def verdicts_changed():
    """Return how many pages of six splits get another verdict through gates of a tenth, and how many there are."""
    changed = [
        np.sum(quadratic(s, lambda a, b: gate(0.1, u=a, v=b)).argmin(axis=1) != scores(s).argmax(axis=1))
        for s in range(6)
    ]
    return sum(changed), sum(len(split(s)[2]) for s in range(6))


def thinned():
    """Return what reading with 1,000 products adds to the share read with all, at worst of six splits."""
    shares = [
        np.mean(quadratic(s, np.multiply, 1000).argmin(axis=1) == split(s)[3])
        - np.mean(scores(s).argmax(axis=1) == split(s)[3])
        for s in range(6)
    ]
    return min(shares)


def neighbours():
    """Return the mean strength of couplings to the eight neighbours over that of couplings two steps off."""
    pages, labels, *_ = split(0)
    J = np.mean([np.linalg.inv(np.cov(pages[labels == d].T) + 0.01 * np.eye(64)) for d in range(10)], axis=0)
    row, column = np.divmod(np.arange(64), 8)
    steps = np.maximum(abs(row[:, None] - row), abs(column[:, None] - column))
    return np.abs(J[steps == 1]).mean() / np.abs(J[steps == 2]).mean()


def sharpness(scale):
    """Return the largest curvature of the squared loss at the gate, by central differences over its 17 weights."""
    some = np.random.default_rng(1).uniform(-1, 1, (400, 2))
    rows = np.array([[1.0, 1], [-1, -1], [1, -1], [-1, 1]]) * scale
    signs = np.array([1.0, 1, -1, -1]) / (4 * scale**2 * derivative(2))
    start = np.concatenate([rows.ravel(), np.full(4, 0.5), signs, [0.0]])

    def net(w):
        return np.tanh(some @ w[:8].reshape(4, 2).T + w[8:12]) @ w[12:16] + w[16]

    step = 1e-6
    columns = [(net(start + step * e) - net(start - step * e)) / (2 * step) for e in np.eye(17)]
    table = np.array(columns)
    return np.linalg.eigvalsh(table @ table.T / 400)[-1]


def finest(rate):
    """Return the smallest scale that a rate leaves at rest."""
    scales = np.geomspace(0.1, 1, 61)
    return min(s for s in scales if 2 / sharpness(s) > rate)


def parity(n, beta):
    """Return the worst error of n logistic neurons for the parity of the number of -1."""
    counts, j = np.arange(n + 1), np.arange(1, n + 1)
    return np.abs(expit(beta * (counts[:, None] - j + 0.5)) @ (-1.0) ** (j - 1) - counts % 2).max()


def stiff():
    stiff, soft = norm(0, 10).pdf(12), norm(0, 30).pdf(12)
    return 100 * stiff / (stiff + soft)


ROWS = [
    result("You look both up, ⟦900⟧ and ⟦49⟧. Their difference is ⟦851⟧",
           lambda: (60**2 / 4, 14**2 / 4, 37 * 23)),
    result("⟦Eight⟧, near $\\lambda = ⟦10^{-4}⟧$", lambda: (-np.log10(best(0.5, 1e-5, 1e-3)), 6.3e-5 if
           off(6.3e-5) < 1.1 * best(0.5, 1e-5, 1e-3) else 0), reads={"Eight": 8, "10^{-4}": 1e-4}, digits=1),
    result(r"near $\sigma(p) = ⟦0.46⟧$, and a computer keeps it with a relative error of about $\epsilon = "
           r"⟦2.2\times10^{-16}⟧$", lambda: (np.tanh(0.5), EPS)),
    result(r"At $\lambda = 10^{-6}$ that is $⟦3\times10^{-12}⟧$: ⟦twelve⟧ leading digits cancel",
           lambda: (4e-12 * abs(derivative(2)), -np.log10(4e-12 * abs(derivative(2)))),
           reads={r"3\times10^{-12}": 3e-12, "twelve": 12}, digits=1),
    result("where ⟦2.5⟧ is about the worst that four roundings make of one", roundings, digits=1),
    result(r"\epsilon^{1/4} = ⟦1.2\times10^{-4}⟧, \quad E = 2\sqrt{AB} \propto \sqrt\epsilon = ⟦1.5\times10^{-8}⟧",
           lambda: (EPS**0.25, EPS**0.5)),
    result(r"the constants make it $⟦0.8\times10^{-4}⟧$ and $⟦2.5\times10^{-8}⟧$",
           lambda: ((parts()[1] / parts()[0]) ** 0.25, 2 * np.sqrt(parts()[0] * parts()[1]))),
    result(r"$p = \operatorname{artanh}\sqrt{2/3} = ⟦1.146⟧$", lambda: float(mpmath.findroot(
           lambda p: mpmath.diff(mpmath.tanh, p, 4), 1.1))),
    result("one with slope 2 to ⟦eight⟧ digits, one with slope 4 to ⟦ten⟧",
           lambda: (-np.log10(best(0.5, 1e-5, 1e-3)), -np.log10(best(TURNING, 1e-4, 1e-1))), digits=1.2),
    result(r"$17^{64} \approx ⟦6\times10^{78}⟧$", lambda: 17.0**64),
    result("made do with ⟦4,810⟧ numbers", lambda: 64 * 64 + 64 + 64 * 10 + 10),
    result("The stiff one, with ⟦61 %⟧", stiff),
    result("They are, farther out: at about ⟦16⟧ nm", lambda: 10 * np.sqrt(np.log(9) * 9 / 8)),
    result("three times the ⟦room⟧", lambda: 30 / 10, reads={"room": 3.0}),
    result("at ten times that scale the error is more than ⟦thirty⟧ times smaller", lambda: min(
           off(s) / off(10 * s) for s in np.geomspace(1e-8, 5e-6, 81)), bound=at_least, reads={"thirty": 30}),
    result("at a tenth of that scale the error is more than ⟦thirty⟧ times smaller", lambda: min(
           off(s) / off(s / 10) for s in np.geomspace(1e-3, 1, 81)), bound=at_least, reads={"thirty": 30}),
    result("its energy is ⟦nine⟧ times as high. The soft trap has low energies everywhere and so must spread its "
           "probability over more room: that is $Z$, here ⟦three⟧ times as large", lambda: (9, 30 / 10)),
    result("lose ⟦0.10⟧ nats a look at worst at degree 2 and ⟦0.003⟧ at degree 4", lambda: (laws(2), laws(4))),
    result("whose energy nearly has a kink, still loses ⟦0.06⟧ at degree 4", gas),
    result("64 linear terms and ⟦2,080⟧ products", lambda: 64 * 65 // 2),
    result("with ⟦65⟧ numbers for each digit", lambda: comb(65, 1)),
    result("with $10^{-4}$ on the diagonal it gets ⟦97.0 %⟧, with 0.3 it gets ⟦97.1⟧",
           lambda: (right(1e-4), right(0.3))),
    result("are ⟦21,450⟧ numbers, more than ⟦4,810⟧", lambda: (10 * comb(66, 2), 64 * 65 + 650)),
    result("for ⟦49 %⟧ of their pixels are exactly 0",
           lambda: 100 * np.mean(np.concatenate([split(0)[0], split(0)[2]]) == 0)),
    result("of its ⟦22⟧ errors on the six splits the machine made ⟦8⟧ with a confidence of 0.9995", confident_errors),
    result("The 2,080 products of pixels are ⟦2,080⟧ gates, ⟦8,320⟧ neurons", lambda: (comb(65, 2), 4 * comb(65, 2))),
    result("wrong by up to ⟦two⟧ per cent", lambda: 100 * off(0.1), digits=1),
    result("and ⟦one⟧ of ⟦2,154⟧ on six splits", verdicts_changed),
    result("⟦four⟧ times as strongly on average as with those two steps off", neighbours, digits=1),
    result("Most of its 2,080 products could go: let each digit keep the 1,000 whose coefficients are its largest, and "
           "it reads ⟦no worse⟧", thinned, bound=at_least, reads={"no worse": 0.0}),
    result("At 0 even degree 8 is ⟦half⟧ a nat too high", cauchy_at_zero, digits=0.1),
    result(r"grows like $\lambda^{⟦-4⟧}$", lambda: np.log10(sharpness(0.01) / sharpness(0.1)) * -1, digits=0.2),
    result(r"no gate finer than $\lambda \approx ⟦0.3⟧$", lambda: finest(0.05)),
    result("which is wrong by ⟦a tenth⟧", lambda: off(0.3), reads={"a tenth": 0.1}, digits=0.1),
    result("Above the floor a gate is a ⟦hundred⟧ times worse for numbers of size 10", lambda: np.abs(
           gate(1e-3, u=10 * U, v=10 * V) - 100 * U * V).max() / 100 / off(1e-3), reads={"hundred": 100}, digits=1),
    result("64 pixels at degree 2 are ⟦2,145⟧ numbers. A million pixels at degree 2 are $⟦5\\times10^{11}⟧$",
           lambda: (comb(66, 2), comb(1_000_002, 2))),
    result(r"\propto \epsilon^{2/3} \approx ⟦4\times10^{-11}⟧$: ⟦ten⟧ digits",
           lambda: (EPS ** (2 / 3), -np.log10(min(map(eight_neurons, np.geomspace(1e-4, 1e-2, 61))))),
           reads={r"4\times10^{-11}": 4e-11, "ten": 10}, digits=1),
    result(r"$\epsilon^{1/4} = ⟦0.019⟧$ and $\sqrt\epsilon = ⟦3.5\times10^{-4}⟧$", lambda: (SINGLE**0.25, SINGLE**0.5)),
    result("⟦About 0.02⟧, and three or four", lambda: SINGLE**0.25, reads={"About 0.02": 0.02}, digits=0.01),
    result(r"the sum of the four is $⟦3\times10^{-8}⟧$", lambda: 4e-8 * abs(derivative(2))),
    result("⟦no more⟧ than the distance between two such numbers",
           lambda: 4e-8 * abs(derivative(2)) / np.spacing(np.float32(np.tanh(0.5))),
           bound=at_most, reads={"no more": 1.0}),
    result(r"for $n = 64$ and $\beta = 60$ to $⟦2\times10^{-13}⟧$", lambda: parity(64, 60)),
    result("four neurons, ⟦17⟧ weights", lambda: 2 * 4 + 4 + 4 + 1),
    result("eight digits at best, ⟦ten⟧ where", lambda: -np.log10(best(TURNING, 1e-4, 1e-1)), digits=1.2),
]  # fmt: skip

GIVEN = [
    "minutes to read and play; ⟦120⟧ for the exercises",
    "a quarter of the square of every number up to ⟦200,000⟧",
    "reads handwriting better than the network of ⟦3.1⟧",
    "like any network of ⟦3.1⟧",
    r"B \approx ⟦2.5⟧\,\frac",
    "(At $p = ⟦0.5⟧$ the constants",
    "The complex step of ⟦1.5⟧ and ⟦3.1⟧ escaped",
    "The digits of ⟦3.1⟧ have 64 pixels of 17 shades",
    "The network of ⟦3.1⟧ made do with",
    "and was right for 97 of ⟦100⟧ pictures",
    "In ⟦1.5⟧ the function $H$ said",
    "turned outputs into probabilities in ⟦3.1⟧",
    "what was counted in ⟦20,000⟧ looks",
    "We see where it is ⟦2,000⟧ times",
    "A histogram of ⟦2,000⟧ looks",
    "a noise of ⟦0.1⟧ in each pixel, ⟦0.01⟧ on the diagonal",
    "which got ⟦97.0 %⟧ on such splits",
    "with $⟦10^{-4}⟧$ on the diagonal",
    "used ⟦2,080⟧ times on each page",
    "So the sharpness of ⟦3.6⟧",
    r"multiplies every $H_y + \mu_y$ by ⟦1,000⟧",
    r"**Single precision has $\epsilon = ⟦1.2\times10^{-7}⟧$",
    "At a rate of ⟦0.05⟧ descent",
    "far fewer than $⟦10^{78}⟧$",
]
