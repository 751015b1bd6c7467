"""What is said of a run that is not finished."""

from __future__ import annotations

from simlaw.study.result import StudyResult

__all__ = ["unfinished_note"]


def unfinished_note(result: StudyResult, answers: str = "the answer is") -> tuple[str, ...]:
    """Return a note that answers are by the trials done, and how to go on; nothing if all are."""
    if result.finished:
        return ()
    return (
        f"Note: the run is not finished, {result.trials_done} of {result.trials_total} trainings "
        f"are done; {answers} by those. It goes on with: {result.command}",
    )
