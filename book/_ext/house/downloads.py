"""An exercise page begins with a button that downloads its notebook: the file is part of the built site.

So is the library, for a notebook that is opened where there is no copy of the course: its wheel lies under ``_static``.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx import addnodes

from physdl.course.release import wheel

_EXERCISES = re.compile(r"lessons/[^/]+/exercises/")
ROOT = Path(__file__).resolve().parents[3]


def add_button(app, doctree):
    """Put the download below the title, and the library beside it."""
    docname = app.env.docname
    if not _EXERCISES.match(docname):
        return
    name = docname.rsplit("/", 1)[1] + ".ipynb"
    button = addnodes.download_reference(
        "", "", nodes.inline("", f"Download {name}"), reftarget=f"/{docname}.ipynb", refdoc=docname
    )
    section = next(doctree.findall(nodes.section))
    section.insert(1, nodes.paragraph("", "", button, classes=["physdl-download"]))
    section.insert(2, library(docname, wheel(ROOT)))


def library(docname, file):
    """Return the line that offers the library's wheel."""
    link = nodes.reference("", file, refuri="../" * docname.count("/") + f"_static/{file}", internal=True)
    without, behind = "Without a copy of the course, put ", " beside it: "
    install = nodes.literal("", f"%pip install {file}")
    return nodes.paragraph(
        "", "", nodes.Text(without), link, nodes.Text(behind), install, classes=["physdl-download-library"]
    )


def build_wheel(app):
    """Build the library's wheel into the site."""
    if app.builder.format != "html":
        return
    from hatchling.builders.wheel import WheelBuilder

    target = Path(app.outdir) / "_static"
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("physdl-*.whl"):
        old.unlink()
    next(WheelBuilder(str(ROOT)).build(directory=str(target), versions=["standard"]))


def setup(app):
    """Connect before Sphinx collects the files to download."""
    app.connect("doctree-read", add_button, priority=100)
    app.connect("builder-inited", build_wheel)
