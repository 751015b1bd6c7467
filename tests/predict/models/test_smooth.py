"""The Gaussian process of a predictor: what the transfer method says."""

from __future__ import annotations

import numpy as np
from tests.predict.small_predictor import descriptors

from simlaw.predict.models.batch import Batch
from simlaw.predict.models.smooth import SmoothModel
from simlaw.transfer.methods.residual_correction import correction
from simlaw.transfer.scaler import Scaler


def test_it_says_what_the_correction_says() -> None:
    table = descriptors(90)
    rows = np.arange(60, dtype=np.int32)[::-1].copy()
    scaler = Scaler.fit(table[rows])
    inputs = scaler.scaled(table, 6.0)
    start = table[:, 0].astype(np.float64)
    values = np.sin(2 * start[rows]) + 0.5 * table[rows, 1]
    found = correction(start, inputs, values, rows, spread=1.3)
    assert found.smooth.signal > 0
    model = SmoothModel(
        found.smooth, inputs[rows], rows, scaler, 6.0, base=0, centre=2.0, spread=3.0
    )
    said = model.at(Batch(table, (start,)))
    assert said.shape == (1, 90)
    assert np.abs(said[0] - (found.predicted * 3.0 + 2.0)).max() < 1e-12
    again = SmoothModel.from_arrays(model.arrays(), table, 6.0)
    assert np.array_equal(again.at(Batch(table, (start,))), said)


def test_without_a_network_it_starts_from_zero() -> None:
    table = descriptors(40)
    rows = np.arange(40, dtype=np.int32)
    scaler = Scaler.fit(table)
    inputs = scaler.scaled(table, 6.0)
    values = table[:, 1].astype(np.float64)
    found = correction(np.zeros(40), inputs, values, rows, spread=1.0)
    model = SmoothModel(found.smooth, inputs, rows, scaler, 6.0)
    assert np.abs(model.at(Batch(table))[0] - found.predicted).max() < 1e-12
