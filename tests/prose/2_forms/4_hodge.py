"""The numbers in the prose of lesson 2.4: surfaces glued by hand, a whirl by a sum, a step in seconds."""

import math
from functools import cache

import numpy as np
from prose import result
from scipy.integrate import quad


def ring_of_triangles(rows=3, columns=3):
    """Return a torus as a list of triangles, by the names of its corners."""

    def at(i, j):
        return (i % rows) * columns + j % columns

    squares = [(i, j) for i in range(rows) for j in range(columns)]
    low = [[at(i, j), at(i + 1, j), at(i, j + 1)] for i, j in squares]
    return low + [[at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)] for i, j in squares]


@cache
def loops(holes):
    """Return b₁ of tori sewn together along triangles: edges less two ranks, no mesh, no star and no eigenvalue."""
    triangles = ring_of_triangles()
    for _ in range(holes - 1):
        shift = max(map(max, triangles)) + 1
        other = [[v + shift for v in t] for t in ring_of_triangles()]
        same = dict(zip(other[-1], triangles[-1], strict=True))
        triangles = triangles[:-1] + [[same.get(v, v) for v in t] for t in other[:-1]]
    triangles = [sorted(t) for t in triangles]
    edges = sorted({(t[i], t[j]) for t in triangles for i, j in ((0, 1), (0, 2), (1, 2))})
    place = {edge: i for i, edge in enumerate(edges)}
    corners = {v: i for i, v in enumerate(sorted({v for t in triangles for v in t}))}
    d0, d1 = np.zeros((len(edges), len(corners))), np.zeros((len(triangles), len(edges)))
    for i, (a, b) in enumerate(edges):
        d0[i, corners[a]], d0[i, corners[b]] = -1, 1
    for i, (a, b, c) in enumerate(triangles):
        d1[i, place[b, c]], d1[i, place[a, c]], d1[i, place[a, b]] = 1, -1, 1
    assert not (d1 @ d0).any()
    return len(edges) - np.linalg.matrix_rank(d0) - np.linalg.matrix_rank(d1)


def circulation():
    """Return the whirl's circulation round the pond, over π, its middle off the centre and in the hole."""

    def along(t):
        x, y = 0.8 * math.cos(t), 0.8 * math.sin(t)
        r2 = (x - 0.15) ** 2 + y * y
        return 0.8 * (y * math.sin(t) + (x - 0.15) * math.cos(t)) / r2

    return quad(along, 0, 2 * math.pi)[0] / math.pi


def longest_step():
    """Return the longest step in ps in cells of 1 mm, from a cube's three equal spacings by bisection on growth."""
    c, h = 299_792_458.0, 1e-3
    low, high = 0.0, 1e-11
    for _ in range(60):
        dt = (low + high) / 2
        trace = 2 - 3 * (c * dt) ** 2 * 4 / h**2  # u⁺ + u⁻ = trace · u for the shortest wave
        low, high = (dt, high) if abs(trace) <= 2 else (low, dt)
    return low * 1e12


def box_limit():
    """Return how many limits long a step may be in a box of 16 by 16 cells, by the largest eigenvalue of its curls."""
    n = 16
    second = 2 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1)  # of B along one axis, free at the walls
    second[0, 0] = second[-1, -1] = 1
    largest = 2 * np.linalg.eigvalsh(second)[-1]  # both axes, in units of 1/h²
    return 2 / math.sqrt(largest) * math.sqrt(2)  # (ω Δt/2)² ≤ 1, over h/√2


SWING = 0.03 / 299_792_458.0 * 1e12  # ps

ROWS = [
    result("thrown back twice, from ⟦0.64⟧ on", lambda: float(np.hypot(20 / 48, 1 - 24.5 / 48))),
    result("⟦Four⟧. The lengths of a surface", lambda: loops(2), reads={"Four": 4}),
    result("it stays at ⟦twice⟧ the number of holes", lambda: loops(3) / 3, reads={"twice": 2}, digits=1e-9),
    result("It stays at ⟦6⟧", lambda: loops(3)),
    result(r"fixed by the circulation round the hole, $⟦2⟧\pi$", circulation, digits=1e-9),
    result("this one holds out to ⟦1.0048⟧", box_limit),
    result(
        r"h/(\sqrt3\,c) = 10^{-3}/(⟦1.732⟧\cdot 2.998\cdot 10^8)\ \text{s} = ⟦1.93⟧$ ps",
        lambda: [3**0.5, longest_step()],
    ),
    result(
        r"A swing takes $0.03/(2.998\cdot 10^8)\ \text{s} = ⟦100⟧$ ps: ⟦52⟧ steps",
        lambda: [SWING, math.ceil(SWING / longest_step())],
    ),
]
GIVEN = [
    "up to rounding they make ⟦100⟧, since",
    "within ⟦0.2⟧ of its middle",
    "The step is ⟦4 %⟧ too long",
    "It is ⟦4 %⟧ of them",
    "add up to ⟦180°⟧ or more",
    "one of ⟦90°⟧ or more",
    "Above ⟦180°⟧ the library",
    "at exactly ⟦180°⟧",
    r"\sqrt3\,c) = 10^{-3}/(1.732\cdot ⟦2.998\cdot 10^8⟧)",
    r"A swing takes $⟦0.03⟧/(⟦2.998\cdot 10^8⟧)",
    "Look at the last figure at ⟦1.04⟧",
]
