"""The numbers in the solutions of exercises 2.4, again: a torus of 24 corners round the hole, its loops, its ranks."""

from functools import cache

import numpy as np
from prose import at_most, result

from physdl.forms import Mesh, coboundary, harmonic_basis, laplacian, torus


@cache
def ring():
    mesh = torus(24, radius=1.0, tube=0.4)
    return mesh, harmonic_basis(mesh, 1)


def ranks():
    mesh = ring()[0]
    d0, d1 = (coboundary(mesh, k).toarray() for k in (0, 1))
    one, two = np.linalg.matrix_rank(d0), np.linalg.matrix_rank(d1)
    return [d0.shape[1] - one, d0.shape[0] - one - two, len(d1) - two]


def zero_eigenvalues():
    return int(np.sum(np.abs(np.linalg.eigvals(laplacian(ring()[0], 1).toarray())) < 1e-9))


def stretched(n, stretch):
    """Return whether the circumcentric star of the library's ring bears this stretch along x and along y."""
    mesh = torus(n)
    for axis in (0, 1):
        points = mesh.points.copy()
        points[:, axis] *= stretch
        try:
            harmonic_basis(Mesh(points, mesh.cells), 1)
        except ValueError:
            return False
    return True


def least_refused():
    """Return the first refused stretch of the coarse ring, in tenths."""
    return next(s for s in (1.1, 1.2, 1.3, 1.4, 1.5) if not stretched(10, s))


def most_borne():
    """Return the largest stretch that the finer ring bears, in halves."""
    return max(s for s in (1.0, 1.5, 2.0) if stretched(24, s))


def moved_loop():
    """Return by how much the sum round a loop changes when it is pushed across triangles, over the largest value."""
    mesh, basis = ring()
    number = {tuple(e): i for i, e in enumerate(mesh.simplices(1).tolist())}
    ways = {}
    for (a, b), i in number.items():
        ways.setdefault(a, []).append((b, i, 1.0))
        ways.setdefault(b, []).append((a, i, -1.0))

    def loop(start):  # along neighbours by angle about the axis, once round
        angle = np.arctan2(mesh.points[:, 1], mesh.points[:, 0])
        height = mesh.points[start, 2]
        at, total, turned = start, np.zeros(len(basis)), 0.0
        seen = set()
        while True:
            steps = [
                (abs(mesh.points[b, 2] - height), b, i, sign, (angle[b] - angle[at] + np.pi) % (2 * np.pi) - np.pi)
                for b, i, sign in ways[at]
            ]
            steps = [step for step in steps if step[4] > 1e-9 and step[1] not in seen]
            _, b, i, sign, turn = min(steps)
            total, turned, at = total + sign * basis[:, i], turned + turn, b
            seen.add(b)
            if at == start:
                return total

    starts = np.argsort(mesh.points[:, 2])[[0, -1]]
    one, two = (loop(int(s)) for s in starts)
    return float(np.max(np.abs(one - two)) / np.max(np.abs(one)))


ROWS = [
    result("$(⟦1⟧, ⟦2⟧, ⟦1⟧)$", ranks),
    result("they agree to ⟦rounding⟧", moved_loop, bound=at_most, reads={"rounding": 1e-12}),
    result("returns ⟦two⟧ rows", lambda: len(ring()[1]), reads={"two": 2}),
    result("has ⟦two⟧ zero eigenvalues", zero_eigenvalues, reads={"two": 2}),
    result("refused at a stretch of ⟦1.2⟧ along $x$", least_refused),
    result("`torus(24)` bears ⟦1.5⟧", most_borne),
]
GIVEN = [
    "at most ⟦600⟧ triangles",
    "at most ⟦900⟧ vertices",
    "no more than ⟦300⟧ words",
    "Stokes' theorem of ⟦2.3⟧",
    "without common arithmetic (⟦1.5⟧;",
    "change in general (⟦1.5⟧)",
]
