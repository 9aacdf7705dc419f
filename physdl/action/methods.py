"""Recipes for one step of a motion, as data: how long to kick, how long to drift, in which order.

With q the positions and p the momenta, a *kick* of length τ is p ← p + τ F(q), a *drift* of length τ is q ← q + τ p/m.
A `Splitting` does them in turn, each with the newest values. A `RungeKutta` does both at once, from the values that the
other had before. That difference is all: a kick alone and a drift alone shear phase space and keep its areas.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

__all__ = ["METHODS", "RungeKutta", "Splitting"]


@dataclass(frozen=True)
class Splitting:
    r"""Kicks and drifts in turn, :math:`K(b_0)\,D(a_1)\,K(b_1) \cdots D(a_s)\,K(b_s)`, lengths in units of the step.

    Attributes
    ----------
    order : int
        Power of the step with which the error at a fixed time falls.
    kicks : tuple of float
        :math:`b_0, \dots, b_s`; they add up to 1.
    drifts : tuple of float
        :math:`a_1, \dots, a_s`; they add up to 1.

    Notes
    -----
    See :lesson:`1.5`.
    """

    order: int
    kicks: tuple[float, ...]
    drifts: tuple[float, ...]

    @property
    def symplectic(self):
        """Whether JᵀΩJ = Ω for any force that has a potential: always, since every kick and every drift has it."""
        return True

    @property
    def reversible(self):
        """Whether a step, a reversal of p and a step lead back: if the recipe reads the same from both ends."""
        return self.kicks == self.kicks[::-1] and self.drifts == self.drifts[::-1]


@dataclass(frozen=True)
class RungeKutta:
    r"""An average of rates :math:`k_i`, taken at the state plus :math:`c_i\,dt\,k_{i-1}`.

    Attributes
    ----------
    order : int
        Power of the step with which the error at a fixed time falls.
    nodes : tuple of float
        :math:`c_i`, the first of them 0.
    weights : tuple of float
        Those of the average.

    Notes
    -----
    See :lesson:`1.5`.
    """

    order: int
    nodes: tuple[float, ...]
    weights: tuple[float, ...]

    @property
    def symplectic(self):
        """False: no explicit method of this kind keeps the two-form."""
        return False

    @property
    def reversible(self):
        """False: no explicit method of this kind leads back."""
        return False


def _leaps(order, weights):
    """Return the leapfrogs of lengths `weights`, one after the other, with the half kicks where they meet joined."""
    ends = (0.0, *weights, 0.0)
    return Splitting(order, tuple((a + b) / 2 for a, b in pairwise(ends)), tuple(weights))


_OUTER = 1 / (2 - 2 ** (1 / 3))
# H. Yoshida, Phys. Lett. A 150 (1990) 262, solution A, to double precision.
_SIX = (0.78451361047755726382, 0.23557321335935813368, -1.17767998417887100695)
_MIDDLE = 1 - 2 * sum(_SIX)

METHODS = {
    "euler": RungeKutta(1, (0.0,), (1.0,)),
    "symplectic_euler": Splitting(1, (1.0, 0.0), (1.0,)),
    "leapfrog": _leaps(2, (1.0,)),
    "yoshida4": _leaps(4, (_OUTER, 1 - 2 * _OUTER, _OUTER)),
    "yoshida6": _leaps(6, (*_SIX, _MIDDLE, *_SIX[::-1])),
    "rk4": RungeKutta(4, (0.0, 0.5, 0.5, 1.0), (1 / 6, 1 / 3, 1 / 3, 1 / 6)),
}
"""Every method by its name."""
