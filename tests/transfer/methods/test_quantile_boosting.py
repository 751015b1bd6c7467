"""Boosted trees for the median: they grow with few rows, and heed the median."""

import numpy as np
import pytest

pytest.importorskip("sklearn")

from simlaw.transfer.methods.quantile_boosting import regressor


@pytest.mark.parametrize("m", [12, 25, 40])
def test_it_does_not_collapse_to_one_number_with_few_rows(m: int) -> None:
    from sklearn.ensemble import HistGradientBoostingRegressor

    rng = np.random.default_rng(1)
    x = rng.standard_normal((300, 3))
    y = 2.0 * x[:, 0]
    ours = regressor(m, 0).fit(x[:m], y[:m]).predict(x[m:])
    plain = HistGradientBoostingRegressor(loss="absolute_error").fit(x[:m], y[:m]).predict(x[m:])
    assert np.abs(ours - y[m:]).mean() < 0.6 * np.abs(y[m:]).mean()
    assert (np.ptp(plain) == 0) == (m < 40)


def test_a_few_wild_values_do_not_draw_it_away() -> None:
    rng = np.random.default_rng(2)
    x = rng.standard_normal((200, 3))
    y = x[:, 0].copy()
    y[::20] += 1000.0
    found = regressor(200, 0).fit(x, y).predict(rng.standard_normal((100, 3)))
    assert np.median(np.abs(found)) < 3.0
