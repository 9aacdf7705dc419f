"""What a reader on a slow phone waits for: Lighthouse's figures for the cover, a first and a heavy lesson.

Run as `make lighthouse`, after `make book`. The built book is served as a web host serves it: HTTP/1.1, text packed by
gzip. Lighthouse loads each page in the Chromium of this machine and works out what a mid-range phone on a slow network
would have met (its mobile profile: 150 ms, 1.6 Mbit/s, a quarter of this processor's speed; so a busy machine lowers
the figures). It is fetched by npm into `build/lighthouse` when it is not there. The median run of each page is printed.
"""

import argparse
import contextlib
import functools
import gzip
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HTML = ROOT / "book" / "_build" / "html"
TOOL = ROOT / "build" / "lighthouse"
VERSION = "12.8.2"
PAGES = ("book/intro.html", "lessons/1_action/1_fermat.html", "lessons/5_bayes/3_running.html")
PACKED = (".html", ".js", ".css", ".json", ".svg", ".txt")
COLUMNS = {
    "first paint s": ("first-contentful-paint", 1e3),
    "largest paint s": ("largest-contentful-paint", 1e3),
    "blocked s": ("total-blocking-time", 1e3),
    "weight kB": ("total-byte-weight", 1e3),
    "layout shift": ("cumulative-layout-shift", 1),
}


class Host(http.server.SimpleHTTPRequestHandler):
    """Serve files as a web host does: one connection for many, text packed."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        """Answer with the file, packed if it is text."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in PACKED or not path.is_file() or "gzip" not in self.headers.get("Accept-Encoding", ""):
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Say nothing."""


class Server(http.server.ThreadingHTTPServer):
    """A browser that leaves hangs up: not worth a word."""

    def handle_error(self, request, client_address):
        """Say nothing."""


def tool():
    """Return the command that runs Lighthouse, and install it if it is not there; say what is missing."""
    command = TOOL / "node_modules" / ".bin" / "lighthouse"
    if not shutil.which("node") or not shutil.which("npm"):
        raise SystemExit(
            "Lighthouse runs on Node 18.16 or newer, and there is no node and npm here: install both, then again."
        )
    if not command.exists():
        print(f"Fetching Lighthouse {VERSION} by npm into {TOOL.relative_to(ROOT)} (once; a minute) ...")
        TOOL.mkdir(parents=True, exist_ok=True)
        install = [
            "npm",
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--prefix",
            str(TOOL),
            f"lighthouse@{VERSION}",
        ]
        subprocess.run(install, check=True)
    return command


def chromium():
    """Return the browser."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise SystemExit("Lighthouse needs a browser: install the package chromium, then again.")
    return found


@contextlib.contextmanager
def running(browser):
    """Start the browser and yield the port of its debugger: one that has just started paints its first page late."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        flags += ["--remote-debugging-port=0", f"--user-data-dir={profile}"]
        process = subprocess.Popen(
            [browser, *flags, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            told, end = Path(profile) / "DevToolsActivePort", time.monotonic() + 60
            while not told.exists() or not told.read_text().strip():
                if process.poll() is not None or time.monotonic() > end:
                    raise SystemExit(f"{browser} does not start: try it by hand.")
                time.sleep(0.1)
            time.sleep(3)
            yield told.read_text().split()[0]
        finally:
            process.terminate()
            process.wait()


def measure(command, port, address):
    """Return Lighthouse's report on one page, as it writes it."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        options = [f"--port={port}", "--only-categories=performance", "--output=json", f"--output-path={report}"]
        done = subprocess.run([str(command), address, *options], capture_output=True, text=True, check=False)
        if done.returncode or not report.exists():
            raise SystemExit(f"Lighthouse could not read {address}:\n" + done.stderr[-2000:])
        return json.loads(report.read_text(encoding="utf-8"))


def row(report):
    """Return (score of 100, figures of the columns) of a report."""
    score = report["categories"]["performance"]["score"]
    if score is None:
        raise SystemExit(f"Lighthouse gave no score: {report.get('runtimeError') or report['runWarnings']}")
    return round(100 * score), [report["audits"][name]["numericValue"] / unit for name, unit in COLUMNS.values()]


def main():
    """Print one line a page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", default=PAGES, help="pages of the built book")
    parser.add_argument("--html", type=Path, default=HTML, help="the built book")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each page, of which the median is printed")
    options = parser.parse_args()
    if not (options.html / "index.html").exists():
        raise SystemExit(f"There is no book in {options.html}: run `make book` first.")
    command, browser = tool(), chromium()
    host = functools.partial(Host, directory=options.html)
    with Server(("127.0.0.1", 0), host) as server, running(browser) as port:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(f"{'page':34}{'of 100':>8}" + "".join(f"{name:>17}" for name in COLUMNS))
        for page in options.pages:
            address = f"http://127.0.0.1:{server.server_address[1]}/{page}"
            rows = sorted(row(measure(command, port, address)) for _ in range(options.repeats))
            score, figures = rows[len(rows) // 2]
            print(f"{page:34}{score:>8}" + "".join(f"{figure:>17.2f}" for figure in figures), flush=True)
        server.shutdown()


if __name__ == "__main__":
    sys.exit(main())
