"""From least action to deep learning: the library behind the course.

The rooms carry the names of the book's parts.

======================  ==========================================================
``physdl.action``       Parts 0 and 1: units, light, and everything that is stationary
``physdl.duals``        exact derivatives: numbers that carry a tangent
``physdl.forms``        Part 2: differential forms
``physdl.neural``       Part 3: networks as composed maps
``physdl.cheap``        Part 4: polynomial energies, and networks that multiply
``physdl.bayes``        Part 5: what a model pays for its parameters
``physdl.sweep``        a function on a labelled grid: in this process, on a pool, on a cluster
``physdl.explore``      the one way to make a figure interactive
``physdl.style``        the one look of all figures
``physdl.course``       checks for the exercises, the ledger of claims, release and grading
======================  ==========================================================

Nothing is imported until it is used, so ``import physdl`` costs little more than ``import numpy``.
"""

from physdl._lazy import lazy as _lazy

__version__ = "0.1.0"
__all__ = ["action", "bayes", "cheap", "course", "duals", "explore", "forms", "neural", "style", "sweep", "sweeps"]


__getattr__, __dir__ = _lazy(__name__, {**dict.fromkeys(__all__, ()), "sweeps": ["sweep"]})
