"""Lanczos' method for the largest eigenvalues, offered by `physdl.neural.stability`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh_tridiagonal

from physdl import _check
from physdl._scale import unit


@dataclass(frozen=True)
class Spectrum:
    """The largest eigenvalues of a symmetric map and how far they are to be trusted.

    Attributes
    ----------
    values : array, shape (count,)
        Largest first.
    residuals : array, shape (count,)
        ‖Hu − λu‖ for each: the matrix has an eigenvalue at most so far from λ.
    vectors : array, shape (count, size)
        The eigenvectors u, of length 1.
    products : int
        How many products it took.
    """

    values: np.ndarray
    residuals: np.ndarray
    vectors: np.ndarray
    products: int


def lanczos(product, start, *, count=1, tolerance=1e-6, most=None):
    r"""Return the largest eigenvalues of a symmetric linear map, from products with vectors alone.

    The vectors have the type of `start`; their few coefficients are put together in double precision.

    Parameters
    ----------
    product : callable
        v (size,) → Hv (size,).
    start : array, shape (size,)
        Any vector that is not perpendicular to the eigenvectors wanted; a good guess saves products.
    count : int
        How many eigenvalues.
    tolerance : float
        Stop when all residuals ‖Hu − λu‖ are below this fraction of the largest \|λ\| among the eigenvalues wanted.
    most : int, optional
        Products at most (default: `size`, in which case the answer is exact to rounding).

    Returns
    -------
    Spectrum

    Raises
    ------
    ValueError
        If `start` is zero or `count` is larger than its length.
    RuntimeError
        If `most` products were not enough, with the residual reached.

    Notes
    -----
    H is projected on the Krylov space of start, H start, H² start, …; every new vector is made perpendicular to all
    before it, twice, so no eigenvector is found twice. n products cost O(n² size) beside themselves.

    A residual bounds the distance to *an* eigenvalue. That nothing larger was missed is not certain, only very likely:
    it takes a start nearly perpendicular to an eigenvector. A multiple eigenvalue may be found only once.

    Source: C. Lanczos, J. Res. Natl. Bur. Stand. 45 (1950) 255, doi:10.6028/jres.045.026.

    See :lesson:`3.6`.

    Examples
    --------
    >>> found = lanczos(lambda v: np.array([1.0, 2.0, 5.0]) * v, np.ones(3), count=2)
    >>> found.values.round(6)
    array([5., 2.])
    """
    start = _check.as_array("start", start, ndim=1, real=True)
    _check.function("product", product)
    start = start / unit(start)
    if not start.any():
        raise _check.error("start", "not be zero", start)
    size, norm = start.size, np.linalg.norm(start)
    count = _check.whole("count", count, minimum=1)
    if count > size:
        raise _check.error("count", f"be at most {size}, the number of components", count)
    tolerance = _check.positive("tolerance", tolerance)
    most = size if most is None else min(size, _check.whole("most", most, minimum=count))
    basis, diagonal, beside = [start / norm], [], []
    while True:
        image = _check.as_array("product(v)", product(basis[-1]), shape=start.shape, real=True)
        diagonal.append(float(image @ basis[-1]))
        known = np.array(basis)
        for _ in range(2):
            image = image - known.T @ (known @ image)
        beside.append(float(np.linalg.norm(image)))
        values, small = eigh_tridiagonal(np.array(diagonal), np.array(beside[:-1]))
        values, small = values[::-1][:count], small[:, ::-1][:, :count]
        residuals = beside[-1] * np.abs(small[-1])
        n, scale = len(diagonal), np.abs(values).max(initial=np.finfo(float).tiny)
        closed = beside[-1] <= 8 * np.finfo(start.dtype).eps * max(map(abs, diagonal))
        if n >= count and (np.all(residuals <= tolerance * scale) or n == size):
            return Spectrum(values, residuals, small.T @ known, n)
        if n == most or closed:
            received = f"a residual of {residuals.max() / scale:.1e} of the largest eigenvalue after {n} products"
            fix = "The start spans no more eigenvectors; take another." if closed else "Allow `most` to be larger."
            raise _check.error("lanczos", f"find {count} eigenvalues to {tolerance:g}", received, fix, RuntimeError)
        basis.append(image / beside[-1])
