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
SCHEMA = json.loads((resources.files("simlaw") / "schemas/compare.schema.json").read_text())


@pytest.fixture
def two(finished: Path) -> Path:
    """Return the folder of two finished runs: the tiny one, and one with lower errors."""
    shutil.copytree(finished / "runs/tiny", finished / "runs/other")
    scale(finished / "runs/other/trials.jsonl", "fine-tune", 0.8)
    change(finished, name="other")
    return finished


def scale(path: Path, method: str, factor: float) -> None:
    """Change the mean errors of a method in a record; the errors of materials are left out."""
    lines = []
    for line in path.read_text("utf-8").splitlines():
        done = json.loads(line)
        done.pop("errors", None)
        for row in done.get("rows", ()) if "replicate" in done else ():
            row["mae"] *= factor if row["method"] == method else 1
        if "target" not in done:
            lines.append(json.dumps(done))
    path.write_text("\n".join([*lines, ""]), "utf-8")


def change(folder: Path, **entries: object) -> None:
    path = folder / "runs/other/plan.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | entries), "utf-8")


def test_the_verdict_comes_first(two: Path, simlaw: Call) -> None:
    outcome = simlaw("compare", "runs/tiny", "runs/other", "--m", 8)
    assert outcome.status == 0
    first = outcome.out.splitlines()[0]
    assert first.startswith("At n = 60 source samples each, other is")
    assert "GPa" in first
    assert "No costs were given" in outcome.out
    assert "are the same trials in all runs" in outcome.out


def test_a_leader_no_better_than_direct_learning_is_said(two: Path, simlaw: Call) -> None:
    scale(two / "runs/other/trials.jsonl", "direct", 0.1)
    said = simlaw("compare", "runs/tiny", "runs/other", "--m", 8).out.splitlines()[1]
    assert said.startswith("But other is worse than direct learning, without any simulations")


def test_runs_tested_on_other_splits_are_refused(two: Path, simlaw: Call) -> None:
    design = json.loads((two / "runs/other/plan.json").read_text("utf-8"))["design"]
    change(two, design=design | {"split": "cluster"})
    message = simlaw("compare", "runs/tiny", "runs/other").refusal()
    assert "the same split of the test set, but tiny has material and other has cluster" in message


def test_json_has_the_shape_promised(two: Path, simlaw: Call) -> None:
    words = ("--cost", "other=5", "--cost", "tiny=1", "--budget", "100", "--json")
    found = json.loads(simlaw("compare", "runs/tiny", "runs/other", *words).out)
    jsonschema.validate(found, SCHEMA)
    assert found["paired"]
    assert found["m"] == 16
    assert found["headline"]["by"] == "budget"
    assert [entry["n"] for entry in found["headline"]["protocols"]] == [100, 20]
    in_order = ("--cost", "1", "--cost", "5", "--budget", "100", "--json")
    assert json.loads(simlaw("compare", "runs/tiny", "runs/other", *in_order).out) == found


def test_runs_of_one_name_go_by_their_folders(two: Path, simlaw: Call) -> None:
    change(two, name="tiny")
    out = simlaw("compare", "runs/tiny", "runs/other", "--cost", "runs/tiny=1", "--cost", "2").out
    assert "runs/other" in out.splitlines()[0]


def test_another_seed_is_unpaired(two: Path, simlaw: Call) -> None:
    design = json.loads((two / "runs/other/plan.json").read_text("utf-8"))["design"]
    change(two, design={**design, "seed": 5})
    assert "unpaired" in simlaw("compare", "runs/tiny", "runs/other").out


def test_another_unit_is_refused(two: Path, simlaw: Call) -> None:
    change(two, unit="MPa")
    assert "same unit" in simlaw("compare", "runs/tiny", "runs/other").refusal()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("runs/tiny",), "at least two run folders"),
        (("runs/tiny", "runs/none"), "there is no such run folder"),
        (("runs/tiny", "runs/other", "--m", "9"), "no trials with m = 9"),
        (("runs/tiny", "runs/other", "--cost", "1"), "other has none"),
        (("runs/tiny", "runs/other", "--cost", "othr=1"), "Did you mean 'other'?"),
        (("runs/tiny", "runs/other", "--cost", "other=x"), "is no number"),
        (("runs/tiny", "runs/other", "--cost", "1", "--cost", "tiny=2"), "has a cost already"),
        (("runs/tiny", "runs/other", *("--cost", "1") * 3), "3 times for 2 runs"),
        (("runs/tiny", "runs/other", "--cost", "0", "--cost", "1"), "above zero"),
        (("runs/tiny", "runs/other", "--budget", "1"), "needs the cost"),
    ],
)
def test_what_cannot_be_answered(
    two: Path, simlaw: Call, words: tuple[str, ...], said: str
) -> None:
    assert said in simlaw("compare", *words).refusal()
