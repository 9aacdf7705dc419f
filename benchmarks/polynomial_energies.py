"""Polynomial energies: all monomials against scikit-learn, coefficients from means against scipy's BFGS."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp

from physdl.cheap import Hamiltonian, match_moments, monomials, normalised, states

HEADINGS = ("task", "peer", "ours ms", "peer ms", "ratio (quartiles)", "apart")


def tables():
    """Yield the name, points and degree of each table of monomials."""
    rng = np.random.default_rng(0)
    for points, variables, degree in ((1797, 64, 2), (100_000, 6, 4), (1_000_000, 1, 8)):
        name = f"monomials, {points:,} points, {variables} variables, degree {degree}"
        yield name, rng.uniform(-1, 1, (points, variables)), degree


def fits():
    """Yield the name, moments, degree, nodes and weights of each fit."""
    rng = np.random.default_rng(1)
    spins = states(10, (-1, 1))
    H = normalised(Hamiltonian(0.3 * rng.normal(size=66), 10, 2), spins)
    yield "means of 10 spins, degree 2", np.exp(-H(spins)) @ monomials(spins, 2), 2, spins, np.ones(1024)
    x, weights = np.linspace(-1.2, 1.2, 4001)[:, None], np.full(4001, 2.4 / 4000)
    H = normalised(Hamiltonian([0, 0.3, -6, 0, 3], 1, 4), x, weights)
    yield "means of two wells, degree 4", (weights * np.exp(-H(x))) @ monomials(x, 4), 4, x, weights


def bfgs(moments, degree, nodes, weights):
    """Return the coefficients by scipy's BFGS with the differential, monomials scaled to size 1."""
    features, log_weights = monomials(nodes, degree)[:, 1:], np.log(weights)
    size = np.abs(features).max(axis=0)
    features, wanted = features / size, moments[1:] / size

    def convex(c):
        exponents = log_weights - features @ c
        log_z = logsumexp(exponents)
        return c @ wanted + log_z, wanted - np.exp(exponents - log_z) @ features

    found = minimize(convex, np.zeros(len(wanted)), jac=True, method="BFGS", options={"gtol": 1e-9, "maxiter": 2000})
    return normalised(Hamiltonian(np.append(0.0, found.x / size), nodes.shape[1], degree), nodes, weights)


def row(task, peer, ours, theirs, repeats, apart):
    """Return one line of the table."""
    mine, other, low, high = _pairs.alternate(ours, theirs, repeats)
    ratio = f"{mine / other:.2f} ({low:.2f} to {high:.2f})"
    return [task, peer, f"{1e3 * mine:.1f}", f"{1e3 * other:.1f}", ratio, f"{apart:.0e}"]


def main():
    options = _pairs.begin(__doc__, repeats=(9, "measured pairs"))
    rows, preprocessing = [], _pairs.peer("sklearn.preprocessing")
    if preprocessing:
        for task, x, degree in tables():
            peer = preprocessing.PolynomialFeatures(degree).fit(x)
            apart = np.abs(monomials(x, degree) - peer.transform(x)).max()
            run = (lambda x=x, degree=degree: monomials(x, degree)), (lambda x=x, peer=peer: peer.transform(x))
            rows.append(row(task, "scikit-learn", *run, options.repeats, apart))
    for task, moments, degree, nodes, weights in fits():
        given = moments, degree, nodes, weights
        laws = [np.exp(-fit(*given)(nodes)) for fit in (match_moments, bfgs)]
        run = (lambda given=given: match_moments(*given)), (lambda given=given: bfgs(*given))
        rows.append(row(task, "scipy BFGS", *run, options.repeats, np.abs(laws[0] - laws[1]).max()))
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
