"""The directive {roadmap}: every lesson of the plan as one table per part."""

from sphinx.util.docutils import SphinxDirective

from .plan import the_plan


class Roadmap(SphinxDirective):
    """Write the tables as MyST and let the page's parser read them."""

    def run(self):
        return self.parse_text_to_nodes("\n".join(tables(the_plan())), allow_section_headings=True)


def tables(plan):
    """Yield the lines of a heading and a table per part."""
    for part in plan.parts:
        yield f"## {part.number} {part.title}"
        yield ""
        yield ":::{list-table}"
        yield ":header-rows: 1"
        yield ":widths: 34 46 20"
        yield ""
        yield "* - Lesson\n  - Idea\n  - Needs"
        for lesson in plan.of_part(part.number):
            needs = ", ".join(lesson.needs) or "nothing"
            yield f"* - {{lesson}}`{lesson.number}`\n  - {lesson.idea}\n  - {needs}"
        yield ":::"
        yield ""


def setup(app):
    """Register the directive."""
    app.add_directive("roadmap", Roadmap)
