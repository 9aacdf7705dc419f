"""Functions to be learned, with each property or without it; offered by `physdl.cheap.locality`."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.cheap.locality.couplings import pair_labels

TARGETS = {
    "symmetric and local": (1, True),
    "local": (1, False),
    "symmetric": (None, True),
    "neither": (None, False),
}
"""Laws of a ring by name: how far couplings reach, and whether turning the ring changes nothing."""


def draw_couplings(n, name, rng):
    r"""Return random couplings of a ring, and which pairs they belong to, for energies of variance 1.

    Parameters
    ----------
    n : int
        Sites, at least 2.
    name : str
        One of `TARGETS`.
    rng : numpy.random.Generator

    Returns
    -------
    couplings : array, shape (p,)
        Normal numbers times one factor, so that over all states of ±1 the energies have the variance 1: the squares of
        the couplings of all pairs add up to it.
    labels : array of int, shape (n, n)

    Raises
    ------
    ValueError
        If the name is none of `TARGETS`.

    Notes
    -----
    See :lesson:`4.2`.
    """
    name = _check.choice("name", name, list(TARGETS))
    _check.generator("rng", rng)
    reach, symmetric = TARGETS[name]
    labels = pair_labels(n, reach, symmetric=symmetric)
    couplings = rng.standard_normal(labels.max() + 1)
    return couplings / np.sqrt(np.sum(couplings[labels[np.triu(labels >= 0, 1)]] ** 2)), labels


def tree_function(x, slopes, phases):
    r"""Return a function that is a binary tree of functions of two numbers.

    .. math:: h(u, v) = \sqrt2\,\sin(a u + b v + \varphi), \qquad f = h(h(\cdots), h(\cdots))

    Parameters
    ----------
    x : array, shape (..., leaves)
        The leaves, neighbours first: a power of two, at least 2.
    slopes : array, shape (leaves - 1, 2)
        a and b of each node, generation after generation from the leaves on.
    phases : array, shape (leaves - 1,)
        φ of each.

    Returns
    -------
    array, shape (...)

    Raises
    ------
    ValueError
        If the number of leaves is no power of two, or there is not one node for each pair.

    Notes
    -----
    See :lesson:`4.2`.

    Examples
    --------
    >>> tree_function([0.0, 1.0], [[1.0, np.pi / 2]], [0.0]).round(3).item()
    1.414
    """
    x = _check.as_array("x", x, real=True)
    leaves = x.shape[-1] if x.ndim else 0
    if leaves < 2 or leaves & (leaves - 1):
        raise _check.error("x", "have a power of two of leaves along its last axis, at least 2", f"shape {x.shape}")
    slopes = _check.as_array("slopes", slopes, shape=(leaves - 1, 2), real=True)
    phases = _check.as_array("phases", phases, shape=(leaves - 1,), real=True)
    first = 0
    while x.shape[-1] > 1:
        nodes = slice(first, first + x.shape[-1] // 2)
        inner = x[..., ::2] * slopes[nodes, 0] + x[..., 1::2] * slopes[nodes, 1] + phases[nodes]
        x, first = np.sqrt(2).astype(inner.dtype) * np.sin(inner), nodes.stop
    return x[..., 0]
