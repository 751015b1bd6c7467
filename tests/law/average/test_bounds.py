"""What the averaged law never forecasts: absurd ends, on made-up curves of every odd kind."""

from __future__ import annotations

import numpy as np
import pytest

from simlaw.law import Law, fit

N = 100.0 * 2.0 ** np.arange(8)
TRUTH = 2 * N**-0.5 + 0.05


def off(at: int, factor: float) -> np.ndarray:
    error = TRUTH.copy()
    error[at] *= factor
    return error


CURVES = {
    "bump within": np.array([0.5, 0.35, 0.25, 0.3, 0.45, 0.3, 0.2, 0.14]),
    "bump at the end": np.array([0.5, 0.35, 0.25, 0.2, 0.16, 0.13, 0.2, 0.35]),
    "outlier first": off(0, 20.0),
    "outlier within": off(4, 8.0),
    "outlier last": off(7, 3.0),
    "plateau early": np.minimum(TRUTH, TRUTH[3]),
    "plateau late": np.maximum(TRUTH, TRUTH[4]),
    "increasing": 0.2 * N**0.06,
    "steep": N**-3.0,
    "flat": np.full(8, 0.3),
    "accelerating": 0.5 * np.exp(-N / 4000.0),
    "broken": np.where(N < 1000, 0.5 * (N / 100) ** -0.1, 0.5 * 10**-0.1 * (N / 1000) ** -1.0),
}


@pytest.fixture(scope="module", params=list(CURVES))
def law(request: pytest.FixtureRequest) -> Law:
    return fit(N, CURVES[request.param])


def test_the_forecast_stays_at_the_points(law: Law) -> None:
    # Of a curve with an outlier the others: the median miss is small, whatever one size does.
    miss = np.abs(np.log(law.predict(law.n) / law.mean))
    assert np.median(miss) < 0.4
    inside = law.forecast(law.n, band="mean")
    assert (inside.low <= inside.mean).all()
    assert (inside.mean <= inside.high).all()


def test_a_formula_that_is_told_does_not_miss_what_the_law_says(law: Law) -> None:
    if law.formula_holds:
        band = law.forecast(law.n, level=0.9, band="mean")
        found = law.formula(law.n)
        assert (found >= 0.99 * band.low).all()
        assert (found <= 1.01 * band.high).all()
    else:
        assert "no_short_formula" in {note.code for note in law.notes}


def test_no_estimate_sits_on_its_own_end(law: Law) -> None:
    alpha = law.alpha
    # Where every draw accelerates, alpha is the end of its range and nothing else.
    assert alpha.low < alpha.estimate < alpha.high or alpha.low == alpha.high


def test_the_gap_does_not_lie_above_the_error_at_the_largest_size(law: Law) -> None:
    last = law.forecast(law.n[-1:], band="mean")
    assert law.C.estimate <= last.mean[0] * (1 + 1e-9)
    assert law.C.high <= max(last.high[0], law.mean[-1]) * (1 + 1e-9)


def test_no_forecast_beyond_the_data_lies_above_the_error_of_small_sizes(law: Law) -> None:
    beyond = law.n[-1] * np.array([1.5, 2.0, 5.0, 10.0, 100.0])
    most = max(float(law.mean.max()), float(law.predict(law.n).max()))
    assert law.forecast(beyond, band="mean").high.max() <= 1.05 * most
    # Of every draw, not of its band alone.
    assert np.quantile(law.curves(beyond), 0.999) <= 1.5 * most


def test_bands_ten_times_beyond_the_data_are_no_absurdity(law: Law) -> None:
    far = law.forecast([10 * law.n[-1]], band="mean")
    assert far.high[0] / far.low[0] < 1e4
