"""A fit that outliers do not move."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.law.forms.least_squares_on_logs import central_jacobian
from simlaw.law.forms.robust_power_offset import huber_fit, log_residuals, residual_gradient

N = np.geomspace(50, 12_800, 9)
ONES = np.ones(N.size)


@settings(deadline=None, max_examples=15)
@given(alpha=st.floats(0.2, 1.2), share=st.floats(0.1, 0.8), scale=st.floats(1e-6, 1e6))
def test_exact_points_give_their_law_in_any_unit(alpha: float, share: float, scale: float) -> None:
    amplitude, floor = (1 - share) * scale * N[-1] ** alpha, share * scale
    error = amplitude * N**-alpha + floor
    theta, trust = huber_fit(N, error, ONES)
    assert theta[1] == pytest.approx(alpha, rel=0.02)
    fitted = theta[0] * N ** -theta[1] + theta[2]
    assert fitted == pytest.approx(error, rel=1e-3)
    assert trust.shape == N.shape


@settings(deadline=None, max_examples=15)
@given(at=st.integers(3, 6), factor=st.sampled_from([0.5, 1.5, 3.0]))
def test_one_wrong_size_amid_others_is_found_whichever_it_is(at: int, factor: float) -> None:
    noise = np.exp(0.003 * np.random.default_rng(at).standard_normal(N.size))
    error = (2 * N**-0.5 + 0.1) * noise
    error[at] *= factor
    theta, trust = huber_fit(N, error, ONES)
    assert np.argmin(trust) == at
    assert trust[at] < 0.2
    assert (np.delete(trust, at) > 2 * trust[at]).all()
    assert theta[1] == pytest.approx(0.5, abs=0.08)


def test_a_size_without_weight_is_not_followed() -> None:
    error = 2 * N**-0.5 + 0.1
    error[2:4] *= 1.3
    weight = ONES.copy()
    weight[2:4] = 1e-6
    theta, _ = huber_fit(N, error, weight)
    assert theta == pytest.approx([2.0, 0.5, 0.1], rel=0.02)


def test_residuals_are_logs_of_ratios() -> None:
    x = np.log(N / N[-1])
    value = 0.3 * np.exp(-0.4 * x) + 0.05
    assert log_residuals(np.array([0.3, 0.4, 0.05]), x, np.log(value)) == pytest.approx(0 * N)
    assert log_residuals(np.array([0.3, 0.4, 0.05]), x, np.log(value / 2)) == pytest.approx(
        np.full(N.size, np.log(2))
    )


@settings(max_examples=30, deadline=None)
@given(st.floats(0.01, 2), st.floats(0.05, 2), st.floats(0.01, 2))
def test_gradient_equals_central_differences(amplitude, alpha, floor):
    theta, x = np.array([amplitude, alpha, floor]), np.linspace(-3, 0, 7)
    numeric = central_jacobian(lambda free, at: log_residuals(free, at, np.zeros(7)), theta, x)
    assert residual_gradient(theta, x) == pytest.approx(numeric, rel=1e-5, abs=1e-8)


def test_huber_is_least_squares_without_outliers_and_trusts_them_less_with():
    rng = np.random.default_rng(1)
    error = (2 * N**-0.5 + 0.1) * np.exp(0.005 * rng.standard_normal(N.size))
    theta, trust = huber_fit(N, error, np.ones(N.size))
    assert theta[1] == pytest.approx(0.5, abs=0.03)
    error[4] *= 2
    theta, trust = huber_fit(N, error, np.ones(N.size))
    assert theta[1] == pytest.approx(0.5, abs=0.05)
    assert np.argmin(trust) == 4
    assert trust[4] < 0.1
