"""What the reference says: formulas are set as formulas, and an example prints what stands below it."""

import doctest
import inspect
import re
import sys

import pytest
from walk import modules, public

BLOCK = re.compile(r"^( *)\.\. math::.*\n(?:\s*\n|\1 +.*(?:\n|\Z))*", re.M)
CODE = re.compile(r"``.*?``|:\w+:`.*?`|`[^`]*`|^ *(?:>>>|\.\.\.) [^\n]*", re.S | re.M)
SOURCE = re.compile(r"\^[\w({−-]|_\{|(?<!\w)[^\W\d_]_\w+\b|[\u0302-\u0308]")
"""A power, an index and a brace; a hat, bar or dot over a letter, which the page's face does not have."""


def sources(text):
    """Return what stands in the running text of a docstring as the source of a formula."""
    return SOURCE.findall(CODE.sub("", BLOCK.sub("", inspect.cleandoc(text or "") + "\n")))


def documented():
    """Yield (address, docstring) of every public module, class, function, method and property."""
    for module in modules():
        yield module.__name__, module.__doc__
        for name in module.__all__:
            thing = getattr(module, name)
            if inspect.isclass(thing):
                for key, member in vars(thing).items():
                    if isinstance(member, property) and not key.startswith("_"):
                        yield f"{name}.{key}", member.__doc__
    for address, thing in public().items():
        yield address, thing.__doc__


@pytest.mark.parametrize(("address", "text"), list(documented()))
def test_formulas_are_set_as_formulas(address, text):
    assert not sources(text)


@pytest.mark.parametrize("text", ["∏ q_i^{x_i}", "2^p", "L_v ω", "N L\u0302", "the components g_ij"])
def test_the_source_of_a_formula_is_seen(text):
    assert sources(text)
    assert sources(f".. math:: x\n\n{text}")
    assert not sources(f"it is :math:`{text}`, ``{text}`` and\n\n.. math:: {text}\n    {text}\n\nthat")


def examples():
    """Return the modules in which something public is defined, once each."""
    return sorted({thing.__module__ for thing in public().values()})


@pytest.mark.parametrize("module", examples())
def test_examples_print_what_they_say(module):
    assert doctest.testmod(sys.modules[module]).failed == 0


def test_a_good_part_of_the_modules_has_examples():
    assert sum(doctest.testmod(sys.modules[module]).attempted > 0 for module in examples()) > 50
