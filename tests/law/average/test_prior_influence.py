"""How far a law rests on its prior of alpha."""

from __future__ import annotations

import json

import numpy as np
import pytest

from simlaw.law import fit
from simlaw.law.average.candidate_shapes import ALPHA_CENTRE, ALPHA_SPREAD
from simlaw.law.average.prior_influence import (
    LEAST_EFFECTIVE,
    OTHER_CENTRES,
    PriorInfluence,
    prior_influence,
    weighted_quantiles,
)
from simlaw.law.distribution import Draws, grid_of

N = np.geomspace(100, 6400, 7)
GRID = grid_of(N)


def of_draws(alpha: np.ndarray, rests: np.ndarray | None = None) -> tuple[PriorInfluence, Draws]:
    curves = np.log(0.1 + 0.1 * np.exp(-alpha[:, None] * np.minimum(GRID, 300)))
    draws = Draws(GRID, curves, np.zeros(alpha.size))
    columns = {"alpha": alpha, "C": np.full(alpha.size, 0.1)}
    rests = np.ones(alpha.size, dtype=np.bool_) if rests is None else rests
    return prior_influence(alpha, rests, columns, draws, 0.9), draws


def prior_draws(count: int = 200_000) -> np.ndarray:
    rng = np.random.default_rng(0)
    return np.exp(ALPHA_CENTRE + ALPHA_SPREAD * rng.standard_normal(count))


def test_draws_of_the_prior_alone_become_those_of_the_others() -> None:
    found, _ = of_draws(prior_draws())
    assert found.own.alpha.estimate == pytest.approx(np.exp(ALPHA_CENTRE), rel=0.02)
    for one, centre in zip(found.others, OTHER_CENTRES, strict=True):
        assert one.centre == centre
        assert one.alpha.estimate == pytest.approx(centre, rel=0.1)
        assert one.reliable
    assert found.decides("alpha")
    assert not found.decides("C")


def test_draws_that_the_points_determine_stay_where_they_are() -> None:
    rng = np.random.default_rng(1)
    found, draws = of_draws(0.5 * np.exp(0.02 * rng.standard_normal(2000)))
    assert not found.decides("alpha")
    ahead = np.exp(draws.at(np.log([2.0])))[:, 0]
    assert not found.moves(ahead, 0.9)
    for one in found.others:
        assert one.alpha.estimate == pytest.approx(0.5, rel=0.01)
        assert one.effective > 1900


def test_a_forecast_that_moves_is_marked() -> None:
    found, draws = of_draws(prior_draws(4000))
    assert found.moves(np.exp(draws.at(np.log([10.0])))[:, 0], 0.9)


def test_draws_without_alpha_keep_their_weight() -> None:
    alpha = np.full(100, 0.3)
    alpha[::2] = 3.0
    rests = np.ones(100, dtype=np.bool_)
    rests[::2] = False
    found, _ = of_draws(alpha, rests)
    for row in found.weights:
        assert row.sum() == pytest.approx(1)
        assert np.ptp(row[::2]) == 0


def test_too_few_effective_draws_say_nothing() -> None:
    alpha = np.full(1000, 0.3)
    alpha[0] = 60.0
    found, _ = of_draws(alpha)
    high = found.others[1]
    assert high.effective < LEAST_EFFECTIVE
    assert high.to_dict()["alpha"] is None
    assert not found.decides("alpha")
    assert len(found.shares(alpha > 1)) == 1


def test_equal_weights_give_plain_quantiles() -> None:
    values = np.random.default_rng(2).standard_normal(2001)
    found = weighted_quantiles(values, np.full(2001, 1 / 2001), [0.05, 0.5, 0.95])
    assert found == pytest.approx(np.quantile(values, [0.05, 0.5, 0.95]), abs=0.01)


def test_a_law_says_how_far_its_numbers_move() -> None:
    rng = np.random.default_rng(3)
    open_ = fit(N, 0.3 * N**-0.05 * np.exp(0.01 * rng.standard_normal(7)))
    assert open_.prior is not None
    assert open_.prior.decides("alpha")
    text = open_.prior.text()
    assert "median 0.1 and 1 in place of 0.3, alpha would be" in text
    assert "the forecast at 2 n would be" in text
    told = json.loads(json.dumps(open_.to_dict()["prior"], allow_nan=False))
    assert told["alpha_centre"] == pytest.approx(0.3)
    assert [one["alpha_centre"] for one in told["others"]] == list(OTHER_CENTRES)
    assert "median of alpha" in repr(open_.prior)
    assert "<table>" in open_.prior._repr_html_()
    exact = fit(N, 2 * N**-0.5 + 0.1)
    assert exact.prior is not None
    assert not exact.prior.decides("alpha")
    assert fit(N, 2 * N**-0.5 + 0.1, form="power").prior is None


def test_what_is_far_and_open_carries_the_note() -> None:
    rng = np.random.default_rng(3)
    law = fit(N, 0.3 * N**-0.1 * np.exp(0.02 * rng.standard_normal(7)))
    codes = {note.code for note in law.forecast([1e9], band="mean").notes}
    assert "rests_on_prior" in codes
    # Within the sizes measured the points decide.
    assert not law.forecast(N, band="mean").notes
