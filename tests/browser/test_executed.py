"""What the book's own run of a lesson printed is what the lesson stores, and no cell warned."""

import configparser
import re

import nbformat
import pytest
from conftest import ROOT

from physdl.course.refresh import CHECKED

LESSONS = sorted((ROOT / "lessons").glob("*/*.ipynb"))


def rule():
    """Return the pattern and the replacement with which nbval, too, compares: a zero has no sign."""
    parser = configparser.RawConfigParser()
    parser.read(ROOT / "tests" / "sanitize.cfg", encoding="utf-8")
    (name,) = parser.sections()
    return re.compile(parser[name]["regex"]), parser[name]["replace"]


def printed(cell):
    """Return {stream or "result": text} of a cell's outputs, however many pieces they came in."""
    pattern, replacement = rule()
    texts = {}
    for output in cell.outputs:
        name, text = ("result", output.data["text/plain"]) if "data" in output else (output.get("name"), output.text)
        texts[name] = texts.get(name, "") + text
    return {name: pattern.sub(replacement, text) for name, text in texts.items()}


def differences(stored, executed):
    """Return the checked cells that printed something else than what is stored, and the cells that warned."""
    cells = {cell.id: cell for cell in executed.cells}
    checked = [cell for cell in stored.cells if CHECKED in cell.metadata.get("tags", [])]
    other = [cell.id for cell in checked if printed(cell) != printed(cells[cell.id])]
    warned = [
        f"{cell.id}: {output.text[:200]}"
        for cell in executed.cells
        for output in cell.get("outputs", [])
        if output.get("name") == "stderr"
    ]
    return other + warned


@pytest.fixture(scope="module")
def runs(html):
    """Return the book's executed copies by the code of their cells."""
    found = {}
    for path in (html.parent / ".jupyter_cache" / "executed").glob("*/base.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        found[code(notebook)] = notebook
    return found


def code(notebook):
    """Return the names and sources of the code cells."""
    return tuple((cell.id, cell.source) for cell in notebook.cells if cell.cell_type == "code")


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_book_printed_what_the_lesson_stores(runs, path):
    stored = nbformat.read(path, as_version=4)
    assert code(stored) in runs, "the book was built from another text: run `make book`"
    assert differences(stored, runs[code(stored)]) == []


@pytest.mark.parametrize(
    ("printed", "stored", "same"),
    [
        ("order 2.003", "order 2.003", True),
        ("order 2.003", "order 2.004", False),
        ("drift 0.00", "drift -0.00", True),
        ("drift 0.05", "drift -0.05", False),
        ("1e-05", "1e05", False),
    ],
)
def test_a_number_changed_by_hand_is_found_but_not_the_sign_of_zero(printed, stored, same):
    assert differences(lesson(stored), lesson(printed)) == ([] if same else ["number"])


def test_a_warning_is_found_and_pieces_are_one_text():
    executed = lesson("order", " 2.003")
    assert differences(lesson("order 2.003"), executed) == []
    executed.cells[0].outputs.append(nbformat.v4.new_output("stream", name="stderr", text="RuntimeWarning"))
    assert differences(lesson("order 2.003"), executed) == ["number", "number: RuntimeWarning"]


def lesson(*pieces):
    """Return a notebook with one checked cell that printed these pieces."""
    cell = nbformat.v4.new_code_cell("print()", id="number", metadata={"tags": [CHECKED]})
    cell.outputs = [nbformat.v4.new_output("stream", text=text) for text in pieces]
    return nbformat.v4.new_notebook(cells=[cell])
