"""The one judge of all exercises, in the notebook and when grading; its public address is `physdl.course.exercise`."""

__all__ = []
