"""R. H. Swendsen's renormalisation group by sampling: how couplings change in a step, from correlations alone."""

from __future__ import annotations

import math

import numpy as np

from physdl import _check
from physdl.cheap.ising.lattice import as_spins


def coupling_sums(spins):
    r"""Return four sums over a lattice that do not notice a flip of all spins.

    .. math:: S_1 = \sum_{\text{neighbours}} ss', \quad S_2 = \sum_{\text{diagonal}} ss', \quad
              S_3 = \sum_{\text{two apart}} ss', \quad S_4 = \sum_{\text{squares}} ss's''s'''

    Parameters
    ----------
    spins : array of int, shape (..., L, M)
        1 and −1; sides of at least 2.

    Returns
    -------
    array of float, shape (..., 4)
        Each pair and each square counted once from each of its first sites: 2LM neighbours, 2LM diagonals, 2LM pairs
        two apart, LM squares. On sides below 5 some coincide with one another, with neighbours or with the spin itself.

    Raises
    ------
    ValueError
        If a spin is neither 1 nor −1, or a side is shorter than 2.
    TypeError
        If the spins are no whole numbers.

    Notes
    -----
    See :lesson:`4.6`.

    Examples
    --------
    >>> coupling_sums(np.ones((4, 4), int))
    array([32., 32., 32., 16.])
    """
    spins = as_spins(spins)
    right, down = np.roll(spins, -1, axis=-1), np.roll(spins, -1, axis=-2)
    across = np.roll(right, -1, axis=-2)
    terms = (
        spins * right + spins * down,
        spins * across + right * down,
        spins * np.roll(spins, -2, axis=-1) + spins * np.roll(spins, -2, axis=-2),
        spins * right * down * across,
    )
    return np.stack([term.sum(axis=(-2, -1), dtype=np.int64) for term in terms], axis=-1).astype(float)


def linearised_step(fine, coarse):
    r"""Return how the couplings after a step depend on those before it, from samples of both.

    .. math::

       T_{\alpha\beta} = \frac{\partial K'_\alpha}{\partial K_\beta}, \qquad
       \sum_\alpha \operatorname{cov}(S'_\gamma, S'_\alpha)\,T_{\alpha\beta} = \operatorname{cov}(S'_\gamma, S_\beta)

    Parameters
    ----------
    fine, coarse : array, shape (..., k)
        Sums S on sampled lattices and S' on the lattices of their blocks, sample by sample, one column for each
        coupling.

    Returns
    -------
    array, shape (k, k)
        In double precision.

    Raises
    ------
    ValueError
        If there are fewer than k + 1 samples, or two sums S' cannot be told apart.

    Notes
    -----
    Exact if the k couplings are all that there are; with few of them, an approximation. See :lesson:`4.6`. Source:
    R. H. Swendsen, Physical Review Letters 42 (1979) 859.

    Examples
    --------
    >>> S = np.random.default_rng(1).normal(size=(1000, 2))
    >>> bool(np.allclose(linearised_step(S @ [[1, 0], [1, 2]], S), [[1, 0], [1, 2]]))
    True
    """
    fine, coarse = _samples("fine", fine), _samples("coarse", coarse)
    if coarse.shape != fine.shape:
        raise _check.error("coarse", f"have the shape {fine.shape} of `fine`", f"shape {coarse.shape}")
    count, k = fine.reshape(-1, fine.shape[-1]).shape
    if count <= k:
        raise _check.error("fine", f"hold more than {k} samples", count)
    (fine, wide), (coarse, size) = (_scaled(samples.reshape(-1, k)) for samples in (fine, coarse))
    among = coarse.T @ coarse
    if not (size > 0).all() or np.linalg.cond(among) > 1e12:
        raise _check.error("coarse", "hold sums that can be told apart", f"{k} of which some follow from others")
    return np.linalg.solve(among, coarse.T @ fine) * (wide / size[:, None])


def step_exponent(matrix, b):
    r"""Return the exponent of a step's strongest direction.

    .. math:: y = \frac{\ln\max_i|\lambda_i|}{\ln b}

    For couplings that do not notice a flip of all spins it is :math:`y_T = 1/\nu`.

    Parameters
    ----------
    matrix : array, shape (k, k)
        A step's derivative, as `linearised_step` returns it.
    b : float
        By what a step shrinks lengths, b > 1.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the matrix is not square or vanishes, or b is not above 1.

    Notes
    -----
    See :lesson:`4.6`.

    Examples
    --------
    >>> step_exponent(np.diag([2.0, 0.5]), 2)
    1.0
    """
    matrix = _check.as_array("matrix", matrix, ndim=2)
    if matrix.shape[0] != matrix.shape[1] or not matrix.size:
        raise _check.error("matrix", "be square", f"shape {matrix.shape}")
    b = _check.finite_number("b", b)
    if b <= 1:
        raise _check.error("b", "be above 1", b)
    largest = np.abs(np.linalg.eigvals(matrix.astype(np.result_type(matrix, float)))).max()
    if largest == 0:
        raise _check.error("matrix", "have an eigenvalue that is not 0", matrix)
    return math.log(largest) / math.log(b)


def _scaled(samples):
    """Return the deviations from the mean in units of their standard deviation, over the root of their number."""
    away = samples - samples.mean(axis=0)
    most = np.abs(away).max(axis=0)
    away = away / np.where(most > 0, most, 1)
    norm = np.sqrt(np.sum(away**2, axis=0))
    return away / np.where(norm > 0, norm, 1), most * norm


def _samples(name, value):
    array = _check.as_array(name, value, real=True, dtype=float)
    if array.ndim < 2 or not array.size:
        raise _check.error(name, "hold samples, with a column for each coupling", f"shape {array.shape}")
    return array
