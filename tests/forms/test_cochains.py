"""Cochains: d against its definition and an independent library, stars against exact solutions, holes against gudhi."""

from itertools import pairwise

import numpy as np
import pytest
import sympy
from scipy import sparse
from scipy.sparse import linalg as solvers

from physdl.forms import (
    CubicalGrid,
    Form,
    Mesh,
    annulus,
    ball,
    betti_numbers,
    coboundary,
    codifferential,
    disc,
    double_torus,
    exterior_derivative,
    grid_poisson,
    harmonic_basis,
    hodge,
    hodge_decomposition,
    integrate_form,
    laplacian,
    refine,
    sphere,
    square,
    torus,
)
from physdl.forms.cochains.derham import simplex_rule
from physdl.forms.cochains.ranks import graph_rank, rank_over_field

GRAPH = Mesh(np.random.default_rng(0).random((6, 2)), [[0, 1], [1, 2], [2, 0], [2, 3], [4, 5]])
SHAPES = {
    "graph": (GRAPH, (2, 1), (0, 2)),
    "square": (square(4), (1, 0, 0), (0, 0, 1)),
    "disc": (disc(4), (1, 0, 0), (0, 0, 1)),
    "annulus": (annulus(12), (1, 1, 0), (0, 1, 1)),
    "sphere": (sphere(3), (1, 0, 1), (1, 0, 1)),
    "torus": (torus(14), (1, 2, 1), (1, 2, 1)),
    "double torus": (double_torus(24), (1, 4, 1), (1, 4, 1)),
    "ball": (ball(2), (1, 0, 0, 0), (0, 0, 0, 1)),
}
WITH_STAR = [name for name in SHAPES if name != "ball"]


def dual_of(name):
    return "barycentric" if name == "ball" else "circumcentric"


# ---- d ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHAPES)
def test_d_is_the_boundary_transposed(name):
    """Against the definition: the boundary of (v0, …, vk) is the sum of (−1)^i times what is left without vi."""
    mesh = SHAPES[name][0]
    for k in range(mesh.dimension):
        lower = {tuple(s): i for i, s in enumerate(mesh.simplices(k).tolist())}
        plain = np.zeros((mesh.count(k + 1), mesh.count(k)), dtype=int)
        for j, simplex in enumerate(mesh.simplices(k + 1).tolist()):
            for i in range(k + 2):
                face = simplex[:i] + simplex[i + 1 :]
                turned = round(np.linalg.det(np.eye(k + 1)[np.argsort(face)])) if k else 1
                plain[j, lower[tuple(sorted(face))]] = (-1) ** i * turned
        d = coboundary(mesh, k)
        assert np.array_equal(d.toarray(), plain)
        assert d.dtype == np.int64
        assert d.has_canonical_format


@pytest.mark.parametrize("name", SHAPES)
def test_d_twice_is_exactly_zero(name):
    mesh = SHAPES[name][0]
    n = mesh.dimension
    for k in range(n):
        twice = coboundary(mesh, k + 1) @ coboundary(mesh, k)
        assert twice.dtype == np.int64
        assert abs(twice).sum() == 0
        assert coboundary(mesh, k).count_nonzero() == (k + 2) * mesh.count(k + 1)
    assert coboundary(mesh, n).shape == (0, mesh.count(n))


@pytest.mark.parametrize("name", ["square", "annulus", "ball"])
def test_what_remains_of_all_cells_is_the_boundary(name):
    """The sum of all cells' boundaries has ±1 on the outer faces and 0 inside: Stokes for one chain."""
    mesh = SHAPES[name][0]
    n = mesh.dimension
    rest = coboundary(mesh, n - 1).T @ np.ones(mesh.count(n), dtype=int)
    assert np.array_equal(np.abs(rest), mesh.boundary(n - 1).astype(int))


# ---- stars -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WITH_STAR)
def test_the_codifferential_is_adjoint(name):
    mesh = SHAPES[name][0]
    rng = np.random.default_rng(2)
    for k in range(1, mesh.dimension + 1):
        a, b = rng.standard_normal(mesh.count(k - 1)), rng.standard_normal(mesh.count(k))
        left = (coboundary(mesh, k - 1) @ a) @ (hodge(mesh, k) @ b)
        right = a @ (hodge(mesh, k - 1) @ (codifferential(mesh, k) @ b))
        assert left == pytest.approx(right, rel=1e-12)
    assert codifferential(mesh, 0).shape == (0, mesh.count(0))


def test_the_star_is_exact_on_constant_forms():
    """A constant 1-form is the gradient of a linear function; its Laplacian is zero inside, to rounding."""
    for mesh in (square(6), disc(5), annulus(16)):
        inside = ~mesh.boundary(0)
        linear = mesh.points @ [0.3, -1.2]
        assert np.abs((laplacian(mesh, 0) @ linear)[inside]).max() < 1e-11
        energy = linear @ (hodge(mesh, 0) @ (laplacian(mesh, 0) @ linear))
        assert energy == pytest.approx((0.3**2 + 1.2**2) * mesh.volumes(2).sum())


def test_poisson_is_of_order_two():
    """u = sin πx sin πy on nested meshes of the square, zero at its boundary; error in the mean square."""
    errors, mesh = [], square(4)
    for _ in range(4):
        x, y = mesh.points.T
        exact, inner = np.sin(np.pi * x) * np.sin(np.pi * y), ~mesh.boundary(0)
        matrix = (hodge(mesh, 0) @ laplacian(mesh, 0)).tocsc()[inner][:, inner]
        right = (hodge(mesh, 0) @ (2 * np.pi**2 * exact))[inner]
        u = np.zeros(len(x))
        u[inner] = solvers.spsolve(matrix, right)
        errors.append(np.sqrt(hodge(mesh, 0).diagonal() @ (u - exact) ** 2))
        mesh = refine(mesh)
    orders = np.log2([a / b for a, b in pairwise(errors)])
    assert np.all(np.abs(orders - 2) < 0.1), orders


def test_the_sphere_rings_as_it_should():
    """Eigenvalues l(l + 1), each 2l + 1 times."""
    mesh = sphere(10)
    matrix, mass = hodge(mesh, 0) @ laplacian(mesh, 0), hodge(mesh, 0)
    found = np.sort(solvers.eigsh(matrix.tocsc(), 9, mass.tocsc(), sigma=-1.0, return_eigenvectors=False))
    assert np.allclose(found, [0, 2, 2, 2, 6, 6, 6, 6, 6], atol=0.06)
    assert abs(found[0]) < 1e-10


@pytest.mark.parametrize("name", WITH_STAR)
def test_the_laplacian_commutes_with_d(name):
    mesh = SHAPES[name][0]
    for k in range(mesh.dimension):
        d = coboundary(mesh, k)
        off = laplacian(mesh, k + 1) @ d - d @ laplacian(mesh, k)
        assert abs(off).max() < 1e-11 * abs(laplacian(mesh, k + 1)).max()


# ---- holes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHAPES)
def test_betti_numbers_are_the_known_ones(name):
    mesh, absolute, relative = SHAPES[name]
    assert betti_numbers(mesh) == absolute
    assert betti_numbers(mesh, "relative") == relative
    assert sum((-1) ** k * b for k, b in enumerate(absolute)) == mesh.euler


@pytest.mark.parametrize("name", SHAPES)
def test_betti_numbers_against_gudhi(name):
    gudhi = pytest.importorskip("gudhi")
    mesh, absolute, _ = SHAPES[name]
    tree = gudhi.SimplexTree()
    for cell in mesh.cells.tolist():
        tree.insert(cell)
    tree.compute_persistence(homology_coeff_field=11, min_persistence=-1, persistence_dim_max=True)
    assert tuple(tree.betti_numbers()[: mesh.dimension + 1]) == absolute


@pytest.mark.parametrize("name", ["graph", "square", "annulus", "sphere", "ball"])
def test_ranks_by_elimination_by_graphs_and_by_singular_values(name):
    mesh = SHAPES[name][0]
    n = mesh.dimension
    for k in range(n):
        d = coboundary(mesh, k)
        by_values = np.linalg.matrix_rank(d.toarray())
        assert rank_over_field(d) == rank_over_field(d.T) == by_values
        if k in (0, n - 1):
            assert graph_rank(d if k == 0 else d.T.tocsr()) == by_values


def test_the_rank_is_that_over_the_field():
    """The double of a row is no new row, except in the field of two elements, where it is nothing."""
    matrix = sparse.csr_array(np.array([[1, 1], [1, -1]]))
    assert rank_over_field(matrix) == 2
    assert rank_over_field(matrix, 2) == 1


@pytest.mark.parametrize("boundary", ["absolute", "relative"])
@pytest.mark.parametrize("name", SHAPES)
def test_harmonic_cochains_are_closed_coclosed_and_as_many_as_holes(name, boundary):
    mesh, absolute, relative = SHAPES[name]
    dual = dual_of(name)
    for k in range(mesh.dimension + 1):
        basis = harmonic_basis(mesh, k, boundary, dual)
        star = hodge(mesh, k, dual)
        assert basis.shape == ((absolute if boundary == "absolute" else relative)[k], mesh.count(k))
        assert np.allclose(basis @ (star @ basis.T), np.eye(len(basis)), atol=1e-9)
        size = np.abs(basis).max(initial=1e-300)
        if k < mesh.dimension:
            free = ~mesh.boundary(k + 1) if boundary == "relative" and k + 1 < mesh.dimension else slice(None)
            assert np.abs((coboundary(mesh, k) @ basis.T)[free]).max(initial=0) < 1e-9 * size
            if boundary == "relative":
                assert not basis[:, mesh.boundary(k)].any()
        if k > 0:
            free = ~mesh.boundary(k - 1) if boundary == "relative" else slice(None)
            out = coboundary(mesh, k - 1).T @ (star @ basis.T)
            assert np.abs(out[free]).max(initial=0) < 1e-9 * np.abs(star @ basis.T).max(initial=1e-300)


@pytest.mark.parametrize("boundary", ["absolute", "relative"])
@pytest.mark.parametrize("name", SHAPES)
def test_a_scaled_mesh_has_the_same_basis(name, boundary):
    """The star of a k-simplex is multiplied by s^(n − 2k), so what has length 1 is by s^(k − n/2)."""
    mesh, dual = SHAPES[name][0], dual_of(name)
    for k in range(mesh.dimension + 1):
        basis = harmonic_basis(mesh, k, boundary, dual)
        for s in (3, 1.7):
            scaled = harmonic_basis(Mesh(s * mesh.points, mesh.cells), k, boundary, dual)
            assert np.allclose(scaled * s ** (mesh.dimension / 2 - k), basis, rtol=0, atol=1e-8)


@pytest.mark.parametrize("name", ["torus", "double torus"])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_the_basis_turns_with_the_mesh_and_does_not_jump(name, axis):
    """Stretched to twice its size in twenty steps, it turns by a little each time, and by a lot in all."""
    mesh = SHAPES[name][0]
    size, bases = np.ones(3), []
    for size[axis] in np.linspace(1, 2, 21):
        bases.append(harmonic_basis(Mesh(mesh.points * size, mesh.cells), 1, dual="barycentric"))
    moved = [np.abs(two - one).max() for one, two in pairwise(bases)]
    assert max(moved) < 0.05 * np.abs(bases[0]).max()
    assert max(moved) < 3 * np.mean(moved)
    assert np.abs(bases[-1] - bases[0]).max() > 0.05 * np.abs(bases[0]).max()


def test_periods_of_the_annulus():
    """The harmonic 1-cochain is that of dθ: the same round every circle, and ∮ against its norm, 2π/√(2π ln 2)."""
    mesh = annulus(60)
    (h,) = harmonic_basis(mesh, 1)
    angle = integrate_form(
        Form(lambda x: np.stack([-x[..., 1], x[..., 0]], axis=-1) / np.sum(x**2, axis=-1)[..., None], 1, 2), mesh, 1
    )
    scale = angle @ (hodge(mesh, 1) @ h)
    assert np.abs(scale) == pytest.approx(np.sqrt(2 * np.pi * np.log(2)), rel=0.01)
    assert np.allclose(angle, scale * h, atol=0.01 * np.abs(angle).max())


@pytest.mark.parametrize("boundary", ["absolute", "relative"])
@pytest.mark.parametrize("name", SHAPES)
def test_three_parts_make_the_whole(name, boundary):
    mesh = SHAPES[name][0]
    dual = dual_of(name)
    rng = np.random.default_rng(4)
    for k in range(mesh.dimension + 1):
        a = rng.standard_normal(mesh.count(k))
        if boundary == "relative" and k < mesh.dimension:
            a[mesh.boundary(k)] = 0
        parts = hodge_decomposition(mesh, a, k, boundary, dual)
        three, star = (parts.exact, parts.coexact, parts.harmonic), hodge(mesh, k, dual)
        assert np.allclose(sum(three), a, rtol=0, atol=1e-12)
        for i in range(3):
            for j in range(i):
                assert abs(three[i] @ (star @ three[j])) <= 1e-12 * (a @ (star @ a))
        basis = harmonic_basis(mesh, k, boundary, dual)
        assert np.allclose(parts.harmonic, basis.T @ (basis @ (star @ a)), atol=1e-7)
        if k > 0:
            assert np.allclose(coboundary(mesh, k - 1) @ parts.potential, parts.exact, atol=1e-9)


def test_a_gradient_is_all_exact():
    mesh = torus(14)
    f = np.random.default_rng(3).standard_normal(mesh.count(0))
    parts = hodge_decomposition(mesh, coboundary(mesh, 0) @ f, 1)
    assert np.abs(parts.coexact).max() < 1e-10
    assert np.abs(parts.harmonic).max() < 1e-9


# ---- integrals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("k", [1, 2, 3])
def test_the_rule_is_exact_for_polynomials(k):
    """Dirichlet's integral: ∫ ∏ t^m over the simplex = ∏ m! / (k + ∑ m)!."""
    from math import factorial, prod

    for q in (1, 2, 4):
        t, w = simplex_rule(k, q)
        assert (t >= 0).all()
        assert (t.sum(axis=1) <= 1).all()
        for powers in np.ndindex(*(2 * q,) * k):
            if sum(powers) <= 2 * q - 1:
                exact = prod(factorial(m) for m in powers) / factorial(k + sum(powers))
                assert np.sum(w * np.prod(t**powers, axis=1)) == pytest.approx(exact, rel=1e-12)


def smooth(k):
    """Return a smooth k-form in space, as functions and as SymPy's expressions."""
    x, y, z = sympy.symbols("x y z")
    entries = {
        1: [sympy.sin(y) + z**2, x * z, sympy.cos(x) * y],
        2: [x * y + z, sympy.exp(x / 2) * z, sympy.sin(x + y)],
        3: [x * y**2 + sympy.cos(z)],
    }[k]
    numeric = [sympy.lambdify((x, y, z), e, "numpy") for e in entries]
    form = Form([lambda p, f=f: f(p[..., 0], p[..., 1], p[..., 2]) + 0 * p[..., 0] for f in numeric], k, 3)
    return form, entries, (x, y, z)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_integrals_against_sympy(k):
    """The form pulled back by SymPy, integrated by products of Legendre's rule on lines."""
    corners = np.array([[0.1, 0.2, 0.0], [0.9, 0.1, 0.3], [0.2, 0.8, 0.4], [0.3, 0.1, 1.1]])
    mesh = Mesh(corners, [[0, 1, 2, 3]])
    form, entries, symbols = smooth(k)
    found = integrate_form(form, mesh, k, nodes=8)
    t = sympy.symbols("t1:4")[:k]
    for i, simplex in enumerate(mesh.simplices(k).tolist()):
        p = [sympy.Matrix([sympy.Rational(str(c)) for c in corners[v]]) for v in simplex]
        x = p[0] + sum((t[j] * (p[j + 1] - p[0]) for j in range(k)), sympy.zeros(3, 1))
        jacobian = x.jacobian(t)
        rows = [(0,), (1,), (2,)] if k == 1 else [(0, 1), (0, 2), (1, 2)] if k == 2 else [(0, 1, 2)]
        value = sum(
            e.subs(dict(zip(symbols, x, strict=True)), simultaneous=True)
            * jacobian.extract(list(r), list(range(k))).det()
            for e, r in zip(entries, rows, strict=True)
        )
        s, w = np.polynomial.legendre.leggauss(14)  # collapsed coordinates, the plain product of lines
        s, w = (s + 1) / 2, w / 2
        grid = np.meshgrid(*[s] * k, indexing="ij")
        weight, left, at = 1.0, 1.0, []
        for j, (one, more) in enumerate(zip(grid, np.meshgrid(*[w] * k, indexing="ij"), strict=True)):
            at.append(left * one)
            weight, left = weight * more * (1 - one) ** (k - 1 - j), left * (1 - one)
        exact = np.sum(weight * (sympy.lambdify(t, value, "numpy")(*at) + 0 * at[0]))
        assert found[i] == pytest.approx(float(exact), rel=1e-10)


@pytest.mark.parametrize("k", [0, 1, 2])
def test_stokes_for_smooth_forms(k):
    """∫ over σ of dω = ∫ over ∂σ of ω, with the order 2q of q nodes until rounding."""
    omega = (Form(lambda x: np.sin(x[..., 0]) * x[..., 1] + x[..., 2] ** 3, 0, 3), smooth(1)[0], smooth(2)[0])[k]
    if k:
        omega = tangent_smooth(k)
    mesh = ball(1)
    errors = []
    for q in (1, 2, 3, 8):
        inside = integrate_form(exterior_derivative(omega), mesh, k + 1, nodes=q)
        around = coboundary(mesh, k) @ integrate_form(omega, mesh, k, nodes=q)
        errors.append(np.abs(inside - around).max())
    assert errors[0] > 10 * errors[1] > 100 * errors[2]
    assert errors[-1] < 1e-13


def tangent_smooth(k):
    if k == 1:
        return Form([lambda x: np.sin(x[..., 1]) + x[..., 2] ** 2, lambda x: x[..., 0] * x[..., 2],
                     lambda x: np.cos(x[..., 0]) * x[..., 1]], 1, 3)  # fmt: skip
    return Form([lambda x: x[..., 0] * np.sin(x[..., 1]) + x[..., 2], lambda x: np.exp(x[..., 0] / 2) * x[..., 2],
                 lambda x: np.sin(x[..., 0] + x[..., 1])], 2, 3)  # fmt: skip


# ---- grids -----------------------------------------------------------------------------------------------------------

GRIDS = [((5,), False), ((4, 6), False), ((4, 5), True), ((3, 4, 5), False), ((3, 4, 3), True), ((3, 2, 3, 2), False)]


def line(count, periodic):
    """d of one axis as a matrix."""
    rows = count if periodic else count - 1
    d = np.zeros((rows, count), dtype=int)
    d[np.arange(rows), np.arange(rows)] = -1
    d[np.arange(rows), (np.arange(rows) + 1) % count] = 1
    return d


def flat(parts):
    return np.concatenate([part.ravel() for part in parts])


@pytest.mark.parametrize(("shape", "periodic"), GRIDS)
def test_grid_d_against_products_of_lines(shape, periodic):
    """Each block of d is a Kronecker product of unit matrices and one difference."""
    from physdl.forms import basis

    grid, n = CubicalGrid(shape, periodic=periodic), len(shape)
    rng = np.random.default_rng(6)
    for k in range(n):
        a = tuple(rng.integers(-9, 9, s) for s in grid.shapes(k))
        found = grid.d(a, k)
        for directions, part in zip(basis(n, k + 1), found, strict=True):
            total = np.zeros(part.size, dtype=int)
            for s, axis in enumerate(directions):
                rest = directions[:s] + directions[s + 1 :]
                block = np.ones((1, 1), dtype=int)
                for i in range(n):
                    count = shape[i] - (i in rest and not periodic)
                    block = np.kron(block, line(shape[i], periodic) if i == axis else np.eye(count, dtype=int))
                total += (-1) ** s * block @ a[basis(n, k).index(rest)].ravel()
            assert np.array_equal(part.ravel(), total)
        assert {part.dtype for part in found} == {np.dtype(int)}
        if k + 1 < n:
            assert not flat(grid.d(found, k + 1)).any()


def test_grid_d_writes_where_it_is_told():
    grid = CubicalGrid((4, 5, 6))
    a = tuple(np.random.default_rng(0).random(s) for s in grid.shapes(1))
    out = grid.zeros(2)
    assert all(one is two for one, two in zip(grid.d(a, 1, out), out, strict=True))
    assert np.array_equal(flat(out), flat(grid.d(a, 1)))
    with pytest.raises(ValueError, match=r"`out\[1\]` must be a contiguous array of shape \(3, 5, 5\)"):
        grid.d(a, 1, (out[0], out[0], out[2]))
    with pytest.raises(ValueError, match="`a` must have 3 components"):
        grid.d(a[:2], 1)


def test_large_grids_are_worked_on_in_slabs(monkeypatch):
    from physdl.forms.cochains import grid as module

    grid = CubicalGrid((7, 5, 3))
    a = tuple(np.random.default_rng(0).random(s) for s in grid.shapes(1))
    whole = flat(grid.d(a, 1))
    for tile in (1, 200, 400):
        monkeypatch.setattr(module, "TILE", tile)
        assert np.array_equal(flat(grid.d(a, 1)), whole)


@pytest.mark.parametrize("boundary", ["zero", "free", "periodic"])
@pytest.mark.parametrize("short", [0, 300])
@pytest.mark.parametrize("shape", [(9,), (6, 7), (4, 5, 6)])
def test_grid_poisson_solves_its_equation(shape, boundary, short, monkeypatch):
    """Put back into the sums of differences; at a free boundary a vertex has half a cell."""
    from physdl.forms.cochains import poisson

    monkeypatch.setattr(poisson, "SHORT", short)
    n = len(shape)
    grid = CubicalGrid(shape, tuple(0.3 + 0.2 * i for i in range(n)), boundary == "periodic")
    share = np.ones(shape)
    if boundary == "free":
        for axis in range(n):
            edge = [slice(None)] * n
            for end in (0, -1):
                edge[axis] = end
                share[tuple(edge)] /= 2
    f = np.random.default_rng(1).standard_normal((2, *shape))
    if boundary != "zero":
        f -= (f * share).sum(axis=tuple(range(1, n + 1)), keepdims=True) / share.sum()
    u = grid_poisson(grid, f, "zero" if boundary == "periodic" else boundary)
    total = np.zeros_like(u)
    for i, h in enumerate(grid.spacing):
        ahead, behind = np.roll(u, -1, axis=i + 1), np.roll(u, 1, axis=i + 1)
        if boundary == "free":
            first, last = [slice(None)] * (n + 1), [slice(None)] * (n + 1)
            first[i + 1], last[i + 1] = 0, -1
            behind[tuple(first)], ahead[tuple(last)] = ahead[tuple(first)].copy(), behind[tuple(last)].copy()
        total += (2 * u - ahead - behind) / h**2
    inner = (slice(None), *(slice(1, -1),) * n) if boundary == "zero" else ...
    assert np.allclose(total[inner], f[inner], atol=1e-11)
    if boundary == "zero":
        u[inner] = 0
        assert not u.any()
    else:
        assert np.abs((u * share).sum(axis=tuple(range(1, n + 1)))).max() < 1e-11
        with pytest.raises(ValueError, match="`source` must add up to zero"):
            grid_poisson(grid, f + 1, "zero" if boundary == "periodic" else boundary)


def test_grid_poisson_is_of_order_two_and_keeps_its_precision():
    errors = []
    for n in (9, 17, 33):
        grid = CubicalGrid((n, n), 1 / (n - 1))
        x, y = grid.vertices()
        exact = np.sin(np.pi * x) * np.sin(2 * np.pi * y)
        errors.append(np.abs(grid_poisson(grid, 5 * np.pi**2 * exact) - exact).max())
    assert np.all(np.abs(np.log2([a / b for a, b in pairwise(errors)]) - 2) < 0.1)
    assert grid_poisson(grid, exact.astype(np.float32)).dtype == np.float32


# ---- bad input -------------------------------------------------------------------------------------------------------


def test_a_star_without_an_inverse_is_refused_where_it_is_inverted():
    """Squares cut in two: the diagonal's dual edge has length 0."""
    mesh = Mesh([[0, 0], [1, 0], [0, 1], [1, 1]], [[0, 1, 2], [1, 3, 2]])
    assert hodge(mesh, 1).diagonal().round(12).tolist() == [0.5, 0.5, 0, 0.5, 0.5]
    assert laplacian(mesh, 0).shape == (4, 4)
    for call in (lambda: codifferential(mesh, 2), lambda: harmonic_basis(mesh, 1), lambda: laplacian(mesh, 1)):
        with pytest.raises(
            ValueError, match=r"got \S+ for that of the edge \(1, 2\), where the angles .* at least 180"
        ):
            call()


def test_what_does_not_fit_is_named():
    mesh = square(2)
    for call in (coboundary, hodge, codifferential, laplacian, harmonic_basis):
        with pytest.raises(ValueError, match=r"`k` must be at most 2; got 3\. This mesh has cells of dimension 2"):
            call(mesh, 3)
        with pytest.raises(TypeError, match="`mesh` must be a Mesh"):
            call(mesh.points, 1)
    with pytest.raises(ValueError, match=r"`a` must have shape \(19,\), a number for each 1-simplex"):
        hodge_decomposition(mesh, np.ones(5), 1)
    with pytest.raises(ValueError, match="`form` must have degree 1 in 2 dimensions; got degree 1 in 3"):
        integrate_form(Form([1.0, 0, 0], 1, 3), mesh, 1)
    with pytest.raises(ValueError, match="`form` must be finite"):
        integrate_form(Form(lambda x: np.log(np.maximum(x, 0) * 0 + 1) * np.nan, 1, 2), mesh, 1)
    with pytest.raises(ValueError, match="`boundary` must be one of"):
        betti_numbers(mesh, "free")
