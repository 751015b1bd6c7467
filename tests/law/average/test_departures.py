"""Ways in which a curve departs from its shape, and the sizes described."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from simlaw.law.average.departures import (
    DENSE,
    DRIFT_LENGTH,
    DRIFT_PRIOR,
    DRIFT_RATIOS,
    MOST_OUTSIDE,
    OUTSIDE,
    departures,
    drift_covariance,
    window,
)

Floats = npt.NDArray[np.float64]


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


@pytest.mark.parametrize(("sizes", "single"), [(3, True), (8, False), (8, True), (40, True)])
def test_the_beliefs_in_all_departures_add_up(sizes: int, single: bool) -> None:
    every = list(departures(sizes, single))
    belief = [np.exp(one.log_prior) / OUTSIDE**one.outside for one in every]
    assert sum(belief) == pytest.approx(1.0)
    most = max(one.outside for one in every)
    assert most == (0 if sizes > DENSE else min(MOST_OUTSIDE, sizes - 1))
    assert any(one.shared > 0 for one in every) == (single and sizes > DENSE)


def test_a_departure_is_about_the_sizes_inside_alone() -> None:
    x = np.linspace(-3.0, 0.0, 6)
    noise = np.diag(np.linspace(1.0, 2.0, 6))
    for one in departures(6, True):
        found = one.covariance(x, noise)
        assert found.shape == (6 - one.outside,) * 2
        assert np.linalg.eigvalsh(found).min() > 0
        if one.ratio == 0:
            assert found == pytest.approx(noise[one.outside :, one.outside :])


def test_neighbours_of_a_dense_curve_share_noise_and_far_sizes_do_not() -> None:
    x = np.linspace(-3.0, 0.0, 30)
    shared = next(one for one in departures(30, True) if one.shared > 0 and one.ratio == 0)
    found = shared.covariance(x, np.eye(30))
    assert np.diag(found) == pytest.approx(np.ones(30))
    assert found[0, 1] > 0.5 > 0.01 > found[0, -1]


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
