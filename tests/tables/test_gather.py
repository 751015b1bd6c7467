"""Rows of one material joined in the memory they stand in."""

import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.tables import read_table
from simlaw.tables.aggregates import AGGREGATES

COLUMNS = ["a", "b", "c"]


def made(labels: list[int], kind: type = np.float64) -> pd.DataFrame:
    rng = np.random.default_rng(len(labels))
    numbers = rng.standard_normal((len(labels), 3)).astype(kind)
    frame = pd.DataFrame(numbers, columns=COLUMNS)
    return frame.assign(id=[f"s{label}" for label in labels], y=rng.standard_normal(len(labels)))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.integers(0, 8), min_size=1, max_size=40),
    st.sampled_from(sorted(AGGREGATES)),
    st.sampled_from([np.float64, np.float32]),
)
def test_joined_rows_are_those_of_grouping_all(
    labels: list[int], aggregate: str, kind: type
) -> None:
    frame = made(labels, kind)
    table = read_table(
        frame, kind="label", material="id", value="y", columns=COLUMNS, aggregate=aggregate
    )
    groups = frame.astype(dict.fromkeys(COLUMNS, np.float64)).groupby("id", sort=False)
    expected = AGGREGATES[aggregate](groups)[[*COLUMNS, "y"]]
    assert table.keys == list(expected.index)
    for name in COLUMNS:
        assert table.frame[name].dtype == kind
        np.testing.assert_array_equal(table.frame[name], expected[name].astype(kind))
    np.testing.assert_array_equal(table.values, expected["y"])


def test_a_refused_row_leaves_the_others_as_they_are() -> None:
    frame = made([0, 1, 2, 1, 3])
    frame.loc[1, "b"] = np.nan
    table = read_table(
        frame, kind="label", material="id", value="y", columns=COLUMNS, max_refused=0.5
    )
    assert [str(refusal) for refusal in table.refusals] == ["row 2: column 'b' is missing"]
    expected = frame.drop(index=1)
    assert table.keys == expected["id"].tolist()
    np.testing.assert_array_equal(table.numbers, expected[COLUMNS])


def test_a_column_named_as_one_of_the_tables_own_is_refused() -> None:
    frame = made([0, 1]).rename(columns={"a": "count"})
    with pytest.raises(InputError, match="'count' cannot be a further column"):
        read_table(frame, kind="label", material="id", value="y", columns=["count"])


@pytest.mark.heavy
@pytest.mark.parametrize("ending", ["parquet", "csv"])
@pytest.mark.parametrize("twice", [False, True])
def test_a_table_is_read_without_a_second_copy(tmp_path: Path, ending: str, twice: bool) -> None:
    width, rows = 64, 25_000 if ending == "parquet" else 12_000
    names = [f"x{place}" for place in range(width)]
    numbers = np.random.default_rng(0).integers(0, 9, (rows, width)).astype(np.float64)
    frame = pd.DataFrame(numbers, columns=names)
    # One material of several rows: the others are moved, not copied.
    frame.insert(0, "id", [f"s{max(row, 5 * twice)}" for row in range(rows)])
    frame["y"] = 1.0
    path = tmp_path / f"table.{ending}"
    frame.to_parquet(path) if ending == "parquet" else frame.to_csv(path, index=False)
    size = numbers.nbytes
    del frame, numbers
    tracemalloc.start()
    try:
        table = read_table(path, kind="label", material="id", value="y", columns=names)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(table) == rows - 5 * twice
    # Beside the matrix: materials and keys, and a piece of the file as it stands there.
    piece = 10_000 * width * (8 if ending == "parquet" else 80)
    assert peak < 1.2 * size + piece + 500 * rows
