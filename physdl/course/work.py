"""The reader's own copy of the lessons: an update never meets an edit.

``lessons/`` is copied to the git-ignored ``work/``. A manifest in ``work/`` holds the hash of every version that was
copied. A file that still has that hash is brought up to date; one that the reader changed stays as it is, and the new
version is put beside it as ``<name>-new-version``. To get a fresh copy, delete or rename the file and run the command
again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path

MANIFEST = ".manifest.json"
_SKIPPED = ("__pycache__", ".ipynb_checkpoints")


def update(lessons, work):
    """Bring `work` up to date with `lessons` and return one sentence for everything that the reader should know.

    Parameters
    ----------
    lessons, work : path-like
        The folder with the lessons and the folder with the reader's copies.

    Returns
    -------
    list of str
    """
    lessons, work = Path(lessons), Path(work)
    work.mkdir(parents=True, exist_ok=True)
    given, said, fresh = _manifest(work), [], 0
    for origin in sorted(lessons.rglob("*")):
        name = origin.relative_to(lessons).as_posix()
        if not origin.is_file() or any(part in _SKIPPED for part in origin.parts):
            continue
        content = origin.read_bytes()
        version, target = _hash(content), work / name
        known = given.get(name, [])
        if not os.path.lexists(target) or (_plain(target) and _hash(target.read_bytes()) in (*known, version)):
            fresh += not os.path.lexists(target)
            _write(target, content)
            given[name] = [version]
        elif version not in known:
            beside = _free(target, version)
            _write(beside, content)
            given[name] = [*known, version]
            said.append(
                f"{name} has your changes and stays as it is; the new version is {beside.relative_to(work).as_posix()}"
            )
    _write(work / MANIFEST, json.dumps(given, indent=1, sort_keys=True).encode())
    return ([f"{fresh} new {'file' if fresh == 1 else 'files'} in {work}"] if fresh else []) + said


def _manifest(work):
    """Return name → hashes of the versions given so far; without a readable manifest, nothing was given."""
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
        content = json.loads((work / MANIFEST).read_text(encoding="utf-8"))
        return {str(name): [str(version) for version in versions] for name, versions in content.items()}
    return {}


def _hash(content):
    return hashlib.sha256(content).hexdigest()


def _plain(path):
    return path.is_file() and not path.is_symlink()


def _free(target, version):
    """Return a name beside `target` that holds this version already or holds nothing."""
    number = 1
    while True:
        extra = "-new-version" if number == 1 else f"-new-version-{number}"
        path = target.with_name(f"{target.stem}{extra}{target.suffix}")
        if not os.path.lexists(path) or (_plain(path) and _hash(path.read_bytes()) == version):
            return path
        number += 1


def _write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    os.replace(draft, path)


def add_parser(subparsers):
    """Add the command ``work``."""
    parser = subparsers.add_parser("work", help="copy the lessons to work/, where you may change them")
    parser.add_argument("--root", type=Path, default=Path(), help="the course folder (default: where you are)")
    parser.set_defaults(run=run)


def run(options):
    """Update the copy and say what the reader should know."""
    if not (options.root / "lessons").is_dir():
        print("There is no folder lessons/ here: run the command in the course folder.")
        return 2
    said = update(options.root / "lessons", options.root / "work")
    print("\n".join(said) or "work/ is up to date.")
    return 0
