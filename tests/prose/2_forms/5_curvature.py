"""The numbers in the prose of lesson 2.5 again: projections in space, plain loops over meshes, integrals, by hand."""

from functools import cache
from math import asin, atan2, cos, degrees, pi, radians, sin, sqrt

import numpy as np
import potpourri3d as pp
from prose import result
from scipy import sparse
from scipy.integrate import quad, solve_ivp
from scipy.optimize import brentq
from scipy.sparse.linalg import spsolve
from scipy.spatial import cKDTree

from physdl.forms.mesh import sphere, torus


@cache
def projected(latitude, steps=40_000):
    """Return by how many degrees an arrow turns to the left, eastward round a circle of latitude, and the cap's area.

    Levi-Civita's picture: at each of many small steps the arrow is projected onto the next tangent plane.
    """
    theta = radians(90 - latitude)
    south = np.array([cos(theta), 0.0, -sin(theta)])
    u = south.copy()
    for phi in 2 * pi * np.arange(1, steps + 1) / steps:
        up = np.array([sin(theta) * cos(phi), sin(theta) * sin(phi), cos(theta)])
        u = u - (u @ up) * up
        u /= np.linalg.norm(u)
    angle = degrees(atan2(u[1], u @ south)) % 360
    return angle, quad(lambda t: 2 * pi * sin(t), 0, theta)[0]


def turned_back(psi):
    """The least distance from the axis of a walk on the ring that sets out at an angle in degrees, by scipy and Γ."""

    def law(s, state):
        theta, _, v, w = state
        far = 2 + cos(theta)
        return [v, w, -far * sin(theta) * w * w, 2 * sin(theta) / far * v * w]

    start = [0.0, 0.0, sin(radians(psi)), cos(radians(psi)) / 3]
    way = solve_ivp(law, (0, 12), start, rtol=1e-10, atol=1e-12, max_step=0.02).y
    return (2 + np.cos(way[0])).min()


def threshold():
    return brentq(lambda psi: 3 * cos(radians(psi)) - 1, 10, 89)


def angles_of(points, cells):
    """Return missing angles and the two kinds of areas by loops over corners with the law of cosines."""
    missing, thirds, voronoi = np.full(len(points), 2 * pi), np.zeros(len(points)), np.zeros(len(points))
    p = points[cells]
    side = [np.linalg.norm(p[:, (i + 1) % 3] - p[:, (i + 2) % 3], axis=1) for i in range(3)]
    half = sum(side) / 2
    area = np.sqrt(half * (half - side[0]) * (half - side[1]) * (half - side[2]))
    angle = []
    for i in range(3):
        a, b, c = side[i], side[(i + 1) % 3], side[(i + 2) % 3]
        angle.append(np.arccos((b * b + c * c - a * a) / (2 * b * c)))
    blunt = np.max(angle, axis=0) > pi / 2
    for i in range(3):
        np.subtract.at(missing, cells[:, i], angle[i])
        np.add.at(thirds, cells[:, i], area / 3)
        own = (
            side[(i + 1) % 3] ** 2 / np.tan(angle[(i + 1) % 3]) + side[(i + 2) % 3] ** 2 / np.tan(angle[(i + 2) % 3])
        ) / 8
        own = np.where(blunt, np.where(angle[i] > pi / 2, area / 2, area / 4), own)
        np.add.at(voronoi, cells[:, i], own)
    return missing, thirds, voronoi


@cache
def balls():
    """Return, for three balls, the errors at the worst point by thirds and Voronoi, and where thirds are worst."""
    rows = []
    for n in (8, 16, 32):
        mesh = sphere(n)
        missing, thirds, voronoi = angles_of(mesh.points, mesh.cells)
        off = np.abs(missing / thirds - 1)
        five = np.bincount(mesh.cells.ravel()) == 5
        cap = mesh.points[:, 2] > 0.3
        rows.append(
            (
                off.max(),
                np.abs(missing / voronoi - 1).max(),
                np.flatnonzero(off > 0.14).size,
                off[~five].max(),
                abs((missing - voronoi)[cap].sum()),
                np.flatnonzero(five).size,
            )
        )
    return np.array(rows)


@cache
def rings():
    """Return, for three uneven rings, medians over other seeds: worst points and sums over the outer half."""
    rows = []
    for n in (20, 40, 80):
        even, found = torus(n, 2.0, 1.0), []
        for seed in range(10, 15):
            p = even.points
            far = np.hypot(p[:, 0], p[:, 1])
            move = np.random.default_rng(seed).uniform(-0.2, 0.2, (2, len(p))) * even.volumes(1).mean()
            theta, phi = np.arctan2(p[:, 2], far - 2) + move[0], np.arctan2(p[:, 1], p[:, 0]) + move[1] / far
            rho = 2 + np.cos(theta)
            points = np.stack([rho * np.cos(phi), rho * np.sin(phi), np.sin(theta)], axis=-1)
            missing, thirds, voronoi = angles_of(points, even.cells)
            K, outer = np.cos(theta) / rho, rho > 2
            found.append(
                [
                    f
                    for a in (thirds, voronoi)
                    for f in (np.abs(missing / a - K).max(), abs((missing - K * a)[outer].sum()))
                ]
            )
        rows.append(np.median(found, axis=0))
    return np.array(rows)


@cache
def heat():
    """Return the largest errors of the heat method on four balls, by gradients in space."""
    errors = []
    for n in (4, 8, 16, 32):
        mesh = sphere(n)
        p, cells = mesh.points, mesh.cells
        thirds = angles_of(p, cells)[1]
        L = sparse.lil_array((len(p), len(p)))
        for i in range(3):
            a, b, c = cells[:, i], cells[:, (i + 1) % 3], cells[:, (i + 2) % 3]
            one, two = p[b] - p[a], p[c] - p[a]
            w = np.sum(one * two, axis=1) / np.linalg.norm(np.cross(one, two), axis=1) / 2
            rows, columns = np.concatenate([b, c, b, c]), np.concatenate([c, b, b, c])
            L = L + sparse.coo_array((np.concatenate([-w, -w, w, w]), (rows, columns)), shape=L.shape).tocsr()
        edges = np.linalg.norm(p[mesh.simplices(1)[:, 0]] - p[mesh.simplices(1)[:, 1]], axis=1)
        delta = np.zeros(len(p))
        delta[0] = 1
        u = spsolve((sparse.diags_array(thirds) + edges.mean() ** 2 * L).tocsc(), delta)
        normal = np.cross(p[cells[:, 1]] - p[cells[:, 0]], p[cells[:, 2]] - p[cells[:, 0]])
        double = np.linalg.norm(normal, axis=1, keepdims=True)
        across = [np.cross(normal / double, p[cells[:, (i + 2) % 3]] - p[cells[:, (i + 1) % 3]]) for i in range(3)]
        slope = sum(u[cells[:, i], None] * across[i] for i in range(3)) / double
        X = -slope / np.linalg.norm(slope, axis=1, keepdims=True)
        right = np.zeros(len(p))
        for i in range(3):
            np.add.at(right, cells[:, i], np.sum(X * across[i], axis=1) / 2)
        phi = spsolve((L + 1e-13 * sparse.eye_array(len(p))).tocsc(), right - right.mean())
        errors.append(np.abs(phi - phi[0] - np.arccos(np.clip(p @ p[0], -1, 1))).max())
    return np.array(errors)


def farthest(stop):
    """By how many percent the heat method has the farthest vertex of the ring too far away, from one of 16 stops.

    By heat with potpourri3d; in truth by 3,000 ways straight ahead, in small steps, each of which reaches the vertices
    beside it: the shortest of them counts.
    """
    mesh, trip = torus(56, 2.0, 1.0), stop / 15
    theta, phi, far = 2.6 * trip, pi * trip, 2 + cos(2.6 * trip)
    place = [far * cos(phi), far * sin(phi), sin(theta)]
    source = int(np.argmin(np.sum((mesh.points - place) ** 2, axis=1)))
    solver = pp.MeshHeatMethodDistanceSolver(np.array(mesh.points), mesh.cells.astype(int), use_robust=False)
    x, y, z = mesh.points[source]
    off, h = 2 * pi * np.arange(3000) / 3000, 0.02
    theta, phi = atan2(z, np.hypot(x, y) - 2), atan2(y, x)
    state = np.stack([theta + 0 * off, phi + 0 * off, np.sin(off), np.cos(off) / (2 + cos(theta))])

    def law(state):
        theta, _, v, w = state
        far = 2 + np.cos(theta)
        return np.stack([v, w, -far * np.sin(theta) * w * w, 2 * np.sin(theta) / far * v * w])

    def ring(state):
        far = 2 + np.cos(state[0])
        return np.stack([far * np.cos(state[1]), far * np.sin(state[1]), np.sin(state[0])], axis=-1)

    best, tree = np.full(len(mesh.points), np.inf), cKDTree(mesh.points)
    for k in range(1, 411):
        a = law(state)
        b = law(state + h / 2 * a)
        c = law(state + h / 2 * b)
        state = state + h / 6 * (a + 2 * b + 2 * c + law(state + h * c))
        here = ring(state)
        ahead = (ring(state + 1e-6 * law(state)) - here) / 1e-6
        gap, vertex = tree.query(here)
        near = gap < 0.08
        along = np.sum((mesh.points[vertex] - here) * ahead, axis=1)
        np.minimum.at(best, vertex[near], (k * h + along)[near])
    return 100 * (solver.compute_distance(source).max() / best.max() - 1)


def halfway(apart=4.0, sigma=0.5):
    """Return σ at the top of the half ellipse through both laws, its length by quadrature, and that of the chord."""
    a = apart / 2
    b = sqrt((a * a + 2 * sigma * sigma) / 2)  # μ² + 2σ² is constant on it
    start = asin(sigma / b)
    length = quad(
        lambda s: sqrt((sqrt(2) * b * sin(s)) ** 2 + 2 * (b * cos(s)) ** 2) / (b * sin(s)), start, pi - start
    )[0]
    return b, length, apart / sigma


ROWS = [
    result("By ⟦271⟧°, clockwise.", lambda: 360 - projected(48.85)[0]),
    result("⟦271⟧° clockwise or ⟦89⟧° counterclockwise", lambda: (360 - projected(48.85)[0], projected(48.85)[0])),
    result(
        "and ⟦89⟧° (at 49° the figure says ⟦88⟧°) is the area",
        lambda: (degrees(projected(48.85)[1]), degrees(projected(49)[1])),
    ),
    result("In proportion to the latitude it would be ⟦195⟧°", lambda: 360 * 48.85 / 90),
    result("⟦360⟧° times the cosine is ⟦237⟧°", lambda: (360, 360 * cos(radians(48.85)))),
    result("At 45° it turns back at ⟦2.1⟧ from the axis", lambda: turned_back(45)),
    result("From ⟦70.5⟧° on. (At $\\arccos\\tfrac13$ exactly, ⟦70.53⟧°, it winds", lambda: (threshold(), threshold())),
    result(
        "thirds keep an error of ⟦0.15⟧ at ⟦twelve⟧ points, the old",
        lambda: (balls()[:, 0].mean(), balls()[:, 2].mean()),
    ),
    result(
        "Voronoi's errors fall by about ⟦four⟧ with each halving",
        lambda: sqrt(balls()[0, 1] / balls()[2, 1]),
        digits=0.2,
    ),
    result("with either area, by about ⟦four⟧ each time", lambda: sqrt(rings()[0, 1] / rings()[2, 1]), digits=0.6),
    result("has the farthest vertex ⟦3⟧ to ⟦8⟧ % too far away", lambda: (farthest(0), farthest(10))),
    result("The order falls from ⟦1.0⟧ to ⟦0.6⟧", lambda: -np.diff(np.log2(heat()))[[0, 2]]),
    result("Straight across costs ⟦8⟧", lambda: halfway()[2]),
    result("A half circle in μ and σ would give ⟦2.06⟧", lambda: sqrt(2**2 + 0.5**2)),
    result("for means $d$ apart: ⟦1.50⟧ here. The way costs ⟦5.0⟧, straight across would be ⟦8⟧", halfway),
    result("so ⟦12⟧° are missing", lambda: 360 - 2 * 180 * 4 / 6 - 180 * 3 / 5),
    result("Sixty times that is ⟦720⟧°, or $⟦4⟧\\pi$", lambda: (60 * 12, radians(720) / pi)),
]
GIVEN = [
    "a ball of ⟦28⟧ kg on ⟦67⟧ m of wire",
    "the Panthéon in Paris, ⟦48.85⟧° north",
    "It is ⟦360⟧° times the sine of the latitude",
    "The inner angles are ⟦120⟧°, ⟦120⟧° and ⟦108⟧°",
]
