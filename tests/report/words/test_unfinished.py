from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from simlaw.law import LearningCurve
from simlaw.report.words.unfinished import unfinished_note
from simlaw.study.result import StudyResult


def test_it_says_what_is_done_and_how_to_go_on(
    make_curve: Callable[..., LearningCurve], make_study: Callable[..., StudyResult]
) -> None:
    result = make_study(make_curve())
    assert unfinished_note(result) == ()
    assert unfinished_note(replace(result, trials_done=12), "the answers are") == (
        "Note: the run is not finished, 12 of 84 trainings are done; the answers are by those. "
        "It goes on with: simlaw run studies/refractive-index.toml",
    )
