"""Answers to the exercises of lesson 2.1 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

from itertools import combinations, permutations
from math import factorial

import numpy as np


def numbers(basis, arrow, covector):
    return np.linalg.solve(basis, arrow), covector @ basis


def numbers_by_the_inverse(basis, arrow, covector):
    """Entry by entry, as lists."""
    inverse, n = np.linalg.inv(basis), len(arrow)
    new = [sum(float(inverse[i, j]) * float(arrow[j]) for j in range(n)) for i in range(n)]
    return new, [sum(float(covector[i]) * float(basis[i, j]) for i in range(n)) for j in range(n)]


def numbers_by_least_squares(basis, arrow, covector):
    return np.linalg.lstsq(basis, arrow, rcond=None)[0], np.array([np.dot(covector, e) for e in np.transpose(basis)])


def numbers_exchanged(basis, arrow, covector):
    return numbers(basis, arrow, covector)[::-1]


def numbers_of_rows(basis, arrow, covector):
    return numbers(np.transpose(basis), arrow, covector)


def numbers_backwards(basis, arrow, covector):
    return basis @ arrow, np.linalg.solve(np.transpose(basis), covector)


def numbers_all_arrows(basis, arrow, covector):
    return np.linalg.solve(basis, arrow), np.linalg.solve(basis, covector)


def numbers_all_covectors(basis, arrow, covector):
    return arrow @ basis, covector @ basis


def numbers_unchanged(basis, arrow, covector):
    return 1.0 * np.asarray(arrow), 1.0 * np.asarray(covector)


def numbers_of_three(basis, arrow, covector):
    """The example's size only."""
    new, said = numbers(basis, arrow, covector)
    return np.where(np.arange(len(new)) < 3, new, 0), np.where(np.arange(len(new)) < 3, said, 0)


def numbers_of_an_orthogonal_basis(basis, arrow, covector):
    """Each number by itself, along its basis arrow."""
    new = np.array([e @ arrow / (e @ e) for e in np.transpose(basis)])
    return new, covector @ basis


def wedge(covectors):
    k, n = covectors.shape
    return np.array([np.linalg.det(covectors[:, places]) for places in combinations(range(n), k)])


def _sign(order):
    return (-1) ** sum(a > b for a, b in combinations(order, 2))


def _permuted(covectors, sign=_sign):
    k, n = covectors.shape
    return [
        float(sum(sign(order) * np.prod([covectors[i, j] for i, j in enumerate(order)]) for order in permutations(I)))
        for I in combinations(range(n), k)  # noqa: E741
    ]


def wedge_by_permutations(covectors):
    return _permuted(covectors)


def wedge_one_after_the_other(covectors):
    """A dictionary of components, multiplied by one covector at a time."""
    n, form = covectors.shape[1], {(): 1.0}
    for row in covectors:
        larger = {}
        for places, value in form.items():
            for j in range(n):
                if j not in places:
                    new = tuple(sorted((*places, j)))
                    larger[new] = larger.get(new, 0.0) + _sign((*places, j)) * value * float(row[j])
        form = larger
    return np.array([form.get(places, 0.0) for places in combinations(range(n), len(covectors))])


def wedge_with_the_library(covectors):
    from physdl.forms import wedge as product

    k, n = covectors.shape
    found = np.asarray(covectors[0], float)
    for degree in range(1, k):
        found = product(found, covectors[degree], degree, 1, n)
    return found


def wedge_all_plus(covectors):
    return np.array(_permuted(covectors, lambda order: 1))


def wedge_averaged(covectors):
    return wedge(covectors) / factorial(len(covectors))


def wedge_counted_often(covectors):
    return wedge(covectors) * factorial(len(covectors))


def wedge_from_the_last(covectors):
    return wedge(covectors[::-1])


def wedge_sorted_by_the_last(covectors):
    k, n = covectors.shape
    lists = sorted(combinations(range(n), k), key=lambda places: places[::-1])
    return np.array([np.linalg.det(covectors[:, places]) for places in lists])


def wedge_reversed(covectors):
    return wedge(covectors)[::-1]


def wedge_of_two(covectors):
    """Right for one covector and for two."""
    return wedge(covectors) if len(covectors) < 3 else 0 * wedge(covectors)


def wedge_without_signs(covectors):
    return np.abs(wedge(covectors))


def wedge_of_neighbours(covectors):
    """Only the diagonal term of each determinant."""
    k, n = covectors.shape
    return np.array([np.prod(covectors[np.arange(k), list(places)]) for places in combinations(range(n), k)])


def volume(arrows):
    k, n = arrows.shape
    return 0.0 if k > n else np.prod(np.abs(np.diag(np.linalg.qr(np.transpose(arrows), mode="r"))))


def volume_by_shadows(arrows):
    k, n = arrows.shape
    return np.sqrt(sum(np.linalg.det(arrows[:, places]) ** 2 for places in combinations(range(n), k)))


def volume_by_stretches(arrows):
    k, n = arrows.shape
    return float(np.prod(np.linalg.svd(arrows, compute_uv=False))) if k <= n else 0


def volume_by_heights(arrows):
    """Each arrow less what lies along those before it, twice over."""
    total, before = 1.0, []
    for arrow in np.asarray(arrows, float):
        length, rest = np.linalg.norm(arrow), arrow.copy()
        for _ in range(2):
            for unit in before:
                rest = rest - (rest @ unit) * unit
        height = np.linalg.norm(rest)
        if height <= 1e-13 * length:
            return 0.0
        total *= height
        before.append(rest / height)
    return total


def volume_by_products(arrows):
    return np.sqrt(np.abs(np.linalg.det(arrows @ np.transpose(arrows))))


def volume_by_products_undefined(arrows):
    return np.sqrt(np.linalg.det(arrows @ np.transpose(arrows)) - 1e-17)


def volume_squared(arrows):
    return volume(arrows) ** 2


def volume_rooted(arrows):
    return np.sqrt(volume(arrows))


def volume_of_the_simplex(arrows):
    return volume(arrows) / factorial(len(arrows))


def volume_of_edges(arrows):
    return np.prod(np.linalg.norm(arrows, axis=1))


def volume_of_summed_shadows(arrows):
    k, n = arrows.shape
    return sum(abs(np.linalg.det(arrows[:, places])) for places in combinations(range(n), k))


def volume_with_a_sign(arrows):
    return -volume(arrows)


def volume_of_square_tables(arrows):
    return abs(np.linalg.det(arrows))


def volume_of_two(arrows):
    return volume(arrows[:2])


def volume_of_the_first_shadow(arrows):
    k, n = arrows.shape
    return abs(np.linalg.det(arrows[:, :k])) if k <= n else 0.0


def _multiplied(a, b):
    i, j = np.triu_indices(len(a), 1)
    return a[i] * b[j] - a[j] * b[i]


def _table(omega, n):
    table = np.zeros((n, n))
    table[np.triu_indices(n, 1)] = omega
    return table - table.T


def taken_apart(omega, n):
    return _taken_apart(omega, n)


def _taken_apart(omega, n, ask=True, divide=True, first=False):
    omega, table = np.asarray(omega, float), _table(omega, n)
    at = 0 if first else np.argmax(np.abs(omega))
    i, j = (places[at] for places in np.triu_indices(n, 1))
    if not np.any(omega):
        return np.zeros((2, n))
    a, b = table[i] / (omega[at] if divide else 1.0), table[j]
    if ask and np.max(np.abs(_multiplied(a, b) - (1 if divide else omega[at]) * omega)) > 1e-6 * np.max(np.abs(omega)):
        return np.zeros((2, n))
    return np.stack([a, b])


def taken_apart_by_singular_vectors(omega, n):
    """Two orthogonal covectors, each with half of the size."""
    left, sizes, right = np.linalg.svd(_table(omega, n))
    if (n > 2 and sizes[2] > 1e-6 * sizes[0]) or sizes[0] == 0:
        return np.zeros((2, n))
    pair = np.sqrt(sizes[0]) * np.stack([left[:, 0], right[0]])
    i, j = (places[np.argmax(np.abs(omega))] for places in np.triu_indices(n, 1))
    made = pair[0, i] * pair[1, j] - pair[0, j] * pair[1, i]
    return pair * [[1.0 if made * _table(omega, n)[i, j] > 0 else -1.0], [1.0]]


def taken_apart_by_the_square(omega, n):
    """Plücker's conditions for all lists of four, then the formula; as lists."""
    W = _table(omega, n)
    for a, b, c, d in combinations(range(n), 4):
        if abs(W[a, b] * W[c, d] - W[a, c] * W[b, d] + W[a, d] * W[b, c]) > 1e-8 * np.max(np.abs(omega)) ** 2:
            return [[0.0] * n] * 2
    return _taken_apart(omega, n, ask=False).tolist()


def taken_apart_turned(omega, n):
    return taken_apart(omega, n)[::-1]


def taken_apart_undivided(omega, n):
    return _taken_apart(omega, n, divide=False)


def taken_apart_unasked(omega, n):
    return _taken_apart(omega, n, ask=False)


def taken_apart_in_space(omega, n):
    """In space alone."""
    return taken_apart(omega, n) if n <= 3 else np.zeros((2, n))


def taken_apart_at_the_first(omega, n):
    with np.errstate(all="ignore"):
        return _taken_apart(omega, n, first=True, ask=False)


def taken_apart_asking_the_first_four(omega, n):
    if n > 3:
        W = _table(omega, n)
        if abs(W[0, 1] * W[2, 3] - W[0, 2] * W[1, 3] + W[0, 3] * W[1, 2]) > 1e-9 * np.max(np.abs(omega)) ** 2:
            return np.zeros((2, n))
    return _taken_apart(omega, n, ask=False)


def taken_apart_never(omega, n):
    return np.zeros((2, n))


def taken_apart_by_rows(omega, n):
    """Two rows of the table, whichever come first."""
    return _table(omega, n)[:2]


ANSWERS = {
    "2.1-1": {
        "right": [numbers, numbers_by_the_inverse, numbers_by_least_squares],
        "wrong": {
            "The two have changed places": numbers_exchanged,
            "they are its columns": numbers_of_rows,
            "Old and new have changed places": numbers_backwards,
            "The covector was changed as if it were an arrow": numbers_all_arrows,
            "The arrow was changed as if it were a covector": numbers_all_covectors,
            "the sum is off by": numbers_unchanged,
            "so many of each, add up to it": numbers_of_three,
            "it is the same arrow": numbers_of_an_orthogonal_basis,
        },
        "untold": {
            "have changed places": numbers_of_rows,
            "as if it were": numbers_unchanged,
        },
    },
    "2.1-2": {
        "right": [wedge, wedge_by_permutations, wedge_one_after_the_other],
        "wrong": {
            "All permutations have the sign +": wedge_all_plus,
            "do not average": wedge_averaged,
            "This is k! times the product": wedge_counted_often,
            "in the reverse order": wedge_from_the_last,
            "sorted by their first index first": wedge_sorted_by_the_last,
            "The components stand in the reverse order": wedge_reversed,
            "Relative to the sizes of covectors and arrows": wedge_of_two,
            "fed with arrows": wedge_without_signs,
            "the determinant of what each covector says": wedge_of_neighbours,
        },
        "untold": {
            "sorted by their first": wedge_reversed,
            "do not average": wedge_counted_often,
            "the sign +": wedge_of_neighbours,
        },
    },
    "2.1-3": {
        "right": [volume, volume_by_shadows, volume_by_stretches, volume_by_heights],
        "wrong": {
            "digits are lost": volume_by_products,
            "Rounding can make the determinant": volume_by_products_undefined,
            "This is the square of the volume": volume_squared,
            "This is the root of the volume": volume_rooted,
            "the box has k! times as much": volume_of_the_simplex,
            "arrows that lean on each other span less": volume_of_edges,
            "The worst error is": volume_of_summed_shadows,
            "A volume is not negative": volume_with_a_sign,
            "A determinant needs a square table": volume_of_square_tables,
            "before it was turned and sheared": volume_of_two,
            "it had before it was turned": volume_of_the_first_shadow,
        },
        "untold": {
            "digits are lost": volume_of_the_first_shadow,
            "the square of the volume": volume_of_edges,
        },
    },
    "2.1-4": {
        "right": [taken_apart, taken_apart_by_singular_vectors, taken_apart_by_the_square],
        "wrong": {
            "The sign is turned round": taken_apart_turned,
            "still to be divided out": taken_apart_undivided,
            "ask first whether the form's square is 0": taken_apart_unasked,
            "Relative to the form's largest component": taken_apart_in_space,
            "choose two for which it is not": taken_apart_at_the_first,
            "For one of them there came a number": taken_apart_asking_the_first_four,
            "Zeros came for all forms": taken_apart_never,
            "the product of the two covectors is the form": taken_apart_by_rows,
        },
        "untold": {
            "Zeros came for all forms": taken_apart_in_space,
            "divided out": taken_apart_by_rows,
        },
    },
}
