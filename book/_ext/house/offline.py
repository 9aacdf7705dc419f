"""Everything a page needs comes with the book: MathJax is copied beside it, and no script names another host."""

import shutil
from importlib.metadata import distribution
from pathlib import Path

# What MathJax can ask for while it sets a formula: 2 MB of the package's 24.
PIECES = (
    "startup.js",
    "core.js",
    "input/tex.js",
    "input/tex/extensions",
    "output/chtml.js",
    "output/chtml/fonts/tex.js",
    "output/chtml/fonts/woff-v2",
    "a11y/assistive-mml.js",
)


def mathjax_source():
    """Return the folder of MathJax inside the installed package."""
    return Path(distribution("sphinx-mathjax-offline").locate_file("sphinx-mathjax-offline/static/mathjax"))


def copy_mathjax(app):
    """Copy the pieces of MathJax into the built site."""
    if app.builder.format != "html":
        return
    for piece in PIECES:
        source, target = mathjax_source() / piece, Path(app.outdir) / "_static" / "mathjax" / piece
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)


def silence_thebe(app, config):
    """Disconnect sphinx-thebe, which Jupyter Book always loads and which writes a CDN's name on every page."""
    for listeners in app.events.listeners.values():
        listeners[:] = [one for one in listeners if not one.handler.__module__.startswith("sphinx_thebe")]
    app.registry.css_files[:] = [file for file in app.registry.css_files if "thebe" not in file[0]]


def leave_mathjax_out(app, pagename, templatename, context, doctree):
    """Take MathJax off a page without formulas: Sphinx loads its megabyte wherever a page below has one."""
    if 'class="math' not in context.get("body", ""):
        scripts = context["script_files"]
        scripts[:] = [one for one in scripts if "mathjax" not in f"{one} {getattr(one, 'attributes', '')}".lower()]


def drop_icon_script(app, exception):
    """Empty the theme's icon script: 1.5 MB on every page to draw what its web font has drawn already."""
    script = Path(app.outdir) / "_static" / "scripts" / "fontawesome.js"
    if exception is None and script.exists():
        script.write_text("// The icons come from the web font.\n", encoding="utf-8")


def setup(app):
    """Connect the steps."""
    app.connect("config-inited", silence_thebe)
    app.connect("builder-inited", copy_mathjax)
    app.connect("html-page-context", leave_mathjax_out, priority=900)
    app.connect("build-finished", drop_icon_script)
