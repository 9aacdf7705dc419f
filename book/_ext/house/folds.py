"""Folds of code: one for all that prepares a picture or a question, and it says what it hides, to eye and ear alike."""

import re

FOLD = re.compile(
    r'(?P<cell><div class="cell tag_hide-input docutils container">\n<details class="admonition hide above-input">\n)'
    r"<summary[^>]*>\n.*?</summary>\n(?P<code>.*?)</details>\n"
    r"(?P<alone></div>\n(?=<div class=\"cell tag_hide-input ))?",
    re.S,
)
OUTPUT = re.compile(r'<div class="cell_output[^>]*>\n')
QUESTION = re.compile(
    OUTPUT.pattern + r'<div class="output text_html">(?:<style>.*?</style>)?<div class="physdl-predict"', re.S
)
SUMMARY = """<summary>
<p class="collapsed admonition-title">Show the code that {verb}</p>
<p class="expanded admonition-title">Hide the code that {verb}</p>
</summary>
"""


def fold(body):
    """Return the HTML in which folded cells that show nothing have moved into the fold of the cell that follows."""
    parts, waiting, end = [], "", 0
    for found in FOLD.finditer(body):
        parts.append(body[end : found.start()])
        end = found.end()
        waiting += found["code"]
        if not found["alone"]:
            verb = "asks" if QUESTION.match(body, end) else "draws" if OUTPUT.match(body, end) else "prepares"
            parts.append(f"{found['cell']}{SUMMARY.format(verb=verb)}{waiting}</details>\n")
            waiting = ""
    return "".join(parts) + body[end:]


def fold_code(app, pagename, templatename, context, doctree):
    """Do so on the page."""
    context["body"] = fold(context.get("body", ""))


def setup(app):
    """Connect."""
    app.connect("html-page-context", fold_code)
