"""Cochains: a number for each simplex, and what d and the star make of them; on meshes in double precision."""

from physdl.forms.cochains.adjoint import codifferential, laplacian
from physdl.forms.cochains.derham import integrate_form
from physdl.forms.cochains.grid import CubicalGrid
from physdl.forms.cochains.harmonic import HodgeDecomposition, harmonic_basis, hodge_decomposition
from physdl.forms.cochains.incidence import coboundary
from physdl.forms.cochains.poisson import grid_poisson
from physdl.forms.cochains.ranks import betti_numbers
from physdl.forms.cochains.stars import hodge

__all__ = [
    "CubicalGrid",
    "HodgeDecomposition",
    "betti_numbers",
    "coboundary",
    "codifferential",
    "grid_poisson",
    "harmonic_basis",
    "hodge",
    "hodge_decomposition",
    "integrate_form",
    "laplacian",
]
