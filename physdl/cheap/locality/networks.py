"""Networks that assume something of a ring or of a tree, and one that assumes nothing.

Offered by `physdl.cheap.locality`.
"""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.cheap.locality.layers import CircularConvolution, LocalAffine
from physdl.cheap.locality.rings import Reorder, RingSum
from physdl.neural.maps import Affine, Tanh
from physdl.neural.network import Network

KINDS = ("dense", "local", "convolution", "wide convolution")


def ring_network(kind, n, units, rng, *, width=3, dtype=np.float32):
    """Return a network of one hidden layer of tanh neurons for functions of a ring.

    Parameters
    ----------
    kind : str
        ``"dense"``: every neuron sees all n sites; ``"local"``: those of a site see a window, with weights of their
        own; ``"convolution"``: the same, with the same weights at every site, and the sum over the ring is read out;
        ``"wide convolution"``: the same with a window of n.
    n : int
        Sites.
    units : int
        Neurons, for all but "dense" at each site.
    rng : numpy.random.Generator
    width : int
        Of the window, where there is one.
    dtype : dtype
        Of the parameters.

    Returns
    -------
    Network
        (..., n) → (..., 1).

    Raises
    ------
    ValueError
        If the kind is none of these.

    Notes
    -----
    See :lesson:`4.2`.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> [ring_network(kind, 16, 8, rng).size for kind in KINDS]
    [145, 641, 41, 145]
    """
    kind, n, units = (
        _check.choice("kind", kind, KINDS),
        _check.whole("n", n, minimum=1),
        _check.whole("units", units, minimum=1),
    )
    if kind == "dense":
        maps = Affine.start(n, units, rng, dtype=dtype), Tanh(), Affine.start(units, 1, rng, dtype=dtype)
    elif kind == "local":
        first = LocalAffine.start(n, 1, units, width, rng, dtype=dtype)
        maps = first, Tanh(), Affine.start(n * units, 1, rng, dtype=dtype)
    else:
        width = n if kind == "wide convolution" else width
        first = CircularConvolution.start(n, 1, units, width, rng, dtype=dtype)
        maps = first, Tanh(), RingSum(n, units), Affine.start(units, 1, rng, gain=n**-0.5, dtype=dtype)
    return Network(maps)


def tree_network(leaves, units, rng, *, order=None, shared=False, dtype=np.float32):
    """Return a network that is a binary tree: each node sees the two below it, through tanh neurons of its own.

    Parameters
    ----------
    leaves : int
        A power of two, at least 2.
    units : int
        Neurons of each node.
    rng : numpy.random.Generator
    order : array of int, shape (leaves,), optional
        In which order the components stand under the tree (default: their own).
    shared : bool
        Whether the nodes of one generation have the same weights.
    dtype : dtype

    Returns
    -------
    Network
        (..., leaves) → (..., 1).

    Raises
    ------
    ValueError
        If the number of leaves is no power of two.

    Notes
    -----
    See :lesson:`4.2`.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> [tree_network(8, 4, rng, shared=shared).size for shared in (False, True)]
    [119, 51]
    """
    leaves, units = _check.whole("leaves", leaves, minimum=2), _check.whole("units", units, minimum=1)
    if leaves & (leaves - 1):
        raise _check.error("leaves", "be a power of two", leaves)
    layer = CircularConvolution if shared else LocalAffine
    maps = [] if order is None else [Reorder(order)]
    if maps and maps[0].inputs != leaves:
        raise _check.error("order", f"hold each of the {leaves} leaves", f"{maps[0].inputs} places")
    while leaves > 1:
        maps += [layer.start(leaves, 1, units, 2, rng, stride=2, dtype=dtype), Tanh()]
        leaves //= 2
        maps += [layer.start(leaves, units, 1, 1, rng, dtype=dtype)]
    return Network(maps)
