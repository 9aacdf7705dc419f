"""Every public function, class and method of the library, found by walking what the modules declare public."""

import importlib
import inspect
import pkgutil

import physdl

NOT_WALKED = {"physdl.course"}  # the grader and its checks have tests of their own


def modules():
    """Return every module of the library that declares public names, the course and the drawings left out."""
    found = [physdl]
    for info in pkgutil.walk_packages(physdl.__path__, "physdl."):
        hidden = any(part.startswith("_") or part == "figures" for part in info.name.split("."))
        if not hidden and not any(info.name.startswith(name) for name in NOT_WALKED):
            module = importlib.import_module(info.name)
            if hasattr(module, "__all__"):
                found.append(module)
    return found


def address(thing):
    """Return ``room.qualified name``, which is how the registry calls a function, class or method."""
    return f"{thing.__module__.split('.')[1]}.{thing.__qualname__}"


def methods(kind):
    """Return the public methods of a class, those that it inherits from the library included."""
    for owner in kind.__mro__:
        if not owner.__module__.startswith("physdl"):
            continue
        for name, member in vars(owner).items():
            function = member.__func__ if isinstance(member, classmethod | staticmethod) else member
            if inspect.isfunction(function) and (name == "__call__" or not name.startswith("_")):
                yield function


def public():
    """Return {address: function or class} of everything public that can be called."""
    found = {}
    for module in modules():
        for name in module.__all__:
            thing = getattr(module, name)
            if inspect.isclass(thing):
                found |= {address(method): method for method in methods(thing)}
            if inspect.isclass(thing) or inspect.isfunction(thing):
                assert found.setdefault(address(thing), thing) is thing, f"two things are called {address(thing)}"
    return found
