"""The line to the measured scale: known answers, and how it is held."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.transfer.calibration import calibrate


@given(st.floats(0.2, 5), st.floats(-100, 100), st.floats(0.1, 10))
def test_calibration_recovers_an_affine_map(slope: float, offset: float, spread: float) -> None:
    output = np.linspace(-2, 2, 41)
    measured = slope * spread * output + offset
    found_centre, found_spread = calibrate(output, measured, computed_spread=spread, prior=0.0)
    assert found_spread == pytest.approx(slope * spread, rel=1e-6)
    assert found_centre == pytest.approx(offset, abs=1e-6 * (1 + abs(offset) + slope * spread))


def test_calibration_prior_holds_the_computed_slope() -> None:
    output = np.linspace(-2, 2, 5)
    _, free = calibrate(output, 3.0 * output, computed_spread=1.0, prior=0.0)
    _, held = calibrate(output, 3.0 * output, computed_spread=1.0, prior=1e6)
    assert free == pytest.approx(3.0)
    assert held == pytest.approx(1.0, abs=1e-3)


def test_calibration_never_flips_or_flattens_the_scale() -> None:
    output = np.linspace(-2, 2, 5)
    _, spread = calibrate(output, -output, computed_spread=2.0, prior=0.0)
    assert spread == pytest.approx(0.2)


def test_calibration_on_equal_outputs_keeps_the_computed_scale() -> None:
    found = calibrate(np.zeros(4), np.full(4, 7.0), computed_spread=2.0, prior=10.0)
    assert found == (7.0, 2.0)
