"""Every output of every point against every parameter: the Jacobian of a network, and the tangent kernel."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.neural.maps.protocol import as_map, finite_rows

_BLOCK = 128  # rows of the tangent kernel at a time: a few such blocks for 1,000 points stay in the L2 cache


def jacobian(network, x):
    r"""Return :math:`\partial f_i(x)/\partial\theta_j`: every output of every point by every parameter.

    Parameters
    ----------
    network : Map
        With `outputs` known.
    x : array, shape (N, inputs)

    Returns
    -------
    array, shape (N, outputs, size)

    Raises
    ------
    ValueError
        If `x` is not a batch of points of the network, or not finite.
    TypeError
        If the network or `x` is complex.

    Notes
    -----
    One pullback for each output, of the whole batch; the result is written once. See :lesson:`3.1`.
    """
    x, w = _all_outputs(network, x)
    need = 3 * w.itemsize * len(x) * network.outputs * network.size
    _check.room("x", need, f"{len(x):,} points of a network of {network.size:,} parameters", "Take some at a time.")
    result = np.empty((len(x), network.outputs, network.size), w.dtype)
    by_output = np.swapaxes(result, 0, 1)
    for start, part, points, covectors in network.visits(x, w):
        part._pull_each(points, covectors, by_output[..., start : start + part.size])
    return result


def tangent_kernel(network, x, other=None):
    r"""Return the tangent kernel: how much a step of learning at one point moves the output at another.

    .. math:: K_{ai,bj} = \sum_k \frac{\partial f_i(x_a)}{\partial\theta_k}
              \frac{\partial f_j(x'_b)}{\partial\theta_k} .

    Parameters
    ----------
    network : Map
        With `outputs` known.
    x : array, shape (N, inputs)
    other : array, shape (N', inputs), optional
        x' (default: x).

    Returns
    -------
    array, shape (N, outputs, N', outputs)

    Raises
    ------
    ValueError
        If a batch does not fit the network, or is not finite.
    TypeError
        If the network or a batch is complex.

    Notes
    -----
    An affine map's share is ⟨w, w'⟩ (⟨x, x'⟩ + 1), with x the points where it acts and w the covectors that reach it,
    so the Jacobian is never formed: N N' (n + m) products for each map instead of N N' n m. See :lesson:`3.1`.
    """
    x, w = _all_outputs(network, x)
    here = list(network.visits(x, w))
    there = here if other is None else list(network.visits(*_all_outputs(network, other, "other")))
    columns = len(x) if other is None else np.shape(other)[0]
    need = 2 * w.itemsize * len(x) * columns * network.outputs**2
    received = f"{len(x):,} points by {columns:,} and {network.outputs} outputs"
    _check.room("x", need, received, "Take some at a time, and all as `other`.")
    kernel = np.empty((len(x), network.outputs, columns, network.outputs), w.dtype)
    if not here:
        kernel[:] = 0  # without parameters nothing is ever learned
        return kernel
    for first in range(0, len(x), _BLOCK):
        rows, beyond = slice(first, first + _BLOCK), slice(first if other is None else 0, None)
        shares = (
            part._kernel(a[rows], wa[:, rows], b[beyond], wb[:, beyond])
            for (_, part, a, wa), (_, _, b, wb) in zip(here, there, strict=True)
        )
        block = next(shares)
        for share in shares:
            block += share
        kernel[rows, :, beyond] = block
        if other is None:
            kernel[beyond, :, rows] = np.transpose(block, (2, 3, 0, 1))
    return kernel


def batch_of(network, x, name="x"):
    """Return the checked batch of points of a network with a fixed number of outputs."""
    as_map("network", network)
    x = _check.as_array(name, x, ndim=2, finite=False, fix="Give a batch of points, also if it is only one.")
    finite_rows(name, _check.nonempty(name, x))
    if network.outputs is None:
        raise _check.error("network", "have a fixed number of outputs", "a map that takes any number")
    return x


def _all_outputs(network, x, name="x"):
    """Return the checked batch and, in front of it, the covectors that read off each output."""
    x = batch_of(network, x, name)
    if np.iscomplexobj(x) or np.iscomplexobj(network.parameters):
        fix = "The pullback of one covector is `network.pullback`."
        raise _check.error("network", "be real, and `x`", "complex numbers", fix, TypeError)
    unit = np.eye(network.outputs, dtype=np.result_type(x, network.parameters))
    return x, np.broadcast_to(unit[:, None, :], (network.outputs, len(x), network.outputs))
