"""Interference: every path adds an arrow, and the stationary ones are what the sum leaves standing.

A path of length L turns its arrow by L/λ full turns, for light of wavelength λ; one of action S by S/(2πħ) turns. So
λ = 2πħ where lengths are actions. Lengths carry any one unit, and the wavelength the same. There are

- `path_sum`, the sum over paths that are given as broken lines (`physdl.action.interference.sums`);
- `two_slit`, the sum over all points of two slits (`physdl.action.interference.slits`);
- `stationary_phase`, what such sums come to when the wavelength is short (`physdl.action.interference.limit`).

All sums are complex128.
"""

from physdl.action.interference.limit import stationary_phase
from physdl.action.interference.slits import two_slit
from physdl.action.interference.sums import path_sum

__all__ = ["path_sum", "stationary_phase", "two_slit"]
