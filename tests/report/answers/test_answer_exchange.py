from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import jsonschema
import pytest
from tests.report.answers.schemas import schema, told

from simlaw.decide import exchange, joint_law
from simlaw.errors import InputError
from simlaw.law import LearningCurve
from simlaw.report.answers.answer_exchange import answer_exchange
from simlaw.study.result import StudyResult

Curves = Callable[..., LearningCurve]
Studies = Callable[..., StudyResult]


@pytest.fixture(scope="module")
def result(make_curve: Curves, make_study: Studies) -> StudyResult:
    return make_study(make_curve(ms=(25, 50, 100), sizes=(50, 450, 4000), unit="g/cm^3"))


def test_an_exchange_is_asked_at_the_largest_n_and_the_headline_m(result: StudyResult) -> None:
    found = answer_exchange(result, to_m=80)
    assert found.exchange == exchange(joint_law(result.curve), 4000, 100, 80)
    read = told(found)
    jsonschema.validate(read, schema("exchange"))
    assert read["sentence"] == found.sentences()[0]


def test_notes_come_last_and_an_unfinished_study_says_so(result: StudyResult) -> None:
    far = answer_exchange(replace(result, trials_done=40), n=90_000)
    said = far.sentences()
    assert said[3].startswith("Note: n = 90,000 lies outside the sizes studied")
    assert said[-1].startswith("Note: the run is not finished, 40 of 84 trainings are done")


def test_one_m_has_no_exchange(result: StudyResult, make_curve: Curves) -> None:
    with pytest.raises(InputError, match="at least 3 different m"):
        answer_exchange(replace(result, curve=make_curve()))
