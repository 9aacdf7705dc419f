"""One example of every kind of map, and independent derivatives by complex step."""

import numpy as np

from physdl.neural import maps
from physdl.neural.maps import MAPS, Affine, Residual, Sigmoid, Tanh
from physdl.neural.network import Network

WIDTH = 4
STEP = 1e-30
EXAMPLES = {
    "affine": lambda rng: Affine(rng.normal(size=(3, WIDTH)), rng.normal(size=3)),
    "tanh": lambda rng: maps.Tanh(),
    "sigmoid": lambda rng: maps.Sigmoid(),
    "softplus": lambda rng: maps.Softplus(),
    "relu": lambda rng: maps.ReLU(),
    "identity": lambda rng: maps.Identity(),
    "residual": lambda rng: Residual(Affine(rng.normal(size=(WIDTH, WIDTH)), rng.normal(size=WIDTH))),
}
assert set(EXAMPLES) == set(MAPS), "every kind of map must be in the harness"
EXAMPLES |= {
    "residual of tanh": lambda rng: Residual(Tanh()),
    "network": lambda rng: deep(rng),
    "residual of network": lambda rng: Residual(
        Network([Affine.start(WIDTH, 2, rng), Tanh(), Affine.start(2, WIDTH, rng)])
    ),
}


def deep(rng, outputs=3):
    """Return a network in which maps of all kinds follow one another."""
    inner = Network([Affine.start(6, 2, rng), Sigmoid(), Affine.start(2, 6, rng)])
    parts = [Affine.start(WIDTH, 6, rng), Tanh(), Residual(inner), maps.Softplus(), maps.Identity()]
    parts += [Affine.start(6, 5, rng), maps.ReLU(), Affine.start(5, outputs, rng), Residual(Sigmoid())]
    network = Network(parts)
    network.parameters += 0.1 * rng.normal(size=network.size)
    return network


def with_parameters(f, theta):
    """Return the same map with other parameters, which may be complex."""
    if not f.size:
        return f
    theta = np.array(theta)
    moved = f._bound(np.zeros_like(theta))
    moved.parameters[:] = theta
    return moved


def complex_step(f, x, v, change=None):
    """Return the tangent vector at f(x), from values of f alone."""
    theta = f.parameters.astype(complex)
    if change is not None:
        theta += 1j * STEP * change
    return with_parameters(f, theta)(x + 1j * STEP * v).imag / STEP
