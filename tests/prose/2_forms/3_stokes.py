"""The numbers in the prose of lesson 2.3 again: shares of the sky by rays, quadrature written out, counts by hand."""

from functools import cache
from itertools import combinations
from math import pi, sin

import numpy as np
from prose import at_least, at_most, result
from scipy.integrate import quad
from scipy.special import roots_jacobi

GOLDEN = (1 + 5**0.5) / 2


def icosphere(n):
    """Return corners (20 n², 3, 3) of a sphere's triangles: an icosahedron's faces cut in n², pushed out."""
    flat = np.array([[0, s, t * GOLDEN] for s in (1, -1) for t in (1, -1)])
    tips = np.concatenate([np.roll(flat, k, axis=1) for k in range(3)]) / np.hypot(1, GOLDEN)
    faces = [f for f in combinations(range(12), 3) if all(tips[i] @ tips[j] > 0.4 for i, j in combinations(f, 2))]
    found = []
    for f in faces:
        a, b, c = tips[list(f)]
        grid = {(i, j): a + (b - a) * i / n + (c - a) * j / n for i in range(n + 1) for j in range(n + 1 - i)}
        for i in range(n):
            for j in range(n - i):
                found.append([grid[i, j], grid[i + 1, j], grid[i, j + 1]])
                if i + j < n - 1:
                    found.append([grid[i + 1, j], grid[i + 1, j + 1], grid[i, j + 1]])
    found = np.array(found)
    found /= np.linalg.norm(found, axis=-1, keepdims=True)
    out = np.linalg.det(found) < 0
    found[out] = found[out][:, ::-1]
    return found


@cache
def flux(away, nodes, n=8):
    """Return the error of the flux of a charge so far below the middle of a triangle, by quadrature.

    Gauss and Jacobi's nodes on the square, folded onto each triangle; one node is its middle.
    """
    p = icosphere(n)
    (x, w), (y, z) = roots_jacobi(nodes, 1, 0), roots_jacobi(nodes, 0, 0)
    u, v = np.meshgrid((x + 1) / 2, (y + 1) / 2, indexing="ij")
    weight = np.outer(w, z) / 8
    a, b, c = np.moveaxis(p, 1, 0)
    normal = np.cross(b - a, c - a)
    at = a[:, None, None] + u[..., None] * (b - a)[:, None, None] + ((1 - u) * v)[..., None] * (c - a)[:, None, None]
    r = at - (1 - away) * p[100].mean(axis=0)
    density = np.einsum("mijd,md->mij", r, normal) / np.sum(r * r, axis=-1) ** 1.5
    return abs(np.sum(density * weight) / (4 * pi) - 1)


def hundredfold():
    """The least ratio of the errors near and far, one and two nodes, on the lesson's three meshes: parts of 80."""
    ratios = []
    coarse = icosphere(2)
    middle = coarse[40].mean(axis=0)
    for nodes in (1, 2):
        for n in (4, 8, 16):
            near, far = (flux_through(cut(coarse, n), (1 - away) * middle, nodes) for away in (0.02, 0.9))
            ratios.append(near / far)
    return min(ratios)


def cut(p, n):
    """Return flat triangles cut into n² each."""
    a, b, c = np.moveaxis(p, 1, 0)

    def at(i, j):
        return a + (b - a) * i / n + (c - a) * j / n

    parts = [(at(i, j), at(i + 1, j), at(i, j + 1)) for i in range(n) for j in range(n - i)]
    parts += [(at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)) for i in range(n) for j in range(n - i - 1)]
    return np.concatenate([np.stack(part, axis=1) for part in parts])


def flux_through(p, x, nodes):
    (s, w), (y, z) = roots_jacobi(nodes, 1, 0), roots_jacobi(nodes, 0, 0)
    total = 0.0
    a, b, c = np.moveaxis(p - x, 1, 0)
    for u, wu in zip((s + 1) / 2, w, strict=True):
        for v, wv in zip((y + 1) / 2, z, strict=True):
            r = a + u * (b - a) + (1 - u) * v * (c - a)
            total += (
                wu * wv / 8 * np.sum(np.einsum("md,md->m", r, np.cross(b - a, c - a)) / np.sum(r * r, axis=1) ** 1.5)
            )
    return abs(total / (4 * pi) - 1)


def far_orders():
    """By how much the errors far away fall when the edges are halved: one node, two nodes."""
    coarse = icosphere(2)
    x = 0.1 * coarse[40].mean(axis=0)
    errors = {q: [flux_through(cut(coarse, n), x, q) for n in (8, 16)] for q in (1, 2)}
    return [errors[q][0] / errors[q][1] for q in (1, 2)]


def near_errors():
    """The smallest error among the figure's places that are within a tenth of an edge, 1 to 4 nodes."""
    edge = np.linalg.norm(icosphere(8)[:, 0] - icosphere(8)[:, 1], axis=1).mean()
    drawn = np.geomspace(0.002, 0.9, 34)
    return min(flux(away, nodes) for nodes in (1, 2, 3, 4) for away in drawn[drawn < edge / 10])


def angles():
    """How far sums of triangles' solid angles are from one: corners' angles on the sphere, charges here and there."""
    worst = 0.0
    p = icosphere(8)
    for away in (0.002, 0.02, 0.2, 0.9):
        v = p - (1 - away) * p[100].mean(axis=0)
        la, lb, lc = np.moveaxis(np.linalg.norm(v, axis=-1), 1, 0)
        a, b, c = np.moveaxis(v, 1, 0)
        below = la * lb * lc + np.sum(a * b, 1) * lc + np.sum(b * c, 1) * la + np.sum(c * a, 1) * lb
        worst = max(worst, abs(2 * np.arctan2(np.linalg.det(v), below).sum() / (4 * pi) - 1))
    return worst


def triangles_on(n):
    return len(icosphere(n))


def other_law():
    """The flux of a field r^-2.1 through a sphere of twice the radius, as a share."""
    two, one = (quad(lambda t, r=r: r**-2.1 * r**2 * sin(t) / 2, 0, pi)[0] for r in (2.0, 1.0))
    return two / one


def on_the_skin():
    """The share of a small sphere round a point of a smooth piece that is inside."""
    return quad(lambda t: sin(t) / 2, pi / 2, pi)[0]


def euler(cells):
    counts = [{face for cell in cells for face in combinations(sorted(cell), k)} for k in (1, 2, 3)]
    return [len(c) for c in counts]


ROWS = [
    result("so there $\\oint\\Phi = 4\\pi/4\\pi = ⟦1⟧$", lambda: quad(lambda t: sin(t) / 2, 0, pi)[0]),
    result("Now crumple a sphere of ⟦1,280⟧ triangles", lambda: triangles_on(8)),
    result("the sums over all ⟦8,000⟧ triangles", lambda: triangles_on(20)),
    result("quadrature errs by ⟦3e-3⟧ with one node", lambda: flux(0.9, 1)),
    result("by less than ⟦1e-10⟧ with four", lambda: flux(0.9, 4), bound=at_most),
    result("angles stay below ⟦2e-15⟧", angles, bound=at_most),
    result("off by less than ⟦2e-15⟧:", angles, bound=at_most),
    result("fall by about ⟦4⟧ and by about ⟦16⟧ when the edges are halved", far_orders),
    result("at least ⟦a hundred⟧ times as large", hundredfold, bound=at_least, reads={"a hundred": 100}),
    result("nearer than a tenth of an edge all that are drawn err by more than ⟦0.005⟧", near_errors, bound=at_least),
    result("is $2^{-0.1} = ⟦0.933⟧$ times as large", other_law),
    result("is ⟦½⟧ on a smooth piece", on_the_skin, digits=1e-9),
    result("gives $⟦4⟧ - ⟦6⟧ + ⟦4⟧ = 2$", lambda: euler([(0, 1, 2), (0, 1, 3), (0, 2, 3), (1, 2, 3)])),
    result("a triangle $⟦3⟧ - ⟦3⟧ + ⟦1⟧ = 1$", lambda: euler([(0, 1, 2)])),
    result(
        "a ring of six triangles $⟦6⟧ - ⟦12⟧ + ⟦6⟧ = 0$",
        lambda: euler([(i, (i + 1) % 6, (i + 2) % 6) for i in range(6)]),
    ),
]
GIVEN = [
    "since $x^*d\\omega = d(x^*\\omega)$ (theorem ⟦2.2.5⟧)",
    "(An error below ⟦1e-16⟧ is drawn there.)",
    "a triangle, an edge or a corner, to ⟦1e-14⟧, and names",
    "With $r^{-⟦2.1⟧}$ in place of",
    "to be 2 to within 1/⟦50⟧, D. MacAlister and J. C. Maxwell a century later to within 1/⟦21,600⟧",
    "sum of all messages, below ⟦1e-14⟧",
    "crossed by ⟦1,000⟧ field lines that leave and ⟦1,000⟧ that enter",
    "through a mesh that should be closed is ⟦0.9997⟧",
]
