"""Hodgkin and Huxley's membrane, many cells at once: `physdl.neural.neurons` against brian2 with Cython."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np

from physdl.neural.neurons import Membrane, simulate

HEADINGS = ("task", "peer", "ours ms", "peer ms", "ratio (quartiles)", "worst, mV")
EQUATIONS = """
dv/dt = (I - 120*m**3*h*(v - 50) - 36*n**4*(v + 77) - 0.3*(v + 54.387))/ms : 1
dm/dt = (1/exprel((25 - (v + 65))/10)*(1 - m) - 4*exp(-(v + 65)/18)*m)/ms : 1
dh/dt = (0.07*exp(-(v + 65)/20)*(1 - h) - h/(exp((30 - (v + 65))/10) + 1))/ms : 1
dn/dt = (0.1/exprel((10 - (v + 65))/10)*(1 - n) - 0.125*exp(-(v + 65)/80)*n)/ms : 1
I : 1 (constant)
"""


def cells_of(brian2, currents, dt):
    """Return a function that runs brian2's cells for so many steps, and the cells."""
    group = brian2.NeuronGroup(len(currents), EQUATIONS, method="exponential_euler", dt=dt * brian2.ms)
    group.v, group.m, group.h, group.n = Membrane().rest()
    group.I = currents
    network = brian2.Network(group)
    network.run(dt * brian2.ms)  # compiles
    return (lambda steps: network.run(steps * dt * brian2.ms, namespace={})), group


def main():
    options = _pairs.begin(__doc__, repeats=(7, "measured pairs"), steps=(100, "steps of each measured run"))
    try:
        brian2 = _pairs.peer("brian2")
    except AttributeError as reason:  # brian2 2.9 looks for what NumPy 2 no longer has
        print(f"skipped: brian2 does not import beside this NumPy ({reason})")
        brian2 = None
    dt, rows = 0.01, []
    if brian2 is not None:
        brian2.prefs.codegen.target = "cython"
    for count in (1000, 10_000):
        currents = np.random.default_rng(0).uniform(0, 20, count)
        name = f"a step of {count:,} cells"

        def ours(currents=currents):
            return simulate(currents, dt, options.steps, every=options.steps)

        if brian2 is None:
            time = 1e3 * _pairs.seconds(ours) / options.steps
            rows.append((name, "-", f"{time:.3f}", "-", "-", "-"))
            continue
        run, group = cells_of(brian2, currents, dt)
        run(999)
        apart = np.abs(simulate(currents, dt, 1000, every=1000).V[-1] - group.v[:]).max()
        a, b, low, high = _pairs.alternate(ours, lambda run=run: run(options.steps), options.repeats)
        times = f"{1e3 * a / options.steps:.3f}", f"{1e3 * b / options.steps:.3f}"
        rows.append((name, "brian2 (cython)", *times, f"{a / b:.2f} ({low:.2f}–{high:.2f})", f"{apart:.2f}"))
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
