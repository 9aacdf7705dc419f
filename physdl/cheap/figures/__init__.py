"""The figures of Part 4, one module for each lesson, named as the lesson is. Nothing is computed here."""

__all__ = []
