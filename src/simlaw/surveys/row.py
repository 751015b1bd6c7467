"""One study of a survey: its error now, what doubling the database brings, where to stop."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import stdtrit

from simlaw.decide.run_verdict import Effect, VerdictAtM
from simlaw.law import Estimate, Law, LearningCurve
from simlaw.law.answers.gain import Gain
from simlaw.law.diagnose import doubts
from simlaw.law.display import ShownAsText
from simlaw.law.new_materials.material_errors import Cell
from simlaw.printed_numbers import value, with_unit
from simlaw.study.result import StudyResult
from simlaw.surveys.stop import Stop, stop_at

__all__ = ["Row", "failed_row", "row_of"]

Advice = str
"""What to do with the database for a property, in a word for programs: see `Row.advice`."""


@dataclass(frozen=True, eq=False)
class Row(ShownAsText):
    """One study of a survey.

    Attributes
    ----------
    name
        Of the study.
    problem
        Why it could not be run or read; empty where it could. Then all that follows is empty.
    result
        The study; None with a problem.
    n
        The largest n studied; 0 without a trial at the headline m.
    error
        Mean error at that n, with its interval.
    reference, without
        The best method that learns from the measurements alone, and its error; None without one.
    effect
        What simulations do beside it at that n.
    gain
        What doubling the database brings, as a share of the error; None without a law.
    probability
        Probability that it brings more than is worth it.
    stop
        The n from which it no longer does; None without a law.
    advice
        ``go on``, ``stop``, ``not shown to help`` (simulations are not surely better than the best
        method without them), ``harms`` (they are surely worse), or ``not determined``.
    """

    name: str
    problem: str = ""
    result: StudyResult | None = None
    n: int = 0
    error: Estimate | None = None
    reference: str | None = None
    without: Estimate | None = None
    effect: Effect = "unknown"
    gain: Gain | None = None
    probability: float | None = None
    stop: Stop | None = None
    advice: Advice = "not determined"

    @property
    def law(self) -> Law | None:
        """The law of the headline m."""
        return None if self.result is None else self.result.law

    @property
    def capacity_limited(self) -> bool:
        """Whether the network, and not the database, is shown to limit the error."""
        if self.result is None or self.result.capacity is None:
            return False
        return any(one.m == self.result.m for one in self.result.capacity.limited)

    @property
    def folder(self) -> Path | None:
        """The run folder."""
        return None if self.result is None else self.result.folder

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        result, law = self.result, self.law
        return {
            "name": self.name,
            "problem": self.problem or None,
            "folder": None if self.folder is None else str(self.folder),
            "property": None if result is None else result.property,
            "unit": None if result is None else result.unit,
            "metric": None if result is None else result.metric,
            "method": None if result is None else result.method,
            "finished": None if result is None else result.finished,
            "m": None if result is None else result.m,
            "n": self.n or None,
            "error": None if self.error is None else self.error.to_dict(),
            "reference": self.reference,
            "without": None if self.without is None else self.without.to_dict(),
            "effect": self.effect,
            "doubling": None if self.gain is None else self.gain.to_dict(),
            "worth_probability": self.probability,
            "stop": None if self.stop is None else self.stop.to_dict(),
            "advice": self.advice,
            "law_status": None if law is None else law.status,
            "capacity_limited": self.capacity_limited,
        }

    def __repr__(self) -> str:
        if self.result is None or self.error is None:
            return f"{self.name}: {self.problem or 'no trial yet'}"
        return (
            f"{self.name}: {with_unit(value(self.error.estimate), self.result.unit)}, {self.advice}"
        )


def failed_row(name: str, problem: str) -> Row:
    """Return the row of a study that could not be run or read."""
    return Row(name, problem)


def row_of(result: StudyResult, worth: float, level: float, name: str | None = None) -> Row:
    """Return the row of a study.

    Parameters
    ----------
    result
        A finished or unfinished study.
    worth
        The least fall of the error that makes doubling worth it, as a share of the error.
    level
        Of the intervals.
    name
        What to call it; its own name by default.
    """
    name = result.name if name is None else name
    here = {one.m: one for one in result.verdict.by_m}.get(result.m)
    if here is None:
        return Row(name, result=result)
    n = here.last.n
    law = result.law
    gain = stop = probability = None
    if law is not None:
        # The largest n of a law is that of the curve, but for an unfinished run.
        gain = law.gain(level=level)
        probability = gain.probability_above(worth)
        stop = stop_at(lambda sizes: np.log(law.curves(sizes)), float(law.n[-1]), worth, level)
    return Row(
        name,
        "",
        result,
        n,
        _mean_error(result.curve, (result.method, result.m, n), level),
        here.reference,
        here.without,
        here.effect,
        gain,
        probability,
        stop,
        _advice(here, law, stop),
    )


def _advice(here: VerdictAtM, law: Law | None, stop: Stop | None) -> Advice:
    if here.effect == "harms":
        return "harms"
    if here.effect == "no difference":
        return "not shown to help"
    if law is None or stop is None:
        return "not determined"
    if "no_decay" in doubts(law) or stop.now:
        return "stop"
    return "go on"


def _mean_error(curve: LearningCurve, cell: Cell, level: float) -> Estimate | None:
    """Mean error of one cell with its interval: for new materials where their errors are known."""
    method, m, n = cell
    points = curve.points(m, method)
    errors = points.loc[points["n"] == n, "error"].to_numpy(np.float64)
    if errors.size == 0:
        return None
    mean = float(errors.mean())
    noise = curve.noise([cell])
    if noise is not None:
        half = float(stdtrit(noise.freedom, (1 + level) / 2) * noise.covariance[0, 0] ** 0.5)
        return Estimate(mean, mean * math.exp(-half), mean * math.exp(half), level)
    if errors.size < 2:
        return Estimate(mean, math.nan, math.nan, level)
    spread = float(errors.std(ddof=1)) / math.sqrt(errors.size)
    half = float(stdtrit(errors.size - 1, (1 + level) / 2)) * spread
    return Estimate(mean, mean - half, mean + half, level)
