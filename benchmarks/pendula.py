"""Ten thousand pendula for a thousand leapfrog steps: `physdl.action.integrate` against JAX (`lax.scan`) and torch."""

import _pairs  # isort: skip  # first: it sets the number of threads
import os

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import numpy as np

from physdl.action import integrate, pendulum_force

GOALS = {"jax": 0.35, "torch": 1.0}
HEADINGS = ("task", "peer", "ours ms", "peer ms", "ratio (quartiles)", "of goal", "ns per step", "apart", "|ΔH|")


def by_scan(jax, q, p, dt, steps):
    """Return the run of a compiled scan with the sine computed once in a step."""
    import jax.numpy as jnp

    @jax.jit
    def run(q, p):
        def step(state, _):
            q, p = state
            q = q + dt * p
            p = p - dt * jnp.sin(q)
            return (q, p), None

        p = p - dt / 2 * jnp.sin(q)
        (q, p), _ = jax.lax.scan(step, (q, p), None, length=steps)
        return q, p + dt / 2 * jnp.sin(q)

    start = jnp.asarray(q), jnp.asarray(p)
    return lambda: [np.asarray(x) for x in jax.block_until_ready(run(*start))]


def in_place(torch, q, p, dt, steps):
    """Return the run of torch's operations in place, on buffers that stay."""
    start = torch.as_tensor(q), torch.as_tensor(p)

    def run():
        q, p = (x.clone() for x in start)
        sine = torch.sin(q)
        p.sub_(sine, alpha=dt / 2)
        for _ in range(steps):
            q.add_(p, alpha=dt)
            torch.sin(q, out=sine)
            p.sub_(sine, alpha=dt)
        return q.numpy(), p.add_(sine, alpha=dt / 2).numpy()

    return run


def main():
    options = _pairs.begin(__doc__, pendula=(10_000, None), steps=(1_000, None), repeats=(9, "measured pairs"))
    jax, torch = _pairs.peer("jax"), _pairs.peer("torch")
    if jax is not None:
        jax.config.update("jax_enable_x64", True)
    if torch is not None:
        torch.set_num_threads(1)
    dt, steps = 0.05, options.steps
    rng = np.random.default_rng(0)
    q, p = rng.uniform(-3, 3, options.pendula), rng.normal(0, 1, options.pendula)

    def run(force):
        path, momentum = integrate(force, q[:, None], p[:, None], dt, steps, every=steps)
        return path[-1, :, 0], momentum[-1, :, 0]

    def drift(q1, p1):
        return np.abs(p1**2 / 2 - np.cos(q1) - p**2 / 2 + np.cos(q)).max()

    forces = {"physdl's force": pendulum_force, "-np.sin": lambda q: -np.sin(q)}
    peers = [("jax", jax, by_scan), ("torch", torch, in_place)]
    rows = []
    for label, force in forces.items():
        task = f"{options.pendula} × {steps}, {label}"
        mine = run(force)
        for name, module, make in peers:
            if module is None:
                continue
            rival = make(module, q, p, dt, steps)
            apart = np.abs(mine[0] - rival()[0])
            a, b, low, high = _pairs.alternate(lambda force=force: run(force), rival, options.repeats)
            rows.append(
                (
                    task,
                    f"{name} {module.__version__}",
                    f"{1e3 * a:.0f}",
                    f"{1e3 * b:.0f}",
                    f"{a / b:.2f} ({low:.2f}–{high:.2f})",
                    f"{a / b / GOALS[name]:.0%}",
                    f"{1e9 * a / steps / options.pendula:.1f}",
                    f"{np.median(apart):.0e}, worst {apart.max():.0e}",
                    f"{drift(*mine):.1e}",
                )
            )
        if not rows:
            rows.append((task, "-", f"{1e3 * _pairs.seconds(lambda force=force: run(force)):.0f}", *["-"] * 6))
    _pairs.table(HEADINGS, rows)
    print("Goals: " + ", ".join(f"{name} ≤ {goal}" for name, goal in GOALS.items()))
    print("Near the top of its swing a pendulum magnifies rounding; that is the worst of `apart`.")


if __name__ == "__main__":
    main()
