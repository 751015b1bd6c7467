"""Sets are told apart where they differ, and weights are the ratio of densities."""

import numpy as np
import pytest

from simlaw.decide.materials.unlike import tell_apart


def normal(seed: int, count: int, shift: float = 0.0, width: int = 6) -> np.ndarray:
    x = np.random.default_rng(seed).standard_normal((count, width))
    x[:, 0] += shift
    return (x * [1, 10, 0.1, 1, 1, 1]).astype(np.float32)


def test_sets_that_are_drawn_alike_are_not_called_unlike() -> None:
    called = [tell_apart(normal(seed, 120), normal(100 + seed, 90)).unlike for seed in range(25)]
    assert sum(called) <= 1


def test_a_shift_is_seen_and_the_area_is_the_known_one() -> None:
    found = tell_apart(normal(0, 2000), normal(1, 2000, shift=1.0))
    assert found.unlike
    # Two normals a deviation apart are told in order with probability 0.760.
    assert found.area == pytest.approx(0.76, abs=0.02)


def test_weights_are_the_ratio_of_the_densities() -> None:
    first = normal(2, 3000)
    found = tell_apart(first, normal(3, 3000, shift=0.7))
    true = np.exp(0.7 * first[:, 0])
    assert np.corrcoef(np.log(found.ratio), np.log(true))[0, 1] > 0.97
    assert found.ratio.mean() == pytest.approx(1.0)
    weighted = np.average(first[:, 0], weights=found.ratio)
    assert weighted == pytest.approx(0.7, abs=0.1)


def test_sets_without_anything_in_common_leave_few_effective_materials() -> None:
    first = normal(4, 100)
    found = tell_apart(first, normal(5, 100, shift=6.0))
    assert found.area > 0.99
    # Hardly one of the first is like the second.
    assert found.ratio.sum() ** 2 / (found.ratio**2).sum() < 10
    assert (found.ratio >= 0).all()
