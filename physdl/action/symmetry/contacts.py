"""Which discs of a periodic box come near each other, and when two of them touch."""

from __future__ import annotations

import numpy as np

_AHEAD = ((0, 0), (1, 0), (-1, 1), (0, 1), (1, 1))  # a cell and half of its neighbours: each pair of cells once
_PARTING = -1e-12  # of |r||g|: below it two discs approach, above it r·g is zero to rounding


def shortest(apart, box):
    """Return separations (..., 2) to the nearest image."""
    return apart - box * np.rint(apart / box)


def dot(a, b):
    """Return the products (pairs,) of vectors (pairs, 2); a sum over an axis of two would take three times as long."""
    return np.einsum("ij,ij->i", a, b)


def near_pairs(x, gases, box, reach):
    """Return the pairs (i, j) of discs that are nearer than `reach`, each once.

    Positions x (gases · n, 2) in [0, box); discs of different gases do not see each other. A grid of cells not smaller
    than `reach` finds them in a time that grows as the number of discs; where fewer than 3 × 3 cells fit, all pairs are
    looked at.
    """
    n = len(x) // gases
    cells = min(int(box / reach), 2 + int(2 * np.sqrt(n)))
    if cells < 3:
        i, j = _all(n, gases)
        apart = shortest(x[j] - x[i], box)
        near = dot(apart, apart) < reach**2
        return i[near], j[near]
    order, first, second = _in_cells(x, gases, box, cells)
    far = 0.0
    for column in x[order].T:  # in the order of the cells, so that neighbours are neighbours in memory
        column = np.ascontiguousarray(column)
        apart = np.abs(column[second] - column[first])
        np.minimum(apart, box - apart, out=apart)
        far = far + apart * apart
    near = np.flatnonzero(far < reach**2)
    return order[first[near]], order[second[near]]


def _all(n, gases):
    i, j = np.triu_indices(n, 1)
    first = n * np.arange(gases)[:, None]
    return (first + i).ravel(), (first + j).ravel()


def _in_cells(x, gases, box, cells):
    """Return the discs by cells, and the pairs of numbers in that order that share a cell or have neighbouring ones."""
    column, row = np.minimum((x * (cells / box)).astype(np.intp), cells - 1).T
    home = np.repeat(np.arange(gases) * cells, len(x) // gases)
    cell = (home + row) * cells + column
    order = np.argsort(cell, kind="stable")
    column, row, home, cell = column[order], row[order], home[order], cell[order]
    start = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=gases * cells**2))])
    lows, highs = [np.arange(1, len(x) + 1)], [start[cell + 1]]
    for right, up in _AHEAD[1:]:
        beside = (home + (row + up) % cells) * cells + (column + right) % cells
        lows.append(start[beside])
        highs.append(start[beside + 1])
    low = np.concatenate(lows)
    count = np.concatenate(highs) - low
    first = np.repeat(np.tile(np.arange(len(x)), len(_AHEAD)), count)
    second = np.arange(len(first)) + np.repeat(low - np.cumsum(count) + count, count)
    return order, first, second


def contact_times(apart, approach, diameter, since):
    """Return when discs touch that fly straight on, counted from the time at which they are `apart`; inf for never.

    Solves |r + g t| = diameter for its earlier root t ≥ since, with r `apart` (pairs, 2) and g `approach` (pairs, 2),
    the velocity of the second seen from the first. Discs that overlap at the time `since` (pairs,) and still approach
    touch at once.
    """
    apart = apart + approach * since[:, None]
    closing, speed, distance = dot(apart, approach), dot(approach, approach), dot(apart, apart)
    gap = distance - diameter**2
    root = closing**2 - speed * gap
    touches = (closing < _PARTING * np.sqrt(speed * distance)) & (root >= 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        wait = np.maximum(gap, 0) / (np.sqrt(np.maximum(root, 0)) - closing)
    return np.where(touches, since + wait, np.inf)


def first_of_both(i, j, times, discs):
    """Return the numbers of the pairs that are the earliest for both of their discs."""
    order = np.argsort(times, kind="stable")
    both = np.stack([i[order], j[order]], axis=-1).ravel()
    rank = np.repeat(np.arange(len(order)), 2)
    earliest = np.full(discs, -1)
    earliest[both[::-1]] = rank[::-1]  # where a disc occurs twice, what is written last stays: its earliest pair
    return order[(earliest[i[order]] == rank[::2]) & (earliest[j[order]] == rank[::2])]


def scattered(rng, count, gases, box, diameter):
    """Return random places (gases · count, 2) at which no two discs of a gas overlap."""
    x = box * rng.random((gases * count, 2))
    while True:
        i, j = near_pairs(x, gases, box, diameter)
        if not len(i):
            return x
        again = np.unique(np.maximum(i, j))
        x[again] = box * rng.random((len(again), 2))
