r"""What a deep network does to its signals: lengths, angles, and the singular values of a long product.

A signal that enters N layers is stretched by the Jacobian :math:`J_N\cdots J_1`, and a covector on its way back by the
transpose of the same. If the singular values of the product are far from 1, neither arrives in useful size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import lapack, qr

from physdl import _check
from physdl._scale import unit
from physdl.neural.maps.protocol import as_map
from physdl.neural.network import Network

__all__ = ["SignalPropagation", "log_singular_values", "mean_field", "signal_propagation"]


@dataclass(frozen=True)
class SignalPropagation:
    """Lengths and angles along the way through a network.

    Attributes
    ----------
    lengths : array, shape (places, N)
        Root mean square of the components of each point, at the input and after each map.
    cosines : array, shape (places, N, N)
        Cosine of the angle between each two points; nan where a point has no length.
    """

    lengths: np.ndarray
    cosines: np.ndarray


def signal_propagation(network, x):
    r"""Return the lengths of points and the angles between them at every place of a network.

    .. math:: \frac{\lvert x_l\rvert}{\sqrt{n_l}}, \qquad
              \cos(x_l, y_l) = \frac{\mathrm{Re}\langle\bar x_l, y_l\rangle}{\lvert x_l\rvert\,\lvert y_l\rvert} .

    Parameters
    ----------
    network : Network
    x : array, shape (N, inputs)

    Returns
    -------
    SignalPropagation

    Notes
    -----
    See :lesson:`3.3`.
    """
    as_map("network", network, Network)
    lengths, cosines = [], []
    for points in network.points(_check.as_array("x", x, ndim=2)):
        scale = unit(points, axis=1)
        points = points / scale
        with np.errstate(invalid="ignore", divide="ignore"):
            norms = np.linalg.norm(points, axis=1)
            cosines.append((points.conj() @ points.T).real / np.multiply.outer(norms, norms))
        lengths.append(scale[:, 0] * norms / np.sqrt(points.shape[1]))
    return SignalPropagation(np.array(lengths), np.array(cosines))


def log_singular_values(network, x):
    r"""Return the natural logarithms of the singular values of :math:`\partial f/\partial x`, however small.

    Multiplied out, a product of a hundred matrices holds no singular value below 1e-16 of its largest: rounding has
    buried it. Here the product is kept as Q D T, with Q orthogonal, D a diagonal in which all the smallness gathers,
    and T well-conditioned; a QR decomposition with column pivoting takes each new factor in.

    Parameters
    ----------
    network : Network
        With real Jacobians.
    x : array, shape (inputs,)
        The point.

    Returns
    -------
    array, shape (min(inputs, outputs),)
        The largest first; −inf for zero, which is also what lies 300 decades below the largest.

    Raises
    ------
    ValueError
        If `x` is not one real point of the network.

    Notes
    -----
    Computed in double precision, whatever the network's own: the smallest values need all the digits.

    The relative error is a few units of rounding times the number of maps. A map of condition number above 1e14 counts
    as singular. The cost is one QR decomposition for each map, and one Jacobi SVD (Demmel and Veselić) at the end.

    See :lesson:`3.3`.

    Examples
    --------
    >>> from physdl.neural import Affine, Network
    >>> log_singular_values(Network([Affine(np.diag([1.0, 1e-9]))] * 30), np.zeros(2)) / np.log(10)
    array([   0., -270.])
    """
    as_map("network", network, Network)
    x = _check.as_array("x", x, ndim=1)
    if np.iscomplexobj(x) or np.iscomplexobj(network.parameters):
        raise _check.error("network", "be real, and `x` too", "complex numbers")
    points = network.points(x)
    found = np.full(min(len(x), len(points[-1])), -np.inf)
    T, Q, d, scale = np.eye(len(x)), np.eye(len(x)), np.ones(len(x)), 0.0
    for part, at in zip(network.maps, points[:-1], strict=True):
        pushed = part.pushforward(np.broadcast_to(at, Q.T.shape), Q.T).T
        Q, R, order = qr(pushed * d, mode="economic", pivoting=True)
        pivots = np.abs(np.diag(R))
        # A pivot that has lost all digits against its own column is a zero of this map.
        rank = np.count_nonzero(pivots > 1e-15 * np.linalg.norm(pushed) * d[order][: len(pivots)])
        if rank == 0:
            return found
        T = (R[:rank] / pivots[:rank, None]) @ T[order]
        Q, d = Q[:, :rank], pivots[:rank] / pivots[0]
        scale += np.log(pivots[0])
    values = lapack.dgejsv(np.asfortranarray(T.T * d), joba=0, jobu=3, jobv=3, jobr=0, jobt=1)
    sigma, work = values[0], values[3]
    with np.errstate(divide="ignore"):
        found[: len(sigma)] = scale + np.log(np.sort(sigma)[::-1] * (work[1] / work[0]))
    return found


def mean_field(gain, shift=0.0):
    r"""Return what very wide tanh layers do: the length they settle at, and how they stretch small differences.

    With weights of variance γ²/n (or γ times an isometry), shifts of variance s² and Gaussian z:

    .. math:: q = \gamma^2\big\langle\tanh^2(\sqrt q\,z)\big\rangle + s^2, \qquad
              \chi = \gamma^2\big\langle\cosh^{-4}(\sqrt q\,z)\big\rangle .

    A small difference of two signals, and a covector on its way back, is stretched by √χ in each layer. It dies out
    where χ < 1, in order, and grows where χ > 1, in chaos; between them is the edge.

    Parameters
    ----------
    gain : float
        γ > 0.
    shift : float
        s ≥ 0.

    Returns
    -------
    q : float
        The mean square of what enters a tanh, after many layers.
    chi : float

    Notes
    -----
    q is found by bisection, to rounding. For s = 0 and γ ≤ 1 it is 0.

    Source: S. Schoenholz et al., arXiv:1611.01232. See :lesson:`3.3`.
    """
    gain, shift = _check.positive("gain", gain), _check.nonnegative("shift", shift)
    for name, value in (("gain", gain), ("shift", shift)):
        if value > 1e150:
            raise _check.error(name, "have a square that is a number, so be at most 1e150", value)
    # The trapezoidal rule: tanh has poles beside the axis, and Gauss and Hermite's nodes would feel them.
    nodes = np.linspace(-9, 9, 601)
    weights = np.exp(-(nodes**2) / 2)
    weights /= weights.sum()

    def excess(q):
        return gain**2 * (weights @ np.tanh(np.sqrt(q) * nodes) ** 2) + shift**2 - q

    # Without a shift 0 solves the equation as well, for every gain: the search begins a little above it.
    low = np.finfo(float).tiny if shift == 0 and gain > 1 else 0.0
    high = 0.0 if shift == 0 and gain <= 1 else gain**2 + shift**2
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    q = middle
    return float(q), float(gain**2 * (weights @ (1 - np.tanh(np.sqrt(q) * nodes) ** 2) ** 2))
