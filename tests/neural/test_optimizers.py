"""Every rule of motion in one harness: exact paths, states, precision, complex parameters, refusals."""

import inspect

import numpy as np
import pytest
from autograd.misc import optimizers as oracle

from physdl.neural import (
    Affine,
    Network,
    Tanh,
    fisher_metric,
    loss_differential,
    natural_gradient,
    squared_loss,
)
from physdl.neural.optimizers import (
    OPTIMIZERS,
    adam,
    aristotle,
    conservative,
    natural,
    nesterov,
    newton,
    rate_and_momentum,
)

SIZE, RATE = 4, 0.1
METRIC = np.array([[2.0, 0.3, 0, 0], [0.3, 1.0, 0, 0], [0, 0, 0.7, 0.1], [0, 0, 0.1, 3.0]])
OPTIONS = {
    "aristotle": [{}],
    "newton": [{"momentum": 0.8}, {"momentum": 0.0}],
    "nesterov": [{"momentum": 0.8}, {}],
    "natural": [{"metric": METRIC}, {"metric": METRIC, "damping": 0.5}],
    "adam": [{}, {"decay": (0.5, 0.7), "tiny": 1e-3}],
    "conservative": [{}],
}
assert set(OPTIONS) == set(OPTIMIZERS), "every rule must be in the harness"
CASES = [(name, options) for name, kinds in OPTIONS.items() for options in kinds]
every_rule = pytest.mark.parametrize(("name", "options"), CASES)


def valley(rng, complex_=False):
    """Return A and b of the loss ½ z†Az − Re b†z, whose covector is conj(Az − b)."""
    a = rng.normal(size=(SIZE, SIZE)) + (1j * rng.normal(size=(SIZE, SIZE)) if complex_ else 0)
    return a @ a.conj().T / SIZE + 0.2 * np.eye(SIZE), rng.normal(size=SIZE) + (1j * rng.normal() if complex_ else 0)


def walk(rule, theta, force, steps, **options):
    """Return all points of a run; `force` gives the covector at theta."""
    theta = theta.copy()
    step, _ = rule(theta, RATE, **options)
    path = [theta.copy()]
    for _ in range(steps):
        step(force(theta))
        path.append(theta.copy())
    return np.array(path)


def expected(name, options, theta, gradient, steps):
    """Return the path from the textbook's form of the method: sequences of points, no velocities."""
    x = [theta]
    if name in ("aristotle", "natural"):
        g = np.eye(SIZE) if name == "aristotle" else METRIC + options.get("damping", 0.0) * np.eye(SIZE)
        for _ in range(steps):
            x.append(x[-1] - RATE * np.linalg.solve(g, gradient(x[-1])))
    elif name in ("newton", "conservative"):
        beta = options.get("momentum", 1.0)
        x.append(x[0] - RATE * gradient(x[0]) * (0.5 if name == "conservative" else 1.0))
        for _ in range(steps - 1):
            x.append(x[-1] + beta * (x[-1] - x[-2]) - RATE * gradient(x[-1]))
    elif name == "nesterov":  # the points ahead, y
        y = [theta]
        for n in range(steps):
            x.append(y[-1] - RATE * gradient(y[-1]))
            y.append(x[-1] + options.get("momentum", n / (n + 3)) * (x[-1] - x[-2]))
        x = y
    else:
        (b1, b2), tiny = options.get("decay", (0.9, 0.999)), options.get("tiny", 1e-8)
        passed = [theta.copy()]
        oracle.adam(
            lambda z, _: gradient(z), theta, lambda z, i, g: passed.append(z), steps + 1, RATE, b1=b1, b2=b2, eps=tiny
        )
        x = [theta, *passed[2:]]
    return np.array(x)


@every_rule
def test_exact_path_on_a_quadratic(name, options):
    rng = np.random.default_rng(1)
    a, b = valley(rng)
    theta = rng.normal(size=SIZE)
    path = walk(OPTIMIZERS[name], theta, lambda z: a @ z - b, 30, **options)
    np.testing.assert_allclose(path, expected(name, options, theta, lambda z: a @ z - b, 30), rtol=1e-11, atol=1e-13)
    assert np.abs(path[-1] - path[0]).max() > 0.1


@every_rule
def test_first_step_is_against_the_covector(name, options):
    rng = np.random.default_rng(2)
    for kind in (float, complex):
        covector = rng.normal(size=SIZE).astype(kind) + (1j * rng.normal(size=SIZE) if kind is complex else 0)
        given = covector.copy()
        first = walk(OPTIMIZERS[name], np.zeros(SIZE, kind), lambda z, c=covector: c, 1, **options)[1]
        assert np.real(covector @ first) < -1e-3, "pairing of dL with the step"
        np.testing.assert_array_equal(covector, given, err_msg="the covector is only read")


@every_rule
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64, np.complex128])
def test_dtype_is_kept(name, options, dtype):
    theta = np.ones(SIZE, dtype)
    step, memory = OPTIMIZERS[name](theta, RATE, **options)
    for _ in range(3):
        step(theta / 2)
    assert theta.dtype == dtype
    real = theta.real.dtype
    assert {value.dtype for value in memory.values() if value.ndim} <= {theta.dtype, real}
    single = real == np.float32
    exact = walk(OPTIMIZERS[name], np.ones(SIZE), lambda z: z / 2, 3, **options)[-1]
    assert np.abs(theta - exact).max() < (1e-6 if single else 1e-15)


@every_rule
def test_what_is_refused_leaves_the_state_as_it_was(name, options):
    theta = np.ones(SIZE)
    step, memory = OPTIMIZERS[name](theta, RATE, **options)
    step(theta / 2)
    kept = theta.copy(), {key: value.copy() for key, value in memory.items()}
    for wrong in (np.full(SIZE, np.nan), np.ones(SIZE + 1), 1j * np.ones(SIZE)):
        with pytest.raises((ValueError, TypeError), match="`covector` must"):
            step(wrong)
    assert theta.tobytes() == kept[0].tobytes()
    assert all(memory[key].tobytes() == value.tobytes() for key, value in kept[1].items())


@every_rule
def test_state_is_restored_bit_by_bit(name, options):
    rng = np.random.default_rng(3)
    a, b = valley(rng)
    theta = rng.normal(size=SIZE)
    step, memory = OPTIMIZERS[name](theta, RATE, **options)
    for _ in range(5):
        step(a @ theta - b)
    kept = theta.copy(), {key: value.copy() for key, value in memory.items()}
    for _ in range(7):
        step(a @ theta - b)
    other = kept[0].copy()
    step, memory = OPTIMIZERS[name](other, RATE, **options)
    assert memory.keys() == kept[1].keys()
    for key, value in kept[1].items():
        memory[key][...] = value
    for _ in range(7):
        step(a @ other - b)
    assert other.tobytes() == theta.tobytes()


@every_rule
def test_complex_parameters_move_as_their_two_parts(name, options):
    """The real and imaginary parts obey the same rule with the real metric of the pairs; Adam has one size for both."""
    rng = np.random.default_rng(4)
    a, b = valley(rng, complex_=True)
    theta = rng.normal(size=SIZE) + 1j * rng.normal(size=SIZE)
    path = walk(OPTIMIZERS[name], theta, lambda z: np.conj(a @ z - b), 20, **options)
    if name == "adam":
        (b1, b2), tiny = options.get("decay", (0.9, 0.999)), options.get("tiny", 1e-8)
        z, v, s = theta.copy(), 0, 0
        for n in range(1, 21):
            g = a @ z - b
            v, s = b1 * v + (1 - b1) * g, b2 * s + (1 - b2) * (g * g.conj()).real
            z = z - RATE * v / (1 - b1**n) / (np.sqrt(s / (1 - b2**n)) + tiny)
        np.testing.assert_allclose(path[-1], z, rtol=1e-12)
        return

    def pairs(z):
        z = z[:SIZE] + 1j * z[SIZE:]
        return np.concatenate([(a @ z - b).real, (a @ z - b).imag])

    doubled = options | ({"metric": np.kron(np.eye(2), METRIC)} if name == "natural" else {})
    real = walk(OPTIMIZERS[name], np.concatenate([theta.real, theta.imag]), pairs, 20, **doubled)
    np.testing.assert_allclose(path, real[:, :SIZE] + 1j * real[:, SIZE:], rtol=1e-11, atol=1e-12)
    assert np.abs(path[-1] - np.linalg.solve(a, b)).max() < np.abs(theta - np.linalg.solve(a, b)).max()


def test_a_hermitian_metric_raises_the_conjugate():
    rng = np.random.default_rng(5)
    a, b = valley(rng, complex_=True)
    theta = np.zeros(SIZE, complex)
    step, _ = natural(theta, 1.0, a)
    step(np.conj(a @ theta - b))
    np.testing.assert_allclose(theta, np.linalg.solve(a, b), rtol=1e-12)


def test_a_metric_that_follows_theta():
    """On the sphere's metric in stereographic coordinates, refitted at each point; a fixed one goes another way."""
    theta, asked = np.array([0.3, -0.5]), []

    def sphere(at):
        asked.append(at.copy())
        return np.full(2, 4 / (1 + at @ at) ** 2)

    start, dL = theta.copy(), np.array([1.0, 2.0])
    step, memory = natural(theta, 0.1, sphere, damping=0.5)
    step(dL)
    once = start - 0.1 * dL / (4 / (1 + start @ start) ** 2 + 0.5)
    np.testing.assert_allclose(theta, once, rtol=1e-14)
    step(dL)
    np.testing.assert_allclose(theta, once - 0.1 * dL / (4 / (1 + once @ once) ** 2 + 0.5), rtol=1e-14)
    np.testing.assert_array_equal(asked, [start, once])
    assert memory == {}
    with pytest.raises(ValueError, match="`metric` must be positive; got a smallest eigenvalue of -1"):
        natural(theta, 0.1, lambda at: np.array([-1.0, 1.0]))[0](dL)
    with pytest.raises(ValueError, match="`damping` must not be negative"):
        natural(theta, 0.1, sphere, damping=-1.0)


def test_natural_descent_with_the_metric_of_each_place():
    rng = np.random.default_rng(8)
    net = Network([Affine.start(2, 3, rng), Tanh(), Affine.start(3, 1, rng)])
    other, x, y = net.copy(), rng.normal(size=(20, 2)), rng.normal(size=(20, 1))
    step, _ = natural(net.parameters, 0.5, lambda theta: fisher_metric(net, x), damping=0.1)
    for _ in range(5):
        step(loss_differential(net, squared_loss, x, y)[1])
        other.parameters -= 0.5 * natural_gradient(other, squared_loss, x, y, damping=0.1)[1]
    np.testing.assert_allclose(net.parameters, other.parameters, rtol=1e-12)


@every_rule
@pytest.mark.parametrize(
    ("rate", "kind", "message"),
    [
        (-0.1, ValueError, "`rate` must be positive; got -0.1"),
        (0.0, ValueError, "`rate` must be positive"),
        (np.nan, ValueError, "`rate` must be finite; got nan"),
        (np.inf, ValueError, "`rate` must be finite; got inf"),
        ("fast", TypeError, "`rate` must be one real number; got fast"),
    ],
)
def test_rate_refused(name, options, rate, kind, message):
    with pytest.raises(kind, match=message):
        OPTIMIZERS[name](np.zeros(SIZE), rate, **options)


@every_rule
@pytest.mark.parametrize("theta", [np.zeros(SIZE, int), [0.0] * SIZE])
def test_theta_refused(name, options, theta):
    with pytest.raises(TypeError, match="`theta` must be an array of real or complex floating-point numbers; got "):
        OPTIMIZERS[name](theta, RATE, **options)


@pytest.mark.parametrize("value", [1.0, 1.5, -0.1])
def test_momentum_refused(value):
    for rule in (newton, nesterov):
        with pytest.raises(ValueError, match=rf"`momentum` must lie in \[0, 1\); got {value}"):
            rule(np.zeros(SIZE), RATE, momentum=value)
    with pytest.raises(ValueError, match=rf"`decay\[1\]` must lie in \[0, 1\); got {value}"):
        adam(np.zeros(SIZE), RATE, decay=(0.9, value))


def test_a_share_that_single_precision_takes_for_one_is_refused():
    for call in (lambda t: newton(t, RATE, momentum=1 - 1e-9), lambda t: adam(t, RATE, decay=(0.9, 1 - 1e-9))):
        call(np.zeros(SIZE))
        with pytest.raises(ValueError, match=r"must be below 1 in float32; got 0\.999999999"):
            call(np.zeros(SIZE, np.float32))


def test_other_refusals():
    with pytest.raises(ValueError, match="`momentum` must be finite; got nan"):
        newton(np.zeros(SIZE), RATE, momentum=np.nan)
    with pytest.raises(ValueError, match="`tiny` must be positive; got 0"):
        adam(np.zeros(SIZE), RATE, tiny=0)
    with pytest.raises(ValueError, match="`metric` must be positive; got a smallest eigenvalue of -1"):
        natural(np.zeros(SIZE), RATE, np.diag([1.0, 2.0, 3.0, -1.0]))


def test_heavy_ball_against_another_library():
    rng = np.random.default_rng(6)
    a, b = valley(rng)
    theta, beta = rng.normal(size=SIZE), 0.7
    passed = []
    oracle.sgd(lambda z, _: a @ z - b, theta, lambda z, i, g: passed.append(z.copy()), 20, RATE / (1 - beta), mass=beta)
    path = walk(newton, theta, lambda z: a @ z - b, 19, momentum=beta)
    np.testing.assert_allclose(path, passed, rtol=1e-12)


def test_conservative_keeps_its_energy():
    """On a pendulum: the error is bounded for ever, and falls with the first power of η = h²."""
    worst = []
    for rate in (0.04, 0.01):
        theta = np.array([2.0])
        step, memory = conservative(theta, rate)
        energies, before = [], np.zeros(1)
        for _ in range(20_000):
            at = theta.copy()
            step(np.sin(theta))
            middle = (before + memory["velocity"]) / 2 if memory["steps"] > 1 else 0.0
            energies.append(float(np.sum(middle**2 / (2 * rate) + 1 - np.cos(at))))
            before = memory["velocity"].copy()
        off = np.abs(np.array(energies) - energies[0])
        assert off[10_000:].max() <= 1.02 * off[:10_000].max()
        worst.append(off.max())
    assert worst[1] < 0.005
    assert abs(np.log2(worst[0] / worst[1]) - 2) < 0.1, "second order in h: fourfold η, fourfold error"


def test_newton_without_mass_is_aristotle():
    rng = np.random.default_rng(7)
    a, b = valley(rng)
    theta = rng.normal(size=SIZE)
    rate, momentum = rate_and_momentum(0.0, 2.0, 0.5)
    assert (rate, momentum) == (0.25, 0.0)
    still = walk(newton, theta, lambda z: a @ z - b, 10, momentum=momentum)
    np.testing.assert_array_equal(still, walk(aristotle, theta, lambda z: a @ z - b, 10))


@pytest.mark.parametrize("mass", [0.0, 0.3, 7.0])
def test_steps_satisfy_the_difference_equation(mass):
    rng = np.random.default_rng(8)
    a, b = valley(rng)
    friction, h = 1.7, 0.4
    theta = rng.normal(size=SIZE)
    step, _ = newton(theta, *rate_and_momentum(mass, friction, h))
    path = [theta.copy()]
    for _ in range(10):
        step(a @ theta - b)
        path.append(theta.copy())
    x = np.array(path)
    acceleration, velocity = (x[2:] - 2 * x[1:-1] + x[:-2]) / h**2, (x[2:] - x[1:-1]) / h
    np.testing.assert_allclose(mass * acceleration + friction * velocity, b - x[1:-1] @ a.T, rtol=1e-10, atol=1e-11)


def test_rate_and_momentum_follow_the_law():
    """Order 1 in h against the exact motion of m x'' + γ x' + k x = 0."""
    mass, friction, k, time = 0.7, 1.3, 2.0, 1.5
    matrix = np.array([[0.0, 1.0], [-k / mass, -friction / mass]])
    values, vectors = np.linalg.eig(matrix)
    exact = (vectors @ (np.exp(values * time) * np.linalg.solve(vectors, [1.0, 0.0]))).real[0]
    errors = []
    for steps in (1000, 2000, 4000):
        rate, momentum = rate_and_momentum(mass, friction, time / steps)
        theta = np.ones(1)
        step, _ = newton(theta, rate, momentum)
        for _ in range(steps):
            step(k * theta)
        errors.append(abs(theta[0] - exact))
    np.testing.assert_allclose(np.log2(np.divide(errors[:-1], errors[1:])), 1.0, atol=0.01)
    for bad, message in (((-1, 1, 1), "`mass` must not be negative"), ((1, 0, 1), "`friction` must be positive")):
        with pytest.raises(ValueError, match=message):
            rate_and_momentum(*bad)


@every_rule
def test_docstrings_name_the_usual_method(name, options):
    usual = {
        "aristotle": "gradient descent",
        "newton": "heavy ball",
        "nesterov": "Nesterov",
        "natural": "natural gradient",
        "adam": "Adam",
        "conservative": "leapfrog",
    }
    assert usual[name] in inspect.getdoc(OPTIMIZERS[name]).splitlines()[0]
