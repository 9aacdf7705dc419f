"""Which face belongs to which simplex, and with what sign: tables of whole numbers."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from physdl import _check

NAMES = "vertex", "edge", "triangle", "tetrahedron"
ORIENT = "Turn them alike with `physdl.forms.mesh.orient(cells)`."


def checked_cells(cells, count):
    """Return the cells, their sorted columns and signs, after a look at shape, range and repeated vertices."""
    cells = _check.integers("cells", cells, rule="be whole numbers, the vertices of each cell")
    if cells.ndim != 2 or cells.shape[1] not in (2, 3, 4):
        rule = "have shape (m, 2), (m, 3) or (m, 4): edges, triangles or tetrahedra"
        raise _check.error("cells", rule, f"shape {cells.shape}")
    _check.nonempty("cells", cells, "cell")
    outside = (cells < 0) | (cells >= count)
    if outside.any():
        row = int(np.argmax(outside.any(axis=1)))
        fix = "The first vertex is number 0." if cells.max() == count and cells.min() > 0 else None
        raise _check.error("cells", f"name vertices from 0 to {count - 1}", f"{_named(cells[row])} in row {row}", fix)
    cells = cells.astype(np.int64)
    ordered, signs = sort_with_sign(cells)
    twice = (ordered[1:] == ordered[:-1]).any(axis=0)
    if twice.any():
        row = int(np.argmax(twice))
        raise _check.error("cells", "have different vertices in each row", f"{_named(cells[row])} in row {row}")
    return cells, ordered, signs


def _named(simplex):
    return "(" + ", ".join(str(int(v)) for v in simplex) + ")"


def degree(mesh, k, *, minimum=0, maximum=None):
    """Return a degree if the mesh has simplices of that degree."""
    n = mesh.dimension
    fix = f"This mesh has cells of dimension {n}."
    return _check.whole("k", k, minimum=minimum, maximum=n if maximum is None else maximum, fix=fix)


def named(simplex):
    """Return how an error calls a simplex: edge (3, 7)."""
    return f"{NAMES[len(simplex) - 1]} {_named(simplex)}" if len(simplex) > 1 else f"vertex {int(simplex[0])}"


def sort_with_sign(cells):
    """Return the vertices of each cell sorted, as columns (k + 1, m), and the signs of the permutations that sort them.

    Exchanges of whole columns; 32-bit numbers, since a sort is bound by memory.
    """
    columns = list(np.ascontiguousarray(cells.T, dtype=np.int32))
    odd = np.zeros(len(cells), dtype=bool)
    for last in range(len(columns) - 1, 0, -1):
        for i in range(last):
            one, two = columns[i], columns[i + 1]
            odd ^= one > two
            columns[i], columns[i + 1] = np.minimum(one, two), np.maximum(one, two)
    return np.stack(columns), 1 - 2 * odd.astype(np.int8)


def faces_of(ordered):
    """Return all faces of sorted columns (k + 1, m) one after the other, (k, (k + 1) m): block i leaves out i."""
    k, count = len(ordered) - 1, ordered.shape[1]
    faces = np.empty((k, k + 1, count), dtype=ordered.dtype)
    for i in range(k + 1):
        faces[:i, i], faces[i:, i] = ordered[:i], ordered[i + 1 :]
    return faces.reshape(k, -1)


def unique_columns(columns, bound):
    """Return the different ones of columns (k, m) in lexicographic order, and for each the number of its like.

    A radix sort with one stable pass for each row, in time linear in the number of columns.
    """
    order = _stable_order(columns[-1], bound)
    for row in columns[-2::-1]:
        order = order[_stable_order(row[order], bound)]
    arranged = columns[:, order]
    new = np.zeros(len(order), dtype=bool)
    new[:1] = True
    for row in arranged:
        new[1:] |= row[1:] != row[:-1]
    number = np.empty(len(order), dtype=np.int32)
    number[order] = np.cumsum(new, dtype=np.int32) - 1
    return arranged[:, new], number


def _stable_order(keys, bound):
    """Return the stable order of keys below `bound`: a matrix with one entry in each row, read by columns."""
    count = len(keys)
    parts = np.ones(count, np.int8), keys, np.arange(count + 1, dtype=np.int32)
    return sparse.csr_array(parts, shape=(count, bound)).tocsc().indices


def check_faces(cells, signs, faces, number):
    """Refuse cells that occur twice, meet three at a face, or lie side by side with opposite orientations.

    `number[i]` says which of the `faces` the cells have opposite their smallest, second, … vertex.
    """
    k = cells.shape[1] - 1
    meeting = check_meeting(cells, faces, number)
    total = np.zeros(faces.shape[1])
    for i in range(k + 1):
        total += np.bincount(number[i], weights=(-1) ** i * signs, minlength=faces.shape[1])
    against = (meeting == 2) & (total != 0)
    if against.any():
        face = int(np.argmax(against))
        two = np.flatnonzero((number == face).any(axis=0))
        _different(cells, number, *two)
        shown = f"cells {two[0]} and {two[1]}, which run through the {named(faces[:, face])} in one direction"
        raise _check.error("cells", f"cross each common {NAMES[k - 1]} in opposite directions", shown, ORIENT)
    places = np.arange(1, len(cells) + 1)
    two = [np.bincount(row, weights=places, minlength=faces.shape[1]) for row in number]
    other, another = (sum(two)[number[i]] - places for i in (0, 1))
    twice = (other == another) & (other > 0)  # different cells have one face at most in common
    if twice.any():
        row = int(np.argmax(twice))
        _different(cells, number, row, int(other[row]) - 1)


def check_meeting(cells, faces, number):
    """Return how many cells meet at each face, or refuse more than two."""
    name = NAMES[cells.shape[1] - 2]
    meeting = np.bincount(number.ravel(), minlength=faces.shape[1])
    if meeting.max() > 2:
        worst = int(np.argmax(meeting > 2))
        shown = f"the {named(faces[:, worst])} in {meeting[worst]} of them"
        raise _check.error("cells", f"meet two at most at each {name}", shown, "More are not manifold there.")
    return meeting


def _different(cells, number, one, two):
    if (number[:, one] == number[:, two]).all():
        raise _check.error("cells", "be different", f"rows {one} and {two}, both the {named(np.sort(cells[one]))}")


def check_edges(cells, ordered, bound):
    """Refuse edges that stand there twice: they may meet as they like, but not lie on each other."""
    different, number = unique_columns(ordered, bound)
    if different.shape[1] < len(cells):
        row = int(np.argmax(np.bincount(number)[number] > 1))
        _different(cells, ordered, *np.flatnonzero(number == number[row])[:2])
