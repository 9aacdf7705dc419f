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


def blast(times, radii, density):
    return density * np.exp(np.mean(5 * np.log(radii) - 2 * np.log(times)))


def blast_by_roots(times, radii, density):
    scale = 1e9
    energies = density * radii**5 / times**2 / scale
    return scale * float(np.prod(energies ** (1 / len(energies))))


def blast_arithmetic(times, radii, density):
    return np.mean(density * radii**5 / times**2)


def blast_free_slope(times, radii, density):
    return density * np.exp(5 * np.polyfit(np.log(times), np.log(radii), 1)[1])


def blast_time_turned(times, radii, density):
    return density * np.exp(np.mean(5 * np.log(radii) + 2 * np.log(times)))


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


ANSWERS = {
    "0.1-1": {
        "right": [groups, groups_by_fractions],
        "wrong": {
            "You subtract the number of rows": groups_by_rows,
            "rows that are not zero": groups_by_used_rows,
            "not of the groups that are left": lambda dimensions: int(np.linalg.matrix_rank(dimensions)),
        },
    },
    "0.1-2": {
        "right": [exponents, exponents_by_cramer],
        "wrong": {
            "Rows and columns are exchanged": lambda target, dimensions: np.linalg.solve(dimensions.T, target),
            "this is the inverse of the target": lambda target, dimensions: -np.linalg.solve(dimensions, target),
            "whole numbers": lambda target, dimensions: np.round(np.linalg.solve(dimensions, target)),
        },
    },
    "0.1-3": {
        "right": [blast, blast_by_roots],
        "wrong": {
            "This is the arithmetic mean": blast_arithmetic,
            "You let the slope be fitted too": blast_free_slope,
            "The power of the time is turned round": blast_time_turned,
            "Only the last picture": lambda times, radii, density: density * radii[-1] ** 5 / times[-1] ** 2,
        },
    },
    "0.1-4": {
        "right": [pull, pull_by_loops],
        "wrong": {
            "gravity attracts": lambda positions, masses: -pull(positions, masses),
            "These are forces": lambda positions, masses: pull(positions, masses) * masses[:, None],
            "The pull falls as 1/r here": pull_falling_slowly,
            "not finite": pull_with_itself,
        },
    },
}
