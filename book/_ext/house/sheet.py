"""One style sheet, of which a page uses something: what nine sheets say of elements that no page has is left out.

The theme alone brings 400 kB, mostly icons and parts of pages that a book has not, and every byte of it stands before
the first paint. The icons' font, too, keeps the glyphs that are used.
"""

import logging
import posixpath
import re
from itertools import pairwise
from pathlib import Path

import tinycss2

BUNDLE = "book.css"
FIRST = ("basic.css", "styles/pydata-sphinx-theme.css")  # the theme's own, which it names in its template
FIGURES = {"explore.css": 400}  # with its priority: only pages with figures ask for it
OWN = ("explore.css", "physdl.css")  # used as they are
COMPOSED = ("bs-tooltip-",)  # names that a script puts together
GROUPS = ("media", "supports", "layer", "container")  # rules that hold rules
WORD = re.compile(r"[A-Za-z_][\w-]*")
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
    listed = {str(one.filename).removeprefix("_static/"): one.priority for one in app.builder._orig_css_files} | FIGURES
    names = [*FIRST, *sorted(listed, key=listed.get)]
    sheets = {name: moved((static / name).read_text(encoding="utf-8"), name) for name in names}
    text = "\n".join(sheet if name in OWN else used(sheet, known) for name, sheet in sheets.items())
    (static / BUNDLE).write_text(with_few_glyphs(static, text), encoding="utf-8")


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
    folder = posixpath.dirname(name)
    return ADDRESS.sub(lambda found: f'url("{posixpath.normpath(posixpath.join(folder, found[2]))}")', sheet)


def used(sheet, known):
    """Return the sheet without the rules whose every selector names a class or an id that is not known."""
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    return "\n".join(filter(None, (_kept(rule, known) for rule in rules)))


def _kept(rule, known):
    if rule.type == "at-rule" and rule.lower_at_keyword in GROUPS and rule.content is not None:
        inner = used(tinycss2.serialize(rule.content), known)
        return f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}" if inner else ""
    if rule.type != "qualified-rule":
        return rule.serialize()
    selectors = [tinycss2.serialize(one).strip() for one in split(rule.prelude) if possible(one, known)]
    return f"{','.join(selectors)}{{{tinycss2.serialize(rule.content)}}}" if selectors else ""


def split(prelude):
    """Return the selectors of a list; a comma within parentheses does not part them."""
    parts = [[]]
    for token in prelude:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def possible(selector, known):
    """Return whether a page can have such an element: what stands in parentheses or brackets is not judged."""
    names = [token.value for token in selector if token.type == "hash"]
    names += [token.value for dot, token in pairwise(selector) if dot == "." and token.type == "ident"]
    return all(name in known or name.startswith(COMPOSED) for name in names)


def with_few_glyphs(static, sheet):
    """Return the sheet with a font for its icons that has the glyphs which the sheet names; write that font."""
    from fontTools import subset

    logging.getLogger("fontTools").setLevel(logging.WARNING)
    codes = {int(code, 16) for code in re.findall(r'"\\([0-9a-f]{2,5})"', sheet)} | {ord(letter) for letter in sheet}
    options = subset.Options(flavor="woff", glyph_names=False, hinting=False)
    font = subset.load_font(str(static / f"{ICONS}.ttf"), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    subset.save_font(font, str(static / f"{ICONS}.woff"), options)
    source = f'src:url("{ICONS}.woff") format("woff")'
    return re.sub(r'src:url\("[^"]*fa-solid-900\.woff2"\)[^;}]*', source, sheet)


def setup(app):
    """Connect behind everything that adds or writes a sheet."""
    app.connect("html-page-context", link_one, priority=960)
    app.connect("build-finished", bundle, priority=960)
