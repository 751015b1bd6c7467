"""Parquet files by column."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simlaw.errors import InputError
from simlaw.tables.files.parquet_table import ParquetTable


def test_columns_come_in_the_order_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pd.DataFrame({"a": [1, 2, 3], " b": ["x", "y", "z"]}).to_parquet(path)
    table = ParquetTable(path)
    assert table.columns.names == ("a", " b")
    assert (table.count(), table.reading.form) == (3, "parquet")
    (first, second) = table.pieces([1, 0], 2)
    assert first[1].to_numpy().tolist() == [["x", 1], ["y", 2]]
    assert second[0].tolist() == [3]


def test_what_is_no_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    path.write_text("a,b\n1,2\n")
    for ask in (lambda: ParquetTable(path).columns, lambda: ParquetTable(path).count()):
        with pytest.raises(InputError, match="cannot be read as a Parquet file"):
            ask()
