"""The numbers of the worked solutions to exercises 5.1, from runs with other seeds than a reader's."""

import math
from functools import cache

import numpy as np
from prose import at_least, at_most, result

PLACE, S = np.array([-0.7, 0.7]), np.array([0.2, 0.1])


def ten_or_so(k):
    """Return the energy of two fits in k dimensions with the lead k, and ln of both weights at β = 1."""

    def energy(theta):
        square, first = (theta**2).sum(axis=-1), theta[..., 0]
        return np.minimum(
            k + (square + 1.4 * first + 0.49) / (2 * S[0] ** 2), (square - 1.4 * first + 0.49) / (2 * S[1] ** 2)
        )

    tight = 1 + 1 / S**2
    return energy, -np.array([k, 0.0]) - k / 2 * np.log(tight) - 0.245 * (1 - 1 / tight)


def log_prior(theta):
    return -(theta**2).sum(axis=-1) / 2


@cache
def bounds(k, steps):
    """Return how far the ways up are below, and the ways down above the exact value, over four seeds."""
    from physdl.bayes import ladder, switch

    energy, logs = ten_or_so(k)
    exact, tight, found = np.logaddexp(*logs), 1 + 1 / S**2, []
    for seed in range(40, 44):
        rng = np.random.default_rng(seed)
        which = (rng.random(32) < math.exp(logs[1] - exact)).astype(int)
        cold = rng.normal(size=(32, k)) / np.sqrt(tight[which, None])
        cold[:, 0] += PLACE[which] * (1 - 1 / tight[which])
        up = switch(energy, log_prior, rng.normal(size=(32, k)), ladder(61), rng, steps=steps)
        down = switch(energy, log_prior, cold, ladder(61)[::-1], rng, steps=steps)
        found.append([exact + up.work.mean(), down.work.mean() - exact])
    return np.array(found)


@cache
def sampled():
    """Return by how much chains from the prior miss in twenty dimensions, and their error bar: the mildest of four."""
    from physdl.bayes import ladder, tempered_metropolis, thermodynamic_integration

    energy, logs = ten_or_so(20)
    runs = []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        start = rng.normal(size=(32, 20))
        chains = tempered_metropolis(energy, log_prior, start, ladder(21), rng, steps=600, warmup=300)
        area = thermodynamic_integration(ladder(21), chains.energies)
        runs.append((np.logaddexp(*logs) - area.log_evidence, area.error))
    return np.min([r[0] for r in runs]), np.max([r[1] for r in runs])


ROWS = [
    result("about ⟦2⟧ nats wide for $k = 5$, ⟦9⟧ for $k = 10$ and ⟦26⟧ for $k = 20$",
           lambda: [bounds(k, 16).sum(axis=1).mean() for k in (5, 10, 20)], digits=3),
    result("for $k = 20$ is still more than ⟦7⟧ nats below", lambda: bounds(20, 64)[:, 0].mean(), bound=at_least,
           slow=True),
    result("miss more than ⟦5⟧ nats", lambda: sampled()[0], bound=at_least, slow=True),
    result("with an error bar of ⟦0.2⟧ or less", lambda: sampled()[1], bound=at_most, slow=True),
]  # fmt: skip

GIVEN = [
    "what is below $10^{-⟦250⟧}$ may be 0",
    "$k$ may be ⟦120⟧, where determinants are beyond $10^{⟦308⟧}$",
    "may be beyond $10^{⟦308⟧}$",
    "in no more than ⟦300⟧ words",
]
