"""How trials were chosen, in a sentence or none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from simlaw.law import LearningCurve
from simlaw.report.words.chosen_trials import allocated
from simlaw.study.accounts import AllocationAccount
from simlaw.study.result import StudyResult

Make = Callable[..., StudyResult]
TOLD = AllocationAccount(
    until_width=0.05,
    forecast_at=48_000.0,
    pilot=8,
    width=0.043,
    ended="width",
    by_size=((0, 20), (50, 12), (12_000, 31)),
)


@pytest.fixture
def result(make_study: Make, make_curve: Callable[..., LearningCurve]) -> StudyResult:
    return make_study(make_curve())


def test_a_goal_that_was_reached(result: StudyResult) -> None:
    assert allocated(replace(result, allocation=TOLD)) == [
        "Trials were chosen for the forecast at n = 48,000, after 8 whole replicates: "
        "12 at n = 50, 31 at n = 12,000. The 90 % interval of the mean error there is 4.3 % of "
        "it wide, 5.0 % being wanted. That is what was wanted."
    ]


@pytest.mark.parametrize(
    ("ended", "end"),
    [
        ("time", "wide. The time budget allowed no more trials."),
        ("most", "times the trials of the study's own plan."),
        (None, "of it wide."),
    ],
)
def test_other_ends(result: StudyResult, ended: str | None, end: str) -> None:
    told = replace(TOLD, until_width=None, ended=ended)
    (said,) = allocated(replace(result, allocation=told))
    assert said.endswith(end)
    assert "being wanted" not in said


def test_nothing_is_said_of_a_plan_or_of_a_pilot(result: StudyResult) -> None:
    assert allocated(replace(result, allocation=None)) == []
    assert allocated(replace(result, allocation=replace(TOLD, width=None))) == []
