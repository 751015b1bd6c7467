"""Curves given the points, drawn from shapes by how well they forecast."""

import numpy as np
import pytest

from simlaw.law.average import candidate_shapes as sh
from simlaw.law.average.weigh_shapes import (
    DENSE,
    DRIFT_RATIOS,
    Noise,
    draw,
    drift_covariance,
    window,
)

N = np.geomspace(50, 6400, 8)
GRID = np.concatenate([np.linspace(np.log(N[0] / N[-1]), 0, 40)[:-1], np.linspace(0, 3, 20)])


def noise(factor=0.01, freedom=20.0, size=N.size):
    return Noise(np.eye(size), factor, freedom)


def drawn(error, seed=0, **changes):
    rng = np.random.default_rng(seed)
    return draw(N, error, noise(), GRID, 300, rng, **changes)


def test_drift_is_a_covariance_that_grows():
    x = np.linspace(-4, 3, 30)
    matrix = drift_covariance(x, x, -4.0)
    assert np.allclose(matrix, matrix.T)
    assert np.linalg.eigvalsh(matrix).min() > -1e-10
    assert (np.diff(np.diag(matrix)) > 0).all()


def test_curves_follow_the_points_and_do_not_rise_beyond_them():
    error = 2 * N**-0.5 + 0.1
    found = drawn(error)
    middle = np.interp(np.log(N / N[-1]), GRID, np.median(found.log_mean, axis=0))
    assert middle == pytest.approx(np.log(error), abs=0.01)
    last = np.searchsorted(GRID, 0.0)
    assert (found.log_mean[:, last:] <= found.log_mean[:, [last]] + 1e-12).all()


def test_weights_are_shares_and_a_clean_power_law_has_little_drift():
    error = 2 * N**-0.5 + 0.1
    clean = drawn(error)
    assert clean.weights.sum() == pytest.approx(1)
    assert clean.weights.size == len(DRIFT_RATIOS)
    bent = drawn(error * np.exp(0.3 * np.sin(np.log(N))))
    # Zero drift, the form being exact, is given up where the points leave it.
    assert clean.weights[0] > 0.6 > 0.1 > bent.weights[0]


def test_shapes_that_forecast_better_are_drawn_more():
    power = drawn(3.0 * N**-0.3)
    offset = drawn(2 * N**-0.5 + 0.1)
    assert np.mean(power.shapes.family == sh.POWER) > 0.8
    assert np.mean(offset.shapes.family == sh.POWER_OFFSET) > 0.9
    fast = drawn(np.exp(-N / 3000) + 1e-3)
    assert np.mean(fast.shapes.family == sh.ACCELERATING) > 0.5


def test_without_wandering_a_curve_is_its_mean_and_the_seed_decides():
    error = 2 * N**-0.5 + 0.1
    still = drawn(error, wander=False)
    assert still.log_curve is still.log_mean
    assert not still.sigma.any()
    assert np.array_equal(drawn(error).log_curve, drawn(error).log_curve)
    assert not np.array_equal(drawn(error).log_curve, drawn(error, seed=1).log_curve)


def test_the_window_is_the_end_of_a_dense_curve_and_all_of_another():
    assert window(N).tolist() == list(range(N.size))
    dense = np.geomspace(1, 1e6, 60)
    kept = window(dense)
    assert DENSE <= kept.size < 60
    assert kept[-1] == 59
    assert dense[kept[0]] >= dense[-1] / 20.0001
