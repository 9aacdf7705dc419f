"""The discrete action of a path, and its derivatives by the nodes."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.action.variational.lagrangian import checked, expand, segments, slopes


def discrete_action(path, lagrangian, dt, *, start_time=0.0):
    r"""Return the action of a path given by its nodes.

    The functional S = ∫ L dt by the trapezoid rule on straight pieces,

    .. math:: S = \sum_{i=0}^{n-1} \frac{\Delta t}{2}\Big[L(x_i, v_i, t_i) + L(x_{i+1}, v_i, t_{i+1})\Big],
              \qquad v_i = \frac{x_{i+1} - x_i}{\Delta t},

    of order 2. For L = ½m|v|² − V(x) its stationary paths are the orbits of the leapfrog integrator.

    Parameters
    ----------
    path : array, shape (n + 1,) or (..., n + 1, d)
        Positions at the times ``start_time + i * dt``.
    lagrangian : callable
        Positions and velocities (..., d), and times (...) if it takes them, → energy (...).
    dt : float
        Time step.
    start_time : float
        Time of the first node.

    Returns
    -------
    array, shape (...)
        Action in units of energy × time.

    Raises
    ------
    ValueError
        If the path has fewer than two nodes or is not finite, dt is not positive, or the Lagrangian returns the wrong
        shape or a value that is not finite.
    TypeError
        If `lagrangian` is not a function of x and v, or of x, v and t.

    Notes
    -----
    Two evaluations of the Lagrangian per segment.

    See :lesson:`1.3`.

    Examples
    --------
    >>> rest, free = [0.0, 0.0, 0.0], lambda x, v: v**2 / 2 - 9.81 * x
    >>> float(discrete_action(rest, free, 1.0)), float(discrete_action([0.0, 4.905, 0.0], free, 1.0))
    (0.0, -24.059025)
    """
    path, law, dt, start_time = checked(path, lagrangian, dt, start_time)
    z, t = segments(path, dt, start_time)
    return dt / 2 * np.sum(law.values(z, t), axis=(-2, -1))


def action_gradient(path, lagrangian, dt, *, start_time=0.0):
    r"""Return the derivative of `discrete_action` by every node, the ends included.

    With :math:`p = \partial L/\partial v` and :math:`f = \partial L/\partial x` an inner node's row is

    .. math:: \frac{\partial S}{\partial x_i} = \bar p_{i-1} - \bar p_i + \Delta t\,\bar f_i ,

    the momentum that arrives, less the momentum that leaves, plus the push in between: the Euler–Lagrange equation.
    The rows of the ends are minus the momentum at the start and the momentum at the end.

    Parameters
    ----------
    path, lagrangian, dt, start_time
        As in `discrete_action`.

    Returns
    -------
    array, shape of `path`
        In units of momentum.

    Raises
    ------
    ValueError, TypeError
        As `discrete_action`.

    Notes
    -----
    Exact to rounding: the Lagrangian's derivatives are those of `physdl.duals`.

    See :lesson:`1.3`.
    """
    bare = np.ndim(_check.as_array("path", path)) == 1
    path, law, dt, start_time = checked(path, lagrangian, dt, start_time)
    z, t = segments(path, dt, start_time)
    law.values(z, t)
    slope = slopes(law, z, t, dt)
    d = path.shape[-1]
    total = np.zeros_like(path)
    total[..., :-1, :] += slope[..., :d]
    total[..., 1:, :] += slope[..., d:]
    return total[..., 0] if bare else total


def action_hessian(path, lagrangian, dt, *, start_time=0.0):
    r"""Return the second derivatives of `discrete_action` by the inner nodes of one path, as a banded matrix.

    Node i meets only its neighbours, so :math:`\partial^2S/\partial x_i\partial x_j = 0` for |i − j| > 1: the matrix is
    block-tridiagonal.

    Parameters
    ----------
    path : array, shape (n + 1,) or (n + 1, d)
        Positions at equal steps.
    lagrangian, dt, start_time
        As in `discrete_action`.

    Returns
    -------
    array, shape (4d − 1, (n − 1) d)
        Diagonal ordered form of `scipy.linalg.solve_banded`, 2d − 1 diagonals on either side: entry (r, c) of the
        matrix is in row 2d − 1 + r − c, column c. Units of mass / time.

    Raises
    ------
    ValueError, TypeError
        As `discrete_action`; and if the path has no inner node.

    Notes
    -----
    See :lesson:`1.3`.
    """
    path, law, dt, start_time = checked(path, lagrangian, dt, start_time)
    if path.ndim != 2 or len(path) < 3:
        raise _check.error("path", "be one path of at least three nodes", f"shape {path.shape}")
    return expand(path, law, dt, start_time).hessian
