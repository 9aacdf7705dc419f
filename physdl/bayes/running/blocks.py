"""Data averaged in blocks: what has to be renormalised, and what drops out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl.bayes.evidence.statistics import Moments, moments


@dataclass(frozen=True)
class Blocks:
    """Data averaged in blocks, and what the averaging did to the rest of the theory.

    Attributes
    ----------
    x : array, shape (N/b, k)
    y : array, shape (N/b,)
        The averages.
    sigma : float
        σ/√b, the noise of an average.
    constant : float
        F of the data minus F of the averages, in nats, for every linear model with the noise σ, if `spread` is zero.
    scatter : float
        The sum of squares of y within the blocks, which the averages no longer know.
    spread : float
        The largest distance of an x from the average of its block: zero if the blocks hold replicates only.
    size : int
        b.

    Notes
    -----
    See :lesson:`5.3`.
    """

    x: np.ndarray
    y: np.ndarray
    sigma: float
    constant: float
    scatter: float
    spread: float
    size: int

    def moments(self, columns=slice(None)):
        """Return the `Moments` of all the data, from the averages and the scatter within the blocks.

        With replicates they are those of the data themselves, so that an unknown σ can still be learned; `columns`
        chooses columns of x.
        """
        if not isinstance(columns, slice):
            columns = _check.integers("columns", columns, rule="be a slice or whole numbers")
            if columns.ndim != 1 or np.any((columns < -self.x.shape[1]) | (columns >= self.x.shape[1])):
                raise _check.error("columns", f"be places of the {self.x.shape[1]} columns of x", columns)
        scale = self.size**0.5
        kept = moments(scale * self.x[:, columns], scale * self.y)
        return Moments(self.size * kept.count, kept.root, kept.cross, kept.residual + self.scatter)


def block(x, y, size, sigma=1.0):
    r"""Average the data in blocks of b, and renormalise the noise: σ² → σ²/b.

    .. math:: \begin{gathered}
              -\ln p(y\mid\theta, \sigma) = -\ln p\big(\bar y\mid\theta, \tfrac{\sigma}{\sqrt b}\big) \\ +
              \sum_{\text{blocks}}\Big[\tfrac{b-1}2\ln 2\pi\sigma^2 + \tfrac12\ln b +
              \frac{1}{2\sigma^2}\sum_{i}(y_i - \bar y)^2\Big] , \end{gathered}

    exactly, if x is the same within each block. No parameter stands in the bracket, so it drops out of every ratio of
    evidences. If x differs within a block (`spread` > 0) the formula does not hold.

    Parameters
    ----------
    x : array, shape (N, k)
        The design, blocks in a row: the first b rows are the first block.
    y : array, shape (N,)
        What was measured.
    size : int
        b ≥ 1, a divisor of N.
    sigma : float
        The noise of one datum.

    Returns
    -------
    Blocks

    Raises
    ------
    ValueError
        If b is below 1 or does not divide N, σ is not positive, or a number is not finite.

    Notes
    -----
    See :lesson:`5.3`.
    """
    x = _check.as_array("x", x, ndim=2, dtype=float)
    y = _check.as_array("y", y, shape=(len(x),), dtype=float)
    size, sigma = _check.whole("size", size, minimum=1), _check.positive("sigma", sigma)
    if not x.size:
        raise _check.error("x", "have at least one row and one column", f"shape {x.shape}")
    if len(y) % size:
        raise _check.error("size", f"divide the number of data, {len(y)}", size)
    boxes, values = x.reshape(-1, size, x.shape[1]), y.reshape(-1, size)
    mean_x = boxes[:, 0] + (boxes - boxes[:, :1]).mean(axis=1)  # exact where all are the same
    mean_y = values.mean(axis=1)
    with np.errstate(over="ignore"):
        scatter = float(np.sum((values - mean_y[:, None]) ** 2))
    if not np.isfinite(scatter):
        raise _check.error("y", "have a sum of squares below 1.8e308", f"sizes up to {np.abs(y).max():.3g}")
    misfit = 0.5 * (scatter**0.5 / sigma) * (scatter**0.5 / sigma)
    if not np.isfinite(misfit):
        raise _check.error("sigma", "leave a scatter in units of σ² below 1.8e308", sigma)
    constant = len(mean_y) * ((size - 1) * (np.log(2 * np.pi) + 2 * np.log(sigma)) + np.log(size)) / 2 + misfit
    spread = float(np.max(np.abs(boxes - mean_x[:, None]), initial=0.0))
    return Blocks(mean_x, mean_y, sigma / size**0.5, constant, scatter, spread, size)
