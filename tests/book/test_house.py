"""The book's own extension: the plan, the role, the map, and pages that are complete without a network."""

import base64
import json
import logging
import re
import sys
import tomllib
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "book"

pytest.importorskip("sphinx", reason="the extra `book` is not installed")
sys.path.insert(0, str(BOOK / "_ext"))

from docutils import nodes  # noqa: E402
from house import (  # noqa: E402
    concept_map,
    docstrings,
    downloads,
    figures,
    first_paint,
    folds,
    formulas,
    hanging,
    lessons,
    offline,
    parts,
    percents,
    plan,
    roadmap,
    scriptless,
    sheet,
    stored,
    streams,
    tally,
    times,
    widgets,
)

from physdl.course import ledger, release  # noqa: E402
from physdl.explore import page as explore  # noqa: E402

PLAN = plan.read_plan()


def plan_with(tmp_path, old, new):
    text = plan.FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "lessons.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_plan_has_all_lessons():
    counted = [len(PLAN.of_part(part.number)) for part in PLAN.parts]
    assert counted == [1, 7, 5, 9, 6, 6]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('needs = ["0.1"]', 'needs = ["5.6"]', "no earlier entry"),
        ('languages = ["physics"]', 'languages = ["latin"]', "must speak"),
        ('languages = ["physics"]', "languages = []", "must speak"),
        ('number = "5.6"', 'number = "6.1"', "no listed part"),
    ],
)
def test_a_crooked_plan_is_refused(tmp_path, old, new, message):
    with pytest.raises(ValueError, match=message):
        plan.read_plan(plan_with(tmp_path, old, new))


@pytest.mark.parametrize("lesson", [entry for entry in PLAN.lessons if entry.page], ids=lambda entry: entry.number)
def test_a_written_lesson_bears_its_planned_title(lesson):
    cells = json.loads((ROOT / f"{lesson.page}.ipynb").read_text(encoding="utf-8"))["cells"]
    assert "".join(cells[0]["source"]).splitlines()[0] == f"# {lesson.number} {lesson.title}"


def test_every_written_page_is_in_the_contents():
    contents = (BOOK / "_toc.yml").read_text(encoding="utf-8")
    listed = re.findall(r"(?:file|root): (\S+)", contents)
    assert len(listed) == len(set(listed))
    for entry in (*PLAN.parts, *PLAN.lessons):
        if entry.page:
            assert entry.page in listed
    for notebook in ROOT.glob("lessons/**/*.ipynb"):
        if ".ipynb_checkpoints" not in notebook.parts:
            assert str(notebook.relative_to(ROOT).with_suffix("")) in listed


def test_a_planned_lesson_is_named_and_a_written_one_is_linked():
    planned, written = replace(PLAN.lesson("5.6"), page=None), PLAN.lesson("1.1")
    assert lessons.lesson_nodes(planned, "book/map").astext() == "5.6 Capstone: reading DNA (to come)"
    link = lessons.lesson_nodes(written, "book/map")
    assert (link["reftype"], link["reftarget"]) == ("doc", "/lessons/1_action/1_fermat")
    assert link.astext() == "1.1 Fermat's light"


@pytest.mark.parametrize("layout", [concept_map.WIDE, concept_map.NARROW], ids=lambda layout: layout.name)
def test_the_map_shows_every_lesson_and_every_need(layout):
    root = ET.fromstring(concept_map.draw(PLAN, layout, lambda page: f"{page}.html"))
    stations = root.findall(".//*[@data-lesson]")
    assert [s.get("data-lesson") for s in stations] == [entry.number for entry in PLAN.lessons]
    arcs = {(arc.get("data-from"), arc.get("data-to")) for arc in root.findall(".//*[@data-from]")}
    assert arcs == {(need, entry.number) for entry in PLAN.lessons for need in entry.needs}
    for station, entry in zip(stations, PLAN.lessons, strict=True):
        links = [a.get("href") for a in station.iter("a")]
        assert links == ([f"{entry.page}.html"] if entry.page else [])
    assert {"title", "desc"} <= {child.tag for child in root}


def test_strands_meet_only_where_a_lesson_speaks():
    languages = list(PLAN.languages)
    for entry in PLAN.lessons:
        x = concept_map.strand_positions(entry, languages, concept_map.WIDE)
        near = {name for name in languages if abs(x[name] - concept_map.WIDE.axis) <= concept_map.PITCH}
        assert near == set(entry.languages)
        assert len(set(x.values())) == len(languages)


def test_the_roadmap_lists_every_lesson():
    text = "\n".join(roadmap.tables(PLAN))
    assert all(f"{{lesson}}`{entry.number}`" in text and entry.idea in text for entry in PLAN.lessons)


def test_an_opener_lists_the_lessons_of_its_part():
    text = "\n".join(roadmap.contents(PLAN, 3))
    assert [entry.number for entry in PLAN.lessons if f"{{lesson}}`{entry.number}`" in text] == [
        entry.number for entry in PLAN.of_part(3)
    ]


def test_run_times_name_the_lessons_that_ran():
    table = times.table(PLAN, {"lessons/1_action/1_fermat": {"runtime": 14.748, "mtime": 0}}, "book/times")
    rows = [[cell.astext() for cell in row.findall(nodes.entry)] for row in table.findall(nodes.row)]
    assert [row[:2] for row in rows] == [["Lesson", "Seconds"], ["1.1 Fermat's light", "14.7"]]


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("so (", "), and", "(x),"),
        ("after ", ". So", "x."),
        ("a ", "-axis", None),
        ("a ", " b", None),
        ("", "", None),
    ],
)
def test_a_formula_keeps_its_punctuation(before, after, kept):
    formula = nodes.math("", "x")
    line = nodes.paragraph("", "", *[nodes.Text(t) if isinstance(t, str) else t for t in (before, formula, after) if t])
    formulas.keep_together(formula)
    assert line.astext() == f"{before}x{after}"
    assert [tied.astext() for tied in line.findall(nodes.inline)] == ([kept] if kept else [])


@pytest.mark.parametrize(("body", "left"), [('<p class="math">', 2), ("<p>none</p>", 1)])
def test_mathjax_comes_only_where_a_formula_is(body, left):
    context = {"body": body, "script_files": ["_static/physdl.js", "_static/mathjax/startup.js"]}
    offline.leave_mathjax_out(None, "page", "page.html", context, None)
    assert len(context["script_files"]) == left


@pytest.mark.parametrize(("body", "said"), [('<p class="math">', 1), ("<p>none</p>", 0)])
def test_a_page_with_formulas_says_what_they_are_without_scripts(body, said):
    context = {"body": body}
    scriptless.say_so(None, "page", "page.html", context, None)
    assert context["body"].count("<noscript>") == said
    assert context["body"].endswith(body)


STATEMENTS = """# 9.3 A ray

:::{prf:definition} Ray
:label: ray
:enumerator: 9.3.1

It is thin.
:::

:::{prf:theorem} Least
:label: least
:enumerator: 9.3.2

It bends, by {prf:ref}`ray` and {prf:ref}`this <least>`.
:::

:::{prf:proof}
:nonumber:

Look.
:::

:::{prf:proof}
:nonumber:

Look again.
:::
"""


def test_statements_bear_the_lessons_number_and_a_link_to_themselves(tmp_path):
    """The same source in JupyterLab: see tests/browser/test_jupyterlab.py."""
    from sphinx.application import Sphinx

    (tmp_path / "index.md").write_text("# Book\n\n```{toctree}\nbefore\nray\n```\n", encoding="utf-8")
    before = STATEMENTS.replace("9.3.", "9.2.").replace("least", "most").replace("ray", "wave")
    (tmp_path / "before.md").write_text(before, encoding="utf-8")
    (tmp_path / "ray.md").write_text(STATEMENTS, encoding="utf-8")
    warnings = StringIO()
    settings = {
        "extensions": ["myst_parser", "house.statements"],
        "myst_enable_extensions": ["colon_fence"],
        "numfig": True,
        "html_permalinks_icon": "#",
    }
    app = Sphinx(tmp_path, None, tmp_path / "html", tmp_path / "trees", "html", settings, status=None, warning=warnings)
    app.build()
    assert warnings.getvalue() == ""
    page = (tmp_path / "html" / "ray.html").read_text(encoding="utf-8")
    titles = [re.sub(r"<[^>]+>", "", t) for t in re.findall(r'<p class="admonition-title">(.*?)</p>', page)]
    assert titles == ["Definition 9.3.1  (Ray)#", "Theorem 9.3.2  (Least)#"]
    links = re.findall(r'<a class="([^"]*)" href="#(ray|least)"[^>]*>(.*?)</a>', page)
    assert [(name, re.sub(r"<[^>]+>", "", words)) for kind, name, words in links if "headerlink" not in kind] == [
        ("ray", "Definition 9.3.1"),
        ("least", "this"),
    ]
    assert [name for kind, name, _ in links if "headerlink" in kind] == ["ray", "least"]
    ids = re.findall(r' id="([^"]+)"', page)
    assert {"ray", "least"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_a_figure_with_a_number_has_a_link_to_itself():
    from physdl.explore import page

    body = f'{page.style()}<figure id="figure-9-3-1"><figcaption><b>Figure 9.3.1</b> A.</figcaption>{page.script()}'
    context = {"body": body + "<figure><figcaption>B.</figcaption>"}
    app = SimpleNamespace(add_css_file=lambda *a, **k: None, add_js_file=lambda *a, **k: None)
    figures.link_once(app, "page", "page.html", context, None)
    assert 'A.<a class="headerlink" href="#figure-9-3-1"' in context["body"]
    assert context["body"].count("headerlink") == 1
    assert context["body"].endswith("<figcaption>B.</figcaption>")


PNG = [b"\x89PNG" + bytes(29) + b"%b" + pixels + b"IEND" + bytes(8) for pixels in (b"still", b"first")]
PALETTES = [b"PLTE by day", b"PLTE by night"]


def figure_html(frames):
    """Return a figure as a notebook carries it."""
    pictures = [base64.b64encode(png % PALETTES[0]).decode() for png in PNG]
    data = {"frames": frames, "palettes": [base64.b64encode(colors).decode() for colors in PALETTES], "alts": ["A <b"]}
    images = "".join(f'<img src="data:image/png;base64,{picture}" alt="">' for picture in pictures)
    script = f'<script type="application/json">{explore.packed(data)}</script>'
    return f'<figure class="physdl-explore">{images}{script}</figure>'


def test_the_pictures_of_a_figure_become_files(tmp_path):
    html = figures.apart(figure_html(["", "bW92ZWQ="]), tmp_path, "../_static/figures")
    data = json.loads(figures.DATA.search(html)[2])
    assert "base64" not in html
    assert (data["alts"], "frames" in data) == (["A <b"], False)
    for png, names in zip(PNG, (data["files"]["still"], data["files"]["first"]), strict=True):
        found = [(tmp_path / name.removeprefix("../_static/figures/")).read_bytes() for name in names]
        assert found == [png % colors for colors in PALETTES]
        assert f'<img loading="lazy" decoding="async" src="{names[0]}"' in html
    moving = (tmp_path / data["files"]["moving"].removeprefix("../_static/figures/")).read_text(encoding="utf-8")
    parts = json.loads(moving[moving.rindex("= {") + 2 : -2])
    head, moved, end = map(base64.b64decode, (parts["head"], parts["frames"][1], parts["end"]))
    whole = head + PALETTES[1] + moved + end
    assert whole == PNG[0].replace(b"still", b"moved") % PALETTES[1]
    assert data["files"]["start"] == 0


def test_the_pictures_for_a_phone_become_files_too(tmp_path):
    wide = figure_html(["", "bW92ZWQ="])
    data = json.loads(figures.DATA.search(wide)[2])
    data["pocket"] = {"frames": ["", "c21hbGw="], "palettes": data["palettes"]}
    sources = [base64.b64encode(png.replace(b"st", b"ST") % PALETTES[0]).decode() for png in PNG]
    source = "".join(f'<source media="m" srcset="data:image/png;base64,{png}">' for png in sources)
    html = figures.apart(
        figures.DATA.sub(lambda old: source + old[1] + explore.packed(data) + old[3], wide), tmp_path, "f"
    )
    data = json.loads(figures.DATA.search(html)[2])
    assert "base64" not in html
    for drawing, pngs in ((data, PNG), (data["pocket"], [png.replace(b"st", b"ST") for png in PNG])):
        assert "frames" not in drawing
        for png, names in zip(pngs, (drawing["files"]["still"], drawing["files"]["first"]), strict=True):
            assert [(tmp_path / each.removeprefix("f/")).read_bytes() for each in names] == [
                png % colors for colors in PALETTES
            ]
            assert names[0] in html
    assert [f'srcset="{data["pocket"]["files"][kind][0]}"' in html for kind in ("still", "first")] == [True, True]
    assert data["pocket"]["files"]["moving"] != data["files"]["moving"]


def test_a_figure_that_does_not_move_has_no_frames_to_fetch(tmp_path):
    data = json.loads(figures.DATA.search(figures.apart(figure_html([""]), tmp_path, "figures"))[2])
    assert set(data["files"]) == {"still", "first"}
    assert {path.suffix for path in tmp_path.iterdir()} == {".png"}


def test_every_script_waits_and_what_is_not_used_stays_away():
    names = ("doctools.js", "design-tabs.js", "togglebutton.js", None, None)
    bodies = (None, None, None, "let toggleHintShow = 'Click';", "window.MathJax = {};")
    scripts = [
        SimpleNamespace(filename=name, attributes={"body": body} if body else {})
        for name, body in zip(names, bodies, strict=True)
    ]
    added = []
    app = SimpleNamespace(add_js_file=lambda name, **k: added.append(name))
    for body, left in (("<p>", [0, 4]), ('<p class="sd-card toggle">', [0, 1, 2, 3, 4]), ('<p class="math">', [0, 4])):
        context = {"body": body, "script_files": scripts.copy()}
        first_paint.lighten(app, "page", "page.html", context, None)
        assert context["script_files"] == [scripts[k] for k in left]
    assert [script.attributes.get("defer") for script in scripts] == ["defer", "defer", "defer", None, None]
    assert added == ["formulas.js"]


def test_a_line_of_code_knows_its_indentation_and_keeps_its_words():
    code = '<span class="k">def</span> f():\n    <span class="sd">&quot;two\n    lines&quot;</span>\n\n    return 1\n'
    begin = '<div class="highlight-ipython3 notranslate"><div class="highlight"><pre><span></span>'
    html = hanging.hang(f"{begin}{code}</pre></div></div><pre>{code}</pre>")
    found = re.findall(r'<span class="physdl-line"(?: style="--in:(\d+)ch")?>', html)
    assert found == ["", "4", "4", "", "4"]
    assert re.sub("<[^>]*>", "", html) == 2 * re.sub("<[^>]*>", "", code)
    assert ET.fromstring(f"<div>{html}</div>") is not None
    assert '<span class="sd">    lines&quot;</span>' in html


def test_a_line_of_code_may_go_on_after_a_bracket():
    begin = '<div class="doctest highlight-default notranslate"><div class="highlight"><pre><span></span>'
    code = '<span class="n">losses</span><span class="p">(</span><span class="n">x</span><span class="p">)[</span>1\n'
    html = hanging.hang(f"{begin}{code}</pre></div></div>")
    assert re.sub("<[^w>]*>", "", html) == "losses(<wbr>x)[<wbr>1\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("the loss falls at each step, and below 1e-9: True\n", True),
        ("σ known       ln of the odds stays to 1e-9\nσ forgotten   ln of the odds moves by 1.54\n", False),
        ("one: 1\ntwo: 2\nthree: 3\nfour: 4\nfive: 5\n", False),
    ],
)
def test_sentences_go_on_below_and_tables_scroll(text, said):
    html = hanging.mark(f'<div class="output stream highlight"><div class="highlight"><pre>{text}</pre>')
    assert ("physdl-said" in html) == said


def test_what_a_kernel_sends_in_pieces_is_printed_whole():
    def piece(text, name="stdout"):
        return nbformat.v4.new_output("stream", name=name, text=text)

    picture = nbformat.v4.new_output("display_data", {"text/plain": "picture"})
    sent = [
        piece("within 1 swings: 0.1 rad"),
        piece("\nwithin 2: 0.2 rad\n"),
        piece("!", "stderr"),
        picture,
        piece("a"),
    ]
    for _ in range(2):  # a notebook is rendered once for each kind of page
        texts = [output.get("text") for output in streams.joined(sent)]
        assert texts == ["within 1 swings: 0.1 rad\nwithin 2: 0.2 rad\n", "!", None, "a"]


@pytest.mark.parametrize(
    ("script", "left", "warned"),
    [
        (f"e({first_paint.MEASURED})", f"e({first_paint.NOTHING})", False),
        (f"e({first_paint.NOTHING})", f"e({first_paint.NOTHING})", False),
        ("e()", "e()", True),
    ],
)
def test_the_themes_script_measures_nothing(tmp_path, caplog, monkeypatch, script, left, warned):
    file = tmp_path / "_static" / "scripts" / "pydata-sphinx-theme.js"
    file.parent.mkdir(parents=True)
    file.write_text(script, encoding="utf-8")
    monkeypatch.setattr(logging.getLogger("sphinx"), "propagate", True)
    first_paint.spare(SimpleNamespace(outdir=tmp_path), None)
    assert file.read_text(encoding="utf-8") == left
    assert ("first_paint.py" in caplog.text) == warned


CELL = """<div class="cell tag_hide-input docutils container">
<details class="admonition hide above-input">
<summary aria-label="Toggle hidden content">
<p class="collapsed admonition-title">Show the code</p>
</summary>
<pre>{code}</pre>
</details>
{shows}</div>
"""
SHOWN = '<div class="cell_output docutils container">\n<div class="output text_html">{}</div></div>\n'


def test_what_prepares_a_picture_is_folded_with_it():
    question, picture = (SHOWN.format(f'<div class="physdl-{kind}">') for kind in ("predict", "explore"))
    cells = (("a", ""), ("b", question), ("c", ""), ("d", ""), ("e", picture), ("f", ""))
    html = "<p>1</p>".join(["", "".join(CELL.format(code=code, shows=shows) for code, shows in cells), "<pre>g</pre>"])
    folded = folds.fold(html)
    found = re.findall(r"<details.*?</details>", folded, re.S)
    assert [re.findall(r"<pre>(.)</pre>", one) for one in found] == [["a", "b"], ["c", "d", "e"], ["f"]]
    assert [re.search(r"Show the code that (\w+)", one)[1] for one in found] == ["asks", "draws", "prepares"]
    assert "aria-label" not in folded  # what is heard is what is read
    assert folded.count("<div") == folded.count("</div>") + 2  # those of the test's own outputs
    assert re.findall(r"<pre>(.)</pre>", folded) == list("abcdefg")
    assert folds.fold(folded) == folded


def test_the_one_sheet_keeps_what_a_page_can_have():
    known = {"a", "b"}
    kept = (
        ".a{x:1}",
        ".a .b:not(.c){x:2}",
        "p,.a{x:3}",
        "@media print{.b{x:4}}",
        "@font-face{x:5}",
        'i[href$=".c"]{x:6}',
    )
    gone = ".c{x:7}", "#d .a{x:8}", "@media print{.c{x:9}}"
    text = sheet.used("/* .a{} */" + "".join(kept + gone) + "p,.c{x:10}.a::before{content:'}'}", known)
    assert re.findall(r"x:(\d+)", text) == ["1", "2", "3", "4", "5", "6", "10"]
    assert "p{x:10}" in text
    assert 'content:"}"' in text


@pytest.mark.parametrize(
    ("name", "address", "moved"),
    [
        ("styles/theme.css", "../vendor/a.woff2", "vendor/a.woff2"),
        ("physdl.css", "fonts/a.woff2", "fonts/a.woff2"),
        ("basic.css", "data:image/png;base64,AA", "data:image/png;base64,AA"),
    ],
)
def test_an_address_in_the_one_sheet_leads_where_it_led(name, address, moved):
    assert moved in sheet.moved(f"a{{src:url({address})}}", name)
    assert ".." not in sheet.moved(f"a{{src:url({address})}}", name)


def test_widget_state_stays_off_the_page():
    state = SimpleNamespace(attributes={"type": widgets.STATE, "body": "{}"})
    others = ["_static/physdl.js", SimpleNamespace(attributes={"body": "let x"}), SimpleNamespace(attributes={})]
    context = {"script_files": [others[0], state, *others[1:]]}
    widgets.leave_state_out(None, "page", "page.html", context, None)
    assert context["script_files"] == others


@pytest.mark.parametrize(
    ("page", "part"),
    [
        ("lessons/0_start/1_units", "0"),
        ("lessons/1_action/exercises/1_fermat", "1"),
        ("book/part_1", "1"),
        ("book/intro", None),
        ("book/api/light", None),
    ],
)
def test_a_page_knows_its_part(page, part):
    assert parts.part_of(page) == part


def test_only_exercise_pages_get_a_download():
    assert downloads._EXERCISES.match("lessons/1_action/exercises/1_fermat")
    assert not downloads._EXERCISES.match("lessons/1_action/1_fermat")


def test_an_exercise_page_offers_the_library_that_its_notebook_asks_for():
    file = release.wheel(ROOT)
    page = "lessons/1_action/exercises/1_fermat"
    line = downloads.library(page, file)
    (link,) = line.findall(nodes.reference)
    assert link["refuri"] == f"../../../_static/{file}"
    assert f"%pip install {file}" in line.astext()
    notebook = (ROOT / f"{page}.ipynb").read_text(encoding="utf-8")
    assert file in notebook


def test_the_wheel_of_the_site_is_the_library(tmp_path):
    old = tmp_path / "_static" / "physdl-0.0.1-py3-none-any.whl"
    old.parent.mkdir()
    old.touch()
    downloads.build_wheel(SimpleNamespace(builder=SimpleNamespace(format="html"), outdir=tmp_path))
    (made,) = (tmp_path / "_static").iterdir()
    assert made.name == release.wheel(ROOT)
    with zipfile.ZipFile(made) as file:
        names = set(file.namelist())
    wanted = {path.relative_to(ROOT).as_posix() for path in (ROOT / "physdl").rglob("*.py")}
    assert wanted <= names
    assert not [name for name in names if name.startswith("instructor")]


def test_bars_are_norms_and_letters_are_symbols_except_in_code_and_math():
    lines = ["|p| = n, ``a|b``, :math:`|x|`", ".. math:: |x|", "", "    |y|", "", "|z|", ">>> a | b"]
    docstrings.escape(None, "function", "f", None, None, lines)
    letters = ["number : int", "    n.", r"    \|x\|", "A. Nother, n."]
    docstrings.escape(None, "function", "f", None, None, letters)
    assert letters == ["number : int", r"    \n.", r"    \|x\|", r"\A. Nother, n."]
    assert lines == [r"\|p\| = n, ``a|b``, :math:`|x|`", ".. math:: |x|", "", "    |y|", "", r"\|z\|", ">>> a | b"]


def test_mathjax_is_where_the_build_looks_for_it():
    for piece in offline.PIECES:
        assert (offline.mathjax_source() / piece).exists()


def test_the_style_sheet_asks_only_for_files_that_are_here():
    text = (BOOK / "_static" / "physdl.css").read_text(encoding="utf-8")
    addresses = re.findall(r"url\(\"([^\"]+)\"\)", text)
    assert len(addresses) == 8
    assert all((BOOK / "_static" / address).is_file() for address in addresses)
    assert "SIL Open Font License" in (BOOK / "_static" / "fonts" / "OFL.txt").read_text(encoding="utf-8")


def test_the_parts_wear_the_colours_of_the_figures():
    from physdl import style

    text = (BOOK / "_static" / "physdl.css").read_text(encoding="utf-8")
    for number, colour in style.PARTS.items():
        assert f"--part-{number}: {colour.lower()};" in text


def test_dark_figures_lie_on_the_colour_of_their_twins():
    import numpy as np

    from physdl.explore import palette

    text = (BOOK / "_static" / "physdl.css").read_text(encoding="utf-8")
    paper = re.search(r"--paper: #(\w{6})", text)[1]
    red, green, blue = palette.darken(np.array(list(bytes.fromhex(paper)), np.uint8))
    assert f"--figure: #{red:02x}{green:02x}{blue:02x};" in text


def test_claims_and_pages_name_only_lessons_of_the_plan():
    numbers = {entry.number for entry in PLAN.lessons}
    for claim in tomllib.loads((BOOK / "claims.toml").read_text(encoding="utf-8"))["claims"]:
        assert {claim["lesson"], *(part.get("lesson", claim["lesson"]) for part in claim["parts"])} <= numbers
    for source in (*BOOK.glob("*.md"), *(ROOT / "physdl").rglob("*.py")):
        named = re.findall(r"(?:\{lesson\}|:lesson:)`([^`]+)`", source.read_text(encoding="utf-8"))
        assert set(named) <= numbers | {"{part.lesson}"}, source.name


def test_every_citation_has_an_entry_and_every_doi_is_one():
    text = (BOOK / "references.bib").read_text(encoding="utf-8")
    keys = re.findall(r"^@\w+\{([^,]+),", text, re.MULTILINE)
    assert len(keys) == len(set(keys))
    assert all(re.fullmatch(r"10\.\d{4,}/\S+", doi) for doi in re.findall(r"doi = \{([^}]*)\}", text))
    for source in (*BOOK.glob("*.md"), *ROOT.glob("lessons/**/*.ipynb")):
        for group in re.findall(r"\{cite(?::\w+)?\}`([^`]+)`", source.read_text(encoding="utf-8")):
            assert {key.strip() for key in group.split(",")} <= set(keys), source.name


def test_a_link_to_a_statement_says_its_kind_once():
    twice = re.compile(r"(definition|theorem|proposition|corollary|lemma|algorithm)\s+\{prf:ref\}", re.I)
    pages = [p for folder in ("lessons", "instructor", "book") for p in sorted((ROOT / folder).rglob("*.[mi][dp]*"))]
    pages = [p for p in pages if p.suffix in (".md", ".ipynb") and "_build" not in p.parts]
    assert len(pages) > 60
    assert [p.name for p in pages if twice.search(p.read_text(encoding="utf-8"))] == []
    assert twice.search("Definition {prf:ref}`covectors-product`")


def test_the_glossary_speaks_three_languages():
    text = (BOOK / "glossary.md").read_text(encoding="utf-8")
    terms = re.findall(r"^(\S[^\n]*)\n  \S", text, re.MULTILINE)
    assert len(terms) >= 40
    assert terms == sorted(terms, key=str.lower)
    for language in PLAN.languages:
        assert text.count(f"{{.in-{language}}}") >= 40


def test_the_tally_marks_each_part_by_its_verdict():
    bound = ledger.Part("bound", "a proof", "4.3", open="a conjecture")
    claims = [
        ledger.Claim(
            "TM-1", "Light is lazy.", "x", (ledger.Part("Snell", "n", "1.1"), ledger.Part("saddle", "n", "1.3"))
        ),
        ledger.Claim("LTR-6", "Depth is cheap.", "m", (bound,)),
    ]
    record = {"claim": "TM-1", "measured": "1", "outcome": "passed", "test": "t", "hypotheses": None}
    records = [record | {"part": "Snell"}, record | {"part": "saddle", "hypotheses": "a smooth medium"}]
    text = "\n".join(tally.lines(ledger.merge(claims, records)))
    assert (
        "The ledger's 3 lines: [●\N{NO-BREAK SPACE}holds]{.tally-held} 1, [◐\N{NO-BREAK SPACE}holds under these" in text
    )
    assert "[●\N{NO-BREAK SPACE}Snell]{.tally-held} [◐\N{NO-BREAK SPACE}saddle]{.tally-conditional}" in text
    assert "{lesson}`1.1`, {lesson}`1.3`" in text
    assert "[○\N{NO-BREAK SPACE}bound]{.tally-open}" in text
    assert "[·\N{NO-BREAK SPACE}saddle]{.tally-to-come}" in "\n".join(tally.lines(ledger.merge(claims, records[:1])))


@pytest.mark.parametrize(
    ("text", "tied"),
    [
        ("off by 0.07 % or 90\n% of it", "off by 0.07~% or 90~% of it"),
        (r'<span class="math">\(99.9\)</span> %, <em>7</em> %', r'<span class="math">\(99.9\)</span>~%, <em>7</em>~%'),
        ("the sign % alone", "the sign % alone"),
        ("5\u00a0%", "5~%"),
        ("3.4-5 Two bars (6 points, read by", "3.4-5 Two bars (6~points, read by"),
    ],
)
def test_a_number_and_its_percent_stay_together(text, tied):
    assert percents.tie(f"<p>{text}</p>") == f"<p>{tied}</p>".replace("~", "\u00a0")


@pytest.mark.parametrize(
    "kept",
    [
        '<pre><span class="mi">7</span> % 2</pre>',
        "<code>5 % 3</code>",
        "<script>let a = 5 % 3</script>",
        r'<span class="math">\(5 % 3\)</span>',
        '<img alt="5 % off"/>',
    ],
)
def test_other_percents_are_left_alone(kept):
    assert percents.tie(kept) == kept


def test_a_stored_picture_is_drawn_anew_where_code_changed_that_it_imports(tmp_path, monkeypatch):
    library, extension = tmp_path / "physdl", tmp_path / "house"
    picture, colour, border = (extension / f"{name}.py" for name in ("openers", "cover", "border"))
    files = [library / "neural" / "deep.py", library / "_check.py", picture, colour, border]
    apart = [library / "course" / "exercise.py", extension / "folds.py"]
    says = {picture: "from house import border, plan\n", border: "from house.cover import INK\n"}
    for file in (*files, *apart):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(says.get(file, "one = 1\n"), encoding="utf-8")
    monkeypatch.setattr(stored, "LIBRARY", library)
    app = SimpleNamespace(builder=SimpleNamespace(format="html"), outdir=str(tmp_path / "build" / "html"))
    (tmp_path / "build").mkdir()
    drawn = []

    def draws():
        drawn.clear()
        stored.stored(app, "cover.webp", lambda target: drawn.append(target.write_bytes(b"new")), picture)
        assert (tmp_path / "build" / "html" / "_static" / "cover.webp").read_bytes() == b"new"
        return bool(drawn)

    assert draws()
    assert not draws()
    for file in files:
        file.write_text(says.get(file, "") + "one = 2\n", encoding="utf-8")
        assert draws(), file
        assert not draws()
    files[0].rename(files[0].with_name("other.py"))
    assert draws()
    for file in apart:  # no picture is made of exercises, and this one not of folds
        file.write_text("one = 2\n", encoding="utf-8")
        assert not draws(), file


def test_pictures_import_nothing_of_the_course():
    for name in ("cover", "openers", "border"):
        text = (BOOK / "_ext" / "house" / f"{name}.py").read_text(encoding="utf-8")
        assert "physdl.course" not in text


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("the loss falls in each of 200 steps at every angle from 0 to 87.5: True\nat 90: True", True),
        ("`target` must be the dimension of a product of energy, time; got L.", True),
        ("omega at each:     1.0000 1.0000 1.0000 1.0000 1.0000", False),
        ("one line of words that is too long for a phone\n" * 5, False),
    ],
)
def test_what_a_program_says_in_sentences_is_marked(printed, said):
    html = '<div class="output stream notranslate"><div class="highlight"><pre><span></span>'
    html += f"{printed}\n</pre></div></div>"
    assert hanging.mark(html) == (html.replace("stream ", "stream physdl-said ") if said else html)
