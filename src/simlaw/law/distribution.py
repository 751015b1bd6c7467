"""The distribution of a law: equally likely curves on a grid of sizes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LARGEST_LOG = 700.0
"""Log of the largest error that is told apart: beyond it there is no double."""

HORIZON = 1e200
"""A size this many times the largest measured one counts as out of reach."""


@dataclass(frozen=True, eq=False)
class Draws:
    """The distribution of the law as B equally likely curves on a grid of sizes.

    Between grid points curves are straight in ``log error`` against ``log n``. A new run scatters
    around curve b with the relative error ``scatter[b] * (curve[b](n) / curve[b](n_max))**power``.

    Attributes
    ----------
    x
        Grid of ``log(n / n_max)``, increasing, shape (Q,).
    log_curve
        Logs of the curves, shape (B, Q).
    scatter
        Relative deviation of one new run at n_max, shape (B,).
    power
        How the relative scatter follows the error.
    """

    x: Floats
    log_curve: Floats
    scatter: Floats
    power: float = 0.0

    def at(self, x: Floats) -> Floats:
        """Logs of the curves at ``log(n / n_max)`` = `x` (k,), shape (B, k)."""
        inside = np.clip(x, self.x[0], self.x[-1])
        right = np.clip(np.searchsorted(self.x, inside), 1, self.x.size - 1)
        left = right - 1
        share = (x - self.x[left]) / (self.x[right] - self.x[left])
        low, high = self.log_curve[:, left], self.log_curve[:, right]
        return np.asarray(low + share * (high - low))

    def errors_at(self, x: Floats) -> Floats:
        """The curves themselves at ``log(n / n_max)`` = `x` (k,), finite, shape (B, k)."""
        return np.asarray(np.exp(np.minimum(self.at(x), LARGEST_LOG)))


def grid_of(n: Floats) -> Floats:
    """Grid of ``log(n / n_max)`` on which curves are kept: dense in reach, to the horizon."""
    span = np.log(n[-1] / n[0])
    start = -max(min(span + np.log(1e3), np.log(n[-1])), span + 0.1)
    return np.concatenate(
        [
            np.linspace(start, -span, 12)[:-1],
            np.linspace(-span, 0.0, 64)[:-1],
            np.linspace(0.0, np.log(30.0), 32)[:-1],
            np.linspace(np.log(30.0), np.log(1e12), 100)[:-1],
            np.geomspace(np.log(1e12), np.log(HORIZON), 40),
        ]
    )
