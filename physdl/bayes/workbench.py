"""A workbench for people who do not program: choose sources or bring files, train, test, tell, take a table home."""

from __future__ import annotations

import base64
import csv
import html
import io
from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl.bayes.sequences import Record, Telling, load_genomes, read_fasta, train_sources

__all__ = ["Workbench", "cautions", "table"]

MOST = 20_000_000  # bytes of one upload: a page in the browser has to hold them
PIECES = 0.8  # of the pieces of a sequence: where they agree less, the page says so


def table(telling, records, rng):
    """Return what a network makes of sequences, one row for each, the first row naming the columns.

    Parameters
    ----------
    telling : Telling
    records : list of Record
    rng : numpy.random.Generator
        For unknown bases.

    Returns
    -------
    list of list
        Name, letters, pieces, the source that most pieces are told as, their share, and the mean probability of each
        source. A sequence shorter than a read has no source.

    Raises
    ------
    ValueError, TypeError
        If there is no record, or something is no `Telling` or `Record`.

    Notes
    -----
    See :lesson:`5.6`.
    """
    telling = _check.instance("telling", telling, Telling)
    records = _check.sequence("records", records)
    if not len(records):
        raise _check.error("records", "hold at least one record", "none")
    _check.generator("rng", rng)
    for place, record in enumerate(records):
        _check.instance(f"records[{place}]", record, Record)
    rows = [["sequence", "letters", "pieces", "told as", "of the pieces", *telling.names]]
    for record in records:
        if len(record.letters) < telling.length:
            rows.append([record.name, len(record.letters), 0, "too short", "", *[""] * len(telling.names)])
            continue
        odds = telling.tell(record.letters, rng)
        votes = np.bincount(odds.argmax(axis=1), minlength=len(telling.names))
        share, mean = votes.max() / len(odds), odds.mean(axis=0)
        named = telling.names[int(votes.argmax())]
        rows.append([record.name, len(record.letters), len(odds), named, f"{share:.2f}", *(f"{p:.3f}" for p in mean)])
    return rows


def cautions(telling):
    """Return what cannot be concluded from a test, as sentences.

    Parameters
    ----------
    telling : Telling

    Returns
    -------
    list of str

    Raises
    ------
    TypeError
        If it is no `Telling`.

    Notes
    -----
    See :lesson:`5.6`.
    """
    telling = _check.instance("telling", telling, Telling)
    low, blind = telling.right[1], 1 / len(telling.names)
    few = [name for name, count in zip(telling.names, telling.blocks, strict=True) if count < 10]
    said = [
        "One of these sources is named for every sequence, also for one from elsewhere: there is no answer “none”.",
        f"The test asked for blocks of the same {len(telling.names)} sources. It says nothing of other strains, "
        "species or samples of the same kind.",
        "A probability near 1 is what the network says, and it can be wrong. How often a piece is told rightly, the "
        "test says.",
    ]
    if low <= blind:
        said.insert(0, f"Nothing is shown: blind choice is right on {blind:.0%}, and the interval holds that.")
    if few:
        said.append(f"Few blocks, so that the interval is too short: {', '.join(few)}.")
    return said


@dataclass
class _Tray:
    """What lies on the bench: sources by name, the network that was trained, sequences to be told."""

    sources: dict
    telling: object = None
    rows: object = None


class Workbench:
    """Choose sources or upload FASTA files, train, see the test with its cautions, tell sequences, download a table.

    Show it as the last line of a cell. It needs a running kernel; where there is none, it says so.

    Parameters
    ----------
    seed : int
        Of the reads that are drawn: the same choices give the same numbers.

    Raises
    ------
    ValueError
        If `seed` is no whole number from 0.

    Notes
    -----
    Files stay where the kernel runs. Whatever goes wrong is said in a sentence, and nothing on the bench is lost. See
    :lesson:`5.6`.
    """

    def __init__(self, seed=0):
        self.seed = _check.whole("seed", seed)
        self.tray = _Tray(load_genomes())
        self.parts = self._widgets()

    def _widgets(self):
        import ipywidgets as w  # only where the bench is shown

        wide = {"style": {"description_width": "11em"}, "layout": {"width": "28em"}}
        parts = {
            "chosen": w.SelectMultiple(
                options=list(self.tray.sources), value=list(self.tray.sources), rows=8, description="sources", **wide
            ),
            "bring": w.FileUpload(description="add sources (FASTA)", multiple=True, layout={"width": "17em"}),
            "k": w.IntSlider(3, 1, 4, description="letters of a word", **wide),
            "length": w.IntSlider(150, 50, 1000, 50, description="letters of a piece", **wide),
            "train": w.Button(description="Train and test", button_style="primary"),
            "result": w.HTML(),
            "unknown": w.FileUpload(description="sequences to tell", multiple=True, layout={"width": "17em"}),
            "example": w.Button(description="or an example"),
            "told": w.HTML(),
            "words": w.HTML(),
        }
        parts["bring"].observe(lambda change: self._safely(self._add), "value")
        parts["unknown"].observe(lambda change: self._safely(self._tell), "value")
        parts["train"].on_click(lambda button: self._safely(self._train))
        parts["example"].on_click(lambda button: self._safely(self._example))
        rows = [
            w.HTML("<b>1. From which sources?</b> Hold Ctrl or ⌘ to choose several."),
            w.HBox([parts["chosen"], parts["bring"]]),
            w.HTML("<b>2. Train, and test on blocks that were held out.</b>"),
            w.HBox([w.VBox([parts["k"], parts["length"]]), parts["train"]]),
            parts["result"],
            w.HTML("<b>3. Tell where sequences come from.</b>"),
            w.HBox([parts["unknown"], parts["example"]]),
            parts["told"],
            parts["words"],
        ]
        parts["bench"] = w.VBox(rows, layout={"max_width": "56em"})
        return parts

    # ---- what the buttons do ---------------------------------------------------------------------------------------

    def _safely(self, act):
        """Do it; say in a sentence what was wrong, and leave all else as it was."""
        self.parts["words"].value = ""
        try:
            act()
        except (ValueError, TypeError) as reason:
            said = str(reason).replace("`source`", "the file").replace("`records`", "the sources").replace("`", "")
            self.parts["words"].value = _note(said[:1].upper() + said[1:])

    def _records(self, upload):
        """Return the records of an upload by the names of their files, and empty it."""
        files, upload.value = tuple(upload.value), ()
        found = []
        for file in files:
            try:
                found.append((file["name"], read_fasta(bytes(file["content"]), most=MOST)))
            except ValueError as reason:
                raise ValueError(f"{file['name']}: {reason}") from reason
        return found

    def _add(self):
        if not self.parts["bring"].value:
            return
        for name, records in self._records(self.parts["bring"]):
            joined = Record(name, np.concatenate([record.letters for record in records]))
            self.tray.sources[name] = joined
        chosen = self.parts["chosen"]
        kept = list(chosen.value)
        new = [name for name in self.tray.sources if name not in load_genomes() and name not in kept]
        with chosen.hold_sync():  # the list and what is chosen in it come in one message
            chosen.options = list(self.tray.sources)
            chosen.value = [*kept, *new]

    def _train(self):
        chosen = {name: self.tray.sources[name] for name in self.parts["chosen"].value}
        rng = np.random.default_rng(self.seed)
        length = self.parts["length"].value
        self.tray.telling = train_sources(chosen, rng, k=self.parts["k"].value, length=length, progress=False)
        self.parts["result"].value = _tested(self.tray.telling)
        self.parts["told"].value = ""

    def _example(self):
        """Three pieces of genomes that are known here, and one by dice."""
        rng = np.random.default_rng(self.seed + 1)
        known = list(load_genomes().items())
        records = []
        for name, record in (known[4], known[5], known[7]):
            start = int(rng.integers(0, len(record.letters) - 3000))
            records.append(Record(f"3,000 letters of {name}", record.letters[start : start + 3000]))
        records.append(Record("3,000 letters by dice", rng.integers(0, 4, 3000).astype(np.uint8)))
        self._show_told(records)

    def _tell(self):
        if not self.parts["unknown"].value:
            return
        self._show_told([record for _, records in self._records(self.parts["unknown"]) for record in records])

    def _show_told(self, records):
        if self.tray.telling is None:
            raise ValueError("Train a network first (step 2).")
        self.tray.rows = table(self.tray.telling, records, np.random.default_rng(self.seed))
        self.parts["told"].value = _told(self.tray.rows)

    # ---- how it is shown -------------------------------------------------------------------------------------------

    def _repr_mimebundle_(self, include=None, exclude=None):
        static = (
            '<div class="physdl-bench"><p><strong>The workbench needs a kernel.</strong> Open this lesson in '
            "JupyterLab and run all cells: here appear a list of sources, a button that trains and tests, and a table "
            "to take home.</p></div>"
        )
        bundle = self.parts["bench"]._repr_mimebundle_(include=include, exclude=exclude)
        return {**bundle, "text/html": static, "text/plain": "The workbench: sources, a test, a table."}


def _note(text):
    return f'<p role="alert" style="border-left: 4px solid #b3261e; padding-left: 0.6em">{html.escape(text)}</p>'


def _tested(telling):
    mean, low, high = telling.right
    head = "".join(f"<th>{html.escape(name)}</th>" for name in ("", *telling.names, "told rightly", "blocks"))
    body = ""
    rows = zip(telling.names, telling.confusion, telling.each, telling.blocks, strict=True)
    for name, row, (_, least, most), blocks in rows:
        share = row / row.sum()
        cells = "".join(
            f'<td style="text-align: right; background: rgba(194, 138, 14, {0.75 * x:.2f})">{x:.0%}</td>' for x in share
        )
        body += f"<tr><th>{html.escape(name)}</th>{cells}<td style='text-align: right'>{least:.0%} to {most:.0%}</td>"
        body += f"<td style='text-align: right'>{blocks}</td></tr>"
    said = "".join(f"<li>{html.escape(one)}</li>" for one in cautions(telling))
    return (
        f"<p>Of pieces of {telling.length} letters, from blocks that were held out, <b>{mean:.0%}</b> are told rightly "
        f"(95 % of draws of blocks: {low:.0%} to {high:.0%}); blind choice: {1 / len(telling.names):.0%}.</p>"
        f"<table><caption>Each row: how pieces of one source were told; 95 % of draws of its "
        f"blocks; how many it has.</caption><tr>{head}</tr>{body}</table>"
        f"<p><b>What cannot be concluded</b></p><ul>{said}</ul>"
    )


def _told(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    packed = base64.b64encode(text.getvalue().encode("utf-8-sig")).decode()
    head = "".join(f"<th>{html.escape(str(name))}</th>" for name in rows[0][:5])
    body = ""
    for row in rows[1:]:
        doubt = row[2] and float(row[4]) < PIECES
        cells = "".join(f"<td>{html.escape(str(value))}</td>" for value in row[:5])
        body += f"<tr>{cells}<td>{'its pieces do not agree' if doubt else ''}</td></tr>"
    return (
        f"<table><tr>{head}<th></th></tr>{body}</table>"
        f'<p><a download="told.csv" href="data:text/csv;base64,{packed}">Download the table</a>, with the probability '
        "of each source. A sequence from none of the sources is named, too.</p>"
    )
