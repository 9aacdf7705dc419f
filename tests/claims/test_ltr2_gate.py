"""LTR-2: four neurons multiply two numbers; how well, at which scale, and why not better."""

import mpmath
import numpy as np
import pytest
from measures import power

from physdl.cheap import hidden_units, leading_error, multiplication_gate, taylor_coefficients
from physdl.neural import Sigmoid, Softplus, Tanh

EPS = np.finfo(float).eps
POINTS = {
    "tanh at 0.5": (Tanh, 0.5),
    "softplus at 0": (Softplus, 0.0),
    "sigmoid at 1": (Sigmoid, 1.0),
}
QUARTIC = float(np.arctanh(np.sqrt(2 / 3)))  # where the fourth derivative of tanh vanishes
SCALES = np.geomspace(10**-3.5, 10**-1.5, 17)


def pairs(count=2000):
    return np.random.default_rng(21).uniform(-1, 1, (count, 2))


def error(kind, point, scale, uv=None):
    """Return the largest error on the square, relative to the largest |uv|."""
    uv = pairs() if uv is None else uv
    product = uv.prod(axis=1)
    gate = multiplication_gate(kind(), scale, point=point)
    assert hidden_units(gate) == 4
    return np.abs(gate(uv)[:, 0] - product).max() / np.abs(product).max()


@pytest.mark.parametrize(("kind", "point"), POINTS.values(), ids=POINTS)
def test_slope_two(ledger, kind, point):
    a = taylor_coefficients(kind(), point, 4)
    assert a[2] != 0, "the hypothesis of the claim"
    assert a[4] != 0, "the hypothesis of the claim"
    found = power(SCALES, [error(kind, point, s) for s in SCALES])
    assert abs(found - 2) <= 0.02
    name = f"{kind.__name__.lower()} at {point:g}"
    ledger(
        claim="LTR-2",
        part="slope",
        needed=f"{name}: slope 2 ± 0.02 for scales 10^−3.5…10^−1.5, error relative to max|uv|",
        measured=f"{name}: {found:.4f}",
        tolerance=0.02,
        value=abs(found - 2),
        hypotheses="σ'' ≠ 0 and σ'''' ≠ 0 at the point; inputs of size 1",
    )


def test_the_window_depends_on_the_point(ledger):
    """Softplus at 1 bends as well, but σ''''/σ'' is small there: at the lower end rounding has already come in."""
    found = power(SCALES, [error(Softplus, 1.0, s) for s in SCALES])
    upper = SCALES[SCALES > 10**-2.8]
    above = power(upper, [error(Softplus, 1.0, s) for s in upper])
    assert abs(found - 2) > 0.02
    assert abs(above - 2) <= 0.02
    ratios = [12 * leading_error(kind(), point)[1] for kind, point in (*POINTS.values(), (Softplus, 1.0))]
    ledger(
        claim="LTR-2",
        part="slope",
        needed="softplus at 1, where σ''''/σ'' is small: the same window is too wide",
        measured=f"softplus at 1: {found:.3f} from 10^−3.5, {above:.4f} from 10^−2.8; "
        f"σ''''/σ'' is {ratios[-1]:.2f} there, and {', '.join(f'{r:.2f}' for r in ratios[:-1])} at the points above",
        hypotheses="σ''''/σ'' not small against 1",
    )


@pytest.mark.parametrize(("kind", "point"), POINTS.values(), ids=POINTS)
def test_cancellation(ledger, kind, point):
    """The floor: best near eps^¼, about 1e-8, and slope −2 below, because four numbers of order 1 leave 4λ²σ''uv."""
    scales = np.geomspace(1e-6, 1e-2, 81)
    errors = np.array([error(kind, point, s) for s in scales])
    best, where = errors.min(), scales[errors.argmin()]
    below = np.geomspace(10**-6.5, 10**-4.75, 81)
    falling = power(below, [error(kind, point, s) for s in below])
    sigma, second = abs(kind()(np.array([point]))[0]), 2 * abs(taylor_coefficients(kind(), point, 2)[2])
    # In units of the last place of σ(p), what the four roundings have left of the product.
    lost = [error(kind, point, s) * 4 * s**2 * second / (EPS * sigma) for s in below]
    assert 1e-9 < best < 1e-7
    assert 0.1 < where / EPS**0.25 < 10
    assert abs(falling + 2) < 0.02
    assert 0.3 < min(lost) <= max(lost) < 4
    ledger(
        claim="LTR-2",
        part="cancellation",
        needed=f"{kind.__name__.lower()} at {point:g}: best near 1e-8 near eps^¼ = {EPS**0.25:.0e}, slope −2 below",
        measured=f"{kind.__name__.lower()} at {point:g}: best {best:.1e} at {where:.1e}; slope {falling:.3f}; "
        f"the error there is {min(lost):.1f} to {max(lost):.1f} times eps σ(p)/(4 λ² σ'')",
        tolerance=0.02,
        value=abs(falling + 2),
        hypotheses="double precision; σ, σ'' and σ'''' of about one size at the point",
    )


def test_the_floor_is_rounding():
    """With forty digits there is no floor: the error keeps falling with slope 2 down to a scale of 1e-8."""
    uv = pairs(20)
    with mpmath.workdps(60):
        second = mpmath.diff(mpmath.tanh, 0.5, 2)

        def gate(u, v, scale):
            p, s, d = mpmath.mpf(1) / 2, scale * (u + v), scale * (u - v)
            t = mpmath.tanh
            return (t(p + s) + t(p - s) - t(p + d) - t(p - d)) / (4 * scale**2 * second)

        def worst(scale):
            products = [(mpmath.mpf(u), mpmath.mpf(v)) for u, v in uv.tolist()]
            errors = [abs(gate(u, v, scale) - u * v) for u, v in products]
            return float(max(errors) / max(abs(u * v) for u, v in products))

        errors = [worst(mpmath.mpf(10) ** -k) for k in (4, 6, 8)]
    np.testing.assert_allclose(np.log10(np.divide(errors[:-1], errors[1:])), 4, atol=1e-6)
    assert error(Tanh, 0.5, 1e-8, uv) > 0.1 > 1e-10 > errors[-1]


def test_slope_four(ledger):
    """Where the fourth derivative vanishes the next power is λ⁴, and the best is better."""
    assert leading_error(Tanh(), QUARTIC)[0] == 4
    scales = np.geomspace(10**-1.75, 10**-0.75, 9)
    found = power(scales, [error(Tanh, QUARTIC, s) for s in scales])
    below = np.geomspace(10**-5.5, 10**-3.5, 81)
    falling = power(below, [error(Tanh, QUARTIC, s) for s in below])
    fine = np.geomspace(1e-4, 1e-1, 61)
    best = min(error(Tanh, QUARTIC, s) for s in fine)
    assert abs(found - 4) < 0.02
    assert abs(falling + 2) < 0.02
    assert 1e-12 < best < 1e-9
    ledger(
        claim="LTR-2",
        part="cancellation",
        needed="tanh at artanh √⅔ = 1.146, where the fourth derivative vanishes: slope 4",
        measured=f"tanh at 1.146: slope {found:.3f}; best {best:.0e}, near eps^⅔ = {EPS ** (2 / 3):.0e}, "
        f"and slope {falling:.2f} below",
        tolerance=0.02,
        value=abs(found - 4),
    )


def test_no_gate_without_a_bend():
    """The hypothesis is needed: with σ'' → 0 the same four neurons get worse at every scale."""
    near = [error(Tanh, p, 1e-3) for p in (0.5, 1e-2, 1e-3)]
    floors = [min(error(Tanh, p, s) for s in np.geomspace(1e-4, 1e-1, 31)) for p in (0.5, 1e-2, 1e-3)]
    assert floors[0] < floors[1] < floors[2]
    assert near[0] < 2e-6
    with pytest.raises(ValueError, match="second derivative is not zero"):
        multiplication_gate(Tanh(), point=0.0)
