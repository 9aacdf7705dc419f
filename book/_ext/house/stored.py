"""Pictures that take seconds to compute are kept from build to build, until code changes that may make them.

That is all of physdl but its course, which no picture uses, and of this extension what the picture's file imports,
directly or not. The lessons are executed anew after a change of physdl, too, and that takes longer.
"""

import hashlib
import re
import shutil
from pathlib import Path

import physdl

LIBRARY = Path(physdl.__file__).parent
_IMPORTED = re.compile(r"^\s*(?:from house import (.+)|from house\.(\w+) import|import house\.(\w+))", re.MULTILINE)


def reached(file, found=()):
    """Return a file of this extension and all others of it that it imports, directly or not."""
    found = [*found, file]
    for names in _IMPORTED.findall(file.read_text(encoding="utf-8")):
        for name in re.findall(r"\w+", " ".join(names)):
            other = file.with_name(f"{name}.py")
            if other not in found and other.exists():
                found = reached(other, found)
    return found


def fingerprint(file):
    """Return a word that changes with each file of code that a picture made in `file` may use, and with its name."""
    library = [path for path in LIBRARY.rglob("*.py") if path.relative_to(LIBRARY).parts[0] != "course"]
    code = hashlib.sha256()
    for path in sorted(library) + sorted(reached(Path(file))):
        code.update(f"{path.name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\0".encode())
    return code.hexdigest()[:12]


def stored(app, name, make, file):
    """Put the picture `name` into the built site; ``make(target)`` it anew only when code that `file` uses changed."""
    if app.builder.format != "html":
        return
    stem, _, ending = name.partition(".")
    store = Path(app.outdir).parent / f"{stem}-{fingerprint(file)}.{ending}"
    if not store.exists():
        make(store)
    target = Path(app.outdir) / "_static"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy2(store, target / name)
