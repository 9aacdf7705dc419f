"""Good calls of Part 4: rings, trees and chance."""

import numpy as np

from physdl.cheap import locality
from physdl.neural import Affine, Network

RECORDS = {"cheap.Learned"}
GIVEN = {}

S = np.array([[1.0, -1.0, 1.0, 1.0], [1.0, 1.0, -1.0, -1.0], [1.0, 1.0, 1.0, -1.0]])
LABELS = locality.pair_labels(4, symmetric=True)


def used(made, _):
    return made(0.5 * np.ones(made.inputs))


def started(network, _):
    return network.parameters


def rng():
    return np.random.default_rng(1)


def line():
    return Network([Affine(np.array([[0.5, 0.25, 0.0, -1.0]]))])


def points():
    return S, S.sum(axis=1, keepdims=True)


CALLS = {
    "cheap.CircularConvolution": lambda: (
        locality.CircularConvolution,
        {"n": 4, "weight": np.array([[[1.0], [0.5]]]), "bias": np.array([0.5]), "stride": 2},
        started,
    ),
    "cheap.CircularConvolution.start": lambda: (
        locality.CircularConvolution.start,
        {"n": 4, "channels": 2, "out": 3, "width": 3, "rng": rng(), "stride": 2, "gain": 0.5, "dtype": float},
        started,
    ),
    "cheap.LocalAffine": lambda: (
        locality.LocalAffine,
        {"n": 4, "weight": np.ones((2, 1, 2, 1)), "bias": np.array([[0.5], [1.0]]), "stride": 2},
        started,
    ),
    "cheap.LocalAffine.start": lambda: (
        locality.LocalAffine.start,
        {"n": 4, "channels": 2, "out": 3, "width": 3, "rng": rng(), "stride": 2, "gain": 0.5, "dtype": float},
        started,
    ),
    "cheap.RingSum": lambda: (locality.RingSum, {"n": 3, "channels": 2}, used),
    "cheap.Reorder": lambda: (locality.Reorder, {"order": np.array([2, 0, 1])}, used),
    "cheap.ring_shift": lambda: (locality.ring_shift, {"x": S, "steps": 1, "channels": 2}),
    "cheap.equivariance_defect": lambda: (
        locality.equivariance_defect,
        {"function": lambda x: x**2 + x[:, :1], "x": 0.5 * S + 0.25, "channels": 2, "out_channels": 2, "steps": 1},
    ),
    "cheap.pair_labels": lambda: (locality.pair_labels, {"n": 4, "reach": 1, "symmetric": True}),
    "cheap.coupling_count": lambda: (locality.coupling_count, {"n": 4, "reach": 1, "symmetric": True}),
    "cheap.pair_products": lambda: (locality.pair_products, {"s": S, "labels": LABELS}),
    "cheap.ring_energy": lambda: (
        locality.ring_energy,
        {"s": S, "couplings": np.array([1.0, 0.5]), "labels": LABELS},
    ),
    "cheap.fit_couplings": lambda: (
        locality.fit_couplings,
        {"s": S, "energies": np.array([0.5, 1.0, 0.25]), "labels": LABELS},
    ),
    "cheap.draw_couplings": lambda: (locality.draw_couplings, {"n": 4, "name": "local", "rng": rng()}),
    "cheap.tree_function": lambda: (
        locality.tree_function,
        {"x": S, "slopes": np.array([[1.0, 0.5], [0.5, 1.0], [1.0, 1.0]]), "phases": np.array([0.5, 0.25, 1.0])},
    ),
    "cheap.ring_network": lambda: (
        locality.ring_network,
        {"kind": "local", "n": 4, "units": 2, "rng": rng(), "width": 3, "dtype": float},
        started,
    ),
    "cheap.tree_network": lambda: (
        locality.tree_network,
        {"leaves": 4, "units": 2, "rng": rng(), "order": np.array([0, 2, 1, 3]), "shared": False, "dtype": float},
        started,
    ),
    "cheap.relative_error": lambda: (
        locality.relative_error,
        {"network": lambda x: x[:, :1], "x": S, "y": np.array([[1.0], [0.5], [0.25]])},
    ),
    "cheap.learn_best": lambda: (
        locality.learn_best,
        {"make": line, "seen": points(), "held": points(), "rates": (0.125, 0.25), "steps": 4, "every": 2},
    ),
    "cheap.ring_trial": lambda: (
        locality.ring_trial,
        {"target": "local", "kind": "convolution", "seen": 4, "seed": 1, "steps": 1},
    ),
    "cheap.tree_trial": lambda: (
        locality.tree_trial,
        {"target": "tree", "kind": "right tree, shared", "seed": 1, "seen": 4, "steps": 1},
    ),
    "cheap.ladder_trial": lambda: (
        locality.ladder_trial,
        {"n": 2, "lawful": True, "seed": 1, "starts": 2, "steps": 300},
    ),
    "cheap.random_signs": lambda: (locality.random_signs, {"n": 2, "count": 3, "rng": rng()}),
    "cheap.counting_bound": lambda: (locality.counting_bound, {"n": 4, "bits": 3, "spare": 2}),
    "cheap.feature_share": lambda: (
        locality.feature_share,
        {"features": np.array([[1.0, 0.5], [0.5, 1.0], [0.25, 0.5]]), "functions": np.array([[1.0], [0.5], [-1.0]])},
    ),
    "cheap.first_fit": lambda: (
        locality.first_fit,
        {
            "x": np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0]]),
            "signs": np.array([1.0, -1.0, -1.0]),
            "rng": rng(),
            "starts": 2,
            "steps": 100,
            "rate": 0.125,
            "ladder": (1, 2),
        },
    ),
    "cheap.ramp_network": lambda: (
        locality.ramp_network,
        {"function": np.square, "units": 2, "low": 0.0, "high": 1.0},
        used,
    ),
    "cheap.grid_error": lambda: (
        locality.grid_error,
        {"function": lambda x: x.sum(axis=-1) ** 2, "dimension": 2, "pieces": 2, "rng": rng(), "samples": 5},
    ),
    "cheap.ridge_errors": lambda: (
        locality.ridge_errors,
        {"x": np.array([[0.5, 0.25], [1.0, 0.5]]), "units": 3, "rng": rng(), "repeats": 2},
    ),
}
