"""The numbers in the prose of lesson 5.1: two fits by Gaussian integrals, a cubic and coins by conjugate forms."""

import math
from functools import cache

import numpy as np
from prose import result
from scipy.optimize import brentq
from scipy.special import betaln

E, S, PLACE, K = np.array([5.0, 0.0]), np.array([0.2, 0.1]), 0.7, 10


def log_weights(beta):
    """Return ln of the weights of both fits, each as if it were alone: a normal law times a normal law."""
    tight = 1 + beta / S**2
    return -beta * E - K / 2 * np.log(tight) - PLACE**2 / 2 * (1 - 1 / tight)


def odds(beta):
    """Return the odds for the sharp fit."""
    broad, sharp = log_weights(beta)
    return math.exp(sharp - broad)


def melting():
    return brentq(lambda beta: math.log(odds(beta)), 0.5, 3)


@cache
def cubic():
    """Return the data of the cubic, and its evidence as the normal density of y."""
    rng = np.random.default_rng(51)
    t = np.linspace(-1, 1, 40)
    X = t[:, None] ** np.arange(4)
    y = X @ [0.3, -1.0, 0.5, 1.2] + 0.3 * rng.normal(size=40)
    return X, y, log_density(X, y, 1.0)


def log_density(X, y, beta):
    """Return ln Z at β: tempered data are data with the noise σ/√β, but for their normalisation."""
    covariance = 0.09 / beta * np.eye(40) + X @ X.T
    sign, size = np.linalg.slogdet(covariance)
    assert sign > 0
    alone = -0.5 * (y @ np.linalg.solve(covariance, y) + size + 40 * np.log(2 * np.pi))
    return alone + 20 * np.log(2 * np.pi * 0.09 / beta) - beta * 20 * np.log(2 * np.pi * 0.09)


def mean_energy(beta):
    """Return ⟨U⟩ by a difference quotient of ln Z; at β = 0 as a mean over the prior."""
    X, y, _ = cubic()
    if beta == 0:
        return (y @ y + np.trace(X @ X.T)) / 0.18 + 20 * np.log(2 * np.pi * 0.09)
    h = 1e-4 * beta
    return -(log_density(X, y, beta + h) - log_density(X, y, beta - h)) / (2 * h)


def simpson_off(p, rungs=21):
    u = np.linspace(0, 1, rungs)
    heights = np.array([mean_energy(v**p) * p * v ** (p - 1) for v in u])
    inner = 4 * heights[1:-1:2].sum() + 2 * heights[2:-1:2].sum()
    return -(heights[0] + inner + heights[-1]) / (3 * (rungs - 1)) - cubic()[2]


def thermal():
    """Return β⟨U − least⟩ of the cubic where it is cold."""
    X, y, _ = cubic()
    fit = X @ np.linalg.lstsq(X, y, rcond=None)[0]
    least = ((y - fit) ** 2).sum() / 0.18 + 20 * np.log(2 * np.pi * 0.09)
    return 50 * (mean_energy(50.0) - least)


def first_interval():
    """Return by how many nats the trapezoid with even steps errs in its first interval, and in all the others."""
    X, y, _ = cubic()
    beta = np.linspace(0, 1, 21)
    means = np.array([mean_energy(b) for b in beta])
    log_z = np.array([0.0, *(log_density(X, y, b) for b in beta[1:])])
    off = np.abs((means[1:] + means[:-1]) / 40 + np.diff(log_z))
    return off[0], off[1:].sum()


@cache
def left_of_the_loop():
    """Return what share of the bracket is left with 32 steps in place of 8, over four seeds."""
    from physdl.bayes import ladder, switch

    def energy(theta):
        first, rest = theta[..., 0], (theta[..., 1:] ** 2).sum(axis=-1)
        fits = zip(E, (-PLACE, PLACE), S, strict=True)
        return np.minimum(*(e + ((first - c) ** 2 + rest) / (2 * s**2) for e, c, s in fits))

    def prior(theta):
        return -(theta**2).sum(axis=-1) / 2

    tight, betas, gaps = 1 + 2 / S**2, ladder(61, 3, top=2.0), {}
    for steps in (8, 32):
        gaps[steps] = 0.0
        for seed in range(100, 104):
            rng = np.random.default_rng(seed)
            which = (rng.random(64) < odds(2) / (1 + odds(2))).astype(int)
            cold = rng.normal(size=(64, K)) / np.sqrt(tight[which, None])
            cold[:, 0] += np.array([-PLACE, PLACE])[which] * (1 - 1 / tight[which])
            up = switch(energy, prior, rng.normal(size=(64, K)), betas, rng, steps=steps)
            gaps[steps] += switch(energy, prior, cold, betas[::-1], rng, steps=steps).work.mean() + up.work.mean()
    return gaps[32] / gaps[8]


def coin_capacity(heads, tails, beta=1e5, h=50.0):
    """Return β² times the second derivative of ln Z, by differences."""
    log_z = [betaln(b * heads + 1, b * tails + 1) for b in (beta - h * 100, beta, beta + h * 100)]
    return beta**2 * (log_z[0] - 2 * log_z[1] + log_z[2]) / (h * 100) ** 2


def noise(p, rungs=21):
    """Return the standard error of Simpson's area with one independent draw of U at each rung."""
    u = np.linspace(0, 1, rungs)
    weights = np.where(np.arange(rungs) % 2, 4.0, 2.0)
    weights[[0, -1]] = 1
    weights *= p * u ** (p - 1) / (3 * (rungs - 1))
    return math.sqrt(sum(w**2 * variance(v**p) for w, v in zip(weights, u, strict=True)))


def variance(beta):
    """Return the variance of U by minus a difference quotient of its mean."""
    if beta == 0:
        return 0.0  # its weight is zero, but for p = 1, where it would only make the noise larger
    h = 1e-2 * beta
    return (mean_energy(beta - h) - mean_energy(beta + h)) / (2 * h)


def above(beta):
    X, y, _ = cubic()
    fit = X @ np.linalg.lstsq(X, y, rcond=None)[0]
    return mean_energy(beta) - ((y - fit) ** 2).sum() / 0.18 - 20 * np.log(2 * np.pi * 0.09)


def least_noisy():
    noises = {p: noise(p) for p in (1, 2, 3, 4, 5)}
    return min(noises, key=noises.get)


ROWS = [
    result(r"$e^5 \approx ⟦148⟧$ times as probable", lambda: math.exp(5)),
    result("⟦148⟧ to 1 for the sharp fit 6 to 1 for the sharp fit", lambda: math.exp(5)),
    result("⟦6⟧ to 1 for the broad fit ⟦1,000⟧ to 1 for the broad fit", lambda: (1 / odds(1), 2**10), digits=50),
    result("is ⟦1,024⟧ times as much room, and that is more than ⟦148⟧", lambda: (2**10, math.exp(5))),
    result("it is the broad fit, by ⟦6⟧ to 1", lambda: 1 / odds(1)),
    result(r"alone give $1024/148 = ⟦6.9⟧$", lambda: 2**10 / math.exp(5)),
    result("Now it is the sharp fit, by ⟦23⟧ to 1", lambda: odds(2)),
    result(r"At $\beta = ⟦1.37⟧$ the two weigh the same", melting),
    result("settles at $k/2 = ⟦2⟧$", thermal),
    result(r"which tends to k/2 = ⟦2⟧", thermal),
    result(r"from ⟦452⟧ nats at $\beta = 0$ to ⟦34⟧ at 0.05, and to ⟦2⟧ at the end",
           lambda: (above(0), above(0.05), above(1))),
    result("of the trapezoid's ⟦8.1⟧ the first interval alone makes ⟦8.0⟧",
           lambda: (sum(first_interval()), first_interval()[0])),
    result("Simpson's 21 rungs err by ⟦0.003⟧ nats, ⟦0.3 %⟧ of an odds",
           lambda: (simpson_off(3), 100 * math.expm1(simpson_off(3)))),
    result("the power ⟦3⟧ has the least of these five", least_noisy),
    result("Four times the patience leaves about ⟦half⟧ of it", left_of_the_loop, reads={"half": 0.5}, digits=0.3,
           slow=True),
    result("the change at ⟦1.37⟧", melting),
    result(r"$-\ln(1 - ⟦0.958⟧) \approx ⟦3.2⟧$ nats", lambda: (odds(2) / (1 + odds(2)), math.log1p(odds(2)))),
    result(r"$k = 5/\ln 2 = ⟦7.2⟧$; for $k$ knobs at $\beta = \tfrac15k\ln 2$. "
           r"For ten knobs at $\beta = 2\ln 2 = ⟦1.39⟧$; the exact ⟦1.37⟧ knows the prior",
           lambda: (5 / math.log(2), brentq(lambda b: 5 * b - 10 * math.log(2), 0, 9), melting())),
    result(r"\langle U\rangle)^2\rangle \to ⟦\tfrac12⟧$", lambda: coin_capacity(7, 3), reads={r"\tfrac12": 0.5},
           digits=0.01),
    result(r"(\beta h + 1)^2 \to ⟦1⟧$", lambda: coin_capacity(7, 0), digits=0.01),
    result(r"Near $\beta = ⟦1.39⟧$ both are close to 1", lambda: brentq(lambda b: 5 * b - 10 * math.log(2), 0, 9)),
]  # fmt: skip

GIVEN = [
    "right to within ⟦0.1⟧, else",
    "⟦0.2⟧ in each knob",
    "$⟦1024⟧/⟦148⟧ = 6.9$",
    "has been squared, $⟦148⟧^2$; the ratio of the rooms is what it was, ⟦1,024⟧",
    r"with noise $\sigma = ⟦0.3⟧$",
    "at ⟦0.05⟧, and to 2 at the end",
    "the hybrid method of ⟦1.7⟧",
    r"one $\theta$ in ⟦640⟧ dimensions",
    r"$\ln Z = -⟦18.3⟧ \pm ⟦0.04⟧$ from 32 chains",
]
