"""Words of three letters in 10⁵ reads: all reads at once, against pykmertools, scikit-learn and a plain loop."""

import _pairs  # isort: skip  # first: it sets the number of threads

import itertools
from collections import Counter

import numpy as np

from physdl.bayes.sequences import LETTERS, kmer_counts

HEADINGS = ("task", "peer", "ours ms", "peer ms", "ratio (quartiles)", "of the goal", "apart")
GOALS = {"pykmertools": 0.2, "CountVectorizer": 0.05, "plain loop": None}


def texts(reads):
    """Return the reads as the words that the peers take; making them is not timed."""
    alphabet = np.frombuffer(LETTERS.encode(), np.uint8)
    return [row.tobytes().decode() for row in alphabet[reads]]


def by_loop(lines, words, k):
    found = np.empty((len(lines), len(words)), np.int32)
    for row, line in zip(found, lines, strict=True):
        counts = Counter(line[i : i + k] for i in range(len(line) - k + 1))
        row[:] = [counts[word] for word in words]
    return found


def main():
    options = _pairs.begin(__doc__, reads=(100_000, "reads"), length=(150, "letters"), repeats=(5, "measured pairs"))
    reads = np.random.default_rng(1).integers(0, 4, (options.reads, options.length), dtype=np.uint8)
    lines, k, rows = texts(reads), 3, []
    words = ["".join(word) for word in itertools.product(LETTERS, repeat=k)]
    peers = {"plain loop": lambda: by_loop(lines, words, k)}
    if (tools := _pairs.peer("pykmertools")) is not None:
        computer = tools.OligoComputer(k)
        peers["pykmertools"] = lambda: computer.vectorise_batch(lines, False, False)
    if (text := _pairs.peer("sklearn.feature_extraction.text")) is not None:
        vector = text.CountVectorizer(analyzer="char", ngram_range=(k, k), lowercase=False, vocabulary=words)
        peers["CountVectorizer"] = lambda: vector.fit_transform(lines)
    ours = kmer_counts(reads, k)
    for name, run in peers.items():
        theirs = run()
        theirs = theirs.toarray() if hasattr(theirs, "toarray") else np.array(theirs)
        apart = np.abs(theirs - ours).max()
        repeats = 1 if name == "plain loop" else options.repeats
        a, b, low, high = _pairs.alternate(lambda: kmer_counts(reads, k), run, repeats)
        goal = "-" if GOALS[name] is None else f"{a / b / GOALS[name]:.2f}"
        times = (f"{1e3 * t:.1f}" for t in (a, b))
        task = f"{options.reads:,} of {options.length}"
        rows.append((task, name, *times, f"{a / b:.4f} ({low:.4f}–{high:.4f})", goal, f"{apart:.0f}"))
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
