"""One style sheet, of which a page uses something: what nine sheets say of elements that no page has is left out.

The theme alone brings 400 kB, mostly icons and parts of pages that a book has not, and every byte of it stands before
the first paint. The icons' font, too, keeps the glyphs that are used.
"""

import logging
import re
from pathlib import Path

BUNDLE = "book.css"
FIRST = ("basic.css", "styles/pydata-sphinx-theme.css")  # the theme's own, which it names in its template
FIGURES = {"explore.css": 400}  # with its priority: only pages with figures ask for it
OWN = ("explore.css", "physdl.css")  # used as they are
COMPOSED = ("bs-tooltip-",)  # names that a script puts together
WORD = re.compile(r"[A-Za-z_][\w-]*")
NAME = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
COMMENT = re.compile(r"/\*.*?\*/", re.S)
ADDRESS = re.compile(r"url\(\s*([\"']?)(?!data:|#|https?:)([^)\"']+)\1\s*\)")
ICONS = "vendor/fontawesome/webfonts/fa-solid-900"


def link_one(app, pagename, templatename, context, doctree):
    """Take the sheets off the page: its template names the one."""
    context["css_files"][:] = []


def bundle(app, exception):
    """Write the one sheet when all pages and all sheets are there."""
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    known = words(app)
    listed = {str(one.filename).removeprefix("_static/"): one.priority for one in app.builder._orig_css_files}
    names = [*FIRST, *sorted(listed | FIGURES, key=(listed | FIGURES).get)]
    sheets = {name: moved((static / name).read_text(encoding="utf-8"), name) for name in names}
    text = "\n".join(sheet if name in OWN else used(sheet, known) for name, sheet in sheets.items())
    (static / BUNDLE).write_text(text, encoding="utf-8")
    keep_glyphs(static, text)


def words(app):
    """Return every word that can be the name of a class or of an id: all words of tags, and all words of scripts."""
    found = set()
    for path in Path(app.outdir).rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for value in re.findall(r'\b(?:class|id)="([^"]*)"', text):
            found.update(value.split())
        for script in re.findall(r"<script>(.*?)</script>", text, re.S):
            found.update(WORD.findall(script))
    static = Path(app.outdir) / "_static"
    for path in [*static.glob("*.js"), *static.glob("scripts/*.js")]:
        found.update(WORD.findall(path.read_text(encoding="utf-8")))
    return found


def moved(sheet, name):
    """Return a sheet whose addresses are right where the bundle lies."""
    folder = name.rpartition("/")[0]

    def address(found):
        parts = [part for part in (folder + "/" + found[2]).split("/") if part]
        while ".." in parts[1:]:
            at = parts.index("..", 1)
            del parts[at - 1 : at + 1]
        return f'url("{"/".join(parts)}")'

    return ADDRESS.sub(address, sheet)


def used(sheet, known):
    """Return the sheet without the rules whose every selector names a class or an id that is not known."""
    return "".join(_kept(COMMENT.sub("", sheet), known))


def _kept(sheet, known):
    for prelude, block in rules(sheet):
        head = prelude.strip()
        if block is None:
            yield prelude
        elif head.startswith(("@media", "@supports", "@layer", "@container")):
            if inner := "".join(_kept(block, known)).strip():
                yield f"{head}{{{inner}}}\n"
        elif head.startswith("@"):
            yield f"{head}{{{block}}}\n"
        elif selectors := [one for one in split(head) if possible(one, known)]:
            yield f"{','.join(selectors)}{{{block}}}\n"


def rules(sheet):
    """Yield (prelude, block) of each rule; the block is None for a statement that ends with a semicolon."""
    begin = depth = opened = 0
    quote = ""
    for at, letter in enumerate(sheet):
        if quote:
            if letter == quote and sheet[at - 1] != "\\":
                quote = ""
        elif letter in "\"'":
            quote = letter
        elif letter == "{":
            opened, depth = (at if depth == 0 else opened), depth + 1
        elif letter == "}":
            depth -= 1
            if depth == 0:
                yield sheet[begin:opened], sheet[opened + 1 : at]
                begin = at + 1
        elif letter == ";" and depth == 0:
            yield sheet[begin : at + 1], None
            begin = at + 1


def split(selectors):
    """Return the selectors of a list; a comma within parentheses does not part them."""
    parts, depth = [""], 0
    for letter in selectors:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def possible(selector, known):
    """Return whether a page can have such an element: what stands in parentheses or brackets is not judged."""
    if "\\" in selector:
        return True
    plain = selector
    while (shorter := re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", plain)) != plain:
        plain = shorter
    return all(name in known or name.startswith(COMPOSED) for name in NAME.findall(plain))


def keep_glyphs(static, sheet):
    """Leave in the icons' font the glyphs that the sheet names, and let the sheet name that font."""
    from fontTools import subset

    logging.getLogger("fontTools").setLevel(logging.WARNING)
    codes = {int(code, 16) for code in re.findall(r'"\\([0-9a-f]{2,5})"', sheet)}
    options = subset.Options(flavor="woff", glyph_names=False, hinting=False)
    font = subset.load_font(str(static / f"{ICONS}.ttf"), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    subset.save_font(font, str(static / f"{ICONS}.woff"), options)
    source = f'src:url("{ICONS}.woff") format("woff")'
    text = re.sub(r'src:url\("[^"]*fa-solid-900\.woff2"\)[^;}]*', source, sheet)
    (static / BUNDLE).write_text(text, encoding="utf-8")


def setup(app):
    """Connect behind everything that adds or writes a sheet."""
    app.connect("html-page-context", link_one, priority=960)
    app.connect("build-finished", bundle, priority=960)
