"""The first rows of a file, and how many there are."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.tables.files.peek import peek


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.csv.gz", "t.parquet"])
@given(count=st.integers(1, 12), looked=st.integers(1, 14))
def test_first_rows_and_their_number_whatever_the_form(
    tmp_path_factory: pytest.TempPathFactory, name: str, count: int, looked: int
) -> None:
    path = tmp_path_factory.mktemp("peek") / name
    frame = pd.DataFrame({"a": range(count), "b": [f"x{i}" for i in range(count)]})
    if name.endswith("parquet"):
        frame.to_parquet(path, index=False)
    else:
        frame.to_csv(path, index=False, sep="\t" if ".tsv" in name else ",")
    found, total = peek(path, looked)
    assert total == count
    assert list(found.columns) == ["a", "b"]
    assert found["b"].tolist() == frame["b"].tolist()[:looked]


def test_numbers_of_text_stay_text_and_blank_lines_are_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(" a ,b\n007,1e3\n,\n\n8,2", encoding="utf-8")
    found, total = peek(path, 10)
    assert total == 2
    assert found.to_dict("list") == {"a": ["007", "8"], "b": ["1e3", "2"]}


@pytest.mark.parametrize("end", ["", "\n"])
def test_the_last_line_counts_with_and_without_its_end(tmp_path: Path, end: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n" + "\n".join("1,2" for _ in range(9)) + end, encoding="utf-8")
    assert peek(path, 3)[1] == 9


def test_an_empty_table_has_its_columns(tmp_path: Path) -> None:
    pd.DataFrame({"a": [], "b": []}).to_parquet(tmp_path / "t.parquet", index=False)
    found, total = peek(tmp_path / "t.parquet", 5)
    assert (list(found.columns), len(found), total) == (["a", "b"], 0, 0)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("t.csv", b"", "the file is empty"),
        ("t.csv", b"a,b\n1,2,3,4\n1,2\n", "the rows are not of one form"),
        ("t.csv", b"a,b\n1,\0\n", "binary data"),
        ("t.csv", b"PAR1", "is a Parquet file"),
        ("t.parquet", b"a,b\n1,2\n", "cannot be read as a Parquet file"),
        ("t.csv.gz", b"a,b\n1,2\n", "the file cannot be read"),
    ],
)
def test_what_is_no_table(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=said) as caught:
        peek(path, 5)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
