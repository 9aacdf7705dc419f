"""Standing waves in a conducting box, which the scheme has exactly, at a frequency in general a little too low."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.forms.exterior import basis
from physdl.forms.maxwell import cells


def _box(grid, numbers):
    """Return half-waves along each axis and their wave numbers."""
    cells.space(grid)
    if grid.periodic:
        raise _check.error("grid", "have walls", "a periodic one")
    given = _check.sequence("numbers", numbers)
    if len(given) != grid.dimension:
        raise _check.error("numbers", f"have {grid.dimension} entries", f"{len(given)}")
    most = [s - 2 for s in grid.shape]
    m = [_check.whole(f"numbers[{i}]", x, maximum=most[i]) for i, x in enumerate(given)]
    if sum(x == 0 for x in m) > 1:
        raise _check.error("numbers", "hold at most one 0", f"{m}", "Such a wave has no field at all.")
    h = np.array(grid.spacing)
    return np.array(m), np.pi * np.array(m) / ((np.array(grid.shape) - 1) * h), h


def box_frequency(grid, numbers, dt=None):
    r"""Return the angular frequency of a standing wave in a conducting box.

    .. math:: \omega = \pi\sqrt{\textstyle\sum_i (m_i/L_i)^2}, \qquad
        \frac{\sin^2(\omega\,\Delta t/2)}{\Delta t^2} = \sum_i \frac{\sin^2(k_i h_i/2)}{h_i^2},
        \quad k_i = \frac{\pi m_i}{L_i}

    Parameters
    ----------
    grid : CubicalGrid
        Two or three directions of space, with walls.
    numbers : sequence of int
        :math:`m_i`, half-waves along each axis, below the number of cells; at most one of them 0.
    dt : float, optional
        Step of time: the frequency of the scheme, the second formula. Without it, that of nature, the first.

    Returns
    -------
    float
        Light has speed 1.

    Raises
    ------
    ValueError, TypeError
        If an argument is none of these, or the step is so long that this wave does not oscillate but grows.

    Notes
    -----
    See :lesson:`2.4`.

    Examples
    --------
    >>> from physdl.forms import CubicalGrid
    >>> grid = CubicalGrid((11, 11), 0.1)
    >>> round(box_frequency(grid, (1, 1)), 5), round(box_frequency(grid, (1, 1), 0.05), 5)
    (4.44288, 4.43371)
    """
    _, k, h = _box(grid, numbers)
    if dt is None:
        return float(np.sqrt(np.sum(k**2)))
    dt = _check.positive("dt", dt)
    with np.errstate(over="ignore"):
        half = dt * np.sqrt(np.sum((np.sin(k * h / 2) / h) ** 2))
    if half > 1:
        limit = float(dt / half)
        raise _check.error("dt", f"be at most {limit:.6g}, or this wave grows", dt, "Take shorter steps.")
    return float(2 * np.arcsin(half) / dt)


def box_mode(grid, numbers):
    r"""Return the electric field of a standing wave in a conducting box, at its height.

    .. math:: E_i = p_i \cos(k_i x_i) \prod_{j \ne i} \sin(k_j x_j), \qquad
        \sum_i p_i\,\frac{\sin(k_i h_i/2)}{h_i} = 0

    Parameters
    ----------
    grid : CubicalGrid
        Two or three directions of space, with walls.
    numbers : sequence of int
        As for `box_frequency`.

    Returns
    -------
    tuple of arrays
        The 1-cochain E, in double precision: no charges, nothing along the walls, p of length 1 and as near as it can
        be to the axis with the least :math:`\sin(k_i h_i/2)/h_i`. (In three dimensions waves without a 0 among the
        numbers have a second polarisation.)

    Raises
    ------
    ValueError, TypeError
        If an argument is none of these.

    Notes
    -----
    The scheme keeps its shape exactly: :math:`E^{n+1/2} = \cos\!\big(\omega\,(n + \tfrac12)\,\Delta t\big)\,E`, with ω
    from `box_frequency`, if it begins with :math:`B^0 = 0` and :math:`E^{-1/2} = \cos(\omega\,\Delta t/2)\,E`. Begun
    with :math:`E^{-1/2} = E`, it is larger by the factor :math:`1/\cos(\omega\,\Delta t/2)`.

    See :lesson:`2.4`.

    Examples
    --------
    >>> from physdl.forms import CubicalGrid
    >>> [part.shape for part in box_mode(CubicalGrid((5, 4), 0.5), (2, 1))]
    [(4, 4), (5, 3)]
    """
    _, k, h = _box(grid, numbers)
    _check.room("grid", 8.0 * grid.dimension * np.prod(grid.shape, dtype=float), f"{grid.shape}")
    slope = np.sin(k * h / 2) / h
    slope = slope / np.sqrt(np.sum(slope**2))
    i = int(np.argmin(slope))
    p = (np.arange(grid.dimension) == i) - slope * slope[i]
    p /= np.sqrt(np.sum(p**2))
    result = []
    for (axis,) in basis(grid.dimension, 1):
        part = np.full(grid.shapes(1)[axis], p[axis] * h[axis])
        for j, size in enumerate(part.shape):
            if j == axis:
                wave = np.cos(k[j] * h[j] * (np.arange(size) + 0.5))
            else:
                wave = np.sin(k[j] * h[j] * np.arange(size))
                wave[[0, -1]] = 0  # not the rounding of sin(π m)
            part *= wave.reshape(-1, *(1,) * (part.ndim - 1 - j))
        result.append(part)
    return tuple(result)
