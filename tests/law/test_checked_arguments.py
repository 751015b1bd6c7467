"""Levels and sizes that callers pass."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.law.checked_arguments import checked_level, checked_sizes


@given(st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_levels_between_nothing_and_all_are_kept(level: float) -> None:
    assert checked_level(level) == level


@pytest.mark.parametrize("level", [0, 1, -0.1, 90, float("nan"), float("inf")])
def test_other_levels_are_refused_with_what_was_given(level: float) -> None:
    with pytest.raises(InputError, match=f"between 0 and 1, but is {level!r}"):
        checked_level(level)


@given(st.lists(st.floats(0, 1e12, exclude_min=True), min_size=1))
def test_sizes_come_back_as_they_are(sizes: list[float]) -> None:
    found = checked_sizes(sizes)
    assert found.dtype == np.float64
    assert found.tolist() == sizes


def test_a_single_size_and_whole_numbers_will_do() -> None:
    assert checked_sizes(50).tolist() == 50.0
    assert checked_sizes(np.array([[1, 2]])).tolist() == [[1.0, 2.0]]


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ([10, 0, -3], "2 of 3 are not (the first is 0)"),
        ([np.nan], "1 of 1 are not (the first is nan)"),
        ([1, np.inf], "1 of 2 are not (the first is inf)"),
        (-1, "1 of 1 are not (the first is -1)"),
    ],
)
def test_wrong_sizes_are_counted_and_the_first_is_shown(sizes: object, said: str) -> None:
    with pytest.raises(InputError) as caught:
        checked_sizes(sizes)  # type: ignore[arg-type]
    assert said in str(caught.value)
