"""Good calls of Part 5."""

import numpy as np

from physdl import bayes
from physdl.bayes.evidence import gamma_excess, whitened
from physdl.bayes.running import singular_ridges

RECORDS = {
    *("bayes.Evidence", "bayes.Laplace", "bayes.Blocks", "bayes.Mixture"),
    *("bayes.Switch", "bayes.TemperedSamples", "bayes.ThermodynamicIntegral"),
}
GIVEN = {("bayes.renormalised_free_energy", "stiffness"): {"inf in it"}}  # a prior without end

X = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0], [1.0, 3.0]])
Y = np.array([0.5, 1.0, 2.5, 3.0])


def data():
    return bayes.moments(X, Y)


def bowl(theta):
    return ((theta - 0.5) ** 2).sum(axis=-1)


def coin(theta):
    return np.concatenate([theta, 1 - theta], axis=-1)


def bell(theta):
    return -(theta**2).sum(axis=-1) / 2


def uphill(theta):
    return 2 * (theta - 0.5)


def chains():
    """Return what a sampler is asked with: eight chains of two parameters at three inverse temperatures."""
    rng = np.random.default_rng(1)
    start = rng.normal(size=(8, 2))
    return {"energy": bowl, "log_prior": bell, "start": start, "betas": np.array([0.0, 0.5, 1.0]), "rng": rng}


LINEAR = {"precision": np.array([1.0, 0.5]), "mean": np.array([0.5, 1.0])}
GROWTH = {"count": np.array([1.0, 8.0]), "stiffness": np.array([0.5, 2.0])}

CALLS = {
    "bayes.moments": lambda: (bayes.moments, {"x": X, "y": Y}),
    "bayes.Moments": lambda: (
        bayes.Moments,
        {"count": 4.0, "root": np.array([[2.0, 1.0], [0.0, 1.0]]), "cross": np.array([1.0, 2.0]), "residual": 0.5},
        lambda made, _: (made, made.estimate, made + made),
    ),
    "bayes.Moments.of_sample": lambda: (bayes.Moments.of_sample, {"count": 4.0, "mean": 0.5, "variance": 1.0}),
    "bayes.Moments.log_likelihood": lambda: (data().log_likelihood, {"sigma": 0.5}),
    "bayes.Moments.repeated": lambda: (data().repeated, {"times": 3.0}),
    "bayes.Blocks.moments": lambda: (bayes.block(X, Y, 2).moments, {"columns": [0, 1]}),
    "bayes.known_noise": lambda: (bayes.known_noise, {"data": data(), "sigma": 0.5, **LINEAR}),
    "bayes.unknown_noise": lambda: (bayes.unknown_noise, {"data": data(), "shape": 1.5, "rate": 0.5, **LINEAR}),
    "bayes.whitened": {
        "diagonal": lambda: (whitened, {"data": data(), "sigma": 0.5, **LINEAR}),
        "matrix": lambda: (whitened, {"data": data(), "precision": np.array([[2.0, 1.0], [1.0, 2.0]])}),
        "number": lambda: (whitened, {"data": data(), "precision": 2.0}),
    },
    "bayes.gamma_excess": lambda: (gamma_excess, {"n": np.array([1.0, 20.0]), "a": np.array([0.5, 2.0])}),
    "bayes.categorical": lambda: (
        bayes.categorical,
        {"counts": np.array([[3.0, 5.0], [1.0, 2.0]]), "prior": np.array([0.5, 1.0])},
    ),
    "bayes.poisson": {
        "numbers": lambda: (bayes.poisson, {"events": 5.0, "time": 2.0, "shape": 1.5, "rate": 0.5}),
        "arrays": lambda: (
            bayes.poisson,
            {"events": np.array([5.0, 3.0]), "time": np.array([2.0, 1.0]), "shape": 1.5, "rate": 0.5},
        ),
    },
    "bayes.log_evidence_all_submodels": {
        "known": lambda: (
            bayes.log_evidence_all_submodels,
            {"x": X, "y": Y, "precision": 0.5, "sigma": 0.5, "always": 1},
        ),
        "unknown": lambda: (
            bayes.log_evidence_all_submodels,
            {"x": X, "y": Y, "precision": np.array([0.5, 1.0]), "shape": 1.5, "rate": 0.5},
        ),
    },
    "bayes.laplace_approximation": lambda: (
        bayes.laplace_approximation,
        {"action": bowl, "start": np.array([1.0, 0.0]), "iterations": 50},
    ),
    "bayes.in_coordinates": lambda: (
        bayes.in_coordinates,
        {"action": bowl, "chart": np.exp},
        lambda made, _: made(np.array([0.5, 1.0])),
    ),
    "bayes.next_order": lambda: (
        bayes.next_order,
        {"action": bowl, "at": bayes.laplace_approximation(bowl, np.array([1.0, 0.0]))},
    ),
    "bayes.fisher_information": lambda: (
        bayes.fisher_information,
        {"chances": coin, "theta": np.array([[0.25], [0.5]])},
    ),
    "bayes.jeffreys": lambda: (bayes.jeffreys, {"chances": coin, "theta": np.array([[0.25], [0.5]])}),
    "bayes.log_fisher_volume": lambda: (bayes.log_fisher_volume, {"kinds": np.array([2, 3])}),
    "bayes.log_bets": {
        "prior": lambda: (
            bayes.log_bets,
            {"counts": np.array([[3, 5], [1, 2]]), "prior": np.array([0.5, 1.0])},
        ),
        "chances": lambda: (
            bayes.log_bets,
            {"counts": np.array([[3.0, 5.0], [1.0, 2.0]]), "chances": np.array([0.5, 0.5])},
        ),
    },
    "bayes.log_occam_factor": lambda: (
        bayes.log_occam_factor,
        {"information": np.array([[2.0, 1.0], [1.0, 2.0]]), "log_prior": -1.5, "count": np.array([10.0, 20.0])},
    ),
    "bayes.aic": lambda: (
        bayes.aic,
        {"log_likelihood": np.array([-3.0, -2.0]), "parameters": np.array([1.0, 2.0])},
    ),
    "bayes.bic": lambda: (
        bayes.bic,
        {"log_likelihood": np.array([-3.0, -2.0]), "parameters": np.array([1.0, 2.0]), "count": 8.0},
    ),
    "bayes.aicc": lambda: (
        bayes.aicc,
        {"log_likelihood": np.array([-3.0, -2.0]), "parameters": np.array([1.0, 2.0]), "count": 8.0},
    ),
    "bayes.overfitting_rate": lambda: (bayes.overfitting_rate, {"surplus": 3, "price": 2.5}),
    "bayes.left_out": {
        "alone": lambda: (bayes.left_out, {"x": X, "y": Y}),
        "groups": lambda: (bayes.left_out, {"x": X, "y": Y, "groups": np.array([0, 1, 1, 2])}),
    },
    "bayes.fold_groups": lambda: (
        bayes.fold_groups,
        {"groups": np.array([0, 1, 1, 2]), "folds": 2, "rng": np.random.default_rng(0)},
    ),
    "bayes.residual_all_submodels": lambda: (bayes.residual_all_submodels, {"x": X, "y": Y, "always": 1}),
    "bayes.validate_all_submodels": lambda: (
        bayes.validate_all_submodels,
        {"x": X, "y": Y, "folds": np.array([0, 1, 1, 0]), "always": 1},
    ),
    "bayes.fit_mixture": lambda: (
        bayes.fit_mixture,
        {
            "x": np.array([0.0, 1.0, 2.0, 5.0, 6.0, 7.5]),
            "components": 2,
            "rng": np.random.default_rng(0),
            "starts": 2,
            "steps": 5,
            "narrowest": 0.1,
        },
        lambda made, _: (made, made.parameters),
    ),
    "bayes.orthogonal_polynomials": {
        "data": lambda: (bayes.orthogonal_polynomials, {"x": np.array([0.0, 1.0, 3.0]), "degree": 2}),
        "elsewhere": lambda: (
            bayes.orthogonal_polynomials,
            {"x": np.array([0.0, 1.0, 3.0]), "degree": 2, "at": np.array([[0.5], [2.0]])},
        ),
    },
    "bayes.exact_least_squares": lambda: (bayes.exact_least_squares, {"x": X, "y": Y}),
    "bayes.correct_digits": lambda: (
        bayes.correct_digits,
        {"found": np.array([1.01, 0.0]), "certified": np.array([1.0, 2.0]), "most": 15.0},
    ),
    "bayes.load_concrete": lambda: (bayes.load_concrete, {}),
    "bayes.load_longley": lambda: (bayes.load_longley, {}),
    "bayes.wampler": lambda: (bayes.wampler, {"number": 3}),
    "bayes.couplings": lambda: (bayes.couplings, {"data": data(), "sigma": 0.5, **LINEAR}),
    "bayes.free_energy": lambda: (bayes.free_energy, {**GROWTH, "offset": np.array([0.5, 1.0])}),
    "bayes.beta_function": lambda: (bayes.beta_function, {**GROWTH, "offset": np.array([0.5, 1.0])}),
    "bayes.resolved": lambda: (bayes.resolved, dict(GROWTH)),
    "bayes.renormalised_free_energy": lambda: (bayes.renormalised_free_energy, {**GROWTH, "reference": 2.0}),
    "bayes.exponent": lambda: (
        bayes.exponent,
        {"count": np.array([1.0, 2.0, 4.0]), "values": np.array([[0.0, 0.5, 1.0], [0.25, 0.5, 1.5]])},
    ),
    "bayes.block": lambda: (bayes.block, {"x": X, "y": Y, "size": 2, "sigma": 0.5}),
    "bayes.ladder": lambda: (bayes.ladder, {"rungs": 5, "power": 2.5, "top": 2.0}),
    "bayes.thermodynamic_integration": {
        "means": lambda: (
            bayes.thermodynamic_integration,
            {"betas": bayes.ladder(5, 2.0), "energies": np.array([5.0, 4.0, 2.0, 1.0, 0.5]), "power": 2.0},
        ),
        "chains": lambda: (
            bayes.thermodynamic_integration,
            {"betas": bayes.ladder(3), "energies": np.arange(24.0).reshape(2, 3, 4), "rule": "trapezoid"},
        ),
    },
    "bayes.tempered_metropolis": lambda: (bayes.tempered_metropolis, {**chains(), "steps": 4, "warmup": 3}),
    "bayes.tempered_hmc": lambda: (
        bayes.tempered_hmc,
        {**chains(), "slope": uphill, "prior_slope": lambda theta: -theta, "steps": 4, "warmup": 3, "leaps": 2},
    ),
    "bayes.switch": lambda: (bayes.switch, {**chains(), "steps": 2}),
    "bayes.posterior": lambda: (
        bayes.posterior,
        {"losses": np.array([0.0, 0.5, 1.0]), "count": 4.0, "prior": np.array([1.0, 2.0, 1.0])},
    ),
    "bayes.singular_ridges": lambda: (singular_ridges, {"counts": [1.0, 4.0], "rows": 5, "columns": 7}),
}
