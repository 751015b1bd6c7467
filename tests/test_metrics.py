"""Metrics: known answers, and order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simlaw.metrics import METRICS


def test_names_and_known_answers() -> None:
    assert tuple(METRICS)[:2] == ("mae", "rmse")
    predicted, measured = np.array([1.0, 2.0, 6.0]), np.array([1.0, 4.0, 2.0])
    assert METRICS["mae"].of(predicted, measured) == 2.0
    assert METRICS["rmse"].of(predicted, measured) == pytest.approx(np.sqrt(20 / 3))
    assert METRICS.find(METRICS["mae"]).title == "mean absolute error"


@given(arrays(np.float32, 6, elements=st.floats(-1e6, 1e6, width=32)).map(np.float64))
def test_the_root_of_squares_is_never_below_the_mean(misses: np.ndarray) -> None:
    mae, rmse = (METRICS[name].of(misses, np.zeros(6)) for name in ("mae", "rmse"))
    assert 0 <= mae <= rmse * (1 + 1e-12)
