"""A law drawn in characters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.charts.text_chart import text_chart
from simlaw.law import Law, fit

N = np.array([50.0, 100, 200, 400, 800, 1600])


@pytest.fixture(scope="module")
def law() -> Law:
    rng = np.random.default_rng(0)
    rows = (2 * N**-0.5 + 0.1) * np.exp(0.05 * rng.standard_normal((8, N.size)))
    return fit(np.tile(N, 8), rows.ravel(), replicate=np.repeat(np.arange(8), N.size))


def test_points_stand_where_they_are_and_the_law_falls(law: Law) -> None:
    lines = text_chart(law, width=60, height=20).splitlines()
    plot = [line.partition("|")[2] for line in lines[:20]]
    assert {len(line) for line in plot} == {60}
    x = np.linspace(np.log(50), np.log(16_000), 60)
    columns = [int(np.argmin(np.abs(x - np.log(n)))) for n in N]
    assert sorted(at for line in plot for at, mark in enumerate(line) if mark == "o") == columns
    heights = [next(row for row in range(20) if plot[row][at] == "o") for at in columns]
    assert heights == sorted(heights), "smaller errors stand lower"
    drawn = [row for at in range(60) for row in range(20) if plot[row][at] in "-o"]
    assert drawn == sorted(drawn)


def test_the_ruler_names_the_ends_and_the_largest_size(law: Law) -> None:
    lines = text_chart(law, width=60, height=10, reach=10).splitlines()
    assert lines[-2].split() == ["50", "1.6e+03", "1.6e+04"]
    edge = lines[-3].rindex("|")
    assert lines[-2].index("1.6e+03") <= edge <= lines[-2].index("1.6e+03") + 7
    assert "90 % band of the mean" in lines[-1]
    marked = [float(line.partition("|")[0]) for line in lines[:10] if line[:9].strip()]
    assert marked == sorted(marked, reverse=True)
    assert len(marked) == 3


@settings(deadline=None)
@given(width=st.integers(20, 120), height=st.integers(6, 40), reach=st.floats(1.5, 1000))
def test_any_size_of_chart_can_be_drawn(law: Law, width: int, height: int, reach: float) -> None:
    lines = text_chart(law, width=width, height=height, reach=reach).splitlines()
    assert len(lines) == height + 3
    assert all(len(line) == 11 + width for line in lines[:height])
    assert any("o" in line for line in lines[:height])
    assert any("." in line for line in lines[:height])


def test_a_curve_that_does_not_vary_can_be_drawn() -> None:
    flat = fit(N, np.full(N.size, 0.3))
    assert sum(line.count("o") for line in text_chart(flat).splitlines()[:16]) == N.size
