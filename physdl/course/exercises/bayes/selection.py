"""Public checks of the exercises of lesson 5.4, choosing models in practice.

Nothing here solves an exercise: losses are asked about designs whose rest was made beforehand, errors of groups about
data that were shifted, scores about the same data in other units, fitted curves about what they leave.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, altered

_PARTS = ("physdl.bayes",)

# ---- 5.4-1 ---------------------------------------------------------------------------------------------------------


def design(rng, n, k, rest=1.0):
    """Return a design, a vector in its span, and one of so many units in mean square that no column sees."""
    x = rng.normal(size=(n, k)) @ rng.normal(size=(k, k)) + rng.normal(size=(n, 1))
    span = x @ rng.normal(size=k)
    free = rng.normal(size=n)
    for _ in range(2):
        free = free - x @ np.linalg.lstsq(x, free, rcond=None)[0]
    size = np.linalg.norm(free)
    return x, span, free * (rest * n**0.5 / size) if n > k else 0 * free


def losses(rng, n, k, rest, sigma):
    """Return the case of a truth whose part outside the span has the mean square rest², with noise and without."""
    x, span, free = design(rng, n, k, rest)
    return Case(((x, span + free, sigma), (x, span + free, 0.0)), {"rest": rest**2 if n > k else 0.0})


def drawn_losses(rng):
    """Return the case of a design that is drawn."""
    n = int(rng.integers(6, 40))
    return losses(rng, n, int(rng.integers(1, n - 2)), float(rng.uniform(0.2, 3)), float(rng.uniform(0.2, 3)))


def _size(trial):
    return trial.facts["rest"] + trial.arguments[2] ** 2


def _silent(trial):
    return float(np.max(np.abs(trial.results[1] - trial.facts["rest"]))) / max(_size(trial), 1e-300)


def _apart(trial):
    x, _, sigma = trial.arguments
    old, new = trial.result
    return abs(new - old - 2 * x.shape[1] * sigma**2 / len(x)) / max(_size(trial), 1e-300)


def _middle(trial):
    return abs(np.mean(trial.result) - _size(trial)) / max(_size(trial), 1e-300)


def _like(old, new):
    """Return the test that the two losses with noise are ``(old, new)`` of rest², σ², N and k."""

    def shows(trial):
        x, _, sigma = trial.arguments
        wanted = [f(trial.facts["rest"], sigma**2, len(x), x.shape[1]) for f in (old, new)]
        return bool(np.all(np.abs(trial.result - wanted) < 1e-6 * (np.max(np.abs(wanted)) + 1e-12)))

    return shows


LOSSES = Exercise(
    id="5.4-1",
    entry="expected_losses",
    signature="expected_losses(x, mean, sigma)",
    returns=Returns("real", (2,)),
    cases=(
        losses(np.random.default_rng(1), 12, 3, 0.5, 1.5),
        losses(np.random.default_rng(2), 30, 7, 2.0, 0.3),
        losses(np.random.default_rng(3), 9, 2, 0.0, 1.0),
        losses(np.random.default_rng(4), 5, 5, 0.0, 2.0),
        losses(np.random.default_rng(5), 8, 1, 1.0, 0.7),
    ),
    properties=(
        Property(
            "without noise both are the mean square of what the columns cannot say",
            _silent,
            tolerance=1e-9,
            near=1e-7,
        ),
        Property("they differ by 2k σ²/N", _apart, tolerance=1e-9, near=1e-7),
        Property("half-way between them lies that mean square plus σ²", _middle, tolerance=1e-9, near=1e-7),
    ),
    fresh=drawn_losses,
    mistakes=(
        Mistake(
            "The two are exchanged: the fit is nearer to the data that it has seen.",
            _like(lambda b, s, n, k: b + s * (1 + k / n), lambda b, s, n, k: b + s * (1 - k / n)),
        ),
        Mistake(
            "The part of the mean that the columns cannot say is missing; it is in both losses.",
            lambda t: (
                t.facts["rest"] == 0 or _like(lambda b, s, n, k: s * (1 - k / n), lambda b, s, n, k: s * (1 + k / n))(t)
            ),
        ),
        Mistake(
            "These are sums over the data; the mean for one datum is wanted.",
            _like(lambda b, s, n, k: n * b + s * (n - k), lambda b, s, n, k: n * b + s * (n + k)),
        ),
        Mistake(
            "The noise enters by its standard deviation; a mean square holds its square.",
            _like(lambda b, s, n, k: b + s**0.5 * (1 - k / n), lambda b, s, n, k: b + s**0.5 * (1 + k / n)),
        ),
        Mistake(
            "The new data are treated as if the fit were the truth: the fit's own noise, σ²k/N, is missing there.",
            _like(lambda b, s, n, k: b + s * (1 - k / n), lambda b, s, n, k: b + s),
        ),
        Mistake(
            "The old data are treated as if the fit had not seen them: it follows their noise by σ²k/N.",
            _like(lambda b, s, n, k: b + s, lambda b, s, n, k: b + s * (1 + k / n)),
        ),
    ),
    forbids=_PARTS,
    hints=(
        "Split y into what the columns can say and what they cannot. Which part of the noise ends up where?",
        "The projection onto k columns keeps k of the N independent parts of the noise, each of mean square σ².",
    ),
    undefined="σ may be 0, and k may be N: look for 0/0, or for the root of a rounding error below 0.",
)

# ---- 5.4-2 ---------------------------------------------------------------------------------------------------------


def grouped(rng, n, k, groups, names=None, ones=True):
    """Return the case of data in groups: as they are, with one group shifted, without rest, and one group known.

    The first column is ones, or not.

    The facts hold which rows were shifted, by what, and what they are missed by when the others' best fit is known.
    """
    x = rng.normal(size=(n, k))
    x[:, 0] = 1.0 if ones else x[:, 0] + 1.0
    names = rng.permutation(10 * groups)[:groups] - 5 * groups if names is None else names
    of = np.asarray(names)[np.concatenate([np.arange(groups), rng.integers(0, groups, n - groups)])]
    of = of[rng.permutation(n)]
    y = rng.normal(size=n) + 3
    one = of == of[0]
    shift = np.where(one, rng.normal(size=n), 0.0)
    theta = rng.normal(size=k)
    rest = rng.normal(size=n)
    for _ in range(2):
        rest[~one] -= x[~one] @ np.linalg.lstsq(x[~one], rest[~one], rcond=None)[0]
    calls = ((x, y, of), (x, y + shift, of), (x, x @ theta, of), (x, x @ theta + rest, of))
    return Case(calls, {"one": one, "shift": shift, "rest": rest})


def drawn_groups(rng):
    """Return the case of groups that are drawn."""
    size, ones = (int(rng.integers(30, 60)), int(rng.integers(2, 5)), int(rng.integers(6, 12))), bool(rng.integers(2))
    return grouped(rng, *size, ones=ones)


def _scale(trial, call=0):
    return float(np.max(np.abs(trial.calls[call][1])))


def _moves(trial, share=1.0):
    one, shift = trial.facts["one"], trial.facts["shift"]
    moved = trial.results[1] - trial.results[0]
    return float(np.max(np.abs(moved - share * shift)[one])) / _scale(trial)


def _nothing(trial):
    return float(np.max(np.abs(trial.results[2]))) / _scale(trial, 2)


def _known(trial, sign=1.0):
    one = trial.facts["one"]
    return float(np.max(np.abs(sign * trial.results[3] - trial.facts["rest"])[one])) / _scale(trial, 3)


def _left(trial):
    """Return what a fit to all data leaves, and what a column for each row alone makes of it."""
    x, y, _ = trial.arguments
    left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    return left, 1 - np.sum(np.linalg.qr(x)[0] ** 2, axis=1)


def _fitted_with(trial):
    """Return whether the results are a multiple, not zero, of what all data, the group with them, leave."""
    left = _left(trial)[0]
    size = left @ left
    share = trial.result @ left / size
    return bool(np.max(np.abs(trial.result - share * left)) < 1e-6 * _scale(trial) and abs(share) > 1e-3)


def _row_by_row(sign):
    """Return the test that each row is missed, up to the sign, as if it alone were left out."""

    def shows(trial):
        left, own = _left(trial)
        return bool(np.max(np.abs(sign * trial.result * own - left)) < 1e-6 * _scale(trial))

    return shows


def _by_group(trial):
    """Return whether the results would be right if they belonged to the rows as the groups rise, or first occur."""
    of = trial.arguments[2]
    names, first = np.unique(of, return_index=True)
    for wanted in (names, names[np.argsort(first)]):
        order = np.concatenate([np.flatnonzero(of == name) for name in wanted])
        back = np.argsort(order)
        put = altered(trial, lambda found, *_, back=back: found[back])
        if max(_moves(put), _nothing(put), _known(put)) < 1e-6:
            return True
    return False


def _negative_forgotten(trial):
    """Return whether the rows of groups with negative numbers are zero, and others not."""
    low = trial.arguments[2] < 0
    return bool(np.all(trial.result[low] == 0) and np.any(trial.result[~low] != 0))


GROUPS = Exercise(
    id="5.4-2",
    entry="group_errors",
    signature="group_errors(x, y, groups)",
    returns=Returns("real", lambda x, y, groups: (len(y),)),
    cases=(
        grouped(np.random.default_rng(1), 24, 3, 6),
        grouped(np.random.default_rng(2), 40, 2, 3, [7, -1, 0]),
        grouped(np.random.default_rng(3), 20, 4, 20),
        grouped(np.random.default_rng(4), 300, 5, 60),
        grouped(np.random.default_rng(5), 30, 2, 8, ones=False),
    ),
    properties=(
        Property(
            "a group's own data do not enter its prediction",
            _moves,
            tolerance=1e-9,
            near=1e-7,
            says="Where a group's data are shifted, its errors do not follow: off by {error} of the largest datum.",
        ),
        Property("data that the columns say exactly are not missed", _nothing, tolerance=1e-9, near=1e-7),
        Property(
            "the others' least-squares fit is what predicts",
            _known,
            tolerance=1e-9,
            near=1e-7,
            says="Where that fit is known, the errors are off by {error} of the largest datum.",
        ),
    ),
    fresh=drawn_groups,
    mistakes=(
        Mistake(
            "The sign: what was measured minus what was predicted is wanted.",
            lambda t: _moves(t, -1.0) < 1e-6 and _known(t, -1.0) < 1e-6,
        ),
        Mistake("These are what a fit to all data leaves, or a multiple: each group has been seen.", _fitted_with),
        Mistake("Each row is left out alone: the rest of its group stays behind and is seen.", _row_by_row(1)),
        Mistake(
            "Each row is left out alone, the rest of its group is seen, and the sign is turned.",
            _row_by_row(-1),
        ),
        Mistake("These stand in the order of the groups; they are wanted in the order of the rows.", _by_group),
        Mistake("Groups with negative numbers are left at zero.", _negative_forgotten),
        Mistake(
            "Data that the columns say exactly are missed: what predicts is not the least-squares fit of the other "
            "rows in all these columns.",
            lambda t: _moves(t) < 1e-6 and _nothing(t) > 1e-5,
        ),
    ),
    forbids=_PARTS,
    seconds=20.0,
    hints=(
        "For each name in np.unique(groups): which rows belong to it, and what do the others' rows say?",
        "Fit the others with np.linalg.lstsq in the columns of x as they are, and subtract what that fit says of the "
        "group's rows.",
    ),
)

# ---- 5.4-3 ---------------------------------------------------------------------------------------------------------


def powered(rng, n, k, power, factor=None):
    """Return the case of positive data at a power: as they are, in another unit, as a power, and with mixed columns.

    The facts hold the factor of the unit, and s: the data yˢ have the score of y at the power λ/s.
    """
    x = rng.normal(size=(n, k))
    x[:, 0] = 1.0
    y = np.exp(0.4 * rng.normal(size=n) + 0.3 * x[:, -1] + rng.uniform(-1, 1))
    factor = float(rng.uniform(0.1, 10)) if factor is None else factor
    mixed = x @ (np.eye(k) + np.triu(rng.uniform(0.2, 0.9, (k, k)), 1))
    s = float(power) if abs(power) > 1e-6 and abs(abs(power) - 1) > 0.05 else -2.0
    return Case(
        ((x, y, power), (x, factor * y, power), (x, y**s, power / s), (mixed, y, power), (x, y, 1.0)),
        {"factor": factor, "s": s},
    )


def drawn_powers(rng):
    """Return the case of a power that is drawn, now and then nearly zero."""
    power = float(rng.uniform(-2, 2)) * float(rng.choice([1.0, 1.0, 1e-14, 10 ** rng.uniform(-5, -3)]))
    return powered(rng, int(rng.integers(12, 50)), int(rng.integers(1, 5)), power)


def _nats(trial):
    return 1.0 + max(map(abs, trial.results))


def _units(trial, share=1.0):
    n = len(trial.arguments[1])
    return abs(trial.results[1] - trial.results[0] + share * n * np.log(trial.facts["factor"])) / _nats(trial)


def _raised(trial, more=0.0, share=1.0):
    """Return how far the score of yˢ at λ/s is from that of y, less the logarithm of the slope of yˢ, plus more."""
    s, y = trial.facts["s"], trial.arguments[1]
    slope = len(y) * np.log(abs(s)) + (s - 1) * np.sum(np.log(y))
    return abs(trial.results[2] - trial.results[0] + share * slope + more) / _nats(trial)


def _one_lambda(trial):
    """Return whether N ln |λ| is too much or too little, and nothing else is wrong."""
    extra = len(trial.arguments[1]) * np.log(abs(trial.facts["s"]))
    gap = 0.0 if trial.arguments[2] == 0 else extra
    others = _units(trial) < 1e-6 and _mixed(trial) < 1e-6 and _straight(trial) < 1e-6
    return others and min(_raised(trial, gap), _raised(trial, -gap)) < 1e-6


def _mixed(trial):
    return abs(trial.results[3] - trial.results[0]) / _nats(trial)


def _straight(trial, extra=0.0):
    """Return how far the score at the power 1 is from the normal density of the residuals, of their own size."""
    x, y, _ = trial.calls[4]
    left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    variance = np.mean(left**2)
    wanted = np.sum(-(left**2) / (2 * variance) - np.log(2 * np.pi * variance) / 2)
    return abs(trial.results[4] - wanted + extra) / (1 + abs(wanted))


def _small_is_none(trial):
    """Return whether a small power has the score of the power 0, and others are right."""
    x, y, power = trial.arguments
    if not 3e-4 < abs(power) <= 1e-3:
        return _straight(trial) < 1e-6 and (abs(power) < 0.02 or _raised(trial) < 1e-6)
    log = np.log(y)
    left = log - x @ np.linalg.lstsq(x, log, rcond=None)[0]
    variance = np.mean(left**2)
    each = -(left**2) / (2 * variance) - np.log(2 * np.pi * variance) / 2
    gaps = [abs(trial.result - np.sum(each + (p - 1) * log)) for p in (0.0, power)]  # with either Jacobian
    return min(gaps) < 1e-10 * _nats(trial)


def _unbiased(trial):
    n, k = trial.calls[4][0].shape
    more = n / 2 * np.log(n / (n - k))
    return _straight(trial, more - k / 2) < 1e-6 or _straight(trial, more) < 1e-6


POWER = Exercise(
    id="5.4-3",
    entry="power_score",
    signature="power_score(x, y, power)",
    returns=Returns("real"),
    cases=(
        powered(np.random.default_rng(1), 20, 2, 0.5),
        powered(np.random.default_rng(2), 30, 3, 0.0),
        powered(np.random.default_rng(3), 15, 1, -1.0),
        powered(np.random.default_rng(4), 25, 4, 1.0),
        powered(np.random.default_rng(5), 25, 3, 1e-14, 1000.0),
        powered(np.random.default_rng(6), 18, 2, 2),
        powered(np.random.default_rng(90), 20, 2, 9e-4),
        powered(np.random.default_rng(50), 20, 2, 9e-6),
    ),
    properties=(
        Property(
            "in another unit of y it changes by −N ln of the factor",
            _units,
            tolerance=1e-7,
            near=1e-5,
            says="It is off by {error} of itself.",
        ),
        Property(
            "for yˢ and the power λ/s it is the score of y, in the unit of yˢ",
            _raised,
            tolerance=1e-7,
            near=1e-5,
            says="It is off by {error} of itself.",
        ),
        Property("other columns with the same span have the same score", _mixed, tolerance=1e-7, near=1e-5),
        Property("at the power 1 it is the log-likelihood of least squares", _straight, tolerance=1e-7, near=1e-5),
    ),
    fresh=drawn_powers,
    mistakes=(
        Mistake(
            "That is the density of the response, per unit of r: it changes with the unit of y as such a one does.",
            lambda t: _units(t, t.arguments[2]) < 1e-6 and _straight(t) < 1e-6,
        ),
        Mistake(
            "The Jacobian has the wrong sign: dr/dy is multiplied to the density of r.",
            lambda t: _units(t, 2 * t.arguments[2] - 1) < 1e-6 and _straight(t) < 1e-6,
        ),
        Mistake(
            "A factor λ is too much or too little in the density: the slope of (y^λ − 1)/λ is y^(λ − 1), without one.",
            _one_lambda,
        ),
        Mistake(
            "Powers as small as 10⁻³ have the score of the power 0 here; to seven digits theirs is another.",
            _small_is_none,
            rounding=True,
        ),
        Mistake(
            "That is −2 ln p, perhaps with a price: ln p itself is wanted.",
            lambda t: _units(t, -2.0) < 1e-6 and _raised(t, share=-2.0) < 1e-6,
        ),
        Mistake(
            "That is the mean for one datum; the sum over all is wanted.",
            lambda t: _units(t, 1 / len(t.arguments[1])) < 1e-6 and _raised(t, share=1 / len(t.arguments[1])) < 1e-6,
        ),
        Mistake(
            "At the power 1 it is not the largest log-likelihood: σ² has to be the mean of the squared residuals, over "
            "N and not over N − k.",
            _unbiased,
        ),
    ),
    forbids=_PARTS,
    hints=(
        "Without the Jacobian the score of the response would depend on its unit. What is dr/dy?",
        "Near the power 0, y^λ − 1 loses its digits; np.expm1(λ ln y) does not.",
    ),
    undefined="At the power 0 the response is ln y; elsewhere look for the logarithm of what may be negative, as λ.",
    stops={"ZeroDivisionError": "At the power 0 the response is ln y."},
)

# ---- 5.4-4 ---------------------------------------------------------------------------------------------------------


def curve(rng, n, degree, centre, half, order=None):
    """Return the case of noisy data at n different places within so much of a centre, the places in any order."""
    u = np.linspace(-1, 1, n) + rng.uniform(-0.3, 0.3, n) / n
    x = centre + half * u[rng.permutation(n) if order is None else order]
    y = np.cos(3 * (x - centre) / half) + rng.normal(size=n)
    return Case.call(x, y, degree)


def drawn_curve(rng):
    """Return the case of a curve that is drawn, near zero or far from it."""
    half = float(10 ** rng.uniform(-1, 2))
    centre = float(rng.choice([0.0, 1.0, -1.0])) * half * float(10 ** rng.uniform(0, 4))
    n = int(rng.integers(14, 50))
    return curve(rng, n, int(rng.integers(0, 9)), centre, half)


def _places(trial):
    """Return the places from −1 to 1, in rising order, and that order."""
    x = trial.arguments[0]
    order = np.argsort(x)
    low, high = x[order[0]], x[order[-1]]
    return ((x[order] - low) - (high - x[order])) / (high - low), order


def _curved(trial, more=1):
    """Return the largest divided difference of so many orders beyond the degree, with weights that add up to 1."""
    u, order = _places(trial)
    fit, degree = np.asarray(trial.result)[order], trial.arguments[2]
    span, worst = degree + more + 1, 0.0
    for start in range(len(u) - span + 1):
        part = u[start : start + span]
        gaps = part[:, None] - part + np.eye(span)
        weights = 1 / np.prod(gaps / np.max(np.abs(gaps)), axis=1)
        worst = max(worst, abs(weights @ fit[start : start + span]) / np.sum(np.abs(weights)))
    return float(worst / np.ptp(trial.arguments[1]))


def _correlated(trial, degree=None):
    """Return the largest mean product of what is left with Chebyshev's polynomials up to the degree."""
    u, order = _places(trial)
    degree = trial.arguments[2] if degree is None else degree
    left = (trial.arguments[1] - trial.result)[order]
    basis = np.cos(np.arange(degree + 1) * np.arccos(np.clip(u, -1, 1))[:, None])
    return float(np.max(np.abs(left @ basis))) / len(u) / float(np.ptp(trial.arguments[1]))


def _one_less(trial):
    _, y, degree = trial.arguments
    if degree == 0:  # zero, or right where no degree is less
        none = float(np.max(np.abs(trial.result))) < 1e-9 * float(np.max(np.abs(y)))
        return none or (_curved(trial) < 1e-6 and _correlated(trial) < 1e-6)
    return _curved(trial, 0) < 1e-6 and _correlated(trial, degree - 1) < 1e-6


def _the_rest(trial):
    fit = altered(trial, lambda found, x, y, degree: y - found)
    return _curved(fit) < 1e-5 and _correlated(fit) < 1e-5


def _in_order(trial):
    """Return whether the results would be right if they belonged to the places as they rise."""
    order = np.argsort(trial.arguments[0])
    back = np.empty(len(order))
    back[order] = trial.result
    again = altered(trial, lambda *_: back)
    return trial.arguments[2] == 0 or (_curved(again) < 1e-6 and _correlated(again) < 1e-6)


SMOOTH = Exercise(
    id="5.4-4",
    entry="smoothed",
    signature="smoothed(x, y, degree)",
    returns=Returns("real", lambda x, y, degree: (len(x),)),
    cases=(
        curve(np.random.default_rng(1), 20, 3, 0.0, 1.0),
        curve(np.random.default_rng(2), 16, 8, 1954.5, 7.5),
        curve(np.random.default_rng(3), 30, 5, 1e5, 10.0),
        curve(np.random.default_rng(4), 15, 0, 10.0, 2.0),
        curve(np.random.default_rng(5), 40, 6, -3000.0, 0.5),
        curve(np.random.default_rng(6), 6, 5, 50.0, 5.0),
        curve(np.random.default_rng(7), 30, 8, 0.0, 100.0),
    ),
    properties=(
        Property(
            "it is a polynomial of the degree: all higher divided differences vanish",
            _curved,
            tolerance=1e-9,
            near=1e-7,
            says="One of them is {error} of the range of y.",
        ),
        Property(
            "what is left has nothing in common with any polynomial up to the degree",
            _correlated,
            tolerance=1e-9,
            near=1e-7,
            says="A mean product is {error} of the range of y.",
        ),
    ),
    fresh=drawn_curve,
    mistakes=(
        Mistake(
            "The fitted polynomial is of one degree less than asked: degree d has d + 1 coefficients.",
            _one_less,
        ),
        Mistake("The data come back as they are: nothing is smoothed.", lambda t: np.all(t.result == t.arguments[1])),
        Mistake("That is y less the fit; the fit itself is wanted.", _the_rest),
        Mistake(
            "These are the values in rising order of x; they are wanted in the order in which x came.",
            _in_order,
        ),
    ),
    forbids=_PARTS,
    hints=(
        "Powers of 1954 are nearly parallel. What else spans the same polynomials?",
        "Take u = (x − middle)/half the range first: its powers up to 8 keep their digits in a QR factorisation.",
    ),
    undefined="Look for 0/0, as where a constant column is divided by its standard deviation.",
    stops={"LinAlgError": "The equations are singular to rounding: bring the places to −1 … 1 before you take powers."},
)


EXERCISES = (LOSSES, GROUPS, POWER, SMOOTH)
READ_BY_HAND = ("5.4-5",)
