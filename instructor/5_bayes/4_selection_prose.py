"""The numbers in the solutions of 5.4, computed again: a power by a search, two shares by another one."""

import math
from functools import cache

import numpy as np
from prose import ROOT, result
from scipy.optimize import minimize, minimize_scalar


@cache
def concrete():
    with np.load(ROOT / "physdl" / "data" / "concrete.npz") as file:
        return file["mixtures"] / 10, file["age"].astype(float), file["strength"] / 100


def height(columns, y):
    columns = columns / np.linalg.norm(columns, axis=0)
    left = y - columns @ np.linalg.lstsq(columns, y, rcond=None)[0]
    return -len(y) / 2 * (math.log(2 * math.pi * np.mean(left**2)) + 1)


def best_power():
    masses, age, strength = concrete()
    cement, slag, ash, water = masses.T[:4]
    binder, late = cement + slag + ash, np.log(age)
    t = np.column_stack([masses, late, water / cement, water / binder, np.log(water / binder), cement * late])
    t = np.column_stack([np.ones(len(age)), (t - t.mean(axis=0)) / t.std(axis=0)])

    def low(power):
        return -height(t, strength**power / power) - (power - 1) * np.sum(np.log(strength))

    return minimize_scalar(low, bounds=(0.1, 1.0), method="bounded").x


@cache
def shares():
    """Return the best pair, the best single share and the gain of the pair in nats."""
    masses, age, strength = concrete()

    def low(pair):
        ratio = masses[:, 3] / (masses[:, 0] + masses[:, 1:3] @ np.asarray(pair))
        return -height(np.column_stack([np.ones(len(age)), ratio, np.log(age)]), np.log(strength))

    pair = minimize(low, [0.7, 0.6], method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-4})
    one = minimize_scalar(lambda a: low([a, a]), bounds=(0.3, 1), method="bounded")
    return *pair.x, one.x, one.fun - pair.fun


ROWS = [
    result("asks for a power near ⟦0.4⟧", best_power),
    result("The best pair is about $(⟦0.73⟧, ⟦0.58⟧)$, against ⟦0.68⟧ for both, and gains ⟦15⟧ nats", shares),
    result("BIC ⟦3.5⟧ or ⟦3.0⟧", lambda: (math.log(1030) / 2, math.log(427) / 2)),
]

GIVEN = [
    "there are up to ⟦300⟧ rows",
    "no more than ⟦250⟧ words",
    "BIC with ⟦1,030⟧ and with ⟦427⟧ data",
    "with replacement, ⟦200⟧ times",
    "since ⟦1,030⟧ data can be sure",
]
