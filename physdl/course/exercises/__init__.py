"""The public halves of all exercises, one module for each lesson, found by the exercise's id."""

from importlib import import_module as _import_module

__all__ = ["LESSONS", "find", "of_lesson", "read_by_hand"]

LESSONS = {
    "0.1": "start.units",
    "1.1": "action.fermat",
    "1.2": "action.interference",
    "1.3": "action.lagrange",
    "1.4": "action.symmetry",
    "1.5": "action.hamilton",
    "1.6": "action.orbits",
    "1.7": "action.path_integral",
    "2.1": "forms.covectors",
    "2.2": "forms.pullback",
    "2.3": "forms.stokes",
    "2.4": "forms.hodge",
    "2.5": "forms.curvature",
    "3.1": "neural.pullback",
    "3.2": "neural.hamiltonian",
    "3.3": "neural.metric",
    "3.4": "neural.complex",
    "3.5": "neural.mechanics",
    "3.6": "neural.steps",
    "3.7": "neural.solvable",
    "3.8": "neural.neurons",
    "3.9": "neural.learned",
    "4.1": "cheap.gates",
    "4.2": "cheap.locality",
    "4.3": "cheap.flattening",
    "4.4": "cheap.hierarchies",
    "4.5": "cheap.decimation",
    "4.6": "cheap.criticality",
    "5.1": "bayes.statmech",
    "5.2": "bayes.occam",
    "5.3": "bayes.running",
    "5.4": "bayes.selection",
    "5.5": "bayes.singular",
    "5.6": "bayes.dna",
}


def of_lesson(lesson):
    """Return the exercises of a lesson, for example of "1.1", in their order."""
    return _import_module(f"physdl.course.exercises.{LESSONS[lesson]}").EXERCISES


def read_by_hand(lesson):
    """Return the ids of the exercises of a lesson that have no automatic check."""
    return _import_module(f"physdl.course.exercises.{LESSONS[lesson]}").READ_BY_HAND


def find(name):
    """Return the exercise with the id `name`, or raise `LookupError` with the ids that there are."""
    lesson = str(name).partition("-")[0]
    known = of_lesson(lesson) if lesson in LESSONS else ()
    if lesson in LESSONS and name in read_by_hand(lesson):
        raise LookupError(f"There is no automatic check of {name}: your instructor reads it.")
    for exercise in known:
        if exercise.id == name:
            return exercise
    offered = ", ".join(exercise.id for exercise in known) or "lessons " + ", ".join(LESSONS)
    raise LookupError(f"There is no automatic check {name!r}; there are {offered}.")
