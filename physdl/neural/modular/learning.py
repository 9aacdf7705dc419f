"""Learning to subtract, offered by `physdl.neural.modular`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl._progress import Progress
from physdl.neural.modular.tables import Subtraction


@dataclass(frozen=True)
class SubtractionRun:
    """What `learn_subtraction` has seen.

    Attributes
    ----------
    network : Subtraction
        After the last step.
    steps : array of int, shape (n,)
        After which steps was looked.
    seen, unseen : arrays, shape (n,)
        The share of the pairs that were right then, of those in learning and of all others (nan if there are none).
    """

    network: Subtraction
    steps: np.ndarray
    seen: np.ndarray
    unseen: np.ndarray


def subtraction_differential(network, seen):
    r"""Return the squared loss on the pairs seen, and its differential by the three tables.

    .. math:: L = \frac{1}{2m}\sum_{(x,y)\ \text{seen}}\ \sum_z\,\bigl(f_z(x, y) - [z = x - y]\bigr)^2 ,

    with m pairs seen.

    Parameters
    ----------
    network : Subtraction
    seen : array of bool, shape (p, p)
        From `draw_pairs`.

    Returns
    -------
    loss : float
    differential : tuple of three arrays
        By A, B and V, of their shapes and precision.

    Raises
    ------
    ValueError
        If `seen` is no table of the network's clock, or has no pair in it.

    Notes
    -----
    See :lesson:`3.7`.
    """
    _check.instance("network", network, Subtraction)
    weight, target = _weights(network, seen)
    loss, *differential = _differential(network.first, network.second, network.readout, weight, target)[:4]
    return float(loss), tuple(differential)


def learn_subtraction(network, seen, *, rate=0.02, steps=500, decay=1.0, every=10, progress=True):
    r"""Return how a network learns the pairs that it sees, all at once in each step, by Adam with weight decay.

    .. math:: m \leftarrow 0.9\,m + 0.1\,g, \quad v \leftarrow 0.98\,v + 0.02\,g^2, \quad
              \theta \leftarrow \theta - \eta\,\Bigl(\frac{\hat m}{\sqrt{\hat v} + 10^{-8}} + \mu\,\theta\Bigr),

    with g the differential and :math:`\hat m`, :math:`\hat v` the averages freed from their start at zero.

    Parameters
    ----------
    network : Subtraction
        Where learning starts; it is not changed.
    seen : array of bool, shape (p, p)
    rate, decay : float
        η and μ.
    steps, every : int
        How many steps, and after how many of them to look at the answers.
    progress : bool
        Show a progress bar once two seconds have passed.

    Returns
    -------
    SubtractionRun

    Raises
    ------
    ValueError
        If `seen` is no table of the network's clock, or has no pair in it.
    FloatingPointError
        If the tables run away.

    Notes
    -----
    A step of a network with p = 23 and 64 units costs less than a millisecond or about one in single precision. The
    decay is that of I. Loshchilov and F. Hutter, arXiv:1711.05101: it does not pass through the averages. See
    :lesson:`3.7`.
    """
    _check.instance("network", network, Subtraction)
    weight, target = _weights(network, seen)
    rate, decay = _check.positive("rate", rate), _check.nonnegative("decay", decay)
    steps, every = _check.whole("steps", steps), _check.whole("every", every, minimum=1)
    answer, known = target.argmax(axis=1), weight[:, 0] > 0
    tables = [network.first.copy(), network.second.copy(), network.readout.copy()]
    real = tables[0].dtype.type
    means, squares = ([np.zeros_like(table) for table in tables] for _ in range(2))
    looks = []
    with Progress(steps, unit="step", wanted=progress) as bar, np.errstate(over="ignore", invalid="ignore"):
        for step in range(steps + 1):
            loss, *differential, scores = _differential(*tables, weight, target)
            if not np.isfinite(loss):
                raise _check.error("rate", "be so small that the tables stay finite", rate, kind=FloatingPointError)
            if step % every == 0:
                right = scores.argmax(axis=1) == answer
                looks.append((step, right[known].mean(), right[~known].mean() if not known.all() else np.nan))
            if step == steps:
                break
            pull, keep = real(rate / (1 - 0.9 ** (step + 1))), real(1 - rate * decay)
            grown = real(1 / (1 - 0.98 ** (step + 1)))
            for table, g, mean, square in zip(tables, differential, means, squares, strict=True):
                mean += real(0.1) * (g - mean)
                square += real(0.02) * (g * g - square)
                table *= keep
                table -= pull * mean / (np.sqrt(square * grown) + real(1e-8))
            bar.advance(1)
    when, on_seen, on_unseen = np.array(looks).T
    return SubtractionRun(Subtraction(*tables), when.astype(int), on_seen, on_unseen)


def _weights(network, seen):
    """Return the weight of each pair in the loss and the targets, both with one row for each pair."""
    p, dtype = network.p, network.first.dtype
    try:
        seen = np.asarray(seen)
    except ValueError as reason:
        raise _check.error("seen", "be a table of truth values", seen, kind=TypeError) from reason
    if seen.dtype != bool:
        raise _check.error("seen", "hold truth values", f"dtype {seen.dtype}", "Take `draw_pairs`.", TypeError)
    if seen.shape != (p, p):
        raise _check.error("seen", f"have shape ({p}, {p})", f"shape {seen.shape}")
    if not seen.any():
        raise _check.error("seen", "hold at least one pair to learn from", "none")
    _check.room("network", 8 * p * p * (2 * network.first.shape[1] + 3 * p), f"p = {p}")
    answer = np.subtract.outer(np.arange(p), np.arange(p)).ravel() % p
    return (seen.reshape(-1, 1) / np.count_nonzero(seen)).astype(dtype), np.eye(p, dtype=dtype)[answer]


def _differential(first, second, readout, weight, target):
    p, units = first.shape
    sums = (first[:, None] + second).reshape(-1, units)
    squares = sums * sums
    scores = squares @ readout
    error = scores - target
    pulled = error * weight
    loss = np.vdot(pulled, error) / 2
    by_readout = squares.T @ pulled
    sums *= pulled @ readout.T
    by_sums = (2 * sums).reshape(p, p, units)
    return loss, by_sums.sum(axis=1), by_sums.sum(axis=0), by_readout, scores
