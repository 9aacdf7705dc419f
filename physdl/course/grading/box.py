"""What a sandbox shows: the system's programs and libraries, this Python, physdl without its course, and nothing else.

The stage is a folder with a copy of physdl from which the sandboxes are built. Of `physdl.course` it holds the runner,
the module that speaks plain data, and a `check` that does nothing; no exercise module, no properties, no grader. What
is shown of the machine is named one by one, so that a course folder which is itself the Python environment, or which
lies below ``/usr``, stays outside; whatever must never be seen and lies inside a shown folder is covered.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import physdl
from physdl.course.judging.watching import place as home_of

INSIDE = Path("/course")  # where the copy of physdl lies inside
_KEPT = ("plain.py", "grading/__init__.py", "grading/runner.py", "grading/calls.py")
_SYSTEM = ("bin", "sbin", "lib", "lib32", "lib64", "libx32", "libexec")
_PYTHON = ("bin", "lib", "lib32", "lib64", "pyvenv.cfg")
_COURSE = '''"""The course, as far as it is there while an answer is graded."""

__all__ = ["check"]


def check(*arguments, **options):
    """Do nothing: the answer is being graded."""
'''
_CHECKS = "the checks of the exercises are not there while an answer is graded"
_ASKED = "{} is what this exercise asks you to write; it is not there while you are graded"
# Importing it is allowed, as other modules may do that, and so it is in a notebook's check; using it is not.
_CLOSED = '''"""Nothing: this module is closed while an answer is graded."""

import importlib.machinery
import sys


class _Closed:
    def __init__(self, *arguments, **options):
        raise ImportError({words!r})


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return type(name, (_Closed,), {{}})


class _Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if not name.startswith(__name__ + "."):
            return None
        return importlib.machinery.ModuleSpec(name, _Finder, is_package=True)

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        module.__getattr__ = __getattr__


__path__ = []
sys.meta_path.insert(0, _Finder)
'''


class Misplaced(ValueError):
    """A folder that must not be seen is one that must."""


def package():
    """Return the folder of this physdl."""
    return Path(physdl.__file__).resolve().parent


def build(stage):
    """Copy physdl, as far as answers may use it, into the folder `stage`."""
    target, course = stage / "physdl", package() / "course"
    shutil.copytree(package(), target, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.rmtree(target / "course", ignore_errors=True)
    (target / "course" / "grading").mkdir(parents=True)
    for name in _KEPT:
        shutil.copyfile(course / name, target / "course" / name)
    (target / "course" / "__init__.py").write_text(_COURSE, encoding="utf-8")
    (target / "course" / "exercises.py").write_text(_raising(_CHECKS), encoding="utf-8")
    for place in [target, *target.rglob("*")]:
        place.chmod(0o755 if place.is_dir() else 0o644)


def _raising(words):
    return f"raise ImportError({words!r})\n"


def _closed(name):
    return _CLOSED.format(words=_ASKED.format(name))


def _write(file, text):
    file.write_text(text, encoding="utf-8")
    file.chmod(0o644)


def show(stage, item, hide, forbids):
    """Return bubblewrap's options that show what an answer may see.

    Parameters
    ----------
    stage : Path
        What `build` filled.
    item : Path
        A folder for this answer alone, where the stand-ins of closed modules are written.
    hide : sequence of Path
        Folders that must not be seen.
    forbids : sequence of str
        Modules and packages that are closed, with everything in them.
    """
    links, mounts = _system()
    mounts |= _pythons()
    words = [word for link, target in links.items() for word in ("--symlink", target, link)]
    covers = _covers(mounts, [package(), *hide])
    # Parents first: what is covered may hold the Python environment, of which only the parts above are shown again.
    for place in sorted({*mounts, *covers}, key=lambda place: len(place.parts)):
        words += ["--tmpfs", str(place)] if place in covers else _bind(mounts[place], place)
    words += _bind(stage / "physdl", INSIDE / "physdl")
    mounts |= {INSIDE / "physdl": stage / "physdl"}
    for number, name in enumerate(forbids):
        words += _close(name, mounts, stage, item / f"closed-{number}")
    return [*words, *(word for place in sorted(covers) for word in ("--remount-ro", str(place)))]


def _system():
    """Return the links among the system's folders, and what is shown of it by its place."""
    links, mounts = {}, {}
    for folder in (Path("/"), Path("/usr"), Path("/usr/local")):
        for name in _SYSTEM:
            place = folder / name
            if place.is_symlink():
                links[str(place)] = os.readlink(place)
            elif place.is_dir():
                mounts[place] = place
    for file in map(Path, ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime")):
        if file.exists():
            mounts[file] = file.resolve()
    return links, mounts


def _pythons():
    """Return what is shown of this interpreter and its packages, by each of the names that lead to them."""
    named = [Path(sys.prefix), Path(sys.base_prefix), Path(os.path.realpath(sys.executable)).parents[1]]
    places = {name / part for name in named for part in _PYTHON if (name / part).exists()}
    return {name: place.resolve() for place in places for name in (place, place.resolve())}


def _covers(mounts, hide):
    """Return the places inside at which something of `hide` would be seen."""
    covers = set()
    for hidden in (Path(folder).resolve() for folder in hide):
        for place, source in mounts.items():
            if hidden == source:
                raise Misplaced(
                    f"The folder {hidden} must not be seen by answers, and Python needs it: move the course."
                )
            if hidden.is_relative_to(source) and hidden.is_dir():
                covers.add(place / hidden.relative_to(source))
    return covers


def _bind(source, target):
    """Return the options that show `source` read-only at `target`; bubblewrap would make its parents unreadable."""
    parents = [word for parent in reversed(target.parents[:-1]) for word in ("--perms", "0755", "--dir", str(parent))]
    return [*parents, "--ro-bind", str(source), str(target)]


def _close(name, mounts, stage, stand_in):
    """Return the options that put a module of which nothing can be used over `name` and all that is in it."""
    home = stage.joinpath(*name.split(".")) if name.startswith("physdl") else home_of(name)
    if home is None:
        return []
    if home.is_dir():
        stand_in.mkdir()
        _write(stand_in / "__init__.py", _closed(name))
        stand_in.chmod(0o755)
        return [word for place in _seen(home, mounts) for word in ("--ro-bind", str(stand_in), str(place))]
    home = home if home.exists() else home.with_suffix(".py")
    _write(stand_in, _closed(name))
    empty = stand_in.with_suffix(".empty")
    _write(empty, "")
    hidden = {home: stand_in if home.suffix == ".py" else empty}
    hidden |= {file: empty for file in home.parent.glob(f"__pycache__/{home.stem}.*")}
    pairs = [(place, source) for file, source in hidden.items() for place in _seen(file, mounts)]
    return [word for place, source in pairs for word in ("--ro-bind", str(source), str(place))]


def _seen(path, mounts):
    """Return the places inside at which `path` is seen."""
    path = path.resolve()
    return [place / path.relative_to(source) for place, source in mounts.items() if path.is_relative_to(source)]
