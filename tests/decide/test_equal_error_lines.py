import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.decide.equal_error_lines import falls, needed_m, needed_n, rates, removable, replacing_n
from simlaw.law.joint.surface import FORMULAS, predict_joint

THETAS = st.tuples(
    st.floats(0.01, 100), st.floats(0.05, 1.5), st.floats(0.0, 10), st.floats(0.05, 1.0)
).map(lambda found: np.array([*found, 0.05]))
SIZES = st.floats(1, 1e6)
forms = pytest.mark.parametrize("form", FORMULAS)


def error(theta, n, m, form):
    return float(predict_joint(theta, np.array([n]), np.array([m]), form)[0])


@forms
@given(theta=THETAS, n=SIZES, m=SIZES)
def test_removable_error_is_that_of_the_law_above_its_rest(form, theta, n, m):
    above = float(removable(theta, n, m, form))
    assert above + 0.05 == pytest.approx(error(theta, n, m, form), rel=1e-12)


@forms
@given(theta=THETAS, n=SIZES, m=SIZES)
def test_falls_are_the_derivatives(form, theta, n, m):
    fall_n, fall_m = falls(theta, n, m, form)
    for fall, step_n, step_m in ((fall_n, 1e-4, 0), (fall_m, 0, 1e-4)):
        up = removable(theta, n * (1 + step_n), m * (1 + step_m), form)
        down = removable(theta, n * (1 - step_n), m * (1 - step_m), form)
        by_hand = (down - up) / (2e-4 * (n if step_n else m))
        assert float(fall) == pytest.approx(
            float(by_hand), rel=1e-5, abs=1e-11 * float(removable(theta, n, m, form))
        )


@given(theta=THETAS, n=SIZES, m=SIZES)
def test_rate_is_the_closed_form_and_the_limit_of_the_finite_one(theta, n, m):
    amplitude, alpha, floor, beta, _ = theta
    rate = float(rates(theta, n, m))
    assert rate == pytest.approx(beta * n / (alpha * m) * (1 + floor / amplitude * n**alpha))
    ratio = 1e-6 * n / max(rate, 1e-300)
    if ratio * 1e3 < m and ratio > 1e-9 * m:
        more = float(replacing_n(theta, n, m, m + ratio))
        assert (more - n) / ratio == pytest.approx(rate, rel=1e-2)


@forms
@given(theta=THETAS, n=SIZES, m=SIZES, factor=st.floats(0.2, 5))
def test_the_replacing_n_has_the_same_error(form, theta, n, m, factor):
    to_m = max(m * factor, 1.0)
    found = float(replacing_n(theta, n, m, to_m, form))
    assert (found >= n * (1 - 1e-9)) == (to_m >= m) or found == pytest.approx(n)
    if math.isfinite(found) and 1e-100 < found < 1e100:
        there = float(removable(theta, n, to_m, form))
        here = float(removable(theta, found, m, form))
        assert here == pytest.approx(there, rel=1e-6)
    elif math.isinf(found):
        assert error(theta, 1e150, m, form) >= error(theta, n, to_m, form) * (1 - 1e-9)


@forms
@given(theta=THETAS, n=SIZES, m=SIZES)
def test_needed_sizes_undo_the_law(form, theta, n, m):
    floor, beta = theta[2:4]
    above = float(removable(theta, n, m, form))
    part = float(removable(theta, n, m, form) - removable(theta, 1e300, m, form))
    if part > 1e-5 * above:
        assert float(needed_n(theta, above, m, form)) == pytest.approx(n, rel=1e-6)
    if form == "joint" or floor * m**-beta > 1e-5 * above:
        assert float(needed_m(theta, above, n, form)) == pytest.approx(m, rel=1e-6)


def test_where_nothing_helps_it_is_infinite_and_where_all_does_it_is_nothing():
    flat = np.array([0.0, 0.5, 1.0, 0.3, 0.1])
    assert rates(flat, 100.0, 10.0) == np.inf
    assert replacing_n(flat, 100.0, 10.0, 20.0) == np.inf
    assert needed_n(flat, 0.01, 10.0) == np.inf
    assert needed_n(flat, 10.0, 10.0) == 0.0
    no_gap = np.array([1.0, 0.5, 0.0, 0.3, 0.1])
    assert rates(no_gap, 100.0, 10.0, "joint-sum") == 0.0
    assert needed_n(no_gap, 0.0, 10.0) == np.inf
    assert needed_m(no_gap, 1e-3, 100.0, "joint-sum") == np.inf


def test_draws_go_in_as_rows():
    theta = np.array([[3, 0.5, 0.4, 0.3, 0.05], [3, 0.5, 0.0, 0.3, 0.0]])
    assert rates(theta, 6400.0, 160.0) == pytest.approx([280.0, 24.0])
    assert replacing_n(theta, 100.0, 10.0, 20.0).shape == (2,)
