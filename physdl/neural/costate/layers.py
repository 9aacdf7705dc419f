"""Costates, tangents and the layer-wise action whose stationary points they are."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.neural.maps.protocol import as_map, of_loss, pairing
from physdl.neural.network import Network


def tangents(network, points, v, change=None):
    r"""Return the tangent vectors :math:`v_{l+1} = f_{l+}v_l` along a batch's way through the network.

    Parameters
    ----------
    network : Network
    points : list of arrays
        From ``network.points(x)``.
    v : array, shape of x
        Tangent vectors at the input.
    change : array, shape (size,), optional
        A change of the parameters, which every map adds to its tangent vector (default: frozen).

    Returns
    -------
    list of arrays, one for each of `points`

    Notes
    -----
    See :lesson:`3.2`.
    """
    _places(network, "points", points)
    moved = [_check.as_array("v", v, shape=points[0].shape)]
    if change is not None:
        change = _check.as_array("change", change, shape=(network.size,))
    for part, s, x in zip(network.maps, network.slices, points[:-1], strict=True):
        moved.append(part.pushforward(x, moved[-1], None if change is None else change[s]))
    return moved


def costates(network, points, terminal):
    r"""Return the covectors :math:`\lambda_l = f_l^*\lambda_{l+1}` from the output, :math:`\lambda_N`, to the input.

    Parameters
    ----------
    network : Network
    points : list of arrays
        From ``network.points(x)``.
    terminal : array, shape of the last point
        The differential of a loss at the output.

    Returns
    -------
    list of arrays, one for each of `points`

    Notes
    -----
    See :lesson:`3.2`.
    """
    _places(network, "points", points)
    carried = [_check.as_array("terminal", terminal, shape=points[-1].shape)]
    for part, x in zip(reversed(network.maps), reversed(points[:-1]), strict=True):
        carried.append(part.pullback(x, carried[-1])[0])
    return carried[::-1]


def pairings(costates, tangents):
    r"""Return :math:`\langle\lambda_l, v_l\rangle` at every place, shape (N + 1,).

    With frozen parameters all of them are the same. See :lesson:`3.2`.
    """
    for name, arrays in (("costates", costates), ("tangents", tangents)):
        if not isinstance(arrays, list | tuple) or not arrays:
            raise _check.error(name, "be a list of arrays, one for each place", arrays, kind=TypeError)
    if len(costates) != len(tangents):
        raise _check.error("tangents", f"hold {len(costates)} arrays, as `costates` does", f"{len(tangents)}")
    return np.array([pairing(w, v) for w, v in zip(costates, tangents, strict=True)])


def sources(network, points, costates, change):
    r"""Return :math:`\langle\lambda_{l+1}, (\partial f_l/\partial\theta)\,\delta\theta\rangle` per map, shape (N,).

    By so much the pairing grows from one place to the next when the parameters change by `change`. See :lesson:`3.2`.
    """
    _places(network, "points", points)
    _places(network, "costates", costates)
    change = _check.as_array("change", change, shape=(network.size,))
    grown = []
    for part, s, x, w in zip(network.maps, network.slices, points[:-1], costates[1:], strict=True):
        grown.append(pairing(part.pullback(x, w)[1], change[s]) if part.size else 0.0)
    return np.array(grown)


def hamiltonian(part, x, costate):
    r"""Return :math:`H(x, \lambda) = \langle\lambda, f(x)\rangle` of one map, a number. See :lesson:`3.2`."""
    image = as_map("part", part)(x)
    return pairing(_check.as_array("costate", costate, shape=image.shape), image)


def layer_action(network, loss, targets, points, costates):
    r"""Return the layer-wise action S of the module's first equation, on any points and multipliers.

    Parameters
    ----------
    network : Network
    loss : callable
        As for `loss_differential`.
    targets : array
        What the loss compares with.
    points, costates : lists of N + 1 arrays
        They need not obey any equation. The first costate is not a multiplier and does not enter.

    Returns
    -------
    float

    Raises
    ------
    FloatingPointError
        If it is not finite.

    Notes
    -----
    See :lesson:`3.2`.
    """
    _places(network, "points", points)
    _places(network, "costates", costates)
    total = of_loss(loss, np.asarray(points[-1]), targets)[0]
    for part, x, ahead, w in zip(network.maps, points[:-1], points[1:], costates[1:], strict=True):
        total += hamiltonian(part, x, w) - pairing(w, ahead)
    if not np.isfinite(total):
        raise _check.error("loss", "be finite", f"{total}", kind=FloatingPointError)
    return total


def action_differential(network, loss, targets, points, costates):
    r"""Return the differential of the layer-wise action: by the points, by the multipliers and by the parameters.

    Parameters
    ----------
    network, loss, targets, points, costates
        As for `layer_action`.

    Returns
    -------
    by_points : list of N arrays
        :math:`f_l^*\lambda_{l+1} - \lambda_l` for l = 1 … N − 1, then :math:`d\ell - \lambda_N`. The input is data.
    by_costates : list of N arrays
        :math:`f_l(x_l) - x_{l+1}` for l = 0 … N − 1.
    by_parameters : array, shape (size,)
        :math:`\langle\lambda_{l+1}, \partial f_l/\partial\theta\rangle`: on a stationary point, dL.

    Notes
    -----
    See :lesson:`3.2`.
    """
    _places(network, "points", points)
    _places(network, "costates", costates)
    by_points, by_costates = [], []
    by_parameters = np.empty_like(network.parameters)
    for number, (part, s) in enumerate(zip(network.maps, network.slices, strict=True)):
        carried, by_parameters[s] = part.pullback(points[number], costates[number + 1])
        by_costates.append(part(points[number]) - points[number + 1])
        if number:
            by_points.append(carried - costates[number])
    by_points.append(of_loss(loss, np.asarray(points[-1]), targets)[1] - costates[-1])
    return by_points, by_costates, by_parameters


def hamilton_residual(network, loss, targets, points, costates):
    r"""Return the largest violation of Hamilton's equations and of :math:`\lambda_N = d\ell`, relative to the scale.

    Zero to rounding on one pass forward (points) and one back (costates). Parameters as for `layer_action`; see
    :lesson:`3.2`.
    """
    by_points, by_costates, _ = action_differential(network, loss, targets, points, costates)
    pairs = [*zip(by_points, costates[1:], strict=True), *zip(by_costates, points[1:], strict=True)]
    return float(max(np.abs(off).max() / max(np.abs(scale).max(), np.finfo(float).tiny) for off, scale in pairs))


def _places(network, name, arrays):
    as_map("network", network, Network)
    if not isinstance(arrays, list | tuple):
        raise _check.error(name, "be a list of arrays", arrays, "Take `network.points(x)`.", TypeError)
    if len(arrays) != len(network.maps) + 1:
        wanted = f"hold {len(network.maps) + 1} arrays, one for each place between two maps"
        raise _check.error(name, wanted, f"{len(arrays)}", "Take `network.points(x)`.")
