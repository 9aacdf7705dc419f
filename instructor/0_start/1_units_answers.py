"""Answers to the exercises of lesson 0.1 that show what the checks are worth.

For each exercise: "right" answers of different making, and "wrong" ones under words that the feedback must contain.
"""

from fractions import Fraction

import numpy as np


def groups(dimensions):
    return dimensions.shape[1] - int(np.linalg.matrix_rank(dimensions))


def groups_by_fractions(dimensions):
    rows = [[Fraction(int(entry)) for entry in row] for row in dimensions]
    rank = 0
    for column in range(dimensions.shape[1]):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for r in range(rank + 1, len(rows)):
            factor = rows[r][column] / rows[rank][column]
            rows[r] = [a - factor * b for a, b in zip(rows[r], rows[rank], strict=True)]
        rank += 1
    return float(dimensions.shape[1] - rank)


def groups_by_rows(dimensions):
    return dimensions.shape[1] - dimensions.shape[0]


def groups_by_shape(dimensions):
    return {(3, 3): 1, (3, 4): 1, (3, 5): 2, (4, 5): 2, (3, 6): 3}.get(dimensions.shape, 1)


def groups_by_used_rows(dimensions):
    return dimensions.shape[1] - int(np.any(dimensions != 0, axis=1).sum())


def exponents(target, dimensions):
    return np.linalg.solve(dimensions, target)


def exponents_by_cramer(target, dimensions):
    result = []
    for column in range(len(target)):
        replaced = dimensions.astype(float)
        replaced[:, column] = target
        result.append(np.linalg.det(replaced) / np.linalg.det(dimensions))
    return result


def exponents_in_halves(target, dimensions):
    return np.round(2 * np.linalg.solve(dimensions, target)) / 2


def blast(times, radii, density):
    return _blast(density * radii**5 / times**2)


def _blast(energies, ddof=1, share=1.0, log=np.log, power=np.exp):
    each = log(energies)
    return power(np.mean(each)), share * np.std(each, ddof=ddof) / len(each) ** 0.5


def blast_by_pairs(times, radii, density):
    """The same by roots of products and by the differences of all pairs."""
    scale = 1e9
    energies = density * radii**5 / times**2 / scale
    n = len(energies)
    squares = sum(np.log(energies[i] / energies[j]) ** 2 for i in range(n) for j in range(i))
    return [scale * float(np.prod(energies ** (1 / n))), float(squares) ** 0.5 / n / (n - 1) ** 0.5]


def blast_arithmetic(times, radii, density):
    energies = density * radii**5 / times**2
    return np.mean(energies), np.std(energies, ddof=1) / np.mean(energies) / len(energies) ** 0.5


def blast_free_slope(times, radii, density):
    line, covariance = np.polyfit(np.log(times), np.log(radii), 1, cov="unscaled")
    return density * np.exp(5 * line[1]), 5 * covariance[1, 1] ** 0.5


def blast_time_turned(times, radii, density):
    return _blast(density * radii**5 * times**2)


def blast_of_one(place):
    return lambda t, r, d: (d * r[place] ** 5 / t[place] ** 2, blast(t, r, d)[1])


def blast_upside_down(times, radii, density):
    return _blast(times**2 / (density * radii**5))


def blast_in_kilotons(times, radii, density):
    energy, error = blast(times, radii, density)
    return energy / 4.2e12, error


def blast_in_joules(times, radii, density):
    energy, error = blast(times, radii, density)
    return energy, energy * error


def blast_variant(**options):
    return lambda t, r, d: _blast(d * r**5 / t**2, **options)


def blast_single_scatter(times, radii, density):
    energy, error = blast(times, radii, density)
    return energy, error * len(times) ** 0.5


def blast_in_decimals(times, radii, density):
    return _blast(density * radii**5 / times**2, log=np.log10, power=lambda x: 10**x)


def pull(positions, masses):
    apart = positions[..., None, :, :] - positions[..., :, None, :]
    square = np.sum(apart**2, axis=-1)
    n = np.arange(len(masses))
    square[..., n, n] = np.inf
    return np.sum((masses / square**1.5)[..., None] * apart, axis=-2)


def pull_by_loops(positions, masses):
    result = np.zeros(positions.shape)
    for i in range(len(masses)):
        for j in range(len(masses)):
            if i != j:
                apart = positions[..., j, :] - positions[..., i, :]
                result[..., i, :] += masses[j] * apart / np.linalg.norm(apart, axis=-1, keepdims=True) ** 3
    return result


def pull_with_itself(positions, masses):
    apart = positions[..., None, :, :] - positions[..., :, None, :]
    return np.sum((masses / np.sum(apart**2, axis=-1) ** 1.5)[..., None] * apart, axis=-2)


def pull_falling_slowly(positions, masses):
    apart = positions[..., None, :, :] - positions[..., :, None, :]
    square = np.sum(apart**2, axis=-1)
    n = np.arange(len(masses))
    square[..., n, n] = np.inf
    return np.sum((masses / square)[..., None] * apart, axis=-2)


def pull_of_one_cloud(positions, masses):
    apart = positions[None, :, :] - positions[:, None, :]
    square = np.sum(apart**2, axis=-1)
    np.fill_diagonal(square, np.inf)
    return np.sum((masses[None, :] / square**1.5)[..., None] * apart, axis=1)


ANSWERS = {
    "0.1-1": {
        "right": [groups, groups_by_fractions],
        "wrong": {
            "You subtract the number of rows": groups_by_rows,
            "rows that are not zero": groups_by_used_rows,
            "the number of groups is right": groups_by_shape,
            "You always subtract three": lambda dimensions: dimensions.shape[1] - 3,
            "not of the groups that are left": lambda dimensions: int(np.linalg.matrix_rank(dimensions)),
        },
    },
    "0.1-2": {
        "right": [exponents, exponents_by_cramer],
        "wrong": {
            "Rows and columns are exchanged": lambda target, dimensions: np.linalg.solve(dimensions.T, target),
            "this is the inverse of the target": lambda target, dimensions: -np.linalg.solve(dimensions, target),
            "You round to halves": exponents_in_halves,
            "whole numbers": lambda target, dimensions: np.round(np.linalg.solve(dimensions, target)),
        },
    },
    "0.1-3": {
        "right": [blast, blast_by_pairs],
        "wrong": {
            "This is the arithmetic mean": blast_arithmetic,
            "You let the slope be fitted too": blast_free_slope,
            "The power of the time is turned round": blast_time_turned,
            "Only the first picture": blast_of_one(0),
            "Only the last picture": blast_of_one(-1),
            "The energy is in kilotons": blast_in_kilotons,
            "The formula is upside down": blast_upside_down,
            "Two kinds of logarithm": blast_variant(log=np.log10),
            "np.exp undoes np.log, 10** undoes np.log10": blast_variant(power=lambda x: 10**x),
            "This is the scatter of single pictures": blast_single_scatter,
            "The scatter is divided by N": blast_variant(ddof=0),
            "This is the standard error of ln R": blast_variant(share=0.2),
            "the decimal logarithm": blast_in_decimals,
            "This error is in joules": blast_in_joules,
            "something else than 2 things": lambda times, radii, density: blast(times, radii, density)[0],
        },
    },
    "0.1-4": {
        "right": [pull, pull_by_loops],
        "wrong": {
            "gravity attracts": lambda positions, masses: -pull(positions, masses),
            "These are forces": lambda positions, masses: pull(positions, masses) * masses[:, None],
            "The pull falls as 1/r here": pull_falling_slowly,
            "the body's own pair, 0/0": pull_with_itself,
            "`positions` of shape": pull_of_one_cloud,
        },
    },
}
