"""A run of learning in one file: written whole or not at all, read without trusting it, refused where it does not fit.

The file is NumPy's ``.npz`` with plain arrays and JSON text in it, no pickle: it can run nothing.
"""

from __future__ import annotations

import json

import numpy as np

from physdl import _check, _npz

_FORMAT = 1


def save(path, *, network, memory, rule, rng, history):
    """Write the state of a run; until the new file is complete the old one stays in its place."""
    arrays = {f"memory {name}": value for name, value in memory.items()}
    words = {"format": _FORMAT, "network": shape(network), "rule": rule, "rng": None if rng is None else _state(rng)}
    _npz.write(path, words=json.dumps(words), theta=network.parameters, history=np.array(history), **arrays)


def restore(path, *, network, memory, rule, rng):
    """Set network, memory and generator as they were when the file was written, and return the history as a list.

    Nothing is changed unless everything fits.
    """
    stored, words = _read(path)
    if words["network"] != shape(network):
        received = f"{path} of {words['network']}"
        raise _check.error("checkpoint", f"be one of this network, {shape(network)}", received)
    if words["rule"] != rule:
        received = f"{path} of the rule {words['rule']!r}"
        raise _check.error("checkpoint", f"be one of the rule {rule!r}", received)
    if (words["rng"] is None) != (rng is None):
        received = "one without" if words["rng"] is None else "one with"
        fix = "Call `train` with the arguments with which the run began."
        raise _check.error("checkpoint", f"be one {'without' if rng is None else 'with'} a generator", received, fix)
    kept = {name.removeprefix("memory "): v.shape for name, v in stored.items() if name.startswith("memory ")}
    if kept != {name: v.shape for name, v in memory.items()}:
        received = f"{path} with {kept}"
        raise _check.error("checkpoint", f"hold what the rule {rule!r} remembers, {list(memory)}", received)
    if rng is not None:
        kind = words["rng"]["bit_generator"]
        if kind != rng.bit_generator.state["bit_generator"]:
            raise _check.error("rng", f"be a generator over {kind}, as in {path}", type(rng.bit_generator).__name__)
        rng.bit_generator.state = words["rng"]
    network.parameters[:] = stored["theta"]
    for name, value in memory.items():
        value[...] = stored[f"memory {name}"]
    return stored["history"].tolist()


def shape(network):
    """Return a network's shape in words: its maps, what they take and give, and how many numbers they hold."""
    parts = []
    for part in network.maps:
        ends = "" if part.inputs is None else f" {part.inputs} to {part.outputs}"
        parts.append(f"{type(part).__name__}{ends}" + (f" ({part.size})" if part.size else ""))
    return f"[{', '.join(parts)}] in {network.parameters.dtype}"


def _read(path):
    rule = "be a whole checkpoint"
    stored = _npz.read("checkpoint", path, rule, needed=("words", "theta", "history"))
    words = json.loads(str(stored["words"]), object_hook=_array)
    if words.get("format") != _FORMAT:
        raise _check.error("checkpoint", f"{rule} of format {_FORMAT}", f"{path} of format {words.get('format')}")
    return stored, words


def _state(rng):
    """Return the generator's state with its arrays marked, ready for JSON."""
    return _marked(rng.bit_generator.state)


def _marked(value):
    if isinstance(value, dict):
        return {name: _marked(entry) for name, entry in value.items()}
    return {"array": value.tolist(), "dtype": value.dtype.name} if isinstance(value, np.ndarray) else value


def _array(entry):
    return np.array(entry["array"], entry["dtype"]) if entry.keys() == {"array", "dtype"} else entry
