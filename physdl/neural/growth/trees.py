"""Trees that grow towards what is free: space colonisation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from physdl import _check


@dataclass(frozen=True)
class Tree:
    """What `colonise` has grown.

    Attributes
    ----------
    nodes : array, shape (n, d)
        Places in the periodic box, roots first, then in the order of growth.
    parents : int array, shape (n,)
        From which node each has grown; −1 for a root.
    left : int
        How many attractors were not used up.
    """

    nodes: np.ndarray
    parents: np.ndarray
    left: int


def colonise(attractors, roots, *, size, reach, kill, step, rounds=400):
    r"""Return the tree that grows from roots towards attractors in a periodic box.

    In each round every attractor pulls at the node nearest to it, if that is nearer than `reach`. A node that is pulled
    puts out a new one, a `step` away in the mean direction :math:`u` of its attractors:

    .. math:: x_{\mathrm{new}} = x + s\,\frac{u}{\lvert u\rvert}, \qquad
              u = \sum_j \frac{a_j - x}{\lvert a_j - x\rvert} .

    Attractors nearer than `kill` to a node are used up.

    Parameters
    ----------
    attractors : array, shape (m, d)
        In 1, 2 or 3 dimensions.
    roots : array, shape (r, d)
    size : float
        Side of the box, with opposite sides joined.
    reach, kill, step : float
        Lengths, ``step < kill < reach <= size / 2``.
    rounds : int
        At most so many; growth stops when no new place is reached.

    Returns
    -------
    Tree

    Raises
    ------
    ValueError
        If the lengths are not in order, or the dimensions do not fit.

    Notes
    -----
    Two attractors on opposite sides can hold a node between them for ever, which then would put out the same node in
    each round; such a node is put out once. In double precision, a k-d tree in each round.

    A. Runions, B. Lane and P. Prusinkiewicz 2007, `doi:10.2312/NPH/NPH07/063-070
    <https://doi.org/10.2312/NPH/NPH07/063-070>`_. See :lesson:`3.8`.

    Examples
    --------
    >>> tree = colonise([[3.0, 0.0]], [[0.0, 0.0]], size=10.0, reach=5.0, kill=1.5, step=1.0)
    >>> tree.nodes, tree.parents, tree.left
    (array([[0., 0.],
           [1., 0.],
           [2., 0.]]), array([-1,  0,  1]), 0)
    """
    size, reach = _check.positive("size", size), _check.positive("reach", reach)
    kill, step = _check.positive("kill", kill), _check.positive("step", step)
    rounds = _check.whole("rounds", rounds, maximum=10**6)
    if not 1e-9 * size <= step < kill < reach <= size / 2:
        rule = "be longer than `step`, shorter than `reach`, and `reach` at most half of `size`"
        raise _check.error("kill", rule, f"step {step:g}, kill {kill:g}, reach {reach:g}, size {size:g}")
    if not 1e-100 <= size <= 1e100:
        raise _check.error("size", "lie between 1e-100 and 1e100", size)
    goals = _check.nonempty("attractors", _check.as_array("attractors", attractors, ndim=2, dtype=float))
    d = goals.shape[1]
    if d > 3:
        raise _check.error("attractors", "lie in 1, 2 or 3 dimensions", f"shape {goals.shape}")
    nodes = _check.nonempty("roots", _check.as_array("roots", roots, shape=(None, d), dtype=float), "root")
    if max(np.abs(goals).max(), np.abs(nodes).max()) > 1e9 * size:
        raise _check.error("size", "be no smaller than a 10⁹th of the places", size)
    goals, nodes = into(goals, size), into(nodes, size)
    parents = np.full(len(nodes), -1)
    for grown in range(rounds + 1):
        distance, nearest = cKDTree(nodes, boxsize=size).query(goals)
        goals, distance, nearest = (x[distance > kill] for x in (goals, distance, nearest))
        pulls = distance < reach
        if grown == rounds or not pulls.any():
            break
        away = (goals[pulls] - nodes[nearest[pulls]] + size / 2) % size - size / 2
        from_, which = np.unique(nearest[pulls], return_inverse=True)
        u = np.zeros((len(from_), d))
        np.add.at(u, which, away / distance[pulls, None])
        length = np.linalg.norm(u, axis=1)
        held = length < 1e-9  # between attractors that pull against each other: any way will do
        u[held], length[held] = np.eye(d)[0], 1.0
        fresh = into(nodes[from_] + step * u / length[:, None], size)
        seen = cKDTree(nodes, boxsize=size).query(fresh)[0] > 1e-6 * step
        if not seen.any():
            break
        nodes, parents = np.concatenate([nodes, fresh[seen]]), np.concatenate([parents, from_[seen]])
    return Tree(nodes, parents, len(goals))


def into(x, size):
    """Return places within [0, size)."""
    x = x % size
    return np.where(x >= size, 0.0, x)
