"""Public checks of the exercises of lesson 4.3, No flattening.

Answers in whole numbers are judged by whether they do what is asked, yes or no; the transform by its sums, networks by
what they do to numbers.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives, relative


def _pays_first(last=True, whole_only=False, wire=0, even=False, fixed=False, overflows=False, spare=0, shift=0):
    """Return the test that a depth pays, and that no smaller one does; every option is a slip.

    By a wrong count the budget may be too small for every depth, and nobody knows what the answer does then.
    """

    def price(numbers, layers):
        total, size = 0, 0
        for left in range(layers, 0, -1):
            if not (fixed and size):
                size = next(b for b in range(1, numbers + 1) if b**left >= numbers)
            groups = [len(range(start, min(start + size, numbers))) for start in range(0, numbers, size)]
            if even:
                groups = [len(part) for part in np.array_split(np.arange(numbers), len(groups))]
            paid = groups if last else [g for g in groups if g == size]
            total += sum(2 ** (size if whole_only else g) if g > 1 or whole_only else wire for g in paid)
            numbers = len(groups)
        return (total + 2**63) % 2**64 - 2**63 if overflows else total

    def test(trial):
        (numbers, budget), most = trial.arguments, (trial.arguments[0] - 1).bit_length()
        first = [k for k in range(1, most + 1) if price(numbers, k) <= budget - spare]
        return not first or trial.result == first[0] + shift

    return test


def _goes_wrong(trial):
    """Return whether a depth that does not pay is too small or too large."""
    right = next(depth for depth in range(1, 9) if _pays_first()(replace(trial, results=(depth,))))
    return "few" if trial.result < right else "many"


def a_budget(rng):
    """Return arguments of the first exercise: so many numbers, and a budget that is enough for the deepest network."""
    numbers = int(rng.integers(5, 201))
    return numbers, int(4 * (numbers - 1) * 10 ** rng.uniform(0, 2))


LAYERS = Exercise(
    id="4.3-1",
    entry="fewest_layers",
    signature="fewest_layers(numbers, budget)",
    returns=Returns("whole"),
    cases=tuple(
        Case.call(*call)
        for call in (
            (64, 300),
            (64, 2304),
            (64, 2303),
            (10, 44),
            (10, 43),
            (11, 47),
            (19, 127),
            (5, 32),
            (33, 300),
            (9, 40),
            (16, 60),
            (13, 64),
            (30, 144),
            (33, 160),
            (2, 4),
            (3, 8),
            (200, 796),
            (200, 10**15),
            (7, 24),
            (11, 56),
            (15, 96),
            (100, 500),
            (12, 60),
            (17, 104),
            (19, 88),
            (34, 200),
            (63, 300),
            (64, 252),
            (35, 136),
            (36, 140),
            (37, 144),
            (36, 4000),
        )
    ),
    properties=(
        Property(
            "with so many layers the product keeps to the budget, and with fewer it does not",
            lambda t: float(not _pays_first()(t)),
            tolerance=0.5,
            says=lambda t: (
                f"For {t.arguments[0]} numbers and a budget of {t.arguments[1]} you return {t.result}, which is "
                f"too {_goes_wrong(t)}."
            ),
        ),
    ),
    fresh=lambda rng: [Case.call(*a_budget(rng)) for _ in range(4)],
    mistakes=(
        Mistake(
            "It wants more neurons than the groups have: the budget may be spent to the last neuron, and a readout is "
            "none.",
            _pays_first(spare=1),
        ),
        Mistake("A last group that is smaller than the others is paid for as well.", _pays_first(last=False)),
        Mistake(
            "The last group of a layer may be smaller than the others, and so is its price.",
            _pays_first(whole_only=True),
        ),
        Mistake(
            "A group of one is a wire and costs nothing.",
            lambda t: _pays_first(wire=2)(t) or _pays_first(wire=1)(t),
        ),
        Mistake(
            "The group's size is chosen anew in every layer, for the numbers and the layers that are left.",
            _pays_first(fixed=True),
        ),
        Mistake(
            "The groups are filled one after the other: all have b numbers but the last. Even shares have another "
            "price.",
            _pays_first(even=True),
        ),
        Mistake(
            "2**64 is 0 for NumPy's whole numbers, which end at 2⁶³ − 1; Python's own do not end. int(…) makes one.",
            _pays_first(overflows=True),
        ),
        Mistake(
            "It is one too many everywhere: only layers of neurons count, not the input and not the readout.",
            _pays_first(shift=1),
        ),
        Mistake(
            "It is one too few everywhere: return the depth that pays, not the one before it.",
            _pays_first(shift=-1),
        ),
        Mistake(
            "That is the deepest network. With fewer layers the budget may still do.",
            gives(lambda n, b: (n - 1).bit_length()),
        ),
    ),
    hints=(
        "Count the neurons of one layer, replace the numbers by the products of the groups, and go on.",
        "Of 10 numbers in two layers: groups of 4, 4 and 2, and then one group of 3.",
    ),
    forbids=("physdl.cheap",),
    stops={
        "OutOfTime": "A loop over the depths ends when one of them keeps to the budget. Counted too dear, none ever "
        "does: a wire costs nothing, and a smaller last group less than the others."
    },
)


def _saves(trial, more=0):
    """Return whether the pair with the answer's waist, or one that is wider by `more`, has fewer weights."""
    outputs, inputs = trial.arguments
    return (trial.result + more) * (outputs + inputs) < outputs * inputs


def _widest(trial, more=0):
    """Return whether the answer, or one that is wider by `more`, saves, or is 0, and the next one does not save."""
    return trial.result + more >= 0 and (_saves(trial, more) and not _saves(trial, more + 1))


def _or_right(slip):
    """Return the test that a wrong answer shows a slip; right ones may stand beside it."""
    return lambda trial: _widest(trial) or slip(trial, *trial.arguments)


def a_matrix(rng):
    """Return arguments of the second exercise."""
    return tuple(map(int, rng.integers(3, 10_001, size=2)))


WAIST = Exercise(
    id="4.3-2",
    entry="widest_waist",
    signature="widest_waist(outputs, inputs)",
    returns=Returns("whole"),
    cases=tuple(
        Case.call(*call)
        for call in (
            (64, 64),
            (40, 10),
            (3, 6),
            (7, 9),
            (2, 2),
            (1, 50),
            (1, 1),
            (4, 5),
            (10, 7),
            (5, 7),
            (9, 6),
            (17, 4),
            (10_000, 9_999),
            (9_749, 9_252),  # 4,747 and one part in 19,001
            (10_000, 1),
        )
    ),
    properties=(
        Property(
            "with this waist the pair has fewer weights than the matrix",
            lambda t: float(not _saves(t) or t.result < 0),
            tolerance=0.5,
            says=lambda t: f"Of {t.arguments[0]} by {t.arguments[1]} you return {t.result}.",
        ),
        Property(
            "with the next waist it has not",
            lambda t: float(_saves(t, 1)),
            tolerance=0.5,
            says=lambda t: f"Of {t.arguments[0]} by {t.arguments[1]} you return {t.result}.",
        ),
    ),
    fresh=lambda rng: [Case.call(*a_matrix(rng)) for _ in range(4)],
    mistakes=(
        Mistake(
            "With as many weights as the matrix nothing is saved.",
            _or_right(lambda t, m, n: t.result * (m + n) == m * n),
        ),
        Mistake(
            "Half is for square matrices.",
            lambda t: gives(lambda m, n: (min(m, n) - 1) // 2)(t) or gives(lambda m, n: min(m, n) // 2)(t),
        ),
        Mistake(
            "Where not even a waist of 1 saves weights the answer is 0.",
            _or_right(lambda t, m, n: t.result == 1 and not _saves(t)),
        ),
        Mistake(
            "That is the first waist that saves nothing, not the last one that saves.",
            lambda t: _widest(t, -1),
        ),
        Mistake("The next waist saves as well: you stop one too early.", _or_right(lambda t, m, n: _widest(t, 1))),
        Mistake(
            "Rounded to the nearest whole number the waist is now and then too wide: a bit less has to be cut off, "
            "not rounded.",
            lambda t: 2 * abs(t.result * sum(t.arguments) - np.prod(t.arguments)) <= sum(t.arguments),
        ),
    ),
    hints=(
        "How many weights has a layer from the inputs to the waist, and one from there to the outputs?",
        "Try a matrix of 2 by 2 by hand, and one of 1 by 50.",
    ),
    forbids=("physdl.cheap",),
)


def _off_sums(combine=lambda k, j: k & j, change=lambda y: y, ordered=True):
    """Return the measure of how far outputs are from sums with a minus where ``combine(k, j)`` has an odd parity.

    The outputs are judged after a `change` that would put a slip right, and in any order where that is asked.
    """

    def error(trial):
        x, y = trial.arguments[0], change(trial.result)
        odd = [[int(combine(k, j)).bit_count() % 2 for j in range(len(x))] for k in range(len(x))]
        sums = np.where(odd, -x, x).sum(axis=1)
        return relative(y, sums) if ordered else relative(np.sort(y), np.sort(sums))

    return error


def _are(*arguments, to=1e-6, **slip):
    """Return the test that the outputs are what a slip makes of them."""
    measure = _off_sums(*arguments, **slip)
    return lambda trial: measure(trial) < to


def _mirrored(y):
    """Return numbers with the binary digits of their places reversed."""
    digits = (len(y) - 1).bit_length()
    return y[[int(f"{k:0{digits}b}"[::-1], 2) for k in range(len(y))]]


def signal(rng, n):
    """Return a signal without a symmetry."""
    return rng.normal(size=n)


WALSH = Exercise(
    id="4.3-3",
    entry="walsh",
    signature="walsh(x)",
    returns=Returns("real", lambda x: (len(x),)),
    cases=(
        *(Case.call(signal(np.random.default_rng(n), n)) for n in (2, 4, 8, 32, 128)),
        Case.call(np.array([3, -1, 4, 1, -5, 9, 2, 6])),  # whole numbers
        Case.call(np.eye(16)[5]),
        Case.call(np.zeros(4)),
    ),
    properties=(
        Property(
            "output k is the sum of all inputs, with a minus where k and j share an odd number of digits 1",
            _off_sums(),
            tolerance=1e-9,
            near=1e-7,
            says="The worst output is off by {error} of the largest.",
        ),
        Property(
            "the squares of the outputs add up to n times those of the inputs",
            lambda t: (
                abs(np.sum(t.result**2) / max(len(t.arguments[0]) * np.sum(t.arguments[0] ** 2), 1e-300) - 1)
                * np.any(t.arguments[0])
            ),
            tolerance=1e-8,
            near=1e-6,
        ),
    ),
    fresh=lambda rng: Case.call(signal(rng, 2 ** int(rng.integers(3, 7)))),
    mistakes=(
        Mistake("No root of n is asked for.", _are(change=lambda y: y * np.sqrt(len(y)))),
        Mistake("Nothing is divided by n.", _are(change=lambda y: y * len(y))),
        Mistake(
            "These are the sums for `k | j` or `k ^ j`: the digits have to be 1 in k *and* in j, `k & j`.",
            lambda t: _are(lambda k, j: k | j)(t) or _are(lambda k, j: k ^ j)(t),
        ),
        Mistake(
            "k ∧ j compares binary digits, `k & j`; it is not the product k j.",
            _are(lambda k, j: k * j),
        ),
        Mistake(
            "Here the last digits of k and of j decide alone, as in (−1) to the power `k & j` or k j: the digits 1 "
            "that both have are to be counted.",
            _are(lambda k, j: k & j & 1),
        ),
        Mistake("The outputs have the binary digits of their places reversed.", _are(change=_mirrored)),
        Mistake(
            "These are the right outputs in another order, perhaps sorted by how often their signs change.",
            _are(ordered=False, to=1e-10),
        ),
        Mistake(
            "That is Fourier's transform, or its real part: here all weights are 1 or −1.",
            gives(lambda x: np.fft.fft(x).real),
        ),
        Mistake("All signs are plus.", _are(lambda k, j: 0)),
    ),
    hints=(
        "Split by the last binary digit of j, or by the first. What do the two halves have to do with each other?",
        "One layer deals with one digit: it takes numbers in pairs whose places differ there. Try n = 2, then n = 4.",
    ),
    forbids=("physdl.cheap", "scipy"),
)


def probes(n, count=200):
    """Return the inputs on which a network is judged."""
    return np.random.default_rng(n).uniform(-1, 1, (count, n))


def _error(result, n):
    """Return the rms error of a layer of tanh over the rms of the product."""
    x = probes(n)
    wanted = x.prod(axis=1)
    said = np.tanh(x @ result[:, :-1].T) @ result[:, -1]
    return np.sqrt(np.mean((said - wanted) ** 2) / np.mean(wanted**2))


def _errors(trial):
    return [_error(result, call[0]) for call, result in zip(trial.calls, trial.results, strict=True)]


def _by_half(trial):
    coarse, fine = _errors(trial)
    return abs(coarse / max(fine, 1e-300) / 4 - 1)


def _says(factor):
    """Return whether the network says `factor` times the product."""

    def shows(trial):
        n, result = trial.calls[-1][0], np.array(trial.results[-1])
        result[:, -1] /= factor(n)
        return _error(result, n) < 0.05

    return shows


def _step(factor):
    """Return the test that all weights are `factor` times the scale."""

    def shows(trial):
        pairs = zip(trial.calls, trial.results, strict=True)
        return all(np.allclose(np.abs(r[:, :-1]), factor * a[1], rtol=1e-6) for a, r in pairs)

    return shows


def _off_scale(trial):
    """Return how far the size of a weight is from the scale, relative."""
    pairs = zip(trial.calls, trial.results, strict=True)
    return max(np.abs(np.abs(r[:, :-1]) / a[1] - 1).max() for a, r in pairs)


def _unsigned(trial):
    (n, _), result = trial.calls[-1], trial.results[-1]
    said = np.tanh(probes(n) @ result[:, :-1].T) @ result[:, -1]
    return bool(abs(np.corrcoef(said, probes(n).sum(axis=1))[0, 1]) > 0.9)


def halves(n, scale):
    """Return the case of two scales, the second half of the first."""
    return Case(((n, scale), (n, scale / 2)))


HALF = Exercise(
    id="4.3-4",
    entry="half_product",
    signature="half_product(n, scale)",
    returns=Returns("real", lambda n, scale: (2 ** (n - 1), n + 1)),
    cases=tuple(halves(*call) for call in ((3, 0.02), (5, 0.04), (3, 0.08), (3, 0.01), (5, 0.03), (5, 0.08))),
    properties=(
        Property(
            "the layer multiplies",
            lambda t: _errors(t)[-1],
            tolerance=0.02,
            says="The error is {error} of the product's rms.",
        ),
        Property(
            "half the scale leaves a quarter of the error",
            _by_half,
            tolerance=0.15,
            says="The ratio misses four by a fraction {error}.",
        ),
        Property(
            "every weight of a neuron is plus or minus the scale",
            _off_scale,
            tolerance=1e-9,
            says="One differs by a share {error} of the scale.",
        ),
    ),
    fresh=lambda rng: [halves(3, rng.uniform(0.01, 0.08)), halves(5, rng.uniform(0.03, 0.08))],
    mistakes=(
        Mistake("The weights are ±λ; λ is the scale itself, not half of it.", _step(0.5)),
        Mistake("The weights are ±λ. It is the step from one sign to the other that is 2λ.", _step(2.0)),
        Mistake("It says half the product: two neurons of the full sum have become one.", _says(lambda n: 0.5)),
        Mistake("It says minus the product: which sign has the derivative of order n?", _says(lambda n: -1.0)),
        Mistake(
            "It says n! times the product, as one gets with Taylor's coefficient for the derivative of order n.",
            _says(lambda n: float(np.prod(np.arange(1, n + 1)))),
        ),
        Mistake("It says 2ⁿ times the product: the steps are 2λ.", _says(lambda n: 2.0**n)),
        Mistake(
            "Of three numbers it says the product. Of five the derivative is the fifth, which is 16.",
            _says(lambda n: -8.0 if n == 5 else 1.0),
        ),
        Mistake("It says twice the product: of s and −s one is there already.", _says(lambda n: 2.0)),
        Mistake("The readout needs the product of the signs; this layer adds.", _unsigned),
    ),
    hints=(
        "Write the sum over all signs. What do the neurons of s and of −s have in common when σ is odd?",
        "Of each such pair one neuron is enough; its readout then stands for both. The full sum over all signs is the "
        "lesson's, with its factor (2λ)ⁿ and the derivative of order n.",
    ),
    forbids=("physdl.cheap",),
)

EXERCISES = (LAYERS, WAIST, WALSH, HALF)
READ_BY_HAND = ("4.3-5",)
