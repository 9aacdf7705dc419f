"""What goes in in single precision comes out in single precision, or the docstring says that it does not."""

import sys

import numpy as np
import pytest
from good import CALLS
from test_arguments import numbers, signature
from walk import public

from physdl.neural import Map

SINGLE = {np.dtype(float): np.float32, np.dtype(complex): np.complex64}
PUBLIC = public()
MIXED = {"cheap.Hamiltonian", "forms.Form", "neural.small_network"}
"""Their good calls go on with points in double precision."""


def single(value):
    """Return arrays in single precision, and all else as it is."""
    if isinstance(value, np.ndarray) and value.dtype in SINGLE:
        return value.astype(SINGLE[value.dtype])
    if isinstance(value, list):
        return [single(entry) for entry in value]
    return {k: single(v) for k, v in value.items()} if isinstance(value, dict) else value


def said(thing):
    """Whether a name, or the room that it stands in, says that it computes in double precision."""
    module = sys.modules[thing.__module__]
    texts = [thing.__doc__, module.__doc__]
    while "." in module.__name__:
        module = sys.modules[module.__name__.rpartition(".")[0]]
        texts.append(module.__doc__)
    return any("double precision" in (text or "") for text in texts)


def in_single(address):
    """Return the good calls of a name with all arrays in single precision; those of a network are the network's."""
    # A method is in the precision of its object.
    if address in MIXED or PUBLIC[address].__qualname__.count("."):
        return
    calls = CALLS[address] if isinstance(CALLS[address], dict) else {"": CALLS[address]}
    for call in calls.values():
        function, arguments, *use = call()
        given = {name: single(value) for name, value in arguments.items()}
        changed = any(np.asarray(v).dtype in SINGLE.values() for v in given.values() if isinstance(v, np.ndarray))
        if changed and not any(isinstance(v, Map) for v in given.values()):
            yield function, given, *use


@pytest.mark.parametrize("address", [address for address in CALLS if list(in_single(address))])
def test_single_precision_is_kept_or_its_loss_is_said(address):
    for function, given, *use in in_single(address):
        first = [given.pop(n) for n, p in list(signature(function).items()) if p.kind is p.POSITIONAL_ONLY]
        result = function(*first, **given)
        result = use[0](result, given) if use else result
        arrays = [x for x in numbers(result) if x.ndim and x.size and x.dtype.kind in "fc"]
        kept = all(x.dtype in SINGLE.values() for x in arrays)
        assert kept or said(PUBLIC[address]), f"{[str(x.dtype) for x in arrays]}"
