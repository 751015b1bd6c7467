"""Rows kept by what stands in other columns."""

import numpy as np
import pandas as pd
import pytest

from simlaw.errors import InputError
from simlaw.tables.files.read_rows import Rows
from simlaw.tables.rows.chosen_rows import RowFilter


def part(**columns: list) -> Rows:
    frame = pd.DataFrame(columns)
    return Rows(frame, np.arange(2, 2 + len(frame)), "t.csv")


def test_rows_keep_their_numbers_and_are_counted_over_pieces() -> None:
    kept = RowFilter({"T": (290, 310)})
    first = kept.choose(part(T=["280", "290", "warm", "310.0"]))
    assert first.numbers.tolist() == [3, 5]
    assert first.frame["T"].tolist() == ["290", "310.0"]
    assert len(kept.choose(part(T=["", "nan"])).frame) == 0
    assert kept.not_chosen == 4
    kept.check("t.csv")


def test_a_number_of_a_short_column_is_the_number_that_was_written() -> None:
    short = pd.Series([298.15, 298.2], dtype=np.float32)
    kept = RowFilter({"T": 298.15}).choose(part(T=short))
    assert kept.numbers.tolist() == [2]


def test_many_numbers_are_told_by_their_span() -> None:
    kept = RowFilter({"T": 25})
    kept.choose(part(T=[str(number) for number in range(290, 320)]))
    with pytest.raises(InputError, match="holds numbers from 290 to 319"):
        kept.check("t.csv")


def test_without_conditions_all_rows_are_kept() -> None:
    rows = part(T=["1", ""])
    kept = RowFilter({})
    assert kept.choose(rows) is rows
    kept.check("t.csv")
