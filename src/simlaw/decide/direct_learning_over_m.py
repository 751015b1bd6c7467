"""What measurements alone reach over m: means where it was measured, their own law elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from simlaw.law import Estimate, Law, LearningCurve, fit
from simlaw.law.curve import DIRECT

__all__ = ["DirectLearning", "alone_methods", "best_alone", "direct_learning", "direct_learning_of"]

Floats = npt.NDArray[np.float64]

LEAST_SIZES = 3
"""Fewest m that a law in m is fitted to."""


@dataclass(frozen=True, eq=False)
class DirectLearning:
    """Errors of the best method that learns from the target samples alone, over m.

    Attributes
    ----------
    measured
        Mean error and its interval by m, increasing, in the unit of the errors: at each m those of
        the method with the least mean error there.
    law
        The law of the error of `method` in m, whose n are m; None with fewer than `LEAST_SIZES` m.
    method
        The method with the least error over all m, whose law is `law`.
    methods
        The method of each `measured`, by m; empty where only means are known.
    """

    measured: Mapping[float, Estimate]
    law: Law | None
    method: str = DIRECT
    methods: Mapping[float, str] = field(default_factory=dict)

    def at(self, m: float, level: float = 0.9) -> Estimate | None:
        """Error at `m`: as measured where it was, else by the law; None without a law."""
        if m in self.measured:
            return self.measured[m]
        draws = self.draws(m)
        if draws is None:
            return None
        shares = [(1 - level) / 2, 0.5, (1 + level) / 2]
        low, middle, high = np.quantile(draws, shares)
        return Estimate(float(middle), float(low), float(high), level)

    def draws(self, m: float) -> Floats | None:
        """Draws of the mean error at `m`, shape (B,); None where neither mean nor law tells it.

        Between the m measured the law is moved to what was measured beside it, straight in
        logarithms; beyond them as far as at the last one.
        """
        if m in self.measured:
            return _normal(self.measured[m])
        if self.law is None or m < 1:
            return None
        return np.asarray(self.law.curves([m])[:, 0] * np.exp(self._beside(m)))

    def median(self, m: npt.ArrayLike) -> Floats:
        """Median error at sizes `m` (k,), NaN where it is not known."""
        sizes = np.asarray(m, dtype=np.float64).reshape(-1)
        if self.law is None:
            known = [self.measured[x].estimate if x in self.measured else np.nan for x in sizes]
            return np.array(known, dtype=np.float64)
        found = self.law.predict(np.maximum(sizes, 1.0)) * np.exp(self._beside(sizes))
        return np.where(sizes >= 1, found, np.nan)

    def _beside(self, m: npt.ArrayLike) -> Floats:
        """Log of what was measured over the law, between and beyond the m measured."""
        if self.law is None:
            return np.zeros(np.shape(m))
        sizes = np.array(list(self.measured), dtype=np.float64)
        found = np.array([one.estimate for one in self.measured.values()], dtype=np.float64)
        moved = np.log(found / self.law.predict(sizes))
        return np.asarray(np.interp(np.log(np.maximum(m, 1.0)), np.log(sizes), moved))

    def needed(self, error: float, most: float = 1e9) -> float:
        """The least m whose median error is `error` or less, infinite where none up to `most` is.

        Without a law only the m measured are asked.
        """
        if self.law is None:
            reach = [m for m, one in self.measured.items() if one.estimate <= error]
            return min(reach, default=np.inf)
        grid = np.unique(np.round(np.geomspace(1, max(most, 2), 241)))
        there = np.flatnonzero(self.median(grid) <= error)
        if there.size == 0:
            return float(np.inf)
        high, low = grid[there[0]], grid[max(there[0] - 1, 0)]
        while high - low > 1:
            middle = np.floor((low + high) / 2)
            low, high = (low, middle) if self.median([middle])[0] <= error else (middle, high)
        return float(high)

    def beyond(self, m: float) -> bool:
        """Whether `m` lies outside the m measured."""
        return not min(self.measured) <= m <= max(self.measured)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "method": self.method,
            "measured": [
                {"m": m, **error.to_dict(), "method": self.methods.get(m, self.method)}
                for m, error in self.measured.items()
            ],
            "law": None if self.law is None else self.law.to_dict()["law"],
        }


def alone_methods(curve: LearningCurve) -> tuple[str, ...]:
    """Names of the methods of a curve that learn from the target alone: all their n are 0."""
    by_method = curve.frame[curve.frame["m"] > 0].groupby("method")["n"].max()
    return tuple(name for name in curve.methods if by_method.get(name, 1) == 0)


def best_alone(curve: LearningCurve) -> str | None:
    """The method of least error of those that learn from the target alone; None without one.

    Means of log error over the pairs of replicate and m that all of them have are compared; direct
    learning is taken where there are no such pairs.
    """
    names = alone_methods(curve)
    if not names:
        return None
    rows = curve.frame[curve.frame["method"].isin(names) & (curve.frame["m"] > 0)]
    table = rows.pivot_table(index=["replicate", "m"], columns="method", values=curve.metric)
    both = table.dropna()
    if both.empty:
        return DIRECT if DIRECT in names else names[0]
    return str(np.log(both.clip(lower=1e-300)).mean().idxmin())


def direct_learning(
    curve: LearningCurve, *, level: float = 0.9, seed: int = 0
) -> DirectLearning | None:
    """What is learned from measurements alone, over all m of a curve; None without trials of it.

    Parameters
    ----------
    curve
        A study's errors.
    level, seed
        Of the intervals, and of the law's resampling.
    """
    best = best_alone(curve)
    if best is None:
        return None
    measured: dict[float, Estimate] = {}
    methods: dict[float, str] = {}
    for m in curve.ms.tolist():
        if m <= 0:
            continue
        found = {name: curve.direct(m, level=level, method=name) for name in alone_methods(curve)}
        there = {name: one for name, one in found.items() if one is not None}
        if there:
            least = min(there, key=lambda name: there[name].estimate)
            measured[float(m)], methods[float(m)] = there[least], least
    if not measured:
        return None
    rows = curve.frame[(curve.frame["method"] == best) & (curve.frame["m"] > 0)]
    rows = rows.drop_duplicates(["replicate", "m"])
    law = None
    if rows["m"].nunique() >= LEAST_SIZES:
        m, error = rows["m"].to_numpy(dtype=float), rows[curve.metric].to_numpy(dtype=float)
        law = fit(
            m,
            error,
            replicate=rows["replicate"].to_numpy(),
            level=level,
            seed=seed,
            noise=curve.noise([(best, int(one), 0) for one in np.unique(m)]),
        )
    return DirectLearning(measured, law, best, methods)


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


def _normal(measured: Estimate) -> Floats:
    """Draws of a mean with an interval, at even quantiles of a normal, shape (400,)."""
    half = (measured.high - measured.low) / 2
    scale = half / float(ndtri((1 + measured.level) / 2)) if np.isfinite(half) else 0.0
    shares = (np.arange(400) + 0.5) / 400
    return np.asarray(np.maximum(measured.estimate + scale * ndtri(shares), 1e-12))
