"""Public checks of the exercises of lesson 4.2, symmetry, locality and compositionality.

Nothing here returns an answer: a count is held against what the shifts leave in place, couplings are put back into the
energies, a table is asked whether it commutes and what it has left over, a covector is paired with changes.
"""

from __future__ import annotations

import itertools

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, mended

_OWN_WORK = ("physdl.cheap", "physdl.neural")

# ---- 4.2-1 ---------------------------------------------------------------------------------------------------------


def _unbalanced(trial):
    """Return by how much classes times shifts miss the pairs that stay, summed over all shifts (Burnside)."""
    rows, columns, reach = trial.arguments
    sites = list(itertools.product(range(rows), range(columns)))

    def near(d, size):
        return min(d % size, -d % size) <= reach

    pairs = {
        frozenset((a, b)) for a, b in itertools.combinations(sites, 2)
        if near(a[0] - b[0], rows) and near(a[1] - b[1], columns)
    }  # fmt: skip
    stay = 0
    for up, right in sites:
        stay += sum(frozenset(((i + up) % rows, (j + right) % columns) for i, j in pair) == pair for pair in pairs)
    return abs(trial.result * len(sites) - stay) / len(sites)


def _ways(rows, columns, reach):
    """Return the number of displacements: each way from a to b and back."""
    return np.prod([min(2 * reach + 1, size) for size in (rows, columns)]) - 1


def some_torus(rng):
    """Return the arguments of the first exercise: a torus and a reach."""
    return int(rng.integers(2, 8)), int(rng.integers(2, 8)), int(rng.integers(1, 5))


TORUS = Exercise(
    id="4.2-1",
    entry="torus_couplings",
    signature="torus_couplings(rows, columns, reach)",
    returns=Returns("whole"),
    cases=tuple(
        Case.call(*call)
        for call in ((5, 5, 1), (4, 4, 2), (3, 6, 1), (2, 2, 1), (5, 7, 2), (6, 5, 4), (2, 7, 3), (4, 6, 2), (1, 6, 3))
    ),
    properties=(
        Property(
            "shifts leave so many classes of pairs",
            _unbalanced,
            tolerance=1e-9,
            says=lambda t: (
                f"On the torus of {t.arguments[0]} by {t.arguments[1]} with reach {t.arguments[2]} you "
                f"count {t.result}."
            ),
        ),
    ),
    fresh=lambda rng: [Case.call(*some_torus(rng)) for _ in range(8)],  # small numbers coincide
    mistakes=(
        Mistake(
            "Each class is counted twice: the way from a to b and the way back belong to one pair.",
            lambda t: t.result == _ways(*t.arguments),
        ),
        Mistake(
            "Half of all ways, rounded down: a way that is its own opposite is a class of its own.",
            lambda t: t.result == _ways(*t.arguments) // 2,
        ),
        Mistake(
            "Ways (a, b) and (a, −b) are taken for one class: a shift does not mirror.",
            lambda t: t.result == np.prod([min(t.arguments[2], size // 2) + 1 for size in t.arguments[:2]]) - 1,
        ),
        Mistake("One class too many: is a site counted as a pair with itself?", mended(_unbalanced, lambda r: r - 1)),
    ),
    hints=(
        "A class of pairs is a displacement, and a displacement and its opposite are one class.",
        "On a side of even length, half way round is its own opposite.",
    ),
    forbids=_OWN_WORK,
)

# ---- 4.2-2 ---------------------------------------------------------------------------------------------------------


def some_energies(rng, n=None):
    """Return the arguments of the second exercise: all states of n spins in some order, and their energies."""
    n = int(rng.integers(3, 7)) if n is None else n
    s = np.array(list(itertools.product((-1.0, 1.0), repeat=n)))[rng.permutation(2**n)]
    J = np.triu(rng.normal(size=(n, n)), 1)
    h, c = rng.normal(size=n), rng.normal()
    return s, c - s @ h - np.einsum("ki,ij,kj->k", s, J, s)


def _left(trial):
    """Return how much of the energies is left that a product of two spins could explain, over their size."""
    s, energies = trial.arguments
    pairs = np.triu(trial.result, 1)
    rest = energies + np.einsum("ki,ij,kj->k", s, pairs, s)
    i, j = np.triu_indices(s.shape[1], 1)
    return float(np.abs((s[:, i] * s[:, j]).T @ rest).max(initial=0.0) / len(s) / np.abs(energies).max())


def _lopsided(trial):
    table = trial.result
    off = max(np.abs(table - table.T).max(), np.abs(np.diag(table)).max())
    return float(off / np.abs(trial.arguments[1]).max())  # where there are no couplings a right table is rounding alone


AVERAGES = Exercise(
    id="4.2-2",
    entry="couplings_of",
    signature="couplings_of(s, energies)",
    returns=Returns("real", lambda s, energies: (np.shape(s)[1], np.shape(s)[1])),
    cases=(
        Case.call(*some_energies(np.random.default_rng(1), 4)),
        Case.call(*some_energies(np.random.default_rng(2), 6)),
        Case.call(*some_energies(np.random.default_rng(3), 2)),
        Case.call(np.array(list(itertools.product((-1.0, 1.0), repeat=3))), 1.0 + np.arange(8) % 2),  # no couplings
    ),
    properties=(
        Property("the table is symmetric, with zeros on its diagonal", _lopsided, tolerance=1e-12, near=1e-10),
        Property(
            "the couplings explain what pairs can explain of the energies",
            _left,
            tolerance=1e-10,
            near=1e-8,
            says="A share of {error} is left.",
        ),
    ),
    fresh=lambda rng: Case.call(*some_energies(rng)),
    mistakes=(
        Mistake("The sign is turned round: H has a minus before its couplings.", mended(_left, lambda r: -r)),
        Mistake("Each coupling is half of what it should be.", mended(_left, lambda r: 2 * r)),
        Mistake("Each coupling is twice what it should be.", mended(_left, lambda r: r / 2)),
    ),
    hints=("The first part of the theorem on orbits says it in one line.", "A mean over all states, for each pair."),
    forbids=_OWN_WORK,
)

# ---- 4.2-3 ---------------------------------------------------------------------------------------------------------


def _restless(trial):
    """Return how much of the table does not commute with a shift, over the size of the table that was given."""
    table = trial.result
    return float(
        np.abs(np.roll(table, (1, 1), axis=(0, 1)) - table).max() / max(np.abs(trial.arguments[0]).max(), 1e-300)
    )


def _leaning(trial):
    """Return how much what was taken away still has in common with tables that commute."""
    gone = trial.arguments[0] - trial.result
    n = len(gone)
    shares = [np.mean(gone[np.arange(n), (np.arange(n) + k) % n]) for k in range(n)]
    return float(np.abs(shares).max() / max(np.abs(trial.arguments[0]).max(), 1e-300))


NEAREST = Exercise(
    id="4.2-3",
    entry="nearest_convolution",
    signature="nearest_convolution(matrix)",
    returns=Returns("real", np.shape),
    cases=(
        Case.call(np.random.default_rng(1).normal(size=(4, 4))),
        Case.call(np.random.default_rng(2).normal(size=(7, 7)) * 100),
        Case.call(np.array([[1.0, 2.0], [3.0, 5.0]])),
        Case.call(np.array([[3.0]])),
        Case.call(np.arange(9).reshape(3, 3)),
        Case.call(np.array([[0.0, 1, 2], [2, 0, 1], [1, 2, 0]])),  # commutes already
    ),
    properties=(
        Property("it commutes with the shift", _restless, tolerance=1e-12, near=1e-10),
        Property(
            "what was taken away has nothing in common with a convolution",
            _leaning,
            tolerance=1e-12,
            near=1e-10,
            says="A nearer one exists: along a diagonal the difference has a mean of {error} of the largest entry.",
        ),
    ),
    fresh=lambda rng: Case.call(rng.normal(size=(2 * [int(rng.integers(2, 9))]))),
    mistakes=(
        Mistake(
            "It is the transpose of a nearest one.",
            mended(_leaning, np.transpose),
        ),
    ),
    hints=(
        "A convolution is constant along each diagonal, counted round the ring.",
        "Of all constants the mean is nearest.",
    ),
    forbids=(*_OWN_WORK, "scipy"),
)

# ---- 4.2-4 ---------------------------------------------------------------------------------------------------------


def some_batch(rng, n=None, width=None):
    """Return the arguments of the fourth exercise: points of a ring, covectors at the outputs, a window's width."""
    n = int(rng.integers(4, 10)) if n is None else n
    width = int(rng.integers(1, n + 1)) if width is None else width
    count = int(rng.integers(1, 6))
    return rng.normal(size=(count, n)), rng.normal(size=(count, n)), width


def _mispaired(trial, ahead=1):
    """Return by how much pulled and pushed pairings differ for changes of the window that are drawn."""
    x, w, width = trial.arguments
    worst = 0.0
    for change in np.random.default_rng(8).normal(size=(6, width)):
        pushed = sum(c * np.roll(x, -ahead * k, axis=1) for k, c in enumerate(change))
        size = np.abs(w).sum() * np.abs(x).max() * np.abs(change).max()
        worst = max(worst, abs(np.sum(w * pushed) - trial.result @ change) / size)
    return float(worst)


def _times(trial, factor):
    """Return whether the answer is right after a multiplication by more than one."""
    return factor == 1 or mended(_mispaired, lambda found: factor * found)(trial)


BACK = Exercise(
    id="4.2-4",
    entry="window_gradient",
    signature="window_gradient(x, w, width)",
    returns=Returns("real", lambda x, w, width: (width,)),
    cases=(
        Case.call(*some_batch(np.random.default_rng(1), 5, 3)),
        Case.call(*some_batch(np.random.default_rng(2), 8, 2)),
        Case.call(*some_batch(np.random.default_rng(3), 6, 6)),
        Case.call(*some_batch(np.random.default_rng(4), 7, 1)),
        Case.call(np.eye(4), np.eye(4)[::-1].copy(), 4),
    ),
    properties=(
        Property(
            "paired with any change of the window it says by how much the loss changes",
            _mispaired,
            tolerance=1e-11,
            near=1e-9,
        ),
    ),
    fresh=lambda rng: Case.call(*some_batch(rng)),
    mistakes=(
        Mistake(
            "It is the answer for windows that look back instead of ahead.",
            lambda t: _mispaired(t, -1) < 1e-9,
        ),
        Mistake(
            "The mean over the batch was taken, not the sum.",
            lambda t: _times(t, len(t.arguments[0])),
        ),
        Mistake(
            "The mean over the sites was taken, not the sum: every site uses the same window.",
            lambda t: _times(t, t.arguments[0].shape[1]),
        ),
    ),
    hints=(
        "Write out y for one site and take the derivative by one weight of the window.",
        "A weight is used at every site and for every point: its entry is a sum over all of them.",
    ),
    forbids=(*_OWN_WORK, "scipy"),
)

EXERCISES = (TORUS, AVERAGES, NEAREST, BACK)
READ_BY_HAND = ("4.2-5",)
