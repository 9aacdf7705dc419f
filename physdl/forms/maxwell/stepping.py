"""Fields in a box, step by step: the scheme of Yee, which is what makes the action stationary."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.forms.maxwell import cells


def courant_limit(grid):
    r"""Return the step of time below which the fields on a grid stay bounded.

    .. math:: \Delta t \le \Big(\sum_i h_i^{-2}\Big)^{-1/2}

    Parameters
    ----------
    grid : CubicalGrid
        Two or three directions of space, with spacings :math:`h_i`.

    Returns
    -------
    float
        In units in which light has speed 1. At it the shortest wave of a periodic grid with even counts grows in
        proportion to time. A step longer than this by a little is still stable in a small box, whose shortest wave is a
        little longer than two cells.

    Raises
    ------
    ValueError, TypeError
        If `grid` is no such grid.

    Notes
    -----
    Source: R. Courant, K. Friedrichs, H. Lewy, *Über die partiellen Differenzengleichungen der mathematischen Physik*
    (1928), doi:10.1007/BF01448839, for the idea.

    See :lesson:`2.4`.

    Examples
    --------
    >>> from physdl.forms import CubicalGrid
    >>> round(courant_limit(CubicalGrid((9, 9), 0.1)), 4)
    0.0707
    """
    return float(np.sum(np.array(cells.space(grid).spacing) ** -2.0) ** -0.5)


def stable(name, grid, dt):
    """Refuse a step of time beyond the Courant limit."""
    limit = courant_limit(grid)
    if dt > limit * (1 + 1e-12):
        rule = f"have a step of time of at most {limit:.6g}, the Courant limit of these cells"
        fix = "Take shorter steps, or wider cells; beyond_courant=True shows what happens otherwise."
        raise _check.error(name, rule, f"{dt:.6g}", fix)


def grounded(name, grid, e, size=0.0):
    """Return an electric field if it has no part along the walls, to the rounding of what it is a difference of."""
    size = max(size, *(np.abs(part).max() for part in e))
    if any(np.abs(e[i][where]).max(initial=0.0) > 1e-6 * size for i, where in cells.walls(grid)):
        fix = "A conductor has no field along its surface: set it to 0 on those edges."
        raise _check.error(name, "have no electric field along the walls", "one that has", fix)
    return e


class YeeBox:
    r"""Electric and magnetic field in a box with ideally conducting walls (or none, if the grid is periodic).

    .. math:: \star E^{n+1/2} = \star E^{n-1/2} + \Delta t\,d^{\mathsf T} \star B^n - J^n, \qquad
        B^{n+1} = B^n - \Delta t\,dE^{n+1/2}

    Parameters
    ----------
    grid : CubicalGrid
        Two or three directions of space.
    electric : sequence of arrays
        The 1-cochain E, integrals along edges, half a step before the beginning. 0 on edges within the walls.
    magnetic : sequence of arrays, optional
        The 2-cochain B, fluxes through faces, at the beginning; 0 by default.
    dt : float
        Δt, at most `courant_limit`. Light has speed 1.
    beyond_courant : bool, optional
        Take a longer step all the same, to see fields explode.

    Attributes
    ----------
    electric, magnetic : tuple of arrays
        E half a step before `time`, B at `time`; a copy.
    time : float
    charge : array, of the grid's shape
        What flows out of each vertex's dual cell; on the walls the charge that the field calls there.
    energy : float
        :math:`\tfrac12\langle E^{n-1/2}, E^{n+1/2}\rangle + \tfrac12\langle B^n, B^n\rangle`. Without
        currents it does not change, whatever the step; it is positive below the Courant limit, and need not be beyond.

    Raises
    ------
    ValueError, TypeError
        If an argument is none of these, or the step is too long: limit and fix are named.

    Notes
    -----
    In the precision of `electric`. A step of 10⁶ cells in three dimensions costs some 40 ms, and no memory that grows.

    Source: K. S. Yee, *Numerical solution of initial boundary value problems involving Maxwell's equations in isotropic
    media* (1966), doi:10.1109/TAP.1966.1138693.

    See :lesson:`2.4`.

    Examples
    --------
    >>> from physdl.forms import CubicalGrid
    >>> from physdl.forms.maxwell import box_frequency, box_mode
    >>> grid = CubicalGrid((9, 9), 0.125)
    >>> box = YeeBox(grid, box_mode(grid, (1, 1)), dt=0.05)
    >>> before = box.energy
    >>> abs(box.run(100) - 5.0) < 1e-9, abs(box.energy / before - 1) < 1e-12
    (True, True)
    """

    def __init__(self, grid, electric, magnetic=None, *, dt, beyond_courant=False):
        self.grid = cells.space(grid)
        e = cells.cochain("electric", grid, electric, 1)
        b = grid.zeros(2, e[0].dtype) if magnetic is None else cells.cochain("magnetic", grid, magnetic, 2)
        if b[0].dtype != e[0].dtype:
            raise _check.error("magnetic", f"be of the dtype of `electric`, {e[0].dtype}", f"{b[0].dtype}")
        self.dt = _check.positive("dt", dt)
        if not beyond_courant:
            stable("dt", grid, self.dt)
        self._e = cells.hold(grid, tuple(part.copy() for part in grounded("electric", grid, e)))
        self._h = tuple(w * part for w, part in zip(cells.stars(grid, 2), b, strict=True))  # the star of B
        self._curl = grid.zeros(2, e[0].dtype)
        self.time = 0.0

    @property
    def electric(self):
        """E, half a step before `time`."""
        return tuple(part.copy() for part in self._e)

    @property
    def magnetic(self):
        """B, at `time`."""
        return tuple(part / w for w, part in zip(cells.stars(self.grid, 2), self._h, strict=True))

    @property
    def charge(self):
        """The electric flux out of each vertex's dual cell."""
        flux = [w * part for w, part in zip(cells.stars(self.grid, 1), self._e, strict=True)]
        return -cells.transposed(self.grid, flux, 0)[0]

    @property
    def energy(self):
        """The energy that the scheme conserves."""
        after = [e + c for e, c in zip(self._e, self._circulation(), strict=True)]
        return 0.5 * (
            cells.pairing(self._e, cells.stars(self.grid, 1), after)
            + cells.pairing(self._h, [1 / w for w in cells.stars(self.grid, 2)], self._h)
        )

    def run(self, steps, current=None):
        """Go on by whole steps.

        Parameters
        ----------
        steps : int
        current : callable, optional
            Gets the number of the step, from 0, and returns the 1-chain J of space: the charge that passes along each
            edge, in its direction, at that moment.

        Returns
        -------
        float
            The time that has been reached.

        Raises
        ------
        ValueError, TypeError
            If `current` returns no cochain of this grid, or the fields have become too large for their precision.
        """
        steps = _check.whole("steps", steps)
        if current is not None:
            _check.function("current", current)
        start = self.time
        with np.errstate(all="ignore"):
            for n in range(steps):
                self._step(None if current is None else self._flow(current(n)))
                self.time = start + (n + 1) * self.dt
                if n % 64 == 63 or n == steps - 1:
                    self._alive()
        return self.time

    def _step(self, flow=None):
        change = self._circulation()
        if flow is not None:
            for part, weight, passing in zip(change, cells.stars(self.grid, 1), flow, strict=True):
                part -= passing / weight
            cells.hold(self.grid, change)
        for part, grown in zip(self._e, change, strict=True):
            part += grown
        self.grid.d(self._e, 1, out=self._curl)
        for part, weight, lost in zip(self._h, cells.stars(self.grid, 2), self._curl, strict=True):
            lost *= self.dt * weight
            part -= lost

    def _circulation(self):
        """Return by how much E grows in a step without a current, 0 on the walls."""
        turned = cells.hold(self.grid, cells.transposed(self.grid, self._h, 1))
        for part, weight in zip(turned, cells.stars(self.grid, 1), strict=True):
            part *= self.dt / weight
        return turned

    def _flow(self, given):
        try:
            return cells.cochain("current", self.grid, given, 1)
        except (ValueError, TypeError) as reason:
            raise type(reason)(f"{reason} It was returned by `current`.") from reason

    def _alive(self):
        if not all(np.isfinite(part).all() for part in (*self._e, *self._h)):
            beyond = self.dt > courant_limit(self.grid)
            fix = "Beyond the Courant limit the shortest waves grow in every step." if beyond else None
            raise _check.error("steps", "end before the fields overflow", f"time {self.time:.4g}", fix)
