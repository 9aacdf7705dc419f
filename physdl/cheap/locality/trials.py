"""One trial of each long experiment, and the results of all of them as stored; offered by `physdl.cheap.locality`."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from itertools import pairwise

import numpy as np

from physdl import _check
from physdl.cheap.locality.couplings import ring_energy
from physdl.cheap.locality.generic import first_fit, random_signs
from physdl.cheap.locality.learning import learn_best, relative_error
from physdl.cheap.locality.networks import KINDS, ring_network, tree_network
from physdl.cheap.locality.targets import TARGETS, draw_couplings, tree_function
from physdl.cheap.partition import states
from physdl.neural.maps import Affine, Tanh
from physdl.neural.network import Network

SITES, HELD, JUDGED = 16, 200, 2000
TREES = ("tree", "tree, equal nodes", "no tree")
BRANCHES = ("right tree", "right tree, shared", "wrong tree", "dense")
CROSSED = (0, 4, 2, 6, 1, 5, 3, 7)  # no two neighbours of the right tree are neighbours here


def ring_trial(target, kind, seen, seed, *, steps=400):
    """Return how wrong one network is that has learned one law of a ring of 16 spins.

    Parameters
    ----------
    target : str
        One of `TARGETS`.
    kind : str
        A kind of `ring_network`, with 8 neurons at each site; "dense" with 16 or 64 in all, whichever is better on the
        200 states that are held back.
    seen : int
        Random states to learn from.
    seed : int
        Draws, with `seen`, couplings, states and starts: the same law and states for all kinds, another law for each
        number seen.
    steps : int
        Of each of three runs, with the rates 0.003, 0.01 and 0.03.

    Returns
    -------
    float
        The `relative_error` on 2,000 states that took no part.

    Notes
    -----
    See :lesson:`4.2`.
    """
    target, kind = _check.choice("target", target, list(TARGETS)), _check.choice("kind", kind, KINDS)
    seen, seed = _check.whole("seen", seen, minimum=1), _check.whole("seed", seed)
    _check.room("seen", 4000.0 * seen, seen)
    rng = np.random.default_rng([seed, seen])
    couplings, labels = draw_couplings(SITES, target, rng)
    s = rng.choice(np.array([-1, 1], np.float32), size=(seen + HELD + JUDGED, SITES))
    y = ring_energy(s, couplings, labels)[:, None].astype(np.float32)
    widths = (16, 64) if kind == "dense" else (8,)
    return _judged([lambda u=u: ring_network(kind, SITES, u, rng) for u in widths], s, y, seen, steps)


def tree_trial(target, kind, seed, *, seen=500, steps=400):
    r"""Return how wrong one network is that has learned one function of eight numbers.

    Parameters
    ----------
    target : str
        ``"tree"``: a `tree_function` with slopes ±(0.7 … 1.3) and any phases; ``"tree, equal nodes"``: the nodes of a
        generation are the same; ``"no tree"``: :math:`\sum_{i<j} J_{ij}x_ix_j` with normal couplings.
    kind : str
        ``"right tree"``, ``"right tree, shared"``, ``"wrong tree"`` (`tree_network`, 16 neurons a node, the last with
        the leaves in an order in which no two siblings are siblings), or ``"dense"`` (two layers of 32 tanh neurons,
        or one of 128, whichever is better on the 200 points that are held back).
    seed : int
        Draws function, points and starts; the same function and points for all kinds.
    seen, steps : int
        Points to learn from; steps of each of three runs.

    Returns
    -------
    float
        The `relative_error` on 2,000 points that took no part.

    Notes
    -----
    The components are uniform with variance 1. See :lesson:`4.2`.
    """
    target, kind = _check.choice("target", target, TREES), _check.choice("kind", kind, BRANCHES)
    seed, seen = _check.whole("seed", seed), _check.whole("seen", seen, minimum=1)
    _check.room("seen", 4000.0 * seen, seen)
    rng = np.random.default_rng(seed)
    x = rng.uniform(-(3**0.5), 3**0.5, (seen + HELD + JUDGED, 8))
    slopes = rng.choice([-1.0, 1.0], (7, 2)) * rng.uniform(0.7, 1.3, (7, 2))
    phases, couplings = rng.uniform(0, 2 * np.pi, 7), np.triu(rng.standard_normal((8, 8)), 1)
    if target == "tree, equal nodes":
        slopes, phases = slopes[[0] * 4 + [4] * 2 + [6]], phases[[0] * 4 + [4] * 2 + [6]]
    y = ((x @ couplings) * x).sum(axis=1) if target == "no tree" else tree_function(x, slopes, phases)
    if kind == "dense":
        makes = [lambda: _dense((8, 32, 32, 1), rng), lambda: _dense((8, 128, 1), rng)]
    else:
        order = CROSSED if kind == "wrong tree" else None
        makes = [lambda: tree_network(8, 16, rng, order=order, shared="shared" in kind)]
    return _judged(makes, x.astype(np.float32), (y / y.std())[:, None].astype(np.float32), seen, steps)


def ladder_trial(n, lawful, seed, *, starts=4, steps=600):
    """Return how many parameters the first network of a ladder has that gives 2ⁿ signs.

    Parameters
    ----------
    n : int
        Bits, at most 16.
    lawful : bool
        Whether the signs are those of an energy with random couplings of all pairs, or random themselves.
    seed : int
    starts, steps : int
        As for `first_fit`.

    Returns
    -------
    int
        H(n + 2) + 1 for H neurons.

    Notes
    -----
    See :lesson:`4.2`.
    """
    n, seed = _check.whole("n", n, minimum=2, maximum=16), _check.whole("seed", seed)
    rng, x = np.random.default_rng(seed), states(n, (-1, 1))
    signs = random_signs(n, 1, rng)[:, 0]
    if lawful:
        signs = np.where(ring_energy(x, *draw_couplings(n, "neither", rng)) > 0, 1.0, -1.0)
    units = first_fit(x, signs, rng, starts=starts, steps=steps)
    if units is None:
        raise _check.error("steps", "suffice for some rung of the ladder", steps)
    return units * (n + 2) + 1


def _dense(widths, rng):
    maps = []
    for inputs, outputs in pairwise(widths):
        maps += [Affine.start(inputs, outputs, rng, dtype=np.float32), Tanh()]
    return Network(maps[:-1])


def _judged(makes, x, y, seen, steps):
    parts = slice(seen), slice(seen, seen + HELD), slice(seen + HELD, None)
    learn, held, judge = ((x[part], y[part]) for part in parts)
    found = [learn_best(make, learn, held, steps=steps) for make in makes]
    return relative_error(min(found, key=lambda each: each.error).network, *judge)


@cache
def stored_trials():
    """Return the results of all trials as they are stored with the package.

    Returns
    -------
    dict
        ``"ring"`` (targets, kinds, numbers seen, seeds) and ``"seen"``; ``"tree"`` (targets, kinds, seeds);
        ``"ladder"`` (without and with a law, numbers of bits, seeds) and ``"bits"``; the seeds are 0, 1, 2, …
        Single trials are made again by `ring_trial`, `tree_trial` and `ladder_trial`.

    Notes
    -----
    See :lesson:`4.2`.
    """
    with as_file(files("physdl") / "data" / "locality.npz") as path, np.load(path) as file:
        return {name: file[name] for name in file.files}
