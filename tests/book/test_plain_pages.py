"""Numbers on the pages between the lessons: each phrase as it stands, and its value computed again."""

import json
import re
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "prose"))

from prose import at_least, result, squeeze  # noqa: E402

RUNNING, GATES, FLAT, BALL, DIGITS = (
    runpy.run_path(str(ROOT / "tests" / "prose" / f"{name}.py"))
    for name in (
        "5_bayes/3_running",
        "4_cheap/1_gates",
        "4_cheap/3_flattening",
        "3_neural/5_mechanics",
        "3_neural/1_pullback",
    )
)
EPS = float(np.finfo(float).eps)


def share_of_digits(point, low, high):
    return np.log(GATES["best"](point, low, high)) / np.log(EPS)


def first_saving():
    """Return the first power of two at which Fourier's sparse layers have fewer weights than its matrix."""
    return next(n for n in (2**k for k in range(1, 12)) if 2 * n * np.log2(n) < n**2)


def by_strangers():
    """Return the lowest and the highest share of a fifth of the digits that is read right after the other four."""
    right = [100 - 100 * np.mean([DIGITS["wrong"](seed, fifth) for seed in range(4)]) for fifth in range(5)]
    return min(right), max(right)


LOOKING_BACK = [
    result("other writers: ⟦90⟧ to ⟦96⟧ of 100", by_strangers),
    result("started at ⟦3.3⟧, the best ball hops between ⟦three⟧ places for ever",
           lambda: (3.3, len({round(x, 6) for x in [*BALL["kept_swinging"](3.3)][-60:]})), digits=1e-9),
    result("get ⟦half⟧ of the computer's digits right, or ⟦two thirds⟧ where the fourth derivative",
           lambda: (share_of_digits(0.5, 1e-5, 1e-3), share_of_digits(GATES["TURNING"], 1e-4, 1e-1)),
           reads={"half": 0.5, "two thirds": 2 / 3}, digits=0.06),
    result("half by more than ⟦0.4⟧ nats and a fifth by more than ⟦one⟧",
           lambda: np.percentile(RUNNING["moved"]("forgotten"), [50, 80]), reads={"one": 1.0}, bound=at_least),
    result("with inputs mixed, 99 of 100 by more than ⟦0.5⟧", lambda: np.percentile(RUNNING["moved"]("mixed"), 1),
           bound=at_least),
    result("Fourier's from ⟦eight⟧ samples on", first_saving),
    result("a bias for each neuron: three multiply ⟦two⟧ numbers",
           lambda: np.log10(FLAT["own_biases"](1e-2) / FLAT["own_biases"](1e-3)), digits=0.1),
    result("$y = ab^2u$ pays ⟦a quarter⟧ of it", lambda: RUNNING["singular_slope"](2, 1e12) / (2 / 2),
           reads={"a quarter": 0.25}, digits=0.01),
]  # fmt: skip


@pytest.mark.parametrize("row", LOOKING_BACK, ids=lambda row: row.text)
def test_looking_back(row):
    text = squeeze((ROOT / "book" / "looking_back.md").read_text(encoding="utf-8"))
    assert row.text in text
    assert row.complaints() == []


def test_the_cards_keep_to_the_minutes_that_the_pages_promise():
    """Between 45 and 90 minutes for reading, between 105 and 195 for all exercises, and a time for the short set."""
    for page in ("instructors.md", "readers.md"):
        text = (ROOT / "book" / page).read_text(encoding="utf-8")
        assert "from three quarters of an hour to an hour and a half" in text
        assert "from an hour and three quarters to three hours and a quarter" in text
    minutes, exercises = {}, {}
    for path in (ROOT / "lessons").glob("?_*/?_*.ipynb"):
        card = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
        minutes[path.stem] = int(re.search(r"\*\*Time\*\* (\d+) minutes", card)[1])
        assert re.search(r"\d+ for a short set of two", card), path.stem
        exercises[path.stem] = int(re.search(r"\*\*Time\*\*.*?(\d+) for the exercises", card)[1])
    assert {name: m for name, m in exercises.items() if not 105 <= m <= 195} == {}
    assert (min(exercises.values()), max(exercises.values())) == (105, 195)
    assert {name: m for name, m in minutes.items() if not 45 <= m <= 90} == {}


def test_glossary_and_lesson_mean_the_same_criterion():
    lesson = squeeze(json.dumps(json.loads((ROOT / "lessons/5_bayes/3_running.ipynb").read_text(encoding="utf-8"))))
    assert r"\\tfrac12\\mathrm{BIC} = N\\hat L + \\frac k2\\ln N" in lesson
    glossary = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
    assert "twice the loss on all data plus the number of parameters times ln N" in glossary
