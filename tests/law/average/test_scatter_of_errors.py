"""The noise of a mean curve and of a new run."""

import numpy as np
import pytest

from simlaw.law.average.scatter_of_errors import (
    LEAST_FREEDOM,
    PLAIN_FACTOR,
    new_run_scatter,
    scatter_of,
)
from simlaw.law.points import arrange

N = np.geomspace(50, 6400, 8)
MEAN = 2 * N**-0.5 + 0.1


def replicated(count, spread=0.05, shared=0.0, seed=0):
    rng = np.random.default_rng(seed)
    common = shared * rng.standard_normal((count, 1))
    rows = MEAN * np.exp(common + spread * rng.standard_normal((count, N.size)))
    return arrange(np.tile(N, count), rows.ravel(), replicate=np.repeat(np.arange(count), N.size))


def test_the_mean_of_many_replicates_scatters_by_their_root():
    found = scatter_of(replicated(64))
    deviation = np.sqrt(np.diag(found.covariance(MEAN)))
    assert deviation == pytest.approx(np.full(8, 0.05 / 8), rel=0.35)
    assert found.spread == pytest.approx(0.05, rel=0.2)
    assert found.noise.freedom == 63
    assert found.residuals.size == 64 * 8


def test_what_all_sizes_share_is_the_offset_and_not_the_noise():
    alone, common = scatter_of(replicated(64)), scatter_of(replicated(64, 0.02, shared=0.1))
    assert common.offset.scale == pytest.approx(0.1 / 8, rel=0.3)
    assert alone.offset.scale < 0.3 * common.offset.scale
    assert np.sqrt(np.diag(common.noise.covariance)).max() < 0.6 * common.offset.scale


def test_few_replicates_leave_a_few_degrees_of_freedom():
    assert scatter_of(replicated(3)).noise.freedom == LEAST_FREEDOM


def test_single_points_have_a_weak_prior_and_are_weighed_by_their_errors():
    plain = scatter_of(arrange(N, MEAN))
    assert plain.noise.factor == PLAIN_FACTOR
    assert np.array_equal(plain.noise.covariance, np.eye(8))
    assert plain.residuals.size == 0
    stderr = np.where(N[2] == N, 0.2, 0.01) * MEAN
    weighed = np.diag(scatter_of(arrange(N, MEAN, stderr=stderr)).noise.covariance)
    assert weighed[2] > 10 * np.delete(weighed, 2).max()


def test_a_new_run_scatters_as_the_replicates_do():
    rng = np.random.default_rng(1)
    found = new_run_scatter(scatter_of(replicated(64)), np.ones(4000), rng)
    assert found.shape == (4000,)
    assert np.std(found) == pytest.approx(0.05, rel=0.25)
    single = new_run_scatter(scatter_of(arrange(N, MEAN)), np.full(4000, 0.03), rng)
    assert np.std(single) == pytest.approx(0.03, rel=0.1)
