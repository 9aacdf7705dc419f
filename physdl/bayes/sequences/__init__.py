"""DNA as arrays: records from files, reads from records, words of k letters, and blocks that may be held out.

Letters are the numbers 0, 1, 2, 3 for A, C, G, T, so that 3 − x pairs with x, and 4 for every other letter of a file
(N, R, Y, …), which says that the base is not known.
"""

from physdl.bayes.sequences.blocks import block_folds, block_interval, genome_blocks
from physdl.bayes.sequences.fasta import LETTERS, Record, fill_unknown, read_fasta
from physdl.bayes.sequences.genomes import load_genomes
from physdl.bayes.sequences.kmers import kmer_counts, kmer_features, kmer_names, kmer_pairs
from physdl.bayes.sequences.reads import cut, draw_starts, misread, reverse_complement, turn_some
from physdl.bayes.sequences.sources import Sample, Telling, draw_sample, hold_out, train_sources

__all__ = [
    "LETTERS",
    "Record",
    "Sample",
    "Telling",
    "block_folds",
    "block_interval",
    "cut",
    "draw_sample",
    "draw_starts",
    "fill_unknown",
    "genome_blocks",
    "hold_out",
    "kmer_counts",
    "kmer_features",
    "kmer_names",
    "kmer_pairs",
    "load_genomes",
    "misread",
    "read_fasta",
    "reverse_complement",
    "train_sources",
    "turn_some",
]
