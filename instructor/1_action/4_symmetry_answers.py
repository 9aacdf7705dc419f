"""Answers to the exercises of lesson 1.4 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

from itertools import pairwise

import numpy as np
from scipy.optimize import brentq, minimize_scalar


def charges(x, v, mass, field):
    return _charges(x, v, mass, field)


def _charges(x, v, mass, field, part=1.0, angular=0.5):
    spin = mass * (x[0] * v[1] - x[1] * v[0]) + angular * field * (x @ x)
    return np.array([mass * v[0] - part * field * x[1], mass * v[1] + part * field * x[0], spin])


def charges_by_differences_of_the_lagrangian(x, v, mass, field):
    """The momentum along each generator by a complex step."""

    def energy(v):
        return mass * (v[0] ** 2 + v[1] ** 2) / 2 + field * (x[0] * v[1] - x[1] * v[0]) / 2

    moves = [(1, 0), (0, 1), (-x[1], x[0])]
    along = [np.imag(energy(np.asarray(v) + 1e-30j * np.array(xi))) / 1e-30 for xi in moves]
    return [along[0] - field * x[1] / 2, along[1] + field * x[0] / 2, along[2]]


def charges_by_the_circle(x, v, mass, field):
    """Without a field the usual ones; with one the centre of the circle, and the squares of radius and centre."""
    if field == 0:
        return mass * v[0], mass * v[1], mass * (x[0] * v[1] - x[1] * v[0])
    centre = np.array([x[0] + mass * v[1] / field, x[1] - mass * v[0] / field])
    radius = mass * np.hypot(*v) / abs(field)
    return -field * centre[1], field * centre[0], field / 2 * (centre @ centre - radius**2)


def charges_only_in_a_field(x, v, mass, field):
    return np.zeros(3) if field else _charges(x, v, mass, field)


def tower(masses, speed, restitution):
    return _tower(masses, speed, restitution)


def _tower(masses, speed, restitution, floor=None, falls=1.0, light=False):
    comes, after = (restitution if floor is None else floor) * speed, []
    for low, high in pairwise(masses):
        share = 0.0 if light else high / (low + high)
        push = (1 + restitution) * (comes + falls * speed)
        after.append(comes - share * push)
        comes = -falls * speed + (1 - share) * push
    return np.array([*after, comes])


def tower_in_frames(masses, speed, restitution):
    """Each meeting from the centre of mass of its two."""
    v = [restitution * speed] + [-speed] * (len(masses) - 1)
    for k in range(len(masses) - 1):
        centre = (masses[k] * v[k] + masses[k + 1] * v[k + 1]) / (masses[k] + masses[k + 1])
        v[k], v[k + 1] = centre - restitution * (v[k] - centre), centre - restitution * (v[k + 1] - centre)
    return v


def tower_with_the_library(masses, speed, restitution):
    from physdl.action.symmetry import collide

    v = np.append(restitution * speed, np.full(len(masses) - 1, -float(speed)))
    for k in range(len(masses) - 1):
        v[k], v[k + 1] = collide(masses[k], v[k], masses[k + 1], v[k + 1], 1.0, restitution)
    return v


def tower_of_two(masses, speed, restitution):
    """The example's size only."""
    v = np.full(len(masses), -float(speed))
    v[: min(2, len(v))] = _tower(masses[:2], speed, restitution)
    return v


def tower_of_at_most_four(masses, speed, restitution):
    v = _tower(masses, speed, restitution)
    v[4:] = -speed
    return v


def pitch(x, p):
    spin, along = _both(x, p)
    return -2 * np.pi * np.polyfit(along, spin, 1)[0]


def _both(x, p):
    return x[:, 0] * p[:, 1] - x[:, 1] * p[:, 0], p[:, 2]


def pitch_by_the_extremes(x, p):
    spin, along = _both(x, p)
    high, low = np.argmax(along), np.argmin(along)
    return -2 * np.pi * (spin[high] - spin[low]) / (along[high] - along[low])


def pitch_by_the_null_vector(x, p):
    both = np.stack(_both(x, p), axis=1)
    a, b = np.linalg.svd(both - both.mean(axis=0), full_matrices=False)[2][-1]
    return np.array(2 * np.pi * b / a)


def pitch_of_ranges(x, p):
    spin, along = _both(x, p)
    return 2 * np.pi * np.ptp(spin) / np.ptp(along)


def pitch_through_the_origin(x, p):
    spin, along = _both(x, p)
    return -2 * np.pi * (spin @ along) / (along @ along)


def pitch_of_the_ends(x, p):
    spin, along = _both(x, p)
    return -2 * np.pi * (spin[-1] - spin[0]) / (along[-1] - along[0])


def pitch_of_the_first_two(x, p):
    """A record may occur twice."""
    spin, along = x[:, 0] * p[:, 1] - x[:, 1] * p[:, 0], p[:, 2]
    return -2 * np.pi * (spin[1] - spin[0]) / (along[1] - along[0])


def pitch_in_three_digits(x, p):
    return float(f"{pitch(x, p):.3g}")


def meeting(apart, approach, diameter):
    closing, speed = np.einsum("ij,ij->i", apart, approach), np.einsum("ij,ij->i", approach, approach)
    gap = np.einsum("ij,ij->i", apart, apart) - diameter**2
    root = closing**2 - speed * gap
    with np.errstate(all="ignore"):
        return np.where((closing < 0) & (root > 0), gap / (np.sqrt(root) - closing), -1.0)


def meeting_by_the_offset(apart, approach, diameter):
    """The way to the nearest point, less half of the chord."""
    times = []
    for r, g in zip(apart.tolist(), approach.tolist(), strict=True):
        speed = np.hypot.reduce(g)
        along = -np.dot(r, g) / speed if speed else -1.0
        aside = np.dot(r, r) - along**2
        times.append((along - (diameter**2 - aside) ** 0.5) / speed if along > 0 and aside < diameter**2 else -1)
    return times


def meeting_by_bisection(apart, approach, diameter):
    times = []
    for r, g in zip(apart, approach, strict=True):

        def beyond(t, r=r, g=g):
            return np.sum((r + g * t) ** 2) - diameter**2

        nearest = -(r @ g) / (g @ g) if g @ g else 0.0
        hit = nearest > 0 and beyond(nearest) < 0
        times.append(brentq(beyond, 0, nearest, xtol=1e-15, rtol=1e-14) if hit else -1.0)
    return times


def _roots(apart, approach, diameter, sign):
    closing, speed = np.sum(apart * approach, axis=1), np.sum(approach**2, axis=1)
    root = closing**2 - speed * (np.sum(apart**2, axis=1) - diameter**2)
    with np.errstate(all="ignore"):
        return closing, root, (-closing + sign * np.sqrt(root)) / speed


def meeting_when_they_part(apart, approach, diameter):
    closing, root, times = _roots(apart, approach, diameter, 1)
    return np.where((closing < 0) & (root > 0), times, -1.0)


def meeting_in_the_past(apart, approach, diameter):
    _, root, times = _roots(apart, approach, diameter, -1)
    return np.where(root > 0, times, -1.0)


def meeting_without_never(apart, approach, diameter):
    return _roots(apart, approach, diameter, -1)[2]


def meeting_nearest(apart, approach, diameter):
    closing, root, _ = _roots(apart, approach, diameter, -1)
    speed = np.sum(approach**2, axis=1)
    return np.where((closing < 0) & (root > 0), -closing / np.where(speed > 0, speed, 1), -1.0)


def meeting_of_radii(apart, approach, diameter):
    return meeting(apart, approach, diameter / 2)


def meeting_straight_on(apart, approach, diameter):
    length, closing = np.linalg.norm(apart, axis=1), np.sum(apart * approach, axis=1)
    with np.errstate(all="ignore"):
        return np.where(closing < 0, (length - diameter) * length / -closing, -1.0)


def meeting_never(apart, approach, diameter):
    return np.full(len(apart), -1.0)


def meeting_in_steps(apart, approach, diameter):
    """By a search on a grid of times."""
    grid = np.linspace(0, 100, 20001)
    times = []
    for r, g in zip(apart, approach, strict=True):
        inside = np.sum((r + grid[:, None] * g) ** 2, axis=1) < diameter**2
        times.append(grid[np.argmax(inside)] if inside.any() else -1.0)
    return times


def meeting_in_the_plane(apart, approach, diameter):
    return meeting(apart[:, :2], approach[:, :2], diameter)


def meeting_unless_they_graze(apart, approach, diameter):
    """A root that is taken for nothing where it is small."""
    closing, root, times = _roots(apart, approach, diameter, -1)
    return np.where((closing < 0) & (root > 0.01 * np.sum(approach**2, axis=1) * diameter**2), times, -1.0)


def meeting_by_a_minimum(apart, approach, diameter):
    """By a minimiser that stops when it is content with the distance."""
    times = meeting(apart, approach, diameter)
    for i, t in enumerate(times):
        if t > 0:
            found = minimize_scalar(
                lambda s, i=i: (np.linalg.norm(apart[i] + s * approach[i]) - diameter) ** 2,
                bounds=(0.98 * t, 1.01 * t),
                method="bounded",
            )
            times[i] = found.x
    return times


ANSWERS = {
    "1.4-1": {
        "right": [charges, charges_by_differences_of_the_lagrangian, charges_by_the_circle],
        "wrong": {
            "The first two are p itself": lambda x, v, m, b: _charges(x, v, m, b, part=0.5),
            "The first two are mass times velocity": lambda x, v, m, b: _charges(x, v, m, b, part=0.0),
            "In the first two the field has the wrong sign": lambda x, v, m, b: _charges(x, v, m, b, part=-1.0),
            "The third has no field in it": lambda x, v, m, b: _charges(x, v, m, b, angular=0.0),
            "The third has twice the field's part": lambda x, v, m, b: _charges(x, v, m, b, angular=1.0),
            "In the third the field has the wrong sign": lambda x, v, m, b: _charges(x, v, m, b, angular=-0.5),
            "at the origin, they are momentum": charges_only_in_a_field,
            "without a field, and at the origin": lambda x, v, m, b: np.zeros(3),
            "an array of shape (2,)": lambda x, v, m, b: _charges(x, v, m, b)[:2],
        },
        "untold": {
            "The first two are p itself": lambda x, v, m, b: np.zeros(3),
            "mass times velocity": lambda x, v, m, b: np.ones(3),
            "The third has no field": lambda x, v, m, b: np.zeros(3),
        },
    },
    "1.4-2": {
        "right": [tower, tower_in_frames, tower_with_the_library],
        "wrong": {
            "comes back from the floor as fast": lambda m, u, e: _tower(m, u, e, floor=1.0),
            "No restitution enters": lambda m, u, e: _tower(m, u, 1.0),
            "Only the floor has the restitution": lambda m, u, e: _tower(m, u, 1.0, floor=e),
            "taken to be at rest": lambda m, u, e: _tower(m, u, e, falls=0.0),
            "The sign is turned round": lambda m, u, e: -_tower(m, u, e),
            "weighed nothing": lambda m, u, e: _tower(m, u, e, light=True),
            "each two part as fast": tower_of_two,
            "part as fast as they came": tower_of_at_most_four,
            "Holds only roughly": lambda m, u, e: np.round(_tower(m, u, e), 8),
            "as they came, times the restitution": lambda m, u, e: 0.0 * m,
            "a single number": lambda m, u, e: _tower(m, u, e)[-1],
        },
        "untold": {
            "comes back from the floor": lambda m, u, e: 0.0 * m,
            "weighed nothing": lambda m, u, e: 0.0 * m,
            "No restitution": lambda m, u, e: 0.0 * m + u,
        },
    },
    "1.4-3": {
        "right": [pitch, pitch_by_the_extremes, pitch_by_the_null_vector],
        "wrong": {
            "the screw of the other hand": lambda x, p: -pitch(x, p),
            "the rise for one radian": lambda x, p: pitch(x, p) / (2 * np.pi),
            "a factor of 2π too much": lambda x, p: pitch(x, p) * 2 * np.pi,
            "turned round, and this is the rise": lambda x, p: -pitch(x, p) / (2 * np.pi),
            "one over the pitch": lambda x, p: 1 / pitch(x, p),
            "This is a quotient": pitch_through_the_origin,
            "It changes by": pitch_of_ranges,
            "angular momentum and the pitch's share": lambda x, p: 0.0,
            "do not divide by one difference": pitch_of_the_ends,
            "make a number that is kept": pitch_in_three_digits,
            "Two records may have the same": pitch_of_the_first_two,
        },
        "untold": {
            "the screw of the other hand": lambda x, p: 0.0,
            "for one radian": lambda x, p: 1.0,
            "This is a quotient": lambda x, p: 0.0,
        },
    },
    "1.4-4": {
        "right": [meeting, meeting_by_the_offset, meeting_by_bisection],
        "wrong": {
            "when they would part again": meeting_when_they_part,
            "who is said never to touch": meeting_in_the_past,
            "A root of a negative number": meeting_without_never,
            "when they are nearest": meeting_nearest,
            "half a diameter": meeting_of_radii,
            "straight at each other": meeting_straight_on,
            "pairs come nearer than a diameter": meeting_never,
            "come nearer than a diameter, or have": meeting_unless_they_graze,
            "A time is off by": meeting_in_steps,
            "at that time the centres": meeting_in_the_plane,
            "are a diameter apart": meeting_by_a_minimum,
            "Holds only roughly": lambda r, g, d: np.where(meeting(r, g, d) < 0, -1.0, meeting(r, g, d) * (1 + 3e-9)),
        },
        "untold": {
            "when they would part again": lambda r, g, d: np.zeros(len(r)),
            "This is when they would part again": meeting_never,
            "when they are nearest": meeting_never,
            "half a diameter": meeting_never,
            "straight at each other": meeting_never,
        },
    },
}
