"""Meshes: complexes of edges, triangles or tetrahedra, their orientation, sizes and duals; double precision."""

from physdl.forms.mesh.angles import solid_angles
from physdl.forms.mesh.complex import Mesh
from physdl.forms.mesh.flat import annulus, disc, square
from physdl.forms.mesh.flips import delaunay
from physdl.forms.mesh.genus_two import double_torus
from physdl.forms.mesh.orienting import orient
from physdl.forms.mesh.reading import read_mesh
from physdl.forms.mesh.refining import refine
from physdl.forms.mesh.round import ball, sphere, surface_of_revolution, torus

__all__ = [
    "Mesh",
    "annulus",
    "ball",
    "delaunay",
    "disc",
    "double_torus",
    "orient",
    "read_mesh",
    "refine",
    "solid_angles",
    "sphere",
    "square",
    "surface_of_revolution",
    "torus",
]
