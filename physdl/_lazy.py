"""Packages that load nothing until it is asked for (PEP 562), so that importing one costs next to nothing."""

import sys
from importlib import import_module


def lazy(package, homes):
    """Return the ``__getattr__`` and the ``__dir__`` of a package.

    Parameters
    ----------
    package : str
        Its ``__name__``.
    homes : dict
        The modules that it offers, each with the public names that the package offers from it.

    Returns
    -------
    __getattr__, __dir__ : functions
    """
    home = {name: module for module, names in homes.items() for name in names}

    def __getattr__(name):
        if name in home:
            return getattr(import_module(f"{package}.{home[name]}"), name)
        if name in homes:
            return import_module(f"{package}.{name}")
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    def __dir__():
        return sorted({*vars(sys.modules[package]), *home, *homes})

    return __getattr__, __dir__
