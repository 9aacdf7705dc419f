"""Pictures that take seconds to compute are kept from build to build, until the code that makes them changes."""

import hashlib
import shutil
from pathlib import Path


def stored(app, name, make, sources):
    """Put the picture `name` into the built site; ``make(target)`` it anew only when a file of `sources` changed."""
    if app.builder.format != "html":
        return
    code = b"".join(Path(file).read_bytes() for file in sources)
    stem, _, ending = name.partition(".")
    store = Path(app.outdir).parent / f"{stem}-{hashlib.sha256(code).hexdigest()[:12]}.{ending}"
    if not store.exists():
        make(store)
    target = Path(app.outdir) / "_static"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy2(store, target / name)
