"""Ising's lattice by Metropolis' method, against sums over all states and transition matrices written out in full."""

import itertools
import math

import numpy as np
import pytest
from scipy.stats import chi2

from physdl import cheap
from physdl.cheap.ising import board, chances, lattice

LEVEL = 1e-4  # of a test of chance; seeds are fixed, so that it passes or fails for good


def all_states(height, width):
    """Return every state of a lattice, numbered by its bits."""
    count = height * width
    bits = np.arange(2**count)[:, None] >> np.arange(count) & 1
    return (1 - 2 * bits).astype(np.int8).reshape(-1, height, width)


def number(spins):
    """Return the numbers of states (..., height, width)."""
    flat = (1 - spins.astype(int)).reshape(*spins.shape[:-2], -1) // 2
    return flat @ (1 << np.arange(flat.shape[-1]))


def neighbours(i, j, height, width):
    return ((i - 1) % height, j), ((i + 1) % height, j), (i, (j - 1) % width), (i, (j + 1) % width)


def plain_energy(state):
    height, width = len(state), len(state[0])
    pairs = itertools.product(range(height), range(width))
    return -sum(int(state[i][j]) * (int(state[(i + 1) % height][j]) + int(state[i][(j + 1) % width])) for i, j in pairs)


def half_step(height, width, coupling, parity):
    """Return P[x, y], the probability of state y after the spins of one colour were asked in state x."""
    states = all_states(height, width)
    result = np.zeros((len(states), len(states)))
    places = [(i, j) for i in range(height) for j in range(width) if (i + j) % 2 == parity]
    for x, state in enumerate(states):
        turn = []
        for i, j in places:
            change = 2 * int(state[i, j]) * sum(int(state[n]) for n in neighbours(i, j, height, width))
            turn.append(min(1.0, math.exp(-coupling * change)))
        for flips in itertools.product((0, 1), repeat=len(places)):
            y = x ^ sum(f << (i * width + j) for f, (i, j) in zip(flips, places, strict=True))
            result[x, y] = math.prod(p if f else 1 - p for f, p in zip(flips, turn, strict=True))
    return result


def law(height, width, coupling):
    weights = np.array([math.exp(-coupling * plain_energy(state)) for state in all_states(height, width).tolist()])
    return weights / weights.sum()


def improbable(counts, expected):
    """Return the chance of counts at least so far off by χ², small cells joined; what cannot happen did not."""
    assert counts[expected == 0].sum() == 0
    order = np.argsort(expected)
    counts, expected = counts[order], expected[order]
    joined = max(np.count_nonzero(expected < 5), np.count_nonzero(np.cumsum(expected) < 5))
    cells = np.maximum(0, np.arange(len(expected)) - joined)
    counts, expected = np.bincount(cells, counts), np.bincount(cells, expected)
    counts, expected = counts[expected > 0], expected[expected > 0]
    return chi2.sf(np.sum((counts - expected) ** 2 / expected), len(counts) - 1) if len(counts) > 1 else 1.0


def test_energy_and_magnetisation_bond_by_bond():
    spins = np.random.default_rng(1).choice([-1, 1], (3, 2, 5, 4))
    assert cheap.energy(spins).shape == (3, 2)
    assert np.ravel(cheap.energy(spins)).tolist() == [plain_energy(s) for s in spins.reshape(6, 5, 4).tolist()]
    assert np.array_equal(cheap.magnetisation(spins), spins.sum(axis=(2, 3)))
    assert cheap.energy(np.ones((1000, 1000), np.int8)) == -2_000_000  # no int8 overflows
    assert cheap.magnetisation(np.ones((1000, 1000), np.int8)) == 1_000_000


@pytest.mark.parametrize(("height", "width"), [(2, 2), (4, 2), (2, 4)])
@pytest.mark.parametrize("coupling", [0.3, -0.2])
def test_each_colour_is_in_detailed_balance_and_a_sweep_keeps_the_law(height, width, coupling):
    probability = law(height, width, coupling)
    steps = [half_step(height, width, coupling, parity) for parity in (0, 1)]
    for step in steps:
        flow = probability[:, None] * step
        assert np.allclose(step.sum(axis=1), 1, atol=1e-14)
        assert np.allclose(flow, flow.T, atol=1e-15)
    sweep = steps[0] @ steps[1]
    assert np.allclose(probability @ sweep, probability, atol=1e-14)
    flow = probability[:, None] * sweep
    assert np.abs(flow - flow.T).max() > 1e-4  # the colours have an order


@pytest.mark.parametrize(("height", "width", "each"), [(2, 2, 4096), (4, 2, 2000), (2, 4, 2001)])
@pytest.mark.parametrize("coupling", [0.0, 0.05, 0.3, -0.2, 0.9])
def test_a_sweep_follows_the_transition_matrix(height, width, each, coupling):
    exact = half_step(height, width, coupling, 0) @ half_step(height, width, coupling, 1)
    states = all_states(height, width)
    after = cheap.metropolis(np.repeat(states, each, axis=0), coupling, 1, np.random.default_rng(1))
    counts = np.zeros_like(exact)
    np.add.at(counts, (np.repeat(np.arange(len(states)), each), number(after)), 1)
    worst = min(improbable(seen, each * row) for seen, row in zip(counts, exact, strict=True))
    assert worst > LEVEL / len(states)
    assert improbable(counts.ravel(), each * exact.ravel()) > LEVEL


@pytest.mark.parametrize("coupling", [0.2, 0.44, -0.3])
def test_copies_from_the_cold_come_to_the_law_of_all_states(coupling):
    states = all_states(4, 4)
    energies, sums = cheap.energy(states), cheap.magnetisation(states)
    probability = np.exp(-coupling * (energies - 0.0))
    around = sum(np.roll(states, step, axis) for step in (1, -1) for axis in (1, 2))
    probability[(around == 0).all(axis=(1, 2))] = 0  # 36 states that lead nowhere else
    probability /= probability.sum()
    cold = np.ones((20_000, 4, 4), np.int8)
    cold[:, ::2, ::2] = cold[:, 1::2, 1::2] = np.sign(coupling)
    cold *= np.random.default_rng(2).choice(np.array([-1, 1], np.int8), (20_000, 1, 1))
    found = cheap.metropolis(cold, coupling, 150, np.random.default_rng(3))
    cells, cell = np.unique(100 * energies + sums, return_inverse=True)
    places = np.searchsorted(cells, 100 * cheap.energy(found) + cheap.magnetisation(found))
    counts = np.bincount(places, minlength=len(cells)).astype(float)
    assert improbable(counts, 20_000 * np.bincount(cell, probability)) > LEVEL
    error = cheap.energy(found).std() / math.sqrt(20_000)
    assert abs(cheap.energy(found).mean() - probability @ energies) < 4 * error


def test_states_without_a_field_are_turned_for_ever():
    stripes = np.ones((6, 8), np.int8)
    stripes[:, ::2] = -1
    rng = np.random.default_rng(1)
    assert np.array_equal(cheap.metropolis(stripes, 0.4, 1, rng), -stripes)
    assert np.array_equal(cheap.metropolis(stripes, 0.4, 100, rng), stripes)


def plain_sweep(spins, against):
    """Turn every spin that more neighbours contradict than agree with, or no fewer than `against` says."""
    spins = spins.copy()
    for parity in (0, 1):
        before = spins.copy()
        for i, j in itertools.product(*map(range, spins.shape)):
            if (i + j) % 2 == parity:
                differ = sum(before[i, j] != before[n] for n in neighbours(i, j, *spins.shape))
                spins[i, j] *= -1 if differ >= against else 1
    return spins


@pytest.mark.parametrize("block", [1, 7, 32768])
@pytest.mark.parametrize(
    ("copies", "height", "width"),
    [(1, 2, 2), (1, 6, 4), (1, 16, 6), (1, 20, 10), (2, 8, 2), (3, 12, 6), (4, 4, 4), (8, 6, 8), (12, 10, 2)],
)
def test_words_meet_the_neighbours_that_spins_have(copies, height, width, block, monkeypatch):
    monkeypatch.setitem(board._BLOCK, 1, block)
    spins = np.random.default_rng(1).choice(np.array([-1, 1], np.int8), (copies, height, width))
    together = lattice._power(copies, 8)
    strips = lattice._power(height // 2, 8 // together)
    for against, (for_one, for_none) in {2: (0, 0), 1: (255, 0), 0: (255, 255)}.items():

        def draw(one, none, for_one=for_one, for_none=for_none):
            one.fill(for_one)
            none.fill(for_none)

        words = lattice._packed(spins, together, strips)
        assert np.array_equal(lattice._unpacked(words, together, strips), spins)
        made = board.Board(words, together * strips, together)
        made.sweep(draw)
        made.sweep(draw)
        found = lattice._unpacked(made.words(), together, strips)
        assert np.array_equal(found, [plain_sweep(plain_sweep(s, against), against) for s in spins])


def set_bits(words):
    """Return how often each bit of words is set, bit by bit."""
    size = 8 * words.itemsize
    return np.array([np.count_nonzero(words >> words.dtype.type(k) & words.dtype.type(1)) for k in range(size)])


def off(count, total, probability):
    """Return how many deviations a count is off; what is rare may happen a few times, what cannot happen does not."""
    spread = np.sqrt(total * probability * (1 - probability))
    return abs(count - total * probability) / np.where(spread < 1e-6, 1e-9, np.maximum(spread, 1))


@pytest.mark.parametrize("coupling", [0.0, 1e-4, 0.1, 0.44068679, 1.0, 2.0, 50.0])
def test_bits_of_one_lattice_are_drawn_with_exact_chances(coupling):
    draw = chances.Own(coupling, np.random.default_rng(1))
    one, none = np.empty((2, 2, 200_000), np.uint8)
    draw(one, none)
    assert not (none & ~one).any()
    for words, power in ((one, 4), (none, 8)):
        chance = math.exp(-power * coupling)
        assert np.all(off(set_bits(words), words.size, chance) < 4.5)
        assert off(set_bits(words).sum(), 8 * words.size, chance) < 4
        for places, both in (
            (7 * words.size, words & words >> 1 & 127),
            (8 * words[:, 1:].size, words[:, 1:] & words[:, :-1]),
        ):  # neither neighbouring bits nor neighbouring words agree
            assert off(set_bits(both).sum(), places, chance**2) < 4


def test_the_first_and_the_second_draw_add_up_to_the_chances():
    for coupling in np.concatenate([np.linspace(0, 3, 301), [1e-9, 20.0]]):
        draw = chances.Own(coupling, np.random.default_rng(1))
        values = 2**chances._PLANES
        for (start, steps), rare, power in zip(draw.digits, draw.rare, (4, 8), strict=True):
            digits = [0 if step is None else 1 + (step is np.bitwise_or) for step in steps]
            below = values if start else sum(2**j for j, digit in enumerate(digits) if digit == 2)
            assert 0 <= rare <= 1
            assert math.isclose((below - 2 + 2 * rare) / values, math.exp(-power * coupling), abs_tol=1e-15)


COUPLINGS = np.append(np.linspace(-0.5, 0.7, 62), [0.3, 0.3])


def test_bits_of_packed_copies_are_drawn_with_exact_chances():
    draw = chances.Shared(np.abs(COUPLINGS), np.random.default_rng(1))
    one, none = np.empty((2, 2, 200_000), np.uint64)
    draw(one, none)
    assert not (none & ~one).any()
    for words, power in ((one, 4), (none, 8)):
        assert np.all(off(set_bits(words), words.size, np.exp(-power * np.abs(COUPLINGS))) < 4.5)
        by_chance = words[:, :5000, None] >> np.argsort(np.abs(COUPLINGS)).astype(np.uint64) & np.uint64(1)
        assert np.all(np.diff(by_chance.astype(int), axis=-1) <= 0)  # who turns at K turns at all smaller ones
        assert off(np.count_nonzero(words[:, 1:] & words[:, :-1] & np.uint64(1)), words[:, 1:].size,
                   math.exp(-power * 0.5) ** 2) < 4  # fmt: skip


def test_one_number_decides_for_all_packed_copies_to_its_last_digit():
    cells = 2**chances._DIGITS
    limits = np.exp(-np.outer([4, 8], np.abs(COUPLINGS)))
    draw = chances.Shared(np.abs(COUPLINGS), np.random.default_rng(1))
    for share in (0.0, 0.25, 0.5, 0.75, 1 - 2.0**-53):  # where in its cell the number lies, if that is asked for

        def stream(count, share=share):
            if count == 2 * cells:
                return np.arange(cells, dtype=np.uint16).view(np.uint8)
            return np.full(count // 8, int(share * 2**53) << 11, np.uint64).view(np.uint8)

        draw.stream = stream
        found = np.empty((2, 2, cells // 2), np.uint64)
        draw(*found)
        numbers = (np.arange(cells) + share) / cells
        for words, chance in zip(found.reshape(2, cells), limits, strict=True):
            bits = words[:, None] >> np.arange(64, dtype=np.uint64) & np.uint64(1)
            assert np.array_equal(bits.astype(bool), numbers[:, None] < chance)


@pytest.mark.parametrize("copy", [0, 20, 40, 63])
def test_each_packed_copy_follows_its_transition_matrix(copy):
    states = all_states(2, 2)
    start = np.repeat(np.arange(16), 3000)
    flipped = np.uint64(2**64 - 1)
    words = np.where(states[start] > 0, flipped, np.uint64(0))
    made = board.Board(words, 64, 64)
    couplings = np.abs(COUPLINGS)
    made.sweep(chances.Shared(couplings, np.random.default_rng(1)))
    after = 2 * (made.words() >> np.uint64(copy) & np.uint64(1)).astype(int) - 1
    exact = half_step(2, 2, couplings[copy], 0) @ half_step(2, 2, couplings[copy], 1)
    counts = np.zeros_like(exact)
    np.add.at(counts, (start, number(after)), 1)
    assert improbable(counts.ravel(), 3000 * exact.ravel()) > LEVEL


def test_packed_copies_are_what_they_pack():
    spins = np.random.default_rng(1).choice(np.array([-1, 1], np.int8), (37, 10, 14))
    words = cheap.pack_spins(spins)
    assert np.array_equal(cheap.unpack_spins(words, 37), spins)
    assert np.array_equal(cheap.unpack_spins(words)[37:], -np.ones((27, 10, 14)))
    assert np.array_equal(cheap.packed_energies(words, 37), cheap.energy(spins))
    assert np.array_equal(cheap.packed_magnetisations(words, 37), cheap.magnetisation(spins))
    assert words[3, 5] >> np.uint64(11) & np.uint64(1) == (spins[11, 3, 5] > 0)


@pytest.mark.parametrize("shape", [(2, 2), (3, 5), (8, 8), (9, 15), (64, 34)])
def test_bits_are_counted_however_many(shape):
    words = np.random.default_rng(1).integers(0, 2**64, shape, dtype=np.uint64)
    assert np.array_equal(cheap.packed_magnetisations(words), 2 * set_bits(words) - words.size)
    assert np.array_equal(cheap.packed_energies(words), cheap.energy(cheap.unpack_spins(words)))


def test_a_word_of_64_temperatures_has_the_means_of_each():
    states = all_states(4, 4)
    energies = cheap.energy(states)
    couplings = np.linspace(0.15, 0.5, 64)
    rng, found = np.random.default_rng(1), []
    words = cheap.pack_spins(np.ones((64, 4, 4), np.int8))
    for _ in range(320):
        words = cheap.metropolis_packed(words, couplings, 12, rng)
        found.append(cheap.packed_energies(words))
    found = np.array(found)[20:].reshape(30, 10, 64).mean(axis=1)
    for k in range(0, 64, 9):
        weights = np.exp(-couplings[k] * (energies + 32.0))
        error = found[:, k].std(ddof=1) / math.sqrt(30)
        assert abs(found[:, k].mean() - weights @ energies / weights.sum()) < 4 * error


def test_copies_share_their_random_numbers():
    start = np.random.default_rng(1).choice(np.array([-1, 1], np.int8), (1, 12, 12))
    words = cheap.pack_spins(np.repeat(start, 3, axis=0))
    after = cheap.unpack_spins(cheap.metropolis_packed(words, [0.3, 0.3, 0.9], 20, np.random.default_rng(2)), 3)
    assert np.array_equal(after[0], after[1])
    assert not np.array_equal(after[0], after[2])


def test_an_antiferromagnet_is_a_ferromagnet_with_one_colour_turned():
    rng = np.random.default_rng(1)
    spins = rng.choice(np.array([-1, 1], np.int8), (5, 8, 6))
    colour = 1 - 2 * (np.add.outer(np.arange(8), np.arange(6)) % 2)
    one = cheap.metropolis(spins, -0.4, 5, np.random.default_rng(2))
    two = cheap.metropolis(spins * colour, 0.4, 5, np.random.default_rng(2)) * colour
    assert np.array_equal(one, two)
    words = cheap.pack_spins(spins)
    one = cheap.metropolis_packed(words, [-0.4, 0.2, -0.1, 0, 0.5], 5, np.random.default_rng(2))
    sign = np.array([-1, 1, -1, 1, 1])[:, None, None]
    words = cheap.pack_spins(spins * np.where(sign < 0, colour, 1))
    two = cheap.metropolis_packed(words, [0.4, 0.2, 0.1, 0, 0.5], 5, np.random.default_rng(2))
    assert np.array_equal(cheap.unpack_spins(one, 5), cheap.unpack_spins(two, 5) * np.where(sign < 0, colour, 1))


def test_what_goes_in_is_not_changed_and_a_seed_says_all():
    spins = np.random.default_rng(1).choice(np.array([-1, 1], np.int8), (3, 8, 6))
    words, before = cheap.pack_spins(spins), spins.copy()
    one, two = (cheap.metropolis(spins, 0.4, 3, np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(one, two)
    assert one.dtype == np.int8
    assert one.shape == spins.shape
    assert np.array_equal(spins, before)
    nothing = cheap.metropolis(spins, 0.4, 0, np.random.default_rng(7))
    assert np.array_equal(nothing, spins)
    assert nothing is not spins
    one, two = (cheap.metropolis_packed(words, [0.4] * 3, 3, np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(one, two)
    assert np.array_equal(words, cheap.pack_spins(before))
    nothing = cheap.metropolis_packed(words, [0.4] * 3, 0, np.random.default_rng(7))
    assert np.array_equal(nothing, words)
    assert nothing is not words
    assert cheap.metropolis(np.ones((0, 4, 4), np.int8), 0.4, 1, np.random.default_rng(1)).shape == (0, 4, 4)


UP, WORDS, RNG = np.ones((4, 4), np.int8), np.ones((4, 4), np.uint64), np.random.default_rng(1)
REFUSED = [
    (lambda: cheap.metropolis(np.ones((5, 4), np.int8), 0.4, 1, RNG), "`spins` must have even sides; got shape .5, 4"),
    (lambda: cheap.metropolis(np.ones((4, 3), np.int8), 0.4, 1, RNG), "`spins` must have even sides; got shape .4, 3"),
    (lambda: cheap.metropolis(np.ones((1, 1, 4, 4), np.int8), 0.4, 1, RNG), r"`spins` must have shape \(L, M\) or"),
    (lambda: cheap.metropolis(0 * UP, 0.4, 1, RNG), "`spins` must hold 1 and -1; got 0.*1 - 2 . bits"),
    (lambda: cheap.metropolis(1.0 * UP, 0.4, 1, RNG), "`spins` must hold whole numbers.*astype"),
    (lambda: cheap.metropolis(UP, np.nan, 1, RNG), "`coupling` must be finite; got nan"),
    (lambda: cheap.metropolis(UP, np.inf, 1, RNG), "`coupling` must be finite; got inf"),
    (lambda: cheap.metropolis(UP, 0.4, -1, RNG), "`sweeps` must be at least 0; got -1"),
    (lambda: cheap.metropolis(UP, 0.4, 1, 1), "`rng` must be a numpy.random.Generator; got 1"),
    (lambda: cheap.energy(UP[:1]), r"`spins` must have shape \(..., L, M\) with sides of at least 2; got shape .1, 4"),
    (lambda: cheap.energy(UP[0]), r"`spins` must have shape \(..., L, M\) with sides"),
    (lambda: cheap.magnetisation(2 * UP), "`spins` must hold 1 and -1; got 2"),
    (lambda: cheap.pack_spins(UP), r"`spins` must have shape \(C, L, M\) with 1 to 64 copies; got shape .4, 4"),
    (lambda: cheap.pack_spins(np.ones((65, 2, 2), int)), r"`spins` must have shape \(C, L, M\) with 1 to 64 copies"),
    (lambda: cheap.metropolis_packed(UP, [0.4], 1, RNG), "`words` must be an array of uint64; got dtype int8.*pack_sp"),
    (lambda: cheap.metropolis_packed(WORDS[:3], [0.4], 1, RNG), "`words` must have even sides; got shape .3, 4"),
    (lambda: cheap.metropolis_packed(WORDS, [0.4] * 65, 1, RNG), "`couplings` must hold 1 to 64 couplings; got shape"),
    (lambda: cheap.metropolis_packed(WORDS, [np.nan], 1, RNG), "`couplings` must be finite; got nan at index"),
    (lambda: cheap.metropolis_packed(WORDS, [0.4], -1, RNG), "`sweeps` must be at least 0; got -1"),
    (lambda: cheap.unpack_spins(WORDS, 65), "`copies` must be at most 64; got 65. A word has 64 bits"),
    (lambda: cheap.packed_energies(WORDS[None]), r"`words` must have shape \(L, M\) with sides of at least 2"),
]


@pytest.mark.parametrize(("call", "said"), REFUSED)
def test_refusals_name_the_rule_the_value_and_the_fix(call, said):
    with pytest.raises((ValueError, TypeError), match=said):
        call()
