"""Per cent among fractions is found at any place, and rising shares look like accuracies."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simlaw.law.given_points.suspicious_errors import doubts, mixed_rows

SIZES = [100, 200, 400, 800, 1600, 3200]


def frame(error: Sequence[float], **more: Sequence[object]) -> pd.DataFrame:
    n = [100 * 2**place for place in range(len(error))]
    return pd.DataFrame({"n": n, "error": error, **more})


def codes(error: Sequence[float], *, settled: bool = False) -> list[str]:
    return [note.code for note in doubts(frame(error), settled=settled)]


@st.composite
def falling(draw: st.DrawFn) -> list[float]:
    """Fractions from which even the smallest is 1 % or more."""
    count = draw(st.integers(2, 12))
    steps = draw(st.lists(st.floats(1.0, 1.4), min_size=count, max_size=count))
    values = draw(st.floats(0.6, 0.99)) / np.cumprod(steps)
    return [float(one) for one in values]


@given(falling(), st.data())
def test_per_cent_at_any_place_is_found(curve: list[float], data: st.DataObject) -> None:
    marked = data.draw(st.lists(st.booleans(), min_size=len(curve), max_size=len(curve)))
    assume(any(marked) and not all(marked))
    mixed = [100 * one if mark else one for one, mark in zip(curve, marked, strict=True)]
    found = mixed_rows(frame(mixed))
    assert found is not None
    assert found[0] == [place for place, mark in enumerate(marked) if mark]
    assert found[1] == [place for place, mark in enumerate(marked) if not mark]


@given(falling(), st.floats(1e-3, 1e3))
def test_a_curve_in_one_unit_is_left(curve: list[float], unit: float) -> None:
    assert mixed_rows(frame([unit * one for one in curve])) is None


@pytest.mark.parametrize(
    "error",
    [
        [5.0, 0.19, 0.15, 0.12, 0.1],  # one far off
        [80.0, 8.0, 0.8, 0.08],
        [90.0, 1.0, 0.011, 0.0001],  # steep all along
        [250.0, 2.5, 0.9, 0.5],
        [0.5, 0.35, -0.2, 40.0],
    ],
)
def test_jumps_that_are_none_of_units(error: list[float]) -> None:
    assert mixed_rows(frame(error)) is None


def test_a_replicate_or_an_m_in_per_cent_is_found() -> None:
    errors = [0.5, 0.35, 0.25, 0.2, 0.16, 0.13]
    other = [100 * one for one in errors]
    for axis in ("replicate", "m"):
        table = pd.DataFrame({"n": SIZES * 2, "error": errors + other, axis: [10] * 6 + [20] * 6})
        assert mixed_rows(table) == (list(range(6, 12)), list(range(6)))


def test_rising_shares_look_like_accuracies() -> None:
    rising = [0.75, 0.81, 0.85, 0.88, 0.9]
    assert codes(rising) == ["looks_like_accuracy"]
    assert codes([100 * one for one in rising]) == ["looks_like_accuracy"]
    assert codes(rising, settled=True) == []
    assert codes([10 * one for one in rising]) == []
    assert codes(rising[::-1]) == []
    assert codes([0.3, 0.301, 0.302, 0.303]) == []


def test_equal_errors_and_shares_of_a_data_set_are_said() -> None:
    assert codes([0.3, 0.3, 0.3]) == ["all_errors_equal"]
    shares = pd.DataFrame({"n": [0.25, 0.5, 1.0], "error": [0.3, 0.2, 0.1]})
    assert [note.code for note in doubts(shares, settled=False)] == ["n_below_one"]
