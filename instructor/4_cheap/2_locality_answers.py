"""Answers to the exercises of lesson 4.2 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

import itertools

import numpy as np


def torus(rows, columns, reach, both=True, itself=False, edge=True):
    ways = set()
    for a, b in itertools.product(range(rows), range(columns)):
        far = min(a, rows - a) if edge else a, min(b, columns - b) if edge else b
        if max(far) <= reach and (itself or (a, b) != (0, 0)):
            ways.add(min((a, b), (-a % rows, -b % columns)) if both else (a, b))
    return len(ways)


def torus_by_classes(rows, columns, reach):
    """By shifting every pair until nothing new appears."""
    near = lambda d, size: min(d % size, -d % size) <= reach
    sites = list(itertools.product(range(rows), range(columns)))
    classes = set()
    for a, b in itertools.combinations(sites, 2):
        if near(a[0] - b[0], rows) and near(a[1] - b[1], columns):
            classes.add(frozenset(frozenset(((i + u) % rows, (j + v) % columns) for i, j in (a, b)) for u, v in sites))
    return np.int64(len(classes))


def torus_by_counting(rows, columns, reach):
    """Half of all displacements, and those that are their own opposite once more."""
    seen = lambda size: min(2 * reach + 1, size)
    halves = lambda size: 1 + (size % 2 == 0 and size // 2 <= reach)
    every, own = seen(rows) * seen(columns), halves(rows) * halves(columns)
    return (every + own) // 2 - 1


def averages(s, energies, factor=-1.0, diagonal=False):
    table = factor * np.einsum("k,ki,kj->ij", energies, s, s) / len(s)
    return table if diagonal else table * (1 - np.eye(s.shape[1]))


def by_both_orders(s, energies):
    """A column for each order of a pair: the least norm halves the law between them; without a law rounding stays."""
    n = s.shape[1]
    columns = np.column_stack([np.ones(len(s)), s, *(s[:, i] * s[:, j] for i in range(n) for j in range(n) if i != j)])
    found, table = np.linalg.lstsq(columns, energies, rcond=None)[0][n + 1 :], np.zeros((n, n))
    table[~np.eye(n, dtype=bool)] = -2 * found
    return table


def by_least_squares(s, energies):
    n = s.shape[1]
    i, j = np.triu_indices(n, 1)
    columns = np.column_stack([np.ones(len(s)), s, s[:, i] * s[:, j]])
    found = np.linalg.lstsq(columns, energies, rcond=None)[0]
    table = np.zeros((n, n))
    table[i, j] = table[j, i] = -found[1 + n :]
    return table


def by_four_energies(s, energies):
    """A mixed second difference, at the state of which the others are turned."""
    n = s.shape[1]
    place = {tuple(row): energy for row, energy in zip(s.tolist(), energies.tolist(), strict=True)}

    def energy(*down):
        return place[tuple(-1.0 if k in down else 1.0 for k in range(n))]

    mixed = lambda i, j: -(energy() - energy(i) - energy(j) + energy(i, j)) / 4
    return [[mixed(i, j) if i != j else 0.0 for j in range(n)] for i in range(n)]


def nearest(matrix):
    n = len(matrix)
    first = [np.mean([matrix[(i + k) % n, i] for i in range(n)]) for k in range(n)]
    return np.array([[first[(i - j) % n] for j in range(n)] for i in range(n)])


def nearest_by_waves(matrix):
    """Diagonal in Fourier's basis: what is beside the diagonal is dropped."""
    waves = np.fft.fft(np.eye(len(matrix)), norm="ortho")
    inside = waves @ matrix @ waves.conj().T
    return (waves.conj().T @ np.diag(np.diag(inside)) @ waves).real


def nearest_by_projection(matrix):
    n = len(matrix)
    moves = [np.roll(np.eye(n), k, axis=0) for k in range(n)]
    return sum(np.vdot(matrix, move) / n * move for move in moves)


def window(x, w, width, ahead=1):
    return np.array([(w * np.roll(x, -ahead * k, axis=1)).sum() for k in range(width)])


def window_by_loops(x, w, width):
    n = x.shape[1]
    found = [0.0] * width
    for point, covector in zip(x, w, strict=True):
        for k, i in itertools.product(range(width), range(n)):
            found[k] += covector[i] * point[(i + k) % n]
    return found


def window_by_waves(x, w, width):
    product = np.conj(np.fft.fft(w)) * np.fft.fft(x)
    return np.fft.ifft(product).real.sum(axis=0)[:width]


def window_no_ring(x, w, width):
    n = x.shape[1]
    return np.array([(w[:, : n - k] * x[:, k:]).sum() for k in range(width)])


ANSWERS = {
    "4.2-1": {
        "right": [torus, torus_by_classes, torus_by_counting],
        "wrong": {
            "shifts leave so many classes of pairs": lambda r, c, d: ((2 * d + 1) ** 2 - 1) // 2,
            "counted as a pair with itself": lambda r, c, d: torus(r, c, d, itself=True),
            "you count 24": lambda r, c, d: 24,
            "classes of pairs": lambda r, c, d: torus(r, c, d, edge=False),
            "On the torus of 4 by 4 with reach 2": lambda r, c, d: (min(2 * d + 1, r) * min(2 * d + 1, c)) // 2,
            "Each class is counted twice": lambda r, c, d: torus(r, c, d, both=False),
            "a class of its own": lambda r, c, d: torus(r, c, d, both=False) // 2,
            "a shift does not mirror": lambda r, c, d: (min(d, r // 2) + 1) * (min(d, c // 2) + 1) - 1,
        },
        "untold": {
            "Each class is counted twice": lambda r, c, d: torus(r, c, d) * 4,
            "counted as a pair with itself": lambda r, c, d: torus(r, c, d) + 2,
        },
    },
    "4.2-2": {
        "right": [averages, by_least_squares, by_both_orders, by_four_energies],
        "wrong": {
            "The sign is turned round": lambda s, e: averages(s, e, 1.0),
            "half of what it should be": lambda s, e: averages(s, e, -0.5),
            "twice what it should be": lambda s, e: averages(s, e, -2.0),
            "zeros on its diagonal": lambda s, e: averages(s, e, diagonal=True),
            "symmetric": lambda s, e: np.triu(averages(s, e)),
            "what pairs can explain": lambda s, e: np.zeros(2 * s.shape[1:]),
        },
        "untold": {
            "The sign is turned round": lambda s, e: averages(s, e, -3.0),
            "half of what it should be": lambda s, e: np.zeros(2 * s.shape[1:]),
        },
    },
    "4.2-3": {
        "right": [nearest, nearest_by_waves, nearest_by_projection],
        "wrong": {
            "it commutes with the shift": lambda m: m,
            "A nearer one exists": lambda m: np.zeros(m.shape),
            "It is the transpose": lambda m: nearest(m).T,
            "nothing in common with a convolution": lambda m: nearest(m) * 0.99,
            "along a diagonal": lambda m: np.full(m.shape, m.mean()),
            "what was taken away": lambda m: np.array([np.roll(m[0], k) for k in range(len(m))]),
        },
        "untold": {
            "It is the transpose": lambda m: nearest(m) / 2,
        },
    },
    "4.2-4": {
        "right": [window, window_by_loops, window_by_waves],
        "wrong": {
            "look back instead of ahead": lambda x, w, width: window(x, w, width, -1),
            "The mean over the batch": lambda x, w, width: window(x, w, width) / len(x),
            "The mean over the sites": lambda x, w, width: window(x, w, width) / x.shape[1],
            "paired with any change": window_no_ring,
            "by how much the loss changes": lambda x, w, width: window(x[:1], w[:1], width),
            "it says by how much": lambda x, w, width: window(x, w, width)[::-1],
        },
        "untold": {
            "look back instead of ahead": lambda x, w, width: 0 * window(x, w, width),
            "The mean over the batch": lambda x, w, width: window_no_ring(x, w, width),
        },
    },
}
