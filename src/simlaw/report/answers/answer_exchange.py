"""How many simulations one more measurement is worth, by a study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simlaw.decide import (
    DirectLearning,
    Exchange,
    Verdict,
    direct_learning,
    error_map,
    exchange,
    joint_law,
)
from simlaw.law import JointLaw
from simlaw.report.answers.direct_beside import direct_sentences
from simlaw.report.words.decisions import exchange_sentences
from simlaw.report.words.unfinished import unfinished_note
from simlaw.report.words.verdict_sentences import lead_sentence, standing_sentence
from simlaw.study.result import StudyResult

__all__ = ["ExchangeAnswer", "answer_exchange"]


@dataclass(frozen=True, eq=False)
class ExchangeAnswer:
    """What a measurement is worth in a study.

    Attributes
    ----------
    exchange
        The rate, and what going to another number of measurements replaces.
    law
        The joint law it was read off.
    unit, metric, method
        Of the errors.
    unfinished
        A sentence where the study is not finished.
    direct
        What measurements alone reach over m; None without trials of it.
    verdict, lead
        What the run shows of its simulations, and its first sentence.
    """

    exchange: Exchange
    law: JointLaw
    unit: str
    metric: str
    method: str
    unfinished: tuple[str, ...]
    direct: DirectLearning | None = None
    verdict: Verdict | None = None
    lead: str | None = None

    @property
    def claims(self) -> bool:
        """Whether a measurement is worth a number of simulations at all.

        It is not where simulations are not seen to help at the nearest n and m studied, or where
        it is not shown there that the error falls with n.
        """
        here = None if self.verdict is None else self.verdict.at(self.exchange.m)
        if here is None:
            return True
        helps = here.at(self.exchange.n).effect in ("helps", "unknown")
        return helps and (here.falls or here.shape == "unknown")

    def _answer(self) -> list[str]:
        """The answer itself: the rate, or why there is none."""
        if self.claims:
            return exchange_sentences(self.exchange)
        assert self.verdict is not None
        here = self.verdict.at(self.exchange.m)
        assert here is not None
        said = standing_sentence(here, self.exchange.n, self.unit)
        why = "that simulations help"
        if here.at(self.exchange.n).effect in ("helps", "unknown"):
            why = f"that the error falls with n at m = {here.m}"
        return [
            f"{said} A measurement is worth no number of simulations that could be named: it is "
            f"not shown {why}."
        ]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, with the error over n and m as a map."""
        return {
            **self.exchange.to_dict(),
            **({} if self.claims else {"rate": None, "replacing_n": None}),
            "simulations_help": self.claims,
            "unit": self.unit,
            "metric": self.metric,
            "method": self.method,
            "sentence": self._answer()[0],
            **({} if self.verdict is None else {"verdict": self.verdict.to_dict()}),
            "law": self.law.to_dict(),
            "map": error_map(self.law).to_dict(),
            **({} if self.direct is None else {"direct_over_m": self.direct.to_dict()}),
        }

    def sentences(self) -> list[str]:
        """Return the answer in words, with its notes."""
        notes = (*self.exchange.notes, *self.law.notes)
        return [
            *self._answer(),
            *([] if self.lead is None else [f"What the run shows: {self.lead}"]),
            *direct_sentences(self.direct, self.unit),
            *(f"Note: {note.text}" for note in notes),
            *self.unfinished,
        ]


def answer_exchange(
    result: StudyResult,
    *,
    n: int | None = None,
    m: int | None = None,
    to_m: int | None = None,
    level: float | None = None,
) -> ExchangeAnswer:
    """Read off a study how many simulations one more measurement is worth.

    Parameters
    ----------
    result
        A study of at least three m and three n.
    n, m
        Simulations and measurements there are; the largest n studied and the headline m by default.
    to_m
        Another number of measurements to go to.
    level
        Level of the intervals; the study's by default.

    Raises
    ------
    InputError
        If the study has too few m or n.
    """
    own = 0.9 if result.law is None else result.law.level
    level = own if level is None else level
    law = joint_law(result.curve, method=result.method, level=level)
    return ExchangeAnswer(
        exchange(law, n or int(law.n.max()), m or result.m, to_m),
        law,
        result.unit,
        result.metric,
        result.method,
        unfinished_note(result),
        direct_learning(result.curve, level=level),
        result.verdict,
        lead_sentence(result.verdict, result.curve),
    )
