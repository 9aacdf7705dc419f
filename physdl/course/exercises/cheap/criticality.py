"""Public checks of the exercises of lesson 4.6, Criticality, measured.

A sweep is judged by the law that it keeps and by what each spin has seen, an error of a mean by the matrix of all
covariances, clusters by walking along bonds, a derivative by a step in the imaginary direction.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns


def gives(wrong, tolerance=1e-8):
    """Return the test that every result of a trial is what `wrong(*arguments)` would give."""

    def shows(trial):
        with np.errstate(all="ignore"):
            pairs = [(np.asarray(r), np.asarray(wrong(*c))) for c, r in zip(trial.calls, trial.results, strict=True)]
        return all(
            found.shape == slip.shape and bool(np.all(np.abs(found - slip) <= tolerance * np.maximum(1, np.abs(slip))))
            for found, slip in pairs
        )

    return shows


# ---- 4.6-1: a sweep as a matrix ------------------------------------------------------------------------------------


def _spins(n):
    return 2 * (np.arange(2**n)[:, None] >> np.arange(n) & 1) - 1


def _drawn(n, coupling, seen):
    """Return the chances of a sweep, given which state's spins each site has seen: a before, b after it."""
    spins, chance = _spins(n), np.ones((2**n, 2**n))
    for site in range(n):
        field = spins[:, (site - 1) % n] + spins[:, (site + 1) % n]
        field = field[:, None] if seen(site) == "before" else field[None, :]
        chance = chance / (1 + np.exp(-2 * coupling * spins[None, :, site] * field))
    return chance


def _evens_first(site):
    return "after" if site % 2 else "before"


def _half(n, coupling, parity):
    spins = _spins(n)
    stays = np.all(spins[:, None, 1 - parity :: 2] == spins[None, :, 1 - parity :: 2], axis=2)
    chance = 1.0 * stays
    for site in range(parity, n, 2):
        field = spins[:, (site - 1) % n] + spins[:, (site + 1) % n]
        chance = chance / (1 + np.exp(-2 * coupling * spins[None, :, site] * field[:, None]))
    return chance


def _metropolis(n, coupling, parity):
    """Return the chances of a half sweep that proposes to turn each spin, and accepts by Metropolis' rule."""
    spins, chance = _spins(n), np.ones((2**n, 2**n))
    for site in range(n):
        turned = spins[:, site][:, None] != spins[None, :, site]
        field = spins[:, (site - 1) % n] + spins[:, (site + 1) % n]
        accept = np.exp(np.minimum(0, -2 * coupling * spins[:, site] * field))[:, None] * (site % 2 == parity)
        chance = chance * np.where(turned, accept, 1 - accept)
    return chance


def _in_turn(n, coupling):
    """Return the chances of a sweep that asks the spins 0, 1, 2, … one after the other."""
    spins, chance = _spins(n), np.ones((2**n, 2**n))
    for site in range(n):
        left = spins[:, n - 1][:, None] if site == 0 else spins[:, site - 1][None, :]
        right = spins[:, 0][None, :] if site == n - 1 else spins[:, site + 1][:, None]
        chance = chance / (1 + np.exp(-2 * coupling * spins[None, :, site] * (left + right)))
    return chance


def _weights(n, coupling):
    spins = _spins(n)
    weight = np.exp(coupling * np.sum(spins * np.roll(spins, 1, axis=1), axis=1))
    return weight / weight.sum()


def _rows_off(trial):
    return max(np.abs(np.sum(result, axis=1) - 1).max() for result in trial.results)


def _law_off(trial):
    return max(
        np.abs(_weights(*call) @ result / _weights(*call) - 1).max()
        for call, result in zip(trial.calls, trial.results, strict=True)
    )


def _draws_off(trial):
    return max(
        np.abs(result - _drawn(*call, _evens_first)).max()
        for call, result in zip(trial.calls, trial.results, strict=True)
    )


def a_ring(rng):
    """Return a ring of general size and a coupling."""
    return Case.call(int(rng.choice([4, 6, 8])), float(rng.choice([-1, 1]) * rng.uniform(0.1, 1)))


SWEEP = Exercise(
    id="4.6-1",
    entry="sweep_matrix",
    signature="sweep_matrix(n, coupling)",
    returns=Returns("real", lambda n, coupling: (2**n, 2**n)),
    cases=tuple(Case.call(*call) for call in ((4, 0.5), (6, 0.3), (6, -0.7), (4, 0.0), (8, 1.0), (4, 1))),
    properties=(
        Property("each row holds probabilities of sum 1", _rows_off, tolerance=1e-12, near=1e-10),
        Property("a sweep keeps the law", _law_off, tolerance=1e-10, near=1e-8),
        Property(
            "even spins are drawn first, then odd ones, as their neighbours stand",
            _draws_off,
            tolerance=1e-12,
            near=1e-10,
        ),
    ),
    fresh=a_ring,
    mistakes=(
        Mistake(
            "All spins look at the state before the sweep. The odd ones have to see the even ones as they are by then.",
            gives(lambda n, K: _drawn(n, K, lambda site: "before")),
        ),
        Mistake(
            "In this numbering the odd spins are asked first. Is bit 0 the lowest, and does the matrix that acts first "
            "stand on the left, where rows are the states before?",
            gives(lambda n, K: _half(n, K, 1) @ _half(n, K, 0)),
        ),
        Mistake(
            "Rows and columns are exchanged: a row is the state before the sweep.",
            gives(lambda n, K: _drawn(n, K, _evens_first).T),
        ),
        Mistake(
            "A 2 is missing in the exponent: from up to down the energy changes by twice the field.",
            gives(lambda n, K: _drawn(n, K / 2, _evens_first)),
        ),
        Mistake(
            "That is the mean of the two half sweeps. They come one after the other: a product.",
            gives(lambda n, K: (_half(n, K, 0) + _half(n, K, 1)) / 2),
        ),
        Mistake("Spins are asked one after the other. All even ones come first.", gives(_in_turn)),
        Mistake(
            "Moves are accepted by Metropolis' rule. Here a spin is drawn anew, whatever it was: the heat bath.",
            gives(lambda n, K: _metropolis(n, K, 0) @ _metropolis(n, K, 1)),
        ),
        Mistake("That is the half sweep of the even spins alone.", gives(lambda n, K: _half(n, K, 0))),
        Mistake("That is the half sweep of the odd spins alone.", gives(lambda n, K: _half(n, K, 1))),
        Mistake(
            "Each row is the law itself. So a sampler would end; one sweep does not get there.",
            gives(lambda n, K: np.tile(_weights(n, K), (2**n, 1))),
        ),
        Mistake(
            "The sign of the exponent is turned: at a positive coupling a spin goes with its neighbours.",
            gives(lambda n, K: _drawn(n, -K, _evens_first)),
        ),
    ),
    hints=(
        "Write a matrix for the even half sweep first: which states can follow on a given one, and with what chance?",
        "An even spin is up with the probability 1/(1 + exp(−2Kh)), whatever it was before.",
    ),
    forbids=("physdl.cheap",),
)


# ---- 4.6-2: the error of a mean ------------------------------------------------------------------------------------


def _by_matrix(call):
    """Return the standard error from the matrix of covariances of all pairs of samples."""
    memory, variance, n = call
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    known = np.concatenate([[1.0], np.asarray(memory, float), np.zeros(n)])
    return float(np.sqrt(max(0.0, variance * known[apart].sum())) / n)


def _error_off(trial):
    return max(
        abs(result - _by_matrix(call)) / max(_by_matrix(call), 1e-12)
        for call, result in zip(trial.calls, trial.results, strict=True)
    )


def _from_sum(total):
    """Return a wrong error: the root of variance / n times what ``total(memory, n)`` gives."""

    def wrong(memory, variance, n):
        memory = np.asarray(memory, float)
        return float(np.sqrt(max(0.0, variance / n * total(memory, n))))

    return wrong


def _weighted(memory, n):
    t = np.arange(1, len(memory) + 1)
    return np.sum(np.maximum(0, 1 - t / n) * memory)


def a_memory(rng):
    """Return the memory of a moving mean of general length, a variance and a number of samples."""
    filter_ = rng.normal(0.4, 1, rng.integers(4, 12))
    memory = [float(filter_[t:] @ filter_[: len(filter_) - t]) for t in range(len(filter_))]
    return Case.call(
        [rho / memory[0] for rho in memory[1:]], float(rng.uniform(0.2, 5)), int(rng.integers(len(filter_) + 1, 60))
    )


MEAN = Exercise(
    id="4.6-2",
    entry="error_of_mean",
    signature="error_of_mean(memory, variance, n)",
    returns=Returns("real"),
    cases=(
        Case.call([0.5, 0.25, 0.125], 2.0, 10),
        Case.call([], 2.0, 7),
        Case.call([0.6, 0.3, 0.1], 1.0, 2),
        Case.call([0.6, 0.3, 0.1], 1.5, 1),
        Case.call([-0.4, 0.1], 3, 12),
        Case.call([0.0, 0.0, 0.3], 0.7, 4),
        Case.call([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1], 1.0, 400),
    ),
    properties=(Property("the error is that of the sum of all covariances", _error_off, tolerance=1e-9, near=1e-7),),
    fresh=a_memory,
    mistakes=(
        Mistake("Samples are taken for independent.", gives(_from_sum(lambda rho, n: 1.0))),
        Mistake(
            "That is the limit of many samples. Of n samples, n − t pairs are t steps apart.",
            gives(_from_sum(lambda rho, n: 1 + 2 * rho.sum())),
        ),
        Mistake(
            "Each pair of samples counts twice: i before j, and j before i.",
            gives(_from_sum(lambda rho, n: 1 + _weighted(rho, n))),
        ),
        Mistake(
            "The root is missing: that is the variance of the mean.",
            gives(lambda memory, variance, n: _by_matrix((memory, variance, n)) ** 2),
        ),
        Mistake(
            "That is the standard deviation of one sample, not of the mean of n.",
            gives(lambda memory, variance, n: np.sqrt(variance)),
        ),
        Mistake(
            "A sample goes with itself, too: the sum over t begins with 1 for t = 0.",
            gives(_from_sum(lambda rho, n: 2 * _weighted(rho, n))),
        ),
        Mistake(
            "Samples n steps apart or more do not occur among n: their terms have no negative weight.",
            gives(_from_sum(lambda rho, n: 1 + 2 * np.sum((1 - np.arange(1, len(rho) + 1) / n) * rho))),
        ),
        Mistake(
            "The first entry of `memory` belongs to one step, not to none.",
            gives(_from_sum(lambda rho, n: 1 + 2 * np.sum(np.maximum(0, 1 - np.arange(len(rho)) / n) * rho))),
        ),
    ),
    hints=(
        "The variance of a sum is the sum of all covariances. Write them into a matrix of n rows and add.",
        "How many pairs of n samples are t steps apart? For t ≥ n none.",
    ),
    undefined="A root of a negative number, or a division by n − 1? The sum begins with 1 for t = 0, and terms with "
    "t ≥ n are left out.",
    stops={
        "ValueError": "A root of a negative number? The sum begins with 1 for t = 0; terms with t ≥ n are left out.",
        "ZeroDivisionError": "One sample has an error, too: nothing is divided by n − 1.",
    },
    forbids=("physdl.cheap",),
)


# ---- 4.6-3: clusters -----------------------------------------------------------------------------------------------


def _walked(call, wrap=True, columns=True, rows=True):
    """Return the sizes of clusters, largest first, by walking from site to site."""
    right, down = (np.asarray(bond, bool) for bond in call)
    height, width = right.shape
    beside = {(i, j): [] for i in range(height) for j in range(width)}
    for i, j in beside:
        for bond, near in ((right[i, j] and rows, (i, j + 1)), (down[i, j] and columns, (i + 1, j))):
            inside = near[0] < height and near[1] < width
            if bond and (inside or wrap):
                near = near[0] % height, near[1] % width
                beside[i, j].append(near)
                beside[near].append((i, j))
    sizes, seen = [], set()
    for site in beside:
        if site in seen:
            continue
        waiting, count = [site], 0
        seen.add(site)
        while waiting:
            count += 1
            for near in beside[waiting.pop()]:
                if near not in seen:
                    seen.add(near)
                    waiting.append(near)
        sizes.append(count)
    return np.array(sorted(sizes, reverse=True))


def _equal(result, exact):
    return np.shape(result) == np.shape(exact) and bool(np.array_equal(result, exact))


def _sizes_off(trial):
    return max(
        0.0 if _equal(result, _walked(call)) else 1.0 for call, result in zip(trial.calls, trial.results, strict=True)
    )


def _sites_off(trial):
    return max(
        float(abs(np.sum(result) - np.size(call[0]))) for call, result in zip(trial.calls, trial.results, strict=True)
    )


def _shows(wrong):
    return lambda trial: all(
        _equal(result, wrong(*call)) for call, result in zip(trial.calls, trial.results, strict=True)
    )


def _unsorted(trial):
    return all(
        _equal(np.sort(result)[::-1], _walked(call)) for call, result in zip(trial.calls, trial.results, strict=True)
    )


def bonds(rng, height, width, chance):
    """Return bonds of a lattice, each there with some chance."""
    return [(rng.random((height, width)) < chance).astype(int).tolist() for _ in range(2)]


def some_bonds(rng):
    """Return bonds of general size, near where clusters begin to span the lattice."""
    return Case.call(*bonds(rng, int(rng.integers(5, 12)), int(rng.integers(5, 12)), rng.uniform(0.35, 0.55)))


_RNG = np.random.default_rng(46)
_SNAKE = [[1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 1, 0]], [[0, 0, 0, 1], [1, 0, 0, 0], [0, 0, 0, 0]]

SIZES = Exercise(
    id="4.6-3",
    entry="cluster_sizes",
    signature="cluster_sizes(right, down)",
    returns=Returns("whole", (None,)),
    cases=(
        Case.call(*bonds(_RNG, 6, 8, 0.45)),
        Case.call(*_SNAKE),
        Case.call([[0, 0, 1], [0, 0, 0]], [[0, 0, 0], [0, 1, 0]]),
        Case.call([[0] * 5] * 4, [[0] * 5] * 4),
        Case.call([[1] * 5] * 4, [[1] * 5] * 4),
        Case.call([[1, 0], [0, 0]], [[0, 0], [1, 0]]),
        Case.call(*bonds(_RNG, 24, 24, 0.5)),
    ),
    properties=(
        Property("every site is in one cluster", _sites_off, tolerance=1e-9, near=1e-9),
        Property(
            "the sizes, largest first, are those found by walking along the bonds",
            _sizes_off,
            tolerance=1e-9,
            near=1e-9,
        ),
    ),
    fresh=some_bonds,
    mistakes=(
        Mistake("The lattice is closed: bonds go round its edges.", _shows(lambda r, d: _walked((r, d), wrap=False))),
        Mistake("Bonds downwards are not used.", _shows(lambda r, d: _walked((r, d), columns=False))),
        Mistake("Bonds to the right are not used.", _shows(lambda r, d: _walked((r, d), rows=False))),
        Mistake("The smallest comes first; the largest should.", _shows(lambda r, d: _walked((r, d))[::-1])),
        Mistake("The sizes are right, but not in order from the largest to the smallest.", _unsorted),
        Mistake(
            "Bonds to the right go round the edge, those downwards do not.",
            _shows(lambda r, d: _walked((r, [*np.asarray(d).tolist()[:-1], [0] * len(d[0])]))),
        ),
        Mistake(
            "Bonds downwards go round the edge, those to the right do not.",
            _shows(lambda r, d: _walked(([[*row[:-1], 0] for row in np.asarray(r).tolist()], d))),
        ),
        Mistake("Sites without a bond are clusters of one.", _shows(lambda r, d: _walked((r, d))[_walked((r, d)) > 1])),
        Mistake("`right` and `down` are exchanged.", _shows(lambda r, d: _walked((d, r)))),
        Mistake(
            "Those are the bonds in each cluster that has any, not its sites.",
            _shows(lambda r, d: _bond_counts(r, d)),
        ),
    ),
    hints=(
        "Give every site a number of its own. Let joined sites take the smaller of two numbers, until nothing changes.",
        "A cluster can wind: one pass over the lattice is not enough.",
    ),
    forbids=("physdl.cheap", "scipy.sparse.csgraph", "scipy.ndimage", "scipy.cluster", "scipy._lib._disjoint_set"),
)


def _bond_counts(right, down):
    """Return how many bonds the clusters have, largest first, those without left out."""
    right, down = np.asarray(right, bool), np.asarray(down, bool)
    label = np.arange(right.size).reshape(right.shape)
    for _ in range(right.size):
        old = label.copy()
        for bond, axis in ((right, 1), (down, 0)):
            low = np.minimum(label, np.roll(label, -1, axis))
            label = np.where(bond, low, label)
            label = np.where(np.roll(bond, 1, axis), np.minimum(label, np.roll(low, 1, axis)), label)
        if np.array_equal(old, label):
            break
    counts = np.bincount(label.ravel(), weights=(right.astype(int) + down).ravel())
    return np.sort(counts[counts > 0])[::-1].astype(int)


# ---- 4.6-4: a derivative from one coupling -------------------------------------------------------------------------


def _moments(S, M, count, K):
    S, M, count = (np.asarray(a, float) for a in (S, M, count))
    weight = count * np.exp(K * S - np.max(np.real(K) * S))
    weight = weight / weight.sum()
    return [np.sum(weight * A) for A in (M**2, M**4, S, M**2 * S, M**4 * S)]


def _ratio(S, M, count, K):
    square, fourth, *_ = _moments(S, M, count, K)
    return square**2 / fourth


def _stepped(call):
    """Return dQ/dK by a step in the imaginary direction."""
    S, M, count, K = call
    return float(np.imag(_ratio(S, M, count, K + 1e-30j)) / 1e-30)


def _slope_off(trial):
    return max(
        abs(result - _stepped(call)) / max(1.0, abs(_stepped(call)))
        for call, result in zip(trial.calls, trial.results, strict=True)
    )


def _slip(twice=2.0, bare=False, first=True, second=True, sign=1.0):
    def wrong(S, M, count, K):
        square, fourth, bond, with_square, with_fourth = _moments(S, M, count, K)
        if not bare:
            with_square, with_fourth = with_square - square * bond, with_fourth - fourth * bond
        rise = twice * square * with_square / fourth if first else 0.0
        fall = square**2 * with_fourth / fourth**2 if second else 0.0
        return sign * (rise - fall)

    return wrong


def _cumulant(S, M, count, K):
    return _stepped((S, M, count, K)) / (3 * _ratio(S, M, count, K) ** 2)


def a_table(rng):
    """Return a table of states of general size and a coupling."""
    size = int(rng.integers(4, 12))
    S, M = 4.0 * rng.integers(-8, 9, size), 2.0 * rng.integers(-8, 9, size)
    M[0] = 16.0
    return Case.call(S.tolist(), M.tolist(), rng.integers(1, 500, size).tolist(), float(rng.uniform(-0.3, 0.3)))


SLOPE = Exercise(
    id="4.6-4",
    entry="ratio_slope",
    signature="ratio_slope(bond_sum, magnetisation, count, coupling)",
    returns=Returns("real"),
    cases=tuple(
        Case.call(*call)
        for call in (
            ([8, 0, 0, -8], [4, 2, 0, 0], [2, 8, 4, 2], 0.4),
            ([8, 0, 0, -8], [4, 2, 0, 0], [2, 8, 4, 2], 0.0),
            ([8.0, 0.0, 0.0, -8.0], [4.0, 2.0, 0.0, 0.0], [2, 8, 4, 2], -0.7),
            ([800, 720, -800], [400, 380, 10], [2, 800, 2], 2.0),
            ([800, 720, -800], [400, 380, 10], [2, 800, 2], -2),
            ([12.0], [3.0], [7], 0.3),
            ([4, 4, -2, 6], [3, 3, 3, 3], [1, 2, 3, 4], 0.5),
            ([60, 0, -60], [30, 2, 0], [2, 500, 40], 0.1),
        )
    ),
    properties=(
        Property("the slope is that of the ratio at couplings close by", _slope_off, tolerance=1e-8, near=1e-6),
    ),
    fresh=a_table,
    mistakes=(
        Mistake("Products of means are not subtracted: these are no covariances.", gives(_slip(bare=True))),
        Mistake("The numerator is a square: its derivative has a factor 2.", gives(_slip(twice=1.0))),
        Mistake("The denominator depends on the coupling as well.", gives(_slip(second=False))),
        Mistake("The numerator depends on the coupling as well.", gives(_slip(first=False))),
        Mistake("The sign is turned: that is minus the slope.", gives(_slip(sign=-1.0))),
        Mistake(
            "States are weighted with exp(−KS). The law is exp(+KS).",
            gives(lambda S, M, count, K: _stepped((S, M, count, -K))),
        ),
        Mistake(
            "States are weighted with exp(−KS). The law is exp(+KS).",
            gives(lambda S, M, count, K: -_stepped((S, M, count, -K))),
        ),
        Mistake("That is the slope of Binder's cumulant, 1 − 1/(3Q), not of Q.", gives(_cumulant)),
        Mistake(
            "How many states there are of each kind is left out of the weights.",
            gives(lambda S, M, count, K: _stepped((S, M, np.ones(len(S)), K))),
        ),
        Mistake("That is the ratio itself, not its slope.", gives(_ratio)),
    ),
    hints=(
        "The derivative of a mean ⟨A⟩ by K is ⟨AS⟩ − ⟨A⟩⟨S⟩. The rest is the rule for quotients.",
        "Only ratios of weights matter: subtract the largest exponent before you take exp.",
    ),
    undefined="Most often exp overflows: subtract the largest exponent first, it cancels. Else look for a logarithm of "
    "M, or for 0/0 where there is one kind of state.",
    stops={"OverflowError": "exp overflows: subtract the largest exponent first, it cancels."},
    forbids=("physdl.cheap",),
)

EXERCISES = (SWEEP, MEAN, SIZES, SLOPE)
READ_BY_HAND = ("4.6-5",)
