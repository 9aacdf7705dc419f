"""Good calls of what reads DNA, and of the network that names its source."""

import numpy as np

from physdl.bayes import sequences
from physdl.bayes.softmax import fit_softmax
from physdl.bayes.workbench import Workbench, cautions, table

RECORDS = {"bayes.Record", "bayes.Sample", "bayes.SoftmaxFit", "bayes.Telling"}
GIVEN = {}
READS = np.array([[0, 1, 2, 3, 0, 0], [3, 3, 2, 1, 0, 1], [1, 2, 1, 0, 2, 2]])
X = np.array([[1.0, -1.0], [1.0, 0.5], [1.0, 2.0], [1.0, 0.25]])
RULES = {"labels": np.array([0, 1, 1, 0]), "classes": 2, "precision": 0.5}


def dice():
    return np.random.default_rng(0)


def two():
    """Return two short sources."""
    letters = np.random.default_rng(1).integers(0, 4, (2, 400)).astype(np.uint8)
    return {name: sequences.Record(name, each) for name, each in zip(("one", "other"), letters, strict=True)}


SMALL = {"k": 2, "length": 50, "count": 20, "size": 100, "precision": 3.0, "folds": 2, "progress": False}


def telling():
    return sequences.train_sources(two(), dice(), **SMALL)


def sample():
    return sequences.draw_sample([one.letters for one in two().values()], 50, 10, dice(), size=100)


CALLS = {
    "bayes.draw_sample": lambda: (
        sequences.draw_sample,
        {"sequences": [READS[0], READS[1]], "length": 3, "count": 4, "rng": dice(), "size": 3},
    ),
    "bayes.Sample.folds": lambda: (sample().folds, {"folds": 2, "rng": dice()}),
    "bayes.hold_out": lambda: (
        sequences.hold_out,
        {
            "x": X,
            "labels": np.array([0, 1, 1, 0]),
            "folds": np.array([0, 0, 1, 1]),
            "precision": 0.5,
            "tolerance": 0.01,
            "progress": False,
        },
    ),
    "bayes.train_sources": lambda: (sequences.train_sources, {"records": two(), "rng": dice(), **SMALL}),
    "bayes.Telling.tell": lambda: (telling().tell, {"letters": READS.ravel().repeat(4), "rng": dice()}),
    "bayes.table": lambda: (table, {"telling": telling(), "records": list(two().values()), "rng": dice()}),
    "bayes.cautions": lambda: (cautions, {"telling": telling()}),
    "bayes.Workbench": lambda: (Workbench, {"seed": 1}),
    "bayes.read_fasta": lambda: (sequences.read_fasta, {"source": b">one\nACGTN\n", "most": 1000}),
    "bayes.fill_unknown": lambda: (sequences.fill_unknown, {"letters": np.array([0, 4, 3]), "rng": dice()}),
    "bayes.load_genomes": lambda: (sequences.load_genomes, {}),
    "bayes.reverse_complement": lambda: (sequences.reverse_complement, {"letters": READS}),
    "bayes.draw_starts": lambda: (
        sequences.draw_starts,
        {"ranges": np.array([[0, 9], [20, 40]]), "length": 4, "count": 5, "rng": dice()},
    ),
    "bayes.cut": lambda: (sequences.cut, {"letters": READS[0], "starts": np.array([0, 2]), "length": 3}),
    "bayes.turn_some": lambda: (sequences.turn_some, {"reads": READS, "rng": dice()}),
    "bayes.misread": lambda: (sequences.misread, {"reads": READS, "chances": np.full(6, 0.25), "rng": dice()}),
    "bayes.kmer_counts": lambda: (sequences.kmer_counts, {"reads": READS, "k": 2}),
    "bayes.kmer_pairs": lambda: (sequences.kmer_pairs, {"k": 2}),
    "bayes.kmer_names": lambda: (sequences.kmer_names, {"k": 2}),
    "bayes.kmer_features": lambda: (sequences.kmer_features, {"reads": READS, "k": 2}),
    "bayes.genome_blocks": lambda: (sequences.genome_blocks, {"length": 50, "size": 20}),
    "bayes.block_folds": lambda: (sequences.block_folds, {"count": 7, "folds": 3, "rng": dice()}),
    "bayes.block_interval": lambda: (
        sequences.block_interval,
        {
            "right": np.array([1.0, 0.0, 1.0, 1.0]),
            "block": np.array([0, 0, 1, 2]),
            "rng": dice(),
            "draws": 50,
            "share": 0.5,
        },
    ),
    "bayes.fit_softmax": lambda: (fit_softmax, {"x": X, **RULES, "tolerance": 1e-6, "most": 5000}),
    "bayes.SoftmaxFit.probabilities": lambda: (fit_softmax(X, **RULES).probabilities, {"x": X}),
    "bayes.SoftmaxFit.log_evidence": lambda: (fit_softmax(X, **RULES).log_evidence, {"x": X}),
}
