"""Four neurons that multiply, and the networks that are built from them."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.cheap.gates.flat import flat_layer, require_room_for_pairs
from physdl.neural.maps import Affine, Map, Residual, Sigmoid
from physdl.neural.network import Network


def multiplication_gate(activation=None, scale=1e-2, *, point=None, pairs=1):
    r"""Return the network of four neurons that multiplies two numbers.

    .. math:: uv \approx \frac{1}{4\lambda^2\sigma''(p)}
              \Big[\begin{gathered} \sigma(p + \lambda(u+v)) + \sigma(p - \lambda(u+v)) \\
              - \sigma(p + \lambda(u-v)) - \sigma(p - \lambda(u-v)) \end{gathered}\Big]

    Parameters
    ----------
    activation : Map, optional
        σ, smooth (default ``Tanh()``).
    scale : float
        λ > 0.
    point : float, optional
        p, with σ''(p) ≠ 0 (default 0.5 for `Tanh`, 1 for `Sigmoid`, 0 for `Softplus`).
    pairs : int
        Gates side by side.

    Returns
    -------
    Network
        Affine, activation, Affine: ``(..., 2 pairs)`` → ``(..., pairs)``, with 4 units for each pair
        :math:`(u_1, v_1, u_2, v_2, \dots)`.

    Raises
    ------
    ValueError
        If the scale is not positive, so small that the weights overflow, or σ''(p) = 0; or if so many pairs would take
        more than 4 GB (named before anything is allocated).
    TypeError
        If the activation is not a map of each component by itself, or has no default for `point`.

    Notes
    -----
    The error is :math:`\lambda^2uv(u^2 + v^2)\,\sigma''''/(6\sigma'')` plus higher powers (`leading_error`), and from
    rounding about :math:`\epsilon\,\sigma(p)/(4\lambda^2\sigma'')`.

    H. W. Lin, M. Tegmark and D. Rolnick, arXiv:1608.08225, section 2. See :lesson:`4.1`.

    Examples
    --------
    >>> multiplication_gate(scale=1e-3)([3.0, -2.0]).round(3)
    array([-6.])
    """
    pairs = _check.whole("pairs", pairs, minimum=1)
    require_room_for_pairs(pairs)
    groups = [((2 * k, 2 * k + 1), (1, 1)) for k in range(pairs)]
    return Network(flat_layer(groups, 2 * pairs, activation, scale, point))


def binary_product(n, beta):
    r"""Return the one neuron that multiplies n bits.

    .. math:: \prod_{i=1}^n x_i \approx \frac{1}{1 + e^{-z}}, \qquad z = \beta\Big(\sum_i x_i - n + \tfrac12\Big)

    Parameters
    ----------
    n : int
        At least 1.
    beta : float
        β > 0.

    Returns
    -------
    Network
        Affine, `Sigmoid`: ``(..., n)`` → ``(..., 1)``, with one unit.

    Raises
    ------
    ValueError
        If β is not positive.

    Notes
    -----
    For :math:`x_i \in \{0, 1\}` the largest error is :math:`1/(1 + e^{\beta/2})`. For :math:`x_i = \pm1` it is
    not the product, which is a parity. H. W. Lin, M. Tegmark and D. Rolnick, arXiv:1608.08225, section 2. See
    :lesson:`4.1`.

    Examples
    --------
    >>> binary_product(3, 40.0)([[1.0, 1.0, 1.0], [1.0, 0.0, 1.0]]).round(6)
    array([[1.],
           [0.]])
    """
    n, beta = _check.whole("n", n, minimum=1), _check.positive("beta", beta)
    _check.room("n", 24 * n, n)
    return Network([Affine(np.full((1, n), beta), [beta * (0.5 - n)]), Sigmoid()])


def hidden_units(network):
    """Return how many neurons a network has: components that pass an activation, wires not counted.

    Parameters
    ----------
    network : Network

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If no map says how many components there are.

    Notes
    -----
    See :lesson:`4.3`.
    """
    _check.instance("network", network, Map)
    if network.inputs is None:
        raise _check.error("network", "hold a map that says how many components there are", network)
    return _units(network, network.inputs)


def _units(part, width):
    if isinstance(part, Residual):
        return _units(part.step, width)
    if not isinstance(part, Network):
        return width - getattr(part, "wires", 0) if part.outputs is None else 0
    count = 0
    for inner in part.maps:
        count += _units(inner, width)
        width = inner.outputs or width
    return count
