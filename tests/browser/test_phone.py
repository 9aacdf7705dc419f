"""On a phone: the controls stay in sight while the picture is, and code is read without moving it sideways."""

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
