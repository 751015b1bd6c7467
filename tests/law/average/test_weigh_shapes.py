"""Curves given the points: where they go, what weighs them, and how far they wander."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from simlaw.law.average.candidate_shapes import ACCELERATING, POWER, POWER_OFFSET
from simlaw.law.average.departures import DENSE
from simlaw.law.average.search_shapes import Noise
from simlaw.law.average.weigh_shapes import Posterior, draw
from simlaw.law.distribution import grid_of

Floats = npt.NDArray[np.float64]
N = np.geomspace(50, 6400, 8)


def drawn(error: Floats, noise: float = 0.01, draws: int = 400, seed: int = 0) -> Posterior:
    known = Noise(np.eye(N.size) * noise**2, 1.0, 20.0)
    return draw(N, error, known, grid_of(N), draws, np.random.default_rng(seed))


def share(found: Posterior, family: int) -> float:
    return float(np.mean(found.shapes.family == family))


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
    assert (found.log_curve == found.log_mean).all()
    assert (found.sigma == 0).all()


def test_the_seed_decides() -> None:
    error = 2 * N**-0.5 + 0.1
    one, again, other = (drawn(error, draws=50, seed=seed) for seed in (1, 1, 2))
    assert one.log_curve.tolist() == again.log_curve.tolist()
    assert one.log_curve.tolist() != other.log_curve.tolist()


def test_sizes_before_the_law_begins_are_found_outside_it() -> None:
    """An untrained network at the two smallest sizes, and a power law from the third on."""
    error = np.where(N[2] > N, 5.0, 2 * N**-0.5)
    found = drawn(error)
    assert np.median(found.outside) == 2
    whole = drawn(2 * N**-0.5 + 0.1)
    assert np.mean(whole.outside == 0) > 0.7


def test_curves_that_rise_between_sizes_are_believed_less() -> None:
    """One high last point among falling ones is rather noise than a curve that turns."""
    error = np.array([0.5, 0.0086, 0.0039, 0.0108])
    n = np.array([5.0, 25.0, 125.0, 250.0])
    known = Noise(np.eye(4), 0.002, 0.5, 0.85)
    found = draw(n, error, known, grid_of(n), 400, np.random.default_rng(0))
    last = np.exp(found.log_curve[:, np.searchsorted(found.x, 0.0)])
    assert np.median(last) < 0.0108
    assert (last <= 0.5 * (1 + 1e-9)).all()


@pytest.mark.parametrize(
    "error",
    [
        np.array([0.5, 0.4, 0.33, 0.28, 0.24, 0.21, 0.19, 0.45]),
        np.array([0.5, 0.4, 0.33, 0.28, 0.24, 0.21, 0.19, 0.02]),
        np.linspace(0.1, 0.5, 8),
        np.array([2.0, 0.4, 0.33, 0.28, 0.24, 0.21, 0.19, 0.17]),
    ],
    ids=["bump at the end", "drop at the end", "rising", "outlier first"],
)
def test_no_curve_leaves_what_was_measured_by_far(error: Floats) -> None:
    known = Noise(np.eye(8), 0.002, 0.5, 0.85)
    found = draw(N, error, known, grid_of(N), 400, np.random.default_rng(0))
    beyond = found.log_curve[:, found.x >= 0]
    assert beyond.max() <= np.log(error.max()) + 0.02
    ten = found.log_curve[:, np.argmin(np.abs(found.x - np.log(10.0)))]
    steepest = np.max(-np.diff(np.log(error)) / np.diff(np.log(N)))
    assert ten.min() >= np.log(error.min()) - max(2.0, 2 * steepest) * np.log(10.0) - 0.5


def test_a_dense_curve_keeps_its_run_near_its_end_and_forgets_it() -> None:
    n = np.geomspace(16, 4000, 40)
    assert n.size > DENSE
    rng = np.random.default_rng(1)
    steps = np.exp(-np.diff(np.log(n)) / 0.5)
    noise = [0.0]
    for step in steps:
        noise.append(step * noise[-1] + np.sqrt(1 - step**2) * 0.05 * rng.standard_normal())
    error = (2 * n**-0.5 + 0.05) * np.exp(np.array(noise))
    known = Noise(np.eye(40), 0.002, 0.5, 0.65)
    found = draw(n, error, known, grid_of(n), 800, rng)
    # Noise that sizes share is in the curve, so what is left for one new size is smaller.
    assert np.median(found.sigma) < 0.05
