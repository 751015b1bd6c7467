"""Curves given the points: where they go, what weighs them, and how far they wander."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from simlaw.law.average.candidate_shapes import ACCELERATING, POWER, POWER_OFFSET
from simlaw.law.average.weigh_shapes import (
    DENSE,
    DRIFT_LENGTH,
    DRIFT_PRIOR,
    DRIFT_RATIOS,
    Noise,
    Posterior,
    draw,
    drift_covariance,
    window,
)
from simlaw.law.distribution import grid_of

Floats = npt.NDArray[np.float64]
N = np.geomspace(50, 6400, 8)


def drawn(error: Floats, noise: float = 0.01, draws: int = 400, seed: int = 0) -> Posterior:
    known = Noise(np.eye(N.size) * noise**2, 1.0, 20.0)
    return draw(N, error, known, grid_of(N), draws, np.random.default_rng(seed))


def share(found: Posterior, family: int) -> float:
    return float(np.mean(found.shapes.family == family))


def test_the_priors_of_the_drift_add_up_and_an_exact_form_is_likeliest() -> None:
    assert sum(DRIFT_PRIOR) == pytest.approx(1.0)
    assert len(DRIFT_PRIOR) == len(DRIFT_RATIOS)
    assert max(DRIFT_PRIOR) == DRIFT_PRIOR[0]
    assert DRIFT_RATIOS[0] == 0.0


def test_the_drift_is_the_integral_of_a_process_that_forgets() -> None:
    x = np.linspace(-3.0, 9.0, 13)
    found = drift_covariance(x, x, float(x[0]))
    assert found == pytest.approx(found.T)
    assert np.linalg.eigvalsh(found).min() > -1e-9
    assert found[0] == pytest.approx(np.zeros(x.size)), "nothing has drifted where it starts"
    # Simulated in fine steps: slopes with correlation length DRIFT_LENGTH, summed up.
    rng, step = np.random.default_rng(0), 0.05
    keep = np.exp(-step / DRIFT_LENGTH)
    slope = rng.standard_normal(20_000)
    total, told = np.zeros(20_000), [np.zeros(20_000)]
    for _ in range(round(12.0 / step)):
        total = total + step * slope
        slope = keep * slope + np.sqrt(1 - keep**2) * rng.standard_normal(20_000)
        told.append(total)
    every = round(1.0 / step)
    assert np.cov(told[::every]) == pytest.approx(found, abs=0.06 * found.max())


def test_exact_points_are_gone_through_and_the_draws_are_one_bundle() -> None:
    error = 2 * N**-0.5 + 0.1
    found = drawn(error, noise=1e-3)
    at = [np.argmin(np.abs(found.x - np.log(n / N[-1]))) for n in N]
    middle = np.median(found.log_curve, axis=0)[at]
    assert middle == pytest.approx(np.log(error), abs=0.005)
    assert share(found, POWER_OFFSET) > 0.9
    alpha = np.median(found.shapes.first[found.shapes.family == POWER_OFFSET])
    assert alpha == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(
    ("error", "family"),
    [
        (2 * N**-0.4, POWER),
        (0.5 * np.exp(-N / 2500.0), ACCELERATING),
        (2 * N**-0.8 + 0.2, POWER_OFFSET),
    ],
)
def test_the_family_that_made_the_points_is_found(error: Floats, family: int) -> None:
    assert share(drawn(error, noise=0.003), family) > 0.6


def test_a_form_that_does_not_fit_is_not_taken_for_exact() -> None:
    wiggle = (2 * N**-0.5 + 0.1) * np.exp(0.05 * np.sin(1.3 * np.log(N)))
    exact, bent = drawn(2 * N**-0.5 + 0.1, 0.003), drawn(wiggle, 0.003)
    assert exact.weights.sum() == pytest.approx(1.0)
    assert exact.weights[0] > 0.5 > bent.weights[0]
    ahead = np.argmin(np.abs(exact.x - np.log(10)))
    assert bent.log_curve[:, ahead].std() > 2 * exact.log_curve[:, ahead].std()


def test_no_form_rises_beyond_the_largest_size() -> None:
    found = drawn(np.linspace(0.1, 0.2, N.size))
    last = found.log_mean[:, np.searchsorted(found.x, 0.0)]
    assert (found.log_mean[:, found.x > 0] <= last[:, None] + 1e-12).all()


def test_without_wandering_the_curves_are_the_forms() -> None:
    known = Noise(np.eye(N.size) * 1e-4, 1.0, 20.0)
    error = 2 * N**-0.5 + 0.1
    rng = np.random.default_rng(3)
    found = draw(N, error, known, grid_of(N), 100, rng, wander=False)
    assert found.log_curve is found.log_mean
    assert (found.sigma == 0).all()


def test_the_seed_decides() -> None:
    error = 2 * N**-0.5 + 0.1
    one, again, other = (drawn(error, draws=50, seed=seed) for seed in (1, 1, 2))
    assert one.log_curve.tolist() == again.log_curve.tolist()
    assert one.log_curve.tolist() != other.log_curve.tolist()


@pytest.mark.parametrize(
    ("n", "columns"),
    [
        (np.geomspace(10, 1e6, 8), 8),
        (np.geomspace(10, 1e6, 60), 16),
        (np.geomspace(10, 1e6, 20), DENSE),
        (np.geomspace(50, 500, 30), 30),
    ],
)
def test_a_dense_curve_is_described_over_its_end(n: Floats, columns: int) -> None:
    found = window(n)
    assert found.size == columns
    assert found.tolist() == list(range(n.size - columns, n.size))
