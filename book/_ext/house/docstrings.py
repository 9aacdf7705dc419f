r"""What the library's docstrings mean, where reStructuredText would read something else.

A bar is a norm or an absolute value, never a substitution. A letter and a full stop are a symbol or a name,
never a list.
"""

import re

_LETTER = re.compile(r"^(\s*)([A-Za-z]\.)(?=\s|$)")
_BAR = re.compile(r"(?<!\\)\|")
# Literals, roles and math keep their bars; elsewhere a bar is escaped.
_KEPT = re.compile(r"(``.*?``|:\w+:`.*?`|`.*?`)")


def escape(app, what, name, obj, options, lines):
    """Escape bars and lone letters of running text, line by line, outside math blocks and examples."""
    block = None  # indentation of the math directive we are in
    for i, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if block is not None and line.strip() and indent <= block:
            block = None
        if line.lstrip().startswith((".. math::", ".. code")):
            block = indent
        if block is None and not line.lstrip().startswith((">>>", "...")):
            pieces = _KEPT.split(line)
            text = "".join(p if k % 2 else _BAR.sub(r"\\|", p) for k, p in enumerate(pieces))
            lines[i] = _LETTER.sub(r"\1\\\2", text)


def setup(app):
    """Connect after numpydoc has rewritten the sections."""
    app.connect("autodoc-process-docstring", escape, priority=900)
