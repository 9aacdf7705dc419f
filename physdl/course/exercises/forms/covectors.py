"""Public checks of the exercises of lesson 2.1, covectors and the wedge.

Answers are asked for what must hold: an arrow put together again, a form fed with arrows, a box whose volume was known
before it was turned, two covectors multiplied.
"""

from __future__ import annotations

from itertools import combinations, permutations
from math import comb, factorial, prod

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, altered, gives, mended, mends


def _share(off, *sizes):
    """Return the largest deviation relative to the product of the largest entries of `sizes`."""
    scale = prod(np.max(np.abs(size), initial=0.0) for size in sizes)
    return float(np.max(np.abs(off), initial=0.0)) / (scale if scale > 0 else 1.0)


def _another_arrow(trial):
    (basis, arrow, _), (new, _) = trial.arguments, trial.result
    return _share(basis @ new - arrow, basis, new) if np.any(arrow) else _share(new)


def _another_covector(trial):
    (basis, _, covector), (_, new) = trial.arguments, trial.result
    said = [covector @ e for e in basis.T]
    return _share(new - said, basis, covector) if np.any(covector) else _share(new)


def _either(trial):
    return max(_another_arrow(trial), _another_covector(trial))


def _covector_as_arrow(trial):
    (basis, _, covector), (_, new) = trial.arguments, trial.result
    return _another_arrow(trial) < 1e-9 and _share(basis @ new - covector, basis, new) < 1e-9


def _arrow_as_covector(trial):
    (basis, arrow, _), (new, _) = trial.arguments, trial.result
    return _another_covector(trial) < 1e-9 and _share(new - [arrow @ e for e in basis.T], basis, arrow) < 1e-9


def skewed(rng, n):
    """Return the case of a random basis of n arrows that are far from lying in one plane, an arrow and a covector."""
    turns = [np.linalg.qr(rng.standard_normal((n, n)))[0] for _ in range(2)]
    basis = turns[0] * rng.uniform(0.3, 3, n) @ turns[1]
    return Case.call(basis, *rng.standard_normal((2, n)))


_LEANING = np.array([[1.0, 1, 0], [0, 1, 2], [0, 0, 1]])

NUMBERS = Exercise(
    id="2.1-1",
    entry="new_numbers",
    signature="new_numbers(basis, arrow, covector)",
    returns=tuple(Returns("real", lambda basis, arrow, covector: (len(arrow),)) for _ in range(2)),
    cases=(
        Case.call(_LEANING, np.array([3.0, 1, -2]), np.array([0.5, 4, 1])),
        Case.call(np.array([[2.0]]), np.array([3.0]), np.array([5.0])),
        Case.call(np.eye(4)[[2, 0, 3, 1]] * 1e-3, np.array([1.0, 0, 2, -1]), np.array([4.0, 3, 2, 1])),
        Case.call(_LEANING.T, np.zeros(3), np.array([1.0, -1, 2])),
        Case.call(np.array([[1, 2], [3, 5]]), np.array([1, 1]), np.array([0, 2])),
    ),
    fresh=lambda rng: skewed(rng, int(rng.integers(3, 7))),
    properties=(
        Property(
            "it is the same arrow: the new basis arrows, so many of each, add up to it",
            _another_arrow,
            tolerance=1e-12,
            near=1e-10,
            says="Relative to the largest terms, the sum is off by {error}.",
        ),
        Property(
            "it is the same covector: its numbers are what it says of the new basis arrows",
            _another_covector,
            tolerance=1e-12,
            near=1e-10,
            says="Relative to the largest terms, they are off by {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "The two have changed places: the arrow's numbers come first.",
            mended(_either, arguments=None, result=lambda pair: pair[::-1]),
        ),
        Mistake(
            "This takes the rows of the table for the new basis arrows; they are its columns.",
            mended(_either, arguments=lambda basis, arrow, covector: (basis.T, arrow, covector)),
        ),
        Mistake(
            "Old and new have changed places: this comes from the numbers in the new basis.",
            mended(_either, arguments=lambda basis, arrow, covector: (np.linalg.inv(basis), arrow, covector)),
        ),
        Mistake("The covector was changed as if it were an arrow.", mends(_either, _covector_as_arrow)),
        Mistake("The arrow was changed as if it were a covector.", mends(_either, _arrow_as_covector)),
    ),
    hints=(
        "The new numbers of the arrow are the unknowns of a system of linear equations; the columns are given.",
        "A covector's number for a basis arrow is what it says of that arrow. Feed it with each column.",
    ),
    stops={"LinAlgError": "The table that was inverted is singular; the one that was given is not."},
)


def _unlike_a_product(covectors, found):
    """Return how far a form is from the determinants of α^i(v_j), fed with more random arrows than it has components.

    Relative to the lengths of the arrows and of the covectors, as rows of numbers.
    """
    k, n = covectors.shape
    lists = list(combinations(range(n), k))
    arrows = np.random.default_rng(100 * n + k).standard_normal((len(lists) + 5, k, n))
    if not lists:
        return 0.0
    said = sum(part * np.linalg.det(arrows[:, :, rows]) for part, rows in zip(found, lists, strict=True))
    wanted = np.linalg.det(arrows @ covectors.T)
    size = np.prod(np.linalg.norm(arrows, axis=-1), axis=-1) * np.prod(np.linalg.norm(covectors, axis=-1))
    return float(np.max(np.abs(said - wanted) / np.where(size > 0, size, 1.0)))


def _fed(trial):
    return max(_unlike_a_product(*call, found) for call, found in zip(trial.calls, trial.results, strict=True))


def _fits(change):
    return mends(_fed, lambda trial: _fed(altered(trial, change)) < 1e-9)


def _all_plus(trial):
    """Return whether each component is the sum over permutations without their signs."""
    (covectors,), found = trial.arguments, trial.result
    k, n = covectors.shape
    rows = np.arange(k)
    wrong = [
        sum(np.prod(covectors[rows, list(order)]) for order in permutations(places))
        for places in combinations(range(n), k)
    ]
    size = np.prod(np.linalg.norm(covectors, axis=-1))
    return np.max(np.abs(found - wrong), initial=0.0) <= 1e-9 * size


def _last_first(covectors, found):
    """Return components that came sorted by their last index, as `found`, in the order of the lists."""
    k, n = covectors.shape
    lists = list(combinations(range(n), k))
    came = sorted(lists, key=lambda places: places[::-1])
    return np.array([found[came.index(places)] for places in lists])


def random_covectors(rng, k, n):
    """Return the case of k random covectors in n dimensions."""
    return Case.call(rng.standard_normal((k, n)))


WEDGE = Exercise(
    id="2.1-2",
    entry="wedge_of",
    signature="wedge_of(covectors)",
    returns=Returns("real", lambda covectors: (comb(np.shape(covectors)[1], np.shape(covectors)[0]),)),
    cases=(
        Case.call(np.array([[1.0, 0, 2], [1, 2, 3]])),
        Case.call(np.array([[2.0, -1, 0.5, 3]])),
        Case.call(np.sin(np.arange(1.0, 16.0)).reshape(3, 5)),
        Case.call(np.cos(np.arange(1.0, 29.0)).reshape(4, 7)),
        Case.call(np.array([[2, 1, 0], [1, 3, 1], [0, 1, 4]])),
        Case.call(np.array([[1.0, 2, 3, 4], [2, 4, 6, 8], [0, 1, 0, 1]])),
        Case.call(np.ones((3, 2))),
        Case.call(np.sin(np.arange(1.0, 31.0)).reshape(5, 6)),
    ),
    fresh=lambda rng: random_covectors(rng, int(rng.integers(2, 5)), int(rng.integers(5, 8))),
    properties=(
        Property(
            "fed with arrows, it is the determinant of what each covector says of each arrow",
            _fed,
            tolerance=1e-12,
            near=1e-10,
            says="Relative to the sizes of covectors and arrows, it is off by {error}.",
        ),
    ),
    mistakes=(
        Mistake("All permutations have the sign +.", mends(_fed, _all_plus)),
        Mistake(
            "This is the product divided by k!: deal each order once, and do not average.",
            _fits(lambda found, covectors: found * factorial(len(covectors))),
        ),
        Mistake(
            "This is k! times the product: each order was counted more than once.",
            _fits(lambda found, covectors: found / factorial(len(covectors))),
        ),
        Mistake(
            "The signs are turned round as if the covectors stood in the reverse order.",
            _fits(lambda found, covectors: found * (-1) ** (len(covectors) * (len(covectors) - 1) // 2)),
        ),
        Mistake(
            "The order of the components is wrong: the lists are sorted by their first index first.",
            _fits(lambda found, covectors: _last_first(covectors, found)),
        ),
        Mistake("The components stand in the reverse order.", _fits(lambda found, covectors: found[::-1])),
    ),
    hints=(
        "The component of I is the product fed with the basis arrows of I. What do the covectors say of those?",
        "itertools.combinations(range(n), k) lists the I in the right order; with k > n there are none.",
    ),
    forbids=("physdl.forms",),
)


def _misjudged(trial):
    """Return the worst error of a volume, relative to it and a millionth of what a box with such edges may have."""
    worst = 0.0
    for (arrows,), found, volume in zip(trial.calls, trial.results, trial.facts["volumes"], strict=True):
        edges = np.prod(np.linalg.norm(arrows, axis=1))
        worst = max(worst, abs(found - volume) / (volume + 1e-6 * edges))
    return worst


def _volume(change):
    return mends(_misjudged, lambda trial: _misjudged(altered(trial, change)) < 1e-6)


def _digits_lost(trial):
    """Return whether open boxes are right, and folded ones off by no more than half of the digits allows."""
    for (arrows,), found, volume in zip(trial.calls, trial.results, trial.facts["volumes"], strict=True):
        edges = np.prod(np.linalg.norm(arrows, axis=1))
        if abs(found - volume) > (1e-6 * edges if volume < 1e-3 * edges else 1e-8 * volume):
            return False
    return True


def box(rng, k, n, fold=1.0):
    """Return the case of a turned box of k arrows in n dimensions, and the same sheared: its volume is that before.

    `fold` is what the height of the last arrow over the others is multiplied by.
    """
    heights = rng.uniform(0.5, 2, k) * np.where(np.arange(k) == k - 1, fold, 1.0)
    shape = np.tril(rng.uniform(-1, 1, (k, k)), -1) + np.diag(heights)
    turn = np.linalg.qr(rng.standard_normal((n, n)))[0][:k]
    sheared = shape + np.outer(np.eye(k)[-1], shape[0]) if k > 1 else shape
    return Case(((shape @ turn,), (sheared @ turn,)), {"volumes": (float(np.prod(heights)),) * 2})


VOLUME = Exercise(
    id="2.1-3",
    entry="box_volume",
    signature="box_volume(arrows)",
    returns=Returns("real"),
    cases=(
        Case.call(np.array([[3.0, -2, 0], [0, 2, -1]]), volumes=(7.0,)),
        Case.call(np.array([[3.0, 4, 0, 12]]), volumes=(13.0,)),
        Case.call(np.array([[2, 1, 0], [1, 3, 1], [0, 1, 4]]), volumes=(18.0,)),
        Case.call(np.array([[1.0, 2, 3, 4], [2, 0, 1, 5], [3, 2, 4, 9]]), volumes=(0.0,)),
        Case.call(np.array([[1.0, 2], [3, 4], [5, 6]]), volumes=(0.0,)),
        Case.call(np.array([[1.0, 1, 1, 0], [1.0, 1, 1, 1e-6]]), volumes=(np.sqrt(3) * 1e-6,)),
        box(np.random.default_rng(1), 3, 5),
        box(np.random.default_rng(2), 4, 7, 1e-6),
    ),
    fresh=lambda rng: [box(rng, 2, 3), box(rng, 3, int(rng.integers(4, 7)), 10 ** rng.uniform(-6, -4))],
    properties=(
        Property(
            "the box has the volume that it had before it was turned and sheared",
            _misjudged,
            tolerance=1e-8,
            near=1e-6,
            says="The worst error is {error} of the volume, or of a millionth of the edges' product where it is less.",
        ),
    ),
    mistakes=(
        Mistake(
            "Open boxes are right. Where the box is nearly folded flat, digits are lost: a determinant of inner "
            "products is the square of what is wanted, and what is small is squared away.",
            mends(_misjudged, _digits_lost),
        ),
        Mistake("This is the square of the volume.", _volume(lambda found, arrows: np.sqrt(np.abs(found)))),
        Mistake("This is the root of the volume.", _volume(lambda found, arrows: found**2)),
        Mistake(
            "This is the volume of the simplex with these edges: the box has k! times as much.",
            _volume(lambda found, arrows: found * factorial(len(arrows))),
        ),
        Mistake(
            "These are the edges' lengths multiplied: arrows that lean on each other span less.",
            gives(lambda arrows: np.prod(np.linalg.norm(arrows, axis=1)), 1e-6),
        ),
        Mistake("A volume is not negative.", _volume(lambda found, arrows: abs(found))),
    ),
    hints=(
        "The volume is a product of heights: of each arrow over the space of those before it.",
        "An orthogonal matrix does not change a volume. What np.linalg.qr leaves of the arrows is triangular.",
    ),
    undefined="Rounding can make the determinant of a table of inner products negative; then its root is undefined.",
    stops={"LinAlgError": "A determinant needs a square table; here k arrows have n numbers each."},
)


def _pairs(n):
    return np.triu_indices(n, 1)


def _multiplied(a, b):
    (i, j) = _pairs(len(a))
    return a[i] * b[j] - a[j] * b[i]


def _other_form(trial):
    """Return how far the two covectors' product is from the form, where there are such."""
    (omega, _), (a, b) = trial.arguments, trial.result
    return _share(_multiplied(a, b) - omega, omega) if trial.facts["product"] else 0.0


def _not_refused(trial):
    return 0.0 if trial.facts["product"] else float(np.max(np.abs(trial.result)))


def _scaled(trial):
    """Return whether the covectors' product is a multiple of the form."""
    (omega, _), (a, b) = trial.arguments, trial.result
    made = _multiplied(a, b)
    if not (trial.facts["product"] and np.any(omega)):
        return True
    at = np.argmax(np.abs(omega))
    return made[at] != 0 and _share(made * omega[at] - omega * made[at], made, omega) < 1e-9


def product(rng, n, first=True):
    """Return the case of a product of two random covectors; not `first`, the components (0, j) are all 0."""
    a, b = rng.standard_normal((2, n)) * ([1.0] * n if first else [0.0] + [1.0] * (n - 1))
    return Case.call(_multiplied(a, b), n, product=True)


def no_product(rng, n):
    """Return the case of a sum of two products of four independent covectors, n ≥ 4."""
    a, b, c, d = np.linalg.qr(rng.standard_normal((n, n)))[0][:4]
    return Case.call(_multiplied(a, b) + rng.uniform(0.3, 1) * _multiplied(c, d), n, product=False)


_HIDDEN_PAIR = _multiplied(np.eye(5)[0], np.eye(5)[1]) + _multiplied(np.eye(5)[2], np.eye(5)[4])

FACTORS = Exercise(
    id="2.1-4",
    entry="factors",
    signature="factors(omega, n)",
    returns=Returns("real", lambda omega, n: (2, n)),
    cases=(
        Case.call(np.array([3.0]), 2, product=True),
        Case.call(np.array([2.0, 1, -4]), 3, product=True),
        Case.call(_multiplied(np.array([0.0, 0, 1, 2]), np.array([0.0, 1, 0, 3])), 4, product=True),
        Case.call(np.array([1.0, 0, 0, 0, 0, 1]), 4, product=False),
        Case.call(_multiplied(np.sin(np.arange(1.0, 7)), np.cos(np.arange(6.0))), 6, product=True),
        Case.call(_HIDDEN_PAIR, 5, product=False),
        Case.call(np.zeros(3), 3, product=True),
        Case.call(np.array([0, 0, 2]), 3, product=True),
    ),
    fresh=lambda rng: [product(rng, int(rng.integers(4, 8))), no_product(rng, int(rng.integers(4, 7)))],
    properties=(
        Property(
            "the product of the two covectors is the form, if it is one",
            _other_form,
            tolerance=1e-12,
            near=1e-10,
            says="Relative to the form's largest component, it is off by {error}.",
        ),
        Property(
            "a form that is no product gets zeros",
            _not_refused,
            tolerance=1e-12,
            says="For one of them there came a number as large as {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "The sign is turned round: exchange the two covectors.",
            mended(_other_form, result=lambda pair: pair[::-1]),
        ),
        Mistake(
            "Their product is a multiple of the form: something is still to be divided out.",
            mends(_other_form, _scaled),
        ),
        Mistake(
            "Products are taken apart, and so is what is no product: ask first whether the form's square is 0.",
            mends(
                lambda trial: max(_other_form(trial), _not_refused(trial)),
                lambda trial: _other_form(trial) < 1e-9 and (trial.facts["product"] or np.any(trial.result)),
            ),
        ),
        Mistake(
            "Zeros came for all forms, and some are products.",
            mends(_other_form, lambda trial: not np.any(trial.result)),
        ),
    ),
    hints=(
        "Fill one slot with a basis arrow: what is left is a covector. Take two arrows on which the form is not 0.",
        "Build what you found together again and look whether it is the form. That is quicker than its square.",
    ),
    forbids=("physdl.forms",),
    undefined="A division by ω(u, v) with arrows for which it is 0, perhaps: choose two for which it is not.",
)

EXERCISES = (NUMBERS, WEDGE, VOLUME, FACTORS)
READ_BY_HAND = ("2.1-5",)
