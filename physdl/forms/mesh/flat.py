"""Meshes of plane figures: square, disc, annulus."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.forms.mesh.complex import Mesh

STEP = np.array([[0], [1]])
BYTES = 1400  # for each vertex, tables included


def square(n):
    """Return a mesh of the unit square by rows of nearly equilateral triangles.

    Parameters
    ----------
    n : int
        Edges along the lower side, at least 1.

    Returns
    -------
    Mesh
        Some 2.3 n² triangles, whose circumcentric dual is valid.

    Raises
    ------
    ValueError, TypeError
        If `n` is no whole number from 1 on, or the mesh would take more than 4 GB.

    Notes
    -----
    Every other row is shifted by half an edge; what remains at both its ends are halves of triangles.

    See :lesson:`2.4`.

    Examples
    --------
    >>> int(square(4).boundary(0).sum())
    19
    """
    n = _check.whole("n", n, minimum=1)
    _check.room("n", 1.2 * BYTES * n**2, n)
    rows = max(1, round(2 * n / 3**0.5))
    even = np.arange(n + 1) / n
    odd = np.concatenate([[0.0], (np.arange(n) + 0.5) / n, [1.0]])
    x = [odd if i % 2 else even for i in range(rows + 1)]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in x])])
    y = np.repeat(np.arange(rows + 1) / rows, [len(row) for row in x])
    short, long = np.arange(n + 1), np.arange(n + 2)
    up = np.stack([long[:-1], long[1:], short], axis=1)  # two vertices in the long row, one in the short row
    down = np.stack([long[1:-1], short[1:], short[:-1]], axis=1)
    cells = []
    for i in range(rows):
        long_start, short_start = (starts[i], starts[i + 1]) if i % 2 else (starts[i + 1], starts[i])
        both = np.concatenate(
            [
                up + np.array([long_start, long_start, short_start]),
                down + np.array([long_start, short_start, short_start]),
            ]
        )
        cells.append(both if i % 2 else both[:, [1, 0, 2]])
    return Mesh(np.stack([np.concatenate(x), y], axis=1), np.concatenate(cells))


def disc(n):
    """Return a mesh of the unit disc by n rings, the j-th of 6 j vertices.

    Parameters
    ----------
    n : int
        Rings, at least 1.

    Returns
    -------
    Mesh
        6 n² triangles, whose circumcentric dual is valid. Vertex 0 is the centre; the last 6 n are the edge.

    Raises
    ------
    ValueError, TypeError
        If `n` is no whole number from 1 on, or the mesh would take more than 4 GB.

    Notes
    -----
    See :lesson:`2.3`.

    Examples
    --------
    >>> disc(2).euler
    1
    """
    n = _check.whole("n", n, minimum=1)
    _check.room("n", 3.0 * BYTES * n**2, n)
    points, cells = [np.zeros((1, 2))], []
    start = np.concatenate([[0], 1 + 3 * np.arange(n + 1) * np.arange(1, n + 2)])  # of ring j = 0, 1, …
    for j in range(1, n + 1):
        angle = 2 * np.pi * np.arange(6 * j) / (6 * j)
        points.append(j / n * np.stack([np.cos(angle), np.sin(angle)], axis=1))
        side, i = (axis.ravel() for axis in np.meshgrid(np.arange(6), np.arange(j), indexing="ij"))
        outer, inner = side * j + i, side * (j - 1) + i
        ring, inside = (
            start[j] + (outer + STEP) % (6 * j),
            start[j - 1] + (inner + STEP) % max(6 * (j - 1), 1),
        )
        cells.append(np.stack([inside[0], ring[0], ring[1]], axis=1))
        cells.append(np.stack([inside[0], ring[1], inside[1]], axis=1)[i < j - 1])
    return Mesh(np.concatenate(points), np.concatenate(cells))


def annulus(n, inner=0.5):
    """Return a mesh of the ring between two circles, of radii `inner` and 1.

    Parameters
    ----------
    n : int
        Vertices on each circle, at least 5, and more for a narrow ring: they must not be farther apart than it is wide.
    inner : float, optional
        The smaller radius, from 1e-6 up, below 1.

    Returns
    -------
    Mesh
        Nearly equilateral triangles, smaller towards the hole, whose circumcentric dual is valid.

    Raises
    ------
    ValueError, TypeError
        If an argument is no such number (the least `n` is named), or the mesh would take more than 4 GB.

    Notes
    -----
    Rows of equilateral triangles in the coordinates (angle, logarithm of the radius), every other one shifted by half
    an edge: the exponential map keeps angles.

    See :lesson:`2.4`.

    Examples
    --------
    >>> annulus(12).euler
    0
    """
    n = _check.whole("n", n, minimum=5)
    inner = _check.positive("inner", inner)
    if not 1e-6 <= inner < 1:
        raise _check.error("inner", "be at least 1e-6 and below 1", inner)
    height, thinnest = -np.log(inner), -np.log(np.cos(np.pi / n) - np.sin(np.pi / n))
    if height < thinnest:  # the angles opposite to the outer edges would have more than 90°
        least = int(np.pi / (np.arccos(inner / 2**0.5) - np.pi / 4)) + 1
        raise _check.error("n", f"be at least {least} for a hole of radius {inner:g}", n)
    _check.room("n", BYTES * n * (2 + n * height / 5.4), n)
    rows = int(height / max(thinnest, 3**0.5 * np.pi / n)) or 1
    j, i = (axis.ravel() for axis in np.meshgrid(np.arange(rows + 1), np.arange(n), indexing="ij"))
    angle, radius = 2 * np.pi * (i + 0.5 * (j % 2)) / n, inner ** (1 - j / rows)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return Mesh(points, rings(n, rows + 1))


def rings(n, count, closed=False):
    """Return triangles between neighbouring rings of n vertices, every other one shifted by half a step forward.

    Seen with the rings one above the other and the vertices running to the right, they run clockwise.
    """
    below = np.arange(count if closed else count - 1)[:, None]
    above, i = (below + 1) % count, np.arange(n)
    shifted = below % 2 == 1
    here, there = (lambda k: below * n + k % n), (lambda k: above * n + k % n)
    # an unshifted row lies under vertices i - 1/2 and i + 1/2 of the row above, a shifted one under i and i + 1
    left, right = there(np.where(shifted, i, i - 1)), there(np.where(shifted, i + 1, i))
    one = np.stack([here(i), left, right], axis=-1)
    two = np.stack([here(i), right, here(i + 1)], axis=-1)
    return np.concatenate([one.reshape(-1, 3), two.reshape(-1, 3)])
