"""Public checks of the exercises of lesson 5.5, Singular models.

Nothing here returns an answer: prices of d weights are put beside those of d − 1, prices of many directions beside
those of each, a layer's mean and covariance into the action, and scores back into their own equation.
"""

from __future__ import annotations

import math

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, altered

_PARTS = ("physdl.bayes",)
_STEP = 0.02  # in ln N

# ---- 5.5-1 ---------------------------------------------------------------------------------------------------------


def row(count, weights):
    """Return the case of a row of weights: N, four numbers near it, one weight less, one weight alone, and no data."""
    calls = [(count * math.exp(k * _STEP), weights) for k in (0, -2, -1, 1, 2)]
    return Case(tuple([*calls, (count, max(weights - 1, 1)), (count, 1), (0.0, weights)]))


def some_row(rng):
    """Return the case of a row that is drawn."""
    return row(10 ** float(rng.uniform(-1, 29)), int(rng.integers(2, 6)))


def _alone(trial, count=1.0, shift=0.0, sign=1.0):
    """Return by how many nats the price of a single weight misses Gauss's integral from −1 to 1."""
    n = count * trial.calls[6][0]
    z = math.sqrt(math.pi / (2 * n)) * math.erf(math.sqrt(n / 2))
    return abs(sign * trial.results[6] + shift + math.log(z))


def _from_one_less(trial, factor=1.0):
    """Return how far the prices are from d (√N Z)/dN of one weight more being Z/(2√N) of one less."""
    centre, far_down, down, up, far_up, less = trial.results[:6]
    slope = (8 * (up - down) - (far_up - far_down)) / (12 * _STEP)
    if trial.arguments[1] == 1:
        wanted = math.exp(centre - min(trial.arguments[0] / 2, 700))
        return abs(wanted - (1 - 2 * slope))
    return abs(factor * math.exp(centre - less) - (1 - 2 * slope))


def _unpaid(trial):
    return abs(trial.results[7])


def _needs_more_points(trial):
    """Return whether few data are paid for rightly and very many are not."""
    count = trial.arguments[0]
    if _unpaid(trial) > 0.05 or (count < 1e4 and _alone(trial) > 1e-3):
        return False
    return count < 1e20 or _alone(trial) > 1e-5


ROW = Exercise(
    id="5.5-1",
    entry="row_price",
    signature="row_price(count, weights)",
    returns=Returns("real"),
    cases=(row(300.0, 2), row(1e6, 3), row(1e28, 5), row(0.5, 4), row(40.0, 1)),
    properties=(
        Property(
            "a single weight pays Gauss's integral from −1 to 1",
            _alone,
            tolerance=1e-8,
            near=1e-6,
            says="It is off by {error} nats.",
        ),
        Property(
            "one more weight averages the evidence of one less",
            _from_one_less,
            tolerance=2e-7,
            near=2e-5,
            says="N times the derivative of √N Z is not ½ √N Z of one weight less: off by {error}.",
        ),
        Property("without data nothing is paid", _unpaid, tolerance=1e-8, near=1e-6, says="E(0) is {error}, not 0."),
    ),
    fresh=some_row,
    mistakes=(
        Mistake("K is ½ of the square of the product; the ½ is missing.", lambda t: _alone(t, count=2.0) < 1e-6),
        Mistake("The sign: E is minus the logarithm of the evidence.", lambda t: _alone(t, sign=-1.0) < 1e-6),
        Mistake(
            "The prior's density is ½ for each weight, on an interval of length 2.",
            lambda t: _alone(t, shift=math.log(2.0)) < 1e-6,
        ),
        Mistake(
            "The density of a sum of d waiting times has (d − 1)! in its denominator.",
            lambda t: (
                _alone(t) < 1e-6
                and (t.arguments[1] < 3 or _from_one_less(t, 1 / (t.arguments[1] - 1)) > 1e-5)
                and abs(t.results[7] + math.lgamma(t.arguments[1])) < 1e-6
            ),
        ),
        Mistake(
            "For few data it holds, for many it does not: the integrand lives where the product is below 1/√N, which a "
            "grid that is even in the product has no points for. Take its logarithm as the variable.",
            _needs_more_points,
        ),
    ),
    forbids=_PARTS,
    hints=(
        "x = −ln |w₁ … w_d| is a sum of d independent waiting times with mean 1. What is its density?",
        "The evidence is the mean of exp(−½ N e^(−2x)) over that density: one integral, smooth in x.",
    ),
    undefined="A price of nan or inf comes from a logarithm of 0: of a product, or of a sum that underflowed.",
)

# ---- 5.5-2 ---------------------------------------------------------------------------------------------------------


def directions(stiffness, count):
    """Return the case of some directions: all at N, each alone at N, and each alone at N / ln N."""
    stiffness, hot = np.asarray(stiffness), count / math.log(count)
    calls = [(stiffness, count), *((stiffness[i : i + 1], n) for n in (count, hot) for i in range(len(stiffness)))]
    return Case(tuple(calls), {"hot": hot})


def some_directions(rng):
    """Return the case of directions that are drawn."""
    return directions(10 ** rng.uniform(-4, 2, int(rng.integers(2, 7))), 10 ** float(rng.uniform(1.2, 9)))


def _singles(trial):
    """Return the prices of each direction alone, at N and at N / ln N."""
    prices = np.array([result[0] for result in trial.results[1:]])
    return np.split(prices, 2)


def _price_alone(trial, power=2.0, sign=1.0):
    """Return how far exp(2E) of one direction is from 1 + N s, relatively."""
    worst = 0.0
    for (stiffness, count), result in zip(trial.calls[1:], trial.results[1:], strict=True):
        worst = max(worst, abs(math.exp(sign * power * result[0] - math.log1p(count * stiffness[0])) - 1))
    return worst


def _adds(trial):
    cold, _ = _singles(trial)
    return abs(trial.result[0] - cold.sum()) / (1 + abs(cold.sum()))


def _chain(trial, hot=True, factor=None, change=None):
    """Return how far the second number is from ln N times the slope of E, seen from each direction's own price."""
    count = trial.arguments[1]
    cold, warm = _singles(trial)
    slope = 0.5 * np.sum(-np.expm1(-2 * (warm if hot else cold)))
    wanted = (math.log(count) if factor is None else factor) * slope
    return abs((trial.result[1] if change is None else change(trial)) - wanted) / (1e-12 + abs(wanted))


def _half_of_them(trial):
    stiffness, count = trial.arguments
    return abs(trial.result[1] - len(stiffness) / 2 * math.log(count)) < 1e-9 * abs(trial.result[1])


CHAIN = Exercise(
    id="5.5-2",
    entry="price_and_wbic",
    signature="price_and_wbic(stiffness, count)",
    returns=(Returns("real"), Returns("real")),
    cases=(
        directions([1.0, 0.1, 5.0], 1000.0),
        directions([2.0], 20.0),
        directions([1e-6, 3.0, 3.0, 40.0], 1e8),
        directions([1, 2], 100),
    ),
    properties=(
        Property(
            "one direction pays half the logarithm of 1 + N s",
            _price_alone,
            tolerance=1e-8,
            near=1e-6,
            says="The exponential of twice its price is off by a fraction {error}.",
        ),
        Property(
            "directions that do not mix add up",
            _adds,
            tolerance=1e-9,
            near=1e-7,
            says="The price of all differs from the sum of the prices by a fraction {error}.",
        ),
        Property(
            "the second number is ln N times the slope of the price at N / ln N data",
            _chain,
            tolerance=1e-8,
            near=1e-6,
            says="It is off by a fraction {error}.",
        ),
    ),
    fresh=some_directions,
    mistakes=(
        Mistake(
            "The mean was taken at β = 1: the posterior at N data, not at N / ln N.",
            lambda t: _price_alone(t) < 1e-6 and _chain(t, hot=False, factor=1.0) < 1e-6,
        ),
        Mistake(
            "That is β times the mean of N L, the slope; WBIC is the mean itself.",
            lambda t: _price_alone(t) < 1e-6 and _chain(t, factor=1.0) < 1e-6,
        ),
        Mistake(
            "β raises the likelihood and leaves the prior alone; here the prior was raised, too.",
            lambda t: _price_alone(t) < 1e-6 and _chain(t, hot=False) < 1e-6,
        ),
        Mistake("That is Schwarz's k/2 ln N, for which no chain is needed.", _half_of_them),
        Mistake(
            "The second number is twice what it should be.",
            lambda t: _price_alone(t) < 1e-6 and _chain(t, change=lambda t: t.result[1] / 2) < 1e-6,
        ),
        Mistake(
            "The price is twice what it should be: the root of 1 + N s is in the evidence.",
            lambda t: _price_alone(t, power=1.0) < 1e-6,
        ),
        Mistake(
            "The sign of the price: Occam's factor lowers the evidence.", lambda t: _price_alone(t, sign=-1.0) < 1e-6
        ),
    ),
    forbids=_PARTS,
    hints=(
        "Each direction is a Gaussian integral: ∫ exp(−½ N s θ² − ½ θ²) dθ / √(2π).",
        "At inverse temperature β a direction has the variance 1/(1 + β N s). What is then the mean of ½ N s θ²?",
    ),
    undefined="ln N has to be above 0; N is larger than e here.",
)

# ---- 5.5-3 ---------------------------------------------------------------------------------------------------------


def layers(rng, n, inputs, hidden, outputs, beta=None, precision=None, idle=False):
    """Return the case of data, of a second layer, and of a temperature."""
    x, b = rng.normal(size=(n, inputs)), rng.normal(size=(hidden, outputs)) * (not idle)
    y = rng.normal(size=(n, outputs)) + x @ rng.normal(size=(inputs, outputs))
    beta = float(rng.uniform(0.1, 1)) if beta is None else beta
    return Case.call(x, y, b, beta, float(rng.uniform(0.3, 3)) if precision is None else precision)


def some_layers(rng):
    """Return the case of layers of a size that is drawn."""
    return layers(rng, int(rng.integers(3, 12)), *(int(k) for k in rng.integers(1, 5, 3)))


def _action(trial, weights, data=None, prior=None):
    """Return minus the logarithm of what the first layer's posterior is proportional to."""
    x, y, b, beta, precision = trial.arguments
    a = weights.reshape(np.shape(x)[1], np.shape(b)[0])
    rest = np.asarray(y, float) - np.asarray(x, float) @ a @ np.asarray(b, float)
    data, prior = beta if data is None else data, precision if prior is None else prior
    return 0.5 * (data * np.sum(rest**2) + prior * np.sum(a**2))


def _bend(trial, **other):
    """Return the curvature of the action, from its values at the corners of a unit cube: it is a quadratic form."""
    size = np.size(trial.results[0][0])
    unit, zero = np.eye(size), _action(trial, np.zeros(size), **other)
    alone = np.array([_action(trial, e, **other) for e in unit])
    both = np.array([[_action(trial, e + f, **other) for f in unit] for e in unit])
    return both - alone[:, None] - alone + zero


def _mean_off(trial, place=None, **other):
    """Return how uneven the action is about the mean, along each weight, in units of its width there."""
    mean = np.asarray(trial.result[0]).ravel() if place is None else place
    worst = 0.0
    for e in np.eye(len(mean)):
        up, down, here = (_action(trial, mean + s * e, **other) for s in (1, -1, 0))
        bend = up + down - 2 * here
        worst = max(worst, abs(up - down) / 2 / np.sqrt(bend * (1 + here)))
    return worst


def _spread_off(trial, spread=None, **other):
    spread = np.asarray(trial.result[1]) if spread is None else spread
    return np.max(np.abs(spread @ _bend(trial, **other) - np.eye(len(spread))))


def _by_columns(trial):
    """Return the covariance with its weights in the order of the columns of A, read as that of the rows."""
    shape = np.shape(trial.result[0])
    order = np.arange(np.size(trial.result[0])).reshape(shape[::-1]).T.ravel()
    return np.asarray(trial.result[1])[np.ix_(order, order)]


LAYER = Exercise(
    id="5.5-3",
    entry="first_layer",
    signature="first_layer(x, y, b, beta, precision)",
    returns=(
        Returns("real", lambda x, y, b, *_: (np.shape(x)[1], np.shape(b)[0])),
        Returns("real", lambda x, y, b, *_: (np.shape(x)[1] * np.shape(b)[0],) * 2),
    ),
    cases=(
        layers(np.random.default_rng(1), 8, 3, 2, 4),
        layers(np.random.default_rng(2), 6, 2, 3, 2, beta=1.0),
        layers(np.random.default_rng(3), 5, 4, 1, 1),
        layers(np.random.default_rng(4), 4, 1, 2, 3, beta=0.0),
        layers(np.random.default_rng(5), 6, 2, 2, 3, idle=True),
        Case.call([[1, 0], [2, 1], [0, 1]], [[1, 2], [0, 1], [1, 1]], [[1, 2], [0, 1]], 0.5, 2),
    ),
    properties=(
        Property(
            "about the mean the action is even, along every weight",
            _mean_off,
            tolerance=1e-8,
            near=1e-6,
            says="It is uneven by {error} of a standard deviation.",
        ),
        Property(
            "the covariance undoes the action's curvature",
            _spread_off,
            tolerance=1e-8,
            near=1e-6,
            says="Covariance times curvature is off from the unit matrix by {error}.",
        ),
    ),
    fresh=some_layers,
    mistakes=(
        Mistake(
            "β raises the likelihood alone; here it stands before the prior, too.",
            lambda t: not t.arguments[3] or _spread_off(t, prior=t.arguments[3] * t.arguments[4]) < 1e-6,
        ),
        Mistake(
            "β is left out.",
            lambda t: _spread_off(t, data=1.0) < 1e-6,
        ),
        Mistake(
            "The weights are in the order of A's columns; it has to be that of `a.ravel()`, row by row.",
            lambda t: _mean_off(t) < 1e-6 and _spread_off(t, _by_columns(t)) < 1e-6,
        ),
        Mistake(
            "The second result is the precision; the covariance is its inverse.",
            lambda t: _spread_off(t, np.linalg.inv(np.asarray(t.result[1]))) < 1e-6,
        ),
        Mistake(
            "The mean has the wrong sign.",
            lambda t: _mean_off(t, -np.asarray(t.result[0]).ravel()) < 1e-6,
        ),
        Mistake(
            "β is missing in the mean: it stands before xᵀ y bᵀ as well.",
            lambda t: (
                not t.arguments[3]
                or (_spread_off(t) < 1e-6 and _mean_off(t, t.arguments[3] * np.asarray(t.result[0]).ravel()) < 1e-6)
            ),
        ),
    ),
    forbids=_PARTS,
    hints=(
        "Write x a b as a matrix times a.ravel(): numpy.kron(x, b.T) does it, with y.ravel() on the other side.",
        "A quadratic action ½ aᵀP a − qᵀa has the mean P⁻¹q and the covariance P⁻¹; the prior adds to P's diagonal.",
    ),
    stops={
        "LinAlgError": "The precision was singular: the prior adds to each diagonal entry, also where data are silent."
    },
)

# ---- 5.5-4 ---------------------------------------------------------------------------------------------------------


def nested(fit, price, times, count):
    """Return the case of models one inside the other."""
    return Case.call(np.asarray(fit), np.asarray(price), np.asarray(times), count)


def some_nested(rng, far=1.0):
    """Return the case of nested models that are drawn; `far` scales their log-likelihoods."""
    k = int(rng.integers(3, 7))
    fit = np.cumsum(rng.exponential(4, k)) - far * rng.uniform(0, 50)
    price = np.cumsum(rng.uniform(0.3, 1, (k, k)), axis=1) + 0.7 * np.arange(k)[:, None]
    times = rng.integers(1, 4, (k, k))
    return nested(fit, np.tril(price), np.tril(times), float(rng.uniform(20, 5000)))


def _values(trial):
    """Return ln z (K, K), −inf above the diagonal."""
    fit, price, times, count = (np.asarray(part, float) for part in trial.arguments)
    z = fit[:, None] - price * np.log(count) + (times - 1) * np.log(np.log(count))
    return np.where(np.tril(np.ones(z.shape, bool)), z, -np.inf)


def _own_equation(trial, weights=None, change=0.0):
    """Return by how many nats the scores miss the mean of z with the weights, by default with the scores themselves."""
    z, scores = _values(trial) + change, np.asarray(trial.result)
    weights = scores if weights is None else weights
    share = np.where(np.isfinite(z), weights, -np.inf)
    share = share - np.logaddexp.reduce(share, axis=1, keepdims=True)
    return np.max(np.abs(np.logaddexp.reduce(z + share, axis=1) - scores))


def _ln_ln(trial):
    return np.log(np.log(trial.arguments[3]))


SCORES = Exercise(
    id="5.5-4",
    entry="nested_scores",
    signature="nested_scores(fit, coefficients, multiplicities, count)",
    returns=Returns("real", lambda fit, *_: np.shape(fit)),
    cases=(
        nested([-5.0, -2.0, -1.5], [[1, 0, 0], [1.5, 2, 0], [2, 2.5, 3]], [[1, 0, 0], [2, 1, 0], [1, 2, 1]], 100.0),
        nested([3.0], [[2.5]], [[1]], 50.0),
        nested([-9000.0, -8990.0, -8000.0], [[1, 0, 0], [2, 3, 0], [3, 4, 5]], np.ones((3, 3)), 1e4),
        nested([0, 700, 1500], [[0, 0, 0], [1, 2, 0], [1, 3, 4]], [[1, 0, 0], [1, 1, 0], [3, 2, 1]], 1000),
        some_nested(np.random.default_rng(6)),
    ),
    properties=(
        Property(
            "the scores solve their own equations",
            _own_equation,
            tolerance=1e-8,
            near=1e-6,
            says="The mean of the z, weighed by the scores, is off from the score by {error} nats.",
        ),
    ),
    fresh=some_nested,
    mistakes=(
        Mistake(
            "The z are weighed by each model's own z; they have to be weighed by the scores.",
            lambda t: _own_equation(t, weights=np.diag(_values(t))) < 1e-6,
        ),
        Mistake(
            "All z weigh alike; they have to be weighed by the scores.",
            lambda t: _own_equation(t, weights=np.zeros(len(t.result))) < 1e-6,
        ),
        Mistake(
            "Each model is scored as if the truth used all of it: of its row the last z alone is used.",
            lambda t: np.max(np.abs(t.result - np.diag(_values(t)))) < 1e-6,
        ),
        Mistake(
            "Each model got the largest z of its row; it is a mean.",
            lambda t: np.max(np.abs(t.result - np.max(_values(t), axis=1))) < 1e-6,
        ),
        Mistake(
            "It is m − 1 times ln ln N, not m times.",
            lambda t: _own_equation(t, change=_ln_ln(t)) < 1e-6,
        ),
        Mistake(
            "The scores are on the scale of BIC, −2 times what was asked.",
            lambda t: _own_equation(altered(t, lambda r, *_: -np.asarray(r) / 2)) < 1e-6,
        ),
    ),
    forbids=_PARTS,
    hints=(
        "With Z₁ … Z_{i−1} known, Z_i² + (Σ Z_j − z_ii) Z_i − Σ z_ij Z_j = 0, both sums over j < i.",
        "Divide everything by the largest of the z and Z of this row before you take exponentials, and put it back.",
    ),
    undefined="exp of −8000 is 0 and of 1500 infinite: take the largest exponent out first. And of the two forms of a "
    "quadratic's root one subtracts nearly equal numbers.",
)

EXERCISES = (ROW, CHAIN, LAYER, SCORES)
READ_BY_HAND = ("5.5-5",)
