"""Shapes that are averaged: their values, their prior, their grids."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.law.average import candidate_shapes as sh

SPAN = 4.0
ALPHAS = np.log(np.geomspace(1e-3, 60, 400))


def grids():
    drops = np.log(np.geomspace(1e-6, 300, 500))
    return {
        "offset": sh.power_offset_grid(drops, ALPHAS, SPAN),
        "power": sh.power_grid(ALPHAS),
        "accelerating": sh.accelerating_grid(np.log(np.geomspace(*sh.SLOPE_RANGE, 200))),
    }


def test_the_prior_is_a_probability_over_all_families():
    shares = {name: np.exp(shapes.log_prior).sum() for name, shapes in grids().items()}
    assert shares["power"] == pytest.approx(sh.PRIOR_POWER, rel=0.01)
    assert shares["accelerating"] == pytest.approx(sh.PRIOR_ACCELERATING, rel=0.02)
    assert sum(shares.values()) == pytest.approx(1, rel=0.02)


def test_every_shape_is_relative_to_the_largest_size_and_falls():
    everything = sh.join(*grids().values())
    found = sh.values(everything, np.array([-SPAN, 0.0, 2.0]))
    assert found.shape == (everything.first.size, 3)
    assert found[:, 1] == pytest.approx(0, abs=1e-12)
    assert (found[:, 0] >= 0).all()
    assert (found[:, 2] <= 0).all()


@given(st.floats(0.02, 6), st.floats(0, 0.99))
def test_the_fall_over_the_measured_range_is_that_of_the_shape(alpha, gamma):
    one = sh.Shapes(
        np.array([sh.POWER_OFFSET]), np.array([alpha]), np.array([gamma]), np.zeros(1),
        np.zeros((1, 2)),
    )  # fmt: skip
    drop = sh.drop_of(one.first, one.second, SPAN)
    assert sh.values(one, np.array([-SPAN]))[:, 0] == pytest.approx(drop)


def test_far_out_nothing_overflows():
    found = sh.values(sh.join(*grids().values()), np.array([1e3]))
    assert np.isfinite(found[found > -1e300]).all()
    assert not np.isnan(found).any()


def test_jitter_stays_within_the_cells_and_keeps_the_family():
    rng = np.random.default_rng(0)
    drops, alphas = np.log(np.geomspace(0.1, 3, 9)), np.log(np.geomspace(0.2, 2, 9))
    shapes = sh.join(sh.power_offset_grid(drops, alphas, SPAN), sh.power_grid(alphas))
    moved = sh.jitter(shapes, SPAN, rng)
    assert np.array_equal(moved.family, shapes.family)
    assert (np.abs(np.log(moved.first / shapes.first)) <= shapes.cell[:, 1] + 1e-12).all()
    assert not np.array_equal(moved.first, shapes.first)
    assert ((moved.second >= 0) & (moved.second <= 1)).all()


def test_rows_are_taken_together():
    shapes = grids()["power"]
    rows = np.array([3, 3, 0])
    taken = shapes.take(rows)
    for name in ("family", "first", "second", "log_prior", "cell"):
        assert np.array_equal(getattr(taken, name), getattr(shapes, name)[rows])
