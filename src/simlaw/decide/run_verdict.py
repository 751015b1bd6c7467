"""One verdict on a run: what its simulations are worth, over all n and m, and how surely.

Every answer that is given of a run speaks from it, so that no two disagree: at each m and n the
difference to the best method without simulations, paired by replicate; whether the error falls with
n, or first rises; whether the transfer gap is known; and what doubling the simulations buys.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtrit

from simlaw.decide.capacity import CapacityFall
from simlaw.decide.direct_learning_over_m import alone_methods
from simlaw.decide.method_comparison import compare_methods
from simlaw.law import Estimate, Law, LearningCurve
from simlaw.law.answers.gain import Gain
from simlaw.law.curve import FINE_TUNE
from simlaw.law.diagnose import SURE, direct_estimate, falling, rests_on_points
from simlaw.law.display import ShownAsText
from simlaw.law.new_materials.material_errors import Cell
from simlaw.law.points import arrange
from simlaw.printed_numbers import count

__all__ = ["Effect", "Shape", "Standing", "Verdict", "VerdictAtM", "verdict_of"]

Floats = npt.NDArray[np.float64]

Effect = Literal["helps", "no difference", "harms", "unknown"]
"""What simulations do beside the best method without them."""

Shape = Literal["falls", "rises, then falls", "rises", "no fall shown", "unknown"]
"""How the error goes with n."""

Status = Literal["helps", "no difference", "harms", "mixed", "unknown"]

LEVEL = 0.9
"""Level of intervals where no law has one."""


@dataclass(frozen=True)
class Standing:
    """One n beside the best method without simulations.

    Attributes
    ----------
    n
        Simulations.
    error
        Mean error with them.
    difference
        Of that to the error without, paired by replicate, with its interval; None without one.
    effect
        What the interval says: ``helps`` where it lies below zero, ``harms`` above.
    """

    n: int
    error: float
    difference: Estimate | None
    effect: Effect


@dataclass(frozen=True)
class VerdictAtM:
    """What simulations are worth at one m.

    Attributes
    ----------
    m
        Measurements; 0 where a curve says nothing of them.
    sizes
        Every n beside the best method without simulations, rising.
    reference, without
        That method, and its mean error; None where there is none.
    shape
        How the error goes with n.
    peak
        The n of the largest error, where it rises before it falls; else None.
    fall
        Probability that the error falls with n, from the slope over all n.
    gap
        The transfer gap where the points determine it, and the network does not; else None.
    gain
        What doubling the simulations buys, as a share of the error; None without a law.
    capacity
        What a larger network brings at the largest n; None where that was not tried.
    """

    m: int
    sizes: tuple[Standing, ...]
    reference: str | None
    without: Estimate | None
    shape: Shape
    peak: int | None
    fall: float | None
    gap: Estimate | None
    gain: Gain | None
    capacity: CapacityFall | None = None

    @property
    def capacity_limited(self) -> bool:
        """Whether the network is shown to limit the error, so that C is not the source's."""
        return self.capacity is not None and self.capacity.limited

    @property
    def last(self) -> Standing:
        """The largest n."""
        return self.sizes[-1]

    @property
    def effect(self) -> Effect:
        """What simulations do at the largest n."""
        return self.last.effect

    @property
    def share(self) -> float:
        """The error at the largest n over that without simulations, less 1; NaN without."""
        return math.nan if self.without is None else self.last.error / self.without.estimate - 1

    @property
    def falls(self) -> bool:
        """Whether it is shown that the error falls with n in the end."""
        return self.shape in ("falls", "rises, then falls")

    def at(self, n: float) -> Standing:
        """The size that is nearest to `n` in its logarithm."""
        return min(self.sizes, key=lambda one: abs(math.log(max(one.n, 1) / max(n, 1))))

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "m": self.m,
            "effect": self.effect,
            "shape": self.shape,
            "peak": self.peak,
            "fall_probability": self.fall,
            "reference": self.reference,
            "without": None if self.without is None else self.without.to_dict(),
            "gap": None if self.gap is None else self.gap.to_dict(),
            "doubling": None if self.gain is None else self.gain.to_dict(),
            **({} if self.capacity is None else {"capacity": self.capacity.to_dict()}),
            "sizes": [
                {
                    "n": one.n,
                    "error": one.error,
                    "effect": one.effect,
                    "difference": None if one.difference is None else one.difference.to_dict(),
                }
                for one in self.sizes
            ],
        }


@dataclass(frozen=True, eq=False)
class Verdict(ShownAsText):
    """What a run shows of its simulations.

    Attributes
    ----------
    by_m
        Every m, rising.
    method
        The transfer method whose errors these are.
    """

    by_m: tuple[VerdictAtM, ...]
    method: str = FINE_TUNE

    @property
    def status(self) -> Status:
        """What simulations do at the largest n of every m, or ``mixed``."""
        found = {one.effect for one in self.by_m} - {"unknown"}
        if not found:
            return "unknown"
        return found.pop() if len(found) == 1 else "mixed"

    def of(self, effect: Effect) -> tuple[VerdictAtM, ...]:
        """The m with that effect at their largest n."""
        return tuple(one for one in self.by_m if one.effect == effect)

    @property
    def capacity_limited(self) -> tuple[VerdictAtM, ...]:
        """The m at which the network, and not the source, is shown to limit the error."""
        return tuple(one for one in self.by_m if one.capacity_limited)

    @property
    def best(self) -> VerdictAtM | None:
        """The m at which simulations help most, as a share of the error; None where they do not."""
        return min(self.of("helps"), key=lambda one: one.share, default=None)

    def at(self, m: float) -> VerdictAtM | None:
        """The m that is nearest to `m` in its logarithm; None without any."""
        return min(
            self.by_m, key=lambda one: abs(math.log(max(one.m, 1) / max(m, 1))), default=None
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        best = self.best
        return {
            "status": self.status,
            "method": self.method,
            "helps_most_at_m": None if best is None else best.m,
            "capacity_limited_at_m": [one.m for one in self.capacity_limited],
            "by_m": [one.to_dict() for one in self.by_m],
        }

    def __repr__(self) -> str:
        told = "; ".join(
            f"m = {count(one.m)}: {one.effect} at n = {count(one.last.n)}, {one.shape}"
            for one in self.by_m
        )
        return f"{self.status}: {told}"


def verdict_of(
    curve: LearningCurve,
    laws: Mapping[int, Law],
    *,
    method: str = FINE_TUNE,
    without: Mapping[int, Estimate] | None = None,
    capacity: Mapping[int, CapacityFall] | None = None,
) -> Verdict:
    """Return what a curve shows of its simulations.

    Parameters
    ----------
    curve
        The errors of a run, in its own metric.
    laws
        The law of each m, as far as there is one.
    method
        The transfer method.
    without
        Errors without simulations by m, where they are known as means alone and the curve has no
        trials of a method that learns from the measurements alone.
    capacity
        By m, what a larger network brings at the largest n, where that was tried.
    """
    found = []
    for m in curve.ms.tolist() if method in curve.methods else []:
        points = curve.points(m, method)
        if not points.empty:
            given = None if without is None else without.get(int(m))
            one = _at_m(curve, points, laws.get(m), (int(m), method), given)
            found.append(replace(one, capacity=(capacity or {}).get(int(m))))
    return Verdict(tuple(found), method)


def _at_m(
    curve: LearningCurve,
    points: pd.DataFrame,
    law: Law | None,
    what: tuple[int, str],
    given: Estimate | None,
) -> VerdictAtM:
    m, method = what
    level = LEVEL if law is None else law.level
    reference, without = None, None
    sizes: tuple[Standing, ...] = ()
    table = points.pivot_table(index="replicate", columns="n", values="error")
    if alone_methods(curve):
        compared = compare_methods(curve, m, headline=method, level=level)
        if compared.reference is not None:
            reference = compared.reference.name
            without = curve.direct(m, level=level, method=reference)
            sizes = tuple(
                _standing(
                    int(n),
                    float(table[n].mean()),
                    _apart(curve, (method, m, int(n)), (reference, m, 0), level),
                )
                for n in table.columns
            )
    if not sizes:
        sizes = tuple(
            _standing(int(n), float(table[n].mean()), _unpaired(table[n], given, level))
            for n in table.columns
        )
        without = given
    shape, peak, fall = _shape(curve, points, (method, m), level)
    gap = None
    if law is not None and "C" in law.parameters and rests_on_points(law, "C"):
        gap = law.C
    gain = None if law is None else law.gain()
    return VerdictAtM(m, sizes, reference, without, shape, peak, fall, gap, gain)


def _standing(n: int, error: float, difference: Estimate | None) -> Standing:
    effect: Effect = "unknown"
    if difference is not None and math.isfinite(difference.low):
        effect = "no difference"
        if difference.high < 0:
            effect = "helps"
        elif difference.low > 0:
            effect = "harms"
    return Standing(n, error, difference, effect)


def _apart(curve: LearningCurve, cell: Cell, other: Cell, level: float) -> Estimate | None:
    """The paired difference of two cells with its interval; None where no replicate has both."""
    found = curve.difference(cell, other)
    if found is not None:
        return found.estimate(level)
    rows = curve.frame
    errors = [
        rows[(rows["method"] == method) & (rows["m"] == m) & (rows["n"] == n)].set_index(
            "replicate"
        )[curve.metric]
        for method, m, n in (cell, other)
    ]
    both = errors[0].index.intersection(errors[1].index)
    if both.empty:
        return None
    mean = float((errors[0][both] - errors[1][both]).mean())
    return Estimate(mean, -math.inf, math.inf, level)


def _unpaired(column: pd.Series, given: Estimate | None, level: float) -> Estimate | None:
    """The difference to a mean that is known without its replicates."""
    if given is None:
        return None
    errors = column.dropna().to_numpy(np.float64)
    base, noise = direct_estimate(given)
    if errors.size < 2:
        return Estimate(float(errors.mean()) - base, -math.inf, math.inf, level)
    mean = float(errors.mean()) - base
    spread = math.hypot(float(errors.std(ddof=1)) / math.sqrt(errors.size), noise)
    half = float(stdtrit(errors.size - 1, (1 + level) / 2)) * spread
    return Estimate(mean, mean - half, mean + half, level)


def _shape(
    curve: LearningCurve, points: pd.DataFrame, what: tuple[str, int], level: float
) -> tuple[Shape, int | None, float | None]:
    """How the error goes with n, the n of a peak between, and the probability of a fall."""
    means = points.groupby("n")["error"].mean()
    if means.size < 3:
        return "unknown", None, None
    fall = falling(arrange(points["n"], points["error"], replicate=points["replicate"].to_numpy()))
    sizes, (method, m) = [int(n) for n in means.index], what
    peak = sizes[int(np.argmax(means.to_numpy()))]
    if peak not in (sizes[0], sizes[-1]):
        # As both sides have to show it, a flat curve is called so in one of twenty.
        sides = [
            _apart(curve, (method, m, peak), (method, m, end), level)
            for end in (sizes[0], sizes[-1])
        ]
        if all(side is not None and side.low > 0 for side in sides):
            return "rises, then falls", peak, fall
    if fall >= SURE:
        return "falls", None, fall
    return ("rises" if fall < 1 - SURE else "no fall shown"), None, fall
