"""The best that shallow networks can do, found by search and by construction."""

from __future__ import annotations

from itertools import product

import numpy as np

from physdl import _check
from physdl.cheap.flattening.search import descend
from physdl.cheap.gates.flat import require_room
from physdl.cheap.gates.taylor import refuse_a_vanishing, taylor_coefficients, working_point
from physdl.neural.maps import Affine
from physdl.neural.network import Network


def shifted_product(n, *, activation=None, scale=1e-2, point=None):
    r"""Return the network of 2ⁿ − 1 units and an output bias that multiplies n numbers.

    .. math:: \prod_{i=1}^n x_i \approx \frac{1}{\lambda^n\sigma^{(n)}(p)}\sum_{c\in\{0, 1\}^n}(-1)^{n - |c|}\,
              \sigma\Big(p + \lambda\sum_i c_ix_i\Big)

    The term c = 0 does not look at x: it is the bias.

    Parameters
    ----------
    n : int
        At least 2.
    activation, scale, point
        As for `shallow_product`.

    Returns
    -------
    Network
        Affine, activation, Affine: ``(..., n)`` → ``(..., 1)``.

    Raises
    ------
    ValueError
        As for `shallow_product`.

    Notes
    -----
    A forward difference: its error is of first order in λ. See :lesson:`4.3`.

    Examples
    --------
    >>> shifted_product(3, scale=1e-4)([2.0, 0.5, -1.0]).round(2)
    array([-1.])
    """
    n = _check.whole("n", n, minimum=2, maximum=10**6, fix="Multiply in a tree.")
    require_room("n", f"{n} factors", [(n, [(range(n), (1,) * n)])], "Multiply in a tree.")
    activation, point = working_point(activation, point)
    scale, a = _check.positive("scale", scale), taylor_coefficients(activation, point, n)
    refuse_a_vanishing(n, a, activation, point)
    corners = np.array(list(product((0.0, 1.0), repeat=n)))
    with np.errstate(over="ignore", under="ignore", divide="ignore"):
        size = np.float64(scale) ** n * np.prod(np.arange(1.0, n + 1)) * a[n]
        readout = (-1.0) ** (n - corners.sum(axis=1)) / size
    if not np.isfinite(readout).all():
        raise _check.error("scale", f"be so large that 1/scale^{n} is a number", scale)
    bias = readout[0] * activation(np.array([point]))
    hidden = Affine(scale * corners[1:], np.full(len(corners) - 1, point))
    return Network([hidden, activation, Affine(readout[None, 1:], bias)])


def best_shallow_product(n, units, rng, *, starts=8, steps=60, activation=None, point=None, output_bias=False):
    r"""Return the best network of one hidden layer that a search finds for the product of n numbers, and its error.

    .. math:: x \mapsto \sum_{j=1}^m w_j\,\sigma(p + a_j\cdot x)

    Parameters
    ----------
    n : int
        From 1 to 4.
    units : int
        m, at least 1.
    rng : numpy.random.Generator
    starts, steps : int
        Starts, the first near a construction that is known to work and the others anywhere, and most steps of each.
    activation, point
        As for `multiplication_gate`; all units share the bias p.
    output_bias : bool
        Whether a constant may be added.

    Returns
    -------
    network : Network
    error : float
        Root mean square of the error on the cube :math:`[-1, 1]^n` over that of the product: 1 if the network is of no
        use. The least possible error is not larger: it is an upper bound.

    Raises
    ------
    ValueError
        If a number is out of range, or the search would take more than 4 GB (named before anything is allocated).

    Notes
    -----
    The readout w is the best for each choice of directions; the directions follow Levenberg's and Marquardt's steps.
    The mean is Gauss and Legendre's with eight nodes along each axis. Nothing keeps the search in the Taylor limit. See
    :lesson:`4.3`.
    """
    n, units = _check.whole("n", n, minimum=1), _check.whole("units", units, minimum=1)
    _check.generator("rng", rng)
    starts, steps = _check.whole("starts", starts, minimum=1), _check.whole("steps", steps)
    if n > 4:
        raise _check.error("n", "be at most 4", n, f"The cube would need 8^{n} nodes.")
    need = 8 * (4 * (units * n) ** 2 + 8**n * units * (8 + n))
    _check.room("units", need, units, f"For n = {n}, {2**n} are as good as any number.")
    activation, point = working_point(activation, point)
    axis, weight = np.polynomial.legendre.leggauss(8)
    nodes = np.array(list(product(axis, repeat=n)))
    root = np.sqrt(np.array(list(product(weight / 2, repeat=n))).prod(axis=1))
    wanted = root * nodes.prod(axis=1)
    frame = np.array(list(product((0.0, 1.0), repeat=n)))  # the directions of a construction that is known to work
    frame = frame[1:] if output_bias else 1 - 2 * frame
    best = None
    for number in range(starts):
        directions = rng.standard_normal((units, n)) * 10 ** rng.uniform(-0.7, 0.3)
        if not number and units < len(frame):
            directions = 0.1 * directions + 0.3 * frame[:units]
        elif not number:
            directions = np.zeros((units, n))
            directions[: len(frame)] = 0.05 * frame
        found = descend(directions, activation, point, nodes, root, wanted, output_bias, steps)
        best = found if best is None or found[2] < best[2] else best
    directions, readout, error = best
    shift = readout[units:] if output_bias else None
    layers = Affine(directions, np.full(units, point)), activation, Affine(readout[None, :units], shift)
    return Network(layers), error * 3 ** (n / 2)


def best_shallow_error(n, units, rng, **options):
    """Return an upper bound of the least error with which one hidden layer multiplies n numbers.

    Parameters
    ----------
    n, units, rng, **options
        As for `best_shallow_product`, which also returns the network.

    Returns
    -------
    float
        Relative to the root mean square of the product.

    Raises
    ------
    ValueError
        As for `best_shallow_product`.

    Notes
    -----
    See :lesson:`4.3`.

    Examples
    --------
    >>> error = best_shallow_error(2, 4, np.random.default_rng(0), starts=1)
    >>> bool(error < 1e-3)
    True
    """
    return best_shallow_product(n, units, rng, **options)[1]
