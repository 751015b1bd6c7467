from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from tests.cli.command_line import Outcome

Call = Callable[..., Outcome]
SCHEMA = json.loads((resources.files("simlaw") / "schemas/survey.schema.json").read_text())


@pytest.fixture
def pair(finished: Path) -> Path:
    """Return a folder with two studies of one computed table, the first finished in ``out``."""
    text = (finished / "tiny.toml").read_text("utf-8")
    (finished / "other.toml").write_text(
        text.replace('name = "tiny"', 'name = "other"').replace("m = [8, 16]", "m = [4, 8, 16]"),
        "utf-8",
    )
    return finished


def test_what_is_finished_is_read_and_the_rest_is_run(pair: Path, simlaw: Call) -> None:
    words = ("survey", "tiny.toml", "other.toml", "-o", "out", "-w", 1, "--quiet")
    first = simlaw(*words)
    assert first.status == 0, first
    assert first.out.splitlines()[1].startswith("tiny ")
    assert first.out.splitlines()[2].startswith("other ")
    assert "All properties of computed together (tiny, other)" in first.out
    trials = {name: pair / f"out/{name}/trials.jsonl" for name in ("tiny", "other")}
    before = {name: path.stat().st_mtime_ns for name, path in trials.items()}
    again = simlaw(*words, "--json")
    assert again.status == 0
    found = json.loads(again.out)
    jsonschema.validate(found, SCHEMA)
    assert {name: path.stat().st_mtime_ns for name, path in trials.items()} == before
    assert [row["name"] for row in found["rows"]] == ["tiny", "other"]
    assert len(found["sources"]) == 1


def test_a_run_folder_is_only_read(pair: Path, simlaw: Call) -> None:
    kept = {path: path.stat().st_mtime_ns for path in (pair / "runs/tiny").rglob("*")}
    assert simlaw("survey", "runs/tiny", "-o", "out").status == 0
    assert {path: path.stat().st_mtime_ns for path in (pair / "runs/tiny").rglob("*")} == kept
    assert sorted(path.name for path in (pair / "out").iterdir()) == [
        "survey.csv",
        "survey.html",
        "survey.json",
    ]


def test_bad_input_of_one_study_is_said_and_the_status_tells(pair: Path, simlaw: Call) -> None:
    outcome = simlaw("survey", "runs/tiny", "nowhere.toml", "-o", "out")
    assert outcome.status == 2
    assert outcome.err == ""
    assert outcome.out.splitlines()[1].startswith("tiny ")
    assert "nowhere could not be run or read: nowhere.toml: there is no such" in outcome.out


def test_a_budget_over_different_sources_is_not_split(several: Path, simlaw: Call) -> None:
    other = several.parent / "elsewhere"
    shutil.copytree(several, other)
    plan = json.loads((other / "plan.json").read_text("utf-8"))
    plan["name"] = "elsewhere"
    plan["source"]["origin"]["sha256"] = "0" * 64
    (other / "plan.json").write_text(json.dumps(plan), "utf-8")
    money = ("--budget", 100, "--cost-simulation", 1)
    outcome = simlaw("survey", several, other, "-o", "out", *money)
    assert outcome.status == 2
    assert "No budget is split. The studies learn from different source tables" in outcome.out


def test_a_budget_is_split_over_measurements_too(several: Path, simlaw: Call) -> None:
    money = ("--budget", 2000, "--cost-simulation", 1, "--cost-experiment", "tiny=5", "--json")
    outcome = simlaw("survey", several, "-o", "out", *money)
    assert outcome.status == 0, outcome
    found = json.loads(outcome.out)
    jsonschema.validate(found, SCHEMA)
    assert found["budget"]["best"]["properties"][0]["buy"] > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--weight", "tiny"), "write it as --weight NAME=1.5"),
        (("--weight", "tiny=x"), "'x' is no number"),
        (("--weight", "tiny=1", "--weight", "tiny=2"), "has a number already"),
        (("--weight", "tny=1"), "Did you mean 'tiny'?"),
        (("--budget", 5), "needs the cost of a simulation"),
        (("--worth", 2), "Write 2 % as 0.02"),
    ],
)
def test_what_cannot_be_asked(
    finished: Path, simlaw: Call, words: tuple[object, ...], said: str
) -> None:
    assert said in simlaw("survey", "runs/tiny", "-o", "out", *words).refusal()
    assert not (finished / "out").exists()
