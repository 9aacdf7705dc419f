"""Hodge's star on a mesh: what a cochain says of the dual cells."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from physdl import _check
from physdl.forms.mesh import Mesh, measure, tables

DUALS = "circumcentric", "barycentric"
SMALL = 1e-10  # of a dual cell of the usual size


def hodge(mesh, k, dual="circumcentric"):
    r"""Return the diagonal Hodge star of k-cochains.

    .. math:: \frac{(\star a)({\star\sigma})}{|{\star\sigma}|} = \frac{a(\sigma)}{|\sigma|}

    A form that is constant over a simplex and over its dual cell has the same mean on both.

    Parameters
    ----------
    mesh : Mesh
        Of dimension n.
    k : int
        Degree, from 0 to n.
    dual : {"circumcentric", "barycentric"}, optional
        Circumcentric dual cells are perpendicular to their simplices, so the star is exact on constant forms.
        Barycentric ones exist in every mesh, but are in general not perpendicular: for 0 < k < n the star they give
        does not become exact on finer meshes.

    Returns
    -------
    csr_array, shape (count, count)
        Diagonal: :math:`|{\star\sigma}|/|\sigma|` with lengths, areas and volumes of the simplices and of their duals,
        1 for a point. Double precision. It may hold zeros, at an edge whose opposite angles add up to 180°, as in
        squares cut in two; then there is no inverse.

    Raises
    ------
    ValueError, TypeError
        If `mesh` is no `Mesh`, the degree is not there, or a circumcentric dual cell has a negative size: the
        simplex is named, and why.

    Notes
    -----
    Of triangles the star of an edge is :math:`\tfrac12(\cot\alpha + \cot\beta)` with the angles opposite to it.

    Source: M. Desbrun, A. N. Hirani, M. Leok, J. E. Marsden, *Discrete exterior calculus* (2005),
    arXiv:math/0508341, section 6.

    See :lesson:`2.4`.

    Examples
    --------
    >>> from physdl.forms.mesh import Mesh, tables
    >>> triangle = Mesh([[0, 0], [1, 0], [0.5, 3**0.5 / 2]], [[0, 1, 2]])
    >>> hodge(triangle, 1).diagonal().round(4)
    array([0.2887, 0.2887, 0.2887])
    """
    _check.instance("mesh", mesh, Mesh)
    k = tables.degree(mesh, k)
    if _check.choice("dual", dual, DUALS) == "barycentric":
        size = measure.barycentric(mesh, k)
    else:
        size = mesh.circumcentric[k]
        if size.min() < -SMALL * np.abs(size).mean():
            raise _invalid(mesh, k, "no negative size", "more than")
        size = np.maximum(size, 0.0)
    return diagonal(size / mesh.volumes(k) if k else size)


def diagonal(values):
    """Return a diagonal matrix in compressed rows."""
    count = np.arange(len(values) + 1, dtype=np.int32)
    return sparse.csr_array((values, count[:-1], count), shape=(len(values), len(values)))


def inverse(mesh, k, dual):
    """Return the inverse star, or refuse a dual cell of size 0."""
    star = hodge(mesh, k, dual).diagonal()
    if star.min() <= SMALL * star.mean():
        raise _invalid(mesh, k, "positive sizes, where the star is inverted", "at least")
    return diagonal(1 / star)


def _invalid(mesh, k, rule, than):
    """Return the error that says which dual cell is not as it should be, and why."""
    size = mesh.circumcentric[k]
    worst = int(np.argmin(size))
    why = f"{size[worst]:.3g} for that of the {tables.named(mesh.simplices(k)[worst])}"
    fix = 'Ask for dual="barycentric".'
    if mesh.dimension == 2 and k == 1:
        edge = mesh.boundary(1)[worst]
        why += f", where the {'angle' if edge else 'angles'} opposite to it {'is' if edge else 'add up to'} {than} "
        why += "90°" if edge else "180°"
        fix = 'Flip edges with `physdl.forms.mesh.delaunay`, or ask for dual="barycentric".'
    else:
        why += ", since circumcentres beside it lie outside their cells"
    return _check.error("mesh", f"have circumcentric dual cells of {rule}", why, fix)
