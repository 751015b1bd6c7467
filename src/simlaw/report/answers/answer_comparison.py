"""Which of several protocols to spend on, by their studies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simlaw.decide import Protocol, ProtocolComparison, Verdict, compare_protocols, verdict
from simlaw.report.words.protocols_as_text import comparison_text, direct_lines
from simlaw.report.words.verdict_sentences import lead_sentence, standing_sentence
from simlaw.study.comparable_runs import find_rivals
from simlaw.study.result import StudyResult

__all__ = ["ComparisonAnswer", "ComparisonQuestion", "answer_comparison"]


@dataclass(frozen=True)
class ComparisonQuestion:
    """What is asked of several studies.

    Attributes
    ----------
    costs
        Cost of one source sample by the name of its study; for all or for none.
    budget
        The budget to decide about, in the unit of the costs.
    m
        Number of measurements; the first study's by default.
    level
        Level of the intervals.
    """

    costs: Mapping[str, float]
    budget: float | None = None
    m: int | None = None
    level: float = 0.9


@dataclass(frozen=True, eq=False)
class ComparisonAnswer:
    """Which protocol to spend on.

    Attributes
    ----------
    found
        The comparison.
    m, metric, unit
        At which number of measurements, and what the errors are.
    further
        Sentences to read with the verdict.
    notes
        What a reader must know of the studies.
    verdicts
        What each study shows of its simulations, by name.
    """

    found: ProtocolComparison
    m: int
    metric: str
    unit: str
    further: tuple[str, ...]
    notes: tuple[str, ...]
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "verdict": verdict(self.found, self.unit),
            **self.found.to_dict(),
            "m": self.m,
            "metric": self.metric,
            "unit": self.unit,
            "runs": {name: one.to_dict() for name, one in self.verdicts.items()},
            "notes": [*self.further, *self.notes],
        }

    def text(self) -> str:
        """Return the verdict, the tables and the notes as the terminal shows them."""
        return comparison_text(self.found, unit=self.unit, further=self.further, notes=self.notes)


def answer_comparison(
    results: Sequence[StudyResult], names: Sequence[str], question: ComparisonQuestion
) -> ComparisonAnswer:
    """Compare studies of one target as protocols.

    Parameters
    ----------
    results
        At least two studies.
    names
        What to call each, all different.
    question
        Costs, budget, m and level.

    Raises
    ------
    InputError
        If the studies cannot be compared.
    """
    rivals = find_rivals(results, names, question.m)
    level = question.level
    protocols = [
        Protocol(
            name,
            result.curve.points(rivals.m, result.method),
            result.curve.fit(m=rivals.m, level=level, method=result.method),
            question.costs.get(name),
        )
        for name, result in zip(names, results, strict=True)
    ]
    found = compare_protocols(protocols, paired=rivals.paired, budget=question.budget, level=level)
    unit = results[0].unit
    directs = [result.curve.direct(rivals.m, level=level) for result in results]
    unfinished = (
        f"{name} is not finished: {result.trials_done} of {result.trials_total} trainings are done"
        for name, result in zip(names, results, strict=True)
        if not result.finished
    )
    return ComparisonAnswer(
        found,
        rivals.m,
        results[0].metric,
        unit,
        (
            *direct_lines(found, directs, rivals.m, unit),
            *(_shown(name, one, rivals.m) for name, one in zip(names, results, strict=True)),
        ),
        (*rivals.notes, *unfinished),
        {name: result.verdict for name, result in zip(names, results, strict=True)},
    )


def _shown(name: str, result: StudyResult, m: int) -> str:
    """Say what one study shows of its simulations."""
    lead = lead_sentence(result.verdict, result.curve)
    one = result.verdict.at(m)
    if lead is None and one is not None:
        lead = standing_sentence(one, one.last.n, result.unit)
    return f"{name}: {lead}"
