"""The directive {run-times}: how long each written lesson ran when it was last executed, as a table."""

from datetime import datetime

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from .lessons import lesson_nodes
from .plan import the_plan


class run_times(nodes.General, nodes.Element):
    """Where the table goes; it is made when all notebooks have been executed."""


class RunTimes(SphinxDirective):
    """Place the table."""

    def run(self):
        """Mark the page, so that MyST-NB writes it anew after an execution."""
        NbMetadataCollector.set_doc_data(self.env, self.env.docname, "has_exec_table", True)
        return [run_times()]


def table(plan, executions, docname):
    """Return the table of the lessons that were executed: `executions` is {page: {"runtime": s, "mtime": s}}."""
    head = [[nodes.Text(word)] for word in ("Lesson", "Seconds", "Measured on")]
    body = []
    for lesson in plan.lessons:
        if data := executions.get(lesson.page):
            day = datetime.fromtimestamp(data["mtime"])
            seconds = nodes.inline("", f"{data['runtime']:.1f}", classes=["physdl-number"])
            body.append([[lesson_nodes(lesson, docname)], [seconds], [nodes.Text(f"{day.day} {day:%B %Y}")]])
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in (50, 20, 30)), cols=3)
    group += nodes.thead("", _row(head))
    group += nodes.tbody("", *map(_row, body))
    return nodes.table("", group)


def _row(cells):
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *cell)) for cell in cells))


class FillTable(SphinxPostTransform):
    """Put the table in its place, before the links to the lessons are resolved."""

    default_priority = 8

    def run(self, **options):
        """Replace the placeholder."""
        data = NbMetadataCollector.get_doc_data(self.env)
        executions = {page: found["exec_data"] for page, found in data.items() if found.get("exec_data")}
        for node in list(self.document.findall(run_times)):
            node.replace_self(table(the_plan(), executions, self.env.docname))


def setup(app):
    """Register the directive and what fills it."""
    app.add_node(run_times)
    app.add_directive("run-times", RunTimes)
    app.add_post_transform(FillTable)
