"""Neighbours turned alike: a coherent orientation of cells, or why there is none."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from physdl import _check
from physdl.forms.mesh import tables


def orient(cells):
    """Return cells with their vertices in such an order that neighbours cross each common face in opposite directions.

    Parameters
    ----------
    cells : array of whole numbers, shape (m, 3) or (m, 4)
        The vertices of triangles or tetrahedra.

    Returns
    -------
    array, shape (m, n + 1)
        The same cells. In each connected piece the first cell is kept as it is; two vertices of others are exchanged
        where needed.

    Raises
    ------
    ValueError
        If more than two cells meet at a face, or the surface cannot be oriented, as Möbius' band: a face is named at
        which its two sides come together.

    Notes
    -----
    A breadth-first walk in each piece, in time linear in the cells times the pieces. It does not know inside from
    outside: where a closed surface shows the wrong side, exchange two columns of all its cells.

    See :lesson:`2.3`.

    Examples
    --------
    >>> orient([[0, 1, 2], [1, 2, 3]]).tolist()
    [[0, 1, 2], [2, 1, 3]]
    """
    names, given = np.unique(_check.integers("cells", cells), return_inverse=True)
    cells, ordered, signs = tables.checked_cells(given.reshape(np.shape(cells)), max(len(names), 1))
    n = cells.shape[1] - 1
    if n == 1:
        raise _check.error("cells", "be triangles or tetrahedra", f"shape {cells.shape}", "Edges need no neighbours.")
    faces, number = tables.unique_columns(tables.faces_of(ordered), len(names))
    tables.check_meeting(cells, names[faces], number)
    count = len(cells)
    owner = np.tile(np.arange(count), n + 1)
    turned = np.concatenate([(-1) ** i * signs for i in range(n + 1)])
    order = np.argsort(number, kind="stable")
    pair = np.flatnonzero(np.diff(number[order]) == 0)
    one, two = order[pair], order[pair + 1]
    flip = _walk(owner[one], owner[two], turned[one] == turned[two], count)
    wrong = (flip[owner[one]] ^ flip[owner[two]]) != (turned[one] == turned[two])
    if wrong.any():
        face = names[faces[:, number[one[np.argmax(wrong)]]]]
        shown = f"a piece with one side alone, which comes back to the {tables.named(face)} turned over"
        raise _check.error("cells", "be orientable", shown, "Cut it open there.")
    cells = names[cells]
    cells[flip, :2] = cells[flip, 1::-1]
    return cells


def _walk(one, two, change, count):
    """Return which cells to turn over, when each change is to be seen between neighbours along a tree."""
    flip = np.zeros(count, dtype=bool)
    ways = sparse.coo_array((np.where(change, 2, 1), (one, two)), shape=(count, count)).tocsr()
    ways = (ways + ways.T).tocsr()
    _, piece = csgraph.connected_components(ways, directed=False)
    for start in np.unique(piece, return_index=True)[1]:
        order, before = csgraph.breadth_first_order(ways, start, directed=False)
        if len(order) > 1:
            steps = np.asarray(ways[before[order[1:]], order[1:]]).ravel() == 2
            for cell, source, turn in zip(order[1:].tolist(), before[order[1:]].tolist(), steps.tolist(), strict=True):
                flip[cell] = flip[source] ^ turn
    return flip
