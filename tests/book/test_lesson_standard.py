"""Every lesson keeps the lesson standard, and every rule of it bites."""

import copy
import functools
import json
import re
import tomllib
from pathlib import Path

import nbformat
import pytest
import standard
from nbclient import NotebookClient
from standard import CHECKED, EXERCISES, LESSON, Lesson

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted(ROOT.glob("lessons/[0-9]_*/[0-9]*_*.ipynb"))


def read(path):
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"cells": []}


@functools.cache
def book():
    """Return what the book offers to refer to."""
    files = [p for folder in ("book", "lessons") for p in (ROOT / folder).rglob("*") if p.suffix in (".md", ".ipynb")]
    files = [p for p in files if "_build" not in p.parts and ".ipynb_checkpoints" not in p.parts]
    texts = [p.read_text(encoding="utf-8") if p.suffix == ".md" else standard.markdown(read(p)) for p in files]
    glossary = ROOT / "book" / "glossary.md"
    bibliography = ROOT / "book" / "references.bib"
    terms = (
        re.findall(r"^(?! |:|`|#|\()(\S.*)$", glossary.read_text(encoding="utf-8"), re.M) if glossary.exists() else []
    )
    entries = bibliography.read_text(encoding="utf-8") if bibliography.exists() else ""
    plan = tomllib.loads((ROOT / "book" / "lessons.toml").read_text(encoding="utf-8"))
    return {
        "files": frozenset(p.resolve() for p in (*files, ROOT / "book" / "ledger.md")),
        "labels": frozenset().union(*map(standard.own_labels, texts)),
        "equations": frozenset().union(*map(standard.own_equations, texts)),
        "terms": frozenset(terms),
        "sources": frozenset(name.lower() for name in re.findall(r"^ *(?:doi|eprint) = \{(.*)\}", entries, re.M)),
        "titles": {entry["number"]: entry["title"] if "page" in entry else None for entry in plan["lessons"]},
    }


@functools.cache
def lesson_at(path):
    return Lesson(path, read(path), read(path.parent / "exercises" / path.name), **book())


def name_of(path):
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("rule", LESSON, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", LESSONS, ids=name_of)
def test_lesson(path, rule):
    assert rule(lesson_at(path)) == []


@pytest.mark.parametrize("rule", EXERCISES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", LESSONS, ids=name_of)
def test_exercises(path, rule):
    assert lesson_at(path).exercises_path.exists(), "the lesson has no exercise notebook: run make release"
    assert rule(lesson_at(path)) == []


def test_there_are_lessons():
    assert len(LESSONS) >= 2


def test_no_sentence_stands_in_two_lessons():
    notebooks = [*LESSONS, *sorted(ROOT.glob("lessons/[0-9]_*/exercises/*.ipynb"))]
    assert standard.repeated_sentences({str(p.relative_to(ROOT)): standard.markdown(read(p)) for p in notebooks}) == []


# ---- each rule bites -----------------------------------------------------------------------------------------------

SENTENCE = "light bends where the index changes and each ray keeps its own time along the path it takes"
PROSE = "\n\n".join(f"Turn {n}: {SENTENCE[n:]}; {SENTENCE[:n]}." for n in range(45))
SHOWN = "show(drawing, alt='A line.', caption='It is straight.')"
FOLD = '<details>\n<summary><span aria-hidden="true">▸ </span>{}</summary>\n\n{}\n</details>'


def text_cell(name, *lines):
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": "\n".join(lines)}


def printed(text):
    return [{"output_type": "stream", "name": "stdout", "text": text}]


def code_cell(name, *lines, output=None, count=None):
    tags = {"tags": [CHECKED]} if output else {}
    return {
        "cell_type": "code",
        "id": name,
        "metadata": tags,
        "source": "\n".join(lines),
        "outputs": printed(output) if output else [],
        "execution_count": count,
    }


def notebook(*cells):
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def good_lesson():
    """Return a small lesson that keeps every rule."""
    draws = (
        "fig, ax = style.figure()",
        "bend = lambda n: rate * n",
        "guess = predict('How far?', answer=bend(1), among=None, why='So.')",
        "def draw(n): return f'{n} {bend(n)} {ax}'",
        "explore(draw, figure=fig, caption='The ray bends.', n=Slider(1, 2))",
    )
    path = ROOT / "lessons" / "9_sample" / "3_ray.ipynb"
    main = notebook(
        text_cell(
            "card", "# 9.3 A ray", "Bend a ray. 40 minutes to read; 100 for the exercises, 40 for a short set of two."
        ),
        text_cell("ask", "Which way does it bend?"),
        code_cell(
            "imports",
            "import numpy as np",
            "from physdl import style",
            "from physdl.explore import Slider, explore, predict, show",
        ),
        code_cell("play", *draws),
        text_cell(
            "derive",
            "(the-law)=",
            "## The law",
            "$$ n = 1 $$ (ray-law)",
            "",
            "See {eq}`ray-law` and [above](#the-law).",
            ":::{prf:theorem} Least\n:label: ray-least\n:enumerator: 9.3.1\n\nIt bends.\n:::",
            ":::{prf:proof}\n:nonumber:\n\nLook.\n:::",
            PROSE,
        ),
        code_cell("one", "print(f'{np.pi:.5f}')", output="3.14159\n", count=3),
        code_cell("two", "print(2)", output="2\n", count=4),
        code_cell("three", "assert 1 + 1 == 2", "print(3)", output="3\n", count=5),
        code_cell("still", "drawing, _ = style.figure()", SHOWN),
        text_cell("train", "## Practice", *["A problem.", FOLD.format("Solution", "Solved.")] * 2),
        text_cell("quiz", "## Quiz", "Why?", FOLD.format("So", "Because.")),
        text_cell("keep", "## Take away", *["- One line."] * 5, "", "[Exercises](exercises/3_ray.ipynb)"),
        text_cell("read", "## References", "P. Fermat, [a letter](https://doi.org/10.1000/Letter%2862%29)."),
    )
    exercises = notebook(
        text_cell("title", "# Exercises 9.3: a ray", "Back to [the lesson](../3_ray.ipynb)."),
        *(
            text_cell(f"e{n}", f"## 9.3-{n} A ray again", f"*20 minutes{', short set' * (n < 3)}*", "", "Bend it.")
            for n in range(1, 6)
        ),
        code_cell("stub", "def bend(index):", "    ..."),
    )
    return Lesson(
        path,
        main,
        exercises,
        files=frozenset(
            (path.parent / file).resolve() for file in (path.name, f"exercises/{path.name}", "../../book/roadmap.md")
        ),
        labels=frozenset({"the-law"}),
        equations=frozenset({"ray-law"}),
        terms=frozenset({"ray"}),
        sources=frozenset({"10.1000/letter(62)"}),
        titles={"9.2": None, "9.3": "A ray"},
    )


def complaints(lesson):
    main = [f"{rule.__name__}: {text}" for rule in LESSON for text in rule(lesson)]
    return main + [f"{rule.__name__}: {text}" for rule in EXERCISES for text in rule(lesson)]


def at(notebook, name):
    return next(cell for cell in notebook["cells"] if cell["id"] == name)


def edit(name, old, new, of="notebook"):
    def cripple(lesson):
        cell = at(getattr(lesson, of), name)
        assert old in cell["source"]
        cell["source"] = cell["source"].replace(old, new)

    return cripple


def put(name, **changes):
    return lambda lesson: at(lesson.notebook, name).update(copy.deepcopy(changes))


def drop(name, of="notebook"):
    return lambda lesson: getattr(lesson, of)["cells"].remove(at(getattr(lesson, of), name))


def add(cell, of="notebook"):
    return lambda lesson: getattr(lesson, of)["cells"].append(copy.deepcopy(cell))


def whole(of="notebook", **changes):
    return lambda lesson: getattr(lesson, of).update(changes)


def lengthen(lesson):
    for _, cell in standard.cells(lesson.notebook, "code"):
        cell["source"] = "\n".join([*LINES[:5], cell["source"]])


PICTURE = [{"output_type": "display_data", "data": {"image/png": "iVBOR"}, "metadata": {}}]
WARNING = [{"output_type": "stream", "name": "stderr", "text": "careful"}]
LINES = [f"x{n} = {n}" for n in range(16)]

CRIPPLES = [
    ("nbformat 4.4", whole(nbformat_minor=4), "nbformat is 4.4, not 4.5"),
    ("no cell id", put("two", id=None), "cell 6 has no id"),
    ("cell id twice", put("two", id="one"), "cell id 'one' occurs twice"),
    ("stored output", put("play", outputs=printed("1")), "cell 3 is not checked but stores output"),
    ("stored count", put("play", execution_count=7), "cell 3 is not checked but has an execution count"),
    ("checked cell without output", put("two", outputs=[]), "cell 6 is checked but stores no output"),
    ("checked cell without count", put("two", execution_count=None), "cell 6 is checked but has no execution count"),
    ("stored picture", put("two", outputs=PICTURE), "cell 6 stores image/png"),
    ("stored warning", put("two", outputs=WARNING), "cell 6 stores an error or a warning"),
    ("attached picture", put("ask", attachments={"a.png": {}}), "cell 1 stores a picture"),
    (
        "picture in the text",
        edit("derive", "## The law", "## The law\n![A ray.](data:image/png;base64,iVBOR)"),
        ["links_resolve: cell 4", "cell 4 stores a picture"],
    ),
    ("widget state", whole(metadata={"widgets": {}}), "the notebook stores widget state"),
    ("machine path", edit("derive", "(ray-law)", "(ray-law)\n\nSee /home/ada/ray.py."), "names a place on one machine"),
    ("magic", edit("imports", "import numpy as np", "%matplotlib inline"), "cell 2 is not plain Python"),
    ("shell", edit("imports", "import numpy as np", "!pip install numpy"), "cell 2 is not plain Python"),
    ("foreign package", edit("imports", "import numpy as np", "import pandas"), "cell 2 imports pandas"),
    (
        "download",
        edit("imports", "import numpy as np", "from urllib.request import urlopen"),
        "cell 2 imports urllib.request",
    ),
    (
        "browser's installer in a lesson",
        edit("imports", "import numpy as np", "import piplite"),
        "cell 2 imports piplite",
    ),
    ("threads", edit("imports", "import numpy as np", "import threading"), "cell 2 imports threading"),
    ("processes", edit("imports", "import numpy as np", "import subprocess"), "cell 2 imports subprocess"),
    (
        "foreign package in the exercises",
        edit("stub", "def bend", "import torch\ndef bend", of="exercises"),
        "cell 6 imports torch",
    ),
    ("input", edit("two", "print(2)", "print(input())"), "cell 6 calls input()"),
    ("file", edit("still", "show(", "drawing.savefig('a.png')\nshow("), "cell 8 calls drawing.savefig()"),
    ("long cell", edit("imports", "import numpy as np", "\n".join(LINES[:14])), "cell 2 has 16 lines, more than 15"),
    (
        "long line",
        edit("imports", "import numpy as np", f"import numpy as np  # {66 * 'x'}"),
        "cell 2 has a line of 88 characters, more than 87",
    ),
    ("long median", lengthen, "the median code cell has 7 lines, more than 6"),
    ("bare show", edit("still", SHOWN, "plt.show()"), "cell 8 calls plt.show(), whose figure has no words"),
    (
        "figure without words",
        edit("still", SHOWN, "ax.plot([0, 1])"),
        "the figure of cell 8 is not shown by explore(…) or show(…)",
    ),
    (
        "pyplot figure",
        edit("three", "print(3)", "plt.plot([1])"),
        ["checked_numbers_and_figures_are_apart: cell 7", "figures_go_through_explore_or_show: cell 7"],
    ),
    (
        "figure in a checked cell",
        edit("two", "print(2)", "print(2)\nshow(drawing, alt='Other.', caption='Another.')"),
        "cell 6 is checked and makes a figure",
    ),
    ("no caption", edit("play", "caption='The ray bends.', ", ""), "the figure of cell 3 has no caption"),
    ("empty alt text", edit("still", "alt='A line.'", "alt=' '"), "the figure of cell 8 has no alt"),
    (
        "same caption twice",
        edit("still", "It is straight.", "The ray bends."),
        "cells 3 and 8 give their figures the same caption",
    ),
    (
        "mute picture",
        edit("ask", "Which way", "![](ray.svg)\n\nWhich way"),
        ["links to ray.svg, which does not exist", "cell 1 has a picture without alt text"],
    ),
    ("mute img", edit("ask", "Which way", "<img src='ray.svg'>\n\nWhich way"), "cell 1 has a picture without alt text"),
    (
        "mute figure directive",
        edit("ask", "Which way", ":::{figure} ray.svg\nA ray.\n:::\n\nWhich way"),
        "cell 1 has a picture without alt text",
    ),
    (
        "axes of a handle lost",
        lambda lesson: [
            edit("play", "n=Slider(1, 2)", "n=Slider(1, 2,\n handle=lambda n: (n, bottom))")(lesson),
            edit("two", "print(2)", "bottom = print(2)")(lesson),
        ],
        "cell 6 rebinds bottom, which the slider of cell 3 still needs",
    ),
    (
        "axes of a slider lost",
        edit("still", "drawing, _ =", "drawing, ax ="),
        "cell 8 rebinds ax, which the slider of cell 3 still needs",
    ),
    (
        "function of a slider lost",
        edit("two", "print(2)", "print(2)\nfor k in (1, 2):\n    rate = k"),
        "cell 6 rebinds rate, which the slider of cell 3 still needs",
    ),
    ("nothing to play with", drop("play"), ["there is no explore(…) figure", "no predict(…) stands before"]),
    ("wrong number", edit("card", "# 9.3", "# 9.4"), "the first cell does not begin with '# 9.3 Title'"),
    (
        "no minutes",
        edit("card", "40 minutes to read; ", ""),
        "the card does not say how many minutes",
    ),
    (
        "exercises not added up",
        edit("card", "100 for", "90 for"),
        "the card does not say: 100 for the exercises, 40 for a short set of two",
    ),
    (
        "an exercise without minutes",
        edit("e5", "*20 minutes*", "", of="exercises"),
        ["the card does not say: 80 for the exercises", "4 of 5 exercises state their minutes"],
    ),
    (
        "a short set of three",
        edit("e3", "*20 minutes*", "*20 minutes, short set*", of="exercises"),
        ["the card does not say: 100 for", "the short set is of 3 exercises and 60 minutes, not 2 and 45"],
    ),
    ("two titles", edit("derive", "## The law", "# The law"), "there is more than one title"),
    ("no guess", edit("play", "predict(", "print("), "no predict(…) stands before the first numbered equation"),
    (
        "guess after the formulas",
        lambda lesson: lesson.notebook["cells"].insert(1, lesson.notebook["cells"].pop(4)),
        "no predict(…) stands before the first numbered equation",
    ),
    ("answer typed", edit("play", "answer=bend(1)", "answer=1"), "cell 3 types the answer of its predict(…)"),
    ("folded in one place", put("play", metadata={"tags": ["hide-input"]}), "cell 3 is folded in the book alone"),
    ("no mark", edit("quiz", '<span aria-hidden="true">▸ </span>', ""), "the summary 'So' has no mark for JupyterLab"),
    ("formula in a summary", edit("quiz", "So<", "$x$<"), "the summary '$x$' has markup that is not set there"),
    ("no blank line", edit("quiz", "</summary>\n\n", "</summary>\n"), "no blank line below the summary 'So'"),
    ("no equation", edit("derive", "$$ n = 1 $$ (ray-law)", "$n = 1$"), ["there is no numbered equation"]),
    ("two checked outputs", drop("two"), "there are 2 checked outputs, fewer than 3"),
    ("nothing asserted", edit("three", "assert 1 + 1 == 2", "1 + 1"), "nothing is asserted"),
    (
        "unrounded number",
        put("two", outputs=printed("0.30000000000000004")),
        "cell 6 stores 0.30000000000000004: round it",
    ),
    (
        "one practice problem",
        edit("train", FOLD.format("Solution", "Solved.") + "\nA problem.", "A problem."),
        "Practice has 1 folded solutions, fewer than 2",
    ),
    ("no practice", edit("train", "## Practice", "## More"), "there is no section Practice"),
    ("no quiz", drop("quiz"), "there is no section Quiz"),
    ("quiz without reasons", edit("quiz", FOLD.format("So", "Because."), ""), "the Quiz has no folded answer"),
    ("no take-away", edit("keep", "## Take away", "## So"), "there is no section Take away"),
    ("long take-away", edit("keep", "- One line.", "- One line.\n- Another."), "Take away has 10 lines, more than 5"),
    (
        "no way to the exercises",
        edit("keep", "[Exercises](exercises/3_ray.ipynb)", ""),
        "there is no link to the exercise notebook",
    ),
    ("no references", drop("read"), "there is no section References"),
    (
        "references without source",
        edit("read", "[a letter](https://doi.org/10.1000/Letter%2862%29)", "Many"),
        "References names no source",
    ),
    (
        "raw key in JupyterLab",
        edit("read", "P. Fermat", "P. Fermat {cite:p}`fermat1662`"),
        "cell 12 has the role {cite}: write [name and year]",
    ),
    (
        "unknown source",
        edit("read", "Letter%2862%29", "letter(63)"),
        "cell 12 links to 10.1000/letter(63), which the bibliography does not have",
    ),
    ("little prose", edit("derive", PROSE, ""), "words of prose, fewer than 900"),
    (
        "dead link",
        edit("card", "Bend a ray.", "Bend [a ray](2_rays.ipynb)."),
        "cell 0 links to 2_rays.ipynb, which does not exist",
    ),
    (
        "dead link in the exercises",
        edit("e2", "Bend it.", "[Bend](../2_rays.ipynb) it.", of="exercises"),
        "cell 2 links to ../2_rays.ipynb",
    ),
    ("dead anchor", edit("derive", "(#the-law)", "(#a-law)"), "cell 4 links to #a-law, which does not exist"),
    (
        "a page that JupyterLab cannot open",
        edit("card", "Bend a ray.", "See [the roadmap](../../book/roadmap.md)."),
        "cell 0 links to ../../book/roadmap.md, which JupyterLab cannot open",
    ),
    ("raw link", edit("card", "Bend a ray.", '<a href="3_ray.ipynb">Bend</a> a ray.'), "cell 0 has a raw <a href>"),
    (
        "insecure link",
        edit("card", "Bend a ray.", "Bend [a ray](http://example.org)."),
        "cell 0 links to http://example.org, which is not https",
    ),
    ("dead equation", edit("derive", "{eq}`ray-law`", "{eq}`snell`"), "cell 4: {eq}`snell` leads nowhere"),
    (
        "equation that JupyterLab alone numbers",
        edit("derive", "$$ n = 1 $$ (ray-law)", "$$ n = 1 $$ (ray-law)\n\n$$ n = 2 $$"),
        "an equation without a label is no equation*: n = 2",
    ),
    (
        "statement without its number",
        edit("derive", ":enumerator: 9.3.1", ":enumerator: 9.3.2"),
        "cell 4: the theorem 'Least' wants :enumerator: 9.3.1",
    ),
    (
        "statement without a label",
        edit("derive", ":label: ray-least\n", ""),
        "cell 4: the theorem 'Least' has no label",
    ),
    ("proof with a number", edit("derive", ":nonumber:\n", ""), "cell 4 has a proof without :nonumber:"),
    ("dead term", edit("card", "Bend a ray.", "Bend a {term}`beam`."), "cell 0: {term}`beam` leads nowhere"),
    ("role of the book", edit("card", "Bend a ray.", "Bend {lesson}`9.3`."), "cell 0 has the role {lesson}"),
    ("wrong title", edit("card", "Bend a ray.", "Bend [9.3 Rays](3_ray.ipynb)."), "cell 0 calls 9.3 'Rays'"),
    (
        "announced lesson",
        edit("card", "Bend a ray.", "See lesson 9.3, to come."),
        "cell 0 announces lesson 9.3, which is written",
    ),
    ("unwritten lesson", edit("card", "Bend a ray.", "Lesson 9.2 bends a ray."), "cell 0 names lesson 9.2, which is"),
    ("dead reference", edit("card", "Bend a ray.", "Bend {ref}`rays <a-law>`."), "cell 0: {ref}`a-law` leads nowhere"),
    (
        "four exercises",
        drop("e5", of="exercises"),
        ["there are 4 exercises, fewer than 5", "the card does not say: 80 for the exercises"],
    ),
    (
        "exercise number skipped",
        edit("e4", "9.3-4", "9.3-6", of="exercises"),
        "the exercises are not numbered 1 to 5: 1, 2, 3, 6, 5",
    ),
    (
        "exercises of another lesson",
        edit("title", "9.3", "9.2", of="exercises"),
        "the first cell's title does not name lesson 9.3",
    ),
    (
        "no way back",
        edit("title", "(../3_ray.ipynb)", "(3_ray.ipynb)", of="exercises"),
        "no link leads back to the lesson",
    ),
    (
        "output in the exercises",
        add(code_cell("run", "1", count=1), of="exercises"),
        "cell 7 is not checked but has an execution count",
    ),
]


def test_the_good_lesson_is_good():
    assert complaints(good_lesson()) == []


@pytest.mark.parametrize(("cripple", "expected"), [c[1:] for c in CRIPPLES], ids=[c[0] for c in CRIPPLES])
def test_rule_bites(cripple, expected):
    lesson = copy.deepcopy(good_lesson())
    cripple(lesson)
    expected = [expected] if isinstance(expected, str) else expected
    found = complaints(lesson)
    assert len(found) == len(expected), found
    for text, complaint in zip(expected, sorted(found), strict=True):
        assert text in complaint


def test_every_rule_is_shown_to_bite():
    bitten = set()
    for _, cripple, _ in CRIPPLES:
        lesson = good_lesson()
        cripple(lesson)
        bitten |= {complaint.split(":")[0] for complaint in complaints(lesson)}
    assert bitten == {rule.__name__ for rule in (*LESSON, *EXERCISES)}


def test_a_repeated_sentence_is_found():
    shared = "A beam of light that enters the water at a slant is bent towards the normal of its surface."
    texts = {"a": f"One. {shared}", "b": f"## Two\n\nAnother short one. {shared} And more.", "c": "A ray is bent."}
    (complaint,) = standard.repeated_sentences(texts)
    assert complaint.startswith("a and b share a sentence: 'A beam of light")


def test_a_figure_shown_by_the_next_cell_appears_once():
    """The rule about figures lets a cell make one and the next show it; a bare copy must not slip out between."""
    made, shown = (
        "from physdl import explore, style\nfigure, ax = style.figure()",
        "explore.show(figure, alt='A.', caption='B.')",
    )
    cells = [nbformat.v4.new_code_cell(made), nbformat.v4.new_code_cell(shown)]
    executed = NotebookClient(nbformat.v4.new_notebook(cells=cells)).execute()
    assert [len(cell.outputs) for cell in executed.cells] == [0, 1]
