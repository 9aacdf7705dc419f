"""JupyterLab on the reader's own copy of the lessons, with `make lab` and without it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from physdl.course import work


def add_parser(subparsers):
    """Add the command ``lab``."""
    parser = subparsers.add_parser("lab", help="copy the lessons to work/ and open them there in JupyterLab")
    parser.add_argument("--root", type=Path, default=Path(), help="the course folder (default: where you are)")
    parser.add_argument("options", nargs="*", help="further options of JupyterLab, after --")
    parser.set_defaults(run=run)


def run(options):
    """Update the copy and open it; return when JupyterLab is closed."""
    try:
        from jupyterlab.labapp import LabApp
    except ModuleNotFoundError as missing:
        print(
            f"{missing}: this Python has no JupyterLab. Use 'make lab', or the environment of environment.yml.",
            file=sys.stderr,
        )
        return 2
    status = work.run(options)
    if status == 0:
        LabApp.launch_instance([*_options(options.root / "work"), *options.options])
    return status


def _options(folder):
    root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    return [f"--notebook-dir={folder}", "--ip=127.0.0.1", *root]
