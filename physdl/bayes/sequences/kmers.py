r"""Words of k letters in reads, and the same words on the other strand."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.bayes.sequences.fasta import LETTERS, as_letters

__all__ = ["kmer_counts", "kmer_features", "kmer_names", "kmer_pairs"]

LONGEST = 8  # 4⁸ words fit 16 bits
_AT_ONCE = 1 << 17  # counters of the words of a piece of the reads: they stay in the cache


def kmer_counts(reads, k):
    r"""Return how often each word of k letters stands in each read.

    .. math:: c_w = \#\{i : (x_i, \dots, x_{i+k-1}) = w\}, \qquad \sum_w c_w = n - k + 1

    Parameters
    ----------
    reads : array of int, shape (count, n)
        Letters from 0 to 3.
    k : int
        From 1 to 8, and at most n.

    Returns
    -------
    array of int32, shape (count, 4**k)
        In the order of the alphabet, A before C before G before T: the word w is the number with the digits w.

    Raises
    ------
    ValueError
        If a letter is none of 0 to 3, the words are longer than the reads, or the result would not fit into memory.

    Notes
    -----
    See :lesson:`5.6`.

    Examples
    --------
    >>> kmer_counts([[0, 0, 1, 0]], 1).tolist()
    [[3, 1, 0, 0]]
    """
    reads, k = _reads(reads, k)
    size, width = 4**k, reads.shape[1] - k + 1
    _check.room("k", 4 * len(reads) * size, f"{k} for {len(reads):,} reads")
    result = np.empty((len(reads), size), np.int32)
    rows = max(_AT_ONCE // size, 1)
    first = size * np.arange(rows, dtype=np.intp)[:, None]
    for start in range(0, len(reads), rows):
        piece = reads[start : start + rows]
        word = piece[:, :width].astype(np.uint8 if k <= 4 else np.uint16)
        for shift in range(1, k):
            word *= 4
            word += piece[:, shift : shift + width]
        found = np.bincount((first[: len(piece)] + word).ravel(), minlength=len(piece) * size)
        result[start : start + rows] = found.reshape(len(piece), size)
    return result


def kmer_pairs(k):
    """Return for each word the number of the pair that it forms with its reverse complement.

    Parameters
    ----------
    k : int
        From 1 to 8.

    Returns
    -------
    array of int, shape (4**k,)
        From 0, in the order of the first word of each pair; a word that is its own reverse complement is a pair alone.

    Raises
    ------
    ValueError
        If k is none of 1 to 8.

    Notes
    -----
    There are :math:`4^k/2` pairs for odd k, and :math:`(4^k + 2^k)/2` for even k. See :lesson:`5.6`.

    Examples
    --------
    >>> kmer_pairs(1).tolist()  # A with T, C with G
    [0, 1, 1, 0]
    """
    words = np.arange(4 ** _length(k))
    turned, rest = np.zeros_like(words), words
    for _ in range(k):
        turned, rest = 4 * turned + 3 - rest % 4, rest // 4
    return np.unique(np.minimum(words, turned), return_inverse=True)[1].reshape(-1)


def kmer_names(k):
    """Return the first word of each pair, in letters.

    Parameters
    ----------
    k : int
        From 1 to 8.

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If k is none of 1 to 8.

    Notes
    -----
    See :lesson:`5.6`.

    Examples
    --------
    >>> kmer_names(2)[:4]
    ['AA', 'AC', 'AG', 'AT']
    """
    firsts = np.unique(kmer_pairs(k), return_index=True)[1]
    return ["".join(LETTERS[word >> 2 * place & 3] for place in range(k - 1, -1, -1)) for word in firsts.tolist()]


def kmer_features(reads, k):
    r"""Return for each read a 1 and, for each pair of words, how far its count is from an even one.

    .. math:: x_0 = 1, \qquad x_p = \frac{c_p - n_p}{\sqrt{n_p}}, \quad n_p = \frac{n - k + 1}{4^k}\,\lvert p\rvert

    with :math:`\lvert p\rvert` = 1 or 2 the number of words in the pair: roughly standard deviations from chance.

    Parameters
    ----------
    reads : array of int, shape (count, n)
        Letters from 0 to 3.
    k : int
        From 1 to 8, and at most n.

    Returns
    -------
    array, shape (count, 1 + pairs)

    Raises
    ------
    ValueError
        If a letter is none of 0 to 3, the words are longer than the reads, or the result would not fit into memory.

    Notes
    -----
    A read and its reverse complement have the same features. See :lesson:`5.6`.
    """
    reads, k = _reads(reads, k)
    pair = kmer_pairs(k)
    order = np.argsort(pair, kind="stable")
    size = np.bincount(pair)
    _check.room("k", 12 * len(reads) * 4**k, f"{k} for {len(reads):,} reads")
    counts = kmer_counts(reads, k)[:, order]
    even = size * (reads.shape[1] - k + 1) / 4**k
    result = np.ones((len(reads), 1 + len(size)))
    result[:, 1:] = (np.add.reduceat(counts, np.cumsum(size) - size, axis=1) - even) / np.sqrt(even)
    return result


def _length(k):
    return _check.whole("k", k, minimum=1, maximum=LONGEST)


def _reads(value, k):
    reads, k = as_letters("reads", value), _length(k)
    if reads.ndim != 2:
        raise _check.error("reads", "have shape (count, n)", f"shape {reads.shape}")
    if k > reads.shape[1]:
        raise _check.error("k", f"be at most {reads.shape[1]}, the length of the reads", k)
    return reads, k
