"""The picture that opens Part 3: the border of trainability, each pixel a network that held on or was lost.

Across: the learning rate; upwards: the curvature of the loss where learning starts; both logarithmic. Three neurons
learn four points in 300 steps from one fixed start. Lesson 3.6 has the same map, and its explanation.
"""

import numpy as np

from physdl.neural.border import gain_of, small_network
from physdl.neural.figures.steps import fates
from physdl.neural.iterated import fate

RATES, MIDDLE, STEPS = (0.95, 1.21), -0.665, 300  # decimal logarithms of the rates and of the middle curvature


def paint(width, height):
    """Return the colours (height, width, 3), from 0 to 1."""
    own = np.random.default_rng(0)
    x, y = 1.5 * own.normal(size=4), own.normal(size=4)
    start = np.concatenate([own.normal(size=3), 0.7 * own.normal(size=3)])
    half = (RATES[1] - RATES[0]) * height / width / 2
    rates, curvatures = np.logspace(*RATES, width), np.logspace(MIDDLE + half, MIDDLE - half, height)
    network, gains = small_network(x, y), gain_of(x, y, start, curvatures)
    rows = [fate(network, start, rates, STEPS, limit=1e3, others=[gain]) for gain in gains]
    return fates(*(np.array([getattr(row, name) for row in rows]) for name in ("survived", "mean", "lasted")))
