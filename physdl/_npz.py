"""Files of named arrays, .npz without pickle: written whole or not at all, read without trusting them."""

from __future__ import annotations

import os
import zlib
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from physdl import _check


def place(name, value):
    """Return `value` as the path of a file that can be written, in a folder that exists; there need be no such file."""
    try:
        path = Path(value)
    except TypeError as reason:
        raise _check.error(name, "be a path", value, "Write 'run.npz', for example.", TypeError) from reason
    if not path.name or "\0" in str(path) or path.is_dir():
        raise _check.error(name, "be the path of a file", value)
    if not path.parent.is_dir():
        raise _check.error(name, "lie in a folder that exists", str(path))
    return path


def write(path, **arrays):
    """Write arrays to a file; until the new file is complete the old one stays in its place."""
    path = Path(path)
    partial = path.with_name(path.name + ".partial")
    try:
        with open(partial, "wb") as file:
            np.savez(file, **arrays)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def read(name, path, rule, needed=()):
    """Return {name: array} of a file, or say that the argument `name` must obey the rule; `needed` must be there."""
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in archive.files}
        for key in needed:
            arrays[key]  # a KeyError where it is missing
    except (OSError, ValueError, TypeError, AttributeError, KeyError, EOFError, BadZipFile, zlib.error) as reason:
        fix = "It is cut off or none of ours: put a whole one there, or remove it and begin anew."
        raise _check.error(name, rule, f"{path}: {reason}", fix) from reason
    return arrays
