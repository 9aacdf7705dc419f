"""A number and its %, or its points, stand in one line."""

import re

PERCENT = re.compile(
    r"(<(pre|code|script|style|textarea|svg)\b.*?</\2>"  # what stays as it is: code and scripts,
    r"|\\\(.*?\\\)|\\\[.*?\\\]"  # formulas,
    r"|<[^>]*>)"  # and tags
    r"|(?<=[\d>½¼¾])[ \n](?=%)|(?<=\d) (?=points?\b)",  # a number may end in a tag, and be a formula
    re.S,
)


def tie(body):
    """Return the HTML with a no-break space between every number of its text and the % or the points that follow."""
    return PERCENT.sub(lambda found: found[1] or "\u00a0", body)


def tie_units(app, pagename, templatename, context, doctree):
    """Do so on the page."""
    context["body"] = tie(context.get("body", ""))


def setup(app):
    """Connect."""
    app.connect("html-page-context", tie_units)
