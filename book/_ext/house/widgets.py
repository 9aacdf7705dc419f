"""A page carries no widget state: it is a JupyterLab's, and the book's figures are frames and plain range inputs."""

STATE = "application/vnd.jupyter.widget-state+json"


def leave_state_out(app, pagename, templatename, context, doctree):
    """Take the state of the live sliders off the page: up to a third of its weight, and nothing reads it."""
    scripts = context["script_files"]
    scripts[:] = [one for one in scripts if getattr(one, "attributes", {}).get("type") != STATE]


def setup(app):
    """Connect after MyST-NB has put the state there."""
    app.connect("html-page-context", leave_state_out, priority=900)
