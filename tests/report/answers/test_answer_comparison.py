from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import jsonschema
import pytest
from tests.report.answers.schemas import schema, told

from simlaw.decide import verdict
from simlaw.law import LearningCurve
from simlaw.report.answers.answer_comparison import ComparisonQuestion, answer_comparison
from simlaw.study.result import StudyResult

Curves = Callable[..., LearningCurve]
Studies = Callable[..., StudyResult]


@pytest.fixture(scope="module")
def result(make_curve: Curves, make_study: Studies) -> StudyResult:
    return make_study(make_curve(ms=(25, 50, 100), sizes=(50, 450, 4000), unit="g/cm^3"))


def test_studies_are_compared_as_protocols(
    result: StudyResult, make_curve: Curves, make_study: Studies
) -> None:
    other = make_study(
        make_curve(ms=(25, 50, 100), sizes=(50, 450, 4000), gap=0.0175, unit="g/cm^3")
    )
    question = ComparisonQuestion({"a": 2.0, "b": 1.0}, budget=5000, m=50)
    found = answer_comparison([result, other], ["a", "b"], question)
    read = told(found)
    jsonschema.validate(read, schema("compare"))
    assert read["verdict"] == verdict(found.found, "g/cm^3")
    assert (read["m"], read["metric"]) == (50, "mae")
    assert found.text().startswith(read["verdict"])
    half = answer_comparison([result, replace(other, trials_done=3)], ["a", "b"], question)
    assert "b is not finished: 3 of 84 trainings are done" in half.notes
