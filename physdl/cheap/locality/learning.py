"""Learning with everything that is fair: each network gets its best rate and its best moment to stop.

Offered by `physdl.cheap.locality`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl.neural.losses import squared_loss
from physdl.neural.network import Network, loss_differential
from physdl.neural.optimizers import adam


@dataclass(frozen=True)
class Learned:
    """What `learn_best` found.

    Attributes
    ----------
    network : Network
        With the parameters that were best on the validation split.
    rate : float
        The rate of that run.
    step : int
        After how many steps they were reached.
    error : float
        Its relative error on the validation split.
    """

    network: Network
    rate: float
    step: int
    error: float


def relative_error(network, x, y):
    r"""Return the error of a network over the spread of what it should say.

    .. math:: \frac{\sqrt{\langle(f(x) - y)^2\rangle}}{\sqrt{\langle(y - \langle y\rangle)^2\rangle}}

    Parameters
    ----------
    network : callable
        f, (N, inputs) → (N, 1).
    x : array, shape (N, inputs)
    y : array, shape (N, 1)

    Returns
    -------
    float
        0 where it is right; 1 for a network that says nothing but the mean.

    Raises
    ------
    ValueError
        If y does not vary, or the shapes do not fit.

    Notes
    -----
    See :lesson:`4.2`.
    """
    _check.function("network", network)
    x, y = _pairs("x", "y", x, y)
    apart = y.astype(float) / 2
    apart -= np.mean(apart)
    if not np.any(apart):
        raise _check.error("y", "vary", "a constant", "Its error has no natural unit.")
    said = _check.as_array("network", network(x), shape=y.shape, real=True)
    return float(_size(said.astype(float) / 2 - y.astype(float) / 2) / _size(apart))


def learn_best(make, seen, held, *, rates=(0.003, 0.01, 0.03), steps=1000, every=25):
    r"""Return the best that a kind of network learns: over rates, and over the moments of each run.

    Each run starts anew, takes `steps` steps of `physdl.neural.adam` on all points seen, for the squared loss, and is
    looked at after every so many of them. What is kept has the smallest `relative_error` on the points held back.

    Parameters
    ----------
    make : callable
        ``make()`` returns a `Network` at its start.
    seen, held : tuple of two arrays, shapes (N, inputs) and (N, 1)
        Points and values: to learn from, and to choose by.
    rates : sequence of float
    steps, every : int

    Returns
    -------
    Learned

    Raises
    ------
    FloatingPointError
        If all runs leave the finite numbers.
    ValueError
        If the shapes do not fit.

    Notes
    -----
    The held points choose, so their error flatters: judge by a third set. See :lesson:`4.2`.
    """
    _check.function("make", make)
    (x, y), held = _split("seen", seen), _split("held", held)
    rates = [_check.positive("rates", rate) for rate in _check.sequence("rates", rates)]
    if not rates:
        raise _check.error("rates", "hold at least one rate", "none")
    steps, every = _check.whole("steps", steps, minimum=1), _check.whole("every", every, minimum=1)
    best = None
    for rate in rates:
        network = _check.instance("make", make(), Network)
        push, _ = adam(network.parameters, rate)
        covector = np.empty_like(network.parameters)
        try:
            for step in range(1, steps + 1):
                loss_differential(network, squared_loss, x, y, out=covector)
                push(covector)
                if step % every and step < steps:
                    continue
                error = relative_error(network, *held)
                if best is None or error < best.error:
                    best = Learned(network.copy(), rate, step, error)
        except FloatingPointError:
            continue
    if best is None:
        rule = "be so small that learning stays finite"
        raise _check.error("rates", rule, rates, kind=FloatingPointError)
    return best


def _size(values):
    """Return the root mean square, whatever the unit."""
    largest = np.abs(values).max()
    return largest * np.sqrt(np.mean((values / largest) ** 2)) if largest > 0 else 0.0


def _split(name, pair):
    try:
        x, y = pair
    except (TypeError, ValueError) as reason:
        raise _check.error(name, "be two arrays, points and values", pair, kind=TypeError) from reason
    return _pairs(f"{name}[0]", f"{name}[1]", x, y)


def _pairs(first, second, x, y):
    x = _check.nonempty(first, _check.as_array(first, x, ndim=2, real=True))
    return x, _check.as_array(second, y, shape=(len(x), 1), real=True)
