"""Answers to the exercises of lesson 5.3 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

import math

import numpy as np


def odds(heads, tails):
    integral = math.lgamma(heads + 1) + math.lgamma(tails + 1) - math.lgamma(heads + tails + 2)
    return -(heads + tails) * math.log(2) - integral


def odds_toss_by_toss(heads, tails):
    """Laplace's rule of succession: first all heads, then all tails."""
    seen = np.arange(heads + tails)
    chances = np.concatenate([np.arange(1, heads + 1), np.arange(1, tails + 1)]) / (seen + 2)
    return float(-len(seen) * np.log(2) - np.sum(np.log(chances)))


def odds_against_the_best(heads, tails):
    n = heads + tails
    return -n * math.log(2) - sum(k * math.log(k / n) for k in (heads, tails) if k)


def odds_against_the_best_unguarded(heads, tails):
    p = heads / (heads + tails)
    return -(heads + tails) * math.log(2) - heads * math.log(p) - tails * math.log(1 - p)


def odds_by_stirling(heads, tails):
    ln = lambda n: n * math.log(n) - n + math.log(2 * math.pi * n) / 2 if n else 0.0
    return -(heads + tails) * math.log(2) - ln(heads) - ln(tails) + ln(heads + tails + 1)


def odds_by_laplace(heads, tails):
    n = heads + tails
    if not heads * tails:
        return odds(heads, tails)
    return odds_against_the_best(heads, tails) - math.log(2 * math.pi * heads * tails / n**3) / 2


def odds_undefined_at_nothing(heads, tails):
    """Right, but for a term that is 0 · ln 0 without heads."""
    return odds(heads, tails) + 0 * np.float64(heads) * np.log(np.float64(heads))


def odds_by_sums(heads, tails):
    """The logarithms of the larger pile's factors cancel; the rest one by one. A NumPy number comes back."""
    few, many = sorted((heads, tails))
    ways = np.sum(np.log(np.arange(many + 1.0, many + few + 1))) - np.sum(np.log(np.arange(1.0, few + 1)))
    return ways + np.log1p(heads + tails) - (heads + tails) * np.log(2)


def odds_of_the_number(heads, tails):
    ways = math.lgamma(heads + tails + 1) - math.lgamma(heads + 1) - math.lgamma(tails + 1)
    return odds(heads, tails) + ways


def odds_with_a_short_factorial(heads, tails):
    integral = math.lgamma(heads + 1) + math.lgamma(tails + 1) - math.lgamma(heads + tails + 1)
    return -(heads + tails) * math.log(2) - integral


def odds_with_shifted_factorials(heads, tails):
    """With math.lgamma(n) for ln n!."""
    return -(heads + tails) * math.log(2) - math.lgamma(heads) - math.lgamma(tails) + math.lgamma(heads + tails)


def odds_by_the_quotient(heads, tails):
    return odds(heads, tails) + 0 * (heads / tails) if heads + tails else 0.0


def odds_that_underflow(heads, tails):
    with np.errstate(all="ignore"):
        return float(np.log(np.float64(0.5) ** (heads + tails)) + np.log(np.float64(heads + tails + 1)))


def spacing(information, count):
    return np.sqrt(3 / (count * np.asarray(information)))


def spacing_by_search(information, count):
    found = []
    for one in information:
        low, high = -40.0, 40.0  # of ln spacing
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if count * one * math.exp(2 * middle) < 3 else (low, middle)
        found.append(math.exp(low))
    return found


def spacing_by_golden_section(information, count):
    found = []
    for one in information:
        length = lambda t, one=one: -t + count * one * math.exp(2 * t) / 6
        low, high, share = -20.0, 20.0, (math.sqrt(5) - 1) / 2
        for _ in range(200):
            left, right = high - share * (high - low), low + share * (high - low)
            low, high = (low, right) if length(left) < length(right) else (left, high)
        found.append(math.exp((low + high) / 2))
    return found


def blocks(y, sigma, size):
    boxes = np.asarray(y).reshape(-1, size)
    means = boxes.mean(axis=1)
    scatter = np.sum((boxes - means[:, None]) ** 2)
    normal = len(means) * ((size - 1) / 2 * np.log(2 * np.pi * sigma**2) + np.log(size) / 2)
    return means, sigma / np.sqrt(size), normal + scatter / (2 * sigma**2)


def blocks_by_difference(y, sigma, size):
    """Take the constant from the two likelihoods at one mean."""
    means = [float(np.mean(y[k : k + size])) for k in range(0, len(y), size)]
    noise = sigma * size**-0.5

    def surprise(values, s):
        return sum(v**2 / (2 * s**2) + math.log(s * math.sqrt(2 * math.pi)) for v in values)

    return means, noise, surprise(y, sigma) - surprise(means, noise)


def blocks_with_wrong_noise(y, sigma, size):
    means, _, constant = blocks(y, sigma, size)
    return means, sigma / size, constant


def blocks_with_variance(y, sigma, size):
    means, _, constant = blocks(y, sigma, size)
    return means, sigma**2 / size, constant


def blocks_with_negative_noise(y, sigma, size):
    means, noise, constant = blocks(y, sigma, size)
    return means, -noise, constant


def blocks_of_strangers(y, sigma, size):
    return np.reshape(y, (size, -1)).mean(axis=0), *blocks(y, sigma, size)[1:]


def blocks_without_scatter(y, sigma, size):
    means, noise, constant = blocks(y, sigma, size)
    return means, noise, constant - np.sum((np.reshape(y, (-1, size)) - means[:, None]) ** 2) / (2 * sigma**2)


def blocks_without_log(y, sigma, size):
    means, noise, constant = blocks(y, sigma, size)
    return means, noise, constant - len(means) * np.log(size) / 2


def blocks_with(scatter=1.0, normal=1.0, log=1.0, noise=None):
    """The averages with other multiples of the three parts of the constant."""

    def answer(y, sigma, size):
        means, right, whole = blocks(y, sigma, size)
        bare, log_part = blocks_without_scatter(y, sigma, size)[2], len(means) * np.log(size) / 2
        constant = scatter * (whole - bare) + normal * (bare - log_part) + log * log_part
        return means, right if noise is None else noise(sigma, size), constant

    return answer


def total(losses, prior, counts):
    low = np.min(losses)
    weights = np.asarray(prior) / np.sum(prior)
    terms = weights * np.exp(-np.multiply.outer(counts, losses - low))
    return np.asarray(counts) * low - np.log(terms.sum(axis=-1))


def total_by_pairs(losses, prior, counts):
    """Add up logarithms without ever leaving them."""
    logs = np.log(prior / np.sum(prior)) - np.multiply.outer(counts, losses)
    return [-np.logaddexp.reduce(row) for row in logs]


def total_of_three_points(losses, prior, counts):
    """The largest three terms alone."""
    terms = np.sort(np.log(prior / np.sum(prior)) - np.multiply.outer(counts, losses), axis=1)[:, -3:]
    return -np.logaddexp.reduce(terms, axis=1)


def total_unnormalised(losses, prior, counts):
    return total(losses, prior, counts) - np.log(np.sum(prior))


def total_by_largest(back):
    """Take the largest term out, and put it back so many times."""

    def answer(losses, prior, counts):
        logs = np.log(prior / np.sum(prior)) - np.multiply.outer(counts, losses)
        largest = logs.max(axis=1)
        return -back * largest - np.log(np.exp(logs - largest[:, None]).sum(axis=1))

    return answer


def total_that_underflows(losses, prior, counts):
    with np.errstate(all="ignore"):
        return -np.log(np.exp(-np.multiply.outer(counts, losses)) @ (prior / np.sum(prior)))


ANSWERS = {
    "5.3-1": {
        "right": [odds, odds_toss_by_toss, odds_by_sums],
        "wrong": {
            "The sign": lambda heads, tails: -odds(heads, tails),
            "compares with the best p": odds_against_the_best,
            "belongs to both or to none": odds_of_the_number,
            "so may a power of ½": odds_against_the_best_unguarded,
            "Stirling's first terms are like that": odds_by_stirling,
            "and Laplace's approximation": odds_by_laplace,
            "Half the BIC": lambda heads, tails: (
                odds_against_the_best(heads, tails) + math.log(max(heads + tails, 1)) / 2
            ),
            "float32 has seven digits": lambda heads, tails: np.float32(odds(heads, tails)),
            "the logarithm of the ratio": lambda heads, tails: odds(heads, tails) + 0.3,
            "0 · ln 0 is undefined": odds_undefined_at_nothing,
            "or in bits": lambda heads, tails: odds(heads, tails) / math.log(2),
            "not (h + t)!": odds_with_a_short_factorial,
            "`math.lgamma(0)`": odds_with_shifted_factorials,
            "The number of heads, of tails": odds_by_the_quotient,
            "a constant needs sixteen": lambda heads, tails: odds(heads, tails) * (1 + 1e-7),
            "stay with logarithms": odds_that_underflow,
        },
        "untold": {
            "Stirling": lambda heads, tails: odds(heads, tails) + 0.3,
            "factorials need": lambda heads, tails: odds(heads, tails) + 0.3 * (min(heads, tails) == 0),
            "a logarithm of 0 came in": odds_with_shifted_factorials,
            "Without tosses something": odds_by_the_quotient,
            "Seven digits": lambda heads, tails: odds(heads, tails) * (1 + 1e-7),
        },
    },
    "5.3-2": {
        "right": [spacing, spacing_by_search, lambda information, count: [(3 / count / i) ** 0.5 for i in information]],
        "wrong": {
            "This one rounds down": lambda information, count: np.sqrt(12 / (count * information)),
            "counted once, not N times": lambda information, count: np.sqrt(3 / information),
            "A factor 2: the loss is ½": lambda information, count: np.sqrt(1.5 / (count * information)),
            "its square is not the mean square": lambda information, count: 2 / np.sqrt(count * information),
            "A search for the minimum": spacing_by_golden_section,
            "and a float32 has seven digits": lambda i, n: spacing(i, n).astype(np.float32),
            "the derivative of δ² is 2δ": lambda information, count: np.sqrt(6 / (count * information)),
            "take the positive one": lambda information, count: -spacing(information, count),
            "the last root": lambda information, count: spacing(information, count) ** 2,
            "or the last fraction": lambda information, count: 1 / spacing(information, count),
            "a slightly finer": lambda information, count: np.full(len(information), spacing(information, count)[0]),
            "A spacing is a length, and positive": lambda information, count: -information,
        },
        "untold": {"of the two roots": lambda information, count: -information},
    },
    "5.3-3": {
        "right": [
            blocks,
            blocks_by_difference,
            lambda y, sigma, size: [list(a) if np.ndim(a) else a for a in blocks(y, sigma, size)],
        ],
        "wrong": {
            "The noise of an average of b": blocks_with_wrong_noise,
            "is the variance of an average": blocks_with_variance,
            "a standard deviation, above 0": blocks_with_negative_noise,
            "Neighbours in y": blocks_of_strangers,
            "The scatter within the blocks": blocks_without_scatter,
            "The normalisation of an average": blocks_without_log,
            "the noise of one datum, undivided": blocks_with(noise=lambda sigma, size: sigma),
            "A ½ is missing": blocks_with(scatter=2.0),
            "The normalisations are missing": blocks_with(normal=0.0, log=0.0),
            "The sign of the normalisations": blocks_with(normal=-1.0, log=-1.0),
            "the data have more of them": blocks_with(log=-1.0),
            "the other sign": blocks_with(-1.0, -1.0, -1.0),
            "is the difference of the two −ln p": blocks_with(normal=2.0),
        },
    },
    "5.3-4": {
        "right": [total, total_by_pairs, total_by_largest(1)],
        "wrong": {
            "divide by its sum": total_unnormalised,
            "not put back": lambda losses, prior, counts: total(losses, prior, counts) - counts * np.min(losses),
            "its −ln is missing": total_by_largest(0),
            "or of what was taken out": total_by_largest(-1),
            "a sign is turned": lambda losses, prior, counts: (
                total(losses, prior, counts) - 2 * np.min(losses) * counts
            ),
            "the best point alone": lambda losses, prior, counts: counts * np.min(losses),
            "The prior is missing": lambda losses, prior, counts: total(losses, np.ones(len(losses)), counts),
            "N times the mean loss": lambda losses, prior, counts: counts * np.average(losses, weights=prior),
            "put back, it makes the sum": total_of_three_points,
            "minus the logarithm": lambda losses, prior, counts: -total(losses, prior, counts),
            "Take the largest term out first": total_that_underflows,
        },
        "untold": {
            "The largest term was taken out": lambda losses, prior, counts: 0.0 * counts,
            "so that nothing underflows": lambda losses, prior, counts: (
                0.0 * counts + np.log(max(prior) / np.sum(prior))
            ),
            "came back with the wrong sign": lambda losses, prior, counts: -counts * np.min(losses),
        },
    },
}
