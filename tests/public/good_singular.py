"""Good calls of Part 5: what a singular model pays."""

import numpy as np

from physdl import bayes

RECORDS = set()
GIVEN = {}


def bowl(w):
    return 0.5 * (w**2).sum(axis=1), w


def problem():
    return bayes.RankProblem(np.array([8.0, 4.0]), np.array([[2.0, 0.5], [0.25, 1.0]]))


CALLS = {
    "bayes.monomial_exponents": {
        "flat": lambda: (bayes.monomial_exponents, {"powers": np.array([1, 2, 0]), "jacobian": 1}),
        "curved": lambda: (bayes.monomial_exponents, {"powers": np.array([1, 2]), "jacobian": np.array([1, 0])}),
    },
    "bayes.reduced_rank_exponents": lambda: (
        bayes.reduced_rank_exponents,
        {"inputs": 4, "outputs": 3, "hidden": 2, "rank": 1},
    ),
    "bayes.tanh_exponents": lambda: (bayes.tanh_exponents, {"hidden": 2}),
    "bayes.product_excess": lambda: (
        bayes.product_excess,
        {"count": np.array([8.0, 64.0]), "power": 2, "truth": 0.5},
    ),
    "bayes.node_excess": lambda: (bayes.node_excess, {"count": np.array([8.0, 64.0]), "near": 0.25}),
    "bayes.RankProblem": lambda: (
        bayes.RankProblem,
        {"strengths": np.array([8.0, 4.0]), "response": np.array([[2.0, 0.5], [0.25, 1.0]])},
        lambda made, _: made.log_likelihood,
    ),
    "bayes.rank_problem": lambda: (
        bayes.rank_problem,
        {
            "x": np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]]),
            "y": np.array([[0.5, 1.0], [1.0, 0.0], [2.5, 0.25]]),
            "noise": 0.5,
        },
    ),
    "bayes.reduced_rank_gibbs": lambda: (
        bayes.reduced_rank_gibbs,
        {
            "problem": problem(),
            "hidden": 2,
            "rng": np.random.default_rng(1),
            "beta": 0.5,
            "precision": 1.5,
            "chains": 2,
            "sweeps": 3,
            "burn": 1,
            "start": 0.5,
        },
    ),
    "bayes.learning_coefficient": lambda: (
        bayes.learning_coefficient,
        {"energies": np.array([[0.5, 1.0, 1.5], [0.25, 1.0, 2.0]]), "beta": 0.5},
    ),
    "bayes.wbic": lambda: (
        bayes.wbic,
        {"energies": np.array([[[0.5, 1.0], [0.25, 2.0]]]), "best": np.array([3.0])},
    ),
    "bayes.langevin": lambda: (
        bayes.langevin,
        {
            "loss": bowl,
            "start": np.array([[0.5, 1.0], [0.25, -1.0]]),
            "step": 0.25,
            "steps": 3,
            "rng": np.random.default_rng(1),
            "count": 2.0,
            "precision": 0.5,
            "pull": 0.25,
        },
    ),
    "bayes.sbic": lambda: (
        bayes.sbic,
        {
            "log_likelihood": np.array([[-3.0, -1.0], [-2.0, 1.5]]),
            "coefficients": np.array([[0.5, 0.0], [1.0, 1.5]]),
            "multiplicities": np.array([[1.0, 0.0], [2.0, 1.0]]),
            "count": 64.0,
        },
    ),
}
