"""The methods of a study beside each other: errors by n, and paired differences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from simlaw.law import LearningCurve
from simlaw.law.curve import DIRECT, FINE_TUNE, ZERO_SHOT
from simlaw.law.display import ShownAsText
from simlaw.law.new_materials.material_errors import Cell
from simlaw.law.new_materials.noise_of_means import THESE
from simlaw.printed_numbers import span, value

__all__ = ["Difference", "Entry", "MethodComparison", "compare_methods", "several_methods"]

Role = Literal["transfer", "target", "source"]
_ORDER: tuple[Role, ...] = ("transfer", "source", "target")


@dataclass(frozen=True)
class Entry(ShownAsText):
    """The errors of one method at one m.

    Attributes
    ----------
    name
        The method.
    role
        ``transfer`` learns from both tables, ``target`` from the measurements alone (its only n
        is 0), ``source`` from the computed table alone.
    points
        Every replicate: columns ``replicate``, ``n``, ``error``.
    n
        Sizes, rising, int64 of shape (k,).
    mean, stderr
        Over the replicates at each size, float64 of shape (k,); NaN for the standard error of a
        single replicate.
    """

    name: str
    role: Role
    points: pd.DataFrame
    n: npt.NDArray[np.int64]
    mean: npt.NDArray[np.float64]
    stderr: npt.NDArray[np.float64]

    @property
    def last(self) -> float:
        """The mean error at its largest n."""
        return float(self.mean[-1])

    def at(self, n: int) -> tuple[float, float] | None:
        """Return mean and standard error at one n; None where it has no trial."""
        there = np.flatnonzero(self.n == n)
        return (float(self.mean[there[0]]), float(self.stderr[there[0]])) if there.size else None

    def __repr__(self) -> str:
        sizes = f"n = {self.n[0]:,}" + (f" to {self.n[-1]:,}" if self.n.size > 1 else "")
        return f"{self.name}: error {value(self.last)}, {sizes}"


@dataclass(frozen=True)
class Difference(ShownAsText):
    """A mean difference of two errors over the replicates that have both.

    Attributes
    ----------
    mean, low, high
        The mean, and its t interval; NaN ends with a single replicate.
    level
        Probability of the interval.
    pairs
        Number of replicates.
    inference
        What the interval is about: a name in `simlaw.law.INFERENCES`.
    """

    mean: float
    low: float
    high: float
    level: float
    pairs: int
    inference: str = THESE

    @property
    def verdict(self) -> str:
        """``better``, ``worse``, ``no difference seen``, or ``one replicate only``."""
        if self.pairs < 2:
            return "one replicate only"
        if self.high < 0:
            return "better"
        return "worse" if self.low > 0 else "no difference seen"

    def text(self, like: float) -> str:
        """Return the difference and its interval in words, rounded as the error `like` is."""
        said = f"difference {value(self.mean, like=like)}"
        if self.pairs < 2:
            return f"{said}, {self.verdict}"
        ends = span(self.low, self.high, like=like)
        return f"{said}, {100 * self.level:g} % interval {ends}"

    def __repr__(self) -> str:
        return f"{self.text(self.mean)} ({self.verdict})"


@dataclass(frozen=True)
class MethodComparison(ShownAsText):
    """Every method at one m.

    Attributes
    ----------
    m
        Measurements learned from.
    entries
        The methods: those that transfer (the headline one first), from the computed table alone,
        from the measurements alone.
    reference
        The one with the smallest mean error of those that learn from the measurements alone.
    largest
        The largest n of a transfer method; 0 without one.
    differences
        Transfer method to its difference to the reference at the largest n, where both have
        trials.
    sure_best
        How probably the transfer method with the smallest mean error at the largest n is truly the
        best of them on new materials; None where there is one, or no errors of materials.
    """

    m: int
    entries: tuple[Entry, ...]
    reference: Entry | None
    largest: int
    differences: Mapping[str, Difference]
    sure_best: float | None = None

    @property
    def sizes(self) -> list[int]:
        """Every n of a method that uses the computed table, rising."""
        used = [entry.n.tolist() for entry in self.entries if entry.role != "target"]
        return sorted({n for sizes in used for n in sizes})

    @property
    def best_transfer(self) -> Entry | None:
        """The transfer method with the smallest mean error at the largest n."""
        there = [e for e in self.entries if e.role == "transfer" and e.at(self.largest)]
        return min(there, key=lambda entry: entry.last, default=None)

    def smallest(self, n: int) -> str | None:
        """Return the method with the smallest mean error at one n, where two or more have one."""
        there = {e.name: found[0] for e in self.entries if (found := e.at(n)) is not None}
        return min(there, key=lambda name: there[name]) if len(there) > 1 else None

    def __repr__(self) -> str:
        lines = [f"Methods at m = {self.m}, n = {self.largest:,}"]
        for entry in self.entries:
            found = self.differences.get(entry.name)
            lines.append(f"  {entry!r}" + ("" if found is None else f"; {found!r}"))
        return "\n".join(lines)


def several_methods(curve: LearningCurve) -> bool:
    """Whether a curve has methods beyond the standard ones."""
    return not set(curve.methods) <= {FINE_TUNE, DIRECT, ZERO_SHOT}


def compare_methods(
    curve: LearningCurve, m: int, *, headline: str = FINE_TUNE, level: float = 0.9
) -> MethodComparison:
    """Put the methods of a curve beside each other at one m, in the curve's metric.

    Parameters
    ----------
    curve
        The learning curve.
    m
        Measurements learned from.
    headline
        The method that comes first.
    level
        Probability of the intervals of differences.

    Notes
    -----
    All methods of a replicate share test set, order of samples and network, so their errors are
    compared by their difference within each replicate, and where the record has the error of every
    material, material by material: the interval is then for new materials.

    The method named as the best of several was chosen by the same errors; `sure_best` says how
    probably it is.
    """
    entries = [entry for name in curve.methods if (entry := _entry(curve, name, m)) is not None]
    entries.sort(key=lambda entry: (_ORDER.index(entry.role), entry.name != headline))
    alone = [entry for entry in entries if entry.role == "target"]
    reference = min(alone, key=lambda entry: entry.last, default=None)
    transfers = [entry for entry in entries if entry.role == "transfer"]
    largest = max((int(entry.n[-1]) for entry in transfers), default=0)
    differences = {}
    if reference is not None:
        for entry in transfers:
            found = _difference(curve, entry, reference, largest, m, level)
            if found is not None:
                differences[entry.name] = found
    compared = MethodComparison(m, tuple(entries), reference, largest, differences)
    if (best := compared.best_transfer) is None:
        return compared
    cells = [(entry.name, m, largest) for entry in transfers if entry.at(largest)]
    return replace(compared, sure_best=_sure_best(curve, cells, (best.name, m, largest)))


def _entry(curve: LearningCurve, name: str, m: int) -> Entry | None:
    rows = curve.frame[curve.frame["method"] == name]
    role: Role = "transfer"
    if (rows["n"] == 0).all():
        role = "target"
    elif name == ZERO_SHOT or (rows["m"] == 0).all():
        role = "source"
    rows = rows.drop_duplicates(["replicate", "n"]) if role == "source" else rows[rows["m"] == m]
    if rows.empty:
        return None
    points = rows[["replicate", "n", curve.metric]].rename(columns={curve.metric: "error"})
    by_size = points.groupby("n")["error"]
    means, sizes = by_size.mean(), by_size.size().to_numpy(np.float64)
    return Entry(
        name,
        role,
        points,
        n=means.index.to_numpy(np.int64),
        mean=means.to_numpy(np.float64),
        stderr=by_size.std().to_numpy(np.float64) / np.sqrt(sizes),
    )


def _difference(
    curve: LearningCurve, entry: Entry, reference: Entry, n: int, m: int, level: float
) -> Difference | None:
    at = entry.points[entry.points["n"] == n]
    pairs = int(at["replicate"].isin(reference.points["replicate"]).sum())
    if pairs == 0:
        return None
    cell, other = (entry.name, m, n), (reference.name, m, 0)
    found = curve.difference(cell, other)
    if found is None:
        both = at.merge(reference.points, on="replicate", suffixes=("", "_reference"))
        mean = float((both["error"] - both["error_reference"]).mean())
        return Difference(mean, math.nan, math.nan, level, pairs)
    wide = found.estimate(level)
    about = curve.inference_of()
    return Difference(wide.estimate, wide.low, wide.high, level, pairs, about)


def _sure_best(curve: LearningCurve, cells: Sequence[Cell], best: Cell) -> float | None:
    """How probably the best of several methods is truly the best, from what their errors share."""
    if len(cells) < 2:
        return None
    noise = curve.noise(list(cells))
    if noise is None or noise.mean is None:
        return None
    drawn = np.log(noise.mean) + noise.draw(4000, np.random.default_rng(0))
    return float(np.mean(drawn.argmin(axis=1) == list(cells).index(best)))
