r"""A network so small that half a million of them can learn at once: where learning ends, drawn pixel by pixel.

.. math:: f(x) = c\sum_k b_k\tanh(a_kx), \qquad L = \frac{1}{2N}\sum_i\big(f(x_i) - y_i\big)^2 .

The gain c is no parameter; it sets how sharply curved the loss is where learning starts (`gain_of`). With
`small_network` and `physdl.neural.iterated.fate` every pair (learning rate, curvature) learns by itself.
"""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.duals import hessian

__all__ = ["gain_of", "small_network"]


def _data(x, y):
    x = _check.nonempty("x", _check.as_array("x", x, ndim=1, real=True))
    y = _check.as_array("y", y, shape=x.shape, real=True)
    for name, values in (("x", x), ("y", y)):
        if float(np.abs(values).max()) > 1e100:
            raise _check.error(name, "be at most 1e100, so that its square and the loss are numbers", values)
    return x, y


def small_network(x, y):
    r"""Return the loss and its differential for many parameters at once.

    Parameters
    ----------
    x, y : arrays, shape (N,)
        The points and what the network should answer.

    Returns
    -------
    callable
        ``(theta (n, 2h), gain (n,))`` → (L (n,), dL (n, 2h)), with theta = (a, b): as `physdl.neural.iterated.fate`
        wants it. One call costs about 100 ns for each of the n at N = 4, h = 3; batches of about a thousand stay in
        cache.

    Raises
    ------
    ValueError
        If `x` and `y` are not alike.

    Notes
    -----
    See :lesson:`3.6`.

    Examples
    --------
    >>> network = small_network([1.0], [0.0])
    >>> network(np.array([[0.0, 1.0]]), np.array([2.0]))
    (array([0.]), array([[0., 0.]]))
    """
    x, y = _data(x, y)

    def value_and_differential(theta, gain):
        inner, outer = np.split(theta.T.copy(), 2)  # the batch last: sums then run along contiguous rows
        outer *= gain
        bent = np.tanh(x[:, None, None] * inner)
        off = (bent * outer).sum(axis=1) - y[:, None]
        by_outer = (bent * off[:, None]).sum(axis=0) * gain
        by_inner = ((1 - bent * bent) * (off * x[:, None])[:, None]).sum(axis=0) * outer
        return (off * off).sum(axis=0) / (2 * len(x)), np.concatenate([by_inner, by_outer]).T / len(x)

    return value_and_differential


def gain_of(x, y, start, curvatures):
    """Return the gains at which the largest curvature of the loss at the start has given values.

    Parameters
    ----------
    x, y : arrays, shape (N,)
        As for `small_network`.
    start : array, shape (2h,)
        The parameters (a, b).
    curvatures : array
        Within what gains from 0.01 to 100 give.

    Returns
    -------
    array, shape of `curvatures`
        To about one part in a thousand: interpolated between 400 gains, in double precision.

    Raises
    ------
    ValueError
        If a curvature is out of reach, or the curvature does not grow with the gain at this start.

    Notes
    -----
    See :lesson:`3.6`.
    """
    x, y = _data(x, y)
    start = _check.nonempty("start", _check.as_array("start", start, ndim=1, real=True), "pair of parameters")
    if start.size % 2:
        raise _check.error("start", "hold as many numbers a as b", f"{start.size} numbers")
    curvatures = _check.nonempty("curvatures", _check.as_array("curvatures", curvatures, real=True), "number")
    gains = np.geomspace(1e-2, 1e2, 400)

    def value(theta):
        inner, outer = theta[..., None, : start.size // 2], theta[..., None, start.size // 2 :]
        off = gains[:, None] * (outer * np.tanh(x[:, None] * inner)).sum(axis=-1) - y
        return (off * off).sum(axis=-1) / (2 * len(x))

    with np.errstate(over="ignore", invalid="ignore"):
        curvature = hessian(value, np.broadcast_to(start, (gains.size, start.size)))
    if not np.isfinite(curvature).all():
        raise _check.error("start", "have a finite curvature", start)
    found = np.linalg.eigvalsh(curvature)[:, -1]
    if (np.diff(found) <= 0).any():
        raise _check.error("start", "have a curvature that grows with the gain", start, "Take another start.")
    if curvatures.min() < found[0] or curvatures.max() > found[-1]:
        reach = f"[{curvatures.min():.3g}, {curvatures.max():.3g}]"
        raise _check.error("curvatures", f"lie between {found[0]:.3g} and {found[-1]:.3g}", reach)
    return np.exp(np.interp(np.log(curvatures), np.log(found), np.log(gains)))
