"""The exercises of Part 0, one module for each lesson, named as the lesson is."""

__all__ = []
