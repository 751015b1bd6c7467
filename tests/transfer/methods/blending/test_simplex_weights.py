"""Weights of a blend: a known optimum, the rule of m, and what must not matter."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from simlaw.transfer.methods.blending.simplex_weights import (
    blend_weights,
    least_absolute,
    share_of_equal,
)


def problem(seed: int, m: int = 120, parts: int = 4) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    values = rng.standard_normal(m)
    noise = rng.standard_normal((m, parts)) * np.linspace(0.2, 1.0, parts)
    return values[:, None] + noise + 0.3 * rng.standard_normal((m, 1)), values


def absolute(weights: np.ndarray, predictions: np.ndarray, values: np.ndarray) -> float:
    return float(np.abs(predictions @ weights - values).mean())


@pytest.mark.parametrize("seed", range(4))
def test_no_other_weights_have_a_smaller_error(seed: int) -> None:
    predictions, values = problem(seed)
    found = least_absolute(predictions, values)
    assert found.sum() == pytest.approx(1)
    assert (found >= 0).all()
    least = absolute(found, predictions, values)
    rng = np.random.default_rng(seed)
    for other in rng.dirichlet(np.ones(4), 2000):
        assert least <= absolute(other, predictions, values) + 1e-12
    searched = minimize(
        lambda w: absolute(np.abs(w) / np.abs(w).sum(), predictions, values),
        np.full(4, 0.25), method="Nelder-Mead",
    )  # fmt: skip
    assert least <= searched.fun + 1e-9


def test_a_part_that_is_right_gets_all() -> None:
    predictions, values = problem(0)
    predictions[:, 2] = values
    np.testing.assert_allclose(least_absolute(predictions, values), [0, 0, 1, 0], atol=1e-9)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 99), st.floats(1e-6, 1e6), st.floats(-1e3, 1e3))
def test_neither_unit_nor_zero_matters(seed: int, unit: float, zero: float) -> None:
    predictions, values = problem(seed, m=60)
    there = least_absolute(unit * (predictions + zero), unit * (values + zero))
    np.testing.assert_allclose(
        absolute(there, predictions, values),
        absolute(least_absolute(predictions, values), predictions, values),
        rtol=1e-6,
    )


def test_equal_values_and_equal_parts_are_no_trouble() -> None:
    for predictions, values in (
        (np.ones((30, 3)), np.ones(30)),
        (np.zeros((30, 3)), np.arange(30.0)),
    ):
        found = least_absolute(predictions, values)
        assert found.sum() == pytest.approx(1)
        assert (found >= 0).all()


def test_few_materials_say_nothing_of_weights() -> None:
    predictions, values = problem(1, m=19)
    np.testing.assert_array_equal(blend_weights(predictions, values), np.full(4, 0.25))


def test_the_share_of_equal_weights_reads_m_alone_and_falls() -> None:
    shares = [share_of_equal(m) for m in (2, 19, 20, 100, 1000, 10**6)]
    assert shares[:2] == [1.0, 1.0]
    assert all(a > b for a, b in pairwise(shares[1:]))
    assert shares[-1] < 0.01


def test_of_many_materials_the_first_are_enough() -> None:
    predictions, values = problem(2, m=1500)
    values[1000:] = 1e6
    first = least_absolute(predictions[:1000], values[:1000])
    share = share_of_equal(1500)
    np.testing.assert_allclose(blend_weights(predictions, values), (1 - share) * first + share / 4)
