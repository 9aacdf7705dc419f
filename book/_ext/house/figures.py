"""Figures and questions carry their style and script with them; a page of the book links both once instead."""

import re
from pathlib import Path

from physdl.explore import page

ASSETS = ("explore.css", "explore.js")
KERNEL = re.compile(r' data-kernel="[0-9a-f]*"')
NUMBERED = re.compile(r'(<figure id="(figure-[0-9-]+)".*?)(</figcaption>)', re.S)
PERMALINK = r'\1<a class="headerlink" href="#\2" title="Link to this figure">#</a>\3'


def copy_assets(app):
    """Put what figures need beside the book's own style sheet."""
    if app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static"
    target.mkdir(parents=True, exist_ok=True)
    for name in ASSETS:
        (target / name).write_text(page.asset(name), encoding="utf-8")


def link_once(app, pagename, templatename, context, doctree):
    """Take the copies out of the page, and the names of kernels that ran only while the book was made.

    A figure with a number gets its link to itself.
    """
    body = context.get("body", "")
    if page.script() not in body:
        return
    body = KERNEL.sub("", body.replace(page.style(), "").replace(page.script(), ""))
    context["body"] = NUMBERED.sub(PERMALINK, body)
    app.add_css_file("explore.css", priority=400)
    app.add_js_file("explore.js", loading_method="defer")


def setup(app):
    """Connect."""
    app.connect("builder-inited", copy_assets)
    app.connect("html-page-context", link_once)
