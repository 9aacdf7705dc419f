"""Metrics of layers and of whole networks, and the index they raise."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.neural.losses import softmax, softmax_cross_entropy, squared_loss
from physdl.neural.maps.protocol import as_map
from physdl.neural.metric.forms import Factored, Flat, Pulled, raiser
from physdl.neural.network import loss_differential
from physdl.neural.network.tangent import batch_of


def raise_index(metric, covector, *, damping=0.0):
    r"""Return the vector that a metric makes of a covector.

    .. math:: (g_{ij} + \varepsilon\,\delta_{ij})\,v^j = \bar w_i .

    Parameters
    ----------
    metric : LayerMetric, or array of shape (d, d) or (d,)
        g: symmetric (Hermitian) and positive, or its diagonal.
    covector : array, shape (..., d)
        w, for example dL.
    damping : float
        ε ≥ 0, in the unit of g. The matrix δ is a metric of these coordinates alone: damping costs invariance.

    Returns
    -------
    array, shape (..., d)
        v. Learning goes along −v.

    Raises
    ------
    ValueError
        If the metric does not fit, is not symmetric or not positive (the smallest eigenvalue is named), or `damping` is
        negative.

    Notes
    -----
    A matrix is factorised anew in each call; give several covectors at once. See :lesson:`3.3`.

    Examples
    --------
    >>> raise_index([[2.0, 0.0], [0.0, 0.5]], [1.0, 1.0])
    array([0.5, 2. ])
    """
    if metric is None:
        raise _check.error("metric", "be a LayerMetric or an array", metric, kind=TypeError)
    covector = _check.as_array("covector", covector)
    if not covector.ndim:
        raise _check.error("covector", "have shape (..., d)", "a single number")
    if not covector.shape[-1]:
        raise _check.error("covector", "have at least one component", f"shape {covector.shape}")
    return raiser(metric, covector.shape[-1:], damping)(covector)


def identity_metric(network):
    r"""Return the metric :math:`g_{ij} = \delta_{ij}`, the naive choice in whatever coordinates are at hand.

    Parameters
    ----------
    network : Map

    Returns
    -------
    LayerMetric

    Notes
    -----
    See :lesson:`3.3`.
    """
    return Flat(as_map("network", network).size)


def covariance_metric(network, x):
    r"""Return the second moment of each affine layer's own input as a metric, its shift included.

    .. math:: \begin{gathered}
              \lvert(\delta W, \delta b)\rvert^2 = \big\langle\lvert\delta W x_l + \delta b\rvert^2\big\rangle
              = \sum_a \delta\tilde W_a^{\mathsf H}\,C_l\,\delta\tilde W_a, \\
              C_l = \Big\langle \overline{\tilde x_l}\,\tilde x_l^{\mathsf T}\Big\rangle, \quad \tilde x_l = (x_l, 1) .
              \end{gathered}

    Parameters
    ----------
    network : Map
        Of affine maps and maps without parameters.
    x : array, shape (N, inputs)
        The batch over which ⟨…⟩ is the mean.

    Returns
    -------
    LayerMetric
        Block-diagonal: one factor of (n + 1)² numbers for a layer of n inputs, the same for each of its outputs.

    Raises
    ------
    ValueError
        If `x` is not a batch of points of the network, or not finite.

    Notes
    -----
    A step along the raised index is the step that plain descent would make if the layer's inputs were whitened: the
    same in all units and from all zeros in which the inputs may be measured. See :lesson:`3.3`.
    """
    x = batch_of(network, x)
    covectors = np.zeros((len(x), network.outputs))
    blocks = [
        (start, *np.linalg.eigh(_moment(at)), np.ones(part.outputs), None)
        for start, part, at, _ in network.visits(x, covectors)
    ]
    return Factored(network.size, blocks)


def fisher_metric(network, x, loss=squared_loss):
    r"""Return the pullback of the output's metric through the network: Fisher's metric, or Gauss and Newton's.

    .. math:: g = \frac1N\sum_{n} J_n^{\mathsf H} H_n J_n, \qquad J_n = \frac{\partial f(x_n)}{\partial\theta} .

    Parameters
    ----------
    network : Map
    x : array, shape (N, inputs)
    loss : callable
        `squared_loss`, with H = 1, or `softmax_cross_entropy`, with H = diag p − p pᵀ.

    Returns
    -------
    LayerMetric

    Raises
    ------
    ValueError
        If `x` does not fit, or no metric of the outputs is known for `loss`.

    Notes
    -----
    For these losses H is both the second derivative of the loss by the outputs and Fisher's information of the
    distribution they stand for. It holds N r · size numbers, r components for each point; raising costs the cube of
    `size` or of N r, whichever is smaller (the latter with damping only).

    Source: S. Amari, doi:10.1162/089976698300017746. See :lesson:`3.3`.
    """
    x = batch_of(network, x)
    covectors = _output_root(loss, network(x))
    need = 3 * np.result_type(covectors, network.parameters).itemsize * covectors.size // network.outputs * network.size
    _check.room("x", need, f"{len(x):,} points of a network of {network.size:,} parameters", "Take fewer points.")
    rows = np.empty((*covectors.shape[:-1], network.size), np.result_type(covectors, network.parameters))
    for start, part, at, w in network.visits(x, covectors):
        part._pull_each(at, w, rows[..., start : start + part.size])
    return Pulled(rows.reshape(covectors.size // network.outputs, network.size))


def kronecker_metric(network, x, loss=squared_loss):
    r"""Return the layer-wise factorised approximation of `fisher_metric`.

    .. math:: g_l = \Big\langle\overline{\tilde x_l}\tilde x_l^{\mathsf T}\Big\rangle \otimes
              \Big\langle\overline{\lambda_{l+1}}\lambda_{l+1}^{\mathsf T}\Big\rangle ,

    where λ runs over the covectors that a root of H sends back to the layer's output.

    Parameters
    ----------
    network, x, loss
        As for `fisher_metric`.

    Returns
    -------
    LayerMetric

    Notes
    -----
    Exact for one affine layer under `squared_loss`. Raising costs the cubes of n + 1 and of m for a layer of n inputs
    and m outputs.

    Source: J. Martens and R. Grosse, arXiv:1503.05671, section 3. See :lesson:`3.3`.
    """
    x = batch_of(network, x)
    blocks = []
    for start, _, at, w in network.visits(x, _output_root(loss, network(x))):
        w = w.reshape(-1, w.shape[-1])
        _square("network", w.shape[1], w.dtype)
        blocks.append((start, *np.linalg.eigh(_moment(at)), *np.linalg.eigh(w.conj().T @ w)))
    return Factored(network.size, blocks)


def natural_gradient(network, loss, x, y, *, damping=0.0):
    r"""Return the loss's value and its natural gradient, dL raised by Fisher's metric.

    .. math:: v = (g + \varepsilon)^{-1}\,\overline{dL} .

    Parameters
    ----------
    network : Network
    loss : callable
        `squared_loss` or `softmax_cross_entropy`.
    x, y : arrays
        A batch, as for `loss_differential`.
    damping : float
        ε.

    Returns
    -------
    value : float
    vector : array, shape (size,)
        A step of learning is θ ← θ − η v.

    Notes
    -----
    See :lesson:`3.3`.
    """
    value, differential = loss_differential(network, loss, x, y)
    return value, raise_index(fisher_metric(network, x, loss), differential, damping=damping)


def _square(name, width, dtype):
    """Refuse a moment of so many components that it and its eigenvectors would not fit."""
    _check.room(name, 5 * np.dtype(dtype).itemsize * width**2, f"{width:,} components before or after one map")


def _moment(x):
    """Return ⟨x̃* x̃⟩ of the points with a one after them."""
    _square("network", x.shape[1] + 1, x.dtype)
    extended = np.concatenate([x, np.ones_like(x[:, :1])], axis=1)
    with np.errstate(over="ignore", invalid="ignore"):
        moment = extended.conj().T @ extended / len(x)
    if not np.isfinite(moment).all():
        rule = f"leave points before each map whose squares {moment.dtype} can hold"
        raise _check.error("x", rule, f"a size of {np.abs(x).max():.3g}", "Take larger units.")
    return moment


def _output_root(loss, outputs):
    """Return covectors (r, N, m) at the outputs whose squares add up to the loss's metric there."""
    points, width = outputs.shape
    share = outputs.real.dtype.type(1 / np.sqrt(points))
    if loss is squared_loss:
        return np.broadcast_to(share * np.eye(width, dtype=outputs.dtype)[:, None], (width, points, width))
    if loss is softmax_cross_entropy:
        p = softmax(outputs)
        return share * np.sqrt(p).T[:, :, None] * (np.eye(width, dtype=p.dtype)[:, None] - p)
    raise _check.error("loss", "be squared_loss or softmax_cross_entropy, whose output metric is known", loss)
