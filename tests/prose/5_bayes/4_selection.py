"""The numbers in the prose of lesson 5.4: every fit made again by plain least squares, rates by integrals and walks."""

import math
from fractions import Fraction
from functools import cache
from itertools import combinations

import numpy as np
from prose import ROOT, at_least, result
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize_scalar
from scipy.stats import chi2, norm

from physdl.bayes import wampler


@cache
def concrete():
    """Return masses, age, strength, the number of each row's mixture, straight from the file."""
    with np.load(ROOT / "physdl" / "data" / "concrete.npz") as file:
        masses, age, strength = file["mixtures"] / 10, file["age"].astype(float), file["strength"] / 100
    names = {}
    return masses, age, strength, np.array([names.setdefault(tuple(row), len(names)) for row in masses.tolist()])


def rest(columns, y):
    """Return what least squares leaves, by singular values."""
    columns = np.asarray(columns, dtype=float)
    columns = columns / np.linalg.norm(columns, axis=0)
    return y - columns @ np.linalg.lstsq(columns, y, rcond=None)[0]


def height(columns, y):
    """Return the largest log-likelihood: the normal density at each residual, with their own size."""
    left = rest(columns, y)
    return norm(0, math.sqrt(np.mean(left**2))).logpdf(left).sum()


@cache
def law(share, rows=None):
    masses, age, strength, _ = concrete()
    ratio = masses[:, 3] / (masses[:, 0] + share * (masses[:, 1] + masses[:, 2]))
    return height(np.column_stack([np.ones(len(age)), ratio, np.log(age)]), np.log(strength))


@cache
def share():
    return minimize_scalar(lambda a: -law(a), bounds=(0.3, 1.0), method="bounded").x


@cache
def plain():
    """Return the heights for plain cement of the water ratio, its logarithm, cement and water."""
    masses, age, strength, _ = concrete()
    only = masses[:, 1] + masses[:, 2] == 0
    ratio = masses[:, 3] / masses[:, 0]
    found = []
    for x in (ratio, np.log(ratio), masses[:, 0], masses[:, 3]):
        found.append(height(np.column_stack([np.ones(len(age)), x, np.log(age)])[only], np.log(strength[only])))
    return only.sum(), *found


def counted():
    """Return how many rows, mixtures, and surplus copies there are."""
    masses, age, strength, mixture = concrete()
    rows = list(zip(*masses.T.tolist(), age.tolist(), strength.tolist(), strict=True))
    return len(rows), mixture.max() + 1, len(rows) - len(set(rows))


def aged():
    """Return how many rows have one of the same mixture and another age."""
    _, age, _, mixture = concrete()
    return sum(len(set(age[mixture == g])) > 1 for g in mixture)


@cache
def sisters():
    """Return the correlation of residuals of pairs of one mixture at two ages."""
    masses, age, strength, mixture = concrete()
    ratio = masses[:, 3] / (masses[:, 0] + 0.68 * (masses[:, 1] + masses[:, 2]))
    left = rest(np.column_stack([np.ones(len(age)), ratio, np.log(age)]), np.log(strength))
    first, second = [], []
    for g in range(mixture.max() + 1):
        for a, b in combinations(np.flatnonzero(mixture == g), 2):
            if age[a] != age[b]:
                first += [left[a], left[b]]
                second += [left[b], left[a]]
    return np.corrcoef(first, second)[0, 1]


def chain(surplus, price=2.0, cells=4000):
    """Return how often a walk of squares less their price ends above its start, step by step on a grid of places."""
    width = 60.0 / cells
    at = -60 + width * (np.arange(cells) + 0.5)  # places not above the start, as cells
    edges = np.append(at - width / 2, 0.0)
    stay = np.zeros(cells)
    stay[-1] = 1.0
    first, kept = True, 1.0
    for _ in range(surplus):
        if first:
            stay = np.diff(chi2(1).cdf(np.maximum(edges + price, 0)))
            first = False
        else:
            jump = np.diff(chi2(1).cdf(np.maximum(np.arange(-cells, cells + 1) * width - width / 2 + price, 0)))
            stay = np.convolve(stay, jump)[cells : 2 * cells]
        kept = stay.sum()
    return 1 - kept


@cache
def degrees():
    """Return the degrees that AICc, BIC and leaving one out take, and the nearest: Legendre's polynomials, refits."""
    rng = np.random.default_rng(0)
    x = np.sort(rng.uniform(-1, 1, 40))
    y = np.exp(-x) * np.sin(5 * x) + 0.3 * rng.normal(size=40)
    fine = np.linspace(-1, 1, 161)
    truth = np.exp(-fine) * np.sin(5 * fine)
    scores = []
    for d in range(21):
        columns, k = np.polynomial.legendre.legvander(x, d), d + 2
        top = height(columns, y)
        alone = []
        for i in range(40):
            others = np.arange(40) != i
            theta = np.linalg.lstsq(columns[others], y[others], rcond=None)[0]
            alone.append(y[i] - columns[i] @ theta)
        theta = np.linalg.lstsq(columns, y, rcond=None)[0]
        off = np.sqrt(np.mean((np.polynomial.legendre.legvander(fine, d) @ theta - truth) ** 2))
        scores.append(
            [2 * k + 2 * k * (k + 1) / (39 - k) - 2 * top, k * math.log(40) - 2 * top, np.mean(np.square(alone)), off]
        )
    return np.argmin(scores, axis=0)


@cache
def smoother():
    """Return the errors by rows, of the reach that these choose on mixtures, and of the best on mixtures; the reaches.

    The lesson's reaches are tried, each group predicted from all others by a solve of its own.
    """
    masses, age, strength, mixture = concrete()
    u = np.column_stack([masses, np.log(age)])
    u = u / u.std(axis=0)
    reaches = np.geomspace(0.7, 8, 11)
    rows, whole = [], []
    for reach in reaches:
        k = np.exp(-((u[:, None, :] - u[None]) ** 2).sum(axis=-1) / (2 * reach**2)) + 100
        noisy = k + 0.05 * np.eye(len(k))
        precision = cho_solve(cho_factor(noisy), np.eye(len(k)))
        rows.append(np.sqrt(np.mean((precision @ strength / np.diag(precision)) ** 2)))
        missed = []
        for g in range(0, 427):
            out = mixture == g
            block = precision[np.ix_(out, out)]
            missed.append(np.linalg.inv(block) @ (precision[out] @ strength))
        whole.append(np.sqrt(np.mean(np.concatenate(missed) ** 2)))
        if reach == reaches[2]:  # one mixture by a fit without it
            out = mixture == mixture[0]
            direct = k[np.ix_(out, ~out)] @ np.linalg.solve(noisy[np.ix_(~out, ~out)], strength[~out])
            assert np.allclose(strength[out] - direct, missed[mixture[0]], atol=1e-6)
    trap, fair = np.argmin(rows), np.argmin(whole)
    return rows[trap], whole[trap], whole[fair], reaches[fair] / reaches[trap]


@cache
def plane():
    """Return the errors of a plane on held-back rows and mixtures, every one by a fit of its own."""
    masses, age, strength, mixture = concrete()
    columns = np.column_stack([np.ones(len(age)), masses, np.log(age)])
    columns = columns / np.linalg.norm(columns, axis=0)
    found = []
    for groups in (np.arange(len(age)), mixture):
        missed = np.empty(len(age))
        for g in np.unique(groups):
            out = groups == g
            gram = columns[~out].T @ columns[~out]
            missed[out] = strength[out] - columns[out] @ np.linalg.solve(gram, columns[~out].T @ strength[~out])
        found.append(np.sqrt(np.mean(missed**2)))
    return found


@cache
def candidates():
    """Return the standardised terms, what each of the 4,096 models leaves, and their sizes."""
    masses, age, strength, _ = concrete()
    cement, slag, ash, water = masses.T[:4]
    binder, late = cement + slag + ash, np.log(age)
    t = np.column_stack([masses, late, water / cement, water / binder, np.log(water / binder), cement * late])
    t = (t - t.mean(axis=0)) / t.std(axis=0)
    y = np.log(strength) - np.log(strength).mean()
    gram, cross, total = t.T @ t, t.T @ y, y @ y
    left, size = np.empty(4096), np.empty(4096, dtype=int)
    for index in range(4096):
        chosen = [j for j in range(12) if index >> j & 1]
        size[index] = len(chosen)
        left[index] = (
            total - cross[chosen] @ np.linalg.solve(gram[np.ix_(chosen, chosen)], cross[chosen]) if chosen else total
        )
    return t, y, left, size


def takes(price):
    _, y, left, size = candidates()
    return size[np.argmin(len(y) * np.log(left / len(y)) + price * size)]


@cache
def evidence(width):
    """Return ln Z of all models, up to a constant: N(0, τ²σ²) for each coefficient, σ² ~ Inv-Γ(1, 0.02)."""
    t, y, _, _ = candidates()
    gram, cross, total = t.T @ t, t.T @ y, y @ y
    found = np.empty(4096)
    for index in range(4096):
        chosen = [j for j in range(12) if index >> j & 1]
        inside = gram[np.ix_(chosen, chosen)] + np.eye(len(chosen)) / width**2
        left = total - (cross[chosen] @ np.linalg.solve(inside, cross[chosen]) if chosen else 0.0)
        found[index] = -0.5 * np.linalg.slogdet(inside)[1] - len(chosen) * math.log(width)
        found[index] -= (1 + len(y) / 2) * math.log(0.02 + left / 2)
    return found


def crossed():
    """Return the coefficient of cement × ln age, in units of the noise, in the model that wins at the width 1."""
    t, y, _, _ = candidates()
    chosen = [j for j in range(12) if np.argmax(evidence(1.0)) >> j & 1]
    padded = np.concatenate([t[:, chosen], np.eye(len(chosen))])  # the prior as data
    theta = np.linalg.lstsq(padded, np.append(y, np.zeros(len(chosen))), rcond=None)[0]
    return theta[chosen.index(11)] / np.std(y - t[:, chosen] @ theta)


def sizes(least=True):
    """Return the smallest and the largest size of the best model, over widths from 0.1 to 100."""
    best = [candidates()[3][np.argmax(evidence(w))] for w in np.geomspace(0.1, 100, 13)]
    return min(best), max(best)


def surely():
    """Return the smallest probability of ln age, w/c and w/b over the widths."""
    lowest = 1.0
    for width in np.geomspace(0.1, 100, 13):
        weight = np.exp(evidence(width) - evidence(width).max())
        for j in (7, 8, 9):
            lowest = min(lowest, weight[(np.arange(4096) >> j & 1) == 1].sum() / weight.sum())
    return lowest


@cache
def folded(by_mixture):
    """Return the numbers of terms that ten folds take, dealt four times, models fitted one by one."""
    from physdl.bayes import fold_groups  # the deal is the lesson's; all fits are this file's

    t, y, _, size = candidates()
    t1 = np.column_stack([np.ones(len(y)), t])
    groups, found = concrete()[3] if by_mixture else np.arange(len(y)), []
    if by_mixture:  # numbered as the library numbers them, so that the deal is the same
        groups = np.unique(concrete()[0], axis=0, return_inverse=True)[1].ravel()
    for seed in range(4):
        folds, missed = fold_groups(groups, 10, np.random.default_rng(seed)), np.zeros(4096)
        for fold in range(10):
            out = folds == fold
            gram, cross = t1[~out].T @ t1[~out], t1[~out].T @ y[~out]
            for index in range(4096):
                chosen = [0, *(j + 1 for j in range(12) if index >> j & 1)]
                theta = np.linalg.solve(gram[np.ix_(chosen, chosen)], cross[chosen])
                missed[index] += np.sum((y[out] - t1[out][:, chosen] @ theta) ** 2)
        found.append(size[np.argmin(missed)])
    return min(found), max(found)


@cache
def responses():
    """Return the heights of S, √S and ln S, the naive one of ln S, per MPa, by densities of transformed laws."""
    t = np.column_stack([np.ones(1030), candidates()[0]])
    s = concrete()[2]
    direct = height(t, s)
    root = height(t, np.sqrt(s)) + np.sum(np.log(0.5 / np.sqrt(s)))
    bare = height(t, np.log(s))
    return direct, root, bare - np.sum(np.log(s)), bare


@cache
def hard():
    """Return Longley's set and Wampler's first and fifth."""
    table = np.loadtxt(ROOT / "physdl" / "data" / "longley.csv", delimiter=",", skiprows=3)
    certified = [-3482258.63459582, 15.0618722713733, -0.0358191792925910, -2.02022980381683]
    certified += [-1.03322686717359, -0.0511041056535807, 1829.15146461355]
    return (np.column_stack([np.ones(16), table[:, 1:]]), table[:, 0], np.array(certified)), wampler(1), wampler(5)


def digits(x, y, certified):
    """Return the least digits of normal equations and of QR."""
    q, r = np.linalg.qr(x)
    answers = np.linalg.solve(x.T @ x, x.T @ y), np.linalg.solve(r, q.T @ y)
    return [-math.log10(np.max(np.abs(a / certified - 1))) for a in answers]


def kept():
    return np.array([digits(*one) for one in hard()])


@cache
def ordered():
    """Return the least and the most digits of normal equations, and of QR on the last set, in sixty orders each."""
    rng, found = np.random.default_rng(0), []
    for x, y, c in hard():
        orders = [(rng.permutation(len(y)), rng.permutation(len(c))) for _ in range(60)]
        found.append([digits(x[rows][:, columns], y[rows], c[columns]) for rows, columns in orders])
    normal, qr = np.array(found)[..., 0], np.array(found)[2, :, 1]
    return normal.min(), normal.max(), qr.min(), qr.max()


def prices():
    """Return the digits of Longley's certificate of the price deflator; ours have fewer, and all others more.

    Gauss elimination in fractions, once on the decimals as printed, once on the doubles that are read for them.
    """
    lines = (ROOT / "physdl" / "data" / "longley.csv").read_text(encoding="utf-8").splitlines()[3:]
    certified = "-3482258.63459582 15.0618722713733 -0.0358191792925910 -2.02022980381683 -1.03322686717359"
    certified = [Fraction(c) for c in (certified + " -0.0511041056535807 1829.15146461355").split()]
    solutions = []
    for number in (Fraction, lambda text: Fraction(float(text))):
        rows = [[number(text) for text in line.split(",")] for line in lines if line.strip()]
        design = [[Fraction(1), *row[1:]] for row in rows]
        form = [
            [sum(r[i] * r[j] for r in design) for j in range(7)]
            + [sum(r[i] * row[0] for r, row in zip(design, rows, strict=True))]
            for i in range(7)
        ]
        for p in range(7):
            form[p] = [a / form[p][p] for a in form[p]]
            for r in range(7):
                if r != p:
                    form[r] = [a - form[r][p] * b for a, b in zip(form[r], form[p], strict=True)]
        solutions.append([row[7] for row in form])
    exact, doubles = solutions
    paper = [-math.log10(abs(c / e - 1)) for c, e in zip(certified, exact, strict=True)]
    ours = [-math.log10(abs(Fraction(float(d)) / e - 1)) for d, e in zip(doubles, exact, strict=True)]
    assert [a > b for a, b in zip(paper, ours, strict=True)] == [False, True] + 5 * [False]
    return paper[1]


def values():
    """Return to how many digits of the largest datum Wampler 5's values are right: the worse way by powers, Legendre's.

    Rows and columns in twenty orders.
    """
    x, y, _ = wampler(5)
    fit, worst, rng = x.sum(axis=1), 0.0, np.random.default_rng(0)
    for _ in range(20):
        rows, columns = rng.permutation(21), rng.permutation(6)
        a, b = x[rows][:, columns], y[rows]
        q, r = np.linalg.qr(a)
        for theta in (np.linalg.solve(a.T @ a, a.T @ b), np.linalg.solve(r, q.T @ b)):
            worst = max(worst, np.abs(a @ theta - fit[rows]).max())
    p = np.linalg.qr(np.polynomial.legendre.legvander(np.linspace(-1, 1, 21), 5))[0]
    return [-math.log10(error / np.abs(y).max()) for error in (worst, np.abs(p @ (p.T @ y) - fit).max())]


def one_out():
    """Return N ln of the factor N²/(N − 1)² less 2, times N, for many data."""
    n = 1e5
    return n * (-2 * n * math.log1p(-1 / n) - 2)


def separate():
    """Return what a share for each gains, in nats."""
    from scipy.optimize import minimize

    masses, age, strength, _ = concrete()

    def low(pair):
        ratio = masses[:, 3] / (masses[:, 0] + masses[:, 1:3] @ pair)
        return -height(np.column_stack([np.ones(len(age)), ratio, np.log(age)]), np.log(strength))

    found = minimize(low, [0.7, 0.6], method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-4})
    assert found.x[1] < found.x[0]
    return -found.fun - law(share())


ROWS = [
    result("Here are ⟦1,030⟧ strengths of ⟦427⟧ mixtures (⟦25⟧ rows repeat others)", counted),
    result("crushed after ⟦1⟧ to ⟦365⟧ days", lambda: (concrete()[1].min(), concrete()[1].max())),
    result("Of these strengths, ⟦232⟧ belong to plain cement", lambda: plain()[0]),
    result("⟦About two thirds⟧.", share, reads={"About two thirds": 2 / 3}, digits=0.04),
    result(
        "beats the mass of cement by ⟦27⟧ nats and the mass of water by ⟦158⟧",
        lambda: (plain()[1] - plain()[3], plain()[1] - plain()[4]),
    ),
    result("a power law, is ⟦2⟧ nats behind", lambda: plain()[1] - plain()[2]),
    result(
        "loses by ⟦375⟧ nats to the same law with a share of ⟦0.68⟧, and the rule that all binders are equal by ⟦101⟧",
        lambda: (law(share()) - law(0.0), share(), law(share()) - law(1.0)),
    ),
    result("at two ages correlate by ⟦0.23⟧", sisters),
    result("which is ⟦1.41⟧ standard deviations", lambda: math.sqrt(2)),
    result("A test at 5 % would ask for a fall of ⟦3.84⟧", lambda: norm.isf(0.025) ** 2),
    result(
        "is taken in ⟦15.7⟧ % of all cases; two in a row lead astray in ⟦21.3⟧ %, six in ⟦27.1⟧ %",
        lambda: 100 * np.array([2 * norm.sf(math.sqrt(2)), chain(2), chain(6)]),
        digits=0.1,
    ),
    result("any number in ⟦28.8⟧ %", lambda: 100 * (1 - math.exp(-sum(chi2(j).sf(2 * j) / j for j in range(1, 400))))),
    result(
        "with one useless parameter ⟦3.2⟧ % at 100 data and ⟦0.9⟧ % at 1,000",
        lambda: [200 * norm.sf(math.sqrt(math.log(n))) for n in (100, 1000)],
    ),
    result("takes at least one in ⟦87⟧ %", lambda: 100 * (1 - (1 - 2 * norm.sf(math.sqrt(2))) ** 12)),
    result("AICc and BIC take ⟦6⟧, leaving one out takes ⟦11⟧, and ⟦8⟧ would have been", lambda: degrees()[[0, 2, 3]]),
    result(
        "⟦784⟧ of the 1,030 share a mixture with rows of another age, up to ⟦twenty⟧ rows to one",
        lambda: (aged(), np.bincount(concrete()[3]).max()),
        reads={"twenty": 20},
    ),
    result(
        "it promises ⟦4.2⟧ MPa and misses new ones by ⟦6.1⟧",
        lambda: smoother()[:2],
    ),
    result(
        "reaches about ⟦twice⟧ as far and misses them by ⟦5.4⟧",
        lambda: (smoother()[3], smoother()[2]),
        reads={"twice": 2},
        digits=0.3,
    ),
    result("⟦7.2⟧ MPa by rows, ⟦7.3⟧ by mixtures", plane),
    result("pays about ln 10 = ⟦2.3⟧ nats more", lambda: math.log(10)),
    result("The evidence takes ⟦6⟧ to ⟦10⟧ terms", sizes),
    result("BIC takes ⟦7⟧, or ⟦9⟧ if it counts mixtures", lambda: (takes(math.log(1030)), takes(math.log(427)))),
    result("AIC takes ⟦10⟧; in four", lambda: takes(2)),
    result("hardly has room for coefficients like the ⟦−1.6⟧ of cement × ln age", crossed),
    result("ten folds take ⟦9⟧ or ⟦10⟧ if rows are dealt", lambda: folded(False), slow=True),
    result("and ⟦6⟧ to ⟦9⟧ if mixtures are", lambda: folded(True), slow=True),
    result("$w/c$ and $w/b$ are in, ⟦throughout⟧", surely, bound=at_least, reads={"throughout": 0.99}),
    result('the logarithm "wins" by ⟦3,597⟧ nats', lambda: responses()[3] - responses()[0]),
    result(
        "$\\ln S$ is ⟦45⟧ nats better than $S$, and $\\sqrt S$ another ⟦63⟧",
        lambda: (responses()[2] - responses()[0], responses()[1] - responses()[2]),
    ),
    result(
        "and keep about ⟦six⟧ to ⟦eight⟧ digits here",
        lambda: ordered()[:2],
        reads={"six": 6, "eight": 8},
        digits=1,
    ),
    result("and keeps more than ⟦eight⟧, until", lambda: kept()[:2, 1].min(), bound=at_least, reads={"eight": 8}),
    result("and QR keeps ⟦five⟧ to ⟦seven⟧", lambda: ordered()[2:], reads={"five": 5, "seven": 7}, digits=1),
    result(
        "the certificate's ⟦fifteen⟧ digits end before ours do, but for the prices",
        prices,
        reads={"fifteen": 15},
        digits=1,
    ),
    result(
        "right to ⟦twelve⟧ digits by each route, and to ⟦fifteen⟧ on",
        values,
        bound=at_least,
        reads={"twelve": 12, "fifteen": 15},
    ),
    result("the fit gains ⟦15⟧ nats", separate),
    result("$\\ln N = 3.84$ gives $N = ⟦47⟧$", lambda: math.exp(norm.isf(0.025) ** 2)),
    result("$\\ln N = 2$ gives $N = ⟦7.4⟧$. From ⟦8⟧ data on", lambda: (math.exp(2), math.ceil(math.exp(2)))),
    result("times $N$ is $2 + ⟦1⟧/N + \\dots$", one_out, digits=0.01),
    result("a forgotten unit is worth ⟦14,230⟧ nats", lambda: 1030 * math.log(1e6)),
    result("One useless parameter in ⟦15.7⟧ % of cases", lambda: 200 * norm.sf(math.sqrt(2))),
    result("AIC then takes one useless parameter in ⟦15.7⟧ % of cases", lambda: 200 * norm.sf(math.sqrt(2))),
]

GIVEN = [
    "In the law that fits all ⟦1,030⟧ strengths best",
    "as if all ⟦1,030⟧ rows were independent",
    "So draw ⟦427⟧ *mixtures* with replacement",
    "were the subject of ⟦5.3⟧",
    "A test at ⟦5 %⟧ would ask",
    "at ⟦100⟧ data and 0.9 % at ⟦1,000⟧",
    "nine numbers for ⟦1,030⟧ rows",
    "All ⟦4,096⟧ models",
    "if all ⟦4,096⟧ models are equally so",
    "from ⟦0.1⟧ to ⟦100⟧, is worth more",
    "a width of ⟦0.1⟧ hardly has room",
    "⟦88.2⟧ is no double",
    "Neither ⟦1,030⟧ nor ⟦427⟧ is what he meant",
    "the pullback of a density (⟦2.2⟧)",
    "the theorem of ⟦5.3⟧ does not hold",
    "three hills, ⟦3.5⟧ widths apart, ⟦400⟧ data",
    "another kind than these ⟦427⟧",
    "The least of ⟦4,096⟧ scores",
    "like a test at ⟦5 %⟧?",
    "$\\ln N = ⟦3.84⟧$ gives",
    "For ⟦1,030⟧ data a forgotten unit",
    "reports ⟦94 %⟧ accuracy",
]
