"""Lines of code know how far they are indented, so that one that is too long hangs below its beginning.

What a program says in a few sentences is marked, so that on a phone they go on below; a table scrolls.
"""

import re

BLOCK = re.compile(
    r'(<div class="(?:doctest )?highlight-(?:default|ipython3|python|python3) notranslate"><div class="highlight">'
    r"<pre>(?:<span></span>)?)(.*?)(</pre>)",
    re.S,
)
OUTPUT = re.compile(
    r'<div class="output stream ([^"]*"><div class="highlight"><pre>(?:<span></span>)?)(.*?)(</pre>)', re.S
)
FEW, SHORT = 4, 40  # lines, and characters that a phone has room for
OPENING = re.compile(r'(<span class="p">[^<]*[(\[]</span>)')  # a line that is too long may go on after a bracket
LINE, TAG = re.compile(r"[^\n]*\n|[^\n]+"), re.compile(r"<(/?)span[^>]*>")


def hang(body):
    """Return the HTML with every line of code in an element of its own, which has its indentation."""
    return BLOCK.sub(lambda block: block[1] + "".join(lines(block[2])) + block[3], body)


def lines(code):
    """Yield the lines; a span that goes on over several is closed and opened anew."""
    open_spans = []
    for line in LINE.findall(code):
        begin = "".join(open_spans)
        for tag in TAG.finditer(line):
            if tag[1]:
                open_spans.pop()
            else:
                open_spans.append(tag[0])
        text = TAG.sub("", line)
        indent = len(text) - len(text.lstrip(" "))
        own = f' style="--in:{indent}ch"' if indent and text.strip() else ""
        line = OPENING.sub(r"\1<wbr>", line)
        yield f'<span class="physdl-line"{own}>{begin}{line}{"</span>" * len(open_spans)}</span>'


def mark(body):
    """Return the HTML with a class on the outputs that are sentences."""

    def marked(output):
        said = " physdl-said" if sentences(TAG.sub("", output[2])) else ""
        return f'<div class="output stream{said} {output[1]}{output[2]}{output[3]}'

    return OUTPUT.sub(marked, body)


def sentences(text):
    """Say whether a text is a few lines, of which the long ones consist of more words than numbers, and no table."""
    rows = text.strip("\n").split("\n")
    return (
        len(rows) <= FEW
        and not any("   " in row.strip() for row in rows)
        and all(len(row) <= SHORT or _wordy(row.split()) for row in rows)
    )


def _wordy(tokens):
    return 2 * sum(token[:1].isalpha() or token[:1] in "`(" for token in tokens) > len(tokens)


def hang_code(app, pagename, templatename, context, doctree):
    """Do so on the page."""
    context["body"] = mark(hang(context.get("body", "")))


def setup(app):
    """Connect."""
    app.connect("html-page-context", hang_code)
