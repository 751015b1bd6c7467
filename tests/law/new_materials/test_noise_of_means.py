"""The noise of a curve's means, and the law that is fitted with it."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from tests.law.new_materials.tables import SIZES, made_up

from simlaw.errors import InputError
from simlaw.law import LearningCurve
from simlaw.law.new_materials.noise_of_means import (
    MeanNoise,
    checked_inference,
    noise_of_means,
    shares,
)

CELLS = [("fine-tune", 20, n) for n in SIZES]


def curve_of(errors) -> LearningCurve:
    rows = [
        {
            "replicate": row,
            "n": n,
            "m": m,
            "method": method,
            "mae": float(np.abs(one).mean()),
            "rmse": float(np.sqrt(np.mean(one.astype(float) ** 2))),
        }
        for (method, m, n), several in errors.errors.items()
        for row, one in enumerate(several)
        if one is not None
    ]
    return LearningCurve(pd.DataFrame(rows), materials=errors)


def test_a_law_for_new_materials_is_about_them_and_wider() -> None:
    curve = curve_of(made_up(3))
    new, these = curve.fit(), curve.fit(inference="these")
    assert (new.inference, these.inference) == ("new", "these")
    assert new.to_dict()["inference"] == "new"
    wide, narrow = (law.forecast([1600], band="mean") for law in (new, these))
    assert wide.high[0] - wide.low[0] > 1.5 * (narrow.high[0] - narrow.low[0])
    assert new.predict([800])[0] == pytest.approx(these.predict([800])[0], rel=0.01)


@pytest.mark.heavy
def test_the_law_holds_the_mean_of_new_materials_nine_times_of_ten() -> None:
    held = []
    for seed in range(80):
        law = curve_of(made_up(seed)).fit(resamples=400)
        ahead = law.forecast([800], level=0.9, band="mean")
        held.append(ahead.low[0] <= 10.0 <= ahead.high[0])
    assert 0.82 <= np.mean(held) <= 0.98


def test_another_table_is_no_surer_than_new_materials() -> None:
    errors = made_up(1)
    new, table = (noise_of_means(errors, CELLS, inference=name) for name in ("new", "table"))
    assert np.all(np.diag(table.covariance) >= np.diag(new.covariance) - 1e-15)


def test_root_mean_square_errors_follow_by_the_delta_method() -> None:
    errors = made_up(2)
    absolute, square = (noise_of_means(errors, CELLS, metric=name) for name in ("mae", "rmse"))
    assert square.mean == pytest.approx(absolute.mean, rel=0.02)
    assert np.diag(square.covariance) == pytest.approx(np.diag(absolute.covariance), rel=0.3)


def test_sizes_that_some_replicates_lack_keep_what_the_others_say() -> None:
    errors = made_up(4)
    lacking = {
        cell: [None if cell == CELLS[-1] and row > 8 else one for row, one in enumerate(several)]
        for cell, several in errors.errors.items()
    }
    whole = noise_of_means(errors, CELLS)
    part = noise_of_means(dataclasses.replace(errors, errors=lacking), CELLS)
    assert np.diag(part.covariance)[:-1] == pytest.approx(np.diag(whole.covariance)[:-1], rel=0.1)
    assert part.covariance[-1, -1] > whole.covariance[-1, -1]
    assert np.linalg.eigvalsh(part.covariance).min() > -1e-12


def test_draws_have_the_covariance_and_heavier_tails() -> None:
    noise = MeanNoise(np.array([[4e-4, 3e-4], [3e-4, 9e-4]]), 50.0)
    drawn = noise.draw(40_000, np.random.default_rng(0))
    assert np.cov(drawn, rowvar=False) == pytest.approx(noise.covariance * 50 / 48, rel=0.1)


def test_the_rest_counts_for_the_material_by_what_trainings_share() -> None:
    assert shares(made_up(0), np.array([20.0, 50.0, 80.0])).tolist() == [0.25, 1.0, 1.0]


def test_an_inference_is_refused_where_it_is_unknown_or_has_no_errors() -> None:
    with pytest.raises(InputError, match="these"):
        checked_inference("thees")
    curve = dataclasses.replace(curve_of(made_up(0)), materials=None)
    assert curve.fit().inference == "these"
    with pytest.raises(InputError, match="error of every tested material"):
        curve.fit(inference="new")


def test_negative_transfer_is_judged_by_what_the_two_share() -> None:
    errors = made_up(5)
    worse = {
        cell: [one * (1.05 if cell[0] == "fine-tune" else 1.0) for one in several]
        for cell, several in errors.errors.items()
    }
    curve = curve_of(dataclasses.replace(errors, errors=worse))
    apart = curve.difference(("fine-tune", 20, 800), ("direct", 20, 0))
    alone = curve.direct()
    # Far inside the interval of either, and yet beyond doubt.
    assert apart.mean < alone.high - alone.low + 1.0
    assert apart.estimate(0.9).low > 0
    assert curve.fit().status == "negative_transfer"
