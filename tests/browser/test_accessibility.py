"""axe-core finds nothing to object to, in light and dark, on a desk and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import settle

PAGES = [
    "book/intro.html",
    "lessons/0_start/1_units.html",
    "lessons/1_action/1_fermat.html",
    "lessons/1_action/exercises/1_fermat.html",
    "book/part_1.html",
    "book/ledger.html",
    "book/notation.html",
    "book/glossary.html",
    "book/map.html",
    "book/api/light.html",
    "search.html",
]
SIZES = {"desk": (1280, 900), "phone": (390, 844)}


def violations(page):
    """Return axe-core's violations, one line for each node."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {node['target']} {node['html'][:120]}" for v in found for node in v["nodes"]]


@pytest.mark.parametrize("name", PAGES)
def test_no_violations(visit, site, name):
    page = visit(f"{site}/{name}", reduced_motion="reduce")  # colours are judged when they have stopped fading
    found = {}
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            settle(page)
            lines = violations(page)
            if lines:
                found[f"{theme}, {size}"] = lines
    assert found == {}


def test_axe_finds_what_is_wrong(visit, site):
    page = visit(f"{site}/book/intro.html")
    page.evaluate("document.querySelector('article').insertAdjacentHTML('beforeend', '<img src=\"x.png\"><input>')")
    assert {line.split(":")[0] for line in violations(page)} >= {"image-alt", "label"}
