"""Forms of table files by the ending of the name."""

from __future__ import annotations

from pathlib import Path

import pytest

from simlaw.errors import InputError
from simlaw.tables.files.table_file import form_of


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.csv", (".csv", False)),
        ("a.b.TSV", (".tsv", False)),
        ("a.csv.ZST", (".csv", True)),
        ("a.pq", (".pq", False)),
        ("a.XLSX", (".xlsx", False)),
        ("a.json.gz", (".json", True)),
    ],
)
def test_the_name_tells_the_form(tmp_path: Path, name: str, form: tuple[str, bool]) -> None:
    (tmp_path / name).touch()
    assert form_of(tmp_path / name) == form


@pytest.mark.parametrize("name", ["a", "a.doc", "a.parquet.gz", "a.xlsx.gz", "a.gz", "csv"])
def test_other_names_tell_none(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(InputError, match="this is none by its name"):
        form_of(tmp_path / name)


def test_a_missing_file_is_answered_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "density.csv").touch()
    with pytest.raises(InputError, match=r"Did you mean 'density\.csv'"):
        form_of(tmp_path / "densty.csv")
    with pytest.raises(InputError, match="cannot be read either"):
        form_of(tmp_path / "none" / "a.csv")
    with pytest.raises(InputError, match="this is a folder"):
        form_of(tmp_path)
