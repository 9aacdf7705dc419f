"""Answers to the exercises of lesson 0.1 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

from fractions import Fraction

import numpy as np
from scipy.optimize import curve_fit


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


def groups_by_singular_values(dimensions):
    matrix = np.asarray(dimensions, dtype=np.float32)
    return np.int64(matrix.shape[1]) - np.sum(np.linalg.svd(matrix, compute_uv=False) > 1e-3)


def groups_by_qr(dimensions):
    """The decomposition without exchanging columns: its diagonal does not tell the rank."""
    diagonal = np.abs(np.diag(np.linalg.qr(dimensions)[1]))
    return dimensions.shape[1] - int(np.sum(diagonal > 1e-9))


def groups_by_leading_block(dimensions):
    return dimensions.shape[1] - int(np.linalg.matrix_rank(dimensions[:, : dimensions.shape[0]]))


def groups_with_one_dependent_row(dimensions):
    rows, columns = dimensions.shape
    return columns - (rows - 1 if np.linalg.matrix_rank(dimensions) < rows else rows)


def groups_in_whole_numbers(dimensions):
    """Elimination that divides whole numbers by whole numbers and drops the rest."""
    matrix, rank = np.array(dimensions), 0
    for column in range(matrix.shape[1]):
        rows = [r for r in range(rank, len(matrix)) if matrix[r, column]]
        if rows:
            pivot = min(rows, key=lambda r: abs(matrix[r, column]))
            matrix[[rank, pivot]] = matrix[[pivot, rank]]
            matrix[rank + 1 :] -= matrix[rank + 1 :, [column]] // matrix[rank, column] * matrix[rank]
            rank += 1
    return matrix.shape[1] - rank


def groups_by_odd_and_even(dimensions):
    """Elimination that knows odd and even only: exact where whole-number combinations lead everywhere."""
    rows, rank = [list(row) for row in dimensions % 2], 0
    for column in range(dimensions.shape[1]):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is not None:
            rows.remove(pivot)
            rows = [[(a + row[column] * b) % 2 for a, b in zip(row, pivot, strict=True)] for row in rows]
            rank += 1
    return dimensions.shape[1] - rank


def exponents(target, dimensions):
    return np.linalg.solve(dimensions, target)


def exponents_by_cramer(target, dimensions):
    result = []
    for column in range(len(target)):
        replaced = dimensions.astype(float)
        replaced[:, column] = target
        result.append(np.linalg.det(replaced) / np.linalg.det(dimensions))
    return result


def exponents_by_fractions(target, dimensions):
    """Gauss and Jordan in fractions, with rows exchanged; an array of fractions comes back."""
    n = len(target)
    rows = [[Fraction(int(entry)) for entry in (*row, t)] for row, t in zip(dimensions, target, strict=True)]
    for column in range(n):
        pivot = next(r for r in range(column, n) if rows[r][column])
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [entry / rows[column][column] for entry in rows[column]]
        for r in range(n):
            if r != column:
                rows[r] = [a - rows[r][column] * b for a, b in zip(rows[r], rows[column], strict=True)]
    return np.array([row[-1] for row in rows])


def exponents_by_least_squares(target, dimensions):
    return np.linalg.lstsq(dimensions.astype(float), target, rcond=None)[0]


def exponents_without_exchange(target, dimensions):
    matrix = np.column_stack([dimensions, target]).astype(float)
    for column in range(len(target)):
        matrix[column] /= matrix[column, column]
        for r in range(len(target)):
            if r != column:
                matrix[r] -= matrix[r, column] * matrix[column]
    return matrix[:, -1]


def exponents_of_three(target, dimensions):
    """The inverse by cross products, which there is for three rows only."""
    a, b, c = np.asarray(dimensions, dtype=float).T
    return np.array([np.cross(b, c), np.cross(c, a), np.cross(a, b)]) @ target / (a @ np.cross(b, c))


def exponents_of_single_precision(target, dimensions):
    return np.linalg.solve(dimensions.astype(np.float32), target.astype(np.float32))


def exponents_in_halves(target, dimensions):
    return np.round(2 * np.linalg.solve(dimensions, target)) / 2


def exponents_in_parts(most):
    def rounded(target, dimensions):
        found = np.linalg.solve(dimensions, target)
        return np.array([float(Fraction(float(x)).limit_denominator(most)) for x in found])

    return rounded


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


def blast_by_fit(times, radii, density):
    """A fit of the height alone, in the plane of the logarithms; its covariance is the squared error."""
    height, covariance = curve_fit(lambda x, a: a + 0.4 * x, np.log(times), np.log(radii), p0=[5.0])
    return density * np.exp(5 * height[0]), 5 * covariance[0, 0] ** 0.5


def blast_by_fit_of_radii(times, radii, density):
    """A fit in metres: late pictures outweigh the others."""
    scale = np.sum(radii * times**0.4) / np.sum(times**0.8)
    return density * scale**5, blast(times, radii, density)[1]


def blast_median(times, radii, density):
    return np.median(density * radii**5 / times**2), blast(times, radii, density)[1]


def blast_midrange(times, radii, density):
    energies = density * radii**5 / times**2
    return np.sqrt(np.min(energies) * np.max(energies)), blast(times, radii, density)[1]


def blast_mean_deviation(times, radii, density):
    each = np.log(density * radii**5 / times**2)
    return np.exp(np.mean(each)), np.mean(np.abs(each - np.mean(each))) / len(each) ** 0.5


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


def blast_below_nothing(times, radii, density):
    energy, error = blast(times, radii, density)
    return -energy, error


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


def pull_by_potential(positions, masses):
    """The imaginary part of the potential energy after an imaginary step, cloud by cloud."""
    result = np.zeros(positions.shape)
    i, j = np.triu_indices(len(masses), 1)
    for place in np.ndindex(positions.shape):
        moved = positions[place[:-2]].astype(complex)
        moved[place[-2:]] += 1e-30j
        distance = np.sqrt(np.sum((moved[i] - moved[j]) ** 2, axis=-1))
        result[place] = np.sum(masses[i] * masses[j] / distance).imag / 1e-30 / masses[place[-2]]
    return result.tolist()


def pull_softened(positions, masses):
    apart = positions[..., None, :, :] - positions[..., :, None, :]
    return np.sum((masses / (np.sum(apart**2, axis=-1) + 1e-6) ** 1.5)[..., None] * apart, axis=-2)


def pull_from_a_distance(least):
    """Distances below `least` are replaced by it, so that the own pair is 0 and no 0/0."""

    def weakened(positions, masses):
        apart = positions[..., None, :, :] - positions[..., :, None, :]
        distance = np.maximum(np.linalg.norm(apart, axis=-1), least)
        return np.sum((masses / distance**3)[..., None] * apart, axis=-2)

    return weakened


def pull_of_the_own_mass(positions, masses):
    return pull(positions, np.ones(len(masses))) * masses[:, None]


def pull_counted_twice(positions, masses):
    return 2 * pull(positions, masses)


def pull_of_the_nearest(positions, masses):
    """The example's size only: of many bodies the nearest alone pulls."""
    apart = positions[..., None, :, :] - positions[..., :, None, :]
    square = np.sum(apart**2, axis=-1)
    n = np.arange(len(masses))
    square[..., n, n] = np.inf
    square = np.where(square == np.min(square, axis=-1, keepdims=True), square, np.inf)
    return np.sum((masses / square**1.5)[..., None] * apart, axis=-2)


def pull_of_all_clouds(positions, masses):
    """Bodies of other clouds pull as well."""
    flat = positions.reshape(-1, positions.shape[-1])
    return pull(flat, np.tile(masses, len(flat) // len(masses))).reshape(positions.shape)


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
        "right": [groups, groups_by_fractions, groups_by_singular_values],
        "wrong": {
            "You subtract the number of rows": groups_by_rows,
            "rows that are not zero": groups_by_used_rows,
            "the number of groups is right": groups_by_shape,
            "You always subtract three": lambda dimensions: dimensions.shape[1] - 3,
            "not of the groups that are left": lambda dimensions: int(np.linalg.matrix_rank(dimensions)),
            "You count the entries on a diagonal": groups_by_qr,
            "You look at the first columns only": groups_by_leading_block,
            "You subtract one row less": groups_with_one_dependent_row,
            "Does not hold: the number of groups": groups_in_whole_numbers,
            "is right. For": groups_by_odd_and_even,
        },
    },
    "0.1-2": {
        "right": [exponents, exponents_by_cramer, exponents_by_fractions, exponents_by_least_squares],
        "wrong": {
            "Rows and columns are exchanged": lambda target, dimensions: np.linalg.solve(dimensions.T, target),
            "this is the inverse of the target": lambda target, dimensions: -np.linalg.solve(dimensions, target),
            "You round to halves": exponents_in_halves,
            "whole numbers": lambda target, dimensions: np.round(np.linalg.solve(dimensions, target)),
            "The other way round is asked": lambda target, dimensions: dimensions @ target,
            "divide by a zero on the diagonal?": exponents_without_exchange,
            "values to unpack": exponents_of_three,
            "is off by": exponents_of_single_precision,
            "the dimension of the target": exponents_in_parts(60),
        },
    },
    "0.1-3": {
        "right": [blast, blast_by_pairs, blast_by_fit],
        "wrong": {
            "This is the arithmetic mean": blast_arithmetic,
            "You let the slope be fitted too": blast_free_slope,
            "The power of the time is turned round": blast_time_turned,
            "ratios is off by a fraction 15": blast_time_turned,
            "ln E is off by 29": blast_in_kilotons,
            "Only the first picture": blast_of_one(0),
            "Only the last picture": blast_of_one(-1),
            "This is the median": blast_median,
            "half-way between the smallest and the largest": blast_midrange,
            "the errors of R least, in metres": blast_by_fit_of_radii,
            "the standard error of ln E is": blast_mean_deviation,
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
        "untold": {"in kilotons": blast_below_nothing},
    },
    "0.1-4": {
        "right": [pull, pull_by_loops, pull_by_potential],
        "wrong": {
            "gravity attracts": lambda positions, masses: -pull(positions, masses),
            "These are forces": lambda positions, masses: pull(positions, masses) * masses[:, None],
            "The pull falls as 1/r here": pull_falling_slowly,
            "The body's own mass stands": pull_of_the_own_mass,
            "Each pair is counted twice": pull_counted_twice,
            "something added to the distance": pull_softened,
            "or put in its place": pull_from_a_distance(1e-3),
            "the pull of many is the sum": pull_of_the_nearest,
            "clouds that are computed together": pull_of_all_clouds,
            "the body's own pair, 0/0": pull_with_itself,
            "`positions` of shape": pull_of_one_cloud,
        },
        "untold": {
            "The pull is too weak": pull_of_the_nearest,
            "something added": pull_of_all_clouds,
            "where two bodies are close": lambda positions, masses: 0.999 * pull(positions, masses),
        },
    },
}
