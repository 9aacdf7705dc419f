"""The files that the grader writes: proved before the work, whole or not there, and never an older run's."""

from __future__ import annotations

import os
from pathlib import Path

from physdl.course import files
from physdl.course.grading.intake import Refused, shown


def prepare(path):
    """Prove that `path` can be written and remove what an earlier run left there, so that nothing old looks current.

    Raises
    ------
    physdl.course.grading.intake.Refused
        If it cannot be written, with the reason.
    """
    path = Path(path)
    if path.is_dir():
        raise Refused(f"{shown(path)} is a folder; name a file for the output.")
    try:
        if path.exists() and not path.is_file():
            return
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(13, os.strerror(13))
        files.replace(path, "")
        path.unlink()
    except OSError as reason:
        raise Refused(f"{shown(path)} cannot be written ({reason.strerror}); name another file.") from reason


def write(path, text):
    """Write `text` to the file `path`, whole or not at all."""
    files.replace(path, text)
