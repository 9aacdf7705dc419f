"""Files that are whole or not there: what a command writes is never half a file, whatever stops it."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

_ENDING = ".draft"


def replace(path, content):
    """Write a file beside its place and move it there, with the folders it needs.

    Parameters
    ----------
    path : path-like
        A link is followed; what is no regular file (a terminal, a pipe) is written to as it is.
    content : str or bytes
        Text is written as UTF-8, with its line ends as they are.
    """
    path, content = Path(path), content.encode() if isinstance(content, str) else content
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}{_ENDING}")
    try:
        draft.write_bytes(content)
        if path.exists():
            shutil.copymode(path, draft)
        os.replace(draft, path)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def sweep(folder):
    """Remove the drafts that a command left below a folder when it was killed."""
    for draft in Path(folder).rglob(f".*{_ENDING}"):
        if draft.name.split(".")[-2].isdecimal():
            draft.unlink(missing_ok=True)
