from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simlaw.charts.axes import log_ticks

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
