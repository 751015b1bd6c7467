from __future__ import annotations

import math
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.decide import requirement_sentence
from simlaw.law import Requirement
from simlaw.printed_numbers import (
    about,
    decimals,
    percent,
    pretty_unit,
    round_steps,
    span,
    value,
    with_unit,
)

sizes = st.floats(min_value=1, max_value=9e8)


@pytest.mark.parametrize(
    ("unit", "printed"),
    [
        ("g/cm^3", "g/cm³"),
        ("g/cm**3", "g/cm³"),
        ("J/(kg*K)", "J/(kg·K)"),
        ("W * m^-1 * K^-1", "W·m⁻¹·K⁻¹"),
        ("eV", "eV"),
        ("1", ""),
        ("", ""),
        ("dimensionless", ""),
    ],
)
def test_units_print(unit: str, printed: str) -> None:
    assert pretty_unit(unit) == printed
    assert with_unit("3", unit) == (f"3\u00a0{printed}" if printed else "3")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.019, "0.0190"),
        (0.9996, "1.00"),
        (221.44, "221"),
        (1234.5, "1,234"),
        (-0.5, "−0.500"),
        (0.0, "0"),
        (1.23e-5, "1.23×10⁻⁵"),
        (math.nan, "–"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (None, "–"),
    ],
)
def test_values_print(number: float | None, text: str) -> None:
    assert value(number) == text


def test_ends_of_an_interval_are_rounded_as_its_estimate() -> None:
    assert span(0.0, 0.0201, like=0.0190) == "0 to 0.0201"
    assert span(0.00912, math.inf, like=0.0190) == "0.0091 to ∞"


@given(st.floats(min_value=1e-4, max_value=1e8))
def test_a_value_keeps_three_digits(number: float) -> None:
    read = float(value(number).replace(",", ""))
    assert read == pytest.approx(number, rel=0.5e-2 + 1e-9)
    assert decimals(number) >= 0


@given(sizes)
def test_sizes_read_as_in_the_sentence_of_the_requirement(n: float) -> None:
    """The page and `simlaw plan` print one number one way."""
    needed = Requirement(0.1, np.full(10, n), 0.9, measured=10 * n)
    assert f"about n = {about(n)} source samples" in requirement_sentence(needed)


@given(st.floats(min_value=0, max_value=1))
def test_percent_is_certain_only_where_it_is(share: float) -> None:
    text = percent(share)
    assert re.fullmatch(r"(under |over )?\d+ %", text)
    assert (text == "0 %") == (share == 0)
    assert (text == "100 %") == (share == 1)


@given(
    st.floats(min_value=1e-6, max_value=1e9),
    st.floats(min_value=1.01, max_value=1e9),
    st.integers(min_value=4, max_value=90),
)
def test_steps_are_even_and_exact(low: float, factor: float, most: int) -> None:
    ticks = round_steps(low, low * factor, most)
    assert 1 <= len(ticks) <= most
    gaps = [b - a for a, b in pairwise(ticks)]
    assert gaps == pytest.approx([gaps[0]] * len(gaps), rel=1e-6) if gaps else True
    assert all(len(f"{t!r}".replace(".", "").strip("0").partition("e")[0]) <= 12 for t in ticks)


def test_steps_of_an_empty_range() -> None:
    assert round_steps(2.0, 2.0, 5) == [2.0]
