"""FASTA, plain or gzip: a line that begins with > names a record, the lines that follow hold its letters."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from physdl import _check

__all__ = ["LETTERS", "Record", "fill_unknown", "read_fasta"]

LETTERS = "ACGT"
"""What the numbers 0 to 3 stand for."""

UNKNOWN, NO_LETTER = 4, 255
_NUMBERS = np.full(256, NO_LETTER, np.uint8)
for _letter in "RYSWKMBDHVNX-":  # of the International Union of Biochemistry: one of several bases, any, a gap
    _NUMBERS[[ord(_letter), ord(_letter.lower())]] = UNKNOWN
for _number, _letter in enumerate(LETTERS):
    _NUMBERS[[ord(_letter), ord(_letter.lower())]] = _number
_NUMBERS[[ord("U"), ord("u")]] = 3  # RNA's T


@dataclass(frozen=True)
class Record:
    """One named sequence.

    Attributes
    ----------
    name : str
        What stood after the > of its first line.
    letters : array of uint8, shape (n,)
        0, 1, 2, 3 for A, C, G, T, and 4 where the base is not known.

    Notes
    -----
    See :lesson:`5.6`.
    """

    name: str
    letters: np.ndarray

    @property
    def unknown(self):
        """How many bases are not known."""
        return int(np.count_nonzero(self.letters == UNKNOWN))


def read_fasta(source, *, most=50_000_000):
    r"""Return all records of a file.

    Parameters
    ----------
    source : path, str or bytes
        Where the file lies, or what stands in it. Whether it is packed by gzip is seen from its first two bytes.
    most : int
        The largest number of bytes taken, unpacked; a bacterium has some five million.

    Returns
    -------
    list of Record
        U counts as T, small letters as large ones; the letters that stand for several bases, N and the gap become 4.

    Raises
    ------
    ValueError
        If the file is empty, too large, no gzip file although it begins like one, begins with something else than a >,
        holds a letter that is none of DNA's (with its line), or a record has a name and no letters.

    Notes
    -----
    See :lesson:`5.6`.

    Examples
    --------
    >>> [record] = read_fasta(b">a short one\nACGT\nNNa\n")
    >>> record.name, record.letters.tolist(), record.unknown
    ('a short one', [0, 1, 2, 3, 4, 4, 0], 2)
    """
    most = _check.whole("most", most, minimum=1)
    text = _unpacked(_bytes(source, most), most)
    lines = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if not text.strip():
        raise _refused("hold at least one record", "nothing", "A record is a line `>name` and lines of letters.")
    records, name, parts, begun = [], None, [], 0
    for number, line in enumerate(lines, 1):
        line = line.strip()
        if line.startswith(b">"):
            _close(records, name, parts, begun)
            name, parts, begun = line[1:].strip().decode("utf-8", "replace"), [], number
        elif line and name is None:
            raise _refused("begin with a line `>name`", f"{_quoted(line)} in line {number}", "Is it a FASTA file?")
        elif line:
            parts.append(_numbers(line, number))
    _close(records, name, parts, begun)
    return records


def _bytes(source, most):
    if isinstance(source, (bytes, bytearray, memoryview)):
        return bytes(source[: most + 1])
    if not isinstance(source, (str, Path)):
        raise _check.error("source", "be a path, or bytes", source, None, TypeError)
    try:
        with Path(source).open("rb") as file:
            return file.read(most + 1)
    except (OSError, ValueError) as reason:  # no such file, a folder, a name with a zero in it
        raise _refused("be the path of a file that can be read", repr(str(source))) from reason


def _unpacked(data, most):
    if data[:2] == b"\x1f\x8b":
        try:
            unpacker = zlib.decompressobj(wbits=31)
            packed, data = data, unpacker.decompress(data, most + 1)
            if len(data) <= most and not unpacker.eof:
                raise EOFError
            if unpacker.unused_data and len(data) <= most:  # several members one after the other
                data = gzip.decompress(packed)
        except (zlib.error, gzip.BadGzipFile, EOFError) as reason:
            raise _refused("be a whole gzip file", "one that cannot be unpacked", "Was it cut off?") from reason
    if len(data) > most:
        raise _refused(f"have at most {most:,} bytes", "more", "Cut it, or raise `most`.")
    return data


def _numbers(line, number):
    found = _NUMBERS[np.frombuffer(line.replace(b" ", b""), np.uint8)]
    if (found == NO_LETTER).any():
        letter = chr(line.replace(b" ", b"")[int(np.argmax(found == NO_LETTER))])
        fix = "A, C, G, T, U, N and R, Y, S, … are read."
        raise _refused("hold letters of DNA", f"{letter!r} in line {number}", fix)
    return found


def _close(records, name, parts, begun):
    if name is None:
        return
    if not parts:
        raise _refused("have letters after each name", f"none after `>{name}` in line {begun}")
    records.append(Record(name, np.concatenate(parts)))


def _quoted(line):
    return repr(line[:20].decode("utf-8", "replace"))


def _refused(rule, received, fix=None):
    return _check.error("source", rule, received, fix)


def fill_unknown(letters, rng):
    """Return the letters with a random base, each of the four as likely, wherever the base is not known.

    Parameters
    ----------
    letters : array of int, any shape
        From 0 to 4.
    rng : numpy.random.Generator

    Returns
    -------
    array of uint8, same shape
        From 0 to 3.

    Raises
    ------
    ValueError
        If a letter is none of 0 to 4.

    Notes
    -----
    What is not known in one genome only would otherwise tell its reads. See :lesson:`5.6`.
    """
    letters = as_letters("letters", letters, UNKNOWN).copy()
    unknown = letters == UNKNOWN
    letters[unknown] = _check.generator("rng", rng).integers(0, 4, np.count_nonzero(unknown))
    return letters


def as_letters(name, value, largest=3):
    """Return `value` as letters, whole numbers from 0 to `largest`."""
    letters = _check.integers(name, value)
    if letters.size and (letters.min() < 0 or letters.max() > largest):
        fix = "`fill_unknown` puts random bases in the place of 4." if letters.max() == UNKNOWN else None
        raise _check.error(name, f"hold whole numbers from 0 to {largest}", f"{letters.min()} to {letters.max()}", fix)
    return letters.astype(np.uint8, copy=False)
