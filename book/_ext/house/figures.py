"""Figures and questions carry all they need with them; a page of the book fetches it when the reader comes near.

Style and script are linked once. The pictures of a figure become files: two that are seen at first, by day and by
night, and a script with all frames, which `explore.js` loads when the figure comes near. (A script, because a
page that is opened from the disk may load no other data.) So the words of a lesson are there before its pictures.
"""

import base64
import hashlib
import json
import re
import shutil
from pathlib import Path

from physdl.explore import page

ASSETS = ("explore.css", "explore.js")
KERNEL = re.compile(r' data-kernel="[0-9a-f]*"')
NUMBERED = re.compile(r'(<figure id="(figure-[0-9-]+)".*?)(</figcaption>)', re.S)
PERMALINK = r'\1<a class="headerlink" href="#\2" title="Link to this figure">#</a>\3'
FIGURE = re.compile(r'<figure(?: id="[^"]*")? class="physdl-(?:explore|figure)".*?</figure>', re.S)
DATA = re.compile(r'(<script type="application/json">)(.*?)(</script>)', re.S)
PICTURE = re.compile(r'<(img src|source media="[^"]*" srcset)="data:image/png;base64,([^"]*)"')
KINDS = ("img", "source")  # for a desk, and for a phone
HEAD, END = 33, 12  # bytes of a PNG before its palette, and behind its pixels
FOLDER = "figures"


def copy_assets(app):
    """Put what figures need beside the book's own style sheet."""
    if app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static"
    shutil.rmtree(target / FOLDER, ignore_errors=True)  # the pictures of an earlier book
    (target / FOLDER).mkdir(parents=True)
    for name in ASSETS:
        (target / name).write_text(page.asset(name), encoding="utf-8")


def link_once(app, pagename, templatename, context, doctree):
    """Take the copies out of the page, and the names of kernels that ran only while the book was made.

    A figure with a number gets its link to itself.
    """
    body = context.get("body", "")
    if page.script() not in body:
        return
    body = KERNEL.sub("", body.replace(page.style(), "").replace(page.script(), ""))
    context["body"] = NUMBERED.sub(PERMALINK, body)
    app.add_css_file("explore.css", priority=400)
    app.add_js_file("explore.js", loading_method="defer")


def fetch_later(app, pagename, templatename, context, doctree):
    """Put the pictures of the page's figures into files."""
    target, address = Path(app.outdir) / "_static" / FOLDER, context["pathto"](f"_static/{FOLDER}", 1)
    context["body"] = FIGURE.sub(lambda found: apart(found[0], target, address), context.get("body", ""))


def apart(figure, target, address):
    """Put the pictures of a figure's HTML into files of the folder `target`; return the HTML that names them."""
    data = json.loads(DATA.search(figure)[2])
    pngs = {kind: [base64.b64decode(png) for each, png in PICTURE.findall(figure) if kind in each] for kind in KINDS}
    for drawing, shown in zip((data, data.get("pocket")), pngs.values(), strict=True):
        if not drawing:
            continue
        still, first = shown
        frames, palettes = drawing.pop("frames"), [base64.b64decode(colors) for colors in drawing["palettes"]]
        names = [
            [f"{address}/{put(target, each, 'png')}" for each in (png, twin(png, *palettes))] for png in (still, first)
        ]
        drawing["files"] = {"still": names[0], "first": names[1]}
        if len(frames) > 1:
            head, end = (base64.b64encode(part).decode() for part in (still[:HEAD], still[-END:]))
            moving = json.dumps({"frames": frames, "head": head, "end": end})
            code = f"(physdl.files ??= {{}})[document.currentScript.dataset.name] = {moving};\n"
            drawing["files"] |= {"moving": f"{address}/{put(target, code.encode(), 'js')}", "start": frames.index("")}
    figure = PICTURE.sub(lambda found: f'<{found[1]}="{address}/{name(base64.b64decode(found[2]), "png")}"', figure)
    figure = figure.replace("<img src=", '<img loading="lazy" decoding="async" src=')
    return DATA.sub(lambda found: found[1] + page.packed(data) + found[3], figure)


def twin(png, palette, dark):
    """Return the dark twin of a palette PNG: the same with the other palette."""
    return png[:HEAD] + dark + png[HEAD + len(palette) :]


def put(folder, content, ending):
    """Write a file that is named after its content; return its name."""
    (folder / name(content, ending)).write_bytes(content)
    return name(content, ending)


def name(content, ending):
    """Return the name of a file with this content."""
    return f"{hashlib.sha256(content).hexdigest()[:16]}.{ending}"


def setup(app):
    """Connect."""
    app.connect("builder-inited", copy_assets)
    app.connect("html-page-context", link_once)
    app.connect("html-page-context", fetch_later)
