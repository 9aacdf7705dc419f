"""Pictures that take seconds to compute are kept from build to build, until code changes that may make them.

That is all of physdl but its course, which no picture uses, and all of this extension: whatever a picture imports, and
whatever that imports, is among it. The lessons are executed anew after the same changes, which takes far longer.
"""

import hashlib
import shutil
from pathlib import Path

import physdl

ROOTS = Path(physdl.__file__).parent, Path(__file__).parent


def fingerprint():
    """Return a word that changes with each file of code below the folders, and with its name."""
    code = hashlib.sha256()
    for root in ROOTS:
        for path in sorted(root.rglob("*.py")):
            place = path.relative_to(root)
            if place.parts[0] != "course":
                code.update(f"{place}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\0".encode())
    return code.hexdigest()[:12]


def stored(app, name, make):
    """Put the picture `name` into the built site; ``make(target)`` it anew only when code has changed."""
    if app.builder.format != "html":
        return
    stem, _, ending = name.partition(".")
    store = Path(app.outdir).parent / f"{stem}-{fingerprint()}.{ending}"
    if not store.exists():
        make(store)
    target = Path(app.outdir) / "_static"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy2(store, target / name)
