"""The numbers in the prose of lesson 3.4: a weight in a plain loop, binomials, clocks and nights without a network."""

import math
from functools import cache

import numpy as np
from prose import at_most, result

WANTED = np.exp(1j * np.radians(50))


def errors(phase, steps=24):
    """Return |z − z*| before each step without the bar: e becomes e − η ē/2, by real and imaginary part."""
    error = np.exp(1j * np.radians(phase)) - WANTED
    a, b = error.real, error.imag
    for _ in range(steps + 1):
        yield math.hypot(a, b)
        a, b = a - 0.2 * a, b + 0.2 * b


def arrivals():
    """Return the phases, to whole degrees, from which the error has shrunk to a hundredth without the bar."""
    return [p for p in range(360) if [*errors(p)][-1] < 0.01]


def falls_at_first():
    """Return the share of starts from which a very small step without the bar lowers the loss: Re e² > 0."""
    starts = np.exp(1j * np.radians(np.arange(0.25, 360, 0.5))) - WANTED
    return np.mean((starts**2).real > 0)


def fair_coins(low=259, high=341, tosses=600):
    return 100 * sum(math.comb(tosses, k) for k in range(low, high + 1)) / 2**tosses


def nights():
    """Return the sky's turn in hours and the error of the pole in minutes of arc, a hundred nights by least squares."""
    pole, turn = 1.3 - 0.8j, np.exp(2j * np.pi / 23.9345)
    for night in range(100):
        rng = np.random.default_rng(night)
        z = np.sqrt(rng.uniform(1, 144, 40)) * np.exp(2j * np.pi * rng.random(40))
        blur = rng.normal(size=(2, 40)) + 1j * rng.normal(size=(2, 40))
        first, second = np.array([pole + z, pole + turn * z]) + 0.005 * blur
        a, b = first - first.mean(), second - second.mean()
        found = np.vdot(a, b) / np.vdot(a, a)
        yield 360 / np.degrees(np.angle(found)), 60 * abs((second.mean() - found * first.mean()) / (1 - found) - pole)


@cache
def rows_learned():
    """Return for eight starts how many of eight rows a detector of moduli has taught up to their phase."""
    fourier = np.exp(-2j * np.pi * np.outer(range(8), range(8)) / 8) / math.sqrt(8)
    counts = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        x = (rng.normal(size=(64, 8)) + 1j * rng.normal(size=(64, 8))) / math.sqrt(2)
        weight = (rng.normal(size=(8, 8)) + 1j * rng.normal(size=(8, 8))) / 4
        wanted = np.abs(x @ fourier.T)
        for _ in range(3000):
            y = x @ weight.T
            weight = weight - 0.6 / 64 * (y - wanted * y / np.abs(y)).T @ x.conj()
        counts.append(int(np.sum(np.abs(np.sum(fourier.conj() * weight, axis=1)) > 0.999)))
    return counts


def along_the_arrow(tiny=1e-6):
    """Return what a step −η w̄, and one −η w, does to a real loss of five complex weights, over η Σ|w|² and η Re Σw²."""
    rng = np.random.default_rng(0)
    z, goal = rng.normal(size=(2, 5)) + 1j * rng.normal(size=(2, 5))

    def change(way):
        values = [np.sum(np.abs(at - goal) ** 4 + np.real(at**2 * goal)) for at in (z + tiny * way, z - tiny * way)]
        return (values[0] - values[1]) / (2 * tiny)

    w = np.array([change(unit) - 1j * change(1j * unit) for unit in np.eye(5)])
    return change(-np.conj(w)) / np.sum(np.abs(w) ** 2), change(-w) / np.sum(w**2).real


ROWS = [
    result("two in the whole circle: ⟦50⟧°, where the weight already is, and ⟦130⟧°", arrivals),
    result("From ⟦half⟧ of them the loss does fall at first", falls_at_first, digits=0.01),
    result("⟦99.9 %⟧ of fair coins fall 259 to 341 times", fair_coins),
    result(
        "the Earth turns once in 23 h ⟦56⟧ min", lambda: 60 * (np.mean([day for day, _ in nights()]) - 23), digits=2
    ),
    result("an arc of ⟦15⟧ degrees", lambda: 360 / 23.9345),
    result("within ⟦a minute⟧ of arc", lambda: max(off for _, off in nights()), bound=at_most, reads={"a minute": 1}),
    result("Closed curves at ⟦35⟧ points", lambda: 7 * 5),
    result(
        "$\\delta L = ⟦-⟧\\eta\\sum\\lvert w\\rvert^2$. Without the bar it is $⟦-⟧\\eta\\operatorname{Re}\\sum w^2$",
        along_the_arrow,
        reads={"-": -1},
        digits=1e-4,
    ),
    result("gets on with ⟦48⟧ in sparse layers", lambda: 3 * 8 * 2),
    result("from ⟦seven⟧ of eight starts", lambda: sum(count == 8 for count in rows_learned())),
    result("⟦one⟧ row was left behind", lambda: 8 - min(rows_learned())),
]
GIVEN = [
    "(the end of ⟦3.1⟧)",
    "Toss it ⟦600⟧ times",
    "fall ⟦259 to 341⟧ times",
    "(the $g$ of ⟦3.2 and 3.3⟧, no derivative)",
    "f-1.⟦1983⟧.0003",
]
