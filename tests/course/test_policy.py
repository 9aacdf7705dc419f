"""What every exercise owes to the judge."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from physdl.course.exercise import Case, encode_calls
from physdl.course.exercises import LESSONS, find, of_lesson
from physdl.course.exercises.neural.metric import LARGE
from physdl.course.grading.sandbox import MEMORY

ROOT = Path(__file__).resolve().parents[2]
EXERCISES = [exercise.id for lesson in LESSONS for exercise in of_lesson(lesson)]


@pytest.mark.parametrize("name", EXERCISES)
def test_a_case_can_be_drawn_anew(name):
    exercise = find(name)
    assert exercise.fresh is not None
    drawn = [exercise.anew(np.random.default_rng(seed)) for seed in range(20)]
    assert all(isinstance(case, Case) for cases in drawn for case in cases)
    assert len({str(encode_calls(cases)) for cases in drawn}) == 20


def test_the_table_that_3_3_4_forbids_has_no_room_where_it_is_graded():
    sizes = [len(covector) for case in find("3.3-4").cases for _, covector, _ in case.calls]
    assert sizes.count(LARGE) == 2
    assert 8 * LARGE**2 > MEMORY


@pytest.fixture(scope="module")
def statements():
    """Return {exercise id: its statement and the opening of its notebook}, as students get them."""
    found = {}
    for path in (ROOT / "lessons").glob("*/exercises/*.ipynb"):
        texts = ["".join(c["source"]) for c in json.loads(path.read_text(encoding="utf-8"))["cells"]]
        found |= {text.split()[1]: texts[0] + text for text in texts if re.match(r"## \d\.\d+-\d", text)}
    return found


@pytest.mark.parametrize("name", EXERCISES)
def test_what_is_closed_is_said(name, statements):
    """Nobody should learn from a refusal that a module is closed."""
    assert [module for module in find(name).forbids if f"`{module}`" not in statements[name]] == []
