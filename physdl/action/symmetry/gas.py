"""A gas of hard discs in a box without walls: straight flights and collisions, nothing else."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.action.symmetry import checked
from physdl.action.symmetry.collisions import collide
from physdl.action.symmetry.contacts import contact_times, dot, first_of_both, near_pairs, scattered, shortest

_ROUNDS = 60  # of collisions within one step; what is left then waits for the next
_THIN = 0.25  # of the box: as much as random places without overlap can be found for in a moment


class DiscGas:
    r"""Hard discs in a square box whose opposite sides are one: what leaves on the right comes in from the left.

    Between collisions a disc flies straight; two that touch change their velocities by `collide` along the line of
    their centres. Momentum is kept to rounding, and with restitution 1 the energy.

    Parameters
    ----------
    positions, velocities : array, shape (..., n, 2)
        At the start; leading axes count gases that do not see each other.
    diameter : float
        Of every disc.
    masses : float or array, shape (n,)
        Positive.
    box : float
        Side of the box, at least twice the diameter.
    restitution : float
        0 to 1.
    collision : callable
        What takes the place of `collide`: it gets (m1, v1, m2, v2, normal, restitution) for pairs (k, 2) and returns
        both velocities. For experiments with wrong laws.

    Attributes
    ----------
    positions, velocities : array, shape (..., n, 2)
        Positions in [0, box).
    masses : array, shape (n,)
    time : float
    collisions : whole numbers, shape (...)
        How many there have been; each has two discs, so a disc has had 2 · collisions / n of them on average.
    momentum, energy : array, shape (..., 2) and (...)

    Raises
    ------
    ValueError
        If shapes do not fit, discs overlap at the start, or a number is out of its range.
    TypeError
        If an argument is not of the kind above.

    Notes
    -----
    The time of contact is solved for exactly, and a disc may collide several times in a step. Two collisions that are
    not independent (the second is caused by a third, within the same step) may come in the wrong order, a share of
    the order of (collisions per disc and step)². Discs that overlap after that touch again at once.

    A step costs some 1 µs for each disc if there are many, and some 2 ms for a thousand.

    See :lesson:`1.4`.

    Examples
    --------
    >>> gas = DiscGas([[0.2, 0.5], [0.8, 0.5]], [[1.0, 0.0], [-1.0, 0.0]], diameter=0.1)
    >>> gas.run(0.01, 40).item(), gas.velocities[:, 0]
    (1, array([-1.,  1.]))
    """

    def __init__(self, positions, velocities, *, diameter, masses=1.0, box=1.0, restitution=1.0, collision=collide):
        x = _check.as_array("positions", positions, dtype=float)
        if x.ndim < 2 or x.shape[-1] != 2 or not x.size:
            raise _check.error("positions", "have shape (..., n, 2)", f"shape {x.shape}")
        v = _check.as_array("velocities", velocities, shape=x.shape, dtype=float)
        checked.squared("velocities", np.abs(v).max())
        self.box, self.diameter = checked.side(box), _check.positive("diameter", diameter)
        if self.diameter > self.box / 2:
            raise _check.error("diameter", f"be at most half of `box` = {self.box:g}", diameter)
        self.restitution = _check.nonnegative("restitution", restitution)
        if self.restitution > 1:
            raise _check.error("restitution", "lie between 0 and 1", restitution, "0 is a lump of clay, 1 is elastic.")
        self.masses = checked.masses(masses, x.shape[-2])
        self._collision = _check.function("collision", collision)
        self._shape, self._gases = x.shape, int(np.prod(x.shape[:-2]))
        self._x, self._v = self._wrapped(x.reshape(-1, 2)), v.reshape(-1, 2).copy()
        self._m = np.tile(self.masses, self._gases)
        self._count = np.zeros(self._gases, np.int64)
        self.time = 0.0
        self._refuse_overlap()

    @classmethod
    def random(cls, count, *, diameter, rng, gases=None, speed=1.0, box=1.0, **keywords):
        """Return a gas at rest as a whole: places drawn at random without overlap, all discs equally fast.

        Parameters
        ----------
        count : int
            Number of discs, at least 2.
        diameter : float
            So small that all discs cover at most a quarter of the box.
        rng : numpy.random.Generator
            Source of places and directions. Discs 2i and 2i + 1 set out in opposite directions, so that the momentum is
            zero; where masses differ, or a disc is left over, the velocity of the centre of mass is taken off.
        gases : int, optional
            How many gases of this kind; without it there is one, and no leading axis.
        speed : float
            Positive.
        box : float
            Side of the box.
        **keywords
            `masses`, `restitution`, `collision`.

        Returns
        -------
        DiscGas

        Raises
        ------
        ValueError, TypeError
            As the class; and if the discs cover too much.
        """
        count = _check.whole("count", count, minimum=2)
        batch = 1 if gases is None else _check.whole("gases", gases, minimum=1)
        diameter, box, speed = (
            _check.positive("diameter", diameter),
            checked.side(box),
            _check.positive("speed", speed),
        )
        _check.generator("rng", rng)
        checked.squared("speed", speed)
        if diameter > box / 2 or count * np.pi / 4 * (diameter / box) ** 2 > _THIN:
            rule = f"leave {count} discs room: cover at most {_THIN} of the box"
            raise _check.error("diameter", rule, diameter, "Take fewer or smaller discs.")
        _check.room("count", 400 * count * batch, count)
        masses = checked.masses(keywords.pop("masses", 1.0), count)
        angle = rng.uniform(0, 2 * np.pi, (batch, count))
        angle[:, 1::2] = angle[:, : count - count % 2 : 2] + np.pi
        v = speed * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        v -= np.sum(masses[:, None] * v, axis=1, keepdims=True) / np.sum(masses)
        shape = (count, 2) if gases is None else (batch, count, 2)
        x = scattered(rng, count, batch, box, diameter)
        return cls(x.reshape(shape), v.reshape(shape), diameter=diameter, box=box, masses=masses, **keywords)

    @property
    def positions(self):  # noqa: D102 - described with the class
        return self._x.reshape(self._shape).copy()

    @property
    def velocities(self):  # noqa: D102
        return self._v.reshape(self._shape).copy()

    @property
    def collisions(self):  # noqa: D102
        return self._count.reshape(self._shape[:-2]).copy()

    @property
    def momentum(self):  # noqa: D102
        return np.sum(self.masses[:, None] * self.velocities, axis=-2)

    @property
    def energy(self):  # noqa: D102
        return np.sum(self.masses * np.sum(self.velocities**2, axis=-1), axis=-1) / 2

    def run(self, dt, steps=1):
        """Let the gas go on for some steps, and return how many collisions there were in each gas.

        Parameters
        ----------
        dt : float
            Step, so short that no disc crosses a quarter of the box in it. The shorter, the fewer collisions come in
            the wrong order; a tenth of the time between two collisions of a disc will do.
        steps : int
            At least 1.

        Returns
        -------
        whole numbers, shape (...)

        Raises
        ------
        ValueError
            If `dt` is not positive or too long, or there is no step.
        TypeError
            If an argument is not a number.
        """
        dt, steps = _check.positive("dt", dt), _check.whole("steps", steps, minimum=1)
        before = self._count.copy()
        for _ in range(steps):
            self._step(dt)
        return (self._count - before).reshape(self._shape[:-2])

    def _step(self, dt):
        fastest = np.sqrt(np.max(dot(self._v, self._v)))
        reach = self.diameter + 2.001 * fastest * dt
        if not reach < self.box / 2:
            rule = f"leave the fastest disc's way in a step, plus its radius, below a quarter of `box` = {self.box:g}"
            raise _check.error("dt", rule, dt, f"The fastest has the speed {fastest:.3g}.")
        i, j = near_pairs(self._x, self._gases, self.box, reach)
        since = np.zeros(len(self._x))
        times = self._touch(i, j, since)
        for _ in range(_ROUNDS):
            due = np.flatnonzero(times <= dt)
            if not len(due):
                break
            now = due[first_of_both(i[due], j[due], times[due], len(self._x))]
            self._meet(i[now], j[now], times[now], since)
            changed = np.zeros(len(self._x), bool)
            changed[i[now]] = changed[j[now]] = True
            again = np.flatnonzero(changed[i] | changed[j])
            times[again] = self._touch(i[again], j[again], since)
        self._x = self._wrapped(self._x + dt * self._v)
        self.time += dt

    def _touch(self, i, j, since):
        apart = shortest(self._x[j] - self._x[i], self.box)
        return contact_times(apart, self._v[j] - self._v[i], self.diameter, np.maximum(since[i], since[j]))

    def _meet(self, i, j, times, since):
        """Change the velocities of pairs at their times; places go to where flights with the new ones would start."""
        x, v = self._x, self._v
        normal = shortest(x[j] - x[i], self.box) + times[:, None] * (v[j] - v[i])
        new = self._collision(self._m[i], v[i], self._m[j], v[j], normal, self.restitution)
        for disc, after in zip((i, j), new, strict=True):
            x[disc] += times[:, None] * (v[disc] - after)
            v[disc] = after
            since[disc] = times
        self._count += np.bincount(i // self._shape[-2], minlength=self._gases)

    def _wrapped(self, x):
        x = np.mod(x, self.box)
        return np.where(x < self.box, x, 0.0)  # what is a rounding error below zero becomes the box itself

    def _refuse_overlap(self):
        i, j = near_pairs(self._x, self._gases, self.box, self.diameter * (1 - 1e-12))
        if len(i):
            i, j, n = np.minimum(i, j), np.maximum(i, j), self._shape[-2]
            where = (
                f"discs {i[0] % n} and {j[0] % n} of gas {i[0] // n}" if self._gases > 1 else f"discs {i[0]} and {j[0]}"
            )
            apart = np.sqrt(np.sum(shortest(self._x[j[0]] - self._x[i[0]], self.box) ** 2))
            rule = f"keep centres a `diameter` = {self.diameter:g} apart, across the sides of the box too"
            raise _check.error("positions", rule, f"{where} at a distance of {apart:.3g}")
