"""What several draws on one pretraining showed, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simlaw.printed_numbers import count, percent

if TYPE_CHECKING:
    from simlaw.study.result import StudyResult

__all__ = ["drawn"]

WORTH = 0.95
"""Another number of draws is worth a word where it takes no more than this share of the time."""


def drawn(result: StudyResult) -> list[str]:
    """Say how much of the scatter is the draws', and how many would be best; nothing with one."""
    told = result.draws
    if told is None:
        return []
    now, best = result.design.draws, told.best
    text = (
        f"Of the scatter between single runs at n = {count(result.design.n[-1])}, "
        f"{percent(told.share[-1])} is that of the draw of test set and fine-tuning samples, "
        f"of which each pretraining serves {count(now)}"
    )
    if told.time > WORTH:
        return [f"{text}: about the right number for its price."]
    draws = "1 draw" if best == 1 else f"{count(best)} draws"
    return [
        f"{text}. With {draws} a forecast would grow as sure in about {percent(told.time)} of "
        f"the time: set draws = {best} in a run folder of its own."
    ]
