"""What is heard is what is read."""

# A fold of code reads "Show the code that draws"; the extension that makes it has it spoken otherwise.
NAME = ' aria-label="Toggle hidden content"'


def leave_out(app, pagename, templatename, context, doctree):
    """Take the other name off the page."""
    context["body"] = context.get("body", "").replace(NAME, "")


def setup(app):
    """Connect."""
    app.connect("html-page-context", leave_out)
