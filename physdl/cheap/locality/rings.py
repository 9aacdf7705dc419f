"""The sum over a ring, and another order of its sites: maps without parameters, offered by `physdl.cheap.locality`."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.neural.maps import Map


class RingSum(Map):
    r"""The sum over the ring, channel by channel: :math:`y_c = \sum_i x_{ic}`.

    Parameters
    ----------
    n : int
        Sites.
    channels : int

    Notes
    -----
    It does not notice a shift: after an equivariant map it makes an invariant one. See :lesson:`4.2`.

    Examples
    --------
    >>> RingSum(3)([1.0, 2.0, 4.0])
    array([7.])
    """

    _needs_x = _needs_y = False

    def __init__(self, n, channels=1):
        self.n = _check.whole("n", n, minimum=1)
        self.outputs = _check.whole("channels", channels, minimum=1)
        self.inputs = self.n * self.outputs
        _check.room("channels" if self.outputs > self.n else "n", 32.0 * self.inputs, max(self.n, self.outputs))

    def _apply(self, x, out=None):
        return np.sum(x.reshape(*x.shape[:-1], self.n, self.outputs), axis=-2, out=out)

    def _push(self, x, y, v, change):
        return self._apply(v)

    def _pull(self, x, y, w, covector=None, out=None, wanted=True):
        if not wanted:
            return None
        spread = np.broadcast_to(w[..., None, :], (*w.shape[:-1], self.n, self.outputs)).reshape(x.shape)
        return spread.copy() if out is None else np.copyto(out, spread) or out


class Reorder(Map):
    """The map that puts components into another order, ``y[i] = x[order[i]]``.

    Parameters
    ----------
    order : array of int, shape (n,)
        Each of 0 … n − 1 once.

    Raises
    ------
    ValueError
        If a place is missing or stands twice.

    Notes
    -----
    In front of a network with windows it decides who is whose neighbour. See :lesson:`4.2`.

    Examples
    --------
    >>> Reorder([2, 0, 1])([10.0, 20.0, 30.0])
    array([30., 10., 20.])
    """

    _needs_x = _needs_y = False

    def __init__(self, order):
        order = _check.integers("order", order)
        if order.ndim != 1 or not order.size or not np.array_equal(np.sort(order), np.arange(order.size)):
            raise _check.error("order", "hold each place from 0 on once", order)
        self.order, self.inverse = order.astype(np.intp), np.argsort(order)
        self.inputs = self.outputs = order.size

    def _apply(self, x, out=None):
        return np.take(x, self.order, axis=-1, out=out, mode="clip")

    def _push(self, x, y, v, change):
        return self._apply(v)

    def _pull(self, x, y, w, covector=None, out=None, wanted=True):
        return np.take(w, self.inverse, axis=-1, out=out, mode="clip") if wanted else None
