"""The course around the lessons: checks for the exercises, release and grading, the ledger, the reader's own copy.

In a notebook only one name is needed: ``from physdl.course import check``. The rest is the command line,
``python -m physdl.course``.
"""

from importlib import import_module as _import_module

__all__ = ["check"]


def __getattr__(name):
    if name == "check":
        return _import_module("physdl.course.checking").check
    raise AttributeError(f"module 'physdl.course' has no attribute {name!r}")


def __dir__():
    return sorted(set(globals()) | set(__all__))
