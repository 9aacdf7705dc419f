"""The format of an exercise: what is asked, what is sent, what must come back, what it is worth.

An exercise has two halves. The *public* half, an `Exercise`, lives in ``physdl/course/exercises/<part>/<lesson>.py``
and is what ``check("1.1-3", answer)`` uses in the student's notebook. The *hidden* half, a `Specification`, stands
between the marks of hidden tests in the instructor's notebook and is used by the grader alone.

**One judge.** Both go through the same function, `judge`. In a notebook it is asked about the public `cases` and about
one more that ``fresh`` draws at each check, so that a table of ready answers fails; when grading, about the public
cases and those that the hidden half draws, the public properties on all of them and the hidden properties, which may
need hidden facts, on the drawn ones. What the check refuses therefore earns no full points.

**Protocol.** An answer is a *function* of plain data that returns plain data, or a *value* (which is treated as a
function of no arguments). The author writes `Case` objects; a case holds one or several *calls*, each a tuple of
positional arguments, and *facts* that only the properties see. The calls are encoded as JSON (`physdl.course.plain`:
numbers, real and complex arrays, lists, dictionaries of these; a function as input is a `Formula`, a random generator
is a `Seed`), the student's function is called on each, and its results come back as JSON. In a notebook this happens
in place; the grader does it in a sandbox that receives the answer cell and the encoded calls, and nothing else: no
facts, no properties, no points. What returns are numbers, and a forged number is as good as a computed one only if it
is right.

**Cases.** The public cases hold the general case and each boundary (the empty one, the degenerate one, the largest).
``fresh`` is a function of a NumPy generator that returns one `Case`, or a list of them, of general size, with whatever
facts the public properties need; it need not know the answer. ``draw`` of the hidden half returns more of them, the
degenerate ones among them on purpose.

**Shapes.** Within a case, ``trial.calls[i]`` is the tuple of arguments of call `i` and ``trial.results[i]`` what came
back, turned into the kind and shape that `Returns` declares: float64, int64, complex128 or bool arrays, or Python's
float, int, complex, bool. ``trial.arguments`` and ``trial.result`` are those of the first call. A network is sent as a
list of its parameter arrays, a mesh as a dictionary of its arrays, a Hamiltonian or an index profile as a formula in
``x`` of shape ``(..., d)``.

**Properties.** A `Property` measures how far an answer is from what must hold: ``error(trial)`` is 0 where it holds
exactly, and the property *holds* up to ``tolerance``, is *near* up to ``near`` and is *violated* beyond, on the worst
of all trials. Say the tolerance in the statement, and ask both halves for the same. ``near`` is for rounding and
truncation, not for a wrong formula: it reaches 100 times the tolerance at most. An order of
convergence is a property of a case with two calls, of grids h and h/2. At least one property of each exercise must
fail for degenerate answers (zeros, the input returned unchanged). An ``error`` that raises, or returns no number, on a
strange result is a violated property: it need not defend itself.

**Counts.** ``trial.counts[i]`` says how often call `i` called each of the formulas it received. The counting is done on
the answer's side and can be forged, so only a property that declares ``counted=True`` sees the counts, and such a
property is told but earns nothing.

**Mistakes.** A `Mistake` recognises a usual slip by its numbers: with `gives` ("this is what comes out when the echo
travels only one way"), or with `mended` ("twice this would be right"), which computes no answer. It is shown only when
a property does not hold and every trial shows the slip, and what would be `mended` only where it is not right already;
of an almost right answer only a slip of ``rounding`` is, since a wrong formula is never near. ``undefined`` says where
nan or inf usually comes from, ``stops`` where an exception of some name does.

**Hints.** The first wrong try is told what does not hold and the likely mistake; the second brings the first hint, the
fourth the second, and so on. An answer of the wrong type or shape is no wrong try in this sense, nor is one that is
stopped by an error.

**States.** not attempted; wrong type or shape; stopped by an error (an exception, or the limit of time); property
violated; almost (nothing violated, but something only near); correct.

**Points.** Each property earns its share when it holds on all trials, and half of it when near. A property named in
``essential`` must at least be near, else the item earns nothing: it keeps a degenerate answer from collecting the
points of properties that hold trivially. Where any property is violated the item earns a third of its points at most,
unless the violated ones are all named in ``minor``.

**Own work.** ``forbids`` names the modules that already offer the answer, of physdl or of others
("scipy.sparse.linalg"); a package stands for everything in it. In a notebook a call into them during the check is
noticed and reported, and so is one into `physdl.course.exercises`; in the sandbox nothing of them can be used.
Importing them is allowed in both, since other modules do.

**Time.** An answer may take ``seconds`` of processor time for all its calls; the check stops it, and so does the
grader. Where a slow but right answer could take longer, the statement says the limit. The sandbox has a gigabyte; where
the system tells how much a process holds, the check stops an answer that has grown by as much.

An example, public half and hidden half::

    Exercise(
        id="1.1-1",
        entry="echo_distance",
        signature="echo_distance(separation, speed, gap)",
        returns=Returns("real"),
        cases=(Case.call(0.0, 343.0, 0.1), Case.call(5.0, 343.0, 0.1)),
        properties=(Property("the echo is late by exactly the gap", late_by, tolerance=1e-9, near=1e-7),),
        fresh=lambda rng: Case.call(*rng.uniform([1, 300, 0.05], [9, 1500, 0.5])),
        mistakes=(Mistake("This sound travels to the wall and stays there.", gives(lambda d, c, t: c * t)),),
        hints=("Mirror the singer in the wall.",),
    )

    Specification(
        "1.1-1",
        draw=lambda rng: [Case.call(*rng.uniform([1, 300, 0.05], [9, 1500, 0.5])) for _ in range(8)],
        properties=(Property("the exact distance", reference, tolerance=1e-9, near=1e-7),),
        essential=("the exact distance",),
    )
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from physdl.course.judging.properties import (
    Case,
    Mistake,
    Property,
    Trial,
    altered,
    gives,
    mended,
    mends,
    off,
    pushed,
    relative,
    slopes,
)
from physdl.course.judging.returns import NotFinite, Returns
from physdl.course.judging.verdicts import (
    ALMOST,
    CORRECT,
    NOT_ATTEMPTED,
    STATES,
    STOPPED,
    VIOLATED,
    WRONG_TYPE,
    Standing,
    Verdict,
    encode_calls,
    judge,
)

__all__ = [
    "ALMOST",
    "CORRECT",
    "NOT_ATTEMPTED",
    "STATES",
    "STOPPED",
    "VIOLATED",
    "WRONG_TYPE",
    "Case",
    "Exercise",
    "Mistake",
    "NotFinite",
    "Property",
    "Returns",
    "Specification",
    "Standing",
    "Trial",
    "Verdict",
    "altered",
    "encode_calls",
    "gives",
    "judge",
    "mended",
    "mends",
    "off",
    "pushed",
    "relative",
    "slopes",
]


@dataclass(frozen=True)
class Exercise:
    """The public half of an exercise; the module's docstring has the protocol and an example.

    Parameters
    ----------
    id
        Lesson, dash, number: "1.1-3".
    entry
        The name that the answer cell must define.
    signature
        How the answer is called, as shown in messages.
    returns
        A `Returns`, or a tuple of them where several things are returned.
    cases, properties, mistakes, hints
        As in the protocol; hints are shown one by one.
    fresh
        Function of a NumPy generator that returns one more case (or a list of them), drawn anew at each check.
    kind
        "function" or "value".
    forbids
        Modules and packages that already offer the answer, by their dotted names.
    seconds
        How much processor time all calls together may take, in a check and when it is graded.
    undefined
        The usual reason why a result is not finite.
    stops
        The usual reason why the answer raises an exception, by the exception's name; "OutOfTime" is the limit.
    """

    id: str
    entry: str
    signature: str
    returns: Returns | tuple[Returns, ...]
    cases: tuple[Case, ...]
    properties: tuple[Property, ...]
    mistakes: tuple[Mistake, ...] = ()
    hints: tuple[str, ...] = ()
    fresh: Callable | None = None
    kind: str = "function"
    forbids: tuple[str, ...] = ()
    seconds: float = 10.0
    undefined: str = ""
    stops: Mapping = field(default_factory=dict)

    def anew(self, rng):
        """Return the cases that `fresh` draws with the generator `rng`: again if it draws none but public calls."""
        if self.fresh is None:
            return ()
        public = {*map(str, encode_calls(self.cases))}
        for _ in range(100):
            drawn = self.fresh(rng)
            drawn = (drawn,) if isinstance(drawn, Case) else tuple(drawn)
            if not public.issuperset(map(str, encode_calls(drawn))):
                break
        return drawn


@dataclass(frozen=True)
class Specification:
    """The hidden half of an exercise.

    Parameters
    ----------
    id
        That of the public half.
    draw
        Function of a NumPy generator that returns the secret cases. Only the grader calls it, outside the sandbox.
    properties
        What must hold on the drawn cases beyond the public properties.
    essential
        Names of properties without which nothing is earned; at least one.
    credit
        Weights by property name; 1 where none is given.
    minor
        Names of properties that may be violated without the item being held to a third of its points.
    """

    id: str
    draw: Callable
    essential: tuple[str, ...]
    properties: tuple[Property, ...] = ()
    credit: Mapping = field(default_factory=dict)
    minor: tuple[str, ...] = ()

    def __post_init__(self):
        if not self.essential:
            raise ValueError(
                f"the specification of {self.id} names no essential property: a degenerate answer could earn points"
            )

    def points(self, verdict, possible):
        """Return the points that `verdict` earns out of `possible`."""
        standing = {s.name: s for s in verdict.standings}
        if not standing:
            return 0.0
        for name in (*self.essential, *self.credit, *self.minor):
            if name not in standing:
                raise ValueError(f"the specification of {self.id} names a property that it does not have: {name!r}")
            if standing[name].counted:
                raise ValueError(f"the specification of {self.id} gives points for what can be forged: {name!r}")
        if any(standing[name].worth == 0 for name in self.essential):
            return 0.0
        weights = {name: self.credit.get(name, 1.0) for name, s in standing.items() if not s.counted}
        earned = possible * sum(weights[name] * standing[name].worth for name in weights) / sum(weights.values())
        if any(standing[name].state == "violated" and name not in self.minor for name in weights):
            earned = min(earned, possible / 3)
        return round(earned, 2)
