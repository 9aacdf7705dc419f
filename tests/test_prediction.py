"""A prediction: what the page's script is told, what it refuses, and where a figure shows the guess."""

import json
import re

import numpy as np
import pytest

from physdl import style
from physdl.explore import Slider, explore, predict

GRAMS = Slider(0, 200, label="mass", unit="g")


def data_of(prediction):
    page = prediction._repr_mimebundle_()["text/html"]
    return json.loads(re.search(r'<script type="application/json">(.*?)</script>', page, re.S).group(1))


def told(prediction, guess):
    """Return the sentences that the page says of a guess, by the rule that its script follows."""
    return [text for low, high, text in prediction.data["mistakes"] if low <= guess <= high]


def test_a_number_on_a_slider():
    asked = predict(
        "How heavy?", answer=40.0, among=GRAMS, why="It is.", mistakes={(100, None): "Too much.", 20: "Half."}
    )
    data = data_of(asked)
    assert (data["kind"], data["said"], data["share"]) == ("slider", "40 g", 0.2)
    assert len(data["values"]) == len(data["texts"]) == 201
    assert data["close"] == [30, 50]
    assert [told(asked, guess) for guess in (99, 150, 12, 29, 31)] == [[], ["Too much."], ["Half."], ["Half."], []]


def test_a_number_on_a_logarithmic_slider_is_close_by_its_ratio():
    asked = predict(
        "How many?", answer=100, among=Slider(1, 10_000, log=True), why="So.", mistakes={1000: "Ten times."}
    )
    assert asked.data["share"] == 0.5
    assert asked.data["close"] == [80, 125]
    assert [told(asked, guess) for guess in (790, 810, 1250, 1260)] == [[], ["Ten times."], ["Ten times."], []]


def test_a_number_in_a_field():
    asked = predict("How many?", answer=-3.0, among=None, unit="runs", why="So.")
    assert (asked.said, asked.data["kind"], asked.data["close"]) == ("−3 runs", "number", [-3.75, -2.4])


def test_a_choice():
    asked = predict("Which?", answer="b", among=["a", "b", "c"], why="So.", mistakes={"c": "Not c."})
    data = data_of(asked)
    assert (data["answer"], data["mistakes"]) == (1, [[2, 2, "Not c."]])
    page = asked._repr_mimebundle_()["text/html"]
    assert page.count('type="radio"') == 3


def test_without_a_script_question_and_answer_stand_there():
    page = predict("How heavy?", answer=40.0, among=GRAMS, why="A < b.", mistakes={0: "Nothing?"})._repr_mimebundle_()
    still = re.sub(r"<(script|style).*?</\1>|<form.*?</form>", "", page["text/html"], flags=re.S)
    assert "How heavy?" in still
    assert "<details><summary>The answer</summary><p>40 g. A &lt; b.</p><ul><li>Nothing?</li></ul></details>" in still
    assert page["text/plain"] == "How heavy?\nAnswer: 40 g. A < b."


def test_a_guess_is_kept_by_the_question():
    one, same, other = (predict(q, answer=1, among=GRAMS, why="So.") for q in ("One?", "One?", "Other?"))
    assert one.key == same.key != other.key
    assert predict("One?", answer="a", among=["a", "b"], why="So.").key != one.key


@pytest.mark.parametrize(("scale", "limits"), [("linear", (-2, 8)), ("log", (0.01, 100))])
@pytest.mark.parametrize("across", [True, False])
def test_a_mark_on_an_axis_stands_where_matplotlib_draws_its_value(scale, limits, across):
    style.use(0)
    figure, ax = style.figure()
    line = (ax.axvline if across else ax.axhline)(1, color="#00ff00", linewidth=4)
    (ax.set_xscale if across else ax.set_yscale)(scale)
    (ax.set_xlim if across else ax.set_ylim)(*limits)
    asked = predict("How heavy?", answer=40.0, among=GRAMS, why="So.")
    axis = ax.xaxis if across else ax.yaxis

    def draw(x):
        (line.set_xdata if across else line.set_ydata)([x, x])
        return f"A line at {x}."

    exploration = explore(draw, figure=figure, caption="A line.", guess=asked.on(axis, scale=0.01), x=Slider(0.5, 2))
    (mark,) = data_of(exploration)["marks"]
    guess = 130.0
    share = mark["start"] + mark["slope"] * (np.log10(guess) if mark["log"] else guess)
    seen, _ = exploration.render(x=0.01 * guess)
    places = np.nonzero((seen == [0, 255, 0]).all(-1))[1 if across else 0]
    assert share == pytest.approx((places.mean() + 0.5) / seen.shape[1 if across else 0], abs=2e-3)
    left, top, right, bottom = mark["box"]
    assert 0 < left < right < 1
    assert 0 < top < bottom < 1


def test_a_mark_on_a_slider():
    asked = predict("How heavy?", answer=40.0, among=GRAMS, why="So.")
    figure, ax = style.figure()
    (dot,) = ax.plot([0], [0])

    def draw(m):
        dot.set_xdata([m])
        return f"At {m}."

    marks = [asked.on("m", scale=1e-3), asked.on("m", scale=1e-3, shift=0.1)]
    exploration = explore(draw, figure=figure, caption="A dot.", guess=marks, m=Slider(0, 0.4))
    first, second = data_of(exploration)["marks"]
    assert [mark["start"] + mark["slope"] * 100 for mark in (first, second)] == pytest.approx([0.25, 0.5])
    assert first["slider"] == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"answer": 300.0}, "`answer` must lie on the slider, from 0 to 200; got 300"),
        ({"answer": float("nan")}, "`answer` must be"),
        ({"among": ["a"], "answer": "a"}, "two to five different choices"),
        ({"among": ["a", "a"], "answer": "a"}, "two to five different choices"),
        ({"among": ["a", "b"], "answer": "c"}, "`answer` must be one of"),
        ({"among": ["a", "b"], "answer": "a", "mistakes": {"a": "No."}}, "wrong choices"),
        ({"mistakes": {(30, 50): "No."}}, "`mistakes` must not speak of the answer, 40 g"),
        (
            {"mistakes": {(100, 60): "No."}},
            r"`mistakes` must have pairs \(low, high\) in this order as keys; got \(100, 60\)",
        ),
        ({"mistakes": {"x": "No."}}, "`mistakes` must have values or pairs"),
        ({"why": " "}, "`why` must be a sentence"),
        ({"among": None, "format": "zz"}, "`format` must be a format for numbers; got zz"),
        ({"close": (50, 30)}, r"`close` must be a pair \(low, high\) in this order; got \(50, 30\)"),
        ({"question": None}, "`question` must be a sentence"),
    ],
)
def test_error_predict(change, message):
    arguments = {"question": "How heavy?", "answer": 40.0, "among": GRAMS, "why": "So."} | change
    with pytest.raises((TypeError, ValueError), match=message):
        predict(arguments.pop("question"), **arguments)


@pytest.mark.parametrize(
    ("first", "second", "place"),
    [
        ((60, 100), (100, None), "100"),  # a shared end
        ((60, None), (150, 160), "150"),  # one within the other
        ((None, 12), (8, 20), "8"),
        ((None, 12), (None, 5), "5"),
        (150, (155, None), "155"),  # near 150 is up to 160
        (100, 119, "109"),
    ],
)
def test_error_two_sentences_for_one_guess(first, second, place):
    def asked(*ranges):
        mistakes = {key: f"No, {number}." for number, key in enumerate(ranges)}
        return predict("How heavy?", answer=40.0, among=GRAMS, why="So.", mistakes=mistakes)

    message = rf"`mistakes` must have one sentence for a guess; got two for {place}, from .* Let one range end before"
    for pair in ((first, second), (second, first)):
        with pytest.raises(ValueError, match=message):
            asked(*pair)


def test_neighbouring_sentences_are_told_apart():
    mistakes = {(None, 10): "Less.", (11, 20): "Half.", 150: "More.", (161, None): "Too much."}
    asked = predict("How heavy?", answer=40.0, among=GRAMS, why="So.", mistakes=mistakes)
    assert [told(asked, guess) for guess in (0, 10, 11, 140, 160, 161)] == [
        ["Less."],
        ["Less."],
        ["Half."],
        ["More."],
        ["More."],
        ["Too much."],
    ]


def test_error_marks():
    asked = predict("How heavy?", answer=40.0, among=GRAMS, why="So.")
    choice = predict("Which?", answer="a", among=["a", "b"], why="So.")
    figure, ax = style.figure()
    (line,) = ax.plot([0], [0])

    def draw(m):
        line.set_xdata([m])
        return "A dot."

    def made(guess):
        return explore(draw, figure=figure, caption="A dot.", guess=guess, m=Slider(0, 1))._repr_mimebundle_()

    with pytest.raises(TypeError, match="no place on an axis"):
        choice.on("m")
    with pytest.raises(TypeError, match=r"the name of a slider, or ax\.xaxis"):
        asked.on(ax)
    with pytest.raises(ValueError, match="`scale` must not be zero"):
        asked.on("m", scale=0)
    with pytest.raises(ValueError, match="`scale` must be positive on a logarithmic scale; got -1"):
        explore(
            draw, figure=figure, caption="A dot.", guess=asked.on("m", scale=-1), m=Slider(0.1, 1, log=True)
        )._repr_mimebundle_()
    with pytest.raises(TypeError, match="`guess` must be a sequence; got None"):
        made(None)
    with pytest.raises(ValueError, match="name one of the sliders"):
        made(asked.on("n"))
    with pytest.raises(TypeError, match="what `on` of a prediction returns"):
        made([asked])
    with pytest.raises(ValueError, match="an axis of the figure"):
        made(asked.on(style.figure()[1].xaxis))
