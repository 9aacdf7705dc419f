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

from importlib import import_module as _import_module

__version__ = "0.1.0"
__all__ = ["action", "bayes", "cheap", "course", "duals", "explore", "forms", "neural", "style", "sweep", "sweeps"]


_FUNCTIONS = {"sweep": "sweeps"}  # functions that bear no module's name


def __getattr__(name):
    if name in _FUNCTIONS:
        return getattr(_import_module(f"physdl.{_FUNCTIONS[name]}"), name)
    if name in __all__:
        return _import_module(f"physdl.{name}")
    raise AttributeError(f"module 'physdl' has no attribute {name!r}")


def __dir__():
    return sorted(set(globals()) | set(__all__))
