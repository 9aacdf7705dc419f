"""The numbers in the solutions of 0.1, computed again."""

import math
import runpy
from pathlib import Path

import numpy as np
from prose import at_least, at_most, result

lesson = runpy.run_path(str(Path(__file__).resolve().parents[2] / "tests/prose/0_start/1_units.py"))
kilotons, geometric, pure_number = (lesson[name] for name in ("kilotons", "geometric", "pure_number"))

WORLDS = {  # gravity in m/s², highest mountain in m
    "Earth": (9.8, 10e3),
    "Venus": (8.9, 6.4e3),
    "Mars": (3.7, 22e3),
    "Io": (1.8, 17e3),
    "Moon": (1.6, 5.5e3),
    "Vesta": (0.25, 22e3),
}
STRENGTH, DENSITY, NEWTON = 2e8, 2700, 6.674e-11  # Pa, kg/m³, SI


def standard_error(first):
    logs = [math.log(energy) for energy in kilotons(first)]
    mean = sum(logs) / len(logs)
    return math.sqrt(sum((x - mean) ** 2 for x in logs) / (len(logs) - 1) / len(logs))


def standard_errors_to(energy):
    return math.log(energy / geometric(kilotons())) / standard_error(0)


def share_of_the_first():
    """Return the part of the sum of squares that leaves with the first picture."""
    squares = [n * (n - 1) * standard_error(first) ** 2 for first, n in ((0, 25), (1, 24))]
    return 1 - squares[1] / squares[0]


def high(world):
    """Return Y/(ρg) in km."""
    return STRENGTH / DENSITY / WORLDS[world][0] / 1e3


def too_low(world):
    return high(world) * 1e3 / WORLDS[world][1]


def planck_length():
    """Return the length in m at which a mass has its Compton wavelength ħ/mc as large as its half horizon Gm/c²."""
    hbar, newton, light = 1.054571817e-34, 6.67430e-11, 299792458.0
    low, high = 1e-12, 1e-4  # kg
    for _ in range(200):
        mass = math.sqrt(low * high)
        low, high = (mass, high) if hbar / (mass * light) > newton * mass / light**2 else (low, mass)
    return hbar / (mass * light)


def potato():
    """Return the radius in km at which the highest mountain is as high as the body's radius, by bisection."""
    low, high = 1e3, 1e7
    for _ in range(100):
        radius = (low + high) / 2
        gravity = NEWTON * DENSITY * 4 / 3 * math.pi * radius**3 / radius**2
        low, high = (radius, high) if STRENGTH / (DENSITY * gravity) > radius else (low, radius)
    return radius / 1e3


ROWS = [
    result(
        r"the rank is ⟦2⟧, and $kx/F$ is left",
        lambda: np.linalg.matrix_rank([[1, 1, 0], [1, 0, 1], [-2, 0, -2]]),  # F, x, k in L, M, T
    ),
    result(r"$\sqrt{\hbar G/c^3} = ⟦1.6\times10^{-35}⟧$ m", planck_length),
    result(
        "this gives ⟦19.2⟧ kilotons and a standard error of ⟦0.060⟧",
        lambda: [geometric(kilotons()), standard_error(0)],
    ),
    result("the official 21 kilotons are ⟦1.5⟧ standard errors away", lambda: standard_errors_to(21)),
    result("the first picture alone, with ⟦5.0⟧ kilotons", lambda: kilotons()[0]),
    result(
        "the first picture alone, with 5.0 kilotons, makes ⟦most⟧ of it",
        share_of_the_first,
        bound=at_least,
        reads={"most": 0.75},
    ),
    result("Without it the answer is ⟦20.3⟧ kilotons and ⟦0.023⟧", lambda: [geometric(kilotons(1)), standard_error(1)]),
    result(
        "from ⟦22⟧ kilotons in the first two milliseconds to ⟦17⟧ in the last pictures",
        lambda: [geometric(kilotons(2, 14)), geometric(kilotons(-3))],
    ),
    result(
        "it is ⟦0.851⟧ in front of the energy, and 19.2 become ⟦16.3⟧",
        lambda: [pure_number(), pure_number() * geometric(kilotons())],
    ),
    result("one array of $n^2 d$ numbers is ⟦24⟧ MB", lambda: np.empty((1000, 1000, 3)).nbytes / 1e6),
    result("Ten bodies make ⟦90⟧ pulls", lambda: sum(i != j for i in range(10) for j in range(10))),
    result(
        "it is ⟦7.6⟧ km on Earth, ⟦20⟧ km on Mars, ⟦41⟧ km on Io, ⟦46⟧ km on the Moon",
        lambda: [high(world) for world in ("Earth", "Mars", "Io", "Moon")],
    ),
    result("⟦300⟧ km on Vesta", lambda: high("Vesta"), digits=10),
    result(
        "lie on the line within a factor ⟦1.4⟧",
        lambda: max(max(too_low(w), 1 / too_low(w)) for w in ("Earth", "Venus", "Mars")),
        bound=at_most,
    ),
    result(
        "⟦57⟧ to ⟦98⟧ thousand m²/s²",
        lambda: [f(g * h / 1e3 for g, h in list(WORLDS.values())[:3]) for f in (min, max)],
    ),
    result("The Moon (⟦8⟧ times too low) and Vesta (⟦13⟧ times)", lambda: [too_low("Moon"), too_low("Vesta")]),
    result("Io, by a factor ⟦2.4⟧", lambda: too_low("Io")),
    result(r"/\rho \approx ⟦310⟧$ km", potato, digits=10),
]
GIVEN = [
    r"a gas with $\gamma = 1.4$",
    "a radius is as easily 5 % too large",
    "0.02 would mean: known to about 2 per cent",
    r"a pressure $Y$ of some $2\times10^8$ Pa",
    "| Earth | 9.8 | 10 | 6,371 | | Venus | 8.9 | 6.4 | 6,052 | | Mars | 3.7 | 22 | 3,390 | | Io | 1.8 | 17 | 1,822 |",
    "| Moon | 1.6 | 5.5 | 1,737 | | Vesta | 0.25 | 22 | 263 |",
    "in no more than 250 words",
    r"With $\rho = 2{,}700$ kg/m³",
    "Vesta (263 km) is on the potato side",
    "with a reason for one of the latter (0.5)",
    "follows from the student's own number (0.5)",
]
