"""Public checks of the exercises of lesson 4.3, No flattening.

Counts are judged by counting again, one neuron at a time; networks by what they do to numbers.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives, relative

DERIVATIVES = {1: 1.0, 3: -2.0, 5: 16.0}  # of tanh at 0


def _count(numbers, layers, wire=0, whole_only=False, even=False, fixed=False):
    """Return the neurons of a product in groups of ⌈n^(1/k)⌉; every option is a slip."""
    total, size = 0, 0
    for left in range(layers, 0, -1):
        if not (fixed and size):
            size = next(b for b in range(1, numbers + 1) if b**left >= numbers)
        if even:
            groups = [len(part) for part in np.array_split(np.arange(numbers), -(-numbers // size))]
        else:
            groups = [len(range(start, min(start + size, numbers))) for start in range(0, numbers, size)]
        total += sum(2 ** (size if whole_only else g) if g > 1 or whole_only else wire for g in groups)
        numbers = len(groups)
    return total


def _fewest(numbers, budget, **rule):
    most = (numbers - 1).bit_length()
    return next((k for k in range(1, most + 1) if _count(numbers, k, **rule) <= budget), most)


def _slips(**rule):
    """Return the test that a slip in the count explains an answer; where no depth would do by it, anything may be said.

    By a wrong count the budget may be too small for every depth, and nobody knows what the answer does then.
    """

    def shows(trial):
        (numbers, budget), most = trial.arguments, (trial.arguments[0] - 1).bit_length()
        paid = [k for k in range(1, most + 1) if _count(numbers, k, **rule) <= budget]
        return not paid or trial.result == paid[0]

    return shows


def _misses(trial):
    """Return by how many layers the answer misses the fewest that the budget pays for."""
    return max(abs(result - _fewest(*call)) for call, result in zip(trial.calls, trial.results, strict=True))


def budgets(numbers):
    """Return the calls whose budgets are the prices of all depths, and one neuron less where some depth is as cheap."""
    prices = [_count(numbers, k) for k in range(1, (numbers - 1).bit_length() + 1)]
    return [(numbers, b) for price in prices for b in (price, price - 1) if b >= min(prices)]


LAYERS = Exercise(
    id="4.3-1",
    entry="fewest_layers",
    signature="fewest_layers(numbers, budget)",
    returns=Returns("whole"),
    cases=(
        Case.call(64, 300),
        Case.call(64, 2304),
        Case.call(64, 2303),
        Case.call(10, 44),
        Case.call(10, 43),
        Case.call(5, 32),
        Case.call(33, 300),
        Case.call(9, 40),
        Case.call(16, 60),
        Case.call(13, 64),
        Case.call(30, 144),
        Case.call(33, 160),
    ),
    properties=(
        Property(
            "with so many layers the product keeps to the budget, and with fewer it does not",
            _misses,
            tolerance=0.5,
            says=lambda t: (
                f"For {t.arguments[0]} numbers and a budget of {t.arguments[1]} you return {t.result}, which is "
                f"too {'many' if t.result > _fewest(*t.arguments) else 'few'}."
            ),
        ),
    ),
    mistakes=(
        Mistake("The budget may be spent to the last neuron.", gives(lambda n, b: _fewest(n, b - 1))),
        Mistake(
            "The last group of a layer may be smaller than the others, and so is its price.",
            _slips(whole_only=True),
        ),
        Mistake(
            "A group of one is a wire and costs nothing.",
            lambda t: _slips(wire=2)(t) or _slips(wire=1)(t),
        ),
        Mistake(
            "The group's size is chosen anew in every layer, for the numbers and the layers that are left.",
            _slips(fixed=True),
        ),
        Mistake(
            "The groups are filled one after the other: all have b numbers but the last. Even shares cost less.",
            _slips(even=True),
        ),
        Mistake(
            "It is one too many everywhere: only layers of neurons count, not the input and not the readout.",
            gives(lambda n, b: _fewest(n, b) + 1),
        ),
        Mistake(
            "It is one too few everywhere: return the depth that pays, not the one before it.",
            gives(lambda n, b: _fewest(n, b) - 1),
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
)


def _waist(m, n):
    return (m * n - 1) // (m + n)


def _off_by(trial):
    return abs(trial.result - _waist(*trial.arguments))


WAIST = Exercise(
    id="4.3-2",
    entry="widest_waist",
    signature="widest_waist(outputs, inputs)",
    returns=Returns("whole"),
    cases=(Case.call(64, 64), Case.call(40, 10), Case.call(3, 6), Case.call(7, 9), Case.call(2, 2), Case.call(1, 50)),
    properties=(
        Property(
            "with this waist the pair has fewer weights than the matrix, with the next one it has not",
            _off_by,
            tolerance=0.5,
            says="The worst answer is off by {error}.",
        ),
    ),
    mistakes=(
        Mistake("With as many weights as the matrix nothing is saved.", gives(lambda m, n: m * n // (m + n))),
        Mistake(
            "Half is for square matrices.",
            lambda t: gives(lambda m, n: (min(m, n) - 1) // 2)(t) or gives(lambda m, n: min(m, n) // 2)(t),
        ),
        Mistake(
            "That is where the pair starts to cost more, not the last waist that saves.",
            gives(lambda m, n: _waist(m, n) + 1),
        ),
    ),
    hints=(
        "How many weights has a layer from the inputs to the waist, and one from there to the outputs?",
        "Try a matrix of 2 by 2 by hand, and one of 1 by 50.",
    ),
    forbids=("physdl.cheap",),
)


def parity_matrix(n):
    """Return the matrix of the Walsh transform."""
    place = np.arange(n)
    ones = np.array([[int(k & j).bit_count() for j in place] for k in place])
    return (-1.0) ** ones


def _twice(trial):
    """Return how far the transform of the transform is from n times the signal."""
    x, n = trial.calls[0][0], len(trial.calls[0][0])
    return relative(parity_matrix(n) @ trial.results[0], n * x)


def _by_bits(combine):
    """Return the transform whose signs are the parity of other numbers than k & j."""

    def wrong(x):
        place = range(len(x))
        return np.array([[(-1.0) ** combine(k, j).bit_count() for j in place] for k in place]) @ x

    return wrong


def _sequency(x):
    matrix = parity_matrix(len(x))
    return matrix[np.argsort((np.diff(matrix, axis=1) != 0).sum(axis=1))] @ x


def _reversed(x):
    bits = (len(x) - 1).bit_length()
    return (parity_matrix(len(x)) @ x)[[int(f"{k:0{bits}b}"[::-1], 2) for k in range(len(x))]]


def signal(rng, n):
    """Return a signal without a symmetry."""
    return rng.normal(size=n)


WALSH = Exercise(
    id="4.3-3",
    entry="walsh",
    signature="walsh(x)",
    returns=Returns("real", lambda x: (len(x),)),
    cases=tuple(Case.call(signal(np.random.default_rng(n), n)) for n in (2, 4, 8, 32)),
    properties=(
        Property(
            "output k is the sum of all inputs, with a minus where k and j share an odd number of digits 1",
            lambda t: relative(t.result, parity_matrix(len(t.arguments[0])) @ t.arguments[0]),
            tolerance=1e-9,
            near=1e-5,
            says="The worst output is off by {error} of the largest.",
        ),
        Property("transformed twice, the signal returns n times as large", _twice, tolerance=1e-9, near=1e-5),
    ),
    mistakes=(
        Mistake("No root of n is asked for.", gives(lambda x: parity_matrix(len(x)) @ x / np.sqrt(len(x)))),
        Mistake("Nothing is divided by n.", gives(lambda x: parity_matrix(len(x)) @ x / len(x))),
        Mistake(
            "The digits have to be 1 in k *and* in j: `k & j`, where you have `k | j` or `k ^ j`.",
            lambda t: gives(_by_bits(lambda k, j: k | j))(t) or gives(_by_bits(lambda k, j: k ^ j))(t),
        ),
        Mistake(
            "k ∧ j compares binary digits, `k & j`; it is not the product k j.",
            lambda t: gives(_by_bits(lambda k, j: k * j))(t) or gives(_by_bits(lambda k, j: k * j & 1))(t),
        ),
        Mistake("The outputs are sorted by how often their signs change.", gives(_sequency)),
        Mistake("The outputs have the binary digits of their places reversed.", gives(_reversed)),
        Mistake("That is Fourier's transform: here all weights are 1 or −1.", gives(lambda x: np.fft.fft(x).real)),
        Mistake("All signs are plus.", gives(lambda x: np.full(len(x), np.sum(x)))),
    ),
    hints=(
        "Split by the last binary digit of j, or by the first. What do the two halves have to do with each other?",
        "One layer: of two numbers u and v whose places differ in one digit make u + v and u − v. Then the next digit.",
    ),
    forbids=("physdl.cheap",),
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
        (n, scale), result = trial.calls[-1], np.array(trial.results[-1])
        result[:, -1] /= factor(n)
        return _error(result, n) < 20 * n**2 * scale**2

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
    cases=(halves(3, 0.02), halves(5, 0.04), halves(3, 0.08)),
    properties=(
        Property(
            "the layer multiplies",
            lambda t: _errors(t)[-1],
            tolerance=0.02,
            near=0.1,
            says="The error is {error} of the product's rms.",
        ),
        Property(
            "half the scale leaves a quarter of the error",
            _by_half,
            tolerance=0.15,
            near=0.5,
            says="The ratio misses four by a fraction {error}.",
        ),
        Property(
            "every weight of a neuron is plus or minus the scale",
            _off_scale,
            tolerance=1e-9,
            says="One differs by a share {error} of the scale.",
        ),
    ),
    mistakes=(
        Mistake("The weights are ±λ; λ is the scale itself, not half of it.", _step(0.5)),
        Mistake("The weights are ±λ. It is the step from one sign to the other that is 2λ.", _step(2.0)),
        Mistake("It says half the product: two neurons of the full sum have become one.", _says(lambda n: 0.5)),
        Mistake("It says minus the product: which sign has the derivative of order n?", _says(lambda n: -1.0)),
        Mistake(
            "The derivative of order n is asked for, and you took the Taylor coefficient: a factor n! is missing.",
            _says(lambda n: float(np.prod(np.arange(1, n + 1)))),
        ),
        Mistake("A factor 2ⁿ is missing: the steps are 2λ.", _says(lambda n: 2.0**n)),
        Mistake("The readout needs the product of the signs; this layer adds.", _unsigned),
    ),
    hints=(
        "Write the sum over all signs. What do the neurons of s and of −s have in common when σ is odd?",
        "Keep the signs with s₁ = 1 and double their readout, s₁⋯sₙ/((2λ)ⁿ σ⁽ⁿ⁾).",
    ),
    forbids=("physdl.cheap",),
)

EXERCISES = (LAYERS, WAIST, WALSH, HALF)
READ_BY_HAND = ("4.3-5",)
