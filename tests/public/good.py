"""A good call of every public name, room by room.

``CALLS[address]`` is a function that returns (callable, {argument: value}) anew for each call, or a dict of such
functions where one name is called in several ways. A third entry, a function of the result and the arguments, uses what
was made: a `Form` says something only when it is evaluated.
"""

import good_action
import good_bayes
import good_cheap
import good_dna
import good_forms
import good_ising
import good_learning
import good_living
import good_locality
import good_maxwell
import good_neural
import good_singular
import good_solvable
import good_tools

ROOMS = (
    *(good_action, good_bayes, good_cheap, good_forms, good_learning, good_living, good_locality, good_maxwell),
    *(good_dna, good_ising, good_neural, good_singular, good_solvable, good_tools),
)
CALLS = {address: call for room in ROOMS for address, call in room.CALLS.items()}
assert len(CALLS) == sum(len(room.CALLS) for room in ROOMS), "one good call stands in two rooms"

ALIASES = {
    "y": {"targets", "labels"},  # a loss
    "x": {"targets", "labels"},
    "targets": {"outputs"},
    "nodes": {"x"},  # an energy
    "theta": {"covector"},  # the step that a rule makes
    "damping": {"metric"},
}
"""What the function to which an argument is handed on may name in its place: what no longer fits, or its own word."""

RECORDS = set().union(*(room.RECORDS for room in ROOMS))
"""What the library makes and nobody else: its results and exceptions."""

GIVEN = {key: labels for room in ROOMS for key, labels in room.GIVEN.items()}
"""Which of the bad arguments are good ones there, or cannot be told from them, by (address, argument)."""
