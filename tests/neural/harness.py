"""One example of every kind of map, of real and of complex numbers, and independent derivatives for both."""

import numpy as np

from physdl.neural import maps
from physdl.neural.maps import MAPS, NONHOLOMORPHIC, Affine, Residual, Sigmoid, Tanh
from physdl.neural.network import Network

WIDTH = 4
STEP = 1e-30


def numbers(rng, shape, kind):
    """Return random numbers of a kind, float or complex."""
    real = rng.normal(size=shape)
    return real + 1j * rng.normal(size=shape) if kind is complex else real


def _affine(rng, kind, outputs=3):
    return Affine(numbers(rng, (outputs, WIDTH), kind), numbers(rng, outputs, kind))


EXAMPLES = {
    "affine": _affine,
    "tanh": lambda rng, kind: maps.Tanh(),
    "sigmoid": lambda rng, kind: maps.Sigmoid(),
    "softplus": lambda rng, kind: maps.Softplus(),
    "relu": lambda rng, kind: maps.ReLU(),
    "identity": lambda rng, kind: maps.Identity(),
    "residual": lambda rng, kind: Residual(_affine(rng, kind, WIDTH)),
    "split tanh": lambda rng, kind: maps.SplitTanh(),
    "phase tanh": lambda rng, kind: maps.PhaseTanh(),
    "mod relu": lambda rng, kind: maps.ModReLU(0.6),
}
assert set(EXAMPLES) == {*MAPS, *NONHOLOMORPHIC}, "every kind of map must be in the harness"
EXAMPLES |= {
    "residual of tanh": lambda rng, kind: Residual(Tanh()),
    "network": lambda rng, kind: deep(rng, kind=kind),
    "residual of network": lambda rng, kind: Residual(
        Network([Affine.start(WIDTH, 2, rng, dtype=kind), Tanh(), Affine.start(2, WIDTH, rng, dtype=kind)])
    ),
    "network that bends moduli": lambda rng, kind: bent(rng, kind),
    "residual of a split": lambda rng, kind: Residual(maps.SplitTanh()),
}


def deep(rng, outputs=3, kind=float):
    """Return a network in which maps of all analytic kinds follow one another."""

    def affine(n, m):
        return Affine.start(n, m, rng, dtype=kind)

    inner = Network([affine(6, 2), Sigmoid(), affine(2, 6)])
    parts = [affine(WIDTH, 6), Tanh(), Residual(inner), maps.Softplus(), maps.Identity()]
    parts += [affine(6, 5), maps.ReLU(), affine(5, outputs), Residual(Sigmoid())]
    network = Network(parts)
    network.parameters += 0.1 * numbers(rng, network.size, kind)
    return network


def bent(rng, kind=complex):
    """Return a network with all maps that are not holomorphic."""

    def affine(n, m):
        return Affine.start(n, m, rng, gain=1.5, dtype=kind)

    parts = [maps.PhaseTanh(), affine(WIDTH, 6), maps.ModReLU(0.2), affine(6, 5), Residual(maps.SplitTanh())]
    network = Network([*parts, affine(5, 3), maps.SplitTanh()])
    network.parameters += 0.1 * numbers(rng, network.size, kind)
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


def differences(f, x, v, change=None, h=1e-4):
    """Return the tangent vector at f(x) by differences of order 4 along one real direction, complex numbers or not."""
    theta = f.parameters

    def ahead(s):
        moved = f if change is None else with_parameters(f, theta + s * h * change)
        return moved(x + s * h * v)

    return (8 * (ahead(1) - ahead(-1)) - (ahead(2) - ahead(-2))) / (12 * h)
