"""How a run that chose its trials allocated them, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simlaw.printed_numbers import count

if TYPE_CHECKING:
    from simlaw.study.result import StudyResult

__all__ = ["allocated"]

_ENDED = {
    "width": "That is what was wanted",
    "time": "The time budget allowed no more trials",
    "most": "The run stopped there, with many times the trials of the study's own plan",
}


def allocated(result: StudyResult) -> list[str]:
    """Say how the trials were chosen and how far that came; nothing where they were planned."""
    told = result.allocation
    if told is None or told.width is None or told.forecast_at is None:
        return []
    sizes = [(n, trials) for n, trials in told.by_size if n]
    listed = ", ".join(f"{count(trials)} at n = {count(n)}" for n, trials in sizes)
    text = (
        f"Trials were chosen for the forecast at n = {count(round(told.forecast_at))}, after "
        f"{count(told.pilot)} whole replicates: {listed}. The {100 * told.level:.0f} % "
        f"interval of the mean error there is {100 * told.width:.1f} % of it wide"
    )
    if told.until_width is not None:
        text += f", {100 * told.until_width:.1f} % being wanted"
    ended = _ENDED.get(str(told.ended))
    return [f"{text}. {ended}." if ended else f"{text}."]
