"""Files opened piece by piece; what a wrong one is told is in test_read.py."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.tables.files import read_rows as files
from simlaw.tables.files.read_rows import checksum, frame_rows, read_rows

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
