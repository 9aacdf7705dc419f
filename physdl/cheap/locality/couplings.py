"""Energies of spins on a ring: which pairs share a coupling, and couplings from measured energies.

Offered by `physdl.cheap.locality`.
"""

from __future__ import annotations

import numpy as np

from physdl import _check

_MOST = 10_000  # sites: the table of all pairs is formed


def pair_labels(n, reach=None, *, symmetric=False):
    r"""Return which coupling each pair of sites has, as a table of numbers.

    Parameters
    ----------
    n : int
        Sites of the ring, at least 2.
    reach : int, optional
        Pairs further apart than this, the shorter way round, have none (default: no limit).
    symmetric : bool
        Whether turning the ring changes nothing: then all pairs of one distance share a coupling.

    Returns
    -------
    array of int, shape (n, n)
        Symmetric; -1 where there is no coupling, else its number from 0 on.

    Raises
    ------
    ValueError
        If there are fewer than two sites, or the reach is below 1.

    Notes
    -----
    Couplings are numbered by distance, and those of one distance round the ring. See :lesson:`4.2`.

    Examples
    --------
    >>> pair_labels(4, symmetric=True)
    array([[-1,  0,  1,  0],
           [ 0, -1,  0,  1],
           [ 1,  0, -1,  0],
           [ 0,  1,  0, -1]])
    """
    n = _check.whole("n", n, minimum=2, maximum=_MOST)
    reach = n // 2 if reach is None else min(_check.whole("reach", reach, minimum=1), n // 2)
    i, j = np.mgrid[:n, :n]
    step = (j - i) % n
    distance = np.minimum(step, n - step)
    if symmetric:
        labels = distance - 1
    else:
        first = np.where(step <= n - step, i, j)  # the site from which the other is reached the shorter way
        if n % 2 == 0:
            first = np.where(distance == n // 2, np.minimum(i, j), first)
        labels = (distance - 1) * n + first
    return np.where((distance > reach) | (distance == 0), -1, labels)


def coupling_count(n, reach=None, *, symmetric=False):
    r"""Return how many couplings an energy of pairs on a ring has.

    .. math:: \binom n2 \;\text{without a rule}, \qquad nr \;\text{within a reach}\;r < n/2, \qquad
              \lfloor n/2\rfloor \;\text{by symmetry}, \qquad r \;\text{by both}.

    Parameters
    ----------
    n, reach, symmetric
        As for `pair_labels`.

    Returns
    -------
    int

    Notes
    -----
    See :lesson:`4.2`.

    Examples
    --------
    >>> [coupling_count(16, reach, symmetric=even) for reach in (None, 1) for even in (False, True)]
    [120, 8, 16, 1]
    """
    n = _check.whole("n", n, minimum=2)
    reach = n // 2 if reach is None else min(_check.whole("reach", reach, minimum=1), n // 2)
    if symmetric:
        return reach
    return n * reach if 2 * reach < n else n * (n - 1) // 2


def pair_products(s, labels):
    r"""Return what each coupling multiplies, :math:`\varphi_k(s) = \sum_{i<j,\ \mathrm{label}(i,j) = k} s_is_j`.

    Parameters
    ----------
    s : array, shape (..., n)
        States of the ring, spins ±1 or any numbers.
    labels : array of int, shape (n, n)
        From `pair_labels`.

    Returns
    -------
    array, shape (..., p)

    Raises
    ------
    ValueError
        If the labels are no symmetric table of the ring, or leave out a number below their largest.

    Notes
    -----
    See :lesson:`4.2`.

    Examples
    --------
    >>> pair_products([1, -1, -1, 1], pair_labels(4, symmetric=True))
    array([ 0., -2.])
    """
    s = _check.as_array("s", s, real=True)
    labels = _check.integers("labels", labels)
    if labels.ndim != 2 or labels.shape[0] != labels.shape[1] or not np.array_equal(labels, labels.T):
        raise _check.error("labels", "be a symmetric table (n, n)", f"shape {labels.shape}", "Take `pair_labels`.")
    if s.ndim == 0 or s.shape[-1] != len(labels):
        raise _check.error("s", f"have shape (..., {len(labels)})", f"shape {s.shape}")
    if np.abs(s).max(initial=0.0) > np.finfo(s.dtype).max ** 0.5 / len(labels):
        raise _check.error("s", "hold numbers whose products can be added", f"{np.abs(s).max():.3g}", "Spins are ±1.")
    i, j = np.nonzero(np.triu(labels >= 0, 1))
    chosen = labels[i, j]
    found = np.unique(chosen)
    if not found.size or found[-1] != found.size - 1:
        raise _check.error("labels", "number the couplings from 0 on without a gap", labels, "Take `pair_labels`.")
    rows = s[..., 0].size
    _check.room("s", 24.0 * rows * len(i), f"{rows:,} states")
    order = np.argsort(chosen, kind="stable")
    i, j = i[order], j[order]
    starts = np.searchsorted(chosen[order], found)
    return np.add.reduceat(s[..., i] * s[..., j], starts, axis=-1)


def ring_energy(s, couplings, labels):
    r"""Return the energy of states of the ring, :math:`H(s) = -\sum_k J_k\,\varphi_k(s)`.

    Parameters
    ----------
    s : array, shape (..., n)
    couplings : array, shape (p,)
        J, in the unit of energy that is wanted.
    labels : array of int, shape (n, n)

    Returns
    -------
    array, shape (...)

    Raises
    ------
    ValueError
        If there is not one coupling for each number in `labels`.

    Notes
    -----
    See :lesson:`4.2`.
    """
    products = pair_products(s, labels)
    couplings = _check.as_array("couplings", couplings, shape=products.shape[-1:], real=True)
    return -(products @ couplings)


def fit_couplings(s, energies, labels):
    r"""Return the couplings that fit measured energies best, the shortest vector J if several do.

    .. math:: J = \operatorname*{arg\,min}_J \sum_{\text{states}} \bigl(H(s) + J\cdot\varphi(s)\bigr)^2

    Parameters
    ----------
    s : array, shape (N, n)
        States.
    energies : array, shape (N,)
        H of each.
    labels : array of int, shape (n, n)
        Which pairs share a coupling: what is assumed.

    Returns
    -------
    array, shape (p,)
        In double precision.

    Raises
    ------
    ValueError
        If the shapes do not fit.

    Notes
    -----
    By the singular value decomposition of an (N, p) matrix. See :lesson:`4.2`.

    Examples
    --------
    >>> s, labels = [[1, 1, 1, 1], [1, -1, 1, 1]], pair_labels(4, symmetric=True)
    >>> fit_couplings(s, ring_energy(s, [1.0, 0.5], labels), labels).round(12)
    array([1. , 0.5])
    """
    s = _check.nonempty("s", _check.as_array("s", s, ndim=2, real=True), "state")
    energies = _check.as_array("energies", energies, shape=(len(s),), real=True)
    products = pair_products(s, labels)
    _check.room("s", 24.0 * products.size, f"{len(s):,} states")
    if not float(np.abs(products).max()) < 1e100:
        raise _check.error("s", "hold numbers below 1e50", f"{np.abs(s).max():.3g}", "Spins are ±1.")
    return -np.linalg.lstsq(products.astype(float), energies.astype(float), rcond=None)[0]
