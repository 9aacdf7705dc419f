"""Cochains: a number for each simplex, and what d and the star make of them; double precision."""

from physdl.forms.cochains.incidence import coboundary
from physdl.forms.cochains.stars import hodge

__all__ = ["coboundary", "hodge"]
