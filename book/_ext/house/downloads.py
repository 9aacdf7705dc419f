"""An exercise page begins with a button that downloads its notebook: the file is part of the built site."""

import re

from docutils import nodes
from sphinx import addnodes

_EXERCISES = re.compile(r"lessons/[^/]+/exercises/")


def add_button(app, doctree):
    """Put the download below the title."""
    docname = app.env.docname
    if not _EXERCISES.match(docname):
        return
    name = docname.rsplit("/", 1)[1] + ".ipynb"
    button = addnodes.download_reference(
        "", "", nodes.inline("", f"Download {name}"), reftarget=f"/{docname}.ipynb", refdoc=docname
    )
    section = next(doctree.findall(nodes.section))
    section.insert(1, nodes.paragraph("", "", button, classes=["physdl-download"]))


def setup(app):
    """Connect before Sphinx collects the files to download."""
    app.connect("doctree-read", add_button, priority=100)
