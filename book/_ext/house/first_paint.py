"""What a page loads before it is seen: its style, and no script. What a page does not use it does not load at all."""

import re
from pathlib import Path

from sphinx.util import logging

# Extensions put their scripts on every page; here is what shows that a page uses them.
SIGNS = {"togglebutton": re.compile(r'class="[^"]*\b(?:toggle|dropdown)\b'), "design": re.compile(r'class="[^"]*\bsd-')}
# Inline lines that speak to a search as one types and to a switch between versions: the book has neither.
IDLE = re.compile(
    r"DOCUMENTATION_OPTIONS\.(pagename|search_as_you_type|theme)|togglebuttonSelector|toggle(Hint|OpenOn)"
)
# The boxes that the theme makes reachable by the keyboard. It asks each for its width and marks it before it asks the
# next, so the page is laid out once for each of them, and again for all after formulas have been set. `physdl.js` marks
# these and others, all at once and at the first key.
MEASURED = (
    '["pre",".nboutput > .output_area",".cell_output > .output",".jp-RenderedHTMLCommon",'
    '".pst-scrollable-table-container"]'
)
NOTHING = '["physdl-nothing"]'


def spare(app, exception):
    """Let the theme's script measure nothing."""
    script = Path(app.outdir) / "_static" / "scripts" / "pydata-sphinx-theme.js"
    if exception or not script.exists():
        return
    text = script.read_text(encoding="utf-8")
    if MEASURED not in text and NOTHING not in text:
        logging.getLogger(__name__).warning("The theme measures other boxes than it did: see first_paint.py.")
    script.write_text(text.replace(MEASURED, NOTHING), encoding="utf-8")


def lighten(app, pagename, templatename, context, doctree):
    """Leave out what the page does not use, and let every script wait until the page has been read."""
    body = context.get("body", "")
    unused = [word for word, sign in SIGNS.items() if not sign.search(body)]
    if 'class="math' in body:
        app.add_js_file("formulas.js", loading_method="defer", priority=450)  # it has its say before MathJax begins
    scripts = context["script_files"]
    scripts[:] = [one for one in scripts if not any(word in name(one) for word in unused)]
    if "togglebutton" in unused:
        scripts[:] = [one for one in scripts if name(one) or not IDLE.search(one.attributes.get("body") or "")]
    for one in scripts:
        if name(one):
            one.attributes["defer"] = "defer"


def name(file):
    """Return the file's name, "" for an inline script."""
    return str(getattr(file, "filename", file) or "")


def setup(app):
    """Connect when all others have added their files; two templates leave out what the theme's own write."""
    app.connect("html-page-context", lighten, priority=950)
    app.connect("build-finished", spare)
