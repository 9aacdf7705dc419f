"""Affine maps of a ring that look through a window: shared everywhere, or one for each place.

Offered by `physdl.cheap.locality`.
"""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.cheap.locality.windows import Windowed, draw_weights


class CircularConvolution(Windowed):
    r"""The affine map of a ring that looks through the same window everywhere.

    .. math:: y_{io} = b_o + \sum_{k=0}^{w-1}\sum_c W_{okc}\,x_{i\,s + k - \lfloor(w-1)/2\rfloor,\;c} ,

    sites counted round the ring.

    Parameters
    ----------
    n : int
        Sites.
    weight : array, shape (out, width, channels)
        W, a window of at most n sites.
    bias : array, shape (out,), optional
        b (default: zero).
    stride : int
        s, a divisor of n: the outputs are n/s sites of `out` channels.

    Attributes
    ----------
    weight, bias : arrays
        As given; views of `parameters`.
    n, stride : int

    Raises
    ------
    ValueError
        If the window is wider than the ring, the stride does not divide n, or shapes do not fit.

    Notes
    -----
    With stride 1 the map is equivariant under all shifts, whatever its weights; with stride s under those by multiples
    of s. A map of (n) to (n) that is linear and equivariant is of this kind, with a window of n. One pass costs a
    matrix product of ``rows · n/s`` by ``width · channels`` by ``out``. See :lesson:`4.2`.

    Examples
    --------
    >>> CircularConvolution(4, [[[1.0], [0.0], [-1.0]]])([1.0, 0.0, 0.0, 0.0])
    array([ 0.,  1.,  0., -1.])
    """

    def __init__(self, n, weight, bias=None, stride=1):
        super().__init__(n, weight, bias, ("out", "width", "channels"), stride)

    @classmethod
    def start(cls, n, channels, out, width, rng, *, stride=1, gain=1.0, dtype=float):
        """Return random weights N(0, gain²/(width · channels)) and no bias.

        Parameters
        ----------
        n, channels, out, width, stride : int
        rng : numpy.random.Generator
        gain : float
        dtype : dtype
            Real; float32 halves time and memory.
        """
        return cls(n, draw_weights((out, width, channels), rng, gain, dtype), stride=stride)

    def _times(self, windows, weight):
        return windows @ weight.reshape(len(weight), -1).T

    def _untimes(self, rows):
        return rows @ self.weight.reshape(len(self.weight), -1)

    def _gather(self, windows, rows, into):
        np.dot(
            rows.reshape(-1, rows.shape[-1]).T,
            windows.reshape(-1, windows.shape[-1]),
            out=into.reshape(len(into), -1),
        )


class LocalAffine(Windowed):
    r"""The affine map of a ring that looks through a window of its own at each place: nothing is shared.

    .. math:: y_{io} = b_{io} + \sum_{k=0}^{w-1}\sum_c W_{iokc}\,x_{i\,s + k - \lfloor(w-1)/2\rfloor,\;c} .

    Parameters
    ----------
    n : int
        Sites.
    weight : array, shape (n/s, out, width, channels)
        W.
    bias : array, shape (n/s, out), optional
        b (default: zero).
    stride : int
        s, a divisor of n.

    Attributes
    ----------
    weight, bias : arrays
        As given; views of `parameters`.
    n, stride : int

    Raises
    ------
    ValueError
        If the window is wider than the ring, the stride does not divide n, or shapes do not fit.

    Notes
    -----
    It has n/s times the parameters of a `CircularConvolution` of the same window and costs as many multiplications.
    With a window of 2 and a stride of 2 it is one generation of a binary tree. See :lesson:`4.2`.

    Examples
    --------
    >>> LocalAffine(4, [[[[1.0], [1.0]]], [[[1.0], [-1.0]]]], stride=2)([1.0, 2.0, 3.0, 4.0])
    array([ 3., -1.])
    """

    def __init__(self, n, weight, bias=None, stride=1):
        super().__init__(n, weight, bias, ("n / stride", "out", "width", "channels"), stride)

    @classmethod
    def start(cls, n, channels, out, width, rng, *, stride=1, gain=1.0, dtype=float):
        """Return random weights N(0, gain²/(width · channels)) and no bias.

        Parameters
        ----------
        n, channels, out, width, stride : int
        rng : numpy.random.Generator
        gain : float
        dtype : dtype
            Real; float32 halves time and memory.
        """
        n, stride = _check.whole("n", n, minimum=1), _check.whole("stride", stride, minimum=1)
        return cls(n, draw_weights((max(n // stride, 1), out, width, channels), rng, gain, dtype), stride=stride)

    def _times(self, windows, weight):
        flat = weight.reshape(*weight.shape[:2], -1)
        return np.matmul(windows.swapaxes(0, 1), flat.swapaxes(1, 2)).swapaxes(0, 1)

    def _untimes(self, rows):
        flat = self.weight.reshape(*self.weight.shape[:2], -1)
        return np.matmul(rows.swapaxes(0, 1), flat).swapaxes(0, 1)

    def _gather(self, windows, rows, into):
        np.matmul(rows.transpose(1, 2, 0), windows.swapaxes(0, 1), out=into.reshape(*into.shape[:2], -1))
