"""Public checks of the exercises of lesson 4.1, Hamiltonians, softmax and the multiplication gate.

Probabilities are judged by densities that are normalised on a grid, energies by listing all states, networks by running
them, and fits by the means of their law.
"""

from __future__ import annotations

import itertools

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives, off, relative

_OWN_WORK = ("physdl.cheap",)


def some_traps(rng, count=None):
    """Return arguments of the first exercise: a place, stiffnesses and a prior."""
    count = int(rng.integers(2, 6)) if count is None else count
    return rng.uniform(-25, 25), 10 ** rng.uniform(-3.3, -1.3, count), rng.dirichlet(np.full(count, 3.0))


def _trap_shares(x, stiffness, prior):
    """Return Bayes' theorem from densities whose sum is taken on a grid."""
    shares = []
    for k, p in zip(stiffness, prior, strict=True):
        grid = np.linspace(-12, 12, 4001) / np.sqrt(k)
        total = np.sum(np.exp(-k * grid**2 / 2)) * (grid[1] - grid[0])
        shares.append(p * np.exp(-k * x**2 / 2) / total)
    return np.array(shares) / np.sum(shares)


def _share(weights):
    return weights / weights.sum()


TRAPS = Exercise(
    id="4.1-1",
    entry="which_trap",
    signature="which_trap(x, stiffness, prior)",
    returns=Returns("real", lambda x, stiffness, prior: np.shape(stiffness)),
    cases=(
        Case.call(12.0, np.array([0.01, 0.01 / 9]), np.array([0.5, 0.5])),
        Case.call(-3.0, np.array([0.02, 0.005, 0.001]), np.array([0.2, 0.3, 0.5])),
        Case.call(*some_traps(np.random.default_rng(1), 4)),
    ),
    properties=(
        Property(
            "each trap has the share of its density times its prior",
            off(_trap_shares),
            tolerance=1e-8,
            near=1e-3,
            says="The worst is off by {error} of the largest.",
        ),
        Property("the probabilities add up to 1", lambda t: abs(np.sum(t.result) - 1), tolerance=1e-10, near=1e-3),
    ),
    mistakes=(
        Mistake(
            "The energies stand there without their ln Z: a soft trap has more room to fill.",
            gives(lambda x, k, p: _share(p * np.exp(-k * x**2 / 2))),
        ),
        Mistake(
            "ln Z came in with the wrong sign: Z divides.",
            gives(lambda x, k, p: _share(p * np.exp(-k * x**2 / 2) / np.sqrt(k))),
        ),
        Mistake(
            "Boltzmann's factor is exp(−E): a trap whose energy is high at x is unlikely.",
            lambda t: any(
                gives(lambda x, k, p, power=power: _share(p * np.exp(k * x**2 / 2) * k**power))(t)
                for power in (-0.5, 0.0, 0.5)
            ),
        ),
        Mistake(
            "The energy of a spring is ½ k x²; the ½ is missing.",
            gives(lambda x, k, p: _share(p * np.exp(-k * x**2) * np.sqrt(k))),
        ),
        Mistake(
            "The prior is missing: not every trap is used equally often.",
            gives(lambda x, k, p: _share(np.exp(-k * x**2 / 2) * np.sqrt(k))),
        ),
    ),
    hints=(
        "H = ½ k x² + ln Z. Which power of k is Z = ∫ exp(−½ k x²) dx?",
        "Z = √(2π/k). Common factors cancel: the weights are p √k exp(−½ k x²), divided by their sum.",
    ),
    forbids=_OWN_WORK,
)


def magnet(rng, n):
    """Return arguments of the second exercise: fields and symmetric couplings."""
    coupling = np.triu(rng.normal(size=(n, n)), 1)
    return rng.normal(size=n), coupling + coupling.T


def _spin_energies(field, coupling, spins):
    return -spins @ field - np.einsum("ki,ij,kj->k", spins, np.triu(coupling, 1), spins)


def _bits(n):
    return np.array(list(itertools.product((0.0, 1.0), repeat=n)))


def _other_energies(trial, mirror=False):
    """Return the energies of all states by the answer's coefficients, and by the spins."""
    field, coupling = trial.arguments
    constant, linear, quadratic = trial.result
    bits = _bits(len(field))
    found = constant + bits @ linear + np.einsum("ki,ij,kj->k", bits, np.triu(quadratic, 1), bits)
    return found, _spin_energies(field, coupling, (2 * bits - 1) * (-1 if mirror else 1))


def _parts(field, coupling):
    """Return the three results, read off the energies of few states."""
    n = len(field)
    one = np.eye(n)

    def energy(bits):
        return _spin_energies(field, coupling, 2 * np.atleast_2d(bits) - 1)[0]

    constant = energy(np.zeros(n))
    linear = np.array([energy(one[i]) - constant for i in range(n)])
    quadratic = np.zeros((n, n))
    for i, j in itertools.combinations(range(n), 2):
        quadratic[i, j] = quadratic[j, i] = energy(one[i] + one[j]) - linear[i] - linear[j] - constant
    return constant, linear, quadratic


def _part_is(index, wrong):
    """Return the test that one of the three results is what a slip makes of it, and not what it should be."""

    def shows(trial):
        exact, found = _parts(*trial.arguments), trial.result[index]
        return relative(found, wrong(*exact, *trial.arguments)) < 1e-8 < relative(found, exact[index])

    return shows


def _are(trial, wrong):
    """Return whether all three results are what a slip makes of them."""
    expected = wrong(*_parts(*trial.arguments), *trial.arguments)
    return all(relative(found, value) < 1e-8 for found, value in zip(trial.result, expected, strict=True))


BITS = Exercise(
    id="4.1-2",
    entry="in_bits",
    signature="in_bits(field, coupling)",
    returns=(
        Returns("real"),
        Returns("real", lambda h, J: h.shape),
        Returns("real", lambda h, J: J.shape),
    ),
    cases=tuple(Case.call(*magnet(np.random.default_rng(k), n)) for k, n in enumerate((2, 3, 5))),
    properties=(
        Property(
            "every state has the same energy in bits as in spins",
            lambda t: relative(*_other_energies(t)),
            tolerance=1e-10,
            near=1e-6,
            says="The worst state is off by {error} of the largest energy.",
        ),
        Property(
            "the third is symmetric with zeros on its diagonal",
            lambda t: float(np.abs(t.result[2] - t.result[2].T).max() + np.abs(np.diag(t.result[2])).max()),
            tolerance=1e-10,
        ),
    ),
    mistakes=(
        Mistake(
            "The spins point the other way: s = 2x − 1 is +1 for the bit 1.",
            lambda t: relative(*_other_energies(t, mirror=True)) < 1e-8,
        ),
        Mistake(
            "These are the coefficients for spins, with s only renamed to x. Put s = 2x − 1 into E and collect.",
            lambda t: _are(t, lambda c, b, Q, h, J: (0.0, -h, -J)),
        ),
        Mistake(
            "The overall sign: both sums in E have a minus in front.",
            lambda t: _are(t, lambda c, b, Q, h, J: (-c, -b, -Q)),
        ),
        Mistake("The linear part has the wrong sign.", _part_is(1, lambda c, b, Q, h, J: -b)),
        Mistake(
            "A factor 2 is missing in the linear part: s = 2x − 1 has it for the fields, and each of the couplings.",
            lambda t: any(
                _part_is(1, lambda c, b, Q, h, J, a=a, k=k: a * h + k * J.sum(axis=1))(t)
                for a, k in ((-1, 1), (-1, 2), (-2, 1))
            ),
        ),
        Mistake(
            "A product of spins also has terms with one bit: the couplings change the linear part.",
            _part_is(1, lambda c, b, Q, h, J: -2 * h),
        ),
        Mistake(
            "s s' has 4 x x', two from each spin.",
            _part_is(2, lambda c, b, Q, h, J: Q / 2),
        ),
        Mistake(
            "Each pair is counted twice: the energy sums over i < j.",
            lambda t: (
                _part_is(2, lambda c, b, Q, h, J: 2 * Q)(t)
                or _part_is(1, lambda c, b, Q, h, J: b + 2 * J.sum(axis=1))(t)
                or _part_is(0, lambda c, b, Q, h, J: c - J.sum() / 2)(t)
            ),
        ),
        Mistake(
            "The constant is missing: with all bits 0 all spins are −1, and that has an energy.",
            _part_is(0, lambda c, b, Q, h, J: 0 * c),
        ),
    ),
    hints=(
        "Put s = 2x − 1 into one product first: s s' = 1 − 2x − 2x' + 4xx'.",
        "Collect: Q = −4 J; b_i = −2 h_i + 2 ∑_j J_ij; c = ∑ h_i − ∑_{i<j} J_ij.",
    ),
    forbids=_OWN_WORK,
)


def run_square(network, u):
    """Return what three softplus neurons make of u."""
    a, b, c = network
    return np.logaddexp(0, np.multiply.outer(u, a) + b) @ c


_U = np.linspace(-1, 1, 41)


def _square_error(network):
    return np.abs(run_square(network, _U) - _U**2).max()


def _looks_like(factor):
    """Return the test that the network gives a multiple of the square, apart from what its scale leaves."""

    def shows(trial):
        calls = zip(trial.calls, trial.results, strict=True)
        return all(
            np.abs(run_square(r, _U) - factor(*a) * _U**2).max() < 0.1 * factor(*a) * a[0] ** 2 for a, r in calls
        )

    return shows


SQUARE = Exercise(
    id="4.1-3",
    entry="square_network",
    signature="square_network(scale)",
    returns=(Returns("real", (3,)), Returns("real", (3,)), Returns("real", (3,))),
    cases=(Case(((0.2,), (0.1,))), Case(((0.06,), (0.03,)))),
    properties=(
        Property(
            "on [−1, 1] it is wrong by no more than a tenth of scale²",
            lambda t: max(_square_error(r) / a[0] ** 2 for a, r in zip(t.calls, t.results, strict=True)),
            tolerance=0.1,
            near=1.0,
            says="At its worst it is wrong by {error} times scale².",
        ),
        Property(
            "at half the scale it is wrong by about a quarter, or less",
            lambda t: max(0.0, 2 - np.log2(_square_error(t.results[0]) / _square_error(t.results[1]))),
            tolerance=0.1,
            near=0.5,
            says=lambda t: (
                f"At scale {t.calls[0][0]:g} it is wrong by {_square_error(t.results[0]):.2g}, "
                f"at {t.calls[1][0]:g} by {_square_error(t.results[1]):.2g}."
            ),
        ),
        Property(
            "no input weight is larger than the scale",
            lambda t: max(np.abs(r[0]).max() / a[0] for a, r in zip(t.calls, t.results, strict=True)) - 1,
            tolerance=1e-9,
            says="The largest is larger by a share {error}.",
        ),
    ),
    mistakes=(
        Mistake("Softplus has σ''(0) = ¼, not ½.", _looks_like(lambda scale: 0.5)),
        Mistake("The sum is scale² σ'' u²: divide by σ'' as well.", _looks_like(lambda scale: 0.25)),
        Mistake("The sum is scale² σ'' u²: divide by scale² as well.", _looks_like(lambda scale: scale**2)),
        Mistake(
            "At u = 0 something is left: the neuron that does not look at u has to take off both others' σ(p).",
            lambda t: all(abs(run_square(r, 0.0)) > 0.1 and np.abs(r[0]).min() < 1e-9 for r in t.results),
        ),
        Mistake(
            "At u = 0 something is left: the neurons say ∑ c_k σ(b_k) there, which must be zero. The shifts count.",
            lambda t: all(abs(run_square(r, 0.0)) > 0.1 for r in t.results),
        ),
        Mistake(
            "A part with the sign of u is left, ∑ c_k a_k σ'(b_k) u; a pair with opposite signs of a has none.",
            lambda t: all(abs(run_square(r, 1.0) - run_square(r, -1.0)) > 0.1 for r in t.results),
        ),
    ),
    hints=(
        "σ(p + z) − 2σ(p) + σ(p − z) is σ'' z² up to a fourth power.",
        "Take p = 0, where softplus has σ'' = ¼: input weights (λ, 0, −λ), output weights (1, −2, 1) times 4/λ².",
    ),
    forbids=_OWN_WORK,
)


def law(c, x):
    """Return the probabilities of nodes x for coefficients c₁, c₂, …"""
    exponents = -sum(value * x ** (k + 1) for k, value in enumerate(np.atleast_1d(c)))
    weights = np.exp(exponents - exponents.max())
    return weights / weights.sum()


def means(p, x, degree):
    """Return the means of x, x², …"""
    return np.array([p @ x ** (k + 1) for k in range(degree)])


def some_means(rng, degree):
    """Return arguments of the fourth exercise: means of a law whose terms are all of order 1, and its nodes."""
    x = np.linspace(-2, 2, int(rng.integers(41, 120)))
    c = rng.normal(size=degree) / 2.0 ** np.arange(degree)
    return means(law(c, x), x, degree), x


def _off_means(result, moments, x):
    return float(np.abs(means(law(result, x), x, len(moments)) - moments).max())


def _first_newton_step(moments, x):
    degree = len(moments)
    table = np.stack([x ** (k + 1) for k in range(degree)], axis=1)
    spread = table - table.mean(axis=0)
    return -np.linalg.solve(spread.T @ spread / len(x), moments - table.mean(axis=0))


_OVERSHOT = "A full Newton step overshot; halve it while the convex function rises."

LAW = Exercise(
    id="4.1-4",
    entry="law_from_means",
    signature="law_from_means(moments, x)",
    returns=Returns("real", lambda moments, x: np.shape(moments)),
    cases=tuple(Case.call(*some_means(np.random.default_rng(k), degree)) for k, degree in enumerate((1, 2, 4))),
    properties=(
        Property(
            "the law has the means that were given",
            lambda t: _off_means(t.result, *t.arguments),
            tolerance=1e-8,
            near=1e-4,
            says="The worst is off by {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "The law is exp(−∑ c x^j): the sign is turned round.", lambda t: _off_means(-t.result, *t.arguments) < 1e-6
        ),
        Mistake(
            "The coefficients stand in reverse order: c₁ belongs to x and comes first.",
            lambda t: len(t.result) == 1 or _off_means(t.result[::-1], *t.arguments) < 1e-6,
        ),
        Mistake("This is the first step of Newton's method from zero. Go on.", gives(_first_newton_step, rtol=1e-5)),
        Mistake(_OVERSHOT, lambda t: np.abs(t.result).max() > 30 or _off_means(t.result, *t.arguments) < 1e-8),
    ),
    hints=(
        "The function ∑ c_j m_j + ln Z(c) is convex. Its differential is m_j − ⟨x^j⟩, its Hessian the covariance of "
        "the powers under the law.",
        "Newton: c ← c − Cov⁻¹ (m − ⟨x^j⟩), from c = 0, with the step halved while the function does not fall.",
    ),
    forbids=_OWN_WORK,
    undefined=f"exp(−∑ c x^j) has overflowed: take off the largest exponent first. {_OVERSHOT}",
    stops={"LinAlgError": _OVERSHOT, "OverflowError": _OVERSHOT, "FloatingPointError": _OVERSHOT},
)

EXERCISES = (TRAPS, BITS, SQUARE, LAW)
READ_BY_HAND = ("4.1-5",)
