"""What a wanted error takes: simulations, how surely by which n, and the next round to buy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from simlaw.decide.direct_learning_over_m import DirectLearning
from simlaw.decide.next_round_to_buy import NextRound, learn_correction, next_round
from simlaw.decide.run_verdict import VerdictAtM
from simlaw.law import Estimate, JointLaw, Law, LearningCurve, Note, Requirement
from simlaw.law.curve import FINE_TUNE
from simlaw.law.display import ShownAsText
from simlaw.law.estimate import finite
from simlaw.printed_numbers import chance

__all__ = ["ErrorPlan", "WantedError", "plan_for_error"]

ASKED_BY = (1, 2, 4, 10)
"""Multiples of the largest n studied at which it is told how probably the error is reached."""


@dataclass(frozen=True)
class WantedError:
    """An error that is wanted, and where.

    Attributes
    ----------
    error
        The error, above zero, in the unit of the curve's.
    m
        Number of measurements.
    method
        The transfer method whose errors count.
    by_n
        A number of simulations by which it should be reached; None for none in particular.
    level
        Level of the intervals; the law's own by default.
    """

    error: float
    m: int
    method: str = FINE_TUNE
    by_n: int | None = None
    level: float | None = None


@dataclass(frozen=True, eq=False)
class ErrorPlan(ShownAsText):
    """What an error takes.

    Attributes
    ----------
    wanted
        What was asked.
    needed
        The requirement by the law of that m.
    by
        Numbers of simulations, each with the probability that the error is reached by then.
    step
        The next round to buy.
    by_joint_law
        The requirement by the joint law of all m, where there is one.
    direct
        Error without simulations, by the best method that learns from the measurements alone,
        where it was measured.
    alone
        That method over all m; None without trials of one.
    standing
        What the run shows of its simulations at that m; None where nothing was compared.
    status, notes
        What the law of that m is in doubt about.
    """

    wanted: WantedError
    needed: Requirement
    by: tuple[tuple[int, float], ...]
    step: NextRound
    by_joint_law: Requirement | None
    direct: Estimate | None
    status: str
    notes: tuple[Note, ...]
    alone: DirectLearning | None = None
    standing: VerdictAtM | None = None

    @property
    def alone_m(self) -> float | None:
        """Measurements that reach the error without simulations, infinite where none do."""
        return None if self.alone is None else self.alone.needed(self.wanted.error)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; infinite becomes None."""
        found = {
            **self.needed.to_dict(),
            "m": self.wanted.m,
            "by": [{"n": n, "probability": probability} for n, probability in self.by],
            "next_round": self.step.to_dict(),
        }
        if self.by_joint_law is not None:
            found["by_joint_law"] = self.by_joint_law.to_dict()
        if self.direct is not None:
            found["direct"] = self.direct.to_dict()
        if self.alone_m is not None:
            found["without_simulations"] = {"m": finite(self.alone_m)}
        return found

    def __repr__(self) -> str:
        lines = [f"m = {self.wanted.m}, {self.needed!r}"]
        lines += [f"  by n = {n:,} with probability {chance(share)}" for n, share in self.by]
        if self.by_joint_law is not None:
            lines.append(f"  by the joint law: {self.by_joint_law!r}")
        return "\n".join([*lines, f"  {self.step!r}", *(f"  note: {n.text}" for n in self.notes)])


def plan_for_error(
    curve: LearningCurve,
    law: Law,
    wanted: WantedError,
    joint: JointLaw | None = None,
    *,
    alone: DirectLearning | None = None,
    standing: VerdictAtM | None = None,
) -> ErrorPlan:
    """Return what a wanted error takes at one m.

    Parameters
    ----------
    curve
        A study's errors.
    law
        The law of that m and method.
    wanted
        What is asked.
    joint
        The joint law of the study, whose answer is put beside that of `law`.
    alone
        What is learned without simulations, over m; direct learning at that m by default.
    standing
        What the run shows of its simulations at that m. No round of simulations is advised where it
        does not show that the error falls with n, or where the measurements reach it alone.

    Raises
    ------
    InputError
        If the error or the level is out of range, or the curve has no trials at that m.
    """
    needed = law.required_n(wanted.error, wanted.level)
    points = curve.points(wanted.m, wanted.method)
    correction = learn_correction(points["n"], points["error"], replicate=points["replicate"])
    step = next_round(law, wanted.error, correction, level=wanted.level)
    sizes = {round(factor * float(law.n[-1])) for factor in ASKED_BY}
    sizes |= set() if wanted.by_n is None else {wanted.by_n}
    every_m = None
    if joint is not None:
        every_m = joint.required_n(wanted.error, wanted.m, wanted.level)
    direct = curve.direct(wanted.m, level=needed.level)
    if alone is not None and float(wanted.m) in alone.measured:
        direct = alone.at(float(wanted.m), needed.level)
    return ErrorPlan(
        wanted,
        needed,
        tuple((n, needed.reached_by(n)) for n in sorted(sizes)),
        _without_need(step, needed, direct, standing),
        every_m,
        direct,
        law.status,
        law.notes,
        alone,
        standing,
    )


def _without_need(
    step: NextRound, needed: Requirement, direct: Estimate | None, standing: VerdictAtM | None
) -> NextRound:
    """The round as advised, or none where measurements do alone or no fall with n is shown."""
    if step.reason not in ("goal", "part"):
        return step
    reason = ""
    if direct is not None and direct.high <= needed.error:
        reason = "not_needed"
    elif standing is not None and standing.shape in ("rises", "no fall shown"):
        reason = "not_shown"
    if not reason:
        return step
    n = round(needed.measured)
    return replace(step, n=n, more=0, reason=reason, probability=needed.reached_by(n))
