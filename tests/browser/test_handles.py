"""The point itself can be held: by mouse and finger, where it is drawn, in wide and in stacked pictures."""

import io
import json

import numpy as np
import pytest
from PIL import Image
from test_figures import LESSONS, MODELS, Figure

POND = MODELS[1]


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.fixture
def pond(visit, site):
    figure = Figure(visit(f"{site}/{POND}"))
    figure.whole.scroll_into_view_if_needed()
    return figure


def test_the_mouse_drags_the_point_and_the_slider_goes_with_it(pond):
    handle = pond.whole.locator(".physdl-handle")
    before, (x, y) = pond.state(), middle(handle)
    pond.page.mouse.move(x, y)
    pond.page.mouse.down()
    pond.page.mouse.move(x + 80, y + 30, steps=6)  # off its line: the point stays on it
    pond.page.mouse.up()
    after = pond.state()
    assert [sense for sense in before if before[sense] == after[sense]] == []
    there = middle(handle)
    assert there[0] == pytest.approx(x + 80, abs=12)
    assert there[1] == pytest.approx(y, abs=0.5)
    pond.page.mouse.move(x, y, steps=3)  # the button is up
    assert pond.state() == after


def test_the_slider_takes_the_handle_along(pond):
    handle = pond.whole.locator(".physdl-handle")
    places = []
    for key in ("Home", "End"):
        pond.slider.focus()
        pond.page.keyboard.press(key)
        places.append(middle(handle))
    assert places[1][0] > places[0][0] + 100


def test_a_handle_is_a_ring_of_a_fingers_width_that_only_the_hand_meets(pond):
    handle = pond.whole.locator(".physdl-handle")
    box = handle.bounding_box()
    assert (box["width"], box["height"]) == (44, 44)
    style = "(node, name) => getComputedStyle(node, name === 'cursor' ? null : '::after')[name]"
    assert handle.evaluate(style, "cursor") == "ew-resize"
    assert handle.evaluate(style, "borderTopWidth") == "2px"
    assert handle.get_attribute("aria-hidden") == "true"
    assert handle.get_attribute("tabindex") is None


def touch(page, session, kind, x, y):
    points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_timeout(30)


def swipe(page, start, by, steps=8):
    session = page.context.new_cdp_session(page)
    touch(page, session, "touchStart", *start)
    for step in range(1, steps + 1):
        touch(page, session, "touchMove", start[0] + by[0] * step / steps, start[1] + by[1] * step / steps)
    touch(page, session, "touchEnd", 0, 0)


def test_a_finger_drags_the_point_across_and_scrolls_the_page_along(visit, site):
    figure = Figure(visit(f"{site}/{POND}", width=390, height=844, has_touch=True, is_mobile=True))
    page, handle = figure.page, figure.whole.locator(".physdl-handle")
    handle.evaluate("node => node.scrollIntoView({block: 'center'})")
    top, before = page.evaluate("scrollY"), figure.state()
    swipe(page, middle(handle), (60, 0))
    assert figure.state()["value"] != before["value"]
    assert page.evaluate("scrollY") == top
    held = figure.state()
    swipe(page, middle(handle), (0, -150))
    assert page.evaluate("scrollY") > top + 50
    assert figure.state() == held


SEEN = """figures => figures.map(figure => {
    const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    return {sliders: data.shape.length, handles: data.handles.map(handle => handle.sliders), stops: data.shape};
})"""
# Sets all sliders to one end; for each handle, where it stands in the picture on which it lies, and how large that is.
AT_END = """(figures, last) => figures.map(figure => {
    for (const input of figure.querySelectorAll("input[type=range]")) {
        input.value = last ? input.max : input.min;
        input.dispatchEvent(new Event("input"));
    }
    return [...figure.querySelectorAll(".physdl-handle")].map(handle => {
        const [box, within] = [handle, handle.parentElement].map(node => node.getBoundingClientRect());
        const [x, y] = [box.x + box.width / 2 - within.x, box.y + box.height / 2 - within.y];
        return [x, y, within.width, within.height];
    });
})"""


def test_at_least_eight_lessons_have_a_point_to_hold_within_its_picture_at_both_ends(visit, site):
    found = {}
    for lesson in LESSONS:
        page = visit(f"{site}/{lesson}")
        handles = page.locator(".physdl-handle")
        figures = page.locator("figure.physdl-explore")
        assert handles.count() == sum(len(each["handles"]) for each in figures.evaluate_all(SEEN)), lesson
        found[lesson] = handles.count()
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            ends = [figures.evaluate_all(AT_END, last) for last in (False, True)]
            assert ends[0] != ends[1] or not found[lesson]
            for end, places in zip(("first", "last"), ends, strict=True):
                for number, place in enumerate(places):
                    for x, y, wide, high in place:
                        where = f"{lesson}, {width} pixels, figure {number}, {end} values: {x, y}"
                        assert wide > 150, where
                        assert -1 <= x <= wide + 1, where
                        assert -1 <= y <= high + 1, where
    assert sum(count > 0 for count in found.values()) >= 8, json.dumps(found, indent=1)


def test_the_ring_sits_on_the_dot(pond):
    """Where the picture changes most around the ring is within it: the dot that it holds."""
    handle = pond.whole.locator(".physdl-handle")
    pond.page.add_style_tag(content=".physdl-handle::after { visibility: hidden; }")
    x, y = middle(handle)
    shot = pond.page.screenshot(clip={"x": x - 11, "y": y - 11, "width": 22, "height": 22})
    seen = np.asarray(Image.open(io.BytesIO(shot)).convert("RGB"), dtype=float)
    blue = (seen[..., 2] - seen[..., 0]) > 60
    rows, columns = np.nonzero(blue)
    assert blue.sum() > 20
    assert np.hypot(rows.mean() - 10.5, columns.mean() - 10.5) < 3.5
