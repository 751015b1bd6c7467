"""Tables in text, of every form, against what was written."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.tables.files.reading import FileOptions
from simlaw.tables.files.text_table import TextTable


def opened(path: Path, text: str, options: FileOptions | None = None) -> TextTable:
    path.write_text(text, newline="")
    return TextTable(path, path.suffix, options or FileOptions())


def rows_of(table: TextTable, size: int = 2) -> list[tuple[int, tuple[str, ...]]]:
    places = range(len(table.columns.names))
    return [
        (int(number), tuple(row))
        for numbers, frame in table.pieces(places, size)
        for number, row in zip(numbers, frame.itertuples(index=False), strict=True)
    ]


@given(
    separator=st.sampled_from([",", ";", "\t"]),
    above=st.sampled_from([[], ["# one"], ["# one", "", "# it's \"two"]]),
    between=st.sampled_from(["", "# a remark", None]),
    end=st.sampled_from(["\n", "\r\n"]),
    count=st.integers(1, 7),
)
def test_rows_keep_the_numbers_of_their_lines(
    tmp_path_factory: pytest.TempPathFactory,
    separator: str,
    above: list[str],
    between: str | None,
    end: str,
    count: int,
) -> None:
    lines = [*above, separator.join(("id", "y"))]
    expected = []
    for row in range(count):
        if row == 1 and between is not None:
            lines.append(between)
        lines.append(separator.join((f"m{row}", str(row))))
        expected.append((len(lines), (f"m{row}", str(row))))
    table = opened(tmp_path_factory.mktemp("t") / "t.csv", end.join(lines) + end)
    assert table.columns.names == ("id", "y")
    assert rows_of(table) == expected
    assert table.reading.separator == separator
    assert table.reading.comments == len(above)
    assert table.count() >= count


def test_without_a_header_columns_are_numbered(tmp_path: Path) -> None:
    table = opened(tmp_path / "t.csv", "CO,1\nCC,2\n", FileOptions(header=False))
    assert table.columns.names == ("column 1", "column 2")
    assert rows_of(table) == [(1, ("CO", "1")), (2, ("CC", "2"))]


def test_a_row_of_units_is_no_row(tmp_path: Path) -> None:
    table = opened(tmp_path / "t.csv", "id,T\n,K\n\na,1\nb,2\n", FileOptions(units_row=True))
    assert rows_of(table, 1) == [(4, ("a", "1")), (5, ("b", "2"))]


def test_a_header_behind_a_mark(tmp_path: Path) -> None:
    table = opened(tmp_path / "t.txt", "# SMILES  rho\nCO 0.8\nCC 0.9\n")
    assert table.columns.names == ("SMILES", "rho")
    assert rows_of(table) == [(2, ("CO", "0.8")), (3, ("CC", "0.9"))]
    close = opened(tmp_path / "u.csv", "#SMILES,rho\nCO,0.8\n")
    assert close.columns.names == ("SMILES", "rho")


def test_alike_names_are_told_apart(tmp_path: Path) -> None:
    table = opened(tmp_path / "t.csv", "id,Tg,Tg\na,1,2\n")
    assert table.columns.names == ("id", "Tg (1)", "Tg (2)")
    assert table.columns.repeated == ("Tg",)


def test_a_broken_archive_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 5000)[:-40])
    with pytest.raises(InputError, match="cannot be read as a table"):
        rows_of(TextTable(path, ".csv", FileOptions()))


def test_rows_of_another_form(tmp_path: Path) -> None:
    table = opened(tmp_path / "t.csv", "a,b\n1,2\n1,2,3\n1,2\n")
    with pytest.raises(InputError, match="Expected 2 fields in line 3, saw 3"):
        rows_of(table, 10)
