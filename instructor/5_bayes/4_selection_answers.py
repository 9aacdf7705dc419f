"""Answers to the exercises of lesson 5.4 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

from fractions import Fraction

import numpy as np


def _losses(x, mean, sigma, old=-1.0, new=1.0, power=2, bias=1.0):
    n, k = x.shape
    rest = mean - x @ np.linalg.lstsq(x, mean, rcond=None)[0]
    b = bias * np.mean(rest**2)
    return np.array([b + sigma**power * (1 + old * k / n), b + sigma**power * (1 + new * k / n)])


def losses(x, mean, sigma):
    return _losses(x, mean, sigma)


def losses_by_traces(x, mean, sigma):
    """From the covariance of what is left."""
    n = len(x)
    h = x @ np.linalg.pinv(x)
    left = np.eye(n) - h
    b = mean @ left @ mean / n
    return b + sigma**2 * np.trace(left @ left.T) / n, b + sigma**2 * (1 + np.trace(h @ h.T) / n)


def losses_by_the_singular_vectors(x, mean, sigma):
    u = np.linalg.svd(x)[0]
    out = u[:, x.shape[1] :].T @ mean
    b = sum(out**2) / len(x)
    return [b + sigma**2 * out.size / len(x), b + sigma**2 * (2 - out.size / len(x))]


def losses_by_drawing(x, mean, sigma):
    rng = np.random.default_rng(0)
    y = mean + sigma * rng.normal(size=(2000, len(mean)))
    fit = y @ np.linalg.pinv(x).T @ x.T
    new = mean + sigma * rng.normal(size=(2000, len(mean)))
    return np.array([np.mean((y - fit) ** 2), np.mean((new - fit) ** 2)])


def losses_by_the_ratio(x, mean, sigma):
    """In units of the noise, which may be zero."""
    with np.errstate(all="ignore"):
        found = _losses(x, mean, sigma)
        return sigma**2 * (found / np.float64(sigma) ** 2)


def left_out(x, y, groups):
    missed = np.zeros(len(y))
    for name in set(np.asarray(groups).tolist()):
        out = np.asarray(groups) == name
        missed[out] = y[out] - x[out] @ np.linalg.lstsq(x[~out], y[~out], rcond=None)[0]
    return missed


def left_out_by_normal_equations(x, y, groups):
    """All sums less those of the group."""
    gram, cross, missed = x.T @ x, x.T @ y, []
    for row, g in zip(range(len(y)), groups, strict=True):
        own = x[groups == g]
        missed.append(y[row] - x[row] @ np.linalg.solve(gram - own.T @ own, cross - own.T @ y[groups == g]))
    return missed


def left_out_by_dummies(x, y, groups):
    """A column for each row of the group takes up what the others' fit leaves there."""
    missed = np.zeros(len(y))
    for name in np.unique(groups):
        out = np.flatnonzero(groups == name)
        dummies = np.zeros((len(y), len(out)))
        dummies[out, np.arange(len(out))] = 1
        theta = np.linalg.lstsq(np.column_stack([x, dummies]), y, rcond=None)[0]
        missed[out] = theta[x.shape[1] :]
    return missed


def left_out_by_weights(x, y, groups):
    """The group's rows stay, with the weight zero."""
    missed = np.zeros(len(y))
    for name in np.unique(groups):
        weight = (groups != name)[:, None]
        missed += (groups == name) * (y - x @ (np.linalg.pinv(weight * x) @ (weight[:, 0] * y)))
    return missed


def _rest(x, y):
    return y - x @ np.linalg.lstsq(x, y, rcond=None)[0]


def left_row_by_row(x, y, groups):
    q = np.linalg.qr(x)[0]
    return _rest(x, y) / (1 - np.sum(q**2, axis=1))


def left_for_groups_of_one(x, y, groups):
    """Right for a row that is its own group, nothing left out for others."""
    alone = np.array([np.sum(groups == g) == 1 for g in groups])
    return np.where(alone, left_row_by_row(x, y, groups), _rest(x, y))


def left_by_means(x, y, groups):
    return np.array([y[i] - y[groups != g].mean() for i, g in enumerate(groups)])


def left_with_a_ridge(x, y, groups):
    missed = np.zeros(len(y))
    for name in np.unique(groups):
        out = groups == name
        a, b = x[~out], y[~out]
        missed[out] = y[out] - x[out] @ np.linalg.solve(a.T @ a + 0.1 * np.eye(x.shape[1]), a.T @ b)
    return missed


def left_with_ones(x, y, groups):
    """With a column that nobody asked for."""
    return left_out(np.column_stack([np.ones(len(y)), x]), y, groups)


def left_centred(x, y, groups):
    missed = np.zeros(len(y))
    for name in np.unique(groups):
        out = groups == name
        a, b = x[~out].mean(axis=0), y[~out].mean()
        missed[out] = y[out] - b - (x[out] - a) @ np.linalg.lstsq(x[~out] - a, y[~out] - b, rcond=None)[0]
    return missed


def left_in_place(x, y, groups):
    """The held-back data are put to zero, and their rows stay in the fit."""
    missed = np.zeros(len(y))
    for name in np.unique(groups):
        out = groups == name
        missed[out] = (y - x @ np.linalg.lstsq(x, np.where(out, 0.0, y), rcond=None)[0])[out]
    return missed


def left_in_the_order_of_groups(x, y, groups):
    full = left_out(x, y, groups)
    return np.concatenate([full[groups == name] for name in np.unique(groups)])


def left_as_groups_occur(x, y, groups):
    full = left_out(x, y, groups)
    return np.concatenate([full[groups == name] for name in dict.fromkeys(groups.tolist())])


def left_from_zero_up(x, y, groups):
    full, missed = left_out(x, y, groups), np.zeros(len(y))
    for name in range(groups.max() + 1):
        missed[groups == name] = full[groups == name]
    return missed


def left_for_neighbours(x, y, groups):
    """Rows in a row are taken for a group."""
    runs = np.append(0, np.cumsum(np.diff(groups) != 0))
    return left_out(x, y, runs)


def _power(x, y, power, jacobian=1.0, dof=0, tail=None):
    log = np.log(y)
    r = log if power == 0 else np.expm1(power * log) / power
    rest = _rest(x, r)
    n = len(y)
    variance = rest @ rest / (n - dof * x.shape[1])
    tail = n / 2 if tail is None else rest @ rest / (2 * variance)
    return -n / 2 * np.log(2 * np.pi * variance) - tail + jacobian * (power - 1) * np.sum(log)


def power(x, y, power):
    return _power(x, y, power)


def power_by_the_mean(x, y, power):
    """Box and Cox's own way: the response divided by the geometric mean to the power λ − 1."""
    log = np.log(y)
    middle = np.exp(np.mean(log))
    z = log * middle if power == 0 else np.expm1(power * log) / (power * middle ** (power - 1))
    q = np.linalg.qr(x)[0]
    rest = z - q @ (q.T @ z)
    return -len(y) / 2 * (np.log(2 * np.pi * np.mean(rest**2)) + 1)


def power_by_densities(x, y, power):
    """Datum by datum, with a series near zero."""
    log = np.log(y)
    r = log * (1 + power * log / 2 + (power * log) ** 2 / 6) if abs(power) < 1e-5 else (y**power - 1) / power
    theta = np.linalg.pinv(x) @ r
    sigma = np.std(r - x @ theta)
    each = -(((r - x @ theta) / sigma) ** 2) / 2 - np.log(sigma) - np.log(2 * np.pi) / 2 + np.log(y ** (power - 1.0))
    return each.sum()


def power_by_the_sinh(x, y, power):
    """The half power taken out; powers of 10⁻⁹ count as none."""
    log = np.log(y)
    r = log if abs(power) < 1e-9 else 2 * np.exp(power * log / 2) * np.sinh(power * log / 2) / power
    return -len(y) / 2 * (np.log(2 * np.pi * np.mean(_rest(x, r) ** 2)) + 1) + (power - 1) * np.sum(log)


def power_with_a_factor(x, y, power):
    """The slope taken for λ y^(λ − 1)."""
    return _power(x, y, power) + (len(y) * np.log(abs(power)) if power else 0.0)


def power_not_divided(x, y, power):
    """The response y^λ − 1, with the slope of the divided one."""
    return _power(x, y, power) - (len(y) * np.log(abs(power)) if power else 0.0)


def power_with_the_slopes_logarithm(x, y, power):
    """The logarithm of a slope with a sign."""
    slope = 1 / y if power == 0 else power * y ** (power - 1.0)
    return _power(x, y, power, jacobian=0.0) + np.sum(np.log(slope))


def power_rounded(x, y, power):
    return _power(x, y, round(power, 3))


def power_tiny_is_zero(x, y, power):
    return _power(x, y, 0.0 if abs(power) < 1e-3 else power)


def power_small_is_zero(x, y, power):
    return _power(x, y, 0.0 if abs(power) < 1e-2 else power)


def power_without_zero(x, y, power):
    r = (y**power - 1) / power
    return -len(y) / 2 * (np.log(2 * np.pi * np.mean(_rest(x, r) ** 2)) + 1) + (power - 1) * np.sum(np.log(y))


def power_losing_digits(x, y, power):
    return _power(x, y, power) if power == 0 or abs(power) > 0.01 else power_without_zero(x, y, power)


def power_of_the_mean_only(x, y, power):
    return _power(np.ones((len(y), 1)), y, power)


def _scaled(x):
    return (2 * x - x.max() - x.min()) / (x.max() - x.min())


def smooth(x, y, degree):
    q = np.linalg.qr(np.polynomial.chebyshev.chebvander(_scaled(x), degree))[0]
    return q @ (q.T @ y)


def smooth_by_numpy(x, y, degree):
    return np.polynomial.Polynomial.fit(x, y, degree)(x)


def smooth_by_forsythe(x, y, degree):
    basis = [np.full(len(x), len(x) ** -0.5)]
    for _ in range(degree):
        new = _scaled(x) * basis[-1]
        for _ in range(2):
            for old in basis:
                new = new - old * (old @ new)
        basis.append(new / np.linalg.norm(new))
    return sum(p * (p @ y) for p in basis)


def smooth_in_fractions(x, y, degree):
    """Exactly: Gram and Schmidt with whole fractions."""
    u = [Fraction(float(v)) - Fraction(float(x[0])) for v in x]
    left, basis = [Fraction(float(v)) for v in y], []
    fit = [Fraction(0)] * len(u)
    for j in range(degree + 1):
        p = [v**j for v in u]
        for q, size in basis:
            share = sum(a * b for a, b in zip(p, q, strict=True)) / size
            p = [a - share * b for a, b in zip(p, q, strict=True)]
        size = sum(a * a for a in p)
        share = sum(a * b for a, b in zip(left, p, strict=True)) / size
        fit = [a + share * b for a, b in zip(fit, p, strict=True)]
        basis.append((p, size))
    return np.array([float(v) for v in fit])


def smooth_powers(x, y, degree):
    return np.polyval(np.linalg.lstsq(np.vander(x, degree + 1), y, rcond=None)[0], x)


def smooth_normal_equations(x, y, degree):
    powers = np.vander(x, degree + 1)
    return powers @ np.linalg.solve(powers.T @ powers, powers.T @ y)


def smooth_standardised(x, y, degree):
    """Another scale, and normal equations."""
    u = (x - x.mean()) / x.std()
    powers = np.vander(u, degree + 1)
    return powers @ np.linalg.solve(powers.T @ powers, powers.T @ y)


def smooth_centred_only(x, y, degree):
    """Within a hundred of the middle the eighth powers are 10¹⁶ beside 1."""
    powers = np.vander(x - x.mean(), degree + 1)
    return powers @ np.linalg.lstsq(powers, y, rcond=None)[0]


def smooth_with_scaled_columns(x, y, degree):
    """Each column less its mean, over its deviation: 0/0 in that of ones."""
    with np.errstate(invalid="ignore"):
        columns = np.vander(_scaled(x), degree + 1)
        columns = (columns - columns.mean(axis=0)) / columns.std(axis=0)
    return smooth(x, y, degree) + 0 * columns.sum(axis=1)


def smooth_no_degree_below_none(x, y, degree):
    return smooth(x, y, max(degree - 1, 0))


def smooth_in_single_precision(x, y, degree):
    return smooth(x, y, degree).astype(np.float32)


def smooth_one_less(x, y, degree):
    return smooth(x, y, degree - 1) if degree else np.zeros(len(x))


def smooth_one_more(x, y, degree):
    return smooth(x, y, min(degree + 1, len(x) - 1))


def smooth_sorted(x, y, degree):
    order = np.argsort(x)
    return smooth(x[order], y[order], degree)


ANSWERS = {
    "5.4-1": {
        "right": [losses, losses_by_traces, losses_by_the_singular_vectors],
        "wrong": {
            "The two are exchanged": lambda x, m, s: _losses(x, m, s)[::-1],
            "the columns cannot say is missing": lambda x, m, s: _losses(x, m, s, bias=0.0),
            "These are sums over the data": lambda x, m, s: len(x) * _losses(x, m, s),
            "The noise enters by its standard deviation": lambda x, m, s: _losses(x, m, s, power=1),
            "the fit's own noise": lambda x, m, s: _losses(x, m, s, new=0.0),
            "as if the fit had not seen them": lambda x, m, s: _losses(x, m, s, old=0.0),
            "they differ by 2k": losses_by_drawing,
            "without noise both are": lambda x, m, s: np.full(2, 1.0),
            "half-way between them": lambda x, m, s: _losses(x, m, s) + s**2,
            "Holds only roughly": lambda x, m, s: _losses(x, m, s) * (1 + 3e-9),
            "a single number": lambda x, m, s: _losses(x, m, s)[0],
            "σ may be 0": losses_by_the_ratio,
        },
        "untold": {
            "The two are exchanged": lambda x, m, s: np.zeros(2),
            "is missing": lambda x, m, s: np.zeros(2),
            "These are sums": lambda x, m, s: np.ones(2),
            "standard deviation": lambda x, m, s: np.zeros(2),
        },
    },
    "5.4-2": {
        "right": [left_out, left_out_by_normal_equations, left_out_by_dummies, left_out_by_weights],
        "wrong": {
            "The sign": lambda x, y, g: -left_out(x, y, g),
            "what a fit to all data leaves": lambda x, y, g: _rest(x, y),
            "fit to all data leaves, or a multiple": lambda x, y, g: -_rest(x, y),
            "or a multiple: each group": lambda x, y, g: _rest(x, y) / (1 - x.shape[1] / len(y)),
            "Each row is left out alone": left_row_by_row,
            "and the sign is turned": lambda x, y, g: -left_row_by_row(x, y, g),
            "in the order of the groups": left_in_the_order_of_groups,
            "stand in the order of the groups": left_as_groups_occur,
            "negative numbers are left at zero": left_from_zero_up,
            "Where that fit is known": left_with_ones,
            "that fit is known, the errors are off": left_centred,
            "is not the least-squares fit of the other rows": left_in_place,
            "a group's own data do not enter": left_for_groups_of_one,
            "what predicts is not the least-squares fit": left_with_a_ridge,
            "other rows in all these columns": left_by_means,
            "do not follow": left_for_neighbours,
            "the columns say exactly are not missed": lambda x, y, g: y - 3.0,
            "its errors do not follow": lambda x, y, g: 0 * y,
            "Holds only roughly": lambda x, y, g: left_out(x, y, g) * (1 + 5e-9),
            "an array of shape": lambda x, y, g: np.unique(g) * 1.0 if len(np.unique(g)) < len(y) else np.zeros(3),
        },
        "untold": {
            "The sign": lambda x, y, g: 0 * y,
            "what a fit to all data leaves": lambda x, y, g: 0 * y,
            "Each row is left out alone": lambda x, y, g: 0 * y,
            "Each row is left out": lambda x, y, g: _rest(x, y),
            "order of the groups": lambda x, y, g: -left_out(x, y, g),
            "negative numbers": lambda x, y, g: 0 * y,
            "or a multiple": lambda x, y, g: -left_row_by_row(x, y, g),
        },
    },
    "5.4-3": {
        "right": [power, power_by_the_mean, power_by_densities, power_by_the_sinh],
        "wrong": {
            "density of the response": lambda x, y, p: _power(x, y, p, jacobian=0.0),
            "The Jacobian has the wrong sign": lambda x, y, p: _power(x, y, p, jacobian=-1.0),
            "over N and not over N": lambda x, y, p: _power(x, y, p, dof=1),
            "and not over N − k": lambda x, y, p: _power(x, y, p, dof=1, tail=True),
            "A factor λ is too much or too little": power_with_a_factor,
            "without one": power_not_divided,
            "That is −2 ln p": lambda x, y, p: -2 * _power(x, y, p),
            "perhaps with a price": lambda x, y, p: np.log(len(y)) * (x.shape[1] + 1) - 2 * _power(x, y, p),
            "the mean for one datum": lambda x, y, p: _power(x, y, p) / len(y),
            "of what may be negative, as λ": power_with_the_slopes_logarithm,
            "it is the": power_rounded,
            "Powers as small as 10⁻³": power_tiny_is_zero,
            "the score of the power 0 here": power_small_is_zero,
            "At the power 0": power_without_zero,
            "in another unit": power_losing_digits,
            "at the power 1 it is the log-likelihood": power_of_the_mean_only,
            "It is off by": lambda x, y, p: -_power(x, y, p),
            "of the factor": lambda x, y, p: 0.0,
            "other columns with the same span": lambda x, y, p: _power(x[:, :1], y, p) + np.sum(x),
            "Holds only roughly": lambda x, y, p: _power(x, y, p) * (1 + 2e-6),
        },
        "untold": {
            "density of the response": lambda x, y, p: 0.0,
            "wrong sign": lambda x, y, p: 0.0,
            "over N and not": lambda x, y, p: 0.0,
            "A factor λ": lambda x, y, p: _power(x, y, p, jacobian=0.0),
            "Powers as small as": power_rounded,
            "−2 ln p": lambda x, y, p: -_power(x, y, p),
            "for one datum": lambda x, y, p: 0.0,
        },
    },
    "5.4-4": {
        "right": [smooth, smooth_by_numpy, smooth_by_forsythe, smooth_in_fractions, smooth_standardised],
        "wrong": {
            "of one degree less": smooth_one_less,
            "one degree less than asked": smooth_no_degree_below_none,
            "nothing in common with any": smooth_centred_only,
            "Look for 0/0": smooth_with_scaled_columns,
            "nothing is smoothed": lambda x, y, d: y,
            "That is y less the fit": lambda x, y, d: y - smooth(x, y, d),
            "in rising order": smooth_sorted,
            "One of them is": smooth_one_more,
            "what is left has nothing": smooth_powers,
            "with any polynomial up to the degree": lambda x, y, d: 0 * y,
            "is a polynomial of the degree": smooth_in_single_precision,
            "A mean product is": lambda x, y, d: smooth(x, y, d) + 1e-3 * np.ptp(y),
            "any polynomial": lambda x, y, d: np.full(len(x), y.mean()),
        },
        "untold": {
            "nothing is smoothed": lambda x, y, d: 0 * y,
            "of one degree less": lambda x, y, d: y,
            "y less the fit": lambda x, y, d: y,
            "in rising order": lambda x, y, d: y[::-1],
        },
    },
}
