"""Files of named arrays, .npz without pickle: written whole or not at all, read without trusting them."""

from __future__ import annotations

import os
import zlib
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from physdl import _check


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
