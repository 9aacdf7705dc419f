"""Numbers as one writes them by hand: on sliders, in verdicts and in titles, which no formula can draw."""

from __future__ import annotations

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def spell(value, pattern):
    """Return a number in a format of Python's as one writes it by hand: 10⁻⁴ and −2.5 × 10⁷, not 1e-04 and -2.5e+07."""
    mantissa, _, power = format(value, pattern).partition("e")
    if power and int(power):
        raised = "10" + str(int(power)).translate(_RAISED)
        mantissa = raised if float(mantissa) == 1 else f"{mantissa} × {raised}"
    return mantissa.replace("-", "\N{MINUS SIGN}")
