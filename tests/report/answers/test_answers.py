"""What a study answers: the JSON and the sentences of the commands, without the commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from importlib import resources

import jsonschema
import numpy as np
import pandas as pd
import pytest

from simlaw.decide import Costs, Price, exchange, joint_law, verdict
from simlaw.errors import InputError
from simlaw.law import LearningCurve, PointTable
from simlaw.report.answers.answer_comparison import ComparisonQuestion, answer_comparison
from simlaw.report.answers.answer_exchange import answer_exchange
from simlaw.report.answers.answer_fit import FitQuestion, JointFitAnswer, answer_fit
from simlaw.report.answers.answer_plan import PlanQuestion, answer_plan
from simlaw.study.result import StudyResult

Curves = Callable[..., LearningCurve]
Studies = Callable[..., StudyResult]
COSTS = Costs(Price(1.0), Price(20.0))


def schema(name: str) -> dict[str, object]:
    path = resources.files("simlaw") / f"schemas/{name}.schema.json"
    return json.loads(path.read_text())  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def result(make_curve: Curves, make_study: Studies) -> StudyResult:
    return make_study(make_curve(ms=(25, 50, 100), sizes=(50, 450, 4000), unit="g/cm^3"))


def test_a_plan_says_money_first_and_holds_both(result: StudyResult) -> None:
    question = PlanQuestion(error=0.0185, m=50, n=9000, budget=5000, costs=COSTS)
    found = answer_plan(result, question)
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    jsonschema.validate(told, schema("plan"))
    assert (told["m"], told["unit"]) == (50, "g/cm^3")
    assert told["spend"]["budget"] == 5000
    said = found.sentences()
    assert said[0].startswith("For 5,000, buy ")
    assert any(sentence.startswith("With m = 50 measurements, an error") for sentence in said)
    assert any(sentence.startswith("By n = 9,000 it is reached") for sentence in said)
    assert not any("not finished" in sentence for sentence in said)


def test_an_unfinished_study_says_so(result: StudyResult) -> None:
    half = replace(result, trials_done=40)
    note = "Note: the run is not finished, 40 of 84 trainings are done; the answers are by those."
    assert answer_plan(half, PlanQuestion(error=0.0185)).sentences()[-1].startswith(note)
    assert answer_exchange(half).sentences()[-1].startswith("Note: the run is not finished, 40")


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


def test_an_exchange_is_asked_at_the_largest_n_and_the_headline_m(result: StudyResult) -> None:
    found = answer_exchange(result, to_m=80)
    assert found.exchange == exchange(joint_law(result.curve), 4000, 100, 80)
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    jsonschema.validate(told, schema("exchange"))
    assert told["sentence"] == found.sentences()[0]


def test_studies_are_compared_as_protocols(
    result: StudyResult, make_curve: Curves, make_study: Studies
) -> None:
    other = make_study(
        make_curve(ms=(25, 50, 100), sizes=(50, 450, 4000), gap=0.0175, unit="g/cm^3")
    )
    question = ComparisonQuestion({"a": 2.0, "b": 1.0}, budget=5000, m=50)
    found = answer_comparison([result, other], ["a", "b"], question)
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    jsonschema.validate(told, schema("compare"))
    assert told["verdict"] == verdict(found.found, "g/cm^3")
    assert (told["m"], told["metric"]) == (50, "mae")
    assert found.text().startswith(told["verdict"])
    half = answer_comparison([result, replace(other, trials_done=3)], ["a", "b"], question)
    assert "b is not finished: 3 of 84 trainings are done" in half.notes


def table(**columns: object) -> PointTable:
    n = np.array([100.0, 200, 400, 800, 1600, 3200])
    return PointTable(pd.DataFrame({"n": n, "error": 2 * n**-0.5 + 0.1, **columns}), {})


def test_a_table_of_points_gives_its_law() -> None:
    found = answer_fit(table(), FitQuestion(form="power+offset", error=0.12))
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    jsonschema.validate(told, schema("fit"))
    assert told["requirement"]["error"] == 0.12
    said = found.text()
    assert "error(n) = D * n**-alpha + C" in said
    assert said.splitlines()[-1].startswith("An error of 0.120 needs about n = ")
    assert found.page().startswith("<!DOCTYPE html>")
    assert "requirement" not in answer_fit(table(), FitQuestion(form="power")).to_dict()


def test_a_table_of_several_m_gives_the_joint_law() -> None:
    n, m = (axis.ravel() for axis in np.meshgrid([100.0, 400, 1600, 6400], [10, 40, 160]))
    error = (3 * n**-0.5 + 0.4) * m**-0.3 + 0.05
    points = PointTable(pd.DataFrame({"n": n, "m": m, "error": error}), {})
    found = answer_fit(points, FitQuestion(error=0.15))
    assert isinstance(found, JointFitAnswer)
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    jsonschema.validate(told, schema("fit"))
    assert told["requirement"]["m"] == 160
    said = found.text()
    assert "law in n at that m" in said
    assert said.splitlines()[-1].startswith("With m = 160 measurements, an error of 0.150")
    assert found.page().startswith("<!DOCTYPE html>")
