"""Markov trees by all stories, information by entropies, statistics by exact fractions, merging before and after."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy as scipy_entropy

from physdl.cheap import (
    MarkovTree,
    belief_layers,
    beliefs,
    copying,
    entropy,
    fold,
    leaf_joint,
    merge,
    merge_cheapest,
    merging_loss,
    mutual_information,
    posterior_classes,
    regular_tree,
    states,
    sufficient_statistic,
)

RNG = np.random.default_rng(4)


def random_tree(rng, n, q):
    """Return a tree with its nodes in any order, channels of their own and some prior."""
    above = [-1, *(int(rng.integers(k)) for k in range(1, n))]
    name = rng.permutation(n)
    parents = np.empty(n, int)
    parents[name] = [-1 if a < 0 else name[a] for a in above]
    return MarkovTree(parents, rng.dirichlet(np.ones(q), (n, q)), rng.dirichlet(np.ones(q)))


def stories(tree):
    """Return p(y, x) as a dict by going through the states of all nodes, one product for each."""
    n, q = len(tree.parents), tree.states
    (root,) = np.flatnonzero(tree.parents == -1)
    channels = np.broadcast_to(tree.channels, (n, q, q))
    table = {}
    for s in itertools.product(range(q), repeat=n):
        likely = tree.prior[s[root]]
        for v in range(n):
            if v != root:
                likely *= channels[v][s[tree.parents[v]], s[v]]
        key = (s[root], *(s[v] for v in tree.leaves))
        table[key] = table.get(key, 0.0) + likely
    return table


@pytest.mark.parametrize(("n", "q"), [(1, 2), (2, 3), (6, 2), (8, 2), (7, 3), (5, 4)])
def test_beliefs_and_joint_are_sums_over_all_stories(n, q):
    tree = random_tree(np.random.default_rng(n + q), n, q)
    table = stories(tree)
    joint = leaf_joint(tree)
    outcomes = list(itertools.product(range(q), repeat=len(tree.leaves)))
    expected = np.array([[table.get((y, *x), 0.0) for x in outcomes] for y in range(q)])
    np.testing.assert_allclose(joint, expected, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(beliefs(tree, outcomes), (expected / expected.sum(axis=0)).T, rtol=1e-11, atol=1e-14)


def test_what_is_not_known_is_summed_over():
    tree = random_tree(np.random.default_rng(1), 8, 3)
    joint = leaf_joint(tree).reshape(3, *[3] * len(tree.leaves))
    blank = joint.sum(axis=1)  # the first leaf
    for x in itertools.product(range(3), repeat=len(tree.leaves) - 1):
        wanted = blank[(slice(None), *x)]
        np.testing.assert_allclose(beliefs(tree, [-1, *x]), wanted / wanted.sum(), rtol=1e-12)
    np.testing.assert_allclose(beliefs(tree, [-1] * len(tree.leaves)), tree.prior, rtol=1e-12)


def test_a_star_of_ten_thousand_copies_does_not_underflow():
    tree = MarkovTree([-1, *[0] * 10_000], copying(0.1))
    x = np.zeros(10_000, int)
    x[:4999] = 1
    np.testing.assert_allclose(beliefs(tree, x), [81 / 82, 1 / 82], rtol=1e-9)


def test_samples_have_the_joint_distribution():
    tree = random_tree(np.random.default_rng(2), 5, 2)
    drawn = tree.sample(40_000, np.random.default_rng(3))
    (root,) = tree.levels[0]
    code = drawn[:, tree.leaves] @ 2 ** np.arange(len(tree.leaves))[::-1]
    joint = leaf_joint(tree)
    found = np.zeros_like(joint)
    np.add.at(found, (drawn[:, root], code), 1 / len(drawn))
    assert np.abs(found - joint).max() < 5 * np.sqrt(0.25 / len(drawn))


def test_impossible_observations_are_refused_and_certain_copies_are_not():
    tree = MarkovTree([-1, 0, 0], copying(0.0))
    np.testing.assert_allclose(beliefs(tree, [1, 1]), [0, 1])
    with pytest.raises(ValueError, match="`observed` must be possible"):
        beliefs(tree, [0, 1])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([1, 2, 1, -1], copying(0.1)), "node [12] on a cycle"),
        (([0, -1], copying(0.1)), "node 0 on a cycle"),
        (([-1, -1], copying(0.1)), "exactly one root"),
        (([-1, 7], copying(0.1)), "be nodes, from 0 to 1"),
        (([-1, 0], [[0.5, 0.6], [0.5, 0.5]]), "add up to 1"),
        (([-1, 0], [[1.5, -0.5], [0.5, 0.5]]), "not be negative"),
        (([-1, 0], copying(0.1), [0.7, 0.7]), "`prior` must add up to 1"),
        (([-1, 0], np.full((3, 2, 2), 0.5)), "one for each of the 2 nodes"),
    ],
)
def test_what_is_no_tree_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        MarkovTree(*arguments)


def test_memory_is_named_before_it_is_taken():
    with pytest.raises(
        ValueError, match=r"`tree` must leave arrays of at most 4 GB; got 32 leaves of 2 states.*206 GB"
    ):
        leaf_joint(regular_tree(5, copying(0.1)))
    with pytest.raises(ValueError, match="`depth` must leave arrays of at most 4 GB"):
        regular_tree(40, copying(0.1))


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
@pytest.mark.parametrize("noise", [0.03, 0.1, 0.3, 0.6])
def test_layers_are_beliefs(depth, noise):
    x = np.random.default_rng(depth).integers(0, 2, (20, 2**depth))
    layers = belief_layers(np.where(x == 0, np.inf, -np.inf), noise)
    assert [layer.shape[1] for layer in layers] == [2**k for k in range(depth, -1, -1)]
    posterior = beliefs(regular_tree(depth, copying(noise)), x)[:, 0]
    np.testing.assert_allclose(1 / (1 + np.exp(-layers[-1][:, 0])), posterior, rtol=1e-12)


def test_layers_with_three_children_and_doubtful_leaves():
    doubt = np.random.default_rng(6).normal(size=(5, 9))
    tree = regular_tree(2, copying(0.2), branching=3)
    expected = np.zeros((5, 2))
    for x in itertools.product((0, 1), repeat=9):
        likely = np.prod(np.where(np.array(x) == 0, 1 / (1 + np.exp(-doubt)), 1 / (1 + np.exp(doubt))), axis=1)
        weight = leaf_joint(tree)[:, int("".join(map(str, x)), 2)]
        expected += likely[:, None] * weight
    found = belief_layers(doubt, 0.2, branching=3)[-1][:, 0]
    np.testing.assert_allclose(found, np.log(expected[:, 0] / expected[:, 1]), rtol=1e-10)


def test_fold_is_the_channel_in_log_odds():
    odds = np.linspace(-8, 8, 41)
    for p in (0.01, 0.3, 0.5, 0.9):
        wanted = np.log(((1 - p) * np.exp(odds) + p) / (p * np.exp(odds) + 1 - p))
        np.testing.assert_allclose(fold(odds, p), wanted, rtol=1e-11, atol=1e-13)
    assert fold(np.inf, 0.1) == pytest.approx(np.log(9))
    single = np.array([0.5, 1.0], np.float32)
    assert fold(single, 0.1).dtype == belief_layers(single, 0.1)[-1].dtype == np.float32


def test_entropy_and_information_by_scipy():
    joint = RNG.dirichlet(np.ones(24)).reshape(4, 6)
    joint[1, 2] = 0
    joint /= joint.sum()
    parts = [scipy_entropy(p, base=2) for p in (joint.sum(0), joint.sum(1), joint.ravel())]
    assert mutual_information(joint) == pytest.approx(parts[0] + parts[1] - parts[2], abs=1e-13)
    assert entropy(joint.ravel()) == pytest.approx(parts[2], abs=1e-13)
    assert entropy(np.full((3, 8), 1 / 8)).tolist() == [3.0, 3.0, 3.0]
    assert mutual_information(np.outer([0.3, 0.7], [0.2, 0.8])) == pytest.approx(0, abs=1e-15)


def test_the_statistic_is_that_of_exact_fractions():
    rng = np.random.default_rng(7)
    counts = rng.integers(0, 4, (3, 60))
    keys = {}
    for i, column in enumerate(counts.T.tolist()):
        if any(column):
            keys.setdefault(tuple(Fraction(c, sum(column)) for c in column), []).append(i)
    labels, table = sufficient_statistic(counts / counts.sum())
    assert table.shape[1] == len(keys)
    for same in keys.values():
        assert len(set(labels[same].tolist())) == 1
    np.testing.assert_allclose(merge(counts / counts.sum(), labels), table)
    assert abs(mutual_information(table) - mutual_information(counts / counts.sum())) < 1e-13


def test_values_double_as_foretold():
    for noise in (0.07, 0.1, 0.21):
        sizes = [posterior_classes(n, noise).shape[1] for n in (1, 2, 3, 4, 5)]
        assert sizes == [3, 5, 13, 85, 3613]
        assert all(b == (a * a + 1) // 2 for a, b in itertools.pairwise(sizes))


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_classes_are_those_of_all_outcomes(depth):
    joint = leaf_joint(regular_tree(depth, copying(0.1)))
    _, table = sufficient_statistic(joint)
    classes = posterior_classes(depth, 0.1)
    one, other = (t[:, np.argsort(t[0] / t.sum(axis=0))] for t in (classes, table))
    np.testing.assert_allclose(one, other, rtol=1e-10)
    numbers = merge(joint, states(2**depth).sum(axis=1).astype(int))
    np.testing.assert_allclose(posterior_classes(depth, 0.1, counted=depth), numbers, rtol=1e-11)


def test_keeping_few_loses_little_and_never_gains():
    full = mutual_information(posterior_classes(5, 0.1))
    losses = [full - mutual_information(posterior_classes(5, 0.1, keep=keep)) for keep in (16, 64, 256)]
    assert losses == sorted(losses, reverse=True)
    assert 0 < losses[-1] < 2e-5 < losses[0] < 0.02


def test_a_merger_costs_what_information_says_before_and_after():
    joint = RNG.dirichlet(np.ones(21)).reshape(3, 7)
    losses, before = merging_loss(joint), mutual_information(joint)
    for i, j in itertools.combinations(range(7), 2):
        after = mutual_information(merge(joint, np.where(np.arange(7) == j, i, np.arange(7))))
        assert losses[i, j] == pytest.approx(before - after, abs=1e-13)
    assert np.all(np.diag(losses) == 0)
    even = np.array([[0.35, 0.1], [0.15, 0.4]])
    divergence = jensenshannon(*(even / even.sum(axis=0)).T, base=2) ** 2
    assert merging_loss(even)[0, 1] == pytest.approx(divergence, rel=1e-9)


def test_small_losses_keep_their_digits():
    for apart in (1e-3, 1e-6, 1e-9):
        joint = np.array([[0.25 + apart, 0.25 - apart], [0.25 - apart, 0.25 + apart]])
        assert merging_loss(joint)[0, 1] == pytest.approx(8 * apart**2 / np.log(2), rel=1e-4)


def test_merging_the_cheapest_tells_what_is_kept():
    joint = posterior_classes(3, 0.1)
    labels, bits = merge_cheapest(joint)
    for k, kept in zip(labels, bits, strict=True):
        assert mutual_information(merge(joint, k)) == pytest.approx(kept, abs=1e-13)
    assert [len(set(k.tolist())) for k in labels] == list(range(1, 14))
    step = mutual_information(joint) - bits[-2]
    assert step == pytest.approx(merging_loss(joint)[np.triu_indices(13, 1)].min(), abs=1e-13)


def test_forgetting_at_a_node_costs_the_root_no_more():
    """Proposition 4.4.4 on random trees: the first half of the leaves is replaced by a random function of it."""
    rng = np.random.default_rng(8)
    for _ in range(40):
        q = int(rng.integers(2, 4))
        above, noise = rng.dirichlet(np.ones(q), q), rng.dirichlet(np.ones(6), q)
        prior, rest = rng.dirichlet(np.ones(q)), rng.dirichlet(np.ones(5), q)
        node = prior @ above
        own = node[:, None] * noise  # p(s_v, x_v)
        whole = np.einsum("y,ys,sx,yr->yxr", prior, above, noise, rest)
        labels = rng.integers(0, 3, 6)
        fewer = np.stack([merge(own, labels)])[0]
        small = np.stack([whole[:, labels == t].sum(axis=1) for t in range(labels.max() + 1)], axis=1)
        lost = mutual_information(whole.reshape(q, -1)) - mutual_information(small.reshape(q, -1))
        assert -1e-13 < lost <= mutual_information(own) - mutual_information(fewer) + 1e-13


def test_one_channel_for_all_need_not_be_symmetric():
    parents, channel, prior = [-1, 0, 0, 1, 1], np.array([[0.9, 0.1], [0.4, 0.6]]), np.array([0.3, 0.7])
    one = MarkovTree(parents, channel, prior)
    table = stories(one)
    for x in itertools.product((0, 1), repeat=3):
        wanted = np.array([table[(y, *x)] for y in (0, 1)])
        np.testing.assert_allclose(beliefs(one, x), wanted / wanted.sum(), rtol=1e-12)
