"""The default law: an average that is told as one power + offset."""

import numpy as np
import pytest

from simlaw.law.average.averaged_law import (
    TAIL_WEIGHT,
    averaged_draws,
    averaged_forecast,
    parameters_of,
    tail_share,
    told_as_law,
)
from simlaw.law.distribution import grid_of
from simlaw.law.points import arrange

N = np.geomspace(50, 6400, 8)
TRUE = np.array([2.0, 0.5, 0.1])


def truth(n):
    return TRUE[0] * n ** -TRUE[1] + TRUE[2]


def replicated(seed=0, count=12):
    rng = np.random.default_rng(seed)
    rows = truth(N) * (1 + 0.02 * rng.standard_normal((count, N.size)))
    return arrange(np.tile(N, count), rows.ravel(), replicate=np.repeat(np.arange(count), N.size))


def test_a_power_law_with_offset_is_told_as_itself():
    points = arrange(N, truth(N))
    grid = grid_of(N)
    told = told_as_law(points, grid, np.log(truth(N[-1] * np.exp(grid))))
    assert told == pytest.approx(TRUE, rel=0.01)


def test_draws_hold_the_truth_and_parameters_their_estimate():
    points = replicated()
    averaged = averaged_draws(points, 600, np.random.default_rng(0))
    theta = told_as_law(points, averaged.draws.x, averaged.centre)
    found = parameters_of(points, averaged, theta, 0.9)
    assert list(found) == ["D", "alpha", "C"]
    for value, true in zip(found.values(), TRUE, strict=True):
        assert value.low <= value.estimate <= value.high
        assert value.low < true < value.high
    ahead = np.log(truth(4 * N[-1]))
    low, high = np.quantile(averaged.draws.at(np.log([4.0]))[:, 0], [0.02, 0.98])
    assert low < ahead < high


def test_sizes_that_are_trusted_less_count_less():
    error = truth(N)
    error[3] *= 1.5
    points = arrange(N, error)
    trust = np.where(N[3] == N, 1e-3, 1.0)
    plain, doubted = (
        averaged_draws(points, 400, np.random.default_rng(0), given).centre
        for given in (None, trust)
    )
    expected = np.log(truth(N[-1] * np.exp(grid_of(N))))
    near = np.abs(grid_of(N)) < 2
    assert np.abs(doubted - expected)[near].max() < 0.5 * np.abs(plain - expected)[near].max()


def test_only_dense_curves_lean_on_their_tail():
    assert tail_share(N) == 0
    assert tail_share(np.geomspace(1, 1e4, 60)) > 0
    assert tail_share(np.geomspace(1, 1e4, 600)) == TAIL_WEIGHT


def test_a_forecast_for_validation_is_near_the_truth():
    assert averaged_forecast(replicated(), 2 * N[-1:]) == pytest.approx(truth(2 * N[-1:]), rel=0.03)
