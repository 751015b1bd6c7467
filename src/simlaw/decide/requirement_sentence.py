"""How many source samples an error needs, in plain words."""

from __future__ import annotations

import math

from simlaw.law import Requirement
from simlaw.law.answers.gain import percent_span
from simlaw.printed_numbers import (
    about,
    chance,
    count,
    level_text,
    rough,
    size_span,
    target,
    with_unit,
)

__all__ = ["requirement_sentence"]


def requirement_sentence(needed: Requirement, unit: str = "", m: float | None = None) -> str:
    """Return a requirement in plain words.

    Parameters
    ----------
    needed
        From `simlaw.law.Law.required_n`.
    unit
        Unit of the error.
    m
        The number of measurements it is for, where that is to be said.
    """
    with_m = "" if m is None else f"With m = {count(m)} measurements, "
    wanted = f"{with_m}{'an' if with_m else 'An'} error of "
    wanted += with_unit(target(needed.error), unit)
    doubt = chance(needed.unreachable_probability)
    level = level_text(needed.level)
    if math.isinf(needed.median) and not needed.determined:
        return _undetermined(wanted, needed)
    if math.isinf(needed.median):
        if math.isinf(needed.low):
            return (
                f"{wanted} is out of reach by adding source samples of this kind "
                f"(probability {doubt})."
            )
        text = (
            f"{wanted} is probably out of reach by adding source samples of this kind "
            f"(probability {doubt})"
        )
        if needed.low <= needed.measured:
            return text + "."
        return (
            f"{text}; if it can be reached, it needs at least n = {about(needed.low)} (lower "
            f"end of the {level} interval)."
        )
    ends = size_span(needed.low, needed.high, needed.fewest)
    if needed.median < needed.fewest:
        text = (
            f"{wanted} is reached with the fewest source samples studied, "
            f"n = {about(needed.fewest)}, already"
        )
        text += "" if needed.high < needed.fewest else f" ({level} interval of n: {ends})"
    else:
        text = (
            f"{wanted} needs about n = {about(needed.median)} source samples "
            f"({level} interval {ends})"
        )
    if needed.unreachable_probability >= 0.01:
        text += f"; with probability {doubt} no n reaches it"
        text += f", but {needed.undetermined}" if needed.undetermined else ""
    if needed.median > 1.5 * needed.measured:
        text += (
            f". That is {rough(needed.median / needed.measured)} times the largest n studied, "
            f"{about(needed.measured)}"
        )
    elif needed.median >= needed.fewest and needed.high <= needed.measured:
        text += ". That lies within the sizes studied"
    return text + "."


def _undetermined(wanted: str, needed: Requirement) -> str:
    """Say that the points do not decide, and what is likely instead."""
    text = (
        f"{wanted}: whether it can be reached by adding source samples of this kind is not "
        f"determined, as {needed.undetermined} "
        f"(P(unreachable) = {chance(needed.unreachable_probability)})"
    )
    reach = needed.reach
    if reach is None:
        return text + "."
    middle, ends = percent_span(reach.estimate, reach.low, reach.high)
    return (
        f"{text}. Up to n = {about(reach.factor * reach.n)}, {rough(reach.factor)} times the "
        f"largest n studied, the error is forecast to fall by {middle} "
        f"({level_text(reach.level)} interval {ends}): more than the upper end is unlikely."
    )
