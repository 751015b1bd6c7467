"""Whether a tuned setting is better than the study's own, or only luckier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

RISK = 0.05
"""Probability of taking settings that are no better than the study's own."""


@dataclass(frozen=True)
class Gain:
    """How much lower an error is, as a share of the error it is compared with.

    Attributes
    ----------
    mean
        The mean over splits.
    low, high
        Its interval; ``low > 0`` means more than noise would give.
    """

    mean: float
    low: float
    high: float

    @property
    def real(self) -> bool:
        """Whether it is more than noise would give."""
        return self.low > 0


def paired_gain(
    before: npt.NDArray[np.float64],
    after: npt.NDArray[np.float64],
    *,
    validation_share: float,
    candidates: int,
) -> Gain:
    """Compare two settings on the same splits.

    The corrected resampled t-test of Nadeau & Bengio (Machine Learning 52, 239-281, 2003): splits
    of the same materials are not independent, so the variance of a mean over J splits is taken as
    ``(1/J + q/(1-q))`` times that of one split, where q is the share of materials that validate.
    The risk of 5 % is shared among the candidates that are compared (Bonferroni).

    Parameters
    ----------
    before, after
        float64 ``(splits,)``: errors of the settings compared with, and of the candidate; at
        least two splits.
    validation_share
        q, between 0 and 1.
    candidates
        How many settings the best one was chosen from.

    Examples
    --------
    >>> before = np.array([1.0, 1.1, 0.9, 1.0])
    >>> paired_gain(before, before * 0.5, validation_share=0.2, candidates=1).real
    True
    >>> paired_gain(before, before, validation_share=0.2, candidates=1).real
    False
    """
    drop = (before - after) / before.mean()
    if not np.isfinite(drop).all():
        return Gain(-np.inf, -np.inf, np.inf)
    count = len(drop)
    share = 1 / count + validation_share / (1 - validation_share)
    deviation = float(np.sqrt(share * drop.var(ddof=1)))
    reach = float(stdtrit(count - 1, 1 - RISK / candidates)) * deviation
    mean = float(drop.mean())
    return Gain(mean, mean - reach, mean + reach)
