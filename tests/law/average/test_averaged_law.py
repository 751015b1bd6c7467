"""The default law: the nearest formula to the average, its intervals, and what is dense."""

from __future__ import annotations

import numpy as np
import pytest

from simlaw.law.average.averaged_law import (
    TAIL_WEIGHT,
    averaged_draws,
    averaged_forecast,
    parameter_draws,
    parameters_of,
    tail_share,
    told_as_law,
    with_alpha,
)
from simlaw.law.distribution import Draws, grid_of
from simlaw.law.points import Points, arrange

N = np.geomspace(50, 3200, 7)


def replicated(count: int = 12, spread: float = 0.03, seed: int = 0) -> Points:
    rng = np.random.default_rng(seed)
    rows = (2 * N**-0.5 + 0.1) * np.exp(spread * rng.standard_normal((count, N.size)))
    return arrange(np.tile(N, count), rows.ravel(), replicate=np.repeat(np.arange(count), N.size))


def drawn(curves: np.ndarray) -> Draws:
    return Draws(grid_of(N), np.log(curves), np.zeros(len(curves)))


def columns(count: int, *theta: float) -> dict[str, np.ndarray]:
    return {
        name: np.full(count, value) for name, value in zip(("D", "alpha", "C"), theta, strict=True)
    }


def test_the_formula_has_the_medians_where_their_curve_lies_within_the_band() -> None:
    points = arrange(N, 2 * N**-0.5 + 0.1)
    n = N[-1] * np.exp(grid_of(N))
    draws = drawn(np.stack([2 * n**-0.5 + gap for gap in np.linspace(0.08, 0.12, 21)]))
    found = told_as_law(points, draws, columns(21, 2.02, 0.5, 0.1))
    assert found.tolist() == [2.02, 0.5, 0.1]


def test_else_the_amplitude_is_solved_for_and_else_everything() -> None:
    points = arrange(N, 2 * N**-0.5 + 0.1)
    n = N[-1] * np.exp(grid_of(N))
    draws = drawn(np.stack([2 * n**-0.5 + gap for gap in np.linspace(0.098, 0.102, 21)]))
    solved = told_as_law(points, draws, columns(21, 9.0, 0.5, 0.1))
    assert solved == pytest.approx([2.0, 0.5, 0.1], rel=2e-3)
    free = told_as_law(points, draws, columns(21, 2.0, 0.2, 0.0))
    assert free == pytest.approx([2.0, 0.5, 0.1], rel=2e-2)


def test_the_forecast_is_that_of_the_law_that_made_the_points() -> None:
    ahead = np.array([6400.0, 12_800.0])
    found = averaged_forecast(arrange(N, 2 * N**-0.5 + 0.1), ahead)
    assert found == pytest.approx(2 * ahead**-0.5 + 0.1, rel=0.01)
    assert found.tolist() == averaged_forecast(arrange(N, 2 * N**-0.5 + 0.1), ahead).tolist()


def test_estimates_are_medians_and_intervals_widen_with_their_level() -> None:
    points = replicated()
    averaged = averaged_draws(points, 800, np.random.default_rng(1))
    found = parameter_draws(points, averaged)
    narrow, wide = (parameters_of(found, level) for level in (0.5, 0.95))
    for name, truth in (("D", 2.0), ("alpha", 0.5), ("C", 0.1)):
        assert narrow[name].estimate == wide[name].estimate == np.median(found[name])
        assert narrow[name].low == np.quantile(found[name], 0.25)
        assert wide[name].low < narrow[name].low < narrow[name].estimate < narrow[name].high
        assert narrow[name].high <= wide[name].high
        assert wide[name].low < truth < wide[name].high


def test_no_gap_lies_above_the_curve_it_is_of() -> None:
    error = np.array([0.4, 0.3, 0.2, 0.15, 0.12, 0.3, 0.35])
    points = arrange(N, error)
    averaged = averaged_draws(points, 800, np.random.default_rng(1))
    last = np.exp(averaged.draws.at(np.zeros(1)))[with_alpha(averaged), 0]
    assert (parameter_draws(points, averaged)["C"] <= last * (1 + 1e-9)).all()


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
