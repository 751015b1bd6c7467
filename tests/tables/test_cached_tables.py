"""Tables kept as they were read: the same table again, and read anew where anything differs."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from simlaw.errors import InputError
from simlaw.tables import PropertyTable, read_table
from simlaw.tables.cached_tables import kept

ROWS = {
    "id": ["a", "b", "a", "c", "d", "e"],
    "y": [1.0, 2.5, 3.0, 1e300, float("inf"), float("nan")],
    "x": range(6),
}


def same(one: PropertyTable, other: PropertyTable) -> bool:
    assert_frame_equal(one.frame, other.frame, check_exact=True)
    rest = [field.name for field in fields(one) if field.name != "frame"]
    return all(getattr(one, name) == getattr(other, name) for name in rest)


@pytest.fixture
def reader() -> Callable[[], PropertyTable]:
    def read() -> PropertyTable:
        read.times += 1
        options = {"kind": "label", "material": "id", "value": "y", "max_refused": 0.5}
        return read_table(pd.DataFrame(ROWS), unit="g/cm^3", columns=("x",), **options)

    read.times = 0
    return read


def test_a_table_is_read_once_and_comes_back_alike(tmp_path: Path, reader: Callable) -> None:
    first, second = (kept(tmp_path / "t", {"file": "sum"}, reader) for _ in range(2))
    assert reader.times == 1
    assert same(first, second)
    assert (len(second.refusals), second.missing) == (1, 1)
    (entry,) = (tmp_path / "t").iterdir()
    assert {path.name for path in entry.iterdir()} == {"table.parquet", "checksums.json"}


def test_other_settings_and_damaged_entries_are_read_anew(tmp_path: Path, reader: Callable) -> None:
    kept(tmp_path, {"file": "sum"}, reader)
    kept(tmp_path, {"file": "another"}, reader)
    assert reader.times == 2
    for path in tmp_path.glob("*/table.parquet"):
        path.write_bytes(path.read_bytes()[:200])
    table = kept(tmp_path, {"file": "sum"}, reader)
    assert reader.times == 3
    assert same(table, kept(tmp_path, {"file": "sum"}, reader))
    assert reader.times == 3


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path, reader: Callable) -> None:
    taken = tmp_path / "taken"
    taken.write_text("no folder")
    assert len(kept(taken, {}, reader)) == 3


def test_refused_tables_are_not_kept(tmp_path: Path) -> None:
    def read() -> PropertyTable:
        raise InputError("no row is left")

    for _ in range(2):
        with pytest.raises(InputError, match="no row"):
            kept(tmp_path, {}, read)
    assert not list(tmp_path.iterdir())


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=5), st.floats(-1e9, 1e9)), min_size=1, max_size=8
    )
)
def test_any_texts_and_numbers_come_back(tmp_path: Path, rows: list[tuple[str, float]]) -> None:
    frame = pd.DataFrame(rows, columns=["id", "y"])
    try:
        table = read_table(frame, kind="label", material="id", value="y", max_refused=1.0)
    except InputError:
        return
    assert same(table, kept(tmp_path, {"rows": rows}, lambda: table))
    assert same(table, kept(tmp_path, {"rows": rows}, lambda: table))
