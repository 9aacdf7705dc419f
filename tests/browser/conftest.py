"""A real Chromium, and the built book served as a reader would meet it: over http and from the disk."""

import functools
import http.server
import os
import shutil
import threading
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
# The first has no window of its own to draw, and the tests take a good part of the processor less with it.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Sections out of sight are laid out, too: else they had no words and no places for a test.
SETTLED = """(() => {
    const all = document.createElement("style");
    all.textContent = "section { content-visibility: visible !important }";
    document.head.append(all);
    dispatchEvent(new Event("scroll"));
    return Promise.resolve(window.MathJax?.startup?.promise).then(() => document.fonts.ready).then(() => true);
})()"""
WAIT = 60_000  # milliseconds until a condition counts as never met
EVERY = bool(os.environ.get("PHYSDL_THOROUGH"))  # page is walked, and every element of it asked for its colours


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no Chromium, and CI must have one: install the package chromium")
        pytest.skip("there is no Chromium (install the package chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser):
    """Return a function that opens an address in a fresh context and waits until fonts, and formulas, are there.

    Formulas stay as they were typed unless they are asked for: setting them takes longer than most tests.
    """
    contexts = []

    def visit(address, *, width=1280, height=900, scale=1, formulas=False, **options):
        context = browser.new_context(
            viewport={"width": width, "height": height}, device_scale_factor=scale, accept_downloads=True, **options
        )
        context.set_default_timeout(WAIT)
        contexts.append(context)
        if not formulas:
            context.route("**/mathjax/**", lambda route: route.abort())
        page = context.new_page()
        page.goto(address)
        settle(page)
        return page

    yield visit
    for context in contexts:
        context.close()


def settle(page):
    """Wait until the page has set its formulas, which those out of sight do for a reader only, and loaded its fonts."""
    page.evaluate(SETTLED)


@pytest.fixture(scope="session")
def html():
    """Return the folder of the built book."""
    folder = Path(os.environ.get("PHYSDL_HTML", ROOT / "book" / "_build" / "html"))
    if not (folder / "index.html").exists():
        pytest.fail(f"there is no book to read in {folder}: run `make book` first")
    return folder


@pytest.fixture(scope="session")
def pages(html):
    """Return the paths of all pages of the book, relative to its folder; index.html only leads to the first one."""
    found = sorted(path.relative_to(html).as_posix() for path in html.rglob("*.html"))
    return [path for path in found if not path.startswith("_static/") and path != "index.html"]


@pytest.fixture(scope="session")
def walked(pages):
    """Return the pages of the long walks: all of them in `make thorough`.

    Else, of lessons, of their exercises and of the reference, the first page of each folder; of the others all.
    """
    firsts = {}
    for page in pages:
        folder = page.rpartition("/")[0]
        firsts.setdefault(folder if folder.startswith(("lessons/", "book/api")) else page, page)
    assert 20 < len(firsts) < len(pages)
    return pages if EVERY else list(firsts.values())


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serve files without a line for each."""

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    """A browser that leaves a page hangs up on its downloads: not worth a word."""

    def handle_error(self, request, client_address):
        pass


@pytest.fixture(scope="session")
def site(html):
    """Return the address at which the book is served."""
    handler = functools.partial(Quiet, directory=html)
    with Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
