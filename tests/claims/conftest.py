"""The fixture `ledger`: a claim's test writes down what it measured.

One JSON file per call, in $PHYSDL_CLAIMS (default build/claims). A file is written only when its test is over, teardown
included, and carries that test's outcome. Every file names its run; the first test of a run that uses the fixture
removes the files of earlier runs. Under xdist all workers share one run, so none removes another's.
"""

import hashlib
import json
import math
import os
import platform
import uuid
from pathlib import Path

import numpy as np
import pytest

RECORDS = pytest.StashKey[list]()
FAILED = pytest.StashKey[bool]()
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def _ledger_run():
    """Return (directory, run id) after removing what earlier runs left there."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
    directory = Path(os.environ.get("PHYSDL_CLAIMS") or ROOT / "build" / "claims")
    directory.mkdir(parents=True, exist_ok=True)
    for file in directory.glob("*.json*"):
        if not file.name.startswith(run):
            file.unlink(missing_ok=True)
    return directory, run


@pytest.fixture
def ledger(request, _ledger_run):
    """Return a function that records one measured part of one claim."""
    directory, run = _ledger_run
    records = request.node.stash.setdefault(RECORDS, [])

    def record(*, claim, part, needed, measured, tolerance=None, value=None, hypotheses=None):
        for name, number in (("tolerance", tolerance), ("value", value)):
            if number is not None and not math.isfinite(number):
                raise ValueError(f"`{name}` must be finite; got {number}.")
        entry = {
            "claim": claim,
            "part": part,
            "needed": needed,
            "measured": str(measured),
            "tolerance": None if tolerance is None else float(tolerance),
            "value": None if value is None else float(value),
            "hypotheses": hypotheses,
            "test": request.node.nodeid,
            "run": run,
            "numpy": np.__version__,
            "python": platform.python_version(),
        }
        key = hashlib.sha256(f"{request.node.nodeid} {part} {len(records)}".encode()).hexdigest()[:16]
        records.append((directory / f"{run}-{claim}-{key}.json", entry))

    return record


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Write the records once the test's last phase is known."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    if report.when == "call" and report.skipped:
        item.stash[RECORDS] = []
    if report.when == "teardown":
        outcome = "failed" if item.stash.get(FAILED, False) else "passed"
        for path, entry in item.stash.get(RECORDS, []):
            partial = path.with_suffix(".json.partial")
            text = json.dumps({**entry, "outcome": outcome}, ensure_ascii=False, indent=1)
            partial.write_text(text, encoding="utf-8")
            os.replace(partial, path)
    return report
