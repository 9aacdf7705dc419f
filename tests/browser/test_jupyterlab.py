"""A lesson in a real JupyterLab: all cells run, and the figure answers to mouse and keyboard."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from conftest import ROOT, WAIT

LESSON = "1_action/1_fermat.ipynb"
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


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Start JupyterLab on a copy of the lessons, with nothing of the user's own settings, and return its address."""
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "lessons", home / "lessons")
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
PROMPTS = "[...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')].map(prompt => prompt.innerText)"


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
    done = f"{PROMPTS}.every(text => /\\[\\d+\\]/.test(text)) || document.querySelector('{LOUD}')"
    page.wait_for_function(f"() => {done}", timeout=MINUTES)
    assert [url for url in requests if not url.startswith((lab, lab.replace("http", "ws"), "data:", "blob:"))] == []
    yield page
    context.close()


def test_every_cell_has_run_without_error_or_warning(notebook):
    assert notebook.locator(LOUD).all_inner_texts() == []
    prompts = notebook.evaluate(PROMPTS)
    lesson = json.loads((ROOT / "lessons" / LESSON).read_text(encoding="utf-8"))
    assert len(prompts) == sum(cell["cell_type"] == "code" for cell in lesson["cells"])
    assert all(re.search(r"\[\d+\]", prompt) for prompt in prompts)


@pytest.fixture
def figure(notebook):
    """Return the first live figure's handle, picture and readout."""
    output = notebook.locator(".jp-OutputArea-output").filter(has=notebook.locator(".noUi-handle")).first
    output.scroll_into_view_if_needed()
    return {
        "handle": output.locator(".noUi-handle").first,
        "track": output.locator(".noUi-target").first,
        "picture": output.locator("img").first,
    }


def seen(figure):
    return [figure["picture"].get_attribute("src"), figure["picture"].get_attribute("alt")]


CHANGED = """before => {
  const picture = document.querySelector(".jp-OutputArea-output:has(.noUi-handle) img");
  return picture.src !== before[0] && picture.alt !== before[1];
}"""


def test_the_figure_is_in_words(figure):
    assert re.search(r"\w+ \w+ \w+", seen(figure)[1])


def test_the_keyboard_changes_picture_and_words(notebook, figure):
    before = seen(figure)
    figure["handle"].focus()
    notebook.keyboard.press("ArrowRight")
    notebook.wait_for_function(CHANGED, arg=before)


def test_the_mouse_changes_picture_and_words(notebook, figure):
    before = seen(figure)
    box = figure["track"].bounding_box()
    notebook.mouse.click(box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2)
    notebook.wait_for_function(CHANGED, arg=before)
