"""Where a sum over segments is stationary: the banded Hessian of a chain of nodes, its inertia, and damped Newton."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import eigvals_banded, solve_banded

from physdl import _check
from physdl._scale import lengths

_HALVINGS = 14


class NotStationary(RuntimeError):
    """Newton's method did not arrive.

    Attributes
    ----------
    path : array
        The last iterate.
    gradient_norm : float
        Its relative gradient norm.
    iterations : int
        Newton steps taken.
    """

    def __init__(self, message, path, gradient_norm, iterations):
        super().__init__(message)
        self.path, self.gradient_norm, self.iterations = path, gradient_norm, iterations


@dataclass(frozen=True)
class Expansion:
    """A sum over segments to second order in the m free nodes.

    Attributes
    ----------
    value : float
        The sum.
    slope : array, shape (m, k)
        Its gradient.
    shares : float
        Summed size of the segments' contributions to the gradient.
    second : callable
        Returns the banded Hessian and the rounding error of the gradient's size: asked once, where a step is taken.
    """

    value: float
    slope: np.ndarray
    shares: float
    second: Callable

    @cached_property
    def _second(self):
        return self.second()

    @property
    def hessian(self):
        """Return the banded Hessian."""
        return self._second[0]

    @property
    def rounding(self):
        """Return the least size that the gradient can be expected to have."""
        return self._second[1]

    @property
    def size(self):
        """Return the gradient's size, summed over the nodes."""
        return lengths(self.slope).sum()


def gather(slope):
    """Add segments' slopes (n, 2k), those by the first end first, to the gradient (n − 1, k) by the free nodes."""
    k = slope.shape[1] // 2
    return slope[:-1, k:] + slope[1:, :k]


def assemble(curvature):
    """Add segments' curvatures (n, 2k, 2k) to the Hessian of the free nodes.

    It has the diagonal ordered form of `scipy.linalg.solve_banded` with 2k − 1 diagonals on either side.
    """
    k = curvature.shape[1] // 2
    diagonal = curvature[:-1, k:, k:] + curvature[1:, :k, :k]
    coupling = curvature[1:-1, :k, k:]
    width = 2 * k - 1
    hessian = np.zeros((2 * width + 1, k * len(diagonal)))
    for r in range(k):
        for c in range(k):
            hessian[width + r - c, c::k] = diagonal[:, r, c]
            hessian[width + r - c - k, k + c :: k] = coupling[:, r, c]
            hessian[width + r - c + k, c : hessian.shape[1] - k : k] = coupling[:, c, r]
    return hessian


def negative_eigenvalues(hessian):
    """Return how many eigenvalues of a symmetric banded matrix are negative; what rounding makes of a zero is not."""
    width = hessian.shape[0] // 2
    largest = np.abs(hessian).max()
    if largest == 0:
        return 0
    lower = hessian[width:] / largest
    bound = np.abs(hessian / largest).sum(axis=0).max()
    rounding = 8 * np.finfo(float).eps * bound
    return len(eigvals_banded(lower, lower=True, select="v", select_range=(-2 * bound, -rounding)))


def newton(expand, q, *, tolerance, max_iterations, caller, fix, path=lambda q: q):
    """Return nodes with the same ends where the sum is stationary, its expansion, its gradient norm, the steps taken.

    The gradient norm is the gradient's size relative to the largest shares met on the way: those of the last nodes
    alone may vanish with it, as at rest.

    Parameters
    ----------
    expand : callable
        Nodes (n + 1, k) → `Expansion`; raises ValueError where the sum is not defined.
    q : array, shape (n + 1, k)
        First nodes. Each step is halved until it is an advance, so minima and saddles are found alike.
    tolerance, max_iterations : float, int
        Largest gradient norm accepted, or the rounding if that is larger; largest number of steps.
    caller, fix, path : str, str, callable
        For the error: who did not arrive, what to try, and how the nodes q become the path shown.
    """
    here, iterations = expand(q), 0
    scale = here.shares or 1.0
    while not here.size <= max(tolerance * scale, here.rounding):  # a nan has not arrived either
        ahead = _step(expand, q, here) if iterations < max_iterations else None
        if ahead is None:
            norm = float(here.size / scale)
            rule = f"reach a relative gradient norm of {max(tolerance, here.rounding / scale):.0e}"
            received = f"a gradient norm of {norm:.2e} after {iterations} Newton steps"
            message = str(_check.error(caller, rule, received, fix))
            raise NotStationary(message, path(q), norm, iterations)
        q, here = ahead
        scale = max(scale, here.shares)
        iterations += 1
    return q, here, float(here.size / scale), iterations


def _step(expand, q, here):
    """Return the next nodes and their expansion, or None if no share of Newton's step is an advance.

    A share s of the move −H⁻¹∇ is an advance if the next move that the *same* Hessian proposes is shorter: a measure
    in which smooth and rough displacements count alike, as in the gradient they do not (P. Deuflhard, Numer. Math. 22,
    289 (1974)).
    """
    try:
        move = _solve(here.hessian, here.slope)
    except np.linalg.LinAlgError:
        return None
    for halving in range(_HALVINGS):
        share = 0.5**halving
        trial = q.copy()
        trial[1:-1] -= share * move
        try:
            there = expand(trial)
        except ValueError:
            continue  # the step left the domain
        left = np.linalg.norm(_solve(here.hessian, there.slope))
        if left <= (1 - share / 2) * np.linalg.norm(move) or there.size <= there.rounding:
            return trial, there
    return None


def _solve(hessian, slope):
    width = hessian.shape[0] // 2
    return solve_banded((width, width), hessian, slope.ravel()).reshape(slope.shape)
