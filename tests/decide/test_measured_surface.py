import numpy as np
import pytest
from tests.decide.laws import M, N, known, truth

from simlaw.decide.measured_surface import measured_surface
from simlaw.law import fit_joint


def rising(n, m):
    """A surface that rises with n before it falls."""
    return truth(n, m) * np.exp(0.12 * np.exp(-0.5 * (np.log(n / 400)) ** 2))


def of(errors, replicates=8, noise=0.0):
    rng = np.random.default_rng(0)
    rows = errors * np.exp(noise * rng.standard_normal((replicates, N.size)))
    return fit_joint(
        np.tile(N, replicates),
        np.tile(M, replicates),
        rows.ravel(),
        replicate=np.repeat(np.arange(replicates), N.size),
        resamples=60,
    )


def test_where_the_law_fits_nothing_is_moved():
    surface = measured_surface(known())
    assert not surface.moved
    assert surface.predict(700, 90)[0] == pytest.approx(float(known().predict(700, 90)), rel=1e-3)


def test_a_curve_that_rises_first_is_followed_within_the_sizes_and_at_their_edge():
    law = of(rising(N, M))
    surface = measured_surface(law)
    told = np.abs(np.log(law.predict(N, M) / rising(N, M)))
    moved = np.abs(np.log(surface.predict(N, M) / rising(N, M)))
    assert surface.moved
    assert moved.max() < 0.5 * told.max()
    assert np.sqrt(np.mean(moved**2)) < 0.4 * np.sqrt(np.mean(told**2))
    edge, far = surface.shift_at([12_000, 48_000], [400, 1600])
    assert edge == far
    below = surface.shift_at([1, 50], [1, 25])
    assert below[0] == below[1]


def test_draws_move_as_the_median_does():
    surface = measured_surface(of(rising(N, M)))
    draws = surface.curves([300.0, 900.0], [70.0, 70.0])
    assert draws.shape == (surface.law.draws.theta.shape[0], 2)
    assert np.median(draws, axis=0) == pytest.approx(surface.predict([300, 900], [70, 70]))


def test_noise_of_single_cells_is_mostly_left_alone():
    law = of(truth(N, M), replicates=4, noise=0.1)
    misfit = np.log(law.mean / law.predict(N, M))
    shift = measured_surface(law).shift_at(law.n, law.m)
    assert np.sqrt(np.mean(shift**2)) < 0.6 * np.sqrt(np.mean(misfit**2))
