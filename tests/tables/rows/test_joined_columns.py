import tomllib
from pathlib import Path

import pandas as pd
import pytest

import simlaw
from simlaw import InputError
from simlaw.study.origin import origin_of
from simlaw.tables import read_table
from simlaw.tables.read import read_tables
from simlaw.tables.rows.joined_columns import JoinedColumns
from simlaw.tables.settings import TableSettings


def test_a_column_is_taken_apart_where_there_is_one_way_to() -> None:
    joined = JoinedColumns({"ssid": "{solvent}.{solute}"})
    frame = pd.DataFrame({"ssid": ["O.CCO", "[Na+].[Cl-].O", "CCO", None], "t": [1, 2, 3, 4]})
    assert joined.columns(["solute", "t", "solvent"]) == ["ssid", "t"]
    texts, reasons = joined.texts(frame, ["solute", "solvent", "t"])
    assert (texts["solute"][0], texts["solvent"][0]) == ("CCO", "O")
    assert texts["t"] == ["1", "2", "3", "4"]
    assert reasons[0] is None
    assert "'[Na+].[Cl-].O' has '.' 2 times, so where its 2 parts meet cannot be told" in str(
        reasons[1]
    )
    assert "'CCO' is not of 2 parts with '.' between them" in str(reasons[2])
    assert reasons[3]


def test_several_marks_have_to_come_in_their_order() -> None:
    joined = JoinedColumns({"id": "{a}@{b}/{c}"})
    texts, reasons = joined.texts(pd.DataFrame({"id": ["x@y/z", "x/y@z"]}), ["a", "b", "c"])
    assert [texts[name][0] for name in "abc"] == ["x", "y", "z"]
    assert reasons[0] is None
    assert reasons[1]


@pytest.mark.parametrize(
    "pattern", ["solvent.solute", "{solvent}", "{a}{b}", "-{a}.{b}", "{a}.{b}-", ""]
)
def test_what_does_not_say_its_parts_is_refused(pattern: str) -> None:
    with pytest.raises(InputError, match="does not say what column 'ssid' holds"):
        JoinedColumns({"ssid": pattern})


def test_a_name_has_one_place() -> None:
    with pytest.raises(InputError, match="the name 'a' is given twice"):
        JoinedColumns({"x": "{a}.{b}", "y": "{a}.{c}"})


def test_a_table_of_solutions_from_one_column() -> None:
    rows = pd.DataFrame(
        {
            "ssid": [
                "O.OCCCCCCCC",
                "CCCCCCCCO.O",
                "O.CN(=O)=O",
                "O.C[N+](=O)[O-]",
                "O.[Na+].[Cl-]",
            ],
            "dgsolv": [-4.1, -4.4, -4.0, -4.2, -80.0],
        }
    )
    table = read_table(
        rows,
        kind="solution",
        material="{solute}|{solvent}",
        joined={"ssid": "{solvent}.{solute}"},
        value="dgsolv",
        unit="kcal/mol",
        max_refused=0.2,
    )
    assert table.keys == ["CCCCCCCCO|O", "O|CCCCCCCCO", "C[N+](=O)[O-]|O"]
    assert table.values.tolist() == pytest.approx([-4.1, -4.4, -4.1])
    assert [refusal.row for refusal in table.refusals] == [5]
    assert "cannot be told" in table.refusals[0].reason


def test_joined_and_converted_tables_are_written_to_the_study_file_and_read_again(
    tmp_path: Path,
) -> None:
    rows = pd.DataFrame({"pair": ["O.CCO", "O.CC", "O.C", "CO.C"], "peak": [400, 500, 600, 620]})
    rows.to_csv(tmp_path / "t.csv", index=False)
    asked = TableSettings(
        path=str(tmp_path / "t.csv"),
        kind="solution",
        material="{solute}|{solvent}",
        joined={"pair": "{solvent}.{solute}"},
        value="peak",
        unit="nm",
        convert_to="eV",
    )
    table = read_tables([tmp_path / "t.csv"], asked)
    (read_as,) = table.read_as
    again = read_tables([tmp_path / "t.csv"], read_as)
    assert again.keys == table.keys == ["CCO|O", "CC|O", "C|O", "C|CO"]
    assert again.values.tolist() == table.values.tolist()
    assert again.unit == "eV"
    study = simlaw.Study(table, table, descriptor="solution-morgan")
    text = origin_of(table, table, study, tmp_path).spec_toml
    found = tomllib.loads(text)["source"]
    assert found["joined"] == {"pair": "{solvent}.{solute}"}
    assert (found["unit"], found["convert_to"]) == ("nm", "eV")
