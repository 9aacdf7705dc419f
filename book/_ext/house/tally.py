"""The directive {tally}: every claim in one line, with a mark for each part of it: what holds, on terms, is open."""

import os
from pathlib import Path

from sphinx.util.docutils import SphinxDirective

from physdl.course.ledger import VERDICTS, merge, read_claims, read_records

MARKS = dict(zip(VERDICTS, ("●", "◐", "○", "·"), strict=True))
CLASSES = dict(zip(VERDICTS, ("tally-held", "tally-conditional", "tally-open", "tally-to-come"), strict=True))


class Tally(SphinxDirective):
    """Count the ledger's lines and list its claims; the same files as the ledger's own page are read."""

    def run(self):
        """Write MyST and let the page's parser read it."""
        root = Path(self.env.srcdir)
        records = read_records(os.environ.get("PHYSDL_CLAIMS", root / "build/claims"))
        entries = merge(read_claims(root / "book/claims.toml"), records)
        return self.parse_text_to_nodes("\n".join(lines(entries)), allow_section_headings=True)


def lines(entries):
    """Yield the counts as a legend, then a table: claim, its parts each with the mark of its verdict, lessons."""
    counts = {verdict: sum(entry.verdict == verdict for entry in entries) for verdict in VERDICTS}
    yield (
        f"The ledger's {len(entries)} lines: "
        + ", ".join(
            f"[{MARKS[verdict]}\N{NO-BREAK SPACE}{verdict}]{{.{CLASSES[verdict]}}} {counts[verdict]}"
            for verdict in VERDICTS
        )
        + "."
    )
    yield ""
    yield "::::{div} physdl-tally"
    yield ":::{list-table}"
    yield ":header-rows: 1"
    yield ":widths: 42 33 25"
    yield ""
    yield "* - Claim\n  - Its parts\n  - Lessons"
    for claim in dict.fromkeys(entry.claim for entry in entries):
        own = [entry for entry in entries if entry.claim is claim]
        parts = " ".join(f"[{MARKS[e.verdict]}\N{NO-BREAK SPACE}{e.part.name}]{{.{CLASSES[e.verdict]}}}" for e in own)
        lessons = ", ".join(f"{{lesson}}`{number}`" for number in sorted({e.part.lesson for e in own}))
        yield f"* - [{claim.id}](#claim-{claim.id.lower()}) {claim.sentence}\n  - {parts}\n  - {lessons}"
    yield ":::"
    yield "::::"


def setup(app):
    """Register the directive."""
    app.add_directive("tally", Tally)
