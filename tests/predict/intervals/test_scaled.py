"""Intervals: they hold what they say, and grow where models are apart."""

from __future__ import annotations

import numpy as np
import pytest

from simlaw.predict.intervals.protocol import LEVELS, Signs
from simlaw.predict.intervals.registry import INTERVALS
from simlaw.predict.intervals.scaled import ScaledIntervals


def world(count: int, seed: int) -> tuple[Signs, np.ndarray]:
    rng = np.random.default_rng(seed)
    spread = rng.gamma(2.0, 1.0, count)
    errors = rng.standard_t(4, count) * (0.3 + spread)
    return Signs(rng.standard_normal(count), spread, rng.random(count)), errors


def held(intervals: ScaledIntervals, signs: Signs, errors: np.ndarray, level: float) -> np.ndarray:
    low, high = intervals.around(signs, level)
    truth = signs.predicted - errors
    return (low <= truth) & (truth <= high)


@pytest.mark.parametrize("level", LEVELS)
def test_new_materials_are_held_as_often_as_is_said(level: float) -> None:
    found = []
    for seed in range(100):
        intervals = ScaledIntervals.fit(*world(100, seed))
        found.append(held(intervals, *world(200, seed + 1000), level).mean())
    assert level - 0.01 < np.mean(found) < level + 0.03


def test_where_models_are_apart_intervals_are_wider_and_hold_too() -> None:
    intervals = ScaledIntervals.fit(*world(4000, 0))
    signs, errors = world(8000, 1)
    good = held(intervals, signs, errors, 0.9)
    wide = signs.spread > np.quantile(signs.spread, 0.75)
    constant = np.abs(errors) <= np.quantile(np.abs(world(4000, 0)[1]), 0.9)
    assert abs(good[wide].mean() - 0.9) < 0.6 * abs(constant[wide].mean() - 0.9)
    assert abs(good[~wide].mean() - 0.9) < 0.6 * abs(constant[~wide].mean() - 0.9)


def test_few_materials_make_wide_intervals() -> None:
    intervals = ScaledIntervals.fit(*world(5, 0))
    assert intervals.reach[1] == np.max(
        np.abs(world(5, 0)[1]) / (intervals.floor + world(5, 0)[0].spread)
    )


def test_without_any_spread_the_width_is_constant() -> None:
    signs = Signs(np.zeros(50), np.zeros(50), np.zeros(50))
    intervals = ScaledIntervals.fit(signs, np.linspace(-1, 1, 50))
    low, high = intervals.around(signs, 0.9)
    assert np.ptp(high - low) == 0
    assert high[0] > 0


def test_arrays_go_and_come() -> None:
    intervals = ScaledIntervals.fit(*world(100, 0))
    again = INTERVALS[intervals.name](intervals.arrays())
    signs = world(10, 1)[0]
    for level in LEVELS:
        for one, other in zip(
            intervals.around(signs, level), again.around(signs, level), strict=True
        ):
            assert np.array_equal(one, other)
    with pytest.raises(ValueError, match="shape"):
        ScaledIntervals.from_arrays({"floor": np.zeros(2), "reach": np.zeros(2)})
    with pytest.raises(ValueError, match="widths"):
        ScaledIntervals.from_arrays({"floor": np.ones(1), "reach": np.array([2.0, 1.0])})
