"""De Rham's map: a smooth form becomes a cochain by being integrated over every simplex."""

from __future__ import annotations

import numpy as np
from scipy import special

from physdl import _check
from physdl.forms.calculus import Form
from physdl.forms.exterior import pullback
from physdl.forms.mesh import Mesh, tables

BLOCK = 200_000  # points at a time


def integrate_form(form, mesh, k, nodes=3):
    r"""Return the integrals of a smooth k-form over the k-simplices of a mesh.

    .. math:: a(\sigma) = \int_\sigma \omega = \int_{t_1 + \dots + t_k \le 1} \omega_{x(t)}(e_1, \dots, e_k)\, d^kt

    with :math:`e_i` the edges of σ from its first vertex, and :math:`x(t)` that vertex plus :math:`\sum t_i e_i`.

    Parameters
    ----------
    form : Form
        Of degree k, in the space of the mesh.
    mesh : Mesh
    k : int
        Degree, from 0 to the dimension of the mesh.
    nodes : int, optional
        Gauss's nodes along each direction, q. Exact for components that are polynomials of degree 2q − 1.

    Returns
    -------
    array, shape (number of k-simplices,)
        For k = 0 the values at the vertices. Double precision.

    Raises
    ------
    ValueError, TypeError
        If `form` is no `Form` of that degree and dimension, or is not finite at a point where it is asked; or `mesh` is
        no `Mesh`.

    Notes
    -----
    Gauss–Jacobi nodes in collapsed coordinates, :math:`q^k` points in each simplex.

    See :lesson:`2.3`.

    Examples
    --------
    >>> from physdl.forms.mesh import square
    >>> area = Form([lambda x: -x[..., 1] / 2, lambda x: x[..., 0] / 2], 1, 2)
    >>> mesh = square(2)
    >>> around = integrate_form(area, mesh, 1)
    >>> around.shape == (mesh.count(1),)
    True
    """
    if not isinstance(form, Form):
        fix = "Wrap its components: Form(components, degree, dimension)."
        raise _check.error("form", "be a Form", form, fix, TypeError)
    _check.instance("mesh", mesh, Mesh)
    k, room = tables.degree(mesh, k), mesh.points.shape[1]
    q = _check.whole("nodes", nodes, minimum=1, maximum=60)
    if (form.degree, form.dimension) != (k, room):
        shown = f"degree {form.degree} in {form.dimension} dimensions"
        raise _check.error("form", f"have degree {k} in {room} dimensions", shown)
    if k == 0:
        return _finite(form(mesh.points))[..., 0]
    t, weights = simplex_rule(k, q)
    corners = mesh.points[mesh.simplices(k)]
    total = np.empty(len(corners))
    step = max(1, BLOCK // len(weights))
    for start in range(0, len(corners), step):
        first, edges = corners[start : start + step, 0], np.diff(corners[start : start + step], axis=1)
        edges = np.cumsum(edges, axis=1)
        x = first[:, None] + np.einsum("qi,mid->mqd", t, edges)
        density = pullback(np.swapaxes(edges, 1, 2)[:, None], _finite(form(x)), k)[..., 0]
        total[start : start + step] = density @ weights
    return total


def _finite(values):
    if not np.isfinite(values).all():
        raise _check.error("form", "be finite at all points where it is asked", "a component that is not")
    return values


def simplex_rule(k, q):
    """Return nodes (q^k, k) in the simplex with corners 0 and the unit vectors, and weights that add up to 1/k!."""
    axes = []
    for i in range(k):
        x, w = special.roots_jacobi(q, k - 1 - i, 0.0)
        axes.append(((x + 1) / 2, w / 2 ** (k - i)))
    nodes = np.stack(np.meshgrid(*[x for x, _ in axes], indexing="ij"), axis=-1).reshape(-1, k)
    weights = np.prod(np.stack(np.meshgrid(*[w for _, w in axes], indexing="ij"), axis=-1).reshape(-1, k), axis=1)
    left = np.ones(len(nodes))
    t = np.empty_like(nodes)
    for i in range(k):
        t[:, i] = left * nodes[:, i]
        left = left * (1 - nodes[:, i])
    return t, weights
