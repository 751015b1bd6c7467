"""How many simulations an error needs, and where a budget is best spent, by a study."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from simlaw.decide import (
    Costs,
    ErrorPlan,
    MoneyPlan,
    Verdict,
    WantedError,
    alone_of,
    direct_learning,
    joint_law,
    plan_for_error,
    plan_for_money,
)
from simlaw.decide.materials.floor_sentence import below_noise
from simlaw.errors import InputError
from simlaw.law import JointLaw
from simlaw.report.answers.direct_beside import DirectBeside
from simlaw.report.words.decisions import error_plan_sentences, money_plan_sentences
from simlaw.report.words.unfinished import unfinished_note
from simlaw.report.words.verdict_sentences import lead_sentence
from simlaw.study.result import StudyResult
from simlaw.study.sources.shares import split_of, split_sentence

__all__ = ["PlanAnswer", "PlanQuestion", "answer_plan"]


@dataclass(frozen=True)
class PlanQuestion:
    """What a study is asked to plan.

    Attributes
    ----------
    error
        The error wanted; None to ask for none.
    m
        Number of measurements; the study's headline one by default.
    n
        A number of simulations by which the error should be reached.
    budget
        Money to split between simulations and measurements.
    costs
        What both cost; needed for a budget.
    level
        Level of the intervals; the study's by default.

    Raises
    ------
    InputError
        If there is a budget without costs.
    """

    error: float | None = None
    m: int | None = None
    n: int | None = None
    budget: float | None = None
    costs: Costs | None = None
    level: float | None = None

    def __post_init__(self) -> None:
        if self.budget is not None and self.costs is None:
            raise InputError(
                "A budget needs prices: give --cost-simulation and --cost-experiment, "
                "in the unit of the budget."
            )

    def view(self) -> dict[str, float]:
        """Return the settings that the planner opens with, as far as they were given."""
        view = {"error": self.error, "m": self.m, "n": self.n, "budget": self.budget}
        if self.costs is not None:
            for kind, size, price in (
                ("simulation", "n", self.costs.simulation),
                ("experiment", "m", self.costs.experiment),
            ):
                view |= {kind: price.each, f"fixed_{size}": price.fixed}
                view |= {f"batch_{size}": price.batch, f"owned_{size}": price.owned}
                view |= {f"most_{size}": price.most}
        return {name: value for name, value in view.items() if value is not None}


@dataclass(frozen=True, eq=False)
class PlanAnswer:
    """What a study plans.

    Attributes
    ----------
    error
        What the wanted error takes; None where none was asked for.
    money
        What money buys; None without costs.
    unit
        Unit of the errors.
    unfinished
        A sentence where the study is not finished.
    beside
        What measurements alone reach beside what money buys; None without trials of it or costs.
    verdict, lead
        What the run shows of its simulations, and its first sentence; None where nothing is asked.
    noise
        Said where the wanted error lies below the noise of measurement; else empty.
    split
        How simulations go over sources that are kept apart; empty with one.
    by_source
        Of each n that the answer names what each source has of it.
    """

    error: ErrorPlan | None
    money: MoneyPlan | None
    unit: str
    unfinished: tuple[str, ...]
    beside: DirectBeside | None = None
    verdict: Verdict | None = None
    lead: str | None = None
    noise: str = ""
    split: str = ""
    by_source: tuple[dict[str, float], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            **({} if self.error is None else self.error.to_dict()),
            **({} if self.money is None else self.money.to_dict()),
            **({} if self.beside is None else {"direct_over_m": self.beside.to_dict()}),
            **({} if self.verdict is None else {"verdict": self.verdict.to_dict()}),
            **({} if not self.noise else {"measurement_noise": self.noise}),
            **({} if not self.split else {"split": self.split, "by_source": list(self.by_source)}),
            "unit": self.unit,
        }

    def sentences(self) -> list[str]:
        """Return the answer in words: money first, then what the error needs."""
        return [
            *([self.noise] if self.noise else []),
            *([] if self.money is None else money_plan_sentences(self.money, self.unit)),
            *([] if self.beside is None else self.beside.sentences(self.unit)),
            *([] if self.error is None else error_plan_sentences(self.error, self.unit)),
            *([self.split] if self.split else []),
            *([] if self.lead is None else [f"What the run shows: {self.lead}"]),
            *self.unfinished,
        ]


def answer_plan(result: StudyResult, question: PlanQuestion, *, where: str = "") -> PlanAnswer:
    """Plan with a study.

    Parameters
    ----------
    result
        A finished or unfinished study.
    question
        What is asked.
    where
        The run folder, for messages; the study's name by default.

    Raises
    ------
    InputError
        If the study has no trials or no law at that m, or, where money is asked about, too few m
        or n for a joint law; or if nothing reaches the error, or the budget pays for nothing.
    """
    where = where or result.name
    joint = None
    if question.costs is not None or question.error is not None:
        joint = _joint(result, question.level, needed=question.costs is not None)
    of_error = None
    if question.error is not None:
        m = question.m or result.m
        _check(result, m, where)
        wanted = WantedError(question.error, m, result.method, question.n, question.level)
        of_error = plan_for_error(
            result.curve,
            result.laws[m],
            wanted,
            joint,
            alone=direct_learning(result.curve, level=result.laws[m].level),
            standing=result.verdict.at(m),
        )
    of_money = beside = None
    if question.costs is not None and joint is not None:
        alone = alone_of(result.curve, method=result.method, level=joint.level)
        of_money = plan_for_money(
            joint, question.costs, budget=question.budget, error=question.error, alone=alone
        )
        beside = None if alone is None else DirectBeside(alone.direct, of_money)
    said = unfinished_note(result, "the answers are")
    if of_error is None and of_money is None:
        return PlanAnswer(None, None, result.unit, said)
    lead = lead_sentence(result.verdict, result.curve)
    noise = ""
    if question.error is not None and result.noise_floor is not None:
        noise = below_noise(result.noise_floor.floor(result.unit), question.error)
    found = PlanAnswer(of_error, of_money, result.unit, said, beside, result.verdict, lead, noise)
    sizes = result.design.n_apart
    if sizes is None:
        return found
    asked = _sizes_named(found)
    cost = None if question.costs is None else question.costs.simulation.each
    each = tuple({"n": n, **split_of(n, sizes)} for n in asked)
    return replace(found, split=split_sentence(sizes, asked, cost), by_source=each)


def _sizes_named(answer: PlanAnswer) -> list[float]:
    """Return the finite n above 0 that an answer names first."""
    found: list[float] = []
    if answer.money is not None:
        if answer.money.spend is not None:
            found.append(answer.money.spend.step.spend.n)
        if answer.money.cheapest is not None:
            found.append(answer.money.cheapest.spend.n)
    if answer.error is not None:
        found.append(answer.error.needed.median)
    return [n for n in dict.fromkeys(found) if 0 < n < float("inf")]


def _joint(result: StudyResult, level: float | None, *, needed: bool) -> JointLaw | None:
    """Return the joint law of a study; None where there are too few m or n and none is needed."""
    own = 0.9 if result.law is None else result.law.level
    try:
        return joint_law(result.curve, method=result.method, level=own if level is None else level)
    except InputError:
        if needed:
            raise
        return None


def _check(result: StudyResult, m: int, where: str) -> None:
    if m not in result.ms:
        raise InputError(
            f"{where}: there are no trials with m = {m}. "
            f"Use one of m = {', '.join(map(str, result.ms))}."
        )
    if m not in result.laws:
        raise InputError(
            f"{where}: fewer than 3 sizes are measured for m = {m}, too few for a law. "
            f"Let the run go on with: {result.command}"
        )
