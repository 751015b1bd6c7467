"""First rows of files as init sees them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simlaw.errors import InputError
from simlaw.tables.columns.header import Header, is_counter, read_header


def read(folder: Path, text: str, name: str = "t.csv") -> Header:
    path = folder / name
    path.write_text(text)
    return read_header(path)


ROWS = "CO,0.8\nCC,0.9\nCCO,0.7\nCCC,0.6\n"


def test_a_file_without_a_header(tmp_path: Path) -> None:
    header = read(tmp_path, ROWS)
    assert not header.form.header
    assert header.columns == ["column 1", "column 2"]
    assert header.rows == 4
    np.testing.assert_array_equal(header.numbers["column 2"], [0.8, 0.9, 0.7, 0.6])


def test_units_below_the_header(tmp_path: Path) -> None:
    header = read(tmp_path, "SMILES,rho\n,g/cm3\n" + ROWS)
    assert header.form.units_row
    assert header.units == {"SMILES": "", "rho": "g/cm3"}
    assert len(header.frame) == 4


def test_one_decimal_mark_settles_another(tmp_path: Path) -> None:
    text = "SMILES;a;b\nCO;1,234;0,5\nCC;2,345;0,75\nCCO;1,111;0,1\n"
    header = read(tmp_path, text)
    assert header.decimals == {"a": "?", "b": ","}
    assert header.decimal("a") == ","
    np.testing.assert_allclose(header.numbers["a"], [1.234, 2.345, 1.111])
    alone = read(tmp_path, text.replace(";0,", ";"))
    assert alone.decimal("a") == "?"


def test_bounds_do_not_make_a_column_text(tmp_path: Path) -> None:
    cells = ["1", "<2", ">3", "4", "n.d.", "~5"]
    header = read(tmp_path, "id,y\n" + "".join(f"a{i},{c}\n" for i, c in enumerate(cells)))
    assert header.censored("y") == 3
    assert np.isfinite(header.numbers["y"]).sum() == 2
    assert header.materials("id", "y") == 2


def test_alike_names(tmp_path: Path) -> None:
    header = read(tmp_path, "id,Tg,Tg\na,1,2\nb,2,3\n")
    assert header.repeated == {"Tg (1)": "Tg", "Tg (2)": "Tg"}


def test_some_of_its_rows(tmp_path: Path) -> None:
    header = read(tmp_path, "id,y\na,1\nb,2\nc,3\n").of_rows(np.array([True, False, True]))
    assert (header.rows, header.numbers["y"].tolist()) == (2, [1.0, 3.0])


def test_tables_without_rows(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the table has no rows"):
        read(tmp_path, "id,y\n")
    (tmp_path / "t.json").write_text('{"columns": ["a", "b"], "data": []}')
    with pytest.raises(InputError, match="the JSON table has no rows"):
        read_header(tmp_path / "t.json")
    with pytest.raises(InputError, match="one column only, 'id'"):
        read(tmp_path, "id\na\n")


def test_counters() -> None:
    assert is_counter(np.arange(5.0))
    assert not is_counter(np.array([1.0, 3.0, 4.0]))
    assert not is_counter(None)
