"""Errors that are no means, by resampling materials and replicates at once."""

import numpy as np
import pytest
from tests.law.new_materials.tables import made_up

from simlaw.law.new_materials.noise_of_means import noise_of_means
from simlaw.law.new_materials.pigeonhole import drawn_metrics

CELL = ("fine-tune", 20, 800)


def test_of_a_mean_it_is_as_wide_as_the_components_or_a_little_wider() -> None:
    ratios = []
    for seed in range(20):
        errors = made_up(seed)
        _, drawn, freedom = drawn_metrics(errors, [CELL], "mae")
        exact = noise_of_means(errors, [CELL])
        ratios.append(np.log(drawn[:, 0]).std() / exact.covariance[0, 0] ** 0.5)
        assert 20 < freedom <= 99
    assert 0.9 < np.mean(ratios) < 1.3


def test_the_same_seed_gives_the_same_draws() -> None:
    errors = made_up(0)
    first, second = (drawn_metrics(errors, [CELL], "rmse", draws=20) for _ in range(2))
    np.testing.assert_array_equal(first[1], second[1])
    assert first[0][0] == pytest.approx(10.1, abs=0.5)


def test_one_replicate_tells_nothing() -> None:
    assert drawn_metrics(made_up(0, replicates=1), [CELL], "mae") is None
