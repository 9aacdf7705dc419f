"""A page on which no script runs says so where it shows: formulas stay as they were typed.

A figure says it itself (see `physdl.explore.page`).
"""

SENTENCE = "Formulas stand here as they were typed, in TeX: they are set where the page may run JavaScript."


def say_so(app, pagename, templatename, context, doctree):
    """Begin a page with formulas with a sentence for those who allow no scripts."""
    body = context.get("body", "")
    if 'class="math' in body:
        context["body"] = f'<noscript><p class="physdl-still">{SENTENCE}</p></noscript>\n{body}'


def setup(app):
    """Connect."""
    app.connect("html-page-context", say_so)
