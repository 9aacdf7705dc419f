"""Public checks of the exercises of lesson 3.9, from pictures to laws.

Nothing here solves an exercise: a bound is put into the equation that it has to satisfy, a spring is compared with the
one that made the track, a covector is let act on a change of the parameters, a fit is asked for its residue.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, altered, mended

# ---- 3.9-1 ---------------------------------------------------------------------------------------------------------


def _not_singular(trial, lamp=1.0):
    """Return how far the information, less that of the bound, is from being singular.

    With 1/bound² taken from its first entry Fisher's 2 × 2 matrix has the determinant zero; with a lamp that does
    nothing the first entry itself is zero. What is left is told as the bound's own relative error.
    """
    (by_angle, by_lamp, noise), bound = trial.arguments, trial.result
    if bound <= 0:
        return np.inf
    a, b = np.ravel(by_angle), lamp * np.ravel(by_lamp)
    taken, across = (noise / bound) ** 2, b @ b
    rest = a @ a - taken - ((a @ b) ** 2 / across if across > 0 else 0.0)
    return abs(np.sqrt(max(0.0, 1 + rest / taken)) - 1)


def moved_pictures(rng, pixels=12, lamp=1.0):
    """Return arguments of the first exercise: two derivatives of a picture, not parallel, and a noise."""
    by_angle = rng.normal(size=(pixels, pixels))
    by_lamp = lamp * (rng.normal(size=(pixels, pixels)) + rng.uniform(0.5, 1.5) * by_angle)
    return by_angle, by_lamp, float(10 ** rng.uniform(-2, 0))


def _first(seed, **keywords):
    return Case.call(*moved_pictures(np.random.default_rng(seed), **keywords))


BOUND = Exercise(
    id="3.9-1",
    entry="angle_bound",
    signature="angle_bound(by_angle, by_lamp, noise)",
    returns=Returns("real"),
    cases=(
        Case.call(np.array([[3.0, 0.0], [0.0, 4.0]]), np.array([[0.0, 0.0], [0.0, 4.0]]), 0.5),
        _first(0),
        _first(1, pixels=24),
        _first(2, lamp=0.0),  # a lamp that changes nothing
        Case.call(np.array([[1, 2], [2, 0]]), np.array([[0, 1], [1, 1]]), 1),
    ),
    fresh=lambda rng: Case.call(*moved_pictures(rng, int(rng.integers(6, 20)))),
    properties=(
        Property(
            "taken from the information on the angle, 1/bound² leaves nothing that the lamp does not explain",
            _not_singular,
            tolerance=1e-9,
            near=1e-7,
            says="The bound is off by {error} of itself.",
        ),
    ),
    mistakes=(
        Mistake(
            "That is the bound for a lamp that is known. Here it has to be found from the same picture.",
            lambda t: not np.any(t.arguments[1]) or _not_singular(t, lamp=0.0) < 1e-6,
        ),
        Mistake("That is the variance; the bound is its root.", mended(_not_singular, np.sqrt)),
        Mistake("That is one over the bound.", mended(_not_singular, lambda r: 1 / r)),
        Mistake("That is the information; the bound is one over its root.", mended(_not_singular, lambda r: r**-0.5)),
        Mistake(
            "The noise has not entered, or is that of another picture: twice the noise is twice the bound.",
            lambda t: t.arguments[2] == 1 or _not_singular(altered(t, lambda r, a, b, noise: r * noise)) < 1e-6,
        ),
        Mistake(
            "The pixels are averaged. Each of them adds to what is known: the sum is wanted.",
            lambda t: _not_singular(altered(t, lambda r, a, b, noise: r / np.sqrt(np.size(a)))) < 1e-6,
        ),
    ),
    hints=(
        "Take from ∂I/∂ϑ the part that looks like a move of the lamp. What is left has a length.",
        "The part along b is b (a·b)/(b·b), sums over all pixels; b may be zero.",
    ),
    forbids=("physdl.neural.learned",),
    undefined="A lamp that changes nothing leaves nothing to take away: do not divide by its square. (Or have the two "
    "arrays been exchanged?)",
    stops={
        "LinAlgError": "A lamp that changes nothing makes Fisher's matrix singular. There is nothing to take away.",
    },
)

# ---- 3.9-2 ---------------------------------------------------------------------------------------------------------


def filmed(stiffness, friction, *, dt=0.1, frames=280, start=(1.0, 0.0), rng=None):
    """Return the case of the track of a spring, from its exact solution, and of the same track with noise."""
    w2, half = stiffness - friction**2 / 4, friction / 2
    t, (x, v) = dt * np.arange(frames), start
    w = np.sqrt(complex(w2))
    track = np.exp(-half * t) * (x * np.cos(w * t) + (v + half * x) * np.sin(w * t) / w).real
    rng = np.random.default_rng(0) if rng is None else rng
    dirty = track + 0.01 * rng.standard_normal(frames)
    return Case(((track, dt), (dirty, dt)), {"true": (stiffness, friction)})


def some_spring(rng):
    """Return the case of a spring that is drawn; its noisy track swings for long enough."""
    stiffness = float(rng.uniform(0.6, 2.5))
    return filmed(
        stiffness,
        float(rng.uniform(-0.03, 0.06)),
        dt=float(rng.uniform(0.05, 0.1)),
        frames=int(rng.integers(280, 360)),
        start=(float(rng.uniform(0.8, 1.5)), float(rng.uniform(-0.5, 0.5))),
        rng=rng,
    )


def _clean_off(trial, change=lambda r: r):
    return float(np.max(np.abs(change(trial.results[0]) - trial.facts["true"])))


def _noisy_off(trial):
    return float(np.max(np.abs(trial.results[1] - trial.facts["true"])))


def _one_side(trial):
    """Return whether both numbers are too small by the same factor, with noise as without."""
    (k, c), (found, friction) = trial.facts["true"], trial.results[0]
    alike = abs(c) < 0.005 or abs(friction / c - found / k) < 0.05
    return bool(alike and 0.2 < found / k < 0.997 and abs(trial.results[1][0] - found) < 0.01)


SPRING = Exercise(
    id="3.9-2",
    entry="spring",
    signature="spring(track, dt)",
    returns=Returns("real", (2,)),
    cases=(
        filmed(1.0, 0.0, frames=280),
        filmed(2.2, 0.05, dt=0.08, frames=300),
        filmed(0.7, 0.03, dt=0.05, frames=360, start=(0.9, 0.4)),
        filmed(1.5, -0.02, dt=0.07, frames=300, start=(0.8, -0.3)),  # something pushes
    ),
    fresh=some_spring,
    properties=(
        Property(
            "without noise, stiffness and friction are those of the film, to 1e-5",
            _clean_off,
            tolerance=1e-5,
            near=1e-4,
            says="The worse of the two is off by {error}.",
        ),
        Property(
            "with an error of 0.01 in each frame they are found to 0.01",
            _noisy_off,
            tolerance=0.01,
            says="The worse of the two is off by {error}.",
        ),
    ),
    mistakes=(
        Mistake("The order is: stiffness, then friction.", mended(_clean_off, lambda r: r[::-1], tolerance=1e-4)),
        Mistake(
            "Both have the sign turned round: the law is x'' = −k x − c x'.",
            mended(_clean_off, lambda r: -r, tolerance=1e-4),
        ),
        Mistake(
            "The friction has the sign turned round.",
            lambda t: t.facts["true"][1] == 0 or _clean_off(t, lambda r: np.array([r[0], -r[1]])) < 1e-4,
        ),
        Mistake(
            "The first is the frequency; the stiffness of a unit mass is its square.",
            mended(_clean_off, lambda r: np.array([r[0] ** 2, r[1]]), tolerance=1e-3),
        ),
        Mistake(
            "The time between frames has not entered: the numbers are for frames, not for seconds.",
            lambda t: _clean_off(t, lambda r: r / np.array([t.arguments[1] ** 2, t.arguments[1]])) < 1e-3,
        ),
        Mistake(
            "The first is the square of the frequency; the stiffness is c²/4 more.",
            lambda t: (
                abs(t.facts["true"][1]) < 0.01 or _clean_off(t, lambda r: np.array([r[0] + r[1] ** 2 / 4, r[1]])) < 1e-5
            ),
        ),
        Mistake(
            "The friction c is twice the rate at which the swing dies.",
            lambda t: t.facts["true"][1] == 0 or _clean_off(t, lambda r: np.array([r[0], 2 * r[1]])) < 1e-4,
        ),
        Mistake("Both numbers are half of the true ones.", mended(_clean_off, lambda r: 2 * r, tolerance=1e-3)),
        Mistake(
            "Without noise it is nearly right and with noise it is far off: the derivatives are taken of the track. "
            "Take them of a bump.",
            lambda t: _clean_off(t) < 0.02 and _noisy_off(t) > 0.01,
        ),
        Mistake(
            "Both numbers are too small by one factor. If it is the same in all films, a constant of the bump's "
            "derivatives has been lost; if not, one side is smeared and the other is not.",
            _one_side,
        ),
        Mistake(
            "Digits are missing: they have been rounded away, or the bump's ends are too rough for the sums: take the "
            "sixth power, or more frames.",
            lambda t: _clean_off(t) < 1e-4 and _noisy_off(t) < 0.01,
            rounding=True,
        ),
    ),
    hints=(
        "Smear the track with a bump φ, with its first and with its second derivative: x, x' and x'' of one smeared "
        "swing.",
        "Then −x'' = k x + c x' at every place of the bump: two unknowns, least squares. A bump over some 30 frames "
        "does for both properties, if it is smoother at its ends than the lesson's: the sixth power, not the fourth.",
    ),
    forbids=("physdl.neural.learned",),
)

# ---- 3.9-3 ---------------------------------------------------------------------------------------------------------


def _field(parameters, z):
    """Return J dH of H = Σ a tanh(W z + b), for parameters in one flat vector."""
    d, m = z.shape[1], len(parameters) // (z.shape[1] + 2)
    W, b, a = parameters[: m * d].reshape(m, d), parameters[m * d : m * d + m], parameters[m * d + m :]
    slope = (a * (1 - np.tanh(z @ W.T + b) ** 2)) @ W
    return np.concatenate([slope[:, d // 2 :], -slope[:, : d // 2]], axis=1)


def _acts(trial, change=lambda r, *_: r, w=lambda w: w):
    """Return how far ⟨result, change⟩ is from how ⟨w, J dH⟩ changes, for three changes of the parameters."""
    (W, b, a, z, given), found = trial.arguments, change(trial.result, *trial.arguments)
    at = np.concatenate([np.ravel(W), b, a]).astype(float)
    rng, worst = np.random.default_rng(5), 0.0
    for _ in range(3):
        step = rng.standard_normal(len(at))
        moved = _field(at + 1e-30j * step, np.asarray(z, dtype=float)).imag / 1e-30
        wanted = np.sum(w(np.asarray(given, dtype=float)) * moved)
        size = np.sum(np.abs(given * moved)) + np.linalg.norm(found) * 1e-3
        worst = max(worst, abs(found @ step - wanted) / size)
    return worst


def scalar_network(rng, hidden=6, states=8, pairs=1):
    """Return arguments of the third exercise."""
    W, b, a = rng.normal(size=(hidden, 2 * pairs)), rng.normal(size=hidden), rng.normal(size=hidden)
    z, w = rng.normal(size=(2, states, 2 * pairs))
    return W, b, a, z, w


def _third(seed, **keywords):
    return Case.call(*scalar_network(np.random.default_rng(seed), **keywords))


def _plainly(w):
    """Return the covector that makes J of what was taken without it."""
    d = w.shape[1] // 2
    return np.concatenate([w[:, d:], -w[:, :d]], axis=1)


def _readout_only(trial):
    (W, b, a, z, w), found = trial.arguments, trial.result
    m = len(a)
    rest = np.concatenate([np.zeros(len(found) - m), found[-m:]])
    at = np.concatenate([np.ravel(W), b, a]).astype(float)
    step = np.concatenate([np.zeros(len(at) - m), np.arange(1.0, m + 1)])
    moved = _field(at + 1e-30j * step, np.asarray(z, dtype=float)).imag / 1e-30
    return bool(abs(rest @ step - np.sum(w * moved)) < 1e-8 * np.sum(np.abs(w * moved))) and _acts(trial) > 1e-4


def _by_columns(r, W, *_):
    return np.concatenate([r[: np.size(W)].reshape(np.shape(W)[::-1]).T.ravel(), r[np.size(W) :]])


def _order(names):
    """Return the change that puts parts handed over in this order into that of W, b, a."""

    def change(r, W, b, a, *_):
        sizes = {"W": np.size(W), "b": len(b), "a": len(a)}
        ends = np.cumsum([sizes[name] for name in names])
        parts = {name: r[end - sizes[name] : end] for name, end in zip(names, ends, strict=True)}
        return np.concatenate([parts[name] for name in "Wba"])

    return change


_OTHER_ORDERS = tuple(_order(names) for names in ("Wab", "bWa", "baW", "aWb", "abW"))

THROUGH = Exercise(
    id="3.9-3",
    entry="through",
    signature="through(W, b, a, z, w)",
    returns=Returns("real", lambda W, b, a, z, w: (np.size(W) + len(b) + len(a),)),
    cases=(
        _third(0, hidden=1, states=1),
        _third(1),
        _third(2, hidden=24, states=30),
        _third(3, pairs=2),
        Case.call(
            np.array([[1, 0], [1, 2]]), np.array([0, 1]), np.array([2, 1]), np.array([[0, 1]]), np.array([[1, 1]])
        ),
    ),
    fresh=lambda rng: Case.call(
        *scalar_network(rng, int(rng.integers(3, 12)), int(rng.integers(3, 12)), int(rng.integers(1, 3)))
    ),
    properties=(
        Property(
            "paired with a change of the parameters it says how ⟨w, J dH⟩ changes",
            _acts,
            tolerance=1e-9,
            near=1e-7,
            says="For the worst of three changes it is off by {error} of the sizes that add up.",
        ),
    ),
    mistakes=(
        Mistake(
            "The sign is turned round: w comes back through J *transposed*.",
            mended(_acts, lambda r: -r),
        ),
        Mistake(
            "w has not been turned at all: this is the pullback through dH.", lambda t: _acts(t, w=_plainly) < 1e-6
        ),
        Mistake(
            "The states are averaged; a pullback is a sum over them.",
            lambda t: len(t.arguments[3]) == 1 or _acts(t, lambda r, W, b, a, z, w: r * len(z)) < 1e-6,
        ),
        Mistake(
            "The share of a is right, that of W or b is not: look whether the slope 1 − y² moves with its own "
            "derivative, a in front of it, and whether W is counted in both of its places.",
            _readout_only,
        ),
        Mistake(
            "The order is: W row after row, then b, then a.",
            lambda t: any(_acts(t, change) < 1e-6 for change in (_by_columns, *_OTHER_ORDERS)),
        ),
    ),
    hints=(
        "With v = Jᵀw the number is Σ aₘ (1 − yₘ²) (W v)ₘ, over all states. Differentiate it by a, b and W.",
        "The derivative of 1 − y² by what stands in the tanh is −2 y (1 − y²). W stands in the tanh and in W v.",
    ),
    forbids=("physdl.neural",),
)

# ---- 3.9-4 ---------------------------------------------------------------------------------------------------------


def _residue(picture, template, gain, shift):
    return picture - gain * template - shift


def _not_square(trial):
    """Return how far the residue is from being perpendicular to the constant, and to the template where it counts."""
    (picture, templates), (index, gain, shift) = trial.arguments, trial.result
    if not (index == int(index) and 0 <= index < len(templates)) or gain < 0:
        return np.inf
    template = templates[int(index)]
    rest = _residue(picture, template, gain, shift)
    size = np.linalg.norm(picture) * np.sqrt(picture.size) + 1e-300
    along = template - template.mean()
    push = np.sum(rest * along) / (np.linalg.norm(along) * np.linalg.norm(picture) + 1e-300)
    return max(abs(rest.sum()) / size, abs(push) if gain > 0 else max(push, 0.0))


def _beaten(trial):
    """Return by how much another template, with the best of a ladder of gains, leaves less of the picture."""
    (picture, templates), (index, gain, shift) = trial.arguments, trial.result
    left = np.sum(_residue(picture, templates[int(index)], gain, shift) ** 2)
    flat, ladder = picture - picture.mean(), np.concatenate([[0.0], np.geomspace(0.02, 50, 800)])
    best = left
    for template in templates:
        along = template - template.mean()
        inner, square = np.sum(flat * along), np.sum(along * along)
        best = min(best, np.sum(flat * flat) + np.min(ladder**2 * square - 2 * ladder * inner))
    return (left - best) / (np.sum(flat * flat) + 1e-300)


def hung(rng, count=9, pixels=8, gain=None, noise=0.1, negative=False, lifted=False):
    """Return the case of one of several templates under a lamp of unknown strength; one may be its negative.

    If it is `lifted`, the one that fits is a bright one, and the picture a dark one.
    """
    templates = rng.uniform(0, 1, (count, pixels, pixels)) * (1.0 if lifted else rng.uniform(0.3, 3, (count, 1, 1)))
    gain = float(rng.uniform(0.3, 3)) if gain is None else gain
    true = int(rng.integers(count))
    templates[true] += 5.0 * lifted
    shift = -1.15 * gain * 5.0 if lifted else rng.uniform(-1, 1)
    picture = gain * templates[true] + shift + noise * rng.standard_normal((pixels, pixels))
    if negative:
        templates = np.concatenate([templates, templates[true : true + 1].max() - templates[true : true + 1]])
        templates[true] += 0.6 * rng.standard_normal((pixels, pixels)) * templates[true].std()
    return Case.call(picture, templates)


def _by_distance(picture, templates):
    return int(np.argmin(np.sum((templates - picture) ** 2, axis=(1, 2))))


def _by_product(picture, templates):
    return int(np.argmax(np.sum(templates * picture, axis=(1, 2))))


# choices of a template that forget the mean of the picture or that of the template
_UNSHIFTED = (
    lambda product, flat, length, contrast: flat / length,
    lambda product, flat, length, contrast: product / length,
    lambda product, flat, length, contrast: np.maximum(product, 0) / length,
    lambda product, flat, length, contrast: (product / length) ** 2,
    lambda product, flat, length, contrast: product / contrast,
)


def _as_if_unshifted(choice):
    def shows(trial):
        picture, templates = trial.arguments
        product, flat = (np.sum(templates * p, axis=(1, 2)) for p in (picture, picture - picture.mean()))
        length, contrast = np.sqrt(np.sum(templates**2, axis=(1, 2))), templates.std(axis=(1, 2))
        return trial.result[0] == int(np.argmax(choice(product, flat, length, contrast)))

    return Mistake(
        "The template is chosen as if there were no shift: take the mean off the picture and off each template before "
        "they are compared.",
        shows,
    )


def _free_sign(trial):
    """Return whether the fit is one with gains of either sign; the case of 2 × 2 has no other than a negative one."""
    (picture, templates), (index, gain, shift) = trial.arguments, trial.result
    template = templates[int(index)]
    rest = np.sum(_residue(picture, template, gain, shift) * (template - template.mean()))
    fits = abs(rest) < 1e-6 * np.linalg.norm(picture) * np.linalg.norm(template)
    return bool(fits and (gain < 0 or picture.size > 4))


LAMP = Exercise(
    id="3.9-4",
    entry="best_template",
    signature="best_template(picture, templates)",
    returns=Returns("real", (3,)),
    cases=(
        hung(np.random.default_rng(0)),
        hung(np.random.default_rng(1), count=30, pixels=12),
        hung(np.random.default_rng(2), negative=True),
        hung(np.random.default_rng(3), count=1),
        hung(np.random.default_rng(5), gain=0.05, noise=0.3),
        hung(np.random.default_rng(12), gain=1.3, lifted=True),
        Case.call(np.array([[1, 0], [0, 1]]), np.array([[[0, 1], [1, 0]]])),  # best without it
    ),
    fresh=lambda rng: [
        hung(rng, int(rng.integers(4, 20)), int(rng.integers(6, 12))),
        hung(rng, 6, 8, negative=True),
        hung(rng, 9, 8, lifted=True),
    ],
    properties=(
        Property(
            "with this template, gain and shift no other gain and shift leave less",
            _not_square,
            tolerance=1e-9,
            near=1e-7,
            says="What is left could be made smaller: it leans by {error} towards the template or a constant.",
        ),
        Property(
            "no other template leaves less",
            _beaten,
            tolerance=1e-5,
            says="Another one leaves less, by {error} of the picture's square.",
        ),
    ),
    mistakes=(
        Mistake(
            "The templates are numbered from 0.", lambda t: _not_square(altered(t, lambda r, *_: r - [1, 0, 0])) < 1e-9
        ),
        Mistake(
            "The template is the one that is nearest as it is. Another may be nearer once it is brightened and "
            "shifted.",
            lambda t: t.result[0] == _by_distance(*t.arguments),
        ),
        Mistake(
            "The template is the one with the largest product with the picture: that favours bright ones. Take off its "
            "mean and divide by its length.",
            lambda t: t.result[0] == _by_product(*t.arguments),
        ),
        Mistake(
            "The shift is left out: what is left has a mean that is not zero.",
            lambda t: t.result[2] == 0,
        ),
        *(_as_if_unshifted(choice) for choice in _UNSHIFTED),
        Mistake(
            "A gain is negative: a lamp does not make the bright parts dark. If no positive gain helps, it is zero.",
            _free_sign,
        ),
        Mistake(
            "The order is: number of the template, gain, shift.",
            mended(_not_square, lambda r: r[[0, 2, 1]]),
        ),
    ),
    hints=(
        "For one template it is a straight line through the pairs (template's pixel, picture's pixel): slope and "
        "intercept by least squares.",
        "What is left after the best slope is Σ p² − (Σ p t)²/Σ t², with the means taken off both. Where Σ p t is "
        "negative the slope is zero and nothing is gained.",
    ),
    forbids=("physdl.neural.learned",),
    undefined="Each template has some contrast, so the sum of its squares, the mean taken off, is not zero.",
)

EXERCISES = (BOUND, SPRING, THROUGH, LAMP)
READ_BY_HAND = ("3.9-5",)
