"""The potential that makes the action stationary, moment by moment."""

from __future__ import annotations

import numpy as np

from physdl.forms.maxwell import cells
from physdl.forms.maxwell.action import electric_and_magnetic
from physdl.forms.maxwell.stepping import YeeBox, grounded, stable


def stationary_potential(grid, potential, current=None, *, beyond_courant=False):
    r"""Return the potential that begins as a given one and makes the action stationary from then on.

    .. math:: \frac{\partial S}{\partial A_e} = 0 \quad\text{on every edge of space between the first and last moment}

    Parameters
    ----------
    grid : CubicalGrid
        Space-time; the first axis is time.
    potential : sequence of arrays
        The 1-cochain A. Its first two moments are the beginning, its edges of time choose the gauge; what it holds on
        edges of space from the third moment on is not used (but must be finite).
    current : sequence of arrays, optional
        The 1-chain J.
    beyond_courant : bool, optional
        Allow a step beyond `courant_limit`.

    Returns
    -------
    tuple of arrays
        A, in the precision of `potential`.

    Raises
    ------
    ValueError, TypeError
        If a cochain does not have its shapes, the walls carry a field along them, the step is too long, or the fields
        overflow.

    Notes
    -----
    On edges of time the gradient vanishes, too, if it does in the first step and charge is conserved: Gauss's law is a
    condition on the beginning. Which A arises depends on the gauge, dA does not.

    See :lesson:`2.4`.

    Examples
    --------
    >>> from physdl.forms import CubicalGrid
    >>> from physdl.forms.maxwell import dipole, field_gradient
    >>> grid = CubicalGrid((9, 5, 5), (0.5, 1.0, 1.0))
    >>> j = dipole(grid, (1, 2), 0, [0.0, 0, 1, 2, 1, 0, 0, 0])
    >>> A = stationary_potential(grid, grid.zeros(1), j)
    >>> max(abs(part).max() for part in field_gradient(grid, A, j)) < 1e-14
    np.True_
    """
    cells.spacetime(grid)
    a = tuple(part.copy() for part in cells.cochain("potential", grid, potential, 1))
    moment = cells.spatial(grid)
    for part in a[1:]:
        part[2:] = 0
    if not beyond_courant:
        stable("grid", moment, grid.spacing[0])
    electric, magnetic = electric_and_magnetic(grid, a)
    size = max(np.abs(part).max() for part in a) / grid.spacing[0]
    electric = cells.hold(moment, grounded("potential", moment, [part[0] for part in electric], size))
    box = YeeBox(moment, electric, [part[1] for part in magnetic], dt=grid.spacing[0], beyond_courant=True)
    flow = None if current is None else cells.cochain("current", grid, current, 1)[1:]
    with np.errstate(all="ignore"):
        for n in range(1, grid.shape[0] - 1):
            box._step(None if flow is None else [part[n].astype(a[0].dtype, copy=False) for part in flow])
            slope = moment.d((a[0][n],), 0)
            for part, e, s in zip(a[1:], box._e, slope, strict=True):
                np.subtract(part[n] + s, box.dt * e, out=part[n + 1])
    return cells.finite("potential", a)
