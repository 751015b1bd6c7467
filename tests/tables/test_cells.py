"""Cells of a column: numbers, reasons and uncertainties."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simlaw.materials.reading import FIRST
from simlaw.tables.cells import CellRules, column_numbers, numbers_of, texts_of
from simlaw.tables.files.read_rows import Rows

CELLS = ["1.5", "n.d.", "<3", "1,5", "2.0 ± 0.5", "x", "inf", "1.234"]


def rows(cells: list[object]) -> Rows:
    frame = pd.DataFrame({"y": pd.Series(cells, dtype=object)})
    return Rows(frame, np.arange(len(frame), dtype=np.int64), "t.csv")


def test_reasons_say_what_is_wrong() -> None:
    found = numbers_of(rows(list(CELLS)), ["y"], ["the value"])
    np.testing.assert_array_equal(
        found.numbers[:, 0], [1.5, np.nan, np.nan, np.nan, 2.0, np.nan, np.nan, 1.234]
    )
    assert found.reasons == [
        None,
        "the value is missing",
        "the value '<3' is a bound or a range, not a value",
        "the value '1,5' has a comma, which may be a decimal mark or stand between thousands: set "
        'decimal = "," or decimal = "." for the table',
        None,
        "the value 'x' is not a number",
        "the value is missing",
        None,
    ]
    assert found.spreads is not None
    np.testing.assert_array_equal(np.isfinite(found.spreads[:, 0]).nonzero()[0], [4])


def test_a_decimal_comma_leaves_real_numbers_alone() -> None:
    found = numbers_of(rows(["1,5", 0.25, "1.234", "0.5", 3]), ["y"], ["y"], CellRules(","))
    np.testing.assert_array_equal(found.numbers[:, 0], [1.5, 0.25, 1234.0, np.nan, 3.0])
    assert "has a point" in str(found.reasons[3])


def test_by_the_first_rules_only_plain_numbers_are_read() -> None:
    found = numbers_of(rows(list(CELLS)), ["y"], ["the value"], CellRules(reading=FIRST))
    assert np.isfinite(found.numbers[:, 0]).tolist() == [
        *(True, False, False, False, False, False, False, True)
    ]
    assert found.reasons[3] == (
        "the value '1,5' is not a number; decimals are written with a point"
    )
    assert found.reasons[6] == "the value is infinite"
    assert found.spreads is None


@pytest.mark.parametrize("kind", ["float16", "float32", "float64", "Int64"])
def test_numbers_that_are_numbers_pass(kind: str) -> None:
    frame = pd.DataFrame({"y": pd.Series([1, 2], dtype=kind)})
    found = numbers_of(Rows(frame, np.arange(2), "t"), ["y"], ["y"])
    assert found.numbers.tolist() == [[1.0], [2.0]]
    assert found.numbers.dtype == (np.float32 if kind in ("float16", "float32") else np.float64)


def test_one_column_and_its_texts() -> None:
    column = pd.Series(["1,5", None, "x"])
    np.testing.assert_array_equal(column_numbers(column, ","), [1.5, np.nan, np.nan])
    assert texts_of(column) == ["1,5", "", "x"]
