"""Lesson 5.2's numbers again: SciPy's laws and quadratures, searches on grids, nothing of the library."""

from functools import cache

import numpy as np
from prose import at_least, at_most, result
from scipy import stats
from scipy.optimize import minimize_scalar
from scipy.special import betaln, gammaln

HEADS = np.arange(21)
FAIR = stats.binom(20, 0.5).pmf(HEADS)
BENT = stats.betabinom(20, 1, 1).pmf(HEADS)
ANGLE = stats.betabinom(20, 0.5, 0.5).pmf(HEADS)


def odds(heads):
    return BENT[heads] / FAIR[heads]


def price(count, heads, a=1.0):
    """Return ln of the best fit over the evidence, for the prior Beta(a, a)."""
    share = heads / count
    best = sum(n * np.log(q) for n, q in ((heads, share), (count - heads, 1 - share)) if n)
    return best - betaln(heads + a, count - heads + a) + betaln(a, a)


def top(measure, heads=3, tails=7):
    """Return the p at the top of the posterior, flat in p, over a ruler with this du/dp."""
    found = minimize_scalar(
        lambda p: -heads * np.log(p) - tails * np.log1p(-p) + np.log(measure(p)),
        bounds=(1e-6, 1 - 1e-6),
        method="bounded",
        options={"xatol": 1e-12},
    )
    return found.x


def on_ruler(s):
    return top(lambda p: (p * (1 - p)) ** -s)


def by_gamma(s, size=1000.0, share=0.3):
    """Return N times what Laplace's value lacks on the ruler s."""
    a, b = share * size + s, (1 - share) * size + s
    bell = a * np.log(a / (a + b)) + b * np.log(b / (a + b))
    bell += 0.5 * np.log(2 * np.pi / (a + b)) + (0.5 - s) * np.log(a * b / (a + b) ** 2)
    return size * (betaln(a + 1 - s, b + 1 - s) - bell)


def limit(s):
    """Return Richardson's limit of `by_gamma`, whose error falls as 1/N."""
    return 2 * by_gamma(s, 4000.0) - by_gamma(s, 2000.0)


def best_ruler():
    low, high = 0.5, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if limit(middle) < 0 else (low, middle)
    return low


@cache
def averages(count):
    """Return the averages of 20,000 ratios and their error bars, from the fair coin and from the bent ones."""
    law, found = stats.binom(count, 0.5), []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        fair, bent = rng.binomial(count, 0.5, 20_000), rng.integers(0, count + 1, 20_000)
        ratio = np.exp(-np.log(count + 1) - law.logpmf(fair))
        found.append([ratio.mean(), ratio.std() / np.sqrt(20_000), np.mean((count + 1) * law.pmf(bent))])
    return np.array(found)


def dice(kinds, throws):
    volume = np.pi ** (kinds / 2) / np.exp(gammaln(kinds / 2))
    return volume, volume * (throws / (2 * np.pi)) ** ((kinds - 1) / 2)


def as_easily():
    """Return by how much 50 % exceeds the share that is as far from it as 1 % from 2 % of heads, by arcsines."""
    way = 2 * (np.arcsin(np.sqrt(0.02)) - np.arcsin(np.sqrt(0.01)))
    return 100 * np.sin(np.pi / 4 - way / 2) ** 2


def best_fits():
    share = HEADS / 20
    return np.sum(stats.binom.pmf(HEADS, 20, share))


ROWS = [
    result("From ⟦14⟧ on; the fair coin wins from ⟦7⟧ to ⟦13⟧ heads",
           lambda: [HEADS[(odds(HEADS) > 1) & (HEADS > 9)][0], *HEADS[odds(HEADS) < 1][[0, -1]]]),
    result("At 14 heads the odds for the bent one are ⟦1.29⟧, at 15 they are ⟦3.2⟧, and at 20 they are ⟦50,000⟧",
           lambda: [odds(14), odds(15), odds(20)], about=True),
    result("There the bent coin is ahead already, by more than ⟦ten⟧ to one", lambda: odds(16), bound=at_least),
    result("For 14 heads it says ⟦1.36⟧ nats, where the exact price is ⟦1.39⟧",
           lambda: [-0.5 * np.log(2 * np.pi * 0.7 * 0.3 / 20), price(20, 14)]),
    result("Ben's top is at ⟦0.222⟧", lambda: top(lambda p: p)),
    result("For 3 of 10: ⟦0.300⟧ over $p$, ⟦0.318⟧ over the arcsine, ⟦0.333⟧ over the log odds",
           lambda: [on_ruler(s) for s in (0, 0.5, 1)]),
    result("reports the most probable value, the top of her posterior density: $p = ⟦0.30⟧$", lambda: on_ruler(0)),
    result("a law with the mean $p = 3.5/11 = ⟦0.318⟧$", lambda: stats.beta(3.5, 7.5).mean()),
    result("Twenty tosses tell ⟦5.6⟧ coins apart, and the exact price is ⟦1.74⟧ nats where the count says ⟦1.72⟧",
           lambda: [np.sqrt(10 * np.pi), price(20, 10, 0.5), 0.5 * np.log(10 * np.pi)]),
    result("1 % and 2 % of heads are told apart as easily as ⟦46⟧ % and 50 %", as_easily),
    result("For 3 in 10 that is ⟦−0.69⟧ over $p$, ⟦−0.28⟧ over the arcsine, ⟦+0.31⟧ over the log odds",
           lambda: [limit(s) for s in (0, 0.5, 1)], reads={"+0.31": 0.31}, digits=0.01),
    result("At $s = ⟦0.757⟧$ nothing of order $1/N$ is left", best_ruler),
    result("It shows ⟦0.04⟧ to ⟦0.06⟧ with our four seeds",
           lambda: [np.floor(100 * averages(10_000)[:, 0].min()) / 100,
                    np.ceil(100 * averages(10_000)[:, 0].max()) / 100]),
    result("give for their own mean is below ⟦0.02⟧", lambda: averages(10_000)[:, 1].max(), bound=at_most),
    result("With ten tosses the averages are still within ⟦a tenth⟧ of 1",
           lambda: np.abs(averages(10)[:, 0] - 1).max(), bound=at_most, reads={"a tenth": 0.1}),
    result("with ten thousand they miss all but ⟦a twentieth⟧ or so",
           lambda: averages(10_000)[:, 0].mean(), reads={"a twentieth": 0.05}, digits=0.01),
    result("some four standard deviations of the middle, about ⟦400⟧ of them",
           lambda: 8 * stats.binom(10_000, 0.5).std(), about=True),
    result("the ratio is at most ⟦80⟧", lambda: 10_001 * stats.binom(10_000, 0.5).pmf(5000), bound=at_most),
    result("20,000 draws come within ⟦a tenth⟧ of 1 with all four seeds",
           lambda: np.abs(averages(10_000)[:, 2] - 1).max(), bound=at_most, reads={"a tenth": 0.1}),
    result("With ⟦6⟧ or ⟦14⟧ heads the two bettors of the first check disagree",
           lambda: HEADS[(FAIR > ANGLE) != (FAIR > BENT)]),
    result(r"with its top at $3.5/10.5 = ⟦0.333⟧$", lambda: top(lambda p: p**-0.5)),
    result(r"$V_6 = \pi^3/\Gamma(3) = ⟦15.5⟧$", lambda: dice(6, 600)[0]),
    result(r"$15.5\,(600/2\pi)^{5/2} = ⟦1.4\times10^6⟧$, and its logarithm ⟦14.1⟧ nats",
           lambda: [dice(6, 600)[1], np.log(dice(6, 600)[1])]),
    result("by a factor of more than ⟦a million⟧", lambda: dice(6, 600)[1], bound=at_least, reads={"a million": 1e6}),
    result("For twenty tosses of a coin they add up to ⟦6.3⟧ units", best_fits),
]  # fmt: skip

GIVEN = [
    "a test at the ⟦5⟧ % level",
    "odds of ⟦100⟧ to 1 *against the truth* come on average in at most one of a hundred data sets",
    "That is ⟦3.3⟧'s lesson again",
    "The normal laws of ⟦2.5⟧ have the area",
    "for N from 10 to ⟦10,000⟧, in four coordinates",
    "here from 10 to ⟦100⟧ tosses",
    "let a data set be ⟦10,000⟧ tosses, draw ⟦20,000⟧ data sets",
    "What does the average of ⟦20,000⟧ ratios show?",
    "Each of the ⟦10,001⟧ numbers of heads adds the same to the mean, 1/⟦10,001⟧.",
    "does not show in ⟦20,000⟧ tries",
    "the error bar that the ⟦20,000⟧ ratios give",
    r"p^{⟦3.5⟧}(1-p)^7",
    "must fit the ⟦600⟧ throws better",
    "the most probable learning rate is ⟦0.003⟧",
    "averaging $Z/Z_0$ over ⟦20,000⟧ data sets from model 0, and get ⟦0.3⟧",
    "The missing ⟦0.7⟧ may sit on data sets",
]
