"""LTR-12: networks approximate every continuous function; each construction has its own power."""

import numpy as np
from measures import power

from physdl.cheap.locality import grid_error, ramp_network, ridge_errors


def stairs(f, units, x):
    """Return a staircase of steep tanh neurons that takes the value of f in the middle of each of units + 1 steps."""
    edges = np.arange(1, units + 1) / (units + 1)
    values = f((np.arange(units + 1) + 0.5) / (units + 1))
    return values[0] + (np.diff(values) / 2 * (1 + np.tanh(1e4 * (x[:, None] - edges)))).sum(axis=1)


def test_constructions(ledger):
    x, f = np.linspace(0, 1, 40001), lambda x: np.sin(3 * x)
    counts = np.array([16, 32, 64, 128])
    ramps = [np.abs(ramp_network(f, int(m))(x[:, None])[:, 0] - f(x)).max() for m in counts]
    constant = 8 * ramps[-1] * 128**2 / 9  # the second derivative is at most 9
    steps = [np.abs(stairs(f, m, x) - f(x)).max() for m in counts]
    slopes = power(counts, ramps), power(counts + 1, steps)
    assert abs(slopes[0] + 2) < 0.01
    assert abs(slopes[1] + 1) < 0.05
    assert abs(constant - 1) < 1e-3
    rng, ridges = np.random.default_rng(12), []
    for d in (1, 2, 4, 8):
        z = rng.normal(size=(100, d)) / np.sqrt(d)
        many = np.array([30, 120, 480])
        ridges.append(power(many, [np.sqrt(np.mean(ridge_errors(z, int(k), rng, 100) ** 2)) for k in many]))
    assert max(abs(s + 0.5) for s in ridges) < 0.06
    ledger(
        claim="LTR-12",
        part="by construction",
        needed="ramps −2 with the constant of Taylor's remainder, stairs of tanh −1, cosine ridges −½ in any dimension",
        measured=f"{slopes[0]:.3f} and {constant:.4f} of the bound; {slopes[1]:.2f}; {min(ridges):.2f} to "
        f"{max(ridges):.2f} for d = 1, 2, 4, 8",
        tolerance=0.06,
        value=max(abs(s + 0.5) for s in ridges),
        hypotheses="a function with two bounded derivatives; for ridges a mean of waves, drawn",
    )


def test_dimension(ledger):
    slopes = []
    for d, pieces in ((1, (16, 32, 64)), (2, (8, 16, 32)), (3, (6, 12, 24))):

        def f(x):
            return np.cos(x.sum(axis=-1))

        errors = [grid_error(f, d, k, np.random.default_rng(5), 40_000) for k in pieces]
        slopes.append(power(np.array([(k + 1.0) ** d for k in pieces]), errors))
    off = [abs(s + 2 / d) for s, d in zip(slopes, (1, 2, 3), strict=True)]
    assert max(off) < 0.15
    ledger(
        claim="LTR-12",
        part="dimension",
        needed="multilinear pieces in d = 1, 2, 3 variables: slopes −2/d",
        measured=", ".join(f"{s:.2f}" for s in slopes),
        tolerance=0.15,
        value=max(off),
        hypotheses="points of a grid counted, (k + 1)^d",
    )
