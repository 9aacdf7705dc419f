"""Closed paths in imaginary time, added up by the eigenvalues of one slice's kernel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl.action.path_integral import asked
from physdl.action.path_integral.slicing import require_resolved, slice_kernel

_KNOWN = 1e-15  # of the largest eigenvalue: what is below is rounding
_LEVEL = 1e-8  # of it: what is below keeps too few digits for a logarithm


@dataclass(frozen=True)
class ThermalState:
    """A particle at one temperature, at a finite number of slices.

    Attributes
    ----------
    log_partition : float
        ln Z.
    energy : float
        −∂ ln Z/∂β, the slices fixed in number.
    spread : float
        ⟨x²⟩.
    density : array, shape (n,)
        How likely each place of the grid is, one over units of length.
    levels : array, shape (k,)
        −(ħ/ε) ln of the slice's eigenvalues, upwards: energy levels that err by O(ε²).

    Notes
    -----
    See :lesson:`1.7`.
    """

    log_partition: float
    energy: float
    spread: float
    density: np.ndarray
    levels: np.ndarray


def thermal_state(potential, grid, beta, slices, *, mass=1.0, hbar=1.0):
    r"""Return the sum over all closed paths of imaginary duration ħβ, without sampling any.

    .. math:: \begin{gathered}
              Z = \int\!\cdots\!\int\prod_{j=1}^{P} K_\varepsilon(x_{j+1}, x_j)\;dx_1\cdots dx_P
                = \operatorname{Tr} K_\varepsilon^P = \sum_n \lambda_n^P , \\
              \varepsilon = \hbar\beta/P,\quad x_{P+1} = x_1 ,
              \end{gathered}

    with the eigenvalues λ of one slice's kernel on the grid (of its matrix times Δx), the *transfer matrix*.

    Parameters
    ----------
    potential : callable
        V: places (n,) → energies (n,).
    grid : array, shape (n,)
        Places, increasing in even steps; wide enough for the particle to keep away from its ends.
    beta : float
        β = 1/kT, one over units of energy; positive.
    slices : int
        P, at least 1.
    mass, hbar : float
        Positive.

    Returns
    -------
    ThermalState

    Raises
    ------
    ValueError
        As in `propagator`, and if `beta` is not positive.
    TypeError
        If an argument is not of the kind above.

    Notes
    -----
    Exact for this number of slices, up to the grid's own error, which falls faster than every power of Δx: what samples
    of as many slices have to find. Against P → ∞ it errs by O(ε²). The energy comes from ∂K/∂ε and asks for no slope of
    the potential. Time some 20 n³, memory some 50 n² bytes. Double precision.

    H. A. Kramers and G. H. Wannier, Phys. Rev. 60, 252 (1941), for spins. See :lesson:`1.7`.

    Examples
    --------
    >>> cold = thermal_state(lambda x: x**2 / 2, np.linspace(-6, 6, 121), 20.0, 400)
    >>> print(f"{cold.energy:.3f} {cold.spread:.3f}")
    0.500 0.500
    """
    grid, spacing = asked.even_grid(grid)
    beta = _check.positive("beta", beta)
    slices = _check.whole("slices", slices, minimum=1)
    mass, hbar = _check.positive("mass", mass), _check.positive("hbar", hbar)
    _check.room("grid", 64.0 * len(grid) ** 2, f"shape {grid.shape}")
    values = asked.energies(potential, grid)
    require_resolved(-1j * hbar * hbar * beta / mass / spacing / spacing, slices, len(grid))
    step = hbar * beta / slices
    lowest = values.min()  # counted from here, so that no weight is beyond all numbers
    once = slice_kernel(values - lowest, spacing, -1j * step, mass, hbar) * spacing
    eigenvalues, modes = np.linalg.eigh(once)
    known = eigenvalues > _KNOWN * eigenvalues[-1]
    logs, modes = np.log(eigenvalues[known]), modes[:, known]
    weights = np.exp(slices * (logs - logs[-1]))
    density = (modes * modes) @ weights / weights.sum() / spacing
    energy = weights @ _slopes(once, modes, logs, values - lowest, spacing, step, mass, hbar) / weights.sum()
    return ThermalState(
        log_partition=float(slices * logs[-1] + np.log(weights.sum()) - beta * lowest),
        energy=float(energy + lowest),
        spread=float(density @ (grid * grid) * spacing),
        density=density,
        levels=-hbar / step * logs[logs > logs[-1] + np.log(_LEVEL)][::-1] + lowest,
    )


def _slopes(once, modes, logs, values, spacing, step, mass, hbar):
    """Return −ħ ∂ ln λ/∂ε for each mode: λ' is the mode's mean of ∂K/∂ε."""
    apart = spacing * np.arange(len(values))
    squares = mass / hbar / 2 / step / step * apart * apart
    place = np.arange(len(values))
    slope = once * (squares[np.abs(place[:, None] - place)] - 1 / (2 * step) - (values + values[:, None]) / (2 * hbar))
    return -hbar * np.exp(-logs) * np.einsum("in,ij,jn->n", modes, slope, modes, optimize=True)
