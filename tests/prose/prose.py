"""Numbers in prose as tests: the phrase as it stands in the lesson, and the value computed again by another route.

A file beside this one bears its lesson's name, ``3_neural/3_metric.py`` for ``lessons/3_neural/3_metric.ipynb``, and
defines `ROWS` and `GIVEN`. For an instructor's notebook it is ``instructor/3_neural/3_metric_prose.py``, which stays
with the solutions. In a phrase the results stand between ⟦ and ⟧::

    ROWS = [
        result("the yield falls from ⟦22.8⟧ to ⟦16.8⟧ kt", lambda: yields()[[0, -1]]),
        result("more than ⟦50⟧ decades", lambda: spread(), bound=at_least),
        result("⟦a third⟧ of them", lambda: share(), reads={"a third": 1 / 3}, digits=0.01),
    ]
    GIVEN = ["a pond ⟦1.5⟧ m deep", "seeds ⟦101⟧ to ⟦104⟧"]

A value holds if it rounds to what is shown: 0.30 stands for 0.295 to 0.305, 62,449 for itself, and with ``about=True``
110,000 for 105,000 to 115,000. `GIVEN` are numbers that nobody measured: inputs, units, seeds, definitions. A lesson's
prose, captions and alt texts hold no other number that looks like a result (`unaccounted`).
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
WORDS = {name: number for number, name in enumerate(NAMES, 1)}
WORDS |= {"half": 0.5, "a half": 0.5, "½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_POWER = r"(?:\\times|\\cdot|×|·)\s*10\^\{?"
_MARKED = re.compile(r"⟦([^⟦⟧]+)⟧")
_TIME = re.compile(r"\*\*Time\*\* [^.]*\.")  # of a lesson's card; its sum is checked with the exercises
_SIGN = {"−": "-", "–": "-", "\\,": "", "{,}": ",", "\N{THIN SPACE}": "", "\N{NARROW NO-BREAK SPACE}": ""}


def equal(value, shown, unit):
    """Whether the value rounds to what is shown; half a unit of the last place, and rounding of that."""
    return abs(value - shown) <= 0.5 * unit * (1 + 1e-9)


def at_most(value, shown, unit):
    """Whether the value keeps below what is shown."""
    return value <= shown


def at_least(value, shown, unit):
    """Whether the value keeps above what is shown."""
    return value >= shown


@dataclass(frozen=True)
class Row:
    """A phrase with marked results, and the function that computes them again."""

    phrase: str
    value: Callable
    bound: Callable = equal
    about: bool = False
    digits: float | None = None
    reads: dict = field(default_factory=dict)
    slow: bool = False

    @property
    def text(self):
        """The phrase as it stands in the lesson."""
        return _MARKED.sub(r"\1", self.phrase)

    def shown(self):
        """Return the marked numbers as ``(number, unit of the last place)``."""
        return [self._read(token) for token in _MARKED.findall(self.phrase)]

    def _read(self, token):
        if token in self.reads:
            return self.reads[token], self.digits or 0.0
        number, unit = read(token, self.about)
        return number, self.digits or unit

    def complaints(self):
        """Return what the values say against the phrase."""
        values = np.atleast_1d(np.asarray(self.value(), dtype=float))
        shown = self.shown()
        if not shown:
            return ["no number is marked"]
        if len(values) != len(shown):
            return [f"{len(values)} values for {len(shown)} marked numbers"]
        pairs = zip(values, shown, strict=True)
        return [
            f"{number:g} is shown, {value:.6g} computed"
            for value, (number, unit) in pairs
            if not self.bound(value, number, unit)
        ]


def result(phrase, value, *, bound=equal, about=False, digits=None, reads=None, slow=False):
    """Return the row of a phrase.

    Parameters
    ----------
    phrase : str
        As it stands in the source, white space apart, with each result between ⟦ and ⟧.
    value : callable
        Without arguments; returns the number, or one for each mark in order.
    bound : equal, at_most or at_least
    about : bool
        The zeros at the end of a whole number are no digits.
    digits : float, optional
        The unit of the last place where the token does not tell it.
    reads : dict, optional
        What a token means that is no plain number.
    slow : bool
        Takes more than a few seconds: computed by ``make thorough``; ``make test`` only looks for the phrase.
    """
    return Row(phrase, value, bound, about, digits, reads or {}, slow)


def read(token, about=False):
    """Return a printed number and the unit of its last place: ``−1.20``, ``62,449``, ``3 \\times 10^{-4}``."""
    for old, new in _SIGN.items():
        token = token.replace(old, new)
    token = token.strip().strip("$*").strip()
    if token in WORDS:
        return WORDS[token], 0.0
    form = rf"([-+]?)\s*(\d{{1,3}}(?:,\d{{3}})+|\d*)((?:\.\d+)?)(?:\s*{_POWER}([-+]?\d+)\}}?|e([-+]?\d+))?\s*\\?%?"
    powers = re.fullmatch(r"([-+]?)10\^\{?([-+]?\d+)\}?", token)
    if powers:
        number = float(f"{powers[1]}1e{powers[2]}")
        return number, abs(number)
    match = re.fullmatch(form, token)
    if not match or not (match[2] or match[3]):
        raise ValueError(f"{token!r} is no number that can be read: give `reads`")
    whole, fraction, power = match[2].replace(",", "") or "0", match[3], int(match[4] or match[5] or 0)
    places = len(fraction) - 1 if fraction else 0
    if about and not fraction:
        places = -(len(whole) - len(whole.rstrip("0")))
    return float(f"{match[1]}{whole}{fraction}e{power}"), 10.0 ** (power - places)


# ---- what a notebook says ------------------------------------------------------------------------------------------


def texts(notebook):
    """Return the prose of a notebook, cell by cell: markdown, and the sentences (captions, alt texts) of its code."""
    found = []
    for cell in notebook["cells"]:
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            found.append(source)
        elif cell["cell_type"] == "code":
            found += spoken(source)
            found.append(cell.get("metadata", {}).get("mystnb", {}).get("image", {}).get("alt", ""))
    return [text for text in found if text]


def spoken(source):
    """Return the plain strings of a code cell that are sentences; what an f-string puts in is computed, not typed."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    strings = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return [n.value for n in strings if n.value.count(" ") > 3 and id(n) not in inside]


def read_notebook(path):
    """Return a notebook's prose as one text with single spaces."""
    return squeeze("\n\n".join(texts(json.loads(Path(path).read_text(encoding="utf-8")))))


def squeeze(text):
    """Return a text with every run of white space as one space."""
    return " ".join(text.split())


# What is no statement: code, addresses, roles, labels, the numbers of lessons, exercises, equations, and years.
_SILENT = re.compile(
    r"```.*?```|`[^`]*`|\[\d\.\d[^\]]*\]\([^)]*\)|\]\([^)]*\)|</?[a-z]+(?: [^<>]*)?>|\{[\w:-]+\}`[^`]*`"
    r"|\(\w+[:-][\w:.-]+\)=?|https?://\S+|(?:doi|arXiv):[^\]\s]+|:[\w-]+: \S+|# (?:Exercises )?\d\.\d\b"
    r"|\b\d\.\d(?:\.\d)?-\d\b|\b[Ll]essons? \d\.\d|\b[Pp]arts? \d|\b(?:TM|LTR)-\d+\w?"
    r"|\\(?:tag|label|eqref)\{[^}]*\}"
)
_NUMBER = re.compile(rf"(?<![\w.])\d[\d,]*(?:\.\d+)?(?:\s*{_POWER}[-−+]?\d+\}}?|e[-+]?\d+)?(?:\s*\\?%)?")
_YEAR = re.compile(r"1[5-9]\d\d|20[0-3]\d")


def looks_like_a_result(token):
    """Whether a printed number is a decimal, a percentage, a power of ten, or has three digits and is no year."""
    digits = re.sub(r"\D", "", token)
    grouped = "," in token and len(digits) > 3
    return bool(re.search(r"[.%e]|10\^", token)) or grouped or (len(digits) >= 3 and not _YEAR.fullmatch(token))


def striking(text):
    """Yield ``(start, end)`` of each number that looks like a result."""
    quiet = _SILENT.sub(lambda match: " " * len(match[0]), text)
    for match in _NUMBER.finditer(quiet):
        token = match[0].rstrip(",")
        if looks_like_a_result(token):
            yield match.start(), match.start() + len(token)


def unaccounted(text, phrases):
    """Return the numbers of a text that look like results and stand in no phrase, each with what stands round it."""
    covered = [match.span() for match in _TIME.finditer(text)]
    for phrase in phrases:
        plain = squeeze(_MARKED.sub(r"\1", phrase))
        covered += [(m.start(), m.end()) for m in re.finditer(re.escape(plain), text)]
    return [
        f"{text[start:end]}: … {text[max(0, start - 40) : end + 40]} …"
        for start, end in striking(text)
        if not any(a <= start and end <= b for a, b in covered)
    ]
