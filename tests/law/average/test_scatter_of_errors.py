"""The noise of a mean curve and of a new run, against replicates that are simulated."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from simlaw.law.average.scatter_of_errors import (
    LEAST_FREEDOM,
    PLAIN_FACTOR,
    PLAIN_FREEDOM,
    new_run_scatter,
    scatter_of,
)
from simlaw.law.points import Points, arrange

Floats = npt.NDArray[np.float64]
N = np.geomspace(50, 3200, 7)
CURVE = 2 * N**-0.5 + 0.1


def replicated(count: int, shared: float, own: float, seed: int = 0) -> Points:
    rng = np.random.default_rng(seed)
    deviation = shared * rng.standard_normal((count, 1)) + own * rng.standard_normal(
        (count, N.size)
    )
    rows = CURVE * np.exp(deviation)
    return arrange(np.tile(N, count), rows.ravel(), replicate=np.repeat(np.arange(count), N.size))


@pytest.mark.parametrize(("shared", "own"), [(0.0, 0.05), (0.1, 0.02), (0.05, 0.05)])
def test_offset_and_rest_add_up_to_the_covariance_of_the_means(shared: float, own: float) -> None:
    count = 300
    scatter = scatter_of(replicated(count, shared, own))
    whole = scatter.covariance(CURVE)
    wanted = (shared**2 + own**2 * np.eye(N.size)) / count
    assert np.diag(whole) == pytest.approx(np.diag(wanted), rel=0.25)
    assert scatter.offset.scale == pytest.approx(
        shared / np.sqrt(count), abs=0.3 * own / np.sqrt(count)
    )
    assert scatter.spread == pytest.approx(np.hypot(shared, own), rel=0.15)
    assert np.linalg.eigvalsh(scatter.noise.covariance).min() > 0


def test_few_replicates_are_trusted_little_and_the_pool_is_standardised() -> None:
    few, many = scatter_of(replicated(3, 0.1, 0.05)), scatter_of(replicated(40, 0.1, 0.05))
    assert (few.noise.freedom, many.noise.freedom) == (LEAST_FREEDOM, 39)
    assert (few.offset.freedom, many.offset.freedom) == (2, 39)
    for scatter in (few, many):
        assert np.mean(scatter.residuals**2) == pytest.approx(1.0)


def test_single_points_have_noise_of_unknown_size_and_no_offset() -> None:
    scatter = scatter_of(arrange(N, CURVE))
    assert scatter.noise.covariance.tolist() == np.eye(N.size).tolist()
    assert (scatter.noise.factor, scatter.noise.freedom) == (PLAIN_FACTOR, PLAIN_FREEDOM)
    assert scatter.offset.scale == 0
    assert scatter.residuals.size == 0


def test_standard_errors_weigh_single_points_against_each_other() -> None:
    stderr = 0.02 * CURVE
    stderr[2] *= 3
    weighed = np.diag(scatter_of(arrange(N, CURVE, stderr=stderr)).noise.covariance)
    assert weighed[-1] == 1.0
    assert weighed[2] == pytest.approx(5.0), "half of nine times the variance, half of its own"
    assert np.delete(weighed, 2) == pytest.approx(np.ones(N.size - 1))


def test_a_new_run_scatters_as_one_replicate_does() -> None:
    points = replicated(60, 0.08, 0.03)
    scatter = scatter_of(points)
    drawn = new_run_scatter(scatter, np.ones(20_000), np.random.default_rng(1))
    assert drawn.std() == pytest.approx(np.hypot(0.08, 0.03), rel=0.15)
    alone = scatter_of(arrange(N, CURVE))
    sigma = np.full(20_000, 0.02)
    plain = new_run_scatter(alone, sigma, np.random.default_rng(2))
    assert plain.std() == pytest.approx(0.02, rel=0.03)
