"""A mesh from a file: OBJ and OFF."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from physdl import _check
from physdl.forms.mesh.complex import Mesh

SILENT = {"vt", "vn", "vp", "g", "o", "s", "usemtl", "mtllib", "l", "p"}
"""What an OBJ file may say that is not asked for: textures, normals, groups, materials, loose lines and points."""


def read_mesh(path):
    r"""Return the mesh of triangles in an OBJ or OFF file.

    Parameters
    ----------
    path : str or Path
        The file. One that begins with the word OFF or COFF is read as OFF, any other as OBJ.

    Returns
    -------
    Mesh
        In space. Faces of more than three vertices are cut into triangles from their first vertex.

    Raises
    ------
    ValueError, TypeError
        If a line is none of such a file (the line is named, and what was expected there), or if what is in it is no
        mesh: the refusals of `Mesh`, such as a vertex that no face uses.
    OSError
        If there is no such file, or it cannot be read.

    Notes
    -----
    See :lesson:`2.4`.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp(), "one.obj")
    >>> file.write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    32
    >>> read_mesh(file).cells.tolist()
    [[0, 1, 2]]
    """
    if not isinstance(path, str | Path):
        raise _check.error("path", "be the name of a file", path, kind=TypeError)
    try:
        text = Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError as reason:
        raise _check.error("path", "be a text file in OBJ or OFF", f"bytes that are no text in {path}") from reason
    lines = [(i, words) for i, line in enumerate(text.splitlines(), 1) if (words := line.split("#")[0].split())]
    if not lines:
        raise _check.error("path", "be a mesh in OBJ or OFF", f"nothing in {path}")
    points, faces = (_off if lines[0][1][0].upper() in ("OFF", "COFF") else _obj)(lines)
    if not faces:
        raise _check.error("path", "hold at least one face", f"none in {path}")
    cells = [(face[0], face[i], face[i + 1]) for face in faces for i in range(1, len(face) - 1)]
    return Mesh(np.array(points), np.array(cells))


def _refuse(number, words, expected):
    return _check.error("path", f"hold {expected}", f"line {number}: {' '.join(words)[:60]!r}")


def _numbers(number, words, kind, expected):
    try:
        return [kind(word) for word in words]
    except ValueError as reason:
        raise _refuse(number, words, expected) from reason


def _point(number, words):
    if len(words) < 3:
        raise _refuse(number, words, "three coordinates for each vertex")
    return _numbers(number, words[:3], float, "numbers as coordinates")


def _obj(lines):
    points, faces = [], []
    for number, (word, *rest) in lines:
        if word == "v":
            points.append(_point(number, rest))
        elif word == "f":
            corners = _numbers(number, [part.split("/")[0] for part in rest], int, "vertex numbers in a face")
            if len(corners) < 3:
                raise _refuse(number, [word, *rest], "three vertices at least in each face")
            if not all(1 <= abs(corner) <= len(points) for corner in corners):
                raise _refuse(number, [word, *rest], f"numbers of vertices that stand before it, 1 to {len(points)}")
            faces.append([corner - 1 if corner > 0 else len(points) + corner for corner in corners])
        elif word not in SILENT:
            raise _refuse(number, [word, *rest], "lines that begin with v, f or another word of OBJ")
    return points, faces


def _off(lines):
    lines = iter([(lines[0][0], lines[0][1][1:]), *lines[1:]] if len(lines[0][1]) > 1 else lines[1:])
    end = (0, ["the end"])
    number, words = next(lines, end)
    counts = _numbers(number, words, int, "the numbers of vertices, faces and edges")
    if len(counts) not in (2, 3) or min(counts) < 0:
        raise _refuse(number, words, "the numbers of vertices, faces and edges")
    points = []
    for _ in range(counts[0]):
        number, words = next(lines, end)
        points.append(_point(number, words))
    faces = []
    for _ in range(counts[1]):
        number, words = next(lines, end)
        wanted = _numbers(number, words[:1], int, "the number of vertices first in each face")[0]
        face = _numbers(number, words[1 : wanted + 1], int, "vertex numbers in a face")
        if wanted < 3 or len(face) != wanted:
            raise _refuse(number, words, "as many vertices in each face as its first number says, three at least")
        if not all(0 <= corner < counts[0] for corner in face):
            raise _refuse(number, words, f"vertex numbers from 0 to {counts[0] - 1}")
        faces.append(face)
    number, words = next(lines, (None, None))
    if number is not None:
        raise _refuse(number, words, f"nothing after {counts[1]} faces")
    return points, faces
