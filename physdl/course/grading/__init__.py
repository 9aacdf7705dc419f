"""The trusted grader: a notebook comes in, each answer goes alone into a sandbox, points and feedback come out."""

__all__ = []
