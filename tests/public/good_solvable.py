"""Good calls of Part 3: linear networks that are solved, and the one that subtracts."""

import numpy as np

from physdl.neural import linear, modular

RECORDS = {"neural.SubtractionRun", "neural.Waves"}
RECORDS |= {f"neural.Subtraction.{name}" for name in ("right", "charges", "__call__")}  # these take no arguments
OVERFLOWS = {"times 1e200"}  # the loss, or the scores, say so
GIVEN = {
    ("neural.linear_differential", "task"): OVERFLOWS,
    ("neural.Subtraction", "first"): OVERFLOWS,
    ("neural.Subtraction", "second"): OVERFLOWS,
}

S = np.array([[1.0, 0.5], [0.25, 2.0], [0.0, 1.0]])


def layers(**arguments):
    first, second = np.array([[1.0, 0.5], [0.5, -1.0]]), np.array([[0.5, 1.0], [1.0, 0.25], [0.0, 2.0]])
    return {"weights": [first, second], **arguments}


def tables():
    x = np.arange(15.0).reshape(5, 3) / 8
    return modular.Subtraction(x, 1 - x, x.T / 2)


def seen():
    return np.eye(5, dtype=bool)


CALLS = {
    "neural.linear_differential": lambda: (linear.linear_differential, layers(task=S)),
    "neural.learn_linear": lambda: (
        linear.learn_linear,
        layers(task=S, rate=0.125, steps=4, every=2, decay=0.5),
    ),
    "neural.charges": lambda: (linear.charges, layers()),
    "neural.aligned_weights": lambda: (
        linear.aligned_weights,
        {"task": S, "start": 0.5, "width": 4, "rng": np.random.default_rng(1), "charge": np.array([1.0, -0.5])},
    ),
    "neural.learning_curve": lambda: (
        linear.learning_curve,
        {
            "times": np.array([0.5, 1.0]),
            "strength": np.array([1.0, 2.0]),
            "start": np.array([0.25, 0.5]),
            "charge": np.array([0.5, 1.0]),
        },
    ),
    "neural.half_time": lambda: (
        linear.half_time,
        {"strength": np.array([1.0, 2.0]), "start": np.array([0.25, 0.5]), "charge": np.array([0.5, 1.0])},
    ),
    "neural.Subtraction": lambda: (
        modular.Subtraction,
        {"first": S, "second": 0.5 * S, "readout": S.T},
        lambda made, _: made(),
    ),
    "neural.Subtraction.start": lambda: (
        modular.Subtraction.start,
        {"p": 5, "units": 3, "rng": np.random.default_rng(1), "dtype": float},
    ),
    "neural.draw_pairs": lambda: (modular.draw_pairs, {"p": 5, "share": 0.5, "rng": np.random.default_rng(1)}),
    "neural.subtraction_differential": lambda: (
        modular.subtraction_differential,
        {"network": tables(), "seen": seen()},
    ),
    "neural.learn_subtraction": lambda: (
        modular.learn_subtraction,
        {"network": tables(), "seen": seen(), "rate": 0.125, "steps": 4, "decay": 0.5, "every": 2},
    ),
    "neural.wave_subtraction": lambda: (modular.wave_subtraction, {"p": 7, "frequency": 3}),
    "neural.waves": lambda: (modular.waves, {"network": tables()}),
}
