"""Numbers as people write them: read where there is one way to, asked for where there are two."""

from __future__ import annotations

import pandas as pd
import pytest

from simlaw.cli.law.curve_cells import Marks, mark_of, numbers_of_columns
from simlaw.errors import InputError
from simlaw.law.given_points.checked_points import GivenColumns

N = ["200", "400", "800"]


def columns(**cells: list[object]) -> GivenColumns:
    frame = pd.DataFrame(cells, dtype=object)
    rows = range(2, len(frame) + 2)
    return GivenColumns("c.csv", rows, {role: role for role in cells}, frame)


def numbers(decimal: str = "", **cells: list[object]) -> tuple[list[list[object]], Marks]:
    given, marks = numbers_of_columns(columns(**cells), decimal)
    return [given.cells[role].tolist() for role in cells], marks


@pytest.mark.parametrize(
    ("n", "error", "read"),
    [
        (N, ["0,5", "0,25", "1,125"], ([200, 400, 800], [0.5, 0.25, 1.125])),
        (["1,600", "800", "400"], ["0.5", "2", "1.125"], ([1600, 800, 400], [0.5, 2, 1.125])),
        (["1.600", "800", "400"], ["0,5", "2", "1,125"], ([1600, 800, 400], [0.5, 2, 1.125])),
        (["1.5e3", "8e2", "400"], ["5e-1", "2E-3", "1"], ([1500, 800, 400], [0.5, 0.002, 1])),
        (N, ["1,234.5", "980.25", "700"], ([200, 400, 800], [1234.5, 980.25, 700])),
        (N, ["1.234", "1.100", "1.012"], ([200, 400, 800], [1.234, 1.1, 1.012])),
        (["1,234,567", "400", "800"], ["1", "2", "3"], ([1234567, 400, 800], [1, 2, 3])),
        ([200, 400, 800], [0.5, 0.25, 0.125], ([200, 400, 800], [0.5, 0.25, 0.125])),
    ],
)
def test_numbers_that_can_be_one_thing_alone(
    n: list[object], error: list[object], read: tuple[list[float], list[float]]
) -> None:
    assert tuple(numbers(n=n, error=error)[0]) == read


@pytest.mark.parametrize(
    ("n", "error"),
    [
        (N, ["0.5", "0,25", "0.1"]),
        (N, ["1,234", "1,100", "1,012"]),
        (N, ["0.5", "0.25", "1,125"]),
        (["1,600", "800", "400"], ["0,5", "0,25", "0,1"]),
        (["1.600", "800", "400"], ["0.5", "0.25", "0.1"]),
        (["1,600", "800", "400"], ["3", "2", "1"]),
    ],
)
def test_numbers_that_can_be_two_things_are_asked_for(n: list[object], error: list[object]) -> None:
    with pytest.raises(InputError, match="cannot be told what is the decimal mark"):
        numbers(n=n, error=error)


def test_a_decimal_mark_that_is_given_settles_it() -> None:
    error: list[object] = ["1,234", "1,100", "1,012"]
    assert numbers(",", n=N, error=error)[0][1] == [1.234, 1.1, 1.012]
    assert numbers(".", n=N, error=error)[0][1] == [1234, 1100, 1012]
    with pytest.raises(InputError, match=r"row 2: '0\.5' has a point"):
        numbers(",", n=N, error=["0.5", "0,25", "0,1"])


def test_thousands_are_said() -> None:
    _, marks = numbers(n=["1,600", "800", "400"], error=["0.5", "0.25", "0.1"])
    assert marks == Marks(
        ".", ("In the column 'n' marks stand between thousands: '1,600' was read as 1600.",)
    )


def test_per_cent_in_every_cell_or_in_none() -> None:
    found, marks = numbers(n=N, error=["50 %", "35%", "25 %"], stderr=["1 %", "1 %", "1 %"])
    assert found[1:] == [[50, 35, 25], [1, 1, 1]]
    assert "The numbers of 'error' and 'stderr' are in per cent" in marks.said[0]
    with pytest.raises(InputError, match=r"2 of 3 entries .*without it: row 3: '35'"):
        numbers(n=N, error=["50 %", "35", "25 %"])
    with pytest.raises(InputError, match=r"1 of 3 entries .*with it: row 3: '35 %'"):
        numbers(n=N, error=["0.5", "35 %", "0.25"])
    with pytest.raises(InputError, match="is in per cent and the other is not"):
        numbers(n=N, error=["50 %", "35 %", "25 %"], stderr=["1", "1", "1"])


@pytest.mark.parametrize(
    ("cell", "said"),
    [("<0.1", "a bound or a range"), ("0.2 ± 0.1", "an uncertainty"), ("0.2(1)", "uncertainty")],
)
def test_more_than_a_number(cell: str, said: str) -> None:
    with pytest.raises(InputError, match=f"row 4: .*{said}"):
        numbers(n=N, error=["0.5", "0.25", cell])


def test_what_is_no_number_is_left_for_the_rows_to_be_told() -> None:
    found, _ = numbers(n=["200", "many", ""], error=["0.5", "n.d.", "0.2"])
    assert found == [[200, "many", ""], [0.5, "n.d.", 0.2]]


def test_marks_of_single_numbers() -> None:
    assert [mark_of(text) for text in ("-1,234", "0,234", "1.234.567", "1,5e-3", "1,234e5")] == [
        "comma or thousands",
        "comma",
        "comma",
        "comma",
        "comma",
    ]
