"""axe-core finds nothing to object to, in light and dark, on a desk and on a phone (every page: `make thorough`)."""

from pathlib import Path

import axe_playwright_python
import pytest
from conftest import EVERY, settle

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
MODELS = ["book/intro.html", "lessons/1_action/1_fermat.html", "book/ledger.html", "book/api/light.html", "search.html"]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
COLOURS = ["color-contrast", "link-in-text-block"]  # what another theme can change


ALIKE = """() => {
    const seen = new Map(), grounds = new Map();
    const ground = (element) => {
        if (!element) return "";
        if (!grounds.has(element)) {
            const style = getComputedStyle(element);
            const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter].join();
            const clear = own === "rgba(0, 0, 0, 0),none,1,none";
            grounds.set(element, ground(element.parentElement) + (clear ? "" : ` ${own}`));
        }
        return grounds.get(element);
    };
    window.few = [];
    for (const element of document.body.querySelectorAll("*")) {
        const speaks = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        if (!speaks && !element.matches("input, a")) continue;
        const style = getComputedStyle(element);
        if (style.visibility === "hidden" || !element.getClientRects().length) continue;
        const letters = [style.color, style.fontSize, style.fontWeight, style.textDecorationLine];
        const look = [element.tagName, ...letters, ground(element)].join();
        seen.set(look, (seen.get(look) ?? 0) + 1);
        if (seen.get(look) <= 3) window.few.push(element);
    }
    return window.few.length;
}"""
RUN = (
    """([few, options]) => axe.run(few ? {include: window.few} : document, options).then((found) => found.violations)"""
)


def violations(page):
    """Return axe-core's violations, one line for each node."""
    page.keyboard.press("Shift")  # the first key makes reachable what scrolls
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    rest = {"resultTypes": ["violations"], "rules": {rule: {"enabled": False} for rule in COLOURS}}
    return told(page.evaluate(RUN, [False, rest])) + colour_violations(page)


def colour_violations(page):
    """Return the violations of the rules of colour, of which all elements are asked, or three that look alike."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    assert page.evaluate(ALIKE) >= 5
    return told(page.evaluate(RUN, [not EVERY, {"resultTypes": ["violations"], "runOnly": COLOURS}]))


def told(found):
    """Return a line for each node."""
    return [f"{v['id']}: {node['target']} {node['html'][:120]}" for v in found for node in v["nodes"]]


def dress(page, theme):
    """Put the page into a theme."""
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)


def test_no_page_has_violations_on_a_phone_in_light_and_dark(visit, site, walked):
    page = visit(f"{site}/{walked[0]}", reduced_motion="reduce", **PHONE)  # colours are judged when they stand still
    found = {}
    for name in walked:
        page.goto(f"{site}/{name}")
        settle(page)
        for theme, look in (("light", violations), ("dark", colour_violations)):
            dress(page, theme)
            if lines := look(page):
                found[f"{name}, {theme}"] = lines
    assert found == {}


@pytest.mark.parametrize("name", MODELS)
def test_no_violations_on_a_desk(visit, site, name):
    page = visit(f"{site}/{name}", reduced_motion="reduce", formulas=True, **DESK)
    for theme in ("light", "dark"):
        dress(page, theme)
        assert violations(page) == []


def test_lessons_have_no_violations_in_the_systems_colours(visit, site, walked):
    page = visit(f"{site}/{walked[0]}", reduced_motion="reduce", forced_colors="active", color_scheme="dark", **PHONE)
    found = {}
    for name in (page for page in walked if page.startswith("lessons/") and "/exercises/" not in page):
        page.goto(f"{site}/{name}")
        settle(page)
        dress(page, "dark")
        if lines := colour_violations(page):
            found[name] = lines
    assert found == {}


def test_axe_finds_what_is_wrong(visit, site):
    page = visit(f"{site}/book/intro.html")
    page.evaluate("document.querySelector('article').insertAdjacentHTML('beforeend', '<img src=\"x.png\"><input>')")
    assert {line.split(":")[0] for line in violations(page)} >= {"image-alt", "label"}
    page.evaluate("document.querySelector('article section > p').style.color = '#bbb'")
    assert {line.split(":")[0] for line in colour_violations(page)} == {"color-contrast"}
