"""Discrete exterior calculus: `physdl.forms` against PyDEC, a copy of memory, and SciPy's conjugate gradients."""

import _pairs  # isort: skip  # first: it sets the number of threads

from functools import partial

import numpy as np
from scipy import sparse
from scipy.sparse import linalg as solvers

from physdl.forms.cochains import CubicalGrid, coboundary, grid_poisson, hodge
from physdl.forms.mesh import Mesh, square

HEADINGS = ("task", "peer", "ours ms", "peer ms", "ratio (quartiles)", "apart")


def operators(mesh):
    """Return d0, d1 and the three stars of a mesh whose tables have been thrown away."""
    mesh = forget(mesh)
    return [coboundary(mesh, 0), coboundary(mesh, 1), *(hodge(mesh, k) for k in range(3))]


def forget(mesh):
    """Return a mesh on the same cells and nothing worked out but what its making checks."""
    fresh = object.__new__(Mesh)
    fresh.__dict__.update(points=mesh.points, cells=mesh.cells, _tables=mesh._tables.copy())
    return fresh


def from_points(mesh):
    """Return the same, with the mesh built and checked from its points and cells."""
    return operators(Mesh(mesh.points, mesh.cells))


def by_pydec(pydec, mesh):
    whole = pydec.simplicial_complex((mesh.points, mesh.cells))
    return [whole[0].d, whole[1].d, *(whole[k].star for k in range(3))]


def apart(ours, theirs):
    """Return the largest difference of squared entries, relative to the largest: PyDEC may orient otherwise."""
    squares = [(a.multiply(a).tocsr(), b.multiply(b).tocsr()) for a, b in zip(ours, theirs, strict=True)]
    return max(abs(a - b).max() / abs(b).max() for a, b in squares)


def mesh_rows(options):
    pydec, rows = _pairs.peer("pydec"), []
    if pydec is not None and not hasattr(pydec, "simplicial_complex"):
        print("skipped: this pydec is another package, not that of Bell and Hirani")
        pydec = None
    side = options.side
    mesh = square(side)
    many = f"{len(mesh.cells):,} triangles"
    for name, ours in (("d0, d1, stars", operators), ("the same, mesh built and checked", from_points)):
        time = np.median([_pairs.seconds(partial(ours, mesh)) for _ in range(options.repeats + 1)][1:])
        rows.append((f"{name}, {many}", "-", f"{1e3 * time:.1f}", "-", "-", "-"))
    if pydec is None:
        return rows
    for small, repeats in ((square(28), options.repeats), *([(mesh, 0)] if options.whole else [])):
        b = [_pairs.seconds(partial(by_pydec, pydec, small)) for _ in range(repeats + 1)]
        for name, ours in (("d0, d1, stars", operators), ("the same, mesh built and checked", from_points)):
            a = [_pairs.seconds(partial(ours, small)) for _ in range(repeats + 8)][-max(repeats, 7) :]
            low, high = np.median(a) / np.percentile(b, (75, 25))
            ratio = f"{np.median(a) / np.median(b):.5f} ({low:.5f}–{high:.5f})"
            off = f"{apart(ours(small), by_pydec(pydec, small)):.1e}" if len(small.cells) < 10_000 else "-"
            name = f"{name}, {len(small.cells):,} triangles"
            rows.append((name, "PyDEC", f"{1e3 * np.median(a):.2f}", f"{1e3 * np.median(b):.0f}", ratio, off))
    return rows


def grid_rows(options):
    grid, rows = CubicalGrid((257,) * 3), []
    source = np.random.default_rng(0).random(grid.shape)
    target = np.empty_like(source)
    for k in range(3):
        a = tuple(np.random.default_rng(k).random(shape) for shape in grid.shapes(k))
        out = grid.zeros(k + 1)
        moved = sum(x.nbytes for x in (*a, *out)) / (2 * source.nbytes)
        ours, theirs, low, high = _pairs.alternate(
            partial(grid.d, a, k, out), partial(np.copyto, target, source), options.repeats
        )
        rate = f"{moved * theirs / ours:.2f} ({moved / high:.2f}–{moved / low:.2f}) of its rate"
        rows.append(
            (f"d of {k}-cochains, 257³ vertices", "a copy", f"{1e3 * ours:.0f}", f"{1e3 * theirs:.0f}", rate, "-")
        )
    return rows


def laplacian(grid):
    """Return the matrix of the inner vertices."""
    total = sparse.csr_array((1, 1))
    for i, (count, h) in enumerate(zip(grid.shape, grid.spacing, strict=True)):
        line = sparse.diags_array([-1.0, 2.0, -1.0], offsets=[-1, 0, 1], shape=(count - 2,) * 2) / h**2
        if i == 0:
            total = line
        else:
            total = sparse.kron(total, sparse.eye_array(count - 2)) + sparse.kron(
                sparse.eye_array(total.shape[0]), line
            )
    return total.tocsr()


def poisson_rows(options):
    rows = []
    for shape in ((513, 513), (129, 129, 129)):
        grid = CubicalGrid(shape, 1 / (shape[0] - 1))
        f = np.random.default_rng(0).standard_normal(shape)
        inner = (slice(1, -1),) * len(shape)
        matrix, right = laplacian(grid), f[inner].ravel()
        ours, theirs = partial(grid_poisson, grid, f), partial(solvers.cg, matrix, right, rtol=1e-8, maxiter=10_000)
        a, b, low, high = _pairs.alternate(ours, theirs, options.repeats)
        one, two = ours()[inner].ravel(), theirs()[0]
        off = f"{np.linalg.norm(one - two) / np.linalg.norm(one):.1e}"
        name = " × ".join(map(str, shape))
        ratio = f"{a / b:.4f} ({low:.4f}–{high:.4f})"
        rows.append((f"Poisson, {name} vertices", "scipy cg, 1e-8", f"{1e3 * a:.0f}", f"{1e3 * b:.0f}", ratio, off))
    return rows


def main():
    options = _pairs.begin(
        __doc__,
        repeats=(5, "measured pairs"),
        side=(280, "edges along the side of the square: 280 are 181,000 triangles"),
        whole=(0, "1 to run PyDEC on all of them, once; that takes minutes"),
    )
    _pairs.table(HEADINGS, [*mesh_rows(options), *grid_rows(options), *poisson_rows(options)])


if __name__ == "__main__":
    main()
