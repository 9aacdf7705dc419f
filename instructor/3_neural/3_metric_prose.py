"""The numbers in the worked solutions of exercises 3.3: six draws each, by the library whose metrics are measured."""

import math
from functools import cache

import numpy as np
from prose import at_least, at_most, result

from physdl.neural import (
    Network,
    Tanh,
    covariance_metric,
    kronecker_metric,
    load_digits,
    loss_differential,
    orthogonal,
    raise_index,
    softmax_cross_entropy,
)


@cache
def ends(gain, depth, rate, metric=None):
    """Return six losses after 50 steps, in order; plain, or with a metric of the library."""
    images, labels = load_digits()
    x, labels, found = images[:200] - images[:200].mean(axis=0), labels[:200], []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        maps = [orthogonal(64, 24, rng)]
        for _ in range(depth):
            maps += [orthogonal(24, 24, rng, gain=gain), Tanh()]
        net = Network([*maps, orthogonal(24, 10, rng)])
        for _ in range(50):
            _, step = loss_differential(net, softmax_cross_entropy, x, labels)
            if metric == "covariance":
                step = raise_index(covariance_metric(net, x), step, damping=1e-4)
            elif metric == "Kronecker":
                step = raise_index(kronecker_metric(net, x, softmax_cross_entropy), step, damping=1e-4)
            net.parameters -= rate * step
        found.append(loss_differential(net, softmax_cross_entropy, x, labels)[0])
    return np.sort(found)


def surplus(kappa=1.2):
    """Return by which factor ½κ ln(1/ε) is larger than ln ε / ln ρ."""
    return 0.5 * kappa * math.log((kappa + 1) / (kappa - 1))


ROWS = [
    result("and ⟦44⟧ % too large", lambda: 100 * (surplus() - 1)),
    result("eight layers reach ⟦0.7⟧ to ⟦0.9⟧, where", lambda: ends(0.8, 8, 0.2)[[0, -1]], slow=True),
    result("where 0.05 leaves ⟦2.2⟧)", lambda: ends(0.8, 8, 0.05)[0], slow=True),
    result("ends below ⟦0.2⟧ in some", lambda: ends(1.4, 45, 0.2)[0], bound=at_most, slow=True),
    result("and above ⟦1⟧ in others", lambda: ends(1.4, 45, 0.2)[-1], bound=at_least, slow=True),
    result("0.05 reached ⟦0.30⟧ to ⟦0.36⟧", lambda: ends(1.4, 45, 0.05)[[0, -1]], digits=0.02, slow=True),
    result("come below ⟦0.4⟧ at the rate", lambda: ends(0.8, 11, 0.05, "covariance")[-1], bound=at_most, slow=True),
    result("where plain descent stays at ⟦2.3⟧", lambda: ends(0.8, 11, 0.05)[-1], slow=True),
    result("its best rate, 0.5, leaves about ⟦1⟧", lambda: np.median(ends(0.8, 11, 0.5)), slow=True),
    result("below ⟦1.5⟧ at γ = 0.9", lambda: ends(0.9, 30, 0.05, "Kronecker")[-1], bound=at_most, slow=True),
    result("below ⟦1.2⟧ at γ = 1.8", lambda: ends(1.8, 45, 0.05, "Kronecker")[-1], bound=at_most, slow=True),
    result("sixty layers below ⟦1.3⟧", lambda: ends(2.0, 60, 0.05, "Kronecker")[-1], bound=at_most, slow=True),
    result("where plain descent stays above ⟦2⟧", lambda: ends(2.0, 60, 0.02)[0], bound=at_least, slow=True),
]

GIVEN = [
    "for $\\kappa = ⟦1.2⟧$",
    "cases $p$ is ⟦12,000⟧, and the table $g$ would have ⟦144⟧ million",
    "on ⟦200⟧ digits (24 wide",
    "over $\\gamma$ from ⟦0.8⟧ to ⟦2.2⟧",
    "in no more than ⟦300⟧ words",
    "With $\\eta = ⟦0.01⟧$ everything is slower. With ⟦0.2⟧ the ordered",
    "(at γ = ⟦0.8⟧ eight layers",
    "where ⟦0.05⟧ leaves",
    "at γ = ⟦1.4⟧ and 45 layers",
    "where ⟦0.05⟧ reached",
    "at γ = ⟦0.8⟧ eleven layers",
    "at the rate ⟦0.05⟧, where",
    "at its best rate, ⟦0.5⟧, leaves",
    "at γ = ⟦0.9⟧ and thirty",
    "at γ = ⟦1.8⟧ and 45",
    "forward and back (⟦1.5⟧)",
    "with a reason for each (⟦1.5⟧)",
]
