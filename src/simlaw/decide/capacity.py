"""Whether the network, and not the source, limits an error: the fall by a larger network.

The trials at the largest n are repeated with twice the width and twice the steps. A curve levels
off where the network can learn no more, too: its transfer gap is then no property of the source.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from simlaw.law import Estimate, LearningCurve
from simlaw.law.answers.gain import percent_span
from simlaw.law.display import ShownAsText
from simlaw.law.estimate import Note
from simlaw.law.new_materials.intervals import Deviation, log_ratio
from simlaw.law.new_materials.material_errors import Cell, MaterialErrors
from simlaw.law.new_materials.noise_of_means import THESE
from simlaw.law.required_n import CAPACITY_LIMITED
from simlaw.printed_numbers import count, level_text

__all__ = ["LIMIT", "CapacityFall", "capacity_fall"]

LIMIT = 0.02
"""Fall of the error by a larger network from which the network is said to limit it."""

LARGER = "larger"
"""Name of the larger network's cell where both stand in one table."""

ENOUGH = 2
"""Fewest replicates that an interval is made of."""


@dataclass(frozen=True)
class CapacityFall(ShownAsText):
    """What twice the width and twice the steps bring at one m and the largest n.

    Attributes
    ----------
    m, n
        Where.
    error, larger
        Mean errors of the study's network and of the larger one, over the replicates of both.
    fall
        Share of the error that the larger one removes, paired by replicate, with its interval; for
        new materials where the errors of materials are known.
    replicates
        How many.
    """

    m: int
    n: int
    error: float
    larger: float
    fall: Estimate
    replicates: int

    @property
    def limited(self) -> bool:
        """Whether the whole interval lies above `LIMIT`."""
        return self.fall.low > LIMIT

    def note(self) -> Note:
        """What every law of this m has to say where the network limits it."""
        return Note(
            CAPACITY_LIMITED,
            f"The network limits the error at m = {count(self.m)}: {self.text()}. C is that of "
            "this network and not of the source, and no error can be called out of reach by it.",
        )

    def text(self) -> str:
        """Return the fall in words, without a full stop."""
        middle, ends = percent_span(self.fall.estimate, self.fall.low, self.fall.high)
        verb = f"lower it by {middle}"
        if self.fall.estimate < 0:
            middle, ends = percent_span(-self.fall.estimate, -self.fall.high, -self.fall.low)
            verb = f"raise it by {middle}"
        return (
            f"twice the width and twice the steps {verb} at n = {count(self.n)} "
            f"({level_text(self.fall.level)} interval {ends})"
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "m": self.m,
            "n": self.n,
            "error": self.error,
            "larger": self.larger,
            "fall": self.fall.to_dict(),
            "replicates": self.replicates,
            "limited": self.limited,
        }

    def __repr__(self) -> str:
        return f"m = {count(self.m)}: {self.text()}"


def capacity_fall(
    curve: LearningCurve, larger: LearningCurve, cell: Cell, level: float = 0.9
) -> CapacityFall | None:
    """Return what a larger network brings to one cell; None with fewer than two replicates of both.

    Parameters
    ----------
    curve, larger
        Errors of the study, and of the same trials by the larger network.
    cell
        Method, m and n.
    level
        Of the interval.
    """
    method, m, n = cell
    ours, theirs = (
        one.frame[
            (one.frame["method"] == method) & (one.frame["m"] == m) & (one.frame["n"] == n)
        ].set_index("replicate")[curve.metric]
        for one in (curve, larger)
    )
    both = ours.index.intersection(theirs.index)
    if both.size < ENOUGH:
        return None
    a, b = (part[both].to_numpy(np.float64) for part in (ours, theirs))
    ratio = _of_materials(curve, larger, cell) or _of_replicates(a, b)
    found = ratio.estimate(level)
    # A fall is one less the ratio, so that the ends change places.
    fall = Estimate(
        -math.expm1(found.estimate), -math.expm1(found.high), -math.expm1(found.low), level
    )
    return CapacityFall(m, n, float(a.mean()), float(b.mean()), fall, int(both.size))


def _of_replicates(a: np.ndarray, b: np.ndarray) -> Deviation:
    """The log ratio of paired errors, by the delta method."""
    parts = b / b.mean() - a / a.mean()
    deviation = float(parts.std(ddof=1)) / math.sqrt(a.size)
    return Deviation(math.log(b.mean() / a.mean()), deviation, float(a.size - 1))


def _of_materials(curve: LearningCurve, larger: LearningCurve, cell: Cell) -> Deviation | None:
    """The log ratio for new materials; None where errors of materials are not known of both."""
    about, one, other = curve.inference_of(), curve.materials, larger.materials
    if about == THESE or one is None or other is None:
        return None
    if cell not in one.errors or cell not in other.errors:
        return None
    twice = (LARGER, cell[1], cell[2])
    joined = _joined(one, other, cell, twice)
    return log_ratio(joined, twice, cell, metric=curve.metric, inference=about)


def _joined(one: MaterialErrors, other: MaterialErrors, cell: Cell, twice: Cell) -> MaterialErrors:
    """One table with a cell of both, row by row; rows that test other materials have none."""
    places = {
        (int(replicate), int(draw)): row
        for row, (replicate, draw) in enumerate(zip(other.replicate, other.draw, strict=True))
    }
    added = []
    for row, key in enumerate(zip(one.replicate, one.draw, strict=True)):
        at = places.get((int(key[0]), int(key[1])))
        same = at is not None and np.array_equal(one.test[row], other.test[at])
        added.append(other.errors[cell][at] if same and at is not None else None)
    return MaterialErrors(
        one.keys,
        one.measured,
        one.replicate,
        one.draw,
        one.test,
        one.pool,
        {cell: one.errors[cell], twice: added},
        one.groups,
        one.unit,
        one.source_rows,
    )
