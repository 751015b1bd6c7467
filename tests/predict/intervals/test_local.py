"""Intervals from the errors of a material's like: they hold, narrow where errors are small."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simlaw.predict.intervals.local import LocalIntervals
from simlaw.predict.intervals.protocol import LEVELS, Signs
from simlaw.predict.intervals.registry import INTERVALS


def world(count: int, seed: int) -> tuple[Signs, np.ndarray]:
    """Return signs and measured values like band gaps: half are zero, errors grow with the value.

    Errors of large values are lopsided, and the spread tells only half of their size.
    """
    rng = np.random.default_rng(seed)
    metal = rng.random(count) < 0.5
    predicted = np.where(metal, rng.gamma(0.5, 0.02, count), 0.5 + rng.gamma(2.0, 1.0, count))
    size = np.where(metal, 0.01, 0.1 + 0.15 * predicted)
    measured = predicted + size * (rng.gamma(2.0, 1.0, count) - 1.5)
    measured = np.where(metal & (rng.random(count) < 0.9), 0.0, np.maximum(measured, 0.0))
    spread = size * rng.gamma(3.0, 0.3, count)
    return Signs(predicted, spread, rng.random(count)), measured


def fitted(count: int, seed: int) -> LocalIntervals:
    signs, measured = world(count, seed)
    return LocalIntervals.fit(signs, signs.predicted - measured, least=0.0, seed=seed)


@pytest.mark.parametrize(("level", "count"), [(0.5, 1000), (0.9, 300), (0.9, 1000)])
def test_new_materials_are_held_as_often_as_is_said(level: float, count: int) -> None:
    held = []
    for seed in range(12):
        signs, measured = world(2000, 100 + seed)
        low, high = fitted(count, seed).around(signs, level)
        held.append(((low <= measured) & (measured <= high)).mean())
    # Where values pile up an interval cannot but hold more than half of them.
    assert level - 0.025 < np.mean(held) < (0.95 if level == 0.9 else 0.85)


def test_each_quarter_of_the_predictions_is_held_and_widths_follow() -> None:
    signs, measured = world(4000, 1)
    low, high = fitted(2000, 0).around(signs, 0.9)
    good = (low <= measured) & (measured <= high)
    quarter = np.searchsorted(np.quantile(signs.predicted, [0.25, 0.5, 0.75]), signs.predicted)
    for number in range(4):
        assert good[quarter == number].mean() > 0.85
    assert good[measured > 0].mean() > 0.8
    wide = [float((high - low)[quarter == number].mean()) for number in range(4)]
    assert wide[0] < 0.2 * wide[3]


def interval_score(low: np.ndarray, high: np.ndarray, measured: np.ndarray) -> float:
    """Gneiting & Raftery (2007), equation 43, for 90 %."""
    outside = np.maximum(low - measured, 0) + np.maximum(measured - high, 0)
    return float((high - low + 20 * outside).mean())


def test_they_are_better_than_those_of_one_width() -> None:
    known, seen = world(1500, 2)
    signs, measured = world(4000, 3)
    half = np.quantile(np.abs(known.predicted - seen), 0.9)
    constant = interval_score(signs.predicted - half, signs.predicted + half, measured)
    intervals = LocalIntervals.fit(known, known.predicted - seen, least=0.0)
    assert interval_score(*intervals.around(signs, 0.9), measured) < 0.7 * constant


def test_no_interval_reaches_below_what_is_possible_or_leaves_its_prediction() -> None:
    signs, _ = world(3000, 4)
    intervals = fitted(500, 0)
    low, high = intervals.around(signs, 0.9)
    inner_low, inner_high = intervals.around(signs, 0.5)
    assert low.min() >= 0
    assert (low <= signs.predicted).all()
    assert (signs.predicted <= high).all()
    assert (low <= inner_low + 1e-12).all()
    assert (inner_high <= high + 1e-12).all()
    below = replace(signs, predicted=signs.predicted - 5)
    low, _ = intervals.around(below, 0.9)
    assert (low <= below.predicted).all()


def test_few_or_equal_errors_are_no_trouble() -> None:
    signs, measured = world(30, 5)
    intervals = LocalIntervals.fit(signs, signs.predicted - measured)
    low, high = intervals.around(signs, 0.9)
    assert ((low <= measured) & (measured <= high)).mean() >= 0.9
    flat = Signs(np.zeros(200), np.zeros(200), np.zeros(200))
    low, high = LocalIntervals.fit(flat, np.zeros(200)).around(flat, 0.9)
    assert (low == 0).all()
    assert (high == 0).all()


def test_the_same_seed_gives_the_same_numbers() -> None:
    signs, _ = world(50, 6)
    for one, other in zip(
        fitted(300, 0).around(signs, 0.9), fitted(300, 0).around(signs, 0.9), strict=True
    ):
        assert np.array_equal(one, other)


def test_arrays_go_and_come() -> None:
    intervals = fitted(500, 0)
    again = INTERVALS["local"](intervals.arrays())
    signs, _ = world(100, 7)
    for level in LEVELS:
        for one, other in zip(
            intervals.around(signs, level), again.around(signs, level), strict=True
        ):
            assert np.array_equal(one, other)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("floor", np.zeros(1), "widths"),
        ("floor", np.ones(2), "shape"),
        ("added", np.ones(3), "shape"),
        ("groups", np.ones((3, 3)), "shape"),
        ("groups", np.ones((1, 4)), "groups"),
        ("edges", np.array([1.0, 0.5, 2.0]), "widths"),
        ("edges", np.array([1.0]), "shape"),
        ("right", np.array([0.5]), "nodes"),
        ("right", np.array([1e300]), "nodes"),
        ("column", np.array([7.0]), "length"),
    ],
)
def test_what_is_none_is_refused(name: str, value: np.ndarray, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        INTERVALS["local"]({**fitted(500, 0).arrays(), name: value})
