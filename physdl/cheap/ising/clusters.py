"""R. H. Swendsen and J.-S. Wang's sampler: join what agrees by chance, and turn each cluster as a whole."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from physdl import _check
from physdl.cheap.ising.lattice import as_spins


def swendsen_wang(spins, coupling, sweeps, rng):
    r"""Return lattices of spins after steps of Swendsen and Wang's cluster algorithm.

    .. math:: P(\text{bond between } s = s') = 1 - e^{-2K}, \qquad P(\text{bond between } s \neq s') = 0

    Each step draws all bonds, and gives each cluster of sites that bonds connect a sign of its own, up or down with the
    probability 1/2. It leaves the law :math:`p(s) \propto e^{K\sum s s'}` as it is, and can reach every state from
    every other in one step.

    Parameters
    ----------
    spins : array of int, shape (..., L, M)
        1 and −1; sides of at least 2. All lattices are advanced at once. The array is not changed.
    coupling : float or array
        :math:`K = J/k_BT \ge 0`, one number or one for each lattice (broadcast against the leading axes).
    sweeps : int
        Number of steps.
    rng : numpy.random.Generator

    Returns
    -------
    array of int8, shape of `spins`

    Raises
    ------
    ValueError
        If a coupling is negative, a spin neither 1 nor −1, or a side shorter than 2.
    TypeError
        If the spins are no whole numbers.

    Notes
    -----
    About 100 bytes for each site while it runs. See :lesson:`4.6`. Source: Swendsen and Wang, Physical Review Letters
    58 (1987) 86.

    Examples
    --------
    >>> up = np.ones((3, 8, 8), np.int8)
    >>> swendsen_wang(up, 0.44, 10, np.random.default_rng(1)).shape
    (3, 8, 8)
    """
    spins = as_spins(spins)
    coupling = _ferromagnetic(coupling, spins.shape[:-2])
    sweeps, rng = _check.whole("sweeps", sweeps), _check.generator("rng", rng)
    _check.room("spins", 100.0 * spins.size, spins, "Advance fewer lattices at once.")
    chance = -np.expm1(-2 * coupling).astype(np.float32)[..., None, None]
    for _ in range(sweeps):
        right = (spins == np.roll(spins, -1, axis=-1)) & (rng.random(spins.shape, np.float32) < chance)
        down = (spins == np.roll(spins, -1, axis=-2)) & (rng.random(spins.shape, np.float32) < chance)
        count, labels = _components(right, down)
        spins = (1 - 2 * rng.integers(0, 2, count, dtype=np.int8))[labels]
    return spins


def cluster_labels(right, down):
    r"""Return which cluster each site of a lattice belongs to.

    Parameters
    ----------
    right, down : array of bool, shape (..., L, M)
        Whether a bond joins a site to its neighbour on the right (the next along the last axis, round the edge) and to
        the one below.

    Returns
    -------
    count : int
        Number of clusters on all lattices together.
    labels : array of int, shape (..., L, M)
        0 to count − 1, a number of its own for each cluster.

    Raises
    ------
    ValueError
        If the shapes differ or a side is shorter than 2.

    Notes
    -----
    Runs of sites in a row are joined first; the runs are the nodes of one sparse graph, whose components SciPy finds.
    See :lesson:`4.6`.

    Examples
    --------
    >>> none = np.zeros((2, 3), bool)
    >>> cluster_labels(np.array([[1, 0, 0], [0, 0, 1]], bool), none)[1]
    array([[0, 0, 1],
           [2, 3, 2]])
    """
    right, down = (_bonds(name, value) for name, value in (("right", right), ("down", down)))
    if down.shape != right.shape:
        raise _check.error("down", f"have the shape {right.shape} of `right`", f"shape {down.shape}")
    count, labels = _components(right, down)
    return count, labels.astype(np.intp)


def _components(right, down):
    starts = np.empty(right.shape, bool)
    starts[..., 1:] = ~right[..., :-1]
    starts[..., 0] = True
    runs = np.cumsum(starts.ravel(), dtype=np.int32).reshape(right.shape) - 1
    count = int(runs.flat[-1]) + 1
    below = np.concatenate([runs[..., 1:, :], runs[..., :1, :]], axis=-2)
    joined = np.concatenate([down, right[..., -1:]], axis=-1)  # the last column: from the end of a row round the edge
    tail = np.concatenate([runs, runs[..., -1:]], axis=-1)[joined]  # rising, as the rows of a sparse matrix are
    head = np.concatenate([below, runs[..., :1]], axis=-1)[joined]
    rows = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(tail, minlength=count), out=rows[1:])
    graph = csr_array((np.ones(len(head)), head, rows), shape=(count, count))
    count, of_run = connected_components(graph, directed=False)
    return count, of_run[runs]


def _ferromagnetic(coupling, shape):
    """Return couplings that are not negative and broadcast against the leading axes of some lattices."""
    coupling = _check.as_array("coupling", coupling, real=True, dtype=float)
    if (coupling < 0).any():
        fix = "Clusters of equal spins belong to K = J/k_BT ≥ 0 with T > 0."
        raise _check.error("coupling", "not be negative", f"{coupling.min():g}", fix)
    _check.broadcast("coupling", coupling, "spins", shape)
    if np.broadcast_shapes(coupling.shape, shape) != shape:
        raise _check.error("coupling", f"have one number for each lattice of {shape}", f"shape {coupling.shape}")
    return coupling


def _bonds(name, value):
    array = np.asarray(value)
    if array.dtype.kind != "b":
        raise _check.error(name, "be an array of True and False", value, kind=TypeError)
    if array.ndim < 2 or min(array.shape[-2:]) < 2:
        raise _check.error(name, "have two last axes of at least 2 sites", f"shape {array.shape}")
    return _check.nonempty(name, array, "lattice")
