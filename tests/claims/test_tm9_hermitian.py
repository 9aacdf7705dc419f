"""TM-9: complex weights carry a Hermitian metric, hence the conjugate; what happens with it, and without.

g is Wirtinger's derivative of the loss by the weights, half of the covector that a network pulls back. The change of
the loss is never computed from g: it is measured from values of the loss alone, written out by hand below.
"""

import itertools

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from scipy.stats import binom

from physdl.neural import Affine, ModReLU, Network, PhaseTanh, SplitTanh, Tanh, loss_differential
from physdl.neural.losses import modulus_loss, squared_loss
from physdl.neural.metric import raise_index
from physdl.neural.wirtinger import antilinear_share, wirtinger

SIZES = (3, 5, 4, 2)
BENDS = {"none": (), "tanh": (Tanh,), "phase tanh": (PhaseTanh,), "mod relu": (ModReLU,), "split tanh": (SplitTanh,)}
LOSSES = {"squared": squared_loss, "modulus": modulus_loss}


def complex_normal(rng, *shape):
    return rng.normal(size=shape) + 1j * rng.normal(size=shape)


def bent(kind, z, np=np):
    """Return a bend of z by its definition; no line of it is shared with the library."""
    if kind == "tanh":
        return np.tanh(z)
    if kind == "split tanh":
        return np.tanh(np.real(z)) + 1j * np.tanh(np.imag(z))
    r = np.abs(z)
    if kind == "phase tanh":
        return np.tanh(r) * z / r
    return np.maximum(r - 0.5, 0) * z / r if kind == "mod relu" else z


def plain(kind, loss, theta, x, t, np=np):
    """Return the loss of the network of `SIZES`, written out."""
    at, y = 0, x
    for number, (n, m) in enumerate(itertools.pairwise(SIZES)):
        y = bent(kind, y, np) if number else y
        y = np.dot(y, np.reshape(theta[at : at + m * n], (m, n)).T) + theta[at + m * n : at + m * n + m]
        at += m * n + m
    off = np.abs(y - t) ** 2 if loss == "squared" else (np.abs(y) - np.abs(t)) ** 2
    return np.sum(off) / (2 * len(x))


def example(kind, loss, seed):
    """Return a network of the library, the same as a function of its parameters, its g, and a generator."""
    rng = np.random.default_rng(seed)
    maps = []
    for number, (n, m) in enumerate(itertools.pairwise(SIZES)):
        maps += [bend() for bend in BENDS[kind]] if number else []
        maps.append(Affine.start(n, m, rng, dtype=complex))
    network = Network(maps)
    network.parameters += 0.1 * complex_normal(rng, network.size)
    x, t = complex_normal(rng, 6, SIZES[0]), complex_normal(rng, 6, SIZES[-1])
    _, w = loss_differential(network, LOSSES[loss], x, t if loss == "squared" else np.abs(t))
    return network.parameters.copy(), lambda theta, np=np: plain(kind, loss, theta, x, t, np), w / 2


def slope(function, theta, v, h=1e-4):
    """Return the derivative along v, from four values of the function."""
    return (8 * (function(theta + h * v) - function(theta - h * v))) / (12 * h) - (
        function(theta + 2 * h * v) - function(theta - 2 * h * v)
    ) / (12 * h)


def every_net(seeds):
    return [(kind, loss, seed) for kind in BENDS for loss in LOSSES for seed in range(seeds)]


def test_with_the_conjugate(ledger):
    worst, orders, nets = 0.0, [], every_net(10)
    for kind, loss, seed in nets:
        theta, function, g = example(kind, loss, seed)
        square = np.sum(np.abs(g) ** 2)
        v = -np.conj(g) / np.sqrt(square)  # of length 1: the measured slope is -2 |g|
        worst = max(worst, abs(slope(function, theta, v) / (-2 * np.sqrt(square)) - 1))
        if kind in ("none", "tanh", "phase tanh") and seed < 3:
            off = [
                abs((function(theta - eta * np.conj(g)) - function(theta)) / (-2 * eta * square) - 1)
                for eta in (2e-5, 1e-5)
            ]
            orders.append(np.log2(off[0] / off[1]))
    assert worst <= 1e-8
    np.testing.assert_allclose(orders, 1, atol=0.02)
    ledger(
        claim="TM-9",
        part="with conjugate",
        needed=f"first-order change −2η Σ|g|² to 1e-8, by values of the loss; {len(nets)} networks, 5 kinds, 2 losses",
        measured=f"unit metric: −2η Σ|g|² off by at most {worst:.0e}; a finite step departs from it "
        f"in order {np.mean(orders):.3f} of η",
        tolerance=1e-8,
        value=worst,
    )


def test_without_it(ledger):
    worst, nets = 0.0, every_net(10)
    for kind, loss, seed in nets:
        theta, function, g = example(kind, loss, seed)
        length = np.linalg.norm(g)
        wanted = -2 * np.sum(g**2).real / length
        worst = max(worst, abs(slope(function, theta, -g / length) - wanted) / (2 * length))
    assert worst <= 1e-8
    ledger(
        claim="TM-9",
        part="without",
        needed=f"without the conjugate −2η Re Σ g² to 1e-8 of 2η Σ|g|², {len(nets)} networks",
        measured=f"off by at most {worst:.0e}",
        tolerance=1e-8,
        value=worst,
    )


def hermitian(rng, size):
    """Return a Hermitian metric with lengths from 1 to 10 that mixes all components, far from a real matrix."""
    turn = np.linalg.qr(complex_normal(rng, size, size))[0]
    return turn @ (np.geomspace(1, 100, size)[:, None] * turn.conj().T)


def steepest(function, theta, h):
    """Return the arrow of h-length 1 along which the loss, by its values alone, grows fastest.

    The slopes along 2n arrows that are perpendicular in the metric Re h are components of the arrow sought: no covector
    and no conjugate of one is used.
    """
    size = len(theta)
    real = np.block([[h.real, -h.imag], [h.imag, h.real]])  # Re h(u, v) for the real and imaginary parts
    frame = np.linalg.inv(np.linalg.cholesky(real)).T  # columns of length 1, perpendicular in the metric
    arrows = (frame[:size] + 1j * frame[size:]).T
    slopes = np.array([slope(function, theta, v) for v in arrows])
    arrow = slopes @ arrows
    return arrow / np.linalg.norm(slopes), np.linalg.norm(slopes)


def test_a_metric_that_is_not_the_unit(ledger):
    """With h the arrow is h⁻¹ w̄: steepest by values of the loss, the same in every basis; other bars are neither."""
    worst = {"steepest": 0.0, "change": 0.0, "basis": 0.0}
    rivals = {"no bar": np.inf, "bar of h as well": np.inf, "unit metric": np.inf}
    nets = [(kind, "squared", seed) for kind in BENDS for seed in range(4)]
    for kind, loss, seed in nets:
        theta, function, g = example(kind, loss, seed)
        rng = np.random.default_rng(900 + seed)
        h = hermitian(rng, theta.size)
        w = 2 * g
        u = raise_index(h, w)
        length = np.sqrt((u.conj() @ h @ u).real)
        best, rate = steepest(function, theta, h)
        worst["steepest"] = max(worst["steepest"], np.abs(u / length - best).max() / np.abs(best).max())
        worst["change"] = max(worst["change"], abs(slope(function, theta, -u / length) + length) / rate)
        # The same weights written as z' = Mz: h' is the metric of the new numbers, and the arrow must be Mu.
        basis = complex_normal(rng, theta.size, theta.size) + 6 * np.eye(theta.size)
        back = np.linalg.inv(basis)
        turned = back.conj().T @ h @ back
        moved = raise_index((turned + turned.conj().T) / 2, w @ back)
        worst["basis"] = max(worst["basis"], np.abs(moved - basis @ u).max() / np.abs(basis @ u).max())
        for name, v in (
            ("no bar", np.linalg.solve(h, w)),
            ("bar of h as well", np.linalg.solve(h.conj(), w.conj())),
            ("unit metric", w.conj()),
        ):
            v = v / np.sqrt((v.conj() @ h @ v).real)
            rivals[name] = min(rivals[name], 1 - slope(function, theta, v) / rate)
    assert worst["steepest"] <= 1e-6
    assert worst["change"] <= 1e-6
    assert worst["basis"] <= 1e-9
    assert min(rivals.values()) > 0.05, "each of these is less steep by more than a few percent"
    ledger(
        claim="TM-9",
        part="with conjugate",
        needed=f"Hermitian metric, not the unit: h⁻¹ w̄ is the steepest arrow of its length, {len(nets)} networks",
        measured=f"another metric h: h⁻¹ w̄ off the steepest arrow by {worst['steepest']:.0e}, in another basis by "
        f"{worst['basis']:.0e}; less steep by at least "
        + ", ".join(f"{100 * loss:.0f} % ({name})" for name, loss in rivals.items()),
        tolerance=1e-6,
        value=worst["steepest"],
        hypotheses="h positive and complex, its eigenvalues from 1 to 100",
    )


def phase_symmetric(rng, kind, turn=0.0):
    """Return the loss change without the conjugate, over 2η Σ|g|², for one network without shifts.

    Weights, inputs and targets have all phases alike. `turn` φ carries x to e^{2iφ}x, the first weights to e^{-iφ} and
    the second to e^{-iφ} times themselves: the same outputs, and g turned by e^{iφ} throughout.
    """
    once = np.exp(1j * turn)
    first, second = (Affine.start(n, m, rng, dtype=complex).weight / once for n, m in ((3, 5), (5, 2)))
    x, t = complex_normal(rng, 4, 3) * once**2, complex_normal(rng, 4, 2)
    network = Network([Affine(first), *(bend() for bend in BENDS[kind]), Affine(second)])
    _, w = loss_differential(network, squared_loss, x, t)
    g = np.concatenate([w[:15], w[20:30]]) / 2  # the weights alone: shifts would not turn along
    return -np.sum(g**2) / np.sum(np.abs(g) ** 2)


@pytest.mark.parametrize("kind", ["none", "phase tanh", "mod relu"])
def test_random_sign(ledger, kind):
    """−Σg² turns with e^{2iφ}, so its real part is as often above zero as below."""
    rng = np.random.default_rng(90)
    still, turned = (phase_symmetric(np.random.default_rng(1), kind, phi) for phi in (0.0, 0.4))
    assert turned == pytest.approx(still * np.exp(0.8j), rel=1e-12)
    count = 2000
    values = np.array([phase_symmetric(rng, kind) for _ in range(count)])
    rises = int(np.sum(values.real > 0))
    low, high = (int(k) for k in binom.interval(0.999, count, 0.5))
    assert low <= rises <= high
    assert np.abs(values).mean() > 0.1, "sums that are zero have no sign"
    ledger(
        claim="TM-9",
        part="sign without",
        needed=f"phase-symmetric ensemble, {kind}: as many rises as falls, {low} to {high} of {count} (99.9 %)",
        measured=f"{'no bend' if kind == 'none' else kind}: {rises} rises of {count}",
        tolerance=high - count / 2,
        value=abs(rises - count / 2),
        hypotheses="weights, inputs and targets of random phase, bends that keep phases, no shifts",
    )


def test_any_sign_otherwise(ledger):
    """Nearly real data: nearly always a fall. The same, with inputs turned by a quarter: nearly always a rise."""
    count, rises = 400, {}
    for name, turn in (("data as they are", 1), ("turned by 45°", np.exp(0.25j * np.pi)), ("turned by 90°", 1j)):
        rng, rises[name] = np.random.default_rng(7), 0
        for _ in range(count):
            x, t = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
            weight = rng.normal(size=(2, 3)) / turn + 0.1 * complex_normal(rng, 2, 3)
            _, w = loss_differential(Network([Affine(weight)]), squared_loss, x * turn, t)
            rises[name] += int(np.sum(w[:6] ** 2).real < 0)
    low, high = binom.interval(0.999, count, 0.5)
    assert rises["data as they are"] < 0.01 * count
    assert low <= rises["turned by 45°"] <= high
    assert rises["turned by 90°"] > 0.99 * count
    ledger(
        claim="TM-9",
        part="sign without",
        needed="no symmetry: any sign; linear layer on nearly real data, its inputs turned",
        measured="no symmetry, rises of 400: " + ", ".join(f"{n} {name}" for name, n in rises.items()),
    )


def test_conventions(ledger):
    """The covector is what the autograd package calls a gradient; it is 2 ∂L/∂z, and not a conjugate of it."""
    apart = {"covector": 0.0, "conjugate": np.inf, "half": np.inf}
    for kind, loss, seed in every_net(2):
        theta, function, g = example(kind, loss, seed)
        theirs = autograd.grad(lambda theta: function(theta, anp))(theta)  # noqa: B023
        size = np.abs(theirs).max()
        apart["covector"] = max(apart["covector"], np.abs(2 * g - theirs).max() / size)
        apart["conjugate"] = min(apart["conjugate"], np.abs(np.conj(2 * g) - theirs).max() / size)
        apart["half"] = min(apart["half"], np.abs(g - theirs).max() / size)
    z = complex_normal(np.random.default_rng(3), 5)
    by_z, by_conjugate = wirtinger(lambda z: np.abs(z) ** 2 + np.abs(np.sin(z)), z)
    theirs = autograd.grad(lambda z: anp.sum(anp.abs(z) ** 2 + anp.abs(anp.sin(z))))(z)
    assert np.abs(2 * by_z - theirs).max() < 1e-13 * np.abs(theirs).max()
    assert np.abs(2 * by_conjugate - np.conj(theirs)).max() < 1e-13 * np.abs(theirs).max()
    assert apart["covector"] <= 1e-10
    assert min(apart["conjugate"], apart["half"]) > 0.1
    ledger(
        claim="TM-9",
        part="conventions",
        needed="covector w = 2 ∂L/∂z equals the autograd package's gradient to 1e-10, 20 networks, 5 kinds, 2 losses",
        measured=f"off by {apart['covector']:.0e}; read as a conjugate by {apart['conjugate']:.1f}, as ∂L/∂z by "
        f"{apart['half']:.1f}",
        tolerance=1e-10,
        value=apart["covector"],
    )


def test_the_nets_are_of_both_kinds():
    rng = np.random.default_rng(2)
    x = complex_normal(rng, 4, 3)
    shares = {
        kind: max((antilinear_share(bend(), x, rng) for bend in bends), default=0) for kind, bends in BENDS.items()
    }
    assert max(shares["none"], shares["tanh"]) < 1e-14
    assert min(shares["phase tanh"], shares["mod relu"], shares["split tanh"]) > 0.05
