"""``simlaw check``: one look at a study before it is run."""

import json
from collections.abc import Callable
from pathlib import Path

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


def checked(simlaw: Call, *arguments: object) -> tuple[int, dict]:
    answer = simlaw("check", *arguments, "--json")
    return answer.status, json.loads(answer.out)


def test_a_sound_study(study: Path, simlaw: Call) -> None:
    status, found = checked(simlaw, study, "--strict")
    assert status == 0
    assert found["warnings"] == found["refusals"] == []
    assert found["tables"]["source"]["unit"] == "g/cm3"
    assert found["tables"]["source"]["columns"]["value"] == "density (g/cm3)"
    assert found["pair"]["shared"] == len(SMILES)
    assert "target: measured" in simlaw("check", study).out


def test_a_warning_is_a_refusal_under_strict(study: Path, simlaw: Call) -> None:
    table = pd.read_csv(study.parent / "computed.csv")
    table["density (g/cm3)"] *= 1000
    table.to_csv(study.parent / "computed.csv", index=False)
    status, found = checked(simlaw, study)
    assert status == 0
    (warning,) = found["warnings"]
    assert (warning["level"], warning["code"]) == ("warning", "factor")
    assert warning["remedy"]
    status, found = checked(simlaw, study, "--strict")
    assert status == 2
    assert [one["code"] for one in found["refusals"]] == ["factor"]


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
