"""What is said of a run that is not finished."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from simlaw.law import LearningCurve
from simlaw.report.words.unfinished import unfinished_note
from simlaw.study.result import StudyResult


def test_only_an_unfinished_run_has_a_note(
    make_study: Callable[..., StudyResult], make_curve: Callable[..., LearningCurve]
) -> None:
    result = make_study(make_curve())
    done = replace(result, trials_done=84, trials_total=84)
    assert unfinished_note(done) == ()
    half = replace(result, trials_done=30, trials_total=84)
    (said,) = unfinished_note(half, answers="both answers are")
    assert "30 of 84 trainings are done; both answers are by those" in said
    assert said.endswith(result.command)
