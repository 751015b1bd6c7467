"""Bands of forecasts, and the note of those that reach far."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.law.forecast import checked_band, ends, ends_of, far_beyond


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (4000.0, None),
        (4001.0, "n = 4,000 lies 10 times beyond the largest n studied, 400;"),
        (123_456.0, "n = 123,000 lies 309 times beyond"),
        (1e12, r"n = 1e+12 lies 2.5e+09 times beyond"),
    ],
)
def test_far_sizes_carry_a_note(n: float, said: str | None) -> None:
    notes = far_beyond(n, 400.0)
    assert [note.code for note in notes] == ([] if said is None else ["far_extrapolation"])
    assert said is None or said in notes[0].text


@given(st.floats(0.05, 0.99), st.integers(0, 1000))
def test_an_interval_holds_its_share_of_curves_and_the_mean(level: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    curves, mean = rng.uniform(1, 2, (400, 3)), np.array([0.5, 1.5, 2.5])
    low, high = ends_of(curves, mean, level)
    assert (low <= mean).all()
    assert (mean <= high).all()
    inside = np.mean((curves >= low) & (curves <= high), axis=0)
    assert inside[1] >= level - 0.01
    # Drawn out to a mean beyond all curves, an interval holds a tail as well.
    assert inside[[0, 2]] == pytest.approx((1 + level) / 2, abs=0.01)


def test_levels_and_bands_are_checked() -> None:
    assert ends(0.9) == pytest.approx([0.05, 0.95])
    with pytest.raises(InputError, match="level must lie"):
        ends(1.0)
    assert checked_band("mean") == "mean"
    with pytest.raises(InputError, match="band must be"):
        checked_band("all")  # type: ignore[arg-type]
