"""Markov trees: who copied whom, and how well."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from physdl import _check

SLACK = 1e-9  # by how much probabilities may miss the sum 1


def probabilities(name, value, *, shape=None, ndim=None):
    """Return real numbers that are not negative and whose last axis adds up to one."""
    array = _check.as_array(name, value, shape=shape, ndim=ndim, dtype=float)
    if not array.size:
        raise _check.error(name, "hold at least one state", f"shape {array.shape}")
    if array.min() < 0:
        raise _check.error(name, "not be negative: these are probabilities", f"{array.min():.3g}")
    sums = array.sum(axis=-1)
    worst = float(sums.flat[np.argmax(np.abs(sums - 1))])
    if abs(worst - 1) > SLACK:
        raise _check.error(name, "add up to 1 along the last axis", f"a sum of {worst:.9g}", "Divide by the sum.")
    return array


@dataclass(frozen=True)
class MarkovTree:
    r"""A tree whose nodes copy their parents, with errors.

    .. math:: p(s_1, \dots, s_n) = p(s_{\mathrm{root}}) \prod_{v} M^v_{s_{\mathrm{parent}(v)},\,s_v}

    Parameters
    ----------
    parents : array of int, shape (n,)
        The parent of each node, −1 for the root; nodes may stand in any order.
    channels : array, shape (q, q) or (n, q, q)
        The probability of the child's state (column) in each state of the parent (row): one for all nodes, or one for
        each; the root's is not used.
    prior : array, shape (q,), optional
        Of the root; by default all states alike.

    Raises
    ------
    ValueError
        If there is not exactly one root, a parent is no node, the nodes form a cycle (one of its nodes is named),
        probabilities are negative or do not add up to one, or shapes do not fit.

    Notes
    -----
    `leaves` (whoever has no children, ascending) and `levels` (arrays of nodes, the root's first, those with the same
    parent side by side) are worked out when the tree is made. See :lesson:`4.4`.

    Examples
    --------
    >>> tree = MarkovTree([-1, 0, 0, 1, 1], copying(0.1))
    >>> tree.leaves
    array([2, 3, 4])
    """

    parents: np.ndarray
    channels: np.ndarray
    prior: np.ndarray | None = None

    def __post_init__(self):
        parents = _parents(self.parents)
        n = len(parents)
        channels = probabilities("channels", self.channels)
        if channels.ndim not in (2, 3) or channels.shape[-1] != channels.shape[-2]:
            raise _check.error("channels", "have shape (q, q) or (nodes, q, q)", f"shape {channels.shape}")
        if channels.ndim == 3 and len(channels) != n:
            raise _check.error("channels", f"be one, or one for each of the {n} nodes", f"shape {channels.shape}")
        q = channels.shape[-1]
        prior = probabilities("prior", np.full(q, 1 / q) if self.prior is None else self.prior, shape=(q,))
        children = np.argsort(parents, kind="stable")  # those of one parent stand together
        start = np.searchsorted(parents[children], np.arange(n + 1))
        levels, at = [], np.flatnonzero(parents == -1)
        while len(at):
            levels.append(at)
            count = start[at + 1] - start[at]
            first = np.repeat(start[at] - np.cumsum(count) + count, count)
            at = children[first + np.arange(count.sum())]
        reached = np.zeros(n, bool)
        reached[np.concatenate(levels)] = True
        if not reached.all():
            raise _check.error("parents", "lead from every node to the root", _circle(parents, reached))
        for name, value in (("parents", parents), ("channels", channels), ("prior", prior)):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "levels", tuple(levels))
        object.__setattr__(self, "leaves", np.flatnonzero(np.diff(start) == 0))

    @property
    def states(self):
        """The number of states of a node, q."""
        return self.channels.shape[-1]

    def channel(self, nodes):
        """Return the channels into these nodes, shape (len(nodes), q, q), or one of shape (q, q) for all."""
        nodes = _check.integers("nodes", nodes)
        if nodes.ndim != 1 or (nodes.size and not (nodes.min() >= 0 and nodes.max() < len(self.parents))):
            raise _check.error("nodes", f"be a list of nodes from 0 to {len(self.parents) - 1}", nodes)
        return self.channels if self.channels.ndim == 2 else self.channels[nodes]

    def sample(self, count, rng):
        """Return the states of all nodes in `count` copies of the tree, whole numbers of shape (count, n)."""
        count, n = _check.whole("count", count), len(self.parents)
        _check.generator("rng", rng)
        _check.room("count", 8.0 * count * n * (self.states + 2), f"{count} samples of {n} nodes")
        states = np.empty((count, n), np.int64)
        for level in self.levels:
            if self.parents[level[0]] < 0:
                odds = np.broadcast_to(self.prior, (count, 1, self.states))
            else:
                rows = self.channel(level)
                above = states[:, self.parents[level]]
                odds = rows[above] if rows.ndim == 2 else rows[np.arange(len(level)), above]
            draws = rng.random((count, len(level), 1))
            passed = np.cumsum(odds, axis=-1)[..., :-1] <= draws  # the last state takes what rounding leaves
            states[:, level] = passed.sum(axis=-1)
        return states


def _parents(value):
    """Return the parents of nodes, one of which is the root."""
    parents = _check.integers("parents", value, fix="Write -1 for the root.")
    if parents.ndim != 1 or not parents.size:
        raise _check.error("parents", "be a list with one entry for each node", f"shape {parents.shape}")
    parents = parents.astype(np.int64)
    n, roots = len(parents), np.flatnonzero(parents == -1)
    if len(roots) != 1:
        shown = f"{len(roots)} roots"
        raise _check.error("parents", "have exactly one root, with the parent -1", shown)
    if parents.min() < -1 or parents.max() >= n:
        wrong = parents[(parents < -1) | (parents >= n)][0]
        raise _check.error("parents", f"be nodes, from 0 to {n - 1}, or -1 for the root", f"{wrong}")
    return parents


def _circle(parents, reached):
    """Return what to say of a node that lies on a cycle."""
    at = int(np.argmin(reached))
    for _ in range(len(parents)):
        at = int(parents[at])
    return f"node {at} on a cycle: it is an ancestor of itself"


def copying(noise, states=2):
    r"""Return the channel of a copyist who is wrong with some probability, every wrong state alike.

    .. math:: M_{st} = \begin{cases} 1 - p & s = t\\ p/(q - 1) & s \neq t \end{cases}

    Parameters
    ----------
    noise : float
        p, from 0 to 1.
    states : int
        q, at least 2.

    Returns
    -------
    array, shape (q, q)

    Raises
    ------
    ValueError
        If `noise` is no probability, or there are fewer than two states.

    Notes
    -----
    See :lesson:`4.4`.

    Examples
    --------
    >>> copying(0.25)
    array([[0.75, 0.25],
           [0.25, 0.75]])
    """
    noise, q = _check.nonnegative("noise", noise), _check.whole("states", states, minimum=2)
    if noise > 1:
        raise _check.error("noise", "be at most 1: it is a probability", noise)
    _check.room("states", 16.0 * q * q, f"{q} states")
    channel = np.full((q, q), noise / (q - 1))
    np.fill_diagonal(channel, 1 - noise)
    return channel


def regular_tree(depth, channel, branching=2):
    """Return the tree in which every node has the same number of children, down to a generation.

    Parameters
    ----------
    depth : int
        Generations below the root, n ≥ 0.
    channel : array, shape (q, q)
        Of every copy.
    branching : int
        b, children of each node, at least 1.

    Returns
    -------
    MarkovTree
        Nodes are numbered generation by generation; the leaves, bⁿ of them, are the last.

    Raises
    ------
    ValueError
        If a number is out of range or the tree would take more than 4 GB.

    Notes
    -----
    See :lesson:`4.4`.

    Examples
    --------
    >>> regular_tree(2, copying(0.1)).parents
    array([-1,  0,  0,  1,  1,  2,  2])
    """
    depth, b = _check.whole("depth", depth), _check.whole("branching", branching, minimum=1)
    channel = _check.as_array("channel", channel, ndim=2, dtype=float)
    grown = 1.0 * depth if b == 1 else min(depth * np.log2(b), 1000)
    _check.room("depth", 80.0 * (depth if b == 1 else 2.0**grown), f"{depth} generations with {b} children each")
    count = depth + 1 if b == 1 else (b ** (depth + 1) - 1) // (b - 1)
    parents = (np.arange(count) - 1) // b
    if channel.shape[0] != channel.shape[1]:
        raise _check.error("channel", "have shape (q, q)", f"shape {channel.shape}")
    return MarkovTree(parents, probabilities("channel", channel))
