"""What the leaves of a tree say of its root, exactly."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.cheap.hierarchy.trees import MarkovTree


def beliefs(tree, observed):
    r"""Return the probability of each state of the root, given the leaves: belief propagation.

    .. math:: L_v(s) = \prod_{c} \sum_t M^c_{st}\,L_c(t), \qquad p(y \mid x) = \frac{p(y)\,L_{\mathrm{root}}(y)}
              {\sum_{y'}p(y')\,L_{\mathrm{root}}(y')}

    Parameters
    ----------
    tree : MarkovTree
    observed : array of int, shape (..., leaves)
        The state of each leaf, in the order of ``tree.leaves``; −1 where it is not known.

    Returns
    -------
    array, shape (..., q)

    Raises
    ------
    ValueError
        If a state is none, what was observed cannot happen on this tree, or more than 4 GB would be taken.

    Notes
    -----
    One product of matrices for each generation, in logarithms, so that none becomes too small a number. See
    :lesson:`4.4`.

    Examples
    --------
    >>> from physdl.cheap import copying, regular_tree
    >>> beliefs(regular_tree(1, copying(0.1)), [1, 1]).round(3)
    array([0.012, 0.988])
    """
    _check.instance("tree", tree, MarkovTree)
    observed = _check.integers("observed", observed, fix="Write -1 for a leaf that is not known.")
    q, count = tree.states, len(tree.leaves)
    if observed.shape[-1:] != (count,):
        raise _check.error("observed", f"have shape (..., {count}), one for each leaf", f"shape {observed.shape}")
    if observed.size and (observed.min() < -1 or observed.max() >= q):
        wrong = observed[(observed < -1) | (observed >= q)][0]
        raise _check.error("observed", f"be states from 0 to {q - 1}, or -1 where not known", f"{wrong}")
    rows = observed.size // count
    _check.room("observed", 24.0 * rows * len(tree.parents) * q, f"{rows} rows for {len(tree.parents)} nodes")
    with np.errstate(divide="ignore"):
        log_likelihood = np.zeros((rows, len(tree.parents), q))
        seen = observed.reshape(rows, count, 1)
        log_likelihood[:, tree.leaves] = np.where((seen == np.arange(q)) | (seen == -1), 0.0, -np.inf)
        for level in tree.levels[:0:-1]:
            message = _through(tree.channel(level), log_likelihood[:, level])
            above = tree.parents[level]
            first = np.flatnonzero(np.diff(above, prepend=-2))
            log_likelihood[:, above[first]] = np.add.reduceat(message, first, axis=1)
        total = log_likelihood[:, tree.levels[0][0]] + np.log(tree.prior)
    top = total.max(axis=-1, keepdims=True)
    if not np.isfinite(top).all():
        raise _check.error("observed", "be possible on this tree", f"row {int(np.argmin(np.isfinite(top[:, 0])))}")
    odds = np.exp(total - top)
    return (odds / odds.sum(axis=-1, keepdims=True)).reshape(*observed.shape[:-1], q)


def _through(channel, log_likelihood):
    """Return the logarithm of what parents hear of their children's likelihoods (rows, nodes, q)."""
    top = log_likelihood.max(axis=-1, keepdims=True)
    top = np.where(np.isfinite(top), top, 0.0)
    below = np.exp(log_likelihood - top)
    if channel.ndim == 2:
        return np.log(below @ channel.T) + top
    return np.log(np.einsum("nst,rnt->rns", channel, below)) + top


def leaf_joint(tree):
    r"""Return the joint table of the root and of everything that the leaves can show.

    .. math:: p(y, x) = p(y)\,L_{\mathrm{root}}(y; x)

    Parameters
    ----------
    tree : MarkovTree

    Returns
    -------
    array, shape (q, q**leaves)
        Column k belongs to the k-th entry of ``numpy.ndindex(q, q, …)``: the last leaf changes first.

    Raises
    ------
    ValueError
        If the table would take more than 4 GB (named before anything is taken).

    Notes
    -----
    Tables of neighbours are multiplied, so the cost is that of the last one. See :lesson:`4.4`.

    Examples
    --------
    >>> from physdl.cheap import copying, regular_tree
    >>> leaf_joint(regular_tree(1, copying(0.25)))[0]
    array([0.28125, 0.09375, 0.09375, 0.03125])
    """
    _check.instance("tree", tree, MarkovTree)
    q, count = tree.states, len(tree.leaves)
    need = 24.0 * q * 2.0 ** min(count * np.log2(q), 1000)
    _check.room("tree", need, f"{count} leaves of {q} states", "Take `beliefs` of some of the outcomes.")
    likelihood, below = {}, {}
    for leaf in tree.leaves:
        likelihood[leaf], below[leaf] = np.eye(q), [leaf]
    for level in tree.levels[:0:-1]:
        for node in level:
            channel = tree.channels if tree.channels.ndim == 2 else tree.channels[node]
            heard, parent = channel @ likelihood.pop(node), tree.parents[node]
            if parent in likelihood:
                both = likelihood[parent][:, :, None] * heard[:, None, :]
                likelihood[parent], below[parent] = both.reshape(q, -1), below[parent] + below.pop(node)
            else:
                likelihood[parent], below[parent] = heard, below.pop(node)
    (root,) = tree.levels[0]
    table = (tree.prior[:, None] * likelihood[root]).reshape(q, *[q] * count)
    return table.transpose(0, *(1 + np.argsort(below[root]))).reshape(q, -1)
