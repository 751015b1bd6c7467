from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.settings import from_mapping
from simlaw.study.design.plan_design import plan_design
from simlaw.study.design.settings import DesignSettings
from simlaw.study.file.commented_file import render
from simlaw.study.file.given_tables import Wishes
from simlaw.study.file.propose_study import Guess, Starter, propose
from simlaw.study.file.questions import OpenQuestionsError
from simlaw.study.file.suited_defaults import fitting_m, fitting_name, fitting_smallest
from simlaw.study.settings import StudyFileSettings
from simlaw.tables.columns.header import read_header

POLYMERS = [f"*C{'C' * k}O*" for k in range(40)]
MOLECULES = [f"{'C' * (k + 1)}O" for k in range(40)]
FORMULAS = [f"Fe{k + 2}O{k + 3}" for k in range(40)]
NAMES = [f"sample {chr(97 + k % 26)}{k}" for k in range(40)]


def write(path: Path, **columns: Any) -> str:
    pd.DataFrame(columns).to_csv(path, index=False)
    return str(path)


def guessed(folder: Path, source: dict[str, Any], target: dict[str, Any]) -> dict[str, Any]:
    proposal = propose(
        write(folder / "s.csv", **source),
        write(folder / "t.csv", **target),
        Wishes(),
        folder=folder,
        name="x",
    )
    return {key: guess.value for key, guess in proposal.settings.items()}


@pytest.mark.parametrize(
    ("texts", "kind", "descriptor"),
    [
        (POLYMERS, "polymer", "rdkit2d"),
        (MOLECULES, "molecule", "rdkit2d"),
        (FORMULAS, "composition", "composition"),
    ],
)
def test_the_kind_is_told_from_the_entries(
    tmp_path: Path, texts: list[str], kind: str, descriptor: str
) -> None:
    values = np.linspace(1, 2, 40)
    found = guessed(
        tmp_path,
        {"id": NAMES, "what": texts, "density (g/cm3)": values},
        {"rho": values, "entry": texts, "name": NAMES},
    )
    assert found["source.kind"] == found["target.kind"] == kind
    assert (found["source.material"], found["target.material"]) == ("what", "entry")
    assert (found["source.value"], found["target.value"]) == ("density (g/cm3)", "rho")
    assert (found["source.unit"], found["target.unit"]) == ("g/cm3", "g/cm3")
    assert found["descriptor.names"] == [descriptor]


def test_a_few_entries_that_do_not_parse_change_nothing(tmp_path: Path) -> None:
    texts = [*POLYMERS[:36], "n/a", "unknown", "*C*C*", ""]
    found = guessed(
        tmp_path,
        {"SMILES": texts, "v": np.arange(40) ** 1.5},
        {"SMILES": texts, "v": np.arange(40) ** 1.5},
    )
    assert found["source.kind"] == "polymer"


def test_serial_numbers_are_no_formulas(tmp_path: Path) -> None:
    serial = [f"PI{k}" for k in range(1, 41)]
    numbers = {"x": np.cos(np.arange(40)), "strength": np.sin(np.arange(40))}
    found = guessed(tmp_path, {"id": serial, **numbers}, {"id": serial, **numbers})
    assert found["source.kind"] == "label"
    assert found["source.value"] == "strength"
    assert found["source.columns"] == ["x"]


@pytest.mark.parametrize(
    "aside",
    ["density_std", "density_count", "Unnamed: 0", "temperature", "year", "sample_id", "T"],
)
def test_numbers_beside_the_property_are_not_the_property(tmp_path: Path, aside: str) -> None:
    beside = {aside: np.linspace(3, 4, 40)}
    values = np.linspace(1, 2, 40)
    found = guessed(
        tmp_path,
        {**beside, "SMILES": POLYMERS, "density": values},
        {**beside, "SMILES": POLYMERS, "value": values},
    )
    assert (found["source.value"], found["target.value"]) == ("density", "value")


def test_names_that_agree_win_over_ranges_that_do(tmp_path: Path) -> None:
    low, high = np.linspace(1, 2, 40), np.linspace(11, 12, 40)
    computed = {"SMILES": POLYMERS, "Cp": high, "Tg": low}
    measured = {"SMILES": POLYMERS, "heat capacity [J/(kg K)]": low}
    # It is not said in which unit, and the sizes do not agree.
    with pytest.raises(OpenQuestionsError, match="unit has the column 'Cp'"):
        guessed(tmp_path, computed, measured)
    found = guessed(tmp_path, {**computed, "Cp": low * 1.02, "Tg": high}, measured)
    assert found["source.value"] == "Cp"
    assert found["source.unit"] == "J/(kg K)"


def test_where_no_name_agrees_the_range_decides(tmp_path: Path) -> None:
    found = guessed(
        tmp_path,
        {"SMILES": POLYMERS, "alpha": np.linspace(100, 200, 40), "beta": np.linspace(1, 2, 40)},
        {"SMILES": POLYMERS, "value": np.linspace(1.1, 2.1, 40)},
    )
    assert found["source.value"] == "beta"


def test_shared_conditions_are_pointed_out(tmp_path: Path) -> None:
    columns = {
        "SMILES": POLYMERS,
        "density": np.linspace(1, 2, 40),
        "temperature": np.cos(np.arange(40)),
    }
    proposal = propose(
        write(tmp_path / "s.csv", **columns),
        write(tmp_path / "t.csv", **columns),
        Wishes(),
        folder=tmp_path,
        name="x",
    )
    assert "'temperature'" in proposal.remarks["descriptor"][0]


@pytest.mark.parametrize(("rows", "m"), [(6, 3), (20, 10), (67, 40), (119, 60), (4604, 1000)])
def test_the_sizes_proposed_fit_the_tables(tmp_path: Path, rows: int, m: int) -> None:
    source = {"name": [f"a{k}b" for k in range(3 * rows)], "x": np.arange(3.0 * rows) ** 2}
    target = {"name": [f"a{k}b" for k in range(rows)], "x": np.arange(float(rows)) ** 2}
    source["y"], target["y"] = np.cos(source["x"]), np.cos(target["x"])
    found = guessed(tmp_path, source, target)
    assert max(found["design.m"]) == m
    twin = np.full(3 * rows, -1, dtype=np.int32)
    twin[:rows] = np.arange(rows)
    wishes = DesignSettings(
        m=found["design.m"], sizes=found["design.sizes"], smallest=found["design.smallest"]
    )
    design = plan_design(wishes, 0, twin=twin, target_size=rows)
    assert len(design.n) >= 3


def test_paths_are_written_from_the_folder_of_the_study(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "studies").mkdir()
    columns = {"SMILES": POLYMERS, "v": np.linspace(1, 2, 40)}
    proposal = propose(
        write(tmp_path / "data/s.csv", **columns),
        write(tmp_path / "studies/t.csv", **columns),
        Wishes(),
        folder=tmp_path / "studies",
        name="x",
    )
    # Absolute paths stay as they were given, but for a table beside the study.
    assert proposal.settings["source.path"].value == (tmp_path / "data/s.csv").as_posix()
    assert proposal.settings["target.path"].value == "t.csv"


def test_a_long_file_is_counted_and_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simlaw.tables.columns.header.SAMPLE", 50)
    path = tmp_path / "long.csv"
    lines = [f"s{k % 25},{k}.5" for k in range(1234)]
    # A row that pandas could not read lies beyond those looked at.
    path.write_text(
        "\n".join(["name,v", *lines, '"torn']) + "\n",
        encoding="utf-8",
    )
    header = read_header(path)
    assert (header.rows, len(header.frame), header.whole) == (1235, 50, False)
    # Half of the rows looked at repeat a material, so half of all rows are counted.
    assert header.materials("name", "v") == 618


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".tsv", ".parquet"])
def test_every_table_format_is_looked_into(tmp_path: Path, suffix: str) -> None:
    frame = pd.DataFrame({"SMILES": MOLECULES, "v": np.linspace(0, 1, 40)})
    path = tmp_path / f"t{suffix}"
    if suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False, sep="\t" if suffix == ".tsv" else ",")
    header = read_header(path)
    assert (header.rows, header.columns) == (40, ["SMILES", "v"])
    assert list(header.numbers) == ["v"]


def test_columns_without_a_name_are_left_aside(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("SMILES,\nCC,1\nCCC,2\n", encoding="utf-8")
    assert read_header(path).columns == ["SMILES"]
    with pytest.raises(InputError, match="no column of numbers"):
        propose(str(path), str(path), Wishes(), folder=tmp_path, name="x")


@given(
    st.dictionaries(
        st.sampled_from(["source.path", "source.value", "target.material", "title"]),
        st.text(st.characters(exclude_categories=("Cs",)), min_size=1),
    ),
    st.text(st.characters(exclude_categories=("Cs",))),
)
def test_any_text_comes_back_out_of_the_file(settings: dict[str, str], remark: str) -> None:
    text = render(
        Starter({k: Guess(v, remark) for k, v in settings.items()}, {"source": [remark]}),
        command="simlaw run x.toml",
    )
    read = tomllib.loads(text)
    for key, value in settings.items():
        section, _, name = key.rpartition(".")
        assert (read[section] if section else read)[name] == value


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=("Cs",))),
        st.integers(-9, 9) | st.lists(st.text(st.characters(exclude_categories=("Cs",)))),
    )
)
def test_rows_that_are_chosen_stand_on_one_line(where: dict[str, Any]) -> None:
    text = render(Starter({"source.where": Guess(where, "a")}, {}), command="simlaw run x.toml")
    assert tomllib.loads(text)["source"] == {"where": where}
    assert '# where = {type = "exp", temperature = [290, 310]}' in text


@given(st.text())
def test_a_name_is_made_of_any_file_name(stem: str) -> None:
    tables = {"dataset": "mp-gap"}
    from_mapping(
        StudyFileSettings,
        {
            "name": fitting_name(stem),
            "source": tables,
            "target": tables,
            "descriptor": {"names": ["composition"]},
        },
    )


@given(st.integers(4, 10**7))
def test_sizes_of_fine_tuning_leave_room(pool: int) -> None:
    assert 2 <= min(fitting_m(pool)) <= max(fitting_m(pool)) <= 0.75 * pool


@given(st.integers(5, 10**7))
def test_the_smallest_size_leaves_room(usable: int) -> None:
    assert 2 <= fitting_smallest(usable) <= usable / 2


def test_few_measured_materials_get_many_splits_and_a_word(tmp_path: Path) -> None:
    texts = ["C" * length + end for length in range(1, 12) for end in ("O", "N", "Cl", "Br")]
    for name, count in (("computed", 44), ("measured", 11)):
        rows = "".join(f"{text},{place + 0.5}\n" for place, text in enumerate(texts[:count]))
        (tmp_path / f"{name}.csv").write_text("SMILES,density\n" + rows)
    files = [str(tmp_path / f"{name}.csv") for name in ("computed", "measured")]
    starter = propose(*files, Wishes(), folder=tmp_path, name="few")
    assert starter.settings["design.replicates"].value == 64
    assert starter.settings["design.test_fraction"].value == 0.3
    assert "uncertain by about 23%" in starter.remarks["target"][-1]
    assert starter.settings["design.m"].value == [3, 6]
