"""Files opened piece by piece; what a wrong one is told is in test_read.py."""

from __future__ import annotations

import gzip
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.tables.files import read_rows as files
from simlaw.tables.files.read_rows import (
    check_bytes,
    check_separator,
    checksum,
    form_of,
    frame_rows,
    parse_text,
    read_rows,
    tidy,
)

TABLE = pd.DataFrame({"b": ["x", "y, z", 'q"'], "a": ["1", "2", "3"], "c": ["", "é", " "]})


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PIECE", 2)


def written(folder: Path, name: str) -> Path:
    path = folder / name
    if name.endswith((".parquet", ".pq")):
        TABLE.to_parquet(path, index=False)
    else:
        TABLE.to_csv(path, index=False, sep="\t" if ".tsv" in name else ",")
    return path


@pytest.mark.parametrize(
    "name", ["t.csv", "t.tsv", "t.CSV", "t.csv.gz", "t.tsv.xz", "t.csv.bz2", "t.parquet", "t.pq"]
)
def test_every_form_gives_the_columns_asked_for_in_that_order(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, name)
    pieces = list(read_rows(path, ["a", "b", "a"]))
    assert all(len(piece.frame) <= 2 for piece in pieces)
    assert len(pieces) == 2
    assert pd.concat(piece.frame["b"] for piece in pieces).tolist() == TABLE["b"].tolist()
    first = 1 if name.endswith(("parquet", "pq")) else 2
    numbers = np.concatenate([piece.numbers for piece in pieces])
    assert numbers.tolist() == [first, first + 1, first + 2]
    assert {piece.place for piece in pieces} == {str(path)}


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.csv", (".csv", False)),
        ("a.b.TSV", (".tsv", False)),
        ("a.csv.ZST", (".csv", True)),
        ("a.pq", (".pq", False)),
    ],
)
def test_the_name_tells_the_form(tmp_path: Path, name: str, form: tuple[str, bool]) -> None:
    (tmp_path / name).touch()
    assert form_of(tmp_path / name) == form


@pytest.mark.parametrize("name", ["a", "a.xlsx", "a.parquet.gz", "a.gz", "csv"])
def test_other_names_tell_none(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(InputError, match="this is none by its name"):
        form_of(tmp_path / name)


def test_a_missing_file_is_answered_with_the_nearest(tmp_path: Path) -> None:
    written(tmp_path, "density.csv")
    with pytest.raises(InputError, match=r"Did you mean 'density\.csv'"):
        form_of(tmp_path / "densty.csv")
    with pytest.raises(InputError, match="cannot be read either"):
        form_of(tmp_path / "none" / "a.csv")
    with pytest.raises(InputError, match="this is a folder"):
        form_of(tmp_path)


@given(rows=st.integers(0, 7), doubled=st.booleans())
def test_a_frame_is_read_as_a_file_is(rows: int, doubled: bool) -> None:
    frame = pd.DataFrame({"v": np.arange(rows), 3: np.arange(rows) * 2.0}, index=range(9, 9 + rows))
    pieces = list(frame_rows(frame, ["3", "v"]))
    assert [len(piece.frame) for piece in pieces] == [2] * (rows // 2) + [1] * (rows % 2)
    numbers = [int(number) for piece in pieces for number in piece.numbers]
    assert numbers == list(range(1, rows + 1))
    for piece in pieces:
        assert list(piece.frame.columns) == ["3", "v"]
        assert (piece.frame["3"] == 2 * piece.frame["v"]).all()


def test_a_frame_with_a_column_twice_or_without_it() -> None:
    frame = pd.DataFrame([[1, 2]], columns=["v", "v"])
    with pytest.raises(InputError, match="the DataFrame: 2 columns are called 'v'"):
        list(frame_rows(frame, ["v"]))
    with pytest.raises(InputError, match=r"no column 'V'\. Did you mean 'v'.* 'v', 'v'\."):
        list(frame_rows(frame, ["V"]))


@given(st.binary(max_size=3_000_000 // 1000))
def test_a_checksum_is_that_of_all_bytes(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("sum") / "x"
    path.write_bytes(data * 1000)
    assert checksum(path) == sha256(data * 1000).hexdigest()


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b"PAR1rest", "ends in .parquet"),
        (b"PK\x03\x04", "spreadsheet or an archive"),
        (b"\xd0\xcf\x11\xe0", "spreadsheet or an archive"),
        (b"\xff\xfea\0", "UTF-16"),
        (b"a,b\n1,\0", "binary data"),
    ],
)
def test_bytes_of_another_form_are_recognised(tmp_path: Path, head: bytes, said: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(head)
    with pytest.raises(InputError, match=said):
        check_bytes(path)


def test_bytes_of_text_pass(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("\ufeffa,é\n1,2\n".encode())
    check_bytes(path)
    assert parse_text(path, ",", rows=5).to_numpy().tolist() == [["a", "é"], ["1", "2"]]


@pytest.mark.parametrize(
    ("header", "name"), [("a;b", "semicolons"), ("a\tb", "tabs"), ("a|b", "bars")]
)
def test_another_separator_is_named(header: str, name: str) -> None:
    with pytest.raises(InputError, match=f"separated by {name}, not commas"):
        check_separator(Path("t.csv"), header)


def test_a_single_column_is_no_wrong_separator() -> None:
    check_separator(Path("t.csv"), "smiles")


def test_a_broken_archive_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 5000)[:-40])
    with pytest.raises(InputError, match="cannot be read as a CSV file"):
        list(read_rows(path, ["a"]))


def test_what_pandas_says_is_tidied() -> None:
    error = ValueError("Error tokenizing data. C error: Expected 2 fields in line 3, saw 4\n")
    assert tidy(error) == "Expected 2 fields in line 3, saw 4"
