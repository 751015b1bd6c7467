"""The multilayer perceptron: its start, and a forward pass by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.transfer.networks.mlp import MLP


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32), st.integers(1, 300))
def test_start_has_the_variance_it_should(seed: int, width: int) -> None:
    (first, bias), (last, _) = MLP.start(width, (64,), np.random.default_rng(seed))
    assert first.dtype == np.float32
    assert first.shape == (width, 64)
    assert not bias.any()
    assert first.std() == pytest.approx(np.sqrt(2 / width), rel=0.5)
    assert np.abs(last).max() < 0.2


def test_numbers_of_the_start_are_those_of_every_version_so_far() -> None:
    """Golden: numpy's generator, layer by layer; records of trials rest on it."""
    (first, _), (last, _) = MLP.start(3, (2,), np.random.default_rng(7))
    drawn = np.random.default_rng(7).standard_normal(8)
    np.testing.assert_array_equal(first.ravel(), (drawn[:6] * np.sqrt(2 / 3)).astype("f4"))
    np.testing.assert_array_equal(last.ravel(), (drawn[6:] * 0.1).astype("f4"))


def test_a_forward_pass_by_hand() -> None:
    layers = (
        (np.array([[1, -1], [0, 2]], "f4"), np.array([0.5, 0], "f4")),
        (np.array([[2], [3]], "f4"), np.array([-1], "f4")),
    )
    rows = np.array([[1, 1], [-3, 0]], "f4")
    np.testing.assert_array_equal(MLP.hidden(layers, rows), [[1.5, 1], [0, 3]])
    np.testing.assert_array_equal(MLP.apply(layers, rows), [5, 8])
