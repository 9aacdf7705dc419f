"""Newton's gravitation between the bodies of one system, or of many systems side by side."""

from __future__ import annotations

import numpy as np

from physdl import _check

__all__ = ["GRAVITY", "accelerations"]

GRAVITY = 0.01720209895**2
"""G in au³ per solar mass and day²: the square of Gauss's constant, which defined the au until 2012."""


def accelerations(mass, position, *, gravity=GRAVITY):
    r"""Return what every body feels from all others.

    .. math:: a_i = G \sum_{j \ne i} m_j \frac{r_j - r_i}{|r_j - r_i|^3}

    Parameters
    ----------
    mass : array, shape (n,)
        Not negative; a body of mass 0 feels and is not felt.
    position : array, shape (..., n, 3)
        Of one system or of many with the same masses.
    gravity : float
        G in the units of the others: by default solar masses, au and days.

    Returns
    -------
    array, shape of `position`
        In units of position per time²; double precision.

    Raises
    ------
    ValueError
        If a mass is negative, two bodies are at the same place, or the shapes do not fit.
    TypeError
        If an argument is not made of real numbers.

    Notes
    -----
    See :lesson:`1.6`.

    Examples
    --------
    >>> accelerations([1, 0], [[0, 0, 0], [2, 0, 0]], gravity=1).tolist()
    [[0.0, 0.0, 0.0], [-0.25, 0.0, 0.0]]
    """
    mass, position, _ = state(mass, position, position)
    gravity = _check.positive("gravity", gravity)
    systems = np.array(position.reshape(-1, *position.shape[-2:]).T, order="C")
    pull = Pull(mass, gravity, systems.shape[-1])
    at_the_start(pull, systems)
    with np.errstate(all="ignore"):  # what is very far away is not felt
        return np.array(pull(systems).T, order="C").reshape(position.shape)


def state(mass, position, velocity):
    """Return masses (n,) and the positions and velocities (..., n, 3) of a system, checked."""
    mass = _check.as_array("mass", mass, ndim=1, real=True, dtype=float)
    _check.nonempty("mass", mass, "body")
    if np.any(mass < 0):
        raise _check.error("mass", "not be negative", mass)
    given = []
    for name, value in (("position", position), ("velocity", velocity)):
        array = _check.as_array(name, value, real=True, dtype=float)
        if array.ndim < 2 or array.shape[-2:] != (len(mass), 3):
            rule = f"have shape (..., {len(mass)}, 3), a row for each of `mass`"
            raise _check.error(name, rule, f"shape {array.shape}")
        given.append(array)
    if given[0].shape != given[1].shape:
        raise _check.error("velocity", f"have the shape {given[0].shape} of `position`", f"shape {given[1].shape}")
    _check.nonempty("position", given[0], "system")
    return mass, *given


def at_the_start(pull, systems):
    """Refuse bodies that are so close, or so far, that the forces between them are no numbers."""
    with np.errstate(all="ignore"):
        felt = pull(systems)
    if np.all(np.isfinite(felt)):
        return
    with np.errstate(all="ignore"):
        apart = systems[:, pull.second] - systems[:, pull.first]
    pairs = np.argwhere(~np.any(apart, axis=0))
    if len(pairs):
        one, other = int(pull.first[pairs[0, 0]]), int(pull.second[pairs[0, 0]])
        fix = "Point masses at one place attract each other without limit: move one, or join the two."
        raise _check.error(
            "position", "give every body a place of its own", f"bodies {one} and {other} at one place", fix
        )
    received = "distances whose cubes are beyond the range of floating point numbers"
    raise _check.error("position", "give forces that are finite", received, "Choose units near the size of the system.")


class Pull:
    """Accelerations of `count` systems, as a function of positions (3, n, count) with buffers that stay.

    Differences and sums go over pairs as small matrix products: D takes positions to differences, S takes forces to
    accelerations. The result is overwritten by the next call.
    """

    def __init__(self, mass, gravity, count):
        n = len(mass)
        _check.room("mass", 8 * n * n * n, f"{n} bodies")
        self.first, self.second = np.triu_indices(n, 1)
        pairs = np.arange(len(self.first))
        self.difference, self.gather = np.zeros((len(pairs), n)), np.zeros((n, len(pairs)))
        self.difference[pairs, self.first], self.difference[pairs, self.second] = -1, 1
        self.gather[self.first, pairs] = gravity * mass[self.second]
        self.gather[self.second, pairs] = -gravity * mass[self.first]
        self.apart, self.squares = (np.empty((3, len(pairs), count)) for _ in range(2))
        self.distance, self.cube = (np.empty((len(pairs), count)) for _ in range(2))
        self.felt = np.empty((3, n, count))

    def __call__(self, systems):
        """Return the accelerations, shape of `systems`."""
        apart, distance, cube = self.apart, self.distance, self.cube
        np.matmul(self.difference, systems, out=apart)
        np.add.reduce(np.multiply(apart, apart, out=self.squares), axis=0, out=cube)
        cube *= np.sqrt(cube, out=distance)
        apart /= cube
        return np.matmul(self.gather, apart, out=self.felt)
