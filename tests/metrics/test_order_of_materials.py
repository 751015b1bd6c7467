"""Metrics of order: known answers, ties, and what they do not depend on."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from simlaw.metrics import MissedBest, OrderError


def test_it_is_one_less_the_rank_correlation_ties_and_all() -> None:
    rng = np.random.default_rng(0)
    measured = rng.integers(0, 6, 40).astype(float)
    predicted = measured + rng.normal(0, 2, 40).round()
    wanted = 1 - spearmanr(predicted, measured).statistic
    assert OrderError().of(predicted, measured) == pytest.approx(wanted)
    assert OrderError().of(-measured, measured) == pytest.approx(2.0)


def test_predictions_that_are_all_alike_say_nothing_of_the_order() -> None:
    assert OrderError().of(np.ones(5), np.arange(5.0)) == 1.0


def test_missed_best_counts_the_top_on_either_end() -> None:
    measured = np.arange(20.0)
    predicted = measured.copy()
    predicted[19] = -1.0
    assert MissedBest(4).of(predicted, measured) == 0.25
    assert MissedBest(4, highest=False).of(predicted, measured) == 0.25
    assert MissedBest(4, highest=False).name == "missed-lowest-4"
    assert MissedBest(4).of(100 + 3 * measured, measured) == 0.0


def test_of_a_small_test_set_the_best_half_is_looked_for() -> None:
    measured = np.arange(6.0)
    assert MissedBest(10).of(measured, measured) == 0.0
    assert MissedBest(10).of(-measured, measured) == 1.0
