"""Answers to the exercises of lesson 2.5 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

from itertools import pairwise

import numpy as np


def cone(phi, opening, arrow):
    return _cone(phi, opening, arrow)


def _cone(phi, opening, arrow, angle=lambda phi, k: -k * phi):
    by = angle(phi, opening) - angle(phi[0], opening)
    c, s = np.cos(by), np.sin(by)
    return np.stack([c * arrow[0] - s * arrow[1], s * arrow[0] + c * arrow[1]], axis=-1)


def cone_step_by_step(phi, opening, arrow):
    """One exact turn from station to station."""
    u, found = complex(*arrow), []
    last = phi[0]
    for now in phi:
        u *= np.exp(-1j * opening * (now - last))
        last = now
        found.append([u.real, u.imag])
    return found


def cone_with_the_library(phi, opening, arrow):
    from physdl.forms.manifold import parallel_transport

    if len(phi) == 1:
        return np.array([arrow])
    found = [np.array([arrow[0], arrow[1] / opening])]
    for one, two in pairwise(phi):
        if one == two:
            found.append(found[-1])
            continue

        def metric(x):
            one = np.ones_like(x[..., 0])
            rows = [one, 0 * x[..., 0]], [0 * x[..., 0], opening**2 * x[..., 0] ** 2]
            return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)

        def course(t):
            return np.stack([1 + 0 * t, t], axis=-1)

        found.append(parallel_transport(metric, course, [one, two], found[-1])[-1])
    return np.array(found) * [1, opening]


def cone_by_shorter_steps(phi, opening, arrow):
    """Each step reduced to half a turn at most, as if the stations lay close together."""
    steps = np.angle(np.exp(1j * np.diff(phi)))
    return _cone(np.concatenate([phi[:1], phi[0] + np.cumsum(steps)]), opening, arrow)


def cone_by_euler(phi, opening, arrow):
    """The law in small steps of order one."""
    u, found, last = complex(*arrow), [], phi[0]
    for now in phi:
        for _ in range(1000):
            u *= 1 - 1j * opening * (now - last) / 1000
        last = now
        found.append([u.real, u.imag])
    return np.array(found)


def area(corners):
    n, total = len(corners), 0.0
    for i in range(n):
        a, b, c = corners[i - 1], corners[i], corners[(i + 1) % n]
        on, back = c - (c @ b) * b, a - (a @ b) * b
        total += np.arctan2(b @ np.cross(on, back), on @ back) % (2 * np.pi)
    return total - (n - 2) * np.pi


def area_by_turning(corners):
    """What is turned at the corners, taken from a full turn."""
    a, b, c = np.roll(corners, 1, axis=0), corners, np.roll(corners, -1, axis=0)
    one, two = np.cross(a, b), np.cross(b, c)  # the sides' normals
    turned = np.arctan2(np.sum(b * np.cross(one, two), axis=1), np.sum(one * two, axis=1))
    return 2 * np.pi - np.sum(turned)


def area_by_holonomy(corners):
    """A vector carried along the sides by reflections in space, two to a side, and the turn it comes home with."""
    start = np.cross(corners[0], corners[1])
    u = start / np.linalg.norm(start)
    first = u.copy()
    for p, q in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        axis = np.cross(p, q)
        angle = np.arctan2(np.linalg.norm(axis), p @ q)
        axis = axis / np.linalg.norm(axis)
        u = u * np.cos(angle) + np.cross(axis, u) * np.sin(angle) + axis * (axis @ u) * (1 - np.cos(angle))
    turned = np.arctan2(corners[0] @ np.cross(first, u), first @ u) % (2 * np.pi)
    rough = area_by_turning(corners)
    return turned + 2 * np.pi * round((rough - turned) / (2 * np.pi))


def area_of_sharp_angles(corners):
    """Angles by arccos: those beyond π are lost."""
    a, b, c = np.roll(corners, 1, axis=0), corners, np.roll(corners, -1, axis=0)
    on, back = (v - np.sum(v * b, axis=1, keepdims=True) * b for v in (c, a))
    cosine = np.sum(on * back, axis=1) / np.linalg.norm(on, axis=1) / np.linalg.norm(back, axis=1)
    return np.sum(np.arccos(np.clip(cosine, -1, 1))) - (len(corners) - 2) * np.pi


def area_of_flat_triangles(corners):
    pieces = np.cross(corners[1:-1] - corners[0], corners[2:] - corners[0])
    return np.sum(np.linalg.norm(pieces, axis=1)) / 2


def area_of_a_fan(corners):
    """Unsigned triangles from the first corner, as if the polygon were convex and small."""
    total = 0.0
    for b, c in pairwise(corners[1:]):
        a = corners[0]
        total += 2 * abs(np.arctan2(a @ np.cross(b, c), 1 + a @ b + b @ c + c @ a))
    return total


def _edge_points(triangles, count):
    number = {}
    for t in np.asarray(triangles).tolist():
        for i in range(3):
            edge = tuple(sorted((t[i], t[i - 1])))
            number[edge] = number.get(edge, 0) + 1
    edge = np.zeros(count, dtype=bool)
    for (a, b), times in number.items():
        if times == 1:
            edge[[a, b]] = True
    return edge


def _met(points, triangles, dimensions=None, last=False):
    met = np.zeros(len(points))
    points = np.asarray(points)[:, :dimensions]
    for i in range(3):
        p, q, r = (points[np.roll(triangles, -i, axis=1)[:, k]] for k in range(3))
        a, b = q - p, r - p
        cosine = np.sum(a * b, axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
        angle = np.arccos(np.clip(cosine, -1, 1))
        if last:
            met[triangles[:, i]] += angle
        else:
            np.add.at(met, triangles[:, i], angle)
    return met


def missing(points, triangles):
    full = np.where(_edge_points(triangles, len(points)), np.pi, 2 * np.pi)
    return full - _met(points, triangles)


def missing_with_a_sparse_matrix(points, triangles):
    """Tangents of half angles from the three sides, gathered by a matrix; edges counted by numpy.unique."""
    from scipy import sparse

    m, p = len(triangles), len(points)
    sides = [
        np.linalg.norm(points[triangles[:, (i + 1) % 3]] - points[triangles[:, (i + 2) % 3]], axis=1) for i in range(3)
    ]
    half = sum(sides) / 2
    angles = [
        2
        * np.arctan2(
            np.sqrt((half - sides[(i + 1) % 3]) * (half - sides[(i + 2) % 3])), np.sqrt(half * (half - sides[i]))
        )
        for i in range(3)
    ]
    gather = sparse.coo_array((np.concatenate(angles), (triangles.T.ravel(), np.tile(np.arange(m), 3))), shape=(p, m))
    edges = np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [0, 2]]]), axis=1)
    edges, times = np.unique(edges, axis=0, return_counts=True)
    full = np.full(p, 2 * np.pi)
    full[edges[times == 1].ravel()] = np.pi
    return full - np.asarray(gather.sum(axis=1)).ravel()


def missing_as_inside(points, triangles):
    return 2 * np.pi - _met(points, triangles)


def missing_last_only(points, triangles):
    full = np.where(_edge_points(triangles, len(points)), np.pi, 2 * np.pi)
    return full - _met(points, triangles, last=True)


def missing_by_the_sum(points, triangles):
    """Where the angles make less than a full turn the point is taken for boundary."""
    met = _met(points, triangles)
    return np.where(met < 2 * np.pi - 1e-9, np.pi, 2 * np.pi) - met


def missing_by_valence(points, triangles):
    """Fewer than six triangles: boundary, unless the angles make a full turn."""
    met = _met(points, triangles)
    few = np.bincount(triangles.ravel(), minlength=len(points)) < 6
    return np.where(few & (met < 6.28), np.pi, 2 * np.pi) - met


def missing_seen_from_above(points, triangles):
    full = np.where(_edge_points(triangles, len(points)), np.pi, 2 * np.pi)
    with np.errstate(all="ignore"):
        return np.nan_to_num(full - _met(points, triangles, 2))


def missing_spread_evenly(points, triangles):
    edges = {tuple(sorted((int(t[i]), int(t[i - 1])))) for t in triangles for i in range(3)}
    return np.full(len(points), 2 * np.pi * (len(points) - len(edges) + len(triangles)) / len(points))


def distance(one, two):
    return _distance(one, two)


def _distance(one, two, scale=2**0.5):
    across, up = (one[:, 0] - two[:, 0]) / scale, one[:, 1] - two[:, 1]
    return 2 * np.sqrt(2) * np.arcsinh(np.hypot(across, up) / np.sqrt(4 * one[:, 1] * two[:, 1]))


def distance_by_a_quotient(one, two):
    """The straight ways to the other law and to its mirror image, and the area tangent of their ratio."""
    apart = (one[:, 0] - two[:, 0]) / np.sqrt(2)
    to_it, to_its_mirror = (np.hypot(apart, one[:, 1] + sign * two[:, 1]) for sign in (-1, 1))
    return 2 * np.sqrt(2) * np.arctanh(to_it / to_its_mirror)


def distance_in_the_half_plane(one, two, across=2**-0.5, up=1.0):
    """Both laws taken into the half-plane first, then the formula of the hint."""
    (x1, y1), (x2, y2) = (np.stack([across * p[:, 0], up * p[:, 1]]) for p in (one, two))
    return 2 * np.sqrt(2) * np.arcsinh(np.hypot(x1 - x2, y1 - y2) / (2 * np.sqrt(y1 * y2)))


def distance_in_a_wider_half_plane(one, two):
    return distance_in_the_half_plane(one, two, 1.0, 2**0.5)


def distance_by_log1p(one, two):
    """cosh d − 1 = x, and d = log1p(x + √(x² + 2x))."""
    x = ((one[:, 0] - two[:, 0]) ** 2 / 2 + (one[:, 1] - two[:, 1]) ** 2) / (2 * one[:, 1] * two[:, 1])
    return np.sqrt(2) * np.log1p(x + np.sqrt(x * x + 2 * x))


def distance_by_cosh(one, two):
    x = ((one[:, 0] - two[:, 0]) ** 2 / 2 + (one[:, 1] - two[:, 1]) ** 2) / (2 * one[:, 1] * two[:, 1])
    return np.sqrt(2) * np.arccosh(1 + x)


def distance_by_textbook_cosh(one, two):
    """cosh d as a quotient, to which 1 is added nowhere; rounding may put it below 1 where laws agree."""
    (x1, y1), (x2, y2) = (p.T for p in (one, two))
    return np.sqrt(2) * np.arccosh(np.maximum(((x1 - x2) ** 2 / 2 + y1**2 + y2**2) / (2 * y1 * y2), 1))


def distance_through_the_ends(one, two):
    """The cross ratio with the ends of the half circle, which equal means do not have."""
    (x1, y1), (x2, y2) = (p.T / np.array([[2**0.5], [1]]) for p in (one, two))
    with np.errstate(all="ignore"):
        centre = (x1 + x2) / 2 + (y1**2 - y2**2) / (2 * (x1 - x2))
        low, high = (np.arctan2(y, x - centre) for x, y in ((x1, y1), (x2, y2)))
        return np.sqrt(2) * np.abs(np.log(np.tan(high / 2) / np.tan(low / 2)))


def distance_or_equal(one, two):
    """Laws that agree to five digits are taken for equal."""
    return np.where(np.isclose(one, two, rtol=1e-5, atol=1e-8).all(axis=1), 0.0, distance(one, two))


def distance_of_sigmas(one, two):
    """The means do not enter."""
    return np.sqrt(2) * np.abs(np.log(two[:, 1] / one[:, 1]))


def distance_straight(one, two):
    """Along the straight line, σ taken in the middle."""
    change = two - one
    return np.sqrt(change[:, 0] ** 2 + 2 * change[:, 1] ** 2) / ((one[:, 1] + two[:, 1]) / 2)


def distance_by_entropy(one, two):
    """The root of the symmetrised relative entropy."""
    (m1, s1), (m2, s2) = one.T, two.T
    return np.sqrt(((s1**2 + (m1 - m2) ** 2) / s2**2 + (s2**2 + (m1 - m2) ** 2) / s1**2 - 2) / 2)


def distance_by_corners(one, two):
    """First the mean, then the standard deviation."""
    wide = np.maximum(one[:, 1], two[:, 1])
    return np.abs(one[:, 0] - two[:, 0]) / wide + np.sqrt(2) * np.abs(np.log(two[:, 1] / one[:, 1]))


ANSWERS = {
    "2.5-1": {
        "right": [cone, cone_step_by_step, cone_with_the_library],
        "wrong": {
            "turns the wrong way round": lambda phi, k, u: _cone(phi, k, u, lambda phi, k: k * phi),
            "Its parts stay the same": lambda phi, k, u: _cone(phi, k, u, lambda phi, k: 0 * phi),
            "The opening does not enter": lambda phi, k, u: _cone(phi, k, u, lambda phi, k: -phi),
            "turned by φ − kφ": lambda phi, k, u: _cone(phi, k, u, lambda phi, k: (1 - k) * phi),
            "reduced to one turn": lambda phi, k, u: _cone(phi, k, u, lambda phi, k: -k * (phi % (2 * np.pi))),
            "are taken for shorter ones": cone_by_shorter_steps,
            "half a turn": lambda phi, k, u: _cone(np.unwrap(phi), k, u),
            "all longitudes multiplied by the opening": lambda phi, k, u: _cone(phi, k, u, lambda phi, k: -phi / k),
            "the length is the same": cone_by_euler,
            "Holds only roughly": lambda phi, k, u: np.round(_cone(phi, k, u), 8),
            "sees the arrow as it was": lambda phi, k, u: np.zeros((len(phi), 2)),
            "an array of shape (2,)": lambda phi, k, u: _cone(phi, k, u)[-1],
        },
        "untold": {
            "turns the wrong way": lambda phi, k, u: np.zeros((len(phi), 2)),
            "Its parts stay": lambda phi, k, u: np.ones((len(phi), 2)),
            "reduced to one turn": lambda phi, k, u: _cone(phi, k, u, lambda phi, k: k * phi),
            "for shorter ones": lambda phi, k, u: _cone(phi, k, u, lambda phi, k: -k * (phi % (2 * np.pi))),
        },
    },
    "2.5-2": {
        "right": [area, area_by_turning, area_by_holonomy],
        "wrong": {
            "the sum of the angles": lambda c: area(c) + (len(c) - 2) * np.pi,
            "It is in degrees": lambda c: np.degrees(area(c)),
            "a share of the whole ball": lambda c: area(c) / (4 * np.pi),
            "It is the outside": lambda c: 4 * np.pi - area(c),
            "It has the wrong sign": lambda c: -area(c),
            "(n − 3)π has been taken off": lambda c: area(c) + np.pi,
            "inside and outside make the whole ball": area_of_sharp_angles,
            "together they miss 4π by": area_of_flat_triangles,
            "make the whole ball": area_of_a_fan,
            "the triangles from a point inside": lambda c: 2 * np.pi,
            "Holds only roughly": lambda c: area(c) + 5e-9,
            "4π": lambda c: 0.0,
        },
        "untold": {
            "the sum of the angles": lambda c: 0.0,
            "It is in degrees": lambda c: 0.0,
            "It is the outside": lambda c: 2 * np.pi,
        },
    },
    "2.5-3": {
        "right": [missing, missing_with_a_sparse_matrix],
        "wrong": {
            "compared with a full turn": missing_as_inside,
            "It is in degrees": lambda p, t: np.degrees(missing(p, t)),
            "the angles that are there": _met,
            "The sign is turned round": lambda p, t: -missing(p, t),
            "a share of a full turn": lambda p, t: missing(p, t) / (2 * np.pi),
            "Are all three coordinates used": missing_seen_from_above,
            "On a closed solid some points are taken for boundary": missing_by_the_sum,
            "no edge belongs to one triangle alone": missing_by_valence,
            "on a flat rectangle nothing is missing": missing_last_only,
            "a right angle at each corner": missing_spread_evenly,
            "but a right angle": lambda p, t: np.zeros(len(p)),
            "Holds only roughly": lambda p, t: missing(p, t) * (1 + 4e-9),
            "a single number": lambda p, t: float(missing(p, t).sum()),
        },
        "untold": {
            "compared with a full turn": lambda p, t: np.zeros(len(p)),
            "the angles that are there": lambda p, t: np.zeros(len(p)),
            "The sign is turned round": lambda p, t: np.zeros(len(p)),
            "three coordinates": missing_by_the_sum,
            "taken for boundary": missing_seen_from_above,
        },
    },
    "2.5-4": {
        "right": [
            distance,
            distance_by_a_quotient,
            distance_by_log1p,
            distance_in_the_half_plane,
            distance_in_a_wider_half_plane,
        ],
        "wrong": {
            "too small by √2": lambda a, b: distance(a, b) / np.sqrt(2),
            "half of what they should be": lambda a, b: distance(a, b) / 2,
            "the square of the distance": lambda a, b: distance(a, b) ** 2,
            "lose their digits": distance_by_cosh,
            "subtracted, or taken for equal": distance_or_equal,
            "laws that nearly agree lose": distance_by_textbook_cosh,
            "0/0 is nan": distance_through_the_ends,
            "no logarithm of a number near 1": distance_of_sigmas,
            "are not divided by √2": lambda a, b: _distance(a, b, 1.0),
            "for equal means it is √2 times": distance_straight,
            "times the logarithm of the ratio": distance_by_entropy,
            "the length of the step between them": distance_by_corners,
            "it is √2 times the logarithm": lambda a, b: np.zeros(len(a)),
            "Holds only roughly": lambda a, b: distance(a, b) * (1 + 5e-8),
            "a single number": lambda a, b: float(distance(a, b)[0]),
        },
        "untold": {
            "too small by √2": lambda a, b: np.zeros(len(a)),
            "the square of the distance": lambda a, b: np.zeros(len(a)),
            "lose their digits": lambda a, b: np.zeros(len(a)),
            "are not divided": distance_straight,
            "are not divided by √2 on": distance_by_corners,
            "The means are not divided": distance_of_sigmas,
            "The means are not": lambda a, b: _distance(a, b, 0.5),
        },
    },
}
