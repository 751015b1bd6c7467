"""Metrics of the order that predictions put materials in, for those who look for the best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simlaw.metrics.metric import Float64


@dataclass(frozen=True)
class OrderError:
    """One less Spearman's rank correlation: 0 for the right order, 1 for none, 2 for the reverse.

    Predictions that are all alike say nothing of the order: 1.
    """

    name: ClassVar[str] = "spearman"
    title: ClassVar[str] = "1 less Spearman's rank correlation"
    dimensionless: ClassVar[bool] = True

    def of(self, predicted: Float64, measured: Float64) -> float:
        """Return it.

        Examples
        --------
        >>> OrderError().of(np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0, 30.0]))
        0.0
        """
        from scipy.stats import rankdata

        ranks = [rankdata(one) for one in (predicted, measured)]
        first, second = (rank - rank.mean() for rank in ranks)
        scale = float(np.sqrt((first @ first) * (second @ second)))
        if scale == 0:
            return 1.0
        # Rounding may leave a correlation a little above 1.
        return float(max(1.0 - float(first @ second) / scale, 0.0))


@dataclass(frozen=True)
class MissedBest:
    """The share of the best materials that predictions do not put among the best.

    Recall of the best is one less this. Of a test set with fewer than twice as many materials the
    best half is looked for.

    Attributes
    ----------
    count
        How many are the best.
    highest
        Whether the highest values are the best, or the lowest.
    """

    count: int
    highest: bool = True
    dimensionless: ClassVar[bool] = True

    @property
    def name(self) -> str:
        """Such as ``missed-best-10`` or ``missed-lowest-10``."""
        return f"missed-{'best' if self.highest else 'lowest'}-{self.count}"

    @property
    def title(self) -> str:
        """What it is."""
        return f"share of the {self.count} {'highest' if self.highest else 'lowest'} values missed"

    def of(self, predicted: Float64, measured: Float64) -> float:
        """Return it. Of equal values those that stand first are taken.

        Examples
        --------
        >>> measured = np.array([5.0, 4.0, 3.0, 2.0, 1.0])
        >>> MissedBest(2).of(np.array([9.0, 1.0, 8.0, 2.0, 3.0]), measured)
        0.5
        """
        count = max(min(self.count, measured.size // 2), 1)
        sign = -1.0 if self.highest else 1.0
        best, told = (
            set(np.argsort(sign * one, kind="stable")[:count].tolist())
            for one in (measured, predicted)
        )
        return 1.0 - len(best & told) / count
