"""``simlaw check``: one look at a study before it is run."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from simlaw.cli.study.check import check
from simlaw.cli.study.init import init
from simlaw.errors import InputError

SMILES = ["C" * length + end for length in range(1, 30) for end in ("O", "N")]


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
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
    CliRunner().invoke(init, [*tables, "-o", str(path)], catch_exceptions=False)
    return path


def checked(*arguments: str) -> tuple[int, dict]:
    answer = CliRunner().invoke(check, [*arguments, "--json"], catch_exceptions=False)
    return answer.exit_code, json.loads(answer.stdout)


def test_a_sound_study(study: Path) -> None:
    status, found = checked(str(study), "--strict")
    assert status == 0
    assert found["warnings"] == found["refusals"] == []
    assert found["tables"]["source"]["unit"] == "g/cm3"
    assert found["tables"]["source"]["columns"]["value"] == "density (g/cm3)"
    assert found["pair"]["shared"] == len(SMILES)
    words = CliRunner().invoke(check, [str(study)]).output
    assert "target: measured" in words


def test_a_warning_is_a_refusal_under_strict(study: Path) -> None:
    table = pd.read_csv(study.parent / "computed.csv")
    table["density (g/cm3)"] *= 1000
    table.to_csv(study.parent / "computed.csv", index=False)
    status, found = checked(str(study))
    assert status == 0
    (warning,) = found["warnings"]
    assert (warning["level"], warning["code"]) == ("warning", "factor")
    assert warning["remedy"]
    status, found = checked(str(study), "--strict")
    assert status == 2
    assert [one["code"] for one in found["refusals"]] == ["factor"]


def test_what_run_would_refuse_is_one_json_object_too(study: Path) -> None:
    study.write_text(study.read_text().replace('unit = "g/cm3"', "", 1))
    status, found = checked(str(study))
    assert status == 2
    assert "no unit" in found["refusals"][0]["text"]
    with pytest.raises(InputError, match="no unit"):
        CliRunner().invoke(check, [str(study)], catch_exceptions=False)
