r"""In the library's docstrings a bar is a norm or an absolute value, never a reStructuredText substitution."""

import re

# Literals, roles and math keep their bars; elsewhere a bar is escaped.
_KEPT = re.compile(r"(``.*?``|:\w+:`.*?`|`.*?`)")


def escape_bars(app, what, name, obj, options, lines):
    """Escape the bars of running text, line by line, outside math blocks and examples."""
    block = None  # indentation of the math directive we are in
    for i, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if block is not None and line.strip() and indent <= block:
            block = None
        if line.lstrip().startswith((".. math::", ".. code")):
            block = indent
        if block is None and not line.lstrip().startswith((">>>", "...")):
            pieces = _KEPT.split(line)
            lines[i] = "".join(p if k % 2 else p.replace("|", r"\|") for k, p in enumerate(pieces))


def setup(app):
    """Connect after numpydoc has rewritten the sections."""
    app.connect("autodoc-process-docstring", escape_bars, priority=900)
