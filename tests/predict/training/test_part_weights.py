"""Weights of parts: the best of all that are no less than zero and add up to one."""

from __future__ import annotations

import numpy as np
import pytest

from simlaw.predict.training.part_weights import cross_blended, least_squares, part_weights


def parts(count: int = 400, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    values = rng.standard_normal(count)
    noise = rng.standard_normal((count, 3)) * [0.3, 0.6, 3.0]
    return values[:, None] + noise, values


@pytest.mark.parametrize("squared", [False, True])
def test_the_better_part_counts_for_more_and_a_bad_one_for_nothing(squared: bool) -> None:
    predictions, values = parts()
    weights = part_weights(predictions, values, squared=squared)
    assert weights.sum() == pytest.approx(1.0)
    assert weights[0] > weights[1] > 0
    assert weights[2] == 0 or weights[2] < 0.03


def test_least_squares_is_the_least_on_the_simplex() -> None:
    predictions, values = parts()
    found = least_squares(predictions, values)

    def missed(weights: np.ndarray) -> float:
        return float(((predictions @ weights - values) ** 2).mean())

    rng = np.random.default_rng(1)
    others = rng.dirichlet(np.ones(3), size=2000)
    assert missed(found) <= min(missed(one) for one in others) + 1e-9
    # By hand for independent noise: inverse variances.
    assert found[0] / found[1] == pytest.approx(4.0, rel=0.25)


def test_parts_that_say_the_same_share_the_weight() -> None:
    values = np.linspace(0, 1, 30)
    assert least_squares(np.zeros((30, 2)) + values[:, None], values).sum() == pytest.approx(1.0)


def test_a_fold_is_blended_by_weights_that_did_not_see_it() -> None:
    predictions, values = parts(60)
    folds = [np.arange(30, dtype=np.int32), np.arange(30, 60, dtype=np.int32)]
    found = cross_blended(predictions, values, folds)
    changed = values.copy()
    changed[:30] += 100.0
    again = cross_blended(predictions, changed, folds)
    assert np.array_equal(found[:30], again[:30])
    assert not np.array_equal(found[30:], again[30:])
