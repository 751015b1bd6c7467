"""Numbers as people write them, and what is none."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.tables.number_text import read_number

NUMBERS = st.floats(-1e12, 1e12).map(lambda x: float(f"{x:.6g}"))


@given(NUMBERS, st.sampled_from(["{:.6g}", "{:.10e}", " {:.6g} ", "{:+.6f}"]))
def test_plain_numbers_are_read_under_a_point(number: float, form: str) -> None:
    text = form.format(number)
    for decimal in ("", "."):
        said = read_number(text, decimal)
        assert said.status == "number"
        assert said.number == float(text)


@given(st.floats(0, 1e9), st.integers(0, 6))
def test_a_decimal_comma_and_groups_of_thousands(number: float, places: int) -> None:
    point = f"{number:,.{places}f}"  # 1,234.50
    comma = point.translate(str.maketrans(",.", ".,"))
    expected = float(f"{number:.{places}f}")
    assert read_number(point, ".").number == expected
    assert read_number(comma, ",").number == expected
    # Without a mark it is the same or nothing, never another number.
    for text in (point, comma.replace(".", "")):
        said = read_number(text)
        assert said.status in ("number", "comma", "other")
        if said.status == "number":
            assert said.number == expected


@given(st.text("0123456789.,", min_size=1, max_size=9))
def test_a_comma_that_may_mean_both_is_never_read(text: str) -> None:
    said = [read_number(text, mark) for mark in (",", ".")]
    both = [one.number for one in said if one.status == "number"]
    if len(both) == 2 and both[0] != both[1] and "," in text:
        assert read_number(text).status == "comma"


@pytest.mark.parametrize(
    ("text", "number", "spread"),
    [
        ("1.23 ± 0.05", 1.23, 0.05),
        ("1.23±0.05", 1.23, 0.05),
        ("1.23 +/- 0.05", 1.23, 0.05),
        ("-1.23+-0.05", -1.23, 0.05),
        ("1.23(5)", 1.23, 0.05),
        ("1.230(15)", 1.23, 0.015),
        ("1234(5)", 1234.0, 5.0),
        ("1.23(5)e-3", 1.23e-3, 5e-5),
        ("12.3(1.1)", 12.3, 1.1),
        ("12.3 (±1.1)", 12.3, 1.1),
        ("(1.2 ± 0.1)×10^-3", 1.2e-3, 1e-4),
        ("0.99 (5)", 0.99, math.nan),
        ("1.2×10^-3", 1.2e-3, math.nan),
        ("1.2 x 10-3", 1.2e-3, math.nan),
        ("1.2·10⁻³", 1.2e-3, math.nan),
        ("1.2D-03", 1.2e-3, math.nan),
        ("−5.5", -5.5, math.nan),
        ("1 234.5", 1234.5, math.nan),
        ("1 234 567", 1234567.0, math.nan),
        ("1'234.5", 1234.5, math.nan),
        ("1,234,567", 1234567.0, math.nan),
        (".5", 0.5, math.nan),
        ("5.", 5.0, math.nan),
    ],
)
def test_marks_of_people(text: str, number: float, spread: float) -> None:
    said = read_number(text)
    assert said.status == "number"
    assert said.number == pytest.approx(number, rel=1e-12)
    assert said.spread == pytest.approx(spread, rel=1e-9, nan_ok=True)


@pytest.mark.parametrize(
    "text",
    ["<0.1", "> 5", "≤3", ">= 2.5", "~1.0", "ca. 5", "1.2-1.4", "1.2 – 1.4", "1 to 2", "100+",
     "approx. 20", "up to 5", "300~310", "-5 to 5"],
)  # fmt: skip
def test_bounds_and_ranges(text: str) -> None:
    assert read_number(text).status == "censored"


@pytest.mark.parametrize(
    "text",
    ["", " ", "#N/A", "N.A.", "n.d.", "NULL", "inf", "Not available", "nd", "-", "NaN", "—", "?"],
)
def test_no_value(text: str) -> None:
    assert read_number(text).status == "missing"


@pytest.mark.parametrize(
    "text",
    ["abc", "1_000", "5²", "1.5*", "300 K", "1.2.3", "1,2,3", "1,23,456", "0,123,456", "12:30",
     "2020-01-02", "1 2", "1.5 2.5", "0x10", "1e", "e5", "--5", "12%", "5 °C", "1,234.567.8"],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    for decimal in ("", ".", ","):
        assert read_number(text, decimal).status in ("other", "point", "comma")


@given(st.text(max_size=12))
def test_any_text_is_something(text: str) -> None:
    for decimal in ("", ".", ","):
        said = read_number(text, decimal)
        assert math.isnan(said.number) == (said.status != "number")


def test_a_point_under_a_decimal_comma_is_groups_or_nothing() -> None:
    assert read_number("1.234", ",").number == 1234.0
    assert read_number("0.865", ",").status == "point"
    assert read_number("1,234.5", ",").status == "point"
