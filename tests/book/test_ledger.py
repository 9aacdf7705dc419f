"""The ledger never says more than the tests showed."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from physdl.course import ledger

ROOT = Path(__file__).resolve().parents[2]

CLAIMS = """
[[claims]]
id = "TM-1"
sentence = "Light is lazy."
equation = '\\delta T = 0'
lesson = "1.1"
[[claims.parts]]
name = "Snell"
needed = "1e-9"
[[claims.parts]]
name = "saddle"
needed = "the index"
lesson = "1.3"

[[claims]]
id = "LTR-6"
sentence = "Depth is cheap."
equation = 'm'
lesson = "4.3"
[[claims.parts]]
name = "bound"
needed = "a proof"
open = "a conjecture"
"""


@pytest.fixture
def claims(tmp_path):
    path = tmp_path / "claims.toml"
    path.write_text(CLAIMS, encoding="utf-8")
    return ledger.read_claims(path)


def record(**changes):
    base = {
        "claim": "TM-1",
        "part": "Snell",
        "measured": "3.1e-12",
        "outcome": "passed",
        "hypotheses": None,
        "test": "t.py::test",
        "run": "a",
        "numpy": "2.4.6",
        "python": "3.11.7",
    }
    return base | changes


def verdicts(claims, records):
    return {(e.claim.id, e.part.name): e.verdict for e in ledger.merge(claims, records)}


def test_nothing_recorded_nothing_shown(claims):
    assert verdicts(claims, []) == {
        ("TM-1", "Snell"): "not yet shown",
        ("TM-1", "saddle"): "not yet shown",
        ("LTR-6", "bound"): "open",
    }


def test_passed_record_holds_for_its_part_only(claims):
    found = verdicts(claims, [record()])
    assert found["TM-1", "Snell"] == "holds"
    assert found["TM-1", "saddle"] == "not yet shown"


@pytest.mark.parametrize("others", [[], [record()], [record(), record(hypotheses="n > 0")]])
def test_one_failed_record_is_enough_to_show_nothing(claims, others):
    entry = ledger.merge(claims, [*others, record(outcome="failed", test="t.py::other")])[0]
    assert entry.verdict == "not yet shown"
    assert entry.measured == ("the test failed",)


def test_hypotheses_are_named(claims):
    entries = ledger.merge(claims, [record(hypotheses="the medium is smooth")])
    assert entries[0].verdict == "holds under these hypotheses"
    assert "the medium is smooth" in ledger.page(entries)


def test_open_part_stays_open_whatever_was_recorded(claims):
    assert verdicts(claims, [record(claim="LTR-6", part="bound")])["LTR-6", "bound"] == "open"


@pytest.mark.parametrize("wrong", [{"claim": "TM-99"}, {"part": "Snel"}])
def test_unknown_claim_or_part_is_refused(claims, wrong):
    with pytest.raises(ValueError, match=r"listed in claims\.toml.*t\.py::test"):
        ledger.merge(claims, [record(**wrong)])


def test_only_the_newest_run_counts(tmp_path, claims):
    for age, (run, part) in enumerate([("old", "saddle"), ("new", "Snell")]):
        file = tmp_path / f"{run}.json"
        file.write_text(json.dumps(record(run=run, part=part)), encoding="utf-8")
        os.utime(file, (1000 + age, 1000 + age))
    assert [r["part"] for r in ledger.read_records(tmp_path)] == ["Snell"]
    assert ledger.read_records(tmp_path / "absent") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [('name = "saddle"', 'name = "Snell"'), ('id = "LTR-6"', 'id = "TM-1"')],
)
def test_claims_that_repeat_themselves_are_refused(tmp_path, old, new):
    path = tmp_path / "claims.toml"
    path.write_text(CLAIMS.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match="claims"):
        ledger.read_claims(path)


def test_page_has_every_column_and_figure(claims):
    text = ledger.page(ledger.merge(claims, [record()]), [record()])
    columns = ["Claim", "Equation", "Lesson", "Needed", "Measured", "Verdict"]
    cells = [r"$\delta T = 0$", "{lesson}`1.1`", "{lesson}`1.3`", r"$3.1\times 10^{-12}$", r"$10^{-9}$", "*holds*"]
    for wanted in [*columns, *cells, "*open*: a conjecture", "NumPy 2.4.6 and Python 3.11.7"]:
        assert wanted in text
    assert "Of 3 lines, 1 is shown, 1 is open, 1 is not yet shown." in text


def test_command_writes_the_page(tmp_path, capsys):
    parser = argparse.ArgumentParser()
    ledger.add_parser(parser.add_subparsers())
    (tmp_path / "c.toml").write_text(CLAIMS, encoding="utf-8")
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "x.json").write_text(json.dumps(record(outcome="failed")), encoding="utf-8")
    options = ["--claims", tmp_path / "c.toml", "--records", tmp_path / "r", "--output", tmp_path / "ledger.md"]
    arguments = parser.parse_args(["ledger", *map(str, options)])
    assert arguments.run(arguments) == 0
    assert "not yet shown" in (tmp_path / "ledger.md").read_text(encoding="utf-8")
    assert "because a test failed: TM-1 (Snell)" in capsys.readouterr().out


def test_all_claims_of_the_two_papers_are_listed():
    ids = [claim.id for claim in ledger.read_claims(ROOT / "book" / "claims.toml")]
    first = [f"TM-{i}" for i in range(1, 16)]
    first.insert(8, "TM-8b")
    assert ids == first + [f"LTR-{i}" for i in range(1, 13)]


SUITE = """
import pytest

def note(ledger, part, measured="1"):
    ledger(claim="TM-1", part=part, needed="n", measured=measured, value=1.0, tolerance=2.0)

def test_good(ledger):
    note(ledger, "good")
    note(ledger, "good twice", "2")

def test_bad(ledger):
    note(ledger, "bad")
    assert False

@pytest.fixture
def leaky():
    yield
    raise RuntimeError("teardown")

def test_bad_teardown(leaky, ledger):
    note(ledger, "bad teardown")

def test_skipped(ledger):
    note(ledger, "skipped")
    pytest.skip("not here")

def test_fails_before_it_measures(ledger):
    assert False
    note(ledger, "never")

def test_nan(ledger):
    ledger(claim="TM-1", part="nan", needed="n", measured="nan", value=float("nan"))
"""


@pytest.mark.parametrize("workers", [0, 2])
def test_the_fixture_records_what_passed_in_the_end(tmp_path, workers):
    suite = tmp_path / "claims"
    suite.mkdir()
    shutil.copy(ROOT / "tests" / "claims" / "conftest.py", suite)
    (suite / "test_suite.py").write_text(SUITE, encoding="utf-8")
    records = tmp_path / "records"
    records.mkdir()
    (records / "stale.json").write_text(json.dumps(record(run="stale")), encoding="utf-8")
    (records / "stale.json.partial").write_text("{", encoding="utf-8")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")} | {"PHYSDL_CLAIMS": str(records)}
    options = ["-q", "-p", "no:cacheprovider", "-n", str(workers), "--rootdir", str(tmp_path), str(suite)]
    command = [sys.executable, "-m", "pytest", *options]
    finished = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
    assert finished.returncode == 1, finished.stdout + finished.stderr
    outcomes = {r["part"]: r["outcome"] for r in ledger.read_records(records)}
    assert outcomes == {"good": "passed", "good twice": "passed", "bad": "failed", "bad teardown": "failed"}
    assert len(list(records.iterdir())) == 4


@pytest.mark.parametrize(
    ("plain", "typeset"),
    [
        ("d(φ*ω) − φ*(dω) 3e-14, 1e5", r"d(φ\*ω)~−~φ\*(dω) $3\times 10^{-14}$, $10^{5}$"),
        ("below 1e-4.7; within 0e+00", "below $10^{-4.7}$; within $0$"),
        ("from -1.3e-11 to +2.2e-16.", r"from $-1.3\times 10^{-11}$ to $+2.2\times 10^{-16}$."),
        ("2^64, c(2^d − 2), e^(−β/2)", "2{sup}`64`, c(2{sup}`d`~−~2), e{sup}`−β/2`"),
        ("(η − 1)^0.50; 10^−3.5, eps^⅔", "(η~−~1){sup}`0.50`; 10{sup}`−3.5`, eps{sup}`⅔`"),
        ("H_y, ln Z_y; 3 k_B T: 2/λ_max", "H{sub}`y`, ln~Z{sub}`y`; 3~k{sub}`B`~T: 2/λ{sub}`max`"),
        ("-1.022, -0.9999 ± 0.0001 of TM-8", "−1.022, −0.9999~±~0.0001 of TM-8"),
        ("6.2 % or 22%, n ≤ 81, k-th", "6.2 % or 22 %, n~≤~81, k-th"),
        ("6633103, 2304 at κ = 10000, 0.304689", "6,633,103, 2,304 at κ~=~10,000, 0.304689"),
        ("Bessel's σ''''/σ''", "Bessel's σ⁗/σ″"),
    ],
)
def test_plain_text_is_typeset(plain, typeset):
    assert ledger._prose(plain) == typeset.replace("~", "\u00a0")
