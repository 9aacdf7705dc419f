"""The border drill: plant tokens where solutions and hidden tests live, then look for them wherever students can look.

A test that makes something for students (notebooks, a wheel, the book) copies the repository, calls `plant` on the
copy's ``instructor/``, makes the thing, and asserts that `find` finds no token in it.
"""

import base64
import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

PLACES = ("solution", "hidden", "rubric", "note", "cellmeta", "tag", "attachment", "bookmeta", "output", "file")


def plant(instructor):
    """Put a token into every place of every notebook, one for each kind of place; return token → place.

    A word of its own for each cell would say more and take the search minutes.
    """
    words = {}

    def token(place, path):
        return words.setdefault(f"{place} of {path.name}", f"zq{len(words):04d}{place}qz")

    for path in sorted(Path(instructor).rglob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["metadata"]["plan"] = token("bookmeta", path)
        for cell in notebook["cells"]:
            lines = "".join(cell["source"]).split("\n")
            for place, mark in (("solution", "BEGIN SOLUTION"), ("hidden", "BEGIN HIDDEN TESTS")):
                for i in [i for i, line in enumerate(lines) if mark in line][::-1]:
                    indent = lines[i][: len(lines[i]) - len(lines[i].lstrip())]
                    kind = "rubric" if cell["cell_type"] == "markdown" else place
                    lines.insert(i + 1, f"{indent}# {token(kind, path)}")
            if "nbgrader" not in cell["metadata"]:
                lines.append(token("note", path))
            else:
                cell["metadata"]["nbgrader"]["comment"] = token("cellmeta", path)
            cell["source"] = "\n".join(lines)
            cell["metadata"] |= {"tags": [token("tag", path)], "plan": token("cellmeta", path)}
            if cell["cell_type"] == "markdown":
                cell["attachments"] = {
                    "a.png": {"image/png": base64.b64encode(token("attachment", path).encode()).decode()}
                }
            else:
                cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": [token("output", path)]}]
        path.write_text(json.dumps(notebook), encoding="utf-8")
        path.with_name(path.stem + "_data.csv").write_text(token("file", path))
    return {word: where for where, word in words.items()}


def find(tokens, *places):
    """Return (where, token) for every token in the files and folders `places`, also in archives and in base64."""
    wanted = {word.encode(): word for word in tokens}
    for word in tokens:
        for shift in range(3):  # a token inside base64 text, at each of the three alignments
            code = base64.b64encode(b"\0" * shift + word.encode())
            wanted[code[4 if shift else 0 : len(code) // 4 * 4 - 4]] = word
    found = []
    for place in map(Path, places):
        files = [place] if place.is_file() else [p for p in place.rglob("*") if p.is_file()]
        for file in files:
            for name, content in _contents(str(file), file.read_bytes()):
                found += [(name, word) for code, word in wanted.items() if code in content]
    return found


def _contents(name, raw):
    yield name, raw
    buffer = io.BytesIO(raw)
    if zipfile.is_zipfile(buffer):
        with zipfile.ZipFile(buffer) as archive:
            for member in archive.namelist():
                yield from _contents(f"{name}!{member}", member.encode() + b"\n" + archive.read(member))
    elif name.endswith((".tar.gz", ".tgz")):
        with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
            for member in archive.getmembers():
                file = archive.extractfile(member)
                yield from _contents(
                    f"{name}!{member.name}", member.name.encode() + b"\n" + (file.read() if file else b"")
                )
    elif raw[:2] == b"\x1f\x8b":
        yield f"{name}!", gzip.decompress(raw)
