"""Orbits: one body round another, exactly, and many bodies step by step.

- `solve_kepler` finds where on its ellipse a planet stands, for a million of them at once;
- `equation_of_time`, `solar_day_length` and `solar_position` hold the Sun against the clock;
- `nbody` follows bodies that all attract each other, `accelerations` says how much;
- `elements` reads an ellipse off a position and a velocity;
- `solar_system` holds the numbers of ours.
"""

from physdl.action.orbits.bodies import nbody
from physdl.action.orbits.ellipses import Elements, elements
from physdl.action.orbits.gravity import GRAVITY, accelerations
from physdl.action.orbits.kepler import solve_kepler
from physdl.action.orbits.planets import AU, SolarSystem, solar_system
from physdl.action.orbits.sun import equation_of_time, solar_day_length, solar_position

__all__ = [
    "AU",
    "GRAVITY",
    "Elements",
    "SolarSystem",
    "accelerations",
    "elements",
    "equation_of_time",
    "nbody",
    "solar_day_length",
    "solar_position",
    "solar_system",
    "solve_kepler",
]
