"""Maxwell's equations on a grid: the action against its gradient, Yee's scheme, exact waves, a dipole's exact field."""

import numpy as np
import pytest
from scipy import linalg

from physdl.forms import CubicalGrid, grid_poisson
from physdl.forms.maxwell import (
    YeeBox,
    box_frequency,
    box_mode,
    cells,
    charge_balance,
    courant_limit,
    dipole,
    electric_and_magnetic,
    field_action,
    field_gradient,
    stationary_potential,
    world_line,
)

FLAT = CubicalGrid((5, 4, 6), (0.3, 0.7, 0.9))
SOLID = CubicalGrid((4, 4, 3, 5), (0.3, 0.7, 0.9, 0.8))


def drawn(grid, k, seed=0):
    rng = np.random.default_rng(seed)
    return tuple(rng.standard_normal(shape) for shape in grid.shapes(k))


def plus(a, b, factor=1.0):
    return tuple(x + factor * y for x, y in zip(a, b, strict=True))


def largest(a):
    return max(np.abs(part).max() for part in a)


@pytest.mark.parametrize("grid", [FLAT, SOLID, CubicalGrid((3, 5, 4), 0.5, periodic=True)], ids=["2", "3", "periodic"])
def test_the_transpose_is_adjoint_to_d(grid):
    for k in range(grid.dimension):
        a, b = drawn(grid, k), drawn(grid, k + 1, 1)
        there = sum(np.vdot(x, y) for x, y in zip(grid.d(a, k), b, strict=True))
        back = sum(np.vdot(x, y) for x, y in zip(a, cells.transposed(grid, b, k), strict=True))
        assert np.isclose(there, back, rtol=1e-12)


@pytest.mark.parametrize("grid", [FLAT, SOLID], ids=["2", "3"])
def test_the_gradient_is_that_of_the_action(grid):
    """The action is quadratic, so central differences have no error but rounding."""
    a, j = drawn(grid, 1), drawn(grid, 1, 1)
    slope = field_gradient(grid, a, j)
    held = cells.hold(grid, tuple(np.ones(shape) for shape in grid.shapes(1)))
    for component, free in enumerate(held):
        for index in np.ndindex(free.shape):
            change = grid.zeros(1)
            change[component][index] = 0.5
            there, back = field_action(grid, plus(a, change), j), field_action(grid, plus(a, change, -1), j)
            wanted = (there - back) if free[index] else 0.0
            assert np.isclose(slope[component][index], wanted, rtol=1e-11, atol=1e-11)


def test_held_edges_are_those_in_the_boundary():
    held = cells.hold(FLAT, tuple(np.ones(shape) for shape in FLAT.shapes(1)))
    assert [int(part.sum()) for part in held] == [4 * 2 * 4, 3 * 3 * 4, 3 * 2 * 5]


def test_the_action_of_a_constant_field():
    """E along x and B across, both constant: (E² − B²)/2 times the volume."""
    grid = CubicalGrid((5, 4, 6), (0.3, 0.7, 0.9))
    t, x, _ = grid.vertices()
    a = (np.zeros(grid.shapes(1)[0]), -2.0 * t[:, :-1] * 0.7, 3.0 * x[:, :, :-1] * 0.9)
    E, B = electric_and_magnetic(grid, a)
    assert np.allclose(E[0], 2.0 * 0.7)
    assert not np.abs(E[1]).max() > 1e-12
    assert np.allclose(B[0], 3.0 * 0.7 * 0.9)
    electric = 4.0 / 2 * (4 * 3 * 6) * (0.3 * 0.7 * 0.9)  # cells that belong to the faces: walls counted whole
    magnetic = 9.0 / 2 * (5 * 3 * 5) * (0.3 * 0.7 * 0.9)
    assert np.isclose(field_action(grid, a), electric - magnetic)


@pytest.mark.parametrize("grid", [FLAT, SOLID], ids=["2", "3"])
def test_a_change_of_gauge_asks_for_the_balance_of_charge(grid):
    a, j, (shift,) = drawn(grid, 1), drawn(grid, 1, 1), drawn(grid, 0, 2)
    moved = plus(a, grid.d((shift,), 0))
    change = field_action(grid, moved, j) - field_action(grid, a, j)
    assert np.isclose(change, np.sum(shift * charge_balance(grid, j)), rtol=1e-11)
    assert np.isclose(field_action(grid, moved), field_action(grid, a), rtol=1e-12)


@pytest.mark.parametrize("grid", [FLAT, SOLID], ids=["2", "3"])
def test_the_gradient_balances_as_the_charge_does(grid):
    """The transpose of d of the whole gradient is that of the current, whatever the potential: Noether's identity."""
    a, j = drawn(grid, 1), drawn(grid, 1, 1)
    force = [w * part for w, part in zip(cells.stars(grid, 2, lorentz=True), grid.d(a, 1), strict=True)]
    whole = plus(j, cells.transposed(grid, force, 1), -1)
    assert np.allclose(charge_balance(grid, whole), charge_balance(grid, j), atol=1e-12)


def test_world_lines_conserve_charge_in_whole_numbers():
    path = [[0, 1, 1], [1, 1, 1], [1, 2, 1], [2, 2, 1], [2, 2, 2], [2, 2, 3], [3, 2, 3], [4, 2, 3]]
    j = world_line(FLAT, path, charge=3)
    ends = charge_balance(FLAT, j)
    assert [tuple(where) for where in np.argwhere(ends)] == [(0, 1, 1), (4, 2, 3)]
    assert ends[0, 1, 1] == -3
    assert ends[4, 2, 3] == 3
    assert [part.sum() for part in j] == [12, 3, 6]
    assert j[2][2, 2, 1] == j[2][2, 2, 2] == 3


def test_backwards_in_time_is_the_opposite_charge():
    loop = [[1, 1, 1], [2, 1, 1], [2, 2, 1], [1, 2, 1], [1, 1, 1]]
    j = world_line(FLAT, loop)
    assert not charge_balance(FLAT, j).any()
    assert j[0][1, 1, 1] == 1
    assert j[0][1, 2, 1] == -1
    back = world_line(FLAT, loop[::-1])
    assert all(np.array_equal(x, -y) for x, y in zip(j, back, strict=True))


def by_hand(shape, h, dt, steps, E, B, J=None, weight=1.0, sign=1.0):
    """Return the history of A in 3 dimensions by Yee's equations in points, six of them in turn."""
    Ex, Ey, Ez = (part.copy() for part in E)
    Hx, Hy, Hz = (part.copy() for part in B)
    dx, dy, dz = h
    A = [[np.zeros_like(part)] for part in E]
    for n in range(steps):
        Ex[:, 1:-1, 1:-1] += dt * (
            weight * (Hz[:, 1:, 1:-1] - Hz[:, :-1, 1:-1]) / dy - sign * (Hy[:, 1:-1, 1:] - Hy[:, 1:-1, :-1]) / dz
        )
        Ey[1:-1, :, 1:-1] += dt * (
            (Hx[1:-1, :, 1:] - Hx[1:-1, :, :-1]) / dz - (Hz[1:, :, 1:-1] - Hz[:-1, :, 1:-1]) / dx
        )
        Ez[1:-1, 1:-1] += dt * ((Hy[1:, 1:-1] - Hy[:-1, 1:-1]) / dx - (Hx[1:-1, 1:] - Hx[1:-1, :-1]) / dy)
        if J is not None:
            for part, flow in zip((Ex, Ey, Ez), J(n), strict=True):
                part -= dt * flow
        Hx -= dt * ((Ez[:, 1:] - Ez[:, :-1]) / dy - (Ey[:, :, 1:] - Ey[:, :, :-1]) / dz)
        Hy -= dt * ((Ex[:, :, 1:] - Ex[:, :, :-1]) / dz - (Ez[1:] - Ez[:-1]) / dx)
        Hz -= dt * ((Ey[1:] - Ey[:-1]) / dx - (Ex[:, 1:] - Ex[:, :-1]) / dy)
        for history, part in zip(A, (Ex, Ey, Ez), strict=True):
            history.append(history[-1] - dt * part)
    return [np.stack(history) for history in A], (Ex, Ey, Ez), (Hx, Hy, Hz)


SHAPE, H = (6, 5, 7), (0.5, 0.6, 0.4)
SPACE = CubicalGrid(SHAPE, H)


def start():
    """Return random E and B, points on edges and faces, nothing along the walls, no magnetic charge."""
    electric = cells.hold(SPACE, drawn(SPACE, 1, 3))
    magnetic = SPACE.d(cells.hold(SPACE, drawn(SPACE, 1, 4)), 1)
    points = [part / h for part, h in zip(electric, H, strict=True)]
    dx, dy, dz = H
    fluxes = [magnetic[2] / (dy * dz), -magnetic[1] / (dx * dz), magnetic[0] / (dx * dy)]
    return electric, magnetic, points, fluxes


def residual(A, dt):
    grid = CubicalGrid((len(A[0]), *SHAPE), (dt, *H))
    potential = (np.zeros(grid.shapes(1)[0]), *[part * h for part, h in zip(A, H, strict=True)])
    slope = field_gradient(grid, potential)
    size = largest(cells.transposed(grid, [abs(part) for part in grid.d(potential, 1)], 1))
    return max(np.abs(part).max() for part in slope[1:]) / size


def test_the_gradient_vanishes_on_yees_scheme():
    """Yee's six equations written out in points; three ways of breaking one of them are seen."""
    dt = 0.9 * courant_limit(SPACE)
    _, _, points, fluxes = start()
    zero = [0 * part for part in fluxes]
    assert residual(by_hand(SHAPE, H, dt, 30, points, zero)[0], dt) < 1e-13
    assert residual(by_hand(SHAPE, H, dt, 30, points, zero, weight=1.01)[0], dt) > 1e-4
    assert residual(by_hand(SHAPE, H, dt, 30, points, zero, sign=-1.0)[0], dt) > 1e-2


def test_steps_are_yees():
    dt = 0.9 * courant_limit(SPACE)
    electric, magnetic, points, fluxes = start()
    box = YeeBox(SPACE, electric, magnetic, dt=dt)
    flows = [cells.hold(SPACE, drawn(SPACE, 1, 10 + n)) for n in range(12)]
    area = np.array([H[1] * H[2], H[0] * H[2], H[0] * H[1]]) * dt
    time = box.run(12, lambda n: flows[n])
    density = lambda n: [part / a for part, a in zip(flows[n], area, strict=True)]  # noqa: E731
    _, E, (Hx, Hy, Hz) = by_hand(SHAPE, H, dt, 12, points, fluxes, density)
    assert np.isclose(time, 12 * dt)
    for ours, theirs, h in zip(box.electric, E, H, strict=True):
        assert np.allclose(ours, theirs * h, rtol=0, atol=1e-12)
    dx, dy, dz = H
    for ours, theirs in zip(box.magnetic, (Hz * dx * dy, -Hy * dx * dz, Hx * dy * dz), strict=True):
        assert np.allclose(ours, theirs, rtol=0, atol=1e-12)


@pytest.mark.parametrize("gauge", [False, True], ids=["no A_t", "any A_t"])
def test_the_stationary_potential_is_stationary(gauge):
    grid = CubicalGrid((12, 6, 5, 4), (0.25, 0.5, 0.6, 0.7))
    q = np.array([0, 0, 1.0, 3, -2, 0, 1, 1, 0, 0.5, 2])
    j = plus(dipole(grid, (2, 2, 1), 1, q), dipole(grid, (3, 1, 1), 0, -q))
    walk = [[0, 2, 1, 1]] + [[n, 2, 1, 1] for n in range(1, 5)] + [[n, 3, 1, 1] for n in range(4, 12)]
    found = stationary_potential(grid, grid.zeros(1), j)
    if gauge:  # the same field, begun with other potentials
        moved = plus(found, grid.d(drawn(grid, 0, 5), 0))
        again = stationary_potential(grid, moved, j)
        assert largest(plus(again, moved, -1)) < 1e-11
        found = again
    assert largest(field_gradient(grid, found, j)) < 1e-12
    lonely = plus(j, world_line(grid, walk))  # a charge whose field nobody laid out in the beginning
    missing = field_gradient(grid, found, lonely)[0]
    assert np.isclose(largest([missing]), 1.0)


def test_without_conserved_charge_nothing_is_stationary():
    """What vanishes on edges of space cannot vanish on those of time: Gauss's law breaks where charge is made."""
    grid = CubicalGrid((9, 6, 6), (0.4, 0.7, 0.7))
    j = world_line(grid, [[4, 2, 2], [5, 2, 2], [6, 2, 2], [7, 2, 2], [8, 2, 2]])
    slope = field_gradient(grid, stationary_potential(grid, grid.zeros(1), j), j)
    assert largest(slope[1:]) < 1e-13
    assert np.allclose(slope[0][4:, 2, 2], 1.0)


def test_gauss():
    space = CubicalGrid((7, 6, 5), (0.5, 0.4, 0.3))
    grid = CubicalGrid((30, 7, 6, 5), (0.1, 0.5, 0.4, 0.3))
    q = np.concatenate([[0], np.random.default_rng(1).integers(-3, 4, 28).astype(float)])
    j = dipole(grid, (2, 2, 2), 0, q)
    box = YeeBox(space, space.zeros(1), dt=0.1)
    for n in range(28):
        box.run(1, lambda _: [part[n + 1] for part in j[1:]])  # noqa: B023
        inside = box.charge[1:-1, 1:-1, 1:-1]
        assert np.allclose(inside, j[0][n + 1, 1:-1, 1:-1, 1:-1], rtol=0, atol=1e-12)
        assert abs(box.charge.sum()) < 1e-12


def test_a_resting_charge_has_coulombs_field():
    """Poisson's equation, solved by sines: the potential at rest makes the action stationary."""
    grid = CubicalGrid((5, 9, 8, 7), (0.2, 0.5, 0.4, 0.3))
    space = cells.spatial(grid)
    density = np.zeros(space.shape)
    density[3, 4, 2] = 2.0 / np.prod(space.spacing)
    phi = grid_poisson(space, density)
    rest = (np.broadcast_to(-0.2 * phi, (4, 9, 8, 7)), *grid.zeros(1)[1:])
    j = world_line(grid, [[n, 3, 4, 2] for n in range(5)], charge=2)
    assert largest(field_gradient(grid, rest, j)) < 1e-12
    assert largest(field_gradient(grid, rest)) > 1.9


@pytest.mark.parametrize(
    ("shape", "h", "numbers"),
    [
        ((9, 7), (0.5, 0.4), (2, 1)),
        ((9, 7), (0.5, 0.4), (0, 3)),
        ((9, 7), (0.5, 0.4), (7, 5)),
        ((6, 5, 7), (0.5, 0.4, 0.3), (1, 2, 1)),
        ((6, 5, 7), (0.5, 0.4, 0.3), (1, 0, 2)),
    ],
)
def test_modes_swing_at_their_frequency(shape, h, numbers):
    grid = CubicalGrid(shape, h)
    dt = 0.95 * courant_limit(grid)
    omega, mode = box_frequency(grid, numbers, dt), box_mode(grid, numbers)
    box = YeeBox(grid, tuple(np.cos(omega * dt / 2) * part for part in mode), dt=dt)
    inside = (slice(1, -1),) * len(shape)
    assert np.abs(box.charge[inside]).max() < 1e-12
    lengths = [part / step for part, step in zip(mode, h, strict=True)]
    assert max(np.abs(part).max() for part in lengths) > 0.4
    for n in range(1, 200):
        box.run(1)
        wanted = [np.cos(omega * (n - 0.5) * dt) * part for part in mode]
        assert largest(plus(box.electric, wanted, -1)) < 1e-11


def test_frequencies_are_those_of_the_matrix():
    """All of them: eigenvalues of the second differences on faces, whose ends are free, by LAPACK."""
    grid = CubicalGrid((7, 6), (0.5, 0.3))

    def second(count, h):
        step = np.diff(np.eye(count), axis=0) / h
        return step.T @ step

    whole = np.kron(second(6, 0.5), np.eye(5)) + np.kron(np.eye(6), second(5, 0.3))
    squares = linalg.eigvalsh(whole)[1:]
    dt = 0.9 * courant_limit(grid)
    exact = np.sort(2 * np.arcsin(dt * np.sqrt(squares) / 2) / dt)
    ours = sorted(box_frequency(grid, (m, k), dt) for m in range(6) for k in range(5) if m + k)
    assert np.allclose(ours, exact, rtol=1e-12)


def test_frequencies_tend_to_natures_with_order_two():
    errors = []
    for cells_along in (8, 16, 32, 64):
        grid = CubicalGrid((cells_along + 1, cells_along + 1), (2 / cells_along, 1 / cells_along))
        errors.append(1 - box_frequency(grid, (2, 1), 0.5 / cells_along) / box_frequency(grid, (2, 1)))
    assert np.isclose(box_frequency(grid, (2, 1)), np.pi * np.sqrt(2))
    slopes = np.diff(np.log2(errors))
    assert np.all(np.abs(slopes + 2) < 0.03)


def swollen(h):
    """Return a dipole's field in space after a smooth swelling, and its exact value (Hertz), before walls answer."""
    half = round(1.5 / h)
    grid = CubicalGrid((2 * half + 2, 2 * half + 1, 2 * half + 1), h)
    dt = 0.5 * h
    moment = lambda t: np.where(t > 0, t**4 * np.exp(-8 * t), 0.0) * 1e3  # noqa: E731
    rate = lambda t: np.where(t > 0, (4 * t**3 - 8 * t**4) * np.exp(-8 * t), 0.0) * 1e3  # noqa: E731
    second = lambda t: np.where(t > 0, (12 * t**2 - 64 * t**3 + 64 * t**4) * np.exp(-8 * t), 0.0) * 1e3  # noqa: E731
    flow = grid.zeros(1)

    def current(n):  # at time n dt
        flow[0][half, half, half] = (moment((n + 0.5) * dt) - moment((n - 0.5) * dt)) / h
        return flow

    box = YeeBox(grid, grid.zeros(1), dt=dt)
    time = box.run(round(1.25 / dt), current)
    edges = half + round(0.75 / h) - 1  # the face's middle beside the dipole's equator
    measured = box.magnetic[0][half, edges, half] / h**2
    r = 0.75 - h / 2
    exact = (second(time - r) / r + rate(time - r) / r**2) / (4 * np.pi)
    return measured, exact


def test_a_dipole_radiates_as_hertz_says():
    errors = [abs(measured - exact) for measured, exact in (swollen(0.125), swollen(0.0625))]
    assert errors[1] < 0.02 * abs(swollen(0.0625)[1])
    assert errors[1] < 0.35 * errors[0]


@pytest.mark.parametrize("periodic", [False, True])
def test_energy_is_kept_below_the_limit_and_beyond(periodic):
    grid = CubicalGrid((8, 6, 10), (0.5, 0.6, 0.4), periodic=periodic)
    electric = cells.hold(grid, drawn(grid, 1, 7))
    calm = YeeBox(grid, electric, dt=0.99 * courant_limit(grid))
    wild = YeeBox(grid, electric, dt=1.15 * courant_limit(grid), beyond_courant=True)
    before = calm.energy, wild.energy
    calm.run(400)
    assert np.isclose(calm.energy, before[0], rtol=1e-11)
    assert largest(calm.electric) < 20 * largest(electric)
    wild.run(100)
    size = largest(wild.electric) / largest(electric)
    assert size > 1e3
    assert abs(wild.energy - before[1]) < 1e-10 * size**2


def test_stationary_is_not_stable():
    """Beyond the limit the potential explodes, and the gradient stays at rounding, relative to what it is made of."""
    grid = CubicalGrid((120, 9, 9), (1.1 * 0.5 / np.sqrt(2), 0.5, 0.5))
    space = cells.spatial(grid)
    a = grid.zeros(1)
    for part, grown in zip(a[1:], cells.hold(space, drawn(space, 1, 8)), strict=True):
        part[:2] = 1e-3 * grown
    found = stationary_potential(grid, a, beyond_courant=True)
    assert largest(found) > 1e15
    slope = field_gradient(grid, found)
    moments = [max(np.abs(part[n]).max() for part in found[1:]) for n in range(1, 119)]
    relative = [max(np.abs(part[n]).max() for part in slope[1:]) / moments[n - 1] for n in range(1, 119)]
    assert max(relative) < 1e-13
    with pytest.raises(ValueError, match=r"`grid` must have a step of time of at most 0.353553, the Courant limit"):
        stationary_potential(grid, a)


def test_periodic_waves():
    """A plane wave round a periodic box has the scheme's frequency for any direction of its wave vector."""
    grid = CubicalGrid((8, 6), (0.5, 0.4), periodic=True)
    k = 2 * np.pi * np.array([2 / 4.0, 1 / 2.4])
    slope = 2 * np.sin(k * grid.spacing / 2) / grid.spacing
    dt = 0.9 * courant_limit(grid)
    omega = 2 * np.arcsin(dt * np.sqrt(np.sum(slope**2)) / 2) / dt
    i, j = np.meshgrid(np.arange(8), np.arange(6), indexing="ij")

    def at(t):
        phase = k[0] * 0.5 * i + k[1] * 0.4 * j - omega * t
        size = np.sqrt(np.sum(slope**2))
        return (
            -slope[1] / size * 0.5 * np.cos(phase + k[0] * 0.25),
            slope[0] / size * 0.4 * np.cos(phase + k[1] * 0.2),
        ), (0.2 * np.cos(phase + k[0] * 0.25 + k[1] * 0.2),)

    box = YeeBox(grid, at(-dt / 2)[0], at(0)[1], dt=dt)
    for n in range(1, 60):
        box.run(1)
        assert largest(plus(box.electric, at((n - 0.5) * dt)[0], -1)) < 1e-12
        assert largest(plus(box.magnetic, at(n * dt)[1], -1)) < 1e-12


def test_single_precision_stays():
    grid = CubicalGrid((6, 5, 5), (0.25, 0.5, 0.5))
    a = tuple(part.astype(np.float32) for part in drawn(grid, 1))
    j = dipole(grid, (1, 2), 0, np.array([0, 1.0, 2, 1, 0]))
    space = cells.spatial(grid)
    e = cells.hold(space, tuple(part.astype(np.float32) for part in drawn(space, 1)))
    box = YeeBox(space, e, dt=0.25)
    box.run(3, lambda n: [part[n] for part in j[1:]])
    small = tuple(part * np.float32(0) for part in a)
    for made in (
        field_gradient(grid, a, j),
        electric_and_magnetic(grid, a)[0],
        stationary_potential(grid, small, j),
        box.electric,
        box.magnetic,
        [box.charge],
    ):
        assert {part.dtype for part in made} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: YeeBox(SPACE, SPACE.zeros(1), dt=1.0), "`dt` must have a step of time of at most 0.277"),
        (lambda: YeeBox(SPACE, drawn(SPACE, 1), dt=0.1), "`electric` must have no electric field along the walls"),
        (lambda: YeeBox(SPACE, SPACE.zeros(2), dt=0.1), r"`electric\[0\]` must have shape"),
        (lambda: YeeBox(SOLID, SOLID.zeros(1), dt=0.1), "`grid` must have two or three axes, those of space"),
        (lambda: field_action(CubicalGrid((4, 4)), ()), "`grid` must have three or four axes: time"),
        (lambda: field_action(CubicalGrid((4, 4, 4), periodic=True), ()), "`grid` must not be periodic"),
        (lambda: field_action(FLAT, drawn(FLAT, 1)[:2]), "`potential` must have 3 components"),
        (lambda: world_line(FLAT, [[0, 1, 1], [1, 2, 1]]), "go one step along one axis at a time; got .* in row 0"),
        (lambda: world_line(FLAT, [[0, 1, 9]]), r"stay within the grid of \(5, 4, 6\) vertices; got \[0, 1, 9\]"),
        (lambda: dipole(FLAT, (0, 1), 1, np.zeros(4)), r"`at\[0\]` must be at least 1"),
        (lambda: dipole(FLAT, (1, 1), 2, np.zeros(4)), "`axis` must be at most 1"),
        (lambda: box_mode(SPACE, (0, 0, 1)), "`numbers` must hold at most one 0"),
        (lambda: box_frequency(SPACE, (5, 1, 1)), r"`numbers\[0\]` must be at most 4"),
        (lambda: box_frequency(SPACE, (4, 3, 5), 0.35), "`dt` must be at most 0.2.*, or this wave grows"),
    ],
)
def test_what_cannot_be_meant_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def test_what_explodes_is_stopped_by_name():
    grid = CubicalGrid((6, 6), 0.5)
    box = YeeBox(grid, box_mode(grid, (4, 4)), dt=2.0, beyond_courant=True)
    with pytest.raises(ValueError, match=r"`steps` must end before the fields overflow; .* shortest waves grow"):
        box.run(10_000)


def test_a_current_of_another_shape_is_refused_by_name():
    box = YeeBox(SPACE, SPACE.zeros(1), dt=0.1)
    with pytest.raises(ValueError, match=r"`current\[0\]` must have shape .* It was returned by `current`"):
        box.run(1, lambda n: SPACE.zeros(2))
