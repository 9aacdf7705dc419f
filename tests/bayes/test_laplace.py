"""Laplace's approximation: exact where it must be, of order 1/N elsewhere, refused where it cannot hold."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import multivariate_normal

from physdl.bayes import known_noise, laplace_approximation, log_occam_factor, moments


def test_exact_for_a_gaussian():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(30, 3))
    y = x @ [1.0, 0.0, -2.0] + 0.5 * rng.normal(size=30)

    def action(theta):
        misfit = np.sum((y - theta @ x.T) ** 2, axis=-1) / 0.5 + 15 * np.log(2 * np.pi * 0.25)
        return misfit + np.sum(theta**2, axis=-1) / 8 + 1.5 * np.log(2 * np.pi * 4)

    found = laplace_approximation(action, np.zeros(3))
    np.testing.assert_allclose(found.log_integral, known_noise(moments(x, y), 0.25, 0.5).log_evidence, rtol=1e-12)
    np.testing.assert_allclose(found.mode, np.linalg.solve(x.T @ x + 0.0625 * np.eye(3), x.T @ y), rtol=1e-10)


def test_error_of_order_one_over_n():
    """A coin's log-odds under a logistic prior: ∫ e^{−N L(t)} over t, by quadrature."""

    def action(n):
        return lambda t: (n + 2) * np.log1p(np.exp(t[..., 0])) - (0.3 * n + 1) * t[..., 0]

    errors = []
    for n in (100, 200, 400, 800):
        found = laplace_approximation(action(n), [0.0])
        low = found.action
        value, _ = quad(lambda t, n=n, low=low: np.exp(low - action(n)(np.array([t]))), -4, 2, epsrel=1e-12, limit=200)
        errors.append(np.log(value) - low - found.log_integral)
    orders = np.log2(np.abs(np.divide(errors[:-1], errors[1:])))
    np.testing.assert_allclose(orders, 1.0, atol=0.03)


def test_finds_the_floor_of_a_bent_valley():
    found = laplace_approximation(
        lambda t: 50 * (t[..., 1] - t[..., 0] ** 2) ** 2 + (1 - t[..., 0]) ** 2, np.array([-1.2, 1.0])
    )
    np.testing.assert_allclose(found.mode, [1.0, 1.0], rtol=0, atol=1e-8)
    assert found.action < 1e-16


def test_a_start_on_a_saddle_side_still_finds_a_minimum():
    found = laplace_approximation(lambda t: (t[..., 0] ** 2 - 1) ** 2 + t[..., 1] ** 2, np.array([0.1, 0.5]))
    np.testing.assert_allclose(np.abs(found.mode), [1.0, 0.0], rtol=0, atol=1e-8)


def test_occam_factor_is_the_posterior_over_the_prior():
    """With a flat prior of volume V it is the volume (2π)^{k/2}/√det NI of the posterior, divided by V."""
    information = np.array([[2.0, 0.5], [0.5, 1.0]])
    posterior = multivariate_normal([0, 0], np.linalg.inv(70 * information))
    found = log_occam_factor(information, -np.log(9.0), 70)
    np.testing.assert_allclose(found, -posterior.logpdf([0, 0]) - np.log(9.0), rtol=1e-13)
    many = log_occam_factor(information, -np.log(9.0), np.array([70, 7000]))
    np.testing.assert_allclose(np.diff(many), -np.log(100), rtol=1e-13)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: laplace_approximation(lambda t: (t[..., 0] * t[..., 1]) ** 2, np.array([1.0, 0.3])),
            "positive definite Hessian at its minimum; got eigenvalues from .* The model is singular there",
        ),
        (
            lambda: laplace_approximation(lambda t: -np.log1p(t[..., 0] ** 2), [0.5]),
            "minimum that Newton's method reaches",
        ),
        (lambda: laplace_approximation(lambda t: t[..., 0] ** 2, [np.nan]), "`start` must be finite"),
        (lambda: log_occam_factor(np.diag([1.0, 0.0]), 0.0), "positive definite; got an eigenvalue 0.*singular"),
        (lambda: log_occam_factor([[1.0, 2.0], [0.0, 1.0]], 0.0), "`information` must be symmetric"),
        (lambda: log_occam_factor(np.eye(2)[:1], 0.0), r"`information` must have shape \(1, 1\)"),
        (lambda: laplace_approximation(lambda t: t[..., 0] + np.inf, [0.0]), r"`action\(start\)` must be finite"),
        (lambda: log_occam_factor(np.eye(2), 0.0, -3), "`count` must be positive"),
        (lambda: log_occam_factor(np.eye(2), -np.inf), "`log_prior` must be finite"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
