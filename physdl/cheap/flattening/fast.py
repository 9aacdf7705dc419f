"""Linear maps as several layers with few weights, offered by `physdl.cheap.flattening`."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from physdl import _check


def fft_network(n):
    r"""Return the discrete Fourier transform as an order of the inputs and :math:`\log_2n` sparse layers.

    .. math:: F = B_{\log_2n}\cdots B_2B_1P, \qquad F_{kj} = e^{-2\pi ikj/n}

    Layer s joins the transforms u of every even and v of every odd sample of a block of :math:`L = 2^s` to
    :math:`u_k \pm e^{-2\pi ik/L}v_k`, for k from 0 to L/2 − 1.

    Parameters
    ----------
    n : int
        A power of two, at least 2.

    Returns
    -------
    order : array of int, shape (n,)
        The first layer reads ``x[order]``: the places with their binary digits reversed.
    layers : tuple of scipy.sparse.csr_array, each of shape (n, n)
        Complex, two weights in each row, :math:`2n\log_2n` in all.

    Raises
    ------
    ValueError
        If n is not a power of two, or the layers would take more than 4 GB (named before anything is allocated).

    Notes
    -----
    `numpy.fft.fft` is the product of all of them. See :lesson:`4.3`.

    Examples
    --------
    >>> order, layers = fft_network(8)
    >>> order, sum(layer.nnz for layer in layers)
    (array([0, 4, 2, 6, 1, 5, 3, 7]), 48)
    """
    n = _check.whole("n", n, minimum=2)
    if n & (n - 1):
        below = 1 << (n.bit_length() - 1)
        fix = f"Take {below} or {2 * below}; zeros at the end make a signal longer."
        raise _check.error("n", "be a power of two", n, fix)
    _check.room("n", 72 * n * (n.bit_length() - 1), n, "`numpy.fft.fft` does the same without matrices.")
    order = np.zeros(1, dtype=int)
    while len(order) < n:
        order = np.concatenate([2 * order, 2 * order + 1])
    return order, tuple(_butterflies(n, 2**s) for s in range(1, n.bit_length()))


def _butterflies(n, length):
    half = length // 2
    place = np.arange(n)
    inside = place % length
    upper = place - inside + inside % half
    twiddle = np.exp(-2j * np.pi * inside / length)  # in the lower half of a block this is minus that of the upper half
    columns, weights = np.stack([upper, upper + half], 1), np.stack([np.ones(n), twiddle], 1)
    return sparse.csr_array((weights.ravel(), columns.ravel(), np.arange(0, 2 * n + 1, 2)), shape=(n, n))


def low_rank_pair(matrix, rank):
    r"""Return the two thin layers whose product comes closest to a matrix.

    .. math:: W \approx AB, \qquad |W - AB|^2 = \sum_{i>k}s_i^2

    Parameters
    ----------
    matrix : array, shape (m, n)
        W, real or complex.
    rank : int
        k, from 1 to min(m, n).

    Returns
    -------
    outer : array, shape (m, k)
        A.
    inner : array, shape (k, n)
        B; each takes half of the singular values :math:`s_i`, as their roots.

    Raises
    ------
    ValueError
        If the rank is below 1 or larger than the matrix allows.

    Notes
    -----
    For m = n the pair has 2nk weights against n²: a saving for k < n/2 only. The closest matrix of rank k is that of
    E. Schmidt, and of C. Eckart and G. Young. See :lesson:`4.3`.

    Examples
    --------
    >>> outer, inner = low_rank_pair([[2.0, 4.0], [1.0, 2.0]], 1)
    >>> (outer @ inner).round(6)
    array([[2., 4.],
           [1., 2.]])
    """
    matrix, rank = _check.as_array("matrix", matrix, ndim=2), _check.whole("rank", rank, minimum=1)
    if rank > min(matrix.shape):
        fix = "More columns than that add nothing."
        raise _check.error("rank", f"be at most {min(matrix.shape)} for shape {matrix.shape}", rank, fix)
    left, values, right = np.linalg.svd(matrix, full_matrices=False)
    root = np.sqrt(values[:rank])
    return left[:, :rank] * root, root[:, None] * right[:rank]
