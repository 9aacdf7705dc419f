"""The numbers in the prose of lesson 3.9: films made here, laws trained from two cameras and four starts each."""

import math
from functools import cache

import numpy as np
from prose import at_least, at_most, result
from scipy.integrate import solve_ivp
from scipy.special import ellipk

from physdl.neural import Affine, Network, Tanh, loss_differential, squared_loss
from physdl.neural.learned import (
    HamiltonianNetwork,
    information_bound,
    matched_filter,
    pendulum_frames,
    rollout,
    smeared_states,
    weak_loss,
    weak_targets,
    without_outliers,
)

RELEASES = (0.4, 0.8, 1.2, 1.6, 2.0)
SWING = 69  # tenths of a second: about one swing released at 1.2 rad


def truth(gamma):
    return lambda z: np.stack([z[..., 1], -np.sin(z[..., 0]) - gamma * z[..., 1]], axis=-1)


@cache
def angles(gamma):
    """Return five swings of ten seconds by scipy, shape (5, 100)."""
    times = np.arange(100) / 10
    runs = [
        solve_ivp(lambda t, z: truth(gamma)(z), (0, 9.9), [q, 0.0], t_eval=times, rtol=1e-10, atol=1e-10).y[0]
        for q in RELEASES
    ]
    return np.array(runs)


@cache
def track(gamma, camera):
    rng, way = np.random.default_rng(900 + camera), angles(gamma)
    film = pendulum_frames(way, rng.uniform(0, 2 * np.pi, (5, 1)), noise=0.1, rng=rng)
    spoiled = rng.random(way.shape) < 0.03
    film[spoiled] = 0.5 + 0.1 * rng.standard_normal((spoiled.sum(), 24, 24))
    return without_outliers(matched_filter(film.astype(np.float32)), within=0.1)


def adam(theta, d, state, rate):
    """Move the parameters by Kingma and Ba's rule, written out."""
    state["n"] += 1
    state["v"] = 0.9 * state["v"] + 0.1 * d
    state["s"] = 0.999 * state["s"] + 0.001 * d * d
    theta -= rate * (state["v"] / (1 - 0.9 ** state["n"])) / (np.sqrt(state["s"] / (1 - 0.999 ** state["n"])) + 1e-8)


def trained(kind, gamma, camera, seed):
    rng, single = np.random.default_rng(seed), {"dtype": np.float32}
    out = 2 if kind == "plain" else 1
    body = Network([Affine.start(2, 24, rng, **single), Tanh(), Affine.start(24, out, rng, **single)])
    friction = {"plain": None, "hamiltonian": None, "friction": 0.0}[kind]
    network = Network([body if kind == "plain" else HamiltonianNetwork(body, friction)])
    z = smeared_states(track(gamma, camera), 0.1, 6)
    z, target = z.astype(np.float32), weak_targets(z, 0.1, 6).astype(np.float32)
    for steps, rate in ((300, 0.02), (150, 0.004), (150, 0.0008)):
        state = {"n": 0, "v": 0.0, "s": 0.0}
        for _ in range(steps):
            value, d = loss_differential(network, weak_loss(6), z, target)
            adam(network.parameters, d, state, rate)
    return network, value


def energy(z):
    return z[..., 1] ** 2 / 2 + 1 - np.cos(z[..., 0])


def long_run(law):
    """Return the change of energy over a hundred swings, as a share, and the mean period in seconds."""
    path = rollout(law, [1.2, 0.0], 0.1, 6900)
    e, q = energy(path), path[:, 0]
    up = np.flatnonzero((q[1:] > 0) & (q[:-1] <= 0))
    cross = up + q[up] / (q[up] - q[up + 1])
    period = 0.1 * np.diff(cross).mean() if len(cross) > 2 else np.nan
    return e[-SWING:].mean() / e[:SWING].mean() - 1, period


def misses(law, gamma):
    """Return the error of the angle within a minute, and that of the field along swings up to 2 rad."""
    start = np.array([1.2, 0.0])
    off = rollout(law, start, 0.1, 600)[:, 0] - rollout(truth(gamma), start, 0.1, 600)[:, 0]
    grid = np.stack([np.linspace(0.4, 2, 9), np.zeros(9)], axis=-1)
    states = rollout(truth(gamma), grid, 0.05, 120, every=4).reshape(-1, 2)
    return np.sqrt(np.mean(off**2)), np.sqrt(np.mean((law(states) - truth(gamma)(states)) ** 2))


@cache
def runs(gamma):
    """Return a dictionary of arrays (8,), one number for each camera and start."""
    found = {}

    def note(name, value):
        found.setdefault(name, []).append(value)

    for camera in range(2):
        for seed in range(4):
            for kind in ("hamiltonian", "plain", "friction"):
                law, loss = trained(kind, gamma, camera, seed)
                minute, field = misses(law, gamma)
                for name, value in (("loss", loss), ("minute", minute), ("field", field)):
                    note(f"{kind} {name}", value)
                if gamma == 0:
                    for name, value in zip(("energy", "period"), long_run(law), strict=True):
                        note(f"{kind} {name}", value)
                if kind == "friction":
                    note("gamma", float(law.parameters[-1]))
                    if gamma == 0.05:
                        law.parameters[-1] = 0
                        note("off", long_run(law)[0])
    return {name: np.array(values) for name, values in found.items()}


def period():
    return 4 * ellipk(math.sin(0.6) ** 2)


@cache
def readers():
    """Return, from four starts, the error of the network that has seen all lamps over that of the filter."""
    ratios = []
    for seed in range(4):
        rng, single = np.random.default_rng(70 + seed), {"dtype": np.float32}
        turn = rng.uniform(-2.2, 2.2, 4096)
        pages = pendulum_frames(turn, rng.uniform(0, 2 * np.pi, 4096)).reshape(4096, 576) - 0.5
        target = np.stack([np.cos(turn), np.sin(turn)], axis=-1).astype(np.float32)
        sizes = ((576, 64), (64, 32), (32, 2))
        first, second, third = (Affine.start(n, m, rng, **single) for n, m in sizes)
        pupil = Network([first, Tanh(), second, Tanh(), third])
        for steps, rate in ((1200, 3e-3), (600, 6e-4), (200, 1.2e-4)):
            state = {"n": 0, "v": 0.0, "s": 0.0}
            for _ in range(steps):
                at = rng.integers(0, 4096, 64)
                x = (pages[at] + 0.1 * rng.standard_normal((64, 576))).astype(np.float32)
                adam(pupil.parameters, loss_differential(pupil, squared_loss, x, target[at])[1], state, rate)
        way, lamp = rng.uniform(-2.2, 2.2, 400), rng.uniform(0, 2 * np.pi, 400)
        film = pendulum_frames(way, lamp, noise=0.1, rng=rng).astype(np.float32)
        c, s = pupil(film.reshape(400, 576) - np.float32(0.5)).T
        off = [np.angle(np.exp(1j * (guess - way))) for guess in (np.arctan2(s, c), matched_filter(film))]
        ratios.append(np.sqrt(np.mean(off[0] ** 2) / np.mean(off[1] ** 2)))
    return np.array(ratios)


ROWS = []
GIVEN = []
