"""From named sequences to a network that tells them apart, tested on blocks that it has not seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl._progress import Progress
from physdl.bayes.sequences.blocks import block_folds, block_interval, genome_blocks
from physdl.bayes.sequences.fasta import Record, as_letters, fill_unknown
from physdl.bayes.sequences.kmers import kmer_features
from physdl.bayes.sequences.reads import cut, draw_starts, turn_some
from physdl.bayes.softmax import SoftmaxFit, fit_softmax

__all__ = ["Sample", "Telling", "draw_sample", "hold_out", "train_sources"]


@dataclass(frozen=True)
class Sample:
    """Reads, and where each of them comes from.

    Attributes
    ----------
    reads : array of uint8, shape (n, length)
        Each from either strand.
    source : array of int, shape (n,)
        The place of its source among those that were given.
    block : array of int, shape (n,)
        The number of its block, counted through all sources.

    Notes
    -----
    See :lesson:`5.6`.
    """

    reads: np.ndarray
    source: np.ndarray
    block: np.ndarray

    def folds(self, folds, rng):
        """Return which part holds out each read, when whole blocks are held out: those of each source evenly.

        Parameters
        ----------
        folds : int
        rng : numpy.random.Generator

        Returns
        -------
        array of int, shape (n,)

        Raises
        ------
        ValueError
            If a source has a single block, so that nothing of it would be left to learn from.

        Notes
        -----
        A source with fewer blocks than parts is held out in as many parts as it has blocks. See :lesson:`5.6`.
        """
        folds = _check.whole("folds", folds, minimum=2)
        result = np.empty(len(self.block), int)
        for source in np.unique(self.source):
            mine = self.source == source
            found, which = np.unique(self.block[mine], return_inverse=True)
            result[mine] = block_folds(len(found), min(folds, max(len(found), 2)), rng)[which.reshape(-1)]
        return result


def draw_sample(sequences, length, count, rng, *, size=2000):
    """Return as many reads of each sequence, drawn from its blocks, none across the border of two.

    Parameters
    ----------
    sequences : list of array of int
        Letters from 0 to 3.
    length, count : int
        Of the reads, and how many of each sequence.
    rng : numpy.random.Generator
    size : int
        Of the shortest block.

    Returns
    -------
    Sample

    Raises
    ------
    ValueError
        If a sequence holds no read.

    Notes
    -----
    See :lesson:`5.6`.
    """
    sequences = _check.sequence("sequences", sequences)
    length, count = _check.whole("length", length, minimum=1), _check.whole("count", count, minimum=1)
    if not len(sequences):
        raise _check.error("sequences", "hold at least one", "none")
    reads, source, block, before = [], [], [], 0
    for number, sequence in enumerate(sequences):
        name = f"sequences[{number}]"
        letters = as_letters(name, sequence)
        if letters.ndim != 1 or not len(letters):
            raise _check.error(name, "have one axis, and letters", f"shape {letters.shape}")
        ranges = genome_blocks(len(letters), size)
        if np.diff(ranges, axis=1).max() < length:
            rule = f"hold a block of at least {length} letters"
            raise _check.error(name, rule, f"{len(ranges)} of {len(letters):,} letters", "Take a larger `size`.")
        starts = draw_starts(ranges, length, count, rng)
        reads.append(cut(letters, starts, length))
        source.append(np.full(count, number))
        block.append(before + np.searchsorted(ranges[:, 1], starts, side="right"))
        before += len(ranges)
    return Sample(turn_some(np.concatenate(reads), rng), np.concatenate(source), np.concatenate(block))


def hold_out(x, labels, folds, precision, *, tolerance=1e-2, progress=True):
    """Return the probabilities that networks give to data which they have not seen, part by part.

    Parameters
    ----------
    x : array, shape (n, d)
    labels : array of int, shape (n,)
    folds : array of int, shape (n,)
        Which part holds out each datum.
    precision : float
        Of the prior of the weights.
    tolerance : float
        Of `fit_softmax`.
    progress : bool
        Whether a bar is shown to those who have to wait.

    Returns
    -------
    array, shape (n, classes)

    Raises
    ------
    ValueError
        If the shapes do not fit, or a class is missing outside of a part.

    Notes
    -----
    See :lesson:`5.6`.
    """
    x = _check.as_array("x", x, ndim=2, dtype=float)
    labels, folds = _check.integers("labels", labels), _check.integers("folds", folds)
    for name, value in (("labels", labels), ("folds", folds)):
        if value.shape != (len(x),):
            raise _check.error(name, f"have shape ({len(x)},), one for each row of `x`", f"shape {value.shape}")
    _check.nonempty("x", x, "datum")
    classes = int(labels.max()) + 1
    result = np.empty((len(x), classes))
    with Progress(len(np.unique(folds)), unit="part", wanted=progress) as bar:
        for part in np.unique(folds):
            held = folds == part
            if len(np.unique(labels[~held])) < len(np.unique(labels)):
                fix = "Take smaller blocks, so that each class has several."
                raise _check.error("folds", "leave data of each class to learn from", f"none beside part {part}", fix)
            fit = fit_softmax(x[~held], labels[~held], max(classes, 2), precision, tolerance=tolerance)
            result[held] = fit.probabilities(x[held])[:, :classes]
            bar.advance(1)
    return result


@dataclass(frozen=True)
class Telling:
    """A network that names sources, and what it was worth on blocks that it had not seen.

    Attributes
    ----------
    names : tuple of str
        Of the sources.
    k, length : int
        Letters of a word, and of a read.
    fit : SoftmaxFit
        Of all reads.
    confusion : array of int, shape (sources, sources)
        How many held out reads of each source (row) were told as each (column).
    right : tuple of float
        Their share told rightly, and an interval of 95 % by drawing blocks.
    each : tuple of tuple
        The same three numbers for each source; the interval is 0 to 1 where all its reads lie in one block.
    blocks : tuple of int
        How many blocks each source has: of one with a few, little can be said.

    Notes
    -----
    See :lesson:`5.6`.
    """

    names: tuple
    k: int
    length: int
    fit: SoftmaxFit
    confusion: np.ndarray
    right: tuple
    each: tuple
    blocks: tuple

    def tell(self, letters, rng):
        """Return what the network makes of a sequence, cut into pieces as long as the reads.

        Parameters
        ----------
        letters : array of int, shape (n,)
            From 0 to 4; unknown bases become random ones.
        rng : numpy.random.Generator

        Returns
        -------
        array, shape (pieces, sources)
            The probability of each source for each piece. What is left over at the end is not looked at.

        Raises
        ------
        ValueError
            If the sequence is shorter than a read.

        Notes
        -----
        The probabilities sum to one over the *known* sources: a sequence from elsewhere is named all the same. See
        :lesson:`5.6`.
        """
        letters = fill_unknown(letters, rng)
        pieces = len(letters) // self.length if letters.ndim == 1 else 0
        if not pieces:
            raise _check.error("letters", f"hold at least one piece of {self.length} letters", f"{letters.size}")
        reads = cut(letters, np.arange(pieces) * self.length, self.length)
        return self.fit.probabilities(kmer_features(reads, self.k))


def train_sources(records, rng, *, k=3, length=150, count=400, size=2000, precision=30.0, folds=5, progress=True):
    """Return a network that names the source of a read, with its test on blocks held out.

    Parameters
    ----------
    records : dict of str to Record
        The sources, at least two.
    rng : numpy.random.Generator
    k, length : int
        Letters of a word, and of a read.
    count : int
        Of reads drawn from each source.
    size : int
        Of the shortest block.
    precision : float
        Of the prior of the weights.
    folds : int
        Into how many parts the blocks are divided for the test.
    progress : bool
        Whether a bar is shown to those who have to wait.

    Returns
    -------
    Telling

    Raises
    ------
    ValueError
        If there are fewer than two sources, or one is too short to be cut into two blocks.

    Notes
    -----
    See :lesson:`5.6`.
    """
    if not isinstance(records, dict) or not all(isinstance(one, Record) for one in records.values()):
        raise _check.error(
            "records", "be a dict of names and `Record`s", records, "`read_fasta` makes them.", TypeError
        )
    if len(records) < 2:
        raise _check.error("records", "hold at least two sources", f"{len(records)}")
    size = max(_check.whole("size", size, minimum=1), _check.whole("length", length, minimum=1))
    for name, record in records.items():
        if len(record.letters) < 2 * size:
            rule = f"have at least {2 * size:,} letters each, two blocks"
            raise _check.error("records", rule, f"{len(record.letters):,} of {name}", "Take a smaller `size`.")
    sequences = [fill_unknown(record.letters, rng) for record in records.values()]
    sample = draw_sample(sequences, length, count, rng, size=size)
    x = kmer_features(sample.reads, k)
    seen = hold_out(x, sample.source, sample.folds(folds, rng), precision, progress=progress)
    told = seen.argmax(axis=1)
    confusion = np.zeros((len(records), len(records)), int)
    np.add.at(confusion, (sample.source, told), 1)
    return Telling(
        tuple(records),
        k,
        length,
        fit_softmax(x, sample.source, len(records), precision, tolerance=1e-2),
        confusion,
        block_interval(told == sample.source, sample.block, rng),
        tuple(_interval_of(source, told, sample, rng) for source in range(len(records))),
        tuple(len(genome_blocks(len(one), size)) for one in sequences),
    )


def _interval_of(source, told, sample, rng):
    """Return the share of one source's reads that are told rightly, with its interval by blocks."""
    its = sample.source == source
    if len(np.unique(sample.block[its])) < 2:
        return float(np.mean(told[its] == source)), 0.0, 1.0
    return block_interval(told[its] == source, sample.block[its], rng)
