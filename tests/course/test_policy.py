"""What every exercise owes to the judge."""

import numpy as np
import pytest

from physdl.course.exercise import Case, encode_calls
from physdl.course.exercises import LESSONS, find, of_lesson
from physdl.course.exercises.neural.metric import LARGE
from physdl.course.grading.sandbox import MEMORY

EXERCISES = [exercise.id for lesson in LESSONS for exercise in of_lesson(lesson)]


@pytest.mark.parametrize("name", EXERCISES)
def test_a_case_can_be_drawn_anew(name):
    exercise = find(name)
    assert exercise.fresh is not None
    drawn = [exercise.anew(np.random.default_rng(seed)) for seed in range(20)]
    assert all(isinstance(case, Case) for cases in drawn for case in cases)
    assert len({str(encode_calls(cases)) for cases in drawn}) == 20


def test_the_table_that_3_3_4_forbids_has_no_room_where_it_is_graded():
    sizes = [len(covector) for case in find("3.3-4").cases for _, covector, _ in case.calls]
    assert sizes.count(LARGE) == 2
    assert 8 * LARGE**2 > MEMORY
