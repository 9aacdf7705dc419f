"""DNA: files as others write them, words counted letter by letter, reads that lie where they should."""

import gzip
import itertools
import math
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import binom, chi2

from physdl.bayes.sequences import (
    LETTERS,
    Record,
    block_folds,
    block_interval,
    cut,
    draw_starts,
    fill_unknown,
    genome_blocks,
    kmer_counts,
    kmer_features,
    kmer_names,
    kmer_pairs,
    load_genomes,
    misread,
    read_fasta,
    reverse_complement,
    sources,
    train_sources,
    turn_some,
)

SPOKEN = {"rich": (0.2, 0.3, 0.3, 0.2), "poor": (0.3, 0.2, 0.2, 0.3)}  # A, C, G, T

PAIRS = {"A": "T", "C": "G", "G": "C", "T": "A"}


def word(letters):
    return "".join(LETTERS[x] for x in letters)


def other_strand(text):
    return "".join(PAIRS[x] for x in reversed(text))


# ---- files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_records_of_a_file(tmp_path, end, last):
    text = end.join([">a one", "ACGT", "", "acgu", ">b", "NNRY-T"]) + (end if last else "")
    packed = gzip.compress(text.encode())
    half = len(text) // 2
    members = gzip.compress(text[:half].encode()) + gzip.compress(text[half:].encode())
    for name, data in (("plain.fa", text.encode()), ("packed.fa", packed), ("members.fa", members)):
        (tmp_path / name).write_bytes(data)
        for source in (data, tmp_path / name, str(tmp_path / name)):
            one, two = read_fasta(source)
            assert (one.name, one.letters.tolist(), one.unknown) == ("a one", [0, 1, 2, 3, 0, 1, 2, 3], 0)
            assert (two.name, two.letters.tolist(), two.unknown) == ("b", [4, 4, 4, 4, 4, 3], 5)


PACKED = gzip.compress(b">a\n" + b"ACGT\n" * 100, mtime=0)  # a name of a test holds no time of day


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "hold at least one record"),
        (b" \n\n", "hold at least one record"),
        (b"ACGT\n", "begin with a line `>name`; got 'ACGT' in line 1"),
        (b"\n\nname,length\n", "in line 3"),
        (b"\x89PNG\r\n\x1a\n", "begin with a line `>name`"),
        (b">a\nACGT\nAC!T\n", "hold letters of DNA; got '!' in line 3"),
        (b">a\nMKVLE\n", "got 'L' in line 2"),
        (b">a\n>b\nAC\n", "have letters after each name; got none after `>a` in line 1"),
        (b">a\nAC\n>b\n", "none after `>b` in line 3"),
        (PACKED[:-9], "be a whole gzip file"),
        (b"\x1f\x8bnot", "be a whole gzip file"),
        (b">a\n" + b"A" * 2000, "have at most 1,000 bytes"),
        (gzip.compress(b">a\n" + b"A" * 2000, mtime=0), "have at most 1,000 bytes"),
    ],
    ids=[f"file {number}" for number in range(13)],
)
def test_refused_files(data, said):
    with pytest.raises(ValueError, match="`source` must") as refusal:
        read_fasta(data, most=1000)
    assert said in str(refusal.value)


def test_a_small_file_that_unpacks_to_much_is_not_unpacked():
    bomb = gzip.compress(b">a\n" + b"A" * 50_000_000)
    with pytest.raises(ValueError, match="have at most 100,000 bytes"):
        read_fasta(bomb, most=100_000)


def test_what_is_no_file(tmp_path):
    for source in (tmp_path, tmp_path / "none.fa", "a\0b"):
        with pytest.raises(ValueError, match="`source` must be the path of a file"):
            read_fasta(source)


def test_the_genomes_are_those_of_the_databases():
    lengths = {name: len(record.letters) for name, record in load_genomes().items()}
    assert [*lengths.values()] == [5386, 9181, 9609, 10140, 48502, 154329, 154478, 300000]
    assert [record.unknown for record in load_genomes().values()] == [0, 0, 0, 69, 0, 0, 0, 0]
    start = word(load_genomes()["phage φX174"].letters[:50])
    assert start == "GAGTTTTATCGCTTCCATGACGCAGAAGTTAACACTTTCGGATATTTCTG"  # F. Sanger and co-workers, 1977
    lam = word(load_genomes()["phage λ"].letters[:12])
    assert lam == "GGGCGGCGACCT"  # the sticky end of λ


def test_unknown_bases_become_each_of_the_four():
    letters = np.full(40_000, 4, np.uint8)
    letters[::2] = 1
    filled = fill_unknown(letters, np.random.default_rng(0))
    assert (filled[::2] == 1).all()
    counts = np.bincount(filled[1::2], minlength=4)
    assert len(counts) == 4
    assert chi2.sf(np.sum((counts - 5000) ** 2 / 5000), 3) > 1e-4
    assert (letters[1::2] == 4).all()  # what went in is not changed


# ---- words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("k", range(1, 9))
def test_words_are_counted_as_text(k):
    rng = np.random.default_rng(k)
    reads = rng.integers(0, 4, (5, 30))
    reads[0] = 3  # TTT…: the last word
    counts = kmer_counts(reads, k)
    every = ["".join(x) for x in itertools.product(LETTERS, repeat=k)] if k < 7 else None
    for read, row in zip(reads, counts, strict=True):
        found = Counter(word(read[i : i + k]) for i in range(30 - k + 1))
        assert {w: row[int("".join(str(LETTERS.index(x)) for x in w), 4)] for w in found} == found
        assert row.sum() == 30 - k + 1
    if every:
        assert len(every) == counts.shape[1]


def test_many_reads_are_counted_as_each_alone():
    reads = np.random.default_rng(1).integers(0, 4, (3000, 25))
    for k in (3, 6):
        alone = np.concatenate([kmer_counts(reads[i : i + 1], k) for i in range(0, 3000, 7)])
        assert np.array_equal(kmer_counts(reads, k)[::7], alone)


@pytest.mark.parametrize("k", range(1, 7))
def test_pairs_are_words_and_their_reverse_complements(k):
    words = ["".join(x) for x in itertools.product(LETTERS, repeat=k)]
    pair = dict(zip(words, kmer_pairs(k).tolist(), strict=True))
    for w in words:
        assert {v for v in words if pair[v] == pair[w]} == {w, other_strand(w)}
    names = kmer_names(k)
    assert [pair[name] for name in names] == list(range(len(names)))
    assert len(names) == (4**k + (2**k if k % 2 == 0 else 0)) // 2


@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_features_by_hand_and_on_either_strand(k):
    rng = np.random.default_rng(2)
    reads = rng.integers(0, 4, (6, 40))
    x = kmer_features(reads, k)
    for read, row in zip(reads, x, strict=True):
        text = word(read)
        both = Counter(min(w, other_strand(w)) for w in (text[i : i + k] for i in range(41 - k)))
        for name, value in zip(kmer_names(k), row[1:], strict=True):
            even = (41 - k) / 4**k * (1 if name == other_strand(name) else 2)
            assert value == pytest.approx((both[name] - even) / math.sqrt(even), abs=1e-12)
    assert (x[:, 0] == 1).all()
    assert np.allclose(kmer_features(reverse_complement(reads), k), x, rtol=0, atol=1e-12)


def test_features_of_chance_have_mean_zero_and_about_size_one():
    x = kmer_features(np.random.default_rng(3).integers(0, 4, (4000, 150)), 3)[:, 1:]
    assert np.abs(x.mean(axis=0)).max() < 0.12
    assert 0.6 < x.std(axis=0).min() < x.std(axis=0).max() < 1.6  # words that overlap themselves come in heaps


# ---- reads ---------------------------------------------------------------------------------------------------------


def test_reads_lie_in_their_ranges_each_place_alike():
    ranges = np.array([[0, 6], [10, 12], [20, 29]])
    starts = draw_starts(ranges, 3, 60_000, np.random.default_rng(4))
    allowed = [0, 1, 2, 3, *range(20, 27)]
    counts = Counter(starts.tolist())
    assert sorted(counts) == allowed
    expected = 60_000 / len(allowed)
    assert chi2.sf(sum((counts[a] - expected) ** 2 / expected for a in allowed), len(allowed) - 1) > 1e-4
    letters = np.random.default_rng(5).integers(0, 4, 29)
    reads = cut(letters, starts[:50], 3)
    assert all(word(read) == word(letters[s : s + 3]) for s, read in zip(starts[:50], reads, strict=True))


def test_turned_reads_are_the_other_strand():
    reads = np.random.default_rng(6).integers(0, 4, (4000, 20))
    turned = turn_some(reads, np.random.default_rng(7))
    same = [word(a) == word(b) for a, b in zip(reads, turned, strict=True)]
    assert all(s or word(b) == other_strand(word(a)) for s, a, b in zip(same, reads, turned, strict=True))
    assert 1e-4 < binom.cdf(sum(same), 4000, 0.5) < 1 - 1e-4


def test_errors_have_their_chances_and_become_each_other_letter():
    chances = np.linspace(0, 0.3, 10)
    reads = np.tile(np.arange(4)[:, None], (5000, 10))
    wrong = misread(reads, chances, np.random.default_rng(8))
    off = (wrong - reads) % 4
    assert (off[:, 0] == 0).all()
    for place in range(1, 10):
        assert 1e-5 < binom.cdf(np.count_nonzero(off[:, place]), len(reads), chances[place]) < 1 - 1e-5
    counts = np.bincount(off[off > 0], minlength=4)[1:]
    assert chi2.sf(np.sum((counts - counts.mean()) ** 2 / counts.mean()), 2) > 1e-4


# ---- blocks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("length", "size"), [(5386, 2000), (1999, 2000), (10_000, 2000), (7, 3)])
def test_blocks_cover_without_overlap(length, size):
    found = genome_blocks(length, size)
    assert found[0, 0] == 0
    assert found[-1, 1] == length
    assert (found[1:, 0] == found[:-1, 1]).all()
    widths = np.diff(found, axis=1)
    assert widths.min() >= min(size, length)
    assert widths.max() - widths.min() <= 1


def test_folds_are_even():
    folds = block_folds(23, 5, np.random.default_rng(9))
    assert sorted(np.bincount(folds)) == [4, 4, 5, 5, 5]


def test_an_interval_over_blocks_knows_that_reads_of_a_block_are_alike():
    """Blocks right or wrong as a whole: the spread of a mean of B blocks, however many reads each has."""
    covered, widths = 0, []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        block = np.repeat(np.arange(60), 10)
        right = np.repeat(rng.random(60) < 0.6, 10)
        mean, low, high = block_interval(right, block, rng, draws=400)
        assert mean == right.mean()
        assert low <= mean <= high
        covered += low <= 0.6 <= high
        widths.append(high - low)
    assert 177 <= covered <= 199  # 0.95 of 200: 190 ± 3
    assert np.mean(widths) == pytest.approx(2 * 1.96 * math.sqrt(0.24 / 60), rel=0.1)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: kmer_counts([[0, 1]], 3), "`k` must be at most 2, the length of the reads"),
        (lambda: kmer_counts([[0, 4]], 1), "`reads` must hold whole numbers from 0 to 3; got 0 to 4. `fill_unknown`"),
        (lambda: kmer_counts([[0, 4]], 9), "`reads` must hold"),
        (lambda: kmer_pairs(9), "`k` must be at most 8"),
        (lambda: kmer_counts(np.zeros((100_000, 20), np.uint8), 8), "`k` must leave arrays of at most 4 GB"),
        (lambda: draw_starts([[0, 5]], 6, 1, np.random.default_rng(0)), "`ranges` must hold a read of 6 letters"),
        (lambda: cut([0, 1, 2], [2], 2), "`starts` must leave room for 2 of 3 letters"),
        (lambda: misread([[0]], 1.5, np.random.default_rng(0)), "`chances` must lie between 0 and 1"),
        (lambda: block_folds(3, 5, np.random.default_rng(0)), "Take smaller blocks, or fewer folds."),
        (lambda: block_interval([1, 0], [3, 3], np.random.default_rng(0)), "`block` must name at least two blocks"),
    ],
)
def test_refusals(call, said):
    with pytest.raises(ValueError) as refusal:
        call()
    assert said in str(refusal.value)


def test_each_source_has_its_own_interval_by_blocks():
    rng = np.random.default_rng(9)
    records = {name: Record(name, rng.choice(4, 24_000, p=p).astype(np.uint8)) for name, p in SPOKEN.items()}
    found = train_sources(records, rng, k=2, length=60, count=120, progress=False)
    diagonal = np.diag(found.confusion) / found.confusion.sum(axis=1)
    for (mean, low, high), share in zip(found.each, diagonal, strict=True):
        assert mean == pytest.approx(share)
        assert 0 <= low <= mean <= high <= 1
        assert high - low < 0.5
    alone = SimpleNamespace(source=np.zeros(4, int), block=np.zeros(4, int))  # one block: nothing is known of others
    assert sources._interval_of(0, np.array([0, 0, 1, 0]), alone, rng) == (0.75, 0.0, 1.0)
