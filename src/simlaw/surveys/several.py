"""A survey: its rows, its source databases, what doubling each brings, and a budget split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from simlaw.decide.joint_law_of_curve import joint_law
from simlaw.decide.money.costs import Price
from simlaw.decide.money.shared_budget import SharedPlan, gain_of_all, shared_budget
from simlaw.decide.money.shared_property import SharedProperty
from simlaw.decide.money.without_simulations import alone_of
from simlaw.errors import InputError
from simlaw.law import JointLaw
from simlaw.law.answers.gain import Gain
from simlaw.law.display import ShownAsText
from simlaw.surveys.question import SurveyQuestion
from simlaw.surveys.row import Row
from simlaw.surveys.sources import Source, sources_of
from simlaw.surveys.stop import Stop, stop_at

__all__ = ["SharedGain", "Survey", "survey_of"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SharedGain:
    """What doubling one source database brings to all of its properties together.

    Attributes
    ----------
    source
        The database.
    gain
        Fall of the weighted geometric mean of the errors.
    probability
        Probability that it is more than is worth it.
    stop
        The n from which it no longer is.
    left_out
        Studies without a law, which do not count.
    """

    source: Source
    gain: Gain
    probability: float
    stop: Stop
    left_out: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "source": self.source.name,
            "doubling": self.gain.to_dict(),
            "worth_probability": self.probability,
            "stop": self.stop.to_dict(),
            "left_out": list(self.left_out),
        }


@dataclass(frozen=True, eq=False)
class Survey(ShownAsText):
    """Several targets beside each other.

    Attributes
    ----------
    question
        What was asked.
    rows
        One for each study, in the order given.
    sources
        The source databases, each with its studies.
    together
        What doubling each database of several properties brings to all of them.
    plan
        How the budget is split; None where none was asked for, or none can be split.
    no_plan
        Why no budget is split, where one was asked for; else empty.
    notes
        What a reader must know.
    """

    question: SurveyQuestion
    rows: tuple[Row, ...]
    sources: tuple[Source, ...]
    together: tuple[SharedGain, ...]
    plan: SharedPlan | None
    no_plan: str
    notes: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """Whether a study could not be run or read, or a budget could not be split."""
        return bool(self.no_plan) or any(row.problem for row in self.rows)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            **self.question.to_dict(),
            "rows": [row.to_dict() for row in self.rows],
            "sources": [one.to_dict() for one in self.sources],
            "together": [one.to_dict() for one in self.together],
            "budget": None if self.plan is None else self.plan.to_dict(),
            "no_budget": self.no_plan or None,
            "notes": list(self.notes),
        }

    def frame(self) -> pd.DataFrame:
        """Return the table as ``survey.csv`` holds it, one row for each study."""
        return pd.DataFrame([_flat(row) for row in self.rows])

    def __repr__(self) -> str:
        return "\n".join(repr(row) for row in self.rows)


def survey_of(rows: Sequence[Row], question: SurveyQuestion) -> Survey:
    """Return a survey of studies that were run and read.

    Parameters
    ----------
    rows
        One for each study.
    question
        What is asked.

    Raises
    ------
    InputError
        If a weight or a cost names a study that is not there, or no weight is above zero.
    """
    question.check_names([row.name for row in rows])
    sources = sources_of(rows)
    together = tuple(
        found for one in sources if len(one.rows) > 1 and (found := _together(one, question))
    )
    plan, why, notes = None, "", list(_notes(sources))
    if question.budget is not None:
        try:
            plan, more = _plan(sources, question)
            notes += more
        except InputError as refused:
            why = str(refused)
    return Survey(question, tuple(rows), sources, together, plan, why, tuple(notes))


def _together(source: Source, question: SurveyQuestion) -> SharedGain | None:
    """What doubling a database brings to its properties; None where fewer than two have a law."""
    several = _properties(source, question, buying=False)
    if len(several) < 2 or sum(one.weight for one in several) <= 0:
        return None
    gain = gain_of_all(several, source.size, level=question.level)
    weights = np.array([one.weight for one in several]) / sum(one.weight for one in several)

    def log_errors(sizes: Floats) -> Floats:
        found = [
            weight * np.stack([np.log(one.draws(n, one.m, seed)) for n in sizes], axis=1)
            for seed, (weight, one) in enumerate(zip(weights, several, strict=True))
        ]
        return np.asarray(np.sum(found, axis=0))

    stop = stop_at(log_errors, float(source.size), question.worth, question.level)
    counted = {one.name for one in several}
    left = tuple(row.name for row in source.rows if row.name not in counted)
    return SharedGain(source, gain, gain.probability_above(question.worth), stop, left)


def _properties(source: Source, question: SurveyQuestion, *, buying: bool) -> list[SharedProperty]:
    """The properties of a database that have a law; with `buying`, those of which m can grow."""
    found = []
    for row, share in zip(source.rows, source.shares, strict=True):
        result, law = row.result, row.law
        if result is None or law is None:
            continue
        cost = question.cost_experiments.get(row.name) if buying else None
        joint = None if cost is None else _joint(row, question.level)
        found.append(
            SharedProperty(
                row.name,
                law,
                result.m,
                weight=question.weights.get(row.name, 1.0),
                alone=alone_of(result.curve, method=result.method, level=question.level),
                share=share,
                price=None if cost is None else Price(cost, owned=result.m),
                joint=joint,
            )
        )
    return found


def _joint(row: Row, level: float) -> JointLaw:
    assert row.result is not None
    try:
        return joint_law(row.result.curve, method=row.result.method, level=level)
    except InputError as refused:
        raise InputError(f"{row.name}, of which measurements may be bought: {refused}") from None


def _plan(sources: Sequence[Source], question: SurveyQuestion) -> tuple[SharedPlan, list[str]]:
    """The budget split, and what to know of it."""
    assert question.budget is not None
    assert question.cost_simulation is not None
    if len(sources) > 1:
        told = "; ".join(
            f"{one.name} ({', '.join(row.name for row in one.rows)})" for one in sources
        )
        raise InputError(
            "The studies learn from different source tables, and a simulation for one yields "
            f"nothing for another: {told}. Ask about the budget of each by itself."
        )
    several = [] if not sources else _properties(sources[0], question, buying=True)
    if not several:
        raise InputError("No study of the survey has a law, which needs three sizes n.")
    source = sources[0]
    owned = source.size if question.owned_simulations is None else question.owned_simulations
    simulation = Price(question.cost_simulation, owned=owned)
    plan = shared_budget(several, simulation, question.budget, question.level)
    counted = {one.name for one in several}
    left = [row.name for row in source.rows if row.name not in counted]
    notes = []
    if left:
        notes.append(f"The budget is split without {', '.join(left)}, which has no law yet.")
    return plan, notes


def _notes(sources: Sequence[Source]) -> list[str]:
    notes = []
    if len(sources) > 1:
        told = "; ".join(
            f"{one.name} for {', '.join(row.name for row in one.rows)}" for one in sources
        )
        notes.append(
            f"The studies learn from {len(sources)} different source tables, so that no simulation "
            f"yields all of these properties: {told}."
        )
    for one in sources:
        if len(one.rows) > 1 and min(one.shares) < 0.99:
            told = ", ".join(
                f"{row.name} {count:,}" for row, count in zip(one.rows, one.materials, strict=True)
            )
            notes.append(
                f"Not every simulation of {one.name} yields every property (materials to learn "
                f"from: {told}): of more simulations each is taken to yield the same share."
            )
    return notes


def _flat(row: Row) -> dict[str, Any]:
    """A row as one line of a table."""
    error, alone, gain, stop = row.error, row.without, row.gain, row.stop
    result = row.result
    return {
        "study": row.name,
        "property": "" if result is None else result.property,
        "unit": "" if result is None else result.unit,
        "metric": "" if result is None else result.metric,
        "method": "" if result is None else result.method,
        "m": None if result is None else result.m,
        "n": row.n or None,
        "error": None if error is None else error.estimate,
        "error_low": None if error is None else error.low,
        "error_high": None if error is None else error.high,
        "without_method": row.reference or "",
        "without_error": None if alone is None else alone.estimate,
        "without_low": None if alone is None else alone.low,
        "without_high": None if alone is None else alone.high,
        "effect": row.effect,
        "doubling": None if gain is None else gain.estimate,
        "doubling_low": None if gain is None else gain.low,
        "doubling_high": None if gain is None else gain.high,
        "worth_probability": row.probability,
        "stop_n": None if stop is None or not np.isfinite(stop.median) else stop.median,
        "advice": row.advice,
        "law_status": "" if row.law is None else row.law.status,
        "capacity_limited": row.capacity_limited,
        "finished": None if result is None else result.finished,
        "folder": "" if row.folder is None else str(row.folder),
        "problem": row.problem,
    }
