"""Good calls of Part 3: maps, networks, metrics, costates, coordinates."""

import numpy as np

from physdl import neural
from physdl.neural import Affine, Network, Residual, Softplus, Tanh, border, costate, learned, wirtinger

RECORDS = {"neural.SignalPropagation", "neural.LayerMetric", "neural.Map"}
RECORDS |= {f"neural.{name}" for name in ("Identity", "PhaseTanh", "ReLU", "Sigmoid", "Softplus", "SplitTanh", "Tanh")}
RECORDS |= {"neural.Network.copy"}  # these take no arguments
IMAGINARY = {"an imaginary part"}
NOT_FINITE = {"nan in it", "inf in it", "times 1e200"}
GIVEN = {
    ("neural.wirtinger", "z"): {"times 1e200"},  # |z|² overflows in the function that the call differentiates
    # ⟨w, v⟩ is a real part, and the covector of a real output is real.
    ("neural.pairing", "w"): IMAGINARY,
    ("neural.pairing", "v"): IMAGINARY,
    ("neural.sources", "change"): IMAGINARY,
    ("neural.hamiltonian", "x"): IMAGINARY,
    ("neural.hamiltonian", "costate"): IMAGINARY,
    ("neural.action_differential", "targets"): IMAGINARY,
    ("neural.hamilton_residual", "targets"): IMAGINARY,
    # A loss that is not finite says so in its value; learning stops there.
    ("neural.modulus_loss", "outputs"): NOT_FINITE,
    ("neural.modulus_loss", "targets"): {"times 1e200"},
    ("neural.squared_loss", "outputs"): NOT_FINITE,
    ("neural.squared_loss", "targets"): {"times 1e200"},
    ("neural.softmax_cross_entropy", "outputs"): NOT_FINITE,
    ("neural.loss_differential", "out"): {"nan in it", "inf in it"},  # it is written over
    ("neural.signal_propagation", "x"): {"times 1e200"},  # a point of length zero has no angle
    ("neural.log_singular_values", "x"): {"times 1e200"},  # where tanh is flat: zero, whose logarithm is −inf
}

X = np.array([[0.5, 1.0], [1.0, -1.0], [2.0, 0.25]])
Y = np.array([[0.5], [1.0], [-1.0]])
W = np.array([[1.0], [0.5], [2.0]])
G = np.array([[2.0, 1.0], [1.0, 2.0]])
LABELS = np.array([0, 1, 1])


def network(outputs=1):
    hidden = Affine(np.array([[1.0, 0.5], [-0.5, 1.0], [0.25, 2.0]]), np.array([0.5, 0.0, -0.5]))
    return Network([hidden, Tanh(), Affine(np.arange(1.0, 1 + 3 * outputs).reshape(outputs, 3) / 4, np.ones(outputs))])


def on_way(**arguments):
    net = network()
    points = net.points(X)
    return {"network": net, "points": points, **arguments}


def action(**arguments):
    given = on_way(loss=neural.squared_loss, targets=Y)
    return {**given, "costates": costate.costates(given["network"], given["points"], W), **arguments}


def seen(visits, _):
    return [(at, w) for _, _, at, w in visits]


def energy_network():
    return Network([Affine(G), Tanh(), Affine(np.array([[1.0, 0.5]]))])


def forced(law, _):
    return law(X), law.pullback(X, X)


def weighed(loss, _):
    return loss(np.arange(16.0).reshape(8, 2), np.ones((4, 2)))


TRACK = np.sin(np.arange(16.0) / 4)
CHANGE = np.linspace(-1.0, 1.0, 13)
OUTPUTS = np.array([[0.5, 1.0], [1.0, -1.0], [2.0, 0.25]])


def curved():
    return neural.change_coordinates(lambda t: t + 0.25 * t**3, lambda t: t)


CALLS = {
    "neural.Affine": lambda: (Affine, {"weight": X, "bias": np.array([0.5, 1.0, 2.0])}),
    "neural.Affine.start": lambda: (
        Affine.start,
        {"inputs": 2, "outputs": 3, "rng": np.random.default_rng(1), "gain": 2.0, "dtype": float},
    ),
    "neural.orthogonal": lambda: (
        neural.orthogonal,
        {"inputs": 2, "outputs": 3, "rng": np.random.default_rng(1), "gain": 2.0, "dtype": float},
    ),
    "neural.unitary": lambda: (
        neural.unitary,
        {"inputs": 2, "outputs": 3, "rng": np.random.default_rng(1), "gain": 2.0, "dtype": complex},
    ),
    "neural.ModReLU": lambda: (neural.ModReLU, {"threshold": 0.5}, lambda made, _: made(X)),
    "neural.Residual": lambda: (Residual, {"step": Tanh()}),
    "neural.Network": lambda: (Network, {"maps": [Affine(X), Tanh()]}),
    "neural.Network.points": lambda: (network().points, {"x": X}),
    "neural.Map.__call__": {
        "network": lambda: (network(), {"x": X}),
        "affine": lambda: (Affine(G), {"x": X}),
        **{
            name: lambda kind=kind: (kind(), {"x": X})
            for name, kind in {**neural.maps.MAPS, **neural.maps.NONHOLOMORPHIC}.items()
            if kind not in (Affine, Residual)
        },
    },
    "neural.Map.pushforward": {
        "network": lambda: (network().pushforward, {"x": X, "v": 0.5 * X, "change": CHANGE}),
        "affine": lambda: (Affine(G).pushforward, {"x": X, "v": 0.5 * X, "change": np.arange(6.0)}),
        "softplus": lambda: (Softplus().pushforward, {"x": X, "v": 0.5 * X}),
    },
    "neural.Map.pullback": {
        "network": lambda: (network().pullback, {"x": X, "w": W}),
        "affine": lambda: (Affine(G).pullback, {"x": X, "w": X}),
        "residual": lambda: (Residual(Affine(G)).pullback, {"x": X, "w": X}),
        "softplus": lambda: (Softplus().pullback, {"x": X, "w": 0.5 * X}),
    },
    "neural.Map.visits": {
        "affine": lambda: (Affine(G).visits, {"x": X, "w": X}, seen),
        "residual": lambda: (Residual(Affine(G)).visits, {"x": X, "w": X}, seen),
        "network": lambda: (network().visits, {"x": X, "w": W}, seen),
    },
    "neural.pairing": lambda: (neural.pairing, {"w": np.array([1.0, 2.0]), "v": np.array([0.5, -1.0])}),
    "neural.squared_loss": lambda: (neural.squared_loss, {"outputs": OUTPUTS, "targets": X + 1.0}),
    "neural.modulus_loss": lambda: (neural.modulus_loss, {"outputs": OUTPUTS, "targets": np.abs(X)}),
    "neural.softmax_cross_entropy": lambda: (
        neural.softmax_cross_entropy,
        {"outputs": OUTPUTS, "labels": LABELS},
    ),
    "neural.loss_differential": {
        "squares": lambda: (
            neural.loss_differential,
            {"network": network(), "loss": neural.squared_loss, "x": X, "y": Y, "out": np.empty(13)},
        ),
        "classes": lambda: (
            neural.loss_differential,
            {"network": network(2), "loss": neural.softmax_cross_entropy, "x": X, "y": LABELS},
        ),
    },
    "neural.jacobian": lambda: (neural.jacobian, {"network": network(), "x": X}),
    "neural.tangent_kernel": lambda: (neural.tangent_kernel, {"network": network(), "x": X, "other": X[:2]}),
    "neural.identity_metric": lambda: (neural.identity_metric, {"network": network()}),
    "neural.covariance_metric": lambda: (neural.covariance_metric, {"network": network(), "x": X}),
    "neural.fisher_metric": lambda: (
        neural.fisher_metric,
        {"network": network(), "x": X, "loss": neural.squared_loss},
    ),
    "neural.kronecker_metric": lambda: (
        neural.kronecker_metric,
        {"network": network(), "x": X, "loss": neural.squared_loss},
    ),
    "neural.natural_gradient": lambda: (
        neural.natural_gradient,
        {"network": network(), "loss": neural.squared_loss, "x": X, "y": Y, "damping": 0.5},
    ),
    "neural.LayerMetric.lower": lambda: (neural.identity_metric(network()).lower, {"vector": CHANGE}),
    "neural.raise_index": {
        "matrix": lambda: (neural.raise_index, {"metric": G, "covector": np.array([1.0, 0.5]), "damping": 0.5}),
        "diagonal": lambda: (
            neural.raise_index,
            {"metric": np.array([2.0, 1.0]), "covector": np.array([1.0, 0.5]), "damping": 0.5},
        ),
    },
    "neural.metriplectic": lambda: (
        neural.metriplectic,
        {
            "dL": np.array([1.0, 0.5]),
            "metric": G,
            "symplectic": np.array([[0.0, 2.0], [-2.0, 0.0]]),
            "angle": 0.5,
        },
    ),
    "neural.metriplectic_flow": lambda: (
        costate.metriplectic_flow,
        {
            "differential": lambda z: z,
            "start": np.array([1.0, 0.5]),
            "step": 0.125,
            "steps": 4,
            "angle": 0.5,
            "metric": G,
            "symplectic": np.array([[0.0, 2.0], [-2.0, 0.0]]),
            "every": 2,
        },
    ),
    "neural.tangents": lambda: (costate.tangents, on_way(v=0.5 * X, change=CHANGE)),
    "neural.costates": lambda: (costate.costates, on_way(terminal=W)),
    "neural.pairings": lambda: (
        costate.pairings,
        {"costates": [np.array([1.0, 2.0]), np.array([0.5])], "tangents": [np.array([1.0, 2.0]), np.array([3.0])]},
    ),
    "neural.sources": lambda: (
        costate.sources,
        on_way(costates=costate.costates(*on_way(terminal=W).values()), change=CHANGE),
    ),
    "neural.hamiltonian": lambda: (costate.hamiltonian, {"part": Affine(G), "x": X, "costate": X}),
    "neural.layer_action": lambda: (costate.layer_action, action()),
    "neural.action_differential": lambda: (costate.action_differential, action()),
    "neural.hamilton_residual": lambda: (costate.hamilton_residual, action()),
    "neural.change_coordinates": {
        "linear": lambda: (neural.change_coordinates, {"forward": G}),
        "curved": lambda: (neural.change_coordinates, {"forward": lambda t: t**3, "backward": lambda t: t ** (1 / 3)}),
    },
    "neural.Coordinates": lambda: (
        neural.coordinates.Coordinates,
        {"point": lambda t: 2 * t, "back": lambda t: t / 2, "matrix": 2 * np.eye(2)},
    ),
    "neural.Coordinates.jacobian": lambda: (curved().jacobian, {"at": np.array([0.5, 1.0])}),
    "neural.Coordinates.vector": lambda: (curved().vector, {"v": X, "at": np.array([0.5, 1.0])}),
    "neural.Coordinates.covector": lambda: (curved().covector, {"w": X, "at": np.array([0.5, 1.0])}),
    "neural.Coordinates.metric": lambda: (curved().metric, {"g": G, "at": np.array([0.5, 1.0])}),
    "neural.signal_propagation": lambda: (neural.signal_propagation, {"network": network(), "x": X}),
    "neural.log_singular_values": lambda: (neural.log_singular_values, {"network": network(), "x": X[0]}),
    "neural.mean_field": lambda: (neural.mean_field, {"gain": 1.5, "shift": 0.5}),
    "neural.linear_parts": lambda: (
        wirtinger.linear_parts,
        {"f": np.abs, "x": np.array([1.0 + 2.0j]), "v": np.array([1.0j])},
    ),
    "neural.wirtinger": lambda: (wirtinger.wirtinger, {"f": lambda z: np.abs(z) ** 2, "z": np.array([1.0 + 2.0j])}),
    "neural.antilinear_share": lambda: (
        wirtinger.antilinear_share,
        {"f": np.conjugate, "x": np.array([1.0 + 2.0j]), "rng": np.random.default_rng(1)},
    ),
    "neural.small_network": lambda: (
        border.small_network,
        {"x": np.array([0.5, 1.0]), "y": np.array([1.0, 0.5])},
        lambda made, _: made(np.array([[0.5, 1.0]]), np.array([2.0])),
    ),
    "neural.gain_of": lambda: (
        border.gain_of,
        {
            "x": np.array([0.5, 1.0]),
            "y": np.array([1.0, 0.5]),
            "start": np.array([0.5, 1.0]),
            "curvatures": np.array([0.5, 1.0]),
        },
    ),
    "neural.load_digits": lambda: (neural.load_digits, {"dtype": float}),
    "neural.split_digits": lambda: (
        neural.split_digits,
        {"rng": np.random.default_rng(1), "test": 0.25, "dtype": float},
    ),
    "neural.pendulum_frames": lambda: (
        learned.pendulum_frames,
        {
            "angles": np.array([0.5, -1.0]),
            "lights": np.array([2.0, 1.0]),
            "noise": 0.25,
            "rng": np.random.default_rng(1),
            "pixels": 8,
        },
    ),
    "neural.information_bound": lambda: (
        learned.information_bound,
        {"angles": np.array([0.5, -1.0]), "lights": np.array([2.0, 1.0]), "noise": 0.25, "pixels": 8},
    ),
    "neural.matched_filter": lambda: (
        learned.matched_filter,
        {"frames": learned.pendulum_frames(np.array([0.5, -1.0]), pixels=8), "angles": 24, "lights": 6},
    ),
    "neural.running_median": lambda: (learned.running_median, {"track": TRACK, "width": 3}),
    "neural.without_outliers": lambda: (learned.without_outliers, {"track": TRACK, "within": 0.5, "width": 3}),
    "neural.bump": lambda: (learned.bump, {"half": 3, "dt": 0.25}),
    "neural.smear": lambda: (learned.smear, {"values": TRACK.reshape(8, 2), "half": 2}),
    "neural.smeared_states": lambda: (learned.smeared_states, {"track": TRACK, "dt": 0.25, "half": 2}),
    "neural.weak_targets": lambda: (learned.weak_targets, {"states": TRACK.reshape(8, 2), "dt": 0.25, "half": 2}),
    "neural.weak_loss": lambda: (learned.weak_loss, {"half": 2}, weighed),
    "neural.HamiltonianNetwork": lambda: (
        learned.HamiltonianNetwork,
        {"scalar": energy_network(), "friction": 0.5},
        forced,
    ),
    "neural.HamiltonianNetwork.energy": lambda: (learned.HamiltonianNetwork(energy_network()).energy, {"z": X}),
    "neural.rollout": lambda: (
        learned.rollout,
        {"field": lambda z: -z, "start": np.array([1.0, 0.5]), "step": 0.125, "steps": 4, "every": 2},
    ),
}
