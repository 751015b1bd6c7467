"""Forecasts of sizes already measured, from the smaller ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.law.points import Points, arrange
from simlaw.law.rolling_origin import (
    MIN_SEEN,
    REACH,
    first_sizes,
    last_value,
    origins,
    power_law,
    rolling_errors,
    skill,
)

Floats = npt.NDArray[np.float64]
N = 50.0 * 2 ** np.arange(8)


def exact(points: Points, n: Floats) -> Floats:
    return np.asarray(2 * n**-0.5 + 0.1)


@pytest.fixture
def points() -> Points:
    return arrange(N, 2 * N**-0.5 + 0.1)


@given(st.lists(st.floats(1, 1e6), min_size=1, max_size=40, unique=True))
def test_an_origin_leaves_something_to_forecast(sizes: list[float]) -> None:
    n = np.sort(np.array(sizes))
    found = origins(n)
    assert found == sorted(set(found))
    assert all(MIN_SEEN <= count < n.size for count in found)


def test_origins_are_halves_of_the_largest() -> None:
    assert origins(N) == [4, 5, 6, 7]
    assert origins(np.geomspace(50, 6400, 15)) == [7, 9, 11, 13]
    assert origins(N[:4]) == []


def test_the_forecaster_sees_smaller_sizes_alone_and_is_asked_for_near_ones(
    points: Points,
) -> None:
    asked: list[tuple[float, list[float]]] = []

    def spy(seen: Points, n: Floats) -> Floats:
        asked.append((float(seen.n[-1]), n.tolist()))
        return exact(seen, n)

    errors = rolling_errors(points, {"spy": spy})["spy"]
    assert errors == pytest.approx(np.zeros(errors.size))
    assert [last for last, _ in asked] == pytest.approx([400, 800, 1600, 3200])
    for last, ahead in asked:
        assert ahead == [n for n in N if last < n <= REACH * last]


def test_the_next_size_is_asked_for_however_far() -> None:
    n = np.array([10.0, 11, 12, 13, 1e6])
    errors = rolling_errors(arrange(n, 2 * n**-0.5 + 0.1), {"exact": exact})
    assert errors["exact"].size == 1


def test_a_perfect_forecaster_has_all_the_skill(points: Points) -> None:
    found = skill(points, exact)
    assert found["rmsle"] == pytest.approx(0, abs=1e-12)
    assert found["against_last_value"] == pytest.approx(1)
    assert found["against_power"] == pytest.approx(1)
    assert found["forecasts"] == 2 + 2 + 2 + 1


def test_those_compared_with_have_none_against_themselves(points: Points) -> None:
    assert skill(points, last_value)["against_last_value"] == 0
    assert skill(points, power_law)["against_power"] == 0
    worse = skill(points, lambda seen, n: np.full(n.size, 100.0))
    assert worse["against_last_value"] < 0


def test_where_the_compared_is_perfect_there_is_no_skill_to_gain() -> None:
    flat = arrange(N, np.full(N.size, 0.3))
    found = skill(flat, lambda seen, n: np.full(n.size, 0.4))
    assert found["against_last_value"] == 0.0


def test_too_few_sizes_say_nothing() -> None:
    assert skill(arrange(N[:4], N[:4]), exact) == {}


def test_replicates_without_small_sizes_are_not_seen() -> None:
    rows = np.full((3, 4), np.nan)
    rows[0], rows[1, :2], rows[2, 3] = 1.0, 1.0, 1.0
    points = Points(N[:4], rows, np.ones(4), replicated=True)
    part = first_sizes(points, 2)
    assert part.rows.shape == (2, 2)
    assert part.replicated
    assert part.stderr is not None
    assert part.stderr.size == 2
    alone = first_sizes(Points(N[:4], rows[[0, 2]], None, replicated=True), 2)
    assert not alone.replicated
    assert alone.stderr is None
