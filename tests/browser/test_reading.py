"""Where am I: what is read and solved is marked, said aloud, kept by this browser alone, and forgotten on request."""

import re

import pytest
from conftest import ROOT, settle
from test_accessibility import violations

LESSON, EXERCISES = "lessons/1_action/1_fermat.html", "lessons/1_action/exercises/1_fermat.html"
LAST = "#to-take-along :is(ol, ul) > li:last-child"
PATIENCE = 4000  # milliseconds in which a take-away in view would have counted


@pytest.fixture
def reader(visit, site):
    """Return a page on which a lesson is read and two exercises are solved, and one guess is made."""
    page = visit(f"{site}/book/map.html")
    page.evaluate(
        """['read:1.1', 'solved:1.1-1', 'solved:1.1-3'].forEach(key => localStorage.setItem(`physdl:${key}`, 'yes'));
        localStorage.setItem('physdl:guess:0123456789ab', '{"value": 1, "text": "1"}')"""
    )
    page.reload()
    return page


def kept(page):
    return page.evaluate(
        "Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith('physdl:')))"
    )


def bring(page, selector):
    page.locator(selector).first.evaluate("element => element.scrollIntoView({ block: 'center', behavior: 'instant' })")


# ---- a lesson ------------------------------------------------------------------------------------------------------


def test_a_lesson_is_read_when_its_take_away_has_been_in_view(visit, site):
    page = visit(f"{site}/{LESSON}")
    said, link = page.locator(".physdl-reading"), page.locator(".bd-links .current > a").last
    assert "Not marked as read." in said.inner_text()
    assert "read" not in link.inner_text()
    bring(page, LAST)
    page.wait_for_function("localStorage.getItem('physdl:read:1.1') === 'yes'")
    assert "✓ Read." in said.get_by_role("status").inner_text()
    assert "✓" in link.inner_text()
    assert re.search(r"\(read\)$", link.text_content())
    page.reload()
    page.locator(".physdl-reading", has_text="✓ Read.").wait_for(state="attached")


def test_a_glance_in_passing_is_no_reading(visit, site):
    page = visit(f"{site}/{LESSON}")
    bring(page, LAST)
    page.wait_for_timeout(500)
    bring(page, ".bd-article h1")
    page.wait_for_timeout(PATIENCE)
    assert kept(page) == {}


def test_the_reader_has_the_last_word(visit, site):
    page = visit(f"{site}/{LESSON}")
    button = page.locator(".physdl-reading button")
    button.focus()  # which brings the take-away into view
    page.keyboard.press("Enter")
    assert kept(page) == {"physdl:read:1.1": "yes"}
    page.keyboard.press("Enter")
    assert button.inner_text() == "I have read it"
    page.reload()
    bring(page, LAST)
    page.wait_for_timeout(PATIENCE)
    page.locator(".physdl-reading", has_text="Not marked as read.").wait_for(state="attached")
    assert page.locator(".bd-links .physdl-mark").count() == 0


def test_every_lesson_has_the_take_away_that_counts(html, pages):
    lessons = [page for page in pages if re.fullmatch(r"lessons/[^/]+/[^/]+\.html", page)]
    assert len(lessons) >= 14
    assert [page for page in lessons if 'id="to-take-along"' not in (html / page).read_text(encoding="utf-8")] == []


# ---- the exercises -------------------------------------------------------------------------------------------------


def test_an_exercise_is_solved_when_the_reader_ticks_it(visit, site):
    page = visit(f"{site}/{EXERCISES}")
    boxes = page.get_by_role("checkbox", name=re.compile(r"^solved: exercise 1\.1-\d$"))
    assert boxes.count() == 5
    boxes.nth(1).focus()
    page.keyboard.press("Space")
    assert kept(page) == {"physdl:solved:1.1-2": "yes"}
    assert page.locator(".bd-links .current > a").last.inner_text().endswith("1 solved")
    page.reload()
    assert [box.is_checked() for box in boxes.all()] == [False, True, False, False, False]
    boxes.nth(1).uncheck()
    assert kept(page) == {}


def test_another_tab_knows_at_once(visit, site):
    page = visit(f"{site}/{EXERCISES}")
    other = page.context.new_page()
    other.goto(f"{site}/book/map.html")
    page.get_by_role("checkbox").first.check()
    other.locator("svg.physdl-map-wide [data-lesson='1.1'] .map-solved").wait_for()


# ---- the map -------------------------------------------------------------------------------------------------------


def test_the_map_marks_and_says_what_is_read_and_solved(reader):
    station = reader.locator("svg.physdl-map-wide [data-lesson='1.1']")
    assert station.locator(".map-tick").is_visible()
    assert station.locator(".map-solved").inner_html() == "2/5"
    assert reader.get_by_role("link", name=re.compile(r"Fermat.*\(read, 2 of 5 exercises solved\)")).count() == 1
    assert reader.locator("svg.physdl-map-wide .map-tick").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_tick_does_not_live_by_colour(visit, site, scheme):
    page = visit(f"{site}/book/map.html", forced_colors="active", color_scheme=scheme)
    page.evaluate("localStorage.setItem('physdl:read:1.1', 'yes')")
    page.reload()
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", scheme)
    tick, stop = (
        page.locator(f"svg.physdl-map-wide [data-lesson='1.1'] .{part}").evaluate(
            f"element => getComputedStyle(element).{what}"
        )
        for part, what in (("map-tick", "stroke"), ("map-stop", "fill"))
    )
    assert tick != stop


@pytest.mark.parametrize("name", ["map", "readers"])
def test_one_place_shows_and_forgets_everything(reader, site, name):
    reader.goto(f"{site}/book/{name}.html")
    box = reader.locator(".physdl-memory")
    settle(reader)
    for words in ("1 lesson read: 1.1", "2 exercises solved: 1.1-1, 1.1-3", "1 guess made"):
        assert words in box.inner_text()
    before = kept(reader)
    assert len(before) == 4
    box.get_by_role("button", name="Forget all of it").click()
    assert kept(reader) == {}
    assert "This browser keeps nothing of yours." in box.inner_text()
    assert box.get_by_role("status").inner_text() == "Forgotten."
    assert reader.locator(".map-mark, .physdl-mark").count() == 0
    assert reader.evaluate("document.activeElement.textContent") == "Put it back"
    reader.keyboard.press("Enter")
    assert kept(reader) == before
    assert "1 lesson read: 1.1" in box.inner_text()


def test_the_cover_goes_on_where_the_reader_was(visit, reader, site):
    page = visit(f"{site}/book/intro.html")
    first = page.locator(".physdl-ways a").first
    assert first.inner_text() == "Begin with 0.1 Units and arrays"
    picture, box = page.locator("figure.physdl-cover").bounding_box(), first.bounding_box()
    assert 0 <= box["y"] - (picture["y"] + picture["height"]) < 100
    assert box["height"] >= 44
    reader.goto(f"{site}/book/intro.html")
    first = reader.locator(".physdl-ways a").first
    assert first.inner_text() == "Go on with 1.2 Interference: why stationary?"
    first.click()
    reader.wait_for_url("**/lessons/1_action/2_interference.html")


# ---- for everyone --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["book/map.html", LESSON, EXERCISES])
def test_marks_have_no_violations(reader, site, name):
    reader.emulate_media(reduced_motion="reduce")
    reader.goto(f"{site}/{name}")
    settle(reader)
    for theme in ("light", "dark"):
        reader.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        assert violations(reader) == []


def test_where_nothing_may_be_kept_the_page_works_as_long_as_it_stands(visit, site, browser):
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('closed') } })")
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: "reading.js" in str(error.stack) and errors.append(str(error)))
    page.goto(f"{site}/{LESSON}")
    page.locator(".physdl-reading button").click()
    page.locator(".physdl-reading", has_text="✓ Read.").wait_for(state="attached")
    assert "✓" in page.locator(".bd-links .current > a").last.inner_text()
    page.locator(".physdl-reading button").click()
    assert page.locator(".bd-links .physdl-mark").count() == 0
    assert errors == []
    context.close()


def test_without_scripts_nothing_promises_to_remember(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for name in ("book/map.html", EXERCISES, LESSON):
        page.goto(f"{site}/{name}")
        assert page.locator(".physdl-reading, .physdl-solved, .physdl-mark, .physdl-memory button").count() == 0
    page.goto(f"{site}/book/map.html")
    assert page.locator(".physdl-memory p").is_visible()
    context.close()


def test_marks_stay_off_paper(reader, site):
    reader.emulate_media(media="print")
    for name, what in ((LESSON, ".physdl-reading"), (EXERCISES, ".physdl-solved"), ("book/map.html", ".physdl-memory")):
        reader.goto(f"{site}/{name}")
        assert not any(box.is_visible() for box in reader.locator(what).all())


# ---- previous and next ---------------------------------------------------------------------------------------------


def test_previous_and_next_say_why(html):
    listed = re.findall(r"(?:file|root): (\S+)", (ROOT / "book" / "_toc.yml").read_text(encoding="utf-8"))
    ideas = re.findall(r'^idea = "(.*)"$', (ROOT / "book" / "lessons.toml").read_text(encoding="utf-8"), re.M)
    said = set()
    for name in listed:
        text = (html / f"{name}.html").read_text(encoding="utf-8")
        links = re.findall(r'<a class="(?:left-prev|right-next)".*?</a>', text, re.S)
        reasons = re.findall(r'<p class="prev-next-reason">(.+?)</p>', "".join(links))
        assert links, name
        assert len(reasons) == len(links), name
        said |= set(reasons)
    assert {"Light takes a path whose travel time no small detour changes.", "Numbers that carry a tangent."} <= said
    assert len(said & set(ideas)) >= 18
