"""One hidden layer of flat products, by the formula that stands in `physdl.cheap.gates`."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np

from physdl import _check
from physdl.cheap.gates.taylor import Wired, refuse_a_vanishing, taylor_coefficients, working_point
from physdl.neural.maps import Affine

_EACH = 28  # bytes for a weight: itself, its place in the network's parameters, and what it is computed from


def _units(powers):
    return math.prod((r + 1) ** times for r, times in Counter(powers).items()) if sum(powers) > 1 else 1


def require_room(name, asked, plan, fix=None):
    """Raise an error that names units and memory if a network would need too much of it."""
    widths = [(n + len(groups), sum(_units(powers) for _, powers in groups)) for n, groups in plan]
    units = sum(width for _, width in widths)
    count = f"{units:,}" if units < 10**15 else f"10^{math.log10(units):.0f}"
    need = _EACH * sum(ends * width for ends, width in widths)
    _check.room(name, need, f"{count} units for {asked}", fix)


def require_room_for_pairs(pairs):
    """Do the same for gates side by side, which need not be listed to be counted."""
    _check.room("pairs", _EACH * 3 * pairs * 4 * pairs, f"{4 * pairs:,} units for {pairs} pairs")


def flat_layer(groups, inputs, activation, scale, point):
    """Return Affine, activation, Affine: one flat product for each group, a wire for each single factor at the end."""
    activation, point = working_point(activation, point)
    scale = _check.positive("scale", scale)
    sizes = [sum(powers) for _, powers in groups]
    a = taylor_coefficients(activation, point, max(sizes))
    wires, total = sizes.count(1), sum(_units(powers) for _, powers in groups)
    weight, bias, readout = np.zeros((total, inputs)), np.full(total, point), np.zeros((len(groups), total))
    first = 0
    for row, ((variables, powers), size) in enumerate(zip(groups, sizes, strict=True)):
        if size == 1:
            weight[first, variables[0]], bias[first], readout[row, first] = 1.0, 0.0, 1.0
            first += 1
            continue
        refuse_a_vanishing(size, a, activation, point)
        steps, signs = _differences(powers)
        block = slice(first, first + len(signs))
        weight[block, list(variables)] = scale * steps
        with np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore"):
            readout[row, block] = signs / (np.float64(2 * scale) ** size * math.factorial(size) * a[size])
        if not np.isfinite(readout[row, block]).all():
            raise _check.error("scale", f"be so large that 1/(2 scale)^{size} is a number", scale)
        first += len(signs)
    return Affine(weight, bias), Wired(activation, wires) if wires else activation, Affine(readout)


def _differences(powers):
    """Return the steps (units, n) and the signed binomials (units,) of a central difference in each variable."""
    steps, signs = np.zeros((1, 0)), np.ones(1)
    for r in powers:
        step, sign = r - 2.0 * np.arange(r + 1), [(-1.0) ** j * math.comb(r, j) for j in range(r + 1)]
        steps = np.column_stack([np.repeat(steps, r + 1, axis=0), np.tile(step, len(steps))])
        signs = np.repeat(signs, r + 1) * np.tile(sign, len(signs))
    return steps, signs
