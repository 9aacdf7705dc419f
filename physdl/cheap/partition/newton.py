"""Newton's method for the coefficients of an energy with given means, in `physdl.cheap.partition`."""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp


def independent(features):
    """Return a basis (count, rank) in which the features are uncorrelated and of size 1 on the nodes, and their means.

    Where features coincide on the nodes the rank is smaller, and coefficients in the basis have the shortest vector.
    """
    middle = features.mean(axis=0)
    spread = features - middle
    values, vectors = np.linalg.eigh(spread.T @ spread / len(spread))
    kept = values > 1e-12 * values[-1]
    return vectors[:, kept] / np.sqrt(values[kept]), middle


def convex(z, seen, wanted, log_weights):
    """Return the convex function and the probabilities of the nodes."""
    exponents = log_weights - seen @ z
    log_z = logsumexp(exponents)
    return z @ wanted + log_z, np.exp(exponents - log_z)


def newton(p, spread, slope):
    """Return Newton's step, or None where some direction has no spread left."""
    covariance = spread.T @ (p[:, None] * spread)
    scale = np.sqrt(np.diag(covariance))
    if not (scale > 1e-8).all():
        return None
    try:
        return -np.linalg.solve(covariance / np.outer(scale, scale), slope / scale) / scale
    except np.linalg.LinAlgError:
        return None


def downhill(z, step, value, promise, seen, wanted, log_weights):
    """Return the end of a Newton step, halved until the function falls by a fair share of what it promises."""
    share, rounding = 1.0, 1e-13 * max(1.0, abs(value))
    while share > 1e-12:
        enough = value + 1e-4 * share * promise + rounding
        if convex(z + share * step, seen, wanted, log_weights)[0] <= enough:
            break
        share /= 2
    return z + share * step
