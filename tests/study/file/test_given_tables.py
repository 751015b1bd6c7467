"""Tables as the user names them."""

from __future__ import annotations

from pathlib import Path

import pytest

from simlaw.errors import InputError
from simlaw.study.file.given_tables import Wishes, given_table


def test_a_file_is_opened_with_its_kinds_of_material(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("SMILES,y\nCCO,1\nCCCO,<2\nCCN,3\n")
    table = given_table("source", str(path), Wishes())
    assert table.kinds["molecule"] == ["SMILES"]
    assert table.value is None
    assert "1 values are bounds" in table.account(table.count("SMILES", "y"), "y")


def test_a_dataset_knows_its_property() -> None:
    table = given_table("target", "refractive-index-crc", Wishes())
    assert table.value == "refractive index"
    with pytest.raises(InputError, match="--target-unit is for tables in files"):
        given_table("target", "refractive-index-crc", Wishes(unit={"target": "1"}))


def test_what_is_neither(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file, and no dataset of that name"):
        given_table("source", str(tmp_path / "none"), Wishes())


def test_an_answer_is_one_more_wish() -> None:
    wishes = Wishes(unit={"source": "K"}).answered("unit", "target", "degC")
    assert dict(wishes.unit) == {"source": "K", "target": "degC"}
    assert wishes.answered("decimal", "source", ",").decimal == {"source": ","}
