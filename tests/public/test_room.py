"""What needs more memory than a small machine has is refused by name, before the machine is out of memory."""

import resource
import signal
from pathlib import Path

import numpy as np
import pytest
from good import CALLS
from test_arguments import REFUSAL, run

from physdl import _check, bayes, cheap, duals, forms, neural

ROUNDS = {"epochs", "leaps", "length", "skip", "starts", "steps", "warmup"}
"""Arguments that count what is done one after the other: they may take for ever, but no memory."""
IN_PLACE = {(f"cheap.{name}", "sweeps") for name in ("metropolis", "metropolis_packed", "swendsen_wang")}
"""Such an argument of some functions; elsewhere the same word counts what is kept."""

FREE = 2 * int(_check.ROOM)  # bytes that a call may ask for; what the library lets pass must do with them
SIZES = 40, 1000, 2**40


class OutOfTime(BaseException):
    """Not to be caught by what is called."""


def _no_end(number, frame):
    raise OutOfTime


def whole(address):
    """Yield (call, argument) for the whole numbers among the good arguments of a public name."""
    calls = CALLS[address] if isinstance(CALLS[address], dict) else {"": CALLS[address]}
    for call in calls.values():
        for name, value in call()[1].items():
            if isinstance(value, int) and not isinstance(value, bool):
                yield call, name


def complaint(call, name, size, patience):
    """Return what is wrong with the answer to one large number, or None; without `patience` it may not come back."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    before, limits = signal.signal(signal.SIGPROF, _no_end), resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + FREE, limits[1]))
    signal.setitimer(signal.ITIMER_PROF, 5 if patience else 0.3)
    try:
        run(call, name, size)
    except MemoryError:
        return "takes all memory"
    except OutOfTime:
        return "does not come back" if patience else None
    except Exception as reason:
        return None if REFUSAL.search(str(reason)) else f"is refused raw: {reason!r:.100}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        resource.setrlimit(resource.RLIMIT_AS, limits)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the limit is set on Linux alone")
@pytest.mark.parametrize("address", [address for address in sorted(CALLS) if list(whole(address))])
def test_large_numbers_are_answered_or_refused(address):
    found = [
        f"{address}: {name} = {size} {wrong}"
        for call, name in whole(address)
        for patience in [name not in ROUNDS and (address, name) not in IN_PLACE]
        for size in (SIZES if patience else SIZES[-1:])
        if (wrong := complaint(call, name, size, patience))
    ]
    assert not found, "\n".join(found)


RNG = np.random.default_rng(1)
NET = neural.Network([neural.Affine.start(2, 100, RNG), neural.Tanh(), neural.Affine.start(100, 10, RNG)])
WIDE = neural.Network([neural.Affine.start(15_000, 1, RNG)])
TALL = neural.Network([neural.Affine.start(1, 15_000, RNG)])
MANY = np.ones((100_000, 2))
TOO_LARGE = {
    "monomials": ("x", lambda: cheap.monomials(np.ones((100_000, 10)), 6)),
    "samples": ("samples", lambda: cheap.fit_hamiltonian(np.ones((100_000, 10)), 6, np.ones((1, 10)))),
    "moments": ("degree", lambda: cheap.match_moments(np.ones(12_870), 8, np.ones((1, 8)))),
    "states": ("n", lambda: cheap.states(24, (-1, 0, 1))),
    "one state": ("n", lambda: cheap.states(10**9, (1,))),
    "system": ("directions", lambda: cheap.taylor_system(np.ones((10_000, 9)))),
    "residual": ("directions", lambda: cheap.taylor_residual(np.ones((10_000, 9)))),
    "obstruction": ("directions", lambda: cheap.obstruction(np.ones((50_000, 1)))),
    "search": ("units", lambda: cheap.best_shallow_product(4, 3000, RNG)),
    "fft": ("n", lambda: cheap.fft_network(2**22)),
    "shifted": ("n", lambda: cheap.shifted_product(23)),
    "very flat": ("n", lambda: cheap.shallow_product(10**6)),
    "submodels": ("x", lambda: bayes.log_evidence_all_submodels(np.ones((1, 26)), [1.0], 1.0, sigma=1.0)),
    "kernel": ("x", lambda: neural.tangent_kernel(NET, MANY)),
    "kernel of two": ("x", lambda: neural.tangent_kernel(NET, MANY[:100], MANY)),
    "jacobian": ("x", lambda: neural.jacobian(NET, MANY)),
    "fisher": ("x", lambda: neural.fisher_metric(NET, MANY)),
    "covariance": ("network", lambda: neural.covariance_metric(WIDE, np.ones((1, 15_000)))),
    "kronecker": ("network", lambda: neural.kronecker_metric(TALL, np.ones((1, 1)))),
    "flat matrix": ("metric", lambda: neural.identity_metric(WIDE).matrix),
    "pulled matrix": ("metric", lambda: neural.fisher_metric(WIDE, np.ones((1, 15_000))).matrix),
    "gradient": ("x", lambda: duals.gradient(np.sum, np.ones(20_000))),
    "jacobian of duals": ("x", lambda: duals.jacobian(np.sin, np.ones(20_000))),
    "hessian": ("x", lambda: duals.hessian(np.sum, np.ones(1_000))),
    "basis": ("n", lambda: forms.basis(10**12, 5 * 10**11)),
    "wedge": ("n", lambda: forms.wedge(np.ones(15_504), np.ones(15_504), 5, 5, 20)),
    "interior": ("n", lambda: forms.interior(np.ones(7000), np.ones(24_496_500), 2, 7000)),
    "minors": ("jacobian", lambda: forms.pullback(np.ones((2, 20, 20)), np.ones(184_756), 10)),
}


@pytest.mark.parametrize(("name", "call"), TOO_LARGE.values(), ids=TOO_LARGE)
def test_a_power_that_does_not_fit_is_refused(name, call):
    refusal = rf"`{name}` must leave arrays of at most 4 GB; got .*, which takes (10\^\d+|{_NUMBER}) GB"
    with pytest.raises(ValueError, match=refusal):
        call()


_NUMBER = r"[\d.,]+(e\+\d+)?"


def test_the_size_is_named_however_large():
    for need, shown in ((5 * 10**9, "5"), (10**13, "1e[+]04"), (10**400, "10.391")):
        with pytest.raises(ValueError, match=f"`n` must leave arrays of at most 4 GB; got 7, which takes {shown} GB"):
            _check.room("n", need, 7)
    assert _check.room("n", 4 * 10**9, 7) is None
