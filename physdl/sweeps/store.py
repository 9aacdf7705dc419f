"""The finished points of a sweep on disk, so that a long run goes on where it was interrupted."""

from __future__ import annotations

import hashlib
import json
import pickle
import time
from functools import partial

import numpy as np

from physdl import _check, _npz
from physdl.sweeps.grid import as_axis
from physdl.sweeps.result import Block

EVERY = 10.0  # seconds between two writings


class Store:
    """One .npz file without pickle: who the sweep is, which points are done, and their values."""

    def __init__(self, path, job):
        self.path, self.identity, self.saved = _npz.place("resume", path), _identity(job), time.monotonic()

    def load(self):
        """Return the blocks of an earlier run, none if there is no file yet; refuse the file of another sweep."""
        if not self.path.exists():
            return []
        arrays = _npz.read("resume", self.path, "be a whole file of a sweep", needed=("sweep", "done"))
        identity, numbers = json.loads(str(arrays.pop("sweep"))), arrays.pop("done")
        fields = {None if key == "value" else key.removeprefix("field "): array for key, array in arrays.items()}
        pairs = {name: (identity.get(name), self.identity.get(name)) for name in {**identity, **self.identity}}
        shown = "; ".join(f"{name} {there} there, {now} here" for name, (there, now) in pairs.items() if there != now)
        if shown:
            fix = "Give each sweep a file of its own; a Generator must be made anew from the same seed."
            raise _check.error("resume", "be the file of this sweep", f"{self.path} of another one ({shown})", fix)
        cuts = np.flatnonzero(np.diff(numbers) != 1) + 1
        bounds = zip([0, *cuts], [*cuts, len(numbers)], strict=True) if len(numbers) else ()
        return [Block(int(numbers[a]), {name: array[a:b] for name, array in fields.items()}) for a, b in bounds]

    def due(self):
        """Say whether it is time to write."""
        return time.monotonic() - self.saved >= EVERY

    def save(self, blocks):
        """Write the blocks; a crash leaves the old file or the new one."""
        arrays = {"done": np.concatenate([[], *(np.arange(b.start, b.stop) for b in blocks)]).astype(np.int64)}
        for name in blocks[0].fields if blocks else ():
            arrays["value" if name is None else f"field {name}"] = np.concatenate([b.fields[name] for b in blocks])
        _npz.write(self.path, sweep=np.array(json.dumps(self.identity)), **arrays)
        self.saved = time.monotonic()


def _identity(job):
    """Return what must agree between the sweep that wrote a file and the one that goes on with it."""
    identity = {"function": _name(job.function), "axes": ", ".join(job.grid.names)}
    for name, labels in zip(job.grid.names, job.grid.labels, strict=True):
        array = as_axis(labels)
        if array.dtype.kind == "O":
            rule = "hold numbers or words in a sweep that can be resumed"
            raise _check.error(name, rule, list(labels), kind=TypeError)
        identity[f"labels of {name}"] = f"{len(array)} labels, {_digest(repr(array.tolist()).encode())}"
    if job.seeds is not None:
        kind, root = job.seeds
        identity["rng"] = f"{kind.__name__} {root.entropy} {root.spawn_key}"
    return identity


def _name(function):
    if isinstance(function, partial):
        bound = pickle.dumps((function.args, sorted(function.keywords.items())))
        return f"{_name(function.func)} with {_digest(bound)}"
    name = getattr(function, "__qualname__", None)
    if name is None or "<lambda>" in name:
        fix = "Its name is what tells a file of one sweep from that of another: define it with `def`."
        raise _check.error("function", "have a name in a sweep that can be resumed", function, fix, TypeError)
    return f"{function.__module__}.{name}"


def _digest(data):
    return hashlib.sha256(data).hexdigest()[:12]
