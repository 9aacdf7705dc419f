"""The numbers in the solutions of 3.4: the first-order changes by finite steps of a loss, the detector's circle."""

import numpy as np
from prose import result


def changes():
    """Return what the first two steps do to a real loss, over η Σ|g|² and η Re Σg²; both are −2."""
    rng, eta = np.random.default_rng(0), 1e-6
    z, goal = rng.normal(size=(2, 5)) + 1j * rng.normal(size=(2, 5))

    def loss(z):
        return np.sum(np.abs(z - goal) ** 2 + np.real(z * z * goal))

    by_real = np.array([(loss(z + 1e-6 * e) - loss(z - 1e-6 * e)) / 2e-6 for e in np.eye(5)])
    by_imaginary = np.array([(loss(z + 1e-6j * e) - loss(z - 1e-6j * e)) / 2e-6 for e in np.eye(5)])
    g = (by_real - 1j * by_imaginary) / 2
    along = [(loss(z - eta * d) - loss(z + eta * d)) / (2 * eta) for d in (np.conj(g), g)]
    return along[0] / np.sum(np.abs(g) ** 2), along[1] / np.sum(g**2).real


def resting_radius():
    """Return where a weight ends that follows the loss of a detector, by differences of the loss."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=50) + 1j * rng.normal(size=50)
    z = 0.7 + 0.4j

    def loss(z):
        return np.mean((np.abs(z * x) - 2 * np.abs(x)) ** 2) / 2

    for _ in range(200):
        slope = [(loss(z + 1e-6 * d) - loss(z - 1e-6 * d)) / 2e-6 for d in (1, 1j)]
        z -= 0.3 * complex(*slope)
    return abs(z)


ROWS = [
    result("gives $⟦-2⟧\\eta\\sum\\lvert g\\rvert^2$, $⟦-2⟧\\eta\\operatorname{Re}", changes, digits=1e-4),
    result("are a circle of radius ⟦2⟧", resting_radius, digits=1e-4),
]
GIVEN = [
    "in no more than ⟦300⟧ words",
    "$ used (⟦1.5⟧)",
    "with the reason (⟦1.5⟧)",
]
