"""The links to the previous and to the next page say why one would turn there: the page's idea in one sentence.

The page after a lesson has its exercises, and is called so; whoever does not want them finds the next lesson beside.
"""

import re
from functools import cache
from itertools import pairwise
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


def lesson_after(page):
    """Return the next written lesson after the lesson on this page, or None."""
    written = [lesson for lesson in the_plan().lessons if lesson.page]
    return next((after for lesson, after in pairwise(written) if lesson.page == page), None)


def say_why(app, pagename, templatename, context, doctree):
    """Give the page before and the page after their reasons; a lesson leads to its exercises and to the next lesson."""
    pages = dict(zip(("prev", "next"), app.builder.relations.get(pagename, (None,) * 3)[1:], strict=True))
    for side, page in pages.items():
        if context.get(side):
            context[side] = {**context[side], "reason": reasons().get(page)}
    exercises = {lesson.page: lesson.exercises_page for lesson in the_plan().lessons if lesson.page}
    context["next_word"] = "its exercises" if pages["next"] and pages["next"] == exercises.get(pagename) else "next"
    context["onward"] = None
    after = lesson_after(pagename)
    if after and context["next_word"] != "next":
        link, title = app.builder.get_relative_uri(pagename, after.page), app.env.titles[after.page].astext()
        context["onward"] = {"link": link, "title": title, "reason": after.idea}


def setup(app):
    """Let the theme find the template, and give it the reasons."""
    app.connect("config-inited", lambda app, config: config.templates_path.insert(0, str(TEMPLATES)))
    app.connect("html-page-context", say_why)
