"""A number that stands in a lesson is the number that the code prints: a stored output changed by hand is found."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[2]


def verdicts(folder, *printed_and_stored):
    """Return nbval's word on each cell of a notebook, run as `make lessons` runs the lessons."""
    notebook = nbformat.v4.new_notebook()
    for count, (printed, stored) in enumerate(printed_and_stored, start=1):
        cell = nbformat.v4.new_code_cell(f"print({printed!r})", metadata={"tags": ["nbval-check-output"]})
        cell.execution_count = count
        cell.outputs = [nbformat.v4.new_output("stream", text=stored + "\n")]
        notebook.cells.append(cell)
    path = folder / "lesson.ipynb"
    nbformat.write(notebook, path)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (flags,) = re.findall(r"-m pytest (--nbval-lax.*) lessons ", makefile)
    command = [sys.executable, "-m", "pytest", *flags.split(), str(path), "-vv", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    found = re.findall(r"::Cell \d+ .*(PASSED|FAILED) +\[", done.stdout)
    assert len(found) == len(printed_and_stored), done.stdout + done.stderr
    return found


def test_only_the_sign_of_zero_may_differ(tmp_path):
    cases = [
        ("order 2.003", "order 2.003", "PASSED"),
        ("order 2.003", "order 2.004", "FAILED"),
        ("drift 0.00", "drift -0.00", "PASSED"),
        ("drift 0.05", "drift -0.05", "FAILED"),
        ("1e-05", "1e05", "FAILED"),
    ]
    assert verdicts(tmp_path, *(case[:2] for case in cases)) == [case[2] for case in cases]
