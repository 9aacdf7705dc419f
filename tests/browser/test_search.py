"""The search page for those who have a keyboard alone, or a voice that reads: what was found is near, and is said."""

import re

IN_FIELD = "document.activeElement === document.querySelector('.bd-search-container input')"


def test_what_was_found_is_one_tab_away_and_said(visit, site):
    page = visit(f"{site}/search.html?q=snell")
    page.wait_for_function("document.querySelector('#physdl-found').textContent")
    said = page.locator("#physdl-found")
    assert said.get_attribute("role") == "status"
    assert "found" in said.inner_text()
    assert str(page.locator("#search-results li").count()) in said.inner_text()
    assert page.evaluate(IN_FIELD)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.querySelector('#search-results li a')")


def test_what_is_shown_of_a_page_is_what_a_reader_would_read_and_lessons_come_first(visit, site):
    page = visit(f"{site}/search.html?q=metric")
    page.wait_for_function("/\\d/.test(document.querySelector('#physdl-found').textContent)")
    count = int(re.search(r"\d+", page.locator("#physdl-found").inner_text())[0])
    page.wait_for_function("count => document.querySelectorAll('#search-results li').length >= count", arg=count)
    page.wait_for_timeout(300)  # the excerpts come after their headings
    pages = page.eval_on_selector_all("#search-results li > a", "all => all.map(a => new URL(a.href).pathname)")
    lessons = [number for number, name in enumerate(pages) if name.startswith("/lessons/")]
    reference = [number for number, name in enumerate(pages) if "/api/" in name]
    assert max(lessons[:5]) < min(reference)
    shown = " ".join(page.locator("#search-results p.context").all_inner_texts())
    assert not re.search(r"[\\{}#]|On this page|\.pdf|%pip|JavaScript", shown), shown


def test_nothing_found_is_said_too(visit, site):
    page = visit(f"{site}/search.html?q=phlogiston")
    page.wait_for_function("document.querySelector('#physdl-found').textContent")
    assert "did not match" in page.locator("#physdl-found").inner_text()


def test_without_a_search_the_field_in_sight_has_the_focus(visit, site):
    page = visit(f"{site}/search.html")
    assert page.evaluate(IN_FIELD)


def test_the_way_past_the_sidebar_is_seen(visit, site):
    page = visit(f"{site}/lessons/1_action/1_fermat.html")
    page.keyboard.press("Tab")
    link = page.locator("#pst-skip-link a")
    assert link.evaluate("link => link === document.activeElement")
    colours = link.evaluate(
        """link => {
            const bar = getComputedStyle(link.parentElement), own = getComputedStyle(link);
            const parts = colour => colour.match(/\\d+/g).slice(0, 3).map(Number);
            const light = colour => {
                const linear = v => v <= 0.04 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
                const [r, g, b] = parts(colour).map(v => linear(v / 255));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const ratio = (one, other) => {
                const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
                return (high + 0.05) / (low + 0.05);
            };
            return [ratio(bar.backgroundColor, own.color), ratio(bar.backgroundColor, own.outlineColor)];
        }"""
    )
    assert min(colours) > 7
