"""A lesson in a real JupyterLab: all cells run, and the figure answers to mouse and keyboard."""

import csv
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from conftest import ROOT, WAIT
from test_figures import Figure

LESSON = "1_action/1_fermat.ipynb"
BENCH = "bench.ipynb"
TOKEN = "lesson"
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},  # cells out of sight stay in the page
}
MINUTES = 120_000  # milliseconds for what a kernel computes


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def one_cell(name):
    """Return a notebook that shows the workbench and nothing else."""
    source = f"from physdl.bayes.workbench import {name}\n{name}()"
    cell = {
        "cell_type": "code",
        "id": "bench",
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    return {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Start JupyterLab on a copy of the lessons, with nothing of the user's own settings, and return its address."""
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "lessons", home / "lessons")
    (home / "lessons" / BENCH).write_text(json.dumps(one_cell("Workbench")), encoding="utf-8")
    (home / "config" / "labconfig").mkdir(parents=True)
    (home / "config" / "labconfig" / "default_setting_overrides.json").write_text(
        json.dumps(SETTINGS), encoding="utf-8"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
    own = {
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "IPYTHONDIR": home / "ipython",
        "PHYSDL_PROGRESS": home / "progress.json",
    }
    port = free_port()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
    command += ["--ip=127.0.0.1", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={home / 'lessons'}"]
    command += [f"--IdentityProvider.token={TOKEN}"]
    with (home / "log").open("w", encoding="utf-8") as log:
        environment = clean | {name: str(path) for name, path in own.items()}
        server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_it_answers(server, f"{address}/api?token={TOKEN}", home / "log")
        yield address
    finally:
        server.terminate()
        server.wait(30)


def wait_until_it_answers(server, address, log):
    """Return when the server answers; fail with its own words when it has ended or a minute has passed."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')[-2000:]}")


LOUD = ".jp-OutputArea-output:is([data-mime-type*=error], [data-mime-type*=stderr])"
# A cell that is folded has a place for its prompt and no number in it.
PROMPTS = (
    "[...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt:not(.jp-Placeholder-prompt)')]"
    ".map(prompt => prompt.textContent)"
)
IDLE = "document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle'"


@pytest.fixture(scope="module")
def notebook(browser, lab):
    """Open lesson 1.1, run all its cells, and return the page when the last one is done."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(WAIT)
    page = context.new_page()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{lab}/lab/tree/{LESSON}?token={TOKEN}")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()  # before that, Run asks which kernel to take
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    done = f"({PROMPTS}.every(text => /\\[\\d+\\]/.test(text)) && {IDLE}) || document.querySelector('{LOUD}')"
    page.wait_for_function(f"() => {done}", timeout=MINUTES)
    assert [url for url in requests if not url.startswith((lab, lab.replace("http", "ws"), "data:", "blob:"))] == []
    yield page
    context.close()


def test_every_cell_has_run_without_error_or_warning(notebook):
    assert notebook.locator(LOUD).all_inner_texts() == []
    prompts = notebook.evaluate(PROMPTS)
    lesson = json.loads((ROOT / "lessons" / LESSON).read_text(encoding="utf-8"))
    code = [cell for cell in lesson["cells"] if cell["cell_type"] == "code"]
    assert len(prompts) == sum(not cell["metadata"].get("jupyter", {}).get("source_hidden") for cell in code)
    assert all(re.search(r"\[\d+\]", prompt) for prompt in prompts)


@pytest.fixture
def figure(notebook):
    """Return the first figure, beside its kernel."""
    figure = Figure(notebook)
    figure.whole.scroll_into_view_if_needed()
    notebook.wait_for_function("input => Number(input.max) === 200", arg=figure.slider.element_handle())
    return figure


def wait_for_other_words(figure, before):
    figure.page.wait_for_function(
        "([image, alt]) => image.alt !== alt", arg=[figure.picture.element_handle(), before["alt"]]
    )


def test_the_figure_is_in_words(figure):
    assert re.search(r"\w+ \w+ \w+", figure.state()["alt"])


def test_the_arrow_keys_are_the_sliders_own_and_every_value_is_drawn(figure):
    """Steps that are finer than the page's frames: each has its own words."""
    for _ in range(3):
        before = figure.state()
        figure.slider.focus()
        figure.page.keyboard.press("ArrowRight")
        wait_for_other_words(figure, before)


def test_the_mouse_drags_the_point(figure):
    before, box = figure.state(), figure.whole.locator(".physdl-handle").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    figure.page.mouse.move(x, y)
    figure.page.mouse.down()
    figure.page.mouse.move(x + 60, y, steps=5)
    figure.page.mouse.up()
    wait_for_other_words(figure, before)
    assert figure.state()["value"] != before["value"]


def test_a_guess_is_answered_without_the_kernel(notebook):
    asked = notebook.locator(".physdl-predict").first
    asked.locator("input").focus()
    notebook.keyboard.press("End")
    asked.get_by_role("button", name="That is my guess").click()
    assert "You said 2.00 m. It is 1.27 m." in asked.get_by_role("status").inner_text()


def test_numbers_and_sources_read_as_in_the_book(notebook):
    """What the book calls Definition 1.1.1 and Figure 1.1.1 is called so here, and no raw key or label is left."""
    titles = notebook.locator(".jp-MarkdownCell aside.myst-proof > :first-child").all_inner_texts()
    assert [title.replace("\n", " ") for title in titles] == ["Definition 1.1.1 (Stationary)"]
    captions = notebook.locator("figure:has(.physdl-picture) figcaption").all_inner_texts()
    assert [caption.split(" ")[:2] for caption in captions] == [
        ["Figure", f"1.1.{k}"] for k in range(1, len(captions) + 1)
    ]
    assert notebook.locator(".jp-MarkdownCell :is(.cite-group, .cite, [data-label], .text-warning)").count() == 0
    words = " ".join(notebook.locator(".jp-MarkdownCell").all_inner_texts())
    for raw in ("thierrymieg2019", "{cite", "{eq}", "{prf", "fermat-"):
        assert raw not in words


def test_drawing_code_is_folded(notebook):
    lesson = json.loads((ROOT / "lessons" / LESSON).read_text(encoding="utf-8"))
    hidden = sum(cell["metadata"].get("jupyter", {}).get("source_hidden", False) for cell in lesson["cells"])
    assert hidden >= 5
    assert notebook.locator(".jp-CodeCell .jp-Cell-inputArea.jp-mod-hidden, .jp-Placeholder").count() >= hidden


def test_figures_suit_a_dark_lab(figure):
    page, light = figure.page, figure.pixels()
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    page.wait_for_function("figure => figure.dataset.night === 'true'", arg=figure.whole.element_handle())
    figure.page.wait_for_timeout(1000)
    assert figure.pixels().mean() < 90 < light.mean()
    page.evaluate("document.body.dataset.jpThemeLight = 'true'")


def test_a_notebook_that_is_opened_again_shows_its_figures(browser, lab, notebook):
    """Saved, and opened without running a cell: every figure stands there and plays its frames."""
    figures = notebook.locator("figure:has(.physdl-picture)").count()
    Figure(notebook).slider.focus()  # whose arrows are its own, and whose Ctrl+S is not
    notebook.keyboard.press("Control+s")
    notebook.wait_for_function("() => !document.querySelector('.jp-mod-current.jp-mod-dirty')")
    name = f"{lab}/api/contents/{LESSON}?token={TOKEN}"
    deadline = time.monotonic() + 30
    while b"physdl-explore" not in urllib.request.urlopen(name, timeout=30).read():
        assert time.monotonic() < deadline, "the notebook was not saved"
        time.sleep(0.3)
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(WAIT)
    page = context.new_page()
    page.goto(f"{lab}/lab/tree/{LESSON}?token={TOKEN}&reset")
    page.wait_for_selector("figure.physdl-explore[data-on]")
    assert page.locator("figure:has(.physdl-picture)").count() == figures
    assert page.get_by_text("Error displaying widget").count() == 0
    again = Figure(page)
    before = again.state()
    again.slider.focus()
    page.keyboard.press("End")
    wait_for_other_words(again, before)
    context.close()


@pytest.fixture(scope="module")
def bench(browser, lab):
    """Open the workbench of lesson 5.6, as somebody would who never wrote a line of code."""
    context = browser.new_context(viewport={"width": 1280, "height": 1400})
    context.set_default_timeout(WAIT)
    page = context.new_page()
    page.goto(f"{lab}/lab/tree/{BENCH}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.get_by_role("button", name="Train and test").wait_for(timeout=MINUTES)
    yield page
    context.close()


def bring(page, button, *files):
    """Choose files in the window that a button opens."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=button).click()
    chooser.value.set_files([{"name": n, "mimeType": "text/plain", "buffer": text.encode()} for n, text in files])


def dna(seed, letters, weights):
    return "".join(random.Random(seed).choices("ACGT", weights, k=letters))


def test_files_are_brought_to_the_workbench_by_hand(bench, tmp_path):
    """Files by the file window, one of them bad; a test with its cautions; a table to take home."""
    bring(bench, "add sources", ("bad.fa", ">seq\nACGT\nAC#T\n"))
    bench.get_by_role("alert").get_by_text("bad.fa").wait_for()
    assert "line 3" in bench.get_by_role("alert").inner_text()
    rich, poor = dna(1, 30_000, (1, 4, 4, 1)), dna(2, 30_000, (4, 1, 1, 4))
    bring(bench, "add sources", ("rich.fa", f">rich\n{rich}\n"), ("poor.fa", f">poor\n{poor}\n"))
    bench.wait_for_function("document.querySelectorAll('select[multiple] option:checked').length === 10")
    bench.locator("select[multiple]").select_option(label=["rich.fa", "poor.fa"])
    bench.get_by_role("button", name="Train and test").click()
    bench.get_by_text("What cannot be concluded").wait_for(timeout=MINUTES)
    assert bench.get_by_text("there is no answer").count() == 1
    interval = bench.get_by_role("row", name="rich.fa").get_by_role("cell").nth(2).inner_text()
    assert re.fullmatch(r"\d+% to \d+%", interval)
    bring(
        bench,
        "sequences to tell",
        ("new.fa", f">one\n{dna(3, 3000, (1, 4, 4, 1))}\n>two\n{dna(4, 60, (1, 1, 1, 1))}\n"),
    )
    link = bench.get_by_role("link", name="Download the table")
    link.wait_for(timeout=MINUTES)
    with bench.expect_download() as download:
        link.click()
    download.value.save_as(tmp_path / "told.csv")
    rows = list(csv.DictReader((tmp_path / "told.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["sequence"], row["told as"]) for row in rows] == [("one", "rich.fa"), ("two", "too short")]
