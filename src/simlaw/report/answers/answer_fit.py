"""The law of a table of points, in n alone or in n and m.

Pages and decisions are imported where they are asked for, so that the law alone starts quickly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simlaw.law import JointLaw, Law, PointTable, Requirement
from simlaw.law.forms.registry import AUTO
from simlaw.report.words.law_as_text import law_as_text

if TYPE_CHECKING:
    from simlaw.decide import DirectLearning, Verdict
    from simlaw.law import LearningCurve

LEAST_SIZES = 3
"""Fewest n that a law is fitted to."""

__all__ = ["FitAnswer", "FitQuestion", "JointFitAnswer", "answer_fit"]


@dataclass(frozen=True)
class FitQuestion:
    """How a table of points is fitted, and what the law is asked.

    Attributes
    ----------
    form, level, seed, robust
        As for `simlaw.law.fit`.
    error
        An error whose n is asked for; None for none.
    """

    form: str = AUTO
    level: float = 0.9
    seed: int = 0
    robust: bool = False
    error: float | None = None


@dataclass(frozen=True, eq=False)
class FitAnswer:
    """The law of a table with one m, or none.

    Attributes
    ----------
    table
        The points.
    law
        Their law.
    needed
        What the wanted error needs; None where none was asked for.
    verdict, lead
        What the points show of simulations, and the first sentence of it.
    """

    table: PointTable
    law: Law
    needed: Requirement | None
    verdict: Verdict | None = None
    lead: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        answer = self.law.to_dict()
        if self.needed is not None:
            answer["requirement"] = self.needed.to_dict()
        if self.verdict is not None:
            answer["verdict"] = self.verdict.to_dict()
        return answer

    def text(self) -> str:
        """Return chart, parameters, forecast and notes as the terminal shows them."""
        lines = [*self.lead, law_as_text(self.law)]
        if self.needed is not None:
            from simlaw.decide import requirement_sentence

            lines.append(requirement_sentence(self.needed))
        return "\n".join(lines)

    def page(self) -> str:
        """Return an HTML page about the curve and its law."""
        from simlaw.report.page.page import curve_page

        return curve_page(self.table.curve(), self.law)


@dataclass(frozen=True, eq=False)
class JointFitAnswer:
    """The joint law of a table with several m.

    Attributes
    ----------
    table
        The points.
    law
        Their joint law.
    needed
        What the wanted error needs at the largest m; None where none was asked for.
    question
        How they were fitted.
    direct
        Direct learning over m; None where the table has none.
    verdict, lead
        What the points show of simulations, and the first sentence of it.
    """

    table: PointTable
    law: JointLaw
    needed: Requirement | None
    question: FitQuestion
    direct: DirectLearning | None = None
    verdict: Verdict | None = None
    lead: tuple[str, ...] = ()

    @property
    def m(self) -> float:
        """The largest number of measurements."""
        return float(self.law.m.max())

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        answer = self.law.to_dict()
        if self.needed is not None:
            answer["requirement"] = {**self.needed.to_dict(), "m": self.m}
        if self.direct is not None:
            answer["direct_over_m"] = self.direct.to_dict()
        if self.verdict is not None:
            answer["verdict"] = self.verdict.to_dict()
        return answer

    def text(self) -> str:
        """Return the parameters, and the law in n at each m, as the terminal shows them."""
        lines = [*self.lead, repr(self.law), ""]
        lines.append(f"  {'m':>8} {'D':>10} {'alpha':>8} {'C':>10}   law in n at that m")
        for m, marginal in self.law.to_dict()["marginals"].items():
            amplitude, alpha, gap = (marginal[name]["estimate"] for name in ("D", "alpha", "C"))
            lines.append(f"  {m:>8} {amplitude:>10.4g} {alpha:>8.3g} {gap:>10.4g}")
        if self.direct is not None:
            from simlaw.report.answers.direct_beside import direct_sentences

            lines += direct_sentences(self.direct)
        if self.needed is not None:
            from simlaw.decide import requirement_sentence

            lines.append(requirement_sentence(self.needed, m=self.m))
        return "\n".join(lines)

    def page(self) -> str:
        """Return an HTML page about the curve at the largest m and its law in n."""
        from simlaw.report.page.page import curve_page

        part = self.table.at_m(self.m)
        law = part.fit(level=self.question.level, seed=self.question.seed)
        return curve_page(part.curve(), law)


def answer_fit(
    table: PointTable, question: FitQuestion, run: LearningCurve | None = None
) -> FitAnswer | JointFitAnswer:
    """Fit the law of a table of points: the joint one where it has several m.

    Parameters
    ----------
    table
        From `simlaw.law.points_from_file`.
    question
        How, and what the law is asked.
    run
        The errors of the run that the points are those of, whose verdict is told; by default the
        points alone.

    Raises
    ------
    InputError
        If the points cannot be fitted, or the form or the wanted error is none.
    """
    if table.joint:
        joint = table.fit_joint(level=question.level, seed=question.seed)
        asked = question.error
        needed = None if asked is None else joint.required_n(asked, float(joint.m.max()))
        direct = None
        if table.direct:
            from simlaw.decide import direct_learning_of

            direct = direct_learning_of(table.direct, level=question.level, seed=question.seed)
        verdict, lead = _shown(table, {}, run)
        return JointFitAnswer(table, joint, needed, question, direct, verdict, lead)
    law = table.fit(
        form=question.form, level=question.level, seed=question.seed, robust=question.robust
    )
    needed = None if question.error is None else law.required_n(question.error, question.level)
    verdict, lead = _shown(table, {int(_ms(table)[0]): law}, run)
    return FitAnswer(table, law, needed, verdict, lead)


def _ms(table: PointTable) -> list[float]:
    """Every m of a table, rising; 0 where it has none."""
    if "m" not in table.frame.columns:
        return [0.0]
    return sorted(float(m) for m in table.frame["m"].unique())


def _shown(
    table: PointTable, laws: dict[int, Law], run: LearningCurve | None
) -> tuple[Verdict | None, tuple[str, ...]]:
    """What the points show of simulations, with the laws there are and those of every m of a run.

    Nothing is told where it is not known which errors are those of simulations.
    """
    from simlaw.decide import verdict_of
    from simlaw.report.words.verdict_sentences import lead_sentence, standing_sentence

    curve = table.curve() if run is None else run
    if run is None and not all(m.is_integer() for m in _ms(table)):
        return None, ()
    if run is not None:
        enough = [m for m in run.ms.tolist() if len(run.sizes(m)) >= LEAST_SIZES]
        laws = {m: run.fit(m) for m in enough} | laws
    one_m = next(iter(table.direct.values()), None)
    without = table.direct or (dict.fromkeys(laws, one_m) if one_m is not None else {})
    found = verdict_of(curve, laws, without=without)
    if not found.by_m:
        return None, ()
    lead = lead_sentence(found, curve, "samples")
    if lead is None and found.by_m[0].without is not None:
        one = found.by_m[0]
        lead = standing_sentence(one, one.last.n, curve.unit, "samples")
    return found, () if lead is None else (lead,)
