"""Fermat's principle: light takes a path whose travel time is stationary.

A medium is its refractive index n, a function of positions (..., d) that returns (...). Lengths carry any one unit, the
speed of light in vacuum is 1, so a travel time is an optical length in that same unit. The ways to light's path are

- `travel_time`, the functional T[x] = ∫ n ds itself, for any path;
- `stationary_ray`, the path between two ends that makes it stationary;
- `trace_ray`, the ray that leaves in a given direction (`physdl.action.fermat.rays`);
- `eikonal`, the first arrival everywhere (`physdl.action.fermat.fronts`).
"""

from physdl.action.fermat.fronts import eikonal
from physdl.action.fermat.least_time import Ray, stationary_ray
from physdl.action.fermat.rays import trace_ray
from physdl.action.fermat.travel import travel_time

__all__ = ["Ray", "eikonal", "stationary_ray", "trace_ray", "travel_time"]
