"""What looks wrong in the form of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from simlaw.tables.account import Refusal
from simlaw.tables.files.reading import FileOptions
from simlaw.tables.read import read_table
from simlaw.tables.suspicion.file_checks import look_at_file, look_at_refusals

ROWS = "CO,0.8,3\nCC,0.9,4\nCCO,0.7,2\nCCC,0.6,3\n"


@pytest.mark.parametrize(
    ("text", "options", "codes"),
    [
        ("SMILES,rho,n\n" + ROWS, FileOptions(), []),
        (ROWS, FileOptions(), ["no_header"]),
        (ROWS, FileOptions(header=False), []),
        ("SMILES,rho,n\n,g/cm3,\n" + ROWS, FileOptions(), ["units_row"]),
        ("SMILES,rho,n\n,g/cm3,\n" + ROWS, FileOptions(units_row=True), []),
        ("SMILES,rho,rho\n" + ROWS, FileOptions(), ["duplicate_header"]),
    ],
)
def test_each_form_has_its_code(
    tmp_path: Path, text: str, options: FileOptions, codes: list[str]
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text)
    assert [one.code for one in look_at_file(path, options)] == codes


def test_bounds_are_counted_with_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("SMILES,rho\nCO,<0.8\nCC,0.9\nCCO,0.7-0.8\nCCC,0.6\n")
    table = read_table(path, kind="molecule", material="SMILES", value="rho", max_refused=0.5)
    (found,) = [one for one in table.findings if one.code == "censored"]
    assert (found.count, found.rows) == (2, (2, 4))
    assert "'<0.8'" in found.text
    assert table.file.separator == ","


def test_other_refusals_are_no_bounds() -> None:
    assert not list(look_at_refusals([Refusal(2, "a", "the text is empty")]))
