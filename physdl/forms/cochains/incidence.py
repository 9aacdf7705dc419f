"""The coboundary: which simplex has which in its boundary, and how it is oriented there."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from physdl import _check
from physdl.forms.mesh import Mesh, tables


def coboundary(mesh, k):
    r"""Return the exterior derivative of k-cochains, the transposed incidence matrix, in whole numbers.

    .. math:: (d a)(\tau) = \sum_{\sigma \in \partial\tau} \pm\, a(\sigma)

    The sign is + if the orientation of σ is the one that τ gives to its boundary.

    Parameters
    ----------
    mesh : Mesh
        Of dimension n.
    k : int
        Degree, from 0 to n. For k = n the matrix has no rows.

    Returns
    -------
    csr_array of int64, shape (number of (k + 1)-simplices, number of k-simplices)
        k + 2 entries ±1 in each row. On cochains of floating numbers its product is in double precision.

    Raises
    ------
    ValueError, TypeError
        If `mesh` is no `Mesh` or has no simplices of that degree.

    Notes
    -----
    The product of two, ``coboundary(mesh, k + 1) @ coboundary(mesh, k)``, holds nothing but zeros. Written directly in
    compressed rows, in time and memory linear in the number of entries.

    Source: M. Desbrun, A. N. Hirani, M. Leok, J. E. Marsden, *Discrete exterior calculus* (2005),
    arXiv:math/0508341, section 5.

    See :lesson:`2.3`.

    Examples
    --------
    >>> from physdl.forms.mesh import Mesh, tables
    >>> triangle = Mesh([[0, 0], [1, 0], [0, 1]], [[0, 1, 2]])
    >>> coboundary(triangle, 1).toarray()
    array([[ 1, -1,  1]])
    """
    _check.instance("mesh", mesh, Mesh)
    k = tables.degree(mesh, k)
    count = mesh.count(k)
    if k == mesh.dimension:
        return sparse.csr_array((0, count), dtype=np.int64)
    number, signs = mesh.faces(k + 1)
    rows = number.shape[1]
    indices = np.empty((rows, k + 2), dtype=np.int32)
    values = np.empty((rows, k + 2), dtype=np.int64)
    for i in range(k + 2):  # faces that leave out a late vertex come first in the list
        indices[:, i] = number[k + 1 - i]
        values[:, i] = signs if (k + 1 - i) % 2 == 0 else -signs
    starts = np.arange(0, indices.size + 1, k + 2, dtype=np.int32)
    matrix = sparse.csr_array((values.ravel(), indices.ravel(), starts), shape=(rows, count))
    matrix.has_sorted_indices = True
    return matrix
