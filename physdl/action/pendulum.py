"""The pendulum's force, made fast: the most used force of the course."""

from __future__ import annotations

import numpy as np

from physdl import _check

__all__ = ["pendulum_force"]

_BLOCK = 16384  # doubles: what a processor's second cache holds twice


def _in_vectors(name):
    """Return whether this NumPy computes the function for several doubles at a time on this processor."""
    if not hasattr(np.lib, "introspect"):
        return False
    kinds = np.lib.introspect.opt_func_info(func_name=f"^{name}$", signature="float64").get(name, {})
    return not kinds.get("dd", {}).get("current", "baseline").startswith("baseline")


# On such processors the tangent costs a fifth of NumPy's sine, which goes through the numbers one by one.
_BY_TANGENT = _in_vectors("tan")


def pendulum_force(q):
    r"""Return the force on a pendulum, in units of its weight.

    .. math:: F(q) = -\sin q = \frac{2t}{1 + t^2} , \qquad t = \tan(-q/2) .

    Parameters
    ----------
    q : array, any shape
        Angles from the lowest position, in radians; real or complex.

    Returns
    -------
    array, shape of `q`
        The force in units of m g, right to 4e-16 for \|q\| up to a few turns.

    Raises
    ------
    TypeError
        If `q` is not made of numbers.

    Notes
    -----
    About 3 ns for each angle in double precision where NumPy has a vector tangent (processors with AVX-512); elsewhere
    this is NumPy's sine.

    See :lesson:`1.5`.

    Examples
    --------
    >>> pendulum_force(np.array([np.pi / 6, np.pi / 2])).round(12).tolist()
    [-0.5, -1.0]
    """
    if not isinstance(q, np.ndarray) or q.dtype.kind not in "fc":
        q = _check.as_array("q", q, finite=False)
    if q.dtype != np.float64 or q.ndim == 0 or not _BY_TANGENT:
        return -np.sin(q)
    force = np.empty_like(q)
    if q.strides != force.strides:  # numbers that are not side by side: both have to be read in one and the same order
        q, force = np.ascontiguousarray(q), np.empty(q.shape)
    angles, forces = q.ravel(order="K"), force.ravel(order="K")
    scratch = np.empty(min(_BLOCK, angles.size))
    for i in range(0, angles.size, _BLOCK):
        t = forces[i : i + _BLOCK]
        half = scratch[: t.size]
        np.multiply(angles[i : i + _BLOCK], -0.5, out=t)
        np.tan(t, out=t)
        np.multiply(t, t, out=half)
        half += 1
        half *= 0.5
        t /= half
    return force
