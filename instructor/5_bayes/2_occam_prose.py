"""The numbers of the worked solutions to exercises 5.2, by searches and quadratures."""

import numpy as np
from prose import result
from scipy import stats
from scipy.optimize import minimize_scalar


def top(a, b):
    """Return where p^a (1 - p)^b is highest."""
    found = minimize_scalar(lambda p: -a * np.log(p) - b * np.log1p(-p), bounds=(1e-6, 1 - 1e-6), method="bounded",
                            options={"xatol": 1e-12})  # fmt: skip
    return found.x


ROWS = [
    result(r"$z = \sqrt{\ln(2N/\pi)}$: ⟦1.6⟧ for twenty tosses, ⟦3.7⟧ for a million",
           lambda: [np.sqrt(np.log(2 * n / np.pi)) for n in (20, 1e6)]),
    result("the top at $2.5/9 = ⟦0.278⟧$ and the mean $3.5/11 = ⟦0.318⟧$",
           lambda: [top(2.5, 6.5), stats.beta(3.5, 7.5).mean()]),
    result("the top at $2/8.5 = ⟦0.235⟧$ and the mean $3/10.5 = ⟦0.286⟧$",
           lambda: [top(2, 6.5), stats.beta(3, 7.5).mean()]),
    result("the top is ⟦0.300⟧ for both", lambda: top(3, 7)),
    result("Tops ⟦0.278⟧ and ⟦0.235⟧ against ⟦0.300⟧ twice", lambda: [top(2.5, 6.5), top(2, 6.5), top(3, 7)]),
]  # fmt: skip

GIVEN = [
    "(from 0 to ⟦20,000⟧)",
    "in no more than ⟦300⟧ words",
    "Posteriors: $p^{⟦2.5⟧}(1-p)^{⟦6.5⟧}$",
    "$p^2(1-p)^{⟦6.5⟧}$",
]
