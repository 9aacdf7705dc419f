"""The links to the previous and to the next page say why one would turn there: the page's idea in one sentence."""

import re
from functools import cache
from pathlib import Path

from .plan import FILE, the_plan

TEMPLATES = Path(__file__).resolve().parent / "templates"
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@cache
def reasons():
    """Return {page: one sentence} for every page that has one."""
    plan = the_plan()
    found = {entry.page: entry.idea for entry in (*plan.parts, *plan.lessons) if entry.page}
    for lesson in plan.lessons:
        if lesson.page:
            count = lesson.exercises
            found[lesson.exercises_page] = f"{NUMBERS[count].capitalize()} to solve, with hints where they are needed."
    index = (FILE.parent / "api" / "index.md").read_text(encoding="utf-8")
    found |= {f"book/api/{page}": words for page, words in re.findall(r"^\[.*?\]\((\w+)\.md\)\n: (.*)$", index, re.M)}
    return found | plan.pages


def say_why(app, pagename, templatename, context, doctree):
    """Give the page before and the page after their reasons."""
    for side, page in zip(("prev", "next"), app.builder.relations.get(pagename, (None,) * 3)[1:], strict=True):
        if context.get(side):
            context[side] = {**context[side], "reason": reasons().get(page)}


def setup(app):
    """Let the theme find the template, and give it the reasons."""
    app.connect("config-inited", lambda app, config: config.templates_path.insert(0, str(TEMPLATES)))
    app.connect("html-page-context", say_why)
