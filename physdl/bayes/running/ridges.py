"""Posteriors on grids, where a picture is wanted and not an integral."""

from __future__ import annotations

import numpy as np

from physdl import _check


def posterior(losses, count, prior=1.0):
    r"""Return the posterior on a grid, :math:`\pi\,e^{-N L}/Z`, from the mean loss at each of its points.

    Parameters
    ----------
    losses : array, any shape
        L, in nats per datum.
    count : float
        N ≥ 0: the inverse temperature.
    prior : float or array that fits `losses`
        π at the grid's points, up to a factor; not negative.

    Returns
    -------
    array, shape of `losses`
        Weights that add up to 1.

    Raises
    ------
    ValueError
        If N is negative, a loss is not finite, or the prior is negative or zero everywhere.

    Notes
    -----
    See :lesson:`5.3`.
    """
    losses = _check.as_array("losses", losses, dtype=float)
    count = _check.nonnegative("count", count)
    _check.nonempty("losses", losses)
    prior = _check.as_array("prior", prior, dtype=float)
    if (
        np.broadcast_shapes(_check.broadcast("prior", prior, "losses", losses.shape).shape, losses.shape)
        != losses.shape
    ):
        raise _check.error("prior", f"broadcast to shape {losses.shape} of `losses`", f"shape {prior.shape}")
    prior = np.broadcast_to(prior, losses.shape)
    if np.any(prior < 0) or not np.any(prior > 0):
        raise _check.error("prior", "be positive somewhere and negative nowhere", prior)
    above = np.maximum(losses - losses[prior > 0].min(), 0.0)  # a lower loss where the prior is zero counts for nothing
    with np.errstate(over="ignore"):
        weight = prior / prior.max() * np.exp(-count * above)
    return weight / weight.sum()


def singular_ridges(counts, rows=260, columns=800):
    r"""Return posteriors of a model whose best parameters form a curve that crosses itself.

    The model predicts :math:`f(a, b) = b^2 - \tfrac16(a + 1)^2(2 - a)` with unit noise, and the truth is f = 0: one
    equation for two parameters, so a valley; df = 0 where it crosses itself, at (−1, 0), so a singular one.

    Parameters
    ----------
    counts : sequence of float
        N ≥ 0 for each picture.
    rows, columns : int
        Grid points: b from −1.05 to 1.05, and a to both sides of 0 in the same scale.

    Returns
    -------
    array, shape (len(counts), rows, columns)
        Each posterior relative to its largest value, under a normal prior of width 2.

    Raises
    ------
    ValueError
        If a count is negative or there are fewer than two rows or columns.

    Notes
    -----
    The picture that opens Part 5; see :lesson:`5.3`.
    """
    rows, columns = _check.whole("rows", rows, minimum=2), _check.whole("columns", columns, minimum=2)
    counts = _check.nonempty("counts", _check.as_array("counts", counts, ndim=1, dtype=float), "number")
    if np.any(counts < 0):
        raise _check.error("counts", "not be negative", counts)
    _check.room("rows", 8 * rows * columns * (2 * counts.size + 8), f"{rows:,} rows of {columns:,} columns")
    side = 1.05 * (columns - 1) / (rows - 1)
    a, b = np.meshgrid(np.linspace(-side, side, columns), np.linspace(-1.05, 1.05, rows))
    losses = 0.5 * (b**2 - (a + 1) ** 2 * (2 - a) / 6) ** 2
    prior = np.exp(-(a**2 + b**2) / 8)
    found = np.array([posterior(losses, n, prior) for n in counts])
    return found / found.max(axis=(1, 2), keepdims=True)
