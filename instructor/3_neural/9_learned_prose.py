"""The numbers in the solutions of 3.9: losses of both networks on the angle's tracks and on the shadow's."""

from functools import cache

import numpy as np
from prose import at_least, at_most, result
from scipy.integrate import solve_ivp

from physdl.neural import Affine, Network, Tanh, train
from physdl.neural.learned import HamiltonianNetwork, smeared_states, weak_loss, weak_targets


@cache
def tracks():
    """Return five swings by scipy, shape (5, 100)."""
    times, releases = np.arange(100) / 10, (0.3, 0.6, 0.9, 1.2, 1.4)
    return np.array([
        solve_ivp(lambda t, z: (z[1], -np.sin(z[0])), (0, 9.9), [q, 0], t_eval=times, rtol=1e-10, atol=1e-10).y[0]
        for q in releases
    ])  # fmt: skip


@cache
def losses(shadow, hamiltonian):
    """Return the last losses from four starts."""
    z = smeared_states(np.sin(tracks()) if shadow else tracks(), 0.1, 6)
    z, target, found = z.astype(np.float32), weak_targets(z, 0.1, 6).astype(np.float32), []
    for seed in range(4):
        rng, single = np.random.default_rng(seed), {"dtype": np.float32}
        outputs = 1 if hamiltonian else 2
        body = Network([Affine.start(2, 24, rng, **single), Tanh(), Affine.start(24, outputs, rng, **single)])
        pupil = Network([HamiltonianNetwork(body) if hamiltonian else body])
        for epochs, rate in ((300, 0.02), (150, 0.004), (150, 0.0008)):
            story = train(pupil, weak_loss(6), z, target, rate=rate, epochs=epochs, optimizer="adam", progress=False)
        found.append(story[-1])
    return np.array(found)


def true_loss():
    """Return what the weak loss leaves of the shadow's true field at the smeared states of its exact tracks."""
    z = smeared_states(np.sin(tracks()), 0.1, 6)
    x, v = z[..., 0], z[..., 1]
    field = np.stack([v, -x * v**2 / (1 - x**2) - x * np.sqrt(1 - x**2)], axis=-1)
    return weak_loss(6)(field, weak_targets(z, 0.1, 6))[0]


def angles():
    return np.concatenate([losses(False, True), losses(False, False)])


def divergence(q=0.7, p=0.4, h=1e-5):
    """Return the divergence of the shadow's field by differences, less −2 p tan q."""

    def field(x, v):
        angle = np.arcsin(x)
        speed = v / np.cos(angle)
        return v, -np.sin(angle) * np.cos(angle) - speed**2 * np.sin(angle)

    x, v = np.sin(q), p * np.cos(q)
    along = (field(x + h, v)[0] - field(x - h, v)[0]) + (field(x, v + h)[1] - field(x, v - h)[1])
    return abs(along / (2 * h) + 2 * p * np.tan(q))


assert divergence() < 1e-8

ROWS = [
    result(
        r"some $⟦2⟧$ to $⟦5\times10^{-5}⟧$",
        lambda: [angles().min() / 1e-5, angles().max()],
        bound=lambda value, shown, unit: 0.5 * shown <= value <= 1.5 * shown,
        slow=True,
    ),
    result(
        r"the plain network ends near $⟦1.2\times10^{-3}⟧$",
        lambda: np.median(losses(True, False)),
        digits=4e-4,
        slow=True,
    ),
    result(r"leaves even the true field $⟦2\times10^{-4}⟧$", true_loss, digits=2e-5),
    result(r"between $⟦5\times10^{-3}⟧$", lambda: losses(True, True).min(), bound=at_least, slow=True),
    result(r"and $⟦9\times10^{-3}⟧$", lambda: losses(True, True).max(), bound=at_most, slow=True),
    result(
        "⟦hundreds⟧ of times its loss for the angle",
        lambda: losses(True, True).min() / losses(False, True).max(),
        reads={"hundreds": 100},
        bound=at_least,
        slow=True,
    ),
    result(
        "⟦several⟧ times that of the plain one",
        lambda: losses(True, True).min() / losses(True, False).max(),
        reads={"several": 3},
        bound=at_least,
        slow=True,
    ),
]

GIVEN = [
    "`track` holds $x$, swings of about ⟦1⟧, at ⟦280⟧ frames or more, `dt` seconds apart, from ⟦0.05⟧ to ⟦0.1⟧",
    "$k$ lies between ⟦0.6⟧ and ⟦2.5⟧, and $c$, between ⟦−0.03⟧ and ⟦0.06⟧",
    "an independent error of ⟦0.01⟧ in each frame they are asked for to ⟦0.01⟧",
    "those of the film, to ⟦1e-5⟧",
    "an error of ⟦0.01⟧ in each frame they are found to ⟦0.01⟧",
    "⟦100⟧ frames of ⟦0.1⟧ s from the releases ⟦0.3⟧, ⟦0.6⟧, ⟦0.9⟧, ⟦1.2⟧ and ⟦1.4⟧ rad",
    "no more than ⟦300⟧ words",
    "at the end of ⟦600⟧ steps",
]
