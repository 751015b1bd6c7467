"""What a report reads out of a learning curve, for one number of measurements m."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from simlaw.law import LearningCurve

__all__ = ["Level", "Reading", "read"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Level:
    """A mean error over replicates and its standard error (NaN for a single replicate)."""

    mean: float
    stderr: float
    replicates: int


@dataclass(frozen=True)
class Reading:
    """The errors of one m.

    Attributes
    ----------
    m
        Measurements used for fine-tuning; 0 where a curve says nothing of them.
    n
        Sizes, rising, float64 of shape (k,).
    mean, stderr, replicates
        Over the replicates at each size, shape (k,).
    points
        Every replicate: columns ``replicate``, ``n``, ``error``.
    direct
        Trained on the measurements alone, where it was done.
    paired
        Standard error of the difference between the largest n and direct learning over the
        replicates that have both; None with fewer than two.
    zero_shot
        Pretrained and not fine-tuned: columns ``n``, ``error``, ``stderr``; may be empty.
    """

    m: int
    n: Floats
    mean: Floats
    stderr: Floats
    replicates: npt.NDArray[np.int64]
    points: pd.DataFrame
    direct: Level | None
    paired: float | None
    zero_shot: pd.DataFrame

    @property
    def largest(self) -> int:
        """The largest size measured."""
        return int(self.n[-1])

    @property
    def last(self) -> float:
        """The mean error at the largest size."""
        return float(self.mean[-1])

    @property
    def reach(self) -> Floats:
        """The means, and the ends of their standard errors where there are any and above zero."""
        ends = np.concatenate([self.mean, self.mean - self.stderr, self.mean + self.stderr])
        return np.asarray(ends[np.isfinite(ends) & (ends > 0)], dtype=np.float64)


def read(curve: LearningCurve, m: int | None = None) -> Reading | None:
    """Read the errors of one m out of a curve, in the curve's metric.

    Parameters
    ----------
    curve
        The learning curve.
    m
        Measurements used for fine-tuning; the largest of the curve by default.

    Returns
    -------
    Reading or None
        None where the curve has no fine-tuned trial yet.
    """
    if curve.ms.size == 0:
        return None
    chosen = int(curve.ms[-1]) if m is None else m
    by_size = curve.mean(chosen)
    points = curve.points(chosen)
    direct = curve.points(chosen, "direct")
    directs = direct["error"].to_numpy(np.float64)
    return Reading(
        m=chosen,
        n=by_size["n"].to_numpy(np.float64),
        mean=by_size["error"].to_numpy(np.float64),
        stderr=by_size["stderr"].to_numpy(np.float64),
        replicates=by_size["replicates"].to_numpy(np.int64),
        points=points,
        direct=_level(directs) if directs.size else None,
        paired=_paired(points[points["n"] == points["n"].max()], direct),
        zero_shot=curve.zero_shot()[["n", "error", "stderr"]],
    )


def _level(errors: Floats) -> Level:
    spread = float(np.std(errors, ddof=1)) if errors.size > 1 else float("nan")
    return Level(float(errors.mean()), spread / np.sqrt(errors.size), int(errors.size))


def _paired(last: pd.DataFrame, direct: pd.DataFrame) -> float | None:
    both = last.merge(direct, on="replicate", suffixes=("", "_direct"))
    if len(both) < 2:
        return None
    difference = (both["error"] - both["error_direct"]).to_numpy(np.float64)
    return float(np.std(difference, ddof=1) / np.sqrt(difference.size))
