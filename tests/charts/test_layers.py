from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.charts.layers import Window, forecast_table, shown_replicates
from simlaw.charts.look import WIDE
from simlaw.decide import read_curve
from simlaw.law import LearningCurve

Curves = Callable[..., LearningCurve]


@given(st.floats(1.0, 1e4), st.floats(1.1, 1e6), st.floats(0, 1))
def test_pixels_are_even_in_the_logarithm(low: float, ratio: float, share: float) -> None:
    window = Window((low, low * ratio), (low, low * ratio), WIDE)
    at = low * ratio**share
    assert window.column(at) == pytest.approx(WIDE.width * share, abs=1e-6)
    assert window.row(at) == pytest.approx(WIDE.height * (1 - share), abs=1e-6)


def test_the_table_of_a_law_covers_the_data_and_what_lies_ahead(make_curve: Curves) -> None:
    curve = make_curve()
    reading, law = read_curve(curve), curve.fit(resamples=200)
    assert reading is not None
    table = forecast_table(reading, law, 5.0, 0.8)
    assert table["x"].iloc[[0, -1]].tolist() == pytest.approx([50, 5 * 12_000])
    assert table["x"].is_monotonic_increasing
    assert table["y"].to_numpy() == pytest.approx(law.predict(table["x"].to_numpy()))
    assert (table["new_low"] <= table["mean_low"]).all()
    assert (table["mean_low"] <= table["mean_high"]).all()
    assert (table["mean_high"] <= table["new_high"]).all()


def test_of_many_replicates_the_first_are_shown(make_curve: Curves) -> None:
    few, many = read_curve(make_curve()), read_curve(make_curve(replicates=400))
    assert few is not None
    assert many is not None
    assert shown_replicates(few) == list(range(12))
    kept = shown_replicates(many)
    assert kept == list(range(len(kept)))
    assert len(kept) < 400
    assert np.size(kept) * len(many.n) <= 600
