"""The numbers in the solutions of 3.8, computed again."""

ROWS = []
GIVEN = ["with no more than 300 words"]
