r"""The ledger: what was claimed, what was needed, what was measured.

Two sources meet here. ``book/claims.toml`` says what each claim is and which parts a test has to measure. The tests
under ``tests/claims`` leave one JSON record per measurement (see ``tests/claims/conftest.py``). `merge` brings them
together, and a part gets the verdict

===============================  =======================================================================
*holds*                          every record of it stands on a test that passed
*holds under these hypotheses*   the same, and a record names the hypotheses
*open*                           ``claims.toml`` says why measuring cannot settle it
*not yet shown*                  no record, or one whose test failed
===============================  =======================================================================

A missing or failed run can therefore never read *holds*. `page` writes the result as the book's page.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from physdl._check import error
from physdl.course import files

HOLDS = "holds"
CONDITIONAL = "holds under these hypotheses"
OPEN = "open"
NOT_SHOWN = "not yet shown"
VERDICTS = (HOLDS, CONDITIONAL, OPEN, NOT_SHOWN)

__all__ = ["VERDICTS", "Claim", "Entry", "Part", "merge", "page", "read_claims", "read_records"]

_PAPERS = (
    ("TM", "Connections between physics, mathematics and deep learning", "thierrymieg2019"),
    ("LTR", "Why does deep and cheap learning work so well?", "lin2017,rolnick2018"),
)


@dataclass(frozen=True)
class Part:
    """One thing a test measures: its name, what is needed, where it is shown, and why it stays open (if it does)."""

    name: str
    needed: str
    lesson: str
    open: str | None = None


@dataclass(frozen=True)
class Claim:
    """One claim of a seed paper: id, one sentence, one equation in LaTeX, its parts."""

    id: str
    sentence: str
    equation: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Entry:
    """One line of the ledger: a claim's part, what was measured, and the verdict."""

    claim: Claim
    part: Part
    measured: tuple[str, ...]
    hypotheses: tuple[str, ...]
    verdict: str


def read_claims(path):
    """Return the claims of a TOML file in the order of the file.

    Parameters
    ----------
    path : path-like
        File with one ``[[claims]]`` table per claim: ``id``, ``sentence``, ``equation``, ``lesson`` and at least one
        ``[[claims.parts]]`` with ``name`` and ``needed``, optionally ``lesson`` and ``open``.

    Returns
    -------
    tuple of Claim

    Raises
    ------
    ValueError
        If an id or a part's name stands twice, or a claim has no part.
    """
    claims = []
    for table in tomllib.loads(Path(path).read_text(encoding="utf-8"))["claims"]:
        parts = tuple(
            Part(p["name"], p["needed"], p.get("lesson", table["lesson"]), p.get("open"))
            for p in table.get("parts", [])
        )
        if not parts or len({p.name for p in parts}) < len(parts):
            raise error("claims", "have parts, each under its own name", f"claim {table['id']}")
        claims.append(Claim(table["id"], table["sentence"], table["equation"], parts))
    if len({c.id for c in claims}) < len(claims):
        raise error("claims", "name each id once", ", ".join(c.id for c in claims))
    return tuple(claims)


def read_records(directory):
    """Return the records of the newest run in a directory, in a fixed order.

    Parameters
    ----------
    directory : path-like
        Where the tests left their JSON files. A directory that does not exist holds no records.

    Returns
    -------
    list of dict
        Keys ``claim``, ``part``, ``measured``, ``outcome``, ``hypotheses``, ``run`` and more. Records of an
        earlier run than the newest are left out.
    """
    left = sorted(Path(directory).glob("*.json"), key=lambda file: (file.stat().st_mtime_ns, file.name))
    records = [json.loads(file.read_text(encoding="utf-8")) for file in left]
    newest = [r for r in records if r["run"] == records[-1]["run"]]
    return sorted(newest, key=lambda r: (r["claim"], r["part"], r["test"], r["measured"]))


def merge(claims, records):
    """Bring claims and records together: one entry per part of every claim.

    Parameters
    ----------
    claims : sequence of Claim
    records : sequence of dict
        As `read_records` returns them.

    Returns
    -------
    list of Entry
        In the order of the claims.

    Raises
    ------
    ValueError
        If a record names a claim or a part that the claims do not have.
    """
    entries = []
    known = {(claim.id, part.name) for claim in claims for part in claim.parts}
    for record in records:
        if (record["claim"], record["part"]) not in known:
            raise error(
                "records",
                "name a claim and a part listed in claims.toml",
                f"{record['claim']}, part {record['part']!r}, from {record['test']}",
                "Add the part to claims.toml, or correct its name in the test.",
            )
    for claim in claims:
        for part in claim.parts:
            own = [r for r in records if (r["claim"], r["part"]) == (claim.id, part.name)]
            hypotheses = tuple(dict.fromkeys(r["hypotheses"] for r in own if r["hypotheses"]))
            shown = bool(own) and all(r["outcome"] == "passed" for r in own)
            if part.open:
                verdict = OPEN
            elif not shown:
                verdict = NOT_SHOWN
            else:
                verdict = CONDITIONAL if hypotheses else HOLDS
            measured = tuple(dict.fromkeys(r["measured"] for r in own)) if shown else ()
            if own and not shown:
                measured = ("the test failed",)
            entries.append(Entry(claim, part, measured, hypotheses, verdict))
    return entries


def page(entries, records=()):
    """Return the book's page *The ledger* as MyST Markdown.

    Parameters
    ----------
    entries : sequence of Entry
    records : sequence of dict
        The records behind them, for the line that says with which NumPy they were measured.

    Returns
    -------
    str
    """
    counts = {verdict: sum(e.verdict == verdict for e in entries) for verdict in VERDICTS}
    shown = sum(e.verdict in (HOLDS, CONDITIONAL) for e in entries)
    lines = [
        "---",
        "html_theme.sidebar_secondary.remove: true",
        "---",
        "",
        "# The ledger",
        "",
        "Two papers and a sequel make claims that a computer can examine. Each claim below is one of them, in our own",
        "words, or this book's extension of one, which then says so. Each of its lines is one thing that we asked of",
        "it beforehand, with what came out when this copy of the book was built: the tests under `tests/claims` wrote",
        "the *measured* column as they passed.",
        "",
        "A line *holds* if every measurement of it met what was needed. It *holds under these hypotheses* if it needs",
        "them to be true, and they are named. It is *open* if no measurement can settle it. All else is *not yet",
        "shown*, which says something about this book and nothing about the claim.",
        "",
        f"Of {len(entries)} lines, {shown} {'is' if shown == 1 else 'are'} shown, {counts[OPEN]} "
        f"{'is' if counts[OPEN] == 1 else 'are'} open, {counts[NOT_SHOWN]} "
        f"{'is' if counts[NOT_SHOWN] == 1 else 'are'} not yet shown.",
        *([f"Measured with {' and '.join(versions)}."] if (versions := _versions(records)) else []),
        "",
    ]
    for prefix, title, keys in _PAPERS:
        own = [e for e in entries if e.claim.id.split("-")[0] == prefix]
        if own:
            lines += [f"## {prefix}: {title}", "", f"After {{cite}}`{keys}`.", "", *_table(own), ""]
    return "\n".join(lines)


def _versions(records):
    return sorted({f"{name} {r[name.lower()]}" for r in records for name in ("NumPy", "Python")})


def _table(entries):
    yield "::::{div} physdl-ledger"
    yield ":::{list-table}"
    yield ":header-rows: 1"
    yield ":widths: 24 21 12 17 14 12"
    yield ""
    yield from _row("Claim", "Equation", "Lesson", "Needed", "Measured", "Verdict")
    before = None
    for entry in entries:
        claim, part = entry.claim, entry.part
        first = claim is not before
        before = claim
        # A claim has a name that a link can end in.
        label = f"claim-{claim.id.lower()}"
        named = f"({label})=\n    **{claim.id}** {_prose(claim.sentence)} *({part.name})* [#](#{label}){{.headerlink}}"
        name = named if first else f"{claim.id} *({part.name})*"
        needed = _prose(part.needed)
        measured = _prose("; ".join(entry.measured)) or "–"
        reason = _prose("; ".join(entry.hypotheses)) if entry.verdict == CONDITIONAL else _prose(part.open or "")
        verdict = f"*{entry.verdict}*" + (f": {reason}" if reason else "")
        equation = f"${claim.equation}$" if first else ""
        yield from _row(name, equation, f"{{lesson}}`{part.lesson}`", needed, measured, verdict)
    yield ":::"
    yield "::::"


_NUMBER = re.compile(r"(?<![\w.])([+−]?)(\d+(?:\.\d+)?)e([+-]?\d+(?:\.\d+)?)\b")
_RAISED = re.compile(r"\^(?:\(([^()]*)\)|([−-]?\w+(?:\.\d+)?|\W))")
_LOWERED = re.compile(r"(?<=\b[^\W\d_])_([^\W_]+)(?: (?=[A-Z]\b))?")
_PRIMES = "′″‴⁗"


def _prose(text):
    """Set a test's plain text: powers, indices, minus signs and thousands, and no line that ends within a quantity.

    A star is a star, as in φ*ω, and no emphasis.
    """
    text = re.sub(r"(?<=[^\W\d_])'{2,4}|(?<=[α-ω])'", lambda m: _PRIMES[len(m[0]) - 1], text)
    text = re.sub(r"(?<![\w.,])\d{4,}(?![\w.]*\d)", lambda m: f"{int(m[0]):,}", text)
    text = re.sub(r"(?<=\d)%", " %", text)  # the book ties them
    text = re.sub(r"(?<=\S) ([=≠≤≥<>±∝−+]) (?=\S)", "\u00a0\\1\u00a0", text)
    text = re.sub(r"\bln (?=\w)", "ln\u00a0", text)
    text = re.sub(r"(?<=\d) (?=[^\W\d_]_)", "\u00a0", text)
    text = text.replace("*", r"\*")
    text = re.sub(r"(?<![\w)^])-(?=[\d.])", "−", text)
    text = _RAISED.sub(lambda m: f"{{sup}}`{(m[1] or m[2]).replace('-', '−')}`", text)
    text = _LOWERED.sub(lambda m: f"{{sub}}`{m[1]}`" + "\u00a0" * m[0].endswith(" "), text)
    return _NUMBER.sub(_power, text)


def _power(match):
    """Set 3e-11 as a formula: a one before the power is left out, and so is a power of nought."""
    sign, mantissa, exponent = match[1].replace("−", "-"), match[2], float(match[3])
    if not float(mantissa) or not exponent:
        return f"${sign}{mantissa}$"
    factor = "" if mantissa == "1" else rf"{mantissa}\times "
    return f"${sign}{factor}10^{{{exponent:g}}}$"


def _row(first, *rest):
    yield f"* - {first}"
    for cell in rest:
        yield f"  - {cell}".rstrip()


def run(arguments):
    """Write the page and say how many lines are shown."""
    records = read_records(arguments.records)
    entries = merge(read_claims(arguments.claims), records)
    target = Path(arguments.output)
    files.replace(target, page(entries, records))
    shown = sum(e.verdict in (HOLDS, CONDITIONAL) for e in entries)
    failed = [f"{e.claim.id} ({e.part.name})" for e in entries if e.measured == ("the test failed",)]
    print(f"{target}: {shown} of {len(entries)} lines shown, from {len(records)} records.")
    if failed:
        print("Not shown because a test failed: " + ", ".join(failed))
    return 0


def add_parser(subparsers):
    """Add the command ``ledger`` to the command line of ``python -m physdl.course``."""
    parser = subparsers.add_parser(
        "ledger", help="write the book's page The ledger from what the claims' tests recorded"
    )
    parser.add_argument("--claims", default="book/claims.toml", help="the list of claims (default: %(default)s)")
    parser.add_argument(
        "--records",
        default=os.environ.get("PHYSDL_CLAIMS", "build/claims"),
        help="directory of the records (default: $PHYSDL_CLAIMS or build/claims)",
    )
    parser.add_argument("--output", default="book/ledger.md", help="the page to write (default: %(default)s)")
    parser.set_defaults(run=run)
