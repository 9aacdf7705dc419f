"""The figures of Part 2, a module for each lesson, named as it is, and what they share. Nothing is computed here."""

__all__ = []
