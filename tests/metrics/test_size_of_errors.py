"""Metrics of the size of errors: known answers, and what holds between them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simlaw.metrics import MAE, RMSE, QuantileOfErrors, ShareOutside

MISSES = arrays(np.float32, 9, elements=st.floats(-1e6, 1e6, width=32)).map(np.float64)


@given(MISSES)
def test_quantiles_rise_with_the_share_and_end_at_the_largest_error(misses: np.ndarray) -> None:
    found = [QuantileOfErrors(percent).of(misses, np.zeros(9)) for percent in (10, 50, 90, 99)]
    assert np.diff(found).min() >= -1e-9
    assert 0 <= found[0] <= found[-1] <= np.abs(misses).max() * (1 + 1e-12)
    assert MAE.of(misses, np.zeros(9)) <= RMSE.of(misses, np.zeros(9)) * (1 + 1e-12)


def test_the_median_is_that_of_the_absolute_errors_and_named_so() -> None:
    metric = QuantileOfErrors(50)
    assert (metric.name, metric.title) == ("median", "median absolute error")
    assert metric.of(np.array([-3.0, 1.0, 2.0]), np.zeros(3)) == 2.0


def test_an_error_as_large_as_the_tolerance_is_within_it() -> None:
    metric = ShareOutside(0.25)
    assert metric.name == "outside-0.25"
    assert metric.of(np.array([0.25, -0.25, 0.5, 0.0]), np.zeros(4)) == pytest.approx(0.25)
