"""Two bodies meet: what they exchange is one impulse along one direction."""

from __future__ import annotations

import numpy as np

from physdl import _check


def collide(m1, v1, m2, v2, normal, restitution=1.0):
    r"""Return the velocities of two smooth balls after they have met.

    Along the direction n in which they touch each the impulse is

    .. math:: \begin{gathered}
              J = (1 + e)\,\frac{m_1 m_2}{m_1 + m_2}\,\big((v_1 - v_2)\cdot n\big)\,n, \\
              v_1' = v_1 - J/m_1, \quad v_2' = v_2 + J/m_2 ,
              \end{gathered}

    so the momentum is kept, and the relative velocity along n is turned round and multiplied by the restitution e. Of
    the energy that the bodies have relative to their centre of mass, the part along n is multiplied by e².

    Parameters
    ----------
    m1, m2 : float or array, shape (...)
        Masses, positive.
    v1, v2 : array, shape (..., d)
        Velocities before, in any number of dimensions; numbers for bodies on a line.
    normal : array, shape (..., d)
        The direction from one centre to the other, of any length and either sign.
    restitution : float or array, shape (...)
        e from 0, the bodies do not part along the normal, to 1, elastic.

    Returns
    -------
    v1, v2 : arrays, shape (..., d)
        Velocities after. The leading axes of all arguments are broadcast against each other.

    Raises
    ------
    ValueError
        If a mass is not positive, the restitution is outside [0, 1], a normal has no length, shapes do not fit or a
        number is not finite.
    TypeError
        If an argument is not made of real numbers.

    Notes
    -----
    Whether the bodies approach each other is for the caller to know.

    The coefficient of restitution is I. Newton's, *Principia* (1687), scholium to the laws of motion.

    See :lesson:`1.4`.

    Examples
    --------
    >>> cue, ball = collide(1.0, [2.0, 0.0], 1.0, [0.0, 0.0], [1.0, 1.0])
    >>> cue, ball
    (array([ 1., -1.]), array([1., 1.]))
    >>> collide(3.0, 1.0, 1.0, -1.0, 1.0)
    (0.0, 2.0)
    """
    (v1, v2, normal), flat = _vectors(v1, v2, normal)
    m1, m2 = _mass("m1", m1), _mass("m2", m2)
    e = _check.as_array("restitution", restitution, dtype=float)
    if (e < 0).any() or (e > 1).any():
        raise _check.error("restitution", "lie between 0 and 1", e, "0 is a lump of clay, 1 is elastic.")
    lead = v1.shape[:-1]
    for name, array in (("m1", m1), ("m2", m2), ("restitution", e)):
        _check.broadcast(name, array, "v1", lead)
        lead = np.broadcast_shapes(lead, array.shape)
    longest = np.max(np.abs(normal), axis=-1, keepdims=True, initial=0.0)
    if (longest == 0).any():
        raise _check.error("normal", "have a length above zero", normal, "It points from one centre to the other.")
    n = normal / longest
    n = n / np.sqrt(np.sum(n * n, axis=-1, keepdims=True))
    with np.errstate(over="ignore", invalid="ignore"):
        push = ((1 + e) * np.sum((v1 - v2) * n, axis=-1))[..., None] * n
        share = 1 / (1 + m1 / m2)  # of the first body in both masses: m2 / (m1 + m2)
        after = v1 - share[..., None] * push, v2 + (1 / (1 + m2 / m1))[..., None] * push
    for name, velocity in zip(("v1", "v2"), after, strict=True):
        if not np.isfinite(velocity).all():
            raise _check.error(name, "leave finite velocities", "a velocity beyond 1.8e308")
    return tuple(_number(velocity[..., 0]) for velocity in after) if flat else after


def _number(velocity):
    return velocity.item() if velocity.ndim == 0 else velocity


def _vectors(v1, v2, normal):
    """Return the three arrays broadcast to one shape (..., d), and whether numbers were given."""
    given = {"v1": v1, "v2": v2, "normal": normal}
    arrays = {name: _check.as_array(name, value, dtype=float) for name, value in given.items()}
    flat = all(array.ndim == 0 for array in arrays.values())
    if flat:
        arrays = {name: array[None] for name, array in arrays.items()}
    shape = arrays["v1"].shape
    for name, array in arrays.items():
        if array.ndim == 0 or array.shape[-1] != shape[-1] or not shape[-1]:
            wanted = f"have shape (..., {shape[-1] if shape and shape[-1] else 'd'}) like the other vectors"
            raise _check.error(
                name, wanted, f"shape {array.shape}", "On a line give three numbers, or shapes (..., 1)."
            )
        _check.broadcast(name, array, "v1", shape)
        shape = np.broadcast_shapes(shape, array.shape)
    return [np.broadcast_to(array, shape) for array in arrays.values()], flat


def _mass(name, mass):
    mass = _check.as_array(name, mass, dtype=float)
    if (mass <= 0).any():
        raise _check.error(name, "be positive", mass)
    return mass
