"""The verdict on a run in sentences; all answers say the same ones."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simlaw.decide.curve_reading import metric_words, of_method
from simlaw.decide.run_verdict import Standing, Verdict, VerdictAtM
from simlaw.law import LearningCurve
from simlaw.law.curve import DIRECT
from simlaw.printed_numbers import count, level_text, span, value, with_unit

__all__ = [
    "lead_sentence",
    "named_reference",
    "other_rises",
    "rise_sentence",
    "share_text",
    "standing_sentence",
]


def lead_sentence(
    verdict: Verdict, curve: LearningCurve, things: str = "simulations"
) -> str | None:
    """Say of all m where simulations help most and where no more; None for fewer than two m.

    Parameters
    ----------
    verdict
        Of the run.
    curve
        Its errors, for metric and unit.
    things
        What n counts, in the plural.
    """
    if len(verdict.by_m) < 2:
        return None
    if verdict.status == "unknown":
        return _unknown(verdict)
    by = of_method(verdict.method, "By")
    helps, harms, level = (verdict.of(one) for one in ("helps", "harms", "no difference"))
    every = len(verdict.by_m)
    said = []
    if helps:
        best = min(helps, key=lambda one: one.share)
        where = f"at every m studied, most at m = {count(best.m)}"
        where = where if len(helps) == every else f"most at m = {count(best.m)}"
        text = f"Simulations help {where}, where {_change(best, curve, things)}"
        others = [one for one in helps if one is not best]
        if others:
            told = ", ".join(f"{share_text(one.share)} at m = {count(one.m)}" for one in others)
            text += f" ({told})"
        said.append(text)
    if level:
        start = "they" if said else "Simulations"
        many = "at no m studied" if len(level) == every else f"at m = {_listed(level)}"
        verb = "make no difference that the replicates can tell"
        text = f"{start} {verb} {many}"
        if len(level) == every:
            text = (
                "At no m studied do simulations make a difference that the replicates can tell: "
                f"with the largest n the {metric_words(curve, 1)} is {_beside(level, curve)}"
            )
        said.append(text)
    if harms:
        worst = max(harms, key=lambda one: one.share)
        start = "they do harm" if said else "Simulations do harm"
        where = f"at m = {_listed(harms)}"
        if len(harms) == every:
            where = f"at every m studied, most at m = {count(worst.m)}"
        said.append(f"{start} {where}, where {_change(worst, curve, things)}")
    told = f"{'; '.join(said)}."
    return f"{by}, {told[0].lower()}{told[1:]}" if by else told


def standing_sentence(
    one: VerdictAtM, n: float, unit: str = "", things: str = "simulations"
) -> str:
    """Say what simulations do at one m and the size nearest to n, by which all else is judged."""
    here = one.at(n)
    at = f"At n = {count(here.n)} and m = {count(one.m)}"
    if here.difference is None or one.without is None:
        return (
            f"{at} the error is {with_unit(value(here.error), unit)}; without {things} it is not "
            "known."
        )
    base = with_unit(value(one.without.estimate), unit)
    verb = {
        "helps": f"{things} help",
        "harms": f"{things} do harm",
        "no difference": f"{things} make no difference that the replicates can tell",
        "unknown": f"it cannot be told whether {things} help",
    }[here.effect]
    return (
        f"{at} {verb}: the error is {with_unit(value(here.error), unit)} with them and {base} with "
        f"the measurements alone{_ends(here, one)}."
    )


def rise_sentence(one: VerdictAtM, unit: str = "") -> str | None:
    """Say that the error first rises with n, where it does."""
    if one.shape != "rises, then falls" or one.peak is None:
        return None
    first, top, last = one.sizes[0], one.at(one.peak), one.last
    return (
        f"With m = {count(one.m)} the error first rises with n, from "
        f"{with_unit(value(first.error), unit)} at n = {count(first.n)} to "
        f"{with_unit(value(top.error), unit)} at n = {count(top.n)}, and falls from there to "
        f"{with_unit(value(last.error), unit)} at n = {count(last.n)}."
    )


def other_rises(verdict: Verdict, told: int) -> list[str]:
    """Say at which m, that of `told` apart, the error first rises with n."""
    rising = [one for one in verdict.by_m if one.peak is not None]
    others = [one for one in rising if one.m != told]
    if not others:
        return []
    too = ", too," if len(rising) > len(others) else ""
    return [f"With m = {_listed(others)}{too} the error first rises with n before it falls."]


def named_reference(one: VerdictAtM) -> str:
    """Return what learns from the measurements alone, by name."""
    if one.reference in (None, DIRECT):
        return "direct learning"
    return f"{one.reference}, from the measurements alone"


def share_text(share: float) -> str:
    """Return a change of the error in words: ``22 % less``.

    Examples
    --------
    >>> share_text(-0.22), share_text(0.004)
    ('22 % less', '0.4 % more')
    """
    part = abs(share)
    shown = f"{100 * part:.0f} %" if part >= 0.01 else f"{100 * part:.1f} %"
    return f"{shown} {'less' if share < 0 else 'more'}"


def _unknown(verdict: Verdict) -> str:
    """What can be said where nothing is known of not simulating."""
    falls = [one for one in verdict.by_m if one.falls]
    known = all(one.without is None for one in verdict.by_m)
    why = (
        "the run has no trials of a method that learns from the measurements alone"
        if known
        else "there are too few replicates to tell"
    )
    if len(falls) == len(verdict.by_m):
        shown = "the error falls with n at every m studied"
    elif falls:
        shown = f"the error falls with n at m = {_listed(falls)}, and at no other m is that shown"
    else:
        shown = "at no m studied is it shown that the error falls with n"
    return f"Whether simulations help is not known, as {why}; {shown}."


def _change(one: VerdictAtM, curve: LearningCurve, things: str) -> str:
    assert one.without is not None
    base, last = (with_unit(value(x), curve.unit) for x in (one.without.estimate, one.last.error))
    verb = "bring" if one.share < 0 else "take"
    return (
        f"n = {count(one.last.n)} {things} {verb} the {metric_words(curve, one.m)} from {base} "
        f"without them to {last}, {share_text(one.share)}"
    )


def _beside(several: Sequence[VerdictAtM], curve: LearningCurve) -> str:
    """Every m with its error with and without simulations."""
    told = [
        f"{value(one.last.error)} with them and "
        f"{with_unit(value(one.without.estimate), curve.unit)} without at m = {count(one.m)}"
        for one in several
        if one.without is not None
    ]
    return ", ".join(told)


def _ends(here: Standing, one: VerdictAtM) -> str:
    found = here.difference
    if found is None or one.without is None or not math.isfinite(found.low):
        return ""
    like = one.without.estimate
    return (
        f" (difference {value(found.estimate, like=like)}, {level_text(found.level)} interval "
        f"{span(found.low, found.high, like=like)})"
    )


def _listed(several: Sequence[VerdictAtM]) -> str:
    names = [count(one.m) for one in several]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
