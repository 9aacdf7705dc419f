"""TM-15, field: Maxwell's scheme is where an action's gradient vanishes, and its gauge invariance is charge conserved.

Yee's scheme is written out here in three dimensions, in point values and with a current, as in the paper of 1966: it
knows no form, no star, no action. The library's action and gradient know nothing of it.
"""

import numpy as np

from physdl.forms import CubicalGrid
from physdl.forms.maxwell import charge_balance, courant_limit, field_action, field_gradient, world_line

SHAPE, H = (6, 5, 7), (0.5, 0.6, 0.4)
STEPS = 40
DT = 0.9 / np.sqrt(np.sum(np.array(H) ** -2.0))


def outflow(field):
    """Return what flows out of the cell round each vertex inside, by its six faces, from point values."""
    (x, y, z), (dx, dy, dz) = field, H
    total = np.zeros(SHAPE)
    total[1:-1, 1:-1, 1:-1] = (
        np.diff(x, axis=0)[:, 1:-1, 1:-1] * dy * dz
        + np.diff(y, axis=1)[1:-1, :, 1:-1] * dx * dz
        + np.diff(z, axis=2)[1:-1, 1:-1] * dx * dy
    )
    return total


def plain_yee(E, steps, dt, flow, weight=1.0, sign=1.0):
    """Return the history of A (gauge A_t = 0) in point values, and the charges; `flow(n)` are three currents.

    The charges are read off the field in the first step alone. From then on they are what the currents bring: E is not
    asked again, so Gauss's law may fail.
    """
    Ex, Ey, Ez = (part.copy() for part in E)
    nx, ny, nz = SHAPE
    Hx, Hy, Hz = np.zeros((nx, ny - 1, nz - 1)), np.zeros((nx - 1, ny, nz - 1)), np.zeros((nx - 1, ny - 1, nz))
    dx, dy, dz = H
    A, charges = [[np.zeros_like(part)] for part in E], []
    for n in range(steps):
        Ex[:, 1:-1, 1:-1] += dt * (
            weight * (Hz[:, 1:, 1:-1] - Hz[:, :-1, 1:-1]) / dy - sign * (Hy[:, 1:-1, 1:] - Hy[:, 1:-1, :-1]) / dz
        )
        Ey[1:-1, :, 1:-1] += dt * (
            (Hx[1:-1, :, 1:] - Hx[1:-1, :, :-1]) / dz - (Hz[1:, :, 1:-1] - Hz[:-1, :, 1:-1]) / dx
        )
        Ez[1:-1, 1:-1] += dt * ((Hy[1:, 1:-1] - Hy[:-1, 1:-1]) / dx - (Hx[1:-1, 1:] - Hx[1:-1, :-1]) / dy)
        for part, current in zip((Ex, Ey, Ez), flow(n), strict=True):
            part -= dt * current
        Hx -= dt * ((Ez[:, 1:] - Ez[:, :-1]) / dy - (Ey[:, :, 1:] - Ey[:, :, :-1]) / dz)
        Hy -= dt * ((Ex[:, :, 1:] - Ex[:, :, :-1]) / dz - (Ez[1:] - Ez[:-1]) / dx)
        Hz -= dt * ((Ey[1:] - Ey[:-1]) / dx - (Ex[:, 1:] - Ex[:, :-1]) / dy)
        for history, part in zip(A, (Ex, Ey, Ez), strict=True):
            history.append(history[-1] - dt * part)
        if n == 0:
            charges.append(outflow((Ex, Ey, Ez)))
        else:
            charges.append(charges[-1] - dt * outflow(flow(n)))
    return [np.stack(history) for history in A], np.array(charges)


def start(seed):
    rng = np.random.default_rng(seed)
    E = [rng.standard_normal(shape) for shape in CubicalGrid(SHAPE, H).shapes(1)]
    for i, part in enumerate(E):
        for axis in range(3):
            if axis != i:
                part[(slice(None),) * axis + ([0, -1],)] = 0
    return E


def cut(seed, n):
    """Return currents of one moment, nothing along the walls."""
    return [0.3 * part for part in start(1000 * seed + n)]


def gradient(A, charges, flow, dt):
    """Return the largest entries of the gradient on edges of space and of time, relative to the largest flux."""
    grid = CubicalGrid((STEPS + 1, *SHAPE), (dt, *H))
    area = np.prod(H) / np.array(H)
    potential = (np.zeros(grid.shapes(1)[0]), *[part * h for part, h in zip(A, H, strict=True)])
    current = [charges]
    for i in range(3):
        passing = np.zeros(grid.shapes(1)[1 + i])
        for n in range(1, STEPS):
            passing[n] = flow(n)[i] * area[i] * dt
        current.append(passing)
    slope = field_gradient(grid, potential, current)
    flux = max(np.abs(np.diff(part, axis=0)).max() / dt * a for part, a in zip(A, area, strict=True))
    return max(np.abs(part).max() for part in slope[1:]) / flux, np.abs(slope[0]).max() / flux


def test_yees_scheme_is_the_actions_gradient(ledger):
    whole, faults, unbalanced, leaks = [], [], [], []
    for seed in range(4):
        flow = lambda n, seed=seed: cut(seed, n)  # noqa: E731
        A, charges = plain_yee(start(seed), STEPS, DT, flow)
        whole += gradient(A, charges, flow, DT)
        leak = charges.copy()
        leak[1:] = charges[0] + 1.01 * (charges[1:] - charges[0])  # currents bring 1 % more than they carry
        leaks.append(gradient(A, leak, flow, DT)[1])
        for wrong in ({"weight": 1.01}, {"sign": -1.0}):
            A, charges = plain_yee(start(seed), 12, DT, flow, **wrong)
            A = [np.concatenate([part, np.repeat(part[-1:], STEPS - 12, axis=0)]) for part in A]
            grid = CubicalGrid((13, *SHAPE), (DT, *H))
            potential = (np.zeros(grid.shapes(1)[0]), *[part[:13] * h for part, h in zip(A, H, strict=True)])
            area = np.prod(H) / np.array(H)
            current = (
                charges,
                *[np.stack([flow(n)[i] * area[i] * DT * (0 < n < 12) for n in range(13)]) for i in range(3)],
            )
            slope = field_gradient(grid, potential, current)
            flux = max(np.abs(np.diff(part, axis=0)).max() / DT * a for part, a in zip(A, area, strict=True))
            faults.append(max(np.abs(part).max() for part in slope[1:]) / flux)
            unbalanced.append(np.abs(slope[0]).max() / flux)
    bent, turned = faults[::2], faults[1::2]
    assert max(whole) < 1e-13
    assert min(bent) > 1e-3
    assert min(turned) > 0.1
    assert min(unbalanced) > 1e-3  # a curl with a fault has sources
    assert min(leaks) > 1e-3
    ledger(
        claim="TM-15",
        part="field",
        needed="4 random fields with currents: gradient below 1e-13 of the fluxes, Gauss's law included",
        measured=f"{max(whole):.1e}; one weight × 1.01 gives {min(bent):.0e}, one sign {min(turned):.1f}, "
        f"charges that grow 1.01 times as fast {min(leaks):.0e} at least",
        tolerance=1e-13,
        value=max(whole),
        hypotheses="a grid of boxes in a conducting box; potentials held at the first and last moment",
    )


def test_stationary_is_not_stable(ledger):
    """Beyond the Courant limit: the field explodes, and the gradient keeps to rounding of the fluxes of its moment."""
    dt = 1.1 * courant_limit(CubicalGrid(SHAPE, H)) / 0.9
    none = [np.zeros(shape) for shape in CubicalGrid(SHAPE, H).shapes(1)]
    A, charges = plain_yee(start(9), STEPS, dt, lambda n: none)
    sizes = np.array([max(np.abs(part[n + 1] - part[n]).max() for part in A) for n in range(STEPS)]) / dt
    grid = CubicalGrid((STEPS + 1, *SHAPE), (dt, *H))
    potential = (np.zeros(grid.shapes(1)[0]), *[part * h for part, h in zip(A, H, strict=True)])
    slope = field_gradient(grid, potential, (charges, *[np.zeros(s) for s in grid.shapes(1)[1:]]))
    area = max(np.prod(H) / np.array(H))
    rest = [
        max(*(np.abs(part[n]).max() for part in slope), np.abs(slope[0][n - 1]).max())
        / (area * max(sizes[n - 1], sizes[n]))
        for n in range(1, STEPS)
    ]
    assert sizes[-1] > 1e6 * sizes[0]
    assert max(rest) < 1e-12
    ledger(
        claim="TM-15",
        part="field, its limit",
        needed="beyond the Courant limit the field grows without end, at a gradient that stays at rounding",
        measured=f"field × {sizes[-1] / sizes[0]:.0e} in {STEPS} steps, gradient {max(rest):.1e}",
        tolerance=1e-12,
        value=max(rest),
        hypotheses="a step 1.2 limits long",
    )


def test_gauge_invariance_is_conservation_of_charge(ledger):
    grid = CubicalGrid((9, 5, 6, 4), (0.2, 0.5, 0.4, 0.7))
    kept, seen, balance = [], [], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        A = [rng.standard_normal(shape) for shape in grid.shapes(1)]
        gauge = rng.standard_normal(grid.shape)
        gauge[[0, -1]] = 0
        moved = [a + g for a, g in zip(A, grid.d((gauge,), 0), strict=True)]
        at, path = rng.integers(1, np.array(grid.shape[1:]) - 1), []
        for t in range(9):  # a walk of whole steps through space, in time one after the other
            path.append([t, *at])
            axis, way = rng.integers(3), rng.choice([-1, 1])
            if 0 < at[axis] + way < grid.shape[1 + axis] - 1 and t < 8:
                at = at.copy()
                at[axis] += way
                path.append([t, *at])
        charge = int(rng.integers(1, 5))
        for line, changes in ((path, kept), (path[: len(path) // 2], seen)):
            J = world_line(grid, line, charge)
            terms = sum(np.abs(a * j).sum() for a, j in zip(A, J, strict=True))
            change = field_action(grid, moved, J) - field_action(grid, A, J)
            foretold = charge * gauge[tuple(line[-1])]
            size = terms + abs(field_action(grid, A))
            changes.append((abs(change) / size, abs(change - foretold) / size, abs(foretold)))
            balance.append(np.count_nonzero(charge_balance(grid, J)[1:-1]))
    assert max(c[0] for c in kept) < 1e-13
    assert max(c[1] for c in seen) < 1e-13
    assert min(c[2] for c in seen) > 0
    assert balance[::2] == [0] * 20
    assert balance[1::2] == [1] * 20
    ledger(
        claim="TM-15",
        part="gauge and charge",
        needed="20 charges on random world lines: S unchanged; cut in the middle, changed by charge × gauge at the end",
        measured=f"change {max(c[0] for c in kept):.0e} of S; cut, as foretold to {max(c[1] for c in seen):.0e}",
        tolerance=1e-13,
        value=max(*(c[0] for c in kept), *(c[1] for c in seen)),
        hypotheses="changes of gauge that vanish in the first and last moment",
    )
