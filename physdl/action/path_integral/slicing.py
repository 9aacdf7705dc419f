"""The propagator on a grid: the sum over all paths, slice by slice."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.action.path_integral import asked

_NARROWEST = 2.0  # spacings², of ħε/m in imaginary time: the rule of rectangles then errs by 2 exp(−2π²) = 5e-9


def propagator(potential, grid, time, slices, *, mass=1.0, hbar=1.0):
    r"""Return the amplitude to get from each place of a grid to each other, summed over all paths.

    .. math:: K(x, t; y, 0) = \int\!\cdots\!\int \prod_{j=1}^{N} K_\varepsilon(x_j, x_{j-1})\; dx_1\cdots dx_{N-1},
              \qquad \varepsilon = t/N,

    .. math:: K_\varepsilon(x, y) = \sqrt{\frac{m}{2\pi i\hbar\varepsilon}}\,
              \exp\frac{i}{\hbar}\Big[\frac{m(x - y)^2}{2\varepsilon} - \varepsilon\,\frac{V(x) + V(y)}{2}\Big] .

    It carries a wave function on: ψ(x, t) is the sum of K(x, y) ψ(y, 0) Δx over y. It errs by O(ε²) on packets that
    keep away from the ends of the grid. Single entries are not to be trusted in real time, where the grid cuts off
    arrows that are as long as all others; `mehler` shows what they would be.

    Parameters
    ----------
    potential : callable
        V: places (n,) → energies (n,).
    grid : array, shape (n,)
        Places, increasing in even steps Δx.
    time : float or complex
        t > 0; or −iτ, with τ > 0, for imaginary time, where the result is the kernel of exp(−Hτ/ħ); or any time between
        the two.
    slices : int
        N, at least 1, and so small that the grid resolves a slice (below).
    mass, hbar : float
        Positive.

    Returns
    -------
    array, shape (n, n)
        K[i, j] from grid[j] to grid[i], one over units of length. complex128; float64 in imaginary time, where K is
        real.

    Raises
    ------
    ValueError
        If the grid is not even, the time runs backwards, there is no slice, the grid does not resolve a slice, or the
        potential returns another shape or what is not finite.
    TypeError
        If an argument is not of the kind above.

    Notes
    -----
    In real time the grid is a grating. The matrix of one slice is a part of a discrete Fourier transform of the size
    M = 2πħε/(mΔx²), with phases on either side. Where M is a whole number ≥ n, no wave function grows; between such
    numbers, close above n, those at the ends of the grid do, by up to some tenths in a slice. For M < n the grating's
    next orders fall on the grid and grow with every slice; that is refused. In imaginary time a slice's bell
    must have a variance ħε/m of at least 2Δx².

    Time n³ log₂N, memory some 50 n² bytes. R. P. Feynman, Rev. Mod. Phys. 20, 367 (1948), section 4.
    See :lesson:`1.7`.

    Examples
    --------
    >>> x = np.linspace(-6, 6, 241)
    >>> still = np.exp(-(x**2) / 2)
    >>> ahead = propagator(lambda x: x**2 / 2, x, 1.0, 8) @ still * (x[1] - x[0])
    >>> bool(np.abs(ahead - np.exp(-0.5j) * still).max() < 2e-3)
    True
    """
    grid, spacing = asked.even_grid(grid)
    time = asked.duration(time)
    slices = _check.whole("slices", slices, minimum=1)
    mass, hbar = _check.positive("mass", mass), _check.positive("hbar", hbar)
    _check.room("grid", 64.0 * len(grid) ** 2, f"shape {grid.shape}")
    values = asked.energies(potential, grid)
    require_resolved(hbar / mass / spacing / spacing * time, slices, len(grid))
    once = slice_kernel(values, spacing, time / slices, mass, hbar)
    with np.errstate(over="ignore", invalid="ignore"):
        whole = np.linalg.matrix_power(once * spacing, slices) / spacing
    if not np.isfinite(whole).all():
        raise overflow(values)
    return whole


def slice_kernel(values, spacing, step, mass, hbar):
    """Return the kernel of one slice, (n, n): real if the step is imaginary. `values` are those of the potential."""
    turned = complex(1j * step)  # iε, which is positive in imaginary time
    turned = turned if turned.imag else turned.real
    asked.phases("potential", abs(turned) / hbar * values)
    stiffness = mass / hbar / turned if turned else np.inf
    if not 1e-290 < abs(stiffness) < 1e290:
        rule = "leave kernels that numbers can hold, m/(ħε)"
        raise _check.error("mass", rule, f"{abs(stiffness):.3g}", "Look at the units.")
    apart = spacing * np.arange(len(values))
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        free = np.sqrt(stiffness / (2 * np.pi)) * np.exp(-stiffness / 2 * apart * apart)
        half = np.exp(-turned / hbar / 2 * values)
        place = np.arange(len(values))
        kernel = free[np.abs(place[:, None] - place)]
        kernel *= half
        kernel *= half[:, None]
    if not np.isfinite(kernel).all():
        raise overflow(values)
    return kernel


def overflow(values):
    """Return the exception for weights beyond 1.8e308."""
    fix = "Add a constant to the potential, so that it is not negative."
    return _check.error("potential", "leave finite weights", f"energies down to {values.min():.3g}", fix)


def require_resolved(scaled, slices, places):
    """Refuse slices that a grid of so many places does not resolve; `scaled` is ħt/(mΔx²)."""
    real, imaginary = scaled.real, -scaled.imag
    bell = imaginary / _NARROWEST
    with np.errstate(over="ignore"):
        grating = 2 * np.pi * abs(scaled) * (abs(scaled) / real) / places if real else 0.0
        fades = abs(scaled) * (abs(scaled) / imaginary) / _NARROWEST if imaginary else np.inf
    most = max(bell, min(grating, fades))
    if slices > most * (1 + 1e-9):
        if real:
            why = "shorter slices make a grating of the grid, whose next orders fall on it"
        else:
            why = "the bell of a shorter slice is narrower than the grid's spacing"
        allowed = f"{int(most):d}" if most < 1e15 else f"{most:.3g}"
        fix = "Take a finer grid, or fewer slices." if most >= 1 else "Take a finer grid, or more time."
        raise _check.error("slices", f"be at most {allowed} in this time on this grid ({why})", slices, fix)
