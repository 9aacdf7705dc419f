"""Travel times of broken lines."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl._scale import lengths
from physdl.action.fermat import medium

RULES = ("trapezoid", "midpoint", "harmonic")


def travel_time(path, index, *, rule="trapezoid"):
    r"""Return the time light takes along a polyline.

    The functional T = ∫ n ds, as a sum over the straight segments from :math:`x_i` to :math:`x_{i+1}`,

    .. math:: T = \sum_i \lvert x_{i+1} - x_i\rvert \, \bar n_i ,

    where the mean index of a segment is one of

    ==============  ===================================  ==========================================================
    ``rule``        mean                                 exact on a segment where
    ==============  ===================================  ==========================================================
    ``trapezoid``   :math:`(n_i + n_{i+1}) / 2`          n changes linearly
    ``midpoint``    :math:`n((x_i + x_{i+1}) / 2)`       n changes linearly; blind to what happens at the nodes
    ``harmonic``    :math:`2 / (1/n_i + 1/n_{i+1})`      n⁻² changes linearly (uniform acceleration: brachistochrone)
    ==============  ===================================  ==========================================================

    All have order 2 in a smooth medium. Where the index jumps, put nodes on the interface and take ``midpoint``, which
    never asks for the index there, or give one index per segment.

    Parameters
    ----------
    path : array, shape (..., n + 1, d)
        Nodes of one path or a batch of them, in units of length.
    index : callable or number or array of shape (n,) or (..., n)
        Positions (..., d) → refractive index (...), or the index of each segment.
    rule : {"trapezoid", "midpoint", "harmonic"}
        The mean above. ``harmonic`` accepts an infinite index, where light stands still. Ignored if `index` is not a
        function.

    Returns
    -------
    array, shape (...)
        Travel times in units of length.

    Raises
    ------
    ValueError
        If a path has fewer than two nodes or is not finite, or the index is not positive, not finite, or of the wrong
        shape.
    TypeError
        If `index` is neither a function nor numbers.

    Notes
    -----
    One call of `index` for all nodes (or midpoints) of the batch.

    See :lesson:`1.1`.

    Examples
    --------
    >>> float(travel_time([[0.0, 0.0], [3.0, 4.0], [3.0, 10.0]], [1.0, 1.5]))
    14.0
    """
    path = _check.as_array("path", path, real=True)
    if path.ndim < 2 or path.shape[-2] < 2 or path.shape[-1] < 1:
        raise _check.error("path", "have shape (..., nodes, d) with at least two nodes", f"shape {path.shape}")
    _check.choice("rule", rule, RULES)
    distances = lengths(np.diff(path, axis=-2))
    if not callable(index):
        mean = _check.as_array("index", index, real=True, fix="Give a function of positions, or one index per segment.")
        medium.require_medium(mean)
        try:
            mean = np.broadcast_to(mean, distances.shape)
        except ValueError as reason:
            rule = f"have one value per segment, shape {distances.shape}"
            raise _check.error("index", rule, f"shape {mean.shape}") from reason
        return _total(distances, mean)
    if rule == "midpoint":
        return _total(distances, medium.sample(index, path[..., 1:, :] / 2 + path[..., :-1, :] / 2))
    nodes = medium.sample(index, path, infinite=rule == "harmonic")
    if rule == "trapezoid":
        mean = nodes[..., 1:] / 2 + nodes[..., :-1] / 2
    else:
        mean = 2 / (1 / nodes[..., 1:] + 1 / nodes[..., :-1])
    return _total(distances, mean)


def _total(distances, mean):
    with np.errstate(over="ignore"):
        total = np.sum(distances * mean, axis=-1)
    if not np.isfinite(total).all():
        raise _check.error(
            "path", f"have a travel time that {total.dtype} can hold", "inf", "Take a larger unit of length."
        )
    return total
