"""A study file with several sources that are kept apart, through the commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
from tests.cli.command_line import STUDY, Outcome, samples
from tests.decide.laws import PLAN_SCHEMA

Call = Callable[..., Outcome]

SECOND = """
[[source]]
path = "other.csv"
name = "stiff-dft"
kind = "label"
material = "sample"
value = "energy"
unit = "eV"
columns = ["x0", "x1"]
[target]"""

SIZES = "n = { computed = [10, 25, 60], stiff-dft = [5, 10, 20] }"


@pytest.fixture
def apart(tiny: Path) -> Path:
    """Return the study file of a tiny study of two sources, one in eV for a target in GPa."""
    rows = samples(50, 40, measured=False).rename(columns={"stiffness": "energy"})
    rows.assign(energy=3 - rows["energy"]).to_csv(tiny / "other.csv", index=False)
    text = STUDY.replace("[source]", "[[source]]").replace("[target]", SECOND)
    text = text.replace("n = [10, 25, 60]", f'{SIZES}\njoin = "columns"')
    text = text.replace("m = [8, 16]", "m = [8, 12, 16]")
    text = text.replace("replicates = 3", 'replicates = 3\nmethods = ["fine-tune", "residual"]')
    study = tiny / "apart.toml"
    study.write_text(f'{text}[law]\nmethod = "residual"\n', encoding="utf-8")
    return study


def test_from_study_file_to_plan(apart: Path, simlaw: Call) -> None:
    ran = simlaw("run", "apart.toml", "-w", "1", "--quiet")
    assert ran.status == 0, ran
    folder = apart.parent / "runs/tiny"
    curve = pd.read_csv(folder / "curve.csv")
    assert [*curve.columns[-2:]] == ["n.computed", "n.stiff-dft"]
    assert sorted(set(curve["n"])) == [15, 35, 80]
    law = json.loads((folder / "law.json").read_text())
    assert law["method"] == "residual"
    page = (folder / "report.html").read_text()
    assert "2 sources are kept apart" in page
    assert "stiff-dft" in page
    before = (folder / "trials.jsonl").read_bytes()
    again = simlaw("run", "runs/tiny/study.toml", "-o", "runs/tiny", "-w", "1", "--quiet")
    assert again.status == 0, again
    assert (folder / "trials.jsonl").read_bytes() == before
    costs = ("--cost-simulation", "computed=1", "--cost-simulation", "stiff-dft=5")
    asked = ("plan", "runs/tiny", "--budget", 500, *costs, "--cost-experiment", 3)
    found = json.loads(simlaw(*asked, "--json").out)
    jsonschema.validate(found, PLAN_SCHEMA)
    assert found["costs"]["simulation"]["each"] == 2.0
    for one in found["by_source"]:
        assert one["computed"] + one["stiff-dft"] == pytest.approx(one["n"])
    said = simlaw(*asked).out
    assert "75 % computed and 25 % stiff-dft" in said
    assert "one of that mix costs 2" in said
    refused = simlaw("plan", "runs/tiny", "--budget", 500, *costs[:2], "--cost-experiment", 3)
    assert "'stiff-dft' has no price" in refused.refusal()


def test_check_looks_at_each(apart: Path, simlaw: Call) -> None:
    looked = simlaw("check", "apart.toml", "--no-timing")
    assert looked.status == 0, looked
    assert "source 2: stiff-dft, energy, in eV" in looked.out
    assert "n = 15, 35, 80" in looked.out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (SIZES, "n = [10, 25, 60]", "a list for each, row by row together"),
        ("stiff-dft = [5", "dft = [5", "there is no source 'dft'"),
        ("[5, 10, 20]", "[5, 10]", "computed has 3, stiff-dft has 2"),
        ("[5, 10, 20]", "[5, 10, 49]", "n = 49 materials of the source 'stiff-dft'"),
        ('join = "columns"', "", "eV"),
    ],
)
def test_what_cannot_stand_together_is_refused(
    apart: Path, simlaw: Call, old: str, new: str, said: str
) -> None:
    text = apart.read_text("utf-8")
    assert old in text
    apart.write_text(text.replace(old, new), encoding="utf-8")
    assert said in simlaw("run", "apart.toml", "-w", "1", "--quiet").refusal()
    assert not (apart.parent / "runs").exists()
