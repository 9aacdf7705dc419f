"""The numbers of lesson 1.7, computed again: rings by inverted matrices, levels on sines, no slice of the library."""

import math
import re

import numpy as np
from prose import ROOT, at_least, at_most, result
from scipy.linalg import eigh
from scipy.optimize import minimize_scalar


def ring(beta, beads):
    """Return the mean square of a bead's place: the ring's matrix of stiffnesses, inverted."""
    eps = beta / beads
    matrix = np.diag(np.full(beads, 2 / eps + eps))
    for j in range(beads):
        matrix[j, (j + 1) % beads] -= 1 / eps
        matrix[(j + 1) % beads, j] -= 1 / eps
    return np.mean(np.diag(np.linalg.inv(matrix)))


def level(potential, half=4.0, count=160):
    """Return the ground state's energy on sines between two far walls."""
    x = np.linspace(-half, half, count + 2)[1:-1]
    n = np.arange(1, count + 1)
    waves = np.sin(np.outer(n, np.pi * (x + half) / (2 * half))) * np.sqrt(2 / (count + 1))
    kinetic = waves.T @ np.diag((n * np.pi / (2 * half)) ** 2 / 2) @ waves
    return eigh(kinetic + np.diag(potential(x)), eigvals_only=True)[0]


def quartic(x):
    return x**4


def least(energy):
    return minimize_scalar(energy, bounds=(0.1, 2), method="bounded").fun


def heisenberg():
    return least(lambda s: 1 / (8 * s**2) + s**4)


def best_bell():
    return least(lambda s: 1 / (8 * s**2) + 3 * s**4)


def bias(slices, beta=6.0):
    """Return by how many per cent so many slices miss the quartic's ground state: the mean of V + xV'/2 over a loop."""
    x = np.linspace(-3.2, 3.2, 161)
    eps = beta / slices
    once = np.exp(-((x[:, None] - x) ** 2) / (2 * eps) - eps * (x[:, None] ** 4 + x**4) / 2)
    loop = np.diag(np.linalg.matrix_power(once / np.abs(once).sum(axis=0).max(), slices))
    return 100 * (1 - 3 * np.sum(loop * x**4) / np.sum(loop) / level(quartic))


def stored_error():
    """Return the error of the limit that the lesson's own run stored, in per cent of the quartic's energy."""
    text = (ROOT / "lessons" / "1_action" / "7_path_integral.ipynb").read_text(encoding="utf-8")
    return 100 * float(re.findall(r"to none +[\d.]+ ± ([\d.]+)", text)[-1]) / level(quartic)


def visible(angle, slices):
    """Return by quadrature which share of the lengths of its arrows the sum of a path's slices is."""
    d = np.linspace(-15, 15, 30001)
    arrows = np.exp(-(d**2) / (2 * np.exp(1j * math.radians(angle))))
    return (abs(arrows.sum()) / np.abs(arrows).sum()) ** slices


def length(beta, slices):
    """Return the mean length of a free path, by the mean size of a normal number."""
    d = np.linspace(-12, 12, 240001)
    bell = np.exp(-(d**2) / 2)
    return slices * math.sqrt(beta / slices) * np.sum(np.abs(d) * bell) / bell.sum()


ROWS = [
    result(
        r"It spreads to $\langle x^2\rangle = ⟦0.500⟧$, ⟦four⟧ times as far",
        lambda: (ring(8.0, 700), round(8 * ring(8.0, 700), 1)),
    ),
    result("its mean square stays at ⟦½⟧", lambda: ring(24.0, 1500), reads={"½": 0.5}, digits=1e-3),
    result("with 16 beads, ⟦3⟧ %", lambda: 100 * (1 - 2 * ring(8.0, 16) * math.tanh(4))),
    result("its energy comes to rest at $E_0 = ⟦0.668⟧$", lambda: level(quartic)),
    result("together never below ⟦0.47⟧", heisenberg, bound=at_least),
    result("A bell of the best width has ⟦0.68⟧ already", best_bell),
    result("The error bars of the limit are below ⟦0.6⟧ % of the quartic's energy", stored_error, bound=at_most),
    result(
        "(So is the temperature, which adds less than ⟦0.1⟧ %.)",
        lambda: 100 * (1 / math.tanh(4) - 1),
        bound=at_most,
    ),
    result("the bias of 48 slices alone would have been ⟦1.2⟧ %", lambda: bias(48)),
    result("In 64 slices the sum is ⟦1⟧ % of the lengths", lambda: 100 * visible(30, 64)),
    result("it takes $⟦10^4⟧$ times as many paths", lambda: visible(30, 64) ** -2),
    result("$P = 96$ it is ⟦19⟧, to and fro", lambda: length(6.0, 96)),
]
GIVEN = [
    r"$\langle x^2\rangle = T = 0.125$",
    "on a grid of 241 places",
    "Rev. Mod. Phys. 20, 367",
    "Proc. Amer. Math. Soc. 10, 545",
    "J. reine angew. Math. 66, 161",
    "Int. J. Theor. Phys. 18, 245",
    "Phys. Rev. 96, 1124",
    "J. Chem. Phys. 74, 4078",
    "J. Chem. Phys. 21, 1087",
    "Ann. Phys. 132, 427",
    "Phys. Lett. B 195, 216",
    "Stoch. Proc. Appl. 121, 2201",
    "J. Stat. Phys. 50, 109",
    "Comput. Phys. Commun. 156, 143",
]
