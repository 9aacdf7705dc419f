"""Orbits as six numbers that stay: from positions and velocities to Kepler's elements."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl._scale import lengths

__all__ = ["Elements", "elements"]


@dataclass(frozen=True)
class Elements:
    """Kepler's elements of ellipses; arrays of one shape, angles in radians.

    Attributes
    ----------
    semi_axis, eccentricity : array
        Half the long axis, in the caller's unit, and 0 ≤ e < 1.
    inclination : array
        Of the orbit's plane to the plane of x and y, 0 to π.
    node : array
        Longitude of the ascending node, from the x-axis; 0 where the planes coincide.
    perihelion, longitude : array
        Longitude of the perihelion, ϖ = Ω + ω, and mean longitude, ϖ + M: measured in the plane of x and y to the node,
        then along the orbit.

    Notes
    -----
    See :lesson:`1.6`.
    """

    semi_axis: np.ndarray
    eccentricity: np.ndarray
    inclination: np.ndarray
    node: np.ndarray
    perihelion: np.ndarray
    longitude: np.ndarray


def elements(position, velocity, mu):
    r"""Return the ellipse on which a body moves round a centre, and where on it.

    .. math:: \begin{gathered}
        \frac1a = \frac2r - \frac{v^2}{\mu} , \qquad M = E - e\sin E , \\
        e\cos E = 1 - \frac{r}{a} , \quad e\sin E = \frac{r\cdot v}{\sqrt{\mu a}}
        \end{gathered}

    Parameters
    ----------
    position, velocity : array, shape (..., 3)
        Relative to the centre.
    mu : float or array
        G times the sum of both masses, positive; broadcast to the leading axes.

    Returns
    -------
    Elements
        Arrays of the shape of the leading axes, in double precision.

    Raises
    ------
    ValueError
        If the orbit is open or goes through the centre, or the shapes do not fit.
    TypeError
        If an argument is not made of real numbers.

    Notes
    -----
    See :lesson:`1.6`.

    Examples
    --------
    >>> e = elements([1.0, 0, 0], [0, 1.2, 0], 1.0)
    >>> round(float(e.semi_axis), 6), round(float(e.eccentricity), 6)
    (1.785714, 0.44)
    """
    r = _check.as_array("position", position, real=True, dtype=float)
    if r.ndim == 0 or r.shape[-1] != 3 or not r.size:
        raise _check.error("position", "have shape (..., 3)", f"shape {r.shape}")
    v = _check.as_array("velocity", velocity, real=True, dtype=float)
    if v.shape != r.shape:
        raise _check.error("velocity", f"have the shape {r.shape} of `position`", f"shape {v.shape}")
    mu = _check.broadcast("mu", _check.as_array("mu", mu, real=True, dtype=float), "position", r.shape[:-1])
    if np.broadcast_shapes(mu.shape, r.shape[:-1]) != r.shape[:-1] or np.any(mu <= 0):
        raise _check.error("mu", f"be positive and broadcast to the shape {r.shape[:-1]}", mu)
    with np.errstate(all="ignore"):
        return _elements(r, v, mu)


def _elements(r, v, mu):
    distance = np.linalg.norm(r, axis=-1)
    inverse = 2 / distance - np.sum(v * v, axis=-1) / mu
    swept = np.cross(r, v)
    along = np.sum(r * v, axis=-1) * np.sqrt(inverse / mu)  # e sin E
    e_cos = 1 - distance * inverse
    e = np.hypot(e_cos, along)
    if not np.all((inverse > 0) & np.isfinite(inverse) & (e < 1) & np.any(swept, axis=-1)):
        raise _check.error("velocity", "belong to an ellipse", "an orbit that is open or goes through the centre")
    normal = swept / lengths(swept)[..., None]
    node = np.arctan2(normal[..., 0], -normal[..., 1])
    level = np.hypot(normal[..., 0], normal[..., 1]) == 0
    node = np.where(level, 0.0, node)
    towards = np.stack([np.cos(node), np.sin(node), 0 * node], axis=-1)
    across = np.cross(normal, towards)
    argument = np.arctan2(np.sum(r * across, axis=-1), np.sum(r * towards, axis=-1))  # from the node to the body
    eccentric = np.arctan2(along, e_cos)
    true = np.arctan2(np.sqrt(np.maximum(1 - e * e, 0)) * np.sin(eccentric), np.cos(eccentric) - e)
    perihelion = node + argument - true
    turn = 2 * np.pi
    inclination = np.arctan2(np.hypot(normal[..., 0], normal[..., 1]), normal[..., 2])
    longitude = perihelion + eccentric - along
    return Elements(1 / inverse, e, inclination, node % turn, perihelion % turn, longitude % turn)
