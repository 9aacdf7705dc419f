"""Lines of code know how far they are indented, so that on a phone one that is too long hangs below its beginning."""

import re

BLOCK = re.compile(
    r'(<div class="highlight-(?:ipython3|python|python3) notranslate"><div class="highlight"><pre>(?:<span></span>)?)'
    r"(.*?)(</pre>)",
    re.S,
)
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
        yield f'<span class="physdl-line"{own}>{begin}{line}{"</span>" * len(open_spans)}</span>'


def hang_code(app, pagename, templatename, context, doctree):
    """Do so on the page."""
    context["body"] = hang(context.get("body", ""))


def setup(app):
    """Connect."""
    app.connect("html-page-context", hang_code)
