"""What a model's evidence is made of: how well the best parameters fit, and what having parameters costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Evidence:
    r"""An exact evidence Z, split so that nothing is lost where N is large.

    .. math:: \begin{gathered}
              F = -\ln Z = N\hat L + E, \qquad Z = \int p(\text{data}\mid\theta)\,\pi(\theta)\,d\theta, \\
              N\hat L = -\max_\theta \ln p(\text{data}\mid\theta) . \end{gathered}

    The two parts are computed apart: at N = 10¹² the first is of order 10¹² and the second of order ln N, so that their
    sum alone would keep four decimals of it.

    Attributes
    ----------
    best : float or array
        :math:`N\hat L`, in nats.
    excess : float or array
        :math:`E = F - N\hat L`, in nats; not negative for any proper prior.
    parameters : int
        k, the number of parameters that were integrated over.

    Notes
    -----
    See :lesson:`5.3`.
    """

    best: float | np.ndarray
    excess: float | np.ndarray
    parameters: int

    @property
    def free_energy(self):
        """F = −ln Z, in nats."""
        return self.best + self.excess

    @property
    def log_evidence(self):
        """Return ln Z, in nats."""
        return -self.free_energy
