"""The action of a potential on a grid of space-time, and its exact gradient."""

from __future__ import annotations

import numpy as np

from physdl.forms.maxwell import cells


def field_action(grid, potential, current=None):
    r"""Return the action of a potential, with its coupling to a current.

    .. math:: S[A] = -\tfrac12\langle dA, dA\rangle + \sum_e A_e J_e
        = -\tfrac12\sum_f w_f\,(dA)_f^2 + \sum_e A_e J_e, \qquad w_f = \pm\frac{|{\star f}|}{|f|}

    with the minus sign for faces that have time in them: the metric is (−, +, +, +).

    Parameters
    ----------
    grid : CubicalGrid
        Space-time; the first axis is time. Units in which light has speed 1.
    potential : sequence of arrays
        The 1-cochain A: its integral along each edge. Along an edge of time that is −φ Δt, φ the electric potential.
    current : sequence of arrays, optional
        The 1-chain J: how much charge goes along each edge, in its direction. On an edge of time it is the charge that
        sits there during the step; on one of space, what passes at that moment. None stands for no charges.

    Returns
    -------
    float
        Double precision.

    Raises
    ------
    ValueError, TypeError
        If the grid is no space-time, or a cochain does not have its shapes.

    Notes
    -----
    Dual cells are counted whole at the box's boundary, too. The gradient inside does not depend on that.

    Source: A. Stern, Y. Tong, M. Desbrun, J. E. Marsden, *Geometric computational electrodynamics with variational
    integrators and discrete differential forms* (2015), arXiv:0707.4470.

    See :lesson:`2.4`.

    Examples
    --------
    >>> from physdl.forms import CubicalGrid
    >>> grid = CubicalGrid((3, 3, 3), 0.5)
    >>> t, x, y = grid.vertices()
    >>> field_action(grid, grid.d((t * x,), 0))
    0.0
    """
    cells.spacetime(grid)
    a = cells.cochain("potential", grid, potential, 1)
    with np.errstate(all="ignore"):
        f = grid.d(a, 1)
        total = -0.5 * cells.pairing(f, cells.stars(grid, 2, lorentz=True), f)
        if current is not None:
            j = cells.cochain("current", grid, current, 1)
            total += cells.pairing(a, (1,) * len(a), j)
    return cells.finite("potential", [total + 0.0])[0]


def field_gradient(grid, potential, current=None):
    r"""Return the exact gradient of the action: Maxwell's equations on the grid, where it vanishes.

    .. math:: \frac{\partial S}{\partial A} = J - d^{\mathsf T} \star\,dA

    Parameters
    ----------
    grid, potential, current
        As for `field_action`.

    Returns
    -------
    tuple of arrays
        A 1-cochain in the precision of `potential`; 0 on edges within the boundary of the box, where A is held: on the
        walls (ideal conductors) and in the first and last moment. On edges of time it is Gauss's law, on those of space
        Ampère's with Maxwell's term: together the scheme of Yee.

    Raises
    ------
    ValueError, TypeError
        As `field_action`.

    Notes
    -----
    Source: K. S. Yee, *Numerical solution of initial boundary value problems involving Maxwell's equations in isotropic
    media* (1966), doi:10.1109/TAP.1966.1138693, for the scheme.

    See :lesson:`2.4`.

    Examples
    --------
    >>> from physdl.forms import CubicalGrid
    >>> grid = CubicalGrid((3, 3, 3), 0.5)
    >>> t, x, y = grid.vertices()
    >>> slope = field_gradient(grid, grid.d((t * x,), 0))
    >>> any(part.any() for part in slope)
    False
    """
    cells.spacetime(grid)
    a = cells.cochain("potential", grid, potential, 1)
    j = None if current is None else cells.cochain("current", grid, current, 1)
    with np.errstate(all="ignore"):
        turned = grid.d(a, 1)
        for part, weight in zip(turned, cells.stars(grid, 2, lorentz=True), strict=True):
            part *= weight
        slope = cells.transposed(grid, turned, 1)
        for i, part in enumerate(slope):
            np.negative(part, out=part)
            if j is not None:
                part += j[i]
    return cells.finite("potential", cells.hold(grid, slope))


def charge_balance(grid, current):
    r"""Return how much of a current ends at each vertex of space-time, and begins there with a minus sign.

    .. math:: (d^{\mathsf T} J)_v = \sum_{e \to v} J_e - \sum_{v \to e} J_e

    Parameters
    ----------
    grid : CubicalGrid
        Space-time.
    current : sequence of arrays
        The 1-chain J.

    Returns
    -------
    array, of the grid's shape
        Charge is conserved where it vanishes. A change of gauge, A + dλ, changes the action by
        :math:`\sum_v \lambda_v (d^{\mathsf T} J)_v`. In the first and last moment world lines begin and end.

    Raises
    ------
    ValueError, TypeError
        As `field_action`.

    Notes
    -----
    Charges in whole numbers are added without rounding.

    See :lesson:`2.4`.

    Examples
    --------
    >>> from physdl.forms import CubicalGrid
    >>> from physdl.forms.maxwell import world_line
    >>> grid = CubicalGrid((4, 4, 4))
    >>> j = world_line(grid, [[0, 1, 1], [1, 1, 1], [1, 2, 1], [2, 2, 1], [3, 2, 1]])
    >>> bool(charge_balance(grid, j)[1:-1].any())
    False
    """
    cells.spacetime(grid)
    with np.errstate(all="ignore"):
        ends = cells.transposed(grid, cells.cochain("current", grid, current, 1), 0)
    return cells.finite("current", ends)[0]


def electric_and_magnetic(grid, potential):
    r"""Return the two parts of the field F = dA, as a person at rest in the grid sees them.

    .. math:: F = E \wedge dt + B

    Parameters
    ----------
    grid : CubicalGrid
        Space-time.
    potential : sequence of arrays
        The 1-cochain A.

    Returns
    -------
    electric : tuple of arrays, one for each direction of space
        Integrals of E along the edges, half-way between two moments: entry n of the first axis belongs to the step from
        moment n to n + 1.
    magnetic : tuple of arrays, one for each pair of directions
        Fluxes of B through the faces, at the moments.

    Raises
    ------
    ValueError, TypeError
        As `field_action`.

    Notes
    -----
    In the precision of `potential`. See :lesson:`2.4`.

    Examples
    --------
    >>> from physdl.forms import CubicalGrid
    >>> grid = CubicalGrid((3, 4, 4))
    >>> E, B = electric_and_magnetic(grid, grid.zeros(1))
    >>> [part.shape for part in (*E, *B)]
    [(2, 3, 4), (2, 4, 3), (3, 3, 3)]
    """
    cells.spacetime(grid)
    a = cells.cochain("potential", grid, potential, 1)
    with np.errstate(all="ignore"):
        f = cells.finite("potential", grid.d(a, 1))
        count = grid.dimension - 1
        electric = cells.finite("potential", tuple(part / -grid.spacing[0] for part in f[:count]))
    return electric, tuple(f[count:])
