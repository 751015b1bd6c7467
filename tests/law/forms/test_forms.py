import numpy as np
import pytest

from simlaw.law import FORMS

N = np.geomspace(20, 20_000, 11)


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


def test_published_laws_come_back():
    # Kaplan et al. 2020, arXiv 2001.08361, equation 1.2: L(D) = (5.4e13 / D)**0.095.
    tokens = np.geomspace(2e7, 2e10, 8)
    loss = np.round((5.4e13 / tokens) ** 0.095, 4)
    assert FORMS["power"].fit(tokens, loss, 1 / loss**2)[1] == pytest.approx(0.095, rel=1e-3)
