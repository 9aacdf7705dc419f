"""TM-3, its smooth half: d² = 0 and d φ* = φ* d to rounding, under random diffeomorphisms that are far from linear."""

from itertools import combinations
from math import comb

import numpy as np
from measures import STEP

from physdl.forms.calculus import Form, exterior_derivative, pullback_form

POINTS = 40


def random_form(rng, k, n):
    size = comb(n, k)
    wave, phase, bend = rng.standard_normal((size, n)), rng.uniform(0, 6, size), rng.standard_normal((size, n))
    return Form(lambda x: np.sin(x @ wave.T + phase) * np.exp(0.3 * np.cos(x @ bend.T)) + (x @ bend.T) ** 2, k, n)


def random_diffeomorphism(rng, n):
    """Return shears in alternating coordinates after a rotation: invertible whatever the sizes, its Jacobian is not 1.

    x_i ← x_i·exp(0.3 sin w·y) + sin(u·y), where y are the other coordinates.
    """
    turn = np.linalg.qr(rng.standard_normal((n, n)))[0]
    stretches, shifts = 1.2 * rng.standard_normal((2, n, n))

    def phi(x):
        x = x @ turn.T
        for i in range(n):
            rest = np.arange(n) != i
            y = x * rest
            moved = x[..., i] * np.exp(0.3 * np.sin(y @ stretches[i])) + np.sin(y @ shifts[i])
            x = np.where(rest, x, moved[..., None])
        return x

    return phi


def cancelled(form, x):
    """Return |d dω| over the sum of the sizes of the terms that cancel in it: second derivatives of ω."""
    n = form.dimension
    second = np.abs(exterior_derivative(exterior_derivative(form))(x)).max()
    h, size = 1e-3, 0.0
    for i in range(n):
        step = h * np.eye(n)[i]
        size = max(size, np.abs(form(x + step) - 2 * form(x) + form(x - step)).max() / h**2)
    return second / size


def fed(components, arrows):
    """Return Σ_I ω_I det of rows I of the arrows, shape (points,): a form's value on arrows (points, k, n)."""
    _, k, n = arrows.shape
    minors = [np.linalg.det(arrows[..., list(rows)]) if k else 1.0 for rows in combinations(range(n), k)]
    return sum(part * minor for part, minor in zip(np.moveaxis(components, -1, 0), minors, strict=True))


def change(components, x, arrows):
    """Return dω fed with k + 1 constant arrows, Σ_s (−1)^s ∂_{v_s} ω(…, v_s left out, …), by complex step."""
    found = np.zeros(len(x))
    for s in range(arrows.shape[1]):
        moved = components(x + 1j * STEP * arrows[:, s]).imag / STEP
        found += (-1) ** s * fed(moved, np.delete(arrows, s, axis=1))
    return found


def test_d_squared_vanishes(ledger):
    rng = np.random.default_rng(3)
    worst, smallest = 0.0, np.inf
    for n in (2, 3, 4):
        for k in range(n - 1):
            for _ in range(5):
                phi, form = random_diffeomorphism(rng, n), random_form(rng, k, n)
                x = rng.uniform(-1, 1, (POINTS, n))
                for omega in (form, pullback_form(phi, form)):
                    worst = max(worst, cancelled(omega, x))
                    smallest = min(smallest, np.abs(exterior_derivative(omega)(x)).max())
    assert smallest > 0.1, "a closed form proves nothing"
    assert worst <= 1e-12
    ledger(
        claim="TM-3",
        part="smooth forms",
        needed="d(dω) ≤ 1e-12 of the second derivatives that cancel in it; before and after random diffeomorphisms",
        measured=f"d(dω) {worst:.0e} in dimensions 2 to 4",
        tolerance=1e-12,
        value=worst,
    )


def test_d_commutes_with_the_pullback(ledger):
    """Both sides equal each other, and what the definition says by other means, fed with random arrows."""
    rng, draw = np.random.default_rng(4), np.random.default_rng(40)
    worst, defined, bend = 0.0, 0.0, np.inf
    for n in (2, 3, 4):
        for k in range(n):
            for _ in range(5):
                phi, form = random_diffeomorphism(rng, n), random_form(rng, k, n)
                x = rng.uniform(-1, 1, (POINTS, n))
                left = exterior_derivative(pullback_form(phi, form))(x)
                right = pullback_form(phi, exterior_derivative(form))(x)
                assert np.abs(left).max() > 0.1
                worst = max(worst, np.abs(left - right).max() / np.abs(left).max())
                arrows = draw.standard_normal((POINTS, k + 1, n))
                sent = np.stack([phi(x + 1j * STEP * v).imag / STEP for v in np.moveaxis(arrows, 1, 0)], axis=1)
                plain = change(form, phi(x), sent)
                assert np.abs(plain).max() > 0.1
                for side in (left, right):
                    defined = max(defined, np.abs(fed(side, arrows) - plain).max() / np.abs(plain).max())
                middle = phi((x[::2] + x[1::2]) / 2) - (phi(x[::2]) + phi(x[1::2])) / 2
                bend = min(bend, np.abs(middle).max())
    assert bend > 0.1, "a linear map proves nothing"
    assert worst <= 1e-12
    assert defined <= 1e-12
    ledger(
        claim="TM-3",
        part="smooth forms",
        needed="d(φ*ω) = φ*(dω) = the definition by complex step, to 1e-12 relative under random diffeomorphisms",
        measured=f"d(φ*ω) − φ*(dω) {worst:.0e}, to the definition {defined:.0e}; dimensions 2 to 4, all degrees",
        tolerance=1e-12,
        value=max(worst, defined),
    )
