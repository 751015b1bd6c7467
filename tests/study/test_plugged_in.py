"""Parts of a user's own in a whole study: given as objects, by place, and told apart by version."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.own_parts import MEAN_METHOD, Flat, MeanMethod, MedianError, SquaredColumns

from simlaw import Study, load_result
from simlaw.descriptors import DESCRIPTORS
from simlaw.errors import InputError
from simlaw.law import FORMS
from simlaw.metrics import METRICS
from simlaw.report import render
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.plugged_in import plugged_in
from simlaw.study.run.material_keys import MATERIALS
from simlaw.study.run.record import read_journal
from simlaw.transfer import METHODS

Make = Callable[..., Study]


@pytest.fixture(autouse=True)
def given_here_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what a test gives as an object be unknown to the next."""
    for registry in (DESCRIPTORS, METHODS, METRICS, FORMS):
        monkeypatch.setattr(registry, "_given", dict(registry._given))
        monkeypatch.setattr(registry, "_places", dict(registry._places))


def test_shipped_parts_leave_no_trace(small: Make) -> None:
    study = small()
    prepared = study.prepare()
    assert plugged_in(study, "label") == prepared.plugins == prepared.inputs.plugins == ()
    assert prepared.inputs.keys is None


@pytest.mark.parametrize("executor", [None, "threads"])
def test_objects_take_the_place_of_names(small: Make, tmp_path: Path, executor: str | None) -> None:
    study = small(
        descriptor=SquaredColumns(),
        methods=["fine-tune", "direct", MEAN_METHOD],
        metric=MedianError(),
        form=Flat(),
    )
    assert study.descriptors == ("squared-columns",)
    result = study.run(tmp_path / "run", workers=2, executor=executor, progress=False)
    assert set(result.methods) == {"fine-tune", "direct", "mean-of-all"}
    assert result.descriptor.width == 6
    assert result.metric == "median-error"
    assert result.law is not None
    assert result.law.form == "flat"
    assert list(result.frame.columns)[-1] == "median-error"
    assert (result.frame["median-error"] <= result.frame["rmse"]).all()
    rows = read_journal(tmp_path / "run" / "trials.jsonl").finished[0].rows
    assert [name for name, _ in rows[0].others] == ["median-error"]
    names = {one.name: one.what for one in result.plugins}
    assert names == {
        "squared-columns": "descriptor",
        "mean-of-all": "method",
        "median-error": "metric",
        "flat": "form of the law",
    }
    page = render(result)
    assert "Not from simlaw itself: descriptor squared-columns (tests.own_parts:" in page
    assert "median absolute error" in page
    loaded = load_result(tmp_path / "run")
    assert loaded.plugins == result.plugins
    assert loaded.law is not None
    assert loaded.law.to_dict() == result.law.to_dict()


def test_another_version_of_a_part_is_another_study(small: Make, tmp_path: Path) -> None:
    mine = small(methods=["fine-tune", "direct", MEAN_METHOD])
    first = mine.prepare().inputs
    assert first.digest() == mine.prepare().inputs.digest()
    assert first.keys is not None
    saved = type(first).load(first.save(tmp_path / "inputs"))
    assert (tmp_path / "inputs" / MATERIALS).exists()
    assert saved.keys is not None
    assert saved.digest() == first.digest()
    assert saved.keys.read().target == mine.target.keys
    other = small(methods=["fine-tune", "direct", MeanMethod(shift=1.0)]).prepare().inputs
    assert other.digest() != first.digest()
    assert small().prepare().inputs.digest() not in (first.digest(), other.digest())


def test_what_cannot_travel_is_refused_before_any_trial(small: Make, tmp_path: Path) -> None:
    class Local(MeanMethod):
        pass

    study = small(methods=["fine-tune", "direct", Local(name="local-method")])
    with pytest.raises(InputError, match=r"'local-method' cannot be sent to worker processes"):
        study.run(tmp_path / "run", workers=1, progress=False)
    assert study.run(tmp_path / "run", executor="threads", progress=False).finished


def test_names_that_are_taken_and_objects_that_are_none_are_refused(small: Make) -> None:
    with pytest.raises(InputError, match="there is a method 'direct' already"):
        small(methods=["fine-tune", MeanMethod(name="direct")])
    with pytest.raises(InputError, match=r"int is no descriptor: it has no `name`"):
        small(descriptor=3)
    with pytest.raises(InputError, match=r"SquaredColumns is a class where a descriptor is needed"):
        small(descriptor=SquaredColumns)
    with pytest.raises(InputError, match="'Mean' is no name for a method"):
        small(methods=["fine-tune", MeanMethod(name="Mean")])


FILE = """
name = "own"
[source]
path = "s.csv"
kind = "label"
material = "id"
value = "y"
unit = "1"
columns = ["x0"]
[target]
path = "t.csv"
kind = "label"
material = "id"
value = "y"
unit = "1"
columns = ["x0"]
[descriptor]
names = ["columns"]
[design]
methods = ["fine-tune", "direct", "tests.own_parts:MEAN_METHOD"]
"""


def test_a_file_names_code_only_where_that_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(FILE)
    with pytest.raises(InputError, match=r"names code to be imported.*--allow-code"):
        read_study_file(path)
    file = read_study_file(path, allow_code=True)
    assert file.settings.design.methods == ("fine-tune", "direct", "mean-of-all")
    # What is written names the code again, so that it is asked for again.
    assert file.given()["design"]["methods"][-1] == "tests.own_parts:MEAN_METHOD"


def test_code_beside_the_file_is_never_run(tmp_path: Path) -> None:
    (tmp_path / "evil.py").write_text("raise SystemExit('ran')\nPART = None\n")
    path = tmp_path / "own.toml"
    path.write_text(FILE.replace("tests.own_parts:MEAN_METHOD", "evil:PART"))
    with pytest.raises(InputError, match=r"evil:PART'"):
        read_study_file(path, allow_code=True)


def test_the_plan_of_a_run_names_what_was_plugged_in(small: Make, tmp_path: Path) -> None:
    study = small(methods=["fine-tune", "direct", MEAN_METHOD], replicates=2)
    result = study.run(tmp_path / "run", executor="threads", progress=False)
    (told,) = json.loads((tmp_path / "run" / "plan.json").read_text())["plugins"]
    assert (told["what"], told["name"]) == ("method", "mean-of-all")
    assert told["place"] == "tests.own_parts:MeanMethod"
    assert replace(result.plugins[0], fingerprint="") != result.plugins[0]
