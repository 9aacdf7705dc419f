"""TM-15, quantum: the action that classical motions make stationary gives, summed over all paths, quantum mechanics."""

import numpy as np
from measures import power
from scipy.linalg import eigh

from physdl.action import propagator, sample_paths, sample_paths_hmc, thermal_state

SLICES = np.array([24, 48, 96])
SEEDS = range(4)


def bowl(x):
    return x**2 / 2


def quartic(x):
    return (x * x) ** 2


PROBLEMS = {
    "harmonic": (bowl, lambda x: x, 8.0),
    "quartic": (quartic, lambda x: 4 * x * x * x, 6.0),
}


def thermal_energy(potential, beta):
    """Return the mean energy by levels on sines between two far walls: no slices, no kernel."""
    half, count = 8.0, 260
    x = np.linspace(-half, half, count + 2)[1:-1]
    n = np.arange(1, count + 1)
    waves = np.sin(np.outer(n, np.pi * (x + half) / (2 * half))) * np.sqrt(2 / (count + 1))
    kinetic = waves.T @ np.diag((n * np.pi / (2 * half)) ** 2 / 2) @ waves
    levels = eigh(kinetic + np.diag(potential(x)), eigvals_only=True)
    weights = np.exp(-beta * (levels - levels[0]))
    return levels[0], weights @ levels / weights.sum()


def sampled(potential, slope, beta, seed):
    """Return the energies (mean, error) at all numbers of slices, by moving whole paths."""
    found = [
        sample_paths_hmc(
            potential, beta, int(n), np.random.default_rng([seed, n]), sweeps=150, gradient=slope, progress=False
        ).energy
        for n in SLICES
    ]
    return np.array([[one.mean, one.error] for one in found])


def test_weighted_paths_have_the_oscillators_energies(ledger):
    off, said, widest = [], [], 0.0
    for name, (potential, slope, beta) in PROBLEMS.items():
        ground, exact = thermal_energy(potential, beta)
        kernel = np.array([thermal_state(potential, np.linspace(-7, 7, 351), beta, int(n)).energy for n in SLICES])
        runs = np.array([sampled(potential, slope, beta, seed) for seed in SEEDS])
        at_slices = (runs[..., 0] - kernel) / runs[..., 1]
        limits = (4 * runs[:, 2, 0] - runs[:, 1, 0]) / 3
        errors = np.hypot(4 * runs[:, 2, 1], runs[:, 1, 1]) / 3
        off += [*at_slices.ravel(), *((limits - exact) / errors)]
        assert np.all((runs[:, 0, 0] - exact) / runs[:, 0, 1] < -2), "24 slices ought to be seen to be too few"
        assert abs((4 * kernel[2] - kernel[1]) / 3 - exact) < 3e-4
        assert abs(exact - ground) < 3e-3
        widest = max(widest, np.max(errors) / exact)
        mean, error = np.mean(limits), np.sqrt(np.mean(errors**2) / len(limits))
        said.append(f"{name} {mean:.4f} ± {error:.4f} for {exact:.4f}")
    off = np.array(off)
    assert np.abs(off).max() < 4
    assert 0.5 < np.mean(off**2) < 1.9
    assert widest < 0.01
    one = sample_paths(
        quartic, 6.0, 24, np.random.default_rng(9), sweeps=1500, gradient=PROBLEMS["quartic"][1], progress=False
    ).energy
    assert abs(one.mean - thermal_state(quartic, np.linspace(-4, 4, 201), 6.0, 24).energy) < 4 * one.error
    ledger(
        claim="TM-15",
        part="quantum",
        needed="4 seeds, slices extrapolated away: energies of both oscillators within 4 standard errors",
        measured=f"{'; '.join(said)}; at worst {np.abs(off).max():.1f} standard errors of {len(off)} comparisons",
        tolerance=4,
        value=np.abs(off).max(),
        hypotheses="a particle on a line, held on both sides; imaginary time",
    )


def swinging(x, t, q0):
    """Return the oscillator's packet that starts at rest at q0: by its centre and momentum alone."""
    q, p = q0 * np.cos(t), -q0 * np.sin(t)
    return np.pi**-0.25 * np.exp(-((x - q) ** 2) / 2 + 1j * p * (x - q / 2) - 0.5j * t)


def test_arrows_carry_packets_past_foci(ledger):
    x = np.linspace(-6.5, 6.5, 321)
    step = x[1] - x[0]
    orders, behind = [], []
    for halves in (0.45, 1.55, 2.6, 3.4, 4.55):
        t = halves * np.pi
        counts = np.array([round(5 * t), round(10 * t)])
        waves = [propagator(bowl, x, t, int(n)) @ swinging(x, 0.0, 1.5) * step for n in counts]
        errors = [np.sqrt(np.sum(np.abs(wave - swinging(x, t, 1.5)) ** 2) * step) for wave in waves]
        orders.append(-power(counts, errors))
        # the turns that the classical path's arrow lacks: its action and its size, no phase of a focus
        action = ((x[:, None] ** 2 + x**2) * np.cos(t) - 2 * np.outer(x, x)) / (2 * np.sin(t))
        bare = np.exp(1j * action - 0.25j * np.pi) @ swinging(x, 0.0, 1.5)
        behind.append(-np.angle(np.vdot(bare, waves[1])) / (np.pi / 2) % 4)
    turns = np.array(behind) - np.arange(5) % 4
    turns -= 4 * np.round(turns / 4)
    assert np.abs(np.array(orders) - 2).max() < 0.1
    assert np.abs(turns).max() < 0.1
    ledger(
        claim="TM-15",
        part="quantum waves",
        needed="order 2 ± 0.1 in a slice at five times, up to four foci passed, each a quarter turn back",
        measured=f"orders {min(orders):.2f} to {max(orders):.2f}; turns to {np.abs(turns).max():.2f} of a quarter",
        tolerance=0.1,
        value=np.abs(np.array(orders) - 2).max(),
        hypotheses="slices that the grid resolves, packets that keep away from its ends",
    )
