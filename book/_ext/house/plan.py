"""The plan of the course: `book/lessons.toml` as checked, frozen data."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "lessons.toml"


@dataclass(frozen=True)
class Lesson:
    """One lesson: `page` is its document, or None while it is planned."""

    number: str
    title: str
    needs: tuple[str, ...]
    languages: tuple[str, ...]
    idea: str
    page: str | None

    @property
    def part(self):
        """The part it belongs to, as a number."""
        return int(self.number.split(".")[0])

    @property
    def exercises_page(self):
        """The document with its exercises, or None while it is planned."""
        if self.page is None:
            return None
        folder, _, name = self.page.rpartition("/")
        return f"{folder}/exercises/{name}"

    @property
    def exercises(self):
        """How many exercises a written lesson has."""
        cells = json.loads((FILE.parents[1] / f"{self.exercises_page}.ipynb").read_text(encoding="utf-8"))["cells"]
        texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
        return sum(bool(re.match(rf"## {re.escape(self.number)}-\d", text)) for text in texts)


@dataclass(frozen=True)
class Part:
    """One part of the book: `page` is its opener, or None while it is planned."""

    number: int
    title: str
    idea: str
    page: str | None


@dataclass(frozen=True)
class Plan:
    """All parts and lessons, in reading order; `pages` has a sentence for each of the other pages."""

    parts: tuple[Part, ...]
    lessons: tuple[Lesson, ...]
    languages: dict[str, str]
    pages: dict[str, str]

    def lesson(self, number):
        """Return the lesson with this number, or None."""
        return next((lesson for lesson in self.lessons if lesson.number == number), None)

    def of_part(self, number):
        """Return the lessons of one part."""
        return [lesson for lesson in self.lessons if lesson.part == number]


def read_plan(path=FILE):
    """Return the plan; a lesson may need only lessons that stand before it."""
    data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    parts = tuple(Part(p["number"], p["title"], p["idea"], p.get("page")) for p in data["parts"])
    lessons = []
    for entry in data["lessons"]:
        unknown = set(entry["needs"]) - {lesson.number for lesson in lessons}
        if unknown:
            raise ValueError(f"lesson {entry['number']} needs {', '.join(sorted(unknown))}, which no earlier entry has")
        strange = set(entry["languages"]) - set(data["languages"])
        if strange or not entry["languages"]:
            raise ValueError(f"lesson {entry['number']} must speak some of {', '.join(data['languages'])}")
        lesson = Lesson(
            entry["number"],
            entry["title"],
            tuple(entry["needs"]),
            tuple(language for language in data["languages"] if language in entry["languages"]),
            entry["idea"],
            entry.get("page"),
        )
        if lesson.part not in {part.number for part in parts}:
            raise ValueError(f"lesson {lesson.number} belongs to no listed part")
        lessons.append(lesson)
    return Plan(parts, tuple(lessons), dict(data["languages"]), dict(data["pages"]))


@cache
def the_plan():
    """Return the plan of this book, read once."""
    return read_plan()
