"""The role {lesson}`1.1` (in docstrings :lesson:`1.1`): a lesson by its number, wherever its page is."""

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxRole

from .plan import the_plan


def lesson_nodes(lesson, docname):
    """Return a link to a written lesson, or its name as text while it is planned."""
    name = f"{lesson.number} {lesson.title}"
    if lesson.page is None:
        return nodes.inline("", f"{name} (to come)", classes=["physdl-to-come"])
    link = addnodes.pending_xref(
        "", refdomain="std", reftype="doc", reftarget=f"/{lesson.page}", refexplicit=True, refwarn=True, refdoc=docname
    )
    link += nodes.inline("", name, classes=["doc"])
    return link


class LessonRole(SphinxRole):
    """Resolve a lesson's number."""

    def run(self):
        lesson = the_plan().lesson(self.text)
        if lesson is None:
            problem = self.inliner.reporter.error(f"no lesson {self.text!r} in book/lessons.toml", line=self.lineno)
            return [nodes.problematic(self.rawtext, self.rawtext)], [problem]
        return [lesson_nodes(lesson, self.env.docname)], []


def setup(app):
    """Register the role."""
    app.add_role("lesson", LessonRole())
