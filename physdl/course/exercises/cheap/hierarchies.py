"""Public checks of the exercises of lesson 4.4, hierarchies.

Log odds are asked to obey the law of one generation in every part of a family; a statistic to keep apart what it must
and nothing else. Prices and the texts in between are compared with sums over everything that can happen.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns

_OWN_WORK = ("physdl.cheap.hierarchy",)

# ---- families ------------------------------------------------------------------------------------------------------


def _grow(rng, n, wide=0.0):
    """Return the parents of n nodes in any order: each hangs on an earlier one, with probability `wide` on the root."""
    above = [-1, *(0 if rng.random() < wide else int(rng.integers(k)) for k in range(1, n))]
    name = rng.permutation(n)
    parents = np.empty(n, np.int64)
    parents[name] = [-1 if a < 0 else name[a] for a in above]
    return parents


def _read(rng, parents, blank=0.15):
    """Return a reading of every leaf, 0 for some, and 0 of every other node; one leaf at least can be read."""
    readings = rng.choice([-1, 1], len(parents)) * (rng.random(len(parents)) > blank)
    readings[np.unique(parents[parents >= 0])] = 0
    if not readings.any():
        readings[np.setdiff1d(np.arange(len(parents)), parents)[0]] = 1
    return readings.astype(np.int64)


def _children(parents):
    return [np.flatnonzero(parents == v) for v in range(len(parents))]


def _below(children, v):
    found = [v]
    for u in found:
        found.extend(int(c) for c in children[u])
    return np.sort(found)


# ---- 4.4-1 ---------------------------------------------------------------------------------------------------------


def branches(parents, noise, readings):
    """Return the case of a family and of each part of it that hangs on a lost text, every part a family of its own."""
    parents, noise, readings = np.asarray(parents), np.asarray(noise, dtype=float), np.asarray(readings)
    children = _children(parents)
    inner = [int(np.flatnonzero(parents < 0)[0])]
    for v in inner:
        inner.extend(int(c) for c in children[v] if len(children[c]))
    calls, law, votes = [], [], []
    for v in inner:
        members = _below(children, v)
        place = {int(u): i for i, u in enumerate(members)}
        own = np.array([-1 if u == v else place[int(parents[u])] for u in members])
        calls.append((own, noise[members], readings[members]))
        law.append([(inner.index(c) if c in inner else None, int(readings[c]), float(noise[c]), float(noise[v]))
                    for c in map(int, children[v])])  # fmt: skip
        votes.append(sum(_alone(parents, noise, readings, u, v) for u in members if readings[u]))
    return Case(tuple(calls), {"law": law, "votes": votes})


def _alone(parents, noise, readings, leaf, root):
    """Return what one leaf says of a node above it, if it is the only one."""
    theta, u = 1.0, leaf
    while u != root:
        theta, u = theta * (1 - 2 * noise[u]), parents[u]
    return readings[leaf] * 2 * np.arctanh(theta)


def _copied(odds, noise, above):
    return 2 * np.arctanh((1 - 2 * noise) * np.tanh(odds / 2))


def _unlawful(trial, heard=_copied, change=lambda odds: odds):
    """Return how far the log odds of a part are from what its children say, by the law `heard`, worst of all parts."""
    results, worst = [change(r) for r in trial.results], 0.0
    for own, children in zip(results, trial.facts["law"], strict=True):
        said = 0.0
        for call, reading, noise, above in children:
            below = results[call] if call is not None else np.inf * reading if reading else 0.0
            said += heard(below, noise, above)
        off = abs(own - said) / max(1.0, abs(said))
        worst = max(worst, off if np.isfinite(off) else np.inf)
    return worst


def _by(**options):
    return lambda trial: _unlawful(trial, **options) < 1e-6


def _unbent(odds, noise, above):
    return odds if np.isfinite(odds) else np.sign(odds) * np.log((1 - noise) / noise)


def _straight(odds, noise, above):
    return (1 - 2 * noise) * odds if np.isfinite(odds) else np.sign(odds) * np.log((1 - noise) / noise)


def _whole(odds, noise, above):
    return 2 * np.arctanh((1 - 2 * noise) * np.tanh(odds))


def _voted(trial):
    pairs = zip(trial.results, trial.facts["votes"], strict=True)
    return all(abs(r - v) < 1e-6 * max(1, abs(v)) for r, v in pairs)


def a_family(rng):
    """Return the case of a family that is drawn."""
    parents = _grow(rng, int(rng.integers(6, 15)), wide=rng.random() * 0.3)
    return branches(parents, rng.uniform(0.02, 0.4, len(parents)), _read(rng, parents))


_FIRST = np.random.default_rng(44)

WEIGH = Exercise(
    id="4.4-1",
    entry="weigh",
    signature="weigh(parents, noise, readings)",
    returns=Returns("real"),
    cases=(
        branches([-1, 0, 0, 0, 1, 1, 1, 2, 3], np.full(9, 0.1), [0, 0, 0, 0, 1, 1, 1, -1, -1]),
        branches([1, -1, 0, 1], [0.2, 0.3, 0.05, 0.4], [0, 0, 1, -1]),
        branches([-1, 0], [0.1, 0.25], [0, -1]),
        branches([3, 3, 0, -1, 0, 1], [0.1, 0.02, 0.3, 0.2, 0.2, 0.1], [0, 0, 1, 0, 0, 1]),
        branches([4, 0, 1, 2, -1], [0.05, 0.1, 0.2, 0.3, 0.1], [0, 0, 0, 1, 0]),
        branches([-1, 0, 0, 1], np.full(4, 0.1), [0, 0, 1, 0]),
        a_family(_FIRST),
        a_family(_FIRST),
    ),
    properties=(
        Property(
            "in every part of the family the log odds are what the copies say, each by the law of its own copyist",
            _unlawful,
            tolerance=1e-9,
            near=1e-7,
            says=lambda t: (
                f"Parents {t.calls[0][0].tolist()}, noise {np.round(t.calls[0][1], 3).tolist()}, readings "
                f"{t.calls[0][2].tolist()}: you return {t.results[0]:.6g}; in this family or in a part of it that "
                "hangs on one lost text, look at what its children say."
            ),
        ),
    ),
    fresh=a_family,
    mistakes=(
        Mistake("The sign is turned round: a reading of +1 is A.", _by(change=lambda odds: -odds)),
        Mistake(
            "This is half of the log odds: tanh takes half of them on both sides, so double what artanh gives.",
            _by(change=lambda odds: 2 * odds),
        ),
        Mistake(
            "This is the probability of A, and not its log odds.",
            _by(change=lambda chance: np.log(chance / (1 - chance))),
        ),
        Mistake("These are logarithms to base 2; take natural ones.", _by(change=lambda odds: odds * np.log(2))),
        Mistake("θ is 1 − 2p, and not 1 − p.", _by(heard=lambda odds, noise, above: _copied(odds, noise / 2, above))),
        Mistake("The law has tanh λ in it where it needs tanh λ/2.", _by(heard=_whole)),
        Mistake(
            "A lost text's log odds are handed on as they are, as if its own copyist had made no mistakes.",
            _by(heard=_unbent),
        ),
        Mistake("θ multiplies λ itself: that is right for small λ alone.", _by(heard=_straight)),
        Mistake(
            "Each copy is bent by the noise of the text that it was copied *from*; take that of its own copyist.",
            _by(heard=lambda odds, noise, above: _copied(odds, above, above)),
        ),
        Mistake("Every manuscript is a vote of its own here, whoever else was copied from the same text.", _voted),
    ),
    forbids=_OWN_WORK,
    hints=(
        "Let a function return the log odds of one node from those of its children, and call itself for each of them.",
        "A leaf that can be read has log odds ±inf, and tanh of that is ±1; one that cannot has 0.",
    ),
    undefined="An illegible leaf has the log odds 0, not 0 times infinity.",
)

# ---- 4.4-2 ---------------------------------------------------------------------------------------------------------


def merger(joint, labels):
    """Return the case of a table and a statistic, with what is known before and after."""
    joint, labels = np.asarray(joint, dtype=float), np.asarray(labels)
    after = np.array([[row[labels == t].sum() for t in range(labels.max() + 1)] for row in joint])
    kept, full = _told(after), _told(joint)
    weights = [joint.sum(axis=0), after.sum(axis=0)]
    spread = [float(-(w[w > 0] * np.log2(w[w > 0])).sum()) for w in weights]
    return Case.call(joint, labels, full=full, kept=kept, spread=spread)


def _told(table):
    """Return what columns tell of rows, in bits: sums over rows, then over columns."""
    total, rows = 0.0, table.sum(axis=1)
    for column in table.T:
        for share, row in zip(column, rows, strict=True):
            total += share * np.log2(share / (row * column.sum())) if share > 0 else 0.0
    return float(total)


def a_merger(rng):
    """Return the case of a table that is drawn, some of it empty."""
    answers, outcomes = int(rng.integers(2, 5)), int(rng.integers(4, 12))
    joint = rng.gamma(0.7, size=(answers, outcomes)) * (rng.random((answers, outcomes)) > 0.15)
    joint[0, 0] += 0.1
    return merger(joint / joint.sum(), rng.integers(0, int(rng.integers(2, 5)), outcomes))


def _missed(trial, change=lambda bits: bits):
    return abs(change(trial.result) - (trial.facts["full"] - trial.facts["kept"]))


def _says(value):
    return lambda t: abs(t.result - value(t.facts)) < 1e-6


PRICE = Exercise(
    id="4.4-2",
    entry="price",
    signature="price(joint, labels)",
    returns=Returns("real"),
    cases=(
        merger([[0.3, 0.1, 0.1], [0.1, 0.1, 0.3]], [0, 1, 0]),
        merger([[0.5, 0.0], [0.0, 0.5]], [0, 0]),
        merger([[0.2, 0.1, 0.3], [0.1, 0.2, 0.1]], [2, 0, 1]),
        merger([[0.1, 0.2, 0.0, 0.2], [0.1, 0.2, 0.0, 0.2]], [0, 0, 3, 3]),
        merger([[0.4, 0.0, 0.1, 0.0], [0.0, 0.2, 0.0, 0.1], [0.0, 0.0, 0.1, 0.1]], [0, 1, 0, 1]),
        a_merger(_FIRST),
        a_merger(_FIRST),
    ),
    properties=(
        Property(
            "the price is what the outcomes tell less what the labels tell",
            _missed,
            tolerance=1e-9,
            near=1e-7,
            says=lambda t: (
                f"A table of {t.arguments[0].shape[0]} answers and {t.arguments[0].shape[1]} outcomes with the labels "
                f"{t.arguments[1].tolist()}: you return {t.result:.6g} bits."
            ),
        ),
    ),
    fresh=a_merger,
    mistakes=(
        Mistake("These are nats; divide by ln 2 for bits.", lambda t: _missed(t, lambda nats: nats / np.log(2)) < 1e-6),
        Mistake("The sign is turned round: a price is what is lost.", lambda t: _missed(t, lambda bits: -bits) < 1e-6),
        Mistake("That is what the labels still tell. The price is what they do not.", _says(lambda f: f["kept"])),
        Mistake("That is what the outcomes tell, whatever the labels.", _says(lambda f: f["full"])),
        Mistake(
            "That is how much less the labels tell of the *outcome*, H(x) − H(T). What do they tell of the answer?",
            _says(lambda f: f["spread"][0] - f["spread"][1]),
        ),
    ),
    forbids=_OWN_WORK,
    hints=(
        "Add up the columns with the same label, and work out the information of both tables.",
        "0 log 0 is 0: leave the empty cells out of the sum.",
    ),
    undefined="Where a probability is 0 its term is 0; its logarithm, and a share in an empty column, are not finite.",
)

# ---- 4.4-3 ---------------------------------------------------------------------------------------------------------


def table(counts):
    """Return the case of a table of whole numbers."""
    return Case.call(np.asarray(counts, dtype=np.int64))


def a_table(rng):
    """Return the case of a table that is drawn, with proportional columns, empty ones, and some that nearly agree."""
    answers = int(rng.integers(2, 5))
    columns = []
    for _ in range(int(rng.integers(2, 5))):
        base = rng.integers(0, 40, answers)
        base[int(rng.integers(answers))] += 1
        columns += [int(k) * base for k in rng.integers(1, 9, int(rng.integers(1, 4)))]
    columns += [np.zeros(answers, np.int64)] * int(rng.integers(0, 3))
    large = int(rng.integers(10**11, 9 * 10**11))
    nearly = large - np.arange(answers)
    columns += [nearly, nearly - 1]
    return table(np.array(columns)[rng.permutation(len(columns))].T)


def _exact(counts):
    """Return the columns as tuples of Python's whole numbers, which do not end."""
    return [tuple(int(c) for c in column) for column in np.asarray(counts).T]


def _alike(one, other):
    """Whether two columns are proportional: every product across."""
    return all(a * d == b * c for a, c in zip(one, other, strict=True) for b, d in zip(one, other, strict=True))


def _pairs(trial):
    columns, labels = _exact(trial.arguments[0]), trial.result.tolist()
    there = [i for i, column in enumerate(columns) if any(column)]
    return [(_alike(columns[i], columns[j]), labels[i] == labels[j]) for k, i in enumerate(there) for j in there[:k]]


def _loses(trial):
    return float(sum(same and not alike for alike, same in _pairs(trial)))


def _wastes(trial):
    return float(sum(alike and not same for alike, same in _pairs(trial)))


def _misnumbered(trial):
    """Return how many labels are not the next free number when they first occur, or not −1 for what never does."""
    wrong, following = 0, 0
    for column, label in zip(_exact(trial.arguments[0]), trial.result.tolist(), strict=True):
        if not any(column):
            wrong += label != -1
        elif label == following:
            following += 1
        else:
            wrong += not 0 <= label < following
    return float(wrong)


def _by_key(key):
    """Return the test that columns that occur are grouped by a key of theirs, which is not what is asked for."""

    def shows(trial):
        columns, labels = _exact(trial.arguments[0]), trial.result.tolist()
        keys = [key(column) for column in columns]
        there = [i for i, column in enumerate(columns) if any(column)]
        return all((keys[i] == keys[j]) == (labels[i] == labels[j]) for i, j in product(there, there))

    return shows


STATISTIC = Exercise(
    id="4.4-3",
    entry="smallest_statistic",
    signature="smallest_statistic(counts)",
    returns=Returns("whole", lambda counts: (counts.shape[1],)),
    cases=(
        table([[1, 2, 3, 0], [2, 4, 1, 0]]),
        table([[5, 0, 0, 7, 0], [0, 3, 0, 0, 6], [0, 0, 0, 0, 0]]),
        table([[10**12, 10**12 - 1, 5], [10**12 - 1, 10**12 - 2, 5]]),
        table([[4, 6, 10, 2], [2, 3, 5, 1], [8, 12, 21, 4]]),
        table([[0], [0]]),
        table([[3, 6, 1, 2, 9]]),
        table([[3, 3, 1, 6], [1, 1, 3, 2]]),  # equal ones, and equal totals
        table([[3, 3, 0, 0, 1, 2], [1, 2, 1, 2, 0, 0], [2, 1, 2, 1, 2, 1]]),  # alike in one share
        table([[2**32, 0], [0, 2**32]]),  # products that an int64 does not hold
        a_table(_FIRST),
    ),
    properties=(
        Property(
            "outcomes with one label have proportional counts, so nothing is lost",
            _loses,
            tolerance=0.5,
            says="Pairs that share a label although their proportions differ: {error}.",
        ),
        Property(
            "outcomes with proportional counts have one label, so none is too many",
            _wastes,
            tolerance=0.5,
            says="{error} pairs have the same proportions and different labels.",
        ),
        Property(
            "labels count from 0 in the order of first occurrence, and what never occurs has −1",
            _misnumbered,
            tolerance=0.5,
            says="{error} labels are not as they should be.",
        ),
    ),
    fresh=a_table,
    mistakes=(
        Mistake(
            "Columns are compared as they are; a column and twice it have the same posterior.", _by_key(lambda c: c)
        ),
        Mistake(
            "Proportions are compared in floating point, and some differ by less than it tells. Use whole numbers.",
            _by_key(lambda c: tuple(np.array(c) / max(sum(c), 1))),
        ),
        Mistake(
            "Proportions are rounded before they are compared, and some differ by less.",
            _by_key(lambda c: tuple(np.round(np.array(c) / max(sum(c), 1), 9))),
        ),
        Mistake("Outcomes are grouped by the answer that is most probable.", _by_key(lambda c: int(np.argmax(c)))),
    ),
    forbids=_OWN_WORK,
    hints=(
        "What do (4, 2, 8) and (6, 3, 12) have in common, and how does one get there from either, in whole numbers?",
        "A dictionary remembers which column came first: its keys may be tuples.",
    ),
    stops={"ZeroDivisionError": "A column of zeros has no proportions: it never occurs and gets −1."},
)

# ---- 4.4-4 ---------------------------------------------------------------------------------------------------------


def whole_family(parents, noise, readings):
    """Return the case of a family with what all its stories say, and with what usual slips would say."""
    parents, noise, readings = np.asarray(parents), np.asarray(noise, dtype=float), np.asarray(readings)
    n, root = len(parents), int(np.flatnonzero(parents < 0)[0])
    stories = np.array(list(product((1, -1), repeat=n)))
    likely = np.ones(len(stories))
    for v in range(n):
        if v != root:
            likely *= np.where(stories[:, v] == stories[:, parents[v]], 1 - noise[v], noise[v])

    def shares(seen):
        weight = likely * np.all((seen == 0) | (stories == seen), axis=1)
        return (stories.T > 0) @ weight / weight.sum()

    children, order = _children(parents), [root]
    for v in order:
        order.extend(int(c) for c in children[v])
    below = np.array([shares(np.where(np.isin(np.arange(n), _below(children, v)), readings, 0))[v] for v in range(n)])
    twice = shares(readings)
    with np.errstate(all="ignore"):
        for v in order[1:]:
            if not readings[v]:
                sent = _copied(np.log(twice[parents[v]] / (1 - twice[parents[v]])), noise[v], None)
                twice[v] = 1 / (1 + np.exp(-np.log(below[v] / (1 - below[v])) - sent))
    return Case.call(parents, noise, readings, shares=shares(readings), below=below, twice=twice, root=root)


def some_family(rng):
    """Return the case of a family of seven to eleven texts that is drawn."""
    parents = _grow(rng, int(rng.integers(7, 12)), wide=rng.random() * 0.3)
    return whole_family(parents, rng.uniform(0.05, 0.4, len(parents)), _read(rng, parents))


def _astray(trial):
    return float(np.max(np.abs(trial.result - trial.facts["shares"])))


def _uneven(trial):
    """Return how far leaves that were read are from certainty."""
    readings = trial.arguments[2]
    return float(np.max(np.abs(trial.result - (1 + readings) / 2)[readings != 0], initial=0.0))


def _lost(trial, what):
    """Return whether the texts that were not read have the shares of a slip."""
    lost = trial.arguments[2] == 0
    return bool(np.max(np.abs(trial.result - what)[lost]) < 1e-6)


BETWEEN = Exercise(
    id="4.4-4",
    entry="every_text",
    signature="every_text(parents, noise, readings)",
    returns=Returns("real", lambda parents, *_: (len(parents),)),
    cases=(
        whole_family([-1, 0, 0, 0, 1, 1, 1, 2, 3], np.full(9, 0.1), [0, 0, 0, 0, 1, 1, 1, -1, -1]),
        whole_family([1, -1, 0, 1], [0.2, 0.3, 0.05, 0.4], [0, 0, 1, -1]),
        whole_family([-1, 0], [0.1, 0.25], [0, -1]),
        whole_family([3, 3, 0, -1, 0, 1], [0.1, 0.02, 0.3, 0.2, 0.2, 0.1], [0, 0, 1, 0, 0, 1]),
        some_family(_FIRST),
        some_family(_FIRST),
    ),
    properties=(
        Property(
            "every text has the share of all stories in which it reads A",
            _astray,
            tolerance=1e-9,
            near=1e-7,
            says="The worst is off by {error}.",
        ),
        Property(
            "what was read is certain",
            _uneven,
            tolerance=1e-9,
            near=1e-7,
            says="A manuscript that was read is off by {error}.",
        ),
    ),
    fresh=some_family,
    mistakes=(
        Mistake(
            "These are the probabilities of B.",
            lambda t: float(np.max(np.abs(1 - t.result - t.facts["shares"]))) < 1e-6,
        ),
        Mistake(
            "Each lost text hears what was copied from it, and nothing of the rest of the family.",
            lambda t: _lost(t, t.facts["below"]),
        ),
        Mistake(
            "A text hears its own word again: what its parent sends down must not hold what the parent heard from it.",
            lambda t: _lost(t, t.facts["twice"]),
        ),
        Mistake(
            "All lost texts have the original's probability.",
            lambda t: _lost(t, t.facts["shares"][t.facts["root"]]),
        ),
        Mistake("The lost texts are right; what was read is certain, 1 or 0.", lambda t: _lost(t, t.facts["shares"])),
    ),
    forbids=_OWN_WORK,
    hints=(
        "Go up first, as in 4.4-1. Then go down: what can a parent tell a child that the child did not tell it?",
        "Subtract the child's message from the parent's log odds, bend, and add to what the child heard from below.",
    ),
    undefined="A text that was read has infinite log odds: its probability is 1 or 0, and ∞ − ∞ is nothing.",
)

EXERCISES = (WEIGH, PRICE, STATISTIC, BETWEEN)
READ_BY_HAND = ("4.4-5",)
