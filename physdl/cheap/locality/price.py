"""What it costs to approximate a smooth function; offered by `physdl.cheap.locality`."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.neural.maps import Affine, ReLU
from physdl.neural.network import Network


def ramp_network(function, units, low=0.0, high=1.0):
    r"""Return the network of ramps that runs straight from node to node of a function.

    .. math:: f(x) \approx f(x_0) + \sum_{j=0}^{m-1}\Bigl(\frac{f_{j+1} - f_j}{h} - \frac{f_j - f_{j-1}}{h}\Bigr)
              \max(0, x - x_j), \qquad h = \frac{x_m - x_0}{m} ,

    where for j = 0 the second quotient is left out.

    Parameters
    ----------
    function : callable
        f, of arrays (k,).
    units : int
        m, neurons.
    low, high : float
        :math:`x_0` and :math:`x_m`.

    Returns
    -------
    Network
        (..., 1) → (..., 1).

    Raises
    ------
    ValueError
        If `low` is not below `high`.

    Notes
    -----
    Between the nodes the error is at most :math:`\tfrac18h^2\max\lvert f''\rvert`. See :lesson:`4.2`.

    Examples
    --------
    >>> ramp_network(np.square, 2)([[0.25], [0.5]]).round(6)
    array([[0.125],
           [0.25 ]])
    """
    _check.function("function", function)
    units = _check.whole("units", units, minimum=1)
    low, high = _check.finite_number("low", low), _check.finite_number("high", high)
    if not low < high:
        raise _check.error("low", f"be below `high` = {high:g}", low)
    _check.room("units", 100.0 * units, units)
    nodes = np.linspace(low, high, units + 1)
    values = _check.as_array("function", function(nodes), shape=nodes.shape, real=True)
    slopes = np.diff(values) / np.diff(nodes)
    return Network(
        [
            Affine(np.ones((units, 1)), -nodes[:-1]),
            ReLU(),
            Affine(np.diff(slopes, prepend=0.0)[None], values[:1]),
        ]
    )


def grid_error(function, dimension, pieces, rng, samples=20_000):
    r"""Return the largest error of multilinear interpolation on a grid, at random points of the unit cube.

    Parameters
    ----------
    function : callable
        f, of arrays (..., d).
    dimension : int
        d, at most 8.
    pieces : int
        Along each side: :math:`(\text{pieces} + 1)^d` numbers are stored.
    rng : numpy.random.Generator
    samples : int

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the grid would take more than 4 GB.

    Notes
    -----
    For a function with bounded second derivatives it is O(pieces⁻²). See :lesson:`4.2`.
    """
    _check.function("function", function)
    d, pieces = _check.whole("dimension", dimension, minimum=1, maximum=8), _check.whole("pieces", pieces, minimum=1)
    _check.generator("rng", rng)
    samples = _check.whole("samples", samples, minimum=1)
    _check.room("pieces", 8.0 * (d + 2) * (pieces + 1.0) ** d, pieces)
    _check.room("samples", 32.0 * d * samples, samples)
    axis = np.linspace(0, 1, pieces + 1)
    grid = np.stack(np.meshgrid(*[axis] * d, indexing="ij"), axis=-1)
    values = _check.as_array("function", function(grid), shape=grid.shape[:-1], real=True)
    x = rng.uniform(size=(samples, d))
    cell = np.minimum((x * pieces).astype(np.intp), pieces - 1)
    part = x * pieces - cell
    found = np.zeros(samples)
    for corner in np.ndindex(*(2,) * d):
        weight = np.where(corner, part, 1 - part).prod(axis=1)
        found += weight * values[tuple((cell + corner).T)]
    return float(np.abs(found - function(x)).max())


def ridge_errors(x, units, rng, repeats=20):
    r"""Return how far means of random cosine ridges are from a Gauss bell.

    .. math:: e^{-\lvert x\rvert^2/2} \approx \frac1N\sum_{j=1}^N\cos(a_j\cdot x), \qquad a_j \sim N(0, 1_d)

    Parameters
    ----------
    x : array, shape (points, d)
    units : int
        N.
    rng : numpy.random.Generator
    repeats : int
        Draws of all N.

    Returns
    -------
    array, shape (repeats,)
        The root mean square over the points.

    Notes
    -----
    Its mean square over the draws is exactly 1/N times the mean over the points of
    :math:`\tfrac12(1 + e^{-2\lvert x\rvert^2}) - e^{-\lvert x\rvert^2}`, in any dimension. See :lesson:`4.2`.
    """
    x = _check.nonempty("x", _check.as_array("x", x, ndim=2, real=True))
    units, repeats = _check.whole("units", units, minimum=1), _check.whole("repeats", repeats, minimum=1)
    _check.generator("rng", rng)
    _check.room("units", 32.0 * units * len(x), units)
    _check.room("repeats", 8.0 * repeats, repeats)
    with np.errstate(over="ignore"):  # far out the bell is zero
        wanted = np.exp(-(x**2).sum(axis=1) / 2)
    errors = [
        np.cos(x @ rng.standard_normal((x.shape[1], units)).astype(x.dtype)).mean(axis=1) - wanted
        for _ in range(repeats)
    ]
    return np.sqrt(np.mean(np.square(errors), axis=1))
