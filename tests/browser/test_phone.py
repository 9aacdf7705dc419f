"""On a phone: controls stay in sight, pictures are drawn for it, code and formulas are read without moving."""

import io
import json

import numpy as np
from PIL import Image

LESSON = "lessons/1_action/1_fermat.html"
PHONE = {"width": 390, "height": 844}


def test_controls_stay_in_sight_below_the_header(visit, site):
    page = visit(f"{site}/{LESSON}", **PHONE)
    figure = page.locator("figure.physdl-explore").first
    top = figure.bounding_box()["y"] + page.evaluate("scrollY")
    controls, header = figure.locator(".physdl-controls"), page.locator(".bd-header-article")
    at_rest = controls.bounding_box()["y"] - figure.bounding_box()["y"]
    assert at_rest < 30  # nothing pushes them down where they begin
    for way in (0, 150, 300):
        page.evaluate("top => window.scrollTo({top, behavior: 'instant'})", top + way)
        edge = header.bounding_box()["y"] + header.bounding_box()["height"]
        assert abs(controls.bounding_box()["y"] - edge) < 2, way
        assert controls.evaluate(
            """controls => {
                const box = controls.querySelector("input").getBoundingClientRect();
                return controls.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
            }"""
        )


UNITS = "lessons/0_start/1_units.html"  # its first figure cannot be stacked
SHOWN = """figure => [...figure.querySelectorAll(".physdl-picture img")].map(img => ({
    file: img.currentSrc.split("/").at(-1), wide: img.clientWidth, ratio: img.clientWidth / img.clientHeight,
}))"""


def test_a_picture_that_cannot_be_stacked_is_drawn_for_a_phone(visit, site):
    page = visit(f"{site}/{UNITS}", **PHONE)
    figure = page.locator("figure.physdl-explore").first
    page.wait_for_function("figure => figure.dataset.frames === 'here'", arg=figure.element_handle())
    data = json.loads(figure.locator("script").inner_text())
    small = {name.rpartition("/")[2] for kind in ("still", "first") for name in data["pocket"]["files"][kind]}
    loaded = page.evaluate("performance.getEntriesByType('resource').map(one => one.name.split('/').at(-1))")
    frames = [one["files"]["moving"].rpartition("/")[2] in loaded for one in (data, data["pocket"])]
    assert frames == [False, True]
    still, moving = figure.evaluate(SHOWN)
    width, height = data["pocket"]["size"]
    for each in (still, moving):
        assert each["file"] in small
        assert 330 < each["wide"] < 360  # all of it is in sight, and as large as the screen allows
        assert abs(each["ratio"] - width / height) < 0.01
    figure.locator("input").focus()
    for key in ("Home", "End"):
        page.keyboard.press(key)
        handle = figure.locator(".physdl-handle").bounding_box()
        x, y = handle["x"] + 22, handle["y"] + 22
        page.add_style_tag(content=".physdl-handle::after { visibility: hidden; }")
        shot = page.screenshot(clip={"x": x - 8, "y": y - 8, "width": 16, "height": 16})
        seen = np.asarray(Image.open(io.BytesIO(shot)).convert("RGB"), dtype=float)
        rows, columns = np.nonzero(seen[..., 0] - seen[..., 2] > 80)  # the dot is orange
        assert len(rows) > 10
        assert np.hypot(rows.mean() - 7.5, columns.mean() - 7.5) < 3
    assert figure.evaluate(SHOWN)[1]["file"] not in small
    page.set_viewport_size({"width": 1280, "height": 900})
    wide = figure.evaluate(SHOWN)
    assert abs(wide[1]["ratio"] - data["size"][0] / data["size"][1]) < 0.01
    assert wide[0]["file"] == data["files"]["still"][0].rpartition("/")[2]


LINES = """() => [...document.querySelectorAll("div.cell_input pre")].filter(pre => pre.clientWidth).map(pre => ({
    wide: pre.scrollWidth - pre.clientWidth,
    hangs: [...pre.querySelectorAll(".physdl-line")].filter(line => line.textContent.trim()).map(line => {
        const range = document.createRange();
        range.selectNodeContents(line);
        const left = [...range.getClientRects()].filter(box => box.width > 1);
        const first = left.filter(box => box.top < left[0].bottom - 2).map(box => box.left);
        const below = left.filter(box => box.top >= left[0].bottom - 2).map(box => box.left);
        return below.length ? Math.min(...below) - Math.min(...first) : null;
    }),
}))"""


def test_long_lines_of_code_hang_on_a_phone(visit, site):
    page = visit(f"{site}/{LESSON}", **PHONE)
    page.locator("details.hide").evaluate_all("folds => folds.forEach(fold => { fold.open = true })")
    blocks = page.evaluate(LINES)
    assert len(blocks) > 20
    assert max(block["wide"] for block in blocks) <= 1
    hangs = [hang for block in blocks for hang in block["hangs"] if hang is not None]
    assert len(hangs) > 20
    assert min(hangs) > 8


def test_code_is_copied_as_it_was_written(visit, site):
    page = visit(f"{site}/{LESSON}", **PHONE)
    block = page.locator("div.cell_input pre").first
    assert block.evaluate("pre => pre.textContent").count("\n\n\n") == 0
    page.set_viewport_size({"width": 1280, "height": 900})
    lines = block.evaluate("pre => pre.textContent.trimEnd().split('\\n').length")
    assert block.locator(".physdl-line").count() == lines


FORMULAS = """() => [...document.querySelectorAll('article :is(p, li, dd) mjx-container:not([display="true"])')]
    .filter(formula => formula.getClientRects().length)
    .map(formula => {
        const last = node => Math.max(...[...node.querySelectorAll(".physdl-piece, mjx-math")].flatMap(
            one => [...one.getClientRects()].map(box => box.right)));
        const boxes = [...formula.querySelectorAll(".physdl-piece")].map(one => one.getBoundingClientRect());
        return {
            over: last(formula) - formula.closest("p, li, dd").getBoundingClientRect().right,
            lines: new Set(boxes.map(box => Math.round(box.bottom / 12))).size,
            begins: [...formula.querySelectorAll(".physdl-piece + .physdl-piece")].map(
                one => one.firstElementChild.getAttribute("space")),
        };
    })"""


def test_a_wide_formula_goes_on_in_the_next_line(visit, site):
    page = visit(f"{site}/lessons/2_forms/2_pullback.html", formulas=True, **PHONE)
    page.locator("article details").evaluate_all("folds => folds.forEach(fold => { fold.open = true })")
    page.wait_for_timeout(100)
    found = page.evaluate(FORMULAS)
    broken = [formula for formula in found if formula["lines"]]
    assert len(found) > 100
    assert max(formula["over"] for formula in found) <= 1
    assert len(broken) > 2
    assert any(formula["lines"] > 1 for formula in broken)
    assert {begin for formula in broken for begin in formula["begins"]} <= {"3", "4"}  # before a relation or a sign
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_timeout(100)
    assert page.locator(".physdl-broken").count() < len(broken)


def test_a_sliders_value_stands_on_its_labels_line(visit, site):
    page = visit(f"{site}/{LESSON}", **PHONE)
    control = page.locator("figure.physdl-explore .physdl-control").first
    label, value = (control.locator(name).bounding_box() for name in (".physdl-label", ".physdl-value"))
    assert abs(label["y"] + label["height"] - value["y"] - value["height"]) < 6
    assert label["x"] + label["width"] <= value["x"]


def test_a_ring_at_the_edge_is_whole(visit, site):
    page = visit(f"{site}/{LESSON}", **PHONE)
    seen = page.locator("figure.physdl-explore .physdl-picture").first.evaluate(
        "box => ['overflowX', 'overflowY', 'overflowClipMargin'].map(name => getComputedStyle(box)[name])"
    )
    assert seen == ["clip", "clip", "14px"]


def test_names_of_arguments_stay_in_one_piece(visit, site):
    page = visit(f"{site}/book/api/mechanics.html", **PHONE)
    lines = page.locator("dl.field-list dt > strong").evaluate_all("""all => all.map((one) => {
        const letters = document.createRange();
        letters.selectNodeContents(one);
        return new Set([...letters.getClientRects()].map((line) => line.top)).size;
    })""")
    assert len(lines) > 20
    assert set(lines) == {1}
