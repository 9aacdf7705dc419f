"""A simplicial complex: points, and the cells that join them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from physdl import _check
from physdl.forms.mesh import measure, tables


@dataclass(frozen=True, eq=False)
class Mesh:
    r"""A mesh of edges, triangles or tetrahedra in a space of at least that dimension; double precision.

    Parameters
    ----------
    points : array, shape (p, D)
        The vertices.
    cells : array of whole numbers, shape (m, n + 1), n = 1, 2 or 3
        The vertices of each cell. Their order is the cell's orientation: a triangle runs from the first to the second
        to the third; of a tetrahedron the first three, seen from the fourth, run anticlockwise where it is positive.

    Raises
    ------
    ValueError, TypeError
        If a coordinate is not finite; a cell names a vertex that is not there, or one twice; a vertex is in no cell;
        a cell stands there twice, has no size, or, where n = D, is inverted; more than two cells meet at a face, or
        two neighbours are oriented against each other. (Edges may meet as they like: with n = 1 a mesh is a graph.)
        The row, and the face by its vertices, is named.

    Notes
    -----
    Simplices of degree k < n are oriented by increasing vertex numbers and listed lexicographically; those of degree n
    are the cells as they were given. Faces are found by a radix sort, in time linear in the number of cells. A vertex
    where two sheets touch in that point alone is not noticed.

    See :lesson:`2.3`.

    Examples
    --------
    >>> square = Mesh([[0, 0], [1, 0], [0, 1], [1, 1]], [[0, 1, 2], [1, 3, 2]])
    >>> square.simplices(1).tolist()
    [[0, 1], [0, 2], [1, 2], [1, 3], [2, 3]]
    >>> square.boundary(1).tolist(), square.euler
    ([True, True, False, True, True], 1)
    """

    points: np.ndarray
    cells: np.ndarray
    _tables: dict = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self):
        points = _check.as_array("points", self.points, ndim=2, dtype=float)
        cells, ordered, signs = tables.checked_cells(self.cells, len(points))
        n, room = cells.shape[1] - 1, points.shape[1]
        if room < n:
            raise _check.error("points", f"have at least {n} coordinates for cells of {n + 1} vertices", f"{room}")
        seen = np.zeros(len(points), dtype=bool)
        seen[ordered] = True
        if not seen.all():
            lonely = int(np.argmin(seen))
            fix = "Leave out such points and number the others anew."
            raise _check.error("points", "each belong to a cell", f"point {lonely}, which no cell names", fix)
        points, cells = points.copy(), cells.copy()  # nobody else may change them afterwards
        points.flags.writeable = cells.flags.writeable = False
        object.__setattr__(self, "points", points)
        object.__setattr__(self, "cells", cells)
        self._tables["gram"] = measure.checked_gram(points, cells, ordered, signs)
        if n == 1:
            tables.check_edges(cells, ordered, len(points))
            self._tables[1] = ordered[::-1], signs, np.arange(len(points), dtype=np.int32)[None]
            return
        faces, number = tables.unique_columns(tables.faces_of(ordered), len(points))
        number = number.reshape(n + 1, -1)
        tables.check_faces(cells, signs, faces, number)
        self._tables[n] = number, signs, faces

    @property
    def dimension(self):
        """n, the dimension of the cells."""
        return self.cells.shape[1] - 1

    def simplices(self, k):
        """Return the vertices of the k-simplices, shape (count, k + 1)."""
        k, n = tables.degree(self, k), self.dimension
        return self.cells if k == n else np.ascontiguousarray(self.columns(k).T, dtype=np.int64)

    def faces(self, k):
        """Return which faces the k-simplices have, shape (k + 1, count), and the simplices' signs, shape (count,).

        Row i holds the face that leaves out the i-th smallest vertex; it is met with the sign :math:`(-1)^i` times that
        of the simplex, which is that of the permutation that sorts its vertices: 1 for k < n.
        """
        k = tables.degree(self, k, minimum=1)
        number, signs, _ = self._faces(k)
        return number, signs

    def columns(self, k):
        """Return the vertices of the k-simplices in increasing order, as columns (k + 1, count) in 32 bits."""
        k, n = tables.degree(self, k), self.dimension
        return tables.sort_with_sign(self.cells)[0] if k == n else self._faces(k + 1)[2]

    def _faces(self, k):
        """Return (numbers of the faces, signs, columns of the (k − 1)-simplices), made when first asked for."""
        if k not in self._tables:
            columns = self._faces(k + 1)[2]
            if k == 1:
                faces, number = np.arange(len(self.points), dtype=np.int32)[None], columns[::-1]
            else:
                faces, number = tables.unique_columns(tables.faces_of(columns), len(self.points))
            self._tables[k] = number.reshape(k + 1, -1), np.ones(columns.shape[1], dtype=np.int8), faces
        return self._tables[k]

    def count(self, k):
        """Return the number of k-simplices."""
        k = tables.degree(self, k)
        return len(self.cells) if k == self.dimension else self._faces(k + 1)[2].shape[1]

    def boundary(self, k):
        """Return whether each k-simplex, k < n, lies in the boundary: in a face that belongs to one cell alone."""
        n = self.dimension
        k = tables.degree(self, k, maximum=n - 1)
        number, _, faces = self._faces(n)
        mine = np.bincount(number.ravel(), minlength=faces.shape[1]) == 1
        for degree in range(n - 1, k, -1):
            number = self._faces(degree)[0]
            below = np.zeros(self.count(degree - 1), dtype=bool)
            below[number[:, mine].ravel()] = True
            mine = below
        return mine

    @property
    def euler(self):
        """The alternating sum of the numbers of simplices: vertices − edges + triangles − …."""
        return sum((-1) ** k * self.count(k) for k in range(self.dimension + 1))

    def volumes(self, k):
        """Return the lengths, areas or volumes of the k-simplices, shape (count,); 1 for a vertex."""
        return measure.volumes(self.gram(k), k, self.count(k))

    def gram(self, k):
        """Return the inner products of the edges of the k-simplices from their smallest vertices, by (i, j), i ≤ j."""
        k = tables.degree(self, k)
        return self._tables["gram"] if k == self.dimension else measure.gram(self.points, self.columns(k))

    @cached_property
    def circumcentric(self):
        """The sizes of the circumcentric dual cells, a list by degree; some may not be positive."""
        return measure.circumcentric(self)
