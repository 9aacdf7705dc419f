"""The numbers in the solutions of 2.5, computed again: the heat method with potpourri3d, one law by an integral."""

from functools import cache
from math import pi, sin, sqrt

import numpy as np
import potpourri3d as pp
from prose import at_least, at_most, result
from scipy.integrate import quad

from physdl.forms.mesh import sphere, square

TIMES = (0.03, 0.1, 0.14, 0.18, 0.21, 0.24, 0.27, 0.31, 0.35, 0.4, 1.0, 3.0)


@cache
def errors(kind, n, factor):
    """The largest error for a time of `factor` squared mean edges."""
    mesh = {"ball": sphere, "sheet": square}[kind](n)
    points = np.pad(mesh.points, ((0, 0), (0, 3 - mesh.points.shape[1])))
    source = 0 if kind == "ball" else int(np.argmin(np.sum((mesh.points - [0.3, 0.4]) ** 2, axis=1)))
    solver = pp.MeshHeatMethodDistanceSolver(points, mesh.cells.astype(int), t_coef=factor, use_robust=False)
    straight = np.linalg.norm(points - points[source], axis=1)
    exact = 2 * np.arcsin(np.clip(straight / 2, 0, 1)) if kind == "ball" else straight
    return np.abs(solver.compute_distance(source) - exact).max()


def lowest():
    return [min(errors("sheet", n, f) for f in TIMES) for n in (10, 20, 40)]


def best_times():
    return {float(min(TIMES, key=lambda f, n=n: errors("sheet", n, f))) for n in (10, 20, 40)}


def one_apart():
    """The length of the half ellipse from (0, 1) to (1, 1): (μ − ½)² + 2σ² = 2¼ on it."""
    b = sqrt((0.25 + 2) / 2)
    start = np.arcsin(1 / b)
    return quad(lambda s: sqrt(2) / sin(s), start, pi - start)[0]


ROWS = [
    result("For $(0, 1)$ and $(1, 1)$ it is $2\\sqrt2\\,\\mathrm{arsinh}(1/\\sqrt8) = ⟦0.98⟧$", one_apart),
    result("between $t = ⟦0.15⟧\\,h^2$", lambda: min(best_times()), bound=at_least),
    result("and $⟦0.4⟧\\,h^2$: 0.030", lambda: max(best_times()), bound=at_most),
    result("⟦0.030⟧, ⟦0.019⟧ and ⟦0.012⟧ for the three meshes", lowest, digits=0.002),
    result(
        "At $t = h^2$ it is ⟦0.066⟧, ⟦0.040⟧ and ⟦0.025⟧",
        lambda: [errors("sheet", n, 1.0) for n in (10, 20, 40)],
        digits=0.002,
    ),
    result(
        "at $1000\\,h^2$ it is ⟦0.19⟧ or more on all three",
        lambda: min(errors("sheet", n, 1000.0) for n in (10, 20, 40)),
        bound=at_least,
    ),
    result(
        "at $⟦0.3⟧\\,h^2$ the error stalls, and is no smaller for $n = ⟦160⟧$ than for $n = ⟦80⟧$",
        lambda: (0.3, 160 if errors("sheet", 160, 0.3) >= errors("sheet", 80, 0.3) else np.nan, 80),
    ),
    result(
        "⟦0.049⟧, ⟦0.028⟧, ⟦0.019⟧ at $h^2$",
        lambda: [errors("ball", n, 1.0) for n in (8, 16, 32)],
        digits=0.002,
    ),
    result(
        "and ⟦0.041⟧, ⟦0.019⟧, ⟦0.009⟧ at $1000\\,h^2$",
        lambda: [errors("ball", n, 1000.0) for n in (8, 16, 32)],
        digits=0.003,  # the witness adds 1e-6 to a matrix, which costs it 0.001 on the finest ball
    ),
]
GIVEN = [
    "no more than ⟦300⟧ words",
    "Errors at $h^2$ within ⟦10 %⟧ of those above",
    "$t/h^2$ from ⟦0.03⟧ to ⟦1000⟧",
    "At $⟦0.03⟧\\,h^2$ the error soon stops falling",
    "nearest to $(⟦0.3⟧, ⟦0.4⟧)$",
    "distances to $⟦10^{-9}⟧$ of *each*; to $⟦3\\cdot10^{-8}⟧$ of each",
    "as little as $⟦3\\cdot10^{-8}⟧$ of their $\\sigma$; and 0, to $⟦10^{-9}⟧$",
    "Means are at most ⟦1,000⟧ of the smaller $\\sigma$ apart, and one $\\sigma$ is at most ⟦1,000⟧ times the other",
]
