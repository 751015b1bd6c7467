"""Shapes and their prior, against integrals and formulas written out here."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.law.average import candidate_shapes as sh

ALPHAS = np.linspace(np.log(sh.ALPHA_RANGE[0]), np.log(sh.ALPHA_RANGE[1]), 400)


def grid(span: float, drops: int = 400) -> sh.Shapes:
    low, high = np.log(1e-5), np.log(sh.ALPHA_RANGE[1] * span)
    return sh.power_offset_grid(np.linspace(low, high, drops), ALPHAS, span)


def mass(shapes: sh.Shapes) -> float:
    return float(np.exp(shapes.log_prior).sum())


@given(alpha=st.floats(0.02, 6), gamma=st.floats(0, 0.999), x=st.floats(-8, 8))
def test_a_power_with_offset_is_its_formula(alpha: float, gamma: float, x: float) -> None:
    one = sh.Shapes(
        np.array([sh.POWER_OFFSET]),
        np.array([alpha]),
        np.array([gamma]),
        np.zeros(1),
        np.zeros((1, 2)),
    )
    wanted = np.log(gamma + (1 - gamma) * np.exp(-alpha * x))
    assert sh.values(one, np.array([x, 0.0]))[0] == pytest.approx([wanted, 0.0], abs=1e-12)


def test_every_shape_falls_and_stays_finite_however_far() -> None:
    shapes = sh.join(grid(4.0, 12), sh.power_grid(ALPHAS[::40]), sh.accelerating_grid(ALPHAS[::40]))
    x = np.concatenate([np.linspace(-6, 6, 40), [50.0, 400.0]])
    found = sh.values(shapes, x)
    assert np.isfinite(found).all()
    assert (np.diff(found, axis=1) <= 1e-12).all()
    at_last = sh.values(shapes, np.zeros(1))[:, 0]
    assert at_last == pytest.approx(np.zeros(at_last.size))


@pytest.mark.parametrize("kappa", sh.KAPPAS)
def test_an_accelerating_decay_has_a_local_exponent_that_grows(kappa: float) -> None:
    all_of = sh.accelerating_grid(np.log([0.1, 0.3, 0.9]))
    shapes = all_of.take(np.flatnonzero(all_of.second == kappa))
    for x in (-2.0, 0.0, 1.0):
        around = sh.values(shapes, np.array([x - 1e-5, x + 1e-5]))
        slope = -(around[:, 1] - around[:, 0]) / 2e-5
        assert slope == pytest.approx(shapes.first * np.exp(kappa * x), rel=1e-5)


@pytest.mark.parametrize("span", [2.0, 4.0, 7.0])
def test_the_prior_of_each_family_adds_up_to_its_weight(span: float) -> None:
    # Of log alpha, all but the tails of a normal; of the share, all above its floor.
    assert mass(sh.power_grid(ALPHAS)) == pytest.approx(sh.PRIOR_POWER, abs=0.01)
    slopes = np.log(np.geomspace(*sh.SLOPE_RANGE, 200))
    assert mass(sh.accelerating_grid(slopes)) == pytest.approx(sh.PRIOR_ACCELERATING)
    wanted = 1 - sh.PRIOR_POWER - sh.PRIOR_ACCELERATING
    assert mass(grid(span)) == pytest.approx(wanted, rel=0.03)


def test_the_prior_of_the_offset_is_that_of_its_share() -> None:
    shapes = grid(4.0)
    share, weight = 1 - shapes.second, np.exp(shapes.log_prior)
    weight /= weight.sum()
    for at in (0.01, 0.1, 0.5):
        below = (1 - sh.SHARE_LOG) * at + sh.SHARE_LOG * np.log(at / sh.SHARE_FLOOR) / np.log(
            1 / sh.SHARE_FLOOR
        )
        assert weight[share <= at].sum() == pytest.approx(below, abs=0.03)


@settings(deadline=None)
@given(span=st.floats(1, 8), seed=st.integers(0, 99))
def test_a_shape_moves_within_its_cell_alone(span: float, seed: int) -> None:
    shapes = sh.join(grid(span, 20), sh.power_grid(ALPHAS[::20]))
    moved = sh.jitter(shapes, span, np.random.default_rng(seed))
    assert moved.family.tolist() == shapes.family.tolist()
    assert (np.abs(np.log(moved.first / shapes.first)) <= shapes.cell[:, 1] + 1e-12).all()
    assert (moved.second >= 0).all()
    assert (moved.second <= 1).all()
    assert (moved.second[shapes.family == sh.POWER] == 0).all()
    inside = (moved.second > 0) & (moved.second < 1)
    before = np.log(sh.drop_of(shapes.first[inside], shapes.second[inside], span))
    after = np.log(sh.drop_of(moved.first[inside], moved.second[inside], span))
    assert (np.abs(after - before) <= shapes.cell[inside, 0] + 1e-6).all()
