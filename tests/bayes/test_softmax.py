"""A network of one layer: its weights against a general minimiser and statsmodels, its evidence against quadrature."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.integrate import quad
from scipy.optimize import minimize
from scipy.special import logsumexp

from physdl.bayes.softmax import fit_softmax
from physdl.duals import hessian


def data(seed, count=120, columns=4, classes=3):
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(count), rng.normal(size=(count, columns - 1))])
    scores = x @ rng.normal(size=(columns, classes)) + rng.gumbel(size=(count, classes))
    return x, scores.argmax(axis=1)


def action(weights, x, labels, precision):
    scores = x @ weights
    told = scores[np.arange(len(x)), labels]
    return np.sum(logsumexp(scores, axis=1) - told) + precision / 2 * np.sum(weights**2)


@pytest.mark.parametrize("precision", [0.01, 1.0, 50.0])
def test_weights_by_a_general_minimiser(precision):
    x, labels = data(1)
    fit = fit_softmax(x, labels, 3, precision, tolerance=1e-12)
    found = minimize(
        lambda w: action(w.reshape(4, 3), x, labels, precision), np.zeros(12), method="BFGS", options={"gtol": 1e-8}
    )
    assert action(fit.weights, x, labels, precision) <= found.fun + 1e-9
    assert np.allclose(fit.weights, found.x.reshape(4, 3), rtol=0, atol=1e-4)
    assert np.allclose(fit.weights.sum(axis=1), 0, atol=1e-10)
    assert fit.log_likelihood == pytest.approx(precision / 2 * np.sum(fit.weights**2) - found.fun, abs=1e-6)


def test_without_a_prior_it_is_statsmodels_multinomial_logit():
    x, labels = data(2, count=400)
    fit = fit_softmax(x, labels, 3, 1e-7, tolerance=1e-14)
    theirs = sm.MNLogit(labels, x).fit(disp=0, method="newton", tol=1e-14)
    ours = fit.weights[:, 1:] - fit.weights[:, :1]
    assert np.allclose(ours, theirs.params, rtol=0, atol=2e-6)
    assert fit.log_likelihood == pytest.approx(theirs.llf, abs=1e-8)


def test_each_step_of_the_bound_lowers_the_action():
    """Böhning's matrix is above the Hessian: its quadratic form is never below the other."""
    rng = np.random.default_rng(3)
    x, labels = data(3, classes=4)
    for scale in (0.1, 1.0, 5.0):
        fit = fit_softmax(x, labels, 4, 0.5)
        moved = type(fit)(scale * rng.normal(size=(4, 4)), 0.5, 0.0, 0)
        bound = 0.5 * np.kron(np.eye(4) - 0.25, x.T @ x) + 0.5 * np.eye(16)
        assert np.linalg.eigvalsh(bound - moved._hessian(x)).min() > -1e-8


def test_the_hessian_by_exact_derivatives():
    x, labels = data(4, count=20)
    fit = fit_softmax(x, labels, 3, 0.7)

    def of(theta):
        total = 0.35 * np.sum(theta**2, axis=-1)
        for row, label in zip(x, labels, strict=True):
            scores = [np.sum(row * theta[..., 4 * c : 4 * c + 4], axis=-1) for c in range(3)]
            total = total + np.log(np.exp(scores[0]) + np.exp(scores[1]) + np.exp(scores[2])) - scores[label]
        return total

    assert np.allclose(hessian(of, fit.weights.T.ravel()), fit._hessian(x), rtol=0, atol=1e-10)


def exact_evidence(heads, count, precision):
    """One constant input, two classes: the likelihood knows v = (w₁ − w₀)/√2 alone, and v has the prior of a weight."""

    def bet(v):
        odds = np.sqrt(2) * v
        return np.exp(heads * odds - count * np.logaddexp(0, odds) - peak - precision * v**2 / 2)

    peak = heads * np.log(heads / count) + (count - heads) * np.log(1 - heads / count)
    total = quad(bet, -8, 8, points=[np.log(heads / (count - heads)) / np.sqrt(2)], epsabs=0, epsrel=1e-11)[0]
    return peak + np.log(total * np.sqrt(precision / (2 * np.pi)))


def test_the_evidence_by_quadrature():
    """Laplace's error falls as one over the number of data."""
    errors = []
    for count in (50, 800):
        labels = (np.arange(count) < 0.3 * count).astype(int)
        x = np.ones((count, 1))
        fit = fit_softmax(x, labels, 2, 0.5, tolerance=1e-13)
        errors.append(fit.log_evidence(x) - exact_evidence(labels.sum(), count, 0.5))
    assert 1e-4 < abs(errors[0]) < 0.02
    assert errors[0] / errors[1] == pytest.approx(16, rel=0.15)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: fit_softmax(np.ones((3, 1)), [0, 1, 2], 2, 1.0), "`labels` must lie between 0 and 1; got 0 to 2"),
        (lambda: fit_softmax(np.ones((3, 1)), [0, 1], 2, 1.0), "`labels` must have shape (3,)"),
        (lambda: fit_softmax(np.ones((3, 1)), [0, 1, 1], 2, 0.0), "`precision` must be positive"),
        (
            lambda: fit_softmax(np.array([[1.0], [-1.0]]), [0, 1], 2, 1e-9, most=3),
            "`tolerance` must be reached within 3 steps",
        ),
        (lambda: fit_softmax(np.ones((1, 30_000)), [0], 2, 1.0), "at most 4 GB"),
    ],
)
def test_refusals(call, said):
    with pytest.raises(ValueError) as refusal:
        call()
    assert said in str(refusal.value)
