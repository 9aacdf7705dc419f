"""Each number that a lesson states as a result is computed again, and no other number looks like one."""

import os
import runpy
from pathlib import Path

import pytest
from prose import ROOT, at_least, at_most, read, read_notebook, result, squeeze, striking, unaccounted

HERE = Path(__file__).resolve().parent
NAMES = sorted(p.relative_to(HERE).with_suffix("").as_posix() for p in HERE.glob("?_*/*.py"))
SOLUTIONS = sorted((ROOT / "instructor").glob("*/*_prose.py"))


def pages():
    """Yield each file of rows with the notebook that it is about."""
    for name in NAMES:
        yield name, HERE / f"{name}.py", ROOT / "lessons" / f"{name}.ipynb"
    for path in SOLUTIONS:
        name = path.name.removesuffix("_prose.py")
        yield f"instructor/{path.parent.name}/{name}", path, path.with_name(f"{name}.ipynb")


PAGES = {name: (runpy.run_path(str(rows)), read_notebook(notebook)) for name, rows, notebook in pages()}
ROWS = [(name, number) for name, (space, _) in PAGES.items() for number in range(len(space["ROWS"]))]


def test_every_lesson_and_every_solution_has_its_rows():
    lessons = [p.relative_to(ROOT / "lessons").with_suffix("").as_posix() for p in ROOT.glob("lessons/?_*/*.ipynb")]
    assert sorted(lessons) == NAMES
    solved = [p for p in ROOT.glob("instructor/*/*.ipynb")]
    assert sorted(p.with_name(f"{p.stem}_prose.py") for p in solved) == SOLUTIONS


@pytest.mark.parametrize(("name", "number"), ROWS)
def test_number_is_what_it_says(name, number):
    space, text = PAGES[name]
    row = space["ROWS"][number]
    assert squeeze(row.text) in text, f"the lesson no longer says: {row.text}"
    if not row.slow or os.environ.get("PHYSDL_THOROUGH"):
        assert row.complaints() == [], row.text


@pytest.mark.parametrize("name", PAGES)
def test_no_other_number_looks_like_a_result(name):
    space, text = PAGES[name]
    phrases = [*(row.phrase for row in space["ROWS"]), *space["GIVEN"]]
    assert [phrase for phrase in space["GIVEN"] if squeeze(phrase.replace("⟦", "").replace("⟧", "")) not in text] == []
    assert unaccounted(text, phrases) == []


# ---- the net itself ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "number", "unit"),
    [
        ("0.30", 0.3, 0.01),
        ("−1.5", -1.5, 0.1),
        ("62,449", 62449, 1),
        ("62{,}449", 62449, 1),
        ("16 %", 16, 1),
        (r"1.2 \times 10^{-4}", 1.2e-4, 1e-5),
        ("3·10^5", 3e5, 1e5),
        ("10^{-3}", 1e-3, 1e-3),
        ("5e-3", 5e-3, 1e-3),
        ("three", 3, 0),
    ],
)
def test_printed_numbers_are_read(token, number, unit):
    assert read(token) == pytest.approx((number, unit))


def test_zeros_at_the_end_may_be_no_digits():
    assert read("110,000", about=True) == (110000, 10000)


def test_a_token_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="no number that can be read"):
        read("a few")


@pytest.mark.parametrize(
    ("row", "complaints"),
    [
        (result("from ⟦0.30⟧ to ⟦2⟧", lambda: (0.3049, 2.4)), 0),
        (result("from ⟦0.30⟧ to ⟦2⟧", lambda: (0.3051, 2.4)), 1),
        (result("from ⟦0.30⟧ to ⟦2⟧", lambda: 0.3), 1),
        (result("nothing is marked", lambda: 1), 1),
        (result("at most ⟦0.3⟧", lambda: 0.31, bound=at_most), 1),
        (result("more than ⟦50⟧ decades", lambda: 61, bound=at_least), 0),
        (result("⟦a fifth⟧", lambda: 0.26, reads={"a fifth": 0.2}, digits=0.1), 1),
        (result("⟦0.3⟧", lambda: float("nan")), 1),
    ],
)
def test_a_wrong_value_is_noticed(row, complaints):
    assert len(row.complaints()) == complaints


def test_addresses_and_headings_say_no_number():
    text = "# Exercises 0.1 Units, with [doi:10.1103/PhysRev.4.345](https://doi.org/10.1103/PhysRev.4.345) and 2.5 m"
    assert [text[a:b] for a, b in striking(text)] == ["2.5"]


def test_a_sign_of_order_is_no_tag():
    text = r'Where $i_1<\dots<i_k$ it errs by 1e-8; <span aria-hidden="true">▸ 0.5 </span>and <b>2.5</b> at $x > 3.5$'
    assert [text[a:b] for a, b in striking(text)] == ["1e-8", "0.5", "2.5", "3.5"]


def test_a_number_without_a_row_is_noticed():
    text = "In lesson 3.3 (see [3.3-2](a/0.5.md)) of 1918 it took 1,124 steps, 9 more than 12.5 %, at `eta=0.25`."
    assert [text[a:b] for a, b in striking(text)] == ["1,124", "12.5 %"]
    assert len(unaccounted(text, ["took ⟦1,124⟧ steps"])) == 1
    assert unaccounted(text, ["took ⟦1,124⟧ steps", "12.5 %"]) == []
