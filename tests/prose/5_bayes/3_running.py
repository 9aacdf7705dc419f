"""Lesson 5.3's numbers again: closed forms with scipy, evidences by covariance matrices, nothing of the library."""

from functools import cache

import numpy as np
from prose import at_least, at_most, result
from scipy.special import betaln, gammaln


def coin(n, z=2.0):
    """Return ln of the odds for the fair coin, z standard deviations above half, by Euler's integral."""
    heads, tails = n / 2 + z * np.sqrt(n) / 2, n / 2 - z * np.sqrt(n) / 2
    return -n * np.log(2) - betaln(heads + 1, tails + 1)


def flat_odds(heads, tails):
    """Return ln of the odds against the fair coin."""
    return betaln(heads + 1, tails + 1) + (heads + tails) * np.log(2)


BOYS, GIRLS = 251_527, 241_945
SIZES = 2 ** np.arange(7)


def quadratic(columns, y, variance):
    """Return ln det and y'·y of 1 + XX'/variance, for parameters of prior variance `variance` over the noise's."""
    inner = np.eye(columns.shape[1]) + columns.T @ columns * variance
    seen = columns.T @ y
    return np.linalg.slogdet(inner)[1], y @ y - variance * seen @ np.linalg.solve(inner, seen)


def known(columns, y, noise):
    log_det, square = quadratic(columns, y, 1 / noise)
    return (len(y) * np.log(2 * np.pi * noise) + log_det + square / noise) / 2


def forgotten(columns, y, size):
    """Return -ln of Student's density: inverse gamma for the variance, its scale and the prior's renormalised."""
    log_det, square = quadratic(columns, y, size)
    shape, scale, count = 1.5, 0.5 / size, len(y)
    log_z = shape * np.log(scale) + gammaln(shape + count / 2) - gammaln(shape) - count / 2 * np.log(2 * np.pi)
    return -(log_z - (shape + count / 2) * np.log(scale + square / 2) - log_det / 2)


@cache
def moved(scheme):
    """Return by how many nats averaging moves the verdict, at worst over the sizes, for 1,000 sets of data."""
    spread, found = {"forgotten": 0.0, "mixed": 0.4}[scheme], []
    for seed in range(1000):
        rng = np.random.default_rng(seed)
        u = np.repeat(np.linspace(-1, 1, 24), 64) + spread * rng.normal(size=1536)
        y, columns = 0.4 + 0.5 * u + 0.12 * u**2 + 0.8 * rng.normal(size=1536), np.stack([u**0, u, u**2], axis=-1)
        verdicts = []
        for b in SIZES:
            x, mean = columns.reshape(-1, b, 3).mean(axis=1), y.reshape(-1, b).mean(axis=1)
            price = (lambda x, m: forgotten(x, m, b)) if scheme == "forgotten" else (lambda x, m: known(x, m, 0.64 / b))  # noqa: B023
            verdicts.append(price(x[:, :2], mean) - price(x, mean))
        found.append(np.abs(np.array(verdicts) - verdicts[0]).max())
    return np.array(found)


def ridge():
    """Return at how many data each of the two directions of the ridge passes g = 1."""
    u = np.linspace(2.6, 3.4, 41)
    table = np.array([[1, u.mean()], [u.mean(), np.mean(u**2)]])
    half, product = np.trace(table) / 2, np.linalg.det(table)
    return 1 / (half - np.sqrt(half**2 - product))


def stiffness():
    """Return the eigenvalues of the mean products of the powers up to 4 on a quarter, by singular values."""
    u = (np.arange(2000) + 0.5) / 8000
    return np.linalg.svd(u[:, None] ** np.arange(5) / np.sqrt(2000), compute_uv=False) ** 2


def singular_slope(power, n):
    """Return dE/d ln N for y = a b^power u by quadrature over ln b; a is integrated by hand."""
    t = np.linspace(-60, 3, 200_001)
    b = np.exp(t)
    weight, soft = b * np.exp(-(b**2) / 2), 1 + n * b ** (2 * power)
    return 0.5 * np.sum(weight * (soft - 1) / soft**1.5) / np.sum(weight / np.sqrt(soft))


def rounded_mean_square():
    """Return ∫ over a cell of the squared error, and what Gauss's integral saves beyond a grid's best point."""
    return 0.5 * np.log(1 / 12) + 0.5 - 0.5 * np.log(1 / (2 * np.pi))


ROWS = [
    result("a draw, ⟦1.1⟧ to 1 for A. The second is ⟦11⟧ to 1", lambda: np.exp([coin(1e2), coin(1e4)])),
    result("10 to 1 that it is fair ⟦100⟧ to 1 that it is fair", lambda: np.exp(coin(1e6)), digits=50),
    result("and the third ⟦108⟧ to 1", lambda: np.exp(coin(1e6))),
    result("one of some ⟦eight hundred⟧ distinguishable values", lambda: np.sqrt(4e6 / (2 * np.pi)),
           reads={"eight hundred": 800}, digits=100),
    result("falls by a factor of ⟦ten⟧ for every hundredfold in $N$", lambda: np.exp(coin(1e6) - coin(1e4)),
           reads={"ten": 10}, digits=1),
    result("Only after nearly ⟦two hundred⟧ data", ridge, reads={"two hundred": 200}, digits=50),
    result("span ⟦nine and a half⟧ decades", lambda: np.log10(stiffness()[0] / stiffness()[-1]),
           reads={"nine and a half": 9.5}, digits=0.5),
    result("the last near ⟦four times ten to the ninth⟧", lambda: 1 / stiffness()[-1],
           reads={"four times ten to the ninth": 4e9}, digits=1e9),
    result(r"the number $F$ itself keeps ⟦four⟧ decimals", lambda: -np.log10(np.spacing(1.4e12)), digits=1),
    result("forgetting moved half by less than ⟦0.42⟧ nats", lambda: np.median(moved("forgotten"))),
    result("and a ⟦fifth⟧ by more than one", lambda: np.mean(moved("forgotten") > 1), reads={"fifth": 0.2},
           digits=0.03),
    result("ours, at ⟦1.54⟧, is among", lambda: moved("forgotten")[5]),
    result("is among the worst ⟦tenth⟧", lambda: np.mean(moved("forgotten") >= moved("forgotten")[5]),
           reads={"tenth": 0.1}, bound=at_most),
    result("Mixing moved ⟦99 %⟧ by more than half a nat", lambda: 100 * np.mean(moved("mixed") > 0.5), bound=at_least),
    result("half of them by more than ⟦4⟧", lambda: np.median(moved("mixed")), bound=at_least),
    result(r"\tfrac12\ln\frac{2\pi e}{12} = ⟦0.18⟧$ nats per parameter", rounded_mean_square),
    result("There are ⟦228⟧ knobs more", lambda: 2**8 - 4 * 7),
    result(r"\tfrac12\ln 10^6 = ⟦6.9⟧$ nats, all of them ⟦1,575⟧", lambda: (3 * np.log(10), 228 * 3 * np.log(10))),
    result("fit better by ⟦0.0016⟧ nats on each example", lambda: 228 * 3 * np.log(10) / 1e6),
    result("Twelve terms might stand in it, so there are $2^{12}$ laws. The evidence of all of them comes from one "
           "quadratic form in twelve unknowns and $y$. A law without a column: cross out its row and its column of the "
           "form. A law with it: eliminate it, one step of Gauss. Either way the form is one shorter, so each column "
           "doubles the number of forms, and the ⟦4,096⟧ take milliseconds", lambda: 2**12),
    result("Two parameters, and a slope of ⟦¼⟧ in place of 1", lambda: singular_slope(2, 1e12), digits=0.01),
    result(r"$\tfrac12 - 1/(\ln N + ⟦1.5⟧)$",
           lambda: np.mean([1 / (0.5 - singular_slope(1, n)) - np.log(n) for n in (1e8, 1e12, 1e16)])),
    result("our ⟦1,575⟧ nats are the difference", lambda: 228 * 3 * np.log(10)),
    result("⟦3.66⟧ for a million and ⟦2.04⟧ for a hundred", lambda: np.sqrt(np.log(2 / np.pi * np.array([1e6, 1e2])))),
    result(r"are enough up to $N \approx ⟦10^{11}⟧$", lambda: np.pi / 2 * np.exp(25)),
    result(r"$N = ⟦493{,}472⟧$, and the boys are $⟦4{,}791⟧$ above half, $z = 4791/(\tfrac12\sqrt N) = ⟦13.64⟧$",
           lambda: (BOYS + GIRLS, (BOYS - GIRLS) / 2, (BOYS - GIRLS) / np.sqrt(BOYS + GIRLS))),
    result(r"$z^2/2 = ⟦93.0⟧$ nats and costs $\tfrac12\ln(2N/\pi) = ⟦6.3⟧$",
           lambda: ((BOYS - GIRLS) ** 2 / (BOYS + GIRLS) / 2, 0.5 * np.log(2 * (BOYS + GIRLS) / np.pi))),
    result("The odds are $e^{⟦86.7⟧}$ to 1 against chance", lambda: flat_odds(BOYS, GIRLS)),
]  # fmt: skip

GIVEN = [
    "minutes to read and play; ⟦105⟧ for the exercises",
    "a tree of 28 neurons, the other a single layer of ⟦256⟧",
    "| first | ⟦100⟧ | 60 | 2 standard deviations | | second | ⟦10,000⟧ | ⟦5,100⟧ | 2 standard deviations | | third | "
    "⟦1,000,000⟧ | ⟦501,000⟧ |",
    "the second loss of ⟦3.1⟧ (and",
    "it is the $Z$ of ⟦4.1⟧, with",
    r"call a hundred tosses one, and $N$ becomes $N/⟦100⟧$, the constant grows by $\tfrac k2\ln ⟦100⟧$",
    "what is left of ⟦1,536⟧ results",
    "Of ⟦1,000⟧ sets of data drawn like these",
    "of a pendulum at ⟦300⟧ moments",
    "Between 1745 and 1770, ⟦251,527⟧ boys and ⟦241,945⟧ girls",
    "slope at N = ⟦1e4⟧, ⟦1e8⟧, ⟦1e12⟧:",
    "A pendulum obeyed it (⟦1.3⟧), and wrote it with a two-form (⟦1.5⟧); forms were carried back along maps (⟦2.2⟧), "
    "so that a covector could walk back through a network (⟦3.1⟧) and turn out to be a momentum (⟦3.2⟧); it took a "
    "metric to make an arrow of it (⟦3.3⟧), a mass to make the learner arrive sooner (⟦3.5⟧) and a limit on its step "
    "to keep it from flying off (⟦3.6⟧). An energy became a likelihood (⟦4.1⟧), and the metric of ⟦3.3⟧ has just",
]
