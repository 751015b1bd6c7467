from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import jsonschema
import pytest
from tests.report.answers.schemas import schema, told

from simlaw.decide import Costs, Price
from simlaw.errors import InputError
from simlaw.law import LearningCurve
from simlaw.report.answers.answer_plan import PlanQuestion, answer_plan
from simlaw.study.result import StudyResult

Curves = Callable[..., LearningCurve]
Studies = Callable[..., StudyResult]
COSTS = Costs(Price(1.0), Price(20.0))


@pytest.fixture(scope="module")
def result(make_curve: Curves, make_study: Studies) -> StudyResult:
    return make_study(make_curve(ms=(25, 50, 100), sizes=(50, 450, 4000), unit="g/cm^3"))


def test_a_plan_says_money_first_and_holds_both(result: StudyResult) -> None:
    question = PlanQuestion(error=0.0185, m=50, n=9000, budget=5000, costs=COSTS)
    found = answer_plan(result, question)
    read = told(found)
    jsonschema.validate(read, schema("plan"))
    assert (read["m"], read["unit"]) == (50, "g/cm^3")
    assert read["spend"]["budget"] == 5000
    said = found.sentences()
    assert said[0].startswith("For 5,000, buy ")
    assert any(sentence.startswith("With m = 50 measurements, an error") for sentence in said)
    assert any(sentence.startswith("By n = 9,000 it is reached") for sentence in said)
    assert not any("not finished" in sentence for sentence in said)


def test_what_a_plan_cannot_answer(result: StudyResult, make_curve: Curves) -> None:
    with pytest.raises(InputError, match="A budget needs prices"):
        PlanQuestion(budget=10)
    with pytest.raises(InputError, match=r"runs/a: there are no trials with m = 9. Use one of"):
        answer_plan(result, PlanQuestion(error=0.02, m=9), where="runs/a")
    with pytest.raises(InputError, match="refractive-index: fewer than 3 sizes"):
        answer_plan(replace(result, laws={}), PlanQuestion(error=0.02))
    one = replace(result, curve=make_curve())
    with pytest.raises(InputError, match="at least 3 different m"):
        answer_plan(one, PlanQuestion(budget=10, costs=COSTS))
    assert answer_plan(one, PlanQuestion()).to_dict() == {"unit": "g/cm^3"}


def test_the_view_of_a_question_is_what_was_given() -> None:
    costs = Costs(Price(2.0, fixed=5.0, owned=10), Price(30.0, most=99))
    assert PlanQuestion(error=0.1, costs=costs).view() == {
        "error": 0.1,
        "simulation": 2.0, "fixed_n": 5.0, "batch_n": 1, "owned_n": 10,
        "experiment": 30.0, "fixed_m": 0.0, "batch_m": 1, "owned_m": 0, "most_m": 99,
    }  # fmt: skip


def test_an_unfinished_study_says_so(result: StudyResult) -> None:
    half = replace(result, trials_done=40)
    note = "Note: the run is not finished, 40 of 84 trainings are done; the answers are by those."
    assert answer_plan(half, PlanQuestion(error=0.0185)).sentences()[-1].startswith(note)
