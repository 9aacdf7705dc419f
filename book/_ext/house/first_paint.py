"""What a page loads before it is seen: its style, and no script. What a page does not use it does not load at all."""

import re

# Extensions put their scripts on every page; here is what shows that a page uses them.
SIGNS = {"togglebutton": re.compile(r'class="[^"]*\b(?:toggle|dropdown)\b'), "design": re.compile(r'class="[^"]*\bsd-')}
# Inline lines that speak to a search as one types and to a switch between versions: the book has neither.
IDLE = re.compile(
    r"DOCUMENTATION_OPTIONS\.(pagename|search_as_you_type|theme)|togglebuttonSelector|toggle(Hint|OpenOn)"
)


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
