"""The least over whole numbers, against trying all of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.decide.money import least_whole_number
from simlaw.decide.money.least_whole_number import least

Floats = npt.NDArray[np.float64]


def bowl(bottom: float, scale: float) -> Callable[[Floats], Floats]:
    return lambda k: np.asarray(1.0 + ((k - bottom) / scale) ** 2)


@settings(deadline=None)
@given(
    low=st.integers(0, 50),
    length=st.integers(0, 400),
    bottom=st.floats(-50, 500),
    rough=st.floats(0, 1),
    seed=st.integers(0, 99),
)
def test_short_ranges_are_tried_in_full(
    low: int, length: int, bottom: float, rough: float, seed: int
) -> None:
    smooth = bowl(bottom, 50.0)
    noise = rough * np.random.default_rng(seed).random(low + length + 1)

    def exact(k: Floats) -> Floats:
        return smooth(k) + noise[k.astype(int)]

    k = np.arange(low, low + length + 1.0)
    assert least(exact, smooth, low, low + length) == k[np.argmin(exact(k))]


def test_of_equals_the_first() -> None:
    def flat(k: Floats) -> Floats:
        return np.ones(k.size)

    assert least(flat, flat, 3, 900) == 3


@pytest.mark.parametrize("bottom", [-1e9, 12_345.6, 700_000.2, 3e9])
def test_long_ranges_find_the_bottom_of_a_rough_bowl(bottom: float) -> None:
    smooth = bowl(bottom, 1e4)

    def exact(k: Floats) -> Floats:
        return np.asarray(smooth(k) + 1e-6 * (k % 7))

    low, high = 0.0, 2e9
    found = least(exact, smooth, low, high)
    near = np.arange(max(low, bottom - 5e3), min(high, bottom + 5e3) + 1)
    if near.size == 0:
        near = np.array([low if bottom < low else high])
    near = np.floor(near)
    assert found == near[np.argmin(exact(near))]


def test_far_fewer_numbers_are_tried_than_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = 0
    smooth = bowl(5e8, 1e3)

    def exact(k: Floats) -> Floats:
        nonlocal tried
        tried += k.size
        return smooth(k)

    assert least(exact, smooth, 0, 1e12) == 5e8
    assert tried < least_whole_number.WHOLE
