"""Resampled mean curves, against what is known of means."""

from __future__ import annotations

import numpy as np
import pytest

from simlaw.law.points import Points, arrange
from simlaw.law.resample_replicates import MANY, resample_means

N = np.array([50.0, 100, 200])


def replicated(count: int, seed: int = 0) -> Points:
    rng = np.random.default_rng(seed)
    shared, own = 0.1 * rng.standard_normal((count, 1)), 0.02 * rng.standard_normal((count, 3))
    rows = (2 * N**-0.5) * np.exp(shared + own)
    return arrange(np.tile(N, count), rows.ravel(), replicate=np.repeat(np.arange(count), 3))


@pytest.mark.parametrize("count", [6, 40, MANY + 1])
def test_resampled_means_scatter_as_means_do_and_sizes_stay_paired(count: int) -> None:
    points = replicated(count)
    drawn = resample_means(points, 4000, np.random.default_rng(1))
    assert drawn.shape == (4000, 3)
    assert drawn.mean(axis=0) == pytest.approx(points.mean, rel=0.01)
    wanted = points.rows.std(axis=0, ddof=1) / np.sqrt(count)
    assert drawn.std(axis=0) == pytest.approx(wanted, rel=0.1)
    among = np.corrcoef(np.log(points.rows), rowvar=False)[0, 2]
    assert np.corrcoef(np.log(drawn), rowvar=False)[0, 2] == pytest.approx(among, abs=0.05)


def test_what_a_replicate_lacks_is_allowed_for() -> None:
    points = replicated(24)
    rows = points.rows.copy()
    rows[12:, 2] = np.nan
    part = Points(N, rows, points.stderr, replicated=True)
    drawn = resample_means(part, 4000, np.random.default_rng(2))
    assert np.isfinite(drawn).all()
    assert drawn.mean(axis=0) == pytest.approx(part.mean, rel=0.01)
    assert drawn.std(axis=0)[2] < rows[:12, 2].std(ddof=1) / np.sqrt(12), "the other sizes help"


def test_single_points_scatter_by_their_standard_errors() -> None:
    points = arrange(N, [3.0, 2.0, 1.0], stderr=[0.3, 0.0, 0.1])
    drawn = resample_means(points, 5000, np.random.default_rng(3))
    assert drawn.std(axis=0) == pytest.approx([0.3, 0.0, 0.1], rel=0.05)
    plain = resample_means(arrange(N, [3.0, 2.0, 1.0]), 5, np.random.default_rng(3))
    assert plain.tolist() == [[3.0, 2.0, 1.0]] * 5


def test_no_mean_falls_to_zero() -> None:
    points = arrange(N, [3.0, 2.0, 1.0], stderr=[30.0, 20.0, 10.0])
    drawn = resample_means(points, 1000, np.random.default_rng(4))
    assert (drawn >= 1e-3 * points.mean).all()
    assert (drawn == 1e-3 * points.mean).any()


def test_the_generator_decides() -> None:
    points = replicated(8)
    one, again = (resample_means(points, 20, np.random.default_rng(5)) for _ in range(2))
    assert one.tolist() == again.tolist()
