"""A guess commits: by mouse, keyboard and finger, once, kept by the browser, and forgotten on demand."""

import re

import pytest
from test_figures import LESSONS, MODELS, Figure, set_theme

POND = MODELS[1]


@pytest.fixture
def page(visit, site):
    return visit(f"{site}/{POND}")


@pytest.fixture
def asked(page):
    return page.locator(".physdl-predict").first


def guess(asked, key="End"):
    asked.locator("input").focus()
    asked.page.keyboard.press(key)
    asked.page.keyboard.press("Tab")
    asked.page.keyboard.press("Enter")


def test_nothing_is_told_before_there_is_a_guess(asked):
    assert asked.get_by_role("button", name="Move the slider first").is_disabled()
    assert asked.locator(".physdl-result").inner_text() == ""
    assert not asked.locator("details").is_visible()
    assert asked.locator("input").evaluate("input => input.labels[0].innerText.trim()")


def test_the_keyboard_alone_makes_a_guess_and_the_answer_is_announced(asked):
    guess(asked)
    assert re.search(r"You said 2\.00 m\. It is 1\.27 m\.", asked.get_by_role("status").inner_text())
    assert asked.locator("input").is_disabled()
    assert asked.locator(".physdl-answer-tick").is_visible()
    asked.page.keyboard.press("Enter")  # held or pressed twice, it does not take the guess back
    assert asked.locator("input").is_disabled()
    asked.page.keyboard.press("Tab")
    assert asked.get_by_role("button", name="Forget my guess").evaluate("node => node === document.activeElement")


SWIPE = """input => {
    input.dispatchEvent(new PointerEvent("pointerdown"));
    input.value = 3;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new PointerEvent("pointercancel"));
}"""


def test_a_swipe_that_begins_on_the_slider_is_no_guess(asked):
    before = asked.locator("input").get_attribute("aria-valuetext")
    asked.locator("input").evaluate(SWIPE)
    assert asked.locator("input").get_attribute("aria-valuetext") == before
    assert asked.get_by_role("button", name="Move the slider first").is_disabled()


def test_every_arrow_key_leads_to_a_value_that_reads_otherwise(visit, site):
    page = visit(f"{site}/lessons/5_bayes/3_running.html")
    slider = page.locator(".physdl-predict input[type=range]")
    slider.focus()
    read = [slider.get_attribute("aria-valuetext")]
    for key in ["ArrowRight"] * 12 + ["ArrowLeft"] * 12 + ["End", "ArrowRight"]:
        page.keyboard.press(key)
        read.append(slider.get_attribute("aria-valuetext"))
    assert len(set(read[:13])) == 13
    assert read[12:25] == read[:13][::-1]
    assert read[-1] == read[-2]


def test_the_sentence_for_a_wrong_guess_is_told_to_it_alone(asked):
    guess(asked)
    assert "Nearer to the coin" in asked.get_by_role("status").inner_text()
    asked.get_by_role("button", name="Forget my guess").click()
    guess(asked, "Home")
    told = asked.get_by_role("status").inner_text()
    assert "Nearer to the lamp" in told
    assert "Nearer to the coin" not in told


def test_a_guess_is_marked_in_the_figure_that_settles_it(page, asked):
    figure = page.locator("figure.physdl-explore").first
    assert figure.locator(".physdl-guess-tick, .physdl-guess-ring").count() == 0
    guess(asked, "Home")
    assert figure.locator(".physdl-guess-tick").is_hidden() is False
    guessed = figure.locator(".physdl-guess-ring").bounding_box()
    held = figure.locator(".physdl-handle").bounding_box()
    assert guessed["x"] < held["x"]
    asked.get_by_role("button", name="Forget my guess").click()
    assert figure.locator(".physdl-guess-tick, .physdl-guess-ring").count() == 0


def test_a_guess_outlives_the_page_and_can_be_forgotten(page, asked):
    guess(asked)
    page.reload()
    asked = page.locator(".physdl-predict").first
    assert "You said 2.00 m" in asked.get_by_role("status").inner_text()
    assert page.locator("figure.physdl-explore").first.locator(".physdl-guess-tick").count() == 1
    asked.get_by_role("button", name="Forget my guess").click()
    page.reload()
    assert page.locator(".physdl-predict").first.get_by_role("status").inner_text() == ""
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('physdl:guess')).length") == 0


def test_without_storage_the_guess_lives_as_long_as_the_page(visit, site):
    page = visit(f"{site}/{POND}")
    page.evaluate("Storage.prototype.setItem = Storage.prototype.getItem = () => { throw new Error('no storage') }; 0")
    asked = page.locator(".physdl-predict").first
    guess(asked)
    assert "You said 2.00 m" in asked.get_by_role("status").inner_text()


def test_without_a_script_the_question_has_its_answer_folded(visit, site):
    page = visit(f"{site}/{POND}", java_script_enabled=False)
    asked = page.locator(".physdl-predict").first
    assert asked.locator(".physdl-question").is_visible()
    assert not asked.locator("form").is_visible()
    asked.locator("summary").click()
    assert "1.27 m" in asked.locator("details").inner_text()


def test_on_paper_question_and_answer_stand_there(page, asked):
    page.emulate_media(media="print")
    assert asked.locator(".physdl-question").is_visible()
    assert asked.locator("details p").first.is_visible()
    assert not asked.locator("form").is_visible()


def test_every_lesson_asks_before_it_answers_and_all_can_be_answered_by_keyboard(visit, site):
    for lesson in LESSONS:
        page = visit(f"{site}/{lesson}")
        asked = page.locator(".physdl-predict")
        assert asked.count() >= 1, lesson
        for one in asked.all():
            kind = one.locator("input").first.get_attribute("type")
            one.locator("input").first.focus()
            if kind == "text":
                page.keyboard.type("7")
            else:
                page.keyboard.press("Space" if kind == "radio" else "End")
            one.locator("input").last.focus() if kind == "radio" else None
            one.get_by_role("button", name="That is my guess").focus()
            page.keyboard.press("Enter")
            told = one.get_by_role("status").inner_text()
            assert re.match(r"(You said|Yes)", told), f"{lesson}: {told}"


def test_it_can_be_read_in_the_dark(page, asked):
    set_theme(page, "dark")
    colours = asked.evaluate("node => [getComputedStyle(node).color, getComputedStyle(node).backgroundColor]")
    light, dark = (sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in colours)
    assert light > 500
    assert dark < 200
    assert Figure(page).whole.get_attribute("data-night") == "true"
