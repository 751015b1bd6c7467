"""Standardisation: what it makes of columns, and of a table in blocks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.transfer.scaler import Scaler, location_and_scale


def rng(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


@given(st.integers(2, 50), st.floats(-1e3, 1e3), st.floats(1e-2, 1e3))
def test_scaler_standardises(samples: int, centre: float, spread: float) -> None:
    base = rng(1).standard_normal((samples, 2))
    rows = (base * spread + centre).astype(np.float32)
    scaler = Scaler.fit(rows)
    scaled = (rows.astype(np.float64) - scaler.mean) * scaler.inverse
    resolved = base.std(axis=0) * spread > 1e-3 * abs(centre)
    assert np.all(np.abs(scaled.std(axis=0) - 1)[resolved] < 0.02)


def test_scaler_switches_constant_columns_off() -> None:
    rows = np.full((10, 2), 0.1, dtype=np.float32)
    rows[:, 1] = np.arange(10)
    scaler = Scaler.fit(rows)
    assert scaler.inverse[0] == 0.0
    assert scaler.inverse[1] > 0.0


def test_a_scaler_of_named_rows_is_that_of_their_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simlaw.transfer.scaler._BLOCK", 7)
    rng = np.random.default_rng(0)
    table = rng.normal(5, 3, (100, 4)).astype(np.float32)
    rows = rng.permutation(100)[:60].astype(np.int32)
    named, copied = Scaler.fit(table, rows), Scaler.fit(table[rows])
    np.testing.assert_array_equal(named.mean, copied.mean)
    np.testing.assert_array_equal(named.inverse, copied.inverse)


def test_scaled_rows_are_cut_at_the_clip() -> None:
    table = np.array([[0.0], [1.0], [2.0], [50.0]], dtype=np.float32)
    scaler = Scaler.fit(table[:3])
    found = scaler.scaled(table, 3.0)
    assert found.dtype == np.float64
    assert found[:, 0] == pytest.approx([-1.2247, 0, 1.2247, 3.0], abs=1e-3)
    np.testing.assert_array_equal(Scaler.unchanged(1).scaled(table), table)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e3))
def test_location_and_scale_standardise(centre: float, spread: float) -> None:
    values = centre + spread * np.linspace(-1, 1, 20)
    at, scale = location_and_scale(values)
    assert ((values - at) / scale).std() == pytest.approx(1, rel=1e-3)
