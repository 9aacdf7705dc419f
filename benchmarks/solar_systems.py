"""Leapfrog of 1,024 solar systems of nine bodies, and of one: `physdl.action.orbits.nbody` against REBOUND (C)."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np

from physdl.action.orbits import GRAVITY, nbody, solar_system

GOAL = 0.8
HEADINGS = ("systems", "method", "peer", "our ns", "peer ns", "ratio (quartiles)", "of goal", "apart (au)")


def simulation(rebound, system, method, dt):
    made = rebound.Simulation()
    made.G, made.integrator, made.dt = GRAVITY, method, dt
    for m, q, v in zip(system.mass, system.position, system.velocity, strict=True):
        made.add(m=m, x=q[0], y=q[1], z=q[2], vx=v[0], vy=v[1], vz=v[2])
    return made


def main():
    options = _pairs.begin(__doc__, systems=(1024, None), steps=(200, None), repeats=(7, "measured pairs"))
    rebound, now = _pairs.peer("rebound"), solar_system()
    many = [np.broadcast_to(x, (options.systems, *x.shape)).copy() for x in (now.position, now.velocity)]
    one = now.position, now.velocity
    tasks = (
        (options.systems, many, options.steps, "leapfrog", "leapfrog", 4.0),
        (1, one, 20 * options.steps, "leapfrog", "leapfrog", 4.0),
        (1, one, 5 * options.steps, "wisdom_holman", "whfast", 8.0),
    )
    rows = []
    for count, start, steps, method, name, dt in tasks:

        def ours(start=start, steps=steps, method=method, dt=dt):
            return nbody(now.mass, *start, dt, steps, method=method, every=steps)[0][-1]

        if rebound is None:
            rows.append((f"{count}", method, "-", f"{1e9 * _pairs.seconds(ours) / steps / count:.0f}", *["-"] * 4))
            continue

        def theirs(steps=count * steps, name=name, dt=dt):  # one after the other: as many steps of one
            simulation(rebound, now, name, dt).steps(steps)

        same = simulation(rebound, now, name, dt)
        same.steps(steps)
        same.synchronize()
        apart = np.abs(ours().reshape(-1, 9, 3)[0] - [body.xyz for body in same.particles]).max()
        a, b, low, high = _pairs.alternate(ours, theirs, options.repeats)
        rows.append(
            (
                f"{count}",
                method,
                f"rebound {rebound.__version__}",
                f"{1e9 * a / steps / count:.0f}",
                f"{1e9 * b / steps / count:.0f}",
                f"{a / b:.2f} ({low:.2f}–{high:.2f})",
                f"{a / b / GOAL:.0%}" if count > 1 else "-",
                f"{apart:.0e}",
            )
        )
    _pairs.table(HEADINGS, rows)
    print(f"Times are for one step of one system. Goal with many systems: ≤ {GOAL}; a single one is slower than C.")
    print("REBOUND's leapfrog drifts, kicks and drifts, ours kicks, drifts and kicks: they are apart by their errors.")


if __name__ == "__main__":
    main()
