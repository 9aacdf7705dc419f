"""Every public name with every kind of bad argument: the right answer, or an error that names what is wrong.

`good.CALLS` holds a good call of each; `bad.instead_of` says what else a caller may put in the place of an argument.
A public name without a good call fails, so that a new one is tested by being public.
"""

from __future__ import annotations

import copy
import inspect
import re
import signal
import warnings
from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from bad import instead_of
from good import ALIASES, CALLS, GIVEN, RECORDS
from walk import public

PUBLIC = public()
PATIENCE = 5  # seconds of processor time for a call whose good arguments take milliseconds
REFUSAL = re.compile(r"`([^`]+)` must .*; got .*\.", re.DOTALL)


def numbers(result):
    """Yield the numbers of a result, arrays of any kind, however deep they lie in it."""
    if isinstance(result, dict):
        result = list(result.values())
    if isinstance(result, list | tuple):
        for entry in result:
            yield from numbers(entry)
    elif is_dataclass(result) and not isinstance(result, type):
        yield from numbers([getattr(result, field.name) for field in fields(result)])
    elif hasattr(result, "parameters"):
        yield result.parameters
    elif hasattr(result, "matrix"):
        yield np.asarray(result.matrix)
    elif (
        isinstance(result, np.ndarray | np.number | int | float | complex) and np.asarray(result).dtype.kind in "biufc"
    ):
        yield np.asarray(result)
    elif hasattr(result, "toarray"):
        yield result.toarray()


def run(call, name=None, value=None):
    """Return what a good call returns with one argument replaced, and its other arguments as they were left."""
    function, arguments, *use = call()
    if name is not None:
        arguments[name] = value
    first = [n for n, p in signature(function).items() if p.kind is p.POSITIONAL_ONLY and n in arguments]
    given = [arguments.pop(n) for n in first]
    result = function(*given, **arguments)
    return use[0](result, arguments) if use else result


def _no_end(number, frame):
    raise TimeoutError("no answer")


def signature(function):
    return inspect.signature(function).parameters


def alike(one, two):
    """Whether two results hold the same numbers, to single precision."""
    one, two = list(numbers(one)), list(numbers(two))
    if len(one) != len(two):
        return False
    pairs = zip(one, two, strict=True)
    return all(
        a.shape == b.shape and np.allclose(a.astype(complex), b.astype(complex), rtol=2e-3, atol=2e-4, equal_nan=True)
        for a, b in pairs
    )


def complaint(call, name, instead, offered):
    """Return what is wrong with the answer to one bad argument, or None."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        before = signal.signal(signal.SIGPROF, _no_end)
        signal.setitimer(signal.ITIMER_PROF, PATIENCE)
        try:
            result = run(call, name, copy.copy(instead.value))
        except (ValueError, TypeError, RuntimeError, FloatingPointError) as reason:
            return _of_the_refusal(reason, name, instead, offered)
        except Exception as reason:
            return f"raises {type(reason).__name__}: {str(reason)[:120]}"
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
        if warned:
            return f"warns: {str(warned[0].message)[:100]} ({warned[0].filename.split('physdl/')[-1]})"
        if instead.law in ("wrong", "refused"):
            return f"is answered: {str(result)[:80]!r}"
        if not all(np.isfinite(x).all() for x in numbers(result) if x.dtype.kind in "fc"):
            return f"gives what is not finite: {str(result)[:80]!r}"
        if instead.law in ("same", "imag"):
            return _compared(result, call, name, instead)
    return None


def _compared(result, call, name, instead):
    try:
        usual = run(call, name, copy.copy(instead.like))
    except (ValueError, TypeError):
        return None  # 1 in the place of 0.5 may break a rule in any type
    if instead.law == "same" and not alike(result, usual):
        return f"gives another answer than {instead.like!r:.60}"
    if instead.law == "imag" and alike(result, usual):
        return "loses its imaginary part"
    return None


def _of_the_refusal(reason, name, instead, offered):
    said = REFUSAL.search(str(reason))
    if said is None:
        return f"is refused raw, {type(reason).__name__}: {str(reason)[:120]}"
    if isinstance(reason, RuntimeError | FloatingPointError):
        return None if instead.law in ("any", "imag", "same") else f"is no ValueError: {str(reason)[:100]}"
    named = set(re.findall(r"\w+", said[1]))
    wanted = {name} if instead.law == "wrong" else offered
    wanted |= ALIASES.get(name, set())
    return None if named & wanted else f"is refused without its name: {str(reason)[:120]}"


def complaints(address):
    """Return everything that is wrong with the answers of one public name."""
    calls = CALLS[address] if isinstance(CALLS[address], dict) else {"": CALLS[address]}
    found = []
    for kind, call in calls.items():
        run(call)
        function, arguments, *_ = call()
        for name, value in arguments.items():
            parameter = signature(function).get(name)
            for instead in instead_of(value):
                if instead.value is None and parameter is not None and parameter.default is None:
                    continue
                if instead.label in GIVEN.get((address, name), ()):
                    continue
                wrong = complaint(call, name, instead, {*arguments, *signature(function)})
                if wrong:
                    found.append(f"{address}{kind and f' [{kind}]'}: {name} = {instead.label} {wrong}")
    return found


def test_every_public_name_has_a_good_call():
    assert sorted(PUBLIC.keys() - CALLS.keys() - RECORDS) == []
    assert sorted((CALLS.keys() | RECORDS) - PUBLIC.keys()) == []


@pytest.mark.parametrize("address", sorted(CALLS))
def test_bad_arguments_are_answered_or_named(address):
    found = complaints(address)
    assert not found, "\n".join(found)
