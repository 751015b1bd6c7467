"""Bands of forecasts, and the note of those that reach far."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.law import LAW_VERSION, fit
from simlaw.law import forecast as forecast_module
from simlaw.law.display import MOST_ROWS
from simlaw.law.forecast import (
    Forecast,
    checked_band,
    default_band,
    ends,
    far_beyond,
    quantiles_of,
)


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
def test_an_interval_is_plain_quantiles_around_a_median(level: float, seed: int) -> None:
    curves = np.random.default_rng(seed).uniform(1, 2, (400, 3))
    middle, low, high = quantiles_of(curves, level)
    assert middle == pytest.approx(np.median(curves, axis=0))
    inside = np.mean((curves >= low) & (curves <= high), axis=0)
    assert inside == pytest.approx(level, abs=0.01)


@pytest.fixture
def new_process() -> Iterator[None]:
    """As if no forecast had been asked for yet."""
    forecast_module._warn_of_default_band.cache_clear()
    yield
    forecast_module._warn_of_default_band.cache_clear()


@pytest.mark.usefixtures("new_process")
def test_a_forecast_without_a_band_is_that_of_the_mean_and_says_so_once() -> None:
    n = np.geomspace(50, 3200, 7)
    law = fit(n, 2 * n**-0.5 + 0.1, resamples=100)
    with pytest.warns(FutureWarning, match=r"band='mean'.*it gave that of one new") as caught:
        found = law.forecast([6400.0])
    assert len(caught) == 1
    assert caught[0].filename == __file__
    named = law.forecast([6400.0], band="mean")
    assert (found.band, found.low, found.high) == ("mean", named.low, named.high)
    assert default_band() == "mean"
    law.forecast([6400.0])
    assert LAW_VERSION == 2


def test_a_forecast_shows_itself() -> None:
    n = np.array([100.0, 2500, *range(3000, 3010)])
    ahead = Forecast(n, n**-0.5, 0.9 * n**-0.5, 1.1 * n**-0.5, 0.9, "mean", far_beyond(4001, 400))
    shown = repr(ahead)
    assert "n  mean error  90 % interval of the mean error" in shown
    assert re.search(r"2,500 +0\.0200 +0\.0180 to 0\.0220", shown)
    assert "and 4 more" in shown
    assert "note: n = 4,000 lies 10 times" in shown
    page = ahead._repr_html_()
    assert page.count("<tr>") == 1 + MOST_ROWS
    assert "0.0180 to 0.0220" in page


def test_levels_and_bands_are_checked() -> None:
    assert ends(0.9) == pytest.approx([0.05, 0.95])
    with pytest.raises(InputError, match="level must lie"):
        ends(1.0)
    assert checked_band("mean") == "mean"
    with pytest.raises(InputError, match="band must be"):
        checked_band("all")  # type: ignore[arg-type]
