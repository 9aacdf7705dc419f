"""Good calls of Part 3: optimizers, stability, iterated steps, training."""

import numpy as np
from good_neural import CHANGE, G, X, Y, network

from physdl import neural
from physdl.neural import iterated, stability
from physdl.neural.optimizers import rate_and_momentum

RECORDS = {"neural.Edge", "neural.Fate", "neural.Spectrum"}
RUNS_AWAY = {"times 1e200", "1e200"}  # said by inf or nan in the answer
GIVEN = {
    ("neural.orbit", "start"): RUNS_AWAY,
    ("neural.orbit", "rate"): RUNS_AWAY,
    ("neural.fate", "start"): RUNS_AWAY,
    ("neural.fate", "rate"): RUNS_AWAY,
    ("neural.fate", "others"): {"no rows", "no columns", "ragged rows"},  # another number of arguments for the function
    ("neural.lyapunov_exponent", "start"): RUNS_AWAY,
    ("neural.lyapunov_exponent", "rate"): RUNS_AWAY,
    ("neural.linearisation_ratio", "rates"): RUNS_AWAY,
    ("neural.linearisation_ratio", "direction"): RUNS_AWAY,
    ("neural.period", "path"): {"nan in it", "inf in it", "an imaginary part"},  # such an orbit has no period
    ("neural.train", "callback"): {"an empty list"},  # no callback
    # The imaginary part of a target moves neither the differential of real outputs nor its change.
    ("neural.Hessian", "y"): {"an imaginary part"},
    ("neural.sharpness", "y"): {"an imaginary part"},
    ("neural.linearisation_ratio", "y"): {"an imaginary part"},
}

STEP = np.array([0.5, 1.0])


def theta():
    return np.array([1.0, 2.0])


def stepped(made, arguments):
    """Take two steps with the rule that was made, and return where they lead and what it remembers."""
    step, memory = made
    step(STEP)
    step(STEP)
    return arguments["theta"], memory


def rule(function, **arguments):
    return lambda: (function, {"theta": theta(), "rate": 0.5, **arguments}, stepped)


def batch(**arguments):
    return {"network": network(), "loss": neural.squared_loss, "x": X, "y": Y, **arguments}


def well(x):
    return x * x * x - x


CALLS = {
    "neural.aristotle": rule(neural.aristotle),
    "neural.newton": rule(neural.newton, momentum=0.5),
    "neural.nesterov": rule(neural.nesterov, momentum=0.5),
    "neural.conservative": rule(neural.conservative),
    "neural.adam": rule(neural.adam, decay=(0.5, 0.75), tiny=1e-8),
    "neural.natural": {
        "fixed": rule(neural.natural, metric=G, damping=0.5),
        "following": rule(neural.natural, metric=lambda theta: G, damping=0.5),
    },
    "neural.rate_and_momentum": lambda: (rate_and_momentum, {"mass": 1.0, "friction": 0.5, "step": 0.25}),
    "neural.train": {
        "full": lambda: (
            neural.train,
            batch(rate=0.125, epochs=2, optimizer="newton", momentum=0.5, every=1, progress=False),
        ),
        "batches": lambda: (
            neural.train,
            batch(
                rate=0.125,
                epochs=2,
                batch=2,
                rng=np.random.default_rng(1),
                optimizer=neural.aristotle,
                callback=lambda epoch, loss: False,
            ),
        ),
    },
    "neural.Hessian": lambda: (neural.Hessian, batch(), lambda made, _: made(CHANGE)),
    "neural.Hessian.__call__": lambda: (neural.Hessian(**batch()), {"v": CHANGE}),
    "neural.lanczos": lambda: (
        stability.lanczos,
        {"product": lambda v: G @ v, "start": np.array([1.0, 0.5]), "count": 1, "tolerance": 1e-8, "most": 2},
    ),
    "neural.sharpness": {
        "drawn": lambda: (neural.sharpness, batch(rng=np.random.default_rng(1), count=1, tolerance=1e-6)),
        "given": lambda: (neural.sharpness, batch(start=CHANGE, count=1, tolerance=1e-6)),
    },
    "neural.edge_of_stability": lambda: (
        neural.edge_of_stability,
        batch(rate=0.125, steps=3, rng=np.random.default_rng(1), every=2, tolerance=1e-3, progress=False),
    ),
    "neural.linearisation_ratio": lambda: (
        neural.linearisation_ratio,
        batch(rates=np.array([0.125, 0.25]), direction=CHANGE),
    ),
    "neural.orbit": lambda: (
        iterated.orbit,
        {"differential": well, "start": np.array([0.5]), "rate": 0.25, "steps": 4, "skip": 2},
    ),
    "neural.period": lambda: (
        iterated.period,
        {"path": np.array([[1.0], [2.0]] * 4), "tolerance": 1e-6, "longest": 3},
    ),
    "neural.cycle": lambda: (
        iterated.cycle,
        {"differential": well, "near": np.array([0.75]), "rate": 0.5, "length": 1},
    ),
    "neural.flip": lambda: (
        iterated.flip,
        {"differential": well, "near": np.array([0.75]), "low": 1.125, "high": 1.3, "length": 2},
    ),
    "neural.lyapunov_exponent": lambda: (
        iterated.lyapunov_exponent,
        {
            "differential": well,
            "start": np.array([0.5]),
            "rate": 0.25,
            "steps": 4,
            "rng": np.random.default_rng(1),
            "skip": 2,
        },
    ),
    "neural.fate": lambda: (
        iterated.fate,
        {
            "value_and_differential": lambda x, gain: ((x**4).sum(axis=-1) * gain, 4 * x**3 * gain[:, None]),
            "start": np.array([0.5]),
            "rate": np.array([0.125, 0.25]),
            "steps": 3,
            "limit": 10.0,
            "others": [np.array([1.0, 2.0])],
        },
    ),
}
