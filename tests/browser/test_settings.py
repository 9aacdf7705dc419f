"""What a reader's own settings make of a page: no scripts, and colours that the system sets."""

import io
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from physdl import style
from physdl.explore import Slider, explore, show

CSS = Path(__file__).resolve().parents[2] / "book" / "_static" / "physdl.css"
PAGE = """<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8"><title>Waves</title>
<meta name="physdl-part" content="1"><link rel="stylesheet" href="physdl.css"></head>
<body><article class="bd-article"><section>{}</section></article></body></html>"""


@pytest.fixture(scope="module")
def waves(tmp_path_factory):
    """Return the address of a page with one figure that moves and one that does not, in the book's style."""
    style.use(1)
    figure, ax = style.figure()
    x = np.linspace(0, 10, 200)
    (line,) = ax.plot(x, np.sin(x))

    def draw(k, a):
        line.set_ydata(a * np.sin(k * x))
        return f"A sine with wave number {k:.3f} and amplitude {a:.2f}."

    sliders = {"k": Slider(0.5, 3, label="wave number", unit="1/m"), "a": Slider(0.5, 1, label="amplitude <m>")}
    still, _ = style.figure()
    shown = [explore(draw, figure=figure, caption="A wave.", **sliders), show(still, alt="Nothing.", caption="Calm.")]
    folder = tmp_path_factory.mktemp("waves")
    shutil.copy(CSS, folder)
    pages = "".join(one._repr_mimebundle_()["text/html"] for one in shown)
    (folder / "index.html").write_text(PAGE.format(pages), encoding="utf-8")
    return (folder / "index.html").as_uri()


def grey(locator):
    """Return what is seen of an element, between 0 and 255."""
    return np.asarray(Image.open(io.BytesIO(locator.screenshot())).convert("L"), dtype=float)


# ---- no scripts ----------------------------------------------------------------------------------------------------


def test_without_scripts_a_figure_says_that_it_stands_still_and_where(browser, waves):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(waves)
    figure = page.locator("figure.physdl-explore")
    assert figure.locator("p.physdl-still").is_visible()
    words = figure.locator("p.physdl-still").inner_text()
    assert "at wave number 1.75 1/m and amplitude <m> 0.75" in words
    assert "JavaScript" in words
    assert [part.is_visible() for part in figure.locator("input, button, output").all()] == [False] * 3
    assert figure.locator("img").nth(1).get_attribute("alt") == "A sine with wave number 1.750 and amplitude 0.75."
    assert page.locator("figure.physdl-figure p.physdl-still").count() == 0
    context.close()


def test_with_scripts_the_sliders_are_there_and_the_sentence_is_not(visit, waves):
    page = visit(waves)
    assert page.locator("p.physdl-still").count() == 0
    assert all(
        part.is_visible() for part in page.locator("figure.physdl-explore").locator("input, button, output").all()
    )


def test_without_scripts_a_page_says_what_its_formulas_are(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/lessons/1_action/1_fermat.html")
    first = page.locator(".bd-article p.physdl-still").first
    assert first.is_visible()
    assert "TeX" in first.inner_text()
    assert first.bounding_box()["y"] < page.locator(".bd-article h1").first.bounding_box()["y"]
    assert page.locator(".bd-article p.physdl-still").count() == 1 + page.locator("figure.physdl-explore").count()
    assert not any(slider.is_visible() for slider in page.locator("figure.physdl-explore input").all())
    context.close()


# ---- the system's colours ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_the_systems_colours_a_slider_has_a_track_and_play_is_a_triangle(visit, waves, scheme):
    page = visit(waves, forced_colors="active", color_scheme=scheme)
    box = grey(page.locator("figure.physdl-explore input").first)
    paper, (height, width) = box[0, 0], box.shape
    for column in (width // 5, width // 2, 4 * width // 5):  # the track at both sides, the thumb between
        assert abs(box[height // 2 - 8 : height // 2 + 8, column] - paper).max() > 150
    button = abs(grey(page.locator(".physdl-play")) - paper) > 100
    glyph = button[12:-12, 12:-12]  # within the ring
    assert 0.1 < glyph.mean() < 0.45
    rows = glyph.sum(axis=1)
    assert rows[len(rows) // 2] == rows.max()
    assert rows[rows > 0][0] < rows.max() / 2 > rows[rows > 0][-1]
    page.locator(".physdl-play").click()
    bars = (abs(grey(page.locator(".physdl-play")) - paper) > 100)[22]
    assert np.count_nonzero(np.diff(bars[8:-8].astype(int)) > 0) == 2


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_in_the_systems_colours_the_map_can_be_read_in_both_themes(visit, site, theme):
    page = visit(f"{site}/book/map.html", forced_colors="active", color_scheme="dark")
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    fills = "texts => [...new Set(texts.map(text => getComputedStyle(text).fill))]"
    assert page.locator("svg.physdl-map-wide text").evaluate_all(fills) == ["rgb(255, 255, 255)"]
