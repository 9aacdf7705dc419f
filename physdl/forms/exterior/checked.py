"""What `physdl.forms.exterior` asks of its arguments."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from physdl import _check
from physdl.duals import Dual
from physdl.forms.exterior.indices import count


def mixed(name, forms):
    """Return {degree: components} after a look at the degrees."""
    if not isinstance(forms, Mapping):
        raise _check.error(name, "be a dict of components by degree", forms, "Write {1: components}.", TypeError)
    return {_check.whole(f"degree in `{name}`", k): x for k, x in forms.items()}


def array(name, a):
    """Return an array or a dual; a nan stays at its own point."""
    return a if isinstance(a, Dual) else _check.as_array(name, a, finite=False)


def form_of(name, a, k, n):
    """Return the components after checking that they are as many as degree and dimension demand."""
    n, k = _check.whole("n", n, minimum=1), _check.whole("k", k)
    a, wanted = array(name, a), count(n, k)
    if a.shape[-1:] != (wanted,):
        rule = f"have C({n}, {k}) = {wanted} components on its last axis, as a {k}-form in {n} dimensions"
        raise _check.error(name, rule, f"shape {a.shape}", "Give a single component an axis, too: a[..., None].")
    return a


def broadcast(one, two, name, other):
    """Return the shape to which two batches broadcast."""
    try:
        return np.broadcast_shapes(one, two)
    except ValueError as reason:
        rule = f"have leading axes that broadcast with those of `{other}`, {one}"
        raise _check.error(name, rule, f"{two}") from reason
