"""Public checks of the exercises of lesson 3.6, When steps are too long.

Steps are judged by what they keep of their forecast, eigenvalues by a basis that is made perpendicular twice.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives, off


def valley(rng, size):
    """Return a Hessian with no axis of its own and a differential."""
    turn = np.linalg.qr(rng.normal(size=(size, size)))[0]
    return (turn * 10 ** rng.uniform(-1, 1, size)) @ turn.T, rng.normal(size=size)


def _along(hessian, gradient):
    return gradient @ hessian @ gradient / (gradient @ gradient)


def _two(curvature):
    return np.array([1.0, 2.0]) / curvature


LENGTHS = Exercise(
    id="3.6-1",
    entry="best_and_idle",
    signature="best_and_idle(hessian, gradient)",
    returns=Returns("real", (2,)),
    cases=tuple(Case.call(*valley(np.random.default_rng(k), 2 + k)) for k in range(4)),
    properties=(
        Property(
            "at the best length half of the forecast is kept",
            lambda t: abs(t.result[0] * _along(*t.arguments) - 1),
            tolerance=1e-9,
            near=1e-3,
            says="It is off by a fraction {error} of the best length.",
        ),
        Property(
            "at the idle length nothing is kept",
            lambda t: abs(1 - t.result[1] * _along(*t.arguments) / 2),
            tolerance=1e-9,
            near=1e-3,
            says="A fraction {error} of the forecast is still kept, or more than all of it is lost.",
        ),
    ),
    mistakes=(
        Mistake(
            "The largest curvature is the worst that a step can meet. This step meets the one along its own direction.",
            gives(lambda H, g: _two(np.linalg.eigvalsh(H)[-1])),
        ),
        Mistake(
            "The mean of all curvatures belongs to a random direction. The step goes along the differential.",
            gives(lambda H, g: _two(np.trace(H) / len(H))),
        ),
        Mistake("Best first, idle second.", gives(lambda H, g: _two(_along(H, g))[::-1])),
        Mistake(
            "A factor 2 is missing: the second order of Taylor's formula has a one half.",
            gives(lambda H, g: _two(2 * _along(H, g))),
        ),
    ),
    hints=(
        "What is the change of a quadratic loss along −η g, as a polynomial in η?",
        "−η g·g + ½ η² g·Hg. Where is it smallest, and where is it zero again?",
    ),
    forbids=("physdl.neural",),
)


def hop(second, third, fourth, rate):
    """Return the half-width of the stable hop to lowest order, 0 if there is none."""
    beyond, k = rate * second - 2, (third / second) ** 2 - fourth / (3 * second)
    return np.sqrt(beyond / k) if beyond > 0 and k > 0 else 0.0


def _everywhere(second, third, fourth, rate):
    beyond, k = rate * second - 2, (third / second) ** 2 - fourth / (3 * second)
    return np.sqrt(abs(beyond / k))


def _hop_with_rate(second, third, fourth, rate):
    beyond, k = rate * second - 2, (rate * third) ** 2 / 4 - rate * fourth / 6
    return np.sqrt(beyond / k) if beyond > 0 and k > 0 else 0.0


HOP = Exercise(
    id="3.6-2",
    entry="hop",
    signature="hop(second, third, fourth, rate)",
    returns=Returns("real"),
    cases=(
        Case(
            (
                (2.0, 6.0, 6.0, 1.02),  # the double well
                (1.0, 0.0, -2.0, 2.1),  # ln cosh
                (1.0, 0.0, 6.0, 2.1),  # steep walls
                (2.0, 6.0, 6.0, 0.98),  # before the limit
                (1.0, 0.0, 6.0, 1.9),  # an unstable one
                (3.0, 1.0, -1.0, 0.7),
            )
        ),
    ),
    properties=(
        Property(
            "where it hops, the half-width is that of the lowest order",
            lambda t: max(
                (abs(r - hop(*a)) / hop(*a) for a, r in zip(t.calls, t.results, strict=True) if hop(*a)), default=0.0
            ),
            tolerance=1e-9,
            near=1e-2,
            says="The worst is off by a fraction {error}.",
        ),
        Property(
            "where it does not hop, zero is returned",
            lambda t: max((abs(r) for a, r in zip(t.calls, t.results, strict=True) if not hop(*a)), default=0.0),
            tolerance=0.0,
            says="There it returns up to {error}.",
        ),
    ),
    mistakes=(
        Mistake("That is the whole hop; half of it is wanted.", gives(lambda *a: 2 * hop(*a))),
        Mistake("That is the square of the half-width.", gives(lambda *a: hop(*a) ** 2)),
        Mistake(
            "That k contains the rate. In the theorem's k stands 2/λ in its place.",
            gives(_hop_with_rate),
        ),
        Mistake(
            "A hop that exists before the limit, or with a negative k, is not stable. Return 0 unless both signs are "
            "positive.",
            gives(_everywhere),
        ),
    ),
    hints=(
        "Two numbers decide: how far beyond the limit you are, and the k of the theorem. Look at their signs.",
        "ε = η L″ − 2 and k = (L‴/L″)² − L⁗/(3 L″). The hop is stable only if both are positive.",
    ),
    forbids=("physdl.neural",),
)


def krylov(hessian, start, products):
    """Return the largest u·Hu over unit vectors of the span of start, H start, … (as many vectors as products)."""
    basis = [start / np.linalg.norm(start)]
    while len(basis) < products:
        image = hessian @ basis[-1]
        for _ in range(2):
            image = image - np.array(basis).T @ (np.array(basis) @ image)
        basis.append(image / np.linalg.norm(image))
    known = np.array(basis)
    return float(np.linalg.eigvalsh(known @ hessian @ known.T)[-1])


def _power(hessian, start, products):
    u = start / np.linalg.norm(start)
    for _ in range(products - 1):
        u = hessian @ u
        u = u / np.linalg.norm(u)
    return float(u @ hessian @ u)


def steep(rng, size):
    """Return a symmetric matrix with eigenvalues of both signs, the negative ones the larger, and a start."""
    turn = np.linalg.qr(rng.normal(size=(size, size)))[0]
    return (turn * np.linspace(-2.0, 1.0, size)) @ turn.T, rng.normal(size=size)


def _steep(*sizes):
    return [steep(np.random.default_rng(size), size) for size in sizes]


LARGEST = Exercise(
    id="3.6-3",
    entry="largest",
    signature="largest(hessian, start, products)",
    returns=Returns("real"),
    cases=(
        *(Case.call(H, s, 4) for H, s in _steep(8, 12)),
        *(
            Case.call(H, s, 9)
            for H, s in _steep(
                30,
            )
        ),
        *(
            Case.call(H, s, 6)
            for H, s in _steep(
                6,
            )
        ),
    ),
    properties=(
        Property(
            "it is the largest u·Hu that these products can find",
            lambda t: abs(t.result - krylov(*t.arguments)),
            tolerance=1e-8,
            near=1e-4,
            says="It is off by {error}, where the eigenvalues reach from −2 to 1.",
        ),
        Property(
            "it does not exceed the largest eigenvalue",
            lambda t: max(0.0, t.result - np.linalg.eigvalsh(t.arguments[0])[-1]),
            tolerance=1e-9,
            says="It exceeds it by {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "That is the last vector alone. The best combination of all of them does better.",
            gives(lambda *a: _power(*a)),
        ),
        Mistake(
            "That is the largest eigenvalue of the whole matrix. So few vectors need not reach it.",
            gives(lambda H, s, m: float(np.linalg.eigvalsh(H)[-1])),
        ),
        Mistake(
            "One vector is missing from the span: with m products there are m vectors, the start among them.",
            gives(lambda H, s, m: krylov(H, s, m - 1)),
        ),
        Mistake(
            "That is the largest in size. Here negative curvatures are larger, and wanted is the most positive one.",
            gives(lambda H, s, m: -krylov(-H, s, m)),
        ),
    ),
    hints=(
        "Collect start, H start, … as rows, make them perpendicular to each other, and project H on them.",
        "With the perpendicular unit rows V the wanted number is the largest eigenvalue of the small matrix V H Vᵀ.",
    ),
    forbids=("physdl.neural", "scipy.sparse.linalg"),
)


def _step(a, b, first, *, kept=0.5, mixed=False):
    r, rate = a * b - 1, first
    for _ in range(200):
        c = a - rate * r * b
        d = b - rate * r * (c if mixed else a)
        fall = (r**2 - (c * d - 1) ** 2) / 2
        if fall >= kept * rate * r**2 * (a**2 + b**2):
            break
        rate /= 2
    return np.array([c, d])


def careful(a, b, first):
    """Return the two gains after one step that keeps at least half of its forecast."""
    return _step(a, b, first)


def _kept(trial):
    (a, b, _), (c, d) = trial.arguments, trial.result
    r = a * b - 1
    away = np.array([a, b]) - trial.result
    forecast = r * (b * away[0] + a * away[1])
    return max(0.0, 0.5 - (r**2 - (c * d - 1) ** 2) / (2 * forecast)) if forecast > 0 else np.inf


CAREFUL = Exercise(
    id="3.6-4",
    entry="careful_step",
    signature="careful_step(a, b, first)",
    returns=Returns("real", (2,)),
    cases=(
        Case.call(1.3, 0.2, 4.0),
        Case.call(1.3, 0.2, 0.1),
        Case.call(-0.7, 2.5, 1.7),
        Case.call(3.0, 1.1, 0.9),
        Case.call(0.4, -0.3, 8.0),
    ),
    properties=(
        Property(
            "at least half of the forecast is kept",
            _kept,
            tolerance=1e-12,
            near=1e-3,
            says="It falls short of a half by {error}.",
        ),
        Property(
            "it is the first length that is accepted",
            off(careful),
            tolerance=1e-9,
            near=1e-4,
            says="The gains are off by a fraction {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "That accepts every step downhill, however little it brings. Half of the forecast is asked for.",
            gives(lambda a, b, first: _step(a, b, first, kept=0.0)),
        ),
        Mistake(
            "That accepts a quarter of the forecast. The forecast is η times the square of dL, without a one half.",
            gives(lambda a, b, first: _step(a, b, first, kept=0.25)),
        ),
        Mistake(
            "The second knob has looked at the first one's new place. Both turn at once.",
            gives(lambda a, b, first: _step(a, b, first, mixed=True)),
        ),
        Mistake(
            "`first` itself is to be tried before it is halved.",
            gives(lambda a, b, first: _step(a, b, first / 2)),
        ),
    ),
    hints=(
        "The forecast of a step of length η is η times the square of dL = (r b, r a).",
        "Keep the old gains. Try, compare L before − L after with half of the forecast, and halve η until it suffices.",
    ),
    forbids=("physdl.neural",),
)

EXERCISES = (LENGTHS, HOP, LARGEST, CAREFUL)
READ_BY_HAND = ("3.6-5",)
