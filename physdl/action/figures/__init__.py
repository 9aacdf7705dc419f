"""The figures of Parts 0 and 1, one module for each lesson, named as the lesson is. Nothing is computed here."""

__all__ = []
