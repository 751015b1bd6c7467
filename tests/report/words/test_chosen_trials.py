"""How a run that chose its trials came by them, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from simlaw.law import LearningCurve
from simlaw.report import sentences
from simlaw.report.words.chosen_trials import allocated
from simlaw.study.accounts import AllocationAccount
from simlaw.study.result import StudyResult

TOLD = AllocationAccount(
    until_width=0.05,
    forecast_at=100_000.4,
    pilot=4,
    width=0.048,
    ended="width",
    by_size=((0, 12), (50, 30), (12_000, 8)),
)


def test_it_says_where_trials_went_and_how_far_that_came(
    make_curve: Callable[..., LearningCurve], make_study: Callable[..., StudyResult]
) -> None:
    result = make_study(make_curve())
    assert allocated(result) == []
    chosen = replace(result, allocation=TOLD)
    (text,) = allocated(chosen)
    assert text == (
        "Trials were chosen for the forecast at n = 100,000, after 4 whole replicates: 30 at "
        "n = 50, 8 at n = 12,000. The 90 % interval of the mean error there is 4.8 % of it wide, "
        "5.0 % being wanted. That is what was wanted."
    )
    assert text in sentences(chosen)
    (timed,) = allocated(replace(result, allocation=replace(TOLD, until_width=None, ended="time")))
    assert timed.endswith("of it wide. The time budget allowed no more trials.")
    (open_,) = allocated(replace(result, allocation=replace(TOLD, ended=None)))
    assert open_.endswith("being wanted.")
    assert allocated(replace(result, allocation=replace(TOLD, width=None))) == []
