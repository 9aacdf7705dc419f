"""Harmonic cochains, and the three parts of any cochain."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse
from scipy.sparse import linalg as solvers

from physdl import _check
from physdl.forms.cochains.ends import BOUNDARIES, cochain, differentials
from physdl.forms.cochains.ranks import betti_numbers
from physdl.forms.cochains.stars import diagonal, inverse
from physdl.forms.mesh import Mesh, tables

SHIFT = 1e-8  # of the Laplacian's largest entry: it lifts the kernel, so that the matrix can be factored
ROUNDS = 12


@dataclass(frozen=True)
class HodgeDecomposition:
    r"""The three parts of a cochain, orthogonal in the inner product of the star.

    .. math:: a = d\alpha + \delta\beta + h, \qquad dh = 0, \quad \delta h = 0

    Attributes
    ----------
    exact, coexact, harmonic : array, shape (number of k-simplices,)
        :math:`d\alpha`, :math:`\delta\beta` and h; double precision.
    potential : array, shape (number of (k − 1)-simplices,)
        α; empty for k = 0.
    copotential : array, shape (number of (k + 1)-simplices,)
        β; empty for k = n.
    """

    exact: np.ndarray
    coexact: np.ndarray
    harmonic: np.ndarray
    potential: np.ndarray
    copotential: np.ndarray


class _Complex:
    """The coboundaries and stars of a mesh between the simplices that count, and its Laplacians."""

    def __init__(self, mesh, boundary, dual):
        _check.instance("mesh", mesh, Mesh)
        _check.choice("boundary", boundary, BOUNDARIES)
        self.d, self.keep = differentials(mesh, boundary)
        self.star = [1 / inverse(mesh, k, dual).diagonal()[keep] for k, keep in enumerate(self.keep)]
        self.n = mesh.dimension

    def bare(self):
        """Return the same complex with the star 1 everywhere, which knows how simplices meet and no lengths."""
        other = copy(self)
        other.star = [np.ones_like(star) for star in self.star]
        return other

    def stiffness(self, k):
        """Return the star times the Laplacian: symmetric, its kernel the harmonic cochains."""
        total = sparse.csr_array((len(self.star[k]),) * 2)
        if k < self.n:
            total = total + self.d[k].T @ diagonal(self.star[k + 1]) @ self.d[k]
        if k > 0:
            turned = diagonal(self.star[k]) @ self.d[k - 1]
            total = total + turned @ diagonal(1 / self.star[k - 1]) @ turned.T
        return total.tocsc()

    def lifted(self, k):
        """Return the stiffness and what solves with it after a small multiple of the star has been added."""
        matrix, mass = self.stiffness(k), diagonal(self.star[k]).tocsc()
        size = (matrix.diagonal() / self.star[k]).max(initial=0.0) or 1.0
        return matrix, solvers.splu((matrix + SHIFT * size * mass).tocsc(), permc_spec="MMD_AT_PLUS_A").solve

    def solve(self, k, right):
        """Return x with stiffness x = right, up to a harmonic cochain, by a few rounds against the lift."""
        if not len(right):
            return right
        matrix, lifted = self.lifted(k)
        x = np.zeros_like(right)
        for _ in range(4):
            x = x + lifted(right - matrix @ x)
        return x

    def kernel(self, k, start, wanted):
        """Return orthonormal columns that span the harmonic cochains, from a block of columns to start with."""
        matrix, solve = self.lifted(k)
        mass, block = np.sqrt(self.star[k]), start
        for _ in range(ROUNDS):
            block = solve(self.star[k][:, None] * block)
            block = np.linalg.qr(mass[:, None] * block)[0] / mass[:, None]
        values, turn = linalg.eigh(block.T @ (matrix @ block))
        size = (matrix.diagonal() / self.star[k]).max()
        small = int((values < 1e-9 * size).sum())
        if small != wanted:
            raise RuntimeError(f"`mesh` must have {wanted} harmonic {k}-cochains; got {small} small eigenvalues.")
        return block @ turn[:, :wanted]

    def parts(self, k, harmonic, fixed):
        """Return the harmonic parts of fixed columns, orthonormal one after the other, by Gram and Schmidt."""
        turn, triangle = np.linalg.qr(harmonic.T @ (self.star[k][:, None] * fixed))
        return harmonic @ (turn * np.where(np.diag(triangle) < 0, -1.0, 1.0))

    def full(self, k, values):
        """Return values on the simplices that count as a cochain, zero on the others."""
        result = np.zeros((len(self.keep[k]), *values.shape[1:]))
        result[self.keep[k]] = values
        return result


def hodge_decomposition(mesh, a, k, boundary="absolute", dual="circumcentric"):
    r"""Return the exact, the coexact and the harmonic part of a k-cochain.

    Parameters
    ----------
    mesh : Mesh
    a : array, shape (number of k-simplices,)
        The cochain, real. With "relative" its values on the boundary are left out: the parts are those of the rest.
    k : int
        Degree.
    boundary : {"absolute", "relative"}, optional
        Whether the potentials, and all parts, are free at the boundary, or vanish on it.
    dual : {"circumcentric", "barycentric"}, optional
        As for `hodge`.

    Returns
    -------
    HodgeDecomposition
        The parts add up to `a`, and are orthogonal to rounding: inner products below 1e-9 of the squared size of `a`.

    Raises
    ------
    ValueError, TypeError
        As `codifferential`; or if the cochain has the wrong length or is not finite.

    Notes
    -----
    Two solutions of Laplace's equation, for the potential α of degree k − 1 and the copotential β of degree k + 1; the
    harmonic part is what remains. A sparse factorisation of each matrix: on a surface near-linear in memory, in
    space not.

    See :lesson:`2.4`.

    Examples
    --------
    >>> from physdl.forms.mesh import annulus
    >>> mesh = annulus(12)
    >>> parts = hodge_decomposition(mesh, np.ones(mesh.count(1)), 1)
    >>> np.allclose(parts.exact + parts.coexact + parts.harmonic, 1)
    True
    """
    _check.instance("mesh", mesh, Mesh)
    k = tables.degree(mesh, k)
    a = cochain("a", a, mesh, k)
    size = np.abs(a).max(initial=0.0)
    chain = _Complex(mesh, boundary, dual)
    rest = a[chain.keep[k]] / (size or 1.0)
    exact, coexact, alpha, beta = np.zeros_like(rest), np.zeros_like(rest), np.zeros(0), np.zeros(0)
    if k > 0:
        d = chain.d[k - 1]
        alpha = chain.solve(k - 1, d.T @ (chain.star[k] * rest))
        exact, alpha = d @ alpha, chain.full(k - 1, alpha)
    if k < chain.n:
        d = chain.d[k]
        beta = chain.solve(k + 1, chain.star[k + 1] * (d @ rest))
        coexact = (d.T @ (chain.star[k + 1] * beta)) / chain.star[k]
        beta = chain.full(k + 1, beta)
    parts = [chain.full(k, part) for part in (exact, coexact, rest - exact - coexact)]
    return HodgeDecomposition(*(size * part for part in (*parts, alpha, beta)))


def harmonic_basis(mesh, k, boundary="absolute", dual="circumcentric"):
    r"""Return an orthonormal basis of the harmonic k-cochains: closed, and orthogonal to all that is exact.

    .. math:: dh = 0, \qquad \delta h = 0, \qquad h_i^{\mathsf T}\star h_j = \delta_{ij}

    Parameters
    ----------
    mesh : Mesh
    k : int
        Degree.
    boundary : {"absolute", "relative"}, optional
        Whether cochains on the boundary are free (then nothing flows through it), or have to be zero.
    dual : {"circumcentric", "barycentric"}, optional
        As for `hodge`.

    Returns
    -------
    array, shape (count, number of k-simplices)
        As many as `betti_numbers` says, and found so by themselves. Double precision. It is always the same basis of
        their space: scaled, or on another machine, the mesh has the same one, and when the mesh is bent it turns with
        the space, without a jump. (If lengths are multiplied by s, the basis is by :math:`s^{k - n/2}`: for k = 1 on a
        surface by 1.) Another numbering of the vertices brings another basis.

    Raises
    ------
    ValueError, TypeError
        As `codifferential`.
    RuntimeError
        If the number of small eigenvalues is not the Betti number: the mesh is too bad for double precision.

    Notes
    -----
    Inverse iteration on a whole block of vectors, two more than the Betti number: a single vector, or Lanczos' method,
    may miss some of several equal eigenvalues. Rounding decides which basis of the space comes out of it. So one is
    chosen: first for the star that is 1 everywhere, by the harmonic parts of numbers drawn once and for all, then for
    the mesh's own star by the harmonic parts of these. They are of the same classes, so they stay independent whatever
    the lengths, and are made orthonormal one after the other, by Gram and Schmidt.

    See :lesson:`2.4`.

    Examples
    --------
    >>> from physdl.forms.mesh import torus
    >>> harmonic_basis(torus(12), 1).shape
    (2, 216)
    """
    _check.instance("mesh", mesh, Mesh)
    k = tables.degree(mesh, k)
    chain = _Complex(mesh, boundary, dual)
    wanted, count = betti_numbers(mesh, boundary)[k], len(chain.star[k])
    if not wanted:
        return np.zeros((0, mesh.count(k)))
    start = np.random.default_rng(0).uniform(-1.0, 1.0, (count, min(wanted + 2, count)))
    bare = chain.bare()
    classes = bare.parts(k, bare.kernel(k, start, wanted), start[:, :wanted])
    return chain.full(k, chain.parts(k, chain.kernel(k, start, wanted), classes)).T
