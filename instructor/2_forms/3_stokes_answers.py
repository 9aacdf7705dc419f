"""Answers to the exercises of lesson 2.3 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

from itertools import combinations

import numpy as np


def weigh(points, triangles):
    home = points.mean(axis=0)
    a, b, c = np.moveaxis((points - home)[triangles], 1, 0)
    pieces = np.sum(a * np.cross(b, c), axis=1) / 6
    return np.array([pieces.sum(), *(home + pieces @ ((a + b + c) / 4) / pieces.sum())])


def weigh_by_forms(points, triangles):
    """x dy∧dz for the volume and x²/2 dy∧dz, y²/2 dz∧dx, z²/2 dx∧dy for the centre, as a list."""
    p = points[triangles]
    normal = np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]) / 2
    volume = np.sum(p.mean(axis=1) * normal) / 3
    squares = (p.sum(axis=1) ** 2 + (p**2).sum(axis=1)) / 12
    return [float(volume), *(np.sum(squares * normal, axis=0) / 2 / volume).tolist()]


def weigh_by_nodes(points, triangles):
    """Three nodes in the middles of the sides: exact for squares."""
    p = points[triangles]
    normal = np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]) / 2
    middles = [(p[:, i] + p[:, (i + 1) % 3]) / 2 for i in range(3)]
    volume = sum(np.sum(m * normal) for m in middles) / 9
    return np.append(volume, sum(np.sum(m**2 * normal, axis=0) for m in middles) / 6 / volume)


def weigh_boxes(points, triangles):
    volume, *centre = weigh(points, triangles)
    return np.array([6 * volume, *centre])


def weigh_inside_out(points, triangles):
    volume, *centre = weigh(points, triangles)
    return np.array([-volume, *centre])


def weigh_half(points, triangles):
    volume, *centre = weigh(points, triangles)
    return np.array([volume / 2, *centre])


def weigh_all_added(points, triangles):
    _, *centre = weigh(points, triangles)
    return np.array([np.abs(np.linalg.det(points[triangles])).sum() / 6, *centre])


def weigh_corners(points, triangles):
    return np.array([weigh(points, triangles)[0], *points.mean(axis=0)])


def weigh_skin(points, triangles):
    p = points[triangles]
    area = np.linalg.norm(np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]), axis=1)
    return np.array([weigh(points, triangles)[0], *(area @ p.mean(axis=1) / area.sum())])


def weigh_undivided(points, triangles):
    volume, *centre = weigh(points, triangles)
    return np.array([volume, *(volume * np.array(centre))])


def weigh_twice_as_far(points, triangles):
    volume, *centre = weigh(points, triangles)
    return np.array([volume, *(2 * np.array(centre))])


def weigh_by_thirds(points, triangles):
    """The middle of each triangle for that of its tetrahedron."""
    a, b, c = np.moveaxis(points[triangles], 1, 0)
    pieces = np.sum(a * np.cross(b, c), axis=1) / 6
    return np.array([pieces.sum(), *(pieces @ ((a + b + c) / 3) / pieces.sum())])


def weigh_by_thirds_from_the_mean(points, triangles):
    home = points.mean(axis=0)
    volume, *centre = weigh_by_thirds(points - home, triangles)
    return np.array([volume, *(home + centre)])


def weigh_one_node(points, triangles):
    """The square of the mean in place of the mean of the squares."""
    p = points[triangles]
    normal = np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]) / 2
    volume = np.sum(p.mean(axis=1) * normal) / 3
    return np.append(volume, np.sum(p.mean(axis=1) ** 2 * normal, axis=0) / 2 / volume)


def weigh_bounding_box(points, triangles):
    low, high = points.min(axis=0), points.max(axis=0)
    return np.append(np.prod(high - low), (low + high) / 2)


def weigh_three_times(points, triangles):
    """The flux of (x, y, z), undivided."""
    volume, *centre = weigh(points, triangles)
    return np.array([3 * volume, *centre])


def weigh_by_ninths(points, triangles):
    """x²/2 dy∧dz with a wrong mean of x²: a ninth where a twelfth belongs. No tetrahedra."""
    p = points[triangles]
    normal = np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]) / 2
    volume = np.sum(p.mean(axis=1) * normal) / 3
    squares = (p.sum(axis=1) ** 2 + (p**2).sum(axis=1)) / 9
    return np.append(volume, np.sum(squares * normal, axis=0) / 2 / volume)


def weigh_by_columns(points, triangles):
    """z dx∧dy over the triangles' shadows, signed by the normal over its size: 0/0 on upright ones."""
    p = points[triangles]
    normal = np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]) / 2
    with np.errstate(all="ignore"):
        sign = normal[:, 2] / np.abs(normal[:, 2])
    volume = np.sum(sign * np.abs(normal[:, 2]) * p[..., 2].mean(axis=1))
    squares = (p.sum(axis=1) ** 2 + (p**2).sum(axis=1)) / 12
    return np.append(volume, np.sum(squares * normal, axis=0) / 2 / volume)


def wind_by_ray(points, triangles, places, ray=(0.3111, 0.5222, 0.7941), signed=True, closed=True):
    ray = np.array(ray)
    a, b, c = np.moveaxis(points[triangles], 1, 0)
    u, v = b - a, c - a
    with np.errstate(all="ignore"):
        det = np.cross(u, v) @ ray
        hits = []
        for place in places:
            start = place - a
            p = np.sum(start * np.cross(v, ray), axis=1) / det
            q = np.sum(start * np.cross(ray, u), axis=1) / det
            far = np.sum(start * np.cross(u, v), axis=1) / -det
            hit = (p >= 0) & (q >= 0) & ((p + q <= 1) if closed else (p + q < 1)) & (far > 0)
            hits.append(int(np.sum(np.sign(det[hit])) if signed else hit.sum()))
    return np.array(hits)


def wind_by_angles(points, triangles, places):
    """Solid angles, rounded; floats without a fraction come back."""
    found = []
    for place in places:
        a, b, c = np.moveaxis(points[triangles] - place, 1, 0)
        la, lb, lc = (np.linalg.norm(x, axis=1) for x in (a, b, c))
        below = la * lb * lc + (a * b).sum(1) * lc + (b * c).sum(1) * la + (c * a).sum(1) * lb
        found.append(2 * np.arctan2(np.sum(a * np.cross(b, c), axis=1), below).sum() / (4 * np.pi))
    return np.round(found)


def wind_by_spherical_triangles(points, triangles, places):
    """Harriot's excess with the sign of the determinant, as a list."""
    found = []
    for place in places:
        v = points[triangles] - place
        v = v / np.linalg.norm(v, axis=-1, keepdims=True)
        total = 0.0
        for a, b, c in v:
            angles = []
            for p, q, r in ((a, b, c), (b, c, a), (c, a, b)):
                m, n = np.cross(p, q), np.cross(p, r)
                angles.append(np.arctan2(np.linalg.norm(np.cross(m, n)), m @ n))
            total += np.sign(np.linalg.det([a, b, c])) * (sum(angles) - np.pi)
        found.append(round(total / (4 * np.pi)))
    return found


def wind_along_an_axis(points, triangles, places):
    return wind_by_ray(points, triangles, places, ray=(0.0, 0.0, 1.0))


def wind_backwards(points, triangles, places):
    return -wind_by_ray(points, triangles, places)


def wind_inside_or_outside(points, triangles, places):
    return (wind_by_ray(points, triangles, places) != 0).astype(int)


def wind_even_or_odd(points, triangles, places):
    return wind_by_ray(points, triangles, places, signed=False) % 2


def wind_unsigned(points, triangles, places):
    return np.abs(wind_by_ray(points, triangles, places))


def wind_positive(points, triangles, places):
    return np.maximum(wind_by_ray(points, triangles, places), 0)


def wind_inside_if_positive(points, triangles, places):
    return (wind_by_ray(points, triangles, places) > 0).astype(int)


def wind_twice(points, triangles, places):
    return 2 * wind_by_ray(points, triangles, places)


def wind_whole_line(points, triangles, places):
    """Forwards and backwards along the line: everything cancels."""
    ray = np.array([0.3111, 0.5222, 0.7941])
    return wind_by_ray(points, triangles, places, ray) - wind_by_ray(points, triangles, places, -ray)


def wind_all_crossings(points, triangles, places):
    return wind_by_ray(points, triangles, places, signed=False)


def wind_bounding_box(points, triangles, places):
    low, high = points.min(axis=0), points.max(axis=0)
    return ((places > low) & (places < high)).all(axis=1).astype(int)


def wind_by_the_lessons_ray(points, triangles, places, ray=(0.31, 0.52, 0.79)):
    """Three equations for each triangle, as the lesson solves them."""
    ray, found = np.array(ray), []
    for place in places:
        a, b, c = np.moveaxis(points[triangles], 1, 0)
        matrix = np.stack([b - a, c - a, np.broadcast_to(-ray, a.shape)], axis=-1)
        p, q, far = np.linalg.solve(matrix, (place - a)[..., None])[..., 0].T
        hit = (p >= 0) & (q >= 0) & (p + q <= 1) & (far > 0)
        found.append(-int(np.sum(np.sign(np.linalg.det(matrix[hit])))))
    return found


def wind_by_the_lessons_ray_with_area(points, triangles, places, ray=(0.31, 0.52, 0.79)):
    """The same without the triangles that have no area: in line with a corner its count is luck."""
    a, b, c = np.moveaxis(points[triangles], 1, 0)
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    return wind_by_the_lessons_ray(points, triangles[area > 1e-12], places, ray)


def wind_by_another_ray_with_area(points, triangles, places):
    """Three equations for each triangle that has an area, and a ray of its own."""
    return wind_by_the_lessons_ray_with_area(points, triangles, places, (0.2718, 0.3141, -0.9097))


def wind_by_arccosines(points, triangles, places):
    """Harriot's excess from the walls' normals: nan where a wall has no normal, in line with an edge."""
    found = []
    with np.errstate(all="ignore"):
        for place in places:
            a, b, c = np.moveaxis(points[triangles] - place, 1, 0)
            walls = [np.cross(u, v) for u, v in ((a, b), (b, c), (c, a))]
            walls = [w / np.linalg.norm(w, axis=1, keepdims=True) for w in walls]
            excess = sum(np.arccos(-(walls[i] * walls[i - 1]).sum(axis=1)) for i in range(3)) - np.pi
            found.append(np.sum(np.sign(np.sum(a * np.cross(b, c), axis=1)) * excess) / (4 * np.pi))
    return np.round(found)


def wind_by_arccosines_cast(points, triangles, places):
    """nan becomes some whole number."""
    with np.errstate(all="ignore"):
        return wind_by_arccosines(points, triangles, places).astype(int)


def wind_zero_where_unknown(points, triangles, places):
    """nan becomes 0, also where a place in line with one skin's edge is inside another skin."""
    return np.nan_to_num(wind_by_arccosines(points, triangles, places))


def wind_nudged(points, triangles, places):
    """Each place is moved off the edges first, by more than the skin is away."""
    return wind_by_ray(points, triangles, places - np.array([0.55e-3, 1.15e-3, 0.85e-3]), (0.0, 0.0, 1.0))


def wind_nudged_sideways(points, triangles, places):
    """Moved across the ray alone: wrong beside an upright skin."""
    return wind_by_ray(points, triangles, places - np.array([1.1e-3, 2.3e-3, 0.0]), (0.0, 0.0, 1.0))


def wind_half_open(points, triangles, places, ray=(0.0, 0.0, -1.0)):
    """Along an axis, with one side of each triangle left out of it."""
    return wind_by_ray(points, triangles, places, ray, closed=False)


def wind_beyond_a_gap(points, triangles, places):
    """What is nearer than a thousandth is taken for the place's own skin."""
    ray = np.array([0.3111, 0.5222, 0.7941])
    return wind_by_ray(points, triangles, places + 1e-3 * ray, ray)


def wind_without_slivers(points, triangles, places):
    """Tetrahedra of nearly no volume are passed over."""
    found = []
    for place in places:
        a, b, c = np.moveaxis(points[triangles] - place, 1, 0)
        la, lb, lc = (np.linalg.norm(x, axis=1) for x in (a, b, c))
        below = la * lb * lc + (a * b).sum(1) * lc + (b * c).sum(1) * la + (c * a).sum(1) * lb
        det = np.sum(a * np.cross(b, c), axis=1)
        found.append(np.sum(2 * np.arctan2(det, below)[np.abs(det) > 2e-4]) / (4 * np.pi))
    return np.round(found)


def wind_by_quadrature(points, triangles, places, steps=12):
    """The flux by the middles of many small pieces."""
    s, t = np.meshgrid(*2 * [(np.arange(steps) + 0.5) / steps])
    share = ((1 - s) / steps**2).ravel()
    p, q = s.ravel()[:, None], (t * (1 - s)).ravel()[:, None]
    a, b, c = np.moveaxis(points[triangles], 1, 0)
    nodes = a[:, None] + p * (b - a)[:, None] + q * (c - a)[:, None]
    normal = np.cross(b - a, c - a)[:, None]
    found = []
    for place in places:
        r = nodes - place
        found.append(np.sum(np.sum(r * normal, axis=2) / np.linalg.norm(r, axis=2) ** 3 * share) / (4 * np.pi))
    return np.round(found)


def net(triangles):
    sides = [(t[i], t[(i + 1) % 3], j) for j, t in enumerate(triangles.tolist()) for i in range(3)]
    edges = sorted({(min(a, b), max(a, b)) for a, b, _ in sides})
    matrix = np.zeros((len(edges), len(triangles)), dtype=int)
    for a, b, j in sides:
        matrix[edges.index((min(a, b), max(a, b))), j] = 1 if a < b else -1
    return matrix


def net_by_unique(triangles):
    """All three sides at once, with NumPy, as floats."""
    sides = np.concatenate([triangles[:, [1, 2]], triangles[:, [2, 0]], triangles[:, [0, 1]]])
    edges, number = np.unique(np.sort(sides, axis=1), axis=0, return_inverse=True)
    matrix = np.zeros((len(edges), len(triangles)))
    matrix[number.ravel(), np.tile(np.arange(len(triangles)), 3)] = np.sign(sides[:, 1] - sides[:, 0])
    return matrix


def net_by_sorting(triangles):
    """Corners sorted and the permutation's sign put back, as lists."""
    edges = sorted({e for t in triangles.tolist() for e in combinations(sorted(t), 2)})
    matrix = [[0] * len(triangles) for _ in edges]
    for j, t in enumerate(triangles.tolist()):
        a, b, c = sorted(t)
        sign = 1 if t in ([a, b, c], [b, c, a], [c, a, b]) else -1
        for edge, s in (((b, c), 1), ((a, c), -1), ((a, b), 1)):
            matrix[edges.index(edge)][j] = s * sign
    return matrix


def net_turned(triangles):
    return -net(triangles)


def net_sorted(triangles):
    return net(np.sort(triangles, axis=1))


def net_unsigned(triangles):
    return np.abs(net(triangles))


def net_all_plus(triangles):
    """(bc) + (ac) + (ab), with the orientation's sign."""
    a, b, c = triangles.T
    return np.abs(net(triangles)) * np.sign((b - a) * (c - a) * (c - b))


def net_transposed(triangles):
    return net(triangles).T


def net_as_they_come(triangles):
    """Edges in the order in which they come."""
    sides = [(min(t[i], t[i - 2]), max(t[i], t[i - 2])) for t in triangles.tolist() for i in range(3)]
    seen = list(dict.fromkeys(sides))
    full, edges = net(triangles), sorted(seen)
    return full[[edges.index(e) for e in seen]]


def net_of_nothing(triangles):
    return 0 * net(triangles)


def net_of_distinct(triangles):
    """A triangle that has come already is left out: a column of zeros."""
    matrix, seen = net(triangles), set()
    for j, t in enumerate(np.sort(triangles, axis=1).tolist()):
        matrix[:, j] *= tuple(t) not in seen
        seen.add(tuple(t))
    return matrix


def net_by_index(triangles):
    """The column is looked up by the list of corners: one that comes again finds the first."""
    matrix, lists = net(triangles), triangles.tolist()
    for j, t in enumerate(lists):
        matrix[:, j] *= lists.index(t) == j
    return matrix


def flow(course, vortices, strengths):
    total = 0.0
    for place, strength in zip(vortices, strengths, strict=True):
        a = course - place
        b = np.roll(a, -1, axis=0)
        turn = np.arctan2(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0], np.sum(a * b, axis=1))
        total += strength * np.sum(turn) / (2 * np.pi)
    return total


def flow_by_unwrapping(course, vortices, strengths):
    closed = np.concatenate([course, course[:1]])
    total = 0.0
    for place, strength in zip(vortices, strengths, strict=True):
        bearing = np.unwrap(np.arctan2(*(closed - place).T[::-1]))
        total += strength * (bearing[-1] - bearing[0]) / (2 * np.pi)
    return np.float64(total)


def flow_by_complex_quotients(course, vortices, strengths):
    z = course[:, 0] + 1j * course[:, 1]
    places = np.asarray(vortices).reshape(-1, 2) @ np.array([1, 1j])
    w = z[:, None] - places
    turns = np.angle(np.roll(w, -1, axis=0) / w).sum(axis=0) / (2 * np.pi)
    return float(np.round(turns) @ np.asarray(strengths))


def flow_clockwise(course, vortices, strengths):
    return -flow(course, vortices, strengths)


def flow_in_radians(course, vortices, strengths):
    return 2 * np.pi * flow(course, vortices, strengths)


def flow_divided_twice(course, vortices, strengths):
    return flow(course, vortices, strengths) / (2 * np.pi)


def _turns(course, vortices):
    return np.array([round(flow(course, [place], [1.0])) for place in vortices], dtype=int)


def flow_inside_once(course, vortices, strengths):
    return float(np.sum(strengths * (_turns(course, vortices) != 0)))


def flow_without_sense(course, vortices, strengths):
    return float(np.sum(strengths * np.abs(_turns(course, vortices))))


def flow_once_at_most(course, vortices, strengths):
    return float(np.sum(strengths * np.sign(_turns(course, vortices))))


def flow_even_or_odd(course, vortices, strengths):
    return float(np.sum(strengths * (_turns(course, vortices) % 2)))


def flow_left_open(course, vortices, strengths):
    total = 0.0
    for place, strength in zip(vortices, strengths, strict=True):
        bearing = np.unwrap(np.arctan2(*(course - place).T[::-1]))
        total += strength * (bearing[-1] - bearing[0]) / (2 * np.pi)
    return total


def flow_with_jumps(course, vortices, strengths):
    closed = np.concatenate([course, course[:1]])
    total = 0.0
    for place, strength in zip(vortices, strengths, strict=True):
        total += strength * np.diff(np.arctan2(*(closed - place).T[::-1])).sum() / (2 * np.pi)
    return total


def flow_of_all(course, vortices, strengths):
    return float(np.sum(strengths))


def flow_by_quadrature(course, vortices, strengths, steps=200):
    """The middle of each of many small pieces."""
    s = ((np.arange(steps) + 0.5) / steps)[:, None, None]
    step = np.roll(course, -1, axis=0) - course
    x = course + s * step
    total = 0.0
    for place, strength in zip(vortices, strengths, strict=True):
        r = x - place
        total += strength * np.sum((r[..., 0] * step[:, 1] - r[..., 1] * step[:, 0]) / np.sum(r * r, axis=-1)) / steps
    return total / (2 * np.pi)


def flow_without_signs(course, vortices, strengths):
    """Angles between arrows by their cosines, all positive."""
    total = 0.0
    for place, strength in zip(vortices, strengths, strict=True):
        a = (course - place) / np.linalg.norm(course - place, axis=1, keepdims=True)
        angles = np.arccos(np.clip(np.sum(a * np.roll(a, -1, axis=0), axis=1), -1, 1))
        total += strength * angles.sum() / (2 * np.pi)
    return total


def flow_all_one_way(course, vortices, strengths):
    """Differences of bearings, between 0 and 2π."""
    total = 0.0
    for place, strength in zip(vortices, strengths, strict=True):
        bearing = np.arctan2(*(course - place).T[::-1])
        total += strength * np.mod(np.roll(bearing, -1) - bearing, 2 * np.pi).sum() / (2 * np.pi)
    return total


def flow_of_a_closed_form(course, vortices, strengths):
    """dω = 0, so by Stokes: nothing."""
    return 0.0


def flow_one_sense(course, vortices, strengths):
    """One sense for all of the course, from its area; how often round, without a sign."""
    x, y = course.T
    area = np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) / 2
    return float(np.sum(strengths * np.sign(area) * np.abs(_turns(course, vortices))))


def flow_by_turning(course, vortices, strengths):
    """How often the course's direction turns, for every vortex that it goes round at all."""
    step = np.roll(course, -1, axis=0) - course
    then = np.roll(step, -1, axis=0)
    turn = np.arctan2(step[:, 0] * then[:, 1] - step[:, 1] * then[:, 0], np.sum(step * then, axis=1))
    return float(np.sum(strengths * round(turn.sum() / (2 * np.pi)) * (_turns(course, vortices) != 0)))


def flow_inside_the_hull(course, vortices, strengths):
    """As often as round the mean of the corners, for every vortex from which the corners are seen all round."""
    often, total = flow(course, [course.mean(axis=0)], [1.0]), 0.0
    for place, strength in zip(vortices, strengths, strict=True):
        bearing = np.sort(np.arctan2(*(course - place).T[::-1]))
        total += strength * often * (np.diff(bearing, append=bearing[0] + 2 * np.pi).max() < np.pi)
    return total


ANSWERS = {
    "2.3-1": {
        "right": [weigh, weigh_by_forms, weigh_by_nodes],
        "wrong": {
            "six times too large": weigh_boxes,
            "has the wrong sign": weigh_inside_out,
            "half of the right one": weigh_half,
            "have to be subtracted": weigh_all_added,
            "the mean of the corners": weigh_corners,
            "the middle of the skin": weigh_skin,
            "not been divided by the volume": weigh_undivided,
            "twice as far from the origin": weigh_twice_as_far,
            "4/3 as far from the origin": weigh_by_thirds,
            "and the origin is one of them": weigh_by_thirds_from_the_mean,
            "the centre of mass is that of the body": weigh_one_node,
            "the volume is that of the body": weigh_bounding_box,
            "missing ⅓": weigh_three_times,
            "If tetrahedra are added up": weigh_by_ninths,
            "a component of a normal": weigh_by_columns,
        },
        "untold": {"middle of the skin": weigh_one_node, "subtracted": weigh_bounding_box},
    },
    "2.3-2": {
        "right": [wind_by_ray, wind_by_angles, wind_by_spherical_triangles, wind_by_another_ray_with_area],
        "wrong": {
            "at an odd angle": wind_along_an_axis,
            "have the wrong sign": wind_backwards,
            "but not how often": wind_inside_or_outside,
            "Even and odd": wind_even_or_odd,
            "The sign is lost": wind_unsigned,
            "Negative counts are dropped": wind_positive,
            "All positive counts are 1": wind_inside_if_positive,
            "twice the right one": wind_twice,
            "are miscounted": wind_whole_line,
            "each place is wound round": wind_all_crossings,
            "It is not crossed": wind_by_the_lessons_ray,
            "an odd angle of its own": wind_by_the_lessons_ray_with_area,
            "in line with corners or edges": wind_zero_where_unknown,
            "What fails are places": wind_half_open,
            "places of one call": wind_nudged_sideways,
            "as often as the skins go": wind_by_quadrature,
            "of the places": wind_beyond_a_gap,
            "miscounted": wind_without_slivers,
            "a cosine beyond 1": wind_by_arccosines,
            "If angles are added": wind_by_arccosines_cast,
            "of one call": wind_nudged,
        },
        "untold": {
            "odd angle": wind_bounding_box,
            "sign is lost": wind_all_crossings,
            "in line with corners": wind_nudged,
        },
    },
    "2.3-3": {
        "right": [net, net_by_unique, net_by_sorting],
        "wrong": {
            "All signs are turned round": net_turned,
            "own orientation is lost": net_sorted,
            "no signs in it": net_unsigned,
            "leaving out the middle one": net_all_plus,
            "was expected": net_transposed,
            "stand in another order": net_as_they_come,
            "triangles of one list": net_of_nothing,
            "twice each triangle's area": net_of_distinct,
            "of one list": net_by_index,
        },
        "untold": {"orientation is lost": net_as_they_come, "turned round": net_of_distinct},
    },
    "2.3-4": {
        "right": [flow, flow_by_unwrapping, flow_by_complex_quotients],
        "wrong": {
            "sign is turned round": flow_clockwise,
            "2π times too large": flow_in_radians,
            "2π times too small": flow_divided_twice,
            "inside count once": flow_inside_once,
            "sense of the course is lost": flow_without_sense,
            "counts once at most": flow_once_at_most,
            "Even and odd are told apart": flow_even_or_odd,
            "left open": flow_left_open,
            "jumps by 2π": flow_with_jumps,
            "those outside the course too": flow_of_all,
            "off by": flow_by_quadrature,
            "It is off": flow_one_sense,
            "of the strengths' sizes": flow_by_turning,
            "sizes together": flow_inside_the_hull,
            "says nothing where the course goes round": flow_of_a_closed_form,
            "added without their signs": flow_without_signs,
            "from 0 to 2π": flow_all_one_way,
        },
        "untold": {"left open": flow_by_quadrature, "sense of the course": flow_of_all},
    },
}
