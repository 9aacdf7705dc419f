"""The built book at a local address."""

from __future__ import annotations

import errno
import functools
import http.server
import sys
from pathlib import Path


def add_parser(subparsers):
    """Add the command ``serve``."""
    parser = subparsers.add_parser("serve", help="show the built book at a local address")
    parser.add_argument("--root", type=Path, default=Path(), help="the course folder (default: where you are)")
    parser.add_argument("--port", type=int, default=8000, help="(default: %(default)s)")
    parser.set_defaults(run=run)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serve files without a line for each."""

    def log_message(self, *arguments):
        """Say nothing."""


class Server(http.server.ThreadingHTTPServer):
    """A browser that leaves a page hangs up on its downloads: not worth a word."""

    def handle_error(self, request, client_address):
        """Say nothing."""


def run(options):
    """Serve until Ctrl-C."""
    folder = options.root / "book" / "_build" / "html"
    if not (folder / "index.html").is_file():
        print("There is no book yet: run 'make book' first.", file=sys.stderr)
        return 2
    try:
        server = Server(("127.0.0.1", options.port), functools.partial(Quiet, directory=folder))
    except (OSError, OverflowError) as reason:
        why = "is taken" if getattr(reason, "errno", None) == errno.EADDRINUSE else f"cannot be used ({reason})"
        other = options.port + 1 if 1024 <= options.port < 65535 else 8000
        print(f"Port {options.port} {why}. Try another: 'make serve PORT={other}'.", file=sys.stderr)
        return 2
    with server:
        print(f"Reading the book at http://127.0.0.1:{server.server_address[1]} (stop with Ctrl-C)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0
