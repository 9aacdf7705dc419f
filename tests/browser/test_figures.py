"""The figures of the built book answer to mouse, keyboard and play button, by day, by night and on paper."""

import io
import json
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

LESSONS = [
    f"{lesson['page']}.html"
    for lesson in tomllib.loads(Path("book/lessons.toml").read_text(encoding="utf-8"))["lessons"]
    if "page" in lesson
]
MODELS = ["lessons/0_start/1_units.html", "lessons/1_action/1_fermat.html"]


def has_its_frames(page, figure):
    page.wait_for_function("figure => figure.dataset.frames === 'here'", arg=figure.element_handle())


class Figure:
    """One explore figure on a page."""

    def __init__(self, page, index=0):
        self.page = page
        self.whole = page.locator("figure.physdl-explore").nth(index)
        self.sliders = self.whole.locator("input[type=range]")
        self.slider = self.sliders.first
        self.picture = self.whole.locator("img").nth(1)
        self.whole.scroll_into_view_if_needed()
        has_its_frames(page, self.whole)

    def state(self):
        """Return what each of the reader's senses gets."""
        return {
            "picture": self.picture.get_attribute("src"),
            "alt": self.picture.get_attribute("alt"),
            "value": self.slider.get_attribute("aria-valuetext"),
            "shown": self.whole.locator(".physdl-value").first.inner_text(),
        }

    def pixels(self):
        """Return what is seen, as an array."""
        shot = self.whole.locator(".physdl-picture").screenshot()
        return np.asarray(Image.open(io.BytesIO(shot)).convert("RGB"), dtype=float)


@pytest.fixture(params=MODELS, ids=["units", "fermat"])
def figure(request, visit, site):
    figure = Figure(visit(f"{site}/{request.param}"))
    figure.whole.scroll_into_view_if_needed()
    return figure


FIGURE = re.compile(r'<figure[^>]* class="physdl-(?:explore|figure)".*?</figure>', re.S)
DATA = re.compile(r'<script type="application/json">(.*?)</script>', re.S)


def at_the_edge(png):
    """Return how many pixels of a picture's border are neither clear nor of the colour that most of their side have."""
    colours = np.asarray(Image.open(png).convert("RGBA")).astype(int)
    found = 0
    for side in (colours[0], colours[-1], colours[:, 0], colours[:, -1]):
        found += ((np.abs(side - np.median(side, axis=0)).sum(axis=-1) > 30) & (side[:, 3] > 0)).sum()
    return found


def test_nothing_is_cut_at_the_edge_of_a_picture(html):
    cut, pictures = [], 0
    for lesson in LESSONS:
        page = html / lesson
        for number, figure in enumerate(FIGURE.findall(page.read_text(encoding="utf-8"))):
            data = json.loads(DATA.search(figure)[1])
            for name, drawing in (("desk", data), ("phone", data["pocket"])):
                for file in (drawing["files"]["still"][0], drawing["files"]["first"][0]) if drawing else ():
                    pictures += 1
                    if at_the_edge(page.parent / file):
                        cut.append(f"{lesson}, figure {number}, {name}")
    assert pictures > 100
    assert sorted(set(cut)) == []


def test_what_is_cut_at_the_edge_is_seen(tmp_path):
    picture = np.full((20, 30, 3), 250, np.uint8)
    for name, place in (("whole", (slice(5, 9), slice(5, 9))), ("cut", (slice(5, 9), slice(25, 30)))):
        drawn = picture.copy()
        drawn[place] = 0
        Image.fromarray(drawn).save(tmp_path / f"{name}.png")
    assert [at_the_edge(tmp_path / f"{name}.png") for name in ("whole", "cut")] == [0, 4]


def unchanged(before, after):
    return [sense for sense in before if before[sense] == after[sense]]


def test_every_figure_answers_to_the_keyboard(visit, site):
    count = 0
    for lesson in LESSONS:
        page = visit(f"{site}/{lesson}")
        for index in range(page.locator("figure.physdl-explore").count()):
            figure = Figure(page, index)
            for which in range(figure.sliders.count()):
                figure.slider = figure.sliders.nth(which)
                figure.slider.focus()
                page.keyboard.press("Home")
                start = figure.state()
                page.keyboard.press("End")
                assert start["picture"] != figure.state()["picture"], f"{lesson}, figure {index}, slider {which}"
                assert start["alt"] != figure.state()["alt"]
                assert start["value"] != figure.state()["value"]
            count += 1
    assert count >= 2


WIDTHS = """figures => figures.map(figure => [...figure.querySelectorAll('.physdl-picture img')]
    .map(img => img.getBoundingClientRect()).map(box => [box.left, box.top, box.width, box.height]))"""


def test_what_moves_lies_exactly_over_what_stands_still(visit, site):
    """The two images of a figure have one place and one size, however wide the page is."""
    for lesson in LESSONS:
        page = visit(f"{site}/{lesson}")
        for width in (1440, 820, 390):
            page.set_viewport_size({"width": width, "height": 900})
            boxes = page.locator("figure:has(.physdl-picture)").evaluate_all(WIDTHS)
            assert len(boxes) >= 2
            for number, (still, moving) in enumerate(boxes):
                assert np.allclose(still, moving, rtol=0, atol=0.5), f"{lesson}, figure {number}, {width} pixels"


PANELS = """figures => figures.map(figure => {
    const rect = element => {
        const box = element.getBoundingClientRect();
        return [box.left, box.top, box.width, box.height];
    };
    const panels = [...figure.querySelectorAll('.physdl-panels > div')];
    return {
        cuts: JSON.parse(figure.querySelector('script[type="application/json"]').textContent).cuts,
        whole: figure.querySelector('.physdl-scroll').getBoundingClientRect().width,
        panels: panels.map(rect),
        images: panels.map(panel => [...panel.querySelectorAll('img')].map(rect)),
        sources: panels.map(panel => [...panel.querySelectorAll('img')].map(image => image.src)),
        caption: figure.querySelector('figcaption').textContent,
        alt: panels.map(panel => panel.querySelectorAll('img')[1].alt),
    };
})"""


def test_on_a_phone_the_panels_of_a_figure_stand_one_below_the_other(visit, site):
    """Each panel is a window on its part of the picture; all answer to the slider; a wide page has the whole again."""
    stacked = 0
    for lesson in LESSONS:
        page = visit(f"{site}/{lesson}", width=390, height=844)
        figures = page.locator("figure:has(.physdl-picture)")
        for number, seen in enumerate(figures.evaluate_all(PANELS)):
            where = f"{lesson}, figure {number}"
            if not seen["cuts"]:
                assert (seen["panels"], seen["whole"] > 300) == ([], True), where
                continue
            stacked += 1
            edges = [0, *seen["cuts"], 1]
            assert (seen["whole"], len(seen["panels"])) == (0, len(edges) - 1), where
            assert [bool(alt) for alt in seen["alt"]] == [True, *[False] * len(seen["cuts"])], where
            for start, end, panel, images in zip(edges, edges[1:], seen["panels"], seen["images"], strict=False):
                left, top, width, height = panel
                assert left >= 0, where
                assert left + width <= 390, where
                whole = width / (end - start)
                for image in images:
                    assert np.allclose(image, [left - start * whole, top, whole, height], rtol=0, atol=0.6), where
            if figures.nth(number).locator("input[type=range]").count():
                slider = figures.nth(number).locator("input[type=range]").first
                slider.focus()
                has_its_frames(page, figures.nth(number))
                page.keyboard.press("Home")
                first = figures.evaluate_all(PANELS)[number]["sources"]
                page.keyboard.press("End")
                last = figures.evaluate_all(PANELS)[number]["sources"]
                assert all(a[0] == b[0] and a[1] != b[1] for a, b in zip(first, last, strict=True)), where
        stood = [seen["caption"] for seen in figures.evaluate_all(PANELS)]
        page.set_viewport_size({"width": 1440, "height": 900})
        wide = figures.evaluate_all(PANELS)
        assert all(seen["whole"] > 300 for seen in wide)
        for seen, caption in zip(wide, stood, strict=True):
            words = seen["caption"]
            if seen["cuts"]:
                words = words.replace("Left:", "Above:").replace("Right:", "Below:")
            assert caption == words
        assert not page.locator(".physdl-panels >> visible=true").count()
    assert stacked >= 10


def test_an_arrow_key_changes_picture_words_and_value(figure):
    before, seen = figure.state(), figure.pixels()
    figure.slider.focus()
    figure.page.keyboard.press("ArrowRight")
    assert unchanged(before, figure.state()) == []
    assert np.any(figure.pixels() != seen)
    figure.page.keyboard.press("ArrowLeft")
    assert figure.state() == before


def test_the_mouse_changes_picture_words_and_value(figure):
    before, seen = figure.state(), figure.pixels()
    box = figure.slider.bounding_box()
    y = box["y"] + box["height"] / 2
    figure.page.mouse.move(box["x"] + box["width"] / 2, y)
    figure.page.mouse.down()
    figure.page.mouse.move(box["x"] + 0.95 * box["width"], y, steps=4)
    figure.page.mouse.up()
    assert unchanged(before, figure.state()) == []
    assert np.any(figure.pixels() != seen)


def test_play_walks_and_stops(figure):
    play = figure.whole.locator(".physdl-play")
    before = figure.state()
    play.click()
    assert play.get_attribute("aria-pressed") == "true"
    figure.page.wait_for_function(
        "([figure, value]) => figure.querySelector('input').getAttribute('aria-valuetext') !== value",
        arg=[figure.whole.element_handle(), before["value"]],
    )
    play.click()
    assert play.get_attribute("aria-pressed") == "false"
    assert figure.state()["picture"] != before["picture"]


def test_any_key_stops_play(figure):
    play = figure.whole.locator(".physdl-play")
    for elsewhere in (False, True):
        play.click()
        if elsewhere:
            play.blur()
        figure.page.keyboard.press("x")
        assert play.get_attribute("aria-pressed") == "false"
    play.focus()
    figure.page.keyboard.press("Enter")  # the button's own keys are the button's
    assert play.get_attribute("aria-pressed") == "true"
    figure.page.keyboard.press("Enter")
    assert play.get_attribute("aria-pressed") == "false"


def test_play_stops_out_of_sight(figure):
    play = figure.whole.locator(".physdl-play")
    play.click()
    figure.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    figure.page.wait_for_function(
        "button => button.getAttribute('aria-pressed') === 'false'", arg=play.element_handle(), timeout=2_000
    )


def test_play_stops_out_of_sight_where_panels_stand_one_below_the_other(visit, site):
    figure = Figure(visit(f"{site}/{MODELS[1]}", width=390, height=844))
    assert not figure.whole.locator(".physdl-scroll").is_visible()
    test_play_stops_out_of_sight(figure)


def test_play_ends_at_the_end_and_begins_anew(figure):
    play, last = figure.whole.locator(".physdl-play"), int(figure.slider.get_attribute("max"))
    figure.slider.fill(str(last - 1))
    play.click()
    ended = "([button, input]) => button.getAttribute('aria-pressed') === 'false' && input.value === input.max"
    handles = [play.element_handle(), figure.slider.element_handle()]
    figure.page.wait_for_function(ended, arg=handles)
    play.click()
    figure.page.wait_for_function("input => Number(input.value) > 0 && Number(input.value) < 5", arg=handles[1])


def test_the_result_of_a_move_is_announced_once(figure):
    """One polite status, when the hand rests: the words of the picture that stands there then."""
    assert figure.whole.locator("output, [aria-live]").count() == 0
    status = figure.whole.get_by_role("status")
    assert status.inner_text() == ""
    said = figure.page.evaluate_handle("[]")
    status.evaluate(
        "(node, said) => new MutationObserver(() => said.push(node.textContent)).observe(node, {childList: true})", said
    )
    figure.slider.focus()
    for _ in range(4):
        figure.page.keyboard.press("ArrowRight")
    figure.page.wait_for_function("said => said.length", arg=said)
    assert said.json_value() == [figure.state()["alt"]]


def test_play_is_not_offered_to_those_who_want_no_motion(visit, site):
    figure = Figure(visit(f"{site}/{MODELS[1]}", reduced_motion="reduce"))
    assert figure.whole.locator(".physdl-play").count() == 1
    assert not figure.whole.locator(".physdl-play").is_visible()
    calm = Figure(visit(f"{site}/{MODELS[1]}", reduced_motion="no-preference"))
    assert calm.whole.locator(".physdl-play").is_visible()


def set_theme(page, theme):
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)


def wait_for_other(figure, source):
    figure.page.wait_for_function(
        "([image, source]) => image.src !== source", arg=[figure.picture.element_handle(), source]
    )


def test_the_dark_theme_has_its_own_palette(figure):
    set_theme(figure.page, "light")
    light, bright = figure.state(), figure.pixels()
    set_theme(figure.page, "dark")
    wait_for_other(figure, light["picture"])
    assert figure.state() | {"picture": None} == light | {"picture": None}
    dark = figure.pixels()
    assert bright.mean() > 200
    assert dark.mean() < 80
    night = figure.state()["picture"]
    set_theme(figure.page, "light")
    wait_for_other(figure, night)
    assert figure.state() == light


def test_a_dark_system_opens_a_dark_page(visit, site):
    figure = Figure(visit(f"{site}/{MODELS[1]}", color_scheme="dark"))
    assert figure.page.locator("html").get_attribute("data-theme") == "dark"
    assert figure.pixels().mean() < 80


def test_paper_shows_the_light_picture(figure):
    set_theme(figure.page, "light")
    light = figure.state()["picture"]
    set_theme(figure.page, "dark")
    wait_for_other(figure, light)
    dark = figure.state()["picture"]
    page = figure.page
    page.wait_for_timeout(1500)  # who prints has looked at the page
    page.evaluate("""addEventListener("beforeprint", async () => {
        const images = [...document.querySelectorAll("figure:is(.physdl-explore, .physdl-figure) .physdl-picture img")];
        window.onPaper = images.map((image) => image.getAttribute("src"));
        await null;
        window.there = images.map((one) => one.complete && one.naturalWidth > 0 && one.currentSrc === one.src);
    })""")
    assert len(page.pdf()) > 10_000
    assert light in page.evaluate("window.onPaper")
    assert len(page.evaluate("window.there")) >= 6
    assert all(page.evaluate("window.there"))
    assert figure.state()["picture"] == dark


def test_a_moved_slider_survives_the_theme(figure):
    figure.slider.focus()
    figure.page.keyboard.press("End")
    value = figure.state()["value"]
    set_theme(figure.page, "dark")
    set_theme(figure.page, "light")
    assert figure.state()["value"] == value


@pytest.mark.parametrize("lesson", LESSONS)
def test_sliders_have_labels_and_room_for_a_finger(visit, site, lesson):
    page = visit(f"{site}/{lesson}", width=390, height=844, has_touch=True)
    sliders = page.locator("figure.physdl-explore input[type=range]")
    assert sliders.count() >= 1
    for index in range(sliders.count()):
        slider = sliders.nth(index)
        assert slider.evaluate("input => input.labels[0].innerText.trim()")
        assert slider.bounding_box()["height"] >= 44
