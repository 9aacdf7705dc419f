"""Meshes: faces and signs against a plain search, sizes against exact ones, duals against perpendicular bisectors."""

from itertools import combinations

import numpy as np
import pytest

from physdl.forms import (
    Mesh,
    annulus,
    ball,
    delaunay,
    disc,
    double_torus,
    hodge,
    orient,
    read_mesh,
    refine,
    solid_angles,
    sphere,
    square,
    surface_of_revolution,
    torus,
)

SHAPES = {
    "square": (square(5), 1),
    "disc": (disc(4), 1),
    "annulus": (annulus(12, 0.4), 0),
    "sphere": (sphere(3), 2),
    "torus": (torus(14), 0),
    "double torus": (double_torus(24), -2),
    "cone": (surface_of_revolution([[1, 0], [0.5, 1], [0, 2]], 7), 1),
    "spindle": (surface_of_revolution([[0, -1], [0.7, -0.5], [1, 0], [0.4, 0.5], [0, 1]], 9), 2),
    "tube": (surface_of_revolution([[1, 0], [1, 0.5], [1, 1]], 8), 0),
    "ball": (ball(3), 1),
}
PLANE, SURFACES = ("square", "disc", "annulus"), ("sphere", "torus", "double torus", "spindle")
TETRAHEDRON = np.array([[0.0, 0, 0], [1, 0.1, 0], [0.2, 1, 0.1], [0.1, 0.3, 1]])
BAND = [[i, (i + 1) % 5, (i + 2) % 5] for i in range(5)]  # Möbius


def sign(p):
    return round(np.linalg.det(np.eye(len(p))[np.argsort(np.argsort(p))]))


@pytest.mark.parametrize("name", SHAPES)
def test_faces_are_those_of_a_plain_search(name):
    """All k-subsets of all cells, sorted; the faces of each with the sign of the boundary's definition."""
    mesh, euler = SHAPES[name]
    n = mesh.dimension
    assert mesh.euler == euler
    for k in range(n):
        plain = sorted({tuple(sorted(part)) for cell in mesh.cells.tolist() for part in combinations(cell, k + 1)})
        assert mesh.simplices(k).tolist() == [list(one) for one in plain]
        assert mesh.count(k) == len(plain)
        rank = {one: i for i, one in enumerate(plain)}
        number, signs = mesh.faces(k + 1)
        for j, simplex in enumerate(mesh.simplices(k + 1).tolist()):
            assert signs[j] == sign(simplex)
            for i, vertex in enumerate(sorted(simplex)):
                assert number[i, j] == rank[tuple(sorted(set(simplex) - {vertex}))]


@pytest.mark.parametrize("name", SHAPES)
def test_the_boundary_is_in_one_cell_alone(name):
    mesh, _ = SHAPES[name]
    n = mesh.dimension
    met = {}
    for cell in mesh.cells.tolist():
        for face in combinations(sorted(cell), n):
            met[face] = met.get(face, 0) + 1
    edge = {face for face, times in met.items() if times == 1}
    for k in range(n):
        mine = {part for face in edge for part in combinations(face, k + 1)}
        assert {tuple(s) for s in mesh.simplices(k)[mesh.boundary(k)].tolist()} == mine
    assert bool(edge) == (name not in SURFACES)


def test_sizes_against_exact_ones():
    mesh = Mesh(TETRAHEDRON, [[0, 1, 2, 3]])
    assert mesh.volumes(3)[0] == pytest.approx(np.linalg.det(TETRAHEDRON[1:]) / 6)
    for i, (a, b, c) in enumerate(mesh.simplices(2)):
        cross = np.cross(TETRAHEDRON[b] - TETRAHEDRON[a], TETRAHEDRON[c] - TETRAHEDRON[a])
        assert mesh.volumes(2)[i] == pytest.approx(np.linalg.norm(cross) / 2)
    assert square(7).volumes(2).sum() == pytest.approx(1)
    assert disc(9).volumes(2).sum() == pytest.approx(0.5 * 54 * np.sin(2 * np.pi / 54), rel=0.02)
    assert np.all(mesh.volumes(0) == 1)


@pytest.mark.parametrize(
    ("make", "area"),
    [
        (disc, np.pi),
        (sphere, 4 * np.pi),
        (lambda n: torus(6 * n), 4 * np.pi**2 * 0.4),
        (lambda n: annulus(6 * n), 0.75 * np.pi),
    ],
)
def test_areas_come_close_with_order_two(make, area):
    errors = [abs(make(n).volumes(2).sum() / area - 1) for n in (4, 8, 16)]
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert np.all(np.abs(orders - 2) < 0.3), (errors, orders)


def inside(mesh):
    """The signed volume that a closed surface holds."""
    return np.linalg.det(mesh.points[mesh.cells]).sum() / 6


def test_surfaces_show_their_outside():
    assert inside(sphere(12)) == pytest.approx(4 * np.pi / 3, rel=0.03)
    assert inside(torus(40)) == pytest.approx(2 * np.pi**2 * 0.16, rel=0.03)
    assert inside(SHAPES["double torus"][0]) > 4
    assert inside(SHAPES["spindle"][0]) > 1
    assert ball(6).volumes(3).sum() == pytest.approx(4 * np.pi / 3, rel=0.06)


@pytest.mark.parametrize("name", [n for n in SHAPES if n != "ball"])
def test_circumcentric_duals_are_pieces_of_bisectors(name):
    """Area of each vertex's Voronoi cell and length of each dual edge from circumcentres in coordinates."""
    mesh, _ = SHAPES[name]
    p = mesh.points[mesh.cells]
    a, b = p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]
    gram = np.array([[np.sum(u * v, axis=1) for v in (a, b)] for u in (a, b)])
    solved = np.linalg.solve(np.moveaxis(gram, -1, 0), np.stack([gram[0, 0], gram[1, 1]], axis=1)[..., None] / 2)[
        ..., 0
    ]
    centre = p[:, 0] + solved[:, :1] * a + solved[:, 1:] * b
    assert np.allclose(np.linalg.norm(p - centre[:, None], axis=2), np.linalg.norm(p[:, 0] - centre, axis=1)[:, None])
    edges, vertices = np.zeros(mesh.count(1)), np.zeros(mesh.count(0))
    rank = {tuple(e): i for i, e in enumerate(mesh.simplices(1).tolist())}
    for t, cell in enumerate(mesh.cells.tolist()):
        for i in range(3):
            u, v, w = (cell[(i + s) % 3] for s in range(3))
            middle = (mesh.points[u] + mesh.points[v]) / 2
            inward = (mesh.points[w] - mesh.points[u]) - _along(
                mesh.points[w] - mesh.points[u], mesh.points[v] - mesh.points[u]
            )
            height = (centre[t] - middle) @ inward / np.linalg.norm(inward)
            edges[rank[tuple(sorted((u, v)))]] += height
            for corner in (u, v):
                vertices[corner] += height * np.linalg.norm(mesh.points[u] - mesh.points[v]) / 4
    assert np.allclose(mesh.circumcentric[1], edges, rtol=1e-9, atol=1e-12)
    assert np.allclose(mesh.circumcentric[0], vertices, rtol=1e-9, atol=1e-12)
    assert mesh.circumcentric[0].sum() == pytest.approx(mesh.volumes(2).sum())


def _along(v, u):
    return u * (v @ u) / (u @ u)


def test_circumcentric_duals_of_a_tetrahedron():
    """Faces: signed distance from the circumcentre; edges: quadrilaterals; vertices: they share the volume."""
    mesh = Mesh(TETRAHEDRON, [[0, 1, 2, 3]])
    p = TETRAHEDRON
    centre = np.linalg.solve(2 * p[1:], np.sum(p[1:] ** 2, axis=1))
    for i, face in enumerate(mesh.simplices(2).tolist()):
        (other,) = set(range(4)) - set(face)
        normal = np.cross(p[face[1]] - p[face[0]], p[face[2]] - p[face[0]])
        normal *= np.sign(normal @ (p[other] - p[face[0]])) / np.linalg.norm(normal)
        assert mesh.circumcentric[2][i] == pytest.approx((centre - p[face[0]]) @ normal)
    assert mesh.circumcentric[0].sum() == pytest.approx(mesh.volumes(3)[0])
    assert (mesh.circumcentric[1] * mesh.volumes(1)).sum() / 3 == pytest.approx(mesh.volumes(3)[0])


@pytest.mark.parametrize("dual", ["circumcentric", "barycentric"])
def test_duals_of_a_regular_tetrahedron(dual):
    """Volume √2/12, height √(2/3), both centres at a quarter of it: exact stars."""
    p = np.array([[1.0, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) / np.sqrt(8)
    mesh = Mesh(p, orient([[0, 1, 2, 3]]) if np.linalg.det(p[1:] - p[0]) > 0 else [[1, 0, 2, 3]])
    v = np.sqrt(2) / 12
    assert np.allclose(hodge(mesh, 3, dual).diagonal(), 1 / v)
    assert np.allclose(hodge(mesh, 2, dual).diagonal(), np.sqrt(2 / 3) / 4 / (np.sqrt(3) / 4))
    assert np.allclose(hodge(mesh, 1, dual).diagonal(), v / 2)
    assert np.allclose(hodge(mesh, 0, dual).diagonal(), v / 4)


@pytest.mark.parametrize("name", SHAPES)
def test_barycentric_duals_share_the_whole(name):
    mesh, _ = SHAPES[name]
    n = mesh.dimension
    assert hodge(mesh, 0, "barycentric").diagonal().sum() == pytest.approx(mesh.volumes(n).sum())
    for k in range(n + 1):
        assert hodge(mesh, k, "barycentric").diagonal().min() > 0
    if n == 2:  # an edge's dual is a third of each median beside it
        length = np.zeros(mesh.count(1))
        for edge, number in zip(combinations(range(3), 2), mesh.faces(2)[0][::-1], strict=True):
            p = mesh.points[np.sort(mesh.cells, axis=1)]
            np.add.at(length, number, np.linalg.norm(p[:, list(edge)].mean(axis=1) - p.mean(axis=1), axis=1))
        assert np.allclose(hodge(mesh, 1, "barycentric").diagonal() * mesh.volumes(1), length)


def test_generators_have_valid_duals():
    rings = [
        (n, inner)
        for n in range(5, 40)
        for inner in (0.02, 0.1, 0.3, 0.5, 0.7, 0.8)
        if inner < np.sqrt(2) * np.cos(np.pi / n + np.pi / 4)
    ]
    for mesh in (
        *(square(n) for n in range(1, 20)), *(disc(n) for n in range(1, 20)), *(annulus(*one) for one in rings),
        *(sphere(n) for n in range(1, 8)), *(double_torus(n) for n in range(24, 40, 3)),
        *(torus(n, 1, tube) for n in range(8, 50, 3) for tube in (0.1, 0.2, 0.4, 0.6, 0.9) if n * tube > 4),
    ):  # fmt: skip
        assert min(dual.min() for dual in mesh.circumcentric) > 0
    with pytest.raises(ValueError, match=r"`n` must be at least 18 for a hole of radius 0\.8; got 17"):
        annulus(17, 0.8)
    assert annulus(18, 0.8).euler == 0


def test_a_star_that_is_not_there_says_why():
    flat = Mesh([[0, 0], [2, -0.5], [4, 0], [2, 0.5]], [[0, 1, 2], [0, 2, 3]])
    with pytest.raises(
        ValueError, match=r"`mesh` must have .* got -\S+ for that of the edge \(0, 2\), where the angles"
    ):
        hodge(flat, 1)
    assert hodge(delaunay(flat), 1).diagonal().min() > 0
    with pytest.raises(ValueError, match=r"edge \(0, 1\), where the angle opposite to it is more than 90°"):
        hodge(Mesh([[0, 0], [1, 0], [0.5, 0.2]], [[0, 1, 2]]), 1)
    with pytest.raises(ValueError, match="outside their cells"):
        hodge(ball(3), 2)


def test_delaunay_in_the_plane():
    """The same triangles as Qhull's, and no point within a triangle's circumcircle."""
    from scipy.spatial import Delaunay

    rng = np.random.default_rng(3)
    points = rng.random((80, 2))
    found = Delaunay(points).simplices
    spoiled = Mesh(points, orient_up(points, found))
    for seed in range(40):  # flip at random where it is allowed
        spoiled = flip_one(spoiled, np.random.default_rng(seed))
    assert sorted(map(sorted, spoiled.cells.tolist())) != sorted(map(sorted, found.tolist()))
    assert sorted(map(sorted, delaunay(spoiled).cells.tolist())) == sorted(map(sorted, found.tolist()))


def orient_up(points, cells):
    p = points[cells]
    turned = np.linalg.det(p[:, 1:] - p[:, :1]) < 0
    return np.where(turned[:, None], cells[:, [1, 0, 2]], cells)


def flip_one(mesh, rng):
    for e in rng.permutation(np.flatnonzero(~mesh.boundary(1))):
        a, b = mesh.simplices(1)[e]
        two = [i for i, cell in enumerate(mesh.cells.tolist()) if {a, b} <= set(cell)]
        c, d = (next(iter(set(mesh.cells[i].tolist()) - {a, b})) for i in two)
        new = np.array([[c, a, d], [d, b, c]])
        p = mesh.points[new]
        size = np.linalg.det(p[:, 1:] - p[:, :1])
        if (size > 1e-6).all() or (size < -1e-6).all():
            cells = mesh.cells.copy()
            cells[two] = new if size[0] > 0 else new[:, ::-1]
            return Mesh(mesh.points, cells)
    raise AssertionError("no edge can be flipped")


@pytest.mark.parametrize("n", [1, 2, 3, 5])
@pytest.mark.parametrize("name", ["square", "torus", "ball"])
def test_refined_meshes_are_nested_and_alike(name, n):
    mesh, euler = SHAPES[name]
    fine = refine(mesh, n)
    d = mesh.dimension
    assert fine.euler == euler
    assert len(fine.cells) == n**d * len(mesh.cells)
    assert np.array_equal(fine.points[: len(mesh.points)], mesh.points)
    assert fine.volumes(d).sum() == pytest.approx(mesh.volumes(d).sum())
    assert np.allclose(np.sort(fine.volumes(d)), np.sort(np.repeat(mesh.volumes(d) / n**d, n**d)))


def test_a_graph_is_a_mesh():
    star = Mesh(np.eye(5)[:, :3] + np.arange(5)[:, None], [[0, 1], [0, 2], [0, 3], [0, 4]])
    assert star.euler == 1
    assert star.boundary(0).tolist() == [False, True, True, True, True]
    assert np.allclose(star.circumcentric[0].sum(), star.volumes(1).sum())


# ---- solid angles --------------------------------------------------------------------------------------------------


def test_an_octant_is_an_eighth():
    octant = Mesh(np.eye(3), [[0, 1, 2]])
    assert solid_angles(octant, [0.0, 0, 0])[0] == pytest.approx(4 * np.pi / 8, abs=1e-15)
    assert solid_angles(octant, [1.0, 1, 1])[0] < 0  # seen from the other side


@pytest.mark.parametrize("name", SURFACES)
def test_a_closed_surface_winds_once_or_not(name):
    """Against the parity of crossings along a ray, found by solving for the crossing."""
    mesh, _ = SHAPES[name]
    x = np.random.default_rng(5).uniform(-1.3, 1.3, (200, 3))
    turns = solid_angles(mesh, x).sum(axis=-1) / (4 * np.pi)
    assert np.abs(turns - turns.round()).max() < 1e-13
    p = mesh.points[mesh.cells]
    ray = np.array([0.3, 0.5, 0.81])
    matrix = np.stack([p[:, 1] - p[:, 0], p[:, 2] - p[:, 0], np.broadcast_to(-ray, p[:, 0].shape)], axis=2)
    hits = np.linalg.solve(matrix[None], (x[:, None] - p[None, :, 0])[..., None])[..., 0]
    crossed = (hits >= 0).all(axis=-1) & (hits[..., 0] + hits[..., 1] <= 1)
    assert np.array_equal(turns.round().astype(int), crossed.sum(axis=1) % 2)
    assert 0 < turns.sum() < 200


def test_flux_against_quadrature():
    """One triangle far enough away: the angle is the integral of cos over r²."""
    corners = np.array([[1.0, 0.2, -0.3], [1.4, 1.0, 0.1], [0.9, 0.3, 0.8]])
    found = solid_angles(Mesh(corners, [[0, 1, 2]]), np.zeros(3))[0]
    t, w = np.polynomial.legendre.leggauss(30)
    u, v = np.meshgrid((t + 1) / 2, (t + 1) / 2)
    weight = np.outer(w, w) / 4 * (1 - u)
    normal = np.cross(corners[1] - corners[0], corners[2] - corners[0])
    x = corners[0] + u[..., None] * (corners[1] - corners[0]) + (v * (1 - u))[..., None] * (corners[2] - corners[0])
    assert found == pytest.approx(np.sum(weight * (x @ normal) / np.linalg.norm(x, axis=-1) ** 3), rel=1e-12)


def test_a_curve_winds_in_the_plane():
    angle = np.linspace(0, 4 * np.pi, 40, endpoint=False)
    twice = Mesh(np.stack([np.cos(angle) * (1 + 0.2 * np.cos(angle / 2)), np.sin(angle)], axis=1), ring(40))
    assert solid_angles(twice, [0.0, 0.0]).sum() == pytest.approx(4 * np.pi)
    assert solid_angles(twice, [3.0, 0.0]).sum() == pytest.approx(0, abs=1e-12)


def ring(n):
    return np.stack([np.arange(n), (np.arange(n) + 1) % n], axis=1)


@pytest.mark.parametrize("weights", [(1, 0, 0), (0, 0, 1), (0.3, 0.7, 0), (0, 0.5, 0.5), (0.2, 0.3, 0.5)])
def test_a_point_on_the_surface_is_refused(weights):
    """On a vertex, on an edge, in a triangle."""
    mesh = SHAPES["sphere"][0]
    with pytest.raises(ValueError, match=r"`x` must not lie on the mesh; got .* on cell \d+"):
        solid_angles(mesh, np.array(weights) @ mesh.points[mesh.cells[7]])


# ---- bad meshes ----------------------------------------------------------------------------------------------------

P = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]])
BAD = {
    "three at an edge": (
        P,
        [[0, 1, 2], [1, 0, 3], [0, 1, 4]],
        r"meet two at most at each edge; got the edge \(0, 1\) in 3",
    ),
    "turned over": (P[:4], [[0, 1, 2], [0, 1, 3]], r"cells 0 and 1, which run through the edge \(0, 1\)"),
    "twice": (P[:3], [[0, 1, 2], [1, 2, 0]], r"be different; got rows 0 and 1, both the triangle \(0, 1, 2\)"),
    "twice, turned": (P[:3], [[0, 1, 2], [0, 2, 1]], r"be different; got rows 0 and 1"),
    "edges twice": (P[:3], [[0, 1], [1, 2], [1, 0]], r"be different; got rows 0 and 2, both the edge \(0, 1\)"),
    "a vertex twice": (P[:3], [[0, 1, 1]], r"different vertices in each row; got \(0, 1, 1\) in row 0"),
    "not there": (P[:3], [[0, 1, 3]], r"name vertices from 0 to 2; got \(0, 1, 3\) in row 0"),
    "from one": (P[:3], [[1, 2, 3]], r"The first vertex is number 0"),
    "unused": (P, [[0, 1, 2]], r"each belong to a cell; got point 3"),
    "flat": ([[0.0, 0], [1, 1], [2, 2]], [[0, 1, 2]], r"have an area; got the triangle \(0, 1, 2\) in row 0"),
    "flat cell": ([*P[:3], [1, 1, 0]], [[0, 1, 2, 3]], r"have a volume"),
    "a point": ([[0.0, 0], [0, 0]], [[0, 1]], "have coordinates|have a length|be between"),
    "inverted": ([[0.0, 0], [0, 1], [1, 0]], [[0, 1, 2]], r"oriented as the axes are; got the triangle \(0, 1, 2\)"),
    "inverted cell": (P[[1, 0, 2, 3]], [[0, 1, 2, 3]], r"oriented as the axes are; got the tetrahedron"),
    "not finite": ([[0.0, 0], [np.nan, 1], [1, 0]], [[0, 1, 2]], r"be finite; got nan at index \(1, 0\)"),
    "too flat a space": (P[:4, :2], [[0, 1, 2, 3]], "have at least 3 coordinates"),
    "five corners": (P, [[0, 1, 2, 3, 4]], r"have shape \(m, 2\), \(m, 3\) or \(m, 4\)"),
}


@pytest.mark.parametrize(("points", "cells", "said"), BAD.values(), ids=BAD)
def test_what_is_no_mesh_is_refused_by_name(points, cells, said):
    with pytest.raises(ValueError, match=said):
        Mesh(points, cells)


def test_orientation_is_made_or_its_absence_shown():
    rng = np.random.default_rng(1)
    for mesh in (sphere(3), torus(14), ball(2), annulus(9)):
        cells = mesh.cells.copy()
        some = rng.random(len(cells)) < 0.5
        some[0] = False
        cells[some, :2] = cells[some, 1::-1]
        with pytest.raises(ValueError, match=r"orient\(cells\)|oriented as the axes"):
            Mesh(mesh.points, cells)
        assert np.array_equal(orient(cells), mesh.cells)
    with pytest.raises(ValueError, match="be orientable; got a piece with one side alone"):
        orient(BAND)
    with pytest.raises(ValueError, match=r"edge \(0, 1\) in 3"):
        orient([[0, 1, 2], [0, 1, 3], [0, 1, 4]])


# ---- files ---------------------------------------------------------------------------------------------------------

OBJ = "# a roof\nmtllib x.mtl\nv 0 0 0\nv 1 0 0\nv 1 1 0.5\nv 0 1 0\nvn 0 0 1\nf 1/1/1 2//1 3 -1\n"
OFF = "OFF\n# a roof\n4 2 5\n0 0 0\n1 0 0\n1 1 0.5\n0 1 0\n3 0 1 2\n3 0 2 3 0.5 0.5 0.5\n"


@pytest.mark.parametrize("text", [OBJ, OFF, OFF.replace("OFF\n# a roof\n4 2 5", "OFF 4 2 5")])
def test_a_file_is_read(tmp_path, text):
    (tmp_path / "roof").write_text(text)
    mesh = read_mesh(tmp_path / "roof")
    assert mesh.cells.tolist() == [[0, 1, 2], [0, 2, 3]]
    assert mesh.points[2].tolist() == [1, 1, 0.5]


FILES = {
    "a letter": ("Dear reader,\nthis is no mesh.\n", "line 1: 'Dear reader,'"),
    "half a vertex": ("v 0 0 0\nv 1 0\n", "line 2: '1 0'"),
    "a word": ("v 0 0 zero\n", "line 1"),
    "a vertex that is not there": ("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 4\n", "line 4: 'f 1 2 4'"),
    "vertex 0": ("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 0 1 2\n", "line 4"),
    "a face of two": ("v 0 0 0\nv 1 0 0\nf 1 2\n", "line 3"),
    "no face": ("v 0 0 0\nv 1 0 0\nv 0 1 0\n", "hold at least one face"),
    "nothing": ("", "nothing in"),
    "short OFF": ("OFF\n3 1 3\n0 0 0\n1 0 0\n", "line 0: 'the end'"),
    "OFF counts": ("OFF\nthree 1 3\n", "line 2"),
    "OFF face": ("OFF\n3 1 3\n0 0 0\n1 0 0\n0 1 0\n4 0 1 2\n", "line 6"),
    "OFF vertex": ("OFF\n3 1 3\n0 0 0\n1 0 0\n0 1 0\n3 0 1 3\n", "line 6"),
    "OFF and more": ("OFF\n3 1 3\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n3 0 1 2\n", "line 7"),
}


@pytest.mark.parametrize(("text", "said"), FILES.values(), ids=FILES)
def test_a_file_that_is_no_mesh_is_refused_with_its_line(tmp_path, text, said):
    (tmp_path / "file").write_text(text)
    with pytest.raises(ValueError, match=rf"`path` must .*{said}"):
        read_mesh(tmp_path / "file")


def test_what_is_no_text_is_refused(tmp_path):
    (tmp_path / "file").write_bytes(b"\xff\xfe\x00binary")
    with pytest.raises(ValueError, match=r"`path` must be a text file"):
        read_mesh(tmp_path / "file")
    with pytest.raises(FileNotFoundError):
        read_mesh(tmp_path / "nowhere")
