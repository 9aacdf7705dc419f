"""Who turns: words of random bits that are set with the probabilities of Metropolis' method."""

from __future__ import annotations

import math

import numpy as np

_PLANES = 12  # digits of a first random number: one in 2048 spins asks for a second one
_DIGITS = 14  # binary digits of a random number that are looked up at once: the tables stay in the second cache


def bytes_from(rng):
    """Return a function count → so many random bytes; SFC64's raw words take half the time of ``rng.integers``."""
    raw = np.random.SFC64(rng.integers(0, 2**32, 8, dtype=np.uint32)).random_raw
    return lambda count: raw(-(-count // 8)).view(np.uint8)[:count]


class Own:
    """Bytes whose bits are set with the probabilities of Metropolis' method, independently of each other.

    Bit by bit, a random number of `_PLANES` binary digits is compared with a threshold: each plane of random bytes
    holds one digit, inverted, of as many numbers as there are bits, the least digit first. The two least numbers are
    kept for a second draw, whose chances make up what the digits cannot say.
    """

    def __init__(self, coupling, rng):
        values = 2**_PLANES
        exact = [math.exp(-8 * coupling), math.exp(-4 * coupling) - math.exp(-8 * coupling)]
        exact.append(max(0.0, 1 - sum(exact)))
        shares = [int(values * p) for p in exact]
        while sum(shares) > values - 2:
            shares[max(range(3), key=shares.__getitem__)] -= 1
        rare = [(values * p - share) / 2 for p, share in zip(exact, shares, strict=True)]
        self.rare = rare[0] + rare[1], rare[0]
        self.digits = [_digits(shares[0] + shares[1] + 2), _digits(shares[0] + 2)]
        self.stream = bytes_from(rng)

    def __call__(self, one, none):
        """Fill two arrays with who turns against three neighbours, and against four."""
        for out, (start, _) in zip((one, none), self.digits, strict=True):
            out.fill(start)
        planes = self.stream(_PLANES * one.size).reshape(_PLANES, *one.shape)
        for out, (_, steps) in zip((one, none), self.digits, strict=True):
            for plane, step in zip(planes, steps, strict=True):
                if step:
                    step(out, plane, out=out)
        kept = np.bitwise_and.reduce(planes[1:], axis=0)
        places = np.flatnonzero(kept != 0)
        left = kept.reshape(-1)[places]
        while len(places):  # one bit of each byte at a time: few bytes have one, hardly any two
            bit = left & -left
            chance = (self.stream(8 * len(places)).view(np.uint64) >> np.uint64(11)) * 2.0**-53
            for limit, out in zip(self.rare, (one, none), strict=True):
                out.reshape(-1)[places] ^= bit * (chance >= limit)
            left ^= bit
            places, left = places[left != 0], left[left != 0]


class Shared:
    """Words whose bit k is set with the probability of copy k, from one random number for each word."""

    def __init__(self, couplings, rng):
        bits = np.uint64(1) << np.arange(len(couplings), dtype=np.uint64)
        chances = np.concatenate([np.exp(-4 * couplings), np.exp(-8 * couplings)])
        order = np.argsort(chances)
        self.chances = chances[order]
        # with a number below all but the first j thresholds, the bits of all others are set
        owners = np.concatenate([bits, bits])[order]
        self.exact = []
        for first in (True, False):
            mine = np.where((order < len(bits)) == first, owners, np.uint64(0))
            above = np.bitwise_or.accumulate(mine[::-1])[::-1]
            self.exact.append(np.append(above, np.uint64(0)))
        edges = np.arange(2**_DIGITS + 1) / 2**_DIGITS
        low = np.searchsorted(self.chances, edges[:-1], side="right")
        high = np.searchsorted(self.chances, edges[1:], side="left")
        self.tables = [np.where(low == high, exact[low], mark) for exact, mark in zip(self.exact, (0, 1), strict=True)]
        self.stream = bytes_from(rng)

    def __call__(self, one, none):
        """Fill two arrays with who turns against three neighbours, and against four."""
        digits = (self.stream(2 * one.size).view(np.uint16) & np.uint16(2**_DIGITS - 1)).astype(np.intp)
        for table, out in zip(self.tables, (one, none), strict=True):
            table.take(digits.reshape(out.shape), out=out, mode="clip")
        unsure = np.flatnonzero(none > one)  # what turns against four turns against three: this is a mark
        rest = (self.stream(8 * len(unsure)).view(np.uint64) >> np.uint64(11)) * 2.0**-53
        below = np.searchsorted(self.chances, (digits[unsure] + rest) * 2.0**-_DIGITS, side="right")
        for exact, out in zip(self.exact, (one, none), strict=True):
            out.reshape(-1)[unsure] = exact[below]


def _digits(threshold):
    """Return the byte to begin with and, digit by digit, what makes "less than the threshold" of "less" so far."""
    if threshold == 2**_PLANES:
        return 255, [None] * _PLANES
    ones = [threshold >> j & 1 for j in range(_PLANES)]
    first = ones.index(1)
    return 0, [None if j < first else np.bitwise_or if one else np.bitwise_and for j, one in enumerate(ones)]
