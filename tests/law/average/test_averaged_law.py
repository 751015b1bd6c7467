"""The default law: the nearest formula to the average, its intervals, and what is dense."""

from __future__ import annotations

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
from simlaw.law.points import Points, arrange

N = np.geomspace(50, 3200, 7)


def replicated(count: int = 12, spread: float = 0.03, seed: int = 0) -> Points:
    rng = np.random.default_rng(seed)
    rows = (2 * N**-0.5 + 0.1) * np.exp(spread * rng.standard_normal((count, N.size)))
    return arrange(np.tile(N, count), rows.ravel(), replicate=np.repeat(np.arange(count), N.size))


def test_what_is_printed_is_the_curve_where_it_is_a_power_with_offset() -> None:
    points = arrange(N, 2 * N**-0.5 + 0.1)
    grid = grid_of(N)
    centre = np.log(2 * (N[-1] * np.exp(grid)) ** -0.5 + 0.1)
    assert told_as_law(points, grid, centre) == pytest.approx([2.0, 0.5, 0.1], rel=2e-3)


def test_the_forecast_is_that_of_the_law_that_made_the_points() -> None:
    ahead = np.array([6400.0, 12_800.0])
    found = averaged_forecast(arrange(N, 2 * N**-0.5 + 0.1), ahead)
    assert found == pytest.approx(2 * ahead**-0.5 + 0.1, rel=0.01)
    assert found.tolist() == averaged_forecast(arrange(N, 2 * N**-0.5 + 0.1), ahead).tolist()


def test_intervals_hold_the_estimate_and_widen_with_their_level() -> None:
    points = replicated()
    averaged = averaged_draws(points, 800, np.random.default_rng(1))
    theta = told_as_law(points, averaged.draws.x, averaged.centre)
    narrow, wide = (parameters_of(points, averaged, theta, level) for level in (0.5, 0.95))
    for name, truth in (("D", 2.0), ("alpha", 0.5), ("C", 0.1)):
        assert narrow[name].low <= narrow[name].estimate <= narrow[name].high
        assert wide[name].low <= narrow[name].low
        assert narrow[name].high <= wide[name].high
        assert wide[name].low < truth < wide[name].high


def test_a_size_that_is_not_trusted_moves_the_law_less() -> None:
    points = replicated(spread=0.01)
    rows = points.rows.copy()
    rows[:, 2] *= 1.3
    wrong = Points(points.n, rows, points.stderr, replicated=True)
    trust = np.ones(N.size)
    trust[2] = 1e-3
    plain, careful = (
        averaged_draws(wrong, 400, np.random.default_rng(2), trust=given).centre
        for given in (None, trust)
    )
    grid = grid_of(N)
    truth = np.log(2 * (N[-1] * np.exp(grid)) ** -0.5 + 0.1)
    near = (grid >= np.log(N[0] / N[-1])) & (grid <= 1)
    assert np.abs(careful - truth)[near].max() < 0.5 * np.abs(plain - truth)[near].max()


def test_every_draw_is_moved_by_the_offset_that_it_has() -> None:
    points = replicated(6, 0.02)
    apart = np.exp(0.2 * np.random.default_rng(7).standard_normal((6, 1)))
    shifted = Points(points.n, points.rows * apart, points.stderr, replicated=True)
    averaged = averaged_draws(shifted, 500, np.random.default_rng(3))
    assert averaged.by.shape == (500,)
    last = np.searchsorted(averaged.draws.x, 0.0)
    moved = averaged.draws.log_curve[:, last]
    assert np.corrcoef(moved, averaged.by)[0, 1] > 0.9


@pytest.mark.parametrize(
    ("n", "share"),
    [
        (np.geomspace(50, 3200, 7), 0.0),
        (np.geomspace(800, 3200, 7), TAIL_WEIGHT / 2),
        (np.geomspace(800, 3200, 40), TAIL_WEIGHT),
    ],
)
def test_only_dense_curves_have_a_tail_of_their_own(n: np.ndarray, share: float) -> None:
    assert tail_share(n) == pytest.approx(share)
