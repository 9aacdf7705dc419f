"""Answers to the exercises of lesson 4.3 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

import itertools
import math

import numpy as np


def price(numbers, layers, full=False, wire=0):
    total = 0
    for left in range(layers, 0, -1):
        size = 1
        while size**left < numbers:
            size += 1
        whole, rest = divmod(numbers, size)
        total += whole * 2**size if size > 1 else whole * wire
        if rest:
            total += 2**size if full else 2**rest if rest > 1 else wire
        numbers = whole + (rest > 0)
    return total


def fewest_layers(numbers, budget):
    return next(k for k in itertools.count(1) if price(numbers, k) <= budget)


def fewest_by_recursion(numbers, budget):
    def cost(n, k):
        if n == 1:
            return 0
        size = next(b for b in range(1, n + 1) if b**k >= n)
        sizes = [size] * (n // size) + [n % size] * (n % size > 0)
        return sum(2**g for g in sizes if g > 1) + cost(len(sizes), k - 1)

    return min(k for k in range(1, 9) if cost(numbers, k) <= budget)


def fewest_with_change(numbers, budget):
    most = (numbers - 1).bit_length()
    return next((k for k in range(1, most + 1) if price(numbers, k) < budget), most)


def fewest_by(cost):
    """The first depth that a price pays for, or the deepest."""

    def answer(numbers, budget):
        most = (numbers - 1).bit_length()
        return next((k for k in range(1, most + 1) if cost(numbers, k) <= budget), most)

    return answer


def fewest_with_dear_wires(numbers, budget):
    """By one's own loop, which gives up after ten layers."""
    return next((k for k in range(1, 11) if price(numbers, k, wire=2) <= budget), 0)


def price_of_one_size(numbers, layers):
    size, total = math.ceil(round(numbers ** (1 / layers), 9)), 0
    while numbers > 1:
        groups = [min(size, numbers - start) for start in range(0, numbers, size)]
        total += sum(2**g for g in groups if g > 1)
        numbers = len(groups)
    return total


def price_of_even_groups(numbers, layers):
    total = 0
    for left in range(layers, 0, -1):
        size = math.ceil(round(numbers ** (1 / left), 9))
        groups = [len(part) for part in np.array_split(range(numbers), math.ceil(numbers / size))]
        total += sum(2**g for g in groups if g > 1)
        numbers = len(groups)
    return total


def price_of_rounded_roots(numbers, layers):
    """Too small a group where the root is just above a whole number; what is left over is not paid for."""
    total = 0
    for left in range(layers, 0, -1):
        size = round(numbers ** (1 / left))
        whole, rest = divmod(numbers, size)
        total += (whole * 2**size if size > 1 else 0) + (2**rest if rest > 1 else 0)
        numbers = whole + (rest > 0)
    return total if numbers == 1 else 10**16


def price_in_numpy(two):
    """Powers of a NumPy number: a float64 is right, an int64 overflows."""

    def price(numbers, layers):
        total = 0
        for left in range(layers, 0, -1):
            size = next(b for b in range(1, numbers + 1) if b**left >= numbers)
            groups = np.minimum(size, numbers - np.arange(0, numbers, size))
            total += np.sum(np.power(two, groups)[groups > 1])
            numbers = len(groups)
        return total

    return price


def price_without_the_rest(numbers, layers):
    total = 0
    for left in range(layers, 0, -1):
        size = next(b for b in range(1, numbers + 1) if b**left >= numbers)
        total += numbers // size * 2**size if size > 1 else 0
        numbers = math.ceil(numbers / size)
    return total


def deepest(numbers, budget):
    return math.ceil(math.log2(numbers))


def waist_by_trying(outputs, inputs):
    return max(k for k in range(max(outputs, inputs) + 1) if k * (outputs + inputs) < outputs * inputs)


def walsh(x):
    if len(x) == 1:
        return np.array(x)
    u, v = walsh(x[: len(x) // 2]), walsh(x[len(x) // 2 :])
    return np.concatenate([u + v, u - v])


def walsh_by_kronecker(x):
    matrix = np.ones((1, 1))
    while len(matrix) < len(x):
        matrix = np.kron([[1, 1], [1, -1]], matrix)
    return matrix @ x


def walsh_reversed(x):
    digits = len(x).bit_length() - 1
    return walsh(x)[[int(f"{k:0{digits}b}"[::-1], 2) for k in range(len(x))]]


def sequency(n):
    """Return the order of the rows by how often their signs change."""
    return np.argsort((np.diff(walsh(np.eye(n)), axis=0) != 0).sum(axis=0))


def signs_of(n):
    return np.array([s for s in itertools.product((1.0, -1.0), repeat=n) if s[0] > 0])


def walsh_by_signs(sign):
    return lambda x: np.array([[sign(k, j) for j in range(len(x))] for k in range(len(x))]) @ x


def parity(whole):
    return (-1) ** bin(whole).count("1")


def half(n, scale, factor=1.0):
    signs = signs_of(n)
    top = {3: -2.0, 5: 16.0}[n]
    return np.column_stack([scale * signs, factor * 2 * signs.prod(axis=1) / ((2 * scale) ** n * top)])


def half_fitted(n, scale):
    """Keep the signs whose product is 1, one of each pair for odd n, and read them all alike."""
    signs = np.array([s for s in itertools.product((1.0, -1.0), repeat=n) if np.prod(s) > 0])
    top = {3: -2.0, 5: 16.0}[n]
    return np.column_stack([scale * signs, np.full(len(signs), 2 / ((2 * scale) ** n * top))])


def half_adding(n, scale):
    signs = signs_of(n)
    return np.column_stack([scale * signs[:1].repeat(len(signs), 0), np.full(len(signs), 0.1 / scale)])


ANSWERS = {
    "4.3-1": {
        "right": [fewest_layers, fewest_by_recursion, fewest_by(price_in_numpy(np.float64(2)))],
        "wrong": {
            "may be spent to the last neuron": fewest_with_change,
            "and a readout is none": fewest_by(lambda n, k: price(n, k) + 1),
            "may be smaller than the others": fewest_by(lambda n, k: price(n, k, full=True)),
            "A group of one is a wire and costs nothing": fewest_by(lambda n, k: price(n, k, wire=2)),
            "is a wire and costs": fewest_with_dear_wires,
            "a wire": fewest_by(lambda n, k: price(n, k, wire=1)),
            "smaller than the others is paid for": fewest_by(price_without_the_rest),
            "2**64 is 0 for NumPy's": fewest_by(price_in_numpy(np.int64(2))),
            "chosen anew in every layer": fewest_by(price_of_one_size),
            "filled one after the other": fewest_by(price_of_even_groups),
            "one too many everywhere": lambda n, budget: fewest_layers(n, budget) + 1,
            "one too few everywhere": lambda n, budget: fewest_layers(n, budget) - 1,
            "That is the deepest network": deepest,
            "with so many layers the product keeps to the budget": fewest_by(price_of_rounded_roots),
        },
        "untold": {
            "Even shares": fewest_by(price_of_rounded_roots),
            "The budget may be spent": fewest_by(lambda n, k: price(n, k) + 1),
            "too many": lambda n, budget: -100,
            "too few": lambda n, budget: budget,
        },
    },
    "4.3-2": {
        "right": [
            lambda m, n: (m * n - 1) // (m + n),
            waist_by_trying,
            lambda m, n: np.ceil(np.float64(m) * n / (m + n)) - 1,
        ],
        "wrong": {
            "nothing is saved": lambda m, n: m * n // (m + n),
            "Half is for square matrices": lambda m, n: (min(m, n) - 1) // 2,
            "the answer is 0": lambda m, n: max(1, (m * n - 1) // (m + n)),
            "not rounded": lambda m, n: round(m * n / (m + n)),
            "you stop one too early": lambda m, n: int(m * n / (m + n) - 1e-3),
            "one too early": lambda m, n: max(0, (m * n - 1) // (m + n) - 1),
            "with the next waist it has not": lambda m, n: max(0, round(m * n / (m + n)) - 1),
            "first waist that saves nothing": lambda m, n: (m * n - 1) // (m + n) + 1,
        },
        "untold": {"Rounded to the nearest": lambda m, n: max(1, m * n // (m + n))},
    },
    "4.3-3": {
        "right": [walsh, walsh_by_kronecker, lambda x: list(walsh_by_signs(lambda k, j: parity(k & j))(x))],
        "wrong": {
            "No root of n": lambda x: walsh(x) / np.sqrt(len(x)),
            "Nothing is divided by n": lambda x: walsh(x) / len(x),
            "1 in k *and* in j": walsh_by_signs(lambda k, j: parity(k | j)),
            "for `k | j` or `k ^ j`": walsh_by_signs(lambda k, j: parity(k ^ j)),
            "not the product k j": walsh_by_signs(lambda k, j: parity(k * j)),
            "Here the last digits": walsh_by_signs(lambda k, j: (-1) ** (k * j)),
            "that both have are to be counted": walsh_by_signs(lambda k, j: (-1) ** (k & j)),
            "binary digits of their places reversed": walsh_reversed,
            "Holds only roughly": lambda x: walsh(x).astype(np.float32),
            "in another order": lambda x: walsh(x)[sequency(len(x))],
            "output k is the sum": lambda x: np.append(walsh(x[:4]), np.zeros(len(x)))[: len(x)],
            "That is Fourier's transform": lambda x: np.fft.fft(x).real,
            "All signs are plus": lambda x: np.full(len(x), np.sum(x)),
        },
        "untold": {
            "in another order": lambda x: walsh(x) * (1 + 5e-7),
            "not the product k j": walsh_by_signs(lambda k, j: (-1) ** (k & j)),
            "where you have": walsh_by_signs(lambda k, j: parity(k | j)),
        },
    },
    "4.3-4": {
        "right": [half, half_fitted],
        "wrong": {
            "It says half the product": lambda n, scale: half(n, scale, 0.5),
            "Of three numbers it says the product": lambda n, scale: half(n, scale, -8.0 if n == 5 else 1.0),
            "It says twice the product": lambda n, scale: half(n, scale, 2.0),
            "which sign has the derivative": lambda n, scale: half(n, scale, -1.0),
            "Taylor's coefficient for the derivative": lambda n, scale: half(n, scale, math.factorial(n)),
            "the steps are 2λ": lambda n, scale: half(n, scale, 2.0**n),
            "this layer adds": half_adding,
            "not half of it": lambda n, scale: half(n, scale / 2),
            "from one sign to the other": lambda n, scale: half(n, 2 * scale),
            "plus or minus the scale": lambda n, scale: half(n, scale * 0.9),
        },
    },
}
