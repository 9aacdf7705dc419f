"""The codifferential and the Laplacian: d turned round by the star."""

from __future__ import annotations

from physdl import _check
from physdl.forms.cochains.incidence import coboundary
from physdl.forms.cochains.stars import hodge, inverse
from physdl.forms.mesh import Mesh, tables


def codifferential(mesh, k, dual="circumcentric"):
    r"""Return the codifferential of k-cochains, which is adjoint to d in the inner products of the star.

    .. math:: \delta = \star_{k-1}^{-1}\, d_{k-1}^{\mathsf T}\, \star_k, \qquad
        \langle da, b\rangle = \langle a, \delta b\rangle, \qquad \langle a, b\rangle = a^{\mathsf T}\star b

    Parameters
    ----------
    mesh : Mesh
    k : int
        Degree, from 0 to n. For k = 0 the matrix has no rows.
    dual : {"circumcentric", "barycentric"}, optional
        As for `hodge`.

    Returns
    -------
    csr_array, shape (number of (k − 1)-simplices, number of k-simplices)
        Double precision. At a boundary nothing is asked of a cochain: these are absolute boundary conditions.

    Raises
    ------
    ValueError, TypeError
        As `hodge`; or if a dual cell has size 0, so that the star of degree k − 1 has no inverse.

    Notes
    -----
    Of edges it is minus the divergence: what flows out of the vertex's dual cell comes with a minus sign, per area.

    Source: M. Desbrun, A. N. Hirani, M. Leok, J. E. Marsden, *Discrete exterior calculus* (2005),
    arXiv:math/0508341, section 6.

    See :lesson:`2.4`.

    Examples
    --------
    >>> from physdl.forms.mesh import disc
    >>> codifferential(disc(1), 1).shape
    (7, 12)
    """
    _check.instance("mesh", mesh, Mesh)
    k = tables.degree(mesh, k)
    star = hodge(mesh, k, dual)
    if k == 0:
        return star[:0]
    return (inverse(mesh, k - 1, dual) @ coboundary(mesh, k - 1).T @ star).tocsr()


def laplacian(mesh, k, dual="circumcentric"):
    r"""Return the Laplacian of k-cochains.

    .. math:: \Delta = \delta d + d\delta

    Parameters
    ----------
    mesh : Mesh
    k : int
        Degree, from 0 to n.
    dual : {"circumcentric", "barycentric"}, optional
        As for `hodge`.

    Returns
    -------
    csr_array, shape (number of k-simplices, the same)
        Its eigenvalues are not negative: of functions it is minus the sum of second derivatives. Multiplied by the star
        from the left it is symmetric. Double precision; absolute boundary conditions.

    Raises
    ------
    ValueError, TypeError
        As `codifferential`.

    Notes
    -----
    See :lesson:`2.4`.

    Examples
    --------
    >>> from physdl.forms.mesh import disc
    >>> abs(laplacian(disc(2), 0).sum(axis=1)).max() < 1e-12
    np.True_
    """
    _check.instance("mesh", mesh, Mesh)
    k = tables.degree(mesh, k)
    star = hodge(mesh, k, dual)
    total = 0 * star
    if k < mesh.dimension:
        total = total + codifferential(mesh, k + 1, dual) @ coboundary(mesh, k)
    if k > 0:
        total = total + coboundary(mesh, k - 1) @ codifferential(mesh, k, dual)
    return total.tocsr()
