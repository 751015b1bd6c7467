import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.law.forms.power_offset import PowerOffset

N = np.geomspace(20, 20_000, 11)


@settings(max_examples=40, deadline=None)
@given(alpha=st.floats(0.05, 2.0), share=st.floats(0.0, 0.95))
def test_power_offset_recovers_its_parameters(alpha, share):
    error = (1 - share) * (N / N[-1]) ** -alpha + share
    theta = PowerOffset().fit(N, error, 1 / error**2)
    assert theta[1] == pytest.approx(alpha, rel=2e-3)
    assert theta[2] == pytest.approx(share, abs=2e-3)


def test_a_batch_is_fitted_like_its_parts():
    rng = np.random.default_rng(0)
    curves = (N**-0.4 + 0.05) * np.exp(0.05 * rng.standard_normal((5, N.size)))
    together = PowerOffset().fit(N, curves, np.ones(N.size))
    apart = np.stack([PowerOffset().fit(N, curve, np.ones(N.size)) for curve in curves])
    assert together == pytest.approx(apart, rel=1e-12)
