"""A question that the reader answers before the page does: a guess that commits."""

from __future__ import annotations

import hashlib
import html
import itertools
import math
import numbers
from dataclasses import dataclass

import numpy as np
from matplotlib.axis import Axis

from physdl import _check
from physdl._spell import spell
from physdl.explore import page
from physdl.explore.painter import words
from physdl.explore.places import DIGITS, share
from physdl.explore.slider import Slider, as_format

POSITIONS = 201  # of a slider on which one guesses
NEAR = 0.05  # of the range of a slider, in which a guess counts as close, and as the value of a mistake
NEAR_RATIO = 1.25  # the same on a logarithmic slider and for a number that is written down
_NUMBER = (
    '<label class="physdl-number-field"><input type="text" inputmode="decimal" autocomplete="off" '
    'aria-label="your guess"> {unit}</label>'
)
_CHOICE = (
    '<label class="physdl-choice"><input type="radio" name="{name}" autocomplete="off"> <span>{text}</span></label>'
)
_ANY = 1e300  # beyond any guess: JSON has no infinity

_QUESTION = (
    '{style}<div class="physdl-predict" data-part="{part}" role="group" aria-label="Your guess">'
    '<p class="physdl-question">{question}</p>'
    '<form hidden>{field}<button type="submit">That is my guess</button></form>'
    '<div class="physdl-result" role="status"></div>'
    '<button type="button" class="physdl-forget" hidden>Forget my guess</button>'
    "<details><summary>The answer</summary><p>{answer}. {why}</p>{slips}</details>"
    '<script type="application/json">{data}</script>{script}</div>'
)


def predict(question, *, answer, among, why, mistakes=None, unit="", format=".3g", close=None):
    """Ask the reader for a guess, and answer only when there is one.

    Parameters
    ----------
    question : str
        One question in plain words.
    answer : float or str
        What is so, as the lesson has computed it: a number, or one of the choices.
    among : Slider or list of str or None
        How one guesses: on a slider (whose unit and format the answer takes), among two to five choices, or with a
        number that is written into a field.
    why : str
        The explanation: one to three sentences, read after the guess.
    mistakes : dict, optional
        Sentences for usual wrong guesses: ``{choice: sentence}``, ``{value: sentence}`` for guesses near a value, or
        ``{(low, high): sentence}`` for all between two values, both included, ``None`` for no bound. Each is shown to
        those alone whose guess it speaks of, and nobody is told two.
    unit, format : str
        Unit and format of a number in a field; a slider has its own.
    close : (float, float), optional
        Between which guesses are called close: by default a twentieth of the slider's range around the answer, on a
        logarithmic slider and in a field a factor of 1.25.

    Returns
    -------
    Prediction
        Leave it as the last line of the cell; its `on` marks the guess in a figure.

    Raises
    ------
    TypeError, ValueError
        If the answer cannot be reached, a mistake is said to somebody whose guess is right, two are said to one guess,
        or there are no two to five choices.

    Notes
    -----
    The guess is kept by the reader's browser, until the reader has it forgotten; nothing is sent. On paper, and where
    no script runs, the answer stands below the question.

    Used in every lesson, first in :lesson:`0.1`.
    """
    question, why = words("question", question), words("why", why)
    mistakes = {} if mistakes is None else mistakes
    _check.instance("mistakes", mistakes, dict)
    for name, text in (("unit", unit), ("format", format)):
        _check.instance(name, text, str)
    if isinstance(among, Slider) or among is None:
        return _number(question, answer, among, why, mistakes, unit, format, close)
    return _choice(question, answer, among, why, mistakes)


@dataclass(frozen=True)
class Prediction:
    """A question with its answer: what :func:`predict` returns.

    Attributes
    ----------
    question, said, why : str
        The question, the answer as the reader sees it, and the explanation.
    data : dict
        What the page's script knows of them.
    field : str
        The HTML in which one guesses.
    """

    question: str
    said: str
    why: str
    data: dict
    field: str

    @property
    def key(self):
        """The name under which a browser keeps the guess: it changes with the question and with the way of guessing."""
        asked = f"{self.question} {self.data['kind']} {self.data.get('texts')}"
        return hashlib.sha256(asked.encode()).hexdigest()[:12]

    def on(self, where, *, scale=1.0, shift=0.0):
        """Return the mark of the guess in a figure: at the value ``scale * guess + shift`` of a slider or of an axis.

        Parameters
        ----------
        where : str or matplotlib.axis.Axis
            The name of a slider, or ``ax.xaxis`` or ``ax.yaxis``.
        scale, shift : float
            From the guess's unit to that of the slider or axis.
        """
        if self.data["kind"] == "choice":
            raise _check.error(
                "where", "not be asked of a choice, which has no place on an axis", where, kind=TypeError
            )
        if not isinstance(where, str | Axis):
            raise _check.error("where", "be the name of a slider, or ax.xaxis or ax.yaxis", where, kind=TypeError)
        scale, shift = _check.finite_number("scale", scale), _check.finite_number("shift", shift)
        if not scale:
            raise _check.error("scale", "not be zero", scale, "All guesses would stand at one place.")
        return Mark(self.key, where, scale, shift)

    def _repr_mimebundle_(self, include=None, exclude=None):
        slips = "".join(f"<li>{html.escape(text)}</li>" for *_, text in self.data["mistakes"])
        text = _QUESTION.format(
            style=page.style(),
            part=page.part(),
            question=html.escape(self.question),
            field=self.field,
            answer=html.escape(self.said),
            why=html.escape(self.why),
            slips=f"<ul>{slips}</ul>" if slips else "",
            data=page.packed({**self.data, "key": self.key, "said": self.said, "why": self.why}),
            script=page.script(),
        )
        return {"text/html": text, "text/plain": f"{self.question}\nAnswer: {self.said}. {self.why}"}


@dataclass(frozen=True)
class Mark:
    """Where a figure shows the reader's guess: what :meth:`Prediction.on` returns."""

    key: str
    where: str | Axis
    scale: float
    shift: float


def place(mark, figure, sliders):
    """Return how a guess becomes a share of the slider's track, or of the picture's width or height."""
    if isinstance(mark.where, str):
        if mark.where not in sliders:
            raise _check.error("guess", f"name one of the sliders {list(sliders)}", mark.where)
        slider = sliders[mark.where]
        ends, log = (slider.start, slider.stop), slider.log
        shares = (0.0, 1.0)
        found = {"slider": list(sliders).index(mark.where)}
    else:
        ax, upright = mark.where.axes, mark.where.axis_name == "x"
        if ax.figure is not figure:
            raise _check.error("guess", "name an axis of the figure", mark.where, kind=ValueError)
        ends, log = mark.where.get_view_interval(), mark.where.get_scale() == "log"
        low, high = (share(figure, *pair, ax) for pair in zip(ax.get_xlim(), ax.get_ylim(), strict=True))
        left, right = sorted((low[0], high[0]))
        top, bottom = sorted((low[1], high[1]))
        ends = ax.get_xlim() if upright else ax.get_ylim()
        shares = (low[0], high[0]) if upright else (low[1], high[1])
        found = {"slider": None, "axis": mark.where.axis_name, "box": [left, top, right, bottom]}
    if log and mark.shift:
        raise _check.error("shift", "be 0 on a logarithmic scale", mark.shift)
    if log and mark.scale < 0:
        raise _check.error("scale", "be positive on a logarithmic scale", mark.scale)
    a, b = (math.log10(end / mark.scale) if log else (end - mark.shift) / mark.scale for end in ends)
    slope = (shares[1] - shares[0]) / (b - a)
    return {"key": mark.key, "log": log, "slope": slope, "start": shares[0] - slope * a, **found}


def _number(question, answer, slider, why, mistakes, unit, format, close):
    answer = _check.finite_number("answer", answer)
    if slider is None:
        said = spell(answer, as_format("format", format)) + (f" {unit}" if unit else "")
        data = {"kind": "number", "unit": f" {unit}" if unit else ""}
        field = _NUMBER.format(unit=html.escape(unit))
    else:
        if not slider.start <= answer <= slider.stop:
            raise _check.error("answer", f"lie on the slider, from {slider.start} to {slider.stop}", answer)
        values = slider.fine(POSITIONS)
        texts = [slider.text(value) for value in values]
        said = slider.text(answer)
        track = (
            np.log(np.array([slider.start, slider.stop, answer])) if slider.log else (slider.start, slider.stop, answer)
        )
        at = round(float((track[2] - track[0]) / (track[1] - track[0])), DIGITS)
        data = {"kind": "slider", "values": values, "texts": texts, "share": at}
        field = page.control(slider.label or "your guess", texts, values.index(slider.initial))
    near = _neighbours(slider)
    close = near(answer) if close is None else _bounds(close)
    slips = [_slip(key, sentence, near) for key, sentence in mistakes.items()]
    for low, high, sentence in slips:
        if low <= answer <= high:
            raise _check.error("mistakes", f"not speak of the answer, {said}", sentence)
    _apart(mistakes, slips)
    return Prediction(question, said, why, {**data, "close": close, "mistakes": slips}, field)


def _neighbours(slider):
    """Return what counts as near a value: a function from the value to two bounds."""
    if slider is not None and not slider.log:
        reach = NEAR * (slider.stop - slider.start)
        return lambda value: [value - reach, value + reach]
    return lambda value: sorted([value / NEAR_RATIO, value * NEAR_RATIO])


def _bounds(close):
    if not isinstance(close, list | tuple) or len(close) != 2:
        raise _check.error("close", "be a pair (low, high)", close, kind=TypeError)
    low, high = (_check.finite_number("close", end) for end in close)
    if low > high:
        raise _check.error("close", "be a pair (low, high) in this order", close)
    return [low, high]


def _slip(key, sentence, near):
    sentence = words("mistakes", sentence)
    if isinstance(key, tuple) and len(key) == 2:
        low, high = (_ANY * sign if end is None else end for end, sign in zip(key, (-1, 1), strict=True))
    elif isinstance(key, numbers.Real):
        low, high = near(float(key))
    else:
        raise _check.error("mistakes", "have values or pairs (low, high) as keys", key, kind=TypeError)
    low, high = _check.finite_number("mistakes", low), _check.finite_number("mistakes", high)
    if low > high:
        raise _check.error("mistakes", "have pairs (low, high) in this order as keys", key)
    return [low, high, sentence]


def _apart(keys, slips):
    """Refuse two sentences for one guess."""
    ranges = sorted((low, high, key) for (low, high, _), key in zip(slips, map(str, keys), strict=True))
    for (_, left, one), (low, high, other) in itertools.pairwise(ranges):
        if low <= left:
            both = low if low > -_ANY else min(left, high)
            raise _check.error(
                "mistakes",
                "have one sentence for a guess",
                f"two for {both:.6g}, from {one} and {other}",
                "Let one range end before the next begins: both ends belong to it, and a value stands for all near it.",
            )


def _choice(question, answer, choices, why, mistakes):
    if not isinstance(choices, list | tuple):
        raise _check.error("among", "be a Slider, None, or a list of choices", choices, kind=TypeError)
    choices = [words("among", choice) for choice in choices]
    if not 2 <= len(choices) <= 5 or len(set(choices)) < len(choices):
        raise _check.error("among", "be a Slider, None, or two to five different choices", choices)
    if answer not in choices:
        raise _check.error("answer", f"be one of {choices}", answer)
    for choice in mistakes:
        if choice not in choices or choice == answer:
            raise _check.error("mistakes", "have wrong choices as keys", choice)
    slips = [[choices.index(choice)] * 2 + [words("mistakes", text)] for choice, text in mistakes.items()]
    name = hashlib.sha256(question.encode()).hexdigest()[:12]
    field = "".join(_CHOICE.format(name=name, text=html.escape(choice)) for choice in choices)
    data = {"kind": "choice", "texts": choices, "answer": choices.index(answer), "mistakes": slips}
    field = f'<div class="physdl-choices" role="radiogroup" aria-label="your guess">{field}</div>'
    return Prediction(question, answer, why, data, field)
