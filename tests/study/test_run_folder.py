"""The run folder: what stands in it, what its files promise, and folders of earlier versions."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from simlaw import Study, load_result
from simlaw.errors import InputError
from simlaw.study.accounts import AllocationAccount, DesignAccount
from simlaw.study.result import StudyPlan, StudyResult
from simlaw.study.run_folder import plan_from_dict, plan_to_dict

Make = Callable[..., Study]
SCHEMAS = {
    name: json.loads((resources.files("simlaw") / f"schemas/study-{name}.schema.json").read_text())
    for name in ("plan", "result")
}


def run(study: Study, folder: Path, **options) -> StudyResult:
    with ThreadPoolExecutor(1) as executor:
        return study.run(folder, executor=executor, workers=1, **options, progress=False)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_field_of_a_plan_is_in_the_schema(name: str) -> None:
    assert {one.name for one in fields(StudyPlan)} <= set(SCHEMAS[name]["properties"])
    wanted = {one.name for one in fields(DesignAccount)}
    assert wanted == set(SCHEMAS[name]["$defs"]["DesignAccount"]["properties"])


def test_a_run_keeps_its_schemas(small: Make, tmp_path: Path) -> None:
    result = run(small(), tmp_path)
    for name, schema in SCHEMAS.items():
        content = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
        jsonschema.validate(content, schema)
    assert content["found"]["trials_done"] == result.trials_done == 2 * 4
    assert content["found"]["finished"] is True
    assert set(content["found"]["status"]) == {"10", "20"}


def test_a_plan_comes_back_from_its_json(make_curve, make_study) -> None:
    result = make_study(
        make_curve(), allocation=AllocationAccount(0.05, 400.0, decided=((0, 50),), ended="width")
    )
    plan = StudyPlan(**{one.name: getattr(result, one.name) for one in fields(StudyPlan)})
    assert plan_from_dict(json.loads(json.dumps(plan_to_dict(plan)))) == plan


def test_a_folder_of_an_earlier_version_opens(small: Make, tmp_path: Path) -> None:
    result = run(small(), tmp_path)
    content = json.loads((tmp_path / "plan.json").read_text())
    # As folders were before there was a plan.json, and before several keys of the design.
    for key in ("split", "test", "order", "draws", "methods"):
        del content["design"][key]
    del content["scale"]
    (tmp_path / "result.json").write_text(json.dumps(content))
    (tmp_path / "plan.json").unlink()
    again = load_result(tmp_path)
    assert again.laws[20].to_dict() == result.laws[20].to_dict()
    same = replace(again, curve=result.curve, laws=result.laws, seconds=result.seconds)
    assert same == result


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"m": "many"}, r"entry 'm' cannot be read \(.*integer"),
        ({"design": {"n": 3}}, r"entry 'design\.\w+' cannot be read"),
        ({"source": []}, r"entry 'source' cannot be read"),
    ],
)
def test_a_broken_entry_is_named(small: Make, tmp_path: Path, change: dict, said: str) -> None:
    run(small(), tmp_path)
    content = json.loads((tmp_path / "plan.json").read_text())
    (tmp_path / "plan.json").write_text(json.dumps({**content, **change}))
    with pytest.raises(InputError, match=r"plan\.json: the " + said):
        load_result(tmp_path)


def test_a_missing_entry_is_named(small: Make, tmp_path: Path) -> None:
    run(small(), tmp_path)
    content = json.loads((tmp_path / "plan.json").read_text())
    del content["overlap"]
    (tmp_path / "plan.json").write_text(json.dumps(content))
    with pytest.raises(InputError, match=r"plan\.json: the entry 'overlap' is missing"):
        load_result(tmp_path)


def test_a_result_passes_on_what_its_curve_can(make_curve, make_study) -> None:
    result = make_study(make_curve(ms=(50, 100)))
    public = {
        name
        for name in dir(type(result.curve))
        if not name.startswith("_") and callable(getattr(type(result.curve), name))
    }
    for name in public - {"read_csv", "from_rows"}:
        assert callable(getattr(result, name)), name
    assert result.mean(50).equals(result.curve.mean(50))
    assert result.points(m=100, method="fine-tune").equals(result.curve.points(100))
    assert result.direct(100) == result.curve.direct(100)
    assert result.fit(50, resamples=100).alpha == result.curve.fit(50, resamples=100).alpha
