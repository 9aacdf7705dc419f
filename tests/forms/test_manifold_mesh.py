"""Curvature and distances on meshes: polyhedra by hand, unfolding, spheres, and potpourri3d as a witness."""

import numpy as np
import potpourri3d as pp
import pytest

from physdl.forms.manifold import gauss_bonnet, heat_distance, vertex_areas
from physdl.forms.manifold.heat import _laplacian, cotangents
from physdl.forms.mesh import Mesh, annulus, ball, disc, sphere, square, torus

CUBE_POINTS = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], dtype=float)
CUBE = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]


def cube():
    return Mesh(CUBE_POINTS, [t for a, b, c, d in CUBE for t in ((a, b, c), (a, c, d))])


def jittered(mesh, size, seed=0):
    return Mesh(mesh.points + size * np.random.default_rng(seed).standard_normal(mesh.points.shape), mesh.cells)


def arcs(mesh, vertex):
    return np.arccos(np.clip(mesh.points @ mesh.points[vertex], -1, 1))


def test_polyhedra():
    found = gauss_bonnet(cube())
    assert np.abs(found.turning - np.pi / 2).max() < 1e-14
    assert (found.euler, found.boundary.any()) == (2, False)
    tetrahedron = Mesh(CUBE_POINTS[[0, 3, 5, 6]], [[0, 1, 2], [0, 3, 1], [0, 2, 3], [1, 3, 2]])
    assert np.abs(gauss_bonnet(tetrahedron).turning - np.pi).max() < 1e-14
    flat = gauss_bonnet(square(3))
    corner = np.isin(square(3).points, [0, 1]).all(axis=1)
    assert np.abs(flat.turning - np.where(corner, np.pi / 2, 0)).max() < 1e-13


@pytest.mark.parametrize(
    ("mesh", "euler"), [(sphere(4), 2), (torus(16), 0), (disc(4), 1), (annulus(12), 0), (square(4), 1)]
)
def test_the_sum_is_the_topology_for_any_vertices(mesh, euler):
    assert gauss_bonnet(mesh).euler == euler
    assert abs(gauss_bonnet(mesh).total - 2 * np.pi * euler) < 1e-11
    in_space = np.random.default_rng(1).standard_normal((len(mesh.points), 3))
    garbage = gauss_bonnet(Mesh(in_space, mesh.cells))
    assert abs(garbage.total - 2 * np.pi * euler) < 1e-11
    assert np.abs(garbage.turning).max() > 2


def test_sheets_that_touch_in_one_vertex_are_refused():
    """Two triangles with one corner in common: χ = 1, but five half turns less 2π are 3π, not 2πχ."""
    points = [[0, 0], [1, 0], [0, 1], [-1, 0], [0, -1]]
    with pytest.raises(ValueError, match=r"two boundary edges .* 4 at vertex 0"):
        gauss_bonnet(Mesh(points, [[0, 1, 2], [0, 3, 4]]))
    fan = gauss_bonnet(Mesh(points, [[0, 1, 2], [0, 2, 3], [0, 3, 4]]))
    assert abs(fan.total - 2 * np.pi) < 1e-13


def test_a_vector_carried_round_a_vertex_turns_by_the_missing_angle():
    """Unfold the triangles round a vertex into the plane, one beside the other; the gap is what is missing."""
    mesh = jittered(sphere(2), 0.05)
    for vertex in range(0, len(mesh.points), 7):
        ring = {}
        for triangle in mesh.cells.tolist():
            if vertex in triangle:
                i = triangle.index(vertex)
                ring[triangle[(i + 1) % 3]] = triangle[(i + 2) % 3]
        first = now = next(iter(ring))
        place = complex(np.linalg.norm(mesh.points[now] - mesh.points[vertex]))
        turned = 0.0
        while True:
            after = ring[now]
            r, side = (np.linalg.norm(mesh.points[after] - mesh.points[k]) for k in (vertex, now))
            along = (abs(place) ** 2 + r**2 - side**2) / (2 * abs(place))
            placed = place / abs(place) * complex(along, np.sqrt(r**2 - along**2))
            turned += np.angle(placed / place)
            place, now = placed, after
            if now == first:
                break
        assert abs(2 * np.pi - turned - gauss_bonnet(mesh).turning[vertex]) < 1e-12


def test_areas_add_up_and_agree_with_others():
    mesh = jittered(torus(20), 0.03)
    for dual in ("mixed", "circumcentric", "barycentric"):
        assert np.isclose(vertex_areas(mesh, dual).sum(), mesh.volumes(2).sum(), rtol=1e-13)
    theirs = pp.vertex_areas(np.array(mesh.points), mesh.cells.astype(int))
    assert np.allclose(vertex_areas(mesh, "barycentric"), theirs, rtol=1e-12)
    round_one = sphere(3)
    assert np.allclose(vertex_areas(round_one), vertex_areas(round_one, "circumcentric"), rtol=1e-12)


def test_mixed_areas_by_counting_points():
    """In an acute triangle the nearest corner, in an obtuse one a half and two quarters."""
    rng = np.random.default_rng(2)
    corners = np.array([[0.0, 0.0], [1.0, 0.1], [0.4, 0.8]])
    s = rng.dirichlet(np.ones(3), 200_000) @ corners
    nearest = np.argmin(((s[:, None] - corners) ** 2).sum(axis=-1), axis=1)
    shares = vertex_areas(Mesh(corners, [[0, 1, 2]]))
    assert np.allclose(shares / shares.sum(), np.bincount(nearest) / len(s), atol=4e-3)
    blunt = vertex_areas(Mesh([[0.0, 0.0], [1.0, 0.0], [-1.0, 0.5]], [[0, 1, 2]]))
    assert np.allclose(blunt, 0.25 * np.array([0.5, 0.25, 0.25]))


def test_pointwise_curvature_of_a_sphere():
    """Voronoi's areas: order 2. A third of each triangle: an error that stays."""
    errors = {dual: [] for dual in ("mixed", "barycentric")}
    for n in (4, 8, 16):
        mesh = sphere(n)
        for dual, found in errors.items():
            found.append(np.abs(gauss_bonnet(mesh).turning / vertex_areas(mesh, dual) - 1).max())
    orders = -np.diff(np.log2(errors["mixed"]))
    assert np.abs(orders - 2).max() < 0.15
    assert 0.14 < errors["barycentric"][-1] < 0.15


def test_the_laplacian_is_the_others():
    mesh = jittered(torus(12), 0.02)
    corners, products, double = cotangents(mesh)
    pairs = [(corners[1], corners[2]), (corners[0], corners[2]), (corners[0], corners[1])]
    ours = _laplacian(pairs, [p / (2 * double) for p in products], len(mesh.points)).toarray()
    theirs = pp.cotan_laplacian(np.array(mesh.points), mesh.cells.astype(int), denom_eps=0.0).toarray()
    assert np.abs(ours - theirs).max() < 1e-9


def theirs(mesh, vertex):
    in_space = np.pad(mesh.points, ((0, 0), (0, 3 - mesh.points.shape[1])))
    return pp.MeshHeatMethodDistanceSolver(in_space, mesh.cells.astype(int), use_robust=False).compute_distance(vertex)


@pytest.mark.parametrize("mesh", [sphere(5), jittered(torus(16), 0.01)], ids=["sphere", "torus"])
@pytest.mark.parametrize("vertex", [0, 17])
def test_heat_distance_is_the_others(mesh, vertex):
    """They add 1e-6 to the Laplacian's diagonal before they divide by it: added to ours, every digit agrees."""
    corners, products, double = cotangents(mesh)
    pairs = [(corners[1], corners[2]), (corners[0], corners[2]), (corners[0], corners[1])]
    laplacian = _laplacian(pairs, [p / (2 * double) for p in products], len(mesh.points)).toarray()
    ours = heat_distance(mesh, vertex)
    assert ours[vertex] == 0
    assert np.abs(ours - theirs(mesh, vertex)).max() < 1e-4
    shifted = np.linalg.solve(laplacian + 1e-6 * np.eye(len(ours)), laplacian @ ours)
    assert np.abs(shifted - shifted[vertex] - theirs(mesh, vertex)).max() < 1e-11


def test_heat_distance_with_a_boundary():
    mesh = disc(6)
    for vertex in (0, 17):
        assert np.abs(heat_distance(mesh, vertex) - theirs(mesh, vertex)).max() < 1e-3


def test_heat_distance_on_a_sphere_comes_nearer():
    errors = [np.abs(heat_distance(mesh, 3) - arcs(mesh, 3)).max() for mesh in map(sphere, (4, 8, 16))]
    orders = -np.diff(np.log2(errors))
    assert errors[0] < 0.12
    assert np.all((orders > 0.5) & (orders < 1.3))


def test_heat_distance_of_many_sources_and_of_a_larger_mesh():
    mesh = sphere(4)
    many = heat_distance(mesh, [[0, 5], [9, 20]])
    assert many.shape == (2, 2, len(mesh.points))
    assert np.abs(many[1, 0] - heat_distance(mesh, 9)).max() < 1e-12
    larger = heat_distance(Mesh(3 * mesh.points, mesh.cells), 9)
    assert np.abs(larger - 3 * many[1, 0]).max() < 1e-10
    assert np.abs(heat_distance(mesh, 9, time=3.0) - many[1, 0]).max() > 1e-3


def two_pieces():
    one = square(2)
    far = np.pad(one.points, ((0, 0), (0, 1)))
    return Mesh(np.concatenate([far, far + np.array([0, 0, 2])]), np.concatenate([one.cells, one.cells + len(far)]))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: gauss_bonnet(ball(1)), "`mesh` must be of triangles; got cells of 4 vertices"),
        (lambda: vertex_areas(sphere(1), "dual"), "`dual` must be one of"),
        (lambda: heat_distance(sphere(1), 12), "`source` must name vertices from 0 to 11"),
        (lambda: heat_distance(sphere(1), -1), "`source` must name vertices"),
        (lambda: heat_distance(sphere(1), 0, time=0.0), "`time` must be positive"),
        (lambda: heat_distance(two_pieces(), 0), "`mesh` must be connected"),
    ],
)
def test_what_has_no_answer_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
