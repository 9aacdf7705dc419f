"""A grid stored by its diagonals, along which an upwind sweep is a sequence of vector operations."""

from __future__ import annotations

import numpy as np

_NOWHERE = (2**60, -1)
_HALF = np.array(0.5)  # a ufunc takes a 0-d array faster than a Python number


def unlit(dtype):
    """Return the time of a node that no light has reached: large, and finite so that differences are."""
    return np.finfo(dtype).max / 4


def arrive(low, gap, delay, square):
    """Turn low = min(u, v) into the t with (t − u)² + (t − v)² = delay², or low + delay if |gap| = |u − v| > delay."""
    # t = low + (c + √(2 delay² − c²)) / 2 with c = min(|gap|, delay) covers both; square is delay² / 2.
    np.absolute(gap, out=gap)
    np.minimum(gap, delay, out=gap)
    np.multiply(gap, _HALF, out=gap)
    np.add(low, gap, out=low)
    np.multiply(gap, gap, out=gap)
    np.subtract(square, gap, out=gap)
    np.sqrt(gap, out=gap)
    np.add(low, gap, out=low)


class Diagonals:
    """A grid stored by anti-diagonals, each one contiguous: row k + 1 holds the nodes with i + j = k at place i + 1."""

    def __init__(self, arrival, delay):
        rows, columns = delay.shape
        count = rows + columns - 1
        shape = (count + 2, rows + 2)
        store = np.full(shape, unlit(delay.dtype), delay.dtype)
        delays = np.ones(shape, delay.dtype)
        self.grid = self._unskewed(store, delay.shape)
        self.grid[...] = arrival
        self._unskewed(delays, delay.shape)[...] = delay
        self.times, self.delays, self.squares = list(store), list(delays), list(delays * delays / 2)
        k = np.arange(count)
        self.first = (np.maximum(0, k - columns + 1) + 1).tolist()
        self.last = (np.minimum(k, rows - 1) + 2).tolist()
        self.buffers = np.empty((2, rows), delay.dtype)
        self.mask = np.empty(rows, bool)

    @staticmethod
    def _unskewed(store, shape):
        down, right = store.strides
        return np.lib.stride_tricks.as_strided(store[1:, 1:], shape, (down + right, down))

    def sweep(self, rows, columns):
        """Follow the changes from the given nodes along the diagonals and back; return the rows that changed."""
        diagonal, place = rows + columns, rows + 1
        start = np.full(len(self.first), _NOWHERE[0])
        stop = np.full(len(self.first), _NOWHERE[1])
        np.minimum.at(start, diagonal, place)
        np.maximum.at(stop, diagonal, place + 1)
        start, stop = start.tolist(), stop.tolist()
        first, last = zip(
            self._march(range(len(start)), start, stop, 0),
            self._march(range(len(start) - 1, -1, -1), start, stop, 1),
            strict=True,
        )
        return slice(min(first) - 1, max(last) - 1) if max(last) > 0 else slice(0, 0)

    def _march(self, order, start, stop, back):
        """Update each diagonal from the one before, between the ends of seeds and changes; return all changes' ends."""
        times, mask = self.times, self.mask
        low_buffer, gap_buffer = self.buffers
        source = 2 * back  # times[k + 1] is the diagonal itself
        least, most = a, b = _NOWHERE
        for k in order:
            a, b = max(min(a - back, start[k]), self.first[k]), min(max(b + 1 - back, stop[k]), self.last[k])
            if a >= b:
                a, b = _NOWHERE
                continue
            before, here = times[k + source], times[k + 1][a:b]
            u, v = before[a - 1 + back : b - 1 + back], before[a + back : b + back]
            low, gap, fell = low_buffer[: b - a], gap_buffer[: b - a], mask[: b - a]
            np.minimum(u, v, out=low)
            np.subtract(u, v, out=gap)
            arrive(low, gap, self.delays[k + 1][a:b], self.squares[k + 1][a:b])
            np.less(low, here, out=fell)
            first = int(fell.argmax())
            if fell[first]:
                np.minimum(here, low, out=here)
                a, b = a + first, b - int(fell[::-1].argmax())
                least, most = min(least, a), max(most, b)
            else:
                a, b = _NOWHERE
        return least, most
