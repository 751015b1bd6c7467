"""Headers, rows of units and decimal marks told from first rows."""

from __future__ import annotations

import pandas as pd
import pytest

from simlaw.tables.columns.first_rows import (
    decimal_of,
    has_no_header,
    number_columns,
    units_below,
)


def frame(*rows: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows))


BODY = (("CCO", "0.79", "351"), ("CO", "0.80", "338"), ("CCCO", "0.81", "370"), ("C", "0.4", "111"))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["CCCCO", "0.82", "390"], True),
        (["PE-1", "0.82", "390"], True),
        (["SMILES", "density", "bp"], False),
        (["SMILES", "0.82", "390"], False),
        (["compound", "298.15", "350"], False),
        (["0", "1", "2"], False),
        (["CCCCO", "density", "390"], False),
        (["liquidus", "2020", "2021"], False),
    ],
)
def test_a_first_row_of_data(names: list[str], said: bool) -> None:
    assert has_no_header(names, frame(*BODY)) is said


def test_alike_values_in_a_first_row_are_still_data() -> None:
    rows = [("CCO", "0.79", "0.79"), *[(a, b, b) for a, b, _ in BODY]]
    assert has_no_header(["CCCCO", "0.82 (1)", "0.82 (2)"], frame(*rows))


def test_few_rows_tell_nothing() -> None:
    assert not has_no_header(["CCCCO", "0.82", "390"], frame(*BODY[:2]))
    assert not units_below(frame(("", "K"), *[(a, b) for a, b, _ in BODY[:2]]))


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (("", "g/cm3", "K"), True),
        (("-", "[g/cm^3]", "(°C)"), True),
        (("string", "g/cc", "-"), True),
        (("", "", ""), False),
        (("CC", "0.5", "100"), False),
        (("CC", "n.d.", "100"), False),
        (("CC", "n.d.", "n.d."), False),
        (("", "exp", "calc"), False),
    ],
)
def test_a_row_of_units(first: tuple[str, ...], said: bool) -> None:
    assert units_below(frame(first, *BODY)) is said


def test_columns_of_numbers_below_the_first_row() -> None:
    rows = frame(("a", "K", "u"), ("b", "1,5", "x"), ("c", "<2", "y"), ("d", "n.d.", "1"))
    assert number_columns(rows) == [1]


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["0,5", "1,25"], ","),
        (["1.234,5", "2"], ","),
        (["1,234.5", "2,000"], "."),
        (["1,234,567", "2,000"], "."),
        (["1,234", "2,500"], "?"),
        (["1.5", "2"], ""),
        (["1.5", "1,5", "2.5", "2,5"], ""),
        (["a, b", "c"], ""),
        (["<0,5", "0,7"], ","),
        ([], ""),
    ],
)
def test_decimal_marks(cells: list[str], mark: str) -> None:
    assert decimal_of(pd.Series(cells, dtype=object)) == mark


def test_real_numbers_have_no_mark() -> None:
    assert decimal_of(pd.Series([1.5, 2.5])) == ""
