"""Good calls of Part 4: clusters, exact lattices, errors, sampled steps and scaling."""

import numpy as np

from physdl import cheap

RECORDS = set()
GIVEN = {}

SPINS = np.array([[1, 1, -1, 1], [1, -1, -1, 1], [1, 1, 1, 1], [-1, 1, 1, -1]])
BONDS = SPINS > 0
SERIES = np.random.default_rng(1).normal(size=(2, 200))
SUMS = np.random.default_rng(2).normal(size=(40, 2))
MOMENTS = np.array([0.5, 0.4, 3.0, 1.75, 1.5])


def rng():
    return np.random.default_rng(1)


CALLS = {
    "cheap.swendsen_wang": lambda: (
        cheap.swendsen_wang,
        {"spins": SPINS.copy(), "coupling": 0.4, "sweeps": 2, "rng": rng()},
    ),
    "cheap.cluster_labels": lambda: (cheap.cluster_labels, {"right": BONDS.copy(), "down": BONDS.T.copy()}),
    "cheap.lattice_states": lambda: (cheap.lattice_states, {"rows": 2, "columns": 3}),
    "cheap.kaufman_energy": lambda: (
        cheap.kaufman_energy,
        {"rows": 3, "columns": 4, "coupling": np.array([0.25, 0.5])},
    ),
    "cheap.kaufman_log_partition": lambda: (
        cheap.kaufman_log_partition,
        {"rows": 3, "columns": 4, "coupling": np.array([0.25, 0.5])},
    ),
    "cheap.onsager_energy": lambda: (cheap.onsager_energy, {"coupling": np.array([0.25, 0.5])}),
    "cheap.yang_magnetisation": lambda: (cheap.yang_magnetisation, {"coupling": np.array([0.25, 0.5])}),
    "cheap.autocorrelation": lambda: (cheap.autocorrelation, {"series": SERIES.copy(), "lags": 3}),
    "cheap.autocorrelation_time": lambda: (cheap.autocorrelation_time, {"series": SERIES.copy(), "window": 5.0}),
    "cheap.block_means": lambda: (cheap.block_means, {"series": SERIES.copy(), "length": 10}),
    "cheap.jackknife": lambda: (cheap.jackknife, {"function": np.mean, "groups": SERIES[0].copy()}),
    "cheap.block_spins": lambda: (cheap.block_spins, {"spins": SPINS.copy(), "b": 2, "rng": rng()}),
    "cheap.coupling_sums": lambda: (cheap.coupling_sums, {"spins": SPINS.copy()}),
    "cheap.linearised_step": lambda: (cheap.linearised_step, {"fine": SUMS.copy(), "coarse": SUMS[::-1].copy()}),
    "cheap.step_exponent": lambda: (cheap.step_exponent, {"matrix": np.array([[2.0, 0.5], [0.25, 1.0]]), "b": 2.0}),
    "cheap.cumulant_moments": lambda: (
        cheap.cumulant_moments,
        {"magnetisation": SERIES[0].copy(), "bond_sum": SERIES[1].copy()},
    ),
    "cheap.binder_cumulant": lambda: (cheap.binder_cumulant, {"moments": MOMENTS.copy()}),
    "cheap.binder_slope": lambda: (cheap.binder_slope, {"moments": MOMENTS.copy()}),
    "cheap.power_fit": lambda: (
        cheap.power_fit,
        {
            "sizes": np.array([8.0, 16.0, 32.0]),
            "values": np.array([1.0, 2.5, 4.0]),
            "errors": np.array([0.125, 0.25, 0.25]),
        },
    ),
}
