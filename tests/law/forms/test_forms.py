import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from simlaw.law import FORMS
from simlaw.law.forms.least_squares_on_logs import central_jacobian
from simlaw.law.forms.power_offset import PowerOffset
from simlaw.law.forms.robust_power_offset import huber_fit, log_residuals, residual_gradient
from simlaw.law.forms.variable_projection import solve_nonnegative

N = np.geomspace(20, 20_000, 11)


@settings(max_examples=40, deadline=None)
@given(alpha=st.floats(0.05, 2.0), share=st.floats(0.0, 0.95))
def test_power_offset_recovers_its_parameters(alpha, share):
    error = (1 - share) * (N / N[-1]) ** -alpha + share
    theta = PowerOffset().fit(N, error, 1 / error**2)
    assert theta[1] == pytest.approx(alpha, rel=2e-3)
    assert theta[2] == pytest.approx(share, abs=2e-3)


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


def test_a_batch_is_fitted_like_its_parts():
    rng = np.random.default_rng(0)
    curves = (N**-0.4 + 0.05) * np.exp(0.05 * rng.standard_normal((5, N.size)))
    together = PowerOffset().fit(N, curves, np.ones(N.size))
    apart = np.stack([PowerOffset().fit(N, curve, np.ones(N.size)) for curve in curves])
    assert together == pytest.approx(apart, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "theta", "tolerance"),
    [
        ("power", [3.0, 0.3], 1e-4),
        ("exponential", [0.5, 900.0, 0.2], 1e-3),
        ("logarithmic", [2.0, 0.1], 1e-9),
        ("broken", [3.0, 0.1, 0.01, 0.5, 700.0, 0.4], 0.01),
        ("m4", [3.0, 0.5, 0.05, 0.8, 0.7], 0.01),
    ],
)
def test_forms_fit_their_own_curves(name, theta, tolerance):
    form = FORMS[name]
    error = form.predict(np.array(theta), N)
    fitted = form.fit(N, error, 1 / error**2)
    assert form.predict(fitted, N) == pytest.approx(error, rel=tolerance)


def test_m4_keeps_between_its_ends():
    error = FORMS["m4"].predict(np.array([3.0, 0.5, 0.05, 0.8, 0.7]), np.geomspace(1e-6, 1e12, 30))
    assert (np.diff(error) <= 0).all()
    assert error[0] == pytest.approx(0.8, rel=1e-2)
    assert error[-1] == pytest.approx(0.05, rel=1e-2)


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


def test_published_laws_come_back():
    # Kaplan et al. 2020, arXiv 2001.08361, equation 1.2: L(D) = (5.4e13 / D)**0.095.
    tokens = np.geomspace(2e7, 2e10, 8)
    loss = np.round((5.4e13 / tokens) ** 0.095, 4)
    assert FORMS["power"].fit(tokens, loss, 1 / loss**2)[1] == pytest.approx(0.095, rel=1e-3)
