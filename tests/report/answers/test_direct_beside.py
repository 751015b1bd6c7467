from __future__ import annotations

from collections.abc import Callable

import jsonschema
import pytest
from tests.report.answers.schemas import schema, told

from simlaw.decide import Costs, Price, direct_learning
from simlaw.law import LearningCurve
from simlaw.report.answers.answer_exchange import answer_exchange
from simlaw.report.answers.answer_plan import PlanQuestion, answer_plan
from simlaw.report.answers.direct_beside import direct_sentences
from simlaw.study.result import StudyResult

Curves = Callable[..., LearningCurve]
Studies = Callable[..., StudyResult]

COSTS = Costs(Price(1.0), Price(20.0, most=100))


@pytest.fixture(scope="module")
def result(make_curve: Curves, make_study: Studies) -> StudyResult:
    return make_study(make_curve(ms=(25, 50, 100), sizes=(50, 450, 4000), unit="g/cm^3"))


def test_each_measured_m_is_told_in_one_sentence(result: StudyResult) -> None:
    (said,) = direct_sentences(direct_learning(result.curve), "g/cm^3")
    assert said.startswith("Direct learning, without simulations, reaches 0.0")
    assert all(f"with m = {m}" in said for m in (25, 50, 100))
    assert direct_sentences(None) == []


def test_a_plan_says_what_measurements_alone_reach_for_the_same_m_and_money(
    result: StudyResult,
) -> None:
    costs = Costs(Price(1.0), Price(20.0))
    found = answer_plan(result, PlanQuestion(budget=9000.0, costs=costs))
    read = told(found)
    jsonschema.validate(read, schema("plan"))
    (beside,) = read["direct_over_m"]["purchases"]
    assert beside["same_m"]["m"] == read["spend"]["m"]
    assert beside["same_money"]["m"] == int(read["spend"]["cost"] // 20)
    assert beside["same_money"]["beyond"]
    error = beside["same_money"]["error"]
    assert error["low"] <= error["estimate"] <= error["high"]
    (said,) = (line for line in found.sentences() if line.startswith("Beside n = "))
    assert "the same money (m = " in said
    assert "by its law in m, beyond the m measured" in said


def test_no_more_measurements_than_there_are_to_be_had_are_bought_alone(
    result: StudyResult,
) -> None:
    found = answer_plan(result, PlanQuestion(budget=9000.0, costs=COSTS))
    assert told(found)["direct_over_m"]["purchases"][0]["same_money"]["m"] <= 100


def test_an_exchange_shows_direct_learning_beside_it(result: StudyResult) -> None:
    found = answer_exchange(result)
    read = told(found)
    jsonschema.validate(read, schema("exchange"))
    assert [one["m"] for one in read["direct_over_m"]["measured"]] == [25, 50, 100]
    assert any(line.startswith("Direct learning, without") for line in found.sentences())
