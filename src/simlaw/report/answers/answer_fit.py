"""The law of a table of points, in n alone or in n and m.

Pages and decisions are imported where they are asked for, so that the law alone starts quickly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from simlaw.law import JointLaw, Law, PointTable, Requirement
from simlaw.law.estimate import Note
from simlaw.law.forms.registry import AUTO
from simlaw.law.required_n import CAPACITY_LIMITED
from simlaw.report.words.law_as_text import law_as_text

if TYPE_CHECKING:
    from simlaw.decide import DirectLearning, Verdict
    from simlaw.law import LearningCurve

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
    known
        The errors of the run that the points are of, where those of its materials are known.
    """

    table: PointTable
    law: JointLaw
    needed: Requirement | None
    question: FitQuestion
    direct: DirectLearning | None = None
    verdict: Verdict | None = None
    lead: tuple[str, ...] = ()
    known: LearningCurve | None = None

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
            limited = any(note.code == CAPACITY_LIMITED for note in self.law.notes)
            told = f"{'open':>10}" if limited else f"{gap:>10.4g}"
            lines.append(f"  {m:>8} {amplitude:>10.4g} {alpha:>8.3g} {told}")
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
        level, seed = self.question.level, self.question.seed
        if self.known is None:
            law = part.fit(level=level, seed=seed)
        else:
            law = self.known.fit(m=int(self.m), level=level, seed=seed)
        return curve_page(part.curve(), law)


def answer_fit(
    table: PointTable, question: FitQuestion, run: tuple[Verdict, LearningCurve] | None = None
) -> FitAnswer | JointFitAnswer:
    """Fit the law of a table of points: the joint one where it has several m.

    Parameters
    ----------
    table
        From `simlaw.law.points_from_file`.
    question
        How, and what the law is asked.
    run
        The verdict and the errors of the run that the points are those of, see `verdict_of_run` in
        `simlaw.report.answers.points_shown`; by default the points alone are judged.

    Raises
    ------
    InputError
        If the points cannot be fitted, or the form or the wanted error is none.
    """
    from simlaw.decide import direct_learning_of, joint_law
    from simlaw.report.answers.points_shown import ms_of, points_shown

    # Beside its record a curve knows the error of every material, as the run's own laws do.
    known = run[1] if run is not None and run[1].materials is not None else None
    if table.joint:
        if known is None:
            joint = table.fit_joint(level=question.level, seed=question.seed)
            joint = replace(joint, notes=(*joint.notes, *_limits(run, ms_of(table))))
        else:
            joint = joint_law(known, level=question.level, seed=question.seed)
        asked = question.error
        needed = None if asked is None else joint.required_n(asked, float(joint.m.max()))
        direct = None
        if table.direct:
            direct = direct_learning_of(table.direct, level=question.level, seed=question.seed)
        verdict, lead = points_shown(table, {}, run)
        return JointFitAnswer(table, joint, needed, question, direct, verdict, lead, known)
    if known is None or question.robust:
        law = table.fit(
            form=question.form, level=question.level, seed=question.seed, robust=question.robust
        )
        law = replace(law, notes=(*law.notes, *_limits(run, ms_of(table)[:1])))
    else:
        law = known.fit(
            m=int(ms_of(table)[0]), form=question.form, level=question.level, seed=question.seed
        )
    needed = None if question.error is None else law.required_n(question.error, question.level)
    verdict, lead = points_shown(table, {int(ms_of(table)[0]): law}, run)
    return FitAnswer(table, law, needed, verdict, lead)


def _limits(run: tuple[Verdict, LearningCurve] | None, ms: Sequence[float]) -> tuple[Note, ...]:
    """What else than the source limits the errors of the run that points are of."""
    return () if run is None else run[1].limited(run[0].method, [int(m) for m in ms])
