"""Shrunk numbers are nearer the truth than plain ones, and their intervals hold it."""

import numpy as np
import pytest

from simlaw.decide.materials.shrinkage import shrink


@pytest.mark.parametrize("between", [0.0, 0.1, 0.5])
def test_shrunk_numbers_are_nearer_and_their_intervals_hold_the_truth(between: float) -> None:
    rng = np.random.default_rng(0)
    plain, shrunk, held = [], [], []
    for _ in range(300):
        variance = rng.uniform(0.01, 0.2, 12)
        truth = 0.3 + between * rng.standard_normal(12)
        own = truth + np.sqrt(variance) * rng.standard_normal(12)
        found = shrink(own, variance)
        plain.append((own - truth) ** 2)
        shrunk.append((found.estimate - truth) ** 2)
        held.append(np.abs(found.estimate - truth) <= 1.645 * found.deviation)
    assert np.mean(shrunk) < np.mean(plain)
    assert 0.86 <= np.mean(held) <= 0.99


def test_classes_that_do_not_differ_go_to_the_mean_and_sure_ones_stay() -> None:
    alike = shrink(np.array([0.1, -0.1, 0.05, 0.0, -0.05, 0.02]), np.full(6, 1.0))
    assert alike.between == 0.0
    assert np.ptp(alike.estimate) < 0.6 * np.ptp([0.1, -0.1])
    sure = shrink(np.array([1.0, -1.0, 0.5, 0.0, 2.0]), np.full(5, 1e-6))
    assert sure.estimate == pytest.approx([1.0, -1.0, 0.5, 0.0, 2.0], abs=1e-4)


def test_a_small_class_moves_more_than_a_large_one() -> None:
    found = shrink(np.array([1.0, 1.0, 0.0, 0.0, 0.1, -0.1]), np.array([0.5, 0.01] * 3))
    assert found.weight[0] > 5 * found.weight[1]
    assert found.estimate[0] < found.estimate[1]


def test_three_classes_are_left_as_they_are() -> None:
    own = np.array([0.0, 1.0, 5.0])
    assert shrink(own, np.ones(3)).estimate == pytest.approx(own)
    assert shrink(own[:1], np.ones(1)).between == 0.0
