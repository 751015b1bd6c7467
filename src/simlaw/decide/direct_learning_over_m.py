"""What direct learning reaches over m: means where it was measured, its own law elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtri

from simlaw.law import Estimate, Law, LearningCurve, fit
from simlaw.law.curve import DIRECT

__all__ = ["DirectLearning", "direct_learning", "direct_learning_of"]

LEAST_SIZES = 3
"""Fewest m that a law in m is fitted to."""


@dataclass(frozen=True, eq=False)
class DirectLearning:
    """Errors of direct learning, from the target samples alone, over m.

    Attributes
    ----------
    measured
        Mean error and its interval by m, increasing, in the unit of the errors.
    law
        The law of the error in m, whose n are m; None with fewer than `LEAST_SIZES` m.
    """

    measured: Mapping[float, Estimate]
    law: Law | None

    def at(self, m: float, level: float = 0.9) -> Estimate | None:
        """Error at `m`: as measured where it was, else the law's median; None without a law."""
        if m in self.measured:
            return self.measured[m]
        if self.law is None:
            return None
        shares = [(1 - level) / 2, 0.5, (1 + level) / 2]
        low, middle, high = np.quantile(self.law.curves([m])[:, 0], shares)
        return Estimate(float(middle), float(low), float(high), level)

    def beyond(self, m: float) -> bool:
        """Whether `m` lies outside the m measured."""
        return not min(self.measured) <= m <= max(self.measured)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "measured": [{"m": m, **error.to_dict()} for m, error in self.measured.items()],
            "law": None if self.law is None else self.law.to_dict()["law"],
        }


def direct_learning(
    curve: LearningCurve, *, level: float = 0.9, seed: int = 0
) -> DirectLearning | None:
    """Direct learning over all m of a curve; None without trials of it.

    Parameters
    ----------
    curve
        A study's errors.
    level, seed
        Of the intervals, and of the law's resampling.
    """
    rows = curve.frame[(curve.frame["method"] == DIRECT) & (curve.frame["m"] > 0)]
    rows = rows.drop_duplicates(["replicate", "m"])
    if rows.empty:
        return None
    law = None
    if rows["m"].nunique() >= LEAST_SIZES:
        m, error = rows["m"].to_numpy(dtype=float), rows[curve.metric].to_numpy(dtype=float)
        law = fit(m, error, replicate=rows["replicate"].to_numpy(), level=level, seed=seed)
    found = {int(m): curve.direct(int(m), level=level) for m in curve.ms}
    measured = {float(m): error for m, error in found.items() if error is not None}
    return DirectLearning(measured, law) if measured else None


def direct_learning_of(
    measured: Mapping[int, Estimate], *, level: float = 0.9, seed: int = 0
) -> DirectLearning | None:
    """Direct learning from its means by m, as a table of points holds them; None with none.

    Parameters
    ----------
    measured
        Mean error by m, with an interval that is empty where only the mean is known.
    level, seed
        Of the intervals, and of the law's resampling.
    """
    if not measured:
        return None
    ordered = {float(m): measured[m] for m in sorted(measured)}
    law = None
    if len(ordered) >= LEAST_SIZES:
        halves = [(one.high - one.low) / 2 / ndtri((1 + one.level) / 2) for one in ordered.values()]
        known = bool(np.isfinite(halves).all() and min(halves) > 0)
        law = fit(
            list(ordered),
            [one.estimate for one in ordered.values()],
            stderr=halves if known else None,
            level=level,
            seed=seed,
        )
    return DirectLearning(ordered, law)
