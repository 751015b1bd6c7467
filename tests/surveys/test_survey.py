from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
from tests.surveys.surveyed import Curves, Studies, studied

import simlaw
from simlaw import Study
from simlaw.errors import InputError
from simlaw.surveys import SurveyQuestion
from simlaw.workers.place import Place

SCHEMA = json.loads((resources.files("simlaw") / "schemas/survey.schema.json").read_text())


def test_results_are_put_beside_each_other_and_nothing_is_written(
    make_study: Studies, make_curve: Curves, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    results = [studied(make_study, make_curve(), name) for name in "ab"]
    question = SurveyQuestion(budget=100.0, cost_simulation=0.1)
    found = simlaw.survey(results, question=question)
    assert [row.name for row in found.rows] == ["a", "b"]
    assert found.plan is not None
    jsonschema.validate(found.to_dict(), SCHEMA)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.heavy
def test_one_that_cannot_be_read_keeps_the_others(
    small: Callable[..., Study], tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    found = simlaw.survey([small(), broken], tmp_path / "out", place=Place(1))
    assert [bool(row.problem) for row in found.rows] == [False, True]
    assert found.failed
    written = json.loads((tmp_path / "out/survey.json").read_text("utf-8"))
    jsonschema.validate(written, SCHEMA)
    assert pd.read_csv(tmp_path / "out/survey.csv")["study"].tolist() == ["small", "broken"]
    assert (tmp_path / "out/survey.html").exists()
    assert (tmp_path / "out/small/trials.jsonl").exists()


def test_two_of_one_name_cannot_be_run_in_one_folder(
    small: Callable[..., Study], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="Two studies of the survey are named 'small'"):
        simlaw.survey([small(), small(seed=5)], tmp_path)


def test_the_same_result_twice_is_refused(make_study: Studies, make_curve: Curves) -> None:
    result = studied(make_study, make_curve(), "a")
    with pytest.raises(InputError, match="given twice"):
        simlaw.survey([result, replace(result)])


def test_there_has_to_be_a_study_and_weights_name_one(
    make_study: Studies, make_curve: Curves
) -> None:
    with pytest.raises(InputError, match="at least one study"):
        simlaw.survey([])
    result = studied(make_study, make_curve(), "a")
    with pytest.raises(InputError, match="named 'b'"):
        simlaw.survey([result], question=SurveyQuestion(weights={"b": 1.0}))
