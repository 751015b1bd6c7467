"""The offset that a replicate has at all sizes, and with it the mean of few replicates.

A hard test set raises the whole curve of a replicate. Generalised least squares with a covariance
that holds such an offset, and spreads that differ between sizes, may put the law above all its
points or below them all: to be off everywhere together costs it next to nothing ("Peelle's
pertinent puzzle"). But an offset says nothing of the shape. So the law is fitted under the rest of
the noise, through the mean of the replicates there are, and every draw is then moved by an offset,
from a t distribution with one degree of freedom less than there are replicates.

Least squares without the offset is also best where an offset moves a curve of the family to another
one, as a free level and gap let it (Zyskind 1967, doi 10.1214/aoms/1177698779).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MOST_SHARED = 0.95
"""Most of the offset that the correlation allows, so that the rest remains a covariance."""

WIDEST = 30.0
"""An offset of a factor of e**30 is beyond any meaning."""


@dataclass(frozen=True)
class Offset:
    """A common relative deviation of a mean curve.

    Attributes
    ----------
    scale
        Its standard deviation at n_max, in logs; 0 for none.
    power
        How it follows the error: it is proportional to error**power. -1 is a constant number
        added to the error, 0 a factor.
    freedom
        Degrees of freedom behind `scale`.
    """

    scale: float = 0.0
    power: float = 0.0
    freedom: float = np.inf

    def profile(self, log_ratio: Floats) -> Floats:
        """Size of the offset beside that at n_max, where the error is ``exp(log_ratio)`` of it."""
        # Beyond these powers the moved curves would rise with n.
        power = np.clip(self.power, -1.0, 1.0)
        return np.asarray(np.exp(np.minimum(power * log_ratio, 600.0)))

    def draw(self, draws: int, rng: np.random.Generator) -> Floats:
        """Offsets of the log error at n_max, shape (draws,)."""
        if self.scale == 0.0:
            return np.zeros(draws)
        drawn = self.scale * rng.standard_t(self.freedom, draws)
        return np.asarray(np.clip(drawn, -WIDEST, WIDEST))

    def moved(self, log_curve: Floats, last: Floats, by: Floats) -> Floats:
        """Log curves (B, Q) with log errors `last` (B,) at n_max, moved by offsets `by` (B,).

        A curve moved up by a factor 1 + a at n_max is moved by 1 + a * profile elsewhere, and one
        moved down is divided by it, so that errors stay above zero and falling curves fall.
        """
        if self.scale == 0.0:
            return log_curve
        profile = self.profile(log_curve - last[:, None])
        size = np.log1p(np.expm1(np.abs(by))[:, None] * profile)
        return np.asarray(log_curve + np.sign(by)[:, None] * size)


def common_share(correlation: Floats) -> float:
    """Share of the variance that all sizes have in common, from the correlation (k, k).

    The mean correlation, as long as the rest is a covariance. A covariance gives the variance.
    """
    k = correlation.shape[0]
    overall = (correlation.sum() - np.trace(correlation)) / (k * (k - 1))
    # The largest share that can be taken out of every cell.
    most = 1.0 / float(np.linalg.solve(correlation, np.ones(k)).sum())
    return float(np.clip(overall, 0.0, MOST_SHARED * most))
