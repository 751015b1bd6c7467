from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.charts.axes import apart, log_ticks, steps

positive = st.floats(min_value=1e-6, max_value=1e9)
ratio = st.floats(min_value=1.01, max_value=1e9)


@given(positive, ratio, st.integers(min_value=4, max_value=10))
def test_log_ticks_lie_inside_and_are_few(low: float, factor: float, most: int) -> None:
    high = low * factor
    ticks = log_ticks(low, high, most)
    assert 1 <= len(ticks) <= most
    assert ticks == sorted(set(ticks))
    assert low * (1 - 1e-6) <= ticks[0]
    assert ticks[-1] <= high * (1 + 1e-6)


@given(positive, ratio, st.integers(min_value=4, max_value=90))
def test_steps_are_even_and_exact(low: float, factor: float, most: int) -> None:
    ticks = steps(low, low * factor, most)
    assert 1 <= len(ticks) <= most
    gaps = [b - a for a, b in pairwise(ticks)]
    assert gaps == pytest.approx([gaps[0]] * len(gaps), rel=1e-6) if gaps else True
    assert all(len(f"{t!r}".replace(".", "").strip("0").partition("e")[0]) <= 12 for t in ticks)


def test_steps_of_an_empty_range() -> None:
    assert steps(2.0, 2.0, 5) == [2.0]


@given(st.lists(st.floats(min_value=0, max_value=300), min_size=1, max_size=6))
def test_labels_keep_apart_and_in_order(wanted: list[float]) -> None:
    placed = apart(wanted, 15, 0, 300)
    ordered = sorted(placed)
    assert all(b - a >= 15 - 1e-9 for a, b in pairwise(ordered))
    assert ordered[0] >= -1e-9
    assert ordered[-1] <= 300 + 1e-9
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    assert [placed[i] for i in order] == ordered
