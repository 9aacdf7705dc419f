"""A checkerboard of words: each bit is a spin, of another copy or of another strip of the lattice."""

from __future__ import annotations

import numpy as np

_BLOCK = {1: 32768, 8: 16384}
"""Words of a quarter at a time, by their bytes: with more the arrays leave the caches, with less the calls outweigh."""


class Board:
    """Words in two colours, each of two quarters with a row and a column more, so that neighbours are never wrapped.

    Quarter k of colour c holds the words of rows k, k + 2, … and columns l, l + 2, …, l = (c + k) mod 2, of all
    lattices (n, height, width), from row k and column l on; what remains of its places repeats the opposite edge. Then
    the neighbours of place f of a quarter are, in the two of the other colour, places f and one and a row on or back.

    Where a lattice is cut into strips, which lie `step` bits apart in the `bits` of a word, the row below the last one
    of a strip is the first row of the next strip.
    """

    def __init__(self, words, bits, step):
        self.shape, self.bits, self.step = words.shape, bits, step
        height, width = words.shape[1] // 2, words.shape[2] // 2
        self.row = width + 1
        self.count = len(words) * (height + 1) * self.row
        store = np.zeros((2, 2, self.count + 2 * self.row), words.dtype)  # a row more before and behind
        self.store, self.flat = store, store[..., self.row : self.row + self.count]
        self.padded = self.flat.reshape(2, 2, len(words), height + 1, self.row)
        self.size = -(-self.count // -(-self.count // _BLOCK[words.itemsize]))  # blocks of like size
        self.work = np.empty((6, 2, self.size), words.dtype)
        for color in (0, 1):
            for k, there, own in self._quarters(color):
                own[:] = words[:, k::2, there::2]
            self._close(color)

    def _quarters(self, color):
        for k in (0, 1):
            left = (color + k) % 2
            yield k, left, self.padded[color, k, :, k : k + self.shape[1] // 2, left : left + self.shape[2] // 2]

    def _close(self, color):
        for k in (0, 1):
            padded, left = self.padded[color, k], (color + k) % 2
            padded[:, 0 if k else -1] = self._moved(padded[:, -1 if k else 0], down=not k)
            padded[:, :, 0 if left else -1] = padded[:, :, -1 if left else 0]

    def _moved(self, row, down):
        """Return the edge of a strip as the strip above or below it sees it."""
        if self.step == self.bits:
            return row
        used, far = 2**self.bits - 1, self.bits - self.step
        away, back = (self.step, far) if down else (far, self.step)
        return (row & used) >> away | (row << back) & used

    def words(self):
        """Return the words in their places."""
        result = np.empty(self.shape, self.store.dtype)
        for color in (0, 1):
            for k, there, own in self._quarters(color):
                result[:, k::2, there::2] = own
        return result

    def sweep(self, draw):
        """Ask every spin once; `draw` fills two arrays of words (2, count) with who turns against 3 and against 4.

        A bit of the second must be set in the first, too.
        """
        for color in (0, 1):
            for first in range(0, self.count, self.size):
                self._turn(color, first, min(self.size, self.count - first), draw)
            self._close(color)

    def _turn(self, color, first, size, draw):
        one, none, low, high, even, odd = self.work[:, :, :size]
        other, at, side = self.store[1 - color], self.row + first, 1 - 2 * color
        own, near = self.flat[color, :, first : first + size], other[:, at : at + size]
        draw(one, none)
        np.bitwise_xor(own, near[0], out=low)  # set where a neighbour differs
        np.bitwise_xor(own, near[1], out=high)
        np.bitwise_and(low, high, out=even)  # both of the first two
        low ^= high  # one of the first two
        for k, away in ((0, 1), (1, -1)):
            beside, beyond = at + away * side, at + away * self.row
            np.bitwise_xor(own[k], other[k, beside : beside + size], out=high[k])
            np.bitwise_xor(own[k], other[1 - k, beyond : beyond + size], out=odd[k])
        none |= even
        np.bitwise_and(high, odd, out=even)
        none |= even
        high ^= odd  # one of the other two
        np.bitwise_and(low, high, out=even)
        none |= even  # now set where two or more differ, too: there all turn
        low |= high
        one &= low
        none |= one
        own ^= none
