"""The plan in words: {roadmap} has every lesson, one table per part; {part-lessons} has the lessons of one part."""

from sphinx.util.docutils import SphinxDirective

from .plan import the_plan


class Roadmap(SphinxDirective):
    """Write the tables as MyST and let the page's parser read them."""

    def run(self):
        return self.parse_text_to_nodes("\n".join(tables(the_plan())), allow_section_headings=True)


class PartLessons(SphinxDirective):
    """Write one part's lessons, each with its idea."""

    required_arguments = 1

    def run(self):
        """Read the lines as the page's own."""
        listing = self.parse_text_to_nodes("\n".join(contents(the_plan(), int(self.arguments[0]))))
        for node in listing:
            node["classes"].append("physdl-contents")
        return listing


def contents(plan, part):
    """Yield the lines of a definition list."""
    for lesson in plan.of_part(part):
        yield f"{{lesson}}`{lesson.number}`\n: {lesson.idea}\n"


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
    """Register the directives."""
    app.add_directive("roadmap", Roadmap)
    app.add_directive("part-lessons", PartLessons)
