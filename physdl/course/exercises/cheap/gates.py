"""Public checks of the exercises of lesson 4.1, Hamiltonians, softmax and the multiplication gate.

Nothing here returns an answer: what comes back is put into Bayes' theorem, into the energies of all states, into the
network itself and into the means of its law, and only how far it misses is told. A slip is known by what it takes to
put it right.
"""

from __future__ import annotations

import itertools

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, mends

_OWN_WORK = ("physdl.cheap",)


def some_traps(rng, count=None):
    """Return arguments of the first exercise: a place, stiffnesses and a prior."""
    count = int(rng.integers(2, 6)) if count is None else count
    return rng.uniform(-25, 25), 10 ** rng.uniform(-3.3, -1.3, count), rng.dirichlet(np.full(count, 3.0))


def _off_bayes(trial):
    """Return by how much probability times evidence misses density times prior, in the largest product.

    The densities are normalised by sums over a grid of places, one every half nanometre.
    """
    x, stiffness, prior = trial.arguments
    places = np.linspace(-600, 600, 2401)
    joint = prior * np.exp(-stiffness * x**2 / 2) / np.exp(-np.multiply.outer(stiffness, places**2) / 2).sum(axis=1)
    return np.max(np.abs(trial.result * np.sum(joint) - joint)) / np.max(joint)


def _in_the_ratio(weights):
    """Return the test that the probabilities are to each other as ``weights(x, k, p)``."""

    def shows(trial):
        wrong = weights(*trial.arguments)
        off = np.max(np.abs(trial.result * np.sum(wrong) - wrong * np.sum(trial.result)))
        return bool(np.any(trial.result) and off < 1e-6 * np.max(wrong))

    return shows


TRAPS = Exercise(
    id="4.1-1",
    entry="which_trap",
    signature="which_trap(x, stiffness, prior)",
    returns=Returns("real", lambda x, stiffness, prior: np.shape(stiffness)),
    cases=(
        Case.call(12.0, np.array([0.01, 0.01 / 9]), np.array([0.5, 0.5])),
        Case.call(-3.0, np.array([0.02, 0.005, 0.001]), np.array([0.2, 0.3, 0.5])),
        Case.call(*some_traps(np.random.default_rng(1), 5)),
        Case.call(0.0, np.array([0.04, 0.0006, 0.003]), np.array([0.1, 0.6, 0.3])),
        Case.call(20.0, np.array([0.002, 0.002]), np.array([0.25, 0.75])),  # two alike
        Case.call(-25.0, np.array([0.05]), np.array([1.0])),  # one trap
        Case.call(30, np.array([0.05, 0.0005]), np.array([0.999, 0.001])),
    ),
    properties=(
        Property(
            "each trap has the share of its density times its prior",
            _off_bayes,
            tolerance=1e-8,
            near=1e-6,
            says="The worst is off by {error} of the largest.",
        ),
        Property("the probabilities add up to 1", lambda t: abs(np.sum(t.result) - 1), tolerance=1e-10, near=1e-8),
    ),
    fresh=lambda rng: Case.call(*some_traps(rng)),
    mistakes=(
        Mistake(
            "The energies stand there without their ln Z: a soft trap has more room to fill.",
            _in_the_ratio(lambda x, k, p: p * np.exp(-k * x**2 / 2)),
        ),
        Mistake(
            "ln Z came in with the wrong sign: Z divides.",
            _in_the_ratio(lambda x, k, p: p * np.exp(-k * x**2 / 2) / np.sqrt(k)),
        ),
        Mistake(
            "Boltzmann's factor is exp(−E): here an energy has its sign turned round.",
            lambda t: any(
                _in_the_ratio(lambda x, k, p, power=power: p * np.exp(k * x**2 / 2) * k**power)(t)
                for power in (-0.5, 0.0, 0.5)
            ),
        ),
        Mistake(
            "The energy of a spring is ½ k x²; the ½ is missing.",
            _in_the_ratio(lambda x, k, p: p * np.exp(-k * x**2) * np.sqrt(k)),
        ),
        Mistake(
            "The power of k: Z = ∫ exp(−½ k x²) dx has a root in it.",
            _in_the_ratio(lambda x, k, p: p * np.exp(-k * x**2 / 2) * k),
        ),
        Mistake(
            "The prior is missing: not every trap is used equally often.",
            _in_the_ratio(lambda x, k, p: np.exp(-k * x**2 / 2) * np.sqrt(k)),
        ),
        Mistake(
            "The shares are right among each other and do not add up to 1: divide by their sum.",
            lambda t: _off_bayes(type(t)(t.calls, (t.result / np.sum(t.result),), t.facts)) < 1e-10,
        ),
    ),
    hints=(
        "H = ½ k x² + ln Z. Which power of k is Z = ∫ exp(−½ k x²) dx? Put z = √k x into the integral.",
        "Whatever all traps have in common cancels. Weigh each by prior times exp(−H), then make the weights add up "
        "to 1.",
    ),
    forbids=_OWN_WORK,
)


def magnet(rng, n):
    """Return arguments of the second exercise: fields and symmetric couplings."""
    coupling = np.triu(rng.normal(size=(n, n)), 1)
    return rng.normal(size=n), coupling + coupling.T


def _off_energies(trial, change=None, constant=False, spins=None):
    """Return the largest deviation over all states of the energy in bits from the energy in spins, relative.

    The three results are judged as they are, or after a `change` that would put a slip right; a `constant` deviation
    is let pass where that is asked; `spins` are what the bits 0 and 1 stand for, if not −1 and 1.
    """
    field, coupling = trial.arguments
    zero, linear, quadratic = trial.result if change is None else change(*trial.result, field, coupling)
    bits = np.array(list(itertools.product((0.0, 1.0), repeat=len(field))))
    low, high = (-1, 1) if spins is None else spins
    s = low + (high - low) * bits
    wanted = -s @ field - np.einsum("ki,ij,kj->k", s, np.triu(coupling, 1), s)
    off = zero + bits @ linear + np.einsum("ki,ij,kj->k", bits, np.triu(quadratic, 1), bits) - wanted
    return float(np.max(np.abs(off - off[0] * constant))) / max(float(np.max(np.abs(wanted))), 1e-300)


def _right_after(*changes):
    """Return the test that one of the changes puts the answer right."""

    def shows(trial):
        return any(_off_energies(trial, change) < 1e-8 for change in changes)

    return shows


BITS = Exercise(
    id="4.1-2",
    entry="in_bits",
    signature="in_bits(field, coupling)",
    returns=(
        Returns("real"),
        Returns("real", lambda h, J: h.shape),
        Returns("real", lambda h, J: J.shape),
    ),
    cases=(
        *(Case.call(*magnet(np.random.default_rng(k), n)) for k, n in enumerate((2, 3, 5, 7))),
        Case.call(np.array([0.7]), np.zeros((1, 1))),  # one spin, no pair
        Case.call(np.zeros(4), magnet(np.random.default_rng(9), 4)[1]),  # no field
        Case.call(np.array([1, -2, 3]), np.array([[0, 1, 0], [1, 0, -2], [0, -2, 0]])),  # whole numbers
    ),
    properties=(
        Property(
            "every state has the same energy in bits as in spins",
            _off_energies,
            tolerance=1e-10,
            near=1e-8,
            says="The worst state is off by {error} of the largest energy.",
        ),
        Property(
            "the third is symmetric with zeros on its diagonal",
            lambda t: float(np.abs(t.result[2] - t.result[2].T).max() + np.abs(np.diag(t.result[2])).max()),
            tolerance=1e-10,
        ),
    ),
    fresh=lambda rng: Case.call(*magnet(rng, int(rng.integers(3, 8)))),
    mistakes=(
        Mistake(
            "It would be right if all spins were turned: s = 2x − 1 is +1 for the bit 1, and the fields' sum has a "
            "minus in front.",
            lambda t: _off_energies(t, spins=(1, -1)) < 1e-8,
        ),
        Mistake(
            "These are the coefficients for spins, with s only renamed to x. Put s = 2x − 1 into E and collect.",
            lambda t: _off_energies(t, spins=(0, 1)) < 1e-8,
        ),
        Mistake(
            "The overall sign: both sums in E have a minus in front.", _right_after(lambda c, b, Q, h, J: (-c, -b, -Q))
        ),
        Mistake("The linear part has the wrong sign.", _right_after(lambda c, b, Q, h, J: (c, -b, Q))),
        Mistake(
            "A factor 2 is missing in the linear part: s = 2x − 1 has it for the fields, and each of the couplings.",
            _right_after(
                lambda c, b, Q, h, J: (c, 2 * b, Q),
                lambda c, b, Q, h, J: (c, b - h, Q),
                lambda c, b, Q, h, J: (c, b + J.sum(axis=1), Q),
            ),
        ),
        Mistake(
            "A product of spins also has terms with one bit: the couplings change the linear part.",
            _right_after(lambda c, b, Q, h, J: (c, b + 2 * J.sum(axis=1), Q)),
        ),
        Mistake(
            "Q is half of what it has to be: s s' has 4 x x', two from each spin, and E takes each pair once, i < j.",
            _right_after(lambda c, b, Q, h, J: (c, b, 2 * Q)),
        ),
        Mistake(
            "Each pair is counted twice: the energy sums over i < j.",
            _right_after(
                lambda c, b, Q, h, J: (c, b, Q / 2),
                lambda c, b, Q, h, J: (c, b - 2 * J.sum(axis=1), Q),
                lambda c, b, Q, h, J: (c + J.sum() / 2, b, Q),
                lambda c, b, Q, h, J: (c + J.sum() / 2, b - 2 * J.sum(axis=1), Q / 2),
            ),
        ),
        Mistake(
            "The energies are right; of Q the half above the diagonal stands there, and both are wanted, as in J.",
            lambda t: _off_energies(t) < 1e-8 and not np.tril(t.result[2]).any(),
        ),
        Mistake(
            "On the diagonal of Q stand terms with one bit. As x² = x they may, but Q is asked for without a diagonal: "
            "they belong to b.",
            mends(_off_energies, _right_after(lambda c, b, Q, h, J: (c, b + np.diag(Q), Q))),
        ),
        Mistake(
            "All energies are off by one and the same amount. With all bits 0 all spins are −1, and that state has an "
            "energy: it is the constant.",
            mends(_off_energies, lambda t: _off_energies(t, constant=True) < 1e-8),
        ),
    ),
    hints=(
        "Put s = 2x − 1 into one product of two spins first and multiply it out: four terms.",
        "Then collect over all pairs: which terms have two bits, which one, which none? Each bit is in several pairs.",
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


def _is_difference(network, scale):
    """Return whether the neurons are those of a second difference at 0: weights of ± the scale and 0, no shifts."""
    return np.allclose(np.sort(network[0]) / scale, [-1, 0, 1], atol=1e-6) and np.allclose(network[1], 0, atol=1e-6)


def _looks_like(factor, difference=False):
    """Return the test that the network gives a multiple of the square, apart from what its scale leaves.

    Where a reason speaks of "the sum of the three", the neurons have to be those of a second `difference` at 0.
    """

    def shows(trial):
        calls = zip(trial.calls, trial.results, strict=True)
        return all(
            np.abs(run_square(r, _U) - factor(*a) * _U**2).max() < 0.1 * abs(factor(*a)) * a[0] ** 2
            and (_is_difference(r, a[0]) or not difference)
            for a, r in calls
        )

    return shows


def _left_at_zero(trial, blind=False):
    """Return whether the network says something at 0 in all calls, `blind` if one of its neurons does not look at u."""
    return all(abs(run_square(r, 0.0)) > 0.1 and (not blind or np.sum(np.abs(r[0]) < 1e-9) == 1) for r in trial.results)


def two_scales(scale):
    """Return the case of a scale and of half of it."""
    return Case(((float(scale),), (float(scale) / 2,)))


SQUARE = Exercise(
    id="4.1-3",
    entry="square_network",
    signature="square_network(scale)",
    returns=(Returns("real", (3,)), Returns("real", (3,)), Returns("real", (3,))),
    cases=tuple(two_scales(scale) for scale in (0.2, 0.06, 0.3, 0.04)),
    properties=(
        Property(
            "on [−1, 1] it is wrong by no more than a tenth of scale²",
            lambda t: max(_square_error(r) / a[0] ** 2 for a, r in zip(t.calls, t.results, strict=True)),
            tolerance=0.1,
            says="At its worst it is wrong by {error} times scale².",
        ),
        Property(
            "at half the scale it is wrong by 0.27 of that at most",
            lambda t: _square_error(t.results[1]) / _square_error(t.results[0]),
            tolerance=0.27,
            says=lambda t: (
                f"At scale {t.calls[0][0]:.3g} it is wrong by {_square_error(t.results[0]):.2g}, "
                f"at {t.calls[1][0]:.3g} by {_square_error(t.results[1]):.2g}."
            ),
        ),
        Property(
            "no input weight is larger than the scale",
            lambda t: max(np.abs(r[0]).max() / a[0] for a, r in zip(t.calls, t.results, strict=True)) - 1,
            tolerance=1e-9,
            says="The largest is larger by a share {error}.",
        ),
    ),
    fresh=lambda rng: two_scales(rng.uniform(0.04, 0.3)),
    mistakes=(
        Mistake(
            "It says half of u²: the sum of the three is scale² σ'' u², and at 0 softplus has σ'' = ¼.",
            _looks_like(lambda scale: 0.5, difference=True),
        ),
        Mistake(
            "It says 2u². Taylor's ½ σ'' z² comes from both neurons that look at u, so that the ½ goes.",
            _looks_like(lambda scale: 2.0, difference=True),
        ),
        Mistake(
            "It says u²/4: the sum of the three is scale² σ'' u², and at 0 σ'' = ¼. Divide by it as well.",
            _looks_like(lambda scale: 0.25, difference=True),
        ),
        Mistake(
            "It says scale² u²: the sum of the three is scale² σ'' u². Divide by scale² as well.",
            _looks_like(lambda scale: scale**2, difference=True),
        ),
        Mistake("It says −u²: all output weights have the wrong sign.", _looks_like(lambda scale: -1.0)),
        Mistake(
            "It does not follow the scale: it is the same network, as good or as bad, at half of it.",
            lambda t: all(np.array_equal(*pair) for pair in zip(*t.results, strict=True)),
        ),
        Mistake(
            "At u = 0 something is left: the neuron that does not look at u has to take off both others' σ(p).",
            lambda t: _left_at_zero(t, blind=True),
        ),
        Mistake(
            "At u = 0 something is left: the neurons say ∑ c_k σ(b_k) there, which must be zero. The shifts count.",
            _left_at_zero,
        ),
        Mistake(
            "It says one thing at u and another at −u. Two neurons that differ in the sign of a alone, c and b the "
            "same, say together the same at both.",
            lambda t: all(abs(run_square(r, 1.0) - run_square(r, -1.0)) > 0.1 for r in t.results),
        ),
    ),
    hints=(
        "What is σ(p + z) − 2σ(p) + σ(p − z), up to a fourth power of z?",
        "So two neurons look at u, one from each side, and one does not look at all. Their sum is small, of the size "
        "of the scale squared and of σ'' at the point p: the output weights make it large again.",
    ),
    forbids=_OWN_WORK,
)


def _off_means(trial, change=lambda c: c, forecast=False):
    """Return by how much a mean of the answer's law misses the one that was given.

    The coefficients are judged as they are, or after a `change`; with `forecast` by the tangent at the even law.
    """
    moments, x = trial.arguments
    table = np.stack([x**j for j in range(1, len(moments) + 1)])
    exponents = -change(trial.result) @ table
    weights = 1 + exponents - exponents.mean() if forecast else np.exp(exponents - exponents.max())
    return float(np.max(np.abs(table @ weights / weights.sum() - moments)))


def some_means(rng, degree, nodes=None, stretch=1.0):
    """Return arguments of the fourth exercise: means of a law on the nodes (evenly spaced ones, if none are given)."""
    x = np.linspace(-2, 2, int(rng.integers(41, 120))) if nodes is None else np.asarray(nodes)
    table = np.stack([x ** (k + 1) for k in range(degree)])
    weights = np.exp(-stretch * (rng.normal(size=degree) / 2.0 ** np.arange(degree)) @ table)
    return table @ weights / weights.sum(), x


_OVERSHOT = "A full step of Newton's may go too far: halve it while the convex function rises."

LAW = Exercise(
    id="4.1-4",
    entry="law_from_means",
    signature="law_from_means(moments, x)",
    returns=Returns("real", lambda moments, x: np.shape(moments)),
    cases=(
        *(Case.call(*some_means(np.random.default_rng(k), degree)) for k, degree in enumerate((1, 2, 4))),
        Case.call(*some_means(np.random.default_rng(5), 3, np.random.default_rng(5).uniform(-2, 2, 20))),  # uneven
        Case.call(*some_means(np.random.default_rng(6), 2, [0.5, -1, 2])),  # three nodes
        Case.call(*some_means(np.random.default_rng(7), 4, stretch=0.0)),  # the even law: all coefficients are 0
    ),
    properties=(
        Property(
            "the law has the means that were given",
            _off_means,
            tolerance=1e-8,
            near=1e-6,
            says="The worst is off by {error}.",
        ),
    ),
    fresh=lambda rng: Case.call(*some_means(rng, int(rng.integers(2, 5)))),
    mistakes=(
        Mistake("The law is exp(−∑ c x^j): the sign is turned round.", lambda t: _off_means(t, lambda c: -c) < 1e-6),
        Mistake(
            "The coefficients stand in reverse order: c₁ belongs to x and comes first.",
            lambda t: len(t.result) == 1 or _off_means(t, lambda c: c[::-1]) < 1e-6,
        ),
        Mistake(
            "This is the first step of Newton's method from zero. Go on.",
            lambda t: _off_means(t, forecast=True) < 1e-6,
        ),
        Mistake(
            "Near, not there: the means have to agree to 10⁻⁸. An iteration may need more steps; a float32 has too few "
            "digits.",
            lambda t: _off_means(t) < 0.02 and np.abs(t.result).max() < 30,
            rounding=True,
        ),
        # A step overshoots where there are several coefficients; of one alone the answer is right.
        Mistake(
            f"Coefficients here are beyond 30. {_OVERSHOT}",
            lambda t: _off_means(t) < 1e-8 or (len(t.result) > 1 and np.abs(t.result).max() > 30),
        ),
    ),
    hints=(
        "Which function of c has the differential m_j − ⟨x^j⟩? The lesson's theorem of the least said has it, and it "
        "is convex.",
        "Its Hessian is the covariance of the powers under the law: enough for Newton's method from c = 0. Watch the "
        "function itself, and take a shorter step where it would rise.",
    ),
    forbids=(*_OWN_WORK, "scipy"),
    undefined=f"exp(−∑ c x^j) overflows where c is large: take off the largest exponent first. {_OVERSHOT}",
    stops={
        "OutOfTime": "A loop that waits for exact means never ends, and plain descent takes very many steps: use "
        "Newton's, and stop at 10⁻⁹.",
        "LinAlgError": f"What was to be solved with has no inverse, or is no square table. {_OVERSHOT} A power that "
        "does not vary, x⁰, has no place in a covariance; of one power alone `np.cov` makes a number and no table.",
        "OverflowError": _OVERSHOT,
        "FloatingPointError": _OVERSHOT,
    },
)

EXERCISES = (TRAPS, BITS, SQUARE, LAW)
READ_BY_HAND = ("4.1-5",)
