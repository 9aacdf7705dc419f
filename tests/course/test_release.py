import ast
import asyncio
import json
import re
import shutil
import subprocess
import sys
import types
from pathlib import Path

import border
import nbformat
import pytest

from physdl.course import assignment, release

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not (ROOT / "instructor").is_dir(), reason="instructor/ is not part of this copy")

SOURCES = sorted((ROOT / "instructor").glob("*/*.ipynb"))
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv*", "_build", "build", "dist", "work", "__pycache__", ".*_cache", ".physdl"
)


@pytest.fixture
def planted(tmp_path):
    """A copy of the repository with a token in every place that must stay with the instructor, released again."""
    copy = tmp_path / "repo"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    tokens = border.plant(copy / "instructor")
    for path, text in release.generate(copy).items():
        path.write_text(text, encoding="utf-8")
    return copy, tokens


def test_committed_notebooks_are_the_generated_ones():
    assert release.differences(ROOT) == []


def test_a_difference_is_noticed(tmp_path):
    for name in ("instructor", "lessons"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=LEFT_OUT)
    (tmp_path / "book").mkdir()
    for name in ("pyproject.toml", "book/_config.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    victim = next((tmp_path / "lessons").glob("*/exercises/*.ipynb"))
    victim.write_text(victim.read_text().replace("Exercises", "Exercise", 1))
    (victim.parent / "9_old.ipynb").write_text("{}")
    assert release.differences(tmp_path) == [
        f"{victim.parent.relative_to(tmp_path) / '9_old.ipynb'} has no source",
        f"{victim.relative_to(tmp_path)} differs from its source",
    ]
    victim.unlink()
    assert f"{victim.relative_to(tmp_path)} is missing" in release.differences(tmp_path)


def test_nothing_of_the_instructors_reaches_lessons_wheel_or_sdist(planted):
    copy, tokens = planted
    assert {place.split()[0] for place in tokens.values()} == set(border.PLACES)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(copy / "dist"), str(copy)]
    subprocess.run(command, check=True, capture_output=True)
    made = sorted((copy / "dist").iterdir())
    assert [path.suffix for path in made] == [".whl", ".gz"] or [path.suffix for path in made] == [".gz", ".whl"]
    outside = [path for path in copy.iterdir() if path.name != "instructor"]
    assert border.find(tokens, *outside) == []


def test_nothing_of_the_instructors_reaches_the_book(planted):
    copy, tokens = planted
    config = copy / "book" / "_config.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("execute_notebooks: cache", 'execute_notebooks: "off"'), encoding="utf-8")
    (copy / "book" / "ledger.md").write_text("# The ledger\n", encoding="utf-8")
    toc = copy / "book" / "_toc.yml"
    reference = re.compile(r"^ *- file: book/api/.*\n(?: *sections:\n)?", re.M)  # made from physdl's docstrings alone
    toc.write_text(reference.sub("", toc.read_text(encoding="utf-8")), encoding="utf-8")
    # One lesson stands for all, which the test above searches: of the others the title is enough for links to arrive.
    for lesson in set((copy / "lessons").glob("*/*.ipynb")) - {copy / "lessons" / "1_action" / "1_fermat.ipynb"}:
        notebook = json.loads(lesson.read_text(encoding="utf-8"))
        lesson.write_text(json.dumps(notebook | {"cells": notebook["cells"][:1]}), encoding="utf-8")
    # Pictures that take minutes to compute hold no words.
    no_picture = "def stored(app, name, make, sources):\n    pass\n"
    (copy / "book" / "_ext" / "house" / "stored.py").write_text(no_picture, encoding="utf-8")
    command = [Path(sys.executable).with_name("jupyter-book"), "build", ".", "--path-output", "book", "--all"]
    command += ["--config", "book/_config.yml", "--toc", "book/_toc.yml"]
    subprocess.run(command, check=True, capture_output=True, cwd=copy)
    html = copy / "book" / "_build" / "html"
    assert (html / "lessons" / "1_action" / "exercises" / "1_fermat.html").exists()
    assert border.find(tokens, copy / "book") == []


def test_the_search_finds_what_is_there(planted):
    copy, tokens = planted
    assert {word for _, word in border.find(tokens, copy / "instructor")} == set(tokens)
    word = next(iter(tokens))
    shutil.make_archive(str(copy / "a"), "zip", copy / "instructor")
    shutil.make_archive(str(copy / "b"), "gztar", copy / "instructor")
    assert {
        name.split("!")[0] for name, found in border.find(tokens, copy / "a.zip", copy / "b.tar.gz") if found == word
    } == {
        str(copy / "a.zip"),
        str(copy / "b.tar.gz"),
    }


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_students_notebook_is_whole_and_clean(source):
    trusted = assignment.read(source)
    student = release.student_version(trusted)
    nbformat.validate(nbformat.from_dict(student))
    assert release.write(student) == release.write(release.student_version(json.loads(json.dumps(trusted))))
    trusted_ids = [cell["id"] for cell in trusted["cells"]]
    assert [cell["id"] for cell in student["cells"]] == [i for i in trusted_ids if not i.endswith("-solution")]
    for cell in student["cells"]:
        assert set(cell["metadata"]) <= {"nbgrader", "deletable", "editable", "tags"}
        assert cell["metadata"].get("tags", []) == (["hide-input"] if cell["id"] == "setup" else [])
        assert "attachments" not in cell
        assert not cell.get("outputs")


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_notebook_has_five_exercises_one_of_them_open(source):
    notebook = assignment.read(source)
    items = assignment.items(notebook)
    assert len(items) >= 5
    assert sum(item.hidden is None for item in items) == 1
    for item in items:
        assert f"({item.possible:g} points" in item.title
        assert item.title.startswith(item.id)
    notes = "".join(assignment.source(cell) for cell in notebook["cells"] if assignment.role(cell) is None)
    assert notes.count("**Solution.**") == sum(item.hidden is not None for item in items)
    opened = next(assignment.source(c) for c in notebook["cells"] if assignment.role(c) == "open")
    assert "**Rubric" in opened
    assert "**Model answer.**" in opened


# ---- a notebook that stands alone ----------------------------------------------------------------------------------

ADDRESS = "https://example.org/course"
WHEEL = release.wheel(ROOT)


def first_cell(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return next("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code")


def run_alone(monkeypatch, source, *, platform="linux", modules=(), arrives=False):
    """Run a first cell where the library is missing; return what it asked for. `arrives`: asking for it helps."""
    from physdl import course

    asked = []

    def ask(*words):
        asked.append(" ".join(words))
        if arrives:
            monkeypatch.setitem(sys.modules, "physdl.course", course)

    async def install(name):
        ask("piplite", name)

    monkeypatch.setitem(sys.modules, "physdl.course", None)
    monkeypatch.setitem(sys.modules, "piplite", types.SimpleNamespace(install=install))
    monkeypatch.setattr(sys, "platform", platform)
    for name in modules:
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    space = {"get_ipython": lambda: types.SimpleNamespace(run_line_magic=ask)}
    running = eval(compile(source, "first cell", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), space)
    if running is not None:
        asyncio.run(running)
    return asked, space.get("check")


@pytest.mark.parametrize("path", sorted(ROOT.glob("lessons/*/exercises/*.ipynb")), ids=lambda path: path.stem)
def test_every_notebook_says_how_to_get_the_library(path, monkeypatch):
    assert release.get_library(WHEEL, release.published(ROOT)) in first_cell(path)
    with pytest.raises(ModuleNotFoundError) as told:
        run_alone(monkeypatch, first_cell(path))
    (line,) = str(told.value).splitlines()
    assert "make lab" in line
    assert f"%pip install {WHEEL}" in line or f"/_static/{WHEEL}" in line


@pytest.mark.parametrize("address", ["", ADDRESS, ADDRESS + "/"])
def test_a_browser_gets_the_library_by_itself(address, monkeypatch):
    source = release.get_library(WHEEL, address)
    asked, check = run_alone(monkeypatch, source, platform="emscripten", arrives=True)
    assert asked == [f"piplite {ADDRESS}/_static/{WHEEL}" if address else "piplite physdl"]
    assert callable(check)


def test_colab_gets_the_library_by_itself_once_the_book_is_published(monkeypatch):
    asked, check = run_alone(monkeypatch, release.get_library(WHEEL, ADDRESS), modules=["google.colab"], arrives=True)
    assert asked == [f"pip install --quiet {ADDRESS}/_static/{WHEEL}"]
    assert callable(check)
    with pytest.raises(ModuleNotFoundError, match="%pip install"):
        run_alone(monkeypatch, release.get_library(WHEEL), modules=["google.colab"])


def test_the_address_is_the_books(tmp_path):
    (tmp_path / "book").mkdir()
    config = tmp_path / "book" / "_config.yml"
    for line, address in (('html_baseurl: ""', ""), (f"html_baseurl: {ADDRESS}/ # here", ADDRESS + "/")):
        config.write_text(f"sphinx:\n  config:\n    {line}\n", encoding="utf-8")
        assert release.published(tmp_path) == address


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a\n### BEGIN SOLUTION\nb", "close the region"),
        ("a\n### END SOLUTION\nb", "in turn"),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION", "in turn"),
        ("a\n=== BEGIN MARK SCHEME ===", "MARK SCHEME"),
    ],
)
def test_marks_that_do_not_pair_stop_the_release(text, complaint):
    marks = {"grade": False, "grade_id": "9.9-1-answer", "locked": False, "solution": True, "schema_version": 3}
    cell = {"cell_type": "code", "id": "a", "metadata": {"nbgrader": marks}, "source": text, "outputs": []}
    with pytest.raises(ValueError, match=complaint):
        release.student_version({"cells": [cell]})


def test_a_stub_takes_the_place_of_a_region():
    text = "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n"
    text += "### BEGIN SOLUTION: g = ...\ng = 1\n### END SOLUTION"
    shown, solution = assignment.split({"source": text}, "SOLUTION")
    assert shown == "def f(x):\n    ...\ng = ..."
    assert solution == "    return x\ng = 1"


def test_the_command_says_what_is_missing(tmp_path, capsys):
    from physdl.course.__main__ import main

    assert main(["release", "--root", str(tmp_path)]) == 2
    assert "no folder instructor" in capsys.readouterr().err
    assert main(["release", "--check", "--root", str(ROOT)]) == 0
