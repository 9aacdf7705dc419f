"""Each page says which part it belongs to; the style sheet takes the accent colour from that."""

import re

_FOLDER = re.compile(r"lessons/(\d)_|book/part_(\d)$")


def part_of(pagename):
    """Return the part's number as text, or None for a page of no part."""
    match = _FOLDER.match(pagename)
    return match and (match[1] or match[2])


def mark_part(app, pagename, templatename, context, doctree):
    """Add `<meta name="physdl-part" content="1">` to the page's head."""
    part = part_of(pagename)
    if part is not None:
        context["metatags"] = context.get("metatags", "") + f'<meta name="physdl-part" content="{part}" />'


def setup(app):
    """Connect the mark."""
    app.connect("html-page-context", mark_part)
