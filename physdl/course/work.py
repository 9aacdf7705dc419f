"""The reader's own copy of the lessons: an update never meets an edit.

``lessons/`` is copied to the git-ignored ``work/``. A manifest in ``work/`` holds the hash of every version that was
given, written down before the copying begins: a run that is cut short leaves nothing that a later one takes for the
reader's. A file that still has such a hash is brought up to date; one that the reader changed stays as it is, and the
new version is put beside it as ``<name>-new-version``, in place of an older one that nobody touched. To get a fresh
copy, delete or rename the file and run the command again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from pathlib import Path

from physdl.course import files

MANIFEST = ".manifest.json"


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
    files.sweep(work)
    given, seen = _manifest(work)
    contents = {name: path.read_bytes() for name, path in _lessons(lessons)}
    versions = {name: _hash(content) for name, content in contents.items()}
    for name, version in versions.items():
        given[name] = [*(known for known in given.get(name, []) if known != version), version]
    _write_manifest(work, given, seen)
    said, fresh = [], 0
    for name, version in versions.items():
        target = work / name
        if not os.path.lexists(target):
            files.replace(target, contents[name])
            fresh += 1
        elif _untouched(target, given[name]):
            if _hash(target.read_bytes()) != version:
                files.replace(target, contents[name])
        elif seen.get(name) != version:
            beside = _beside(target, given[name])
            files.replace(beside, contents[name])
            said.append(
                f"{name} has your changes and stays as it is; the new version is {beside.relative_to(work).as_posix()}"
            )
        seen[name] = version
    _write_manifest(work, given, seen)
    return ([f"{fresh} new {'file' if fresh == 1 else 'files'} in {work}"] if fresh else []) + said


def _lessons(folder):
    """Yield the name and the path of every file of the lessons, without what an editor or a system put there."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and "__pycache__" not in parts and not any(part.startswith(".") for part in parts):
            yield "/".join(parts), path


def _manifest(work):
    """Return two dictionaries, name → hashes of the versions given so far and name → the one that the reader has.

    Without a readable manifest, nothing was given. An older one held the first alone, the newest version last.
    """
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError, LookupError):
        content = json.loads((work / MANIFEST).read_text(encoding="utf-8"))
        given = {str(name): [str(one) for one in hashes] for name, hashes in content.get("given", content).items()}
        seen = content["seen"] if "given" in content else {name: hashes[-1] for name, hashes in given.items() if hashes}
        return given, {str(name): str(one) for name, one in seen.items()}
    return {}, {}


def _write_manifest(work, given, seen):
    files.replace(work / MANIFEST, json.dumps({"given": given, "seen": seen}, indent=1, sort_keys=True))


def _hash(content):
    return hashlib.sha256(content).hexdigest()


def _untouched(path, versions):
    """Whether a file is as it was given."""
    return path.is_file() and not path.is_symlink() and _hash(path.read_bytes()) in versions


def _beside(target, versions):
    """Return a name beside `target` that holds nothing, or a version that nobody touched."""
    number = 1
    while True:
        extra = "-new-version" if number == 1 else f"-new-version-{number}"
        path = target.with_name(f"{target.stem}{extra}{target.suffix}")
        if not os.path.lexists(path) or _untouched(path, versions):
            return path
        number += 1


def add_parser(subparsers):
    """Add the command ``work``."""
    parser = subparsers.add_parser("work", help="copy the lessons to work/, where you may change them")
    parser.add_argument("--root", type=Path, default=Path(), help="the course folder (default: where you are)")
    parser.set_defaults(run=run)


def run(options):
    """Update the copy and say what the reader should know."""
    work = options.root / "work"
    if not (options.root / "lessons").is_dir():
        print("There is no folder lessons/ here: run the command in the course folder.", file=sys.stderr)
        return 2
    if os.path.lexists(work) and not work.is_dir():
        print(f"Your copies go into a folder {work}, and a file has that name: rename it, then again.", file=sys.stderr)
        return 2
    try:
        said = update(options.root / "lessons", work)
    except OSError as reason:
        print(
            f"{work} is not up to date: {reason.strerror} ({reason.filename}). What was copied is whole, and nothing "
            "of yours was changed; set that right and run the command again.",
            file=sys.stderr,
        )
        return 1
    print("\n".join(said) or f"{work} is up to date.")
    return 0
