"""The posteriors of a regular tree of bits, each once, generation by generation."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.cheap.hierarchy.layers import correlation
from physdl.cheap.hierarchy.statistics import merged, posterior_labels

_MOST = 5000  # values of a statistic of which all pairs are made


def posterior_classes(depth, noise, keep=None, counted=0):
    r"""Return the joint table of the root of a binary tree and of its minimal sufficient statistic.

    Two children bring one value each; their pair is a value of the parent's, and pairs whose posteriors agree
    within 1e-12 are merged. Without `keep` and `counted` the table is that of
    `sufficient_statistic` on all :math:`2^{2^n}` outcomes, without listing them.

    Parameters
    ----------
    depth : int
        Generations n ≥ 1.
    noise : float
        p, the probability that a copy is wrong, between 0 and 1 but neither.
    keep : int, optional
        Most values, about, that are kept in each generation, at least 16. Neighbours are then merged that lie in the
        same of `keep` equal intervals of Fisher's length :math:`2\arcsin\sqrt{p(y \mid T)}`, so what is returned has
        never more information.
    counted : int
        From the leaves up, for so many generations only the number of leaves in the second state is kept, and no
        posterior: 0, the least, asks for all that the leaves say, `depth` for what their number says.

    Returns
    -------
    array, shape (2, values)
        p(y, T), ordered by the posterior, or by the number where all is counted.

    Raises
    ------
    ValueError
        If a number is out of range, or a generation comes from more than 5,000 values and is not counted.

    Notes
    -----
    From s values come :math:`(s^2 + 1)/2`: 3, 5, 13, 85, 3,613, fewer where two posteriors are that close. See
    :lesson:`4.4`.

    Examples
    --------
    >>> [posterior_classes(n, 0.1).shape[1] for n in (1, 2, 3, 4)]
    [3, 5, 13, 85]
    """
    depth = _check.whole("depth", depth, minimum=1)
    theta = correlation(noise)
    keep = None if keep is None else _check.whole("keep", keep, minimum=16)
    if keep is not None and keep > _MOST:
        raise _check.error("keep", f"be at most {_MOST:,}", keep)
    if depth > 1000:
        raise _check.error("depth", "be at most 1,000", depth)
    counted = _check.whole("counted", counted)
    if counted > min(depth, 14):
        raise _check.error("counted", f"be at most the depth, {depth}, and 14", counted)
    right, wrong = (1 + theta) / 2, (1 - theta) / 2
    channel = np.array([[right, wrong], [wrong, right]])
    below = np.eye(2)  # p(T | s) of a leaf, which is known
    for generation in range(depth):
        heard = channel @ (below / below.sum(axis=1, keepdims=True))  # an error of rounding would double each time
        if generation < counted:
            below = np.stack([np.convolve(row, row) for row in heard])
            continue
        if heard.shape[1] > _MOST:
            fix = "Give `keep`, or count fewer generations."
            raise _check.error(
                "depth", f"leave at most {_MOST:,} values", f"{heard.shape[1]:,} after {generation}", fix
            )
        first, second = np.triu_indices(heard.shape[1])
        below = heard[:, first] * heard[:, second] * np.where(first == second, 1.0, 2.0)
        below = merged(below, _labels(below, keep))
    return below / 2


def _labels(table, keep):
    if keep is None:
        return posterior_labels(table, 1e-12)
    length = np.arctan2(np.sqrt(table[1]), np.sqrt(table[0])) / (np.pi / 2)  # of Fisher, from 0 to 1
    return np.unique(np.minimum((length * keep).astype(np.int64), keep - 1), return_inverse=True)[1].reshape(-1)
