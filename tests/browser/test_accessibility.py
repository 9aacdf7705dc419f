"""axe-core finds nothing to object to: on every page, in light and dark, on a desk and on a phone."""

from pathlib import Path

import axe_playwright_python
import pytest
from conftest import settle

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
MODELS = ["book/intro.html", "lessons/1_action/1_fermat.html", "book/ledger.html", "book/api/light.html", "search.html"]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
COLOURS = ["color-contrast", "link-in-text-block"]  # what another theme can change


def violations(page, rules=None):
    """Return axe-core's violations, one line for each node."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    found = page.evaluate("options => axe.run(document, options).then(found => found.violations)", options)
    return [f"{v['id']}: {node['target']} {node['html'][:120]}" for v in found for node in v["nodes"]]


def dress(page, theme):
    """Put the page into a theme."""
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)


def test_no_page_has_violations_on_a_phone_in_light_and_dark(visit, site, pages):
    page = visit(f"{site}/{pages[0]}", reduced_motion="reduce", **PHONE)  # colours are judged when they stand still
    found = {}
    for name in pages:
        page.goto(f"{site}/{name}")
        settle(page)
        for theme, rules in (("light", None), ("dark", COLOURS)):
            dress(page, theme)
            if lines := violations(page, rules):
                found[f"{name}, {theme}"] = lines
    assert found == {}


@pytest.mark.parametrize("name", MODELS)
def test_no_violations_on_a_desk(visit, site, name):
    page = visit(f"{site}/{name}", reduced_motion="reduce", formulas=True, **DESK)
    for theme in ("light", "dark"):
        dress(page, theme)
        assert violations(page) == []


def test_lessons_have_no_violations_in_the_systems_colours(visit, site, pages):
    page = visit(f"{site}/{pages[0]}", reduced_motion="reduce", forced_colors="active", color_scheme="dark", **PHONE)
    found = {}
    for name in (page for page in pages if page.startswith("lessons/") and "/exercises/" not in page):
        page.goto(f"{site}/{name}")
        settle(page)
        dress(page, "dark")
        if lines := violations(page, COLOURS):
            found[name] = lines
    assert found == {}


def test_axe_finds_what_is_wrong(visit, site):
    page = visit(f"{site}/book/intro.html")
    page.evaluate("document.querySelector('article').insertAdjacentHTML('beforeend', '<img src=\"x.png\"><input>')")
    assert {line.split(":")[0] for line in violations(page)} >= {"image-alt", "label"}
    page.evaluate("document.querySelector('article section > p').style.color = '#bbb'")
    assert {line.split(":")[0] for line in violations(page, COLOURS)} == {"color-contrast"}
