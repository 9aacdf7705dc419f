"""What became of a notebook, exercise by exercise, as the gradebook and the feedback page read it."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

from physdl.course.exercise import Standing

GRADED, BY_HAND, FAILED = "graded", "by hand", "failed"


@dataclass(frozen=True)
class Mark:
    """What became of one exercise: `status` is "graded", "by hand" or "failed"; only the first has points."""

    id: str
    title: str
    status: str
    possible: float
    points: float | None = None
    state: str = ""
    message: str = ""
    mistake: str = ""
    properties: tuple[Standing, ...] = ()
    answer: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Report:
    """What became of one notebook; `seed` draws the same secret inputs again."""

    notebook: str
    lesson: str
    seed: int
    marks: tuple[Mark, ...]
    unsafe: bool = False

    @property
    def failed(self):
        """Return whether anything could not be graded."""
        return any(mark.status == FAILED for mark in self.marks)

    @property
    def points(self):
        """Return the sum of the automatic points, or None while anything has failed."""
        return None if self.failed else round(sum(m.points for m in self.marks if m.status == GRADED), 2)

    @property
    def possible(self):
        """Return the points that can be earned automatically."""
        return sum(m.possible for m in self.marks if m.status != BY_HAND)

    def plain(self):
        """Return the report as plain data."""
        status = FAILED if self.failed else GRADED
        marks = [{**asdict(m), "properties": [_plain(s) for s in m.properties]} for m in self.marks]
        return {**asdict(self), "status": status, "points": self.points, "possible": self.possible, "marks": marks}


def _plain(standing):
    """Return how a property came out; an error beyond measure is written as null, as JSON has no infinity."""
    return {**asdict(standing), "error": standing.error if math.isfinite(standing.error) else None}
