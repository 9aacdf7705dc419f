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
