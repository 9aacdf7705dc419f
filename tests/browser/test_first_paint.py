"""What a page waits for before it is seen, and what it fetches when the reader comes near."""

import re

import pytest
from conftest import settle

LESSON = "lessons/1_action/1_fermat.html"
HEAD = re.compile(r"<head>.*?</head>", re.S)
TAGS = re.compile(r"<(?:script|link)\b[^>]*>")


def names(requests):
    return [url.split("?")[0].rpartition("/")[2] for url in requests]


def waits(text):
    """Return the files that a page waits for before it is seen."""
    tags = TAGS.findall(HEAD.search(text)[0])
    sheets = [tag for tag in tags if 'rel="stylesheet"' in tag]
    scripts = [tag for tag in tags if " src=" in tag and not re.search(r"\b(defer|async)\b", tag)]
    return names(re.search(r'(?:href|src)="([^"]*)"', tag)[1] for tag in sheets + scripts)


def test_before_the_first_paint_a_page_waits_for_one_style_sheet_alone(html, pages):
    found = {name: waits((html / name).read_text(encoding="utf-8")) for name in pages}
    assert {name: files for name, files in found.items() if files != ["book.css"]} == {}
    more = '<link rel="stylesheet" href="a.css"><script src="b.js?v=1"></script><script defer src="c.js"></script>'
    assert waits(f"<head>{more}</head>") == ["a.css", "b.js"]


def test_only_the_search_loads_the_index(browser, site):
    context = browser.new_context()
    page, seen = context.new_page(), []
    page.on("request", lambda request: seen.append(request.url))
    page.goto(f"{site}/{LESSON}", wait_until="load")
    assert not {"searchindex.js", "searchtools.js", "fontawesome.js"} & set(names(seen))
    seen.clear()
    page.goto(f"{site}/search.html?q=snell", wait_until="load")
    assert {"searchindex.js", "searchtools.js", "language_data.js"} <= set(names(seen))
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_frames_come_when_the_reader_does_and_not_before(browser, site, theme):
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme=theme)
    page, seen = context.new_page(), []
    page.on("request", lambda request: seen.append(request.url))
    page.goto(f"{site}/{LESSON}")
    settle(page)
    figures = page.locator("figure.physdl-explore")
    last = figures.last
    assert last.get_attribute("data-frames") is None
    before = len([name for name in seen if "/figures/" in name and name.endswith(".js")])
    assert before < figures.count()
    last.scroll_into_view_if_needed()
    page.wait_for_function("figure => figure.dataset.frames === 'here'", arg=last.element_handle())
    picture = last.locator(".physdl-picture img").nth(1)
    address = picture.get_attribute("src")
    last.locator("input").first.focus()
    page.keyboard.press("End")
    moved = picture.get_attribute("src")
    page.keyboard.press("Home")
    assert len({address, moved, picture.get_attribute("src")}) >= 2
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    context.close()


def test_a_picture_that_is_fetched_has_its_room_before(visit, site):
    page = visit(f"{site}/{LESSON}")
    without = "all => all.filter(i => !(i.hasAttribute('width') && i.hasAttribute('height'))).map(i => i.src)"
    assert page.locator("article img").evaluate_all(without) == []


LAID_OUT = """() => [...document.querySelectorAll(".bd-article > section > section")]
    .map((section) => section.firstElementChild.checkVisibility({ contentVisibilityAuto: true }))"""


def test_a_section_is_laid_out_when_the_reader_comes_near(browser, site):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{site}/{LESSON}")
    laid_out = page.evaluate(LAID_OUT)
    assert len(laid_out) > 8
    assert laid_out[0]
    assert not any(laid_out[3:])
    page.goto(f"{site}/book/map.html")
    page.goto(f"{site}/{LESSON}#quiz")
    page.wait_for_function("() => Math.abs(document.querySelector('#quiz h2').getBoundingClientRect().top) < 120")
    assert page.evaluate(LAID_OUT).count(True) < len(laid_out)
    page.mouse.move(200, 400)
    before = page.locator("#quiz h2").bounding_box()["y"]
    page.mouse.wheel(0, -3000)  # what gets its height above the reader does not push the page away
    page.wait_for_function(
        "before => document.querySelector('#quiz h2').getBoundingClientRect().top > before", arg=before
    )
    page.wait_for_timeout(300)
    assert page.locator("#quiz h2").bounding_box()["y"] == pytest.approx(before + 3000, abs=60)
    context.close()


OUTSIDE = """() => {
    const scrolls = (one, end) => one !== end
        && (getComputedStyle(one).overflowX !== "visible" || scrolls(one.parentElement, end));
    const parts = "figure, div.cell, pre, table, details, button, input, .math, .physdl-picture, a";
    const wrong = [];
    for (const section of document.querySelectorAll(".bd-article > section > section")) {
        const edge = section.getBoundingClientRect();
        for (const one of section.querySelectorAll(parts)) {
            const box = one.getBoundingClientRect();
            if (!box.width || (box.left >= edge.left - 0.5 && box.right <= edge.right + 0.5)) continue;
            if (!scrolls(one.parentElement, section)) wrong.push(`${section.id}: ${one.outerHTML.slice(0, 80)}`);
        }
    }
    return wrong;
}"""


@pytest.mark.parametrize("width", [1440, 820, 390])
def test_no_section_cuts_off_what_stands_in_it(visit, site, walked, width):
    page, found = visit(f"{site}/{LESSON}", width=width), {}
    for name in walked:
        page.goto(f"{site}/{name}")
        settle(page)
        if wrong := page.evaluate(OUTSIDE):
            found[name] = wrong
    assert found == {}


UNSET = "[...document.querySelectorAll('article .math')].filter(one => !one.querySelector('mjx-container')).length"


def test_formulas_in_sight_are_set_at_once_and_the_others_for_a_reader(browser, site):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{site}/lessons/5_bayes/3_running.html")
    page.wait_for_function("document.querySelector('article mjx-container')")
    page.wait_for_timeout(500)
    waiting = page.evaluate(UNSET)
    assert waiting > 50
    page.mouse.wheel(0, 100)
    page.wait_for_function(f"{UNSET} === 0")
    context.close()


def test_paper_has_all_its_formulas(browser, site):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/lessons/5_bayes/3_running.html")
    page.wait_for_function("document.querySelector('article mjx-container')")
    assert page.evaluate(UNSET) > 0
    page.pdf()
    assert page.evaluate(UNSET) == 0
    context.close()
