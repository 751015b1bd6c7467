import numpy as np
import pytest

from simlaw.law.joint.extrapolation import FLOOR, WORTH, departure, persistent
from simlaw.law.joint.surface import predict_joint

N, M = (axis.ravel() for axis in np.meshgrid(np.geomspace(50, 6400, 8), np.geomspace(10, 160, 5)))
X, Y = np.log(N / N.max()), np.log(M / M.max())
MEAN = predict_joint(np.array([[3.0, 0.5, 0.4, 0.3, 0.05]]), N, M)[0]


def found(mean, spread=0.002, chosen=slice(None)):
    rng = np.random.default_rng(0)
    means = mean * np.exp(spread * rng.standard_normal((50, mean.size)))
    weight = np.ones(mean.size)
    parts = (X, Y, mean, means.T, weight)
    x, y, mean, means, weight = (part[chosen] for part in parts)
    return departure(x, y, mean, means.T, weight, "joint")


def test_points_of_the_form_leave_the_floor_and_light_tails():
    one = found(MEAN)
    assert one.scale == pytest.approx(FLOOR * np.sqrt(WORTH / one.freedom), rel=0.1)
    assert one.freedom.tolist() == [6, 5]


def test_few_origins_have_heavy_tails():
    assert found(MEAN, chosen=np.flatnonzero(M > 25)).freedom.tolist() == [6, 3]


def test_a_break_beyond_one_size_widens_its_axis_most():
    broken = MEAN * np.exp(-0.4 * np.clip(X + 1.5, 0, None))
    one = found(broken)
    assert one.scale[0] > 5 * FLOOR
    assert one.scale[0] > 1.5 * one.scale[1]


def test_what_the_resamples_explain_is_not_a_departure():
    noisy = MEAN * np.exp(0.05 * np.random.default_rng(1).standard_normal(MEAN.size))
    assert (found(noisy, spread=0.05).scale <= found(noisy, spread=0.001).scale).all()


def test_departures_come_in_pairs_of_opposite_sign():
    drawn = found(MEAN).draw(101, np.random.default_rng(0))
    assert drawn.shape == (101, 2)
    assert (drawn[:50] == -drawn[51:]).all()


def test_misfit_that_neighbours_share_is_told_from_noise():
    noise = 0.05 * np.random.default_rng(2).standard_normal(N.size)
    assert persistent(X, Y, noise) < 0.025
    assert persistent(X, Y, 0.05 * np.sign(Y + 1.5)) == pytest.approx(0.05, rel=0.1)


def test_cells_that_share_no_size_have_no_neighbours():
    alone = np.arange(9.0)
    assert persistent(alone, alone[::-1], np.ones(9)) == 0
