import numpy as np
import pytest

from simlaw.law.forms.least_squares_on_logs import FreeCurve, central_jacobian, descend

X = np.linspace(-4, 0, 9)


def line(free, x):
    """Log of ``exp(a) * n**-b``: a straight line."""
    return free[0] - free[1] * x


FORM = FreeCurve(
    line, [np.array([0.0, 0.1]), np.array([3.0, 3.0])], np.array([-9.0, 0.0]), np.array([9.0, 4.0])
)


def test_derivatives_of_a_line_are_exact():
    slopes = central_jacobian(line, np.array([0.3, 0.7]), X)
    assert slopes == pytest.approx(np.stack([np.ones(9), -X], axis=1), abs=1e-9)


def test_a_line_is_found_from_any_start():
    found = descend(FORM, X, line(np.array([0.3, 0.7]), X)[None, :], np.ones(9))
    assert found == pytest.approx(np.array([[0.3, 0.7]]), abs=1e-6)


def test_resamples_follow_the_centre_of_the_batch():
    rng = np.random.default_rng(0)
    logs = line(np.array([0.3, 0.7]), X) + 0.05 * rng.standard_normal((40, 9))
    together = descend(FORM, X, logs, np.ones(9))
    assert together.shape == (40, 2)
    exact = np.polyfit(X, logs.T, 1)
    # A small ridge holds them back by next to nothing.
    assert together == pytest.approx(np.stack([exact[1], -exact[0]], axis=1), abs=1e-3)


def test_parameters_stay_within_their_bounds():
    steep = line(np.array([0.3, 7.0]), X)[None, :]
    found = descend(FORM, X, steep, np.ones(9))
    assert found[0, 1] == pytest.approx(4.0, abs=1e-6)
