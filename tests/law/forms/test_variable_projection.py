import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from simlaw.law.forms.variable_projection import (
    ALPHA_HIGH,
    ALPHA_LOW,
    power_by_projection,
    solve_nonnegative,
)

N = np.geomspace(20, 20_000, 11)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_closed_form_equals_nnls(seed):
    rng = np.random.default_rng(seed)
    basis = np.sort(rng.uniform(0.1, 3, 8))[::-1]
    error = rng.uniform(0.01, 1, 8)
    weight = rng.uniform(0.1, 2, 8)
    coefficients, loss = solve_nonnegative(basis, error, weight)
    root = np.sqrt(weight)
    expected, residual = optimize.nnls(
        np.stack([basis, np.ones(8)], axis=1) * root[:, None], error * root
    )
    assert coefficients == pytest.approx(expected, abs=1e-9)
    assert loss == pytest.approx(residual**2, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.05, 2.0), st.floats(0.0, 0.9), st.integers(0, 1000))
def test_no_rate_of_a_fine_grid_fits_better(alpha, share, seed):
    noise = np.exp(0.05 * np.random.default_rng(seed).standard_normal(N.size))
    error = ((1 - share) * (N / N[-1]) ** -alpha + share) * noise
    weight = 1 / error**2
    scale, rate, floor = power_by_projection(N, error, weight, offset=True)
    loss = np.sum(weight * (error - scale * N**-rate - floor) ** 2)
    rates = np.geomspace(ALPHA_LOW, ALPHA_HIGH, 400)[:, None]
    _, tried = solve_nonnegative((N / N[-1]) ** -rates, error, weight)
    assert loss <= tried.min() * (1 + 1e-3) + 1e-12


def test_without_an_offset_there_is_none():
    error = 3.0 * N**-0.4
    theta = power_by_projection(N, error, 1 / error**2, offset=False)
    assert theta == pytest.approx([3.0, 0.4, 0.0], rel=1e-4)
