"""Errors, differences and ratios for new materials."""

import numpy as np
import pytest
from tests.law.new_materials.tables import made_up

from simlaw.law.new_materials.intervals import Deviation, difference, log_ratio, mean_error

CELL, ALONE = ("fine-tune", 20, 800), ("direct", 20, 0)


def test_intervals_hold_the_truth_of_new_materials() -> None:
    held = {"error": 0, "difference": 0, "ratio": 0}
    tables = 300
    for seed in range(tables):
        errors = made_up(seed)
        error = mean_error(errors, CELL)
        held["error"] += error.low <= 10.0 <= error.high
        apart = difference(errors, CELL, ALONE).estimate(0.9)
        held["difference"] += apart.low <= 0.0 <= apart.high
        ratio = log_ratio(errors, CELL, ALONE).estimate(0.9)
        held["ratio"] += ratio.low <= 0.0 <= ratio.high
    assert 0.85 <= held["error"] / tables <= 0.97
    # Here no training is shared, which differences are widened for.
    assert min(held["difference"], held["ratio"]) / tables >= 0.87


def test_what_two_methods_share_cancels_in_their_difference() -> None:
    errors = made_up(0)
    error = mean_error(errors, CELL)
    apart = difference(errors, CELL, ALONE).estimate(0.9)
    assert apart.high - apart.low < 0.8 * (error.high - error.low)
    ratio = log_ratio(errors, CELL, ALONE)
    assert ratio.mean == pytest.approx(apart.estimate / 10, abs=0.001)


@pytest.mark.parametrize("metric", ["rmse", "mae"])
def test_the_difference_is_that_of_the_errors(metric: str) -> None:
    errors = made_up(1)
    power = {"mae": 1, "rmse": 2}[metric]
    means = [
        np.mean(np.concatenate([np.abs(one) ** power for one in errors.errors[cell]]))
        ** (1 / power)
        for cell in (CELL, ALONE)
    ]
    found = difference(errors, CELL, ALONE, metric=metric)
    assert found.mean == pytest.approx(means[0] - means[1], abs=1e-6)


def test_one_replicate_has_no_interval() -> None:
    errors = made_up(0, replicates=1)
    assert mean_error(errors, CELL) is None
    assert difference(errors, CELL, ALONE) is None


def test_a_deviation_tells_probabilities() -> None:
    found = Deviation(1.0, 0.5, 20.0)
    assert found.probability_below(1.0) == pytest.approx(0.5)
    low = found.estimate(0.9).low
    assert found.probability_below(low) == pytest.approx(0.05)
    assert Deviation(1.0, 0.0, 20.0).probability_below(2.0) == 1.0
