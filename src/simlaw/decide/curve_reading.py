"""What is read out of a learning curve for one number of measurements m: levels and pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from simlaw.law import LearningCurve
from simlaw.law.curve import DIRECT, FINE_TUNE
from simlaw.metrics import title_of
from simlaw.printed_numbers import pretty_unit

__all__ = [
    "FINE_TUNE",
    "CurveReading",
    "Level",
    "error_title",
    "metric_words",
    "no_trial",
    "of_method",
    "read_curve",
]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Level:
    """A mean error over replicates and its standard error (NaN for a single replicate)."""

    mean: float
    stderr: float
    replicates: int


@dataclass(frozen=True)
class CurveReading:
    """The errors of one m.

    Attributes
    ----------
    m
        Measurements learned from; 0 where a curve says nothing of them.
    method
        The transfer method whose errors these are.
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
    method: str
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


def read_curve(
    curve: LearningCurve, m: int | None = None, method: str = FINE_TUNE
) -> CurveReading | None:
    """Read one method's errors at one m out of a curve, in the curve's metric.

    Parameters
    ----------
    curve
        The learning curve.
    m
        Measurements learned from; the largest of the curve by default.
    method
        The transfer method.

    Returns
    -------
    CurveReading or None
        None where the curve has no trial of the method yet.
    """
    if curve.ms.size == 0 or method not in curve.methods:
        return None
    chosen = int(curve.ms[-1]) if m is None else m
    by_size = curve.mean(chosen, method)
    points = curve.points(chosen, method)
    if points.empty:
        return None
    direct = curve.points(chosen, DIRECT)
    directs = direct["error"].to_numpy(np.float64)
    return CurveReading(
        m=chosen,
        method=method,
        n=by_size["n"].to_numpy(np.float64),
        mean=by_size["error"].to_numpy(np.float64),
        stderr=by_size["stderr"].to_numpy(np.float64),
        replicates=by_size["replicates"].to_numpy(np.int64),
        points=points,
        direct=_level(directs) if directs.size else None,
        paired=_paired(points[points["n"] == points["n"].max()], direct),
        zero_shot=curve.zero_shot()[["n", "error", "stderr"]],
    )


def no_trial(method: str) -> str:
    """Return what a curve without a trial of a method lacks.

    Examples
    --------
    >>> no_trial("fine-tune"), no_trial("residual")
    ('no fine-tuned trial', 'no trial of the method residual')
    """
    return "no fine-tuned trial" if method == FINE_TUNE else f"no trial{of_method(method)}"


def of_method(method: str, before: str = " of") -> str:
    """Return the words that name a method; none for fine-tuning, which goes without saying.

    Examples
    --------
    >>> of_method("fine-tune"), of_method("residual", " and")
    ('', ' and the method residual')
    """
    return "" if method == FINE_TUNE else f"{before} the method {method}"


def _level(errors: Floats) -> Level:
    spread = float(np.std(errors, ddof=1)) if errors.size > 1 else float("nan")
    return Level(float(errors.mean()), spread / np.sqrt(errors.size), int(errors.size))


def _paired(last: pd.DataFrame, direct: pd.DataFrame) -> float | None:
    both = last.merge(direct, on="replicate", suffixes=("", "_direct"))
    if len(both) < 2:
        return None
    difference = (both["error"] - both["error_direct"]).to_numpy(np.float64)
    return float(np.std(difference, ddof=1) / np.sqrt(difference.size))


def metric_words(curve: LearningCurve, m: int) -> str:
    """Return what a curve's errors are; a curve that names no measurements has errors only."""
    return title_of(curve.metric) if m > 0 else "error"


def error_title(curve: LearningCurve, m: int) -> str:
    """Return what a curve's errors are with their unit, as the title of an axis."""
    unit = pretty_unit(curve.unit)
    metric = metric_words(curve, m)
    return f"{metric} ({unit})" if unit else metric
