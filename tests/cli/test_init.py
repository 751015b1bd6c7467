from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.cli.command_line import Outcome

from simlaw.study.file.changed_keys import known_keys
from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.settings import StudyFileSettings

Call = Callable[..., Outcome]


def settings_of(path: Path) -> StudyFileSettings:
    return read_study_file(path).settings


def written(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def test_the_file_of_two_tables_runs_as_it_is(tiny: Path, simlaw: Call) -> None:
    outcome = simlaw("init", "computed.csv", "measured.csv", "-o", "my.toml")
    assert outcome.status == 0
    assert outcome.out.startswith("my.toml: written.\n")
    assert outcome.out.endswith("Next: simlaw run my.toml\n")
    spec = written(tiny / "my.toml")
    assert spec["name"] == "my"
    assert spec["source"] == {
        "path": "computed.csv",
        "kind": "label",
        "material": "sample",
        "value": "stiffness",
        "unit": "1",
        "columns": ["x0", "x1"],
    }
    assert spec["design"]["m"] == [5, 10]
    text = (tiny / "my.toml").read_text(encoding="utf-8")
    for key, value in {
        "epochs": 0.1, "least_steps": 5, "fine_tune_steps": 5, "direct_steps": 5,
    }.items():  # fmt: skip
        text = text.replace(f"# {key} = ", f"{key} = {value} #")
    text = text.replace("replicates = 16", "replicates = 3").replace("sizes = 8", "sizes = 4")
    (tiny / "my.toml").write_text(text, encoding="utf-8")
    outcome = simlaw("run", "my.toml", "-w", 1, "--quiet")
    assert outcome.status == 0, outcome
    assert (tiny / "runs/my/report.html").exists()


def test_without_tables_it_is_the_study_that_comes_along(tiny: Path, simlaw: Call) -> None:
    assert simlaw("init").status == 0
    spec = settings_of(tiny / "study.toml")
    assert spec.source.dataset == "refractive-index-d4"
    assert spec.target.dataset == "refractive-index-crc"


def test_an_existing_file_is_kept(tiny: Path, simlaw: Call) -> None:
    before = (tiny / "tiny.toml").read_bytes()
    message = simlaw("init", "computed.csv", "measured.csv", "-o", "tiny.toml").refusal()
    assert "tiny.toml: the file is there already" in message
    assert (tiny / "tiny.toml").read_bytes() == before
    assert simlaw("init", "computed.csv", "measured.csv", "-o", "tiny.toml", "--force").status == 0
    assert (tiny / "tiny.toml").read_bytes() != before


def test_one_table_is_not_enough(tiny: Path, simlaw: Call) -> None:
    assert "give the measured one too" in simlaw("init", "computed.csv").refusal()
    assert not (tiny / "study.toml").exists()


@pytest.mark.parametrize(
    "odd",
    ["two words", 'quo"te', "apostro'phe", "back\\slash", "ünïcode 物質", "#hash", "new\nline"],
)
def test_odd_paths_and_columns_survive(tiny: Path, simlaw: Call, odd: str) -> None:
    folder = tiny / odd
    folder.mkdir()
    frame = pd.read_csv(tiny / "computed.csv")
    column = f"{odd} [GPa]"
    frame.rename(columns={"stiffness": column}).to_csv(folder / f"{odd}.csv", index=False)
    outcome = simlaw("init", folder / f"{odd}.csv", "measured.csv", "-o", folder / "a.toml")
    assert outcome.status == 0, outcome
    spec = settings_of(folder / "a.toml")
    assert spec.source.path == f"{odd}.csv"
    assert spec.source.value == column
    assert spec.source.unit == "GPa"
    assert spec.target.path == "../measured.csv"
    assert len(load_study(spec, folder).source) == 70


def test_options_settle_what_would_be_guessed(tiny: Path, simlaw: Call) -> None:
    outcome = simlaw(
        "init", "computed.csv", "measured.csv", "-o", "a.toml", "--kind", "label",
        "--source-value", "x0", "--target-value", "x1", "--source-material", "sample",
        "--target-material", "sample", "--source-unit", "g/cm^3", "--target-unit", "kg/m^3",
        "--name", "mine", "--title", "My <title>",
    )  # fmt: skip
    assert outcome.status == 0, outcome
    spec = settings_of(tiny / "a.toml")
    assert (spec.source.value, spec.target.value) == ("x0", "x1")
    assert (spec.source.unit, spec.target.unit) == ("g/cm^3", "kg/m^3")
    assert (spec.name, spec.title) == ("mine", "My <title>")
    assert "source.value" not in outcome.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nothing.csv", "measured.csv"), "nothing.csv: there is no such file"),
        (("mpgap", "measured.csv"), "Did you mean 'mp-gap'?"),
        (("curves-cg-transfer", "measured.csv"), "not a table of one property"),
        (("mp-gap", "measured.csv"), "no column was found that names materials of kind"),
        (("mp-gap", "refractive-index-crc"), "same kind of material"),
        (("mp-gap", "expt-gap", "--source-unit", "eV"), "--source-unit is for tables in files"),
        (("computed.csv", "measured.csv", "--kind", "polimer"), "Did you mean 'polymer'?"),
        (("computed.csv", "measured.csv", "--source-value", "stif"), "no column 'stif'"),
        (("computed.csv", "measured.csv", "--source-value", "sample"), "holds no numbers"),
        (("computed.csv", "measured.csv", "--target-material", "smaple"), "mean 'sample'?"),
        (("computed.csv", "measured.csv", "--target-unit", "GPaa"), "Did you mean 'GPa'?"),
        (("computed.csv", "measured.csv", "--name", "a/b"), "name: found 'a/b'"),
    ],
)
def test_what_cannot_be_used_is_said(
    tiny: Path, simlaw: Call, words: tuple[str, ...], said: str
) -> None:
    assert said in simlaw("init", *words, "-o", "a.toml").refusal()
    assert not (tiny / "a.toml").exists()


def test_tables_too_small_for_a_study(tiny: Path, simlaw: Call) -> None:
    pd.read_csv(tiny / "measured.csv").head(4).to_csv(tiny / "few.csv", index=False)
    message = simlaw("init", "computed.csv", "few.csv", "-o", "a.toml").refusal()
    assert "too small for a study: 70 computed and 4 measured" in message


def test_labels_without_numbers_in_common(tiny: Path, simlaw: Call) -> None:
    for name in ("computed.csv", "measured.csv"):
        frame = pd.read_csv(tiny / name)[["sample", "stiffness"]]
        frame.to_csv(tiny / name, index=False)
    assert "none in common" in simlaw("init", "computed.csv", "measured.csv").refusal()


@pytest.mark.parametrize("words", [(), ("computed.csv", "measured.csv")])
def test_every_key_there_is_stands_in_the_file(
    tiny: Path, simlaw: Call, words: tuple[str, ...]
) -> None:
    simlaw("init", *words, "-o", "a.toml")
    lines = (tiny / "a.toml").read_text(encoding="utf-8").splitlines()
    section = ""
    found = set()
    for line in lines:
        if line.startswith("["):
            section = line.strip("[]") + "."
        key, equals, _ = line.removeprefix("# ").partition(" = ")
        if equals and key.isidentifier():
            found.add(section + key)
    assert set(known_keys()) <= found


def test_every_commented_setting_is_one_that_is_read(tiny: Path, simlaw: Call) -> None:
    """What stands behind a '#' can be taken in by removing it, as the file says."""
    simlaw("init", "computed.csv", "measured.csv", "-o", "a.toml")
    text = (tiny / "a.toml").read_text(encoding="utf-8")
    taken_in = []
    for line in text.splitlines():
        key, equals, _ = line.removeprefix("# ").partition(" = ")
        commented = line.startswith("# ") and equals and key.isidentifier()
        # These exclude others that are set: a dataset a file, listed sizes a rule for sizes.
        if commented and key not in ("dataset", "n") and not (key == "m" and "[law]" in taken_in):
            line = line.removeprefix("# ")
        taken_in.append(line)
    (tiny / "b.toml").write_text("\n".join(taken_in), encoding="utf-8")
    before, after = settings_of(tiny / "a.toml"), settings_of(tiny / "b.toml")
    assert after.design == replace(before.design, largest=10_000, match="constitution")
    assert after.law == before.law
    assert after.training == before.training
