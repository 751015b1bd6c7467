"""Ridge regression in closed form: known answers, and what must not matter."""

import numpy as np

from simlaw.transfer.methods.frozen_ridge import ridge


def test_ridge_finds_an_exact_line() -> None:
    rng = np.random.default_rng(1)
    x = rng.standard_normal((50, 3))
    y = x @ [1.0, -2.0, 0.5] + 4
    rows = np.arange(30, dtype=np.int32)
    np.testing.assert_allclose(ridge(x, y[rows], rows), y, atol=0.02)


def test_ridge_falls_back_on_the_mean_where_features_say_nothing() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.standard_normal((400, 40)), rng.standard_normal(400)
    rows = np.arange(60, dtype=np.int32)
    assert np.abs(ridge(x, y[rows], rows)[60:] - y[rows].mean()).mean() < 0.35


def test_ridge_ignores_constant_features_and_takes_more_features_than_samples() -> None:
    rng = np.random.default_rng(3)
    x = np.column_stack([np.ones(30), rng.standard_normal((30, 60)), np.zeros(30)])
    rows = np.arange(10, dtype=np.int32)
    assert np.isfinite(ridge(x, rng.standard_normal(10), rows)).all()
    flat = ridge(np.ones((5, 2)), np.array([1.0, 3.0]), np.arange(2, dtype=np.int32))
    np.testing.assert_allclose(flat, 2.0)
