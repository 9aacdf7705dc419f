"""Good calls of Part 4."""

import numpy as np

from physdl import cheap
from physdl.neural import Tanh

RECORDS = set()
GIVEN = {("cheap.taylor_coefficients", name): {"None"} for name in ("activation", "point")}  # the usual ones
GIVEN |= {(f"cheap.{name}", "log_odds"): {"inf in it"} for name in ("fold", "belief_layers")}  # certainty

STATES = cheap.states(2)
ENERGY = cheap.Hamiltonian(np.array([0.0, 0.5, -0.25, 0.0, 1.0, 0.0]), 2, 2)
SIGNS = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0]])
TREE = cheap.MarkovTree(np.array([-1, 0, 0, 1, 1]), np.array([[0.75, 0.25], [0.5, 0.5]]))
JOINT = np.array([[0.25, 0.125, 0.0], [0.125, 0.25, 0.25]])
RING = np.full((2, 2, 2, 2), 0.0625)
ISING = np.array([[[1, 1, -1, 1], [1, -1, 1, 1]], [[-1, 1, 1, 1], [1, 1, 1, -1]]], np.int8)
WORDS = np.array([[5, 1, 0, 3], [6, 7, 2, 1]], np.uint64)
MOMENTS = np.array([1.0, 0.5, 0.5, 0.5, 0.3125, 0.5])


def used(network, _):
    return network(0.5 * np.ones(network.inputs))


def gate(function, **arguments):
    return lambda: (function, {**arguments, "activation": Tanh(), "scale": 0.125, "point": 0.5}, used)


CALLS = {
    "cheap.coefficient_count": lambda: (cheap.coefficient_count, {"variables": 3, "degree": 2}),
    "cheap.monomials": lambda: (cheap.monomials, {"x": np.array([[0.5, 2.0], [1.0, 3.0]]), "degree": 2}),
    "cheap.Hamiltonian": lambda: (
        cheap.Hamiltonian,
        {"coefficients": np.array([0.0, 0.5, 1.0]), "variables": 1, "degree": 2},
        lambda made, _: made(np.array([[2.0]])),
    ),
    "cheap.Hamiltonian.__call__": lambda: (ENERGY, {"x": np.array([[0.5, 2.0], [1.0, 3.0]])}),
    "cheap.Hamiltonian.plus": lambda: (ENERGY.plus, {"constant": 0.5}),
    "cheap.softmax_posterior": lambda: (
        cheap.softmax_posterior,
        {"hamiltonians": np.array([[0.0, 1.0], [0.5, 0.25]]), "log_prior": np.log([0.5, 0.5])},
    ),
    "cheap.states": lambda: (cheap.states, {"n": 2, "values": (-1.0, 0.5, 1.0)}),
    "cheap.log_partition": lambda: (
        cheap.log_partition,
        {"hamiltonian": ENERGY, "nodes": STATES, "weights": np.array([1.0, 0.5, 2.0, 1.0])},
    ),
    "cheap.normalised": lambda: (
        cheap.normalised,
        {"hamiltonian": ENERGY, "nodes": STATES, "weights": np.array([1.0, 0.5, 2.0, 1.0])},
    ),
    "cheap.match_moments": lambda: (
        cheap.match_moments,
        {
            "moments": MOMENTS,
            "degree": 2,
            "nodes": STATES,
            "weights": np.array([1.0, 0.5, 2.0, 1.0]),
            "tolerance": 1e-8,
            "steps": 50,
        },
    ),
    "cheap.fit_hamiltonian": lambda: (
        cheap.fit_hamiltonian,
        {
            "samples": np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [1.0, 1.0]]),
            "degree": 2,
            "nodes": STATES,
            "weights": np.array([1.0, 0.5, 2.0, 1.0]),
            "tolerance": 1e-8,
            "steps": 50,
        },
    ),
    "cheap.coupling": lambda: (cheap.coupling, {"temperature": np.array([1.0, 2.0]), "energy": 0.5}),
    "cheap.decimate": lambda: (cheap.decimate, {"coupling": np.array([0.5, 1.0]), "b": 2.0}),
    "cheap.dual_coupling": lambda: (cheap.dual_coupling, {"coupling": np.array([0.5, 1.0])}),
    "cheap.flow_rate": lambda: (cheap.flow_rate, {"coupling": np.array([0.5, 1.0]), "dimension": 2.0}),
    "cheap.migdal_kadanoff": lambda: (
        cheap.migdal_kadanoff,
        {"coupling": np.array([0.5, 1.0]), "b": 2.0, "dimension": 2.0, "moved": 0.5},
    ),
    "cheap.migdal_fixed_point": lambda: (cheap.migdal_fixed_point, {"b": 2.0, "dimension": 2.0, "moved": 0.5}),
    "cheap.ring_law": lambda: (cheap.ring_law, {"n": 4, "coupling": 0.5, "field": 0.25}),
    "cheap.block_rule": lambda: (cheap.block_rule, {"b": 3, "kind": "majority"}),
    "cheap.coarse_law": lambda: (cheap.coarse_law, {"law": RING, "rule": cheap.block_rule(2)}),
    "cheap.interactions": lambda: (cheap.interactions, {"law": RING}),
    "cheap.strip_length": lambda: (cheap.strip_length, {"width": 3, "coupling": 0.5}),
    "cheap.strip_fixed_point": lambda: (cheap.strip_fixed_point, {"width": 2, "other": 3}),
    "cheap.taylor_system": lambda: (cheap.taylor_system, {"directions": SIGNS, "free": (1,)}),
    "cheap.taylor_residual": lambda: (cheap.taylor_residual, {"directions": SIGNS, "free": (1,)}),
    "cheap.obstruction": lambda: (cheap.obstruction, {"directions": SIGNS[:2], "free": (0,)}),
    "cheap.shallow_bound": lambda: (cheap.shallow_bound, {"n": 3, "free": (0,)}),
    "cheap.shifted_product": gate(cheap.shifted_product, n=2),
    "cheap.shallow_product": gate(cheap.shallow_product, n=2),
    "cheap.product_tree": gate(cheap.product_tree, n=3),
    "cheap.multiplication_gate": gate(cheap.multiplication_gate, pairs=2),
    "cheap.power_network": gate(cheap.power_network, exponents=(2, 1), depth=1),
    "cheap.binary_product": lambda: (cheap.binary_product, {"n": 2, "beta": 4.0}, used),
    "cheap.best_shallow_product": lambda: (
        cheap.best_shallow_product,
        {
            "n": 2,
            "units": 2,
            "rng": np.random.default_rng(1),
            "starts": 1,
            "steps": 2,
            "activation": Tanh(),
            "point": 0.5,
            "output_bias": True,
        },
    ),
    "cheap.best_shallow_error": lambda: (
        cheap.best_shallow_error,
        {"n": 2, "units": 2, "rng": np.random.default_rng(1), "starts": 1, "steps": 2},
    ),
    "cheap.fft_network": lambda: (cheap.fft_network, {"n": 4}),
    "cheap.low_rank_pair": lambda: (
        cheap.low_rank_pair,
        {"matrix": np.array([[2.0, 4.0, 1.0], [1.0, 0.5, 3.0]]), "rank": 1},
        lambda pair, _: pair[0] @ pair[1],
    ),
    "cheap.hidden_units": lambda: (cheap.hidden_units, {"network": cheap.multiplication_gate()}),
    "cheap.leading_error": lambda: (cheap.leading_error, {"activation": Tanh(), "point": 0.5}),
    "cheap.taylor_coefficients": lambda: (
        cheap.taylor_coefficients,
        {"activation": Tanh(), "point": 0.5, "order": 4},
    ),
    "cheap.MarkovTree": lambda: (
        cheap.MarkovTree,
        {
            "parents": np.array([1, -1, 1]),
            "channels": np.array([[0.75, 0.25], [0.5, 0.5]]),
            "prior": np.array([0.25, 0.75]),
        },
        lambda tree, _: cheap.leaf_joint(tree),
    ),
    "cheap.MarkovTree.channel": lambda: (TREE.channel, {"nodes": np.array([1, 2])}),
    "cheap.MarkovTree.sample": lambda: (TREE.sample, {"count": 3, "rng": np.random.default_rng(1)}),
    "cheap.copying": lambda: (cheap.copying, {"noise": 0.25, "states": 3}),
    "cheap.regular_tree": lambda: (
        cheap.regular_tree,
        {"depth": 2, "channel": np.array([[0.75, 0.25], [0.25, 0.75]]), "branching": 2},
        lambda tree, _: tree.parents,
    ),
    "cheap.beliefs": lambda: (cheap.beliefs, {"tree": TREE, "observed": np.array([[0, 1, 1], [1, 0, 0]])}),
    "cheap.leaf_joint": lambda: (cheap.leaf_joint, {"tree": TREE}),
    "cheap.fold": lambda: (cheap.fold, {"log_odds": np.array([0.5, -1.0]), "noise": 0.25}),
    "cheap.belief_layers": lambda: (
        cheap.belief_layers,
        {"log_odds": np.array([0.5, -1.0, 2.0, 0.25]), "noise": 0.25, "branching": 2},
    ),
    "cheap.entropy": lambda: (cheap.entropy, {"probability": np.array([0.5, 0.25, 0.25])}),
    "cheap.mutual_information": lambda: (cheap.mutual_information, {"joint": JOINT}),
    "cheap.sufficient_statistic": lambda: (cheap.sufficient_statistic, {"joint": JOINT, "tolerance": 1e-9}),
    "cheap.merge": lambda: (cheap.merge, {"joint": JOINT, "labels": np.array([0, 1, 1])}),
    "cheap.merging_loss": lambda: (cheap.merging_loss, {"joint": JOINT}),
    "cheap.merge_cheapest": lambda: (cheap.merge_cheapest, {"joint": JOINT}),
    "cheap.posterior_classes": lambda: (
        cheap.posterior_classes,
        {"depth": 3, "noise": 0.25, "keep": 20, "counted": 1},
    ),
    "cheap.energy": lambda: (cheap.energy, {"spins": ISING.copy()}),
    "cheap.magnetisation": lambda: (cheap.magnetisation, {"spins": ISING.copy()}),
    "cheap.metropolis": lambda: (
        cheap.metropolis,
        {"spins": ISING.copy(), "coupling": 0.25, "sweeps": 3, "rng": np.random.default_rng(1)},
    ),
    "cheap.pack_spins": lambda: (cheap.pack_spins, {"spins": ISING.copy()}),
    "cheap.unpack_spins": lambda: (cheap.unpack_spins, {"words": WORDS.copy(), "copies": 3}),
    "cheap.metropolis_packed": lambda: (
        cheap.metropolis_packed,
        {
            "words": WORDS.copy(),
            "couplings": np.array([0.25, -0.5, 1.0]),
            "sweeps": 3,
            "rng": np.random.default_rng(1),
        },
    ),
    "cheap.packed_energies": lambda: (cheap.packed_energies, {"words": WORDS.copy(), "copies": 3}),
    "cheap.packed_magnetisations": lambda: (cheap.packed_magnetisations, {"words": WORDS.copy(), "copies": 3}),
}
