"""``simlaw check``: one look at a study before it is run."""

import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest
from tests.cli.command_line import Outcome

SMILES = ["C" * length + end for length in range(1, 30) for end in ("O", "N")]

Call = Callable[..., Outcome]


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, simlaw: Call) -> Path:
    monkeypatch.setenv("SIMLAW_CACHE_DIR", str(tmp_path / "cache"))
    rng = np.random.default_rng(0)
    values = 1.0 + 0.2 * rng.standard_normal(len(SMILES))
    for name, noise in (("computed", 0.05), ("measured", 0.0)):
        numbers = values + noise * rng.standard_normal(len(SMILES))
        pd.DataFrame({"SMILES": SMILES, "density (g/cm3)": numbers}).to_csv(
            tmp_path / f"{name}.csv", index=False
        )
    path = tmp_path / "my.toml"
    tables = [str(tmp_path / "computed.csv"), str(tmp_path / "measured.csv")]
    assert simlaw("init", *tables, "-o", path).status == 0
    return path


SCHEMA = json.loads((resources.files("simlaw") / "schemas/check.schema.json").read_text())


def checked(simlaw: Call, *arguments: object) -> tuple[int, dict]:
    """Return exit status and the one JSON object on standard output, notes of failures left out."""
    answer = simlaw("check", *arguments, "--json", "--no-timing")
    found = json.loads(answer.out)
    jsonschema.validate(found, SCHEMA)
    kept = [one for one in found["warnings"] if one["code"] != "failures_unknown"]
    return answer.status, {**found, "warnings": kept}


def test_a_sound_study(study: Path, simlaw: Call) -> None:
    status, found = checked(simlaw, study, "--strict")
    assert status == 0
    assert found["warnings"] == found["refusals"] == []
    assert found["tables"]["source"]["unit"] == "g/cm3"
    assert found["tables"]["source"]["columns"]["value"] == "density (g/cm3)"
    assert found["pair"]["shared"] == len(SMILES)
    said = simlaw("check", study, "--no-timing").out
    assert "target: measured" in said
    assert "  file: utf-8, fields by ',', decimal mark '.'" in said


def test_a_warning_is_a_refusal_under_strict(study: Path, simlaw: Call) -> None:
    table = pd.read_csv(study.parent / "computed.csv")
    table["density (g/cm3)"] *= 1000
    table.to_csv(study.parent / "computed.csv", index=False)
    status, found = checked(simlaw, study)
    assert status == 0
    warning = found["warnings"][-1]
    assert (warning["level"], warning["code"]) == ("warning", "factor")
    assert warning["remedy"]
    status, found = checked(simlaw, study, "--strict")
    assert status == 2
    assert [one["code"] for one in found["refusals"]] == ["implausible_values", "factor"]


def test_what_run_would_refuse_is_one_json_object_too(study: Path, simlaw: Call) -> None:
    study.write_text(study.read_text().replace('unit = "g/cm3"', "", 1))
    status, found = checked(simlaw, study)
    assert status == 2
    assert "no unit" in found["refusals"][0]["text"]
    assert "no unit" in simlaw("check", study).refusal()


def test_materials_that_are_the_same_but_for_their_spelling_are_told(
    study: Path, simlaw: Call
) -> None:
    for name, hands in (("computed", ""), ("measured", "@")):
        table = pd.read_csv(study.parent / f"{name}.csv")
        table.loc[:9, "SMILES"] = [
            f"{'C' * k}[C{hands}H](F)Cl".replace("[CH]", "C") for k in range(2, 12)
        ]
        table.loc[10, "SMILES"] = "CC(=O)[O-].[Na+]"
        table.to_csv(study.parent / f"{name}.csv", index=False)
    status, found = checked(simlaw, study, "--strict")
    assert status == 2
    assert [one["code"] for one in found["refusals"]] == ["stereo_twins"]
    codes = {one["code"]: one for one in found["warnings"]}
    assert codes["stereo_twins"]["count"] == 10
    assert codes["salts"]["level"] == "note"
    assert found["pair"]["shared"] == len(SMILES)
    text = study.read_text()
    assert '# match = "constitution"' in text
    for match, shared in (("constitution", len(SMILES)), ("tautomer", len(SMILES))):
        study.write_text(text.replace('# match = "constitution"', f'match = "{match}"'))
        status, found = checked(simlaw, study, "--strict")
        assert status == 0
        assert found["pair"]["shared"] == shared
    study.write_text(text.replace('# match = "constitution"', 'match = "stereo"'))
    status, found = checked(simlaw, study)
    assert found["pair"]["shared"] == len(SMILES) - 10
    (warning,) = [one for one in found["warnings"] if one["level"] == "warning"]
    assert "learned from" in warning["text"]


def test_the_plan_says_what_a_run_takes(study: Path, simlaw: Call) -> None:
    small = ("--set", "design.replicates=2", "--set", "design.m=[4]")
    counted = checked(simlaw, study, *small)[1]["plan"]
    assert counted["minutes"] is counted["memory"] is counted["disk"] is None
    answer = simlaw("check", study, "--json", *small)
    found = json.loads(answer.out)
    jsonschema.validate(found, SCHEMA)
    plan = found["plan"]
    timed = ("minutes", "memory", "disk", "capacity_minutes")
    assert {**plan, **dict.fromkeys(timed)} == counted
    assert 0 < plan["capacity_minutes"] < 60
    assert plan["trials"] == 2 * (len(plan["n"]) + 1)
    assert 0 < plan["minutes"] < 30
    assert 2**27 < plan["memory"] < 2**34
    assert 2**19 < plan["disk"] < 2**26


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("kind = ", "kidn = "), "kidn"),
        (("computed.csv", "gone.csv"), "no such file"),
        (('unit = "g/cm3"', 'unit = "g/cm"'), "cannot be converted"),
        (("\n[source]\n", "\n[source\n"), "TOML"),
        (("m = [", "m = [900, "), "m = 900"),
    ],
)
def test_what_run_would_refuse_is_one_object_too(
    study: Path, simlaw: Call, change: tuple[str, str], said: str
) -> None:
    text = study.read_text()
    assert change[0] in text
    study.write_text(text.replace(*change, 1))
    status, found = checked(simlaw, study)
    assert status == 2
    assert said in found["refusals"][0]["text"]
    assert said in simlaw("run", study, "--quiet").refusal()


def test_a_note_is_no_refusal_under_strict(study: Path, simlaw: Call) -> None:
    answer = simlaw("check", study, "--json", "--no-timing", "--strict")
    assert answer.status == 0
    (note,) = json.loads(answer.out)["warnings"]
    assert (note["level"], note["code"], note["table"]) == ("note", "failures_unknown", "source")


def test_a_unit_that_is_passed_over_is_said(study: Path, simlaw: Call) -> None:
    for name in ("computed", "measured"):
        path = study.parent / f"{name}.csv"
        path.write_text(path.read_text().replace("(g/cm3)", "[grd]"))
    text = study.read_text().replace("density (g/cm3)", "density [grd]")
    study.write_text(text.replace('unit = "g/cm3"', 'unit = "1"'))
    found = checked(simlaw, study)[1]["warnings"]
    assert [(one["code"], one["table"]) for one in found] == [
        ("unit_not_understood", "source"),
        ("unit_not_understood", "target"),
    ]
