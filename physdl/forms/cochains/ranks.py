"""How many holes: the ranks of whole-number matrices, without rounding."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from physdl import _check
from physdl.forms.cochains.ends import BOUNDARIES, differentials
from physdl.forms.mesh import Mesh

PRIME = 2**31 - 1


def betti_numbers(mesh, boundary="absolute"):
    r"""Return how many independent closed cochains of each degree are no coboundaries.

    .. math:: b_k = \dim\ker d_k - \operatorname{rank} d_{k-1}
        = n_k - \operatorname{rank} d_k - \operatorname{rank} d_{k-1}

    Parameters
    ----------
    mesh : Mesh
        Of dimension n.
    boundary : {"absolute", "relative"}, optional
        Whether cochains on the boundary are free, or have to be zero.

    Returns
    -------
    tuple of int
        :math:`b_0, \dots, b_n`. Absolute: pieces, loops that bound nothing, closed surfaces that bound nothing.
        Relative: the same in reverse order, where the mesh is an oriented manifold.

    Raises
    ------
    ValueError, TypeError
        If `mesh` is no `Mesh`, or `boundary` is neither.

    Notes
    -----
    The ranks are those over the field of :math:`2^{31} - 1` elements: whole numbers alone, no tolerance. The first and
    the last matrix are incidence matrices of graphs, whose rank is the number of nodes less that of pieces without a
    ground; what remains in the middle of a mesh of tetrahedra is eliminated column by column. That takes seconds from
    some ten thousand tetrahedra on.

    See :lesson:`2.4`.

    Examples
    --------
    >>> from physdl.forms.mesh import annulus, torus
    >>> betti_numbers(annulus(9)), betti_numbers(annulus(9), "relative"), betti_numbers(torus(10))
    ((1, 1, 0), (0, 1, 1), (1, 2, 1))
    """
    _check.instance("mesh", mesh, Mesh)
    _check.choice("boundary", boundary, BOUNDARIES)
    n = mesh.dimension
    maps, keep = differentials(mesh, boundary)
    ranks = [
        0,
        *(
            graph_rank(d) if k == 0 else graph_rank(d.T.tocsr()) if k == n - 1 else rank_over_field(d.T)
            for k, d in enumerate(maps)
        ),
        0,
    ]
    return tuple(int(keep[k].sum()) - ranks[k] - ranks[k + 1] for k in range(n + 1))


def graph_rank(matrix):
    """Return the rank of a matrix with at most two entries in each row, +1 and −1: an edge, or one to the ground."""
    edges, nodes = matrix.shape
    if not edges or not nodes:
        return 0
    filled = np.diff(matrix.indptr)
    one = matrix.indptr[:-1][filled > 0]
    tail = matrix.indices[one]
    head = np.where(filled[filled > 0] == 2, matrix.indices[np.minimum(one + 1, matrix.nnz - 1)], nodes)
    graph = sparse.coo_array((np.ones(len(tail), np.int8), (tail, head)), shape=(nodes + 1, nodes + 1))
    pieces, _ = csgraph.connected_components(graph.tocsr(), directed=False)
    return nodes + 1 - pieces


def rank_over_field(matrix, prime=PRIME):
    """Return the rank of a sparse matrix of whole numbers over the field of `prime` elements, by its columns.

    Each column is reduced by those before it, from its lowest entry up, as it is done in persistent homology.
    """
    columns, pivots = matrix.tocsc(), {}
    for j in range(columns.shape[1]):
        part = slice(columns.indptr[j], columns.indptr[j + 1])
        entries = zip(columns.indices[part].tolist(), columns.data[part].tolist(), strict=True)
        column = {row: value % prime for row, value in entries if value % prime}
        while column:
            low = max(column)
            if low not in pivots:
                scale = pow(column[low], -1, prime)
                pivots[low] = {row: value * scale % prime for row, value in column.items()}
                break
            factor = column[low]
            for row, value in pivots[low].items():
                left = (column.get(row, 0) - factor * value) % prime
                if left:
                    column[row] = left
                else:
                    del column[row]
    return len(pivots)
